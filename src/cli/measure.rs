//! `tenfour measure`: what a metric says, with its working, as on the site.

use super::{Common, RunArguments, Terminal, Verdict, cannot_write, id_meant};
use crate::diag::{did_you_mean, lines};
use crate::disclose::parts;
use crate::error::{Error, ErrorKind};
use crate::measure::metric::AnyMetric;
use crate::measure::selection::Selection;
use crate::measure::{self, known::unknown, numbers::Numbers};
use crate::pipeline::{self, Inspection};
use crate::present::numbers::{self, Told};
use crate::present::page::Site;
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Arguments of `measure`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  tenfour measure                                  all metrics
  tenfour measure M-CMP-3                          all that it says
  tenfour measure M-SAT-4 --filter survey=SVY-REL  its newest wave
  tenfour measure --format json > measures.json    as in data/measures.json

  tenfour measure M-SAT-1 --filter wave=WAV-REL-2025B \\
    --filter question=overall --filter segment=SEG-MFG")]
pub(super) struct Arguments {
    /// Id of a metric, `M-SAT-4`; without it a list of all.
    #[arg(value_name = "METRIC")]
    metric: Option<String>,
    /// Narrows it: survey, wave, question, segment, product, period ...; may stand several times.
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair, requires = "metric")]
    filter: Vec<(String, String)>,
    /// How numbers are written.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    #[command(flatten)]
    run: RunArguments,
}

/// How numbers are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// For people, with the working of a single number.
    Table,
    /// As on the site.
    Json,
    /// One row a number.
    Csv,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err(format!("`{text}` is no filter: write `wave=WAV-REL-2025B`")),
    }
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let mut filter: BTreeMap<String, String> = BTreeMap::new();
    for (key, value) in &arguments.filter {
        if filter.insert(key.clone(), value.clone()).is_some() {
            let message = format!("`{key}` is narrowed twice: a number has one {key}");
            return Err(Error::new(ErrorKind::Usage, message));
        }
    }
    let mut selection =
        Selection::from_filter(&filter).map_err(|unknown| Error::new(ErrorKind::Usage, unknown.to_string()))?;
    let inspection = pipeline::inspect(&arguments.run.root(common)?, &arguments.run.options())?;
    let metric = match arguments.metric.as_deref() {
        Some(id) => Some(metric(id, &inspection)?),
        None => None,
    };
    if let Some(metric) = &metric
        && let Some((key, _)) = selection.iter().find(|(key, _)| !metric.keys().contains(key))
    {
        let known: Vec<&str> = metric.keys().iter().map(|key| key.word()).collect();
        let message = format!("{} cannot be narrowed by `{}`", metric.id(), key.word());
        let hint = match known.as_slice() {
            [] => "it is measured on everything".to_owned(),
            known => format!("it takes {}", known.join(", ")),
        };
        return Err(Error::new(ErrorKind::Usage, message).hint(hint));
    }
    if let Some(metric) = &metric {
        selection = known(metric, selection, &inspection)?;
    }
    if inspection.diagnostics.stop() {
        terminal
            .say("the records have errors, so numbers may rest on incomplete records: `tenfour check` tells them")?;
    }
    // What is asked for is measured, whether or not the site shows it by itself.
    let asked = match &metric {
        Some(metric) if !selection.is_empty() => {
            let scope = inspection.scope();
            let made = parts::fold_one(metric.of(&scope, &selection), scope.limits, inspection.audience);
            Some(Numbers::of(vec![made]))
        }
        _ => None,
    };
    let mut site = inspection.site();
    if let Some(asked) = &asked {
        // Of what the site does not show by itself it was not looked at what it tells beside the others.
        for one in asked.iter() {
            let is_of_site = site.numbers.place(&one.metric, &one.selection).is_some();
            if !is_of_site && site.cells.beyond(one).is_hidden() {
                site.cells.hide(one);
            }
        }
        site.numbers = asked;
    }
    let told = numbers::told(&site, metric.as_ref());
    let text = match (arguments.format, &metric) {
        (Format::Json, _) => numbers::json(&site, &told),
        (Format::Csv, _) => csv(&told)?,
        (Format::Table, None) => lines::fold(&list(&site), terminal.columns),
        (Format::Table, Some(metric)) => {
            let untold = match site.numbers.of_metric(metric.id()).next() {
                Some(_) => format!("withheld from the audience {}", site.disclosure.audience().word()),
                None => "nothing in these records is measured by it".to_owned(),
            };
            table(metric, &told, &untold, terminal.columns)
        }
    };
    terminal.out.write_all(text.as_bytes()).map_err(cannot_write)?;
    Ok(Verdict::Clean)
}

/// The selection with the records that it names. Errors: a value names nothing: a slip of the pen is no number that cannot be estimated.
fn known(metric: &AnyMetric, selection: Selection, inspection: &Inspection) -> Result<Selection, Error> {
    let mut meant = selection.clone();
    for (key, id) in selection.iter() {
        let Some(kind) = key.kind().filter(|_| inspection.ledger.find(id).is_none()) else {
            continue;
        };
        let ids = inspection.ledger.of_kind(kind).map(|(_, record)| record.id());
        if let Some(id) = id_meant(id, ids) {
            meant = meant.with(key, id);
        }
    }
    if let Some(unknown) = unknown(&inspection.scope(), metric, &meant) {
        let error = Error::new(ErrorKind::Usage, unknown.message);
        return Err(match unknown.near {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        });
    }
    Ok(meant)
}

fn metric(id: &str, inspection: &Inspection) -> Result<AnyMetric, Error> {
    let settings = &inspection.settings;
    let id = id.to_uppercase();
    if let Some(known) = measure::named(settings, &id) {
        return Ok(known);
    }
    // A measure of the project's own that has a fault is none, and the fault says why.
    let faults = inspection.diagnostics.iter().filter(|found| found.rule == "R-SET-08");
    let fault = faults
        .map(|found| &found.message)
        .find(|message| message.contains(&format!("`{id}`")));
    if let Some(fault) = fault {
        return Err(
            Error::new(ErrorKind::Usage, format!("`{id}` cannot be measured: {fault}"))
                .hint("`tenfour check` shows where it stands".to_owned()),
        );
    }
    let known: Vec<AnyMetric> = measure::all(settings).collect();
    let near = did_you_mean(&id, known.iter().map(AnyMetric::id));
    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    Err(Error::new(ErrorKind::Usage, format!("there is no metric `{id}`"))
        .hint(format!("{near}`tenfour measure` lists them")))
}

/// Every metric with how much it says.
fn list(site: &Site<'_>) -> String {
    let mut text = String::new();
    for metric in measure::all(site.settings) {
        let (with, all) = numbers::count(site, &metric);
        let _ = writeln!(text, "{:<10} {:<52} {with} of {all}", metric.id(), metric.about().name);
    }
    text.push_str("\n`tenfour measure METRIC` shows the numbers of one, `tenfour explain METRIC` what it means.\n");
    text
}

fn table(metric: &AnyMetric, told: &[Told<'_>], untold: &str, columns: usize) -> String {
    let head = format!(
        "{}  {} ({})\n\n",
        metric.id(),
        metric.about().name,
        metric.about().better.word()
    );
    match told {
        [] => format!("{head}{untold}\n"),
        [one] => {
            let tables = one.tables.iter();
            let tables = tables.map(|(title, rows)| format!("\n{title}\n\n{}", lines::table(rows, columns)));
            format!(
                "{head}{}{}",
                lines::fold(&one.working(), columns),
                tables.collect::<String>()
            )
        }
        many => {
            let mut rows = vec![
                ["on", "value", "interval", "base", "remark"]
                    .map(str::to_owned)
                    .to_vec(),
            ];
            rows.extend(many.iter().map(|one| {
                vec![
                    one.code(),
                    one.value.clone(),
                    one.interval.clone(),
                    one.base.clone(),
                    one.state.clone(),
                ]
            }));
            format!("{head}{}", lines::table(&rows, columns))
        }
    }
}

fn csv(told: &[Told<'_>]) -> Result<String, Error> {
    let cannot = |error: csv::Error| Error::new(ErrorKind::Internal, "cannot write the table").because(error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heads = [
        "metric",
        "selection",
        "from",
        "to",
        "estimate",
        "low",
        "high",
        "interval_kind",
        "n",
        "effective_n",
        "unit",
        "state",
    ];
    writer.write_record(heads).map_err(cannot)?;
    for one in told {
        writer.write_record(one.record()).map_err(cannot)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Error::new(ErrorKind::Internal, "cannot write the table").because(error.into_error()))?;
    Ok(String::from_utf8(bytes).unwrap_or_default())
}
