//! Values and tables as HTML. A site has millions of them, so they are written here and reach the templates ready;
//! what they look like is told by classes alone.
//!
//! In: the blocks that pages are built of. Out: HTML in which all text is escaped; what is [`Html`] already goes in as it is.

use super::blocks::{Cell, Column, Commit, Field, Html, Link, Moment, State, Table, Tone, Value};
use crate::theme::escape;

impl Value {
    /// The value as it stands on a page.
    pub fn html(&self) -> Html {
        made(|out| value(self, out))
    }
}

impl Table {
    /// The table as it stands on a page.
    pub fn html(&self) -> Html {
        let mut html = String::with_capacity(256 + 192 * self.rows.len());
        table(self, &mut html);
        Html(html)
    }
}

impl Moment {
    /// The moment as it stands on a page.
    pub fn html(&self) -> Html {
        made(|out| moment(self, out))
    }
}

impl Commit {
    /// The commit as it stands on a page.
    pub fn html(&self) -> Html {
        made(|out| commit(self, out))
    }
}

impl State {
    /// The state as it stands on a page.
    pub fn html(&self) -> Html {
        made(|out| state(self, out))
    }
}

impl Link {
    /// The record's id, linked where this audience has the page.
    pub fn rid(&self) -> Html {
        made(|out| rid(self, out))
    }

    /// The record as it stands on a page: its id and its title.
    pub fn html(&self) -> Html {
        made(|out| reference(self, out))
    }
}

fn made(write: impl FnOnce(&mut String)) -> Html {
    let mut html = String::new();
    write(&mut html);
    Html(html)
}

/// Writes pieces one after the other.
macro_rules! put {
    ($out:expr, $($piece:expr),+) => {{ $($out.push_str($piece.as_ref());)+ }};
}

fn value(value: &Value, out: &mut String) {
    match value {
        Value::Text { text } => put!(out, escape(text)),
        Value::Line { html } | Value::Chart { html } => put!(out, html.0),
        Value::Code { text } => put!(out, "<code>", escape(text), "</code>"),
        Value::Missing { text } => put!(out, "<span class=\"quiet\">", escape(text), "</span>"),
        Value::Withheld { text } => {
            put!(out, "<span class=\"withheld\">");
            icon("lock", out);
            put!(out, " ", escape(text), "</span>");
        }
        Value::Moment { moment: given } => moment(given, out),
        Value::State { state: given } => state(given, out),
        Value::Record { link } => reference(link, out),
        Value::Link { link } => put!(out, "<a href=\"", escape(&link.url), "\">", escape(&link.title), "</a>"),
        Value::Commit { commit: given } => commit(given, out),
        Value::Change { before, after } => {
            if !before.is_empty() {
                put!(
                    out,
                    "<del><span class=\"visually-hidden\">was </span>",
                    escape(before),
                    "</del> "
                );
            }
            if !after.is_empty() {
                put!(out, "<ins>", escape(after), "</ins>");
            }
        }
        Value::Prose { html } => put!(out, "<div class=\"prose\">", html.0, "</div>"),
        Value::List { items } => {
            put!(out, "<ul>");
            for item in items {
                put!(out, "<li>");
                self::value(item, out);
                put!(out, "</li>");
            }
            put!(out, "</ul>");
        }
        Value::Fields { fields: given } => fields(given, out),
        Value::Table { table: given } => table(given, out),
    }
}

fn moment(moment: &Moment, out: &mut String) {
    if moment.iso.is_empty() {
        put!(out, escape(&moment.text));
    } else {
        put!(
            out,
            "<time datetime=\"",
            escape(&moment.iso),
            "\">",
            escape(&moment.text),
            "</time>"
        );
    }
}

fn state(state: &State, out: &mut String) {
    let tone = match state.tone {
        Tone::Ok => "ok",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Info => "info",
        Tone::None => "none",
    };
    put!(out, "<span class=\"state state--", tone, "\">");
    icon(state.icon, out);
    put!(out, "<span>", escape(&state.word), "</span></span>");
}

/// A record's id and its title.
fn reference(link: &Link, out: &mut String) {
    rid(link, out);
    if !link.title.is_empty() {
        put!(out, " ", escape(&link.title));
    }
}

/// A record's id, linked where this audience has the page.
fn rid(link: &Link, out: &mut String) {
    match &link.url {
        Some(url) if !url.is_empty() => put!(
            out,
            "<a class=\"rid\" href=\"",
            escape(url),
            "\">",
            escape(&link.id),
            "</a>"
        ),
        _ => put!(out, "<span class=\"rid\">", escape(&link.id), "</span>"),
    }
}

fn commit(commit: &Commit, out: &mut String) {
    match &commit.url {
        Some(url) if !url.is_empty() => put!(
            out,
            "<a href=\"",
            escape(url),
            "\"><code>",
            escape(&commit.short),
            "</code></a>"
        ),
        _ => put!(out, "<code>", escape(&commit.short), "</code>"),
    }
}

/// One of the theme's `icons.html`, which every page carries.
fn icon(name: &str, out: &mut String) {
    put!(
        out,
        "<svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-",
        escape(name),
        "\"/></svg>"
    );
}

fn fields(fields: &[Field], out: &mut String) {
    put!(out, "\n<dl class=\"fields\">");
    for field in fields {
        put!(out, "\n<div><dt>", escape(&field.label), "</dt><dd>");
        value(&field.value, out);
        put!(out, "</dd></div>");
    }
    put!(out, "\n</dl>");
}

fn table(table: &Table, out: &mut String) {
    let caption = escape(&table.caption);
    put!(
        out,
        "\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"",
        caption,
        "\">\n<table class=\"table"
    );
    let register = table.register.as_deref().filter(|name| !name.is_empty());
    if register.is_some() {
        put!(out, " register");
    }
    if table.fit {
        put!(out, " table--fit");
    }
    put!(out, "\"");
    if let Some(name) = register {
        put!(out, " data-register=\"", escape(name), "\"");
    }
    put!(out, ">\n<caption");
    if table.hide_caption {
        put!(out, " class=\"visually-hidden\"");
    }
    put!(out, ">", caption, "</caption>\n<thead><tr>");
    for column in &table.columns {
        put!(out, "<th scope=\"col\"");
        if column.numeric {
            put!(out, " class=\"num\"");
        }
        if column.by_year {
            put!(out, " data-facet=\"year\"");
        } else if column.facet {
            put!(out, " data-facet");
        }
        put!(out, ">", escape(&column.title), "</th>");
    }
    put!(out, "</tr></thead>\n<tbody>");
    for row in &table.rows {
        put!(out, "\n<tr>");
        for (index, shown) in row.iter().enumerate() {
            cell(shown, index == 0, table.columns.get(index), out);
        }
        put!(out, "</tr>");
    }
    put!(out, "\n</tbody>");
    if let Some(total) = &table.total {
        put!(out, "\n<tfoot><tr>");
        for (index, text) in total.iter().enumerate() {
            let numeric = table.columns.get(index).is_some_and(|column| column.numeric);
            put!(
                out,
                if numeric { "<td class=\"num\">" } else { "<td>" },
                escape(text),
                "</td>"
            );
        }
        put!(out, "</tr></tfoot>");
    }
    put!(out, "\n</table>\n</div>");
}

/// A cell; the first of a row is its head.
fn cell(cell: &Cell, first: bool, column: Option<&Column>, out: &mut String) {
    put!(out, if first { "<th scope=\"row\"" } else { "<td" });
    match column {
        Some(column) if column.numeric => put!(out, " class=\"num\""),
        Some(column) if column.wrap => put!(out, " class=\"wrap\""),
        _ => {}
    }
    if !cell.sort.is_empty() {
        put!(out, " data-sort=\"", escape(&cell.sort), "\"");
    }
    if !cell.export.is_empty() {
        put!(out, " data-export=\"", escape(&cell.export), "\"");
    }
    put!(out, ">");
    value(&cell.value, out);
    put!(out, if first { "</th>" } else { "</td>" });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_wherever_it_stands() {
        let hostile = "<b a=\"x\">&'";
        let escaped = "&lt;b a=&quot;x&quot;&gt;&amp;&#39;";
        let link = Link {
            id: hostile.to_owned(),
            title: hostile.to_owned(),
            url: Some(hostile.to_owned()),
        };
        let shapes = [
            Value::text(hostile),
            Value::code(hostile),
            Value::missing(hostile),
            Value::Withheld {
                text: hostile.to_owned(),
            },
            Value::Moment {
                moment: Moment {
                    iso: hostile.to_owned(),
                    text: hostile.to_owned(),
                },
            },
            Value::state(State::ok(hostile)),
            Value::Record { link },
            Value::link(hostile, hostile),
            Value::Change {
                before: hostile.to_owned(),
                after: hostile.to_owned(),
            },
            Value::Fields {
                fields: vec![Field::new(hostile, Value::text(hostile))],
            },
        ];
        let mut whole = Table::new(hostile, &[hostile]).register(hostile);
        for shape in shapes {
            whole.row([Cell {
                value: Value::List { items: vec![shape] },
                sort: hostile.to_owned(),
                export: hostile.to_owned(),
            }]);
        }
        whole.total = Some(vec![hostile.to_owned()]);
        let html = whole.html().0;
        assert!(
            html.contains(escaped) && !html.contains("<b a") && !html.contains("&'"),
            "{html}"
        );
    }

    #[test]
    fn a_row_longer_than_its_heads_is_shown() {
        let mut short = Table::new("All", &["Day"]);
        short.row([Value::text("1"), Value::text("2")]);
        assert!(short.html().0.contains("<th scope=\"row\">1</th><td>2</td>"));
    }

    #[test]
    fn a_value_that_became_another_shows_what_there_is() {
        let change = Value::Change {
            before: String::new(),
            after: "closed".to_owned(),
        };
        assert_eq!(change.html().0, "<ins>closed</ins>");
    }
}
