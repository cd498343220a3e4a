//! Estimates with their intervals, a row each.

use super::axes::{self, Plot};
use super::picture::{Head, Interval, Picture, Value, Values, between, drawn, limits, sentence, text};
use super::scale::{Axis, Scale};
use super::sheet::{Mark, Sheet, WIDTH};
use super::{float, words};

/// Estimates with their intervals.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Intervals<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What the rows are: `Segment`.
    pub of: &'a str,
    /// What is estimated, with its unit.
    pub axis: Axis<'a>,
    /// What the full mark stands for; named only where there is a second one.
    pub first: &'a str,
    /// What the hollow mark stands for: `unweighted`.
    pub second: &'a str,
    /// Lines that the rows are held against, such as a target, with their names.
    pub lines: Vec<Value>,
    /// The rows from top to bottom.
    pub rows: Vec<Row>,
}

/// An estimate.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Row {
    /// Of whom or what.
    pub label: String,
    /// Where to read on.
    pub href: Option<String>,
    /// The estimate, unless it may not be shown.
    pub estimate: Option<Value>,
    /// Its limits.
    pub interval: Option<Interval>,
    /// A second estimate of the same.
    pub second: Option<Value>,
    /// What it rests on: `n 137`.
    pub base: String,
    /// Why there is no estimate, or what to know about it: `withheld`, `low base`.
    pub word: String,
}

const ROW: f64 = 40.0;

impl Picture for Intervals<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        if self.rows.is_empty() {
            return Sheet::nothing(self.head);
        }
        let mut sheet = Sheet::default();
        let two = self.rows.iter().any(|row| row.second().is_some());
        let names = [self.first, self.second];
        let key = sheet.key(if two { &names } else { &[] }, |sheet, index, at| {
            sheet.mark(Mark::Dot, if index == 0 { "c-dot" } else { "c-ring" }, at, 4.5);
        });
        let lines: Vec<&Value> = self.lines.iter().filter(|line| line.at.is_finite()).collect();
        let left = axes::column(self.rows.iter().map(|row| row.label.as_str()));
        let right = self.rows.iter().map(Row::width).fold(60.0, f64::max).min(230.0);
        let top = key + if lines.is_empty() { 4.0 } else { 22.0 };
        let plot = Plot {
            left: left + 18.0,
            top,
            right: WIDTH - right - 18.0,
            bottom: top + ROW * float(self.rows.len()),
        };
        let values = self
            .rows
            .iter()
            .flat_map(Row::values)
            .chain(lines.iter().map(|line| line.at));
        let scale = Scale::of(&self.axis, values, plot.left, plot.right);
        plot.level(&mut sheet, &scale, self.axis.title);
        plot.through(&mut sheet, &scale, &lines);
        for (index, row) in self.rows.iter().enumerate() {
            let y = top + ROW * (float(index) + 0.5);
            sheet.line("c-row", (0.0, y + ROW / 2.0), (WIDTH, y + ROW / 2.0));
            sheet.thing(&row.words(), row.href.as_deref());
            axes::name(&mut sheet, &row.label, y, left);
            row.draw(&mut sheet, &scale, y);
            row.print(&mut sheet, plot.right + 18.0, y, right);
            sheet.end();
        }
        sheet.wide(
            self.head,
            plot.bottom + if self.axis.title.is_empty() { 26.0 } else { 46.0 },
        )
    }

    fn table(&self) -> Values {
        let estimate = if self.first.is_empty() { "Estimate" } else { self.first };
        let second = if self.second.is_empty() {
            "Second estimate"
        } else {
            self.second
        };
        let mut values = Values::new(&[
            self.of,
            &format!("{estimate}>"),
            "Interval>",
            &format!("{second}>"),
            "Base>",
            "Note",
        ]);
        for row in &self.rows {
            values.row(vec![
                row.label.clone(),
                text(row.estimate.as_ref()),
                limits(row.limits()),
                text(row.second()),
                row.base.clone(),
                row.word.clone(),
            ]);
        }
        values.filled()
    }
}

impl Row {
    fn estimate(&self) -> Option<&Value> {
        drawn(self.estimate.as_ref())
    }

    /// The second estimate; without the first it is not shown either.
    fn second(&self) -> Option<&Value> {
        drawn(self.second.as_ref().filter(|_| self.estimate().is_some()))
    }

    /// The limits; without the estimate they are not shown either.
    fn limits(&self) -> Option<&Interval> {
        self.interval.as_ref().filter(|_| self.estimate().is_some())
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        let marks = [self.estimate(), self.second()];
        let interval = between(self.limits()).map(|(low, high)| [low, high]);
        marks
            .into_iter()
            .flatten()
            .map(|value| value.at)
            .chain(interval.into_iter().flatten())
    }

    fn words(&self) -> String {
        let estimate = text(self.estimate.as_ref());
        sentence(&[&self.label, &estimate, &limits(self.limits()), &self.base, &self.word])
    }

    fn draw(&self, sheet: &mut Sheet, scale: &Scale, y: f64) {
        let estimate = self.estimate();
        if let (Some((low, high)), Some(_)) = (between(self.limits()), estimate) {
            let class = if self.word.is_empty() { "c-int" } else { "c-int c-dash" };
            let (low, high) = (scale.at(low), scale.at(high));
            sheet.line(class, (low, y), (high, y));
            for end in [low, high] {
                sheet.line("c-int", (end, y - 4.0), (end, y + 4.0));
            }
        }
        if let Some(second) = self.second() {
            sheet.mark(Mark::Dot, "c-ring", (scale.at(second.at), y), 4.5);
        }
        if let Some(estimate) = estimate {
            sheet.mark(Mark::Dot, "c-dot", (scale.at(estimate.at), y), 5.0);
        }
    }

    /// The numbers at the right end; what to know about them on a second line.
    fn print(&self, sheet: &mut Sheet, x: f64, y: f64, room: f64) {
        let note = words::cut(&sentence(&[&self.word, &self.base]), room);
        let Some(estimate) = self.estimate() else {
            sheet.text("c-note", x, y + 4.5, &note);
            return;
        };
        let first = if note.is_empty() { y + 4.5 } else { y - 3.0 };
        sheet.text("c-value", x, first, &estimate.text);
        let after = x + words::width(&estimate.text) * 1.06 + 8.0;
        sheet.text("", after, first, &limits(self.limits()));
        sheet.text("c-note", x, y + 12.5, &note);
    }

    fn width(&self) -> f64 {
        let numbers = words::width(&text(self.estimate.as_ref())) * 1.06 + 8.0 + words::width(&limits(self.limits()));
        numbers.max(words::width(&sentence(&[&self.word, &self.base])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, at: f64, low: f64, high: f64) -> Row {
        Row {
            label: label.to_owned(),
            estimate: Some(Value::new(at, "x")),
            interval: Some(Interval::new(low, high, "x to x")),
            ..Row::default()
        }
    }

    fn intervals(rows: Vec<Row>) -> Intervals<'static> {
        Intervals {
            of: "Segment",
            axis: Axis::over("Satisfied, percent", 0.0, 100.0),
            rows,
            ..Intervals::default()
        }
    }

    #[test]
    fn a_mark_lies_between_its_limits_on_the_scale() {
        let picture = intervals(vec![row("North", 50.0, 25.0, 75.0)]).svg();
        // The plot reaches from 58 to 720 - 60 - 18.
        assert!(
            picture.contains("<circle class=\"c-dot\" cx=\"350\" cy=\"24\" r=\"5\"/>"),
            "{picture}"
        );
        assert!(
            picture.contains("<line class=\"c-int\" x1=\"204\" y1=\"24\" x2=\"496\" y2=\"24\"/>"),
            "{picture}"
        );
    }

    #[test]
    fn a_withheld_row_says_so_and_draws_nothing() {
        let withheld = Row {
            label: "South".to_owned(),
            word: "withheld".to_owned(),
            interval: Some(Interval::new(1.0, 2.0, "1 to 2")),
            second: Some(Value::new(1.5, "1.5")),
            ..Row::default()
        };
        let intervals = intervals(vec![withheld]);
        let picture = intervals.svg();
        assert!(picture.contains(">withheld</text>") && !picture.contains("c-dot") && !picture.contains("c-int"));
        assert!(
            !picture.contains("c-ring") && !picture.contains("1 to 2"),
            "nothing can be read off"
        );
        assert_eq!(intervals.table().rows, [["South", "withheld"]]);
    }

    #[test]
    fn a_target_is_named() {
        let mut intervals = intervals(vec![row("North", 50.0, 25.0, 75.0)]);
        intervals.lines = vec![Value::new(80.0, "target 80")];
        let picture = intervals.svg();
        assert!(picture.contains("c-goal") && picture.contains(">target 80</text>"));
    }
}
