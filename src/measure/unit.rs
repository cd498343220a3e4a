//! Units of metrics, and how values are written in them (rule GR11 of the metric catalogue).

/// What a metric is measured in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Percent of a base.
    Percent,
    /// Points of a net promoter score, -100 to 100.
    NetPromoterPoints,
    /// Points of the scale on which people answered.
    ScalePoints,
    /// Points on a scale from 0 to 100.
    Index,
    /// Differences of points on a scale from 0 to 100.
    Points,
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
    /// Cases for each thousand of what they came from.
    PerThousand,
    /// A ratio, coefficient or other bare number.
    Number,
    /// Pieces.
    Count,
    /// Money in the currency of the records.
    Money,
    /// Whatever the records that it is taken from are measured in; the working names it.
    AsRecorded,
}

/// A narrow space that no line breaks at.
const THIN: char = '\u{202f}';
const WHOLE: char = '\u{a0}';

impl Unit {
    /// The unit in words, as it stands behind a value; empty for bare numbers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::NetPromoterPoints | Self::ScalePoints | Self::Index | Self::Points => "points",
            Self::Days => "days",
            Self::WorkingDays => "working days",
            Self::Hours => "hours",
            Self::Minutes => "minutes",
            Self::Seconds => "seconds",
            Self::PerThousand => "per 1000",
            Self::Number | Self::Count | Self::Money | Self::AsRecorded => "",
        }
    }

    /// The word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::NetPromoterPoints => "net_promoter_points",
            Self::ScalePoints => "scale_points",
            Self::Index => "index",
            Self::Points => "points",
            Self::Days => "days",
            Self::WorkingDays => "working_days",
            Self::Hours => "hours",
            Self::Minutes => "minutes",
            Self::Seconds => "seconds",
            Self::PerThousand => "per_thousand",
            Self::Number => "number",
            Self::Count => "count",
            Self::Money => "money",
            Self::AsRecorded => "as_recorded",
        }
    }

    /// How many digits stand behind the point.
    pub fn decimals(self) -> usize {
        match self {
            Self::Count | Self::NetPromoterPoints => 0,
            Self::Percent
            | Self::Index
            | Self::Points
            | Self::Days
            | Self::WorkingDays
            | Self::Hours
            | Self::AsRecorded
            | Self::Minutes
            | Self::Seconds => 1,
            Self::ScalePoints | Self::PerThousand | Self::Money => 2,
            Self::Number => 3,
        }
    }

    /// A value rounded as the catalogue asks, without its unit; a minus sign where one belongs, thousands apart.
    pub fn digits(self, value: f64) -> String {
        fixed(value, self.decimals())
    }

    /// A value with its unit: `72.5 %`, `24 points`.
    pub fn with(self, value: f64) -> String {
        let digits = self.digits(value);
        match self.word() {
            "" => digits,
            word => format!("{digits}{}{word}", space_before(word)),
        }
    }
}

/// The space between a number and its unit, which never breaks: a narrow one before a sign, a whole one before a word.
pub fn space_before(unit: &str) -> char {
    let is_word = unit.chars().next().is_some_and(char::is_alphabetic);
    if is_word { WHOLE } else { THIN }
}

/// A number with so many digits behind the point, a true minus sign, and a narrow space between thousands from five digits on.
/// Rounds half to even on the binary value, as printing does everywhere; what is no number is a dash.
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return match value {
            value if value > 0.0 => "∞".to_owned(),
            value if value < 0.0 => "−∞".to_owned(),
            _ => "–".to_owned(),
        };
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text
        .split_once('.')
        .map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let mut written = String::new();
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if value < 0.0 && !is_zero {
        written.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len() > 4 && (whole.len() - index).is_multiple_of(3) {
            written.push(THIN);
        }
        written.push(digit);
    }
    if !rest.is_empty() {
        written.push('.');
        written.push_str(rest);
    }
    written
}

/// A probability as the catalogue writes it: three digits, or that it is smaller.
pub fn p(value: f64) -> String {
    if value < 0.001 {
        "< 0.001".to_owned()
    } else {
        fixed(value, 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_rounded_as_the_catalogue_asks() {
        assert_eq!(Unit::Percent.with(72.5), "72.5\u{202f}%");
        assert_eq!(Unit::NetPromoterPoints.with(-9.859), "−10\u{a0}points");
        assert_eq!(Unit::Count.with(12_345.0), "12\u{202f}345");
        assert_eq!(Unit::Index.digits(-0.04), "0.0");
        assert_eq!(fixed(9890.0, 0), "9890");
    }

    #[test]
    fn what_is_no_number_is_never_written_as_one() {
        assert_eq!(fixed(f64::NAN, 2), "–");
        assert_eq!(fixed(f64::INFINITY, 2), "∞");
    }

    #[test]
    fn small_probabilities_are_not_nothing() {
        assert_eq!(p(0.000_4), "< 0.001");
        assert_eq!(p(0.0104), "0.010");
    }
}
