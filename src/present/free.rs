//! Free pages: Markdown that people wrote, with expressions over the ledger.
//!
//! In: a page's Markdown. Steps: 1. its expressions are evaluated, with fuel, and what they give is escaped so that it stands
//! in the Markdown as the text it is; numbers leave a mark; 2. what was asked of numbers is answered ([`figure`]), and the page
//! evaluated again, until all is known; 3. the Markdown becomes HTML through the filter, which puts words and links in the place
//! of marks; 4. the HTML is cut where pictures and tables stand.

use super::blocks::{Content, Entry, Html};
use super::figure::{self, Answer, Asked, Asking, Known, Question, What};
use super::markdown::{self, Piece, Where};
use super::page::{Job, Links, Page, Site, View};
use super::topic::shape::Block;
use super::values::{self, Manner, Reading};
use crate::diag::{Diagnostic, Severity};
use crate::expression::{count_of_responses, kind_named};
use crate::link::Ledger;
use crate::parse::page::FreePage;
use crate::record::{Kind, Record};
use crate::source::{Place, Span};
use minijinja::value::{Kwargs, Object, Serde, ValueKind};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Free pages.
pub(super) const PAGE: Page = Page { name: "free", jobs };

/// How many steps the expressions of one page may take.
const FUEL: u64 = 1_000_000;

/// Path of a free page.
pub(super) fn path(page: &FreePage) -> String {
    format!("pages/{}.html", page.name)
}

/// Whether the audience may see a page.
pub(super) fn is_shown(site: &Site<'_>, page: &FreePage) -> bool {
    page.front
        .audience
        .is_none_or(|audience| audience <= site.disclosure.audience())
}

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let shown = site
        .free_pages
        .iter()
        .enumerate()
        .filter(|(_, page)| is_shown(site, page));
    let job = |(number, page): (usize, &FreePage)| {
        let title = page.title(site.sources.get(page.source));
        let lede = page.front.description.clone();
        let view = move |site: &Site<'_>, links: &Links<'_>| {
            let made = View::new("About the programme", &view(site, number, links));
            Ok(match &lede {
                Some(lede) => made.lede(lede.clone()),
                None => made,
            })
        };
        let job = Job::page(path(page), "markdown.html", title, "pages", Box::new(view));
        job.below("About", LIST)
    };
    let mut jobs: Vec<Job> = shown.map(job).collect();
    if !jobs.is_empty() {
        jobs.push(list_job());
    }
    jobs
}

/// Path of the list of pages.
pub(super) const LIST: &str = "about.html";

fn list_job() -> Job {
    let view = |site: &Site<'_>, links: &Links<'_>| {
        let mut shown: Vec<&FreePage> = site.free_pages.iter().filter(|page| is_shown(site, page)).collect();
        shown.sort_by(|a, b| {
            let order = |page: &FreePage| page.front.nav_order.unwrap_or(f64::MAX);
            order(a).total_cmp(&order(b)).then_with(|| a.name.cmp(&b.name))
        });
        let content = |page: &&FreePage| Content {
            title: page.title(site.sources.get(page.source)),
            url: links.to(&path(page)),
            note: page.front.description.clone().unwrap_or_default(),
        };
        let contents = shown.iter().map(content).collect();
        Ok(View::new("About the programme", &ListView { contents, entries: [] }))
    };
    Job::page(LIST, "about.html", "About the programme", "pages", Box::new(view)).short("About")
}

#[derive(Serialize)]
struct ListView {
    contents: Vec<Content>,
    entries: [Entry; 0],
}

#[derive(Serialize)]
struct FreeView {
    parts: Vec<Block>,
    note: String,
    broken: Vec<String>,
}

fn view(site: &Site<'_>, number: usize, links: &Links<'_>) -> FreeView {
    let page = &site.free_pages[number];
    let source = site.sources.get(page.source);
    let links = Links {
        site,
        root: links.root.clone(),
        folder: Some(folder(page)),
    };
    let text = page.markdown(source);
    let Evaluated { markdown, mut answers } = evaluate(text, &facts(site, asks(text)), &links);
    let (parts, broken) = match markdown {
        Ok(markdown) => {
            let markdown = without_title(&markdown, &page.title(source)).to_owned();
            let placed = Placed::new(&links, &answers);
            let html = markdown::render(&markdown, 1, &placed).html;
            (parts(&html, &mut answers), Vec::new())
        }
        Err((_, message)) => (Vec::new(), vec![message]),
    };
    FreeView {
        parts,
        note: format!("Written in {}", source.path),
        broken,
    }
}

/// The text with the blocks that stand in it. A block that is placed twice stands where it is placed first; after that its words
/// do, so that no anchor is on the page twice.
fn parts(html: &str, answers: &mut [Answer]) -> Vec<Block> {
    let mut parts = Vec::new();
    for part in markdown::blocks(html) {
        match part {
            Ok(html) if html.trim().is_empty() => {}
            Ok(html) => parts.push(Block::Prose {
                html: Html(html.to_owned()),
            }),
            Err(number) => {
                let Some(answer) = answers.get_mut(number) else {
                    continue;
                };
                let blocks = std::mem::take(&mut answer.blocks);
                if blocks.is_empty() {
                    parts.push(Block::Note {
                        text: answer.said.text.clone(),
                    });
                }
                parts.extend(blocks);
            }
        }
    }
    parts
}

/// Addresses of a page, with what its expressions placed in it.
struct Placed<'a> {
    links: &'a Links<'a>,
    pieces: Vec<Piece>,
}

impl<'a> Placed<'a> {
    fn new(links: &'a Links<'a>, answers: &[Answer]) -> Self {
        let piece = |answer: &Answer| Piece {
            words: answer.said.text.clone(),
            url: answer.said.url.clone(),
            is_block: !answer.blocks.is_empty(),
        };
        Self {
            links,
            pieces: answers.iter().map(piece).collect(),
        }
    }
}

impl Where for Placed<'_> {
    fn record(&self, id: &str) -> Option<String> {
        self.links.record(id)
    }

    fn hides(&self, id: &str) -> bool {
        self.links.hides(id)
    }

    fn page(&self, written: &str) -> Option<String> {
        self.links.page(written)
    }

    fn piece(&self, number: usize) -> Option<&Piece> {
        self.pieces.get(number)
    }
}

/// The folder of a page on the site.
fn folder(page: &FreePage) -> String {
    let path = path(page);
    path.rsplit_once('/')
        .map_or_else(String::new, |(folder, _)| folder.to_owned())
}

/// The text without a first heading that repeats the title of the page.
fn without_title<'a>(markdown: &'a str, title: &str) -> &'a str {
    let text = markdown.trim_start();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.strip_prefix("# ") {
        Some(heading) if heading.trim() == title => rest,
        _ => markdown,
    }
}

/// What is wrong with the pages: expressions that fail, links that lead nowhere.
pub fn check(site: &Site<'_>) -> Vec<Diagnostic> {
    let asked = site
        .free_pages
        .iter()
        .any(|page| asks(page.markdown(site.sources.get(page.source))));
    let facts = facts(site, asked);
    let mut diagnostics = Vec::new();
    for page in site.free_pages {
        let source = site.sources.get(page.source);
        let text = page.markdown(source);
        let place = |offset: usize, length: usize| Place {
            source: page.source,
            span: Span::new(page.body + offset, page.body + offset + length),
        };
        let links = Links {
            site,
            root: String::new(),
            folder: Some(folder(page)),
        };
        let Evaluated { markdown, answers } = evaluate(text, &facts, &links);
        match markdown {
            Ok(markdown) => {
                let placed = Placed::new(&links, &answers);
                for (written, range) in markdown::render(&markdown, 1, &placed).dead {
                    // Expressions shift what stands behind them: the link is looked for where it is written.
                    let at = text.find(&written).unwrap_or(range.start.min(text.len()));
                    let problem = Diagnostic::error("R-PAG-02", format!("the link `{written}` leads nowhere"))
                        .severity(Severity::Warning)
                        .at(place(
                            at,
                            if text[at..].starts_with(&written) {
                                written.len()
                            } else {
                                0
                            },
                        ));
                    diagnostics.push(
                        problem.hint("link to a page of the site, a record's id in `[[..]]`, or an `https://` address"),
                    );
                }
            }
            Err((line, message)) => {
                let start: usize = text
                    .split_inclusive('\n')
                    .take(line.saturating_sub(1))
                    .map(str::len)
                    .sum();
                let length = text[start..].lines().next().map_or(0, str::len);
                let problem =
                    Diagnostic::error("R-PAG-01", format!("an expression fails: {message}")).at(place(start, length));
                let hint = "expressions know `count(kind, status)`, `record(id)`, `shows(id)`, `records(kind)`, `as_of`, and of numbers `measure(metric, key=\"value\")`, `chart(..)`, `table(..)` and `interval(..)`";
                diagnostics.push(problem.hint(hint));
            }
        }
    }
    diagnostics
}

/// What expressions may ask for, taken out of the ledger once.
struct Facts {
    withheld: BTreeSet<String>,
    counts: BTreeMap<(Kind, String), i64>,
    /// Kinds of which some records are withheld.
    partly: BTreeSet<Kind>,
    /// How many responses there are, and whether some stand in tables and are no records.
    responses: (usize, bool),
    records: BTreeMap<String, Value>,
    by_kind: BTreeMap<Kind, Vec<String>>,
    as_of: String,
}

/// What stands in place of what the audience may not see.
const WITHHELD: &str = "withheld from this audience";

/// A record that the audience may not see: every field of it says so.
#[derive(Debug)]
struct Withheld;

impl Object for Withheld {
    fn get_value(self: &Arc<Self>, _: &Value) -> Option<Value> {
        Some(Value::from(WITHHELD))
    }
}

/// Ids of the records that fit.
fn ledger_ids(site: &Site<'_>, fits: impl Fn(&Record) -> bool) -> BTreeSet<String> {
    let records = site.ledger.records().filter(|(_, record)| fits(record));
    records.map(|(_, record)| record.id().to_owned()).collect()
}

/// Whether a page has an expression.
fn asks(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// What expressions may ask for. All records as values cost more than many a page, so nobody pays who does not ask.
fn facts(site: &Site<'_>, asked: bool) -> Arc<Facts> {
    let withheld = ledger_ids(site, |record| !site.disclosure.record(record));
    let mut facts = Facts {
        withheld,
        counts: BTreeMap::new(),
        partly: BTreeSet::new(),
        responses: (site.ledger.responses(), !site.ledger.sheets.is_empty()),
        records: BTreeMap::new(),
        by_kind: BTreeMap::new(),
        as_of: site.as_of.to_string(),
    };
    let links = Links {
        site,
        root: String::new(),
        folder: None,
    };
    let ledger: &Ledger = site.ledger;
    for (_, record) in ledger.records().filter(|_| asked) {
        // How many there are of a kind stands in the registers for every audience.
        *facts
            .counts
            .entry((record.kind, record.status().to_owned()))
            .or_default() += 1;
        if !site.disclosure.record(record) {
            facts.partly.insert(record.kind);
            continue;
        }
        let mut withheld = Vec::new();
        let mut object = values::json(
            &record.node,
            site.catalogue.fields(record.kind),
            Reading::of(record, &links, Manner::Full),
            &mut withheld,
            "",
        );
        if let Some(object) = object.as_object_mut() {
            // A page is written once for several audiences: what one may not see says so and is no error.
            for path in withheld.iter().filter(|path| !path.contains('.')) {
                object.insert(path.clone(), WITHHELD.into());
            }
            object.insert("title".to_owned(), site.title_of(record).into());
            object.insert("status".to_owned(), record.status().into());
            object.insert("kind".to_owned(), record.kind.name().into());
        }
        facts
            .records
            .insert(record.id().to_owned(), Value::from(Serde(&object)));
        facts
            .by_kind
            .entry(record.kind)
            .or_default()
            .push(record.id().to_owned());
    }
    Arc::new(facts)
}

/// Where the expressions of a page are evaluated; `asking` answers what they ask of numbers.
fn environment(facts: &Arc<Facts>, asking: &Arc<Asking>) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_formatter(|output, _, value| {
        if value.is_none() {
            return Ok(());
        }
        if let Some(asked) = value.downcast_object_ref::<Asked>() {
            return output
                .write_str(&markdown::mark(asked.number))
                .map_err(minijinja::Error::from);
        }
        output
            .write_str(&escape(&value.to_string()))
            .map_err(minijinja::Error::from)
    });
    let known = Arc::clone(facts);
    environment.add_function("count", move |kind: &str, status: Option<&str>| {
        let kind = kind_named(kind)?;
        // How many answered is told to everybody beside each number.
        if kind == Kind::Response {
            return count_of_responses(known.responses.0, status).map(Value::from);
        }
        // How many there are of a status would tell of records that this audience may not see.
        if status.is_some() && known.partly.contains(&kind) {
            return Ok(Value::from(WITHHELD));
        }
        let fits =
            |((of, state), _): &(&(Kind, String), &i64)| *of == kind && status.is_none_or(|status| status == state);
        let count: i64 = known.counts.iter().filter(fits).map(|(_, count)| count).sum();
        Ok::<Value, minijinja::Error>(Value::from(count))
    });
    let known = Arc::clone(facts);
    environment.add_function("record", move |id: &str| {
        if known.withheld.contains(id) {
            return Ok(Value::from_object(Withheld));
        }
        known.records.get(id).cloned().ok_or_else(|| {
            let near = crate::diag::did_you_mean(id, known.records.keys().map(String::as_str));
            let hint = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
            minijinja::Error::new(ErrorKind::InvalidOperation, format!("there is no record `{id}`{hint}"))
        })
    });
    let known = Arc::clone(facts);
    environment.add_function("shows", move |id: &str| known.records.contains_key(id));
    let known = Arc::clone(facts);
    environment.add_function("records", move |kind: &str| {
        let kind = kind_named(kind)?;
        if kind == Kind::Response && known.responses.1 {
            return Err(minijinja::Error::new(
                ErrorKind::InvalidOperation,
                "responses in tables are no records: `count(\"response\")` counts them",
            ));
        }
        let ids = known.by_kind.get(&kind).map_or(&[][..], Vec::as_slice);
        Ok::<Vec<Value>, minijinja::Error>(ids.iter().filter_map(|id| known.records.get(id).cloned()).collect())
    });
    for what in What::ALL {
        let asking = Arc::clone(asking);
        environment.add_function(what.word(), move |metric: &str, keys: Kwargs| {
            let mut filter = BTreeMap::new();
            for key in keys.args() {
                let value: Value = keys.get(key)?;
                filter.insert(key.to_owned(), narrowed_by(key, &value)?);
            }
            keys.assert_all_used()?;
            let question = Question {
                what: *what,
                metric: metric.to_owned(),
                filter,
            };
            asking.ask(question)
        });
    }
    environment.add_global("as_of", facts.as_of.clone());
    environment
}

/// The value of a key by which a number is narrowed: text, or a number such as a year or a severity.
fn narrowed_by(key: &str, value: &Value) -> Result<String, minijinja::Error> {
    match value.kind() {
        ValueKind::String | ValueKind::Number => Ok(value.to_string()),
        kind => Err(minijinja::Error::new(
            ErrorKind::InvalidOperation,
            format!("`{key}` is a {kind}: write text, `{key}=\"..\"`"),
        )),
    }
}

/// A page with its expressions evaluated, and what they asked of numbers.
struct Evaluated {
    /// The Markdown, with marks where answers stand; or the line, from 1, and what is wrong there.
    markdown: Result<String, (usize, String)>,
    /// The answers by the numbers of their marks.
    answers: Vec<Answer>,
}

/// How often a page is evaluated: what it asks in one round is answered in the next, and may decide what it asks then.
const ROUNDS: usize = 8;

/// Evaluates the expressions of a text.
fn evaluate(text: &str, facts: &Arc<Facts>, links: &Links<'_>) -> Evaluated {
    // What people write cannot hold marks; places in the text stay where they are.
    let text = markdown::unmarked(text);
    let mut answers: Vec<Answer> = Vec::new();
    let mut known: BTreeMap<Question, Known> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let asking = Arc::new(Asking::new(known.clone()));
        let markdown = environment(facts, &asking).render_str(&text, ()).map_err(|error| {
            let message = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
            (error.line().unwrap_or(1), message)
        });
        let open = asking.open();
        if open.is_empty() {
            return Evaluated { markdown, answers };
        }
        for question in open {
            let known_now = figure::answer(links, &question).map(|answer| {
                let said = Arc::clone(&answer.said);
                answers.push(answer);
                Arc::new(Asked {
                    number: answers.len() - 1,
                    said,
                })
            });
            known.insert(question, known_now);
        }
    }
    let message = format!("what the page asks of numbers depends on answers more than {ROUNDS} times over");
    Evaluated {
        markdown: Err((1, message)),
        answers,
    }
}

/// Text so that Markdown takes it as text.
fn escape(text: &str) -> String {
    let text = markdown::unmarked(text);
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_punctuation() && !matches!(character, '-' | '.' | ',' | ':' | '%' | '/' | '\'') {
            escaped.push('\\');
        }
        escaped.push(if character == '\n' || character == '\r' {
            ' '
        } else {
            character
        });
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_expression_gives_is_text_in_markdown() {
        struct Nowhere;
        impl Where for Nowhere {
            fn record(&self, _: &str) -> Option<String> {
                None
            }
            fn page(&self, _: &str) -> Option<String> {
                None
            }
        }
        let html = markdown::render(&escape("<b> *x* [a](b) | `c`\n# d"), 1, &Nowhere).html;
        assert_eq!(html, "<p>&lt;b&gt; *x* [a](b) | `c` # d</p>\n");
    }
}
