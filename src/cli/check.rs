//! `tenfour check`: every fault of a run, sorted by place.

use super::{Common, RunArguments, Terminal, Verdict, cannot_write};
use crate::diag::emit;
use crate::error::Error;
use crate::pipeline::{self, Inspection};
use clap::{Args, ValueEnum};
use serde_json::json;

/// Arguments of `check`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    run: RunArguments,
    /// How diagnostics are written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// How diagnostics are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// With the source line and a hint.
    Human,
    /// One line each.
    Short,
    /// One JSON document.
    Json,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let inspection = pipeline::inspect(&common.root()?, &arguments.run.options())?;
    let (diagnostics, sources) = (&inspection.diagnostics, &inspection.sources);
    match arguments.format {
        Format::Human => emit::human(diagnostics, sources, common.verbose, &mut terminal.out),
        Format::Short => emit::short(diagnostics, sources, common.verbose, &mut terminal.out),
        Format::Json => writeln!(terminal.out, "{:#}", document(&inspection)),
    }
    .map_err(cannot_write)?;
    terminal.say(&summary(&inspection, common.verbose))?;
    Ok(if diagnostics.stop() {
        Verdict::Stopped
    } else {
        Verdict::Clean
    })
}

/// One line about the run: `1214 records: 31 warnings`.
pub(super) fn summary(inspection: &Inspection, verbose: bool) -> String {
    let records = match inspection.ledger.len() {
        1 => "1 record".to_owned(),
        count => format!("{count} records"),
    };
    let tally = inspection.diagnostics.tally();
    let said = emit::summary(tally);
    let hidden = if tally.information > 0 && !verbose {
        " (informations are shown with `-v`)"
    } else {
        ""
    };
    match inspection.as_of {
        crate::stats::period::NO_DAY => format!("{records}, no day known: {said}{hidden}"),
        day => format!("{records} as of {day}: {said}{hidden}"),
    }
}

fn document(inspection: &Inspection) -> serde_json::Value {
    let list: Vec<_> = inspection
        .diagnostics
        .iter()
        .map(|found| emit::json(found, &inspection.sources))
        .collect();
    let tally = inspection.diagnostics.tally();
    json!({
        "shape": "tenfour/check/1",
        "as_of": inspection.as_of.to_string(),
        "records": inspection.ledger.len(),
        "errors": tally.errors,
        "warnings": tally.warnings,
        "information": tally.information,
        "diagnostics": list,
    })
}
