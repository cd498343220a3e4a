//! Procedures: written ways of working and where they are kept.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Link, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A written way of working: which process, which version, who approved it and where it is kept.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Procedure {
    /// Process it describes.
    #[schemars(extend("x-level" = "starter"))]
    pub process: Option<String>,
    /// Version of the document.
    #[schemars(extend("x-level" = "standard"))]
    pub version: Option<String>,
    /// Where the document is.
    #[schemars(extend("x-level" = "starter"))]
    pub document: Option<Link>,
    /// The steps in short.
    pub steps: Vec<String>,
    /// Who approved it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub approved_by: Option<Reference>,
    /// When it was approved.
    #[schemars(extend("x-level" = "standard"))]
    pub approved_on: Option<Date>,
    /// Day by which it is looked at again.
    #[schemars(extend("x-level" = "audit"))]
    pub next_review: Option<Date>,
}

impl RecordKind for Procedure {
    const ABOUT: About = About::new(
        "procedure",
        "procedures",
        "PRO",
        Area::Framework,
        "A written way of working: which process, which version, who approved it and where it is kept.",
    );

    fn timeline(&self) -> Vec<Moment> {
        let approved = Moment::on(self.approved_on, "approved_on");
        approved
            .map(|moment| Moment {
                by: self.approved_by.clone(),
                ..moment
            })
            .into_iter()
            .collect()
    }
}
