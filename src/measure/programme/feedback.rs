//! M-COM-2: waves whose participants were told what came out.

use super::span;
use crate::measure::measurement::{Base, Detail, Measurement, Row, RowCell, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use crate::record::Record;
use crate::record::communication::{Communication, Recipient};
use crate::record::monitoring_plan::MonitoringPlan;
use crate::record::survey::Survey;
use crate::record::waiver::Waiver;
use crate::record::wave::{Wave, WaveStatus};
use crate::stats::working_days::calendar_days;
use jiff::civil::Date;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-COM-2",
        name: "Feedback to participants",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of the waves that are over whose participants were told what came out. A wave whose time to tell by the plan \
               has not passed is left out; so is one without feedback that a waiver of `R-COM-01` covers. Waves told later than the \
               plan allows count as told and are named.",
        formula: "100 × x / n, with x waves with feedback and n waves that are over",
        interval: "Wilson score, read as the performance of the process",
        minimum: "1 wave that is over; below 10 counts only",
        pitfalls: "That something was sent does not say that it was read. Participants of anonymous surveys can be told by notice only.",
        source: "own; interval: Wilson, Journal of the American Statistical Association 22, 1927",
        clause: "10004:7.5",
    },
    keys: &[Key::Survey, Key::Wave, Key::Period],
    selections: |scope| {
        let each = scope
            .ledger
            .each::<Survey>()
            .map(|(record, _)| Selection::all().with(Key::Survey, record.id()));
        [Selection::all()].into_iter().chain(each).collect()
    },
    measure,
};

/// The rule that holds feedback against the plan; what a waiver of it covers is no missing feedback.
pub const FEEDBACK_RULE: &str = "R-COM-01";

const WORDS: Words = Words::process("waves with feedback to participants", "waves that are over");

/// The first feedback to participants about a wave: day, and the recipient of the plan that it serves.
fn first<'a>(scope: &'a Scope<'_>, wave: &str) -> Option<(Date, Option<(&'a str, &'a str)>)> {
    scope
        .ledger
        .each::<Communication>()
        .filter(|(_, told)| told.audience.contains(&Recipient::Participants))
        .filter(|(_, told)| told.about.iter().any(|about| about.id() == wave))
        .filter_map(|(_, told)| {
            let item = told.plan_item.as_deref().and_then(|item| item.split_once('#'));
            Some((told.sent_on.filter(|day| *day <= scope.as_of)?, item))
        })
        .min_by_key(|(day, _)| *day)
}

/// Days in which participants are told: by the recipient of the plan that the message names, else by any recipient to whom
/// participants of waves of the same survey were told under the plan of the day.
fn delay(scope: &Scope<'_>, wave: &Wave, end: Date, item: Option<(&str, &str)>) -> Option<u64> {
    if let Some((plan, recipient)) = item {
        let (_, plan) = scope.ledger.typed::<MonitoringPlan>(plan)?;
        return plan.recipient(recipient)?.delay_days;
    }
    let survey = wave.survey.as_ref()?.id();
    let same = |id: &str| {
        scope
            .ledger
            .typed::<Wave>(id)
            .is_some_and(|(_, other)| other.survey.as_ref().is_some_and(|of| of.id() == survey))
    };
    let recipient = scope.ledger.each::<Communication>().find_map(|(_, told)| {
        let (_, recipient) = told.plan_item.as_deref()?.split_once('#')?;
        let fits = told.audience.contains(&Recipient::Participants) && told.about.iter().any(|about| same(about.id()));
        fits.then_some(recipient)
    })?;
    scope
        .ledger
        .each::<MonitoringPlan>()
        .filter(|(_, plan)| {
            plan.period
                .as_ref()
                .and_then(span)
                .is_some_and(|(from, to)| (from..=to).contains(&end))
        })
        .find_map(|(_, plan)| plan.recipient(recipient)?.delay_days)
}

/// Whether those who answered in a wave that is over heard what came out, and in which time.
#[derive(Debug)]
pub struct Feedback<'a> {
    /// The wave's record.
    pub wave: &'a Record,
    /// Last day of asking.
    pub end: Date,
    /// Survey of the wave.
    survey: Option<&'a str>,
    /// Calendar days from the last day of asking to the first feedback; none while nobody was told.
    pub days: Option<u64>,
    /// Most days that the plan allows, where a plan says so.
    pub most: Option<u64>,
    /// Whether there still is time: nobody was told, and the days of the plan have not passed.
    pub has_time: bool,
    /// Whether a waiver lets it pass.
    pub waived: bool,
}

impl Feedback<'_> {
    /// Whether they were told later than the plan allows.
    pub fn is_late(&self) -> bool {
        self.days.zip(self.most).is_some_and(|(days, most)| days > most)
    }
}

/// The feedback on every wave that is over by the day, in the order of the register.
pub fn of<'a>(scope: &Scope<'a>) -> Vec<Feedback<'a>> {
    let over = |wave: &Wave| {
        !matches!(
            wave.status,
            Some(WaveStatus::Planned | WaveStatus::Fielding | WaveStatus::Cancelled)
        )
    };
    let waves = scope.ledger.each::<Wave>().filter(|(_, wave)| over(wave));
    waves
        .filter_map(|(record, wave)| {
            let end = wave.field_end.filter(|end| *end <= scope.as_of)?;
            let told = first(scope, record.id());
            let most = delay(scope, wave, end, told.and_then(|(_, item)| item));
            let days = told.and_then(|(day, _)| calendar_days(end, day).ok());
            let waited = calendar_days(end, scope.as_of).unwrap_or(0);
            Some(Feedback {
                wave: record,
                end,
                survey: wave.survey.as_ref().map(|survey| survey.id()),
                days: days.map(u64::from),
                most,
                has_time: told.is_none() && most.is_some_and(|most| u64::from(waited) <= most),
                waived: scope
                    .ledger
                    .each::<Waiver>()
                    .any(|(_, waiver)| waiver.covers(FEEDBACK_RULE, record.id(), scope.as_of)),
            })
        })
        .collect()
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let period = match selection.span() {
        Ok(period) => period,
        Err(reason) => return Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, WORDS.of), reason),
    };
    let chosen = |feedback: &Feedback<'_>| {
        let names = |key: Key, name: Option<&str>| selection.get(key).is_none_or(|wanted| name == Some(wanted));
        names(Key::Survey, feedback.survey)
            && names(Key::Wave, Some(feedback.wave.id()))
            && period.is_none_or(|(from, to)| (from..=to).contains(&feedback.end))
    };
    let mut tally = Tally::default();
    let mut rows = Vec::new();
    let mut late = Vec::new();
    for feedback in of(scope).into_iter().filter(chosen) {
        let id = feedback.wave.id();
        match feedback.days {
            None if feedback.waived => tally.leave_out("waived with a reason", id),
            None if feedback.has_time => tally.leave_out("the time to tell has not passed", id),
            told => tally.count(id, told.is_some()),
        }
        if feedback.is_late() {
            let word = if feedback.waived { " (waived)" } else { "" };
            late.push(format!("{id}{word}"));
        }
        let number = |days: Option<u64>, nothing| {
            days.and_then(|days| u32::try_from(days).ok())
                .map_or(RowCell::Nothing(nothing), |days| RowCell::Number(f64::from(days), 0))
        };
        rows.push(Row {
            name: id.to_owned(),
            cells: vec![number(feedback.days, "not told"), number(feedback.most, "no plan says")],
            n: None,
        });
    }
    let made = tally.measure(METRIC.id(), selection, WORDS).detail(Detail::Rows(Rows {
        heads: ["days to feedback", "at most"].map(str::to_owned).to_vec(),
        rows,
    }));
    if late.is_empty() {
        made
    } else {
        made.note(format!("told later than planned: {}", late.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn feedback_counts_waivers_and_young_waves_do_not() {
        let made = said(
            "M-COM-2",
            &[],
            "
id: PLN-1
period: \"2025\"
recipients: [{id: R3, delay_days: 45}]
---
id: SVY-1
---
id: WAV-1
survey: SVY-1
field_end: 2025-01-31
status: published
---
id: WAV-2
survey: SVY-1
field_end: 2025-02-28
---
id: WAV-3
survey: SVY-1
field_end: 2025-03-31
---
id: WAV-4
survey: SVY-1
field_end: 2025-06-15
---
id: WAV-5
survey: SVY-1
field_end: 2025-07-31
---
id: MSG-1
audience: [participants]
about: [WAV-1]
sent_on: 2025-04-01
plan_item: PLN-1#R3
---
id: WVR-1
rule: R-COM-01
records: [WAV-2]
until: 2025-12-31
",
        );
        assert_eq!(
            (made.drawn_from.records, made.drawn_from.hits),
            (vec!["WAV-1".to_owned(), "WAV-3".to_owned()], vec!["WAV-1".to_owned()])
        );
        assert_eq!(made.notes, ["told later than planned: WAV-1"]);
        assert_eq!(made.excluded.len(), 2);
    }
}
