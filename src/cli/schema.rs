//! `tenfour schema`: kinds as JSON Schema, for editors.

use super::{Common, Terminal, Verdict, cannot_write, kind_named, settings_here};
use crate::error::Error;
use crate::manifest::Statement;
use crate::record::Catalogue;
use crate::record::reader::Profile;
use crate::record::schema::fields_of;
use crate::scaffold::{json_schema, project};
use crate::settings::{self, Settings};
use crate::write;
use clap::Args;

/// Arguments of `schema`.
#[derive(Args, Debug)]
#[command(
    after_help = "Without KIND the schema fits any file of records: one record, a list of records, several documents, or a table of responses; the prefix of the id says the kind. It is made for the profile and the prefixes of the project.\n\nVisual Studio Code with the extension \"YAML\" finds it by `.vscode/settings.json`, as `tenfour init` writes it:\n\n  \"yaml.schemas\": { \".tenfour/schema.json\": [\"*.yaml\", \"*.yml\"] }\n\nOther editors with the YAML language server take the same setting, or a first line in a file of records:\n\n  # yaml-language-server: $schema=../.tenfour/schema.json"
)]
pub(super) struct Arguments {
    /// Kind of record, `settings` for `tenfour.toml`, or `manifest` for the `manifest.json` of a site; without it all kinds in one schema.
    #[arg(value_name = "KIND", conflicts_with_all = ["all", "write"])]
    kind: Option<String>,
    /// All kinds in one schema, as when no kind is named.
    #[arg(long)]
    all: bool,
    /// Write the schema of all kinds to `.tenfour/schema.json` of the project.
    #[arg(long)]
    write: bool,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    if arguments.write {
        common.root()?; // there must be a project to write to
    }
    let (catalogue, profile) = match settings_here(common)? {
        Some(read) => (read.catalogue, read.settings.profile),
        None => (Catalogue::default(), Profile::default()),
    };
    let schema = match arguments.kind.as_deref() {
        Some("settings") => json_schema::of_fields(settings::FILE, &fields_of::<Settings>()),
        Some("manifest") => schemars::schema_for!(Statement).to_value(),
        Some(kind) => json_schema::of_kind(kind_named(kind, &catalogue.prefixes)?, &catalogue, profile),
        None => json_schema::of_all(&catalogue, profile),
    };
    let text = project::schema_text(&schema);
    if arguments.write {
        write::make_file(&common.root()?.join(project::SCHEMA), &text)?;
        writeln!(terminal.out, "{}", project::SCHEMA).map_err(cannot_write)?;
    } else {
        terminal.out.write_all(text.as_bytes()).map_err(cannot_write)?;
    }
    Ok(Verdict::Clean)
}
