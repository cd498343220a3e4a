//! Plan: who is reached by which method, who is not and why, what is done when, who is told, and what it takes.

use super::shape::{
    Block, Part, Section, Shown, Topic, TopicView, days_of, fields_of, in_force, of_kind, records, titled_id,
};
use crate::measure::selection::{Key, Selection};
use crate::present::blocks::{Cell, Column, Field, State, Table, Tone, Value, several};
use crate::present::measured::{self, ask};
use crate::present::page::{Links, Site};
use crate::present::values;
use crate::record::monitoring_plan::{Coverage, MonitoringPlan, ScheduleItem};
use crate::record::schema::label;
use crate::record::segment::Segment;
use crate::record::{Data, Kind, Record};
use jiff::civil::Date;

/// The page of the monitoring plan.
pub(super) const TOPIC: Topic = Topic {
    name: "plan",
    title: "Plan",
    lede: "Which customers are reached by which methods and how often, who is not reached and why, what was planned and \
           what was done.",
    part: Part::Objectives,
    kinds: &[Kind::MonitoringPlan, Kind::Method],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

/// The plan of the day: the one whose period holds it, or the last before it, or the first after it.
pub(super) fn plan_of_the_day<'a>(site: &'a Site<'_>) -> Option<(&'a Record, &'a MonitoringPlan)> {
    newest_plan(of_kind(site, Kind::MonitoringPlan), site.as_of)
}

/// The plan of a day among some.
pub(super) fn newest_plan<'a>(
    plans: impl Iterator<Item = &'a Record>,
    as_of: Date,
) -> Option<(&'a Record, &'a MonitoringPlan)> {
    let mut plans: Vec<(Date, Date, &Record, &MonitoringPlan)> = plans
        .filter_map(|record| {
            let Data::MonitoringPlan(plan) = &record.data else {
                return None;
            };
            let (from, to) = days_of(plan.period.as_ref()).unwrap_or((Date::MIN, Date::MIN));
            Some((from, to, record, &**plan))
        })
        .collect();
    plans.sort_by_key(|(from, to, record, _)| (*from, *to, record.id().to_owned()));
    let begun = plans.iter().rev().find(|(from, ..)| *from <= as_of);
    begun.or(plans.first()).map(|(_, _, record, plan)| (*record, *plan))
}

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let current = plan_of_the_day(site);
    let plan = current.map(|(_, plan)| plan);
    let facts = current.map_or_else(Vec::new, |(record, _)| {
        let mut facts = vec![Field::new("Plan", titled_id(Some(record.id()), links))];
        facts.extend(fields_of(record, &["period", "approved_by", "approved_on"], links));
        facts
    });
    TopicView::of(
        figures(current.map(|(record, _)| record.id()), links)
            .into_iter()
            .chain([
                coverage(plan, links),
                left_out(site, plan, links),
                methods(site, plan, links),
                schedule(site, current, links),
                recipients(plan, links),
                resources(plan, links),
                plans(site, current.map(|(record, _)| record.id()), links),
            ]),
    )
    .facts(facts)
}

/// Whether the plan of the day is kept: what was due, how old the data of each method are, what was spent.
fn figures(plan: Option<&str>, links: &Links<'_>) -> Option<Section> {
    let plan = plan?;
    let of = |label: &str, metric| ask(label, metric).with(Key::Plan, plan);
    let asks = [
        of("Items done on time", "M-PRG-1"),
        of("Methods with data older than their frequency", "M-PRG-2"),
        of("Recipients told in time", "M-COM-1"),
        of("Spent of what was planned", "M-PRG-3"),
    ];
    let section = measured::section(links, "Of the plan of the day.", &asks)?;
    let on = Selection::all().with(Key::Plan, plan);
    Some(section.blocks(measured::details(
        links,
        "M-PRG-2",
        &on,
        Some("Age of the newest data by method"),
    )))
}

/// Segments against methods, each cell with how often.
fn coverage(plan: Option<&MonitoringPlan>, links: &Links<'_>) -> Section {
    let mut table = Table::new("How often each segment is reached by each method", &["Segment"]);
    let given = plan.map_or(&[][..], |plan| &plan.coverage);
    let id = |reference: &Option<crate::record::types::Reference>| reference.as_ref().map(|of| of.id().to_owned());
    let mut methods: Vec<Option<String>> = Vec::new();
    let mut segments: Vec<Option<String>> = Vec::new();
    for coverage in given {
        for (known, id) in [
            (&mut methods, id(&coverage.method)),
            (&mut segments, id(&coverage.segment)),
        ] {
            if !known.contains(&id) {
                known.push(id);
            }
        }
    }
    for method in &methods {
        let title = method.as_deref().map_or("No method named".to_owned(), |id| {
            let link = links.link_id(id);
            if link.title.is_empty() { link.id } else { link.title }
        });
        table.columns.push(Column {
            title,
            ..Column::default()
        });
    }
    for segment in &segments {
        let mut row: Vec<Cell> = vec![
            segment
                .as_deref()
                .map_or_else(|| Value::text("Every segment"), |id| titled_id(Some(id), links))
                .into(),
        ];
        for method in &methods {
            let here = given
                .iter()
                .filter(|coverage| id(&coverage.segment) == *segment && id(&coverage.method) == *method);
            let mut items: Vec<Value> = here.map(|coverage| how_often(coverage, links)).collect();
            row.push(match items.len() {
                0 => Value::dash().into(),
                1 => items.remove(0).into(),
                _ => Value::List { items }.into(),
            });
        }
        table.rows.push(row);
    }
    let mut section =
        Section::new("coverage", "Coverage").note("Segments against methods, with how often each is reached.");
    if methods.len() > 6 {
        section = section.wide();
    }
    section
        .table(table)
        .about(
            &[Kind::MonitoringPlan],
            "A plan says for each group of customers by which method it is reached and how often.",
            links,
        )
        .link_to_topic("customers", "Customers by segment", links)
}

fn how_often(coverage: &Coverage, links: &Links<'_>) -> Value {
    use crate::record::survey::Frequency;
    let words = coverage.frequency.map_or("Reached", |frequency| match frequency {
        Frequency::Once => "Once",
        Frequency::Monthly => "Monthly",
        Frequency::Quarterly => "Quarterly",
        Frequency::HalfYearly => "Twice a year",
        Frequency::Yearly => "Yearly",
        Frequency::EventDriven => "By event",
    });
    match coverage.product.as_ref().map(|product| links.link_id(product.id())) {
        None => Value::text(words),
        Some(product) => {
            let name = if product.title.is_empty() {
                product.id
            } else {
                product.title
            };
            Value::text(format!("{words}: {name}"))
        }
    }
}

/// Segments that are left out with a reason, and those that the plan does not deal with.
fn left_out(site: &Site<'_>, plan: Option<&MonitoringPlan>, links: &Links<'_>) -> Section {
    let mut table = Table::new("Segments that are not reached", &["Segment", "Reason~"]);
    let mut section = Section::new("left-out", "Not covered").note("Left out on purpose, or not dealt with.");
    if let Some(plan) = plan {
        for left_out in &plan.not_covered {
            let reason = match &left_out.reason {
                Some(reason) => values::line(reason, links),
                None => Value::state(State::gap("No reason recorded")),
            };
            table.row([
                titled_id(left_out.segment.as_ref().map(|segment| segment.id()), links),
                reason,
            ]);
        }
        let named = |id: &str| {
            plan.not_covered
                .iter()
                .any(|of| of.segment.as_ref().is_some_and(|of| of.id() == id))
        };
        let segments = of_kind(site, Kind::Segment).filter(|record| in_force(record, site));
        for record in segments.filter(|record| !plan.deals_with(record.id()) && !named(record.id())) {
            let state = Value::state(State::gap("The plan does not deal with it"));
            table.row([titled_id(Some(record.id()), links), state]);
        }
        if table.rows.is_empty() {
            section = section.block(Block::State {
                state: State::ok("Every active segment is reached by a method."),
            });
        }
    }
    section.table(table).about(
        &[Kind::MonitoringPlan],
        "Segments that no method reaches, with the reason.",
        links,
    )
}

fn methods(site: &Site<'_>, plan: Option<&MonitoringPlan>, links: &Links<'_>) -> Section {
    let named =
        |record: &&Record| plan.is_some_and(|plan| plan.methods.iter().any(|method| method.id() == record.id()));
    let paths = [
        "directness|Asks",
        "nature|Gives",
        "responsible",
        "selection_reason|Why it was chosen~",
        "limits|What it cannot tell~",
    ];
    let table = |caption: &str, of: Vec<&Record>| records(caption, "Method", of, &paths, links);
    let (in_plan, others): (Vec<&Record>, Vec<&Record>) = of_kind(site, Kind::Method)
        .filter(|record| in_force(record, site))
        .partition(|record| plan.is_none() || named(record));
    let others = table("Methods that the plan does not name", others);
    let label = several(
        others.rows.len(),
        "method that the plan does not name",
        "methods that the plan does not name",
    );
    Section::new("methods", "Methods")
        .note("Why each was chosen, and what it cannot tell.")
        .table(table("Methods of the plan", in_plan))
        .blocks(others.filled().map(|table| Block::Folded { label, table }))
        .about(
            &[Kind::Method],
            "Ways to learn what customers think, each with the reason for choosing it and with what it cannot tell.",
            links,
        )
}

/// What was planned for which days, beside what the records say was done.
fn schedule(site: &Site<'_>, current: Option<(&Record, &MonitoringPlan)>, links: &Links<'_>) -> Section {
    let mut table = Table::new("Planned and done", &["What~", "Planned", "Done", "State"]);
    for item in current.map_or(&[][..], |(_, plan)| &plan.schedule) {
        let what = item.what.as_ref();
        let reference = what.and_then(|what| what.reference());
        let record = reference.as_ref().and_then(|of| site.ledger.find(of.id()));
        let record = record.map(|(_, record)| record);
        let words = match (record, what) {
            (Some(record), _) => titled_id(Some(record.id()), links),
            (None, Some(what)) => values::line(what, links),
            (None, None) => Value::dash(),
        };
        let done = record.filter(|record| site.disclosure.record(record)).and_then(done);
        table.row([
            words,
            span(item.planned_from, item.planned_to),
            done.map_or_else(Value::dash, |(from, to)| span(Some(from), to)),
            Value::state(state_of(item, reference.is_some(), done, site.as_of)),
        ]);
    }
    let mut section =
        Section::new("schedule", "Schedule").note("What was planned, beside what the named record says was done.");
    section = section.table(table);
    let period = current.and_then(|(_, plan)| days_of(plan.period.as_ref()));
    if let Some((from, to)) = period {
        section = section.blocks(waves(site, from, to, links));
    }
    section.about(
        &[Kind::MonitoringPlan],
        "What is to be done in the period, each with the days planned and the record in which it was done.",
        links,
    )
}

/// Waves of the period, also those that the schedule does not name.
fn waves(site: &Site<'_>, from: Date, to: Date, links: &Links<'_>) -> Option<Block> {
    let in_period = of_kind(site, Kind::Wave).filter(|record| match &record.data {
        Data::Wave(wave) => wave.field_start.is_some_and(|start| from <= start && start <= to),
        _ => false,
    });
    let paths = ["survey", "field_start", "field_end", "invited>", "=state"];
    let table = records("Waves of the period", "Wave", in_period, &paths, links);
    let label = several(table.rows.len(), "wave in the period", "waves in the period");
    table.filled().map(|table| Block::Folded { label, table })
}

/// First and last day on which a record says that something was done.
fn done(record: &Record) -> Option<(Date, Option<Date>)> {
    match &record.data {
        Data::Wave(wave) => wave.field_start.map(|start| (start, wave.field_end)),
        Data::Review(review) => review.held_on.map(|day| (day, None)),
        Data::Audit(audit) => audit.performed_on.map(|day| (day, None)),
        Data::Interview(interview) => interview.date.map(|day| (day, None)),
        Data::FocusGroup(group) => group.date.map(|day| (day, None)),
        _ => None,
    }
}

fn state_of(item: &ScheduleItem, names_record: bool, done: Option<(Date, Option<Date>)>, as_of: Date) -> State {
    let end = item.planned_to.or(item.planned_from);
    match (done, end) {
        (Some((from, to)), Some(end)) if to.unwrap_or(from) > end => State::new(Tone::Warn, "clock", "Done late"),
        (Some((from, _)), _) if from > as_of => State::new(Tone::Info, "open", "Planned"),
        (Some(_), _) => State::ok("Done"),
        (None, Some(end)) if end < as_of && names_record => State::new(Tone::Warn, "clock", "Not done"),
        (None, Some(end)) if end < as_of => State::none("No record named"),
        (None, _) => State::new(Tone::Info, "open", "Planned"),
    }
}

/// Days from one to another.
fn span(from: Option<Date>, to: Option<Date>) -> Value {
    match (from, to) {
        (Some(from), Some(to)) if from != to => Value::text(format!("{from} to {to}")),
        (Some(day), _) | (None, Some(day)) => Value::brief(day),
        (None, None) => Value::dash(),
    }
}

fn recipients(plan: Option<&MonitoringPlan>, links: &Links<'_>) -> Section {
    let mut table = Table::new("Who is told the results", &["Who", "What~", "In", "Within days>"]);
    for recipient in plan.map_or(&[][..], |plan| &plan.recipients) {
        let who = recipient.role.as_ref();
        table.row([
            match who.and_then(|who| who.reference()) {
                Some(reference) => titled_id(Some(reference.id()), links),
                None => who.map_or_else(Value::dash, |who| values::line(who, links)),
            },
            recipient
                .content
                .as_deref()
                .map_or_else(Value::dash, |content| values::line(content, links)),
            recipient
                .form
                .map_or_else(Value::dash, |form| Value::text(label(super::shape::form_word(form)))),
            recipient.delay_days.map_or_else(Value::dash, Value::count),
        ]);
    }
    Section::new("recipients", "Recipients")
        .note("Who is told, and how soon after the end of asking.")
        .table(super::shape::without_empty_columns(table))
        .about(
            &[Kind::MonitoringPlan],
            "Who is told the results, what, in which form and within how many days.",
            links,
        )
        .link_to_topic("communications", "What was told", links)
}

fn resources(plan: Option<&MonitoringPlan>, links: &Links<'_>) -> Section {
    let mut table = Table::new("What the plan needs", &["What", "Amount>", "Unit"]).fit();
    for resource in plan.map_or(&[][..], |plan| &plan.resources) {
        table.row([
            resource
                .item
                .as_deref()
                .map_or_else(Value::dash, |item| values::line(item, links)),
            resource
                .amount
                .map_or_else(Value::dash, |amount| Value::text(amount.to_string())),
            resource.unit.as_deref().map_or_else(Value::dash, Value::text),
        ]);
    }
    Section::new("resources", "Resources").table(table).about(
        &[Kind::MonitoringPlan],
        "Time, money and tools that the plan needs.",
        links,
    )
}

fn plans(site: &Site<'_>, current: Option<&str>, links: &Links<'_>) -> Section {
    let others = of_kind(site, Kind::MonitoringPlan).filter(|record| Some(record.id()) != current);
    let paths = ["period", "approved_by", "approved_on", "=state"];
    let mut section = Section::new("plans", "Other plans")
        .note("Earlier and later ones.")
        .table(records("Other plans", "Plan", others, &paths, links));
    if section.blocks.is_empty() && current.is_some() {
        section = section.block(Block::State {
            state: State::none("This is the only plan."),
        });
    }
    section.about(&[Kind::MonitoringPlan], "Plans of earlier and later periods.", links)
}

/// The segments in force with their typed data, by what they are divided by.
pub(super) fn segments<'a>(site: &'a Site<'_>) -> Vec<(&'a Record, &'a Segment)> {
    let mut segments: Vec<(&Record, &Segment)> = of_kind(site, Kind::Segment)
        .filter(|record| in_force(record, site))
        .filter_map(|record| match &record.data {
            Data::Segment(segment) => Some((record, &**segment)),
            _ => None,
        })
        .collect();
    segments.sort_by_key(|(_, segment)| segment.dimension.as_deref().unwrap_or_default());
    segments
}
