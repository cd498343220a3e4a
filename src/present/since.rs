//! What changed since an earlier commit: as data, in words, and as a page when the settings name the commit.
//!
//! The shape of the data, `tenfour/diff/1`:
//!
//! ```text
//! shape
//! before, after                 commit, draft, as_of, records (how many the audience may see)
//! records[]                     turn: opened | closed | reopened | rewritten | deleted; id, renamed_from, kind, title;
//!                               before, after: its state; fields[] as in `tenfour/history/1`
//! measures                      new, gone: how many were measured on one side only
//!   changed[]                   metric, name, selection, unit; before, after {estimate, reason, n, of};
//!                               compared {word, before {share, n}, since {share, n}, test {name, p, adjusted}}, or {why}
//! checks[]                      rule, title, began: whether it fails now and did not before; before, after, failed[]
//! ```
//!
//! In: a [`Difference`], in which nothing stands that its audience may not see.

use super::blocks::{Cell, Table, Value, several};
use super::history::{change_json, plain};
use super::page::{Job, Links, Page, Site, View};
use crate::diff::{Compared, Difference, Measured, Point, RecordChange, Turn};
use crate::disclose::past::Seen;
use crate::history::What;
use crate::measure::measurement::ChangeWord;
use crate::measure::unit::{self, Unit};
use serde::Serialize;
use serde_json::json;

/// The shape of the data; raised when a name in it changes its meaning.
pub const SHAPE: &str = "tenfour/diff/1";

/// The difference as one JSON document.
pub fn json(difference: &Difference) -> String {
    let point = |point: &Point| {
        json!({
            "commit": point.commit, "draft": point.draft, "as_of": point.as_of.to_string(), "records": point.records,
        })
    };
    let records: Vec<_> = difference.records.iter().map(record_json).collect();
    let measured = |one: &Measured| {
        json!({
            "estimate": one.estimate.as_ref().ok(), "reason": one.estimate.as_ref().err(), "n": one.n, "of": one.of,
        })
    };
    let changed: Vec<_> = difference
        .measures
        .iter()
        .map(|change| {
            let selection: serde_json::Map<_, _> = change
                .selection
                .iter()
                .map(|(key, value)| (key.word().to_owned(), value.into()))
                .collect();
            json!({
                "metric": change.metric, "name": change.name, "selection": selection, "unit": change.unit.code(),
                "before": measured(&change.before), "after": measured(&change.after),
                "compared": compared_json(&change.compared),
            })
        })
        .collect();
    let checks: Vec<_> = difference
        .checks
        .iter()
        .map(|check| {
            json!({
                "rule": check.rule, "title": check.title, "began": check.began,
                "before": check.before, "after": check.after, "failed": check.failed,
            })
        })
        .collect();
    let document = json!({
        "shape": SHAPE,
        "before": point(&difference.before),
        "after": point(&difference.after),
        "records": records,
        "measures": { "new": difference.measures_new, "gone": difference.measures_gone, "changed": changed },
        "checks": checks,
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn record_json(change: &RecordChange) -> serde_json::Value {
    let fields: Vec<_> = change
        .fields
        .iter()
        .map(|(field, seen)| change_json(field, seen))
        .collect();
    json!({
        "turn": change.turn.word(), "id": change.id, "renamed_from": change.renamed_from, "kind": change.kind.name(),
        "title": change.title, "before": change.before, "after": change.after, "fields": fields,
    })
}

fn compared_json(compared: &Compared) -> serde_json::Value {
    match compared {
        Compared::SideBySide(why) => json!({ "why": why }),
        Compared::Said {
            word,
            before,
            since,
            test,
        } => json!({
            "word": word.word(),
            "before": { "share": before.0, "n": before.1 },
            "since": { "share": since.0, "n": since.1 },
            "test": test.as_ref().map(|test| json!({ "name": test.name, "p": test.p, "adjusted": test.deciding() })),
        }),
    }
}

/// The heading above records to which one thing happened.
pub fn head(turn: Turn) -> &'static str {
    match turn {
        Turn::Opened => "Opened",
        Turn::Closed => "Closed",
        Turn::Reopened => "Reopened",
        Turn::Rewritten => "Rewritten",
        Turn::Deleted => "Deleted",
    }
}

/// A value with its base, or why there is none.
pub fn value(of: Unit, one: &Measured) -> String {
    match &one.estimate {
        Ok(estimate) => format!("{} (n = {})", of.with(*estimate), one.n),
        Err(why) => format!("no estimate (n = {}): {why}", one.n),
    }
}

/// What may be said of a change.
pub fn said(compared: &Compared) -> String {
    match compared {
        Compared::SideBySide(why) => format!("side by side: {why}"),
        Compared::Said {
            word,
            before,
            since,
            test,
        } => {
            let share = |of: &(f64, usize)| format!("{} of {}", Unit::Percent.with(of.0), of.1);
            let test = test
                .as_ref()
                .map(|test| format!(", {} p {} after Holm", test.name, unit::p(test.deciding())));
            let word = match word {
                ChangeWord::NotComparable(why) => why.as_str(),
                word => word.word(),
            };
            format!(
                "{word}: {} counted since, {} counted before{}",
                share(since),
                share(before),
                test.unwrap_or_default()
            )
        }
    }
}

/// The page of what changed since the commit of the settings.
pub(super) const PAGE: Page = Page { name: "since", jobs };

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let (Some(difference), Some(named)) = (site.since, &site.settings.history.since) else {
        return Vec::new();
    };
    let lede = format!(
        "What differs from `{named}`, as of {}, to this site: records, measures and checks. Each side was read and measured \
         by itself.",
        difference.before.as_of
    );
    let make = move |site: &Site<'_>, links: &Links<'_>| {
        Ok(View::new("Assurance", &view(site, links)).lede(lede.as_str()).script())
    };
    let title = format!("Since {named}");
    vec![Job::page(
        "since.html",
        "since.html",
        title.as_str(),
        "methods",
        Box::new(make),
    )]
}

#[derive(Serialize)]
struct SinceView {
    sections: Vec<SinceSection>,
}

#[derive(Serialize)]
struct SinceSection {
    id: String,
    title: String,
    note: String,
    table: Option<Table>,
    none: &'static str,
}

fn view(site: &Site<'_>, links: &Links<'_>) -> SinceView {
    let Some(difference) = site.since else {
        return SinceView { sections: Vec::new() };
    };
    let mut sections: Vec<SinceSection> = Turn::ALL
        .into_iter()
        .map(|turn| records(difference, turn, links))
        .collect();
    sections.push(measures(difference));
    sections.push(checks(difference, links));
    SinceView { sections }
}

fn records(difference: &Difference, turn: Turn, links: &Links<'_>) -> SinceSection {
    let mut table = Table::new(head(turn), &["Record", "Title~", "State", "What changed~"]);
    let mut count = 0;
    for change in difference.of(turn) {
        count += 1;
        let state = match (&change.before, &change.after) {
            (Some(before), Some(after)) if before != after => format!("{before}, now {after}"),
            (_, Some(state)) | (Some(state), None) => state.clone(),
            (None, None) => String::new(),
        };
        let fields: Vec<String> = change
            .fields
            .iter()
            .map(|(field, seen)| field_line(field, seen))
            .collect();
        let record: Cell = if change.turn == Turn::Deleted {
            Value::code(change.id.clone()).into()
        } else {
            let link = links.link_id(&change.id);
            match link.url {
                Some(url) => Value::link(change.id.clone(), url).into(),
                None => Value::code(change.id.clone()).into(),
            }
        };
        table.row([
            record,
            Value::text(change.title.clone().unwrap_or_default()).into(),
            Value::text(state).into(),
            Value::text(fields.join("; ")).into(),
        ]);
    }
    SinceSection {
        id: turn.word().to_owned(),
        title: head(turn).to_owned(),
        note: several(count, "record", "records"),
        table: table.filled(),
        none: "None.",
    }
}

/// Longest value on the page, in characters; the record's own page tells it whole.
const LONGEST: usize = 80;

fn field_line(field: &str, seen: &Seen) -> String {
    let brief = |value: &serde_json::Value| {
        let text = plain(value);
        let mut brief: String = text.chars().take(LONGEST).collect();
        if brief.len() < text.len() {
            brief.push('…');
        }
        brief
    };
    let side = |value: &Option<serde_json::Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), brief);
    match seen {
        Seen::Withheld => format!("{field}: changed, withheld from this audience"),
        Seen::What(What::Set { old, new }) => format!("{field}: {}, now {}", side(old), side(new)),
        Seen::What(What::Added(item)) => format!("{field}: added {}", brief(item)),
        Seen::What(What::Removed(item)) => format!("{field}: taken out {}", brief(item)),
        Seen::What(What::Rows(rows)) => {
            format!(
                "{field}: {} added, {} changed, {} removed",
                rows.added, rows.changed, rows.removed
            )
        }
    }
}

fn measures(difference: &Difference) -> SinceSection {
    let heads = ["Measure", "Name~", "Measured on~", "Before", "Now", "What may be said~"];
    let mut table = Table::new("Measures", &heads).register("since-measures");
    for change in &difference.measures {
        table.row([
            Value::code(change.metric.clone()),
            Value::text(change.name.clone()),
            Value::text(match change.selection.code() {
                code if code.is_empty() => "everything".to_owned(),
                code => code,
            }),
            Value::text(value(change.unit, &change.before)),
            Value::text(value(change.unit, &change.after)),
            Value::text(said(&change.compared)),
        ]);
    }
    SinceSection {
        id: "measures".to_owned(),
        title: "Measures".to_owned(),
        note: format!(
            "{} something else; {} for the first time, {} no more. Most records of the later state were in the earlier one \
             too, so the two values are no two samples: where a word is said, what was counted since stands against what was \
             counted before.",
            several(difference.measures.len(), "measure says", "measures say"),
            several(difference.measures_new, "was measured", "were measured"),
            difference.measures_gone
        ),
        table: table.filled(),
        none: "None says anything else.",
    }
}

fn checks(difference: &Difference, links: &Links<'_>) -> SinceSection {
    let mut table = Table::new("Checks", &["Rule", "What it asks~", "Now", "Fails on~"]);
    for check in &difference.checks {
        let url = links.to(&super::methods::rule_path(&check.rule));
        table.row([
            Value::link(check.rule.clone(), url),
            Value::text(super::checks::sentence(&check.title)),
            Value::text(if check.began { "began to fail" } else { "ceased to fail" }),
            Value::text(check.failed.join(", ")),
        ]);
    }
    SinceSection {
        id: "checks".to_owned(),
        title: "Checks".to_owned(),
        note: "Rules that fail on one side only.".to_owned(),
        table: table.filled(),
        none: "None came out differently.",
    }
}
