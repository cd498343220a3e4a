//! Focus groups: what several customers said in a discussion. The fields are those of an interview.

use super::interview::Interview;
use super::kind::{About, Area, RecordKind};
use super::types::Audience;
use schemars::JsonSchema;
use serde::Deserialize;

/// A discussion with several customers about expectations and experience, led by a guide.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct FocusGroup(pub Interview);

impl std::ops::Deref for FocusGroup {
    type Target = Interview;
    fn deref(&self) -> &Interview {
        &self.0
    }
}

impl RecordKind for FocusGroup {
    const ABOUT: About = About::new(
        "focus_group",
        "focus_groups",
        "FGP",
        Area::Asking,
        "A discussion with several customers about expectations and experience, led by a guide.",
    )
    .audience(Audience::Restricted);
}
