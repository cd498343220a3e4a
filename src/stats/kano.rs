//! What customers take for granted and what delights them: Kano's classification.
//!
//! Sources: Kano, Seraku, Takahashi and Tsuji, Hinshitsu 14 (1984) 39; Berger and others, Center for Quality of
//! Management Journal 2(4), 1993. Metrics M-KAN-1 and M-KAN-2.

use crate::stats::estimate::{Interval, NotEstimable};
use crate::stats::proportion::{share, wilson_of};

/// An answer to one of the two questions, in the order of the codes 1 to 5.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Answer {
    /// I like it.
    Like,
    /// I expect it.
    Expect,
    /// I am neutral.
    Neutral,
    /// I can live with it.
    LiveWith,
    /// I dislike it.
    Dislike,
}

impl Answer {
    /// The answer with a code from 1 to 5.
    pub fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            1 => Self::Like,
            2 => Self::Expect,
            3 => Self::Neutral,
            4 => Self::LiveWith,
            5 => Self::Dislike,
            _ => return None,
        })
    }
}

/// What a pair of answers says about a characteristic. The order decides ties.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Category {
    /// Taken for granted; its lack annoys.
    MustBe,
    /// The more the better.
    OneDimensional,
    /// Delights when there, is not missed when not.
    Attractive,
    /// Does not matter.
    Indifferent,
    /// Its presence annoys.
    Reverse,
    /// The two answers contradict each other.
    Questionable,
}

impl Category {
    /// All, in the order that decides ties.
    pub const ALL: [Self; 6] = [
        Self::MustBe,
        Self::OneDimensional,
        Self::Attractive,
        Self::Indifferent,
        Self::Reverse,
        Self::Questionable,
    ];

    /// The usual letter.
    pub fn letter(self) -> char {
        match self {
            Self::MustBe => 'M',
            Self::OneDimensional => 'O',
            Self::Attractive => 'A',
            Self::Indifferent => 'I',
            Self::Reverse => 'R',
            Self::Questionable => 'Q',
        }
    }
}

/// How pairs of answers are evaluated.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Evaluation {
    /// Questionable are like with like and dislike with dislike only.
    #[default]
    Classic,
    /// Questionable are also expect with expect and live with live with (Pouliot in Berger 1993, page 33).
    Pouliot,
}

/// The category of a pair of answers: what if it is there (functional), what if it is not (dysfunctional).
///
/// ```
/// use tenfour::stats::kano::{Answer, Category, Evaluation, evaluate};
/// assert_eq!(evaluate(Answer::Expect, Answer::Dislike, Evaluation::Classic), Category::MustBe);
/// assert_eq!(evaluate(Answer::Expect, Answer::Expect, Evaluation::Pouliot), Category::Questionable);
/// ```
pub fn evaluate(functional: Answer, dysfunctional: Answer, evaluation: Evaluation) -> Category {
    match (functional, dysfunctional) {
        (Answer::Like, Answer::Like) | (Answer::Dislike, Answer::Dislike) => Category::Questionable,
        (Answer::Expect, Answer::Expect) | (Answer::LiveWith, Answer::LiveWith)
            if evaluation == Evaluation::Pouliot =>
        {
            Category::Questionable
        }
        (Answer::Like, Answer::Dislike) => Category::OneDimensional,
        (Answer::Like, _) => Category::Attractive,
        (Answer::Dislike, _) | (_, Answer::Like) => Category::Reverse,
        (_, Answer::Dislike) => Category::MustBe,
        (Answer::Expect | Answer::Neutral | Answer::LiveWith, _) => Category::Indifferent,
    }
}

/// How many pairs fell into each category, in the order of [`Category::ALL`].
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tally {
    counts: [u64; 6],
}

/// What a characteristic is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Class {
    /// The most frequent category; ties go to M, O, A, I, R, Q.
    pub category: Category,
    /// The runner-up by the same order.
    pub second: Category,
    /// Share of the first less share of the second.
    pub category_strength: f64,
    /// Share of must-be, one-dimensional and attractive together.
    pub total_strength: f64,
    /// Whether first and second differ by Fong's criterion; if not, the characteristic is mixed.
    pub distinct: bool,
}

/// A share of the answers M, O, A and I and its Wilson interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Coefficient {
    /// The share, -1 to 0 for the worse coefficient.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
}

impl Tally {
    /// Counts pairs of functional and dysfunctional answers.
    pub fn count(pairs: &[(Answer, Answer)], evaluation: Evaluation) -> Self {
        let mut tally = Self::default();
        for (functional, dysfunctional) in pairs {
            tally.counts[evaluate(*functional, *dysfunctional, evaluation) as usize] += 1;
        }
        tally
    }

    /// Takes counts in the order of [`Category::ALL`]: M, O, A, I, R, Q.
    pub fn from_counts(counts: [u64; 6]) -> Self {
        Self { counts }
    }

    /// How many fell into a category.
    pub fn of(&self, category: Category) -> u64 {
        self.counts[category as usize]
    }

    /// How many there are.
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The class by the most frequent category.
    ///
    /// First and second differ if `|a - b| >= 1.65 sqrt((a + b)(2n - a - b) / (2n))`, at 90 percent. Source: Fong,
    /// Center for Quality of Management Journal 5(3), 1996. For 20 answers or more.
    ///
    /// Errors: no pair.
    ///
    /// ```
    /// use tenfour::stats::kano::{Category, Tally};
    /// // Metric catalogue, section 18: M 30, O 42, A 18, I 22, R 3, Q 2.
    /// let class = Tally::from_counts([30, 42, 18, 22, 3, 2]).class().unwrap();
    /// assert_eq!((class.category, class.distinct), (Category::OneDimensional, true));
    /// assert!((class.category_strength - 0.102564).abs() < 5e-7);
    /// ```
    pub fn class(&self) -> Result<Class, NotEstimable> {
        if self.n() == 0 {
            return Err(NotEstimable::NobodyAnswered);
        }
        let mut order = Category::ALL;
        // The sort keeps the order of ties.
        order.sort_by_key(|category| std::cmp::Reverse(self.of(*category)));
        let [category, second, ..] = order;
        let n = self.n() as f64;
        let (a, b) = (self.of(category) as f64, self.of(second) as f64);
        let strong = [Category::MustBe, Category::OneDimensional, Category::Attractive];
        let total = strong.iter().map(|category| self.of(*category)).sum::<u64>() as f64;
        Ok(Class {
            category,
            second,
            category_strength: (a - b) / n,
            total_strength: total / n,
            distinct: a - b >= 1.65 * ((a + b) * (2.0 * n - a - b) / (2.0 * n)).sqrt(),
        })
    }

    /// The class by the rule of Blauth, which shows what the most frequent category may hide.
    ///
    /// If must-be, one-dimensional and attractive outnumber the others, the largest of these, else the largest of the
    /// others. Ties as before. Source: Blauth, Richter and Rubinoff in Berger 1993.
    ///
    /// Errors: no pair.
    pub fn class_by_groups(&self) -> Result<Category, NotEstimable> {
        if self.n() == 0 {
            return Err(NotEstimable::NobodyAnswered);
        }
        let (strong, weak) = Category::ALL.split_at(3);
        let sum = |group: &[Category]| group.iter().map(|category| self.of(*category)).sum::<u64>();
        let group = if sum(strong) > sum(weak) { strong } else { weak };
        // Of equal ones `max_by_key` takes the last.
        let largest = group.iter().rev().max_by_key(|category| self.of(**category));
        largest.copied().ok_or(NotEstimable::NobodyAnswered)
    }

    /// How much satisfaction it can add: `(A + O) / (A + O + M + I)`, 0 to 1.
    ///
    /// Errors: no answer in these categories.
    pub fn better(&self, confidence: f64) -> Result<Coefficient, NotEstimable> {
        self.coefficient(Category::Attractive, confidence)
    }

    /// How much satisfaction its lack can take: `-(O + M) / (A + O + M + I)`, -1 to 0.
    ///
    /// Errors: no answer in these categories.
    ///
    /// ```
    /// use tenfour::stats::kano::Tally;
    /// let tally = Tally::from_counts([30, 42, 18, 22, 3, 2]);
    /// assert!((tally.better(0.95).unwrap().value - 0.535714).abs() < 5e-7);
    /// assert!((tally.worse(0.95).unwrap().value + 0.642857).abs() < 5e-7);
    /// ```
    pub fn worse(&self, confidence: f64) -> Result<Coefficient, NotEstimable> {
        let turned = self.coefficient(Category::MustBe, confidence)?;
        // Adding 0 keeps a coefficient of nothing from being written with a sign.
        Ok(Coefficient {
            value: 0.0 - turned.value,
            interval: Interval {
                low: 0.0 - turned.interval.high,
                high: 0.0 - turned.interval.low,
            },
        })
    }

    fn coefficient(&self, with: Category, confidence: f64) -> Result<Coefficient, NotEstimable> {
        let valid = Category::ALL[..4].iter().map(|category| self.of(*category)).sum();
        if valid == 0 {
            let reason = if self.n() == 0 {
                NotEstimable::NobodyAnswered
            } else {
                NotEstimable::NoKanoAnswer
            };
            return Err(reason);
        }
        let x = self.of(Category::OneDimensional) + self.of(with);
        Ok(Coefficient {
            value: share(x, valid)?,
            interval: wilson_of(x, valid, confidence)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_table_of_the_metric_catalogue() {
        let table = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"];
        for (functional, row) in (1..).zip(table) {
            for (dysfunctional, letter) in (1..).zip(row.chars()) {
                let answers = (
                    Answer::from_code(functional).unwrap(),
                    Answer::from_code(dysfunctional).unwrap(),
                );
                let category = evaluate(answers.0, answers.1, Evaluation::Classic);
                assert_eq!(category.letter(), letter, "{functional} {dysfunctional}");
            }
        }
        assert_eq!((Answer::from_code(0), Answer::from_code(6)), (None, None));
    }

    #[test]
    fn first_and_second_that_are_close_make_it_mixed() {
        // 42 against 31 of 117: 11 is less than 1.65 sqrt(73 * 161 / 234) = 11.69.
        assert!(!Tally::from_counts([31, 42, 18, 21, 3, 2]).class().unwrap().distinct);
        let class = Tally::from_counts([1, 1, 0, 0, 0, 0]).class().unwrap();
        assert_eq!(
            (class.category, class.second),
            (Category::MustBe, Category::OneDimensional)
        );
    }

    #[test]
    fn nothing_to_go_by_is_told() {
        let none = Tally::default();
        assert_eq!(none.class(), Err(NotEstimable::NobodyAnswered));
        assert_eq!(none.class_by_groups(), Err(NotEstimable::NobodyAnswered));
        assert_eq!(none.better(0.95), Err(NotEstimable::NobodyAnswered));
        let reverse = Tally::from_counts([0, 0, 0, 0, 4, 1]);
        assert_eq!(reverse.worse(0.95), Err(NotEstimable::NoKanoAnswer));
    }

    proptest! {
        #[test]
        fn coefficients_lie_in_their_intervals(counts in prop::array::uniform6(0u64..60)) {
            let tally = Tally::from_counts(counts);
            if let (Ok(better), Ok(worse)) = (tally.better(0.95), tally.worse(0.95)) {
                prop_assert!(better.interval.contains(better.value) && (0.0..=1.0).contains(&better.value));
                prop_assert!(worse.interval.contains(worse.value) && (-1.0..=0.0).contains(&worse.value));
            }
            if let Ok(class) = tally.class() {
                prop_assert!(counts.iter().all(|count| *count <= tally.of(class.category)));
            }
        }
    }
}
