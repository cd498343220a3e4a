//! Themes: the codebook by which open words are sorted.

use super::kind::{About, Area, RecordKind};
use super::types::{Markdown, Reference};
use schemars::JsonSchema;
use serde::Deserialize;

/// A topic of the codebook by which open answers, interviews and complaints are sorted.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Theme {
    /// Short name.
    #[schemars(extend("x-level" = "starter"))]
    pub code: Option<String>,
    /// What it means.
    #[schemars(extend("x-level" = "starter"))]
    pub definition: Option<Markdown>,
    /// What belongs to it.
    #[schemars(extend("x-level" = "standard"))]
    pub include: Option<Markdown>,
    /// What does not, although one might think so.
    #[schemars(extend("x-level" = "standard"))]
    pub exclude: Option<Markdown>,
    /// Version of the codebook it is in.
    #[schemars(extend("x-level" = "audit"))]
    pub codebook_version: Option<String>,
    /// Characteristic it belongs to; a theme without one is a blind spot.
    #[schemars(extend("x-ref" = ["characteristic"]))]
    pub characteristic: Option<Reference>,
    /// Wider theme.
    #[schemars(extend("x-ref" = ["theme"]))]
    pub parent: Option<Reference>,
}

impl RecordKind for Theme {
    const ABOUT: About = About::new(
        "theme",
        "themes",
        "THM",
        Area::Asking,
        "A topic of the codebook by which open answers, interviews and complaints are sorted.",
    )
    .without_owner();
}
