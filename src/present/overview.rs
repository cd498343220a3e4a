//! The overview: whether it is going well, and where the programme stands; each number with where it comes from.

use super::blocks::{
    Anchor, Cell, Chart, Content, Empty, Field, Figure, Html, Moment, State, Table, Tone, Value, Working, number,
    several,
};
use super::measured::{self, Ask, ask};
use super::objective::Assessed;
use super::page::{Job, Links, Page, Site, View, register_path};
use super::values::{self, Manner, Reading};
use super::{checks, diagnostic, traceability, wave};
use crate::chart::columns::{self, Columns};
use crate::diag::Severity;
use crate::measure::objective::State as Computed;
use crate::measure::selection::{Key, Selection};
use crate::record::indicator::Indicator;
use crate::record::objective::Objective;
use crate::record::survey::{QuestionKind, Survey, SurveyType};
use crate::record::wave::Wave;
use crate::record::{Data, Kind, Record};
use crate::stats::period::{Length, Period};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The overview.
pub(super) const PAGE: Page = Page { name: "overview", jobs };

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let view = |site: &Site<'_>, links: &Links<'_>| {
        let made = View::new("Programme overview", &view(site, links))
            .facts(facts(site))
            .json("data/records.json");
        Ok(match &site.settings.description {
            Some(description) => made.lede(description.clone()),
            None => made,
        })
    };
    let job = Job::page("index.html", "overview.html", site.title(), "overview", Box::new(view));
    vec![job.short("Overview")]
}

#[derive(Serialize)]
struct OverviewView {
    start: Option<StartView>,
    headline: Vec<Figure>,
    headline_note: &'static str,
    figures: Vec<Figure>,
    figures_note: &'static str,
    objectives: Option<Table>,
    objectives_note: &'static str,
    course: Option<CourseView>,
    waves: Option<Table>,
    waves_note: &'static str,
    work: Option<Table>,
    work_note: String,
    work_clean: Option<State>,
    coverage: Option<Table>,
    coverage_note: String,
    coverage_more: Anchor,
    checks: Vec<Field>,
    checks_note: String,
    warnings: Option<Table>,
}

/// What to do first where there is little yet.
#[derive(Serialize)]
struct StartView {
    empty: Empty,
    steps: Vec<Content>,
}

#[derive(Serialize)]
struct CourseView {
    title: &'static str,
    note: &'static str,
    charts: Vec<Chart>,
}

fn view(site: &Site<'_>, links: &Links<'_>) -> OverviewView {
    let (work, work_note) = work(site, links);
    let has_work = Kind::ALL
        .iter()
        .any(|kind| WORK.contains(kind) && site.visible(*kind).next().is_some());
    OverviewView {
        start: start(site, links),
        headline: headline(links),
        headline_note: "Each number with its interval and base, what a test says of its change, and its working. A change that no test tells is no change to be claimed.",
        figures: figures(site, links),
        figures_note: "Counts of the registers.",
        objectives: objectives(site, links),
        objectives_note: "Computed from the figures, with the evidence there is, beside the state that people recorded.",
        course: course(site),
        waves: waves(site, links),
        waves_note: "What came back from each wave, as recorded; the answers are on its page.",
        work_clean: (has_work && work.is_none()).then(|| match site.tally(WORK).withheld {
            0 => State::ok("Nothing is open."),
            _ => State::none("Nothing is open that this audience may see."),
        }),
        work,
        work_note,
        coverage: traceability::coverage(site).filled(),
        coverage_note: site.said("From what customers said to what was changed."),
        coverage_more: Anchor {
            url: links.to(traceability::PATH),
            title: "All chains, and what is missing".to_owned(),
        },
        checks: checks::facts(site),
        checks_note: checks::note(site),
        warnings: warnings(site, links),
    }
}

fn facts(site: &Site<'_>) -> Vec<Field> {
    let count = |kind: Kind| site.tally(&[kind]);
    let named = [
        ("Customers", count(Kind::Customer)),
        ("Surveys", count(Kind::Survey)),
        ("Waves", count(Kind::Wave)),
        ("Complaints", count(Kind::Complaint)),
        ("Actions", count(Kind::Action)),
    ];
    let mut facts = vec![Field::new("Records", Value::count(site.ledger.len()))];
    let named = named.into_iter().filter(|(_, count)| count.visible > 0);
    facts.extend(named.map(|(name, count)| Field::new(name, count.value())));
    facts
}

/// The first records of a programme, in the order in which it grows.
const FIRST: &[Kind] = &[
    Kind::Organization,
    Kind::Objective,
    Kind::Segment,
    Kind::Survey,
    Kind::Wave,
    Kind::Complaint,
    Kind::Finding,
    Kind::Action,
    Kind::Verification,
];

/// How many kinds of the first ones may be missing before the overview stops telling how to begin.
const FEW: usize = 5;

fn start(site: &Site<'_>, links: &Links<'_>) -> Option<StartView> {
    let missing: Vec<Kind> = FIRST
        .iter()
        .copied()
        .filter(|kind| site.ledger.count(*kind) == 0)
        .collect();
    if missing.len() < FEW {
        return None;
    }
    let first = *missing.first()?;
    let title = if site.ledger.is_empty() {
        "No records yet.".to_owned()
    } else {
        format!("{} so far.", several(site.ledger.len(), "record", "records"))
    };
    let step = |kind: &Kind| Content {
        title: site.label(*kind),
        url: links.to(&super::methods::kind_path(*kind)),
        note: format!("tenfour new {}", kind.name()),
    };
    Some(StartView {
        empty: Empty {
            title,
            text: format!(
                "This page fills as records come: objectives, surveys, complaints, and what was done about them. Next could \
                 be the {}.",
                first.label().to_lowercase()
            ),
            command: format!("tenfour new {}", first.name()),
        },
        steps: missing.iter().map(step).collect(),
    })
}

/// A count of a register.
struct Count<'a> {
    label: &'a str,
    kind: Kind,
    value: usize,
    base: String,
    definition: &'a str,
    state: Option<State>,
}

fn figures(site: &Site<'_>, links: &Links<'_>) -> Vec<Figure> {
    let counts = [
        complaints(site),
        answers(site),
        objectives_reached(site),
        actions(site),
        effective(site),
        findings(site),
    ];
    counts.into_iter().flatten().map(|count| figure(count, links)).collect()
}

fn figure(count: Count<'_>, links: &Links<'_>) -> Figure {
    // Of registers of which some records are withheld no state is told: it would be a better one for what is not seen.
    let withheld = links.site.tally(&[count.kind]).withheld;
    let (base, state) = match withheld {
        0 => (count.base, count.state),
        withheld => (format!("{}; {} more withheld", count.base, number(withheld)), None),
    };
    let register = register_path(count.kind);
    let json = super::register::data_path(count.kind, "json");
    Figure {
        label: count.label.to_owned(),
        url: Some(links.to(&register)),
        value: number(count.value),
        unit: String::new(),
        base,
        spark: None,
        state,
        change: None,
        working: Working {
            label: "How this number came about".to_owned(),
            fields: vec![
                Field::new("Definition", Value::text(count.definition)),
                Field::new(
                    "Drawn from",
                    Value::link(links.site.labels(count.kind), links.to(&register)),
                ),
                Field::new("As data", Value::link("JSON", links.to(&json))),
            ],
        },
    }
}

fn complaints(site: &Site<'_>) -> Option<Count<'static>> {
    let all: Vec<&Record> = site.visible(Kind::Complaint).map(|(_, record)| record).collect();
    let open = all.iter().filter(|record| !record.is_settled()).count();
    let late = all.iter().filter(|record| is_late(site, record)).count();
    (!all.is_empty()).then(|| Count {
        label: "Complaints",
        kind: Kind::Complaint,
        value: all.len(),
        base: format!("{} settled, {} open", number(all.len() - open), number(open)),
        definition: "Complaints in the register; open are those neither closed nor withdrawn.",
        state: Some(match late {
            0 => State::ok("None past its due day"),
            late => State::new(Tone::Warn, "clock", format!("{} past the due day", number(late))),
        }),
    })
}

/// Whether a complaint waits for a decision beyond its due day.
fn is_late(site: &Site<'_>, record: &Record) -> bool {
    matches!(&record.data, Data::Complaint(complaint) if !record.is_settled()
        && complaint.awaits_decision()
        && complaint.response_due.is_some_and(|due| due < site.as_of))
}

fn answers(site: &Site<'_>) -> Option<Count<'static>> {
    let waves = wave::by_wave(site);
    let total: usize = waves.values().map(|(_, responses)| responses.len()).sum();
    let with = waves.values().filter(|(_, responses)| responses.len() > 0).count();
    (!waves.is_empty()).then(|| Count {
        label: "Responses",
        kind: Kind::Wave,
        value: total,
        base: format!("in {} of {}", number(with), several(waves.len(), "wave", "waves")),
        definition: "Responses recorded with waves, complete and partial; each person may stand in several waves.",
        state: None,
    })
}

fn objectives_reached(site: &Site<'_>) -> Option<Count<'static>> {
    let count = |status: &str| {
        site.visible(Kind::Objective)
            .filter(|(_, record)| record.status() == status)
            .count()
    };
    let all = site.visible(Kind::Objective).count();
    (all > 0).then(|| Count {
        label: "Objectives",
        kind: Kind::Objective,
        value: all,
        base: format!(
            "{} reached, {} missed, {} active as recorded",
            number(count("achieved")),
            number(count("missed")),
            number(count("active"))
        ),
        definition: "Objectives in the register, with the state that their owners recorded.",
        state: None,
    })
}

fn actions(site: &Site<'_>) -> Option<Count<'static>> {
    let all: Vec<_> = site
        .visible(Kind::Action)
        .filter_map(|(_, record)| match &record.data {
            Data::Action(action) => Some(action),
            _ => None,
        })
        .collect();
    let done = all.iter().filter(|action| action.is_implemented()).count();
    let overdue = all.iter().filter(|action| action.is_overdue(site.as_of)).count();
    (!all.is_empty()).then(|| Count {
        label: "Actions",
        kind: Kind::Action,
        value: all.len(),
        base: format!("{} done, {} not", number(done), number(all.len() - done)),
        definition: "Actions in the register; done are those with a day of implementation or a state that says so.",
        state: Some(match overdue {
            0 => State::ok("None overdue"),
            overdue => State::new(Tone::Bad, "clock", format!("{} overdue", number(overdue))),
        }),
    })
}

fn effective(site: &Site<'_>) -> Option<Count<'static>> {
    let results: Vec<&str> = site
        .visible(Kind::Verification)
        .filter_map(|(_, record)| record.node.get("result").and_then(|node| node.text()))
        .collect();
    let effective = results.iter().filter(|result| **result == "effective").count();
    (!results.is_empty()).then(|| Count {
        label: "Actions found effective",
        kind: Kind::Verification,
        value: effective,
        base: format!("of {}", several(results.len(), "verification", "verifications")),
        definition: "Verifications whose recorded result is that the action was effective, of all with a result.",
        state: None,
    })
}

fn findings(site: &Site<'_>) -> Option<Count<'static>> {
    let all = site.visible(Kind::Finding).count();
    let pending = site
        .visible(Kind::Finding)
        .filter(|(_, record)| matches!(&record.data, Data::Finding(finding) if finding.is_pending()))
        .count();
    (all > 0).then(|| Count {
        label: "Findings",
        kind: Kind::Finding,
        value: all,
        base: format!("{} with a decision", number(all - pending)),
        definition: "Findings in the register; a decision is to act, to watch or to do nothing.",
        state: Some(match pending {
            0 => State::ok("All decided"),
            pending => State::new(Tone::Warn, "clock", format!("{} pending", number(pending))),
        }),
    })
}

/// The numbers that tell whether it is going well: what customers say, how complaints are handled, who stays, what worked.
fn headline(links: &Links<'_>) -> Vec<Figure> {
    let of_wave = |label: &str, metric| {
        newest_wave(links, metric).map(|on| Ask {
            label: of_question(links, label, &on),
            metric,
            on,
        })
    };
    let asks = [
        of_wave("Satisfaction index", "M-SAT-6").or_else(|| of_wave("Satisfied or very satisfied", "M-SAT-1")),
        of_wave("Net promoter score", "M-SAT-4"),
        Some(ask("Complaint rate", "M-CMP-1")),
        Some(ask("Complaints acknowledged in time", "M-CMP-3")),
        Some(ask("Median time to resolution", "M-CMP-13")),
        Some(ask(links.site.said("Customers retained"), "M-RET-1")),
        Some(ask("Actions found effective", "M-ACT-5")),
    ];
    let counted = asks.into_iter().flatten().filter(|ask| {
        let said = measured::said(links, ask.metric, &ask.on);
        said.is_some_and(|(_, one)| one.base.n > 0)
    });
    counted.filter_map(|ask| measured::figure(links, &ask)).collect()
}

/// The words for a number of a wave, with the wording of its question where that is not the one about satisfaction all in all or
/// the one about recommending, which the words name already.
fn of_question(links: &Links<'_>, label: &str, on: &Selection) -> String {
    let wave = on.get(Key::Wave).and_then(|id| links.site.scope.wave(id));
    let question = on.get(Key::Question).and_then(|key| wave?.question(key));
    match question {
        Some(question) if !matches!(question.kind, Some(QuestionKind::Overall | QuestionKind::Nps)) => {
            let key = question.key.as_deref().unwrap_or_default();
            let words = question.text_in("en").unwrap_or(key);
            format!("Two most favourable answers to “{words}”")
        }
        _ => label.to_owned(),
    }
}

/// The newest wave that a metric was measured on as a whole, of a survey of the relationship where there is one; one that is still in
/// the field only where there is no other. Of its questions the one about satisfaction all in all, else the first.
fn newest_wave(links: &Links<'_>, metric: &str) -> Option<Selection> {
    const KEYS: &[Key] = &[Key::Wave, Key::Question, Key::Index];
    let of_metric = links.site.numbers.of_metric(metric);
    let whole = of_metric.filter(|one| one.selection.iter().all(|(key, _)| KEYS.contains(&key)) && one.base.n > 0);
    let rank = |on: &Selection| {
        let (record, wave) = links.site.ledger.typed::<Wave>(on.get(Key::Wave)?)?;
        let survey = wave
            .survey
            .as_ref()
            .and_then(|survey| links.site.ledger.typed::<Survey>(survey.id()));
        let answers = links.site.scope.wave(record.id())?;
        let question = on.get(Key::Question).and_then(|key| answers.question(key));
        let overall = question.is_some_and(|question| question.kind == Some(QuestionKind::Overall));
        let relationship = survey.is_some_and(|(_, survey)| survey.r#type == Some(SurveyType::Relationship));
        Some((
            !answers.in_field,
            relationship,
            wave.field_end.or(wave.field_start),
            record.id().to_owned(),
            overall,
            Reverse(on.clone()),
        ))
    };
    let ranked = whole.filter_map(|one| Some((rank(&one.selection)?, &one.selection)));
    ranked.max_by(|(a, _), (b, _)| a.cmp(b)).map(|(_, on)| on.clone())
}

fn objectives(site: &Site<'_>, links: &Links<'_>) -> Option<Table> {
    let heads = [
        "Objective~",
        "Target>",
        "Value judged>",
        "Over time",
        "Computed",
        "Evidence",
        "As recorded",
    ];
    let mut table = Table::new("Objectives with what the figures say and what was recorded", &heads);
    for (_, record) in site.visible(Kind::Objective) {
        let Data::Objective(objective) = &record.data else {
            continue;
        };
        let Some(assessed) = Assessed::of(site, record) else {
            continue;
        };
        let reading = Reading::of(record, links, Manner::Brief);
        let written = || values::at(record, "target.value", reading).unwrap_or_else(Value::dash);
        let unit = unit(site, objective);
        let spark = assessed.spark(site, record);
        let cells: [Cell; 7] = [
            Value::Record {
                link: links.link(record),
            }
            .into(),
            in_unit(target(objective).unwrap_or_else(written), unit.as_deref()).into(),
            now(site, links, &assessed),
            spark.map_or_else(Value::dash, |html| Value::Chart { html }).into(),
            Value::state(assessed.state()).into(),
            assessed.evidence().map_or_else(Value::dash, Value::text).into(),
            Value::state(recorded(links, record, &assessed)).into(),
        ];
        table.row(cells);
    }
    table.filled()
}

/// The value now with what it is of: beside newer figures an older one would read as a contradiction.
fn now(site: &Site<'_>, links: &Links<'_>, assessed: &Assessed<'_>) -> Cell {
    let cell = assessed.now(site, links);
    match assessed.now_of(site) {
        Some(of) => Cell {
            value: Value::List {
                items: vec![cell.value, Value::missing(of)],
            },
            ..cell
        },
        None => cell,
    }
}

/// The recorded state, marked where the figures say otherwise.
fn recorded(links: &Links<'_>, record: &Record, assessed: &Assessed<'_>) -> State {
    let state = links.state(record);
    let contrary = matches!(
        (record.status(), assessed.known_state()),
        ("achieved", Some(Computed::Missed | Computed::Behind)) | ("missed", Some(Computed::Reached))
    );
    if contrary {
        State::warn(format!("{}; the figures say otherwise", state.word))
    } else {
        state
    }
}

/// A level with three decimals at most.
fn short_number(value: f64) -> String {
    let level = format!("{value:.3}");
    level.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The unit of an objective's metric, where it is known: of an indicator its own.
fn unit(site: &Site<'_>, objective: &Objective) -> Option<String> {
    let metric: &str = objective.metric.as_ref()?;
    let of_indicator = |id: &str| {
        let (record, indicator) = site.ledger.typed::<Indicator>(id)?;
        indicator.unit.clone().filter(|_| site.disclosure.record(record))
    };
    match metric {
        "M-SAT-6" | "M-SAT-7" => Some("points".to_owned()),
        metric if crate::check::objective::PERCENT.contains(&metric) => Some("%".to_owned()),
        metric => {
            let named = objective.metric_filter.get("indicator").map(String::as_str);
            of_indicator(named.unwrap_or(metric))
        }
    }
}

/// A level with its unit.
fn in_unit(level: Value, unit: Option<&str>) -> Value {
    match (level, unit) {
        (Value::Text { text }, Some(unit)) => Value::text(format!("{text}\u{a0}{unit}")),
        (level, _) => level,
    }
}

/// The level to be reached, with three decimals at most.
fn target(objective: &Objective) -> Option<Value> {
    Some(Value::text(short_number(objective.target_level()?)))
}

/// Complaints by quarter, from the first to the day of the site.
fn course(site: &Site<'_>) -> Option<CourseView> {
    let mut counts: BTreeMap<Period, usize> = BTreeMap::new();
    for (_, record) in site.visible(Kind::Complaint) {
        if let Data::Complaint(complaint) = &record.data
            && let Some(received) = complaint.received_at
        {
            let quarter = Period::of(site.day(received), Length::Quarter);
            *counts.entry(quarter).or_default() += 1;
        }
    }
    let (first, last) = (*counts.keys().next()?, *counts.keys().next_back()?);
    let now = Period::of(site.as_of, Length::Quarter);
    let mut bars = Vec::new();
    let mut table = Table::new("Complaints by quarter of receipt", &["Quarter", "Complaints>"]).fit();
    let mut quarter = first;
    while quarter <= last.max(now) && bars.len() < QUARTERS {
        let count = counts.get(&quarter).copied().unwrap_or(0);
        let running = if quarter == now && quarter.days().1 > site.as_of {
            " so far"
        } else {
            ""
        };
        table.row([Value::text(format!("{quarter}{running}")), Value::count(count)]);
        bars.push((short(quarter), count));
        quarter = quarter.next();
    }
    if bars.len() < 2 {
        return None;
    }
    let all: usize = bars.iter().map(|(_, count)| count).sum();
    table.total = Some(vec!["All".to_owned(), number(all)]);
    let words: Vec<String> = bars.iter().map(|(name, count)| format!("{name}: {count}")).collect();
    let svg = columns::svg(&Columns {
        id: "complaints",
        title: "Complaints by quarter of receipt",
        description: &words.join(", "),
        bars: &bars,
    });
    let until = super::blocks::long(site.as_of);
    let chart = Chart {
        title: "Complaints by quarter of receipt".to_owned(),
        svg: Html(svg),
        wide: true,
        caption: format!(
            "Complaints received by quarter, {}; a full count to {until}.",
            several(all, "complaint", "complaints")
        ),
        table_label: "The values as a table".to_owned(),
        table,
    };
    Some(CourseView {
        title: "The course",
        note: "Counts alone: whether the number of complaints is high depends on how much was delivered.",
        charts: vec![chart],
    })
}

/// Most quarters of a picture: ten years.
const QUARTERS: usize = 40;

fn short(quarter: Period) -> String {
    let name = quarter.to_string();
    name.get(2..).unwrap_or_default().replace('-', "")
}

fn waves(site: &Site<'_>, links: &Links<'_>) -> Option<Table> {
    let heads = [
        "Wave",
        "Title~",
        "Asked until",
        "Invited>",
        "Complete>",
        "Partial>",
        "State",
    ];
    let mut table = Table::new("Waves with what came back", &heads);
    let all = wave::by_wave(site);
    let last_day = |record: &Record| match &record.data {
        Data::Wave(wave) => wave.field_end.or(wave.field_start),
        _ => None,
    };
    let mut newest: Vec<&Record> = all.values().rev().map(|(record, _)| *record).collect();
    newest.sort_by_key(|record| Reverse(last_day(record)));
    for record in newest.into_iter().take(WAVES) {
        let reading = Reading::of(record, links, Manner::Brief);
        let at = |path: &str| values::at(record, path, reading).unwrap_or_else(Value::dash);
        table.row([
            links.id(record),
            links.title(record),
            at("field_end"),
            at("invited"),
            at("dispositions.complete"),
            at("dispositions.partial"),
            Value::state(links.state(record)),
        ]);
    }
    table.filled()
}

/// How many waves the overview shows; the register has all.
const WAVES: usize = 8;

/// Kinds with work that can be open.
const WORK: &[Kind] = &[Kind::Complaint, Kind::Dispute, Kind::Action, Kind::Finding];

/// How many open things the overview shows; the registers have all.
const OPEN: usize = 20;

/// What waits for somebody, the longest overdue first within each kind.
fn work(site: &Site<'_>, links: &Links<'_>) -> (Option<Table>, String) {
    let mut table = Table::new(
        "Open and overdue work",
        &["Record", "Title~", "Since or due", "Waiting for", "State"],
    );
    let mut notes = Vec::new();
    for kind in WORK {
        let open: Vec<&Record> = site
            .visible(*kind)
            .map(|(_, record)| record)
            .filter(|record| is_open(record))
            .collect();
        if !open.is_empty() {
            let (one, many) = (site.label(*kind).to_lowercase(), site.labels(*kind).to_lowercase());
            notes.push(several(open.len(), &one, &many));
        }
        for record in open {
            table.row(open_row(site, record, links));
        }
    }
    let all = table.rows.len();
    table.rows.truncate(OPEN);
    let note = notes.join(", ");
    let note = if all > OPEN {
        format!("{note}; the first {OPEN} are shown, the registers have all")
    } else {
        note
    };
    (table.filled(), note)
}

fn is_open(record: &Record) -> bool {
    match &record.data {
        Data::Finding(finding) => finding.is_pending() && !record.is_settled(),
        Data::Action(action) => !action.is_implemented() && !action.is_dropped(),
        _ => !record.is_settled(),
    }
}

fn open_row(site: &Site<'_>, record: &Record, links: &Links<'_>) -> [Cell; 5] {
    let reading = Reading::of(record, links, Manner::Full);
    let who = ["handler", "owner"]
        .iter()
        .find_map(|path| values::at(record, path, reading));
    let when = match &record.data {
        // Counted up to the day of the site, it would tell the day of receipt.
        _ if site.disclosure.days().is_coarse(record.id()) => {
            let day = match &record.data {
                Data::Complaint(complaint) => complaint.received_at.map(|at| site.day(at)),
                _ => record.envelope.created,
            };
            let since = day.map(|day| Moment::known(site.disclosure.days().known(record.id(), day)));
            since.map(|since| Value::text(format!("since {}", since.text).replace(' ', "\u{a0}")))
        }
        Data::Complaint(complaint) => complaint.received_at.map(|at| {
            let days = site.days.since_receipt(site.day(at), site.as_of);
            days.map_or_else(
                |_| Value::brief(site.day(at)),
                |days| {
                    Value::text(several(days as usize, "working\u{a0}day", "working\u{a0}days").replace(' ', "\u{a0}"))
                },
            )
        }),
        Data::Action(action) => action.due.map(|due| Value::text(format!("due {due}"))),
        _ => record.envelope.created.map(|day| {
            let days = (site.as_of - day).get_days().max(0);
            Value::text(format!("{days} days"))
        }),
    };
    [
        links.id(record).into(),
        links.title(record).into(),
        when.unwrap_or_else(Value::dash).into(),
        who.unwrap_or_else(Value::dash).into(),
        Value::state(links.state(record)).into(),
    ]
}

/// Rules with errors and warnings, and how many each told.
fn warnings(site: &Site<'_>, links: &Links<'_>) -> Option<Table> {
    let mut told: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for found in site
        .diagnostics
        .iter()
        .filter(|found| found.severity != Severity::Information && found.waived.is_none())
    {
        *told.entry((found.severity, &found.rule)).or_default() += 1;
    }
    let mut table = Table::new(
        "Errors and warnings by rule",
        &["Rule", "What it asks~", "Places>", "Severity"],
    );
    for ((severity, rule), count) in told {
        let known = site.rule(rule);
        let name = match known {
            Some(known) => Value::link(rule, links.to(&super::methods::rule_path(known.id()))),
            None => Value::text(rule),
        };
        table.row([
            name,
            Value::text(known.map_or_else(String::new, |rule| checks::sentence(&rule.title()))),
            Value::count(count),
            Value::state(diagnostic::severity(severity)),
        ]);
    }
    table.filled()
}
