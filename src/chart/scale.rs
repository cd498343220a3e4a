//! From values to coordinates, with round numbers along the axis.

use super::float;

/// What an axis measures and how far it reaches at least; values beyond widen it.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Axis<'a> {
    /// What, with its unit.
    pub title: &'a str,
    /// Where it begins, unless a value lies below.
    pub from: Option<f64>,
    /// Where it ends, unless a value lies above.
    pub to: Option<f64>,
}

impl<'a> Axis<'a> {
    /// An axis that reaches as far as its values.
    pub fn new(title: &'a str) -> Self {
        Self {
            title,
            from: None,
            to: None,
        }
    }

    /// An axis over a scale with ends.
    pub fn over(title: &'a str, from: f64, to: f64) -> Self {
        Self {
            title,
            from: Some(from),
            to: Some(to),
        }
    }
}

impl Axis<'_> {
    /// The same axis, ending with the greatest value instead of a round number.
    pub(super) fn until(mut self, values: impl IntoIterator<Item = f64>) -> Self {
        let greatest = values
            .into_iter()
            .filter(|value| value.is_finite())
            .fold(self.to, |to, value| {
                Some(to.map_or(value, |to: f64| to.max(value)).min(FARTHEST))
            });
        self.to = greatest;
        self
    }
}

/// A value beyond this is drawn here: differences must not overflow.
const FARTHEST: f64 = 1e150;

/// A linear scale.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    start: f64,
    end: f64,
    step: Step,
}

impl Scale {
    /// The scale of an axis with these values, from one coordinate to another; it ends on round numbers.
    pub(super) fn of(axis: &Axis<'_>, values: impl IntoIterator<Item = f64>, start: f64, end: f64) -> Self {
        let ends = [axis.from, axis.to].into_iter().flatten();
        let all = values.into_iter().chain(ends).filter(|value| value.is_finite());
        let range = all.fold(None, |range: Option<(f64, f64)>, value| {
            let value = value.clamp(-FARTHEST, FARTHEST);
            let (low, high) = range.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        });
        let (mut low, mut high) = range.unwrap_or((0.0, 1.0));
        let size = low.abs().max(high.abs());
        if high - low <= size * 1e-9 {
            let more = if size > 0.0 { size * 0.1 } else { 1.0 };
            // A scale of counts, shares or times does not begin below zero because all values are alike.
            low = if low >= 0.0 { (low - more).max(0.0) } else { low - more };
            high += more;
        }
        let step = Step::over(high - low, (end - start).abs());
        let fixed = |end: Option<f64>, value: f64| end.is_some_and(|end| (end - value).abs() <= size * 1e-12);
        let first = if fixed(axis.from, low) {
            low
        } else {
            (low / step.size()).floor() * step.size()
        };
        let last = if fixed(axis.to, high) {
            high
        } else {
            (high / step.size()).ceil() * step.size()
        };
        Self {
            low: first,
            high: last,
            start,
            end,
            step,
        }
    }

    /// The coordinate of a value.
    pub(super) fn at(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        self.start + (self.end - self.start) * ((value - self.low) / (self.high - self.low))
    }

    /// Where bars stand: zero, or the end that is nearest to it.
    pub(super) fn base(&self) -> f64 {
        self.at(0.0)
    }

    /// Whether zero lies between the ends.
    pub(super) fn crosses_zero(&self) -> bool {
        self.low < 0.0 && self.high > 0.0
    }

    /// The round numbers: coordinate and words.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let size = self.step.size();
        let first = (self.low / size - 1e-9).ceil();
        // A dozen at most: huge values with small differences cannot be counted through.
        let steps = (0..12).map(|index| (first + float(index)) * size);
        let inside = steps.take_while(|value| *value <= self.high + size * 1e-6);
        inside.map(|value| (self.at(value), self.step.words(value))).collect()
    }
}

/// A round distance: 1, 2 or 5 times a power of ten.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Step {
    factor: f64,
    exponent: i32,
}

impl Step {
    /// The smallest that leaves room between the numbers along so much length.
    fn over(range: f64, length: f64) -> Self {
        let most = (length / 40.0).clamp(2.0, 6.0);
        let least = range / most;
        // Decimal notation gives the exponent exactly, which a logarithm does not.
        let written = format!("{least:e}");
        let exponent: i32 = written
            .split_once('e')
            .and_then(|(_, digits)| digits.parse().ok())
            .unwrap_or(0);
        let steps = [1.0, 2.0, 5.0].map(|factor| Self { factor, exponent });
        let above = Self {
            factor: 1.0,
            exponent: exponent + 1,
        };
        steps
            .into_iter()
            .find(|step| step.size() >= least * (1.0 - 1e-9))
            .unwrap_or(above)
    }

    fn size(self) -> f64 {
        format!("{}e{}", self.factor, self.exponent).parse().unwrap_or(1.0)
    }

    /// A multiple of the step in words, with a narrow space between thousands.
    fn words(self, value: f64) -> String {
        if value.abs() < self.size() / 2.0 {
            return "0".to_owned();
        }
        if !(-12..12).contains(&self.exponent) {
            return format!("{value:e}").replace('-', "\u{2212}");
        }
        let decimals = usize::try_from(-self.exponent).unwrap_or(0);
        let plain = format!("{:.decimals$}", value.abs());
        let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
        let minus = if value < 0.0 && plain.contains(|digit: char| ('1'..='9').contains(&digit)) {
            "\u{2212}"
        } else {
            ""
        };
        let mut words = minus.to_owned();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) && whole.len() > 4 {
                words.push('\u{202f}');
            }
            words.push(digit);
        }
        words + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(values: &[f64], axis: &Axis<'_>) -> Vec<String> {
        let scale = Scale::of(axis, values.iter().copied(), 0.0, 400.0);
        scale.ticks().into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn numbers_along_an_axis_are_round() {
        let free = Axis::new("");
        assert_eq!(words(&[0.0, 100.0], &free), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(words(&[-3.0, 4.0], &free), ["−4", "−2", "0", "2", "4"]);
        assert_eq!(
            words(&[0.1, 0.32], &free),
            ["0.10", "0.15", "0.20", "0.25", "0.30", "0.35"]
        );
        assert_eq!(words(&[0.0, 50_000.0], &free)[1], "10\u{202f}000");
        assert_eq!(words(&[], &free), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    }

    #[test]
    fn an_axis_keeps_its_ends_until_a_value_lies_beyond() {
        let share = Axis::over("", 0.0, 100.0);
        assert_eq!(words(&[42.0], &share).last().map(String::as_str), Some("100"));
        let scale = Scale::of(&Axis::over("", 1.0, 5.0), [3.0], 100.0, 0.0);
        assert_eq!((scale.at(1.0), scale.at(3.0), scale.at(5.0)), (100.0, 50.0, 0.0));
        assert_eq!(words(&[130.0], &share).last().map(String::as_str), Some("150"));
    }

    #[test]
    fn values_that_are_all_alike_have_room() {
        for value in [0.0, 7.0, -7.0, 1e-300, 1e300, -1e300, 1e16, 0.3] {
            let scale = Scale::of(&Axis::new(""), [value, value], 0.0, 100.0);
            let at = scale.at(value);
            assert!((0.0..=100.0).contains(&at), "{value}: {at}");
            let ticks = scale.ticks();
            assert!((1..=12).contains(&ticks.len()), "{value}: {ticks:?}");
        }
    }

    #[test]
    fn what_is_no_number_does_not_move_the_scale() {
        let scale = Scale::of(&Axis::new(""), [f64::NAN, f64::INFINITY, 0.0, 10.0], 0.0, 100.0);
        assert_eq!(scale.at(5.0), 50.0);
        let huge = Scale::of(&Axis::new(""), [f64::MAX, f64::MIN], 0.0, 100.0);
        assert!((huge.at(0.0) - 50.0).abs() < 1e-9);
    }
}
