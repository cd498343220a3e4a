//! The questions that auditors ask, in our own words, with where the answer stands and the figures that answer them today.

use super::answer::{
    self,
    Tell::{Measure, Newest, NewestOf, Own, Records, Share},
};
use crate::measure::selection::Key;
use crate::record::complaint::EventKind;
use crate::record::method::Directness;
use crate::record::{Data, Kind};

/// A question of auditors.
pub(super) struct Ask {
    pub(super) number: &'static str,
    pub(super) text: &'static str,
    pub(super) looked_at: &'static str,
    /// Title and path, with an anchor where there is one.
    pub(super) places: &'static [(&'static str, &'static str)],
    /// Kinds without which there is no answer.
    pub(super) kinds: &'static [Kind],
    pub(super) rules: &'static [&'static str],
    /// The answer in sentences: `{2}` stands for the third figure. One of whose figures there is none is left out.
    pub(super) answer: &'static [&'static str],
    /// What answers it today.
    pub(super) figures: &'static [answer::Tell],
}

/// Numbers of the questions that are asked of a single complaint.
const OF_EACH: &[&str] = &["B4", "B5", "B6", "B7", "B8", "B9", "B13"];

/// What is asked of each record of a sample: number, question, what is looked at.
pub fn sheet(kind: Kind) -> Vec<(&'static str, &'static str, &'static str)> {
    let asked = SATISFACTION.iter().chain(COMPLAINTS);
    let of_kind = |ask: &&Ask| match kind {
        Kind::Complaint => OF_EACH.contains(&ask.number),
        kind => ask.kinds.contains(&kind),
    };
    let row = |ask: &Ask| (ask.number, ask.text, ask.looked_at);
    asked.filter(of_kind).map(row).collect()
}

/// What auditors ask about monitoring and measuring satisfaction.
pub(super) const SATISFACTION: &[Ask] = &[
    Ask {
        number: "A1",
        text: "Who are your customers, users, intermediaries and former customers, and which of them do you cover?",
        looked_at: "Segments with their criteria, how many belong to each, what the plan reaches and why it leaves some out.",
        places: &[
            ("Customers", "topics/customers.html"),
            ("Coverage of the plan", "topics/plan.html#coverage"),
        ],
        kinds: &[Kind::Segment, Kind::MonitoringPlan],
        rules: &["R-PLN-01"],
        answer: &[
            "{0} describe who the customers are, and {1} are on record.",
            "The plan of the day reaches {2}.",
            "Customers kept {3}.",
        ],
        figures: &[
            Records("Segments", Kind::Segment),
            Records("Customers", Kind::Customer),
            Own("Reached by the plan of the day", answer::coverage),
            Own("Customers kept", answer::kept),
        ],
    },
    Ask {
        number: "A2",
        text: "Why do you measure, and what do you want to reach?",
        looked_at: "Objectives with baseline, target, owner and day.",
        places: &[("Objectives", "objectives.html")],
        kinds: &[Kind::Objective],
        rules: &["R-OBJ-01", "R-OBJ-02", "R-OBJ-03"],
        answer: &[
            "{0} say why it is measured and what is to be reached, {3} with a baseline.",
            "Computed today: {1}.",
            "Due next is {2}.",
        ],
        figures: &[
            Records("Objectives", Kind::Objective),
            Own("Computed today", answer::objectives),
            Own("Next due", answer::next_objective),
            Share(
                "With a baseline",
                Kind::Objective,
                |data| matches!(data, Data::Objective(_)),
                |data| matches!(data, Data::Objective(one) if one.baseline.is_some()),
            ),
        ],
    },
    Ask {
        number: "A3",
        text: "How did you learn what customers expect, and when last?",
        looked_at: "Expectations with their sources, the day each was confirmed and the day it is due again.",
        places: &[
            ("Expectations", "topics/gaps.html"),
            ("Conversations", "topics/qualitative.html"),
        ],
        kinds: &[Kind::Expectation],
        rules: &["R-GEN-05"],
        answer: &[
            "{0} say what customers expect, and {1} asked them in person.",
            "Past their day of review: {2}.",
            "{3} are measured by a question or a series.",
        ],
        figures: &[
            Records("Expectations, newest confirmed", Kind::Expectation),
            Records("Conversations", Kind::Interview),
            Own("Past their day of review", answer::expectations_due),
            Measure("Expectations that are measured", "M-TRC-6", &[]),
        ],
    },
    Ask {
        number: "A4",
        text: "Why these methods, and what do they not show?",
        looked_at: "The reason for choosing each method, and its limits.",
        places: &[("Methods of the plan", "topics/plan.html#methods")],
        kinds: &[Kind::Method],
        rules: &["R-FLD-01"],
        answer: &[
            "{0} are on record: {1} ask customers themselves, {2} give the reason for choosing them, and {3} say what they do not show.",
        ],
        figures: &[
            Records("Methods", Kind::Method),
            Share(
                "That ask customers themselves",
                Kind::Method,
                |data| matches!(data, Data::Method(_)),
                |data| matches!(data, Data::Method(one) if one.directness == Some(Directness::Direct)),
            ),
            Share(
                "With the reason for choosing it",
                Kind::Method,
                |data| matches!(data, Data::Method(_)),
                |data| matches!(data, Data::Method(one) if one.selection_reason.is_some()),
            ),
            Share(
                "With its limits",
                Kind::Method,
                |data| matches!(data, Data::Method(_)),
                |data| matches!(data, Data::Method(one) if one.limits.is_some()),
            ),
        ],
    },
    Ask {
        number: "A5",
        text: "Who decided, who runs it, and are they competent?",
        looked_at: "Roles with their authority, and the training that each role asks for.",
        places: &[
            ("Roles", "topics/context.html#roles"),
            ("Training", "topics/context.html#training"),
        ],
        kinds: &[Kind::Role, Kind::Training],
        rules: &["R-GEN-06", "R-TRN-01"],
        answer: &[
            "{0} are defined; the plan of the day is {1}.",
            "{2} are on record, {3}.",
        ],
        figures: &[
            Records("Roles", Kind::Role),
            Own("Plan approved", answer::plan_approved),
            Records("Trainings", Kind::Training),
            Own("Training run out", answer::training_run_out),
        ],
    },
    Ask {
        number: "A6",
        text: "How was the sample drawn, and does it stand for the customers?",
        looked_at: "Population, frame and method of drawing; planned and achieved numbers by stratum; weights.",
        places: &[("Surveys", "surveys.html"), ("Waves", "waves.html")],
        kinds: &[Kind::Survey, Kind::Wave],
        rules: &["R-SVY-01", "R-SVY-02", "R-WAV-03", "R-WAV-04"],
        answer: &[
            "The newest wave with answers enough is {0}.",
            "Samples by survey: {1}; weights: {4}.",
            "The margin of error of that wave is {2}.",
            "The group farthest from its share of the population is off by {3}.",
        ],
        figures: &[
            Own("Newest wave", answer::newest_wave),
            Own("Drawn by", answer::sampling),
            Newest("Margin of error", "M-SMP-5"),
            Newest("Farthest from the population", "M-SMP-6"),
            Own("Weights", answer::weighting),
        ],
    },
    Ask {
        number: "A7",
        text: "What is the response rate, by which definition, and what of those who did not answer?",
        looked_at: "What became of every invitation, and which of it counts as an answer.",
        places: &[("Waves", "waves.html"), ("Reconciliation", "reconciliation.html")],
        kinds: &[Kind::Wave],
        rules: &["R-WAV-01", "R-WAV-02"],
        answer: &[
            "{0} of the invited answered in the newest wave, by this definition: {2}.",
            "What became of the invitations: {1}.",
        ],
        figures: &[
            Newest("Response rate of the newest wave", "M-SMP-1"),
            Own("What became of its invitations", answer::dispositions),
            Own("Definition", answer::response_rate),
        ],
    },
    Ask {
        number: "A8",
        text: "Was the questionnaire tried out, who approved this version, and what changed?",
        looked_at: "The trial before the first wave, and the questions of each version.",
        places: &[("Surveys", "surveys.html")],
        kinds: &[Kind::Survey],
        rules: &["R-SVY-03", "R-SVY-04", "R-SVY-05"],
        answer: &[
            "{0} surveys were tried out before they were used.",
            "Versions: {1}.",
            "{2} answers for them.",
        ],
        figures: &[
            Share(
                "Surveys tried out",
                Kind::Survey,
                |data| matches!(data, Data::Survey(_)),
                |data| matches!(data, Data::Survey(one) if one.pretest.is_some()),
            ),
            Own("Versions", answer::versions),
            Own("Answers for it", answer::survey_owners),
        ],
    },
    Ask {
        number: "A9",
        text: "How sure are you of this number?",
        looked_at: "Below each figure: its base, its interval or why there is none, and the records it was drawn from.",
        places: &[
            ("Overview", "index.html"),
            ("Waves", "waves.html"),
            ("Reference", "methods/index.html"),
        ],
        kinds: &[],
        rules: &["R-WAV-03"],
        answer: &[
            "Of the numbers on this site {0}.",
            "So the index is {1}, the net promoter score {2}, and the share acknowledged in time {3}.",
        ],
        figures: &[
            Own("Numbers with an interval", answer::intervals),
            NewestOf("Index", "M-SAT-6"),
            NewestOf("Net promoter score", "M-SAT-4"),
            Measure("Acknowledged in time", "M-CMP-3", &[]),
        ],
    },
    Ask {
        number: "A10",
        text: "Is the change real?",
        looked_at: "Whether questions and version stayed the same between two waves, and what else changed.",
        places: &[("Waves", "waves.html"), ("Surveys", "surveys.html")],
        kinds: &[Kind::Wave],
        rules: &["R-SVY-04"],
        answer: &[
            "Of each comparison it is said what a test says of it, with the number of tests taken into account, or why nothing: {0}.",
            "For the index of the newest wave: {1}.",
            "Versions of the questionnaires: {2}.",
        ],
        figures: &[
            Own("Comparisons by what a test says", answer::comparisons),
            Own("Index of the newest wave", answer::index_change),
            Own("Versions", answer::versions),
        ],
    },
    Ask {
        number: "A11",
        text: "What else tells you how satisfied customers are?",
        looked_at: "Series that nobody is asked for: returns, delays, lost customers, claims.",
        places: &[
            ("Indicators", "topics/indicators.html"),
            ("Customers who left", "topics/customers.html#losses"),
        ],
        kinds: &[Kind::Indicator],
        rules: &["R-IND-01", "R-IND-02"],
        answer: &[
            "{0} tell of it without asking, {1} with a value of the last half year.",
            "Customers kept {2}; the complaint rate is {3}.",
        ],
        figures: &[
            Records("Series", Kind::Indicator),
            Own("With a value of the last half year", answer::current_series),
            Own("Customers kept", answer::kept),
            Measure("Complaint rate", "M-CMP-1", &[]),
        ],
    },
    Ask {
        number: "A12",
        text: "What is the trend over the years?",
        looked_at: "Series by period, with the days on which their definition changed.",
        places: &[
            ("Indicators", "topics/indicators.html#series"),
            ("Overview", "index.html"),
        ],
        kinds: &[Kind::Indicator],
        rules: &["R-IND-01"],
        answer: &[
            "Of the series {0}.",
            "Definitions changed: {1}.",
            "Complaint rate by year: {2}.",
        ],
        figures: &[
            Own("Trends by what a test says", answer::trends),
            Own("Changes of definition", answer::definition_changes),
            Own("Complaint rate by year", answer::rate_by_year),
        ],
    },
    Ask {
        number: "A13",
        text: "What did you conclude, and what did you decide?",
        looked_at: "Findings with their evidence and limits, the decision, its reason and its day.",
        places: &[("Findings", "topics/findings.html")],
        kinds: &[Kind::Finding],
        rules: &["R-FND-01"],
        answer: &[
            "{0} were concluded, {1} with a decision: {2}.",
            "Waiting for a decision: {3}.",
        ],
        figures: &[
            Records("Findings", Kind::Finding),
            Measure("With a decision", "M-TRC-5", &[]),
            Own("Decided", answer::decisions),
            Own("Waiting for a decision", answer::pending),
        ],
    },
    Ask {
        number: "A14",
        text: "What did you do about this group of customers, or about this theme?",
        looked_at: "The way from a finding to the actions that address it.",
        places: &[
            ("Traceability", "traceability.html"),
            ("Actions", "topics/actions.html"),
        ],
        kinds: &[Kind::Finding, Kind::Action],
        rules: &["R-TRC-01"],
        answer: &[
            "{0} findings that are to be acted on have an action; half of the actions came within {1}.",
            "{2} were carried out by their first due date.",
            "Overdue: {3}.",
        ],
        figures: &[
            Own("Findings to act on that have an action", answer::acted),
            Measure("Days from finding to action", "M-ACT-6", &[]),
            Measure("Actions on time", "M-ACT-1", &[]),
            Measure("Overdue", "M-ACT-2", &[]),
        ],
    },
    Ask {
        number: "A15",
        text: "Did it work, and how do you know?",
        looked_at: "The effect that was expected beforehand, and the verification by somebody else.",
        places: &[("Actions", "topics/actions.html")],
        kinds: &[Kind::Action, Kind::Verification],
        rules: &[
            "R-ACT-01", "R-ACT-02", "R-ACT-04", "R-VER-01", "R-VER-02", "R-VER-03", "R-ACT-03",
        ],
        answer: &[
            "{0} were verified.",
            "{1} were judged effective.",
            "{2} are on record; the newest is {3}.",
        ],
        figures: &[
            Measure("Verified", "M-ACT-4", &[]),
            Measure("Effective", "M-ACT-5", &[]),
            Records("Verifications", Kind::Verification),
            Own("Newest", answer::newest_verification),
        ],
    },
    Ask {
        number: "A16",
        text: "Who was told what and when, and did customers hear back?",
        looked_at: "The log of communications against the recipients of the plan, and what came back after each wave.",
        places: &[("Communications", "topics/communications.html")],
        kinds: &[Kind::Communication],
        rules: &["R-COM-01"],
        answer: &[
            "{0} are logged.",
            "{1} were told in time.",
            "Those who answered heard what came out after {2}, late ones included.",
        ],
        figures: &[
            Records("Communications", Kind::Communication),
            Measure("Recipients told in time", "M-COM-1", &[]),
            Measure(
                "Waves of which those who answered heard what came out, late ones included",
                "M-COM-2",
                &[],
            ),
        ],
    },
    Ask {
        number: "A17",
        text: "Does management look at it, and with which result?",
        looked_at: "Reviews with the points they looked at and the decisions that followed.",
        places: &[("Reviews", "topics/reviews.html")],
        kinds: &[Kind::Review],
        rules: &["R-REV-01", "R-REV-02", "R-REV-03", "R-REV-04", "R-REV-05"],
        answer: &[
            "Management looked at it last in {0}.",
            "{2} were looked at.",
            "Decided so far: {3}; {4} were carried out in time.",
            "Next: {1}.",
        ],
        figures: &[
            Own("Newest review", answer::newest_review),
            Own("Next", answer::next_review),
            Measure("Points looked at", "M-REV-1", &[]),
            Own("Decisions", answer::review_decisions),
            Measure("Decisions carried out in time", "M-REV-2", &[]),
        ],
    },
    Ask {
        number: "A18",
        text: "How do you protect those who answer?",
        looked_at: "Consent and anonymity of each survey, the smallest number that is shown, how long answers are kept.",
        places: &[
            ("Surveys", "surveys.html"),
            ("Record control", "topics/audits.html#record-control"),
        ],
        kinds: &[Kind::Survey, Kind::RecordControl],
        rules: &["R-RSP-02", "R-PUB-01", "R-GEN-07"],
        answer: &[
            "Surveys by anonymity: {0}.",
            "The smallest group that is shown is {1}.",
            "Answers are kept for {2}.",
        ],
        figures: &[
            Own("Anonymity of surveys", answer::anonymity),
            Own("Smallest group shown", answer::smallest_group),
            Own("Kept for", answer::retention_of_answers),
        ],
    },
    Ask {
        number: "A19",
        text: "How do you know that the data are right?",
        looked_at: "Every rule with its result, sums that must come out equal, and the commit that all was made from.",
        places: &[
            ("Data quality", "topics/data-quality.html"),
            ("Checks", "checks.html"),
            ("Reconciliation", "reconciliation.html"),
        ],
        kinds: &[],
        rules: &["R-GEN-01", "R-GEN-02", "R-RSP-01", "R-RSP-03"],
        answer: &[
            "Of the rules {0}.",
            "Places where they failed: {1}.",
            "In the newest wave {2} failed validation.",
            "{4} sums that must come out equal are equal.",
            "All of it was made from commit {3}.",
        ],
        figures: &[
            Own("Rules", answer::rules),
            Own("Places where they failed", answer::places_failed),
            Newest("Answers that failed validation", "M-DQ-5"),
            Own("Commit", answer::commit),
            Own("Sums that must come out equal", answer::sums),
        ],
    },
    Ask {
        number: "A20",
        text: "When was the way of monitoring itself looked at?",
        looked_at: "Reviews of the programme, and records whose day of looking at them again has passed.",
        places: &[
            ("Reviews", "topics/reviews.html"),
            ("Implementation", "topics/implementation.html"),
        ],
        kinds: &[Kind::Review],
        rules: &["R-GEN-05"],
        answer: &[
            "The programme itself was looked at last in {0}.",
            "Past their day of review: {1}.",
            "{2} lay down how it is monitored.",
        ],
        figures: &[
            Own("Last review that looked at the programme", answer::programme_reviewed),
            Own("Records past their day of review", answer::records_due),
            Records("Plans", Kind::MonitoringPlan),
        ],
    },
    Ask {
        number: "A21",
        text: "Does your own view differ from that of the customers?",
        looked_at: "What the organization thought of itself before it knew the results.",
        places: &[("Own view", "topics/gaps.html#own-view")],
        kinds: &[Kind::SelfRating],
        rules: &[],
        answer: &[
            "{0} tell how the organization sees itself.",
            "The largest distance from customers in the newest wave is that of {1}; above zero the organization sees itself better than customers do.",
        ],
        figures: &[
            Records("Own ratings", Kind::SelfRating),
            Own("Largest distance from customers", answer::view_gap),
        ],
    },
    Ask {
        number: "A22",
        text: "Show one thing that became better because of this.",
        looked_at: "Chains that run from what a customer said to a verified effect.",
        places: &[
            ("Traceability", "traceability.html"),
            ("Actions", "topics/actions.html#closed"),
        ],
        kinds: &[Kind::Verification],
        rules: &["R-TRC-01"],
        answer: &[
            "{0} lead through cause and action to a verified effect of which the complainant was told.",
            "The newest effect: {1}.",
        ],
        figures: &[
            Measure("Upheld complaints that lead to a verified effect", "M-TRC-4", &[]),
            Own("Newest effect that was verified", answer::newest_effect),
        ],
    },
];

/// What auditors ask about complaints, promises and disputes.
pub(super) const COMPLAINTS: &[Ask] = &[
    Ask {
        number: "B1",
        text: "What is a complaint here, and would your staff know?",
        looked_at: "The definition that staff work with, training, and feedback that turned out to be a complaint.",
        places: &[
            ("What is a complaint", "topics/context.html#complaint"),
            ("Training", "topics/context.html#training"),
            ("Feedback", "topics/qualitative.html#feedback"),
        ],
        kinds: &[Kind::Scope],
        rules: &[],
        answer: &[
            "In the words of the scope: “{3}”",
            "Staff were trained in handling complaints {1}.",
            "{2} entries of feedback turned out to be a complaint.",
        ],
        figures: &[
            Share(
                "Scopes that say what a complaint is",
                Kind::Scope,
                |data| matches!(data, Data::Scope(_)),
                |data| matches!(data, Data::Scope(one) if one.what_is_a_complaint.is_some()),
            ),
            Own("Training in handling complaints", answer::handling_training),
            Share(
                "Feedback that was a complaint",
                Kind::Feedback,
                |data| matches!(data, Data::Feedback(_)),
                |data| matches!(data, Data::Feedback(one) if one.reclassified_as.is_some()),
            ),
            Own("Definition", answer::definition_of_complaint),
        ],
    },
    Ask {
        number: "B2",
        text: "How does a customer learn where to complain, in which languages, and what does it cost?",
        looked_at: "Channels with languages, hours and charge, and one that needs no internet.",
        places: &[
            ("Channels", "topics/context.html#channels"),
            ("Policies", "topics/context.html#policies"),
        ],
        kinds: &[Kind::Channel, Kind::Policy],
        rules: &[],
        answer: &[
            "Complaints can be made by these channels: {0}; languages: {1}.",
            "{2} channels are free of charge, and {3} need no internet.",
            "The policy is made known at: {4}.",
        ],
        figures: &[
            Own("Open for complaints", answer::channels),
            Own("Languages", answer::languages),
            Own("Free of charge", answer::free_channels),
            Own("Without internet", answer::offline_channels),
            Own("Made known at", answer::made_known),
        ],
    },
    Ask {
        number: "B3",
        text: "Give me the register of the year. Are there gaps in the numbers?",
        looked_at: "The complete register with its ids, also of what is withdrawn.",
        places: &[
            ("Complaints", "complaints.html"),
            ("Reconciliation", "reconciliation.html"),
        ],
        kinds: &[Kind::Complaint],
        rules: &["R-GEN-01"],
        answer: &[
            "The register holds {0}; received by year: {1}.",
            "Gaps in the numbers: {2}.",
            "Deleted: {3}.",
        ],
        figures: &[
            Records("Complaints", Kind::Complaint),
            Own("Received by year", answer::by_year),
            Own("Gaps in the numbers", answer::id_gaps),
            Own("Deleted", answer::deleted),
        ],
    },
    Ask {
        number: "B4",
        text: "Of those picked: when was each received, by whom, and when was it acknowledged?",
        looked_at: "The events of a case with their times.",
        places: &[
            ("Complaints", "complaints.html"),
            ("Draw a sample", "topics/audit-sample.html"),
            ("In time", "topics/complaint-performance.html#clocks"),
        ],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-01", "R-CMP-05", "R-REC-08"],
        answer: &[
            "Every case tells its events; the newest is {0}.",
            "{1} say who received them.",
            "{2} were acknowledged in time, half of all within {3}; half were entered within {4}.",
        ],
        figures: &[
            Own("Newest received", answer::newest_complaint),
            Share(
                "With who received it",
                Kind::Complaint,
                |data| matches!(data, Data::Complaint(_)),
                |data| matches!(data, Data::Complaint(one) if one.received_by.is_some()),
            ),
            Measure("Acknowledged in time", "M-CMP-3", &[]),
            Measure("Working days to acknowledgement", "M-CMP-4", &[]),
            Measure("Hours until it was entered", "M-CMP-2", &[]),
        ],
    },
    Ask {
        number: "B5",
        text: "How was severity decided, and was anybody in danger?",
        looked_at: "The assessment of a case and its later changes.",
        places: &[
            ("Complaints", "complaints.html"),
            ("Mix", "topics/complaint-analysis.html#mix"),
        ],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-06"],
        answer: &[
            "Complaints by severity: {0}.",
            "Of the cases that were assessed safety was touched in {1}; assessed anew were {2}.",
            "Wrongly prioritized at first: {3}.",
        ],
        figures: &[
            Own("By severity", answer::severities),
            Share(
                "Where safety was touched",
                Kind::Complaint,
                |data| matches!(data, Data::Complaint(one) if one.assessment.is_some()),
                |data| matches!(data, Data::Complaint(one) if one.assessment.as_ref().is_some_and(|of| of.safety_implication == Some(true))),
            ),
            Share(
                "Assessed anew",
                Kind::Complaint,
                |data| matches!(data, Data::Complaint(one) if one.assessment.is_some()),
                |data| matches!(data, Data::Complaint(one) if one.assessment.as_ref().is_some_and(|of| !of.reassessed.is_empty())),
            ),
            Measure("Wrongly prioritized", "M-CMP-6", &[]),
        ],
    },
    Ask {
        number: "B6",
        text: "Who investigated, and had that person a part in it?",
        looked_at: "The investigator against the person or unit that the complaint is about.",
        places: &[("Complaints", "complaints.html")],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-09"],
        answer: &[
            "{0} investigations name the investigator, and {1} whom or what they are about.",
            "Where the investigator had a part in it: {2}.",
        ],
        figures: &[
            Share(
                "Investigations that name the investigator",
                Kind::Complaint,
                |data| matches!(data, Data::Complaint(one) if one.investigation.is_some()),
                |data| matches!(data, Data::Complaint(one) if one.investigation.as_ref().is_some_and(|of| of.investigator.is_some())),
            ),
            Share(
                "That name whom or what it was about",
                Kind::Complaint,
                |data| matches!(data, Data::Complaint(one) if one.investigation.is_some()),
                |data| matches!(data, Data::Complaint(one) if one.investigation.as_ref().is_some_and(|of| of.subject_of_complaint.is_some())),
            ),
            Own("Where the investigator had a part in it", answer::independence),
        ],
    },
    Ask {
        number: "B7",
        text: "What did you tell the complainant, when, with which reasons and which further ways?",
        looked_at: "Decision with reasons, the day it was told, and the alternatives that were named.",
        places: &[("Complaints", "complaints.html")],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-02", "R-CMP-04"],
        answer: &[
            "{0} decisions were told to the complainant, and {1} outcomes give their reasons.",
            "Of the decisions that were not accepted, further ways were told with {2}.",
        ],
        figures: &[
            Share(
                "Decided, and told",
                Kind::Complaint,
                |data| matches!(data, Data::Complaint(one) if one.event(EventKind::DecisionMade).is_some()),
                |data| matches!(data, Data::Complaint(one) if one.event(EventKind::DecisionCommunicated).is_some()),
            ),
            Share(
                "With the reasons for the outcome",
                Kind::Complaint,
                |data| matches!(data, Data::Complaint(one) if one.outcome.is_some()),
                |data| matches!(data, Data::Complaint(one) if one.outcome_reason.is_some()),
            ),
            Share(
                "Decision not accepted, further ways told",
                Kind::Complaint,
                |data| matches!(data, Data::Complaint(one) if one.rejected()),
                |data| matches!(data, Data::Complaint(one) if one.event(EventKind::AlternativesInformed).is_some()),
            ),
        ],
    },
    Ask {
        number: "B8",
        text: "Was the remedy carried out?",
        looked_at: "Remedies with the days on which they were offered and done.",
        places: &[("Complaints", "complaints.html")],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-03", "R-CMP-13"],
        answer: &[
            "{0} remedies were carried out; still to be carried out: {1}.",
            "Upheld complaints with a remedy: {2}.",
        ],
        figures: &[
            Own("Remedies", answer::remedies),
            Own("Offered and not carried out", answer::remedies_open),
            Measure("Upheld complaints with a remedy", "M-CMP-11", &[]),
        ],
    },
    Ask {
        number: "B9",
        text: "Why was this one closed?",
        looked_at: "The reason for closing, what the complainant said to it, and what happened after.",
        places: &[
            ("Complaints", "complaints.html"),
            ("With reason for closing, as CSV", "data/complaints.csv"),
        ],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-04", "R-CMP-10"],
        answer: &[
            "Closed complaints by reason: {0}.",
            "{1} say what the complainant said to it.",
            "Reopened: {2}.",
        ],
        figures: &[
            Own("Closed because", answer::closures),
            Share(
                "With what the complainant said to it",
                Kind::Complaint,
                |data| matches!(data, Data::Complaint(one) if one.is_closed()),
                |data| matches!(data, Data::Complaint(one) if one.closure.as_ref().is_some_and(|of| of.complainant_reaction.is_some())),
            ),
            Measure("Reopened", "M-CMP-9", &[]),
        ],
    },
    Ask {
        number: "B10",
        text: "Which are open, how old are they, and why?",
        looked_at: "Cases that are not settled, with the working days so far.",
        places: &[
            ("Backlog", "topics/complaint-performance.html#backlog"),
            ("Complaints", "complaints.html"),
            ("Open and overdue", "index.html"),
        ],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-07"],
        answer: &["Open: {0}.", "With working days since receipt and state: {1}."],
        figures: &[
            Measure("Open", "M-CMP-7", &[]),
            Own("Each open one, with its days", answer::open_complaints),
        ],
    },
    Ask {
        number: "B11",
        text: "Are like complaints accepted and rejected alike?",
        looked_at: "Outcomes by handler, channel and product.",
        places: &[
            (
                "Upheld, by channel and product",
                "topics/complaint-analysis.html#upheld",
            ),
            ("Complaints", "complaints.html"),
        ],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-12"],
        answer: &[
            "Upheld: {0}.",
            "Compared with what chance leaves: {1}.",
            "Whether second reviewers agree: {2}.",
        ],
        figures: &[
            Measure("Upheld", "M-CMP-10", &[]),
            Own("Channels and products outside the limits", answer::outside_limits),
            Measure("Second review of decisions agrees", "M-QUA-3", &[]),
        ],
    },
    Ask {
        number: "B12",
        text: "What comes back again and again, and why?",
        looked_at: "Complaints that happened before, and their causes.",
        places: &[
            ("Analysis", "topics/complaint-analysis.html"),
            ("Causes", "causes.html"),
        ],
        kinds: &[Kind::Complaint, Kind::Cause],
        rules: &["R-CMP-08"],
        answer: &[
            "Most often it is {0}.",
            "Back although an action against the cause was done before: {1}.",
            "The same customer again about the same: {2}.",
            "Their reasons stand in {3}.",
        ],
        figures: &[
            Own("Most often about", answer::leading_category),
            Measure(
                "Back although an action against the cause was done before",
                "M-CMP-8",
                &[(Key::Kind, "cause")],
            ),
            Measure("The same customer again", "M-CMP-8", &[]),
            Records("Causes", Kind::Cause),
        ],
    },
    Ask {
        number: "B13",
        text: "What was changed so that it does not come back?",
        looked_at: "The decision on prevention, the actions that followed, and their verification.",
        places: &[
            ("Traceability", "traceability.html"),
            ("Actions", "topics/actions.html"),
        ],
        kinds: &[Kind::Complaint, Kind::Action],
        rules: &["R-CMP-11", "R-TRC-01"],
        answer: &[
            "A decision on prevention: {0}.",
            "A verified action: {1}.",
            "The whole way from cause to told effect: {2}.",
            "Against causes there are {3}.",
        ],
        figures: &[
            Measure("Upheld with a decision on prevention", "M-TRC-2", &[]),
            Measure("With a verified action", "M-TRC-3", &[]),
            Measure("Closed loop", "M-TRC-4", &[]),
            Own("Actions against causes", answer::against_causes),
        ],
    },
    Ask {
        number: "B14",
        text: "How satisfied are complainants with the handling, those who lost included?",
        looked_at: "The survey of complainants, and who was not invited and why.",
        places: &[
            (
                "Satisfaction with the handling",
                "topics/complaint-performance.html#satisfaction",
            ),
            ("Surveys", "surveys.html"),
            ("Complaints", "complaints.html"),
        ],
        kinds: &[Kind::Survey, Kind::Complaint],
        rules: &[],
        answer: &[
            "All in all satisfied with the handling: {0}.",
            "With the result: {1}.",
            "By how the complaint ended: {2}.",
            "Invited were {3} closed complaints, and {4} answered.",
        ],
        figures: &[
            Own("Satisfied with the handling", answer::handling_all_in_all),
            Own("Satisfied with the result", answer::result_of_handling),
            Own("By how the complaint ended", answer::handling_by_outcome),
            Share(
                "Closed complaints that were invited",
                Kind::Complaint,
                |data| matches!(data, Data::Complaint(one) if one.is_closed()),
                |data| matches!(data, Data::Complaint(one) if one.satisfaction_survey.as_ref().is_some_and(|of| of.invited == Some(true))),
            ),
            Own("Answered", answer::complainants_answered),
            Own("Handling, question by question", answer::handling),
            Own("Result by how the complaint ended", answer::result_by_outcome),
        ],
    },
    Ask {
        number: "B15",
        text: "When was the process audited, and by whom?",
        looked_at: "Audits, who made them and what these people have no part in, and what was found.",
        places: &[
            ("Audits", "topics/audits.html#audits"),
            ("Findings of audits", "topics/audits.html#audit-findings"),
        ],
        kinds: &[Kind::Audit],
        rules: &["R-AUD-01"],
        answer: &[
            "{0} are on record; the newest is {1}, by {3}.",
            "Findings that ask for something and are open: {2}.",
        ],
        figures: &[
            Records("Audits", Kind::Audit),
            Own("Newest", answer::newest_audit),
            Own(
                "Open findings, of those that ask for something",
                answer::open_audit_findings,
            ),
            Own("Auditors of the newest", answer::newest_auditors),
        ],
    },
    Ask {
        number: "B16",
        text: "Are handlers trained, and how far may they decide?",
        looked_at: "Training that the roles ask for, and the limits of their authority.",
        places: &[
            ("Roles", "topics/context.html#roles"),
            ("Training", "topics/context.html#training"),
        ],
        kinds: &[Kind::Role, Kind::Training],
        rules: &["R-CMP-12", "R-TRN-01"],
        answer: &[
            "Staff were trained in handling complaints {0}; {1}.",
            "{2} roles have a limit of authority.",
        ],
        figures: &[
            Own("Training in handling complaints", answer::handling_training),
            Own("Training run out", answer::training_run_out),
            Share(
                "Roles with a limit of authority",
                Kind::Role,
                |data| matches!(data, Data::Role(_)),
                |data| matches!(data, Data::Role(one) if one.authority.is_some()),
            ),
        ],
    },
    Ask {
        number: "B17",
        text: "Who sees the name of the complainant, and how long do you keep it?",
        looked_at: "Audiences, times of keeping, and the log of what was disposed of.",
        places: &[
            ("Record control", "topics/audits.html#record-control"),
            ("Fields of complaints, with who sees them", "methods/complaint.html"),
        ],
        kinds: &[Kind::RecordControl],
        rules: &["R-REC-02", "R-PUB-01"],
        answer: &[
            "Complaints are kept for {0}.",
            "Roles by what they may see: {1}; names of complainants are in the restricted audience alone.",
            "Last disposal: {2}.",
            "Past their time: {3}.",
        ],
        figures: &[
            Own("Complaints are kept for", answer::retention_of_complaints),
            Own("Seen by", answer::access),
            Own("Last disposal", answer::disposal),
            Measure("Past their time", "M-REC-5", &[]),
        ],
    },
    Ask {
        number: "B18",
        text: "Was this record changed after it was closed, by whom and why?",
        looked_at: "Changes after closing with field, commit, day and role, and the reason that was noted.",
        places: &[("Changes to records", "topics/changes.html"), ("Checks", "checks.html")],
        kinds: &[],
        rules: &["R-REC-01", "R-CMP-10"],
        answer: &[
            "History: {1}.",
            "Closed records that were changed: {0}; by record: {2}.",
        ],
        figures: &[
            Measure("Closed records that were changed", "M-REC-1", &[]),
            Own("History", answer::history),
            Own("Changed, with the reason noted", answer::change_reasons),
        ],
    },
    Ask {
        number: "B19",
        text: "Which promises do you make, and do you keep them?",
        looked_at: "Codes and promises, the series that measures each, and complaints that cite it.",
        places: &[("Promises", "topics/code.html")],
        kinds: &[Kind::Promise],
        rules: &["R-PRM-01"],
        answer: &["{0} are made.", "Kept: {1}.", "Complaints that cite one: {2}."],
        figures: &[
            Records("Promises", Kind::Promise),
            Own("Kept", answer::promises_kept),
            Measure("Complaints that cite one", "M-COD-2", &[]),
        ],
    },
    Ask {
        number: "B20",
        text: "When you could not agree, what happened? Was consent informed, and was the outside body independent?",
        looked_at: "Dispute files with consent, and what is known of the providers.",
        places: &[
            ("Disputes", "topics/disputes.html"),
            ("Providers", "topics/disputes.html#providers"),
        ],
        kinds: &[Kind::Dispute, Kind::Provider],
        rules: &["R-DSP-01", "R-DSP-02"],
        answer: &[
            "{0} went to an outside body: {2}.",
            "{1} have the informed consent of both sides, or the reason why none was asked.",
            "{3} outside bodies have a note on their independence.",
        ],
        figures: &[
            Records("Disputes", Kind::Dispute),
            Share(
                "With consent of both sides, or the reason why none was asked",
                Kind::Dispute,
                |data| matches!(data, Data::Dispute(_)),
                |data| matches!(data, Data::Dispute(one) if one.has_consent()),
            ),
            Own("How they stand", answer::disputes),
            Share(
                "Providers with a note on independence",
                Kind::Provider,
                |data| matches!(data, Data::Provider(_)),
                |data| matches!(data, Data::Provider(one) if one.independence_note.is_some()),
            ),
        ],
    },
    Ask {
        number: "B21",
        text: "What did you learn from disputes?",
        looked_at: "Lessons, and the findings that came of them.",
        places: &[("Lessons", "topics/disputes.html#lessons")],
        kinds: &[Kind::Dispute],
        rules: &[],
        answer: &["{0} ended disputes have lessons.", "Findings that came of them: {1}."],
        figures: &[
            Share(
                "Ended disputes with lessons",
                Kind::Dispute,
                |data| matches!(data, Data::Dispute(one) if one.is_ended()),
                |data| matches!(data, Data::Dispute(one) if one.lessons.is_some()),
            ),
            Own("Findings that came of them", answer::dispute_findings),
        ],
    },
    Ask {
        number: "B22",
        text: "Do the numbers of complaints fit what is heard elsewhere: returns, the web, front-line staff?",
        looked_at: "Complaints beside the series and the feedback that come by other ways.",
        places: &[
            ("Indicators", "topics/indicators.html"),
            ("Feedback", "topics/qualitative.html#feedback"),
            ("Complaints", "complaints.html"),
        ],
        kinds: &[Kind::Indicator, Kind::Complaint],
        rules: &[],
        answer: &[
            "Complaints by year: {0}.",
            "Events that nobody was asked about: {1}.",
            "{3}.",
            "{2} came without a complaint.",
        ],
        figures: &[
            Own("Complaints by year", answer::by_year),
            Own("Events that nobody was asked about, by year", answer::felt_by_year),
            Records("Feedback", Kind::Feedback),
            Own("Side by side", answer::same_way),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use std::collections::BTreeSet;

    #[test]
    fn every_answer_names_figures_that_there_are_and_uses_each_once() {
        for ask in SATISFACTION.iter().chain(COMPLAINTS) {
            let mut used = BTreeSet::new();
            for sentence in ask.answer {
                assert!(sentence.ends_with(['.', '”']), "{}: {sentence}", ask.number);
                let named = answer::holes(sentence);
                assert!(
                    !named.is_empty(),
                    "{} says what no record tells: {sentence}",
                    ask.number
                );
                for index in named {
                    assert!(index < ask.figures.len(), "{} has no figure {index}", ask.number);
                    assert!(used.insert(index), "{} says figure {index} twice", ask.number);
                }
            }
        }
    }

    #[test]
    fn every_question_has_a_number_of_its_own_and_rules_that_exist() {
        let all = || SATISFACTION.iter().chain(COMPLAINTS);
        let numbers: BTreeSet<&str> = all().map(|ask| ask.number).collect();
        assert_eq!((all().count(), numbers.len()), (44, 44));
        for ask in all() {
            assert!(!ask.places.is_empty(), "{} leads nowhere", ask.number);
            for id in ask.rules {
                assert!(check::find(id).is_some(), "{} names {id}, which is no rule", ask.number);
            }
        }
    }
}
