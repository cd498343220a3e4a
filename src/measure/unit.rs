//! Units of metrics, and how values are written in them (rule GR11 of the metric catalogue).

use crate::record::organization::Limits;

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
    /// Differences of shares in percent.
    PercentagePoints,
    /// Calendar days.
    Days,
    /// Working days.
    WorkingDays,
    /// Hours.
    Hours,
    /// Hours in which work is done.
    BusinessHours,
    /// Minutes.
    Minutes,
    /// Seconds.
    Seconds,
    /// Cases for each hundred of what they came from.
    PerHundred,
    /// Cases for each thousand of what they came from.
    PerThousand,
    /// A ratio, coefficient or other bare number.
    Number,
    /// The statistic of a test, which is told by the p that goes with it.
    Statistic,
    /// Pieces.
    Count,
    /// Means of pieces, as the centre and the limits of a chart of counts.
    MeanCount,
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
            Self::PercentagePoints => "percentage points",
            Self::Days => "days",
            Self::WorkingDays => "working days",
            Self::Hours => "hours",
            Self::BusinessHours => "business hours",
            Self::Minutes => "minutes",
            Self::Seconds => "seconds",
            Self::PerHundred => "per 100",
            Self::PerThousand => "per 1000",
            Self::Number | Self::Statistic | Self::Count | Self::MeanCount | Self::Money | Self::AsRecorded => "",
        }
    }

    /// For how many single cases a rate in this unit is given; nothing where it is no rate.
    pub fn per(self) -> Option<f64> {
        match self {
            Self::PerHundred => Some(100.0),
            Self::PerThousand => Some(1000.0),
            _ => None,
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
            Self::PercentagePoints => "percentage_points",
            Self::Days => "days",
            Self::WorkingDays => "working_days",
            Self::Hours => "hours",
            Self::BusinessHours => "business_hours",
            Self::Minutes => "minutes",
            Self::Seconds => "seconds",
            Self::PerHundred => "per_hundred",
            Self::PerThousand => "per_thousand",
            Self::Number | Self::Statistic => "number",
            Self::Count => "count",
            Self::MeanCount => "mean_count",
            Self::Money => "money",
            Self::AsRecorded => "as_recorded",
        }
    }

    /// Whether nothing in this unit lies below zero, unless it is a difference.
    pub fn has_zero(self) -> bool {
        match self {
            Self::Percent
            | Self::Days
            | Self::WorkingDays
            | Self::Hours
            | Self::BusinessHours
            | Self::Minutes
            | Self::Seconds
            | Self::PerHundred
            | Self::PerThousand
            | Self::Count
            | Self::MeanCount
            | Self::Money => true,
            Self::NetPromoterPoints
            | Self::ScalePoints
            | Self::Index
            | Self::Points
            | Self::PercentagePoints
            | Self::Number
            | Self::Statistic
            | Self::AsRecorded => false,
        }
    }

    /// The unit of a difference of two values in this unit, or of so much of one; a part of a difference of counts is no whole number.
    pub fn of_difference(self) -> Self {
        match self {
            Self::Count => Self::Number,
            Self::Percent => Self::PercentagePoints,
            Self::Index => Self::Points,
            unit => unit,
        }
    }

    /// The unit that records write in words; nothing where it is none of these.
    pub fn from_words(words: &str) -> Option<Self> {
        Some(match words {
            "%" | "percent" => Self::Percent,
            "days" => Self::Days,
            "working days" => Self::WorkingDays,
            "hours" => Self::Hours,
            "business hours" => Self::BusinessHours,
            "minutes" => Self::Minutes,
            // `per 1000 story points`
            words if words.starts_with("per 1000") => Self::PerThousand,
            words if words.starts_with("per 100 ") || words == "per 100" => Self::PerHundred,
            _ => return None,
        })
    }

    /// The unit of means of values in this unit.
    pub fn of_mean(self) -> Self {
        match self {
            Self::Count => Self::MeanCount,
            unit => unit,
        }
    }

    /// The unit of the values that such means are of.
    pub fn of_values(self) -> Self {
        match self {
            Self::MeanCount => Self::Count,
            unit => unit,
        }
    }

    /// How many digits stand behind the point.
    pub fn decimals(self) -> usize {
        match self {
            Self::Count | Self::NetPromoterPoints => 0,
            Self::Percent
            | Self::Index
            | Self::Points
            | Self::PercentagePoints
            | Self::Days
            | Self::WorkingDays
            | Self::Hours
            | Self::BusinessHours
            | Self::AsRecorded
            | Self::Minutes
            | Self::Seconds => 1,
            Self::ScalePoints | Self::PerHundred | Self::PerThousand | Self::MeanCount | Self::Money => 2,
            Self::Number | Self::Statistic => 3,
        }
    }

    /// A value rounded as the catalogue asks, without its unit; a minus sign where one belongs, thousands apart.
    pub fn digits(self, value: f64) -> String {
        fixed(value, self.decimals())
    }

    /// An estimate rounded as the catalogue asks; a share so near nothing or all that rounding would make it that says so.
    pub fn estimate_digits(self, value: f64) -> String {
        let digits = self.digits(value);
        // The last digits of a computed share are no cases.
        match self {
            Self::Percent if value > 1e-9 && digits == "0.0" => "< 0.1".to_owned(),
            Self::Percent if value < 100.0 - 1e-9 && digits == "100.0" => "> 99.9".to_owned(),
            _ => digits,
        }
    }

    /// An estimate with its unit, rounded as [`Unit::estimate_digits`] does.
    pub fn estimate(self, value: f64) -> String {
        match self.word() {
            "" => self.estimate_digits(value),
            word => format!("{}{}{word}", self.estimate_digits(value), space_before(word)),
        }
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

/// A number as it is put into a formula: with the digits it has, at most six behind the point, so that who works the formula out by
/// hand comes to the value that is shown with four; below 0 in parentheses.
pub fn put(value: f64) -> String {
    let digits = plain(value);
    if value < 0.0 { format!("({digits})") } else { digits }
}

/// A number with the digits it has, at most six behind the point.
pub fn plain(value: f64) -> String {
    let digits = fixed(value, 6);
    match digits.split_once('.') {
        Some(_) => digits.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => digits,
    }
}

/// A percentage in brackets to stand behind a count; of so few that there is none, nothing (rule GR3).
pub fn percent_beside(share: f64, of: usize, limits: Limits) -> String {
    if (of as u64) < limits.min_estimate {
        return String::new();
    }
    format!(" ({} %)", fixed(share, 1))
}

/// Whether a number as somebody wrote it is a computed one, rounded to the digits that were written.
pub fn is_rounded(written: f64, computed: f64) -> bool {
    let text = written.to_string();
    let decimals = text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let mut step = 0.5;
    for _ in 0..decimals.min(12) {
        step /= 10.0;
    }
    (written - computed).abs() <= step * 1.000_001
}

/// A probability as the catalogue writes it: three digits, or that it is smaller. One that lies below the level of tests never
/// reads as if it were the level.
pub fn p(value: f64) -> String {
    if value < 0.001 {
        return "< 0.001".to_owned();
    }
    let text = fixed(value, 3);
    if value >= 0.05 || text != "0.050" {
        return text;
    }
    match fixed(value, 4) {
        text if text == "0.0500" => "< 0.05".to_owned(),
        text => text,
    }
}

/// A number that was put into a formula, as exact as a reader can use it: four digits, more of what is very small, and no zeros
/// behind the last of them. What is smaller than these digits can show says so instead of being nothing.
pub fn exact(value: f64) -> String {
    if !value.is_finite() || value.fract() == 0.0 {
        return fixed(value, 0);
    }
    let text = fixed(value, if value.abs() < 0.01 { 8 } else { 4 });
    if text.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
        let sign = if value > 0.0 { "< " } else { "> −" };
        return format!("{sign}0.00000001");
    }
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

/// What must be said of shares that are parts of a whole and, rounded to so many digits, do not add up to it; nothing where they
/// do, or are no parts of a whole.
pub fn adds_up_otherwise(shares: &[f64], decimals: u8) -> Option<String> {
    let whole: f64 = shares.iter().sum();
    let steps = (0..decimals).fold(1.0, |steps, _| steps * 10.0);
    // Rounded as they are written, and added in whole steps of the last digit.
    let written = |share: &f64| {
        format!("{share:.*}", usize::from(decimals))
            .parse::<f64>()
            .unwrap_or(*share)
    };
    let rounded: f64 = shares.iter().map(|share| (written(share) * steps).round()).sum();
    let differs = (rounded - 100.0 * steps).abs() > 0.5;
    ((whole - 100.0).abs() < 1e-6 && differs).then(|| {
        format!(
            "rounded, the shares add up to {}{THIN}%",
            fixed(rounded / steps, usize::from(decimals))
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        assert_eq!(p(0.0), "< 0.001");
        assert_eq!(p(f64::NAN), "–");
        assert_eq!(exact(1e-12), "< 0.00000001");
        assert_eq!(exact(-1e-12), "> −0.00000001");
        assert_eq!(exact(0.000_012_5), "0.0000125");
        assert_eq!(exact(12.340_04), "12.34");
        assert_eq!(exact(-0.0), "0");
    }

    #[test]
    fn a_probability_below_the_level_never_reads_as_the_level() {
        assert_eq!(p(0.0496), "0.0496");
        assert_eq!(p(0.049_99), "< 0.05");
        assert_eq!(p(0.05), "0.050");
        assert_eq!(p(0.0504), "0.050");
    }

    #[test]
    fn a_share_is_nothing_or_all_only_where_it_is() {
        let written = |share: f64| Unit::Percent.estimate_digits(share);
        assert_eq!(
            [0.0, 0.02, 0.05, 99.94, 99.97, 100.0].map(written),
            ["0.0", "< 0.1", "0.1", "99.9", "> 99.9", "100.0"]
        );
        // What a sum of shares left over is no case.
        assert_eq!(written(1e-14), "0.0");
        assert_eq!(Unit::Points.estimate(0.02), "0.0\u{a0}points");
    }

    #[test]
    fn shares_that_do_not_add_up_say_so() {
        let thirds = [100.0 / 3.0; 3];
        assert_eq!(
            adds_up_otherwise(&thirds, 1).as_deref(),
            Some("rounded, the shares add up to 99.9\u{202f}%")
        );
        assert_eq!(adds_up_otherwise(&[50.0, 50.0], 1), None);
        // Several answers were possible: no parts of a whole.
        assert_eq!(adds_up_otherwise(&[60.0, 60.0], 1), None);
        assert_eq!(adds_up_otherwise(&[], 1), None);
    }

    proptest! {
        #[test]
        fn a_number_reads_as_what_it_is(value in -1e9..1e9_f64, decimals in 0_usize..6) {
            let text = fixed(value, decimals);
            let plain: String = text.replace(THIN, "").replace('−', "-");
            let read: f64 = plain.parse().unwrap();
            let step = (0..decimals).fold(1.0, |step, _| step / 10.0);
            prop_assert!((read - value).abs() <= step / 2.0 + 1e-6, "{} {}", text, value);
            // A minus never stands before nothing, and digits behind the point are as many as asked for.
            prop_assert!(!(text.starts_with('−') && read == 0.0), "{}", text);
            prop_assert_eq!(text.split_once('.').map_or(0, |(_, rest)| rest.len()), decimals);
            prop_assert_eq!(fixed(-value, decimals).replace('−', ""), text.replace('−', ""));
        }

        #[test]
        fn probabilities_keep_their_side_of_the_level(value in 0.0..=1.0_f64) {
            let text = p(value);
            match text.strip_prefix("< ") {
                Some(bound) => prop_assert!(value < bound.parse::<f64>().unwrap()),
                None => {
                    let read: f64 = text.parse().unwrap();
                    prop_assert!((read - value).abs() <= 0.0005 + 1e-12);
                    prop_assert_eq!(read < 0.05, value < 0.05, "{} {}", text, value);
                }
            }
            prop_assert!(text != "0.000");
        }

        #[test]
        fn what_is_put_into_a_formula_is_never_lost(mantissa in -9.99..9.99_f64, places in 0_i32..30) {
            let value = (0..places).fold(mantissa, |value, _| value / 10.0);
            let text = exact(value);
            prop_assert_eq!(text == "0", value == 0.0, "{} {}", text, value);
            prop_assert!(!text.ends_with('.') && !text.is_empty());
        }

        #[test]
        fn the_remark_on_sums_is_true(counts in proptest::collection::vec(0_u32..500, 1..12), decimals in 0_u8..3) {
            let all: u32 = counts.iter().sum();
            prop_assume!(all > 0);
            let shares: Vec<f64> = counts.iter().map(|count| 100.0 * f64::from(*count) / f64::from(all)).collect();
            let cents = |text: &str| -> i64 { text.replace('.', "").parse().unwrap() };
            let written: i64 = shares.iter().map(|share| cents(&fixed(*share, usize::from(decimals)))).sum();
            let whole = cents(&fixed(100.0, usize::from(decimals)));
            prop_assert_eq!(adds_up_otherwise(&shares, decimals).is_some(), written != whole);
        }
    }
}
