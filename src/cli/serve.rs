//! `tenfour serve`: the site in the browser while the records are written.

use super::{Common, Terminal, Verdict, ViewArguments, cannot_write};
use crate::diag::{Diagnostics, Severity, emit};
use crate::error::Error;
use crate::pipeline::Inspection;
use crate::serve::{self, News};
use clap::Args;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// How many errors are shown after a change.
const SHOWN: usize = 10;

/// Arguments of `serve`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    view: ViewArguments,
    /// Port to answer at, 0 for any that is free; without it the first free one from 4010 on.
    #[arg(short, long, value_name = "PORT")]
    port: Option<u16>,
    /// Open the site in the browser.
    #[arg(long)]
    open: bool,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let root = common.root()?;
    let bound = serve::bind(arguments.port)?;
    let url = bound.url();
    if arguments.port.is_none() && bound.port() != serve::PORT {
        terminal.say(&format!("port {} is in use, so it is {}", serve::PORT, bound.port()))?;
    }
    let preview = serve::start(&root, arguments.view.options(), bound)?;
    // Whoever started this may be waiting for the line to know where to look.
    writeln!(terminal.out, "{url}")
        .and_then(|()| terminal.out.flush())
        .map_err(cannot_write)?;
    terminal.say("the site follows the records; Ctrl-C ends it")?;
    if arguments.open && super::build::open(Path::new(&url)).is_err() {
        terminal.say(&format!("note: no browser can be started: open {url} yourself"))?;
    }
    let mut before = Vec::new();
    for news in preview.news() {
        match news {
            News::Read { inspection, took } => read(&inspection, took, common.verbose, &mut before, terminal)?,
            News::Broken { message, hint } => {
                terminal.say(&format!("error: {message}"))?;
                if let Some(hint) = hint {
                    terminal.say(&format!("help: {hint}"))?;
                }
            }
            News::Unwatched(why) => terminal.say(&format!(
                "note: changes are seen a few seconds late, since the folder cannot be watched: {why}"
            ))?,
        }
    }
    preview.wait()?;
    Ok(Verdict::Clean)
}

/// Says what was found, and shows the errors unless they are those of before.
fn read(
    inspection: &Inspection,
    took: Duration,
    verbose: bool,
    before: &mut Vec<u8>,
    terminal: &mut Terminal,
) -> Result<(), Error> {
    let mut errors = Diagnostics::default();
    let found = inspection.diagnostics.iter();
    let found = found.filter(|found| found.severity == Severity::Error);
    errors.extend(found.take(SHOWN).cloned());
    let mut text = Vec::new();
    emit::human(&errors, &inspection.sources, verbose, terminal.columns, &mut text).map_err(cannot_write)?;
    if *before != text {
        terminal.err.write_all(&text).map_err(cannot_write)?;
        *before = text;
        let more = inspection.diagnostics.tally().errors.saturating_sub(SHOWN);
        if more > 0 {
            terminal.say(&format!("and {more} errors more: `tenfour check` shows them all"))?;
        }
    }
    let summary = super::check::summary(inspection, verbose);
    terminal.say(&format!("{summary}, read in {:.0} ms", took.as_secs_f64() * 1000.0))
}
