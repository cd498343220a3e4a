//! `tenfour rename`: another id for a record, with every reference to it, and everything else left as it was.

use super::{Common, Terminal, Verdict, cannot_write};
use crate::edit::rename::{self, Plan, Request};
use crate::error::Error;
use crate::write;
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `rename`.
#[derive(Args, Debug)]
#[command(
    after_help = "Changed are the record's id, references to it and mentions of it in records and pages, cells of tables, and the names of files named after it. Remarks, order, quotes and line ends stay. A line below `[redirects]` in tenfour.toml leads the old id on; an old id is never given again.\n\nThe new texts are read back and compared before any of them is written."
)]
pub(super) struct Arguments {
    /// The id as it is.
    #[arg(value_name = "OLD")]
    old: String,
    /// The id as it is to be, with the same prefix.
    #[arg(value_name = "NEW")]
    new: String,
    /// Show what would change, and change nothing.
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Do not lead the old id on: for a record that nobody has seen yet.
    #[arg(long)]
    no_redirect: bool,
    /// Where two records have the id after a merge: the file of the one that gets the new id. References stay as they are.
    #[arg(long = "in", value_name = "FILE")]
    file: Option<String>,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let root = common.root()?;
    let request = Request {
        old: &arguments.old,
        new: &arguments.new,
        file: arguments.file.as_deref(),
        redirect: !arguments.no_redirect && arguments.file.is_none(),
    };
    let plan = rename::plan(&root, request)?;
    if !arguments.dry_run {
        carry_out(&plan, &root)?;
    }
    for line in lines(&plan) {
        writeln!(terminal.out, "{line}").map_err(cannot_write)?;
    }
    let files = plan.texts.len();
    terminal.say(&format!(
        "{}{} to {}: {} in {}, {} renamed",
        if arguments.dry_run { "would rename " } else { "renamed " },
        arguments.old,
        arguments.new,
        count(plan.changes.len(), "line"),
        count(files, "file"),
        count(plan.moves.len(), "file"),
    ))?;
    if !plan.left.is_empty() {
        terminal.say(&format!(
            "note: these still lead to the other `{}`; see which of the two each means:",
            arguments.old
        ))?;
        for place in &plan.left {
            terminal.say(&format!("  {place}"))?;
        }
    }
    if !plan.remarks.is_empty() {
        terminal.say(&format!(
            "note: remarks and people's own words stay as they are and name {} still: {}",
            arguments.old,
            plan.remarks.join(", ")
        ))?;
    }
    Ok(Verdict::Clean)
}

fn carry_out(plan: &Plan, root: &Path) -> Result<(), Error> {
    let texts: Vec<(PathBuf, String)> = plan
        .texts
        .iter()
        .map(|(path, text)| (root.join(path), text.clone()))
        .collect();
    let moves: Vec<(PathBuf, PathBuf)> = plan
        .moves
        .iter()
        .map(|(from, to)| (root.join(from), root.join(to)))
        .collect();
    write::replace_and_move(&texts, &moves)
}

/// What changes, as a reader of differences expects it.
fn lines(plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    for change in &plan.changes {
        lines.push(format!("{}:{}", change.path, change.line));
        if !change.before.is_empty() {
            lines.push(format!("  \x1b[31m- {}\x1b[0m", change.before));
        }
        lines.push(format!("  \x1b[32m+ {}\x1b[0m", change.after));
    }
    let moves = plan.moves.iter();
    lines.extend(moves.map(|(from, to)| format!("{from} -> {to}")));
    lines
}

fn count(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}
