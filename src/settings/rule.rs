//! What a project says about rules: severities of those of the catalogue, and rules of its own.
//!
//! Why `[rules]` and `[[rule]]`, and `[[rules]]` too: a severity is a line, `R-GEN-05 = "information"`, and a rule is a table.
//! TOML gives one name to one of the two, so the table of a rule is called `[[rule]]`. Who sets no severity may write
//! `[[rules]]` as well; nothing else is different.

use crate::diag::{Diagnostic, Severity, did_you_mean};
use crate::record::Kind;
use crate::record::id::is_own;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The project's word on a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleSetting {
    /// Stops the build.
    Error,
    /// Must be looked at.
    Warning,
    /// Worth knowing.
    Information,
    /// Not judged; the checks page says so.
    Off,
}

impl RuleSetting {
    /// The severity, or nothing when the rule is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Information => Some(Severity::Information),
            Self::Off => None,
        }
    }
}

/// `[rules]` with severities, or `[[rules]]` with rules of the project's own.
#[derive(Clone, PartialEq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Rules {
    /// Severity by rule.
    Severities(BTreeMap<String, RuleSetting>),
    /// Rules of the project's own.
    Own(Vec<OwnRule>),
}

impl Default for Rules {
    fn default() -> Self {
        Self::Severities(BTreeMap::new())
    }
}

/// One kind, or several.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Names {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Default for Names {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Names {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// A rule of the project's own: an expression that holds for every record of a kind.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OwnRule {
    /// Id for ever: `X-`, then capitals, digits and hyphens, `X-CMP-01`.
    #[schemars(extend("x-level" = "starter"), length(max = 40))]
    pub id: String,
    /// Kind of record it is about, or a list of kinds.
    #[schemars(extend("x-level" = "starter"))]
    pub kind: Names,
    /// Which of them: an expression over the record; without it all.
    #[schemars(length(max = 2000))]
    pub when: Option<String>,
    /// What holds: an expression over the record that gives `true` or `false`.
    #[schemars(extend("x-level" = "starter"), length(max = 2000))]
    pub expect: String,
    /// What is said where it does not hold: text with `{{ }}` expressions over the record.
    #[schemars(length(max = 2000))]
    pub message: Option<String>,
    /// Weight: `error`, `warning` or `information`; a warning unless it says otherwise.
    pub severity: Option<RuleSetting>,
    /// Clauses it serves, separated by commas: `10002:7.3`.
    #[schemars(length(max = 200))]
    pub clause: Option<String>,
    /// What holds when it passes, in one line.
    #[schemars(length(max = 200))]
    pub title: Option<String>,
    /// Why it matters and what to do, in Markdown.
    pub explanation: Option<String>,
    /// Where it stands in the settings, `rule[0]`.
    #[serde(skip)]
    pub path: String,
}

impl OwnRule {
    /// The title, or what the rule expects.
    pub fn title(&self) -> String {
        let expects = || {
            let line = self.expect.split_whitespace().collect::<Vec<_>>().join(" ");
            let short: String = line.chars().take(120).collect();
            let rest = if short.len() < line.len() { "…" } else { "" };
            format!("`{short}{rest}` holds")
        };
        self.title.clone().unwrap_or_else(expects)
    }

    /// The explanation, or where to find the rule.
    pub fn explanation(&self) -> String {
        let expression = |words: &str, text: &str| format!("{words}\n\n    {}\n", text.replace('\n', "\n    "));
        let mut text = self.explanation.clone().unwrap_or_default();
        if let Some(when) = &self.when {
            text = format!(
                "{text}\n\n{}",
                expression("It looks at records for which this holds:", when)
            );
        }
        let text = format!("{text}\n\n{}", expression("It expects:", &self.expect));
        format!("{}\n\nA rule of this project, from `tenfour.toml`.", text.trim())
    }

    /// Its weight unless `[rules]` says otherwise.
    pub fn severity(&self) -> Severity {
        self.severity
            .and_then(RuleSetting::severity)
            .unwrap_or(Severity::Warning)
    }

    /// The kinds it is about.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.kind.all().iter().filter_map(|name| Kind::named(name))
    }
}

/// The rules of the project that can be judged, and what is wrong with the others, by path in the settings.
pub(super) fn usable(rules: Vec<OwnRule>, key: &str) -> (Vec<OwnRule>, Vec<(String, Diagnostic)>) {
    let mut told = Vec::new();
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for (index, mut rule) in rules.into_iter().enumerate() {
        rule.path = format!("{key}[{index}]");
        let before = told.len();
        let mut tell = |field: &str, message: String, hint: &str| {
            told.push((
                format!("{}.{field}", rule.path),
                Diagnostic::error("R-SET-05", message).hint(hint),
            ));
        };
        if rule.id.is_empty() || rule.expect.trim().is_empty() || rule.kind.all().is_empty() {
            continue; // told as missing
        }
        if !is_own(&rule.id) {
            let message = format!("`{}` cannot be the id of a rule of your own", rule.id);
            tell(
                "id",
                message,
                "write `X-`, then capitals, digits and hyphens: `X-CMP-01`",
            );
        } else if !seen.insert(rule.id.clone()) {
            tell(
                "id",
                format!("the rule `{}` stands twice", rule.id),
                "give one of the two another id",
            );
        }
        for (number, name) in rule.kind.all().iter().enumerate() {
            if Kind::named(name).is_none() {
                let near = did_you_mean(name, Kind::ALL.iter().map(|kind| kind.name()));
                let hint = near.map_or_else(
                    || "`tenfour explain` lists the kinds".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let field = match rule.kind {
                    Names::One(_) => "kind".to_owned(),
                    Names::Several(_) => format!("kind[{number}]"),
                };
                tell(&field, format!("there is no kind of record `{name}`"), &hint);
            }
        }
        if rule.severity == Some(RuleSetting::Off) {
            tell(
                "severity",
                format!("the rule `{}` is off where it is written", rule.id),
                "take the rule out, or switch it off below `[rules]`, where it shows",
            );
        }
        if told.len() == before {
            kept.push(rule);
        }
    }
    (kept, told)
}
