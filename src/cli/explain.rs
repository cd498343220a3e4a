//! `tenfour explain`: what a rule, a kind or a field means, from the lists that the program follows.

use super::{Common, Terminal, Verdict, cannot_write, settings_here};
use crate::check;
use crate::check::rule::{AnyRule, Check};
use crate::coverage;
use crate::coverage::look::Came;
use crate::diag::did_you_mean;
use crate::error::{Error, ErrorKind};
use crate::link::RecordIndex;
use crate::measure::{self, metric::AnyMetric};
use crate::parse::table::FIXED_COLUMNS;
use crate::pipeline::{self, Inspection, Options};
use crate::record::clause::Clause;
use crate::record::kind::Area;
use crate::record::reader::Profile;
use crate::record::schema::{Field, Level, Shape};
use crate::record::{Catalogue, Kind};
use crate::scaffold::words::{is_asked, kind_meant, what_to_write, wrap};
use crate::settings::Settings;
use clap::Args;
use std::path::Path;

/// Arguments of `explain`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  tenfour explain R-GEN-02             a rule: why it matters, what to do
  tenfour explain M-SAT-4              a metric: formula, interval, cautions
  tenfour explain complaint            a kind: its fields
  tenfour explain complaint.events.at  a field: what to write, allowed words
  tenfour explain 10002:7.4            a clause: its rules, the evidence here
  tenfour explain response             also the columns of a table of responses
  tenfour explain                      a list of everything")]
pub(super) struct Arguments {
    /// Id of a rule or metric, a kind of record, or a field as `KIND.FIELD`; without it a list of all.
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let here = settings_here(common)?;
    let project = match &here {
        Some(read) => Project {
            catalogue: read.catalogue.clone(),
            profile: read.settings.profile,
            settings: read.settings.clone(),
        },
        None => Project::default(),
    };
    let mut page = Page::new();
    match arguments.code.as_deref() {
        None => list(&mut page, &project),
        Some(code) => {
            let clause = one(code, &mut page, &project)?;
            if let Some(clause) = clause.filter(|_| here.is_some()) {
                evidence(&clause, &mut page, &inspected(common)?);
            }
        }
    }
    terminal.out.write_all(page.text.as_bytes()).map_err(cannot_write)?;
    Ok(Verdict::Clean)
}

/// What the project says that matters here.
#[derive(Default)]
struct Project {
    catalogue: Catalogue,
    profile: Profile,
    settings: Settings,
}

impl Project {
    /// The rule with an id, of the catalogue or of the project.
    fn rule(&self, id: &str) -> Option<AnyRule> {
        check::all(&self.settings).find(|rule| rule.id() == id)
    }
}

/// Explains one thing. Out: the clause, when it is one.
fn one(code: &str, page: &mut Page, project: &Project) -> Result<Option<Clause>, Error> {
    if let Some(rule) = project.rule(&code.to_uppercase()) {
        explain_rule(&rule, page, project);
        return Ok(None);
    }
    if let Some(metric) = measure::named(&project.settings, &code.to_uppercase()) {
        explain_metric(&metric, page);
        return Ok(None);
    }
    if let Some(clause) = project.catalogue.clauses.find(code) {
        explain_clause(clause, page, project);
        return Ok(Some(clause.clone()));
    }
    let (name, path) = code.split_once('.').unwrap_or((code, ""));
    let kind = if name == "responses" {
        Some(Kind::Response)
    } else {
        kind_meant(name, &project.catalogue.prefixes)
    };
    let Some(kind) = kind else {
        return Err(unknown(code, project));
    };
    if path.is_empty() {
        explain_kind(kind, page, project);
        return Ok(None);
    }
    let field = find(path, project.catalogue.fields(kind)).map_err(|(part, names)| {
        let problem = Error::new(
            ErrorKind::Usage,
            format!("`{}` has no field `{part}` in `{path}`", kind.name()),
        );
        let near = did_you_mean(part, names.iter().copied());
        problem.hint(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "nothing is inside it".to_owned(),
            None => format!("known here: {}", names.join(", ")),
        })
    })?;
    explain_field(&format!("{}.{path}", kind.name()), field, page, project);
    Ok(None)
}

fn unknown(code: &str, project: &Project) -> Error {
    let rules: Vec<AnyRule> = check::all(&project.settings).collect();
    let known = rules
        .iter()
        .map(AnyRule::id)
        .chain(Kind::ALL.iter().map(|kind| kind.name()));
    let near = did_you_mean(code, known).map(|near| format!("did you mean `{near}`? "));
    Error::new(ErrorKind::Usage, format!("there is nothing to explain about `{code}`")).hint(format!(
        "{}`tenfour explain` lists rules, metrics and kinds",
        near.unwrap_or_default()
    ))
}

/// The field at a path such as `events.at`.
///
/// Errors: the part that does not exist, and the names that exist there.
fn find<'a, 'b>(path: &'b str, fields: &'a [Field]) -> Result<&'a Field, (&'b str, Vec<&'a str>)> {
    let (part, rest) = path
        .split_once('.')
        .map_or((path, None), |(part, rest)| (part, Some(rest)));
    let part = part.split('[').next().unwrap_or(part);
    let found = fields.iter().find(|field| field.name == part);
    let field = found.ok_or_else(|| (part, fields.iter().map(|field| field.name.as_str()).collect()))?;
    match rest {
        None => Ok(field),
        Some(rest) => find(rest, inside(&field.shape)),
    }
}

/// The fields of a part.
fn inside(shape: &Shape) -> &[Field] {
    match shape {
        Shape::Fields(fields) => fields,
        Shape::List(item) | Shape::Map(item) => inside(item),
        Shape::Either(shapes) => shapes
            .iter()
            .map(inside)
            .find(|fields| !fields.is_empty())
            .unwrap_or_default(),
        _ => &[],
    }
}

fn list(page: &mut Page, project: &Project) {
    page.heading("Rules");
    for rule in check::all(&project.settings) {
        page.entry(rule.id(), 10, &rule.title());
    }
    page.gap();
    page.heading("Metrics");
    for metric in measure::all(&project.settings) {
        page.entry(metric.id(), 10, metric.about().name);
    }
    for area in Area::ALL {
        page.gap();
        page.heading(area.title());
        for kind in Kind::ALL.iter().filter(|kind| kind.about().area == *area) {
            let what = format!("{}-.. {}", project.catalogue.prefixes.of(*kind), kind.about().what);
            page.entry(kind.name(), 18, &what);
        }
    }
    page.gap();
    page.paragraph("Each of these can be named: `tenfour explain R-GEN-02`, `tenfour explain complaint`, `tenfour explain complaint.events`.");
}

fn explain_metric(metric: &AnyMetric, page: &mut Page) {
    let about = metric.about();
    page.title(about.id, about.name);
    page.fact("unit", &about.unit.code().replace('_', " "));
    page.fact("direction", about.better.word());
    page.fact("formula", about.formula);
    page.fact("interval", about.interval);
    page.fact("minimum", about.minimum);
    page.fact("clause", &about.clause.replace(',', ", "));
    let keys: Vec<&str> = metric.keys().iter().map(|key| key.word()).collect();
    if !keys.is_empty() {
        page.fact("narrowed by", &keys.join(", "));
    }
    page.gap();
    page.markdown(about.definition);
    page.gap();
    page.markdown(about.pitfalls);
    page.gap();
    page.paragraph(&format!("Source: {}.", about.source.trim_end_matches('.')));
    page.gap();
    page.paragraph(&format!("`tenfour measure {}` shows what it says here.", about.id));
}

fn explain_rule(rule: &AnyRule, page: &mut Page, project: &Project) {
    page.title(rule.id(), &rule.title());
    let usual = rule.usual_severity().word();
    let severity = match project.settings.of_rule(rule.id()) {
        Some(setting) => format!(
            "{}, set in tenfour.toml (usually {usual})",
            setting.severity().map_or("off", |severity| severity.word())
        ),
        None => usual.to_owned(),
    };
    page.fact("severity", &severity);
    page.fact("judged on", rule.gate().word());
    if rule.from() > Profile::Starter {
        page.fact("asked from", &format!("the profile `{}` on", rule.from().word()));
    }
    if rule.clauses().next().is_some() {
        page.fact("clause", &rule.clauses().collect::<Vec<_>>().join(", "));
    }
    match rule {
        AnyRule::Catalogue(rule) if matches!(rule.check, Check::NotYet) => {
            page.fact("note", &format!("not judged: {}", rule.gate.lacking()));
        }
        AnyRule::Own(rule) => {
            let kinds: Vec<&str> = rule.kinds().map(Kind::name).collect();
            page.fact("own rule", &format!("of this project, on {}", kinds.join(", ")));
        }
        AnyRule::Catalogue(_) => {}
    }
    page.gap();
    page.markdown(&rule.explanation());
    page.gap();
    page.paragraph(&format!(
        "Another severity for this project, in tenfour.toml below `[rules]`: `{} = \"off\"`, `\"information\"`, `\"warning\"` or `\"error\"`.",
        rule.id()
    ));
    if check::waiver::may_be_waived(rule.id()) {
        page.paragraph("Some records may break it for a time and a reason: `tenfour new waiver`.");
    } else {
        page.paragraph("It cannot be waived.");
    }
}

fn explain_clause(clause: &Clause, page: &mut Page, project: &Project) {
    page.title(&clause.id(), &clause.title);
    let edition = if clause.edition.is_empty() {
        String::new()
    } else {
        format!(":{}", clause.edition)
    };
    page.fact("standard", &format!("{}{edition}", clause.standard));
    page.fact("known", clause.status.words());
    if let Some(parent) = clause
        .parent()
        .and_then(|of| project.catalogue.clauses.find(&format!("{}:{of}", clause.standard)))
    {
        page.fact("part of", &format!("{} {}", parent.number, parent.title));
    }
    let rules: Vec<AnyRule> = check::all(&project.settings).collect();
    let serving: Vec<&str> = rules
        .iter()
        .filter(|rule| {
            rule.clauses()
                .any(|of| project.catalogue.clauses.find(of) == Some(clause))
        })
        .map(AnyRule::id)
        .collect();
    if !serving.is_empty() {
        page.fact("served by", &serving.join(", "));
    }
}

/// The project as it stands, for what can be told of it only when all of it was read.
fn inspected(common: &Common) -> Result<Inspection, Error> {
    let root = match &common.project {
        Some(_) => common.root()?,
        None => crate::read::find_project(Path::new("."))?,
    };
    pipeline::inspect(&root, &Options::default())
}

/// How many records a line of evidence names.
const NAMED: usize = 5;

/// What the records of the project show about a clause.
fn evidence(clause: &Clause, page: &mut Page, inspection: &Inspection) {
    let Some(covered) = inspection.coverage.find(clause) else {
        page.fact("here", "switched off below `[standards]` in tenfour.toml");
        return;
    };
    let Some(state) = covered.state else {
        page.fact("here", "it asks for nothing that records can show");
        return;
    };
    page.fact(
        "here",
        &format!("{} on {}", state.words().to_lowercase(), inspection.as_of),
    );
    page.gap();
    let ids = |records: &[RecordIndex]| {
        let named: Vec<&str> = records
            .iter()
            .take(NAMED)
            .map(|index| inspection.ledger.get(*index).id())
            .collect();
        let more = match records.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("{}{more}", named.join(", "))
    };
    if let Some(left) = &covered.excluded {
        let scope = inspection.ledger.get(left.scope).id();
        let why = left
            .reason
            .as_deref()
            .unwrap_or("no reason is given, so that it counts for nothing");
        page.paragraph(&format!("`{scope}` leaves it out: {why}"));
    }
    for part in &covered.parts {
        let part = inspection.catalogue.clauses.find(part);
        let state = part
            .and_then(|part| inspection.coverage.find(part))
            .and_then(|part| part.state);
        if let Some((part, state)) = part.zip(state) {
            page.entry(
                &part.number,
                12,
                &format!("{}: {}", part.title, state.words().to_lowercase()),
            );
        }
    }
    for seen in &covered.seen {
        let came = match seen.came {
            Came::Found => "found",
            Came::InPart => "in part",
            Came::Missing => "not found",
            Came::NotLooked => "not judged",
        };
        let carried = match seen.records.as_slice() {
            [] => String::new(),
            records => format!(" ({})", ids(records)),
        };
        let missing = match &*seen.missing {
            "" => String::new(),
            missing => format!("; {missing}"),
        };
        let lacking = match seen.lacking.as_slice() {
            [] => String::new(),
            records => format!(": {}", ids(records)),
        };
        let told = format!("{}{carried}{missing}{lacking}", seen.look.said(&inspection.settings));
        page.entry(came, 12, &told);
    }
    if !covered.cited_by.is_empty() {
        page.entry("cited by", 12, &ids(&covered.cited_by));
    }
    page.gap();
    page.paragraph(&coverage::remark(inspection.as_of));
}

fn explain_kind(kind: Kind, page: &mut Page, project: &Project) {
    let about = kind.about();
    page.title(kind.name(), &kind.label());
    page.markdown(about.what);
    page.gap();
    page.fact("id", &format!("{}-..", project.catalogue.prefixes.of(kind)));
    page.fact("folder", &format!("{}/", kind.plural()));
    page.fact("area", about.area.title());
    page.fact("shown to", about.audience.word());
    if !about.settled.is_empty() {
        page.fact("settled when", &about.settled.join(", "));
    }
    let fields = project.catalogue.fields(kind);
    let (asked, rest): (Vec<&Field>, Vec<&Field>) = fields
        .iter()
        .partition(|field| is_asked(project.profile, field.level) && !field.derived);
    page.gap();
    page.heading(&format!("Asked for in the profile `{}`", project.profile.word()));
    for field in asked {
        page.field(field, "");
    }
    page.gap();
    page.heading("May be left out");
    for field in rest {
        let level = match field.level {
            Level::Standard | Level::Audit => format!(" (from `{}` on)", field.level.word()),
            Level::Starter | Level::Optional => String::new(),
        };
        page.field(field, &level);
    }
    if kind == Kind::Response {
        columns(page);
    }
    page.gap();
    page.paragraph(&format!(
        "`tenfour explain {0}.FIELD` tells more about a field, `tenfour new {0}` begins a record.",
        kind.name()
    ));
}

/// The columns of a table of responses.
fn columns(page: &mut Page) {
    page.gap();
    page.heading("Columns of a table, `responses/WAV-2026.csv`");
    page.paragraph("The file is named after the wave. The first line names the columns, in any order; the separator is `,`, `;` or a tab. Rows need `id` and `disposition`; a cell that was not answered is empty.");
    for column in FIXED_COLUMNS {
        let (name, what) = match *column {
            "id" => ("id", "short name of the response, each once in the table"),
            "respondent" => ("respondent", "pseudonym; left out when the survey is anonymous"),
            "segment." => (
                "segment.DIMENSION",
                "id of a segment, a column a dimension: `segment.size`",
            ),
            "product" => ("product", "id of the product"),
            "respondent_role" => ("respondent_role", "what the person has to do with the product"),
            "submitted_on" => ("submitted_on", "day of answering as `2026-01-31`"),
            "mode" => ("mode", "how the person was asked"),
            "lang" => ("lang", "language of the questionnaire"),
            "disposition" => (
                "disposition",
                "`complete`, `partial` or another word of `response.disposition`",
            ),
            "duration_s" => ("duration_s", "seconds it took to answer"),
            "consent.analyse" => ("consent.analyse", "`true` or `false`: may be counted"),
            "consent.quote" => ("consent.quote", "`true` or `false`: own words may be quoted"),
            "consent.contact" => ("consent.contact", "`true` or `false`: may be called back"),
            other => (other, ""),
        };
        page.entry(name, 18, what);
    }
    page.entry(
        "KEY",
        18,
        "the answer to the question with this key; several answers are separated by `;`",
    );
}

fn explain_field(path: &str, field: &Field, page: &mut Page, project: &Project) {
    page.title(path, &field.label());
    page.markdown(&field.about);
    page.gap();
    let asked = match field.level {
        Level::Optional => "may be left out".to_owned(),
        level if is_asked(project.profile, level) => format!("asked for (profile `{}`)", project.profile.word()),
        level => format!("may be left out; asked for from the profile `{}` on", level.word()),
    };
    if field.derived {
        page.fact("computed", "follows from other fields and is not typed in");
    } else {
        page.fact("needed", &asked);
        let choice = matches!(field.shape, Shape::Choice(_));
        if let Some(words) = what_to_write(&field.shape).filter(|_| !choice) {
            page.fact("write", &words);
        }
    }
    if field.own {
        page.fact("own field", "of this project, from tenfour.toml");
    }
    if field.personal {
        page.fact(
            "personal",
            "shown to the audience `restricted` only, and kept no longer than needed",
        );
    } else if field.restricted {
        page.fact("restricted", "shown to the audience `restricted` only");
    }
    choices(&field.shape, page);
    let fields = inside(&field.shape);
    if !fields.is_empty() {
        page.gap();
        page.heading("Inside it");
        for field in fields {
            let level = match field.level {
                Level::Optional => String::new(),
                level => format!(" (`{}`)", level.word()),
            };
            page.field(field, &level);
        }
    }
}

/// The allowed words with their meaning.
fn choices(shape: &Shape, page: &mut Page) {
    match shape {
        Shape::Choice(words) => {
            page.gap();
            page.heading("Allowed words");
            let width = words
                .iter()
                .map(|word| word.value.chars().count())
                .max()
                .unwrap_or_default();
            for word in words {
                let about = match &word.label {
                    Some(label) => format!("{label}: {}", word.about),
                    None => word.about.clone(),
                };
                page.entry(&word.value, width.min(30), about.trim_end_matches([' ', ':']));
            }
        }
        Shape::List(item) | Shape::Map(item) => choices(item, page),
        Shape::Either(shapes) => shapes.iter().for_each(|shape| choices(shape, page)),
        _ => {}
    }
}

/// Text that fits the terminal; the escape codes of colours are taken off where they are not wanted.
struct Page {
    width: usize,
    text: String,
}

const BOLD: &str = "\x1b[1m";
const CYAN: &str = "\x1b[36m";
const PLAIN: &str = "\x1b[0m";

impl Page {
    fn new() -> Self {
        Self {
            width: super::columns().clamp(80, 100),
            text: String::new(),
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn gap(&mut self) {
        if !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn title(&mut self, name: &str, words: &str) {
        for (at, line) in wrap(&format!("{name}: {words}"), self.width).iter().enumerate() {
            let line = match line.strip_prefix(name).filter(|_| at == 0) {
                Some(rest) => format!("{BOLD}{CYAN}{name}{PLAIN}{BOLD}{rest}{PLAIN}"),
                None => format!("{BOLD}{line}{PLAIN}"),
            };
            self.line(&line);
        }
        self.gap();
    }

    fn heading(&mut self, words: &str) {
        self.line(&format!("{BOLD}{words}{PLAIN}"));
    }

    fn paragraph(&mut self, words: &str) {
        for line in wrap(words, self.width) {
            self.line(&coloured(&line));
        }
    }

    /// Markdown as the plain text that it nearly is: paragraphs and items of lists.
    fn markdown(&mut self, text: &str) {
        let mut paragraph = String::new();
        for line in text.lines().map(str::trim).chain([""]) {
            let item = line.starts_with("- ") || line.starts_with("* ");
            if (line.is_empty() || item) && !paragraph.is_empty() {
                let words = std::mem::take(&mut paragraph);
                self.paragraph(&words);
                if line.is_empty() {
                    self.gap();
                }
            }
            if item {
                self.hanging("  - ", 4, &line[2..]);
            } else if !line.is_empty() {
                paragraph.push_str(line);
                paragraph.push(' ');
            }
        }
        while self.text.ends_with("\n\n") {
            self.text.pop();
        }
    }

    fn fact(&mut self, name: &str, words: &str) {
        self.hanging(&format!("{name:<14}"), 14, words);
    }

    fn entry(&mut self, name: &str, width: usize, words: &str) {
        let width = width.max(name.chars().count());
        let start = format!("  {CYAN}{name:<width$}{PLAIN}  ");
        self.hanging(&start, width + 4, words);
    }

    /// A field: name, what it holds, what to write.
    fn field(&mut self, field: &Field, level: &str) {
        let mut words = field.about.lines().next().unwrap_or_default().to_owned();
        if field.derived {
            words.push_str(" Computed, not typed in.");
        } else if let Some(what) = what_to_write(&field.shape) {
            words = format!("{words} Write {what}.");
        } else if !inside(&field.shape).is_empty() {
            let names: Vec<&str> = inside(&field.shape).iter().map(|field| field.name.as_str()).collect();
            let part = if matches!(field.shape, Shape::List(_)) {
                "A list, each with"
            } else {
                "With"
            };
            words = format!("{words} {part} {}.", names.join(", "));
        }
        self.entry(&field.name, 26, &format!("{words}{level}"));
    }

    /// Words behind a start of a known width, with the further lines below them.
    fn hanging(&mut self, start: &str, width: usize, words: &str) {
        let lines = wrap(words, self.width - width);
        if lines.is_empty() {
            self.line(start);
        }
        for (at, line) in lines.iter().enumerate() {
            let line = coloured(line);
            if at == 0 {
                self.line(&format!("{start}{line}"));
            } else {
                self.line(&format!("{:width$}{line}", ""));
            }
        }
    }
}

/// What stands in backticks, coloured; a pair that is broken over two lines stays as it is.
fn coloured(line: &str) -> String {
    if line.matches('`').count() % 2 == 1 {
        return line.to_owned();
    }
    let mut parts = line.split('`');
    let mut result = parts.next().unwrap_or_default().to_owned();
    for (at, part) in parts.enumerate() {
        result.push_str(if at % 2 == 0 { CYAN } else { PLAIN });
        result.push('`');
        result.push_str(part);
    }
    // The closing backtick belongs to what it closes.
    result.replace(&format!("{PLAIN}`"), &format!("`{PLAIN}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_can_be_explained_within_the_width() {
        let project = Project::default();
        let mut codes: Vec<String> = check::ids().into_iter().map(str::to_owned).collect();
        for kind in Kind::ALL {
            codes.push(kind.name().to_owned());
            for field in project.catalogue.fields(*kind) {
                codes.push(format!("{}.{}", kind.name(), field.name));
            }
        }
        for code in codes {
            let mut page = Page::new();
            one(&code, &mut page, &project).unwrap();
            for line in page.text.lines() {
                let plain = [BOLD, CYAN, PLAIN]
                    .iter()
                    .fold(line.to_owned(), |line, code| line.replace(code, ""));
                let long_word = plain.split_whitespace().any(|word| word.chars().count() > 50);
                assert!(plain.chars().count() <= 100 || long_word, "{code}: {plain}");
            }
        }
    }

    #[test]
    fn every_fixed_column_is_explained() {
        let mut page = Page::new();
        explain_kind(Kind::Response, &mut page, &Project::default());
        for column in FIXED_COLUMNS {
            assert!(page.text.contains(column), "{column}");
        }
    }

    #[test]
    fn what_does_not_exist_is_answered_with_the_nearest() {
        let hint = |code: &str| {
            let error = one(code, &mut Page::new(), &Project::default()).unwrap_err();
            error.hint_text().unwrap_or_default().to_owned()
        };
        assert!(hint("complant").starts_with("did you mean `complaint`?"));
        assert_eq!(hint("complaint.event"), "did you mean `events`?");
        assert_eq!(hint("complaint.events.att"), "did you mean `at`?");
        assert!(hint("R-GEN-99").starts_with("did you mean `R-GEN-"));
    }

    #[test]
    fn backticks_are_coloured_in_pairs() {
        assert_eq!(coloured("a `b` c"), "a \x1b[36m`b`\x1b[0m c");
        assert_eq!(coloured("a `b"), "a `b");
    }
}
