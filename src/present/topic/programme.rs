//! Programme: the five activities of monitoring, each with what was recorded for it, since when and when last.

use super::plan::{newest_plan, plan_of_the_day};
use super::shape::{Part, Section, Shown, Topic, TopicView, days_of, of_kind};
use crate::disclose::days::Known;
use crate::present::blocks::{Cell, Field, Moment, State, Table, Value, long};
use crate::present::measured::{self, ask};
use crate::present::page::{Links, Site, register_path};
use crate::record::reader::Profile;
use crate::record::{Data, Kind, Record};
use jiff::civil::Date;

/// The page of the programme.
pub(super) const TOPIC: Topic = Topic {
    name: "programme",
    title: "Programme",
    lede: "The five activities that make up the monitoring of satisfaction, each with what was recorded for it, since \
           when and when last.",
    part: Part::Objectives,
    kinds: &[],
    also: &[],
    shown: Shown::From(Profile::Standard),
    view,
};

/// The activities: anchor, heading, words, kinds that are dated evidence of it.
const ACTIVITIES: &[(&str, &str, &str, &[Kind])] = &[
    (
        "expectations",
        "Identify expectations",
        "Who the customers are and what they expect.",
        &[
            Kind::Expectation,
            Kind::Interview,
            Kind::FocusGroup,
            Kind::Segment,
            Kind::Characteristic,
        ],
    ),
    (
        "data",
        "Gather data",
        "What customers say and do.",
        &[Kind::Wave, Kind::Complaint, Kind::Feedback, Kind::Indicator],
    ),
    (
        "analysis",
        "Analyse",
        "What it means, how sure that is, and why it came about.",
        &[Kind::Finding, Kind::Coding, Kind::Cause],
    ),
    ("communication", "Communicate", "Who was told.", &[Kind::Communication]),
    (
        "monitoring",
        "Watch over it",
        "Whether the right customers are covered, whether actions are taken and whether they work.",
        &[Kind::Action, Kind::Verification, Kind::Review, Kind::Audit],
    ),
];

/// The day that says when something of this kind was done; what is planned only has none.
pub(in crate::present) fn day(record: &Record, site: &Site<'_>) -> Option<Date> {
    let day = match &record.data {
        Data::Wave(wave) => wave.field_end.or(wave.field_start),
        Data::Complaint(complaint) => complaint.received_at.map(|at| site.day(at)),
        Data::Feedback(feedback) => feedback.received_at.map(|at| site.day(at)),
        Data::Interview(interview) => interview.date,
        Data::FocusGroup(group) => group.date,
        Data::Expectation(expectation) => expectation.confirmed_on.or(record.envelope.created),
        Data::Segment(segment) => segment.population_on(site.as_of).and_then(|count| count.date),
        Data::Coding(coding) => coding.coded_on,
        Data::Communication(communication) => communication.sent_on,
        Data::Review(review) => review.held_on,
        Data::Audit(audit) => audit.performed_on,
        Data::Verification(verification) => verification.verified_on,
        Data::Action(action) => action.implemented_on,
        Data::Training(training) => training.date,
        Data::Indicator(indicator) => {
            let days = indicator
                .values
                .iter()
                .filter(|point| point.value.is_some())
                .filter_map(|point| crate::stats::period::Period::parse(point.period.as_deref()?));
            days.map(|period| period.days().1).max()
        }
        _ => record.envelope.created,
    };
    day.filter(|day| *day <= site.as_of)
}

/// The current period: that of the plan of the day while it lasts, or the twelve months up to the day.
pub(super) fn current_period(site: &Site<'_>) -> (Date, Date, bool) {
    let of_plan = plan_of_the_day(site).and_then(|(_, plan)| days_of(plan.period.as_ref()));
    match of_plan {
        Some((from, to)) if from <= site.as_of && site.as_of <= to => (from, to, true),
        _ => {
            let year_before = site.as_of.saturating_sub(jiff::Span::new().years(1));
            (year_before.tomorrow().unwrap_or(year_before), site.as_of, false)
        }
    }
}

/// Whether a plan is for the day, also one that the audience may not see.
pub(super) fn has_plan(site: &Site<'_>) -> bool {
    let all = site.ledger.of_kind(Kind::MonitoringPlan).map(|(_, record)| record);
    let found = newest_plan(all, site.as_of).and_then(|(_, plan)| days_of(plan.period.as_ref()));
    found.is_some_and(|(from, to)| from <= site.as_of && site.as_of <= to)
}

/// `on 31 January 2026`, `in January 2026`.
fn on(known: Known) -> String {
    let word = match known {
        Known::Day(_) => "on",
        Known::Month(_) => "in",
    };
    format!("{word} {}", Moment::known(known).text)
}

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let (from, to, of_plan) = current_period(site);
    let words = format!("{} to {}", long(from), long(to.min(site.as_of)));
    let title = if of_plan {
        "Period of the plan, so far"
    } else {
        "The last twelve months"
    };
    let mut running = 0;
    let mut sections = Vec::new();
    for (id, title, note, kinds) in ACTIVITIES {
        let heads = ["Records", "All>", "In the period>", "First", "Last"];
        let mut table = Table::new(*title, &heads);
        let mut last_of_all: Option<(Date, Known)> = None;
        let mut in_period = 0;
        let withheld = site.tally(kinds).withheld;
        for kind in kinds.iter().filter(|kind| site.visible(**kind).next().is_some()) {
            let dated: Vec<(Date, &Record)> = of_kind(site, *kind)
                .filter_map(|record| Some((day(record, site)?, record)))
                .collect();
            let known = |(day, record): (Date, &Record)| site.disclosure.days().known(record.id(), day);
            // The day of an indicator or segment moves on with its newest value: it began when it was recorded.
            let begun =
                |(day, record): &(Date, &Record)| record.envelope.created.map_or(*day, |created| created.min(*day));
            let first = dated.iter().min_by_key(|one| begun(one)).map(|one| (begun(one), one.1));
            let last = dated.iter().copied().max_by_key(|(day, _)| *day);
            let inside = dated.iter().filter(|(day, _)| from <= *day && *day <= to).count();
            in_period += inside;
            if let Some((day, record)) = last
                && last_of_all.is_none_or(|(known, _)| known < day)
            {
                last_of_all = Some((day, known((day, record))));
            }
            let cells: [Cell; 5] = [
                Value::link(kind.label_plural(), links.to(&register_path(*kind))).into(),
                site.tally(&[*kind]).value().into(),
                Value::count(inside).into(),
                first
                    .map_or_else(Value::dash, |one| Value::brief_known(known(one)))
                    .into(),
                last.map_or_else(Value::dash, |one| Value::brief_known(known(one)))
                    .into(),
            ];
            table.row(cells);
        }
        // Whether there is one is counted over all: an activity is no less alive for being withheld.
        let recorded = kinds.iter().flat_map(|kind| site.ledger.of_kind(*kind));
        let mut days = recorded.filter_map(|(_, record)| day(record, site));
        running += usize::from(days.any(|day| from <= day && day <= to));
        let state = match (in_period, last_of_all) {
            (0, _) if withheld > 0 => State::none("Nothing in the period that this audience may see"),
            (0, None) => State::gap("Nothing dated yet"),
            (0, Some((_, known))) => State::gap(format!("Nothing in the period; last {}", on(known))),
            (_, Some((_, known))) => State::ok(format!("Last {}", on(known))),
            (_, None) => State::none("No day recorded"),
        };
        let has_rows = !table.rows.is_empty();
        let mut section = Section::new(id, *title).note(*note);
        if has_rows {
            section = section.block(super::shape::Block::State { state });
        }
        section = section.table(table);
        if !has_rows {
            section = section.block(super::shape::nothing(site, kinds, note));
        }
        sections.push(section);
    }
    let words_running = format!("{running} of {}", ACTIVITIES.len());
    let state = if running == ACTIVITIES.len() {
        State::ok(words_running)
    } else {
        State::gap(words_running)
    };
    let asks = [
        ask("Objectives reached or on track", "M-OBJ-1"),
        ask("Items of plans done on time", "M-PRG-1"),
        ask("Recipients told in time", "M-COM-1"),
        ask("Points of reviews looked at", "M-REV-1"),
        ask("Decisions of reviews done on time", "M-REV-2"),
        ask("Actions on time", "M-ACT-1"),
    ];
    let figures = measured::section(links, "How the programme itself is kept, over all records.", &asks);
    sections.splice(0..0, figures);
    TopicView::of(sections).facts(vec![
        Field::new(title, Value::text(words)),
        Field::new("Activities with a record in it", Value::state(state)),
    ])
}
