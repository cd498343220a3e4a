//! Measures of a project's own: what is counted, by expressions over records or over the answers of a survey.
//!
//! In: the tables `[[measure]]` (or `[[measures]]`) of `tenfour.toml`. Out: those that can be measured, with the fields of the
//! kinds they look at, and what is wrong with the others by path in the settings. Whether the expressions themselves can be read
//! is seen where they are measured.

use super::rule::Names;
use crate::diag::{Diagnostic, did_you_mean};
use crate::record::id::is_own;
use crate::record::schema::{Field, Shape};
use crate::record::{Catalogue, Kind};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeSet;

/// What sort of number a measure gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// So many of so many, in percent.
    Share,
    /// A sum over another sum.
    Ratio,
    /// How many.
    Count,
    /// The mean of values.
    Mean,
    /// The middle of values.
    Median,
}

impl Sort {
    /// The word in settings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Ratio => "ratio",
            Self::Count => "count",
            Self::Mean => "mean",
            Self::Median => "median",
        }
    }
}

/// What a measure is measured in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OwnUnit {
    /// Percent; a ratio is multiplied by 100.
    Percent,
    /// Points of the scale on which people answered.
    ScalePoints,
    /// Calendar days.
    Days,
    /// Working days.
    WorkingDays,
    /// Hours.
    Hours,
    /// Minutes.
    Minutes,
    /// Seconds.
    Seconds,
    /// For each thousand; a ratio is multiplied by 1000.
    PerThousand,
    /// A bare number.
    Number,
    /// Pieces.
    Count,
    /// Money in the currency of the records.
    Money,
}

/// Which way is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OwnBetter {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither is.
    Neither,
}

/// How a number over all records is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// As a fact: what happened, without an interval.
    Fact,
    /// As the performance of the process behind it: with a process interval.
    Process,
}

/// A measure of the project's own.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OwnMeasure {
    /// Id for ever: `X-`, then capitals, digits and hyphens, `X-CMP-02`; no rule has it.
    #[schemars(extend("x-level" = "starter"), length(max = 40))]
    pub id: String,
    /// Its name.
    #[schemars(extend("x-level" = "starter"), length(max = 120))]
    pub name: String,
    /// What sort of number it gives: `share`, `ratio`, `count`, `mean` or `median`.
    #[schemars(extend("x-level" = "starter"))]
    pub sort: Option<Sort>,
    /// Kind of record it is measured over, or a list of kinds.
    pub records: Names,
    /// Survey whose answers it is measured over, in the place of records: `SVY-REL`.
    #[schemars(length(max = 80))]
    pub responses: Option<String>,
    /// Which of them: an expression that gives `true` or `false`; without it all.
    #[schemars(length(max = 2000))]
    pub when: Option<String>,
    /// Of a share, what counts: an expression that gives `true` or `false`.
    #[schemars(length(max = 2000))]
    pub hit: Option<String>,
    /// Of a mean or median, the value: an expression that gives a number.
    #[schemars(length(max = 2000))]
    pub value: Option<String>,
    /// Of a ratio, what is summed above the line: an expression that gives a number; without it 1, so that records are counted.
    #[schemars(length(max = 2000))]
    pub numerator: Option<String>,
    /// Of a ratio, what is summed below the line: an expression that gives a number; without it 1.
    #[schemars(length(max = 2000))]
    pub denominator: Option<String>,
    /// Of a ratio, kinds of record that are summed below the line, where these are others than those above it.
    pub denominator_records: Names,
    /// Of a ratio, which records are summed below the line, where these are others than those above it.
    #[schemars(length(max = 2000))]
    pub denominator_when: Option<String>,
    /// Field with the day by which it is cut into years and quarters: `received_at`.
    #[schemars(length(max = 200))]
    pub period: Option<String>,
    /// The same of records below the line, where that is another field.
    #[schemars(length(max = 200))]
    pub denominator_period: Option<String>,
    /// What it is measured in; a share is in percent, a count in pieces, everything else a bare number unless it says so.
    pub unit: Option<OwnUnit>,
    /// Which way is better: `higher`, `lower` or `neither`.
    pub better: Option<OwnBetter>,
    /// Whether a number over all records is read as a `fact`, without an interval, or as the performance of a `process`.
    pub read_as: Option<Reading>,
    /// What it is, in a sentence or two.
    #[schemars(length(max = 1000))]
    pub definition: Option<String>,
    /// What to beware of.
    #[schemars(length(max = 1000))]
    pub pitfalls: Option<String>,
    /// Clauses it serves, separated by commas: `10002:8.3`.
    #[schemars(length(max = 200))]
    pub clause: Option<String>,
    /// Where it stands in the settings, `measure[0]`.
    #[serde(skip)]
    pub path: String,
}

/// A kind with its fields as the project uses them.
#[derive(Clone, PartialEq, Debug)]
pub struct KindFields {
    /// The kind.
    pub kind: Kind,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// Of what a measure is.
#[derive(Clone, PartialEq, Debug)]
pub enum Over {
    /// Records of kinds; those below the line of a ratio where they are others.
    Records {
        /// What is counted, or stands above the line.
        of: Vec<KindFields>,
        /// What stands below the line, where it is not the same.
        below: Option<Vec<KindFields>>,
    },
    /// Answers to a survey, by its id.
    Responses(String),
}

/// A measure that can be measured.
#[derive(Clone, PartialEq, Debug)]
pub struct Measure {
    /// As written.
    pub written: OwnMeasure,
    /// What sort of number it gives.
    pub sort: Sort,
    /// Of what.
    pub over: Over,
}

impl Measure {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.written.id
    }

    /// Its expressions with the names of their keys, and whether they are held against records below the line only.
    pub fn expressions(&self) -> impl Iterator<Item = (&'static str, &str, bool)> {
        let own = &self.written;
        let apart = matches!(&self.over, Over::Records { below: Some(_), .. });
        [
            ("when", &own.when, false),
            ("hit", &own.hit, false),
            ("value", &own.value, false),
            ("numerator", &own.numerator, false),
            ("denominator", &own.denominator, apart),
            ("denominator_when", &own.denominator_when, true),
        ]
        .into_iter()
        .filter_map(|(part, text, below)| Some((part, text.as_deref()?, below)))
    }
}

/// The measures of the project that can be measured, and what is wrong with the others, by path in the settings. `taken` are the
/// ids of the project's rules.
pub(super) fn usable(
    measures: impl Iterator<Item = (&'static str, usize, OwnMeasure)>,
    catalogue: &Catalogue,
    taken: &BTreeSet<String>,
) -> (Vec<Measure>, Vec<(String, Diagnostic)>) {
    let mut told = Vec::new();
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for (key, index, mut measure) in measures {
        measure.path = format!("{key}[{index}]");
        let Some(sort) = measure
            .sort
            .filter(|_| !measure.id.is_empty() && !measure.name.trim().is_empty())
        else {
            continue; // told as missing
        };
        let mut faults = Faults {
            path: &measure.path,
            told: Vec::new(),
        };
        names(&measure, taken, &mut seen, &mut faults);
        parts(&measure, sort, &mut faults);
        let over = over(&measure, sort, catalogue, &mut faults);
        let faults = faults.told;
        match over.filter(|_| faults.is_empty()) {
            Some(over) => kept.push(Measure {
                written: measure,
                sort,
                over,
            }),
            None => told.extend(faults),
        }
    }
    (kept, told)
}

/// What is wrong with one measure.
struct Faults<'a> {
    path: &'a str,
    told: Vec<(String, Diagnostic)>,
}

impl Faults<'_> {
    fn tell(&mut self, field: &str, message: String, hint: impl Into<String>) {
        let fault = Diagnostic::error("R-SET-08", message).hint(hint.into());
        self.told.push((format!("{}.{field}", self.path), fault));
    }
}

/// The id is one that nothing else has.
fn names(measure: &OwnMeasure, taken: &BTreeSet<String>, seen: &mut BTreeSet<String>, faults: &mut Faults<'_>) {
    let id = &measure.id;
    if !is_own(id) {
        let hint = "write `X-`, then capitals, digits and hyphens: `X-CMP-02`";
        faults.tell("id", format!("`{id}` cannot be the id of a measure of your own"), hint);
    } else if taken.contains(id) {
        faults.tell(
            "id",
            format!("`{id}` is the id of a rule already"),
            "give one of the two another id",
        );
    } else if !seen.insert(id.clone()) {
        faults.tell(
            "id",
            format!("the measure `{id}` stands twice"),
            "give one of the two another id",
        );
    }
}

/// Each sort has the expressions it needs and no others.
fn parts(measure: &OwnMeasure, sort: Sort, faults: &mut Faults<'_>) {
    let id = &measure.id;
    let below = !measure.denominator_records.all().is_empty();
    let written = [
        ("hit", measure.hit.is_some(), matches!(sort, Sort::Share)),
        (
            "value",
            measure.value.is_some(),
            matches!(sort, Sort::Mean | Sort::Median),
        ),
        ("numerator", measure.numerator.is_some(), matches!(sort, Sort::Ratio)),
        (
            "denominator",
            measure.denominator.is_some(),
            matches!(sort, Sort::Ratio),
        ),
        ("denominator_records", below, matches!(sort, Sort::Ratio)),
        (
            "denominator_when",
            measure.denominator_when.is_some(),
            matches!(sort, Sort::Ratio),
        ),
        (
            "denominator_period",
            measure.denominator_period.is_some(),
            matches!(sort, Sort::Ratio),
        ),
    ];
    for (part, is_there, belongs) in written {
        if is_there && !belongs {
            let message = format!("`{part}` says nothing in a measure of the sort `{}`", sort.word());
            faults.tell(part, message, "take it out, or choose another `sort`");
        }
    }
    let lacks = |faults: &mut Faults<'_>, part: &str, what: &str| {
        let message = format!(
            "`{id}` is a {} and says not what {what}: `{part}` is missing",
            sort.word()
        );
        faults.tell("sort", message, format!("write `{part}` as an expression"));
    };
    match sort {
        Sort::Share if measure.hit.is_none() => lacks(faults, "hit", "counts"),
        Sort::Mean | Sort::Median if measure.value.is_none() => lacks(faults, "value", "its values are"),
        Sort::Ratio
            if measure.numerator.is_none()
                && measure.denominator.is_none()
                && measure.denominator_when.is_none()
                && !below =>
        {
            lacks(faults, "denominator", "it is a ratio of");
        }
        _ => {}
    }
    let unit = measure.unit;
    let fits = match sort {
        Sort::Share => unit.is_none_or(|unit| unit == OwnUnit::Percent),
        Sort::Count => unit.is_none_or(|unit| unit == OwnUnit::Count),
        Sort::Ratio | Sort::Mean | Sort::Median => unit != Some(OwnUnit::Count),
    };
    if !fits {
        let message = format!("a {} is not measured in this unit", sort.word());
        faults.tell(
            "unit",
            message,
            "a share is in percent, a count in pieces; take `unit` out or choose another",
        );
    }
}

/// Of what it is: records of kinds that exist, with the days it is cut by, or answers to a survey.
fn over(measure: &OwnMeasure, sort: Sort, catalogue: &Catalogue, faults: &mut Faults<'_>) -> Option<Over> {
    let id = &measure.id;
    let records = !measure.records.all().is_empty();
    match (records, &measure.responses) {
        (true, Some(_)) => {
            let message = format!("`{id}` is measured over records and over responses");
            faults.tell("responses", message, "keep one of the two");
            None
        }
        (false, None) => {
            let message = format!("`{id}` says not over what it is measured");
            faults.tell(
                "id",
                message,
                "write `records = \"complaint\"`, or `responses` with the id of a survey",
            );
            None
        }
        (false, Some(survey)) => {
            for (part, is_there) in [
                ("period", measure.period.is_some()),
                ("denominator_records", !measure.denominator_records.all().is_empty()),
                ("denominator_when", measure.denominator_when.is_some()),
                ("denominator_period", measure.denominator_period.is_some()),
                ("read_as", measure.read_as.is_some()),
            ] {
                if is_there {
                    let message = format!("`{part}` says nothing in a measure over responses");
                    faults.tell(part, message, "take it out: answers are told by wave");
                }
            }
            Some(Over::Responses(survey.clone()))
        }
        (true, None) => {
            let of = kinds(&measure.records, "records", catalogue, faults);
            let apart = !measure.denominator_records.all().is_empty() || measure.denominator_when.is_some();
            let below = (apart && sort == Sort::Ratio).then(|| {
                if measure.denominator_records.all().is_empty() {
                    of.clone()
                } else {
                    kinds(&measure.denominator_records, "denominator_records", catalogue, faults)
                }
            });
            if let Some(period) = &measure.period {
                day(period, "period", &of, faults);
                let (field, part) = match &measure.denominator_period {
                    Some(field) => (field, "denominator_period"),
                    None => (period, "period"),
                };
                day(field, part, below.as_deref().unwrap_or_default(), faults);
            } else if measure.denominator_period.is_some() {
                let hint = "write `period` as well, or take it out";
                faults.tell("denominator_period", format!("`{id}` is not cut by `period`"), hint);
            }
            Some(Over::Records { of, below })
        }
    }
}

fn kinds(names: &Names, part: &str, catalogue: &Catalogue, faults: &mut Faults<'_>) -> Vec<KindFields> {
    let mut kinds: Vec<KindFields> = Vec::new();
    for (number, name) in names.all().iter().enumerate() {
        match Kind::named(name) {
            Some(kind) if kinds.iter().all(|known| known.kind != kind) => kinds.push(KindFields {
                kind,
                fields: catalogue.fields(kind).to_vec(),
            }),
            Some(_) => {}
            None => {
                let near = did_you_mean(name, Kind::ALL.iter().map(|kind| kind.name()));
                let hint = near.map_or_else(
                    || "`tenfour explain` lists the kinds".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let field = match names {
                    Names::One(_) => part.to_owned(),
                    Names::Several(_) => format!("{part}[{number}]"),
                };
                faults.tell(&field, format!("there is no kind of record `{name}`"), hint);
            }
        }
    }
    kinds
}

/// A field by which is cut holds a day or an instant in every kind.
fn day(path: &str, part: &str, kinds: &[KindFields], faults: &mut Faults<'_>) {
    for of in kinds {
        match field(path, &of.fields) {
            Some(found) if is_day(&found.shape) => {}
            Some(_) => {
                let message = format!("`{path}` of `{}` holds no day", of.kind.name());
                faults.tell(part, message, "choose a field with a day or an instant");
            }
            None => {
                let name = path.split('.').next().unwrap_or_default();
                let near = did_you_mean(name, of.fields.iter().map(|field| field.name.as_str()));
                let hint = near.filter(|near| *near != name).map_or_else(
                    || format!("`tenfour explain {}` lists the fields", of.kind.name()),
                    |near| format!("did you mean `{near}`?"),
                );
                faults.tell(part, format!("`{}` has no field `{path}`", of.kind.name()), hint);
            }
        }
    }
}

/// The field at a path such as `decision.decided_at`.
fn field<'a>(path: &str, fields: &'a [Field]) -> Option<&'a Field> {
    let (name, rest) = path
        .split_once('.')
        .map_or((path, None), |(name, rest)| (name, Some(rest)));
    let found = fields.iter().find(|field| field.name == name)?;
    match (rest, &found.shape) {
        (None, _) => Some(found),
        (Some(rest), Shape::Fields(fields)) => field(rest, fields),
        (Some(_), _) => None,
    }
}

fn is_day(shape: &Shape) -> bool {
    match shape {
        Shape::Date | Shape::Instant => true,
        Shape::Either(shapes) => shapes.iter().any(is_day),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::source::SourceId;

    /// What is wrong with settings, in short.
    fn faults(text: &str) -> Vec<String> {
        let read = crate::settings::read(text, SourceId::default(), &[]);
        let told = read.diagnostics.iter();
        told.map(|found| format!("{} {}", found.rule, found.message)).collect()
    }

    fn measure(lines: &str) -> Vec<String> {
        faults(&format!("[[measure]]\nid = \"X-1\"\nname = \"One\"\n{lines}\n"))
    }

    #[test]
    fn measures_stand_under_either_name() {
        let text =
            "id = \"X-1\"\nname = \"Open\"\nsort = \"count\"\nrecords = \"complaint\"\nperiod = \"received_at\"\n";
        for key in ["measure", "measures"] {
            let read = crate::settings::read(&format!("[[{key}]]\n{text}"), SourceId::default(), &[]);
            assert_eq!(read.diagnostics, []);
            let found = &read.settings.own_measures[0];
            assert_eq!(
                (found.id(), found.written.path.as_str()),
                ("X-1", &*format!("{key}[0]"))
            );
        }
    }

    #[test]
    fn an_id_belongs_to_one_thing() {
        let rule = "[[rule]]\nid = \"X-1\"\nkind = \"complaint\"\nexpect = \"true\"\n";
        let one = "[[measure]]\nid = \"X-1\"\nname = \"One\"\nsort = \"count\"\nrecords = \"complaint\"\n";
        assert_eq!(
            faults(&format!("{rule}{one}")),
            ["R-SET-08 `X-1` is the id of a rule already"]
        );
        assert_eq!(
            faults(&format!("{one}{one}")),
            ["R-SET-08 the measure `X-1` stands twice"]
        );
        let other = one.replace("X-1", "M-SAT-1");
        assert_eq!(
            faults(&other),
            ["R-SET-08 `M-SAT-1` cannot be the id of a measure of your own"]
        );
    }

    #[test]
    fn a_sort_has_what_it_needs_and_nothing_else() {
        assert_eq!(
            measure("sort = \"share\"\nrecords = \"complaint\"\nvalue = \"1\"\nunit = \"days\""),
            [
                "R-SET-08 `value` says nothing in a measure of the sort `share`",
                "R-SET-08 `X-1` is a share and says not what counts: `hit` is missing",
                "R-SET-08 a share is not measured in this unit",
            ]
        );
        assert_eq!(
            measure("sort = \"mean\"\nresponses = \"SVY-1\"\nvalue = \" \"\nperiod = \"x\""),
            [
                "R-SET-08 `X-1` is a mean and says not what its values are: `value` is missing",
                "R-SET-08 `period` says nothing in a measure over responses",
            ]
        );
        assert_eq!(
            measure("sort = \"ratio\"\nrecords = \"complaint\"").len(),
            1,
            "a ratio of nothing"
        );
        assert_eq!(measure("sort = \"sum\"\nrecords = \"complaint\"").len(), 1);
    }

    #[test]
    fn kinds_days_and_clauses_exist() {
        assert_eq!(
            measure("sort = \"count\"\nrecords = [\"complant\", \"action\"]\nperiod = \"titel\""),
            [
                "R-SET-08 there is no kind of record `complant`",
                "R-SET-08 `action` has no field `titel`",
            ]
        );
        assert_eq!(
            measure("sort = \"count\"\nrecords = \"complaint\"\nperiod = \"title\""),
            ["R-SET-08 `title` of `complaint` holds no day"]
        );
        assert_eq!(
            measure("sort = \"count\"\nrecords = \"complaint\"\nclause = \"10002:99.9\""),
            ["R-SET-08 the measure `X-1` cites `10002:99.9`, and there is no such clause"]
        );
        assert_eq!(
            measure("sort = \"count\""),
            ["R-SET-08 `X-1` says not over what it is measured"]
        );
    }
}
