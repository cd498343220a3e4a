//! `tenfour sample`: records for an audit, drawn so that nobody can steer the draw and everybody can repeat it.

use super::{Common, RunArguments, Terminal, Verdict, cannot_write, id_meant, kind_named};
use crate::diag::did_you_mean;
use crate::disclose::Disclosure;
use crate::error::{Error, ErrorKind};
use crate::pipeline::{self, Inspection};
use crate::present::blocks::several;
use crate::present::sheet;
use crate::record::schema::{self, Shape};
use crate::record::{Kind, Record};
use crate::sample::{self, By, Drawn, Ground, Item, Method, Population, Wanted};
use crate::stats::detection;
use clap::builder::RangedU64ValueParser;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Arguments of `sample`.
#[derive(Args, Debug)]
#[command(
    after_help = "The seed is the auditor's: numbers thrown with dice, or a word from which with the id of the commit a seed is made. \
Each record gets a ticket, the SHA-256 of seed, line feed and id; the lowest tickets are drawn. Without `--size` nothing is \
drawn: the population is counted and the list of its ids is hashed, to be noted before the seed is known.

Examples:
  the population
    tenfour sample --kind complaint --period 2025
  a simple random sample
    tenfour sample --kind complaint --period 2025 --size 13 --seed 48213
  from each severity in proportion, with a seed from a word and the commit
    tenfour sample --size 10 --word harbour --method stratified --by severity
  a check sheet
    tenfour sample --kind action --where \"kind == 'corrective'\" \\
      --size 5 --seed 7 --format markdown > sheet.md
  to be kept in the audit's record
    tenfour sample --kind complaint --size 13 --seed 48213 --format yaml"
)]
pub(super) struct Arguments {
    /// Kind of record that is drawn from.
    #[arg(long, value_name = "KIND", default_value = "complaint")]
    kind: String,
    /// Days between which the records lie: `2025`, `2025-Q3`, `2025-01-01..2025-10-29`.
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// State that the records are in.
    #[arg(long, value_name = "WORD")]
    status: Option<String>,
    /// Severity of complaints.
    #[arg(long, value_name = "1-4", value_parser = clap::value_parser!(u8).range(1..=4))]
    severity: Option<u8>,
    /// Product or service that the records are about.
    #[arg(long, value_name = "ID")]
    product: Option<String>,
    /// Unit that the records are about; the owner for kinds without one.
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Expression that the records meet; may stand several times.
    #[arg(long = "where", value_name = "EXPRESSION")]
    filters: Vec<String>,
    /// How to draw.
    #[arg(long, value_name = "METHOD", default_value = "random")]
    method: MethodArgument,
    /// What groups of a stratified sample are made by: severity, unit, quarter, or a field.
    #[arg(long, value_name = "WHAT")]
    by: Option<String>,
    /// Ids that the auditor chose, with commas between them.
    #[arg(long, value_name = "IDS", value_delimiter = ',', conflicts_with_all = ["method", "by", "size", "seed", "word"])]
    ids: Vec<String>,
    /// How many to draw.
    #[arg(long, value_name = "NUMBER", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    size: Option<usize>,
    /// The seed, as the auditor names it.
    #[arg(long, value_name = "TEXT", requires = "size")]
    seed: Option<String>,
    /// A word from which with the id of the commit the seed is made.
    #[arg(long, value_name = "WORD", conflicts_with = "seed", requires = "size")]
    word: Option<String>,
    /// How the sample is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    #[command(flatten)]
    run: RunArguments,
}

/// How to draw.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum MethodArgument {
    /// Each record with the same chance.
    Random,
    /// In equal steps through the list by day.
    Systematic,
    /// From each group in proportion.
    Stratified,
    /// What weighs most first, then at random.
    Risk,
}

/// How the sample is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// One row a record.
    Csv,
    /// For programs.
    Json,
    /// A check sheet for every record.
    Markdown,
    /// As the `sample` of an audit.
    Yaml,
}

/// A sample with all that it came from.
struct Made<'a> {
    inspection: &'a Inspection,
    population: Population,
    method: Method,
    /// The seed and how it came about.
    seed: Option<(String, String)>,
    drawn: Option<Drawn>,
    /// What the audience may see.
    disclosure: Disclosure,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let inspection = pipeline::inspect(&arguments.run.root(common)?, &arguments.run.options())?;
    if inspection.diagnostics.stop() {
        terminal.say("the records have errors, so records may be missing from the list: `tenfour check` tells them")?;
    }
    let kind = kind_named(&arguments.kind, &inspection.catalogue.prefixes)?;
    let product = known(arguments, kind, &inspection)?;
    let wanted = Wanted {
        kind,
        period: arguments.period.clone(),
        filters: filters(arguments, kind, product)?,
    };
    let ground = Ground {
        ledger: &inspection.ledger,
        catalogue: &inspection.catalogue,
        as_of: inspection.as_of,
        zone: inspection.zone.clone(),
        days: inspection.days.clone(),
    };
    let disclosure = Disclosure::to(inspection.audience, &inspection.ledger);
    let population = wanted.population(&ground, &|record| disclosure.record(record))?;
    let method = method(arguments, &population, &inspection)?;
    let seed = seed(arguments, &inspection)?;
    let drawn = match (&method, arguments.size, &seed) {
        (Method::Chosen(_), ..) => Some(sample::draw(&population, &ground, &method, "", 0)?),
        (_, Some(size), Some((seed, _))) => Some(sample::draw(&population, &ground, &method, seed, size)?),
        (_, Some(_), None) => {
            return Err(Error::new(ErrorKind::Usage, "a draw needs a seed").hint(
                "let the auditor name one: `--seed 48213`, or a word to be joined with the commit: `--word harbour`",
            ));
        }
        (_, None, _) => None,
    };
    let unknown = drawn.as_ref().map_or(&[][..], |drawn| &drawn.unknown);
    if !unknown.is_empty() {
        let message = format!("not in the population: {}", unknown.join(", "));
        return Err(Error::new(ErrorKind::Usage, message).hint("correct the ids, or leave filters out"));
    }
    let made = Made {
        inspection: &inspection,
        population,
        method,
        seed,
        drawn,
        disclosure,
    };
    let text = match (arguments.format, &made.drawn) {
        (Format::Human, _) => {
            terminal.show(&human(&made, arguments.size))?;
            return Ok(Verdict::Clean);
        }
        (_, None) => {
            let problem = Error::new(ErrorKind::Usage, "there is no sample to write");
            return Err(problem.hint("draw one with `--size` and `--seed`"));
        }
        (Format::Csv, Some(drawn)) => csv(&made, drawn)?,
        (Format::Json, Some(drawn)) => json(&made, drawn),
        (Format::Markdown, Some(drawn)) => markdown(&made, drawn),
        (Format::Yaml, Some(drawn)) => yaml(&made, drawn),
    };
    terminal.out.write_all(text.as_bytes()).map_err(cannot_write)?;
    Ok(Verdict::Clean)
}

/// The id of the product that is looked for. Errors: it or the state does not exist at all: a slip of the pen is no empty population.
fn known<'a>(arguments: &Arguments, kind: Kind, inspection: &'a Inspection) -> Result<Option<&'a str>, Error> {
    let ledger = &inspection.ledger;
    if let Some(status) = &arguments.status {
        let fields = inspection.catalogue.fields(kind);
        let mut states: BTreeSet<String> = ledger
            .of_kind(kind)
            .map(|(_, record)| record.status().to_owned())
            .collect();
        if let Some(Shape::Choice(choices)) = schema::find(fields, "status").map(|field| &field.shape) {
            states.extend(choices.iter().map(|choice| choice.value.clone()));
        }
        if !states.contains(status) {
            let near = did_you_mean(status, states.iter().map(String::as_str));
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let all: Vec<&str> = states.iter().map(String::as_str).collect();
            let message = format!("`{status}` is no state of a {}", kind.label());
            return Err(Error::new(ErrorKind::Usage, message).hint(format!("{near}known states: {}", all.join(", "))));
        }
    }
    let Some(product) = &arguments.product else {
        return Ok(None);
    };
    let found = id_meant(product, ledger.records().map(|(_, record)| record.id()));
    if found.is_none() {
        let near = did_you_mean(product, ledger.of_kind(Kind::Product).map(|(_, record)| record.id()));
        let near = near.map_or_else(
            || "products: `tenfour sample --kind product`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Error::new(ErrorKind::Usage, format!("there is no record `{product}`")).hint(near));
    }
    Ok(found)
}

/// A word as it stands in an expression.
fn quoted(word: &str) -> Result<String, Error> {
    if word.contains(['\'', '\\', '\n']) {
        let problem = Error::new(ErrorKind::Usage, format!("`{word}` cannot be looked for"));
        return Err(problem.hint("write an expression: `--where`"));
    }
    Ok(format!("'{word}'"))
}

/// What the options for common filters mean as expressions, then the expressions themselves.
fn filters(arguments: &Arguments, kind: Kind, product: Option<&str>) -> Result<Vec<String>, Error> {
    let complaint = kind == Kind::Complaint;
    let mut filters = Vec::new();
    if let Some(status) = &arguments.status {
        filters.push(format!("status == {}", quoted(status)?));
    }
    if let Some(severity) = arguments.severity {
        if !complaint {
            let problem = Error::new(ErrorKind::Usage, "only complaints have a severity");
            return Err(problem.hint("narrow it by an expression: `--where`"));
        }
        filters.push(format!("assessment is not none and assessment.severity == {severity}"));
    }
    if let Some(product) = product {
        filters.push(format!("product == {}", quoted(product)?));
    }
    if let Some(unit) = &arguments.unit {
        let unit = quoted(unit)?;
        filters.push(if complaint {
            format!("investigation is not none and investigation.subject_of_complaint == {unit}")
        } else {
            format!("owner == {unit}")
        });
    }
    filters.extend(arguments.filters.iter().cloned());
    Ok(filters)
}

fn method(arguments: &Arguments, population: &Population, inspection: &Inspection) -> Result<Method, Error> {
    if !arguments.ids.is_empty() {
        let known = || {
            population
                .records
                .iter()
                .map(|index| inspection.ledger.get(*index).id())
        };
        let ids = arguments.ids.iter().map(|id| id.trim()).filter(|id| !id.is_empty());
        let meant = ids.map(|id| id_meant(id, known()).unwrap_or(id).to_owned());
        return Ok(Method::Chosen(meant.collect()));
    }
    match (arguments.method, &arguments.by) {
        (MethodArgument::Stratified, Some(by)) => Ok(Method::Stratified(By::parse(by))),
        (MethodArgument::Stratified, None) => Err(Error::new(ErrorKind::Usage, "a stratified sample needs groups")
            .hint("name them: `--by severity`, `--by unit`, `--by quarter`, or a field")),
        (_, Some(_)) => Err(Error::new(ErrorKind::Usage, "groups belong to a stratified sample")
            .hint("add `--method stratified`, or leave `--by` out")),
        (MethodArgument::Random, None) => Ok(Method::Random),
        (MethodArgument::Systematic, None) => Ok(Method::Systematic),
        (MethodArgument::Risk, None) => Ok(Method::Risk),
    }
}

/// The seed, and how it came about.
fn seed(arguments: &Arguments, inspection: &Inspection) -> Result<Option<(String, String)>, Error> {
    let sound = |text: &str| {
        if text.is_empty() || text.chars().any(char::is_control) {
            let problem = Error::new(ErrorKind::Usage, "the seed is empty or holds a control character");
            return Err(problem.hint("dice or a word will do"));
        }
        Ok(text.to_owned())
    };
    if let Some(seed) = &arguments.seed {
        let seed = sound(seed.trim())?;
        return Ok(Some((seed, "as the auditor named it".to_owned())));
    }
    let Some(word) = &arguments.word else {
        return Ok(None);
    };
    let word = sound(word.trim())?;
    let commit = inspection
        .provenance
        .commit()
        .filter(|_| !inspection.draft)
        .ok_or_else(|| {
            Error::new(
                ErrorKind::Usage,
                "there is no commit to make a seed from, or the records differ from it",
            )
            .hint("commit the records, or name a seed: `--seed 48213`")
        })?;
    let told = format!("SHA-256 of commit {}, a line feed and the word `{word}`", commit.id);
    Ok(Some((sample::seed_of(&commit.id, &word), told)))
}

impl Made<'_> {
    fn record(&self, item: &Item) -> &Record {
        self.inspection.ledger.get(item.record)
    }

    /// The title of a record on one line, as the audience may know it.
    fn title(&self, record: &Record) -> String {
        let inspection = self.inspection;
        clean(&self.disclosure.name(record, &inspection.ledger, &inspection.catalogue))
    }

    /// The file of a record with its line.
    fn place(&self, record: &Record) -> String {
        let source = self.inspection.sources.get(record.source);
        format!("{}:{}", source.path, source.position(record.node.span).line)
    }

    /// The population in words: `57 complaints from .. to ..`.
    fn of(&self) -> String {
        let words = self.population.wanted.words();
        format!("{} {words}", self.population.records.len())
    }

    /// What chance allows to say of it; nothing where nothing was drawn by chance.
    fn chances(&self) -> Vec<String> {
        let by_chance = self.drawn.as_ref().and_then(|drawn| drawn.by_chance);
        let Some((n, all)) = by_chance.filter(|(n, _)| *n > 0) else {
            return Vec::new();
        };
        let (n, all) = (n as u64, all as u64);
        let tenth = all.div_ceil(10);
        let mut said = vec![format!(
            "if {tenth} of {all} were faulty, the {n} drawn by chance would hold at least one of them with a chance of {}",
            sample::in_words(detection::chance(n, all, tenth))
        )];
        if let Some(most) = detection::most_faulty(n, all, 0.95) {
            #[expect(clippy::cast_precision_loss, reason = "populations are far below 2^53")]
            let share = most as f64 / all as f64 * 100.0;
            said.push(if most == 0 {
                format!("all {all} were drawn")
            } else {
                format!(
                    "if none of them is faulty, up to {most} of {all} ({share:.1} percent) may still be, with 95 percent confidence; it does not show that there is none"
                )
            });
        }
        if !matches!(self.method, Method::Random) {
            said.push("these figures are those of a simple random sample of that size".to_owned());
        }
        said
    }
}

fn human(made: &Made<'_>, size: Option<usize>) -> String {
    let mut text = String::new();
    let mut line = |name: &str, words: &str| {
        let _ = writeln!(text, "{name:<11}{words}");
    };
    line("population", &made.of());
    line(
        "list",
        &format!("SHA-256 {} (ids, sorted, one a line)", made.population.sha256),
    );
    if !made.population.undated.is_empty() {
        let left = several(made.population.undated.len(), "record bears", "records bear");
        line(
            "",
            &format!(
                "{left} no day and is in no period: {}",
                made.population.undated.join(", ")
            ),
        );
    }
    if made.population.withheld > 0 {
        let left = several(made.population.withheld, "record is", "records are");
        line("", &format!("{left} withheld from this audience and cannot be drawn"));
    }
    let Some(drawn) = &made.drawn else {
        let all = made.population.records.len() as u64;
        if all == 0 {
            line(
                "next",
                "there is nothing to draw from: loosen the filters, or choose another period or audience",
            );
            return text;
        }
        for n in [5, 10, 13, 25] {
            if n <= all {
                let faulty = all.div_ceil(10);
                let chance = detection::chance(n, all, faulty);
                line(
                    "",
                    &format!(
                        "{n:>3} drawn hold a faulty one with a chance of {chance:.3}, if {faulty} of {all} are faulty"
                    ),
                );
            }
        }
        if let Some(n) = detection::smallest(0.95, all, all.div_ceil(10)) {
            line("", &format!("{n:>3} are needed for a chance of 0.95"));
        }
        line(
            "next",
            "let the auditor name a seed, and draw with `--size` and `--seed`",
        );
        return text;
    };
    line(
        "method",
        &format!("{}: {}", made.method.words(), made.method.explained()),
    );
    if let Some((seed, told)) = &made.seed {
        line("seed", &format!("{seed} ({told})"));
    }
    let count = drawn.items.len();
    let wanted = match size {
        Some(size) if size > count => format!(" ({size} were asked for, there are no more)"),
        Some(size) if size < count => format!(" ({size} were asked for, but all that weighs most is taken)"),
        _ => String::new(),
    };
    line(
        "drawn",
        &format!("{count} of {}{wanted}", made.population.records.len()),
    );
    for (name, all, of) in &drawn.strata {
        line("", &format!("{of:>3} of {all:>4}  {name}"));
    }
    for said in made.chances() {
        line("chance", &said);
    }
    text.push('\n');
    let widths = |of: &dyn Fn(&Item) -> usize| drawn.items.iter().map(of).max().unwrap_or(0);
    let ids = widths(&|item| made.record(item).id().chars().count());
    let whys = widths(&|item| item.why.chars().count());
    for item in &drawn.items {
        let record = made.record(item);
        let pad = |text: &str, width: usize| format!("{text}{}", " ".repeat(width - text.chars().count()));
        let _ = writeln!(
            text,
            "{}  {}  {}  {}",
            pad(record.id(), ids),
            pad(&item.why, whys),
            made.title(record),
            made.place(record)
        );
    }
    text
}

/// A title on one line.
fn clean(title: &str) -> String {
    title
        .chars()
        .map(|one| if one.is_control() { ' ' } else { one })
        .collect()
}

fn csv(made: &Made<'_>, drawn: &Drawn) -> Result<String, Error> {
    let cannot = |error: csv::Error| Error::new(ErrorKind::Internal, "cannot write the table").because(error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(["id", "title", "status", "why", "file"])
        .map_err(cannot)?;
    for item in &drawn.items {
        let record = made.record(item);
        // A spreadsheet must not take a title for a formula.
        let title = made.title(record);
        let title = match title.chars().next() {
            Some('=' | '+' | '-' | '@') => format!("'{title}"),
            _ => title,
        };
        let row = [record.id(), &title, record.status(), &item.why, &made.place(record)];
        writer.write_record(row).map_err(cannot)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Error::new(ErrorKind::Internal, "cannot write the table").because(error.into_error()))?;
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

fn json(made: &Made<'_>, drawn: &Drawn) -> String {
    let items: Vec<_> = drawn
        .items
        .iter()
        .map(|item| {
            let record = made.record(item);
            let (id, place) = (record.id(), made.place(record));
            json!({ "id": id, "title": made.title(record), "status": record.status(), "why": item.why, "file": place })
        })
        .collect();
    let strata: Vec<_> = drawn
        .strata
        .iter()
        .map(|(name, all, of)| json!({ "stratum": name, "population": all, "drawn": of }))
        .collect();
    let wanted = &made.population.wanted;
    let sample = json!({
        "shape": "tenfour/sample/1",
        "population": {
            "kind": wanted.kind.name(),
            "period": wanted.period,
            "where": wanted.filters,
            "count": made.population.records.len(),
            "list_sha256": made.population.sha256,
            "undated": made.population.undated,
            "withheld": made.population.withheld,
        },
        "method": made.method.words(),
        "seed": made.seed.as_ref().map(|(seed, _)| seed),
        "seed_from": made.seed.as_ref().map(|(_, told)| told),
        "commit": made.inspection.provenance.commit().map(|commit| commit.id.clone()),
        "draft": made.inspection.draft,
        "as_of": made.inspection.as_of.to_string(),
        "size": drawn.items.len(),
        "by_chance": drawn.by_chance.map(|(n, all)| json!({
            "drawn": n,
            "population": all,
            "most_faulty_if_none_found": detection::most_faulty(n as u64, all as u64, 0.95),
        })),
        "strata": strata,
        "items": items,
    });
    format!("{}\n", serde_json::to_string_pretty(&sample).unwrap_or_default())
}

/// A check sheet: how it was drawn, then the questions for each record.
fn markdown(made: &Made<'_>, drawn: &Drawn) -> String {
    let mut text = format!("# Sample of {}\n\n", made.of());
    let mut line = |name: &str, words: &str| {
        let _ = writeln!(text, "- {name}: {words}");
    };
    line("List", &format!("SHA-256 `{}`", made.population.sha256));
    line("Method", &made.method.words());
    if let Some((seed, told)) = &made.seed {
        line("Seed", &format!("`{seed}`, {told}"));
    }
    if let Some(commit) = made.inspection.provenance.commit() {
        let draft = if made.inspection.draft {
            ", with changes that are in no commit"
        } else {
            ""
        };
        line("Commit", &format!("`{}`{draft}", commit.id));
    }
    line("As of", &made.inspection.as_of.to_string());
    line(
        "Drawn",
        &format!("{} of {}", drawn.items.len(), made.population.records.len()),
    );
    for said in made.chances() {
        line("Chance", &said);
    }
    let questions = sheet(made.population.wanted.kind);
    for item in &drawn.items {
        let record = made.record(item);
        let title = made.title(record).replace(['\\', '`', '*', '_', '<', '[', '|'], " ");
        let _ = writeln!(
            text,
            "\n## {} {title}\n\n`{}`, {}\n",
            record.id(),
            made.place(record),
            item.why
        );
        text.push_str("| | Question | Looked at | Yes, no, open | Evidence and remarks |\n|---|---|---|---|---|\n");
        for (number, question, looked_at) in &questions {
            let _ = writeln!(text, "| {number} | {question} | {looked_at} | | |");
        }
    }
    text.push_str("\nLooked at by:                    Day:\n");
    text
}

/// As the field `sample` of an audit.
fn yaml(made: &Made<'_>, drawn: &Drawn) -> String {
    let wanted = &made.population.wanted;
    // Text in quotes as JSON writes it is YAML too.
    let quote = |text: &str| serde_json::Value::from(text).to_string();
    let mut text = "sample:\n".to_owned();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "  {name}: {value}");
    };
    line("population", quote(&made.of()));
    line("kind", wanted.kind.name().to_owned());
    if let Some(period) = &wanted.period {
        line("period", quote(period));
    }
    if !wanted.filters.is_empty() {
        let filters: Vec<String> = wanted.filters.iter().map(|filter| quote(filter)).collect();
        line("where", format!("[{}]", filters.join(", ")));
    }
    line("count", made.population.records.len().to_string());
    line("list_sha256", quote(&made.population.sha256));
    line("method", made.method.words());
    if let Some((seed, _)) = &made.seed {
        line("seed", quote(seed));
    }
    // The size that was asked for gives the same draw again, also where more were taken.
    line("size", drawn.items.len().to_string());
    text.push_str("  items:\n");
    for item in &drawn.items {
        let _ = writeln!(text, "    - {}", made.record(item).id());
    }
    text
}
