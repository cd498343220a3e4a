//! What is missing in the trail: one list of kinds of gaps, one line a kind. Pages, data and the overview take it from here.
//!
//! A gap is never judged here: a rule does that. A kind of gap says which faults of which rules it stands for, what is looked
//! at, and the fact from which on the step was due, so that its age can be told. Gaps are found even where the project's
//! profile does not ask for the rule or its settings switch it off; they say so then.

use crate::check::rule::Report;
use crate::diag::{Diagnostic, Diagnostics, Severity, Waived};
use crate::link::{Ledger, RecordIndex};
use crate::measure::scope::Scope;
use crate::record::finding::{DECIDE_WITHIN, Decision};
use crate::record::objective::ObjectiveStatus;
use crate::record::survey::{Question, Survey};
use crate::record::{Data, Kind, Record};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Which way the trail is broken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Direction {
    /// Nothing follows from the record.
    Forward,
    /// Nothing led to the record, or nothing speaks for it.
    Back,
}

impl Direction {
    /// The word on pages and in data.
    pub fn word(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Back => "back",
        }
    }
}

/// A kind of gap.
pub struct GapKind {
    /// Name in data, and anchor.
    pub name: &'static str,
    /// What is listed.
    pub title: &'static str,
    /// What is missing, in a few words.
    pub missing: &'static str,
    /// Which way the trail is broken.
    pub direction: Direction,
    /// Kind of the records that lack something.
    pub of: Kind,
    /// Kind of the record that is missing; where none is, that of the record itself.
    pub step: Kind,
    /// What was looked at.
    pub things: &'static str,
    /// Faults that are this gap: rule, and the fields it tells them at; no field: any.
    faults: &'static [(&'static str, &'static [&'static str])],
    /// How many such things a record holds that have to have the step.
    due: fn(&Scope<'_>, &Record) -> usize,
    /// The day of the fact that made it due.
    since: fn(&Scope<'_>, &Record, &str) -> Option<Date>,
}

impl std::fmt::Debug for GapKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name)
    }
}

impl GapKind {
    /// Ids of the rules that judge it.
    pub fn rules(&self) -> impl Iterator<Item = &'static str> {
        self.faults.iter().map(|(rule, _)| *rule)
    }

    /// Whether a fault is this gap.
    fn is(&self, found: &Diagnostic, record: &Record) -> bool {
        let field = found.field.as_deref().unwrap_or_default();
        record.kind == self.of
            && self
                .faults
                .iter()
                .any(|(rule, fields)| *rule == found.rule && (fields.is_empty() || fields.contains(&field)))
    }
}

/// Every kind of gap, forward first, in the order of the trail.
#[rustfmt::skip]
pub const GAPS: &[GapKind] = &[
    GapKind { name: "question_without_purpose", title: "Questions that serve no objective and no characteristic", missing: "Objective or characteristic", direction: Direction::Back, of: Kind::Survey, step: Kind::Objective, things: "questions of surveys in use", faults: &[("R-SVY-06", &[])], due: questions, since: created },
    GapKind { name: "expectation_not_measured", title: "Expectations that nothing measures", missing: "Question or indicator", direction: Direction::Forward, of: Kind::Expectation, step: Kind::Survey, things: "current expectations", faults: &[("R-TRC-02", &[])], due: any, since: unmeasured },
    GapKind { name: "objective_not_measured", title: "Objectives that nothing measures", missing: "Data of the present period", direction: Direction::Forward, of: Kind::Objective, step: Kind::Indicator, things: "active objectives", faults: &[("R-OBJ-03", &[]), ("R-OBJ-01", &["metric"])], due: active, since: created },
    GapKind { name: "promise_without_indicator", title: "Promises without an indicator", missing: "Indicator", direction: Direction::Forward, of: Kind::Promise, step: Kind::Indicator, things: "promises that can be measured", faults: &[("R-PRM-01", &[])], due: any, since: created },
    GapKind { name: "complaint_without_cause", title: "Serious complaints without a cause", missing: "Cause", direction: Direction::Forward, of: Kind::Complaint, step: Kind::Cause, things: "closed complaints of severity 3 and 4 that were upheld", faults: &[("R-CMP-08", &[])], due: any, since: closed },
    GapKind { name: "complaint_without_prevention", title: "Upheld complaints without a decision about prevention", missing: "Decision about prevention", direction: Direction::Forward, of: Kind::Complaint, step: Kind::Action, things: "closed complaints that were upheld", faults: &[("R-CMP-11", &[])], due: any, since: closed },
    GapKind { name: "finding_without_decision", title: "Findings without a decision", missing: "Decision", direction: Direction::Forward, of: Kind::Finding, step: Kind::Action, things: "findings", faults: &[("R-FND-01", &[]), ("R-TRC-01", &["id"])], due: any, since: undecided },
    GapKind { name: "finding_without_action", title: "Findings to be acted on without an action", missing: "Action", direction: Direction::Forward, of: Kind::Finding, step: Kind::Action, things: "findings to be acted on", faults: &[("R-TRC-01", &["decision"])], due: to_be_acted_on, since: decided },
    GapKind { name: "decision_without_action", title: "Decisions of reviews without an action", missing: "Action", direction: Direction::Forward, of: Kind::Review, step: Kind::Action, things: "decisions to improve or change something whose day has passed", faults: &[("R-REV-04", &[])], due: decisions, since: decision_due },
    GapKind { name: "cause_without_action", title: "Causes without an action", missing: "Action", direction: Direction::Forward, of: Kind::Cause, step: Kind::Action, things: "causes", faults: &[("R-TRC-01", &[])], due: any, since: created },
    GapKind { name: "action_without_origin", title: "Actions that nothing led to", missing: "Origin", direction: Direction::Back, of: Kind::Action, step: Kind::Cause, things: "actions", faults: &[("R-TRC-01", &[])], due: any, since: created },
    GapKind { name: "action_without_verification", title: "Actions whose verification is due", missing: "Verification", direction: Direction::Forward, of: Kind::Action, step: Kind::Verification, things: "actions that are done and due to be verified", faults: &[("R-ACT-05", &[]), ("R-ACT-04", &[])], due: any, since: verifiable },
    GapKind { name: "verification_without_action", title: "Verifications of no action", missing: "Action", direction: Direction::Back, of: Kind::Verification, step: Kind::Action, things: "verifications", faults: &[("R-TRC-01", &[])], due: any, since: verified },
    GapKind { name: "failed_without_follow_up", title: "Actions that did not work, with nothing that follows", missing: "Action that follows", direction: Direction::Forward, of: Kind::Verification, step: Kind::Action, things: "verifications that found an action not or only partly effective", faults: &[("R-FLD-07", &["follow_up"])], due: failed, since: verified },
];

fn any(_: &Scope<'_>, _: &Record) -> usize {
    1
}

fn questions(_: &Scope<'_>, record: &Record) -> usize {
    match &record.data {
        Data::Survey(survey) => survey.questions.len(),
        _ => 0,
    }
}

fn active(_: &Scope<'_>, record: &Record) -> usize {
    match &record.data {
        Data::Objective(objective) => usize::from(matches!(objective.status, None | Some(ObjectiveStatus::Active))),
        _ => 0,
    }
}

fn to_be_acted_on(_: &Scope<'_>, record: &Record) -> usize {
    match &record.data {
        Data::Finding(finding) => usize::from(finding.decision == Some(Decision::Act)),
        _ => 0,
    }
}

fn decisions(scope: &Scope<'_>, record: &Record) -> usize {
    let Data::Review(review) = &record.data else { return 0 };
    let due = review.decisions.iter();
    due.filter(|decision| decision.asks_for_action() && decision.due.is_some_and(|due| due < scope.as_of))
        .count()
}

fn failed(_: &Scope<'_>, record: &Record) -> usize {
    match &record.data {
        Data::Verification(verification) => usize::from(verification.needs_follow_up()),
        _ => 0,
    }
}

fn created(_: &Scope<'_>, record: &Record, _: &str) -> Option<Date> {
    record.envelope.created.or(record.envelope.valid_from)
}

/// The day from which nothing measures an expectation: that on which it was recorded, or on which the last questionnaire ended that asked
/// about its characteristic.
fn unmeasured(scope: &Scope<'_>, record: &Record, field: &str) -> Option<Date> {
    let created = created(scope, record, field)?;
    let about = match &record.data {
        Data::Expectation(expectation) => expectation.characteristic.as_ref(),
        _ => None,
    };
    let Some(about) = about else { return Some(created) };
    let surveys = scope.ledger.each::<Survey>();
    let ended = surveys
        .flat_map(|(_, survey)| &survey.earlier_versions)
        .filter(|version| {
            let asks = |question: &Question| question.characteristic.as_ref().is_some_and(|of| of.id() == about.id());
            version.questions.iter().any(asks)
        })
        .filter_map(|version| version.to)
        .max();
    Some(ended.map_or(created, |ended| ended.max(created)))
}

fn closed(scope: &Scope<'_>, record: &Record, _: &str) -> Option<Date> {
    match &record.data {
        Data::Complaint(complaint) => complaint.closed_at().map(|at| scope.day(at)),
        _ => None,
    }
}

/// The last day on which the decision was in time; before that the day it could be taken from.
fn undecided(scope: &Scope<'_>, record: &Record, field: &str) -> Option<Date> {
    let created = created(scope, record, field)?;
    let last = created.checked_add(jiff::Span::new().days(DECIDE_WITHIN)).ok();
    last.filter(|last| *last < scope.as_of).or(Some(created))
}

fn decided(scope: &Scope<'_>, record: &Record, field: &str) -> Option<Date> {
    match &record.data {
        Data::Finding(finding) => finding.decided_on.or_else(|| created(scope, record, field)),
        _ => None,
    }
}

fn decision_due(_: &Scope<'_>, record: &Record, field: &str) -> Option<Date> {
    let Data::Review(review) = &record.data else {
        return None;
    };
    let number = field
        .strip_prefix("decisions[")?
        .strip_suffix(']')?
        .parse::<usize>()
        .ok()?;
    review.decisions.get(number)?.due
}

fn verifiable(_: &Scope<'_>, record: &Record, _: &str) -> Option<Date> {
    match &record.data {
        Data::Action(action) => action.window_end().or(action.implemented_on),
        _ => None,
    }
}

fn verified(scope: &Scope<'_>, record: &Record, field: &str) -> Option<Date> {
    match &record.data {
        Data::Verification(verification) => verification.verified_on.or_else(|| created(scope, record, field)),
        _ => None,
    }
}

/// How much a gap weighs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// The project's profile asks for it.
    Asked(Severity),
    /// The project's profile does not ask for it.
    NotAsked,
    /// The project's settings switch the rule off.
    Off,
}

/// Something that is missing.
#[derive(Clone, PartialEq, Debug)]
pub struct Gap {
    /// Place of its kind in [`GAPS`].
    pub kind: usize,
    /// The record that lacks something.
    pub record: RecordIndex,
    /// The rule that says so.
    pub rule: String,
    /// Where in the record.
    pub field: String,
    /// What the rule says.
    pub message: String,
    /// How much it weighs.
    pub weight: Weight,
    /// Day of the fact that made the step due; nothing where nobody wrote it down.
    pub since: Option<Date>,
    /// That it is accepted.
    pub waived: Option<Waived>,
}

impl Gap {
    /// Its kind.
    pub fn kind(&self) -> &'static GapKind {
        &GAPS[self.kind]
    }

    /// Days since the step was due.
    pub fn days(&self, as_of: Date) -> Option<i32> {
        let since = self.since?;
        as_of
            .since((jiff::Unit::Day, since))
            .ok()
            .map(|span| span.get_days().max(0))
    }

    /// Whether it is a part of the record that lacks something: a decision of a review, a question of a survey. Who comes by
    /// from another record has come by another part.
    pub fn is_of_part(&self) -> bool {
        self.field.ends_with(']')
    }

    /// Whether it is open: asked for, and accepted by no waiver.
    pub fn is_open(&self) -> bool {
        self.waived.is_none() && matches!(self.weight, Weight::Asked(_))
    }
}

/// What was found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// Gaps, by kind, record and place.
    pub gaps: Vec<Gap>,
    /// For each kind of gap how many things were looked at, by record.
    pub looked_at: Vec<BTreeMap<RecordIndex, usize>>,
}

/// Ids of all rules that judge gaps.
pub fn rules() -> BTreeSet<&'static str> {
    GAPS.iter().flat_map(GapKind::rules).collect()
}

/// Finds the gaps in what the rules told.
///
/// In: reports of the rules that the profile asks for, with all diagnostics; reports of the others, judged for this list only.
pub fn find(
    scope: &Scope<'_>,
    reports: &BTreeMap<String, Report>,
    unasked: &BTreeMap<String, Report>,
    diagnostics: &Diagnostics,
) -> Found {
    let mut found = Found {
        gaps: Vec::new(),
        looked_at: vec![BTreeMap::new(); GAPS.len()],
    };
    let rules = rules();
    let mut told: BTreeMap<&str, Vec<(&Diagnostic, Weight)>> = BTreeMap::new();
    for diagnostic in diagnostics.iter() {
        if reports.contains_key(&*diagnostic.rule) && rules.contains(&*diagnostic.rule) {
            let weight = Weight::Asked(diagnostic.severity);
            told.entry(&diagnostic.rule).or_default().push((diagnostic, weight));
        }
    }
    for rule in &rules {
        if let Some(report) = reports.get(*rule).filter(|_| diagnostics.dropped(rule) > 0) {
            let dropped = report.diagnostics().iter().map(|found| (found, Weight::Off));
            told.entry(rule).or_default().extend(dropped);
        } else if let Some(report) = unasked.get(*rule) {
            let judged = report.diagnostics().iter().map(|found| (found, Weight::NotAsked));
            told.entry(rule).or_default().extend(judged);
        }
    }
    for (number, kind) in GAPS.iter().enumerate() {
        for (index, record) in scope.ledger.of_kind(kind.of) {
            let concerned = kind.rules().any(|rule| {
                let report = reports.get(rule).or_else(|| unasked.get(rule));
                report.is_some_and(|report| report.concerns(record.id()))
            });
            let due = (kind.due)(scope, record);
            // Of a rule that looks at fields of all kinds only the faults are known.
            if due > 0 && (concerned || kind.rules().all(|rule| rule == "R-FLD-07")) {
                found.looked_at[number].insert(index, due);
            }
        }
        let mut seen: BTreeSet<(RecordIndex, String)> = BTreeSet::new();
        let mut gaps: Vec<Gap> = Vec::new();
        for rule in kind.rules() {
            for (diagnostic, weight) in told.get(rule).into_iter().flatten() {
                let Some((index, record)) = of(scope.ledger, diagnostic) else {
                    continue;
                };
                let field = diagnostic.field.clone().unwrap_or_default();
                // Two rules may tell the same of a record; a record may lack several things in several places.
                let place = if field.ends_with(']') {
                    field.clone()
                } else {
                    String::new()
                };
                if kind.is(diagnostic, record) && seen.insert((index, place)) {
                    gaps.push(Gap {
                        kind: number,
                        record: index,
                        rule: rule.to_owned(),
                        since: (kind.since)(scope, record, &field),
                        field,
                        message: diagnostic.message.clone(),
                        weight: *weight,
                        waived: diagnostic.waived.clone(),
                    });
                    let looked_at = found.looked_at[number].entry(index).or_default();
                    *looked_at = (*looked_at).max(1);
                }
            }
        }
        gaps.sort_by(|one, other| (one.record, &one.field).cmp(&(other.record, &other.field)));
        found.gaps.extend(gaps);
    }
    found
}

fn of<'a>(ledger: &'a Ledger, diagnostic: &Diagnostic) -> Option<(RecordIndex, &'a Record)> {
    ledger.find(diagnostic.record.as_deref()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::inspect;

    fn listed(files: &str) -> Vec<String> {
        let inspection = inspect(files);
        let trail = &inspection.trail;
        trail
            .gaps
            .iter()
            .map(|gap| {
                let days = gap
                    .days(inspection.as_of)
                    .map_or_else(|| "?".to_owned(), |days| days.to_string());
                let id = inspection.ledger.get(gap.record).id();
                let until = gap
                    .waived
                    .as_ref()
                    .map_or_else(String::new, |waived| format!(" until {}", waived.until));
                format!("{} {id} {} {days} {:?}{until}", gap.kind().name, gap.rule, gap.weight)
            })
            .collect()
    }

    /// A record for each kind of gap, and nothing else wrong with the trail.
    const ONE_EACH: &str = "
id: SVY-1
status: active
created: 2025-06-20
questions: [{key: a}, {key: b, characteristic: CHR-1}]
---
id: CHR-1
---
id: EXP-1
created: 2025-06-20
---
id: OBJ-1
created: 2025-06-20
status: active
metric: M-SAT-1
metric_filter: {survey: SVY-1, question: a}
---
id: PRM-1
created: 2025-06-20
level: {amount: 2, unit: days}
---
id: CMP-1
received_at: 2025-06-01T09:00:00Z
outcome: upheld
assessment: {severity: 3}
events: [{at: 2025-06-01T09:00:00Z, kind: received}, {at: 2025-06-20T09:00:00Z, kind: closed}]
---
id: FND-1
created: 2025-05-01
decision: pending
---
id: FND-2
decision: act
decided_on: 2025-06-20
---
id: REV-1
decisions: [{id: D1, kind: improvement, due: 2025-06-20}, {id: D2, kind: improvement, due: 2025-07-20}]
---
id: CAU-1
created: 2025-06-20
---
id: ACT-1
created: 2025-06-20
---
id: ACT-2
addresses: [CMP-1]
kind: corrective
implemented_on: 2025-06-10
verification_plan: {wait_days: 10}
---
id: VER-1
verified_on: 2025-06-20
---
id: ACT-3
addresses: [CMP-1]
---
id: VER-2
action: ACT-3
result: not_effective
verified_on: 2025-06-20
";

    #[test]
    fn each_kind_of_gap_is_found_once_with_its_rule_and_age() {
        assert_eq!(
            listed(ONE_EACH),
            [
                "question_without_purpose SVY-1 R-SVY-06 10 Asked(Information)",
                "expectation_not_measured EXP-1 R-TRC-02 10 Asked(Information)",
                "objective_not_measured OBJ-1 R-OBJ-03 10 Asked(Warning)",
                "promise_without_indicator PRM-1 R-PRM-01 10 Asked(Warning)",
                "complaint_without_cause CMP-1 R-CMP-08 10 Asked(Error)",
                "complaint_without_prevention CMP-1 R-CMP-11 10 Asked(Warning)",
                "finding_without_decision FND-1 R-FND-01 30 Asked(Warning)",
                "finding_without_action FND-2 R-TRC-01 10 Asked(Warning)",
                "decision_without_action REV-1 R-REV-04 10 Asked(Information)",
                "cause_without_action CAU-1 R-TRC-01 10 Asked(Warning)",
                "action_without_origin ACT-1 R-TRC-01 10 Asked(Warning)",
                "action_without_verification ACT-2 R-ACT-05 10 Asked(Information)",
                "verification_without_action VER-1 R-TRC-01 10 Asked(Warning)",
                "failed_without_follow_up VER-2 R-FLD-07 10 Asked(Error)",
            ]
        );
        assert_eq!(GAPS.len(), 14, "a kind of gap without a case above");
    }

    #[test]
    fn what_is_looked_at_is_counted_where_nothing_is_missing_too() {
        let inspection = inspect("id: PRM-1\nlevel: {amount: 2, unit: days}\nindicator: IND-1\n---\nid: IND-1\n");
        let number = GAPS
            .iter()
            .position(|kind| kind.name == "promise_without_indicator")
            .unwrap();
        assert!(inspection.trail.gaps.is_empty());
        assert_eq!(inspection.trail.looked_at[number].values().sum::<usize>(), 1);
    }

    #[test]
    fn a_gap_is_accepted_by_a_waiver_and_found_though_nobody_asks() {
        let waived = "
id: CAU-1
created: 2025-06-20
---
id: WVR-1
rule: R-TRC-01
records: [CAU-1]
reason: known
until: 2025-12-31
";
        assert_eq!(
            listed(waived),
            ["cause_without_action CAU-1 R-TRC-01 10 Asked(Warning) until 2025-12-31"]
        );
        let starter = "-- tenfour.toml --\nprofile = \"starter\"\nas_of = 2025-06-30\n-- a.yaml --\nid: CAU-1\n";
        assert_eq!(listed(starter), ["cause_without_action CAU-1 R-TRC-01 ? NotAsked"]);
        let off = "-- tenfour.toml --\nprofile = \"audit\"\nas_of = 2025-06-30\n[rules]\nR-TRC-01 = \"off\"\n-- a.yaml --\nid: CAU-1\n";
        assert_eq!(listed(off), ["cause_without_action CAU-1 R-TRC-01 ? Off"]);
    }

    #[test]
    fn kinds_have_names_of_their_own_and_rules_of_the_catalogue() {
        let names: BTreeSet<&str> = GAPS.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), GAPS.len());
        for rule in rules() {
            assert!(crate::check::find(rule).is_some(), "{rule}");
        }
    }
    #[test]
    fn an_expectation_is_unmeasured_from_the_end_of_the_last_questionnaire_that_asked() {
        let files = "-- tenfour.toml --
as_of = 2025-06-30
-- a.yaml --
{id: CHR-A, title: A, created: 2024-01-01}
---
{id: EXP-1, title: E, created: 2024-01-01, characteristic: CHR-A, segment: SEG-1, status: current}
---
{id: EXP-2, title: F, created: 2025-06-01, segment: SEG-1, status: current}
---
id: SVY-1
status: active
version: \"2\"
questions: [{key: all, kind: overall, scale: {min: 1, max: 5}}]
earlier_versions:
  - version: \"1\"
    from: 2024-02-01
    to: 2025-06-10
    questions:
      - {key: a, kind: perception, characteristic: CHR-A, scale: {min: 1, max: 5}}
      - {key: all, kind: overall, scale: {min: 1, max: 5}}
";
        let told = listed(files);
        assert!(
            told.iter()
                .any(|line| line.starts_with("expectation_not_measured EXP-1 R-TRC-02 20 ")),
            "{told:?}"
        );
        // One of no characteristic was never asked about, whatever other questions ask about none.
        let of_none = told.iter().find(|line| line.contains(" EXP-2 "));
        assert!(of_none.is_none_or(|line| line.contains(" 29 ")), "{told:?}");
    }
}
