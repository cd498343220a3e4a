//! `tenfour check`: every fault of a run, sorted by place.

use super::{Common, RunArguments, Terminal, Verdict, cannot_write};
use crate::check::{Outcome, State};
use crate::diag::github::github;
use crate::diag::junit::{Came, Test, junit};
use crate::diag::sarif::RuleWords;
use crate::diag::{self, Severity, emit};
use crate::error::Error;
use crate::pipeline::{self, Inspection};
use crate::present::checks;
use clap::{Args, ValueEnum};
use std::collections::{BTreeMap, BTreeSet};

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
    /// One JSON document: every rule with its result, and every diagnostic.
    Json,
    /// SARIF 2.1.0, for editors and code review.
    Sarif,
    /// Commands of GitHub's workflows, which mark lines of a change.
    Github,
    /// XML of `JUnit`: each rule a test, which fails where an error stops a build; warnings stand in its output.
    Junit,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let inspection = pipeline::inspect(&arguments.run.root(common)?, &arguments.run.options())?;
    let (diagnostics, sources) = (&inspection.diagnostics, &inspection.sources);
    match arguments.format {
        Format::Human => emit::human(
            diagnostics,
            sources,
            common.verbose,
            terminal.columns,
            &mut terminal.out,
        ),
        Format::Short => emit::short(diagnostics, sources, common.verbose, &mut terminal.out),
        Format::Json => writeln!(terminal.out, "{:#}", checks::document(&inspection.site(), None)),
        Format::Sarif => writeln!(terminal.out, "{:#}", sarif(&inspection)),
        Format::Github => github(diagnostics, sources, common.verbose, &mut terminal.out),
        Format::Junit => write!(terminal.out, "{}", junit(&tests(&inspection))),
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
        " (`-v` shows informations)"
    } else if tally.waived > 0 && !verbose {
        " (`-v` shows what is waived)"
    } else {
        ""
    };
    match inspection.as_of {
        crate::stats::period::NO_DAY => format!("{records}, no day known: {said}{hidden}"),
        day => format!("{records} as of {day}: {said}{hidden}"),
    }
}

fn sarif(inspection: &Inspection) -> serde_json::Value {
    let words = |outcome: &Outcome| RuleWords {
        id: outcome.rule.id().to_owned(),
        title: outcome.rule.title().into_owned(),
        explanation: outcome.rule.explanation().into_owned(),
        severity: outcome.rule.severity(&inspection.settings),
        clauses: outcome.rule.clauses().map(str::to_owned).collect(),
    };
    let rules: Vec<RuleWords> = inspection.outcomes.iter().map(words).collect();
    diag::sarif::sarif(&inspection.diagnostics, &inspection.sources, &rules)
}

/// The rules as tests. One fails where a diagnostic of it stops; it names each place, and so does the output of one that told
/// something which does not stop. Others say why they were not held against the records.
fn tests(inspection: &Inspection) -> Vec<Test> {
    let mut lines: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut stopping: BTreeSet<&str> = BTreeSet::new();
    for found in inspection.diagnostics.iter().filter(|found| found.waived.is_none()) {
        let place = found
            .place
            .map(|place| format!("{}: ", inspection.sources.locate(place)));
        let line = format!(
            "{}{}: {}",
            place.unwrap_or_default(),
            found.severity.word(),
            found.message
        );
        lines.entry(&found.rule).or_default().push(line);
        if found.severity == Severity::Error {
            stopping.insert(&found.rule);
        }
    }
    let mut test = |outcome: &Outcome| {
        let rule = &outcome.rule;
        let told = lines.remove(rule.id()).unwrap_or_default();
        let came = match &outcome.state {
            // A fault that stops is never told by a test that is green or skipped.
            _ if stopping.contains(rule.id()) => Came::Failed(told),
            State::Passed(_) | State::Failed { .. } => Came::Passed(told),
            State::Waived { .. } => {
                let by: Vec<String> = outcome
                    .waived
                    .iter()
                    .map(|(waiver, let_pass)| format!("waived by {waiver} until {}", let_pass.until))
                    .collect();
                Came::Skipped(by.join("; "))
            }
            State::NotApplicable(why) => Came::Skipped(format!("not applicable: {why}")),
            State::NotJudged(why) => Came::Skipped(format!("not judged: {why}")),
            State::Withheld(why) => Came::Skipped(format!("withheld: {why}")),
            State::Off => Came::Skipped("switched off in the settings".to_owned()),
        };
        Test {
            suite: checks::family(rule.id()).to_owned(),
            name: format!("{}: {}", rule.id(), rule.title()),
            came,
        }
    };
    inspection.outcomes.iter().map(&mut test).collect()
}
