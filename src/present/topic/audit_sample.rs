//! Samples of auditors: what can be drawn from, how, what was drawn and whether it comes out again, and what a sample can show.

use super::audits::sheet;
use super::shape::{Block, Part, Section, Shown, Topic, TopicView, fields_of, of_kind, prose, titled_id};
use crate::present::blocks::{Cell, Field, State, Table, Tone, Value, several};
use crate::present::page::{Links, Site};
use crate::record::audit::Audit;
use crate::record::reader::Profile;
use crate::record::{Kind, Record, Typed};
use crate::sample::{self, Again, Ground, Wanted};
use crate::stats::detection;

/// Samples of auditors.
pub(super) const TOPIC: Topic = Topic {
    name: "audit-sample",
    title: "Samples",
    lede: "How an auditor draws records so that nobody can steer the draw and everybody can repeat it, what was drawn so far, \
           and what a sample can show.",
    part: Part::Evidence,
    kinds: &[],
    also: &[],
    shown: Shown::From(Profile::Standard),
    view,
};

/// Kinds of which single records are looked at in audits.
const KINDS: &[Kind] = &[
    Kind::Complaint,
    Kind::Feedback,
    Kind::Dispute,
    Kind::Finding,
    Kind::Cause,
    Kind::Action,
    Kind::Verification,
    Kind::Wave,
    Kind::Interview,
    Kind::Communication,
    Kind::Training,
    Kind::Review,
];

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    TopicView::of([
        method(links),
        populations(site),
        drawn(site, links),
        chances(site),
        check_sheet(),
    ])
}

const METHOD: &str = "\
1. **The list comes first.** `tenfour sample --kind complaint --period 2025` counts the records that are drawn from and prints the \
SHA-256 of their ids, sorted, one on each line. The same hash stands below for every kind, so that both sides know that they \
speak of the same list before anybody knows the seed.\n\
2. **The auditor names the seed**: dice thrown in the room (`--seed 48213`), or a word (`--word harbour`), from which with the id \
of the commit a seed is made by SHA-256 that nobody could foresee when the commit was made.\n\
3. **Each record gets a ticket**: the SHA-256 of the seed, a line feed and its id. The lowest tickets are drawn. Anybody can repeat \
it without this program: `printf 'SEED\\nCMP-2025-0001' | sha256sum`, for every id, and sort.\n\
4. **The sample is kept**: `--format yaml` prints it as the `sample` of an audit; from then on it is drawn again at each build, \
and this page shows whether it comes out the same.\n";

fn method(links: &Links<'_>) -> Section {
    let mut table = Table::new("Methods", &["Method", "Command", "How it draws~"]);
    let rows = [
        (sample::Method::Random, "--method random"),
        (sample::Method::Systematic, "--method systematic"),
        (
            sample::Method::Stratified(sample::By::Severity),
            "--method stratified --by severity",
        ),
        (sample::Method::Risk, "--method risk"),
        (sample::Method::Chosen(Vec::new()), "--ids CMP-2025-0001,CMP-2025-0004"),
    ];
    for (method, option) in rows {
        let words = method.words();
        let words = words.trim_end_matches(" by severity");
        table.row([
            Value::text(crate::record::schema::label(words)),
            Value::code(option),
            Value::text(method.explained()),
        ]);
    }
    let example = Field::new(
        "An example",
        Value::code(
            "tenfour sample --kind complaint --period 2025 --where \"outcome == 'not_upheld'\" --size 5 --seed 48213",
        ),
    );
    Section::new("method", "How a sample is drawn")
        .note("The same records, method, seed and size give the same sample on every machine.")
        .block(prose(METHOD, links))
        .table(table)
        .fields(vec![example])
}

fn ground<'a>(site: &'a Site<'_>) -> Ground<'a> {
    Ground {
        ledger: site.ledger,
        catalogue: site.catalogue,
        as_of: site.as_of,
        zone: site.zone.clone(),
        days: site.days.clone(),
    }
}

fn populations(site: &Site<'_>) -> Section {
    let heads = ["Records", "Day of a record", "Number>", "SHA-256 of the list of ids"];
    let mut table = Table::new("Populations", &heads).register("populations");
    let ground = ground(site);
    let seen = |record: &Record| site.disclosure.record(record);
    let mut withheld = 0;
    for kind in KINDS.iter().copied() {
        let periods = years(kind, site, &ground);
        for period in std::iter::once(None).chain(periods.into_iter().map(Some)) {
            let wanted = Wanted {
                kind,
                period,
                filters: Vec::new(),
            };
            let Ok(population) = wanted.population(&ground, &seen) else {
                continue; // a year is a period and there is no expression
            };
            withheld += if wanted.period.is_none() {
                population.withheld
            } else {
                0
            };
            if population.records.is_empty() {
                continue;
            }
            let name = match &wanted.period {
                Some(year) => format!("{}, {year}", site.labels(kind)),
                None => site.labels(kind),
            };
            let cells: [Cell; 4] = [
                Value::text(name).into(),
                Value::code(sample::day_field(kind)).into(),
                Value::count(population.records.len()).into(),
                Value::code(population.sha256).into(),
            ];
            table.row(cells);
        }
    }
    let note = match withheld {
        0 => "What can be drawn from. The hash is that of the ids, sorted, each followed by a line feed.".to_owned(),
        count => format!(
            "What can be drawn from, without {} that this audience may not see. The hash is that of the ids, sorted, each \
             followed by a line feed.",
            several(count, "record", "records")
        ),
    };
    Section::new("populations", "Populations")
        .wide()
        .note(note)
        .table(table)
        .about(
            KINDS.get(..1).unwrap_or_default(),
            "How many records of each kind there are to draw from.",
            &Links::from(site, &TOPIC.path()),
        )
}

/// Years of the complaints; other kinds are few.
fn years(kind: Kind, site: &Site<'_>, ground: &Ground<'_>) -> Vec<String> {
    if kind != Kind::Complaint {
        return Vec::new();
    }
    let years = site.visible(kind).filter_map(|(_, record)| ground.day(record));
    let years: std::collections::BTreeSet<i16> = years.map(jiff::civil::Date::year).collect();
    years.into_iter().map(|year| year.to_string()).collect()
}

/// Samples that audits recorded, drawn once more where that is possible.
fn drawn(site: &Site<'_>, links: &Links<'_>) -> Section {
    let ground = ground(site);
    let seen = |record: &Record| site.disclosure.record(record);
    let mut section = Section::new("drawn", "Samples of audits").note(
        "As the audits recorded them. Where kind, method, seed and size are recorded, each is drawn once more here.",
    );
    for record in of_kind(site, Kind::Audit) {
        let Some(sample) = Audit::of(&record.data).and_then(|audit| audit.sample.as_ref()) else {
            continue;
        };
        let again = sample::again(sample, &ground, &seen);
        let mut fields = fields_of(
            record,
            &[
                "sample.population",
                "sample.where|Which meet",
                "sample.method",
                "sample.seed",
                "sample.size",
            ],
            links,
        );
        fields.push(Field::new("Drawn once more", Value::state(came_out(&again))));
        if let Again::Other {
            recorded_only,
            drawn_only,
        } = &again
        {
            let list = |ids: &[String]| {
                let items = ids.iter().map(|id| Value::Record {
                    link: links.link_id(id),
                });
                Value::List { items: items.collect() }
            };
            fields.push(Field::new("Recorded, not drawn", list(recorded_only)));
            fields.push(Field::new("Drawn, not recorded", list(drawn_only)));
        }
        let mut table = Table::new(format!("Sample of {}", record.id()), &["Record", "State", "File"]);
        for item in &sample.items {
            let found = site.ledger.find(item.id()).map(|(_, record)| record);
            let cells: [Cell; 3] = match found {
                Some(record) if seen(record) => [
                    Value::Record {
                        link: links.link(record),
                    }
                    .into(),
                    Value::state(links.state(record)).into(),
                    Value::code(place(site, record)).into(),
                ],
                _ => [
                    Value::Record {
                        link: links.link_id(item.id()),
                    }
                    .into(),
                    Value::dash().into(),
                    Value::dash().into(),
                ],
            };
            table.row(cells);
        }
        section = section
            .block(Block::Heading {
                title: String::new(),
                link: Some(titled_id(Some(record.id()), links)),
                note: String::new(),
            })
            .fields(fields)
            .table(table);
    }
    section.about(
        &[Kind::Audit],
        "Samples that audits drew, each with population, method, seed and records.",
        links,
    )
}

/// The file of a record with its line.
fn place(site: &Site<'_>, record: &Record) -> String {
    let source = site.sources.get(record.source);
    format!("{}:{}", source.path, source.position(record.node.span).line)
}

fn came_out(again: &Again) -> State {
    match again {
        Again::Same => State::ok("The same records"),
        Again::Other { .. } => State::bad("Other records than those recorded"),
        Again::PopulationChanged { now, same } => State::warn(format!(
            "The population is not the same any more: {} now; {}",
            several(*now, "record", "records"),
            if *same {
                "the same ones are drawn nevertheless"
            } else {
                "others would be drawn"
            }
        )),
        Again::NotRepeatable(why) => State::new(Tone::None, "info", format!("Cannot be repeated: {why}")),
    }
}

/// Sizes of samples of which the chances are told.
const SIZES: &[u64] = &[5, 10, 13, 25, 50];
/// Share of faulty records that the chances are told for, as in guidance on sampling.
const FAULTY: f64 = 0.1;

/// What a random sample can find, and what may be said when it finds nothing.
fn chances(site: &Site<'_>) -> Section {
    let complaints = site.visible(Kind::Complaint).count() as u64;
    let own = (complaints >= 10).then_some(complaints);
    let mut heads = vec![
        "Records drawn>".to_owned(),
        "From very many>".to_owned(),
        "From 60>".to_owned(),
    ];
    let another = own.filter(|all| *all != 60);
    if let Some(all) = another {
        heads.push(format!("From {all}, all complaints>"));
    }
    if let Some(all) = own {
        heads.push(format!("None found: up to so many of {all}>"));
    }
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new("Chance that a sample holds at least one faulty record", &heads).fit();
    table.hide_caption = false;
    // A tenth, rounded up: who finds one of these finds one of more.
    let tenth = |all: u64| all.div_ceil(10);
    for n in SIZES {
        let of = |all: u64| {
            if *n > all {
                Value::dash()
            } else {
                Value::text(sample::in_words(detection::chance(*n, all, tenth(all))))
            }
        };
        let mut row = vec![
            Value::count(*n),
            Value::text(sample::in_words(detection::chance_in_large(*n, FAULTY))),
            of(60),
        ];
        row.extend(another.map(of));
        if let Some(all) = own {
            row.push(detection::most_faulty(*n, all, 0.95).map_or_else(Value::dash, Value::count));
        }
        table.row(row);
    }
    let needed = |size: Option<u64>| size.map_or_else(Value::dash, Value::count);
    let mut last = vec![
        Value::text("for 0.95"),
        needed(detection::smallest_in_large(0.95, FAULTY)),
        needed(detection::smallest(0.95, 60, 6)),
    ];
    last.extend(another.map(|all| needed(detection::smallest(0.95, all, tenth(all)))));
    last.extend(own.map(|_| Value::dash()));
    table.row(last);
    Section::new("chances", "What a sample can show")
        .note("If a tenth of the records is faulty. Only for samples drawn by chance.")
        .table(table)
        .block(Block::Note {
            text: "A sample without a fault does not show that there is none. What may be said: with 95 percent confidence not \
                   more of the population are faulty than the last column tells, by the hypergeometric distribution. The \
                   command prints that limit with each draw."
                .to_owned(),
        })
}

/// Questions for each record, to be filled in.
fn check_sheet() -> Section {
    let mut table = Table::new(
        "Check sheet of a complaint",
        &["Question~", "Looked at~", "Yes, no, open", "Evidence and remarks"],
    );
    for (number, text, looked_at) in sheet(Kind::Complaint) {
        table.row([
            Value::text(format!("{number}: {text}")),
            Value::text(looked_at),
            Value::text("\u{a0}"),
            Value::text("\u{a0}"),
        ]);
    }
    Section::new("sheet", "Check sheet")
        .wide()
        .note("For each record of a sample of complaints, to be printed. The command writes one for every record drawn, with --format markdown.")
        .table(table)
}
