//! Two waves side by side, a line for each row.

use super::float;
use super::labels::spread;
use super::picture::{Head, Picture, Value, Values, drawn, sentence, text};
use super::scale::{Axis, Scale};
use super::sheet::{Mark, Sheet, WIDTH};
use super::words::{self, LEADING, cut};

/// From one wave to the next.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Slope<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What the rows are: `Characteristic`.
    pub of: &'a str,
    /// What is compared; only its reach is used, the values are printed at the ends.
    pub axis: Axis<'a>,
    /// Name of the earlier wave.
    pub from: &'a str,
    /// Name of the later one.
    pub to: &'a str,
    /// The lines.
    pub rows: Vec<Row>,
}

/// A line from a value to a value.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Row {
    /// Of whom or what.
    pub label: String,
    /// Where to read on.
    pub href: Option<String>,
    /// The earlier value.
    pub from: Option<Value>,
    /// The later one.
    pub to: Option<Value>,
    /// Whether the change is clear; others are drawn thin and dashed.
    pub clear: bool,
    /// What the test says: `+8.1, clear`.
    pub change: String,
}

const LEFT: f64 = 262.0;
const RIGHT: f64 = WIDTH - LEFT;

impl Picture for Slope<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        if self.rows.is_empty() {
            return Sheet::nothing(self.head);
        }
        let mut sheet = Sheet::default();
        let both = self.rows.iter().any(|row| row.clear) && self.rows.iter().any(|row| !row.clear);
        let names: &[&str] = if both {
            &["clear change", "no clear change"]
        } else {
            &[]
        };
        let key = sheet.key(names, |sheet, index, (x, y)| {
            let (line, mark) = classes(index == 0);
            sheet.line(line, (x - 9.0, y), (x + 9.0, y));
            sheet.mark(Mark::Dot, mark, (x, y), 4.0);
        });
        let top = key + 34.0;
        let bottom = top + (LEADING * 1.15 * float(self.rows.len())).max(220.0);
        let values = self.rows.iter().flat_map(|row| [&row.from, &row.to]);
        let values = values.filter_map(|value| Some(drawn(value.as_ref())?.at));
        let scale = Scale::of(&self.axis, values, bottom - 8.0, top + 8.0);
        sheet.text("c-end c-name", LEFT, key + 12.0, &cut(self.from, LEFT));
        sheet.text("c-name", RIGHT, key + 12.0, &cut(self.to, LEFT));
        for x in [LEFT, RIGHT] {
            sheet.line("c-axis", (x, top - 6.0), (x, bottom));
        }
        let before = self.places(&scale, top, bottom, |row| row.from.as_ref());
        let after = self.places(&scale, top, bottom, |row| row.to.as_ref());
        // What changed clearly is drawn last and lies above.
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|index| self.rows[*index].clear);
        for index in order {
            let row = &self.rows[index];
            sheet.thing(&row.words(), row.href.as_deref());
            row.draw(&mut sheet, before[index], after[index]);
            sheet.end();
        }
        sheet.wide(self.head, bottom + 8.0)
    }

    fn table(&self) -> Values {
        let mut values = Values::new(&[self.of, &format!("{}>", self.from), &format!("{}>", self.to), "Change>"]);
        for row in &self.rows {
            let (from, to) = (text(row.from.as_ref()), text(row.to.as_ref()));
            values.row(vec![row.label.clone(), from, to, row.change.clone()]);
        }
        values.filled()
    }
}

/// Height of a mark and of its words.
type Spot = Option<(f64, f64)>;

impl Slope<'_> {
    fn places(&self, scale: &Scale, top: f64, bottom: f64, end: impl Fn(&Row) -> Option<&Value>) -> Vec<Spot> {
        let marks: Vec<Option<f64>> = self
            .rows
            .iter()
            .map(|row| Some(scale.at(drawn(end(row))?.at)))
            .collect();
        let there: Vec<f64> = marks.iter().copied().flatten().collect();
        let mut words = spread(&there, LEADING, top, bottom).into_iter();
        marks
            .into_iter()
            .map(|mark| mark.and_then(|mark| Some((mark, words.next()?))))
            .collect()
    }
}

fn classes(clear: bool) -> (&'static str, &'static str) {
    if clear {
        ("c-line", "c-dot")
    } else {
        ("c-faint c-dash", "c-ring")
    }
}

impl Row {
    fn words(&self) -> String {
        sentence(&[
            &self.label,
            &text(self.from.as_ref()),
            &text(self.to.as_ref()),
            &self.change,
        ])
    }

    fn draw(&self, sheet: &mut Sheet, before: Spot, after: Spot) {
        let (line, mark) = classes(self.clear);
        if let (Some((from, _)), Some((to, _))) = (before, after) {
            sheet.line(line, (LEFT, from), (RIGHT, to));
        }
        for (spot, x, side, value) in [(before, LEFT, -1.0, &self.from), (after, RIGHT, 1.0, &self.to)] {
            let Some((y, at)) = spot else { continue };
            if (y - at).abs() > 3.0 {
                sheet.line("c-lead", (x + side * 5.0, y), (x + side * 13.0, at));
            }
            sheet.mark(Mark::Dot, mark, (x, y), 4.5);
            let number = text(value.as_ref());
            let anchor = if side < 0.0 { "c-end " } else { "" };
            let name = format!("{anchor}c-name");
            sheet.text(&format!("{anchor}c-value"), x + side * 16.0, at + 4.5, &number);
            let wide = 16.0 + words::width(&number) * 1.06 + 8.0;
            sheet.text(&name, x + side * wide, at + 4.5, &cut(&self.label, LEFT - wide));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, from: f64, to: Option<f64>) -> Row {
        Row {
            label: label.to_owned(),
            from: Some(Value::new(from, format!("{from}"))),
            to: to.map(|to| Value::new(to, format!("{to}"))),
            ..Row::default()
        }
    }

    fn slope(rows: Vec<Row>) -> Slope<'static> {
        Slope {
            of: "Segment",
            axis: Axis::over("", 0.0, 100.0),
            from: "2024",
            to: "2025",
            rows,
            ..Slope::default()
        }
    }

    #[test]
    fn a_line_runs_from_value_to_value() {
        let picture = slope(vec![row("North", 0.0, Some(100.0))]).svg();
        assert!(
            picture.contains("<line class=\"c-faint c-dash\" x1=\"262\" y1=\"246\" x2=\"458\" y2=\"42\"/>"),
            "{picture}"
        );
    }

    #[test]
    fn equal_values_keep_their_words_apart() {
        let picture = slope(vec![
            row("a", 50.0, Some(50.0)),
            row("b", 50.0, Some(50.0)),
            row("c", 50.0, None),
        ])
        .svg();
        for y in ["132.5", "148.5", "164.5"] {
            assert!(picture.contains(&format!("y=\"{y}\"")), "{y}: {picture}");
        }
        assert_eq!(picture.matches("c-faint").count(), 2);
    }

    #[test]
    fn a_wave_without_a_value_leaves_a_gap_in_the_table() {
        assert_eq!(slope(vec![row("a", 1.0, None)]).table().rows, [["a", "1"]]);
    }
}
