//! Two views of the same things, and what lies between them.

use super::axes::{self, Plot};
use super::picture::{Head, Picture, Value, Values, drawn, sentence, text};
use super::scale::{Axis, Scale};
use super::sheet::{Mark, Sheet, WIDTH};
use super::{float, words};

/// Two marks a row, joined.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Dumbbell<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What the rows are: `Characteristic`.
    pub of: &'a str,
    /// What both marks measure, with its unit.
    pub axis: Axis<'a>,
    /// What the hollow square stands for: `expected`.
    pub first: &'a str,
    /// What the full dot stands for: `perceived`.
    pub second: &'a str,
    /// What the number at the right is: `Gap`.
    pub between: &'a str,
    /// The rows in the order of the caller.
    pub rows: Vec<Row>,
}

/// Two views of a thing.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Row {
    /// Of what.
    pub label: String,
    /// Where to read on.
    pub href: Option<String>,
    /// The first view.
    pub first: Option<Value>,
    /// The second.
    pub second: Option<Value>,
    /// The difference in words.
    pub difference: String,
    /// Why something is missing, or what to know about it.
    pub word: String,
}

const ROW: f64 = 36.0;

impl Picture for Dumbbell<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        if self.rows.is_empty() {
            return Sheet::nothing(self.head);
        }
        let mut sheet = Sheet::default();
        let key = sheet.key(&[self.first, self.second], |sheet, index, at| {
            mark(sheet, index == 0, at);
        });
        let left = axes::column(self.rows.iter().map(|row| row.label.as_str()));
        let ends = self
            .rows
            .iter()
            .flat_map(|row| [row.difference.as_str(), row.word.as_str()]);
        let right = (words::widest(ends.chain([self.between])) * 1.06).clamp(30.0, 150.0);
        let plot = Plot {
            left: left + 46.0,
            top: key + 22.0,
            right: WIDTH - right - 46.0,
            bottom: key + 22.0 + ROW * float(self.rows.len()),
        };
        let values = self.rows.iter().flat_map(|row| [&row.first, &row.second]);
        let values = values.filter_map(|value| Some(drawn(value.as_ref())?.at));
        let scale = Scale::of(&self.axis, values, plot.left, plot.right);
        plot.level(&mut sheet, &scale, self.axis.title);
        sheet.text("c-end c-title", WIDTH, key + 12.0, &words::cut(self.between, 150.0));
        for (index, row) in self.rows.iter().enumerate() {
            let y = plot.top + ROW * (float(index) + 0.5);
            sheet.line("c-row", (0.0, y + ROW / 2.0), (WIDTH, y + ROW / 2.0));
            sheet.thing(&self.words(row), row.href.as_deref());
            axes::name(&mut sheet, &row.label, y, left);
            row.draw(&mut sheet, &scale, y);
            let middle = if row.word.is_empty() || row.difference.is_empty() {
                y + 4.5
            } else {
                y - 3.0
            };
            sheet.text("c-end c-value", WIDTH, middle, &words::cut(&row.difference, 150.0));
            let below = if row.difference.is_empty() { middle } else { y + 12.5 };
            sheet.text("c-end c-note", WIDTH, below, &words::cut(&row.word, 150.0));
            sheet.end();
        }
        sheet.wide(
            self.head,
            plot.bottom + if self.axis.title.is_empty() { 26.0 } else { 46.0 },
        )
    }

    fn table(&self) -> Values {
        let numbers = [self.first, self.second, self.between].map(|head| format!("{head}>"));
        let mut values = Values::new(&[self.of, &numbers[0], &numbers[1], &numbers[2], "Note"]);
        for row in &self.rows {
            values.row(vec![
                row.label.clone(),
                text(row.first.as_ref()),
                text(row.second.as_ref()),
                row.difference.clone(),
                row.word.clone(),
            ]);
        }
        values.filled()
    }
}

fn mark(sheet: &mut Sheet, first: bool, at: (f64, f64)) {
    if first {
        sheet.mark(Mark::Square, "c-ring", at, 5.0);
    } else {
        sheet.mark(Mark::Dot, "c-dot", at, 5.5);
    }
}

impl Dumbbell<'_> {
    fn words(&self, row: &Row) -> String {
        let named = |name: &str, value: &Option<Value>| match drawn(value.as_ref()) {
            Some(value) => format!("{name} {}", value.text),
            None => String::new(),
        };
        let (first, second) = (named(self.first, &row.first), named(self.second, &row.second));
        sentence(&[&row.label, &first, &second, &row.difference, &row.word])
    }
}

impl Row {
    fn draw(&self, sheet: &mut Sheet, scale: &Scale, y: f64) {
        let spot = |value: &Option<Value>| Some(scale.at(drawn(value.as_ref())?.at));
        let (first, second) = (spot(&self.first), spot(&self.second));
        if let (Some(first), Some(second)) = (first, second) {
            sheet.line("c-join", (first, y), (second, y));
        }
        let first_is_left = match (first, second) {
            (Some(first), Some(second)) => first <= second,
            _ => true,
        };
        for (at, value, is_first) in [(first, &self.first, true), (second, &self.second, false)] {
            let Some(x) = at else { continue };
            mark(sheet, is_first, (x, y));
            let outward = if is_first == first_is_left {
                ("c-end", x - 10.0)
            } else {
                ("", x + 10.0)
            };
            sheet.text(outward.0, outward.1, y + 4.5, &words::cut(&text(value.as_ref()), 120.0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dumbbell(first: Option<f64>, second: Option<f64>) -> Dumbbell<'static> {
        let value = |at: f64| Value::new(at, format!("{at}"));
        Dumbbell {
            of: "Characteristic",
            axis: Axis::over("", 0.0, 10.0),
            first: "expected",
            second: "perceived",
            between: "Gap",
            rows: vec![Row {
                label: "Dates".to_owned(),
                first: first.map(value),
                second: second.map(value),
                difference: "−2".to_owned(),
                ..Row::default()
            }],
            ..Dumbbell::default()
        }
    }

    #[test]
    fn two_marks_are_joined_and_their_numbers_stand_outside() {
        let picture = dumbbell(Some(7.5), Some(6.5)).svg();
        assert_eq!(picture.matches("c-join").count(), 1);
        let high = picture.find(">7.5</text>").unwrap();
        let low = picture.find(">6.5</text>").unwrap();
        assert!(!picture[high - 40..high].contains("c-end") && picture[low - 40..low].contains("c-end"));
    }

    #[test]
    fn a_missing_view_leaves_one_mark() {
        let dumbbell = dumbbell(None, Some(6.0));
        let picture = dumbbell.svg();
        assert!(!picture.contains("c-join"));
        assert_eq!(dumbbell.table().rows, [["Dates", "6", "−2"]]);
    }
}
