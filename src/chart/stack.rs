//! Bars in parts: ages of open cases, promoters and detractors.

use super::axes;
use super::picture::{Head, Picture, Value, Values, sentence, text};
use super::sheet::{Sheet, WIDTH};
use super::{float, words};

/// Bars in parts.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Stack<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What the bars are: `Month`.
    pub of: &'a str,
    /// The parts from left to right.
    pub parts: Vec<Part>,
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
    /// Whether every bar is as long as the others, so that shares compare, rather than as long as what it holds.
    pub shares: bool,
}

/// What a part stands for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its colour, 0 worst to 6 best.
    pub colour: u8,
}

/// A bar.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Bar {
    /// Of what.
    pub label: String,
    /// Where to read on.
    pub href: Option<String>,
    /// A value for each part; what is below zero or no number has no length.
    pub parts: Vec<Value>,
    /// What the whole is, in words: `n 137`.
    pub whole: String,
    /// Why there are no parts: `withheld`.
    pub word: String,
}

const ROW: f64 = 38.0;
const BAR: f64 = 24.0;

impl Picture for Stack<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        if self.bars.is_empty() || self.parts.is_empty() {
            return Sheet::nothing(self.head);
        }
        let mut sheet = Sheet::default();
        let labels = self.bars.iter().map(|bar| bar.label.as_str());
        let named = self.bars.iter().any(|bar| !bar.label.is_empty());
        let column = if named { axes::column(labels) } else { 0.0 };
        let left = if named { column + 14.0 } else { 0.0 };
        let whole = words::widest(self.bars.iter().map(|bar| bar.whole.as_str())).min(150.0);
        let right = WIDTH - if whole > 0.0 { whole + 14.0 } else { 0.0 };
        let longest = self.bars.iter().map(Bar::sum).fold(0.0, f64::max);
        let unit = |bar: &Bar| {
            let all = if self.shares { bar.sum() } else { longest };
            if all > 0.0 { (right - left) / all } else { 0.0 }
        };
        // The parts of the first bar carry the names where all have room, else the names stand in a row above.
        let lengths: Vec<f64> = self.bars[0]
            .lengths()
            .map(|length| length * unit(&self.bars[0]))
            .collect();
        let direct = lengths.len() == self.parts.len()
            && self
                .parts
                .iter()
                .zip(&lengths)
                .all(|(part, length)| words::width(&part.name) + 4.0 <= *length);
        let mut top = 22.0;
        if direct {
            let mut x = left;
            for (part, length) in self.parts.iter().zip(&lengths) {
                sheet.text("c-mid", x + length / 2.0, 14.0, &part.name);
                x += length;
            }
        } else {
            let names: Vec<&str> = self.parts.iter().map(|part| part.name.as_str()).collect();
            top = sheet.key(&names, |sheet, index, (x, y)| {
                sheet.rect(&self.parts[index].fill(), x - 9.0, y - 7.0, 18.0, 14.0);
            });
        }
        for (index, bar) in self.bars.iter().enumerate() {
            let y = top + ROW * float(index);
            sheet.thing(&sentence(&[&bar.label, &bar.whole, &bar.word]), bar.href.as_deref());
            axes::name(&mut sheet, &bar.label, y + BAR / 2.0, column);
            sheet.end();
            self.bar(&mut sheet, bar, unit(bar), (left, y));
            sheet.text("c-end", WIDTH, y + BAR / 2.0 + 4.5, &words::cut(&bar.whole, 150.0));
        }
        sheet.wide(self.head, top + ROW * float(self.bars.len()) - ROW + BAR + 4.0)
    }

    fn table(&self) -> Values {
        let mut values = Values::new(&[self.of]);
        for part in &self.parts {
            values.numbers(&part.name);
        }
        values.numbers("All");
        values.heads.push(super::Heading {
            text: "Note".to_owned(),
            numeric: false,
        });
        for bar in &self.bars {
            let mut row = vec![bar.label.clone()];
            row.extend((0..self.parts.len()).map(|part| text(bar.parts.get(part))));
            row.extend([bar.whole.clone(), bar.word.clone()]);
            values.row(row);
        }
        values.filled()
    }
}

impl Part {
    fn fill(&self) -> String {
        format!("lk{}", self.colour.min(6))
    }
}

impl Bar {
    fn lengths(&self) -> impl Iterator<Item = f64> {
        // A sum of lengths must stay a number, whatever the records say.
        self.parts.iter().map(|part| {
            if part.at.is_finite() {
                part.at.clamp(0.0, 1e150)
            } else {
                0.0
            }
        })
    }

    fn sum(&self) -> f64 {
        self.lengths().sum()
    }
}

impl Stack<'_> {
    fn bar(&self, sheet: &mut Sheet, bar: &Bar, unit: f64, (left, y): (f64, f64)) {
        if bar.sum() <= 0.0 {
            sheet.line("c-axis", (left, y), (left, y + BAR));
            sheet.text(
                "c-note",
                left + 8.0,
                y + BAR / 2.0 + 4.5,
                if bar.word.is_empty() { "none" } else { &bar.word },
            );
            return;
        }
        let mut x = left;
        for ((part, value), length) in self.parts.iter().zip(&bar.parts).zip(bar.lengths()) {
            if length <= 0.0 {
                continue;
            }
            let wide = length * unit;
            sheet.thing(&sentence(&[&bar.label, &part.name, &value.text]), None);
            sheet.rect(&format!("c-piece {}", part.fill()), x, y, wide, BAR);
            if words::width(&value.text) + 6.0 <= wide {
                let class = format!("c-mid c-on{}", part.colour.min(6));
                sheet.text(&class, x + wide / 2.0, y + BAR / 2.0 + 4.5, &value.text);
            }
            sheet.end();
            x += wide;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(bars: &[&[f64]], shares: bool) -> Stack<'static> {
        let part = |name: &str, colour: u8| Part {
            name: name.to_owned(),
            colour,
        };
        let bar = |parts: &&[f64]| Bar {
            parts: parts.iter().map(|at| Value::new(*at, format!("{at}"))).collect(),
            ..Bar::default()
        };
        Stack {
            parts: vec![part("detractors", 0), part("passives", 3), part("promoters", 6)],
            bars: bars.iter().map(bar).collect(),
            shares,
            ..Stack::default()
        }
    }

    #[test]
    fn parts_are_as_long_as_their_values() {
        let picture = stack(&[&[20.0, 30.0, 50.0]], true).svg();
        assert!(picture.contains("lk0\" x=\"0\" y=\"22\" width=\"144\""), "{picture}");
        assert!(picture.contains("lk6\" x=\"360\" y=\"22\" width=\"360\""));
        assert!(picture.contains(">promoters</text>"), "named where it has room");
    }

    #[test]
    fn bars_of_counts_share_a_scale_and_bars_of_shares_a_length() {
        let counts = stack(&[&[1.0, 1.0, 2.0], &[1.0, 0.0, 1.0]], false).svg();
        assert_eq!(counts.matches("width=\"180\"").count(), 4, "{counts}");
        let shares = stack(&[&[1.0, 1.0, 2.0], &[1.0, 0.0, 1.0]], true).svg();
        assert_eq!(shares.matches("width=\"360\"").count(), 3, "{shares}");
    }

    #[test]
    fn a_bar_of_nothing_says_so() {
        let picture = stack(&[&[0.0, -4.0, f64::NAN], &[]], true).svg();
        assert_eq!(picture.matches(">none</text>").count(), 2);
        assert!(!picture.contains("NaN") && !picture.contains("c-piece"));
    }
}
