//! What all charts have in common for those who call them: a head, values with their words, a picture and a table.

/// The name of a picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Head<'a> {
    /// Keeps pictures of a page apart.
    pub id: &'a str,
    /// What is shown.
    pub title: &'a str,
    /// What the picture shows, in words.
    pub description: &'a str,
}

/// A number where it is drawn, in the unit of its axis, and as it is printed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Value {
    /// Place on the axis.
    pub at: f64,
    /// The number in words, with its unit.
    pub text: String,
}

impl Value {
    /// A value with its words.
    pub fn new(at: f64, text: impl Into<String>) -> Self {
        Self { at, text: text.into() }
    }
}

/// The limits of an estimate.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Interval {
    /// Lower limit on the axis.
    pub low: f64,
    /// Upper limit on the axis.
    pub high: f64,
    /// Both in words: `62 to 77 %`.
    pub text: String,
}

impl Interval {
    /// Limits with their words.
    pub fn new(low: f64, high: f64, text: impl Into<String>) -> Self {
        Self {
            low,
            high,
            text: text.into(),
        }
    }
}

/// The numbers behind a picture.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Values {
    /// The columns.
    pub heads: Vec<Heading>,
    /// As many texts a row as there are columns; empty where there is no value.
    pub rows: Vec<Vec<String>>,
}

/// The head of a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heading {
    /// What stands in the column.
    pub text: String,
    /// Whether it holds numbers.
    pub numeric: bool,
}

impl Values {
    /// An empty table; a head that ends in `>` holds numbers.
    pub(super) fn new(heads: &[&str]) -> Self {
        let heads = heads.iter().map(|head| Heading {
            text: head.trim_end_matches('>').to_owned(),
            numeric: head.ends_with('>'),
        });
        Self {
            heads: heads.collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a column of numbers.
    pub(super) fn numbers(&mut self, text: &str) {
        self.heads.push(Heading {
            text: text.to_owned(),
            numeric: true,
        });
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.heads.len(), "a text for every column");
        self.rows.push(cells);
    }

    /// Leaves out the columns in which nothing stands.
    pub(super) fn filled(self) -> Self {
        let kept: Vec<bool> = (0..self.heads.len())
            .map(|column| column == 0 || self.rows.iter().any(|row| !row[column].is_empty()))
            .collect();
        let keep = |row: Vec<String>| {
            row.into_iter()
                .zip(&kept)
                .filter_map(|(cell, kept)| kept.then_some(cell))
        };
        Self {
            rows: self.rows.into_iter().map(|row| keep(row).collect()).collect(),
            heads: self
                .heads
                .into_iter()
                .zip(&kept)
                .filter_map(|(head, kept)| kept.then_some(head))
                .collect(),
        }
    }
}

/// A chart.
pub trait Picture {
    /// Its name.
    fn head(&self) -> Head<'_>;
    /// The picture.
    fn svg(&self) -> String;
    /// The same values as a table.
    fn table(&self) -> Values;
}

/// The words of a value, if there is one.
pub(super) fn text(value: Option<&Value>) -> String {
    drawn(value).map(|value| value.text.clone()).unwrap_or_default()
}

/// The words of limits, if there are any.
pub(super) fn limits(interval: Option<&Interval>) -> String {
    let there = between(interval).and(interval);
    there.map(|interval| interval.text.clone()).unwrap_or_default()
}

/// A value that can be drawn; one that is no number counts as missing.
pub(super) fn drawn(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| value.at.is_finite())
}

/// Limits that can be drawn; limits in the wrong order or without end are none.
pub(super) fn between(interval: Option<&Interval>) -> Option<(f64, f64)> {
    let interval = interval?;
    (interval.low.is_finite() && interval.high.is_finite() && interval.low <= interval.high)
        .then_some((interval.low, interval.high))
}

/// Words in a row, without the empty ones.
pub(super) fn sentence(words: &[&str]) -> String {
    let words: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_without_values_are_left_out() {
        let mut values = Values::new(&["Segment", "Share>", "Base>"]);
        values.row(vec!["North".to_owned(), String::new(), "12".to_owned()]);
        let values = values.filled();
        assert_eq!(values.heads.len(), 2);
        assert!(values.heads[1].numeric && values.heads[1].text == "Base");
        assert_eq!(values.rows, [["North", "12"]]);
    }

    #[test]
    fn what_is_no_number_is_missing() {
        assert_eq!(drawn(Some(&Value::new(f64::NAN, "?"))), None);
        assert_eq!(between(Some(&Interval::new(0.0, f64::INFINITY, ""))), None);
        assert_eq!(between(Some(&Interval::new(2.0, 1.0, ""))), None);
        assert_eq!(between(Some(&Interval::new(1.0, 1.0, ""))), Some((1.0, 1.0)));
    }
}
