//! Projects to start from: a small one to write over, a fuller one, and the full example to look around in.
//!
//! Out: the files of a project by their paths. Beside what its folder holds each gets what an editor needs to complete
//! and judge records, made for its profile and prefixes.

use super::example::{self, Story};
use super::json_schema;
use crate::error::Error;
use crate::settings;
use crate::source::SourceId;
use rust_embed::Embed;
use std::collections::BTreeMap;

/// Where the schema for editors lies; `.vscode/settings.json` points to it.
pub const SCHEMA: &str = ".tenfour/schema.json";

/// Where an editor is told of the schema.
const EDITOR: &str = ".vscode/settings.json";

/// The small project.
#[derive(Embed)]
#[folder = "src/scaffold/starter"]
struct Starter;

/// What the fuller project has besides the small one, or in place of it.
#[derive(Embed)]
#[folder = "src/scaffold/standard"]
struct Standard;

/// The example project; what a build of it leaves behind is no part of it.
#[derive(Embed)]
#[folder = "example-project"]
#[exclude = "site/*"]
#[exclude = ".tenfour/*"]
#[exclude = ".vscode/*"]
#[allow_missing = true]
struct Example;

/// A project's files by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The small project.
pub fn starter() -> Files {
    with_editor(files::<Starter>())
}

/// The fuller project: the small one with a record of nearly every kind, in the profile `standard`.
pub fn standard() -> Files {
    let mut standard = files::<Starter>();
    standard.extend(files::<Standard>());
    if let Some(settings) = standard.get_mut(settings::FILE) {
        let text = String::from_utf8_lossy(settings);
        *settings = text
            .replace("profile = \"starter\"", "profile = \"standard\"")
            .into_bytes();
    }
    with_editor(standard)
}

/// The example project as its team left it, with its history, and what an editor needs beside it.
///
/// Nothing, when the program was built without it.
///
/// Errors: the history does not fit the files.
pub fn example() -> Result<Option<(Files, Story)>, Error> {
    let raw = raw_example();
    if raw.is_empty() {
        return Ok(None);
    }
    let story = example::story(&raw)?;
    let mut files = story.files.clone();
    if let Some(file) = Starter::get(EDITOR) {
        files.insert(EDITOR.to_owned(), file.data.into_owned());
    }
    Ok(Some((with_editor(files), story)))
}

/// The files of the example as they lie in the repository of the program.
pub(super) fn raw_example() -> Files {
    files::<Example>()
}

fn files<T: Embed>() -> Files {
    T::iter()
        .filter_map(|path| T::get(&path).map(|file| (path.replace('\\', "/"), file.data.into_owned())))
        .collect()
}

/// Adds the schema, after the settings of the project.
fn with_editor(mut files: Files) -> Files {
    if let Some(text) = files
        .get(settings::FILE)
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
    {
        let read = settings::read(text, SourceId::default(), &[]);
        let schema = schema_text(&json_schema::of_all(&read.catalogue, read.settings.profile));
        files.insert(SCHEMA.to_owned(), schema.into_bytes());
    }
    files
}

/// A schema as text.
pub fn schema_text(schema: &serde_json::Value) -> String {
    format!("{schema:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::schema::{Field, Shape, fields_of};

    #[test]
    fn the_starter_holds_what_a_project_needs() {
        let files = starter();
        for path in [
            "tenfour.toml",
            "organization.yaml",
            "pages/about.md",
            ".gitignore",
            ".vscode/settings.json",
            SCHEMA,
        ] {
            assert!(files.contains_key(path), "{path} is missing");
        }
    }

    #[test]
    fn the_starters_settings_show_every_setting() {
        fn look(fields: &[Field], text: &str) {
            for field in fields {
                let names = [format!("{} =", field.name), format!("[{}]", field.name)];
                assert!(
                    names.iter().any(|name| text.contains(name)),
                    "src/scaffold/starter/tenfour.toml does not show the setting `{}`",
                    field.name
                );
                if let Shape::Fields(inner) = &field.shape {
                    look(inner, text);
                }
            }
        }
        let text = String::from_utf8(starter().remove("tenfour.toml").unwrap()).unwrap();
        look(&fields_of::<settings::Settings>(), &text);
    }
}
