//! What helps people to write records: a project to start from, a first draft of a record, and the schema by which an
//! editor completes and judges while they type.
//!
//! In: the catalogue of kinds and what a project holds already. Out: texts and paths; nothing here touches the disk.
//! All of it follows from the fields of the kinds, so a field that is new stands in drafts and schema by itself.

pub mod example;
pub mod identity;
pub mod json_schema;
pub mod place;
pub mod project;
pub mod skeleton;
pub mod words;
