//! Two counts a period, side by side: received and closed.

use super::axes::Plot;
use super::picture::{Head, Picture, Value, Values, drawn, sentence, text};
use super::scale::{Axis, Scale};
use super::sheet::{Sheet, WIDTH};
use super::{float, words};

/// Two columns a period.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Pairs<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What the periods are: `Quarter`.
    pub of: &'a str,
    /// What is counted.
    pub axis: Axis<'a>,
    /// What the full column stands for: `received`.
    pub first: &'a str,
    /// What the hatched column stands for: `closed`.
    pub second: &'a str,
    /// The periods.
    pub periods: Vec<Period>,
}

/// A period.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Period {
    /// Short name.
    pub label: String,
    /// Where to read on.
    pub href: Option<String>,
    /// The full column.
    pub first: Option<Value>,
    /// The hatched one.
    pub second: Option<Value>,
    /// What to know about it: `so far`.
    pub word: String,
}

const HEIGHT: f64 = 210.0;

impl Picture for Pairs<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        if self.periods.is_empty() {
            return Sheet::nothing(self.head);
        }
        let mut sheet = Sheet::default();
        let key = sheet.key(&[self.first, self.second], |sheet, index, (x, y)| {
            column(sheet, index == 0, x - 7.0, y - 7.0, 14.0, 14.0);
        });
        let titled = if self.axis.title.is_empty() { 16.0 } else { 34.0 };
        let values = self.periods.iter().flat_map(|period| [&period.first, &period.second]);
        let values: Vec<f64> = values
            .filter_map(|value| Some(drawn(value.as_ref())?.at))
            .chain([0.0])
            .collect();
        let probe = Scale::of(&self.axis, values.iter().copied(), HEIGHT, 0.0);
        let plot = Plot {
            left: words::widest(probe.ticks().iter().map(|(_, words)| words.as_str())) + 10.0,
            top: key + titled,
            right: WIDTH,
            bottom: key + titled + HEIGHT,
        };
        let scale = Scale::of(&self.axis, values, plot.bottom, plot.top);
        sheet.text("c-title", 0.0, key + 10.0, &words::cut(self.axis.title, WIDTH));
        plot.upright(&mut sheet, &scale, "");
        let names: Vec<&str> = self.periods.iter().map(|period| period.label.as_str()).collect();
        plot.periods(&mut sheet, &names);
        let room = (plot.right - plot.left) / float(self.periods.len());
        let wide = (room * 0.36).min(30.0);
        let printed = self
            .periods
            .iter()
            .flat_map(|period| [text(period.first.as_ref()), text(period.second.as_ref())]);
        let printed = words::widest(printed.collect::<Vec<_>>().iter().map(String::as_str)) <= wide + 2.0;
        for (period, x) in self.periods.iter().zip(plot.middles(self.periods.len())) {
            sheet.thing(&self.words(period), period.href.as_deref());
            for (value, first) in [(&period.first, true), (&period.second, false)] {
                let Some(value) = drawn(value.as_ref()) else { continue };
                let (y, base) = (scale.at(value.at), scale.base());
                let left = if first { x - wide - 0.5 } else { x + 0.5 };
                column(&mut sheet, first, left, y.min(base), wide, (y - base).abs());
                if printed {
                    let under = value.at < 0.0;
                    sheet.text(
                        "c-mid c-value",
                        left + wide / 2.0,
                        if under { y + 15.0 } else { y - 5.0 },
                        &value.text,
                    );
                }
            }
            sheet.end();
        }
        sheet.line("c-axis", (plot.left, scale.base()), (plot.right, scale.base()));
        sheet.wide(self.head, plot.bottom + 28.0)
    }

    fn table(&self) -> Values {
        let numbers = [self.first, self.second].map(|head| format!("{head}>"));
        let mut values = Values::new(&[self.of, &numbers[0], &numbers[1], "Note"]);
        for period in &self.periods {
            let (first, second) = (text(period.first.as_ref()), text(period.second.as_ref()));
            values.row(vec![period.label.clone(), first, second, period.word.clone()]);
        }
        values.filled()
    }
}

fn column(sheet: &mut Sheet, first: bool, x: f64, y: f64, width: f64, height: f64) {
    if first {
        sheet.rect("c-bar", x, y, width, height);
    } else {
        sheet.hatched("c-second", x, y, width, height);
    }
}

impl Pairs<'_> {
    fn words(&self, period: &Period) -> String {
        let named = |name: &str, value: &Option<Value>| match drawn(value.as_ref()) {
            Some(value) => format!("{} {name}", value.text),
            None => String::new(),
        };
        let (first, second) = (named(self.first, &period.first), named(self.second, &period.second));
        sentence(&[&period.label, &first, &second, &period.word])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(periods: &[(Option<f64>, Option<f64>)]) -> Pairs<'static> {
        let value = |at: f64| Value::new(at, format!("{at}"));
        let period = |(index, (first, second)): (usize, &(Option<f64>, Option<f64>))| Period {
            label: format!("Q{index}"),
            first: first.map(value),
            second: second.map(value),
            ..Period::default()
        };
        Pairs {
            of: "Quarter",
            first: "received",
            second: "closed",
            periods: periods.iter().enumerate().map(period).collect(),
            ..Pairs::default()
        }
    }

    #[test]
    fn columns_stand_on_zero() {
        let picture = pairs(&[(Some(10.0), Some(5.0))]).svg();
        // The key takes 30, the plot reaches from 46 to 256.
        assert!(
            picture.contains("c-bar\" x=\"342.07\" y=\"46\" width=\"30\" height=\"210\""),
            "{picture}"
        );
        assert!(
            picture.contains("c-second\" x=\"373.07\" y=\"151\" width=\"30\" height=\"105\""),
            "{picture}"
        );
        assert!(picture.contains("<title>Q0, 10 received, 5 closed</title>"));
    }

    #[test]
    fn values_below_zero_hang_from_the_line() {
        let picture = pairs(&[(Some(10.0), Some(-10.0))]).svg();
        assert!(
            picture.matches("y=\"151\" width=\"30\" height=\"105\"").count() == 1,
            "{picture}"
        );
        assert!(picture.contains("y=\"271\">-10</text>"), "{picture}");
    }

    #[test]
    fn a_missing_value_has_no_column() {
        let pairs = pairs(&[(None, Some(3.0)), (Some(f64::NAN), None)]);
        let picture = pairs.svg();
        assert_eq!(picture.matches("class=\"c-bar\"").count(), 1, "in the key");
        assert_eq!(pairs.table().rows[0], ["Q0", "3"]);
    }
}
