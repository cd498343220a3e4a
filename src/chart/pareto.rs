//! Counts by size, and in a strip of its own how much of all they make together.
//!
//! The running share has its own panel and axis: two axes over one field would let the eye compare what has no common unit.

use super::axes::{self, Plot};
use super::picture::{Head, Picture, Value, Values, sentence};
use super::scale::{Axis, Scale};
use super::sheet::{Mark, Sheet, WIDTH};
use super::{float, words};

/// Counts by size.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Pareto<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What the rows are: `Cause`.
    pub of: &'a str,
    /// What is counted: `Complaints`.
    pub counted: &'a str,
    /// The rows as [`sorted`] gives them.
    pub rows: Vec<Row>,
}

/// A bar.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Row {
    /// Of what.
    pub label: String,
    /// How many.
    pub count: usize,
    /// Whether it gathers what has no row of its own; it stands last and is hatched.
    pub other: bool,
    /// Where to read on.
    pub href: Option<String>,
    /// What share of all this and the rows before it make, in percent; [`sorted`] fills it in.
    pub running: Value,
}

/// The rows from the greatest to the least, what is other last, with their running share in the words of the caller, who is
/// given a part and the whole.
pub fn sorted(mut rows: Vec<Row>, words: impl Fn(usize, usize) -> String) -> Vec<Row> {
    rows.sort_by(|a, b| {
        a.other
            .cmp(&b.other)
            .then(b.count.cmp(&a.count))
            .then(a.label.cmp(&b.label))
    });
    let whole = rows.iter().fold(0_usize, |whole, row| whole.saturating_add(row.count));
    let mut part = 0_usize;
    for row in &mut rows {
        part = part.saturating_add(row.count);
        row.running = Value::new(100.0 * float(part) / float(whole.max(1)), words(part, whole));
    }
    rows
}

const ROW: f64 = 30.0;
const STRIP: f64 = 150.0;

impl Picture for Pareto<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        if self.rows.is_empty() {
            return Sheet::nothing(self.head);
        }
        let mut sheet = Sheet::default();
        let left = axes::column(self.rows.iter().map(|row| row.label.as_str()));
        let (top, bottom) = (26.0, 26.0 + ROW * float(self.rows.len()));
        let counts: Vec<String> = self.rows.iter().map(|row| row.count.to_string()).collect();
        let numbers = words::widest(counts.iter().map(String::as_str)) * 1.06 + 10.0;
        let running = words::widest(self.rows.iter().map(|row| row.running.text.as_str())).min(110.0);
        let strip = Plot {
            left: WIDTH - STRIP - running - 10.0,
            top,
            right: WIDTH - running - 10.0,
            bottom,
        };
        let bars = Plot {
            left: left + 14.0,
            top,
            right: strip.left - 34.0 - numbers,
            bottom,
        };
        let most = self.rows.iter().map(|row| float(row.count)).fold(0.0, f64::max);
        // The bars are printed with their numbers: their axis ends with the longest and needs no numbers of its own.
        let length = |count: usize| (bars.right - bars.left) * float(count) / most.max(1.0);
        let share = Scale::of(&Axis::over("", 0.0, 100.0), [], strip.left, strip.right);
        sheet.text(
            "c-title",
            bars.left,
            12.0,
            &words::cut(self.counted, strip.left - bars.left - 20.0),
        );
        sheet.text("c-title", strip.left, 12.0, "Together, percent of all");
        for (x, words) in share.ticks() {
            sheet.line("c-grid", (x, top), (x, bottom));
            sheet.text("c-mid", x, bottom + 18.0, &words);
        }
        let height = |index: usize| top + ROW * (float(index) + 0.5);
        let spots: Vec<(f64, f64)> = self
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| (share.at(row.running.at), height(index)))
            .collect();
        sheet.polyline("c-line", &spots);
        for (index, row) in self.rows.iter().enumerate() {
            let y = height(index);
            sheet.line("c-row", (0.0, y + ROW / 2.0), (WIDTH, y + ROW / 2.0));
            sheet.thing(
                &sentence(&[&row.label, &counts[index], &row.running.text]),
                row.href.as_deref(),
            );
            sheet.block("c-name", 0.0, y, &[words::cut(&row.label, left + 1.0)]);
            let bar = (bars.left, y - 9.0, length(row.count), 18.0);
            if row.other {
                sheet.hatched("c-rest", bar.0, bar.1, bar.2, bar.3);
            } else {
                sheet.rect("c-bar", bar.0, bar.1, bar.2, bar.3);
            }
            sheet.text("c-value", bars.left + length(row.count) + 8.0, y + 4.5, &counts[index]);
            sheet.mark(Mark::Dot, "c-dot", spots[index], 4.0);
            sheet.text("c-end", WIDTH, y + 4.5, &words::cut(&row.running.text, 110.0));
            sheet.end();
        }
        sheet.line("c-axis", (bars.left, top), (bars.left, bottom));
        sheet.wide(self.head, bottom + 26.0)
    }

    fn table(&self) -> Values {
        let mut values = Values::new(&[self.of, &format!("{}>", self.counted), "Together>"]);
        for row in &self.rows {
            values.row(vec![row.label.clone(), row.count.to_string(), row.running.text.clone()]);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Row> {
        let row = |label: &str, count: usize| Row {
            label: label.to_owned(),
            count,
            other: label == "other",
            ..Row::default()
        };
        sorted(
            vec![row("other", 9), row("b", 3), row("a", 3), row("c", 5)],
            |part, whole| format!("{part} of {whole}"),
        )
    }

    #[test]
    fn rows_go_down_and_what_is_other_stands_last() {
        let labels: Vec<String> = rows().into_iter().map(|row| row.label).collect();
        assert_eq!(labels, ["c", "a", "b", "other"]);
        let running: Vec<f64> = rows().into_iter().map(|row| row.running.at).collect();
        assert_eq!(running, [25.0, 40.0, 55.0, 100.0]);
        assert_eq!(rows()[1].running.text, "8 of 20");
    }

    #[test]
    fn bars_are_as_long_as_their_counts() {
        let pareto = Pareto {
            counted: "Complaints",
            rows: rows(),
            ..Pareto::default()
        };
        let picture = pareto.svg();
        let widths: Vec<f64> = picture
            .split("height=\"18\"")
            .filter_map(|part| {
                part.rsplit("width=\"")
                    .next()?
                    .trim_end()
                    .trim_end_matches('"')
                    .parse()
                    .ok()
            })
            .collect();
        assert_eq!(widths.len(), 4, "{picture}");
        assert!((widths[0] / widths[3] - 5.0 / 9.0).abs() < 1e-3, "{widths:?}");
        assert_eq!(picture.matches("c-hatch").count(), 1);
    }

    #[test]
    fn nothing_counted_is_no_fault() {
        let rows = sorted(vec![Row::default()], |part, whole| format!("{part}/{whole}"));
        assert_eq!(rows[0].running, Value::new(0.0, "0/0"));
        let pareto = Pareto {
            rows,
            ..Pareto::default()
        };
        assert!(!pareto.svg().contains("NaN"));
    }
}
