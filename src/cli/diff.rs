//! `tenfour diff`: what changed between two states of the project: records, measures, checks.

use super::{AudienceArgument, Common, Terminal, Verdict, cannot_write};
use crate::diff::{Difference, MeasureChange, Measured, Point, RecordChange, Turn};
use crate::disclose::past::Seen;
use crate::error::{Error, ErrorKind};
use crate::history::What;
use crate::pipeline::{self, Options};
use crate::present::{history, since};
use clap::{Args, ValueEnum};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Arguments of `diff`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  tenfour diff v2025..v2026                   from one tag to another
  tenfour diff HEAD~10                        from a commit to the files here
  tenfour diff v2025..main --format json      the same as `tenfour/diff/1`
  tenfour diff main~1..main --exit-code       exit code 1 when they differ

Each side is read, checked and measured by itself, as of its own day.")]
pub(super) struct Arguments {
    /// Two commits, `A..B`; `A` alone stands for `A` and the files as they are. Names as for `--at`.
    #[arg(value_name = "A..B")]
    range: String,
    /// How the difference is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Who is to see it; without it `audience` of the settings, and where they name none, internal.
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<AudienceArgument>,
    /// End with exit code 1 when records differ.
    #[arg(long)]
    exit_code: bool,
}

/// How a difference is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let (from, to) = ends(&arguments.range)?;
    let place = common.project.clone().unwrap_or_else(|| PathBuf::from("."));
    let options = |at: Option<&str>| Options {
        audience: arguments.audience.map(Into::into),
        at: at.map(str::to_owned),
        ..Options::default()
    };
    let before = pipeline::inspect(&place, &options(Some(from)))?;
    let after = match to {
        Some(to) => pipeline::inspect(&place, &options(Some(to)))?,
        None => pipeline::inspect(&common.root()?, &options(None))?,
    };
    for (name, side) in [(from, &before), (to.unwrap_or("the files here"), &after)] {
        if side.diagnostics.stop() {
            terminal.say(&format!(
                "the records of {name} have errors, so what is told of them may be incomplete"
            ))?;
        }
    }
    let difference = after.since(&before);
    match arguments.format {
        Format::Json => {
            let text = since::json(&difference);
            terminal.out.write_all(text.as_bytes()).map_err(cannot_write)?;
        }
        Format::Human => terminal.show(&human(&difference, common.verbose))?,
    }
    Ok(if arguments.exit_code && difference.has_records() {
        Verdict::Stopped
    } else {
        Verdict::Clean
    })
}

/// The two ends of a range; without a second one the files as they are.
fn ends(range: &str) -> Result<(&str, Option<&str>), Error> {
    let usage = |message: String| {
        Error::new(ErrorKind::Usage, message).hint("write two commits as `A..B`, or one for what changed since: `A`")
    };
    if range.contains("...") {
        return Err(usage(format!("`{range}` is no range of two commits")));
    }
    match range.split_once("..") {
        None if range.is_empty() => Err(usage("there is no commit to begin with".to_owned())),
        None => Ok((range, None)),
        Some(("", _)) => Err(usage(format!("`{range}` names no commit to begin with"))),
        Some((from, "")) => Ok((from, None)),
        Some((from, to)) => Ok((from, Some(to))),
    }
}

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const PLAIN: &str = "\x1b[0m";

fn human(difference: &Difference, verbose: bool) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{BOLD}from{PLAIN}  {}", point(&difference.before));
    let _ = writeln!(text, "{BOLD}to{PLAIN}    {}", point(&difference.after));
    for turn in Turn::ALL {
        let changes: Vec<&RecordChange> = difference.of(turn).collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{BOLD}{} ({}){PLAIN}", since::head(turn), changes.len());
        for change in changes {
            record(&mut text, change);
        }
    }
    if !difference.has_records() {
        text.push_str("\nno record differs\n");
    }
    measures(&mut text, difference, verbose);
    checks(&mut text, difference);
    text
}

fn point(point: &Point) -> String {
    let commit = match &point.commit {
        Some(id) if point.draft => format!("{} with changes that are not committed", short(id)),
        Some(id) => short(id),
        None => "no commit".to_owned(),
    };
    let records = if point.records == 1 { "record" } else { "records" };
    format!("{commit}, as of {}, {} {records}", point.as_of, point.records)
}

fn short(id: &str) -> String {
    id.chars().take(10).collect()
}

fn record(text: &mut String, change: &RecordChange) {
    let title = change.title.as_deref().unwrap_or_default();
    let state = match (&change.before, &change.after) {
        (Some(before), Some(after)) if before != after => format!("{before} -> {after}"),
        (_, Some(state)) | (Some(state), None) => state.clone(),
        (None, None) => String::new(),
    };
    let renamed = change
        .renamed_from
        .as_ref()
        .map_or_else(String::new, |old| format!(", was {old}"));
    let line = format!(
        "  {BOLD}{}{PLAIN}  {}  {DIM}{state}{renamed}{PLAIN}",
        change.id,
        brief(title)
    );
    let _ = writeln!(text, "{line}");
    let width = change.fields.iter().map(|(field, _)| field.chars().count()).max();
    let width = width.unwrap_or(0).min(32);
    for (field, seen) in &change.fields {
        let _ = writeln!(text, "    {:width$}  {}", safe(field), told(seen));
    }
}

fn told(seen: &Seen) -> String {
    let side = |value: &Option<serde_json::Value>| {
        let value = value.as_ref().map(history::plain);
        value.map_or_else(|| "-".to_owned(), |value| brief(&value))
    };
    match seen {
        Seen::Withheld => format!("{DIM}changed; withheld from this audience{PLAIN}"),
        Seen::What(What::Set { old, new }) => format!("{RED}{}{PLAIN} -> {GREEN}{}{PLAIN}", side(old), side(new)),
        Seen::What(What::Added(item)) => format!("{GREEN}+ {}{PLAIN}", brief(&history::plain(item))),
        Seen::What(What::Removed(item)) => format!("{RED}- {}{PLAIN}", brief(&history::plain(item))),
        Seen::What(What::Rows(rows)) => {
            format!(
                "{} added, {} changed, {} removed",
                rows.added, rows.changed, rows.removed
            )
        }
    }
}

/// Longest value shown, in characters.
const LONGEST: usize = 100;

fn brief(text: &str) -> String {
    let mut brief: String = text.chars().take(LONGEST).collect();
    if brief.len() < text.len() {
        brief.push('…');
    }
    safe(&brief)
}

fn safe(text: &str) -> String {
    super::history::safe(text)
}

fn measures(text: &mut String, difference: &Difference, verbose: bool) {
    let shown: Vec<&MeasureChange> = difference
        .measures
        .iter()
        .filter(|change| verbose || change.selection.is_empty())
        .collect();
    let hidden = difference.measures.len() - shown.len();
    if difference.measures.is_empty() && difference.measures_new + difference.measures_gone == 0 {
        return;
    }
    let _ = writeln!(
        text,
        "\n{BOLD}Measures that say something else ({}){PLAIN}",
        difference.measures.len()
    );
    for change in shown {
        let on = change.selection.code();
        let on = if on.is_empty() {
            String::new()
        } else {
            format!(" [{on}]")
        };
        let _ = writeln!(
            text,
            "  {BOLD}{}{PLAIN}  {}{}",
            change.metric,
            safe(&change.name),
            safe(&on)
        );
        let value = |one: &Measured| since::value(change.unit, one);
        let _ = writeln!(text, "    {} -> {}", value(&change.before), value(&change.after));
        let _ = writeln!(text, "    {DIM}{}{PLAIN}", since::said(&change.compared));
    }
    if hidden > 0 {
        let _ = writeln!(
            text,
            "  {hidden} more by wave, question, period and so on: `-v` or `--format json` tells them"
        );
    }
    if difference.measures_new + difference.measures_gone > 0 {
        let _ = writeln!(
            text,
            "  {} measured for the first time, {} measured no more",
            difference.measures_new, difference.measures_gone
        );
    }
}

fn checks(text: &mut String, difference: &Difference) {
    for (began, head) in [
        (true, "Checks that began to fail"),
        (false, "Checks that ceased to fail"),
    ] {
        let changes: Vec<_> = difference.checks.iter().filter(|check| check.began == began).collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{BOLD}{head} ({}){PLAIN}", changes.len());
        for check in changes {
            let failed = match check.failed.as_slice() {
                [] => String::new(),
                ids if ids.len() > 5 => format!(": {} and {} more", ids[..5].join(", "), ids.len() - 5),
                ids => format!(": {}", ids.join(", ")),
            };
            let _ = writeln!(
                text,
                "  {BOLD}{}{PLAIN}  {}{}",
                check.rule,
                safe(&check.title),
                safe(&failed)
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_one_or_two_ends() {
        assert_eq!(ends("v1.0..main").unwrap(), ("v1.0", Some("main")));
        assert_eq!(ends("v1.0").unwrap(), ("v1.0", None));
        assert_eq!(ends("v1.0..").unwrap(), ("v1.0", None));
        for range in ["", "..main", "a...b", ".."] {
            assert!(ends(range).is_err(), "{range}");
        }
    }
}
