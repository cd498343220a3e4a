//! Clauses: every standard at a glance, a page each with what was looked for and found, and all of it as JSON.
//!
//! The pages tell what the records show. They say of nothing that a requirement is met, and give no share that could be read
//! as a mark.

use super::blocks::{Cell, Field, State, Table, Value, several};
use super::evidence::{self, PATH, SeenView, standard_path};
use super::page::{Job, Links, Page, Site, View};
use super::topic::shape::{Block, RuleView, Section, TopicView, records, rule, without_empty_columns};
use super::{data, methods};
use crate::coverage::standard::{self, FEEDS};
use crate::coverage::{self, Covered};
use crate::record::clause::{Asks, Clause, Status};
use crate::record::{Data, Kind};
use serde::Serialize;
use serde_json::json;

/// Pages of clauses.
pub(super) const PAGE: Page = Page { name: "clauses", jobs };

/// Path of the data.
const DATA: &str = "data/clauses.json";

/// The shape of the data; raised when a name in it changes its meaning.
const SHAPE: &str = "tenfour/clauses/1";

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let index = |site: &Site<'_>, links: &Links<'_>| {
        let lede = format!(
            "Every clause of the documents that guide the programme, with the evidence that the records hold. {}",
            evidence::remark(site)
        );
        Ok(View::new("Evidence", &index(site, links))
            .lede(lede)
            .json(links.to(DATA)))
    };
    let mut jobs = vec![
        Job::page(PATH, "topic.html", "Clauses", "clauses", Box::new(index)),
        Job::bytes(DATA, Box::new(|site, links| data::bytes(&document(site, links)))),
    ];
    let known = site.catalogue.clauses.standards();
    for standard in known.into_iter().filter(|standard| site.settings.uses(standard)) {
        let number = standard.to_owned();
        let view = move |site: &Site<'_>, links: &Links<'_>| {
            let made = View::new("Clauses", &of_standard(site, &number, links));
            Ok(made
                .lede(lede(site, &number))
                .facts(counts(site, &number))
                .json(links.to(DATA)))
        };
        let job = Job::page(
            standard_path(standard),
            "topic.html",
            name(site, standard),
            "clauses",
            Box::new(view),
        );
        jobs.push(job.below("Clauses", PATH));
    }
    jobs
}

/// A standard in words: `ISO 10002:2018`.
fn name(site: &Site<'_>, number: &str) -> String {
    let edition = site
        .catalogue
        .clauses
        .of(number)
        .next()
        .map_or("", |clause| &clause.edition);
    let iso = standard::of(number).map_or("", |_| "ISO ");
    if edition.is_empty() {
        format!("{iso}{number}")
    } else {
        format!("{iso}{number}:{edition}")
    }
}

/// What a standard is about.
fn about(number: &str) -> &'static str {
    standard::of(number).map_or("Clauses of this project's own", |standard| standard.title)
}

fn lede(site: &Site<'_>, number: &str) -> String {
    let sort = match standard::of(number) {
        Some(standard) if standard.guidance => "It is guidance: it recommends and does not require.",
        Some(_) => "It asks for more than stands here: these are only the clauses that the programme feeds.",
        None => "Its clauses are this project's own entries; the records that cite one are its evidence.",
    };
    format!(
        "{}. {sort} Titles stand here, no text of the document. {}",
        site.said(about(number)),
        evidence::remark(site)
    )
}

/// How many clauses are in each state, and how many have none of their own, so that all add up to the document.
fn counts(site: &Site<'_>, number: &str) -> Vec<Field> {
    let field = |words: &str, count: usize| Field::new(words, Value::text(several(count, "clause", "clauses")));
    let states = coverage::State::ALL.iter();
    let mut fields: Vec<Field> = states
        .map(|state| field(state.words(), site.coverage.count(number, *state)))
        .collect();
    for (asks, words) in WITHOUT {
        match site.coverage.asking(number, *asks) {
            0 => {}
            count => fields.push(field(words, count)),
        }
    }
    fields.push(field("In all", site.coverage.of(number).count()));
    fields
}

/// Clauses without a state of their own that is counted.
const WITHOUT: &[(Asks, &str)] = &[
    (Asks::ThroughParts, "Headings of others, not counted again"),
    (Asks::Nothing, "Ask for nothing"),
];

fn index(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let mut table = Table::new(
        "Clauses by state",
        &[
            "Document",
            "Found>",
            "In part>",
            "None>",
            "Not applicable>",
            "Headings>",
            "Ask for nothing>",
            "In all>",
            "What it is about~",
        ],
    );
    for number in &site.coverage.standards {
        let shown = |count: usize| match count {
            0 => Value::dash(),
            count => Value::count(count),
        };
        let count = |state| shown(site.coverage.count(number, state));
        table.row([
            Value::link(name(site, number), links.to(&standard_path(number))),
            count(coverage::State::Evidenced),
            count(coverage::State::InPart),
            count(coverage::State::None),
            count(coverage::State::NotApplicable),
            shown(site.coverage.asking(number, Asks::ThroughParts)),
            shown(site.coverage.asking(number, Asks::Nothing)),
            Value::count(site.coverage.of(number).count()),
            Value::text(site.said(about(number))),
        ]);
    }
    let mut section = Section::new("standards", "At a glance")
        .note(
            "Of how many clauses evidence was found, found in part, or not. Headings only hold other clauses: they are as \
             far as their parts are, and stand in a column of their own, so that a row adds up to all. A young project shows little here, which is no fault: each clause names what a first record of it \
             would be.",
        )
        .block(Block::Table { table });
    if !site.coverage.off.is_empty() {
        let off: Vec<String> = site.coverage.off.iter().map(|number| name(site, number)).collect();
        section = section.block(Block::Note {
            text: format!("Switched off in the settings, and on no page: {}.", off.join(", ")),
        });
    }
    for (title, path) in [
        ("How the documents fit together", "topics/standards.html"),
        ("Guiding principles", "topics/principles.html"),
    ] {
        if let Some(url) = links.if_written(path) {
            section = section.link(title, url);
        }
    }
    let mut sections = vec![section, missing(site, links)];
    sections.extend(feeds(site, links));
    sections.push(states());
    TopicView {
        sections,
        ..TopicView::default()
    }
}

/// Clauses of which something was found, and something was not: where the next record tells most.
fn missing(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut table = Table::new("Evidence found in part", &["Clause", "What is missing~"]);
    let started = site.coverage.standards.iter().flat_map(|standard| {
        site.coverage
            .of(standard)
            .filter(|covered| covered.state == Some(coverage::State::InPart) && covered.asks == Asks::Itself)
    });
    for covered in started {
        let failed = failed(covered, links);
        let missing: Vec<Value> = covered
            .seen
            .iter()
            .filter(|seen| matches!(seen.came, coverage::look::Came::InPart | coverage::look::Came::Missing))
            .map(|seen| {
                let words = site.said(&seen.look.said(site.settings));
                let missing = evidence::missing(seen, links);
                Value::text(if missing.is_empty() {
                    words
                } else {
                    format!("{words}: {missing}")
                })
            })
            .chain(failed)
            .collect();
        table.row([evidence::titled(&covered.clause, links), Value::List { items: missing }]);
    }
    let section = Section::new("missing", "Begun")
        .note("Clauses of which some evidence was found, with what was looked for besides.");
    match table.filled() {
        Some(table) => section.block(Block::Table { table }),
        None => section.block(Block::State {
            state: State::none("No clause is in between."),
        }),
    }
}

/// The rules that hold a clause back, beside those that were looked for.
fn failed<'a>(covered: &'a Covered, links: &'a Links<'_>) -> impl Iterator<Item = Value> + 'a {
    let looked_for = |id: &String| {
        let passes =
            |seen: &coverage::look::Seen| matches!(seen.look.what, coverage::look::What::Passes(rule) if rule == id);
        covered.seen.iter().any(passes)
    };
    let ids = covered.failed.iter().filter(move |id| !looked_for(id));
    let rules = ids.filter_map(|id| links.site.outcomes.iter().find(|outcome| outcome.rule.id() == id));
    rules.map(|outcome| {
        let words = links.site.said(&outcome.rule.title());
        Value::text(format!("{words}: the rule failed"))
    })
}

/// Which clauses of the guidance serve which of ISO 9001.
fn feeds(site: &Site<'_>, links: &Links<'_>) -> Option<Section> {
    if !site.settings.uses("9001") {
        return None;
    }
    let mut table = Table::new(
        "What serves ISO 9001",
        &["ISO 9001", "State", "Served by the evidence of~"],
    );
    for (clause, by) in FEEDS {
        let Some((_, covered)) = evidence::of(clause, site) else {
            continue;
        };
        let used = by.iter().filter(|by| evidence::of(by, site).is_some());
        let items: Vec<Value> = used.map(|by| evidence::titled(by, links)).collect();
        let cells: [Cell; 3] = [
            evidence::titled(clause, links).into(),
            covered
                .state
                .map_or_else(Value::dash, |state| Value::state(evidence::state(state)))
                .into(),
            Value::List { items }.into(),
        ];
        table.row(cells);
    }
    Some(
        Section::new("feeds", "What serves ISO 9001")
            .note("The guidance says how; much of what it leaves behind is looked for under ISO 9001 as well.")
            .block(Block::Table { table }),
    )
}

/// What the states mean.
fn states() -> Section {
    let meaning = |state: coverage::State| match state {
        coverage::State::Evidenced => {
            "everything that was looked for was found, and every rule that cites the clause passes or is waived"
        }
        coverage::State::InPart => {
            "some of it was found, or a rule that cites the clause failed; the page says what is missing"
        }
        coverage::State::None => "nothing of it was found in these records; it may well be kept elsewhere",
        coverage::State::NotApplicable => "a scope in force leaves the clause out and says why",
    };
    let mut table = Table::new("The states", &["State", "Means~"]).fit();
    for state in coverage::State::ALL {
        table.row([Value::state(evidence::state(*state)), Value::text(meaning(*state))]);
    }
    Section::new("states", "The states")
        .note(
            "One rule for all clauses. A failed rule holds a clause back whatever its severity, and never brings it forward. \
             What could not be judged, such as a rule without anything to look at, counts for nothing. A clause that holds \
             others is as far as these are.",
        )
        .block(Block::Table { table })
}

/// A clause with its evidence.
#[derive(Serialize)]
pub(super) struct ClauseView {
    /// Its anchor.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// How far number and title are known.
    pub known: &'static str,
    /// The state; none of a clause that asks for nothing.
    pub state: Option<State>,
    /// Why it is in this state where nothing was looked for.
    pub note: Option<Value>,
    /// What was looked for.
    pub seen: Vec<SeenView>,
    /// Rules that cite it.
    pub rules: Vec<RuleView>,
    /// Named lists: where to read on, what cites it, what it serves.
    pub more: Vec<Field>,
}

fn of_standard(site: &Site<'_>, number: &str, links: &Links<'_>) -> TopicView {
    let clauses: Vec<(&Clause, &Covered)> = site
        .catalogue
        .clauses
        .of(number)
        .filter_map(|clause| Some((clause, site.coverage.find(clause)?)))
        .collect();
    let mut sections = vec![glance(&clauses, links)];
    let top = |clause: &Clause| clause.number.split(['.', ' ']).next().unwrap_or_default().to_owned();
    let mut silent = Vec::new();
    for (clause, covered) in &clauses {
        if clause.asks == Asks::Nothing {
            silent.push((*clause, *covered));
            continue;
        }
        let view = view(clause, covered, links);
        let id = methods::anchor(&format!("part-{}", top(clause)));
        match sections.last_mut() {
            Some(section) if section.id == id => {
                if let Some(Block::Clauses { clauses }) = section.blocks.last_mut() {
                    clauses.push(view);
                }
            }
            _ => {
                let title = site
                    .catalogue
                    .clauses
                    .find(&format!("{number}:{}", top(clause)))
                    .map_or_else(|| top(clause), |top| format!("{} {}", top.number, top.title));
                sections.push(Section::new(&id, title).block(Block::Clauses { clauses: vec![view] }));
            }
        }
    }
    sections.extend(stated(site, number, links));
    if !silent.is_empty() {
        let mut table = Table::new(
            "Clauses and annexes that ask for nothing",
            &["Number", "Title~", "Known~", "Cited by~"],
        );
        for (clause, covered) in silent {
            let number = if clause.annex {
                format!("Annex {}", clause.number)
            } else {
                clause.number.clone()
            };
            let items = evidence::named(&covered.cited_by, links);
            table.row([
                Value::text(number),
                Value::text(clause.title.clone()),
                Value::text(clause.status.words()),
                if items.is_empty() {
                    Value::dash()
                } else {
                    Value::List { items }
                },
            ]);
        }
        sections.push(
            Section::new(evidence::SILENT, "What asks for nothing")
                .note("Scopes, references, terms and annexes explain and give examples.")
                .table(without_empty_columns(table)),
        );
    }
    TopicView {
        sections,
        ..TopicView::default()
    }
}

/// What others stated about the organization and this standard, in their words and apart from what was computed.
fn stated(site: &Site<'_>, number: &str, links: &Links<'_>) -> Option<Section> {
    let names = |text: &Option<String>| text.as_deref().is_some_and(|text| text.contains(number));
    let about = site
        .visible(Kind::Attestation)
        .map(|(_, record)| record)
        .filter(|record| {
            let cites = |clause: &crate::record::types::ClauseId| {
                clause.0.split_once(':').is_some_and(|(standard, _)| standard == number)
            };
            let subject = match &record.data {
                Data::Attestation(attestation) => names(&attestation.subject) || names(&attestation.scope),
                _ => false,
            };
            subject || record.envelope.clauses.iter().any(cites)
        });
    let paths = ["issuer", "subject~", "scope~", "issued_on", "expires_on"];
    let table = records("Statements of others", "Statement", about, &paths, links);
    table.filled().map(|table| {
        Section::new("stated", "Statements of others")
            .note("In the words of those who issued them; no state on this page rests on them.")
            .block(Block::Table { table })
    })
}

/// Every clause that asks for something with its state, in a line.
fn glance(clauses: &[(&Clause, &Covered)], links: &Links<'_>) -> Section {
    let mut table = Table::new("Clauses with their states", &["Clause", "State"]);
    for (clause, covered) in clauses {
        let Some(state) = covered.state else { continue };
        let words = format!("{} {}", clause.number, clause.title);
        table.row([
            Value::link(words, format!("#{}", evidence::anchor(&covered.clause))),
            Value::state(evidence::state(state)),
        ]);
    }
    let mut section = Section::new("glance", "At a glance")
        .note("Headings stand among them with the state of their parts; the numbers above do not count them again.")
        .table(table)
        .link("All standards", links.to(PATH));
    if let Some(url) = links.if_written("topics/standards.html") {
        section = section.link("How the documents fit together", url);
    }
    section
}

fn view(clause: &Clause, covered: &Covered, links: &Links<'_>) -> ClauseView {
    let site = links.site;
    let mut more = Vec::new();
    let mut add = |label: &str, items: Vec<Value>| {
        if !items.is_empty() {
            more.push(Field::new(label, Value::List { items }));
        }
    };
    let place = |(title, path): &(&str, &str)| {
        let (page, anchor) = path
            .split_once('#')
            .map_or((*path, None), |(page, anchor)| (page, Some(anchor)));
        let url = links.if_written(page)?;
        let url = anchor.map_or_else(|| url.clone(), |anchor| format!("{url}#{anchor}"));
        Some(Value::link(site.said(title), url))
    };
    add("Read on", covered.places.iter().filter_map(place).collect());
    let cited = match clause.status {
        Status::Own => "Records that cite it",
        _ => "The organization states that these serve it",
    };
    add(cited, evidence::named(&covered.cited_by, links));
    let titled = |citation: &&str| {
        evidence::of(citation, site)?;
        Some(evidence::titled(citation, links))
    };
    let served_by = FEEDS.iter().filter(|(of, _)| *of == covered.clause);
    add(
        "Served by the evidence of",
        served_by.flat_map(|(_, by)| by.iter()).filter_map(titled).collect(),
    );
    let serves = FEEDS.iter().filter(|(_, by)| by.contains(&covered.clause.as_str()));
    add("Serves", serves.map(|(of, _)| of).filter_map(titled).collect());
    let mut rules: Vec<RuleView> = covered.rules.iter().filter_map(|id| rule(id, links)).collect();
    if !evidence::tells_counts(site) {
        for rule in &mut rules {
            rule.note.clear();
        }
    }
    ClauseView {
        id: evidence::anchor(&covered.clause),
        number: clause.number.clone(),
        title: clause.title.clone(),
        known: match clause.status {
            Status::Confirmed => "",
            status => status.words(),
        },
        state: covered.state.map(evidence::state),
        note: note(clause, covered, links),
        // Of what is left out for a reason nobody asks what is missing.
        seen: if covered.state == Some(coverage::State::NotApplicable) {
            Vec::new()
        } else {
            covered.seen.iter().map(|seen| evidence::view(seen, links)).collect()
        },
        rules,
        more,
    }
}

/// Why a clause is in its state where nothing was looked for.
fn note(clause: &Clause, covered: &Covered, links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    if let Some(left) = &covered.excluded {
        let scope = site.ledger.get(left.scope);
        let reason = left.reason.as_deref().filter(|_| site.disclosure.record(scope));
        let words = match (&left.reason, reason) {
            (None, _) => "A scope leaves it out, and gives no reason:",
            (Some(_), Some(_)) => "Left out for a reason:",
            (Some(_), None) => "Left out for a reason that is withheld from this audience:",
        };
        let reason = reason.map(|reason| super::values::line(reason, links));
        let items = [Value::text(words)].into_iter().chain(reason).chain([links.id(scope)]);
        return Some(Value::List { items: items.collect() });
    }
    match (clause.asks, covered.seen.is_empty(), clause.status) {
        (Asks::ThroughParts, ..) => Some(Value::text("As far as its parts are.")),
        (_, true, Status::Own) if covered.cited_by.is_empty() => Some(Value::text(
            "No record cites it yet: name it under `clauses` in one.".replace('`', ""),
        )),
        (_, true, Status::Own) => Some(Value::text("Records cite it.")),
        _ => None,
    }
}

fn document(site: &Site<'_>, links: &Links<'_>) -> serde_json::Value {
    let clause = |clause: &Clause| {
        let covered = site.coverage.find(clause)?;
        let scope = covered.excluded.as_ref().map(|left| {
            let scope = site.ledger.get(left.scope);
            let seen = site.disclosure.record(scope);
            json!({
                "scope": seen.then(|| scope.id()),
                "reason": left.reason.as_ref().filter(|_| seen),
                "with_reason": left.reason.is_some(),
            })
        });
        let cited: Vec<&str> = covered
            .cited_by
            .iter()
            .map(|index| site.ledger.get(*index))
            .filter(|record| site.disclosure.record(record))
            .map(crate::record::Record::id)
            .collect();
        let serves: Vec<&str> = FEEDS
            .iter()
            .filter(|(_, by)| by.contains(&covered.clause.as_str()))
            .map(|(of, _)| *of)
            .collect();
        Some(json!({
            "id": covered.clause,
            "number": clause.number,
            "title": clause.title,
            "annex": clause.annex,
            "asks": match clause.asks {
                Asks::Itself => "itself",
                Asks::ThroughParts => "through_parts",
                Asks::Nothing => "nothing",
            },
            "known": clause.status.words(),
            "state": covered.state.map(coverage::State::code),
            "parts": covered.parts,
            "left_out": scope,
            "looked_for": covered.seen.iter().map(|seen| evidence::json(seen, links)).collect::<Vec<_>>(),
            "cited_by": cited,
            "rules": covered.rules,
            "failed_rules": covered.failed,
            "serves": serves,
            "page": format!("{}#{}", standard_path(&clause.standard), evidence::anchor(&covered.clause)),
        }))
    };
    let of_standard = |number: &String| {
        let counts: serde_json::Map<String, serde_json::Value> = coverage::State::ALL
            .iter()
            .map(|state| (state.code().to_owned(), json!(site.coverage.count(number, *state))))
            .collect();
        json!({
            "standard": number,
            "name": name(site, number),
            "about": site.said(about(number)),
            "guidance": standard::of(number).map(|standard| standard.guidance),
            "clauses_by_state": counts,
            "headings": site.coverage.asking(number, Asks::ThroughParts),
            "asking_for_nothing": site.coverage.asking(number, Asks::Nothing),
            "clauses_in_all": site.coverage.of(number).count(),
            "clauses": site.catalogue.clauses.of(number).filter_map(clause).collect::<Vec<_>>(),
        })
    };
    let principle = |shown: &coverage::Shown| {
        json!({
            "name": shown.principle().name,
            "clauses": shown.principle().clauses,
            "state": shown.state.code(),
            "looked_for": shown.seen.iter().map(|seen| evidence::json(seen, links)).collect::<Vec<_>>(),
        })
    };
    json!({
        "shape": SHAPE,
        "as_of": site.as_of.to_string(),
        "audience": site.disclosure.audience().word(),
        "remark": evidence::remark(site),
        "standards": site.coverage.standards.iter().map(of_standard).collect::<Vec<_>>(),
        "switched_off": site.coverage.off,
        "principles": site.coverage.principles.iter().map(principle).collect::<Vec<_>>(),
    })
}
