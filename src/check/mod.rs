//! The rules: one list, one family a file. Adding a rule is a function with its text in its family's file and a line in
//! that family's slice.
//!
//! In: the ledger and what judges it. Out: for every rule what it looked at and what failed, so that the site shows what
//! passed as well.

mod action;
mod audit;
mod cause;
mod communication;
pub(crate) mod complaint;
mod conditional;
mod dispute;
mod finding;
pub mod general;
mod indicator;
mod look;
pub mod nonconformity;
pub(crate) mod objective;
mod own;
mod own_measure;
mod plan;
mod promise;
pub mod publication;
pub mod reading;
mod record_control;
mod response;
mod review;
pub mod rule;
mod survey;
mod trace;
mod training;
mod verification;
pub mod waiver;
mod wave;

use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::measure::{numbers::Numbers, scope::Scope};
use crate::record::reader::Profile;
use crate::settings::Settings;
use jiff::civil::Date;
use rule::{AnyRule, Check, Context, Gate, Measured, Report, Rule};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The families in the order of the catalogue.
const FAMILIES: &[&[Rule]] = &[
    reading::RULES,
    conditional::RULES,
    general::RULES,
    objective::RULES,
    plan::RULES,
    survey::RULES,
    wave::RULES,
    response::RULES,
    complaint::RULES,
    dispute::RULES,
    promise::RULES,
    indicator::RULES,
    finding::RULES,
    cause::RULES,
    action::RULES,
    verification::RULES,
    communication::RULES,
    training::RULES,
    review::RULES,
    audit::RULES,
    trace::RULES,
    record_control::RULES,
    waiver::RULES,
    publication::RULES,
];

/// Every rule, in the order of the catalogue.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().copied().flatten()
}

/// The rule with an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}

/// The rules of the catalogue, then the project's own.
pub fn all(settings: &Settings) -> impl Iterator<Item = AnyRule> {
    let own = settings.own_rules.iter().map(|rule| AnyRule::Own(Arc::clone(rule)));
    rules().map(AnyRule::Catalogue).chain(own)
}

/// Ids of the rules of the catalogue.
pub fn ids() -> Vec<&'static str> {
    rules().map(|rule| rule.id).collect()
}

/// How much there was to look at while files were read, typed and linked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Extent {
    /// Files that the settings select.
    pub files: usize,
    /// Of these, files of YAML records.
    pub yaml: usize,
    /// Of these, tables of responses.
    pub tables: usize,
    /// Rows of the tables.
    pub rows: usize,
    /// Of the files, free pages.
    pub pages: usize,
    /// Records.
    pub records: usize,
}

impl Extent {
    /// What a rule of reading looks at; where there is nothing, why.
    fn of(self, rule: &str) -> Result<Looked, &'static str> {
        let (count, one, many, nothing) = match rule {
            "R-FIL-05" => (1, "project", "projects", ""),
            "R-YML-06" => (self.yaml + self.tables + self.pages, "file", "files", "no file"),
            "R-CSV-02" => (self.rows, "row", "rows", "no table of responses"),
            _ => match rule.get(..5) {
                Some("R-FIL") => (self.files, "file", "files", "no file"),
                Some("R-YML") => (self.yaml, "YAML file", "YAML files", "no YAML file"),
                Some("R-CSV") => (self.tables, "table", "tables", "no table of responses"),
                Some("R-SET") => (1, "settings file", "settings files", ""),
                Some("R-PAG") => (self.pages, "free page", "free pages", "no free page"),
                _ => (self.records, "record", "records", "no record"),
            },
        };
        match count {
            0 => Err(nothing),
            _ => Ok(Looked { count, one, many }),
        }
    }
}

/// So many of something: `247 files`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Looked {
    /// How many.
    pub count: usize,
    one: &'static str,
    many: &'static str,
}

impl Looked {
    /// Records, or what stands for one, such as a table whose wave is missing.
    fn at_records(count: usize) -> Self {
        Self {
            count,
            one: "record",
            many: "records",
        }
    }
}

impl Looked {
    /// What of: `record`, `files`.
    pub fn noun(self) -> &'static str {
        if self.count == 1 { self.one } else { self.many }
    }
}

impl std::fmt::Display for Looked {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.count, self.noun())
    }
}

/// How a rule came out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// It applied to so many records, files or rows and failed on none.
    Passed(Looked),
    /// It failed on some of the records it applied to.
    Failed {
        /// Records it failed on; for rules of reading, the faults told.
        failed: usize,
        /// Records it applied to, where that is known.
        of: Option<usize>,
    },
    /// It failed, and a waiver lets everything pass that it failed on.
    Waived {
        /// Records it failed on; for rules of reading, the faults told.
        failed: usize,
        /// Records it applied to, where that is known.
        of: Option<usize>,
    },
    /// There was nothing to judge.
    NotApplicable(&'static str),
    /// The project's settings switch it off.
    Off,
    /// It was not judged, and why.
    NotJudged(&'static str),
    /// It was judged, and how it came out is kept from the audience, and why.
    Withheld(&'static str),
}

impl State {
    /// The word in data.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Passed(_) => "passed",
            Self::Failed { .. } => "failed",
            Self::Waived { .. } => "waived",
            Self::NotApplicable(_) => "not_applicable",
            Self::Off => "off",
            Self::NotJudged(_) => "not_judged",
            Self::Withheld(_) => "withheld",
        }
    }
}

/// What a waiver lets pass of a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LetPass {
    /// Last day on which it does.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// Ids of the records.
    pub records: BTreeSet<String>,
}

impl Outcome {
    /// How many records the rule failed on that waivers let pass, without those on which another fault counts.
    pub fn let_pass(&self) -> usize {
        let records = self.waived.values().flat_map(|of| &of.records);
        records
            .filter(|id| !self.failed.contains(*id))
            .collect::<BTreeSet<_>>()
            .len()
    }
}

/// A rule with its state and what it told.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The rule.
    pub rule: AnyRule,
    /// How it came out.
    pub state: State,
    /// Names of what it failed on, without what is waived: ids of records, or names of files.
    pub failed: BTreeSet<String>,
    /// What waivers let pass, by the id of the waiver.
    pub waived: BTreeMap<String, LetPass>,
    /// Records on which it remarks something worth knowing, which is no failure.
    pub remarked: BTreeSet<String>,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.id)
    }
}

/// Judges the rules of the gates of records and of history, the project's own among them, and adds what they tell to the
/// diagnostics. Without a history the rules that need one are not judged, and say why.
///
/// In: the context; the diagnostics of reading and linking, with the project's severities. Out: a report a rule that judged.
pub fn records(context: &Context<'_>, diagnostics: &mut Diagnostics) -> BTreeMap<String, Report> {
    let mut reports = BTreeMap::new();
    let asked = |rule: &&Rule| matches!(rule.gate, Gate::Records | Gate::History) && rule.from <= context.profile();
    for rule in rules().filter(asked) {
        if let Check::Judge(judge) = rule.check {
            let mut report = Report::new(rule.id, rule.severity);
            match context.history.why_not() {
                Some(why) if rule.gate == Gate::History => report.break_off(why),
                _ => judge(context, &mut report),
            }
            keep(report, rule.id, diagnostics, &mut reports);
        }
    }
    // Whether an id was given again is no matter of the records alone, and belongs to the rule that reading judges.
    diagnostics.extend(record_control::given_again(context));
    let (own, faults) = own::judge(context);
    diagnostics.extend(faults);
    for (rule, report) in own {
        keep(report, &rule.id, diagnostics, &mut reports);
    }
    reports
}

/// Judges the rules of the numbers' gate and adds what they tell to the diagnostics.
///
/// In: the context, what was measured and what it was measured on; the diagnostics so far. Out: a report a rule that judged.
pub fn numbers(
    context: &Context<'_>,
    scope: &Scope<'_>,
    numbers: &Numbers,
    reports: &mut BTreeMap<String, Report>,
    diagnostics: &mut Diagnostics,
) {
    let measured = Measured {
        context,
        scope,
        numbers,
    };
    for rule in rules().filter(|rule| rule.from <= context.profile()) {
        if let Check::Measured(judge) = rule.check {
            let mut report = Report::new(rule.id, rule.severity);
            judge(&measured, &mut report);
            keep(report, rule.id, diagnostics, reports);
        }
    }
    diagnostics.extend(own_measure::faults(context, scope));
}

/// Lets pass what waivers let pass, then judges the rules that look at what all others told.
///
/// In: the context, and everything that was told. Out: the same with waivers, and what the last rules told.
pub fn afterwards(context: &Context<'_>, reports: &mut BTreeMap<String, Report>, diagnostics: &mut Diagnostics) {
    diagnostics.waive(|found| waiver::of(context, found));
    for rule in rules().filter(|rule| rule.from <= context.profile()) {
        if let Check::Last(judge) = rule.check {
            let mut report = Report::new(rule.id, rule.severity);
            judge(context, diagnostics, &mut report);
            keep(report, rule.id, diagnostics, reports);
        }
    }
}

/// Judges rules that the profile does not ask for, for those who want to know all the same; nothing is told as a diagnostic.
pub fn unasked(
    context: &Context<'_>,
    scope: &Scope<'_>,
    numbers: &Numbers,
    wanted: &BTreeSet<&str>,
) -> BTreeMap<String, Report> {
    let measured = Measured {
        context,
        scope,
        numbers,
    };
    let rules = rules().filter(|rule| rule.from > context.profile() && wanted.contains(rule.id));
    rules
        .map(|rule| {
            let mut report = Report::new(rule.id, rule.severity);
            match rule.check {
                Check::Judge(judge) => judge(context, &mut report),
                Check::Measured(judge) => judge(&measured, &mut report),
                Check::ByStation | Check::Last(_) | Check::AtBuild | Check::NotYet => {}
            }
            (rule.id.to_owned(), report)
        })
        .collect()
}

fn keep(report: Report, id: &str, diagnostics: &mut Diagnostics, reports: &mut BTreeMap<String, Report>) {
    diagnostics.extend(report.diagnostics().iter().cloned());
    reports.insert(id.to_owned(), report);
}

/// How every rule came out.
///
/// In: the settings, reports of the rules that judged, all diagnostics, and how much was read.
pub fn outcomes(
    settings: &Settings,
    reports: &BTreeMap<String, Report>,
    diagnostics: &Diagnostics,
    extent: Extent,
) -> Vec<Outcome> {
    let mut by_rule: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for found in diagnostics.iter() {
        by_rule.entry(&found.rule).or_default().push(found);
    }
    let outcome = |rule: AnyRule| {
        // What a rule remarks with less than its weight, such as a field that the next profile asks for, is no failure.
        let usual = rule.severity(settings);
        let is_remark =
            |found: &&Diagnostic| found.severity == Severity::Information && usual != Some(Severity::Information);
        let told = by_rule.get(rule.id()).map_or(&[][..], Vec::as_slice);
        let (remarks, told): (Vec<&Diagnostic>, Vec<&Diagnostic>) = told.iter().copied().partition(is_remark);
        let mut made = outcome(rule, settings, reports, &told, extent);
        made.remarked = remarks.iter().filter_map(|found| found.record.clone()).collect();
        made
    };
    all(settings).map(outcome).collect()
}

fn outcome(
    rule: AnyRule,
    settings: &Settings,
    reports: &BTreeMap<String, Report>,
    told: &[&Diagnostic],
    extent: Extent,
) -> Outcome {
    let report = reports.get(rule.id());
    let mut waived: BTreeMap<String, LetPass> = BTreeMap::new();
    for found in told {
        if let (Some(by), Some(record)) = (&found.waived, &found.record) {
            let let_pass = waived.entry(by.by.clone()).or_insert_with(|| LetPass {
                until: by.until,
                reason: by.reason.clone(),
                records: BTreeSet::new(),
            });
            let_pass.records.insert(record.clone());
        }
    }
    // A record of which one fault counts is not let pass by a waiver of another.
    let counts = |found: &&&Diagnostic| found.waived.is_none();
    let counting: BTreeSet<&str> = told
        .iter()
        .filter(counts)
        .filter_map(|found| found.record.as_deref())
        .collect();
    let passes =
        |name: &str| !counting.contains(name) && waived.values().any(|let_pass| let_pass.records.contains(name));
    let failed: BTreeSet<String> = match report {
        Some(report) => report.failed().iter().filter(|name| !passes(name)).cloned().collect(),
        None => counting.iter().map(|name| (*name).to_owned()).collect(),
    };
    let check = match &rule {
        AnyRule::Catalogue(rule) => Some(rule.check),
        AnyRule::Own(_) => None,
    };
    let state = match (check, report) {
        _ if rule.severity(settings).is_none() => State::Off,
        (Some(Check::NotYet | Check::AtBuild), _) => State::NotJudged(rule.gate().lacking()),
        (_, Some(report)) => judged(report, failed.len()),
        (Some(Check::ByStation), None) => {
            let told_and_counting = told.iter().filter(counts).count();
            match (told.len(), told_and_counting) {
                (0, _) => extent.of(rule.id()).map_or_else(State::NotApplicable, State::Passed),
                (failed, 0) => State::Waived { failed, of: None },
                (_, failed) => State::Failed { failed, of: None },
            }
        }
        (_, None) => State::NotApplicable(match rule.from() {
            Profile::Starter => "not judged in this run",
            Profile::Standard => "asked from the profile standard on",
            Profile::Audit => "asked from the profile audit on",
        }),
    };
    Outcome {
        rule,
        state,
        failed,
        waived,
        remarked: BTreeSet::new(),
    }
}

/// How a rule that was judged came out; so many failures count.
fn judged(report: &Report, counting: usize) -> State {
    let of = report.looked_at();
    match (of, report.failed().len(), report.broken()) {
        (_, 0, Some(why)) => State::NotJudged(why),
        (0, ..) => State::NotApplicable("no record is concerned"),
        (_, 0, None) => State::Passed(Looked::at_records(of)),
        (_, failed, _) if counting == 0 => State::Waived { failed, of: Some(of) },
        _ => State::Failed {
            failed: counting,
            of: Some(of),
        },
    }
}

/// The weight of a rule in a profile: nothing where the profile does not ask for it, or the settings switch it off.
pub fn weight(rule: &AnyRule, profile: Profile, settings: &Settings) -> Option<Severity> {
    rule.severity(settings).filter(|_| rule.from() <= profile)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::diag::emit;
    use crate::pipeline::{self, Options};
    use std::collections::BTreeSet;

    /// What shows that a rule judges: records on which it speaks, and records like them on which it does not.
    pub(crate) struct Case {
        /// What holds, in a sentence.
        pub(crate) what: &'static str,
        /// The rule.
        pub(crate) rule: &'static str,
        /// Records that break it.
        pub(crate) breaks: &'static str,
        /// What it says of them, one line each.
        pub(crate) says: &'static [&'static str],
        /// Records that keep it.
        pub(crate) keeps: &'static str,
    }

    /// The cases of every family. A rule that judges and has none fails a test below.
    const CASES: &[&[Case]] = &[
        action::tests::CASES,
        audit::tests::CASES,
        cause::tests::CASES,
        communication::tests::CASES,
        training::tests::CASES,
        complaint::tests::CASES,
        conditional::tests::CASES,
        dispute::tests::CASES,
        finding::tests::CASES,
        general::tests::CASES,
        indicator::tests::CASES,
        objective::tests::CASES,
        plan::tests::CASES,
        promise::tests::CASES,
        record_control::tests::CASES,
        response::tests::CASES,
        review::tests::CASES,
        survey::tests::CASES,
        trace::tests::CASES,
        verification::tests::CASES,
        waiver::tests::CASES,
        wave::tests::CASES,
    ];

    /// Everything that is said about a project, one short line each, informations included.
    ///
    /// In: files, each under a line `-- path --`; text without such a line is `a.yaml`. Unless it brings its own
    /// `tenfour.toml`, the project has the profile `audit` and is judged as of 2025-06-30.
    pub(crate) fn check(files: &str) -> String {
        let inspection = inspect(files);
        let mut out = Vec::new();
        emit::short(&inspection.diagnostics, &inspection.sources, true, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// What one rule advises about a project.
    pub(crate) fn hints(rule: &str, files: &str) -> Vec<String> {
        let inspection = inspect(files);
        let found = inspection.diagnostics.iter().filter(|found| found.rule == rule);
        found.filter_map(|found| found.hint.clone()).collect()
    }

    /// A project read, linked, judged and measured.
    ///
    /// A line `-- commit 2025-03-01 Lapwing --` begins what is committed on that day at noon by that author, into a repository
    /// that holds nothing else; the files below it are what changed, and `-- gone a.yaml --` is a file that went. Behind the
    /// author there may be ` by Kestrel` for another committer and ` reviewed by Kestrel` for a line in the message. What stands
    /// behind `-- now --` is in no commit. Without such a line there is no repository.
    #[expect(clippy::disallowed_methods, reason = "a test writes the project it judges")]
    pub(crate) fn inspect(files: &str) -> pipeline::Inspection {
        let folder = tempfile::tempdir().unwrap();
        let mut path = "a.yaml".to_owned();
        let settings = "profile = \"audit\"\nas_of = 2025-06-30\n";
        let mut texts: BTreeMap<String, String> = BTreeMap::from([("tenfour.toml".to_owned(), settings.to_owned())]);
        let mut begun = BTreeSet::new();
        let mut commits: Vec<(String, BTreeMap<String, String>)> = Vec::new();
        let mut message: Option<String> = None;
        for line in files.lines() {
            if let Some(next) = line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
                if let Some(commit) = next.strip_prefix("commit ") {
                    commits.extend(message.replace(commit.to_owned()).map(|before| (before, texts.clone())));
                    begun.clear();
                } else if next == "now" {
                    commits.extend(message.take().map(|before| (before, texts.clone())));
                    begun.clear();
                } else if let Some(gone) = next.strip_prefix("gone ") {
                    texts.remove(gone);
                } else {
                    next.clone_into(&mut path);
                }
                continue;
            }
            if begun.insert(path.clone()) {
                texts.insert(path.clone(), String::new());
            }
            let text = texts.entry(path.clone()).or_default();
            text.push_str(line);
            text.push('\n');
        }
        commits.extend(message.map(|last| (last, texts.clone())));
        let history = !commits.is_empty();
        if history {
            commit(folder.path(), &commits);
        }
        for (path, text) in &texts {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        // The whole way is gone rather than the rules alone, so that a test sees what a user sees.
        let options = Options {
            history,
            ..Options::default()
        };
        pipeline::inspect(folder.path(), &options).unwrap()
    }

    /// Makes a repository of commits: what is told of each, and the files after it.
    fn commit(folder: &std::path::Path, commits: &[(String, BTreeMap<String, String>)]) {
        use std::fmt::Write as _;
        let mut stream = String::new();
        for (told, files) in commits {
            let (day, people) = told.split_once(' ').unwrap();
            let (people, reviewer) = people.split_once(" reviewed by ").unwrap_or((people, ""));
            let (author, committer) = people.split_once(" by ").unwrap_or((people, people));
            let day: Date = day.parse().unwrap();
            let seconds = day.at(12, 0, 0, 0).in_tz("UTC").unwrap().timestamp().as_second();
            let who = |name: &str| format!("{name} <{}@example.org> {seconds} +0000", name.to_lowercase());
            let message = match reviewer {
                "" => "records\n".to_owned(),
                reviewer => format!(
                    "records\n\nReviewed-by: {reviewer} <{}@example.org>\n",
                    reviewer.to_lowercase()
                ),
            };
            write!(
                stream,
                "commit refs/heads/main\nauthor {}\ncommitter {}\ndata {}\n{message}\ndeleteall\n",
                who(author),
                who(committer),
                message.len()
            )
            .unwrap();
            for (path, text) in files {
                write!(stream, "M 100644 inline {path}\ndata {}\n{text}\n", text.len()).unwrap();
            }
        }
        let git = |arguments: &[&str], input: &str| {
            use std::io::Write as _;
            let mut command = std::process::Command::new("git");
            command.arg("-C").arg(folder).args(arguments);
            command
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .env("GIT_CONFIG_NOSYSTEM", "1");
            command
                .stdin(std::process::Stdio::piped())
                .stdout(std::process::Stdio::null());
            let mut running = command.spawn().unwrap();
            running.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
            assert!(running.wait().unwrap().success(), "git {arguments:?}");
        };
        git(&["init", "--quiet", "--initial-branch=main"], "");
        git(&["fast-import", "--quiet"], &stream);
        git(&["reset", "--quiet", "--mixed", "main"], "");
    }

    /// What one rule says about a project.
    pub(crate) fn told(rule: &str, files: &str) -> Vec<String> {
        let mark = format!("[{rule}]");
        let all = check(files);
        all.lines()
            .filter(|line| line.contains(&mark))
            .map(str::to_owned)
            .collect()
    }

    /// Runs the cases of a family; all that differ are told at once.
    pub(crate) fn run(cases: &[Case]) {
        let mut wrong = String::new();
        for case in cases {
            for (files, expected) in [(case.breaks, case.says), (case.keeps, &[][..])] {
                let said = told(case.rule, files);
                if said != expected {
                    let lines = |lines: &[String]| format!("{lines:#?}");
                    let expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
                    wrong = format!(
                        "{wrong}\n{}: {}\nexpected {}\nsaid {}\n",
                        case.rule,
                        case.what,
                        lines(&expected),
                        lines(&said)
                    );
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }

    #[test]
    fn every_rule_that_judges_has_a_case_on_which_it_speaks() {
        let judged: BTreeSet<&str> = rules()
            .filter(|rule| matches!(rule.check, Check::Judge(_) | Check::Measured(_) | Check::Last(_)))
            .map(|rule| rule.id)
            .collect();
        let speaking = CASES.iter().copied().flatten().filter(|case| !case.says.is_empty());
        // What a station judges has its tests there; a case may show what the history adds to it.
        let by_station = |id: &&str| find(id).is_some_and(|rule| matches!(rule.check, Check::ByStation));
        let covered: BTreeSet<&str> = speaking.map(|case| case.rule).filter(|id| !by_station(id)).collect();
        assert_eq!(judged, covered);
    }

    #[test]
    fn codes_are_unique_and_every_rule_is_explained() {
        let mut seen = BTreeSet::new();
        for rule in rules() {
            assert!(seen.insert(rule.id), "{} stands twice", rule.id);
            assert!(rule.id.starts_with("R-"), "{}", rule.id);
            assert!(
                rule.title.len() > 10 && !rule.title.ends_with('.'),
                "{} needs a title",
                rule.id
            );
            assert!(rule.explanation.len() > 40, "{} needs an explanation", rule.id);
        }
    }

    #[test]
    fn every_rule_serves_clauses_that_exist() {
        let clauses = crate::record::clause::Clauses::default();
        for rule in all(&Settings::default()) {
            for clause in rule.clauses() {
                assert!(clauses.find(clause).is_some(), "{} serves `{clause}`", rule.id());
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_once_and_not_missed_as_well() {
        let files = "id: CMP-1
events:
  - {at: 2025-03-04T09:00:00Z, kind: decision_comunicated}
  - {at: 2025-03-05T09:00:00Z, kind: closed}
---
id: ACT-1
status: implemented
implemented_on: 5.3.2025
---
id: OBJ-1
status: active
baseline: {value: high}
";
        assert!(told("R-CMP-02", files).is_empty());
        assert!(
            !told("R-FLD-07", files)
                .iter()
                .any(|line| line.contains("implemented_on"))
        );
        assert!(!told("R-OBJ-01", files).iter().any(|line| line.contains("baseline")));
    }

    #[test]
    fn a_rule_of_reading_says_what_it_looked_at() {
        let extent = Extent {
            files: 5,
            yaml: 3,
            tables: 1,
            rows: 40,
            pages: 0,
            records: 12,
        };
        let outcomes = outcomes(&Settings::default(), &BTreeMap::new(), &Diagnostics::default(), extent);
        let of = |id: &str| match outcomes
            .iter()
            .find(|outcome| outcome.rule.id() == id)
            .map(|of| &of.state)
        {
            Some(State::Passed(looked)) => looked.to_string(),
            Some(State::NotApplicable(why)) => (*why).to_owned(),
            other => format!("{other:?}"),
        };
        let said = [
            "R-FIL-01", "R-YML-01", "R-FLD-01", "R-GEN-01", "R-CSV-01", "R-CSV-02", "R-SET-01", "R-PAG-01",
        ]
        .map(of);
        let expected = [
            "5 files",
            "3 YAML files",
            "12 records",
            "12 records",
            "1 table",
            "40 rows",
            "1 settings file",
            "no free page",
        ];
        assert_eq!(said, expected.map(str::to_owned));
    }

    #[test]
    fn a_rule_of_a_later_profile_says_from_where_on_it_is_asked() {
        let state = |profile: &str| {
            let files =
                format!("-- tenfour.toml --\nprofile = \"{profile}\"\n-- a.yaml --\nid: ACT-1\nkind: corrective\n");
            told("R-ACT-01", &files).len()
        };
        assert_eq!((state("starter"), state("standard"), state("audit")), (0, 0, 1));
        let outcomes = outcomes(
            &Settings::default(),
            &BTreeMap::new(),
            &Diagnostics::default(),
            Extent::default(),
        );
        let of = |id: &str| {
            outcomes
                .iter()
                .find(|outcome| outcome.rule.id() == id)
                .map(|outcome| &outcome.state)
        };
        assert_eq!(
            of("R-ACT-01"),
            Some(&State::NotApplicable("asked from the profile audit on"))
        );
    }
}
