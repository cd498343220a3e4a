//! Disputes: complaints that were taken to an outside body.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Markdown, Money, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A complaint that was taken to an outside body: by whom, on which consent, and how it ended.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Dispute {
    /// How far it has come; follows from the fields below and is never typed in.
    #[schemars(extend("x-derived" = true))]
    pub status: Option<DisputeStatus>,
    /// Complaint it came of.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["complaint"]))]
    pub complaint: Option<Reference>,
    /// Who took it there.
    #[schemars(extend("x-level" = "standard"))]
    pub referred_by: Option<Referrer>,
    /// Body it was taken to.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["provider"]))]
    pub provider: Option<Reference>,
    /// What sort of procedure it is.
    #[schemars(extend("x-level" = "standard"))]
    pub method_class: Option<MethodClass>,
    /// The procedure by name: mediation, adjudication.
    pub method: Option<String>,
    /// Who agreed to it, knowing what.
    #[schemars(extend("x-level" = "standard"))]
    pub consent: Option<DisputeConsent>,
    /// When the organization was told.
    #[schemars(extend("x-level" = "standard"))]
    pub notice_received_on: Option<Date>,
    /// How the organization judges the matter.
    #[schemars(extend("x-level" = "audit", "x-restricted" = true))]
    pub evaluation: Option<Markdown>,
    /// With which position it went into the procedure.
    #[schemars(extend("x-level" = "audit", "x-restricted" = true))]
    pub initial_position: Option<Markdown>,
    /// Offers that were made.
    pub offers: Vec<Offer>,
    /// How it ended.
    pub outcome: Option<DisputeOutcome>,
    /// What the organization thinks of the decision.
    pub review_of_decision: Option<Markdown>,
    /// When the result was carried out.
    pub implemented_on: Option<Date>,
    /// When it was closed.
    pub closed_on: Option<Date>,
    /// How content the parties are with the procedure.
    pub satisfaction: Option<DisputeSatisfaction>,
    /// What was learned.
    pub lessons: Option<Markdown>,
    /// Findings that came of it.
    #[schemars(extend("x-ref" = ["finding"]))]
    pub findings: Vec<Reference>,
    /// What it cost the organization.
    pub cost: Option<Money>,
}

/// Who takes disputes to an outside body.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Referrer {
    /// The complainant.
    Complainant,
    /// The organization.
    Organization,
    /// An authority.
    Regulator,
    /// A court.
    Court,
}

/// Sorts of procedures.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodClass {
    /// The body helps the parties to agree.
    Facilitative,
    /// The body recommends a solution.
    Advisory,
    /// The body decides.
    Determinative,
}

/// Who agreed to a procedure, knowing what.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DisputeConsent {
    /// Whether the complainant agreed, or when.
    #[schemars(extend("x-level" = "standard"))]
    pub complainant: Option<Agreement>,
    /// Whether the organization agreed, or when.
    #[schemars(extend("x-level" = "standard"))]
    pub organization: Option<Agreement>,
    /// When the complainant was told what the procedure means.
    #[schemars(extend("x-level" = "standard"))]
    pub information_given_on: Option<Date>,
    /// Why no consent was needed.
    pub mandatory_reason: Option<String>,
}

/// Whether somebody agreed, or when.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Agreement {
    /// Agreed on the day.
    On(Date),
    /// Agreed, or not.
    Given(bool),
}

impl Agreement {
    /// Whether there is an agreement.
    pub fn is_given(self) -> bool {
        match self {
            Self::On(_) => true,
            Self::Given(given) => given,
        }
    }

    /// Its day, if that is known.
    pub fn day(self) -> Option<Date> {
        match self {
            Self::On(day) => Some(day),
            Self::Given(_) => None,
        }
    }
}

/// An offer in a dispute.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Offer {
    /// When.
    #[schemars(extend("x-level" = "starter"))]
    pub on: Option<Date>,
    /// Who made it.
    #[schemars(extend("x-level" = "standard"))]
    pub by: Option<Party>,
    /// What was offered.
    #[schemars(extend("x-level" = "standard"))]
    pub content: Option<Markdown>,
    /// What the other side said.
    pub reaction: Option<String>,
}

/// Sides of a dispute.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The complainant.
    Complainant,
    /// The organization.
    Organization,
    /// The outside body.
    Provider,
}

/// How disputes end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeOutcome {
    /// The parties agreed.
    Settled,
    /// The recommendation was accepted.
    RecommendationAccepted,
    /// The recommendation was not accepted.
    RecommendationRejected,
    /// Decided for the complainant.
    DecidedForComplainant,
    /// Decided for both in part.
    DecidedPartly,
    /// Decided for the organization.
    DecidedForOrganization,
    /// Taken back.
    Withdrawn,
    /// Not accepted by the body.
    Inadmissible,
    /// Not ended yet.
    Pending,
}

/// How content the parties are with the procedure.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DisputeSatisfaction {
    /// The complainant.
    pub complainant: Option<String>,
    /// The organization.
    pub organization: Option<String>,
    /// The outside body.
    pub provider: Option<String>,
}

impl DisputeOutcome {
    /// Whether the dispute has ended.
    pub fn is_ended(self) -> bool {
        self != Self::Pending
    }

    /// Whether it was decided, and for the complainant wholly or in part.
    pub fn favours_complainant(self) -> bool {
        matches!(self, Self::DecidedForComplainant | Self::DecidedPartly)
    }
}

impl Dispute {
    /// Whether it is closed.
    pub fn is_closed(&self) -> bool {
        self.closed_on.is_some()
    }

    /// Whether it has ended, closed or not.
    pub fn is_ended(&self) -> bool {
        self.is_closed() || self.outcome.is_some_and(DisputeOutcome::is_ended)
    }

    /// Whether both sides agreed and the complainant knew to what, or there is a reason why no consent was needed.
    pub fn has_consent(&self) -> bool {
        self.consent.as_ref().is_some_and(|consent| {
            let given = |agreement: Option<Agreement>| agreement.is_some_and(Agreement::is_given);
            let informed = consent.information_given_on.is_some();
            (given(consent.complainant) && given(consent.organization) && informed)
                || consent.mandatory_reason.is_some()
        })
    }
}

/// How far a dispute has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    /// With the provider; no outcome yet.
    Open,
    /// There is an outcome; something may still have to be done.
    Ended,
    /// Closed.
    Closed,
}

impl RecordKind for Dispute {
    const ABOUT: About = About::new(
        "dispute",
        "disputes",
        "DSP",
        Area::Complaints,
        "A complaint that was taken to an outside body: by whom, on which consent, and how it ended.",
    )
    .settled(&["closed"]);

    fn derived_status(&self) -> Option<&'static str> {
        Some(match (self.is_closed(), self.is_ended()) {
            (true, _) => "closed",
            (false, true) => "ended",
            (false, false) => "open",
        })
    }

    fn timeline(&self) -> Vec<Moment> {
        let consent = self.consent.as_ref();
        let agreed = |agreement: Option<Agreement>, what: &str| Moment::on(agreement.and_then(Agreement::day), what);
        let consents = [
            Moment::on(
                consent.and_then(|consent| consent.information_given_on),
                "information_given",
            ),
            agreed(consent.and_then(|consent| consent.complainant), "complainant_agreed"),
            agreed(consent.and_then(|consent| consent.organization), "organization_agreed"),
        ];
        let offer = |offer: &Offer| {
            let note = offer.content.as_ref().map(|content| content.0.clone());
            Moment::on(offer.on, "offer").map(|moment| Moment { note, ..moment })
        };
        consents
            .into_iter()
            .flatten()
            .chain(self.offers.iter().filter_map(offer))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_needs_both_sides_and_information_or_a_reason() {
        let has = |consent: &str| {
            serde_yaml::from_str::<Dispute>(&format!("consent: {{{consent}}}"))
                .unwrap()
                .has_consent()
        };
        assert!(has(
            "complainant: 2024-11-06, organization: true, information_given_on: 2024-10-30"
        ));
        assert!(!has(
            "complainant: 2024-11-06, organization: false, information_given_on: 2024-10-30"
        ));
        assert!(!has("complainant: true, organization: true"));
        assert!(has("mandatory_reason: the contract names the body"));
        assert!(!Dispute::default().has_consent());
    }

    #[test]
    fn a_pending_dispute_has_not_ended() {
        let dispute: Dispute = serde_yaml::from_str("outcome: pending").unwrap();
        assert!(!dispute.is_ended());
        let dispute: Dispute = serde_yaml::from_str("outcome: settled\nconsent: {complainant: 2024-11-06}").unwrap();
        assert!(dispute.is_ended() && !dispute.is_closed());
        assert_eq!(dispute.timeline().len(), 1);
    }
}
