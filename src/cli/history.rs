//! `tenfour history`: what happened to a record, commit by commit and field by field.

use super::{Common, Terminal, Verdict, cannot_write, id_meant};
use crate::diag::did_you_mean;
use crate::error::{Error, ErrorKind};
use crate::history::{Change, Commit, CommitIndex, Extent, FieldChange, History, RecordHistory, Version, What};
use crate::pipeline;
use crate::present::history;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Arguments of `history`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  tenfour history CMP-2025-0008                its making and every change
  tenfour history CMP-2025-0008 --format json  the same as `tenfour/history/1`

Records that are gone and ids that were renamed have a history too. Times are in the organization's zone; those of the JSON are in UTC.")]
pub(super) struct Arguments {
    /// Id of a record, also of one that is gone.
    #[arg(value_name = "ID")]
    id: String,
    /// How it is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// How a history is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let past = pipeline::past(&common.root()?)?;
    let history = &past.history;
    if let Some(why) = history.why_not() {
        let hint = match history.extent {
            Extent::Off => "the settings leave it out: `[history]` in `tenfour.toml`",
            Extent::NoGit => "install git, or put it into the search path",
            Extent::NoRepository => "run `git init` and commit the records: from then on every change is kept",
            Extent::NoCommit => "commit the records: from then on every change is kept",
            Extent::Failed => "run `git fsck` to see what is wrong with the repository",
            Extent::Read { .. } => "",
        };
        return Err(Error::new(ErrorKind::Usage, why).hint(hint));
    }
    let ids = history.records.keys().chain(past.redirects.keys()).map(String::as_str);
    let id = id_meant(&arguments.id, ids).unwrap_or(&arguments.id);
    let now = past.redirects.get(id).map_or(id, String::as_str);
    let Some(of_record) = history.of(now) else {
        let near = did_you_mean(now, history.records.keys().map(String::as_str));
        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let message = format!("no commit holds a record `{}`", arguments.id);
        return Err(
            Error::new(ErrorKind::Usage, message).hint(format!("{near}a record has a history once it is committed"))
        );
    };
    if let Extent::Read { shallow: true } = history.extent {
        terminal.say("older history was cut off when the repository was fetched: `git fetch --unshallow` brings it")?;
    }
    match arguments.format {
        Format::Json => {
            let text = history::whole(history, now, of_record);
            terminal.out.write_all(text.as_bytes()).map_err(cannot_write)?;
        }
        Format::Human => terminal.show(&human(history, now, of_record, &past.zone))?,
    }
    Ok(Verdict::Clean)
}

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const CYAN: &str = "\x1b[36m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const PLAIN: &str = "\x1b[0m";

fn human(history: &History, id: &str, of_record: &RecordHistory, zone: &TimeZone) -> String {
    let mut text = String::new();
    let files: Vec<&str> = of_record.files().into_iter().collect();
    let place = if of_record.is_gone() {
        "gone".to_owned()
    } else {
        safe(&files.join(", "))
    };
    let _ = writeln!(text, "{BOLD}{id}{PLAIN}  {place}");
    let zone_name = zone.iana_name().unwrap_or("UTC");
    let _ = writeln!(text, "{}; times of {zone_name}", summary(history, of_record));
    let mut last: Option<CommitIndex> = None;
    for version in &of_record.versions {
        let commit = history.commit(version.commit);
        if last != Some(version.commit) {
            text.push('\n');
            head(&mut text, commit, zone);
        }
        last = Some(version.commit);
        write(&mut text, version);
    }
    text
}

fn summary(history: &History, of_record: &RecordHistory) -> String {
    let commits: BTreeSet<CommitIndex> = of_record.versions.iter().map(|version| version.commit).collect();
    let people: BTreeSet<&str> = commits
        .iter()
        .map(|commit| history.commit(*commit).author.name.as_str())
        .collect();
    let several = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    format!(
        "{} by {}",
        several(commits.len(), "commit", "commits"),
        several(people.len(), "person", "people")
    )
}

fn head(text: &mut String, commit: &Commit, zone: &TimeZone) {
    let short: String = commit.id.chars().take(10).collect();
    let by = if commit.committer == commit.author {
        String::new()
    } else {
        format!(", committed by {}", safe(&commit.committer.name))
    };
    let _ = writeln!(
        text,
        "{CYAN}{}{PLAIN}  {short}  {BOLD}{}{PLAIN}{by}",
        minute(commit.committed, zone),
        safe(&commit.author.name)
    );
    // Dates of authors can be set freely; one that is a day off is worth a word.
    let apart = commit.committed.as_second().abs_diff(commit.authored.as_second());
    if apart >= 86_400 {
        let _ = writeln!(text, "{DIM}  written {}{PLAIN}", minute(commit.authored, zone));
    }
    if !commit.subject.is_empty() {
        let _ = writeln!(text, "{DIM}  {}{PLAIN}", safe(&commit.subject));
    }
}

/// A minute in a zone, with the short name that the zone had then: in the hour after summer time there are two of each.
fn minute(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    local.strftime("%Y-%m-%d %H:%M %Z").to_string()
}

fn write(text: &mut String, version: &Version) {
    let path = safe(&version.path);
    let what = match &version.change {
        Change::Created(values) => format!("created in {path}, with {} fields", values.len()),
        Change::Changed(_) => "changed".to_owned(),
        Change::Moved { from, .. } => format!("moved from {} to {path}", safe(from)),
        Change::Deleted => format!("deleted from {path}"),
    };
    let _ = writeln!(text, "  {what}");
    let fields: Vec<(String, String)> = match &version.change {
        Change::Created(values) => {
            let rest = values.iter().filter(|(name, _)| name != "id");
            rest.map(|(name, value)| (name.clone(), brief(value))).collect()
        }
        Change::Changed(fields) | Change::Moved { fields, .. } => fields
            .iter()
            .map(|change| (change.field.clone(), told(change)))
            .collect(),
        Change::Deleted => Vec::new(),
    };
    let width = fields.iter().map(|(field, _)| field.chars().count()).max();
    let width = width.unwrap_or(0).min(WIDEST);
    for (field, told) in fields {
        let field = safe(&field);
        let _ = writeln!(text, "    {field:width$}  {told}");
    }
}

/// Names of fields take up to so much room before their values.
const WIDEST: usize = 40;

fn told(change: &FieldChange) -> String {
    match &change.what {
        What::Set { old, new } => {
            let side = |value: &Option<Value>| value.as_ref().map_or_else(|| "-".to_owned(), brief);
            format!("{RED}{}{PLAIN} -> {GREEN}{}{PLAIN}", side(old), side(new))
        }
        What::Added(item) => format!("{GREEN}+ {}{PLAIN}", brief(item)),
        What::Removed(item) => format!("{RED}- {}{PLAIN}", brief(item)),
        What::Rows(rows) => format!(
            "{} added, {} changed, {} removed",
            rows.added, rows.changed, rows.removed
        ),
    }
}

/// Longest value shown, in characters.
const LONGEST: usize = 120;

fn brief(value: &Value) -> String {
    let text = history::plain(value);
    let text = text.trim();
    let mut brief: String = text.chars().take(LONGEST).collect();
    if brief.len() < text.len() {
        brief.push('…');
    }
    safe(&brief)
}

/// Text without characters that a terminal would obey: commits and records are written by many hands.
pub(super) fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => safe.push(' '),
            character if character.is_control() || is_direction(character) => safe.extend(character.escape_unicode()),
            character => safe.push(character),
        }
    }
    safe
}

/// Marks that turn the direction of text around.
fn is_direction(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_obeys_no_record() {
        assert_eq!(safe("a\u{1b}[31m\nb\u{202e}"), "a\\u{1b}[31m b\\u{202e}");
    }
}
