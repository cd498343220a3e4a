//! What no rule judges, because it is no fault of one record: something is missing as a whole, or shows in numbers only.

use super::{Evidence, Seen};
use crate::check::Looked;
use crate::link::RecordIndex;
use crate::measure::measurement::Detail;
use crate::measure::selection::{Key, Selection};
use crate::measure::trace::loose::finding_lacks_action;
use crate::record::complaint::{Complaint, Outcome};
use crate::record::finding::{Decision, Finding};
use crate::record::focus_group::FocusGroup;
use crate::record::indicator::{Family, Indicator};
use crate::record::interview::Interview;
use crate::record::monitoring_plan::MonitoringPlan;
use crate::record::person::Person;
use crate::record::review::{InputItem, Review};
use crate::record::role::Role;
use crate::record::training::Training;
use crate::record::wave::Wave;
use crate::record::{Data, Kind, Record};
use crate::stats::period::Period;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// So many were looked at, and these found; where there were none, why there is nothing to look at.
fn looked(
    count: usize,
    one: &'static str,
    many: &'static str,
    found: impl IntoIterator<Item = String>,
    none: &'static str,
) -> Seen {
    match count {
        0 => Seen::Nothing(none),
        count => Seen::Looked(Looked { count, one, many }, found.into_iter().collect()),
    }
}

/// The first day of the twelve months up to the day.
fn year_before(evidence: &Evidence<'_>) -> Date {
    evidence.scope.as_of.saturating_sub(jiff::Span::new().years(1))
}

/// Whether a day lies in the twelve months up to the day.
fn lately(evidence: &Evidence<'_>, day: Option<Date>) -> bool {
    day.is_some_and(|day| year_before(evidence) <= day && day <= evidence.scope.as_of)
}

/// Of what a share was counted, the records below the line only.
fn misses(evidence: &Evidence<'_>, metric: &str, one: &'static str, many: &'static str, none: &'static str) -> Seen {
    let Some(measured) = evidence.numbers.get(metric, &Selection::all()) else {
        return Seen::Nothing(none);
    };
    let drawn = &measured.drawn_from;
    let hits: BTreeSet<&String> = drawn.hits.iter().collect();
    let missed = drawn.records.iter().filter(|id| !hits.contains(id));
    looked(drawn.records.len(), one, many, missed.cloned(), none)
}

fn reviews<'a>(evidence: &Evidence<'a>) -> Vec<(&'a Record, &'a Review)> {
    let all = evidence.scope.ledger.each::<Review>();
    all.filter(|(_, review)| review.held_on.is_some_and(|day| day <= evidence.scope.as_of))
        .collect()
}

pub(super) fn satisfaction_reviewed(evidence: &Evidence<'_>) -> Seen {
    let lately: Vec<_> = reviews(evidence)
        .into_iter()
        .filter(|(_, review)| lately(evidence, review.held_on))
        .collect();
    let considers = |review: &Review| {
        let mut inputs = review.inputs.iter();
        inputs.any(|input| input.item == Some(InputItem::SatisfactionResults) && input.considered == Some(true))
    };
    let found: Vec<String> = match lately.iter().any(|(_, review)| considers(review)) {
        true => Vec::new(),
        false => lately.iter().map(|(record, _)| record.id().to_owned()).collect(),
    };
    looked(
        lately.len(),
        "review of twelve months",
        "reviews of twelve months",
        found,
        "no review within twelve months",
    )
}

pub(super) fn reviewed_lately(evidence: &Evidence<'_>) -> Seen {
    let all = reviews(evidence);
    let newest = all.iter().max_by_key(|(record, review)| (review.held_on, record.id()));
    let found = newest.filter(|(_, review)| !lately(evidence, review.held_on));
    looked(
        all.len(),
        "review",
        "reviews",
        found.map(|(record, _)| record.id().to_owned()),
        "no review recorded",
    )
}

pub(super) fn results_told(evidence: &Evidence<'_>) -> Seen {
    // A result that one recipient was told in time and another late counts once among the hits; the metric counts both.
    let Some(measured) = evidence.numbers.get("M-COM-1", &Selection::all()) else {
        return Seen::Nothing("no result is due to anybody by a plan");
    };
    let Detail::Rows(rows) = &measured.detail else {
        return misses(
            evidence,
            "M-COM-1",
            "result due",
            "results due",
            "no result is due to anybody by a plan",
        );
    };
    let late = rows.rows.iter().map(|row| row.name.clone());
    looked(
        measured.base.n,
        "result due to a recipient",
        "results due to recipients",
        late,
        "no result is due to anybody by a plan",
    )
}

pub(super) fn findings_acted_on(evidence: &Evidence<'_>) -> Seen {
    let ledger = evidence.scope.ledger;
    let to_act = |data: &Finding| data.decision == Some(Decision::Act);
    let all: Vec<(RecordIndex, &Record, &Finding)> = ledger
        .of_kind(Kind::Finding)
        .filter_map(|(index, record)| match &record.data {
            Data::Finding(finding) if to_act(finding) => Some((index, record, &**finding)),
            _ => None,
        })
        .collect();
    let without = all
        .iter()
        .filter(|(index, _, finding)| finding_lacks_action(ledger, *index, finding));
    looked(
        all.len(),
        "finding to act on",
        "findings to act on",
        without.map(|(_, record, _)| record.id().to_owned()),
        "no finding is to be acted on",
    )
}

pub(super) fn schedule_kept(evidence: &Evidence<'_>) -> Seen {
    misses(
        evidence,
        "M-PRG-1",
        "item of a plan",
        "items of plans",
        "no plan names what is to take place by when",
    )
}

pub(super) fn methods_named(evidence: &Evidence<'_>) -> Seen {
    let mut count = 0;
    let mut found = Vec::new();
    let plans = evidence.scope.ledger.each::<MonitoringPlan>();
    for (record, plan) in plans.filter(|(record, _)| !record.is_settled()) {
        count += plan.coverage.len();
        if plan.coverage.iter().any(|coverage| coverage.method.is_none()) {
            found.push(record.id().to_owned());
        }
    }
    looked(
        count,
        "line of coverage",
        "lines of coverage",
        found,
        "no plan says whom it reaches",
    )
}

/// Times customers were asked within twelve months: waves, interviews and other conversations.
pub(super) fn customers_asked(evidence: &Evidence<'_>) -> Seen {
    let ledger = evidence.scope.ledger;
    let waves = ledger
        .each::<Wave>()
        .filter(|(_, wave)| wave.is_fielded() && lately(evidence, wave.field_end.or(wave.field_start)));
    let interviews = ledger
        .each::<Interview>()
        .filter(|(_, interview)| lately(evidence, interview.date));
    let groups = ledger
        .each::<FocusGroup>()
        .filter(|(_, group)| lately(evidence, group.0.date));
    let asked = waves.count() + interviews.count() + groups.count();
    if asked > 0 {
        return looked(asked, "time customers were asked", "times customers were asked", [], "");
    }
    let heard = evidence.scope.cases.len();
    match heard {
        0 => Seen::Nothing("no customer was asked, and none complained"),
        heard => {
            let found = format!("nobody asked since {}", year_before(evidence));
            looked(heard, "complaint", "complaints", [found], "")
        }
    }
}

/// Working days after receipt within which a complaint is entered.
const ENTER_WITHIN: u32 = 5;

pub(super) fn entered_soon(evidence: &Evidence<'_>) -> Seen {
    let mut count = 0;
    let mut late = Vec::new();
    for case in &evidence.scope.cases {
        let Some(logged) = case.complaint.logged_at else {
            continue;
        };
        count += 1;
        let logged = evidence.scope.day(logged);
        if evidence
            .scope
            .days
            .after(case.received, logged)
            .is_ok_and(|days| days > ENTER_WITHIN)
        {
            late.push(case.record.id().to_owned());
        }
    }
    looked(
        count,
        "complaint with both times",
        "complaints with both times",
        late,
        "no complaint says when it was entered",
    )
}

/// Series whose events customers feel without asking anybody.
const FELT: &[Family] = &[
    Family::Returns,
    Family::WarrantyClaims,
    Family::Repairs,
    Family::CreditNotes,
    Family::Defects,
];

pub(super) fn not_silent(evidence: &Evidence<'_>) -> Seen {
    let mut years: BTreeSet<i16> = BTreeSet::new();
    let felt = |indicator: &Indicator| indicator.family.is_some_and(|family| FELT.contains(&family));
    for (_, indicator) in evidence.scope.ledger.each::<Indicator>().filter(|(_, data)| felt(data)) {
        for point in &indicator.values {
            let happened = point.numerator.or(point.value).is_some_and(|count| count > 0.0);
            let period = point.period.as_deref().and_then(Period::parse).map(Period::days);
            let over = period.filter(|(_, to)| *to <= evidence.scope.as_of);
            years.extend(over.filter(|_| happened).map(|(from, _)| from.year()));
        }
    }
    // What happened before the register was opened cannot be in it.
    let first = evidence.scope.cases.iter().map(|case| case.received.year()).min();
    let first = first.or_else(|| years.first().copied());
    years.retain(|year| first.is_some_and(|first| first <= *year));
    let silent = years
        .iter()
        .filter(|year| !evidence.scope.cases.iter().any(|case| case.received.year() == **year));
    let silent: Vec<String> = silent.map(i16::to_string).collect();
    looked(
        years.len(),
        "year with such events",
        "years with such events",
        silent,
        "no series of returns, claims, repairs, credit notes or defects",
    )
}

pub(super) fn not_again(evidence: &Evidence<'_>) -> Seen {
    let of_causes = Selection::all().with(Key::Kind, "cause");
    let Some(measured) = evidence.numbers.get("M-CMP-8", &of_causes) else {
        return Seen::Nothing("no complaint");
    };
    looked(
        measured.base.n,
        "complaint with a cause and a day of the trouble",
        "complaints with a cause and a day of the trouble",
        measured.drawn_from.hits.iter().cloned(),
        "no complaint with a cause and a day of the trouble",
    )
}

/// Whether a training is one of a role, or of somebody who holds it today.
fn is_of_role(evidence: &Evidence<'_>, training: &Training, role: &str) -> bool {
    let Some(of) = &training.person_or_role else {
        return false;
    };
    let person = evidence.scope.ledger.typed::<Person>(of.id());
    of.id() == role || person.is_some_and(|(_, person)| person.holds(role, evidence.scope.as_of))
}

pub(super) fn trained(evidence: &Evidence<'_>) -> Seen {
    let ledger = evidence.scope.ledger;
    let mut count = 0;
    let mut found = Vec::new();
    for (record, role) in ledger.each::<Role>().filter(|(record, _)| !record.is_settled()) {
        for topic in &role.required_training {
            count += 1;
            let mut trainings = ledger.each::<Training>().map(|(_, training)| training);
            let there = trainings.any(|training| {
                training.topic == Some(*topic)
                    && is_of_role(evidence, training, record.id())
                    && training.date.is_none_or(|day| day <= evidence.scope.as_of)
                    && training.valid_until.is_none_or(|day| evidence.scope.as_of <= day)
            });
            if !there {
                found.push(record.id().to_owned());
            }
        }
    }
    looked(
        count,
        "topic that a role asks for",
        "topics that roles ask for",
        found,
        "no role asks for training",
    )
}

/// From which severity on a complaint is a serious one.
const SERIOUS: u8 = 3;

/// Whether a cause is known of a complaint.
fn has_cause(evidence: &Evidence<'_>, record: &Record, complaint: &Complaint) -> bool {
    let ledger = evidence.scope.ledger;
    let named = |index| {
        ledger
            .links_to(index)
            .any(|link| link.field_name() == "complaints" && ledger.get(link.from).kind == Kind::Cause)
    };
    !complaint.causes.is_empty() || ledger.find(record.id()).is_some_and(|(index, _)| named(index))
}

pub(super) fn serious_have_causes(evidence: &Evidence<'_>) -> Seen {
    let serious: Vec<_> = evidence
        .scope
        .cases
        .iter()
        .filter(|case| case.complaint.severity().is_some_and(|severity| severity >= SERIOUS))
        .filter(|case| case.outcome.is_some_and(Outcome::is_upheld))
        .collect();
    let without = serious
        .iter()
        .filter(|case| !has_cause(evidence, case.record, case.complaint));
    looked(
        serious.len(),
        "serious complaint that was upheld",
        "serious complaints that were upheld",
        without.map(|case| case.record.id().to_owned()),
        "no serious complaint was upheld",
    )
}

pub(super) fn signals_have_causes(evidence: &Evidence<'_>) -> Seen {
    let charts = evidence.numbers.of_metric("M-SPC-3");
    let of_rate = charts.filter(|one| one.selection.get(Key::Metric) == Some("M-CMP-1"));
    let mut count = 0;
    let mut found = Vec::new();
    for chart in of_rate {
        let Detail::Control(control) = &chart.detail else {
            continue;
        };
        count += control.points.len();
        let rises = control
            .points
            .iter()
            .filter(|point| !point.signals.is_empty() && point.value.is_some_and(|value| value > point.center));
        for point in rises {
            let days = Period::parse(&point.label).map(Period::days);
            let explained = evidence
                .scope
                .cases
                .iter()
                .filter(|case| days.is_some_and(|(from, to)| from <= case.received && case.received <= to))
                .any(|case| has_cause(evidence, case.record, case.complaint));
            if !explained {
                found.push(point.label.clone());
            }
        }
    }
    looked(
        count,
        "period of the chart of complaints",
        "periods of the chart of complaints",
        found,
        "no control chart of complaints",
    )
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::super::tests::stands;

    fn found(number: &str, files: &str) -> Vec<String> {
        stands(number, files).1
    }

    #[test]
    fn complaints_alone_are_no_voice_of_those_who_are_silent() {
        let complaint = "id: CMP-1\nreceived_at: 2025-03-03T09:00:00Z\n";
        assert_eq!(found("N6", complaint), ["nobody asked since 2024-06-30"]);
        let asked = format!("{complaint}---\nid: INT-1\ndate: 2024-06-30\n");
        assert_eq!(stands("N6", &asked).0, State::NoneDetected);
        let long_ago = format!("{complaint}---\nid: INT-1\ndate: 2024-06-29\n");
        assert_eq!(found("N6", &long_ago), ["nobody asked since 2024-06-30"]);
        assert!(matches!(stands("N6", "id: ORG-1\n").0, State::CannotTell(_)));
    }

    #[test]
    fn a_year_without_complaints_beside_returns_is_a_silence() {
        let series = "id: IND-1\nfamily: returns\nkind: count\nvalues:\n  - {period: \"2023\", value: 9}\n  - {period: \"2024\", value: 9}\n";
        assert_eq!(found("N9", series), ["2023", "2024"]);
        let heard =
            format!("{series}---\nid: CMP-1\nreceived_at: 2024-03-03T09:00:00Z\nlogged_at: 2024-03-12T09:00:00Z\n");
        assert_eq!(
            found("N9", &heard),
            ["CMP-1"],
            "the register opened in 2024; entered on the sixth working day"
        );
    }

    #[test]
    fn a_serious_complaint_that_was_upheld_needs_a_cause_also_while_it_is_open() {
        let complaint = "id: CMP-1\nreceived_at: 2025-03-03T09:00:00Z\noutcome: upheld\nassessment: {severity: 3}\n";
        assert_eq!(found("N21", complaint), ["CMP-1"]);
        let with = format!("{complaint}---\nid: CAU-1\ncomplaints: [CMP-1]\n");
        assert_eq!(stands("N21", &with).0, State::NoneDetected);
    }

    #[test]
    fn what_came_back_is_told_by_two_rules_and_by_the_metric_of_recurrence_alone() {
        let again = |action: &str| {
            format!(
                "id: CMP-1\nreceived_at: 2025-03-03T09:00:00Z\nproblem_date: 2025-03-02\ncauses: [CAU-1]\n---\nid: CAU-1\n---\nid: ACT-1\naddresses: [CAU-1]\nimplemented_on: 2025-01-31\n{action}"
            )
        };
        assert_eq!(found("N11", &again("kind: corrective\n")), ["CMP-1"]);
        // The days to wait are those before somebody looks whether it worked.
        let waits = again("kind: corrective\nverification_plan: {wait_days: 31}\n");
        assert_eq!(found("N11", &waits), ["CMP-1"]);
        let corrected = again("kind: correction\n");
        assert_eq!(found("N11", &corrected), Vec::<String>::new());
        let undecided = "id: CMP-1\nreceived_at: 2025-03-03T09:00:00Z\noutcome: upheld\nassessment: {severity: 3}\nevents: [{at: 2025-03-09T09:00:00Z, kind: closed}]\n";
        let (state, places) = stands("N11", undecided);
        assert_eq!(
            (state, places),
            (State::Detected(1), vec!["CMP-1".to_owned()]),
            "R-CMP-08 and R-CMP-11"
        );
    }

    #[test]
    fn a_finding_to_act_on_needs_an_action() {
        let finding = "id: FND-1\ndecision: act\n";
        assert_eq!(found("N3", finding), ["FND-1"]);
        let acted = format!("{finding}---\nid: ACT-1\naddresses: [FND-1]\n");
        assert_eq!(found("N3", &acted), Vec::<String>::new());
    }

    #[test]
    fn a_role_that_asks_for_training_is_trained_today() {
        let role = "id: ROL-A\nrequired_training: [complaint_handling]\n";
        assert_eq!(found("N18", role), ["ROL-A"]);
        let trained = format!(
            "{role}---\nid: PER-1\nroles: [{{role: ROL-A, from: 2024-01-01}}]\n---\nid: TRN-1\nperson_or_role: PER-1\ntopic: complaint_handling\ndate: 2025-01-01\n"
        );
        assert_eq!(stands("N18", &trained).0, State::NoneDetected);
        assert_eq!(
            found("N18", &format!("{trained}valid_until: 2025-06-29\n")),
            ["ROL-A", "TRN-1"]
        );
    }

    #[test]
    fn a_review_that_is_long_ago_is_none() {
        assert_eq!(found("N14", "id: REV-1\nkind: code\nheld_on: 2024-06-29\n"), ["REV-1"]);
        let lately = "id: REV-1\nkind: code\nheld_on: 2024-06-30\n";
        assert_eq!(found("N14", lately), Vec::<String>::new());
        assert_eq!(found("N1", lately), ["REV-1"], "it did not look at satisfaction");
    }
}
