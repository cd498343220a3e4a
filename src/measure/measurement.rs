//! What a metric says: an estimate with everything it rests on.
//!
//! Nothing here knows an audience. Which measurements may be shown, and how much of them, is decided by `disclose`; a
//! measurement only says what sort of cases stand behind it.

use super::selection::Selection;
use super::unit::Unit;
use crate::record::organization::Limits;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// An estimate with everything it rests on.
#[derive(Clone, PartialEq, Debug)]
pub struct Measurement {
    /// Id of the metric: `M-SAT-4`, or that of an own measure.
    pub metric: String,
    /// What it is measured on.
    pub selection: Selection,
    /// First and last day it speaks of, both included; `None` where it speaks of a state or of everything there is.
    pub period: Option<(Date, Date)>,
    /// The estimate in the metric's unit, or why there is none.
    pub estimate: Result<f64, String>,
    /// The unit of the estimate, where it is another than the metric's.
    pub unit: Option<Unit>,
    /// The unit of the values that it is made of, where they have another than the estimate.
    pub unit_within: Option<Unit>,
    /// The interval, or why there is none.
    pub interval: Result<Interval, String>,
    /// What stands below the estimate.
    pub base: Base,
    /// The same without weights, when weights were used.
    pub unweighted: Option<Unweighted>,
    /// The numbers put into the formula, in the order in which it names them.
    pub inputs: Vec<Input>,
    /// The formula with its numbers put in.
    pub formula: String,
    /// What was left out, and why.
    pub excluded: Vec<Excluded>,
    /// Where the numbers come from.
    pub drawn_from: Drawn,
    /// Doubts and conditions that belong beside the number.
    pub notes: Vec<String>,
    /// What the metric is made of where one number does not tell it all.
    pub detail: Detail,
    /// How it compares with other measurements.
    pub changes: Vec<Change>,
    /// Whether it rests on what only the restricted audience may see.
    pub restricted: bool,
    /// Whether it may still change, since its wave is still in the field.
    pub provisional: bool,
    /// Whether the survey asks for weights that could not be had.
    pub not_weighted: bool,
    /// Of a measure of a project over answers, whom it tells apart.
    pub apart: Option<Apart>,
}

/// Whom a measure of a project tells apart among those who answered, or among cases. What may be shown is decided by it; it is shown nowhere itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Apart {
    /// Who is counted, by place in the wave, or of cases among the records, in that order.
    pub counted: Vec<usize>,
    /// Who gave an answer to all questions that it names, in the same way; all cases that were looked at.
    pub given: Vec<usize>,
    /// Fewest people that could be told of from it together with what is shown of the whole; nothing where it tells nobody apart.
    pub fewest: Option<usize>,
}

/// An interval and what sort of thing it is.
#[derive(Clone, PartialEq, Debug)]
pub struct Interval {
    /// Lower end; negative infinity where it is open.
    pub low: f64,
    /// Upper end; infinity where it is open.
    pub high: f64,
    /// What may be read into it.
    pub kind: IntervalKind,
    /// How it was computed: `Wilson score`.
    pub method: &'static str,
    /// Confidence, 0.95.
    pub confidence: f64,
}

/// What may be read into an interval (rules GR7 and GR16).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IntervalKind {
    /// Error of a sample drawn by chance.
    Sampling,
    /// Error of a census of which not all answered, if those who did not are like those who did.
    Census,
    /// How far a count of everything may be read as the performance of the process behind it.
    Process,
    /// Between two values that are not estimated from a sample of the same population.
    Difference,
}

impl IntervalKind {
    /// The words beside an interval.
    pub fn word(self) -> &'static str {
        match self {
            // Also of a sample drawn by chance not all answer.
            Self::Sampling | Self::Census => "margin of error, if those who did not answer are like those who did",
            Self::Process => "process interval",
            Self::Difference => "interval of the difference",
        }
    }

    /// The word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sampling => "sampling",
            Self::Census => "census",
            Self::Process => "process",
            Self::Difference => "difference",
        }
    }
}

/// What stands below an estimate.
#[derive(Clone, PartialEq, Debug)]
pub struct Base {
    /// How many, unweighted.
    pub n: usize,
    /// How many they are worth when weighted (Kish).
    pub effective: Option<f64>,
    /// How many there are in all, where that is known.
    pub population: Option<u64>,
    /// What is counted, in the plural: `answers`, `complaints`.
    pub of: &'static str,
    /// What sort of cases these are.
    pub sort: BaseSort,
    /// Fewest for an estimate where the metric wants other than the organization's limit.
    pub least: Option<u64>,
    /// Whether a share is taken of it, so that the limits for an estimate hold for things without people behind them too.
    pub of_share: bool,
    /// Of a rate, how many cases with people behind them were counted in so much exposure.
    pub cases: Option<u64>,
}

/// What sort of cases stand behind a number; decides who may see small ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BaseSort {
    /// Answers of people: small groups are suppressed for everybody but the restricted audience.
    Respondents,
    /// Records of cases with people behind them, such as complaints: small groups are suppressed for the public.
    Cases,
    /// Things without people behind them: never suppressed. Counts of any size stand as they are; a share of a few is a count
    /// too.
    Facts,
}

/// How much a base carries (rule GR3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// Nothing to count.
    Nobody,
    /// Below the smallest cell.
    BelowCell,
    /// Counts, no estimate.
    CountsOnly,
    /// Shown and marked.
    LowBase,
    /// Shown.
    Full,
}

impl Base {
    /// So many answers of people.
    pub fn answers(n: usize) -> Self {
        Self::new(n, "answers", BaseSort::Respondents)
    }

    /// So many records with people behind them.
    pub fn cases(n: usize, of: &'static str) -> Self {
        Self::new(n, of, BaseSort::Cases)
    }

    /// So many things without people behind them.
    pub fn facts(n: usize, of: &'static str) -> Self {
        Self::new(n, of, BaseSort::Facts)
    }

    fn new(n: usize, of: &'static str, sort: BaseSort) -> Self {
        Self {
            n,
            effective: None,
            population: None,
            of,
            sort,
            least: None,
            of_share: false,
            cases: None,
        }
    }

    /// With fewest for an estimate of the metric's own.
    pub fn at_least(mut self, least: u64) -> Self {
        self.least = Some(least);
        self
    }

    /// With a share taken of it.
    pub fn of_share(mut self) -> Self {
        self.of_share = true;
        self
    }

    /// How much the base carries under the organization's limits.
    ///
    /// "Every estimate shows its base; `min_cell <= n < min_estimate`: counts only, no percentage and no interval;
    /// `min_estimate <= n < low_base`: shown and marked." (GR3) A register is complete and its shares are facts (GR16): below the
    /// smallest cell they are not suppressed, and yet "1 of 1" is no percentage.
    pub fn level(&self, limits: Limits) -> Level {
        let n = self.n as u64;
        let least = self.least.unwrap_or(limits.min_estimate);
        match self.sort {
            _ if n == 0 => Level::Nobody,
            BaseSort::Facts if !self.of_share => Level::Full,
            BaseSort::Respondents | BaseSort::Cases if n < limits.min_cell => Level::BelowCell,
            _ if n < least => Level::CountsOnly,
            _ if n < limits.low_base => Level::LowBase,
            _ => Level::Full,
        }
    }
}

/// The note of a measure that is taken without weights although its survey has some (rule GR6).
pub const WITHOUT_WEIGHTS: &str = "taken without the weights of the survey";

/// The estimate without weights.
#[derive(Clone, PartialEq, Debug)]
pub struct Unweighted {
    /// The estimate.
    pub estimate: f64,
    /// Its interval.
    pub interval: Option<Interval>,
}

/// A number put into a formula.
#[derive(Clone, PartialEq, Debug)]
pub struct Input {
    /// As the formula calls it: `x`, `n`.
    pub symbol: &'static str,
    /// What it is.
    pub name: &'static str,
    /// The number.
    pub value: f64,
}

/// Cases that were left out for one reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excluded {
    /// Why, in words that follow `left out:`.
    pub reason: String,
    /// How many.
    pub count: usize,
    /// Ids of the records; empty for answers.
    pub ids: Vec<String>,
}

impl Excluded {
    /// So many without ids.
    pub fn count(reason: impl Into<String>, count: usize) -> Self {
        Self {
            reason: reason.into(),
            count,
            ids: Vec::new(),
        }
    }

    /// The records with these ids.
    pub fn records(reason: impl Into<String>, ids: Vec<String>) -> Self {
        Self {
            reason: reason.into(),
            count: ids.len(),
            ids,
        }
    }
}

/// Where the numbers come from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Drawn {
    /// Ids of the records that were counted, in their order.
    pub records: Vec<String>,
    /// Of these, the ones that count above the line of a share.
    pub hits: Vec<String>,
    /// Of records in which several things were counted: how many of them above the line, and how many in all.
    pub parts: BTreeMap<String, (usize, usize)>,
    /// Responses: the wave and how many of its rows were counted.
    pub rows: Vec<(String, usize)>,
    /// Other records that the numbers stand in: the indicator, the promise, the benchmark.
    pub beside: Vec<String>,
}

impl Drawn {
    /// Drawn from records.
    pub fn records(records: Vec<String>) -> Self {
        Self {
            records,
            ..Self::default()
        }
    }

    /// Drawn from rows of a wave.
    pub fn rows(wave: &str, rows: usize) -> Self {
        Self {
            rows: vec![(wave.to_owned(), rows)],
            ..Self::default()
        }
    }

    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.rows.is_empty() && self.beside.is_empty()
    }
}

/// What a metric is made of where one number does not tell it all.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Detail {
    /// The estimate is all.
    #[default]
    None,
    /// Parts of a whole, in an order that means something.
    Parts(Vec<Part>),
    /// Values over periods or waves.
    Series(Vec<Point>),
    /// A control chart.
    Control(Control),
    /// One or more curves of what is still open over time.
    Survival(Vec<Curve>),
    /// Named numbers in columns.
    Rows(Rows),
}

/// A part of a whole.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// What it is, in words or as an id.
    pub name: String,
    /// How many, or how much.
    pub value: f64,
    /// Share of the whole in percent.
    pub share: Option<f64>,
    /// Share of all parts down to here, in percent, where the order is one of size.
    pub cumulative: Option<f64>,
    /// What the share is taken of where that is not the base of the measure: how many of what.
    pub of: Option<(usize, &'static str)>,
}

/// A value of a series.
#[derive(Clone, PartialEq, Debug)]
pub struct Point {
    /// Name of the period or wave.
    pub label: String,
    /// The value; none where there is nothing to show.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// What stands below it.
    pub n: Option<usize>,
    /// Whether it may still change.
    pub provisional: bool,
    /// What changed in the definition from here on; the line is broken before it.
    pub breaks: Option<String>,
}

/// A control chart.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Control {
    /// `XmR`, `p`, `u`, `c`, with a prime for Laney's.
    pub chart: &'static str,
    /// Its points.
    pub points: Vec<ControlPoint>,
    /// How many points at the start set the limits.
    pub baseline: usize,
    /// Whether these are fewer than firm limits need.
    pub provisional: bool,
    /// Ratio of the spread between periods to that within, where it was looked at.
    pub sigma_z: Option<f64>,
    /// Rules that were looked at, in words.
    pub rules: Vec<&'static str>,
    /// Where limits were set anew: index of the first point, and why.
    pub phases: Vec<(usize, String)>,
}

/// A point of a control chart.
#[derive(Clone, PartialEq, Debug)]
pub struct ControlPoint {
    /// Name of the period.
    pub label: String,
    /// The value; none where nothing could be counted.
    pub value: Option<f64>,
    /// Centre.
    pub center: f64,
    /// Limits.
    pub limits: Option<(f64, f64)>,
    /// Count above the line, and exposure or size below it.
    pub of: Option<(f64, f64)>,
    /// Numbers of the rules that fired, as in [`Control::rules`] from 1.
    pub signals: Vec<usize>,
}

/// What is still open over time.
#[derive(Clone, PartialEq, Debug)]
pub struct Curve {
    /// Whose curve it is; empty for all.
    pub label: String,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Times by which half, three quarters and nine tenths are done, where they are reached.
    pub done: [Option<f64>; 3],
    /// Interval of the median: either end may not be reached.
    pub median: Option<(f64, Option<f64>)>,
    /// How many cases, and how many of them ended.
    pub cases: (usize, usize),
}

/// A step of a curve.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step {
    /// When, in the metric's unit.
    pub time: f64,
    /// Cases at risk just before.
    pub at_risk: usize,
    /// Cases that ended.
    pub events: usize,
    /// Cases that were last seen open.
    pub censored: usize,
    /// Share still open after it.
    pub open: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
}

/// Named numbers in columns.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rows {
    /// Heads of the columns behind the name.
    pub heads: Vec<String>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A row of named numbers.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Id of a record, or words.
    pub name: String,
    /// A value for each head.
    pub cells: Vec<RowCell>,
    /// How many cases or answers stand behind the row, where it may be too few to show.
    pub n: Option<usize>,
}

/// A value in a row.
#[derive(Clone, PartialEq, Debug)]
pub enum RowCell {
    /// A number, with the digits to show behind the point.
    Number(f64, usize),
    /// A number in percent that rests on so many: a share, its interval, its limits. Of few it is not shown (rule GR3).
    Percent(f64, usize),
    /// The probability of a test.
    Probability(f64),
    /// A word.
    Word(String),
    /// Nothing, and why.
    Nothing(&'static str),
}

/// How a measurement compares with another.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// What it is compared with.
    pub against: Selection,
    /// The value there, in the metric's unit.
    pub before: f64,
    /// This one less that one, in the metric's unit; none where a difference means nothing.
    pub difference: Option<f64>,
    /// Interval of the difference.
    pub interval: Option<(f64, f64)>,
    /// This one over that one, with its interval, where zero is true.
    pub ratio: Option<(f64, Option<(f64, f64)>)>,
    /// The test; none where there is none, with the reason in the word.
    pub test: Option<Test>,
    /// What may be said.
    pub word: ChangeWord,
    /// Conditions that belong beside it.
    pub notes: Vec<String>,
}

impl Change {
    /// A comparison with a value of which nothing is said yet: too few, until something is found.
    pub fn from(against: Selection, before: f64) -> Self {
        Self {
            against,
            before,
            difference: None,
            interval: None,
            ratio: None,
            test: None,
            word: ChangeWord::TooFew,
            notes: Vec::new(),
        }
    }
}

/// A test of a change.
#[derive(Clone, PartialEq, Debug)]
pub struct Test {
    /// Its name: `Welch t`.
    pub name: &'static str,
    /// Its statistic with the letter it goes by.
    pub statistic: Option<(&'static str, f64)>,
    /// Two-sided probability.
    pub p: f64,
    /// The same after correction, with the method and the number of tests of the family.
    pub adjusted: Option<(f64, &'static str, usize)>,
    /// What it must be below to show something: 1 less the confidence of the intervals beside it.
    pub alpha: f64,
}

/// The level of tests where nothing else is asked for (rule GR2).
pub const USUAL_ALPHA: f64 = 0.05;

impl Test {
    /// The probability that decides: corrected where there is a correction.
    pub fn deciding(&self) -> f64 {
        self.adjusted.map_or(self.p, |(p, ..)| p)
    }

    /// Whether it shows something at its level.
    pub fn shows(&self) -> bool {
        self.deciding() < self.alpha
    }
}

/// What may be said of a change (rule GR10).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChangeWord {
    /// The test says so.
    Higher,
    /// The test says so.
    Lower,
    /// The test does not tell; never to be read as unchanged.
    NoClearChange,
    /// The test of all who answered and that of the people who answered both times do not say the same.
    Divided,
    /// Too few cases.
    TooFew,
    /// Nothing tells how much chance there is in the two.
    NotTested,
    /// A test beside another one, whose word counts.
    Beside,
    /// Asked or counted in another way.
    NotComparable(String),
}

impl ChangeWord {
    /// The words on pages and in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::NoClearChange => "no clear change",
            Self::Divided => "the tests disagree",
            Self::TooFew => "too few to say",
            Self::NotTested => "not tested",
            Self::Beside => "no word of its own",
            Self::NotComparable(_) => "not comparable",
        }
    }

    /// What a test says at a level.
    pub fn of(test: &Test, difference: f64, alpha: f64) -> Self {
        match test.deciding() {
            p if p < alpha && difference > 0.0 => Self::Higher,
            p if p < alpha && difference < 0.0 => Self::Lower,
            _ => Self::NoClearChange,
        }
    }
}

impl Measurement {
    /// A measurement with nothing but its name and its estimate.
    pub fn new(metric: &str, selection: &Selection, base: Base, estimate: Result<f64, String>) -> Self {
        let reason = match &estimate {
            Ok(_) => "an interval means nothing here".to_owned(),
            Err(_) => "there is no estimate".to_owned(),
        };
        Self {
            metric: metric.to_owned(),
            period: selection.days(),
            selection: selection.clone(),
            estimate,
            unit: None,
            unit_within: None,
            interval: Err(reason),
            base,
            unweighted: None,
            inputs: Vec::new(),
            formula: String::new(),
            excluded: Vec::new(),
            drawn_from: Drawn::default(),
            notes: Vec::new(),
            detail: Detail::None,
            changes: Vec::new(),
            restricted: false,
            provisional: false,
            not_weighted: false,
            apart: None,
        }
    }

    /// What cannot be measured, and why.
    pub fn not_estimable(metric: &str, selection: &Selection, base: Base, reason: impl Into<String>) -> Self {
        Self::new(metric, selection, base, Err(reason.into()))
    }

    /// With an interval.
    pub fn interval(mut self, interval: Result<Interval, String>) -> Self {
        self.interval = interval;
        self
    }

    /// With the numbers put into the formula.
    pub fn working(mut self, formula: impl Into<String>, inputs: Vec<Input>) -> Self {
        self.formula = formula.into();
        self.inputs = inputs;
        self
    }

    /// With what was left out; reasons that hold for nothing are dropped.
    pub fn without(mut self, excluded: impl IntoIterator<Item = Excluded>) -> Self {
        self.excluded
            .extend(excluded.into_iter().filter(|group| group.count > 0));
        self
    }

    /// With where it comes from.
    pub fn drawn(mut self, drawn_from: Drawn) -> Self {
        self.drawn_from = drawn_from;
        self
    }

    /// Adds doubts and conditions.
    pub fn notes(mut self, notes: Vec<String>) -> Self {
        self.notes.extend(notes);
        self
    }

    /// With a doubt beside it.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// With what it is made of.
    pub fn detail(mut self, detail: Detail) -> Self {
        self.detail = detail;
        self
    }

    /// With an estimate in another unit than the metric's.
    pub fn in_unit(mut self, unit: Unit) -> Self {
        self.unit = Some(unit);
        self
    }

    /// With values below it in another unit than the estimate.
    pub fn over_values_in(mut self, unit: Unit) -> Self {
        self.unit_within = Some(unit);
        self
    }

    /// Resting on what only the restricted audience may see.
    pub fn restricted(mut self) -> Self {
        self.restricted = true;
        self
    }

    /// With the days it speaks of.
    pub fn over(mut self, period: Option<(Date, Date)>) -> Self {
        self.period = period;
        self
    }

    /// How much its base carries.
    pub fn level(&self, limits: Limits) -> Level {
        self.base.level(limits)
    }
}

/// A number put into a formula.
pub fn input(symbol: &'static str, name: &'static str, value: f64) -> Input {
    Input { symbol, name, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        min_cell: 5,
        min_estimate: 10,
        low_base: 30,
    };

    #[test]
    fn a_base_carries_as_much_as_its_size() {
        let level = |n| Base::answers(n).level(LIMITS);
        assert_eq!(
            [0, 1, 4, 5, 9, 10, 29, 30].map(level),
            [
                Level::Nobody,
                Level::BelowCell,
                Level::BelowCell,
                Level::CountsOnly,
                Level::CountsOnly,
                Level::LowBase,
                Level::LowBase,
                Level::Full
            ]
        );
        assert_eq!(Base::facts(2, "deliveries").level(LIMITS), Level::Full);
        let share = |n| Base::facts(n, "actions").of_share().level(LIMITS);
        assert_eq!(
            [0, 1, 9, 10, 30].map(share),
            [
                Level::Nobody,
                Level::CountsOnly,
                Level::CountsOnly,
                Level::LowBase,
                Level::Full
            ]
        );
        assert_eq!(
            Base::cases(6, "verifications").at_least(5).level(LIMITS),
            Level::LowBase
        );
    }

    #[test]
    fn a_test_that_does_not_tell_is_no_unchanged() {
        let test = |p| Test {
            name: "z",
            statistic: None,
            p,
            adjusted: None,
            alpha: USUAL_ALPHA,
        };
        assert_eq!(ChangeWord::of(&test(0.01), 2.0, 0.05).word(), "higher");
        assert_eq!(ChangeWord::of(&test(0.01), -2.0, 0.05).word(), "lower");
        assert_eq!(ChangeWord::of(&test(0.05), 2.0, 0.05).word(), "no clear change");
        let corrected = Test {
            adjusted: Some((0.08, "Holm", 4)),
            ..test(0.02)
        };
        assert_eq!(ChangeWord::of(&corrected, 2.0, 0.05), ChangeWord::NoClearChange);
    }
}
