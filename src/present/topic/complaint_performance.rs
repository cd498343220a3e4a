//! How complaints are handled: clocks, time to each step with open cases counted, the backlog, what comes in and goes out,
//! control charts, and what complainants say of it.

use super::shape::{Block, Part, Section, Shown, Topic, TopicView, nothing};
use crate::chart::pairs::{self, Pairs};
use crate::chart::stack::{self, Stack};
use crate::chart::{Axis, Head};
use crate::measure::measurement::Part as Counted;
use crate::measure::measurement::{Curve, Detail, Measurement};
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use crate::present::blocks::{Cell, Chart, Field, State, Table, Value, several};
use crate::present::measured::{self, Ask, ask};
use crate::present::page::{Links, Site, register_path};
use crate::present::{checks, detail, number, picture};
use crate::record::Kind;
use crate::record::survey::{Survey, SurveyType};
use crate::stats::period::Length;

/// The page of how complaints are handled.
pub(super) const TOPIC: Topic = Topic {
    name: "complaint-performance",
    title: "Handling in numbers",
    lede: "How fast and how reliably complaints are answered: clocks in working days, time to resolution with open cases \
           counted, the backlog, control charts, and what complainants say of the handling.",
    part: Part::Complaints,
    kinds: &[],
    also: &[],
    shown: Shown::With(&[Kind::Complaint]),
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    if site.ledger.count(Kind::Complaint) == 0 {
        let text = "Clocks, backlog, control charts and satisfaction with the handling, computed from complaints.";
        return TopicView::of([Section::new("clocks", "In time").block(nothing(site, &[Kind::Complaint], text))]);
    }
    TopicView::of([
        headline(links),
        in_time(links),
        how_long(links),
        resolution(links),
        backlog(links),
        flow(links),
        charts(links),
        again(links),
        workload(links),
        satisfaction(links),
    ])
}

/// A section without blocks says that its figures need more records.
fn or_none(section: Section) -> Section {
    if section.blocks.is_empty() {
        return section.block(Block::State {
            state: State::none("Nothing to show: there are no figures yet, or too few cases for this audience."),
        });
    }
    section
}

fn headline(links: &Links<'_>) -> Section {
    let asks = [
        ask("Acknowledged in time", "M-CMP-3"),
        ask("Decided by the due date", "M-CMP-16"),
        ask("Median time to resolution", "M-CMP-13"),
        ask("Resolved at first contact", "M-CMP-12"),
        ask("Reopened", "M-CMP-9"),
        ask("Complaint rate", "M-CMP-1"),
    ];
    let section = Section::new("figures", "In figures")
        .note("Of all complaints on record; the change compares the newest year with the one before, and says no more than its test.")
        .blocks(measured::figures(links, &asks));
    or_none(section).link("Register of complaints", links.to(&register_path(Kind::Complaint)))
}

/// Shares in time, by year and severity.
fn in_time(links: &Links<'_>) -> Section {
    let asks = [
        ask("Acknowledged in time", "M-CMP-3"),
        ask("Decided by the due date", "M-CMP-16"),
        ask("Resolved at first contact", "M-CMP-12"),
    ];
    let table = measured::by_year(links, "In time, by year of receipt", &asks);
    let by_severity = |metric| measured::split_by(links, metric, &Selection::all(), Key::Severity, "Severity");
    let section = Section::new("clocks", "In time")
        .note("Working days of the organization's calendar; the day of receipt is day 0. Complaints past a deadline count as late, also while nothing has happened.")
        .table(table)
        .blocks(by_severity("M-CMP-3"))
        .blocks(by_severity("M-CMP-16"))
        .blocks(measured::notes(links, &asks));
    or_none(section)
}

/// The times of a metric at which parts of its cases are through, a row a metric and period.
fn how_long(links: &Links<'_>) -> Section {
    let asks = [
        ask("Logged after receipt", "M-CMP-2"),
        ask("Acknowledged", "M-CMP-4"),
        ask("Assessed", "M-CMP-5"),
    ];
    let mut table = Table::new(
        "From receipt to each step",
        &[
            "Step",
            "Received in",
            "Half by>",
            "Three quarters by>",
            "Nine tenths by>",
            "Complaints>",
        ],
    )
    .fit();
    for of in &asks {
        let whole = std::iter::once(("all years".to_owned(), of.on.clone()));
        let years = measured::over(links, of.metric, &of.on, Length::Year).into_iter();
        let years = years.map(|(year, one)| (number::period(links.site, &year), one.selection.clone()));
        for (period, on) in whole.chain(years) {
            let Some((about, one)) = measured::said(links, of.metric, &on) else {
                continue;
            };
            // Of what it is made of nothing is told to this audience.
            if one.estimate.is_ok() && one.detail == Detail::None {
                continue;
            }
            // Where some are still waiting the percentiles are those of a curve.
            table.rows.push(match &one.detail {
                Detail::Survival(curves) if !curves.is_empty() => {
                    curve_row(links, &of.label, period, about.unit, one, &curves[0])
                }
                _ => percentiles(links, &of.label, period, about.unit, one),
            });
        }
    }
    for (index, label) in [(1, "Decided"), (0, "Resolved")] {
        let whole = std::iter::once(("all years".to_owned(), Selection::all()));
        let years = measured::over(links, "M-CMP-13", &Selection::all(), Length::Year).into_iter();
        let years = years.map(|(year, one)| (number::period(links.site, &year), one.selection.clone()));
        for (period, on) in whole.chain(years) {
            let Some((about, one)) = measured::said(links, "M-CMP-13", &on) else {
                continue;
            };
            let Detail::Survival(curves) = &one.detail else {
                continue;
            };
            if let Some(curve) = curves.get(index) {
                table.rows.push(curve_row(links, label, period, about.unit, one, curve));
            }
        }
    }
    let section = Section::new("times", "From receipt to each step")
        .note("Percentiles instead of means: few slow cases would pull a mean up. What some still wait for counts them for as long as they have waited.")
        .table(table)
        .blocks(measured::notes(links, &asks));
    or_none(section)
}

/// The percentiles of a metric that has them in its first row.
fn percentiles(links: &Links<'_>, label: &str, period: String, unit: Unit, one: &Measurement) -> Vec<Cell> {
    let site = links.site;
    let may = picture::may_draw(site.cells.show(one));
    let at = |index: usize| -> Cell {
        let Detail::Rows(rows) = &one.detail else {
            return Value::dash().into();
        };
        let cell = rows.rows.first().and_then(|row| row.cells.get(index));
        match cell {
            Some(crate::measure::measurement::RowCell::Number(value, _)) if may => through(links, unit, one, *value),
            _ => Value::dash().into(),
        }
    };
    let first = if may {
        at(0)
    } else {
        number::cell(site, links, unit, one)
    };
    vec![
        Value::text(label).into(),
        Value::text(period).into(),
        first,
        at(1),
        at(2),
        number::base_cell(site, one).into(),
    ]
}

/// A time that leads to its working.
fn through(links: &Links<'_>, unit: Unit, one: &Measurement, value: f64) -> Cell {
    let text = unit.with(value);
    let shown = match number::url(links.site, links, one) {
        Some(url) => Value::link(text, url),
        None => Value::text(text),
    };
    Cell::sorted(shown, format!("{value:.9}"))
}

/// The times of a curve by which parts are through; what is not reached is said.
fn curve_row(
    links: &Links<'_>,
    label: &str,
    period: String,
    unit: Unit,
    one: &Measurement,
    curve: &Curve,
) -> Vec<Cell> {
    let show = detail::curve_shown(links.site, one, curve);
    let may = picture::may_draw(show);
    let at = |index: usize| -> Cell {
        match curve.done[index] {
            _ if !may => Value::missing(if show.is_hidden() { "not shown" } else { "too few" }).into(),
            Some(time) => through(links, unit, one, time),
            None => Value::missing("not reached").into(),
        }
    };
    let median = match (curve.median, curve.done[0]) {
        (Some((low, high)), Some(time)) if may => {
            let high = high.map_or_else(|| "not reached".to_owned(), |high| unit.digits(high));
            let text = format!("{} ({} to {high})", unit.with(time), unit.digits(low));
            let shown = match number::url(links.site, links, one) {
                Some(url) => Value::link(text, url),
                None => Value::text(text),
            };
            Cell::sorted(shown, format!("{time:.9}"))
        }
        _ => at(0),
    };
    vec![
        Value::text(label).into(),
        Value::text(period).into(),
        median,
        at(1),
        at(2),
        if show.is_hidden() {
            Value::dash().into()
        } else {
            Value::count(curve.cases.0).into()
        },
    ]
}

/// Curves of what is still open, the comparison of years, and why the median of closed cases is none.
fn resolution(links: &Links<'_>) -> Section {
    let compared = links.site.numbers.of_metric("M-CMP-21").last();
    let mut section = Section::new("resolution", "Time to resolution").note(
        "Share of complaints still open after so many days, estimated with open cases counted as long as they have been open (Kaplan and Meier).",
    );
    section = section.blocks(measured::charts(links, "M-CMP-13", &Selection::all()));
    if let Some(compared) = compared {
        section = section.blocks(measured::charts(links, "M-CMP-21", &compared.selection));
        if picture::may_draw(links.site.cells.show(compared)) {
            section = section.table(word_of_test(links, compared));
        }
    }
    let mut pitfalls = Vec::new();
    let years = measured::over(links, "M-CMP-13", &Selection::all(), Length::Year);
    for (year, one) in years {
        // The note goes with the curve, which the public does not see.
        let is_drawn = matches!(one.detail, Detail::Survival(_));
        if is_drawn && picture::may_draw(links.site.cells.show(one)) {
            let beside = |note: &&String| note.contains("ended alone") || note.contains("exactly half");
            let closed = one.notes.iter().filter(beside);
            pitfalls.extend(closed.map(|note| format!("{}: {note}", number::period(links.site, &year))));
        }
    }
    if !pitfalls.is_empty() {
        section = section.block(Block::Note {
            text: format!("Beware. {}.", pitfalls.join(". ")),
        });
    }
    or_none(section)
}

/// What the log-rank test says of two years.
fn word_of_test(links: &Links<'_>, compared: &Measurement) -> Table {
    let mut table = Table::new(
        "Comparison of times to resolution",
        &["Compared", "Test", "Statistic>", "p>", "What may be said~"],
    )
    .fit();
    for change in &compared.changes {
        if !detail::before_shown(links.site, compared, change) {
            continue;
        }
        let now = compared.selection.get(Key::Period);
        let now = now.map_or_else(|| "all".to_owned(), |now| number::period(links.site, now));
        let then = change.against.get(Key::Period).unwrap_or("before");
        let test = change.test.as_ref();
        let statistic = test.and_then(|test| test.statistic);
        let said = change
            .notes
            .iter()
            .fold(change.word.word().to_owned(), |said, note| format!("{said}; {note}"));
        let compared_text = format!("{now} with {then}");
        let shown = match number::url(links.site, links, compared) {
            Some(url) => Value::link(compared_text, url),
            None => Value::text(compared_text),
        };
        table.row([
            shown,
            test.map_or_else(Value::dash, |test| Value::text(test.name)),
            statistic.map_or_else(Value::dash, |(letter, value)| {
                Value::text(format!("{letter} {}", fixed(value, 3)))
            }),
            test.map_or_else(Value::dash, |test| {
                Value::text(crate::measure::unit::p(test.deciding()))
            }),
            Value::text(checks::sentence(&said)),
        ]);
    }
    table
}

/// Open complaints by age, now and at the end of periods.
fn backlog(links: &Links<'_>) -> Section {
    let mut bars = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let quarters = measured::over(links, "M-CMP-7", &Selection::all(), Length::Quarter);
    let left_out = quarters.len().saturating_sub(BARS);
    let now = (format!("on {}", links.site.as_of), Selection::all());
    let ends = quarters.into_iter().skip(left_out);
    let ends = ends.map(|(quarter, one)| (format!("end of {quarter}"), one.selection.clone()));
    for (label, on) in ends.chain([now]) {
        let Some((_, one)) = measured::said(links, "M-CMP-7", &on) else {
            continue;
        };
        let href = number::url(links.site, links, one);
        match measured::parts(links, "M-CMP-7", &on) {
            Some((_, one, parts)) => {
                if names.is_empty() {
                    names = parts.iter().map(|part| part.name.clone()).collect();
                }
                bars.push(stack::Bar {
                    label,
                    href,
                    parts: parts.iter().map(bar_part).collect(),
                    whole: several(one.base.n, "open", "open"),
                    word: String::new(),
                });
            }
            None => bars.push(stack::Bar {
                label,
                href,
                word: if links.site.cells.show(one).is_hidden() {
                    "not shown"
                } else {
                    "none"
                }
                .to_owned(),
                ..stack::Bar::default()
            }),
        }
    }
    let mut section = Section::new("backlog", "Backlog and age").note(
        "Open complaints by working days since receipt, recomputed from their events at the end of each quarter; one that was reopened ages from its first receipt.",
    );
    if !names.is_empty() {
        let title = "Open complaints by age in working days";
        let count = names.len();
        let picture = Stack {
            head: Head {
                id: "backlog-age",
                title,
                description: "Open complaints at the end of each quarter and now, by age.",
            },
            of: "Day",
            parts: names
                .into_iter()
                .enumerate()
                .map(|(index, name)| stack::Part {
                    name,
                    colour: shade(index, count),
                })
                .collect(),
            bars,
            shares: false,
        };
        let caption =
            "Complaints open at the end of each quarter and on the day of this page; full counts, no interval.";
        section = section.block(measured::block(Chart::of(&picture, caption)));
    }
    let oldest = Selection::all().with(Key::Kind, "oldest");
    section = section.blocks(measured::details(links, "M-CMP-7", &oldest, None));
    or_none(section)
}

/// Most quarters in the picture of the backlog.
const BARS: usize = 12;

fn bar_part(part: &Counted) -> crate::chart::Value {
    crate::chart::Value::new(part.value, fixed(part.value, 0))
}

/// The colour of a band of age: the young ones light, the oldest as the worst.
fn shade(index: usize, count: usize) -> u8 {
    const SHADES: [u8; 5] = [6, 5, 3, 1, 0];
    let last = SHADES.len() - 1;
    let place = if count > 1 { index * last / (count - 1) } else { 0 };
    SHADES[place.min(last)]
}

/// What came in and went out, and that nothing is lost in between.
fn flow(links: &Links<'_>) -> Section {
    let quarters = measured::over(links, "M-CMP-19", &Selection::all(), Length::Quarter);
    let left_out = quarters.len().saturating_sub(2 * BARS);
    let mut periods = Vec::new();
    for (label, one) in quarters.iter().skip(left_out) {
        let parts = measured::parts(links, "M-CMP-19", &one.selection);
        let count = |name: &str| {
            let (.., parts) = parts.as_ref()?;
            parts.iter().find(|part| part.name == name).map(bar_part)
        };
        periods.push(pairs::Period {
            label: label.clone(),
            href: number::url(links.site, links, one),
            first: count("received"),
            second: count("settled"),
            word: if parts.is_none() {
                "not shown".to_owned()
            } else {
                String::new()
            },
        });
    }
    let mut section = Section::new("flow", "In and out").note(
        "Each line adds up: open at the beginning, and received, and open again, less settled, is open at the end. More settled than received does not mean that none grew old.",
    );
    if periods.len() > 1 && periods.iter().any(|period| period.first.is_some()) {
        let picture = Pairs {
            head: Head {
                id: "flow-pairs",
                title: "Complaints received and settled",
                description: "Complaints received and settled in each quarter.",
            },
            of: "Quarter",
            axis: Axis::new("Complaints"),
            first: "received",
            second: "settled",
            periods,
        };
        let caption = "Complaints received and complaints settled in each quarter; full counts.";
        section = section.block(measured::block(Chart::of(&picture, caption)));
    }
    let table = reconciled(
        links,
        quarters
            .into_iter()
            .skip(left_out)
            .map(|(label, one)| (label, one.selection.clone())),
    );
    or_none(section.table(table))
}

/// Open + received + open again − settled = open, a line a period.
fn reconciled(links: &Links<'_>, periods: impl Iterator<Item = (String, Selection)>) -> Table {
    let heads = [
        "Period",
        "Open at the beginning>",
        "+ received>",
        "+ open again>",
        "− settled>",
        "= open at the end>",
        "Settled for each received>",
    ];
    let mut table = Table::new("Complaints in and out", &heads).fit();
    for (label, on) in periods.chain([("all".to_owned(), Selection::all())]) {
        let Some((about, one, parts)) = measured::parts(links, "M-CMP-19", &on) else {
            continue;
        };
        let count = |name: &str| {
            let part = parts.iter().find(|part| part.name == name);
            part.map_or_else(Value::dash, |part| Value::text(fixed(part.value, 0)))
        };
        table.row([
            // Names of periods stay in one line.
            Value::text(label.replace('-', "\u{2011}")).into(),
            count("open at the beginning").into(),
            count("received").into(),
            count("open again").into(),
            count("settled").into(),
            count("open at the end").into(),
            number::cell(links.site, links, about.unit, one),
        ]);
    }
    table
}

/// Figures that the site has control charts of.
const CHARTED: &[(&str, &str)] = &[
    ("M-CMP-1", "Complaint rate"),
    ("M-CMP-3", "Acknowledged in time"),
    ("M-CMP-16", "Decided by the due date"),
];

fn charts(links: &Links<'_>) -> Section {
    let mut section = Section::new("control", "What varies as ever, and what stands out").note(
        "Control charts, by quarter or, where quarters have too few cases, by longer periods. A point within the limits is no news; a signal asks for a reason, not for somebody to blame.",
    );
    let mut trends = Vec::new();
    for (metric, label) in CHARTED {
        let on = Selection::all().with(Key::Metric, *metric);
        let blocks = measured::control(links, &on);
        if !blocks.is_empty() {
            section = section
                .block(Block::Heading {
                    title: (*label).to_owned(),
                    link: None,
                    note: String::new(),
                })
                .blocks(blocks);
            trends.extend(measured::trend(links, &format!("Trend: {}", label.to_lowercase()), &on));
        }
    }
    or_none(section.fields(trends))
}

fn again(links: &Links<'_>) -> Section {
    let asks = [
        ask("Reopened", "M-CMP-9"),
        ask("Escalated inside", "M-CMP-14"),
        ask("Referred to an outside body, of all decided", "M-CMP-15"),
        ask("Severity corrected later", "M-CMP-6"),
    ];
    let table = measured::by_year(links, "Reopened, escalated, corrected, by year of receipt", &asks);
    let section = Section::new("again", "Reopened, escalated, corrected")
        .table(table)
        .blocks(measured::notes(links, &asks));
    or_none(section).link_to_topic("disputes", "Disputes", links)
}

fn workload(links: &Links<'_>) -> Section {
    let section = Section::new("workload", "Workload")
        .note("Open complaints for each person in charge, by unit; never by name.")
        .blocks(measured::details(links, "M-CMP-20", &Selection::all(), None));
    or_none(section)
}

/// The wording of a question of the newest survey after complaints that asks it, or its key in words.
fn wording(links: &Links<'_>, key: &str) -> String {
    let surveys = links.site.ledger.each::<Survey>();
    let asked = surveys.filter(|(record, survey)| {
        survey.r#type == Some(SurveyType::ComplaintHandling) && links.site.disclosure.record(record)
    });
    let question = asked
        .flat_map(|(_, survey)| &survey.questions)
        .filter(|question| question.key.as_deref() == Some(key))
        .last();
    question
        .and_then(|question| question.text_in("en"))
        .map_or_else(|| checks::sentence(&key.replace('_', " ")), str::to_owned)
}

/// What complainants say by how their complaint ended: who lost is seldom content, and is asked all the same.
fn by_outcome(links: &Links<'_>, all: &[Ask]) -> Vec<Block> {
    let asked = all.iter().filter(|ask| matches!(ask.metric, "M-CPS-1" | "M-CPS-2"));
    let mut rows = Vec::new();
    for ask in asked {
        for one in measured::split(links, ask.metric, &ask.on, Key::Outcome) {
            let outcome = one.selection.get(Key::Outcome).unwrap_or_default();
            rows.push(Ask {
                label: format!(
                    "{}: {}",
                    ask.label,
                    measured::word_of(links, Key::Outcome, outcome).to_lowercase()
                ),
                metric: ask.metric,
                on: one.selection.clone(),
            });
        }
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let heading = Block::Heading {
        title: "By how the complaint ended".to_owned(),
        link: None,
        note: "Answers whose complaint the records tell; groups too small to be shown are kept back.".to_owned(),
    };
    let table = measured::table(
        links,
        "What complainants say, by how the complaint ended",
        "Question",
        &rows,
    );
    vec![heading, Block::Table { table }]
}

/// What complainants say of the handling and, always apart, of the outcome.
/// What the newest year would be at the mix of outcomes of the first one, each question by its name; one line where all say the same.
fn at_the_first_mix(links: &Links<'_>, all: &[Ask]) -> Vec<Field> {
    let told = all.iter().filter_map(|ask| {
        let (year, one) = measured::over(links, ask.metric, &ask.on, Length::Year).pop()?;
        if !picture::may_draw(links.site.cells.show(one)) {
            return None;
        }
        let note = one.notes.iter().find(|note| note.contains("mix of outcomes"))?;
        Some((ask.label.as_str(), number::period(links.site, &year), note.as_str()))
    });
    let told: Vec<(&str, String, &str)> = told.collect();
    let [(_, year, first), rest @ ..] = told.as_slice() else {
        return Vec::new();
    };
    if rest.iter().all(|(_, other, note)| other == year && note == first) && told.len() > 1 {
        return vec![Field::new(year.clone(), Value::text(*first))];
    }
    let each = told
        .iter()
        .map(|(label, year, note)| Field::new(format!("{label} ({year})"), Value::text(*note)));
    each.collect()
}

fn satisfaction(links: &Links<'_>) -> Section {
    let whole = |metric: &'static str| {
        let ours = links.site.numbers.of_metric(metric);
        ours.filter(|one| one.selection.get(Key::Question).is_some())
            .filter(|one| {
                one.selection
                    .get(Key::Period)
                    .or(one.selection.get(Key::Outcome))
                    .is_none()
            })
    };
    let asks_of = |metric: &'static str| -> Vec<Ask> {
        let of = whole(metric).map(|one| Ask {
            label: wording(links, one.selection.get(Key::Question).unwrap_or_default()),
            metric,
            on: one.selection.clone(),
        });
        of.collect()
    };
    let handling = asks_of("M-CPS-1");
    let mut all = handling.clone();
    for (metric, what) in [
        ("M-CPS-2", "Outcome"),
        ("M-CPS-3", "Settled at first contact"),
        ("M-CPS-4", "Will stay"),
    ] {
        all.extend(asks_of(metric).into_iter().map(|of| Ask {
            label: format!("{what}: {}", of.label),
            ..of
        }));
    }
    let mut section = Section::new("satisfaction", "What complainants say").note(
        "Of the survey after complaints. Handling and outcome stand apart: who was not right is seldom content, however well it was handled.",
    );
    let rows: Vec<(String, &Measurement)> = handling
        .iter()
        .filter_map(|ask| Some((ask.label.clone(), measured::said(links, ask.metric, &ask.on)?.1)))
        .collect();
    if let Some((first, about)) = rows
        .first()
        .map(|(_, one)| *one)
        .zip(crate::measure::find("M-CPS-1").map(|metric| metric.about))
    {
        let caption = picture::caption(links.site, about, first);
        let words = picture::Words {
            id: "handling-items",
            title: about.name,
            of: "Question",
            caption: &caption,
        };
        let chart = picture::side_by_side(links.site, links, about, &words, &rows);
        section = section.blocks(chart.map(measured::block));
    }
    section = section.table(measured::by_year(links, "What complainants say, by year", &all));
    if !rows.is_empty() {
        section = section.block(Block::Note {
            text: "The intervals are about those who were on the lists, and narrowed where many of them answered; those by outcome are not, \
                   since it is not known how many there are. Whether a year differs from the one before is tested without that."
                .to_owned(),
        });
    }
    section = section.fields(at_the_first_mix(links, &all));
    section = section.blocks(by_outcome(links, &all));
    for of in all.iter().filter(|ask| ask.metric == "M-CPS-4") {
        section = section.blocks(measured::details(links, of.metric, &of.on, None));
    }
    section = section.blocks(measured::notes(links, &all));
    if section.blocks.is_empty() {
        let text = "What complainants say of handling and outcome, from a survey of the type `complaint_handling`.";
        return section.block(Block::Nothing {
            title: "No survey after complaints has answers.".to_owned(),
            text: crate::present::blocks::runs(text),
            command: "tenfour new survey".to_owned(),
        });
    }
    section
}
