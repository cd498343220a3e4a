//! Waves: one fielding of a survey version, with what became of every invitation.

use super::kind::{About, Area, Moment, RecordKind};
use super::survey::Mode;
use super::types::{Markdown, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// One fielding of a survey: when, which version, whom it reached and what went otherwise than planned.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Wave {
    /// Where it stands.
    #[schemars(extend("x-level" = "standard"))]
    pub status: Option<WaveStatus>,
    /// The survey.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["survey"]))]
    pub survey: Option<Reference>,
    /// Version that was fielded.
    #[schemars(extend("x-level" = "starter"))]
    pub survey_version: Option<String>,
    /// Short name of the wave, each once in a survey: `2025A`.
    #[schemars(extend("x-level" = "starter"))]
    pub period_label: Option<String>,
    /// First day of asking.
    #[schemars(extend("x-level" = "starter"))]
    pub field_start: Option<Date>,
    /// Last day of asking.
    #[schemars(extend("x-level" = "starter"))]
    pub field_end: Option<Date>,
    /// How many were on the list.
    #[schemars(extend("x-level" = "audit"))]
    pub frame_size: Option<u64>,
    /// How many were invited.
    #[schemars(extend("x-level" = "standard"))]
    pub invited: Option<u64>,
    /// What became of the invitations; the numbers add up to those invited.
    pub dispositions: Option<Dispositions>,
    /// The same by group.
    pub by_stratum: Vec<StratumCount>,
    /// How people were asked.
    #[schemars(extend("x-level" = "audit"))]
    pub mode_used: Vec<Mode>,
    /// What went otherwise than planned; an empty list says nothing did.
    #[schemars(extend("x-level" = "audit"))]
    pub deviations: Vec<Deviation>,
    /// Whether results fit with other sources.
    pub validation_note: Option<Markdown>,
    /// Why nothing was concluded from the wave, where it is so.
    pub no_finding: Option<Markdown>,
    /// Day on which results were made known.
    pub published_on: Option<Date>,
}

/// States of a wave.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaveStatus {
    /// Not begun.
    Planned,
    /// People are being asked.
    Fielding,
    /// Nobody is asked any more.
    Closed,
    /// Results are there.
    Analysed,
    /// Results are known to those who should know them.
    Published,
    /// Did not take place.
    Cancelled,
}

/// What became of the invitations, in numbers.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Dispositions {
    /// Answered fully.
    pub complete: Option<u64>,
    /// Answered in part, enough to be counted.
    pub partial: Option<u64>,
    /// Declined.
    pub refusal: Option<u64>,
    /// Began and stopped too early to be counted.
    pub break_off: Option<u64>,
    /// Could not be reached.
    pub non_contact: Option<u64>,
    /// Could not answer for another reason.
    pub other: Option<u64>,
    /// Not known whether the invitation reached anybody who belongs to the population.
    pub unknown_eligibility: Option<u64>,
    /// Not known for another reason.
    pub unknown_other: Option<u64>,
    /// Did not belong to the population.
    pub ineligible: Option<u64>,
}

/// Invitations and answers of a group.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StratumCount {
    /// The group, as named in the survey.
    #[schemars(extend("x-level" = "starter"))]
    pub stratum: Option<String>,
    /// How many belong to it.
    #[schemars(extend("x-level" = "standard"))]
    pub population: Option<u64>,
    /// How many were invited.
    #[schemars(extend("x-level" = "standard"))]
    pub invited: Option<u64>,
    /// How many answered fully.
    #[schemars(extend("x-level" = "standard"))]
    pub complete: Option<u64>,
}

/// Something that went otherwise than planned.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Deviation {
    /// What.
    #[schemars(extend("x-level" = "starter"))]
    pub what: Option<String>,
    /// When.
    #[schemars(extend("x-level" = "standard"))]
    pub when: Option<String>,
    /// What it means for the results.
    #[schemars(extend("x-level" = "standard"))]
    pub effect: Option<String>,
}

impl Wave {
    /// Whether people can still answer on a day: they are being asked, or the last day of asking lies ahead. What a state says
    /// after the day does not count, since it was written later.
    pub fn is_in_field(&self, on: Date) -> bool {
        self.status == Some(WaveStatus::Fielding) || self.field_end.is_some_and(|end| end > on)
    }
}

impl Dispositions {
    /// All numbers together; they should be those invited.
    pub fn total(&self) -> u64 {
        let Self {
            complete,
            partial,
            refusal,
            break_off,
            non_contact,
            other,
            unknown_eligibility,
            unknown_other,
            ineligible,
        } = *self;
        let all = [
            complete,
            partial,
            refusal,
            break_off,
            non_contact,
            other,
            unknown_eligibility,
            unknown_other,
            ineligible,
        ];
        all.into_iter().flatten().fold(0, u64::saturating_add)
    }

    /// Full and partial answers together.
    pub fn answered(&self) -> u64 {
        self.complete.unwrap_or(0).saturating_add(self.partial.unwrap_or(0))
    }
}

impl Wave {
    /// Full and partial answers by the wave's own count, where it has one.
    pub fn answered(&self) -> Option<u64> {
        self.dispositions.as_ref().map(Dispositions::answered)
    }

    /// Whether asking is over and the wave took place.
    pub fn is_fielded(&self) -> bool {
        matches!(
            self.status,
            Some(WaveStatus::Closed | WaveStatus::Analysed | WaveStatus::Published)
        )
    }
}

impl RecordKind for Wave {
    const ABOUT: About = About::new(
        "wave",
        "waves",
        "WAV",
        Area::Asking,
        "One fielding of a survey: when, which version, whom it reached and what went otherwise than planned.",
    )
    .settled(&["published", "cancelled"]);

    fn timeline(&self) -> Vec<Moment> {
        let field = [
            Moment::on(self.field_start, "field_start"),
            Moment::on(self.field_end, "field_end"),
        ];
        field.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_full_and_partial_ones() {
        let wave: Wave =
            serde_yaml::from_str("dispositions: {complete: 71, partial: 4, refusal: 22, non_contact: 101}").unwrap();
        assert_eq!(wave.answered(), Some(75));
        assert_eq!(wave.dispositions.map(|numbers| numbers.total()), Some(198));
        assert_eq!(Wave::default().answered(), None);
    }
}
