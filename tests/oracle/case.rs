//! A case of an oracle file: its data read in, and what the product got held against what is expected.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use tenfour::stats::estimate::{Interval, NotEstimable};

/// A CSV file: names of columns, and rows as text.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        Self {
            columns: cells(reader.headers().unwrap()),
            rows: reader.records().map(|record| cells(&record.unwrap())).collect(),
        }
    }
}

/// The CSV files that cases name, each read once.
#[derive(Default, Debug)]
pub(crate) struct Tables(BTreeMap<String, Table>);

impl Tables {
    /// Reads what the cases of a file name; paths start at the folder above the oracles.
    pub(crate) fn read(&mut self, cases: &[Value], above: &Path) {
        for name in cases.iter().filter_map(|case| case["inputs"]["csv"].as_str()) {
            if !self.0.contains_key(name) {
                self.0.insert(name.to_owned(), Table::read(&above.join(name)));
            }
        }
    }
}

/// One case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<'a> {
    value: &'a Value,
    tables: &'a Tables,
}

impl<'a> Case<'a> {
    pub(crate) fn new(value: &'a Value, tables: &'a Tables) -> Self {
        Self { value, tables }
    }

    /// Its name in the file.
    pub(crate) fn id(self) -> &'a str {
        self.value["id"].as_str().unwrap()
    }

    /// The function that it asks for.
    pub(crate) fn statistic(self) -> &'a str {
        self.value["statistic"].as_str().unwrap()
    }

    /// An input as it stands in the file; null where there is none.
    pub(crate) fn input(self, name: &str) -> &'a Value {
        &self.value["inputs"][name]
    }

    /// Whether there is such an input.
    pub(crate) fn has(self, name: &str) -> bool {
        !self.input(name).is_null()
    }

    /// An option as it stands in the file; null where there is none.
    pub(crate) fn option(self, name: &str) -> &'a Value {
        &self.value["options"][name]
    }

    /// What is expected under a key, for answers whose shape depends on it; null where there is none.
    pub(crate) fn expected(self, name: &str) -> &'a Value {
        &self.value["expected"][name]
    }

    /// The confidence asked for.
    pub(crate) fn confidence(self) -> f64 {
        number(self.option("confidence")).expect("a confidence")
    }

    /// An input that is one number.
    pub(crate) fn number(self, name: &str) -> f64 {
        number(self.input(name)).unwrap_or_else(|| panic!("{}: {name} is no number", self.id()))
    }

    /// An input that is one count.
    pub(crate) fn count(self, name: &str) -> u64 {
        count(self.input(name)).unwrap_or_else(|| panic!("{}: {name} is no count", self.id()))
    }

    /// An input that is text, such as the name of a column.
    pub(crate) fn text(self, name: &str) -> &'a str {
        self.input(name)
            .as_str()
            .unwrap_or_else(|| panic!("{}: {name} is no text", self.id()))
    }

    /// A column of the case's CSV file by its name, after the filters; nothing stands for an empty cell.
    pub(crate) fn column(self, name: &str) -> Vec<Option<&'a str>> {
        let table = &self.tables.0[self.text("csv")];
        let at = |column: &str| {
            let found = table.columns.iter().position(|known| known == column);
            found.unwrap_or_else(|| panic!("{}: no column {column}", self.id()))
        };
        let mut rows: Vec<&'a Vec<String>> = table.rows.iter().collect();
        for filter in self.input("where").as_array().into_iter().flatten() {
            let known = ["column", "equals", "in", "not_missing", "row_from", "row_to"];
            for key in filter.as_object().unwrap().keys() {
                assert!(
                    known.contains(&key.as_str()),
                    "{}: the filter {key} is not known",
                    self.id()
                );
            }
            if let (Some(from), Some(to)) = (count(&filter["row_from"]), count(&filter["row_to"])) {
                let (from, to) = (usize::try_from(from).unwrap(), usize::try_from(to).unwrap());
                rows = rows[from - 1..to].to_vec();
                continue;
            }
            let place = at(filter["column"].as_str().unwrap());
            rows.retain(|row| {
                let cell = row[place].as_str();
                if let Some(wanted) = filter["in"].as_array() {
                    wanted.iter().any(|wanted| text(wanted) == cell)
                } else if filter["not_missing"] == Value::Bool(true) {
                    !cell.is_empty()
                } else {
                    text(&filter["equals"]) == cell
                }
            });
        }
        let place = at(name);
        let cells = rows.into_iter().map(|row| row[place].as_str());
        cells.map(|cell| (!cell.is_empty()).then_some(cell)).collect()
    }

    /// A column as numbers.
    pub(crate) fn number_column(self, name: &str) -> Vec<Option<f64>> {
        let parsed = |cell: &str| {
            let parsed = cell.parse();
            parsed.unwrap_or_else(|_| panic!("{}: {cell} is no number", self.id()))
        };
        self.column(name).into_iter().map(|cell| cell.map(parsed)).collect()
    }

    /// An input that is a list of numbers in the file, or the name of a column.
    pub(crate) fn numbers(self, name: &str) -> Vec<Option<f64>> {
        match self.input(name) {
            Value::String(column) => self.number_column(column),
            list => numbers(list),
        }
    }

    /// The values of a case about one variable: `values`, or the column named by `column`.
    pub(crate) fn values(self) -> Vec<Option<f64>> {
        self.numbers(if self.has("values") { "values" } else { "column" })
    }

    /// The values of two groups: `a` and `b`, or `value` parted by the column `by` into the two `groups`.
    pub(crate) fn two_groups(self) -> [Vec<Option<f64>>; 2] {
        if self.has("a") {
            return ["a", "b"].map(|name| self.numbers(name));
        }
        let values = self.numbers("value");
        let by = self.column(self.text("by"));
        [0, 1].map(|group| {
            let group = text(&self.input("groups")[group]);
            let mine = by.iter().map(|level| *level == Some(group.as_str()));
            values
                .iter()
                .zip(mine)
                .filter(|(_, mine)| *mine)
                .map(|(value, _)| *value)
                .collect()
        })
    }

    /// What is wrong with an answer, a line for each key; nothing when the case passes.
    pub(crate) fn faults(self, answer: &BTreeMap<String, Got>) -> Vec<String> {
        let expected = self.value["expected"].as_object().unwrap();
        assert!(!expected.is_empty(), "{}: nothing is expected", self.id());
        let tolerance = Tolerance {
            absolute: number(&self.value["tolerance"]["abs"]).unwrap_or(0.0),
            relative: number(&self.value["tolerance"]["rel"]).unwrap_or(0.0),
        };
        let mut faults = Vec::new();
        for (key, want) in expected {
            match (answer.get(key), want) {
                (None, _) => faults.push(format!("{key}: no answer")),
                (Some(Got::NotEstimable(reason)), Value::Null) if !reason.trim().is_empty() => {}
                (Some(got), Value::Null) => faults.push(format!("{key}: {got:?}, but it is not estimable")),
                (Some(got), want) => differences(got, want, tolerance, key, &mut faults),
            }
        }
        faults
    }
}

/// A list of numbers as it stands in a file; null is a missing value.
pub(crate) fn numbers(list: &Value) -> Vec<Option<f64>> {
    let list = list.as_array().unwrap_or_else(|| panic!("no list: {list}"));
    let read = |value: &Value| {
        let known = value.is_null() || value.is_number();
        assert!(known, "neither a number nor missing: {value}");
        value.as_f64()
    };
    list.iter().map(read).collect()
}

/// The values that are there.
pub(crate) fn present(values: &[Option<f64>]) -> Vec<f64> {
    values.iter().copied().flatten().collect()
}

/// A value as text, in the way names are compared.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A number, also where it is written as text because it is infinite.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value.as_str() {
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        _ => value.as_f64(),
    }
}

fn count(value: &Value) -> Option<u64> {
    let whole = |number: &f64| number.fract() == 0.0 && *number >= 0.0;
    value.as_u64().or_else(|| {
        value
            .as_f64()
            .filter(whole)
            .and_then(|number| format!("{number}").parse().ok())
    })
}

#[derive(Clone, Copy)]
struct Tolerance {
    absolute: f64,
    relative: f64,
}

/// What the product computed, under one key.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Got {
    /// A number, held to the tolerance of the case.
    Number(f64),
    /// A count or index, which must be equal.
    Count(i64),
    /// A name, date or category, which must be equal.
    Text(String),
    /// Yes or no.
    Truth(bool),
    /// Several in order.
    List(Vec<Self>),
    /// Several by name.
    Map(BTreeMap<String, Self>),
    /// Nothing, and why.
    NotEstimable(String),
    /// Nothing, since the input has nothing at this place; only inside lists and maps.
    Missing,
}

fn differences(got: &Got, want: &Value, tolerance: Tolerance, place: &str, faults: &mut Vec<String>) {
    let equal = match (got, want) {
        (Got::Number(got), want) => number(want).is_some_and(|want| {
            let near = (got - want).abs() <= tolerance.absolute + tolerance.relative * want.abs();
            // An infinite limit has an infinite tolerance.
            if want.is_finite() { near } else { *got == want }
        }),
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
        (Got::Count(got), want) => number(want) == Some(*got as f64),
        (Got::Text(got), Value::String(want)) => got == want,
        (Got::Truth(got), Value::Bool(want)) => got == want,
        (Got::List(got), Value::Array(want)) => {
            if got.len() == want.len() {
                for (index, (got, want)) in got.iter().zip(want).enumerate() {
                    differences(got, want, tolerance, &format!("{place}[{index}]"), faults);
                }
            }
            got.len() == want.len()
        }
        (Got::Map(got), Value::Object(want)) => {
            for (name, want) in want {
                let got = got.get(name).unwrap_or(&Got::Missing);
                differences(got, want, tolerance, &format!("{place}.{name}"), faults);
            }
            got.keys().all(|name| want.contains_key(name))
        }
        (Got::NotEstimable(_) | Got::Missing, want) => want.is_null(),
        (Got::Text(_) | Got::Truth(_) | Got::List(_) | Got::Map(_), _) => false,
    };
    if !equal {
        faults.push(format!("{place}: {got:?} instead of {want}"));
    }
}

impl From<f64> for Got {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Got {
    fn from(count: u64) -> Self {
        Self::Count(i64::try_from(count).unwrap())
    }
}

impl From<i64> for Got {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

impl From<u32> for Got {
    fn from(count: u32) -> Self {
        Self::Count(i64::from(count))
    }
}

impl From<usize> for Got {
    fn from(count: usize) -> Self {
        Self::Count(i64::try_from(count).unwrap())
    }
}

impl From<bool> for Got {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl From<&str> for Got {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Got {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Got {
    fn from(list: Vec<T>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Self>> From<BTreeMap<String, T>> for Got {
    fn from(map: BTreeMap<String, T>) -> Self {
        Self::Map(map.into_iter().map(|(name, value)| (name, value.into())).collect())
    }
}

impl<T: Into<Self>> From<Result<T, NotEstimable>> for Got {
    fn from(result: Result<T, NotEstimable>) -> Self {
        match result {
            Ok(value) => value.into(),
            Err(reason) => Self::NotEstimable(reason.reason()),
        }
    }
}

/// Nothing stands for a value that the input does not have.
impl<T: Into<Self>> From<Option<T>> for Got {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

/// What the product answers, by the keys of the case.
#[derive(Default, Debug)]
pub(crate) struct Answer(pub(crate) BTreeMap<String, Got>);

impl Answer {
    /// The answer with one more key.
    pub(crate) fn with(mut self, key: &str, got: impl Into<Got>) -> Self {
        self.0.insert(key.to_owned(), got.into());
        self
    }

    /// The answer with the two ends of an interval under their keys.
    pub(crate) fn with_interval(self, keys: [&str; 2], interval: Result<Interval, NotEstimable>) -> Self {
        self.with(keys[0], interval.map(|interval| interval.low))
            .with(keys[1], interval.map(|interval| interval.high))
    }
}

/// How the files call a statistic, and the function of the product behind it.
pub(crate) type Statistic = (&'static str, fn(Case<'_>) -> Answer);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn faults(expected: &Value, answer: &Answer) -> Vec<String> {
        let value = json!({"id": "x", "expected": expected, "tolerance": {"abs": 0, "rel": 1e-3}});
        Case::new(&value, &Tables::default()).faults(&answer.0)
    }

    #[test]
    fn a_wrong_answer_never_passes() {
        let answer = |got: Got| Answer::default().with("x", got);
        let pairs = [
            (json!(1.0), Got::Number(1.002)),
            (json!(1.0), Got::Number(f64::NAN)),
            (json!(null), Got::Number(0.0)),
            (json!(null), Got::Missing),
            (json!(null), Got::NotEstimable(String::new())),
            (json!(0.0), Got::NotEstimable("nobody answered".to_owned())),
            (json!("Infinity"), Got::Number(1e300)),
            (json!(3), Got::Count(4)),
            (json!([1.0, 2.0]), Got::from(vec![1.0])),
            (json!([1.0, null]), Got::from(vec![1.0, 2.0])),
            (json!({"a": 1.0}), Got::Map(BTreeMap::new())),
            (json!("a"), Got::from("b")),
            (json!(true), Got::from(false)),
        ];
        for (want, got) in pairs {
            assert_eq!(
                faults(&json!({"x": want}), &answer(got.clone())).len(),
                1,
                "{got:?} for {want}"
            );
        }
        assert_eq!(faults(&json!({"x": 1.0, "y": 1.0}), &answer(Got::Number(1.0))).len(), 1);
    }

    #[test]
    fn a_right_answer_passes() {
        let expected = json!({"a": 1.0, "b": null, "c": "-Infinity", "d": [1, null], "e": {"f": true}});
        let answer = Answer::default()
            .with("a", 1.0009)
            .with("b", Err::<f64, _>(NotEstimable::NobodyAnswered))
            .with("c", f64::NEG_INFINITY)
            .with("d", vec![Some(1_u64), None])
            .with("e", BTreeMap::from([("f".to_owned(), true)]));
        assert_eq!(faults(&expected, &answer), Vec::<String>::new());
    }
}
