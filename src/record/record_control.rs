//! Record control: how long records are kept, who sees them and what was disposed of.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Audience, Link, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// How long records are kept, who may see them and what was disposed of.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RecordControl {
    /// How long each kind of record is kept.
    #[schemars(extend("x-level" = "starter"))]
    pub retention: Vec<Retention>,
    /// Fields that hold personal data; computed from the catalogue of fields.
    #[schemars(extend("x-derived" = true))]
    pub personal_data_fields: Vec<String>,
    /// Who may see what.
    #[schemars(extend("x-level" = "standard"))]
    pub access: Vec<Access>,
    /// What was disposed of.
    pub disposal_log: Vec<Disposal>,
    /// How complainants get to see what is kept about them.
    #[schemars(extend("x-level" = "audit"))]
    pub complainant_access_procedure: Option<Link>,
}

/// How long a kind of record is kept.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Retention {
    /// Kind of record, `response`.
    #[schemars(extend("x-level" = "starter"))]
    pub entity: Option<String>,
    /// Years it is kept.
    #[schemars(extend("x-level" = "starter"), range(min = 0))]
    pub years: Option<f64>,
    /// From when the years count, `closed`.
    #[schemars(extend("x-level" = "standard"))]
    pub start_event: Option<String>,
    /// What happens then.
    #[schemars(extend("x-level" = "standard"))]
    pub action: Option<DisposalAction>,
}

/// What happens to records after their time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisposalAction {
    /// They are deleted.
    Delete,
    /// What is personal is taken out.
    Anonymize,
    /// They are put away.
    Archive,
}

/// Who sees what an audience sees.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Access {
    /// The audience.
    #[schemars(extend("x-level" = "starter"))]
    pub audience: Option<Audience>,
    /// Roles that belong to it.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["role"]))]
    pub roles: Vec<Reference>,
}

/// Records that were disposed of.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Disposal {
    /// Kind of record.
    #[schemars(extend("x-level" = "starter"))]
    pub entity: Option<String>,
    /// How many.
    #[schemars(extend("x-level" = "standard"))]
    pub count: Option<u64>,
    /// When.
    #[schemars(extend("x-level" = "starter"))]
    pub on: Option<Date>,
    /// By whom.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub by: Option<Reference>,
    /// How.
    #[schemars(extend("x-level" = "standard"))]
    pub method: Option<String>,
}

impl RecordKind for RecordControl {
    const ABOUT: About = About::new(
        "record_control",
        "record_controls",
        "RCT",
        Area::Assurance,
        "How long records are kept, who may see them and what was disposed of.",
    )
    .single();

    fn timeline(&self) -> Vec<Moment> {
        let disposal = |disposal: &Disposal| {
            let count = disposal.count.map(|count| count.to_string());
            let words: Vec<String> = count.into_iter().chain(disposal.entity.clone()).collect();
            let moment = Moment::on(disposal.on, "disposed")?;
            Some(Moment {
                by: disposal.by.clone(),
                note: (!words.is_empty()).then(|| words.join(" ")),
                ..moment
            })
        };
        self.disposal_log.iter().filter_map(disposal).collect()
    }
}
