//! `tenfour new`: the draft of a record in a file of its own.

use super::{Common, Terminal, Verdict, cannot_write, day, kind_named};
use crate::error::{Error, ErrorKind};
use crate::pipeline::{self, Inspection, Options};
use crate::read::{Role, Select};
use crate::record::Kind;
use crate::scaffold::identity::{self, Taken};
use crate::scaffold::{place, skeleton, words};
use crate::write;
use clap::Args;
use jiff::civil::Date;
use std::hash::{BuildHasher, RandomState};

/// Arguments of `new`.
#[derive(Args, Debug)]
#[command(
    after_help = "The id is the next free number after the pattern in use: ACT-018, or CMP-2026-0043 with the year of `as_of`. The file goes where most records of the kind lie. What the profile asks for stands in it as keys to fill in, the rest is commented out.\n\nExamples:\n  tenfour new complaint --title \"Parcel came open\"\n  tenfour new action --random         on a branch, where others draw ids too\n  $EDITOR $(tenfour new complaint)    its path is printed for an editor"
)]
pub(super) struct Arguments {
    /// Kind of record: `complaint`, `action`, ..; `tenfour explain` lists them.
    #[arg(value_name = "KIND")]
    kind: String,
    /// Title of the record.
    #[arg(short, long, value_name = "TITLE")]
    title: Option<String>,
    /// Id of the record, instead of the next free one.
    #[arg(long, value_name = "ID", conflicts_with = "random")]
    id: Option<String>,
    /// Give a short random id, which no other branch draws.
    #[arg(long)]
    random: bool,
    /// Day whose year an id carries (`YYYY-MM-DD` or `today`).
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let options = Options {
        as_of: arguments.as_of,
        ..Options::default()
    };
    let inspection = pipeline::inspect(&common.root()?, &options)?;
    let kind = kind_named(&arguments.kind, &inspection.catalogue.prefixes)?;
    refuse_second(kind, &inspection)?;
    let id = choose_id(arguments, kind, &inspection)?;
    let profile = inspection.settings.profile;
    let draft = skeleton::skeleton(kind, &id, arguments.title.as_deref(), &inspection.catalogue, profile);
    let path = place::file(
        &inspection.ledger,
        &inspection.sources,
        kind,
        &id,
        inspection.as_of.year(),
    );
    write::new_file(&inspection.root.join(&path), &draft)?;
    writeln!(terminal.out, "{}", shown(&inspection, &path)).map_err(cannot_write)?;
    for remark in remarks(&inspection, kind, &id, &path) {
        terminal.say(&remark)?;
    }
    Ok(Verdict::Clean)
}

/// Of some kinds a project has one record and no more.
fn refuse_second(kind: Kind, inspection: &Inspection) -> Result<(), Error> {
    match inspection.ledger.of_kind(kind).next() {
        Some((_, record)) if kind.about().single => {
            let place = inspection.sources.locate(record.id_place());
            let message = format!("there is {} already: `{}`", words::a_kind(kind), record.id());
            Err(Error::new(ErrorKind::Usage, message).hint(format!("a project has one; change it at {place}")))
        }
        _ => Ok(()),
    }
}

fn choose_id(arguments: &Arguments, kind: Kind, inspection: &Inspection) -> Result<String, Error> {
    let prefixes = &inspection.catalogue.prefixes;
    let ids = inspection.ledger.records().map(|(_, record)| record.id());
    let rows = inspection
        .ledger
        .sheets
        .iter()
        .flat_map(|sheet| sheet.rows.iter().map(|row| sheet.cell(row, "id")));
    let old = inspection.redirects.keys().map(String::as_str);
    let taken: Taken = ids.chain(rows).chain(old).filter(|id| !id.is_empty()).collect();
    if let Some(id) = &arguments.id {
        identity::accept(id, kind, prefixes, &taken)?;
        return Ok(id.clone());
    }
    let year = inspection.as_of.year();
    let year = identity::carries_year(kind, prefixes, &taken).then_some(year);
    if year == Some(1970) {
        // Without commit, dated record and setting there is no year to take, and none is guessed from the clock.
        let start = prefixes.of(kind);
        return Err(Error::new(
            ErrorKind::Usage,
            format!(
                "the id of {} carries the year, and nothing here says which",
                words::a_kind(kind)
            ),
        )
        .hint(format!("add `--as-of today`, or choose one with `--id {start}-..`")));
    }
    if !arguments.random {
        return Ok(identity::next(kind, prefixes, &taken, year));
    }
    // The one command whose result is meant to differ each time: the hasher's keys come from the system's entropy.
    let draws = (0..100).map(|draw: u32| identity::random(kind, prefixes, year, RandomState::new().hash_one(draw)));
    let mut free = draws.filter(|id| !taken.holds(id));
    free.next()
        .ok_or_else(|| Error::new(ErrorKind::Internal, "no free id was drawn in a hundred tries"))
}

/// The path as it can be opened from the current folder.
fn shown(inspection: &Inspection, path: &str) -> String {
    let full = inspection.root.join(path);
    let here = std::path::absolute(".").unwrap_or_default();
    full.strip_prefix(&here).unwrap_or(&full).display().to_string()
}

fn remarks(inspection: &Inspection, kind: Kind, id: &str, path: &str) -> Vec<String> {
    let mut remarks = Vec::new();
    let profile = inspection.settings.profile;
    let fields = inspection.catalogue.fields(kind).iter();
    let asked: Vec<&str> = fields
        .filter(|field| field.name != "id" && !field.derived && words::is_asked(profile, field.level))
        .map(|field| field.name.as_str())
        .collect();
    remarks.push(format!("{id} is a draft: fill in {}", asked.join(", ")));
    if Select::new(&inspection.settings).role(path) != Some(Role::Records) {
        remarks.push(format!(
            "note: `records` in `tenfour.toml` does not select `{path}`; add its folder to `records.include`"
        ));
    }
    if kind == Kind::Response {
        remarks.push("note: responses usually are rows of a table, see `tenfour explain response`".to_owned());
    }
    if inspection
        .diagnostics
        .iter()
        .any(|found| found.rule.starts_with("R-YML"))
    {
        remarks.push(format!(
            "note: some files cannot be read, and `{id}` may stand in one of them; see `tenfour check`"
        ));
    }
    if let Some(day) = inspection.settings.as_of {
        remarks.push(format!(
            "note: `as_of` is fixed to {day} in `tenfour.toml`; facts after that day are errors"
        ));
    }
    remarks
}
