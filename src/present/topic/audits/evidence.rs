//! What a pack of evidence holds, and where each part of it stands on this site.

use super::super::shape::{Block, Section, place};
use crate::present::blocks::{Run, State, Table, Tone, Value};
use crate::present::page::{Links, Site};
use crate::record::Kind;

/// What a part is counted by.
enum Of {
    /// Records of a kind.
    Records(Kind),
    /// The page itself.
    Page,
}

/// Parts: what, where on the site, by what it is counted.
const PARTS: &[(&str, &str, Of)] = &[
    ("Evidence by clause", "clauses/index.html", Of::Page),
    ("Plan", "topics/plan.html", Of::Records(Kind::MonitoringPlan)),
    ("Objectives", "objectives.html", Of::Records(Kind::Objective)),
    (
        "Surveys as they were fielded, with earlier versions",
        "surveys.html",
        Of::Records(Kind::Survey),
    ),
    ("Results of waves", "waves.html", Of::Records(Kind::Wave)),
    ("Registers, also as tables", "registers.html", Of::Page),
    ("Complaints", "complaints.html", Of::Records(Kind::Complaint)),
    (
        "The sample that was drawn, with its cases",
        "topics/audit-sample.html",
        Of::Page,
    ),
    ("Findings", "topics/findings.html", Of::Records(Kind::Finding)),
    ("Actions", "topics/actions.html", Of::Records(Kind::Action)),
    (
        "Verifications",
        "topics/actions.html#results",
        Of::Records(Kind::Verification),
    ),
    ("Reviews", "topics/reviews.html", Of::Records(Kind::Review)),
    ("Audits", "#audits", Of::Records(Kind::Audit)),
    (
        "Log of communications",
        "topics/communications.html",
        Of::Records(Kind::Communication),
    ),
    ("Training", "topics/context.html#training", Of::Records(Kind::Training)),
    ("Changes to records", "topics/changes.html", Of::Page),
    ("Data quality", "topics/data-quality.html", Of::Page),
    ("Known gaps that were accepted", "#known", Of::Records(Kind::Waiver)),
    ("Words and definitions", "topics/glossary.html", Of::Page),
    (
        "Hash of every file, with commit, version and day",
        "manifest.html",
        Of::Page,
    ),
];

/// The list of what a pack holds, with the command that makes one.
pub(super) fn section(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut table = Table::new("What a pack of evidence holds", &["Part", "On record>", "State"]).fit();
    for (words, path, of) in PARTS {
        // A page that this site does not have cannot be led to; what belongs there is not claimed either.
        let Some(url) = place(path, links) else { continue };
        let (count, state) = match of {
            Of::Page => (Value::dash(), State::ok("On this site")),
            Of::Records(kind) => {
                let tally = site.tally(&[*kind]);
                let state = match (tally.visible, tally.withheld) {
                    (0, 0) => State::gap("Nothing recorded"),
                    (0, _) => State::new(Tone::None, "lock", "Withheld"),
                    (_, 0) => State::ok("On this site"),
                    _ => State::new(Tone::Info, "partly", "On this site in part"),
                };
                (tally.value(), state)
            }
        };
        table.row([Value::link(*words, url), count, Value::state(state)]);
    }
    let run = |text: &str, code: bool| Run {
        text: text.to_owned(),
        code,
    };
    Section::new("evidence", "Evidence to take along")
        .note("One archive of the whole site and its manifest, which opens without network.")
        .block(Block::Table { table })
        .block(Block::Nothing {
            title: "To make one".to_owned(),
            text: vec![
                run("tenfour pack", true),
                run(" in the project's folder; ", false),
                run("tenfour pack --help", true),
                run(
                    " tells how to add the history, and to take the state of an earlier commit.",
                    false,
                ),
            ],
            command: String::new(),
        })
}
