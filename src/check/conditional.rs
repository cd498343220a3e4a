//! R-FLD-07: fields that are asked for only when something else holds.
//!
//! What is asked for always stands at the fields themselves and is told while they are read (R-FLD-01). What depends on
//! a state or on another field is told here, in one place for all kinds. Where a rule of its own speaks of a missing
//! field (a decision of a review, a baseline, a cause), that rule alone does.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::record::action::{Action, ActionKind, ActionStatus};
use crate::record::complaint::{ClosureReason, Complaint, EventKind, Outcome};
use crate::record::dispute::Dispute;
use crate::record::finding::Finding;
use crate::record::policy::{Policy, PolicyKind};
use crate::record::reader::Profile;
use crate::record::survey::{Question, QuestionKind, SamplingMethod, Survey, Weighting};
use crate::record::verification::{Verification, VerificationMethod};
use crate::record::wave::{Wave, WaveStatus};
use crate::record::{Data, Record};

/// The family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "R-FLD-07",
    severity: Severity::Error,
    gate: Gate::Records,
    from: Profile::Standard,
    clause: "9001:7.5.2",
    title: "every field is filled in that the state of its record asks for",
    explanation: "Some fields are needed only from a state on, or because of another field: the day on which an action was carried out, the outcome of a complaint that was decided, the scale of a question that is answered by a number. The message names the field and what asks for it. An error in the profile `audit`, a warning in `standard`, not asked for in `starter`.",
    check: Check::Judge(conditional),
}];

/// One question after another: whether a field is there that something asks for.
struct Asking<'a, 'r> {
    record: &'a Record,
    report: &'r mut Report,
    severity: Severity,
}

impl Asking<'_, '_> {
    /// Tells that a field is missing, unless it is there. `because` completes "is missing although ..".
    fn needs(&mut self, there: bool, field: &str, at: &str, because: &str) {
        if !there && !look::unread(self.record, field) {
            let name = field.rsplit('.').next().unwrap_or(field);
            let message = format!(
                "`{}`: the field `{field}` is missing although {because}",
                self.record.id()
            );
            self.report
                .fault_at(self.record, field, self.record.place(at), message)
                .weigh(self.severity)
                .advise(format!("write `{name}: ..`"));
        }
    }
}

fn conditional(context: &Context<'_>, report: &mut Report) {
    let severity = if context.profile() == Profile::Audit {
        Severity::Error
    } else {
        Severity::Warning
    };
    for (_, record) in context.ledger.records() {
        let mut asking = Asking {
            record,
            report,
            severity,
        };
        match &record.data {
            Data::Action(action) => of_action(action, &mut asking),
            Data::Complaint(complaint) => of_complaint(complaint, &mut asking),
            Data::Dispute(dispute) => of_dispute(dispute, &mut asking),
            Data::Finding(finding) => of_finding(finding, &mut asking),
            Data::Policy(policy) => of_policy(policy, &mut asking),
            Data::Survey(survey) => of_survey(survey, &mut asking),
            Data::Verification(verification) => of_verification(verification, &mut asking),
            Data::Wave(wave) => of_wave(context, wave, &mut asking),
            _ => continue,
        }
        report.looks_at(record);
    }
}

fn of_action(action: &Action, asking: &mut Asking<'_, '_>) {
    use ActionStatus as Status;
    // Of other kinds of action R-ACT-01 asks for these.
    if action.kind == Some(ActionKind::Training) && !action.is_dropped() && asking.severity == Severity::Error {
        let because = "the effect of a training has to be shown";
        asking.needs(action.expected_effect.is_some(), "expected_effect", "kind", because);
        asking.needs(action.verification_plan.is_some(), "verification_plan", "kind", because);
    }
    let Some(status) = action.status else { return };
    let word = look::written(asking.record, "status");
    let because = format!("the action is `{word}`");
    if matches!(
        status,
        Status::Approved | Status::InProgress | Status::Implemented | Status::Verified | Status::Closed
    ) {
        asking.needs(action.approved_by.is_some(), "approved_by", "status", &because);
        asking.needs(action.approved_on.is_some(), "approved_on", "status", &because);
    }
    if matches!(status, Status::Implemented | Status::Verified | Status::Closed) {
        asking.needs(action.implemented_on.is_some(), "implemented_on", "status", &because);
    }
    if status == Status::Cancelled {
        asking.needs(action.cancel_reason.is_some(), "cancel_reason", "status", &because);
    }
}

fn of_complaint(complaint: &Complaint, asking: &mut Asking<'_, '_>) {
    let at = |kind: EventKind| {
        let index = complaint.events.iter().rposition(|event| event.kind == Some(kind));
        index.map(|index| format!("events[{index}].kind"))
    };
    if let Some(at) = at(EventKind::Assessed) {
        asking.needs(
            complaint.assessment.is_some(),
            "assessment",
            &at,
            "the complaint was assessed",
        );
    }
    if let Some(at) = at(EventKind::DecisionCommunicated) {
        asking.needs(complaint.outcome.is_some(), "outcome", &at, "the decision was told");
        asking.needs(
            complaint.outcome_reason.is_some(),
            "outcome_reason",
            &at,
            "the decision was told",
        );
    }
    if complaint.is_upheld() {
        asking.needs(
            !complaint.remedies.is_empty(),
            "remedies",
            "outcome",
            "the complaint was upheld",
        );
    }
    let aside = matches!(
        complaint.outcome,
        Some(Outcome::Withdrawn | Outcome::OutOfScope | Outcome::Duplicate)
    );
    let reason = complaint.closure.as_ref().and_then(|closure| closure.reason);
    let at_once = reason == Some(ClosureReason::ResolvedFirstContact);
    if let (true, Some(at)) = (complaint.is_closed(), at(EventKind::Closed)) {
        asking.needs(complaint.closure.is_some(), "closure", &at, "the complaint is closed");
        asking.needs(
            complaint.satisfaction_survey.is_some(),
            "satisfaction_survey",
            &at,
            "the complaint is closed",
        );
        if !at_once && !aside {
            let because = "the complaint was not settled at first contact";
            asking.needs(complaint.investigation.is_some(), "investigation", &at, because);
        }
    }
}

fn of_dispute(dispute: &Dispute, asking: &mut Asking<'_, '_>) {
    if dispute.is_closed() {
        let because = "the dispute is closed";
        asking.needs(dispute.outcome.is_some(), "outcome", "closed_on", because);
        asking.needs(dispute.lessons.is_some(), "lessons", "closed_on", because);
    }
}

fn of_finding(finding: &Finding, asking: &mut Asking<'_, '_>) {
    if !finding.is_pending() {
        let because = "something was decided";
        asking.needs(finding.decided_by.is_some(), "decided_by", "decision", because);
        asking.needs(finding.decided_on.is_some(), "decided_on", "decision", because);
        asking.needs(
            finding.decision_reason.is_some(),
            "decision_reason",
            "decision",
            because,
        );
    }
}

fn of_policy(policy: &Policy, asking: &mut Asking<'_, '_>) {
    if policy.kind == Some(PolicyKind::Complaints) {
        let because = "customers must be able to read the policy on complaints";
        asking.needs(!policy.published_at.is_empty(), "published_at", "kind", because);
    }
}

fn of_survey(survey: &Survey, asking: &mut Asking<'_, '_>) {
    let versions = survey.earlier_versions.iter().enumerate();
    let earlier = versions.map(|(index, earlier)| (format!("earlier_versions[{index}].questions"), &earlier.questions));
    for (path, questions) in std::iter::once(("questions".to_owned(), &survey.questions)).chain(earlier) {
        for (index, question) in questions.iter().enumerate() {
            of_question(question, questions, &format!("{path}[{index}]"), asking);
        }
    }
    let mut languages: Vec<&str> = survey
        .questions
        .iter()
        .flat_map(|question| question.text.keys())
        .map(String::as_str)
        .collect();
    languages.sort_unstable();
    languages.dedup();
    if languages.len() > 1 {
        let because = format!("questions are asked in {}", look::listed(&languages));
        asking.needs(!survey.translations.is_empty(), "translations", "questions", &because);
    }
    let Some(sampling) = &survey.sampling else { return };
    let word = look::written(asking.record, "sampling.method");
    let because = format!("the method is `{word}`");
    let at = "sampling.method";
    match sampling.method {
        Some(SamplingMethod::Stratified) => {
            asking.needs(!sampling.strata.is_empty(), "sampling.strata", at, &because);
            asking.needs(sampling.allocation.is_some(), "sampling.allocation", at, &because);
        }
        Some(SamplingMethod::Quota) => asking.needs(!sampling.strata.is_empty(), "sampling.strata", at, &because),
        Some(SamplingMethod::Cluster) => asking.needs(sampling.clusters.is_some(), "sampling.clusters", at, &because),
        _ => {}
    }
    let by_lot = sampling.is_probability() && sampling.method != Some(SamplingMethod::Census);
    asking.needs(
        sampling.target_margin.is_some() || !by_lot,
        "sampling.target_margin",
        at,
        &because,
    );
    let weighted = matches!(sampling.weighting, Some(Weighting::Cell | Weighting::Rake));
    let because = "answers are weighted";
    asking.needs(
        !weighted || !sampling.targets.is_empty(),
        "sampling.targets",
        "sampling.weighting",
        because,
    );
}

fn of_question(question: &Question, all: &[Question], path: &str, asking: &mut Asking<'_, '_>) {
    let Some(kind) = question.kind else { return };
    let word = look::written(asking.record, &format!("{path}.kind"));
    let because = format!("the question is of the kind `{word}`");
    let at = format!("{path}.kind");
    let field = |name: &str| format!("{path}.{name}");
    // The scales of these two are the same everywhere.
    let usual = kind == QuestionKind::Nps || kind.is_kano();
    asking.needs(
        question.scale.is_some() || usual || !kind.has_scale(),
        &field("scale"),
        &at,
        &because,
    );
    asking.needs(
        !question.options.is_empty() || !kind.has_options(),
        &field("options"),
        &at,
        &because,
    );
    let named = question.characteristic.is_some() || !kind.needs_characteristic();
    asking.needs(named, &field("characteristic"), &at, &because);
    // One half of a pair names the other, or is named by it.
    let paired = |question: &Question| {
        let named = |other: &Question| other.pair.is_some() && other.pair == question.key;
        question.pair.is_some() || all.iter().any(named)
    };
    let needs_pair = kind.is_kano() || kind == QuestionKind::Expectation && has_perception(question, all);
    asking.needs(!needs_pair || paired(question), &field("pair"), &at, &because);
}

/// Whether a perception of the same characteristic is asked for as well.
fn has_perception(question: &Question, all: &[Question]) -> bool {
    let of_same = |other: &&Question| other.characteristic == question.characteristic;
    question.characteristic.is_some()
        && all
            .iter()
            .filter(of_same)
            .any(|other| other.kind == Some(QuestionKind::Perception))
}

fn of_verification(verification: &Verification, asking: &mut Asking<'_, '_>) {
    if verification.method == Some(VerificationMethod::MetricBeforeAfter) {
        let because = "figures before and after are compared";
        asking.needs(verification.before.is_some(), "before", "method", because);
        asking.needs(verification.after.is_some(), "after", "method", because);
    }
    if verification.needs_follow_up() {
        let because = "the action did not work, or only in part";
        asking.needs(!verification.follow_up.is_empty(), "follow_up", "result", because);
    }
}

fn of_wave(context: &Context<'_>, wave: &Wave, asking: &mut Asking<'_, '_>) {
    let Some(status) = wave.status else { return };
    let word = look::written(asking.record, "status");
    let because = format!("the wave is `{word}`");
    if wave.is_fielded() {
        asking.needs(wave.dispositions.is_some(), "dispositions", "status", &because);
        let survey = wave
            .survey
            .as_ref()
            .and_then(|survey| context.ledger.typed::<Survey>(survey.id()));
        let method = survey.and_then(|(_, survey)| survey.sampling.as_ref()?.method);
        if matches!(method, Some(SamplingMethod::Stratified | SamplingMethod::Quota)) {
            asking.needs(
                !wave.by_stratum.is_empty(),
                "by_stratum",
                "status",
                "the survey draws by group",
            );
        }
    }
    if matches!(status, WaveStatus::Analysed | WaveStatus::Published) {
        asking.needs(wave.validation_note.is_some(), "validation_note", "status", &because);
    }
    if status == WaveStatus::Published {
        asking.needs(wave.published_on.is_some(), "published_on", "status", &because);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run, told};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "states of actions, findings, waves and verifications ask for fields",
            rule: "R-FLD-07",
            breaks: "
id: ACT-1
status: implemented
---
id: ACT-2
status: cancelled
---
id: FND-1
decision: act
---
id: WAV-1
status: published
---
id: VER-1
method: metric_before_after
result: not_effective
---
id: ACT-3
kind: training
",
            says: &[
                "a.yaml:3:9: error[R-FLD-07]: `ACT-1`: the field `approved_by` is missing although the action is `implemented`",
                "a.yaml:3:9: error[R-FLD-07]: `ACT-1`: the field `approved_on` is missing although the action is `implemented`",
                "a.yaml:3:9: error[R-FLD-07]: `ACT-1`: the field `implemented_on` is missing although the action is `implemented`",
                "a.yaml:6:9: error[R-FLD-07]: `ACT-2`: the field `cancel_reason` is missing although the action is `cancelled`",
                "a.yaml:9:11: error[R-FLD-07]: `FND-1`: the field `decided_by` is missing although something was decided",
                "a.yaml:9:11: error[R-FLD-07]: `FND-1`: the field `decided_on` is missing although something was decided",
                "a.yaml:9:11: error[R-FLD-07]: `FND-1`: the field `decision_reason` is missing although something was decided",
                "a.yaml:12:9: error[R-FLD-07]: `WAV-1`: the field `dispositions` is missing although the wave is `published`",
                "a.yaml:12:9: error[R-FLD-07]: `WAV-1`: the field `published_on` is missing although the wave is `published`",
                "a.yaml:12:9: error[R-FLD-07]: `WAV-1`: the field `validation_note` is missing although the wave is `published`",
                "a.yaml:15:9: error[R-FLD-07]: `VER-1`: the field `after` is missing although figures before and after are compared",
                "a.yaml:15:9: error[R-FLD-07]: `VER-1`: the field `before` is missing although figures before and after are compared",
                "a.yaml:16:9: error[R-FLD-07]: `VER-1`: the field `follow_up` is missing although the action did not work, or only in part",
                "a.yaml:19:7: error[R-FLD-07]: `ACT-3`: the field `expected_effect` is missing although the effect of a training has to be shown",
                "a.yaml:19:7: error[R-FLD-07]: `ACT-3`: the field `verification_plan` is missing although the effect of a training has to be shown",
            ],
            keeps: "
id: ACT-1
status: implemented
approved_by: ROL-A
approved_on: 2025-01-01
implemented_on: 2025-02-01
---
id: ROL-A
---
id: FND-1
decision: pending
---
id: WAV-1
status: fielding
---
id: VER-1
method: audit
result: effective
",
        },
        Case {
            what: "the way of a complaint asks for fields",
            rule: "R-FLD-07",
            breaks: "
id: CMP-1
outcome: upheld
events:
  - {at: 2025-03-03T09:00:00Z, kind: assessed}
  - {at: 2025-03-04T09:00:00Z, kind: decision_communicated}
  - {at: 2025-03-05T09:00:00Z, kind: closed}
---
id: POL-1
kind: complaints
---
id: DSP-1
closed_on: 2025-03-05
",
            says: &[
                "a.yaml:3:10: error[R-FLD-07]: `CMP-1`: the field `remedies` is missing although the complaint was upheld",
                "a.yaml:5:38: error[R-FLD-07]: `CMP-1`: the field `assessment` is missing although the complaint was assessed",
                "a.yaml:6:38: error[R-FLD-07]: `CMP-1`: the field `outcome_reason` is missing although the decision was told",
                "a.yaml:7:38: error[R-FLD-07]: `CMP-1`: the field `closure` is missing although the complaint is closed",
                "a.yaml:7:38: error[R-FLD-07]: `CMP-1`: the field `investigation` is missing although the complaint was not settled at first contact",
                "a.yaml:7:38: error[R-FLD-07]: `CMP-1`: the field `satisfaction_survey` is missing although the complaint is closed",
                "a.yaml:10:7: error[R-FLD-07]: `POL-1`: the field `published_at` is missing although customers must be able to read the policy on complaints",
                "a.yaml:13:12: error[R-FLD-07]: `DSP-1`: the field `lessons` is missing although the dispute is closed",
                "a.yaml:13:12: error[R-FLD-07]: `DSP-1`: the field `outcome` is missing although the dispute is closed",
            ],
            keeps: "
id: CMP-1
assessment: {severity: 1}
outcome: upheld
outcome_reason: a
remedies: [{kind: apology}]
closure: {reason: resolved_first_contact}
satisfaction_survey: {invited: true}
events:
  - {at: 2025-03-03T09:00:00Z, kind: assessed}
  - {at: 2025-03-04T09:00:00Z, kind: decision_communicated}
  - {at: 2025-03-05T09:00:00Z, kind: closed}
---
id: CMP-2
events: [{at: 2025-03-03T09:00:00Z, kind: acknowledged}]
",
        },
        Case {
            what: "the design of a survey asks for fields",
            rule: "R-FLD-07",
            breaks: "
id: SVY-1
sampling: {method: stratified, weighting: cell}
questions:
  - {key: a, kind: perception, text: {en: A, de: A}}
  - {key: b, kind: single}
  - {key: c, kind: kano_functional, characteristic: CHR-1}
",
            says: &[
                "a.yaml:3:20: error[R-FLD-07]: `SVY-1`: the field `sampling.allocation` is missing although the method is `stratified`",
                "a.yaml:3:20: error[R-FLD-07]: `SVY-1`: the field `sampling.strata` is missing although the method is `stratified`",
                "a.yaml:3:20: error[R-FLD-07]: `SVY-1`: the field `sampling.target_margin` is missing although the method is `stratified`",
                "a.yaml:3:43: error[R-FLD-07]: `SVY-1`: the field `sampling.targets` is missing although answers are weighted",
                "a.yaml:4:1: error[R-FLD-07]: `SVY-1`: the field `translations` is missing although questions are asked in de and en",
                "a.yaml:5:20: error[R-FLD-07]: `SVY-1`: the field `questions[0].characteristic` is missing although the question is of the kind `perception`",
                "a.yaml:5:20: error[R-FLD-07]: `SVY-1`: the field `questions[0].scale` is missing although the question is of the kind `perception`",
                "a.yaml:6:20: error[R-FLD-07]: `SVY-1`: the field `questions[1].options` is missing although the question is of the kind `single`",
                "a.yaml:7:20: error[R-FLD-07]: `SVY-1`: the field `questions[2].pair` is missing although the question is of the kind `kano_functional`",
            ],
            keeps: "
id: SVY-1
sampling:
  method: stratified
  allocation: equal
  strata: [{key: a}]
  target_margin: 0.05
  weighting: cell
  targets: {a: {b: 1}}
translations: [{lang: de}]
questions:
  - {key: a, kind: perception, text: {en: A, de: A}, characteristic: CHR-1, scale: {min: 1, max: 5}}
  - {key: b, kind: single, options: [{value: x}]}
  - {key: c, kind: kano_functional, characteristic: CHR-1, pair: d}
  - {key: d, kind: kano_dysfunctional, characteristic: CHR-1}
  - {key: e, kind: nps}
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }

    #[test]
    fn the_profile_decides_about_the_weight() {
        let weight = |profile: &str| {
            let files =
                format!("-- tenfour.toml --\nprofile = \"{profile}\"\n-- a.yaml --\nid: ACT-1\nstatus: cancelled\n");
            told("R-FLD-07", &files)
                .first()
                .map(|line| line.split(' ').nth(1).unwrap_or_default().to_owned())
        };
        assert_eq!(weight("starter"), None);
        assert_eq!(weight("standard").as_deref(), Some("warning[R-FLD-07]:"));
        assert_eq!(weight("audit").as_deref(), Some("error[R-FLD-07]:"));
    }
}
