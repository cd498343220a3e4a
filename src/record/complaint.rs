//! Complaints: what was said, how it was judged and investigated, what was decided, and every event on the way.
//!
//! The state is not typed in: it follows from the events, see [`Complaint::state`].

use super::kind::{About, Area, Moment, RecordKind, When};
use super::types::{Markdown, Money, MoneyOrText, OrUnknown, Reference, ReferenceOrText};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Dissatisfaction that a customer expressed and expects an answer to, with every event until it was closed.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Complaint {
    /// State; follows from the events.
    #[schemars(extend("x-derived" = true))]
    pub status: Option<ComplaintStatus>,
    /// First moment at which any part of the organization had it.
    #[schemars(extend("x-level" = "starter"))]
    pub received_at: Option<Timestamp>,
    /// When it was entered in the register.
    #[schemars(extend("x-level" = "standard"))]
    pub logged_at: Option<Timestamp>,
    /// How it came.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["channel"]))]
    pub channel: Option<Reference>,
    /// Who took it.
    #[schemars(extend("x-level" = "audit", "x-ref" = ["role", "person"]))]
    pub received_by: Option<Reference>,
    /// Who complains: a customer, `anonymous`, or `not_a_customer`.
    #[schemars(extend("x-level" = "standard", "x-personal" = true))]
    pub complainant: Option<Complainant>,
    /// Whether somebody complains for another and may do so.
    pub on_behalf: Option<bool>,
    /// Segments of the complainant: dimension, then segment; or `unknown`.
    #[schemars(extend("x-level" = "audit", "x-ref" = ["segment"]))]
    pub segment_values: Option<OrUnknown<BTreeMap<String, OrUnknown<Reference>>>>,
    /// Product it is about, or `unknown`.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["product"]))]
    pub product: Option<OrUnknown<Reference>>,
    /// Order, project or ticket it is about, under a pseudonym.
    pub transaction: Option<String>,
    /// What it is mainly about.
    #[schemars(extend("x-level" = "starter"))]
    pub category: Option<Category>,
    /// What else it is about.
    pub categories_secondary: Vec<Category>,
    /// Characteristic it is about.
    #[schemars(extend("x-ref" = ["characteristic"]))]
    pub characteristic: Option<Reference>,
    /// Promise that is said to be broken.
    #[schemars(extend("x-ref" = ["promise"]))]
    pub promise: Option<Reference>,
    /// What the complainant said.
    #[schemars(extend("x-level" = "standard", "x-restricted" = true))]
    pub description: Option<Markdown>,
    /// Day of what it is about.
    pub problem_date: Option<Date>,
    /// Whether the complainant had the same trouble before, or `unknown`.
    #[schemars(extend("x-level" = "audit"))]
    pub is_recurrence: Option<OrUnknown<bool>>,
    /// Other complaints about the same thing.
    #[schemars(extend("x-ref" = ["complaint"]))]
    pub related_complaints: Vec<Reference>,
    /// What the complainant wants, or `none_stated`.
    #[schemars(extend("x-level" = "audit"))]
    pub requested_remedy: Option<RequestedRemedy>,
    /// What was done at once, or `none`.
    #[schemars(extend("x-level" = "audit"))]
    pub immediate_action: Option<Markdown>,
    /// Day by which the decision is to be told.
    #[schemars(extend("x-level" = "standard"))]
    pub response_due: Option<Date>,
    /// Who answers for it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub handler: Option<Reference>,
    /// How serious it is.
    pub assessment: Option<Assessment>,
    /// What was found out.
    pub investigation: Option<Investigation>,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// Why, in plain words.
    pub outcome_reason: Option<Markdown>,
    /// What the complainant got or was offered.
    pub remedies: Vec<RemedyGiven>,
    /// What is done so that it does not happen again.
    pub preventive_decision: Option<PreventiveDecision>,
    /// Causes that were found.
    #[schemars(extend("x-ref" = ["cause"]))]
    pub causes: Vec<Reference>,
    /// How it ended.
    pub closure: Option<Closure>,
    /// Dispute that came of it.
    #[schemars(extend("x-ref" = ["dispute"]))]
    pub dispute: Option<Reference>,
    /// Whether the complainant was asked about the handling.
    pub satisfaction_survey: Option<SurveyInvitation>,
    /// What happened, in order.
    #[schemars(extend("x-level" = "starter"))]
    pub events: Vec<Event>,
    /// Cost of handling and remedy.
    pub cost: Option<Money>,
}

/// Who complains.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Complainant {
    /// Nobody with a record here.
    Without(WithoutRecord),
    /// A customer.
    #[schemars(extend("x-ref" = ["customer"]))]
    Customer(Reference),
}

/// Complainants without a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WithoutRecord {
    /// Did not say who.
    Anonymous,
    /// Is no customer.
    NotACustomer,
}

/// What complaints are about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Delivered late.
    DeliveryLate,
    /// Delivered in part.
    DeliveryIncomplete,
    /// Not delivered.
    NotDelivered,
    /// The product is faulty.
    ProductDefect,
    /// The service failed.
    ServiceFailure,
    /// Something else than ordered.
    NotAsOrdered,
    /// Something was damaged.
    Damage,
    /// Told something wrong.
    InformationWrong,
    /// Not told.
    InformationMissing,
    /// How it was sold.
    SalesPractice,
    /// The price.
    Price,
    /// Charged for more than agreed.
    ExtraCharge,
    /// The invoice is wrong.
    InvoiceError,
    /// Paying did not work.
    Payment,
    /// Terms of the contract.
    ContractTerms,
    /// Cancelling.
    Cancellation,
    /// A warranty was not honoured.
    WarrantyRefused,
    /// How staff behaved.
    StaffConduct,
    /// What staff did not know or could not do.
    StaffCompetence,
    /// Not available when needed.
    Availability,
    /// Cannot be used or reached by everybody.
    Accessibility,
    /// Privacy or security.
    PrivacySecurity,
    /// A promise was not kept.
    CommitmentNotKept,
    /// How a complaint was handled.
    ComplaintHandling,
    /// Something else.
    Other,
    /// A word of the project's own; the word itself stands in the record.
    #[serde(other)]
    #[schemars(skip)]
    Own,
}

/// What a complainant wants.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RequestedRemedy {
    /// Nothing in particular was said.
    Unstated(NoneStated),
    /// These remedies.
    Stated(Vec<Remedy>),
}

/// The word for no stated wish.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoneStated {
    /// The complainant did not say what would settle it.
    NoneStated,
}

/// Ways to make good.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Saying sorry.
    Apology,
    /// Explaining.
    Explanation,
    /// Putting it right.
    Correction,
    /// Repairing.
    Repair,
    /// Giving the same again.
    Replacement,
    /// Giving something else.
    Substitute,
    /// Giving the money back.
    Refund,
    /// Taking less.
    PriceReduction,
    /// A credit.
    Credit,
    /// Paying for a loss.
    Compensation,
    /// A gesture without duty.
    Goodwill,
    /// Technical help.
    TechnicalHelp,
    /// Information.
    Information,
    /// Pointing to somebody who can help.
    Referral,
    /// Changing the contract.
    ContractChange,
    /// Changing how work is done.
    ProcessChange,
    /// A measure towards staff.
    StaffMeasure,
    /// Nothing.
    None,
    /// A word of the project's own; the word itself stands in the record.
    #[serde(other)]
    #[schemars(skip)]
    Own,
}

/// How serious a complaint is.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Assessment {
    /// Severity now: 1 minor, 2 moderate, 3 major, 4 critical.
    #[schemars(extend("x-level" = "starter"), range(min = 1, max = 4))]
    pub severity: Option<u8>,
    /// Whether anybody's safety is touched.
    #[schemars(extend("x-level" = "standard"))]
    pub safety_implication: Option<bool>,
    /// How hard it is to sort out.
    #[schemars(extend("x-level" = "audit"))]
    pub complexity: Option<Complexity>,
    /// How many customers it touches.
    #[schemars(extend("x-level" = "audit"))]
    pub impact: Option<Impact>,
    /// Whether something has to be done at once.
    #[schemars(extend("x-level" = "audit"))]
    pub immediate_action_needed: Option<bool>,
    /// Whether something can be done at once.
    #[schemars(extend("x-level" = "audit"))]
    pub immediate_action_possible: Option<bool>,
    /// Whether it may end in a payment.
    pub compensation_likely: Option<bool>,
    /// Whether the complainant needs special care.
    #[schemars(extend("x-personal" = true))]
    pub vulnerable_customer: Option<bool>,
    /// Later changes of the severity, in order.
    pub reassessed: Vec<Reassessment>,
    /// Who judged it.
    #[schemars(extend("x-level" = "audit", "x-ref" = ["role", "person"]))]
    pub assessed_by: Option<Reference>,
}

/// How hard a complaint is to sort out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Complexity {
    /// One fact, one person.
    Simple,
    /// Several facts or people.
    Moderate,
    /// Much to find out, or several parties.
    Complex,
}

/// How many customers a complaint touches.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    /// One.
    SingleCustomer,
    /// Several.
    SeveralCustomers,
    /// All who use the product or process.
    Systemic,
}

/// A change of the severity.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Reassessment {
    /// When.
    #[schemars(extend("x-level" = "starter"))]
    pub at: Option<Timestamp>,
    /// Severity before.
    #[schemars(extend("x-level" = "standard"), range(min = 1, max = 4))]
    pub from: Option<u8>,
    /// Severity from then on.
    #[schemars(extend("x-level" = "starter"), range(min = 1, max = 4))]
    pub severity: Option<u8>,
    /// Why.
    #[schemars(extend("x-level" = "standard"))]
    pub reason: Option<String>,
}

/// What was found out about a complaint.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Investigation {
    /// Who looked into it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub investigator: Option<Reference>,
    /// Person, role or unit that is complained about, or `none`.
    #[schemars(extend("x-level" = "audit", "x-ref" = ["person", "role"]))]
    pub subject_of_complaint: Option<ReferenceOrText>,
    /// First day.
    #[schemars(extend("x-level" = "standard"))]
    pub started_on: Option<Date>,
    /// Last day; open while it goes on.
    pub completed_on: Option<Date>,
    /// What was looked at and who was heard.
    #[schemars(extend("x-level" = "audit"))]
    pub sources: Vec<String>,
    /// What happened.
    #[schemars(extend("x-level" = "audit", "x-restricted" = true))]
    pub facts: Option<Markdown>,
    /// What follows from it.
    pub conclusion: Option<Markdown>,
    /// Whether somebody without part in the matter looked at it again.
    pub independent_review: Option<bool>,
}

/// What was decided about a complaint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The complainant is right.
    Upheld,
    /// The complainant is right in part.
    PartlyUpheld,
    /// The complainant is not right.
    NotUpheld,
    /// Settled without saying who is right.
    ResolvedWithoutFinding,
    /// Taken back.
    Withdrawn,
    /// Not a matter for this process.
    OutOfScope,
    /// The same as another one.
    Duplicate,
}

/// Something the complainant got or was offered.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RemedyGiven {
    /// What sort of remedy.
    #[schemars(extend("x-level" = "starter"))]
    pub kind: Option<Remedy>,
    /// Its worth, or words about it.
    pub value: Option<MoneyOrText>,
    /// When it was offered.
    #[schemars(extend("x-level" = "standard"))]
    pub offered_on: Option<Date>,
    /// Whether it was accepted.
    pub accepted: Option<bool>,
    /// When it was done.
    pub carried_out_on: Option<Date>,
    /// Whether it was given without duty.
    pub goodwill: Option<bool>,
}

/// What is done so that it does not happen again.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PreventiveDecision {
    /// The decision.
    #[schemars(extend("x-level" = "starter"))]
    pub decision: Option<PreventiveChoice>,
    /// Actions it refers to.
    #[schemars(extend("x-ref" = ["action"]))]
    pub actions: Vec<Reference>,
    /// Why, where no action follows.
    pub reason: Option<String>,
}

/// Ways to decide about prevention.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PreventiveChoice {
    /// A new action.
    ActionRaised,
    /// An action that is under way.
    CoveredByExistingAction,
    /// Wait and see whether it happens again.
    Watch,
    /// Nothing, for a reason.
    NoneWithReason,
}

/// How a complaint ended.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Closure {
    /// When it was closed.
    #[schemars(extend("x-level" = "standard"))]
    pub closed_at: Option<Timestamp>,
    /// Why it could be closed.
    #[schemars(extend("x-level" = "standard"))]
    pub reason: Option<ClosureReason>,
    /// What the complainant said to the decision.
    #[schemars(extend("x-level" = "audit"))]
    pub complainant_reaction: Option<Reaction>,
    /// Whether the remedy was carried out.
    pub remedy_done: Option<bool>,
}

/// Why a complaint could be closed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClosureReason {
    /// Accepted, and the remedy carried out.
    AcceptedAndDone,
    /// Settled when it was first brought forward.
    ResolvedFirstContact,
    /// Not accepted, and nothing more can be done.
    OptionsExhausted,
    /// Ended by an outside body.
    DisputeDecided,
    /// Taken back.
    Withdrawn,
    /// The complainant did not react to the last answer.
    NoReplyAfterFinalResponse,
    /// Nobody to answer to.
    AnonymousNoContact,
    /// Goes on under another one.
    Duplicate,
    /// Not a matter for this process.
    OutOfScope,
    /// Handed over to somebody else.
    Transferred,
    /// A word of the project's own; the word itself stands in the record.
    #[serde(other)]
    #[schemars(skip)]
    Own,
}

/// What a complainant said to the decision.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// Accepted it.
    Accepted,
    /// Did not.
    Rejected,
    /// Said nothing.
    NoReply,
    /// Not known.
    Unknown,
}

/// Whether the complainant was asked about the handling.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SurveyInvitation {
    /// Whether asked.
    #[schemars(extend("x-level" = "starter"))]
    pub invited: Option<bool>,
    /// Why not.
    pub reason_not: Option<String>,
}

/// Something that happened to a complaint.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Event {
    /// When.
    #[schemars(extend("x-level" = "starter"))]
    pub at: Option<Timestamp>,
    /// What.
    #[schemars(extend("x-level" = "starter"))]
    pub kind: Option<EventKind>,
    /// Who did it.
    #[schemars(extend("x-level" = "audit", "x-ref" = ["role", "person", "customer", "provider"]))]
    pub by: Option<ReferenceOrText>,
    /// Words about it.
    pub note: Option<String>,
    /// Whom it concerns.
    pub audience: Option<EventAudience>,
}

/// Whom an event concerns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventAudience {
    /// The organization only.
    Internal,
    /// The complainant too.
    Complainant,
    /// Everybody.
    Public,
}

/// What happens to complaints.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// It reached the organization.
    Received,
    /// It was entered in the register.
    Logged,
    /// The complainant was told that it arrived.
    Acknowledged,
    /// Its severity was judged.
    Assessed,
    /// Its severity was judged again.
    Reassessed,
    /// Somebody was put in charge.
    Assigned,
    /// Somebody else was put in charge.
    Reassigned,
    /// Something was done at once.
    ImmediateAction,
    /// Finding out began.
    InvestigationStarted,
    /// Finding out ended.
    InvestigationCompleted,
    /// The complainant was told how it stands.
    UpdateGiven,
    /// The complainant was asked for something.
    InfoRequested,
    /// The complainant answered.
    InfoReceived,
    /// An answer was drafted.
    ResponseProposed,
    /// It was decided.
    DecisionMade,
    /// The complainant was told the decision.
    DecisionCommunicated,
    /// The complainant accepted it.
    ComplainantAccepted,
    /// The complainant did not accept it.
    ComplainantRejected,
    /// The complainant was told where else to turn.
    AlternativesInformed,
    /// A remedy was carried out.
    RemedyCarriedOut,
    /// It was taken to a higher level.
    EscalatedInternal,
    /// It was taken to an outside body.
    ReferredExternal,
    /// The outside body decided.
    ExternalDecision,
    /// It was closed.
    Closed,
    /// It was taken up again.
    Reopened,
    /// The complainant was asked about the handling.
    SurveyInvited,
    /// The complainant took it back.
    Withdrawn,
    /// A remark.
    Note,
}

/// States of a complaint, as they follow from its events.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintStatus {
    /// Nothing has happened yet.
    New,
    /// The complainant knows that it arrived.
    Acknowledged,
    /// Its severity is judged.
    Assessed,
    /// It is being looked into.
    Investigating,
    /// The complainant was asked for something and has not answered.
    WaitingForComplainant,
    /// A decision is made, here or by an outside body.
    Decided,
    /// The complainant knows the decision.
    Communicated,
    /// It lies with an outside body.
    InDispute,
    /// Closed.
    Closed,
    /// Taken up again after it was closed.
    Reopened,
    /// Taken back by the complainant.
    Withdrawn,
}

impl ComplaintStatus {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Acknowledged => "acknowledged",
            Self::Assessed => "assessed",
            Self::Investigating => "investigating",
            Self::WaitingForComplainant => "waiting_for_complainant",
            Self::Decided => "decided",
            Self::Communicated => "communicated",
            Self::InDispute => "in_dispute",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl EventKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Logged => "logged",
            Self::Acknowledged => "acknowledged",
            Self::Assessed => "assessed",
            Self::Reassessed => "reassessed",
            Self::Assigned => "assigned",
            Self::Reassigned => "reassigned",
            Self::ImmediateAction => "immediate_action",
            Self::InvestigationStarted => "investigation_started",
            Self::InvestigationCompleted => "investigation_completed",
            Self::UpdateGiven => "update_given",
            Self::InfoRequested => "info_requested",
            Self::InfoReceived => "info_received",
            Self::ResponseProposed => "response_proposed",
            Self::DecisionMade => "decision_made",
            Self::DecisionCommunicated => "decision_communicated",
            Self::ComplainantAccepted => "complainant_accepted",
            Self::ComplainantRejected => "complainant_rejected",
            Self::AlternativesInformed => "alternatives_informed",
            Self::RemedyCarriedOut => "remedy_carried_out",
            Self::EscalatedInternal => "escalated_internal",
            Self::ReferredExternal => "referred_external",
            Self::ExternalDecision => "external_decision",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::SurveyInvited => "survey_invited",
            Self::Withdrawn => "withdrawn",
            Self::Note => "note",
        }
    }
}

impl Remedy {
    /// The word for it, in plain words.
    pub fn plain(self) -> String {
        let word = match self {
            Self::Apology => "apology",
            Self::Explanation => "explanation",
            Self::Correction => "correction",
            Self::Repair => "repair",
            Self::Replacement => "replacement",
            Self::Substitute => "substitute",
            Self::Refund => "refund",
            Self::PriceReduction => "price reduction",
            Self::Credit => "credit",
            Self::Compensation => "compensation",
            Self::Goodwill => "goodwill",
            Self::TechnicalHelp => "technical help",
            Self::Information => "information",
            Self::Referral => "referral",
            Self::ContractChange => "contract change",
            Self::ProcessChange => "process change",
            Self::StaffMeasure => "staff measure",
            Self::None => "none",
            Self::Own => "a remedy of the organization's own",
        };
        word.to_owned()
    }
}

impl Outcome {
    /// Whether the complainant is right, wholly or in part.
    pub fn is_upheld(self) -> bool {
        matches!(self, Self::Upheld | Self::PartlyUpheld)
    }
}

impl Complainant {
    /// The customer, if it is one with a record.
    pub fn customer(&self) -> Option<&Reference> {
        match self {
            Self::Customer(customer) => Some(customer),
            Self::Without(_) => None,
        }
    }
}

impl Complaint {
    /// The state that follows from the events, taken in the order in which they are written.
    ///
    /// It begins as `new`. An event that has a state of its own moves to it from wherever the complaint stands, so that
    /// later events win:
    ///
    /// | event | state |
    /// |---|---|
    /// | `assessed` | assessed |
    /// | `investigation_started`, `investigation_completed` | investigating |
    /// | `info_requested` | waiting for the complainant |
    /// | `info_received` | what it was before the request |
    /// | `decision_made`, `external_decision` | decided |
    /// | `decision_communicated` | communicated |
    /// | `referred_external` | in dispute |
    /// | `closed`, `reopened`, `withdrawn` | the same |
    ///
    /// Two exceptions. Once `closed`, only `reopened` moves it: an outside body may still decide, and somebody may still
    /// be asked how satisfied they are. And `acknowledged` moves a new complaint only, since a late confirmation of
    /// receipt undoes no work. All other events leave the state as it is.
    pub fn state(&self) -> ComplaintStatus {
        follow(&self.events)
    }

    /// The first event of a kind.
    pub fn event(&self, kind: EventKind) -> Option<&Event> {
        self.events.iter().find(|event| event.kind == Some(kind))
    }

    /// The event written last.
    pub fn last_event(&self) -> Option<&Event> {
        self.events.last()
    }

    /// Whether it is closed now.
    pub fn is_closed(&self) -> bool {
        self.state() == ComplaintStatus::Closed
    }

    /// When the complainant was first told that it arrived.
    pub fn acknowledged_at(&self) -> Option<Timestamp> {
        self.event(EventKind::Acknowledged)?.at
    }

    /// When the complainant was first told the decision; here the clock for deciding stops.
    pub fn decided_at(&self) -> Option<Timestamp> {
        self.event(EventKind::DecisionCommunicated)?.at
    }

    /// When it was closed last, whether or not it was taken up again since.
    pub fn closed_at(&self) -> Option<Timestamp> {
        self.events
            .iter()
            .rev()
            .find(|event| event.kind == Some(EventKind::Closed))?
            .at
    }

    /// The events since it was last taken up again; all of them where it never was.
    fn running_events(&self) -> &[Event] {
        let reopened = |event: &Event| event.kind == Some(EventKind::Reopened);
        let from = self.events.iter().rposition(reopened).map_or(0, |index| index + 1);
        &self.events[from..]
    }

    /// Whether it was closed and taken up again, and nothing has ended it since.
    pub fn is_reopened(&self) -> bool {
        self.running_events().len() < self.events.len() && !self.is_settled()
    }

    /// Whether it is closed or withdrawn now.
    pub fn is_settled(&self) -> bool {
        matches!(self.state(), ComplaintStatus::Closed | ComplaintStatus::Withdrawn)
    }

    /// Whether it ended because the complainant took it back.
    pub fn is_withdrawn(&self) -> bool {
        let closed = |event: &Event| event.kind == Some(EventKind::Closed);
        let running = self.running_events();
        let before = running.iter().position(closed).map_or(running, |index| &running[..index]);
        follow(before) == ComplaintStatus::Withdrawn
    }

    /// The number of the withdrawal that still holds: not taken up again since, and nobody found afterwards who is right.
    pub fn taken_back(&self) -> Option<usize> {
        let found = matches!(
            self.outcome,
            Some(Outcome::Upheld | Outcome::PartlyUpheld | Outcome::NotUpheld)
        );
        let last = |kind| self.events.iter().rposition(|event| event.kind == Some(kind));
        let withdrawn = last(EventKind::Withdrawn)?;
        let reopened = last(EventKind::Reopened);
        (!found && reopened.is_none_or(|reopened| reopened < withdrawn)).then_some(withdrawn)
    }

    /// Whether the complainant did not say who he or she is.
    pub fn is_anonymous(&self) -> bool {
        self.complainant == Some(Complainant::Without(WithoutRecord::Anonymous))
    }

    /// When the complainant was told the decision that stands. What was told before it was taken up again stands only
    /// where it was settled without another decision.
    pub fn decision_stands_since(&self) -> Option<Timestamp> {
        let told = |event: &&Event| event.kind == Some(EventKind::DecisionCommunicated);
        match self.running_events().iter().find(told) {
            Some(event) => event.at,
            None if self.is_settled() => self.decided_at(),
            None => None,
        }
    }

    /// When it was settled; nothing while it is open.
    pub fn settled_at(&self) -> Option<Timestamp> {
        let ended = |event: &&Event| matches!(event.kind, Some(EventKind::Closed | EventKind::Withdrawn));
        self.events
            .iter()
            .rev()
            .find(ended)
            .filter(|_| self.is_settled())?
            .at
    }

    /// Whether a decision is still due: none stands, and it is not settled.
    pub fn awaits_decision(&self) -> bool {
        !self.is_settled() && self.decision_stands_since().is_none()
    }

    /// Whether the complainant does not accept the decision: by the last event that tells, else by the closure.
    pub fn rejected(&self) -> bool {
        self.reaction() == Some(Reaction::Rejected)
    }

    /// Whether the complainant accepts the decision: by the last event that tells, else by the closure.
    pub fn accepted(&self) -> bool {
        self.reaction() == Some(Reaction::Accepted)
    }

    fn reaction(&self) -> Option<Reaction> {
        let told = self.events.iter().rev().find_map(|event| match event.kind {
            Some(EventKind::ComplainantRejected) => Some(Reaction::Rejected),
            Some(EventKind::ComplainantAccepted) => Some(Reaction::Accepted),
            _ => None,
        });
        told.or_else(|| self.closure.as_ref()?.complainant_reaction)
    }

    /// Severity now.
    pub fn severity(&self) -> Option<u8> {
        self.assessment.as_ref()?.severity
    }

    /// Severity as first judged: before the first change, if there was one and it tells from where.
    pub fn first_severity(&self) -> Option<u8> {
        let assessment = self.assessment.as_ref()?;
        match assessment.reassessed.first() {
            Some(first) => first.from,
            None => assessment.severity,
        }
    }

    /// Whether the complainant is right, wholly or in part.
    pub fn is_upheld(&self) -> bool {
        self.outcome.is_some_and(Outcome::is_upheld)
    }

    /// Whether something was done at once; words that say that nothing was are none.
    pub fn has_immediate_action(&self) -> bool {
        self.immediate_action.as_ref().is_some_and(|action| {
            let said = action.trim().trim_end_matches('.').to_lowercase();
            !matches!(
                said.as_str(),
                "" | "none" | "no" | "nothing" | "n/a" | "na" | "-" | "--" | "–" | "—"
            )
        })
    }

    /// The segment in a dimension, if it is known.
    pub fn segment(&self, dimension: &str) -> Option<&Reference> {
        self.segment_values.as_ref()?.known()?.get(dimension)?.known()
    }
}

/// The state after these events, see [`Complaint::state`].
fn follow(events: &[Event]) -> ComplaintStatus {
    let mut state = ComplaintStatus::New;
    let mut before_request = ComplaintStatus::New;
    for kind in events.iter().filter_map(|event| event.kind) {
        if state == ComplaintStatus::Closed && kind != EventKind::Reopened {
            continue;
        }
        state = match kind {
            EventKind::Acknowledged if state == ComplaintStatus::New => ComplaintStatus::Acknowledged,
            EventKind::Assessed => ComplaintStatus::Assessed,
            EventKind::InvestigationStarted | EventKind::InvestigationCompleted => ComplaintStatus::Investigating,
            EventKind::InfoRequested => {
                if state != ComplaintStatus::WaitingForComplainant {
                    before_request = state;
                }
                ComplaintStatus::WaitingForComplainant
            }
            EventKind::InfoReceived if state == ComplaintStatus::WaitingForComplainant => before_request,
            EventKind::DecisionMade | EventKind::ExternalDecision => ComplaintStatus::Decided,
            EventKind::DecisionCommunicated => ComplaintStatus::Communicated,
            EventKind::ReferredExternal => ComplaintStatus::InDispute,
            EventKind::Closed => ComplaintStatus::Closed,
            EventKind::Reopened => ComplaintStatus::Reopened,
            EventKind::Withdrawn => ComplaintStatus::Withdrawn,
            EventKind::Received
            | EventKind::Logged
            | EventKind::Acknowledged
            | EventKind::Reassessed
            | EventKind::Assigned
            | EventKind::Reassigned
            | EventKind::ImmediateAction
            | EventKind::UpdateGiven
            | EventKind::InfoReceived
            | EventKind::ResponseProposed
            | EventKind::ComplainantAccepted
            | EventKind::ComplainantRejected
            | EventKind::AlternativesInformed
            | EventKind::RemedyCarriedOut
            | EventKind::EscalatedInternal
            | EventKind::SurveyInvited
            | EventKind::Note => state,
        };
    }
    state
}

impl RecordKind for Complaint {
    const ABOUT: About = About::new(
        "complaint",
        "complaints",
        "CMP",
        Area::Complaints,
        "Dissatisfaction that a customer expressed and expects an answer to, with every event until it was closed.",
    )
    .without_owner()
    .settled(&["closed", "withdrawn"]);

    fn derived_status(&self) -> Option<&'static str> {
        Some(self.state().word())
    }

    /// The events; then the dates inside the other parts, where no event tells the same.
    fn timeline(&self) -> Vec<Moment> {
        let event = |event: &Event| {
            Some(Moment {
                when: When::Instant(event.at?),
                what: event.kind?.word().to_owned(),
                by: event.by.as_ref().and_then(ReferenceOrText::reference),
                note: event.note.clone(),
            })
        };
        let mut moments: Vec<Moment> = self.events.iter().filter_map(event).collect();
        let told = |kind| self.event(kind).is_some();
        let mut add = |kind: EventKind, when: Option<When>, note: Option<String>| {
            if let Some(when) = when.filter(|_| !told(kind)) {
                moments.push(Moment {
                    when,
                    what: kind.word().to_owned(),
                    by: None,
                    note,
                });
            }
        };
        for change in self.assessment.iter().flat_map(|assessment| &assessment.reassessed) {
            add(
                EventKind::Reassessed,
                change.at.map(When::Instant),
                change.reason.clone(),
            );
        }
        if let Some(investigation) = &self.investigation {
            add(
                EventKind::InvestigationStarted,
                investigation.started_on.map(When::Day),
                None,
            );
            add(
                EventKind::InvestigationCompleted,
                investigation.completed_on.map(When::Day),
                None,
            );
        }
        for remedy in &self.remedies {
            add(
                EventKind::RemedyCarriedOut,
                remedy.carried_out_on.map(When::Day),
                remedy.kind.map(Remedy::plain),
            );
        }
        let closed_at = self.closure.as_ref().and_then(|closure| closure.closed_at);
        add(EventKind::Closed, closed_at.map(When::Instant), None);
        moments.extend(self.remedies.iter().filter_map(|remedy| {
            let offered = Moment::on(remedy.offered_on, "remedy_offered")?;
            let note = remedy.kind.map(Remedy::plain);
            Some(Moment { note, ..offered })
        }));
        moments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A complaint with these events, one a day.
    fn with(kinds: &str) -> Complaint {
        let events: Vec<String> = kinds
            .split_whitespace()
            .enumerate()
            .map(|(day, kind)| format!("  - {{at: 2025-01-{:02}T09:00:00Z, kind: {kind}}}\n", day + 1))
            .collect();
        match events.as_slice() {
            [] => Complaint::default(),
            _ => serde_yaml::from_str(&format!("events:\n{}", events.concat())).unwrap(),
        }
    }

    fn state(kinds: &str) -> &'static str {
        with(kinds).state().word()
    }

    #[test]
    fn a_complaint_without_events_is_new() {
        assert_eq!(state(""), "new");
        assert_eq!(state("received logged assigned immediate_action note"), "new");
    }

    #[test]
    fn each_step_has_its_state() {
        assert_eq!(state("received acknowledged"), "acknowledged");
        assert_eq!(state("received acknowledged assessed assigned"), "assessed");
        assert_eq!(
            state("acknowledged assessed investigation_started update_given"),
            "investigating"
        );
        assert_eq!(
            state("investigation_started investigation_completed response_proposed"),
            "investigating"
        );
        assert_eq!(state("investigation_completed decision_made"), "decided");
        assert_eq!(state("decision_made decision_communicated"), "communicated");
        assert_eq!(
            state("decision_communicated complainant_accepted remedy_carried_out"),
            "communicated"
        );
        assert_eq!(
            state("decision_communicated complainant_rejected alternatives_informed"),
            "communicated"
        );
        assert_eq!(state("decision_communicated closed"), "closed");
        assert_eq!(state("acknowledged withdrawn"), "withdrawn");
        assert_eq!(state("withdrawn closed"), "closed");
    }

    #[test]
    fn later_events_win() {
        assert_eq!(state("decision_made investigation_started"), "investigating");
        assert_eq!(state("investigation_started assessed reassessed"), "assessed");
        assert_eq!(state("withdrawn investigation_started"), "investigating");
    }

    #[test]
    fn a_late_acknowledgement_undoes_nothing() {
        assert_eq!(state("assessed acknowledged"), "assessed");
        assert_eq!(state("closed reopened acknowledged"), "reopened");
    }

    #[test]
    fn an_answer_of_the_complainant_leads_back_to_where_it_stood() {
        assert_eq!(state("assessed info_requested"), "waiting_for_complainant");
        assert_eq!(
            state("assessed info_requested info_requested info_received"),
            "assessed"
        );
        assert_eq!(
            state("investigation_started info_requested update_given info_received"),
            "investigating"
        );
        assert_eq!(
            state("acknowledged info_requested decision_made info_received"),
            "decided"
        );
        assert_eq!(state("acknowledged info_received"), "acknowledged");
    }

    #[test]
    fn an_outside_body_takes_it_and_decides() {
        assert_eq!(state("decision_communicated escalated_internal"), "communicated");
        assert_eq!(
            state("decision_communicated complainant_rejected referred_external"),
            "in_dispute"
        );
        assert_eq!(state("referred_external external_decision"), "decided");
        assert_eq!(state("referred_external external_decision closed"), "closed");
    }

    #[test]
    fn only_reopening_opens_a_closed_complaint() {
        assert_eq!(state("closed note survey_invited"), "closed");
        assert_eq!(state("closed referred_external external_decision"), "closed");
        assert_eq!(state("closed decision_made withdrawn acknowledged"), "closed");
        assert_eq!(state("closed reopened"), "reopened");
        assert_eq!(state("closed reopened investigation_started"), "investigating");
        assert_eq!(state("closed reopened closed"), "closed");
    }

    #[test]
    fn moments_are_the_first_of_their_kind_and_the_last_closure() {
        let complaint =
            with("received acknowledged decision_communicated closed reopened decision_communicated closed note");
        let day = |day: u8| Some(format!("2025-01-{day:02}T09:00:00Z").parse::<Timestamp>().unwrap());
        assert_eq!(complaint.acknowledged_at(), day(2));
        assert_eq!(complaint.decided_at(), day(3));
        assert_eq!(complaint.closed_at(), day(7));
        assert_eq!(
            complaint.last_event().and_then(|event| event.kind),
            Some(EventKind::Note)
        );
        assert!(complaint.is_closed());
        assert!(!with("closed reopened").is_closed());
    }

    #[test]
    fn taking_it_up_again_ends_what_was_told_before() {
        let day = |day: u8| Some(format!("2025-01-{day:02}T09:00:00Z").parse::<Timestamp>().unwrap());
        let open = with("received decision_communicated closed reopened");
        assert!(open.is_reopened() && open.awaits_decision());
        assert_eq!((open.decision_stands_since(), open.settled_at()), (None, None));
        let decided = with("received decision_communicated closed reopened decision_communicated");
        assert!(decided.is_reopened() && !decided.awaits_decision());
        assert_eq!(decided.decision_stands_since(), day(5));
        let settled = with("received decision_communicated closed reopened closed");
        assert!(!settled.is_reopened() && !settled.awaits_decision());
        assert_eq!((settled.decision_stands_since(), settled.settled_at()), (day(2), day(5)));
        let withdrawn = with("received withdrawn closed");
        assert!(withdrawn.is_withdrawn() && !withdrawn.awaits_decision());
        assert_eq!(withdrawn.decision_stands_since(), None);
        assert!(with("withdrawn").is_withdrawn());
        assert!(!with("withdrawn investigation_started decision_made closed").is_withdrawn());
        assert!(!with("withdrawn closed reopened").is_withdrawn());
    }

    #[test]
    fn the_last_word_of_the_complainant_counts() {
        assert!(with("decision_communicated complainant_rejected").rejected());
        assert!(!with("complainant_rejected decision_communicated complainant_accepted").rejected());
        let closed: Complaint = serde_yaml::from_str("closure: {complainant_reaction: rejected}").unwrap();
        assert!(closed.rejected());
        assert!(!with("closed").rejected());
    }

    #[test]
    fn the_first_severity_is_the_one_before_the_first_change() {
        let first = |yaml: &str| serde_yaml::from_str::<Complaint>(yaml).unwrap().first_severity();
        assert_eq!(first("assessment: {severity: 2}"), Some(2));
        assert_eq!(
            first("assessment: {severity: 3, reassessed: [{from: 2, severity: 3}]}"),
            Some(2)
        );
        assert_eq!(first("assessment: {severity: 3, reassessed: [{severity: 3}]}"), None);
        assert_eq!(first("category: price"), None);
    }

    #[test]
    fn what_is_not_known_is_said_so() {
        let complaint: Complaint = serde_yaml::from_str(
            "complainant: not_a_customer\nproduct: unknown\nis_recurrence: unknown\nrequested_remedy: none_stated\nsegment_values: {industry: SEG-A, size: unknown}\nimmediate_action: none\n",
        )
        .unwrap();
        assert_eq!(complaint.complainant.as_ref().and_then(Complainant::customer), None);
        assert_eq!(complaint.segment("industry").map(Reference::id), Some("SEG-A"));
        assert_eq!(complaint.segment("size"), None);
        assert!(!complaint.has_immediate_action());
        let complaint: Complaint = serde_yaml::from_str(
            "complainant: CUS-1\nproduct: PRD-1\nis_recurrence: true\nrequested_remedy: [refund, none]\nsegment_values: unknown\nimmediate_action: refunded\n",
        )
        .unwrap();
        assert_eq!(
            complaint
                .complainant
                .as_ref()
                .and_then(Complainant::customer)
                .map(Reference::id),
            Some("CUS-1")
        );
        assert_eq!(
            complaint.requested_remedy,
            Some(RequestedRemedy::Stated(vec![Remedy::Refund, Remedy::None]))
        );
        assert_eq!(complaint.is_recurrence, Some(OrUnknown::Known(true)));
        assert_eq!(complaint.segment("industry"), None);
        assert!(complaint.has_immediate_action());
    }

    #[test]
    fn the_timeline_tells_nothing_twice() {
        let complaint: Complaint = serde_yaml::from_str(
            "events: [{at: 2025-01-01T09:00:00Z, kind: investigation_started, by: ROL-A}]\ninvestigation: {started_on: 2025-01-01, completed_on: 2025-01-09}\n",
        )
        .unwrap();
        let told: Vec<_> = complaint.timeline().into_iter().map(|moment| moment.what).collect();
        assert_eq!(told, ["investigation_started", "investigation_completed"]);
    }
}
