//! `tenfour.toml`: the project's own settings, each key with its place.
//!
//! In: the text of the file. Out: [`Settings`] and a diagnostic for every fault in it, in the same words as for records.

pub mod clause;
pub mod field;
pub mod measure;
pub mod rule;
pub mod taxonomy;

use crate::diag::{Diagnostic, Severity, did_you_mean};
use crate::record::kind::About;
use crate::record::reader::{Profile, Reader};
use crate::record::types::Audience;
use crate::record::{Catalogue, Kind, schema};
use crate::source::{Place, SourceId, Span};
use crate::yaml::node::{Data, Entry, Node};
use clause::OwnClause;
use field::OwnField;
use jiff::civil::Date;
use measure::{Measure, OwnMeasure};
use rule::{OwnRule, RuleSetting, Rules};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use taxonomy::Words;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The name of the settings file.
pub const FILE: &str = "tenfour.toml";

/// What a project says about itself and the way it is built.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Settings {
    /// Title of the site.
    #[schemars(length(max = 120))]
    pub title: Option<String>,
    /// One or two sentences below the title.
    pub description: Option<String>,
    /// How much is asked of records: `starter`, `standard` or `audit`.
    pub profile: Profile,
    /// Day as of which everything is computed; without it the day of the commit.
    pub as_of: Option<Date>,
    /// For whom the site is built: `public`, `internal` or `restricted`.
    pub audience: Option<Audience>,
    /// Which files are read.
    pub records: Selection,
    /// Where the site goes.
    pub output: Output,
    /// How the site looks.
    pub theme: ThemeSettings,
    /// Severity by rule: `error`, `warning`, `information` or `off`.
    pub rules: Rules,
    /// Rules of the project's own, each an expression over a record.
    pub rule: Vec<OwnRule>,
    /// Measures of the project's own, by expressions over records or answers.
    pub measure: Vec<OwnMeasure>,
    /// The same under its other name.
    pub measures: Vec<OwnMeasure>,
    /// Fields of the project's own, by kind and name.
    pub fields: BTreeMap<String, BTreeMap<String, OwnField>>,
    /// Lists of words that the project changes, by their names.
    pub taxonomies: BTreeMap<String, Words>,
    /// Clauses that may be cited besides those of the catalogue, or with another title.
    pub clauses: Vec<OwnClause>,
    /// Standards by number, `"10003" = false` for one that does not matter here: the site then leaves its clauses out.
    pub standards: BTreeMap<String, bool>,
    /// Prefix of ids by kind, where it is not the usual one.
    pub prefixes: BTreeMap<String, String>,
    /// What metrics are told besides the records.
    pub measuring: Measuring,
    /// What is read of the repository's history.
    pub history: HistorySettings,
    /// Where commits and files can be looked at.
    pub repository: Repository,
    /// Old ids and the ids they have now; `tenfour rename` writes them.
    pub redirects: BTreeMap<String, String>,
    /// Rules of the project's own that can be judged.
    #[serde(skip)]
    pub own_rules: Vec<Arc<OwnRule>>,
    /// Measures of the project's own that can be measured.
    #[serde(skip)]
    pub own_measures: Vec<Arc<Measure>>,
}

/// Which files are read.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Selection {
    /// Patterns of files with records.
    pub include: Vec<String>,
    /// Patterns of files and folders that are left out.
    pub exclude: Vec<String>,
}

impl Default for Selection {
    fn default() -> Self {
        let include = ["**/*.yaml", "**/*.yml", "responses/**/*.csv", "pages/**/*.md"];
        Self {
            include: include.map(str::to_owned).to_vec(),
            exclude: Vec::new(),
        }
    }
}

/// What metrics are told besides the records.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Measuring {
    /// Days from the receipt of a complaint by which its trail should be whole, to the effect and back to the complainant.
    pub loop_days: u64,
}

impl Default for Measuring {
    fn default() -> Self {
        Self { loop_days: 180 }
    }
}

/// What is read of the repository's history.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(default)]
pub struct HistorySettings {
    /// Whether it is read at all: `false` for a project whose commits are not those of its team.
    pub read: bool,
    /// A tag or commit: the site then has a page of what changed since.
    pub since: Option<String>,
    /// File with the keys of those who may sign commits, as `ssh-keygen` reads allowed signers, relative to the project; without
    /// it signatures are told and not verified.
    pub allowed_signers: Option<String>,
}

impl Default for HistorySettings {
    fn default() -> Self {
        Self {
            read: true,
            since: None,
            allowed_signers: None,
        }
    }
}

/// Where commits and files can be looked at, on the service that hosts the repository. Sites for the public name no such
/// addresses.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Repository {
    /// Address of a commit, with `{commit}` in the place of its id.
    pub commit_url: Option<String>,
    /// Address of a line of a file, with `{commit}`, `{path}` (below the project) and `{line}` in their places.
    pub file_url: Option<String>,
}

impl Repository {
    /// What is wrong with the addresses, by key; a faulty one is taken out.
    fn mend(&mut self) -> Vec<(&'static str, Diagnostic)> {
        let addresses = [
            ("repository.commit_url", &mut self.commit_url, &["{commit}"][..]),
            ("repository.file_url", &mut self.file_url, &["{commit}", "{path}"]),
        ];
        let mut told = Vec::new();
        for (key, address, needs) in addresses {
            let Some(text) = address.as_deref() else { continue };
            let missing = needs.iter().find(|part| !text.contains(*part));
            let problem = if !(text.starts_with("https://") || text.starts_with("http://")) {
                format!("`{text}` is no address that begins with `https://` or `http://`")
            } else if text.contains(|one: char| one.is_whitespace() || one.is_control() || "\"<>`".contains(one)) {
                format!("`{}` holds what no address may hold", text.replace('`', "'"))
            } else if let Some(part) = missing {
                format!("`{text}` has no `{part}`")
            } else {
                continue;
            };
            let hint = "for example `https://host.example/team/records/blob/{commit}/{path}#L{line}`";
            told.push((key, Diagnostic::error("R-SET-09", problem).hint(hint)));
            *address = None;
        }
        told
    }

    /// The address of a commit.
    pub fn commit(&self, id: &str) -> Option<String> {
        self.commit_url.as_ref().map(|address| address.replace("{commit}", id))
    }

    /// The address of a line of a file.
    pub fn file(&self, id: &str, path: &str, line: usize) -> Option<String> {
        let address = self.file_url.as_ref()?;
        let mut encoded = String::new();
        for byte in path.bytes() {
            use std::fmt::Write as _;
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => encoded.push(byte.into()),
                byte => {
                    let _ = write!(encoded, "%{byte:02X}"); // writing to a string cannot fail
                }
            }
        }
        let address = address.replace("{commit}", id).replace("{line}", &line.to_string());
        // The path comes last: what it holds is no placeholder.
        Some(address.replace("{path}", &encoded))
    }
}

/// Where the site goes.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Output {
    /// Folder of the site, relative to the project.
    pub folder: String,
}

impl Default for Output {
    fn default() -> Self {
        Self {
            folder: "site".to_owned(),
        }
    }
}

/// How the site looks.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ThemeSettings {
    /// Folder whose files lie over the default theme, relative to the project.
    pub folder: String,
}

impl Default for ThemeSettings {
    fn default() -> Self {
        Self {
            folder: "theme".to_owned(),
        }
    }
}

impl Settings {
    /// What the project says about a rule.
    pub fn of_rule(&self, id: &str) -> Option<RuleSetting> {
        match &self.rules {
            Rules::Severities(severities) => severities.get(id).copied(),
            Rules::Own(_) => None,
        }
    }

    /// The rules that the project says something about, with what it says.
    pub fn said_of_rules(&self) -> impl Iterator<Item = (&String, RuleSetting)> {
        let severities = match &self.rules {
            Rules::Severities(severities) => Some(severities),
            Rules::Own(_) => None,
        };
        severities.into_iter().flatten().map(|(rule, setting)| (rule, *setting))
    }

    /// Whether a standard matters here: unless it is switched off, it does.
    pub fn uses(&self, standard: &str) -> bool {
        self.standards.get(standard).copied().unwrap_or(true)
    }

    /// Severities by rule, as the diagnostics want them.
    pub fn severities(&self) -> BTreeMap<String, Option<Severity>> {
        self.said_of_rules()
            .map(|(rule, setting)| (rule.clone(), setting.severity()))
            .collect()
    }
}

/// The settings as they stand in the file.
#[derive(Debug)]
pub struct Written {
    /// The file.
    pub source: SourceId,
    /// Its tree.
    pub node: Node,
}

impl Written {
    /// The place of a key, or of the nearest part of its path that exists.
    pub fn place(&self, path: &str) -> Place {
        Place {
            source: self.source,
            span: self.node.place_of(path),
        }
    }
}

/// Settings as read, the catalogue they shape, and what is wrong with them.
#[derive(Debug)]
pub struct Read {
    /// The settings; a faulty key is left at its default.
    pub settings: Settings,
    /// The kinds as the project uses them.
    pub catalogue: Catalogue,
    /// As written, with places.
    pub written: Written,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads `tenfour.toml`. `known_rule` tells whether an id is in the list of rules; `rules` are their ids for suggestions.
pub fn read(text: &str, source: SourceId, rules: &[&str]) -> Read {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut diagnostics: Vec<Diagnostic> = errors
        .iter()
        .map(|error| {
            let span = error
                .span()
                .map_or(Span::default(), |span| Span::new(span.start, span.end));
            Diagnostic::error("R-SET-01", format!("this is not valid TOML: {}", error.message()))
                .at(Place { source, span })
                .hint("strings need quotes; a key may stand once")
        })
        .collect();
    let node = Node {
        span: Span::new(0, text.len()),
        data: map(table.get_ref()),
    };
    let fields = schema::fields_of::<Settings>();
    let mut reader = Reader::new(source, Profile::Starter, FILE, None);
    let values = reader.fields(&node, &fields, "");
    diagnostics.append(&mut reader.diagnostics);
    let mut settings: Settings = Deserialize::deserialize(&values).unwrap_or_default();
    let mut catalogue = Catalogue::default();
    let told = settings.repository.mend();
    let place = |path: &str| Place {
        source,
        span: node.place_of(path),
    };
    diagnostics.extend(told.into_iter().map(|(path, problem)| problem.at(place(path))));
    for (name, prefix) in &settings.prefixes {
        if let Some(problem) = set_prefix(&mut catalogue, name, prefix) {
            diagnostics.push(problem.at(place(&format!("prefixes.{name}"))));
        }
    }
    let told = taxonomy::apply(&settings.taxonomies, &mut catalogue);
    let told = told.into_iter().chain(field::add(&settings.fields, &mut catalogue));
    let told = told.collect::<Vec<_>>().into_iter();
    let told = told.chain(clause::add(&settings.clauses, &mut catalogue));
    let told = told.collect::<Vec<_>>().into_iter();
    let told = told.chain(clause::switched(&settings.standards, &catalogue));
    diagnostics.extend(told.map(|(path, problem)| problem.at(place(&path))));
    let mut own = Vec::new();
    let tables = match &settings.rules {
        Rules::Own(rules) => vec![("rules", rules.clone())],
        Rules::Severities(_) => Vec::new(),
    };
    for (key, rules) in tables.into_iter().chain([("rule", settings.rule.clone())]) {
        let (kept, told) = rule::usable(rules, key);
        own.extend(kept);
        diagnostics.extend(told.into_iter().map(|(path, problem)| problem.at(place(&path))));
    }
    let taken = own.iter().map(|rule| rule.id.clone()).collect();
    let tables = [
        ("measures", settings.measures.clone()),
        ("measure", settings.measure.clone()),
    ];
    let written = tables
        .into_iter()
        .flat_map(|(key, list)| list.into_iter().enumerate().map(move |(index, one)| (key, index, one)));
    let (measures, told) = measure::usable(written, &catalogue, &taken);
    diagnostics.extend(told.into_iter().map(|(path, problem)| problem.at(place(&path))));
    let rules_cite = own
        .iter()
        .map(|rule| ("R-SET-05", "rule", &rule.id, &rule.clause, &rule.path));
    let measures_cite = measures
        .iter()
        .map(|measure| &measure.written)
        .map(|own| ("R-SET-08", "measure", &own.id, &own.clause, &own.path));
    for (code, what, id, clauses, path) in rules_cite.chain(measures_cite) {
        for clause in clause::unknown(clauses.as_deref(), &catalogue) {
            let message = format!("the {what} `{id}` cites `{clause}`, and there is no such clause");
            let known: Vec<String> = catalogue.clauses.all().map(crate::record::clause::Clause::id).collect();
            let near = did_you_mean(clause, known.iter().map(String::as_str));
            let hint = near.map_or_else(
                || "add it below `[[clauses]]`, or cite another".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let problem = Diagnostic::error(code, message).hint(hint);
            diagnostics.push(problem.at(place(&format!("{path}.clause"))));
        }
    }
    settings.own_measures = measures.into_iter().map(Arc::new).collect();
    settings.own_rules = own.into_iter().map(Arc::new).collect();
    let own_ids: Vec<&str> = settings.own_rules.iter().map(|rule| rule.id.as_str()).collect();
    let known: Vec<&str> = rules.iter().copied().chain(own_ids).collect();
    for (rule, _) in settings
        .said_of_rules()
        .filter(|(rule, _)| !known.contains(&rule.as_str()))
    {
        let mut problem =
            Diagnostic::error("R-SET-02", format!("there is no rule `{rule}`")).severity(Severity::Warning);
        problem.hint = did_you_mean(rule, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let key = node
            .get("rules")
            .and_then(|rules| rules.entries().iter().find(|entry| *entry.key == **rule));
        diagnostics.push(problem.at(Place {
            source,
            span: key.map_or(node.span, |entry| entry.key_span),
        }));
    }
    for (key, patterns) in [
        ("include", &settings.records.include),
        ("exclude", &settings.records.exclude),
    ] {
        for (index, pattern) in patterns.iter().enumerate() {
            if let Err(error) = glob::Pattern::new(pattern) {
                let problem = Diagnostic::error("R-SET-03", format!("`{pattern}` is no pattern: {}", error.msg));
                let problem = problem.hint("`*` stands for part of a name, `**` for any folders");
                diagnostics.push(problem.at(place(&format!("records.{key}[{index}]"))));
            }
        }
    }
    Read {
        settings,
        catalogue,
        written: Written { source, node },
        diagnostics,
    }
}

fn set_prefix(catalogue: &mut Catalogue, name: &str, prefix: &str) -> Option<Diagnostic> {
    let Some(kind) = Kind::named(name) else {
        let near = did_you_mean(name, Kind::ALL.iter().map(|kind| kind.name()));
        let mut problem = Diagnostic::error("R-SET-02", format!("there is no kind of record `{name}`"));
        problem.hint = near.map(|near| format!("did you mean `{near}`?"));
        return Some(problem);
    };
    if !crate::record::id::is_id(&format!("{prefix}-1")) {
        let problem = Diagnostic::error("R-SET-02", format!("`{prefix}` cannot be a prefix"));
        return Some(problem.hint("two to ten capital letters or digits, a letter first"));
    }
    catalogue.prefixes.set(kind, prefix).err().map(|taken| {
        let About { name, .. } = taken.about();
        Diagnostic::error("R-SET-02", format!("the prefix `{prefix}` stands for `{name}` already"))
            .hint("give each kind a prefix of its own")
    })
}

fn map(table: &DeTable<'_>) -> Data {
    let span = |range: std::ops::Range<usize>| Span::new(range.start, range.end);
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().as_ref().into(),
            key_span: span(key.span()),
            value: node(value),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span);
    Data::Map(entries)
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let data = match value.get_ref() {
        DeValue::String(text) => Data::Quoted(text.as_ref().into()),
        DeValue::Integer(number) => Data::Plain(number.as_str().replace('_', "").into()),
        DeValue::Float(number) => Data::Plain(number.as_str().replace('_', "").into()),
        DeValue::Boolean(truth) => Data::Plain(truth.to_string().into()),
        DeValue::Datetime(when) => Data::Plain(when.to_string().into()),
        DeValue::Array(items) => Data::List(items.iter().map(node).collect()),
        DeValue::Table(table) => map(table),
    };
    let range = value.span();
    Node {
        span: Span::new(range.start, range.end),
        data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let read = read(text, SourceId::default(), &["R-FND-01"]);
        read.diagnostics
            .iter()
            .map(|found| format!("{} {}", found.rule, found.message))
            .collect()
    }

    #[test]
    fn settings_are_read_with_dates_in_both_spellings() {
        for as_of in ["2026-01-31", "\"2026-01-31\""] {
            let text = format!("title = \"T\"\nprofile = \"audit\"\nas_of = {as_of}\n[rules]\nR-FND-01 = \"off\"\n");
            let read = read(&text, SourceId::default(), &["R-FND-01"]);
            assert_eq!(read.diagnostics, []);
            assert_eq!(read.settings.as_of, Some(jiff::civil::date(2026, 1, 31)));
            assert_eq!(read.settings.profile, Profile::Audit);
            assert_eq!(
                read.settings.severities(),
                BTreeMap::from([("R-FND-01".to_owned(), None)])
            );
        }
    }

    #[test]
    fn standards_are_switched_off_by_their_numbers() {
        let text = "[standards]\n\"10003\" = false\n\"10002\" = true\n";
        let read = read(text, SourceId::default(), &[]);
        assert_eq!(read.diagnostics, []);
        let uses = |standard: &str| read.settings.uses(standard);
        assert!(!uses("10003") && uses("10002") && uses("10004"));
        let own =
            "[[clauses]]\nstandard = \"27001\"\nnumber = \"5.1\"\ntitle = \"T\"\n[standards]\n\"27001\" = false\n";
        assert_eq!(faults(own), Vec::<String>::new());
        assert_eq!(
            faults("[standards]\n\"10005\" = false\n\"10001\" = \"no\"\n"),
            [
                "R-FLD-02 `standards.10001` must be `true` or `false`, found `no`",
                "R-SET-02 there is no standard `10005`"
            ]
        );
    }

    #[test]
    fn addresses_of_the_repository_need_their_placeholders() {
        let given = |text: &str| {
            let read = read(&format!("[repository]\n{text}\n"), SourceId::default(), &[]);
            let told: Vec<String> = read.diagnostics.iter().map(|found| found.message.clone()).collect();
            (read.settings.repository, told)
        };
        let (good, told) = given(
            "commit_url = \"https://h.example/c/{commit}\"\nfile_url = \"https://h.example/{commit}/{path}#L{line}\"",
        );
        assert_eq!(told, Vec::<String>::new());
        assert_eq!(good.commit("abc").as_deref(), Some("https://h.example/c/abc"));
        let file = good.file("abc", "complaints/ä {line}.yaml", 3);
        assert_eq!(
            file.as_deref(),
            Some("https://h.example/abc/complaints/%C3%A4%20%7Bline%7D.yaml#L3")
        );
        for (text, message) in [
            (
                "commit_url = \"javascript:{commit}\"",
                "`javascript:{commit}` is no address that begins with `https://` or `http://`",
            ),
            (
                "commit_url = \"https://h.example\"",
                "`https://h.example` has no `{commit}`",
            ),
            (
                "file_url = \"https://h.example/{commit}\"",
                "`https://h.example/{commit}` has no `{path}`",
            ),
            (
                "commit_url = \"https://h.example/ {commit}\"",
                "`https://h.example/ {commit}` holds what no address may hold",
            ),
        ] {
            let (mended, told) = given(text);
            assert_eq!(told, [message]);
            assert_eq!(mended, Repository::default());
        }
    }

    #[test]
    fn every_fault_is_told() {
        assert_eq!(
            faults("titel = 1\nprofile = \"big\"\n[rules]\nR-FND-1 = \"error\"\n[prefixes]\ncomplant = \"CPL\"\n"),
            [
                "R-GEN-03 `tenfour.toml` has no field `titel`",
                "R-FLD-03 `profile` does not know the word `big`",
                "R-SET-02 there is no kind of record `complant`",
                "R-SET-02 there is no rule `R-FND-1`",
            ]
        );
        assert_eq!(faults("a = \n").len(), 2);
    }
}
