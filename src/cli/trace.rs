//! `tenfour trace`: what led to a record and what came of it, with what is missing, as on its page.

use super::{Common, RunArguments, Terminal, Verdict, cannot_write, id_meant};
use crate::diag::did_you_mean;
use crate::error::{Error, ErrorKind};
use crate::pipeline;
use crate::present::gap::GapTold;
use crate::present::trail::{self, RecordTold, StepTold, Told};
use clap::{Args, ValueEnum};
use std::fmt::Write as _;

/// Arguments of `trace`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  tenfour trace CMP-2024-0004         what led to a complaint and came of it
  tenfour trace ACT-019 --up          what led to an action
  tenfour trace REV-2025-Q2 --down    what came of a review
  tenfour trace CAU-08 --format json  the same as `tenfour/trace/1`

What led to a record is what it rests on: of an action the causes, complaints and audit findings that it addresses and the \
reviews that decided on it. A review that only looked at an action stands below it.

In the JSON `before` and `after` are lists of steps, nearest first. `by` is the reference that leads to a step; `from` says \
which step of the same list it was reached from, counted from 0, and is null where that is the record itself; `missing` is \
what is due and not on record; `note` how it belongs there where it neither led to the record nor came of it. A record that the audience may not see ends its chain and is told as `withheld`.")]
pub(super) struct Arguments {
    /// Id of a record.
    #[arg(value_name = "ID")]
    id: String,
    /// Only what led to it.
    #[arg(long, conflicts_with = "down")]
    up: bool,
    /// Only what came of it.
    #[arg(long)]
    down: bool,
    /// How it is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    #[command(flatten)]
    run: RunArguments,
}

/// How a trail is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// As a tree.
    Human,
    /// As in the JSON of the record's page.
    Json,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let inspection = pipeline::inspect(&common.root()?, &arguments.run.options())?;
    let site = inspection.site();
    // What may not be seen is not there.
    let known = || {
        site.ledger
            .records()
            .filter(|(_, record)| site.disclosure.record(record))
    };
    let found = id_meant(&arguments.id, known().map(|(_, record)| record.id())).and_then(|id| site.ledger.find(id));
    let Some((index, _)) = found else {
        let near = did_you_mean(&arguments.id, known().map(|(_, record)| record.id()));
        let old = id_meant(&arguments.id, site.redirects.keys().map(String::as_str));
        let renamed = old
            .and_then(|old| site.redirects.get(old))
            .filter(|now| site.may_name(now));
        let hint = match (renamed, near) {
            (Some(now), _) => format!("the record was renamed: it is `{now}` now"),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => format!(
                "for the {} audience there are {} records",
                site.disclosure.audience().word(),
                known().count()
            ),
        };
        return Err(Error::new(ErrorKind::Usage, format!("there is no record `{}`", arguments.id)).hint(hint));
    };
    if inspection.diagnostics.stop() {
        terminal.say("the records have errors, so links may be missing: `tenfour check` tells them")?;
    }
    let mut told = trail::told(&site, index);
    if arguments.up {
        told.after.clear();
    }
    if arguments.down {
        told.before.clear();
    }
    match arguments.format {
        Format::Json => {
            let text = serde_json::to_string_pretty(&told)
                .map_err(|error| Error::new(ErrorKind::Internal, "cannot write JSON").because(error))?;
            writeln!(terminal.out, "{text}").map_err(cannot_write)?;
        }
        Format::Human => terminal.show(&human(&told, !arguments.down, !arguments.up))?,
    }
    Ok(Verdict::Clean)
}

fn human(told: &Told, up: bool, down: bool) -> String {
    let mut text = words(&told.record);
    text.push('\n');
    missing(&told.record.missing, "", &mut text);
    let sides = [
        (up, "what led to it", "nothing led to it", &told.before),
        (down, "what came of it", "nothing came of it", &told.after),
    ];
    for (_, title, nothing, steps) in sides.into_iter().filter(|(wanted, ..)| *wanted) {
        if steps.is_empty() {
            let _ = write!(text, "\n{nothing}\n");
            continue;
        }
        let _ = write!(text, "\n{title}\n");
        tree(steps, &mut text);
    }
    if told.cut {
        text.push_str("\nthere is more than is shown here: ask for one of the records above\n");
    }
    text
}

/// Draws steps as a tree. A list of what is still to be drawn stands in for recursion: a chain may be long.
fn tree(steps: &[StepTold], text: &mut String) {
    let mut beyond: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    let mut open: Vec<(usize, String, bool)> = Vec::new();
    let mut first = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        match step.from {
            Some(from) if from < steps.len() => beyond[from].push(place),
            _ => first.push(place),
        }
    }
    let push = |places: &[usize], margin: &str, open: &mut Vec<(usize, String, bool)>| {
        for (number, place) in places.iter().enumerate().rev() {
            open.push((*place, margin.to_owned(), number + 1 == places.len()));
        }
    };
    push(&first, "", &mut open);
    while let Some((place, margin, is_last)) = open.pop() {
        let (branch, below) = if is_last {
            ("└─ ", "   ")
        } else {
            ("├─ ", "│  ")
        };
        let step = &steps[place];
        let note = step.note.map_or_else(String::new, |note| format!(", {note}"));
        let _ = writeln!(text, "{margin}{branch}{}{note}", words(&step.record));
        let margin = format!("{margin}{below}");
        let bar = if beyond[place].is_empty() { "" } else { "│  " };
        missing(&step.record.missing, &format!("{margin}{bar}"), text);
        push(&beyond[place], &margin, &mut open);
    }
}

fn words(record: &RecordTold) -> String {
    let Some(id) = &record.id else {
        return format!("withheld ({})", record.kind.replace('_', " "));
    };
    let title = if record.title.is_empty() {
        String::new()
    } else {
        format!(" {}", record.title)
    };
    let figures = record
        .figures
        .as_ref()
        .map_or_else(String::new, |figures| format!("; {}", figures.to_lowercase()));
    format!("{id}{title} [{}{figures}]", record.state)
}

fn missing(gaps: &[GapTold], margin: &str, text: &mut String) {
    for gap in gaps {
        let part = if gap.part.is_empty() {
            String::new()
        } else {
            format!(" for {}", gap.part)
        };
        let age = match (&gap.since, gap.days) {
            (Some(since), Some(days)) => format!(", {days} days since {since}"),
            _ => String::new(),
        };
        let accepted = gap.accepted.as_ref().map_or_else(String::new, |accepted| {
            format!(
                "; accepted until {} by {}",
                accepted.until,
                accepted.by.as_ref().unwrap_or(&accepted.waiver)
            )
        });
        let _ = writeln!(
            text,
            "{margin}! missing: {}{part} ({}, {}{age}){accepted}",
            gap.missing.to_lowercase(),
            gap.rule,
            gap.weight.replace('_', " "),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(id: &str, from: Option<usize>) -> StepTold {
        StepTold {
            record: RecordTold {
                id: Some(id.to_owned()),
                kind: "action",
                title: String::new(),
                state: "Closed".to_owned(),
                tone: crate::present::blocks::Tone::None,
                figures: None,
                missing: Vec::new(),
            },
            distance: 1,
            from,
            by: "action.addresses".to_owned(),
            note: None,
        }
    }

    #[test]
    fn steps_are_drawn_below_the_step_they_come_from() {
        let mut text = String::new();
        tree(
            &[step("A", None), step("B", None), step("C", Some(0)), step("D", Some(2))],
            &mut text,
        );
        assert_eq!(
            text,
            "├─ A [Closed]\n│  └─ C [Closed]\n│     └─ D [Closed]\n└─ B [Closed]\n"
        );
    }
}
