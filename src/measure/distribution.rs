//! How the answers to a question are spread: a count for every point or option, and for every reason of no answer.
//!
//! In: a question as it was asked, and the answers as they are written. Out: counts only; shares are taken of the base,
//! which is the number of people with an answer (rule GR5 of the metric catalogue: `na`, `dk`, `skip` and `refused`
//! never enter a percentage and are counted beside it).

use crate::record::survey::{Question, QuestionKind, Scale, ScaleDirection};

/// Most points that a scale may have to be shown point by point.
const MOST_POINTS: i64 = 11;

/// What is written instead of an answer.
const NA: &str = "na";
const DK: &str = "dk";
const SKIP: &str = "skip";
const REFUSED: &str = "refused";

/// How the answers to a question are spread.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Distribution {
    /// A count for every point or option, in the order of the scale or of the options; options that nobody offered but
    /// somebody chose stand last.
    pub points: Vec<Point>,
    /// People with an answer.
    pub base: usize,
    /// People without one.
    pub missing: Missing,
    /// Answers that are no point of the scale; they are in no other count.
    pub strange: usize,
}

/// A point of a scale, or an option.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Point {
    /// As written in answers.
    pub value: String,
    /// How many chose it.
    pub count: usize,
}

/// People without an answer, by reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Missing {
    /// It does not apply to them.
    pub not_applicable: usize,
    /// They do not know.
    pub do_not_know: usize,
    /// They left it out.
    pub skipped: usize,
    /// They declined.
    pub refused: usize,
    /// Nothing is written.
    pub empty: usize,
}

impl Missing {
    /// All of them.
    pub fn total(self) -> usize {
        self.not_applicable + self.do_not_know + self.skipped + self.refused + self.empty
    }
}

/// What sort of distribution a question has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// Points from bad to good.
    Scale,
    /// The eleven points of willingness to recommend.
    Recommendation,
    /// Options of which one is chosen.
    Single,
    /// Options of which any may be chosen; shares may add up to more than the whole.
    Multiple,
    /// Only the number of answers is told.
    Counted,
}

/// What sort of distribution a question has.
pub fn sort(question: &Question) -> Sort {
    let kind = question.kind.unwrap_or(QuestionKind::Open);
    match kind {
        QuestionKind::Nps => Sort::Recommendation,
        QuestionKind::YesNo | QuestionKind::Single => Sort::Single,
        QuestionKind::Multiple => Sort::Multiple,
        QuestionKind::Rank | QuestionKind::Open | QuestionKind::Number | QuestionKind::Date => Sort::Counted,
        kind if kind.is_kano() => Sort::Single,
        _ if points_of(question).is_empty() => Sort::Counted,
        _ => Sort::Scale,
    }
}

/// Counts the answers to a question; every response hands in one, empty where it has none.
pub fn tabulate<'a>(question: &Question, answers: impl IntoIterator<Item = &'a str>) -> Distribution {
    let sort = sort(question);
    let mut distribution = Distribution {
        points: points_of(question)
            .into_iter()
            .map(|value| Point { value, count: 0 })
            .collect(),
        ..Distribution::default()
    };
    for answer in answers {
        distribution.take(sort, answer.trim());
    }
    distribution
}

impl Distribution {
    fn take(&mut self, sort: Sort, answer: &str) {
        let missing = &mut self.missing;
        match answer {
            "" => missing.empty += 1,
            NA => missing.not_applicable += 1,
            DK => missing.do_not_know += 1,
            SKIP => missing.skipped += 1,
            REFUSED => missing.refused += 1,
            answer => match sort {
                Sort::Counted => self.base += 1,
                Sort::Multiple => {
                    self.base += 1;
                    let mut chosen: Vec<&str> = answer
                        .split(';')
                        .map(str::trim)
                        .filter(|word| !word.is_empty())
                        .collect();
                    chosen.sort_unstable();
                    chosen.dedup();
                    for word in chosen {
                        self.option(word);
                    }
                }
                Sort::Single => {
                    self.base += 1;
                    self.option(answer);
                }
                Sort::Scale | Sort::Recommendation => self.point(answer),
            },
        }
    }

    /// Counts an option, also one that was not offered: an answer that was given is never lost.
    fn option(&mut self, word: &str) {
        match self.points.iter_mut().find(|point| same(&point.value, word)) {
            Some(point) => point.count += 1,
            None => self.points.push(Point {
                value: word.to_owned(),
                count: 1,
            }),
        }
    }

    fn point(&mut self, answer: &str) {
        match self.points.iter_mut().find(|point| same(&point.value, answer)) {
            Some(point) => {
                point.count += 1;
                self.base += 1;
            }
            None => self.strange += 1,
        }
    }

    /// The counts alone.
    pub fn counts(&self) -> Vec<usize> {
        self.points.iter().map(|point| point.count).collect()
    }
}

/// Whether two answers are the same: as words, or as numbers (`7` and `7.0`).
fn same(a: &str, b: &str) -> bool {
    a == b || matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a.total_cmp(&b).is_eq())
}

/// The points or options of a question as written in answers.
fn points_of(question: &Question) -> Vec<String> {
    let kind = question.kind.unwrap_or(QuestionKind::Open);
    if kind == QuestionKind::YesNo {
        return vec!["yes".to_owned(), "no".to_owned()];
    }
    if kind.has_options() {
        let values = question.options.iter().filter_map(|option| option.value.clone());
        return values.collect();
    }
    if !kind.has_scale() {
        return Vec::new();
    }
    let usual = if kind == QuestionKind::Nps {
        (Some(0.0), Some(10.0))
    } else {
        (None, None)
    };
    let ends = question.scale.as_ref().map_or(usual, |scale| (scale.min, scale.max));
    let (Some(min), Some(max)) = ends else {
        return Vec::new();
    };
    let Some((first, last)) = whole(min).zip(whole(max)) else {
        return Vec::new();
    };
    if last <= first || last - first >= MOST_POINTS {
        return Vec::new();
    }
    (first..=last).map(|point| point.to_string()).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is whole and small, as the line before says"
)]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 1000.0).then_some(number as i64)
}

/// Whether the first point of a question is the good end: its scale says so, or it is turned round.
pub fn good_first(question: &Question) -> bool {
    let low = |scale: &Scale| scale.direction == Some(ScaleDirection::LowIsGood);
    question.scale.as_ref().is_some_and(low) != question.reverse.unwrap_or(false)
}

/// Detractors (0 to 6), passives (7 and 8) and promoters (9 and 10); nothing where the scale has other points.
pub fn recommendation_groups(distribution: &Distribution) -> Option<[usize; 3]> {
    let counts = distribution.counts();
    let whole = counts.len() == 11 && distribution.points[0].value == "0";
    whole.then(|| {
        [
            counts[..7].iter().sum(),
            counts[7..9].iter().sum(),
            counts[9..].iter().sum(),
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(yaml: &str) -> Question {
        serde_yaml::from_str(yaml).unwrap()
    }

    #[test]
    fn what_is_no_answer_is_counted_apart() {
        let question = question("{kind: rating, scale: {min: 1, max: 5}}");
        let answers = ["5", "4", "4.0", "na", "dk", "skip", "refused", "", "9", " 1 "];
        let spread = tabulate(&question, answers);
        assert_eq!(spread.counts(), [1, 0, 0, 2, 1]);
        assert_eq!((spread.base, spread.missing.total(), spread.strange), (4, 5, 1));
        assert_eq!(spread.base + spread.missing.total() + spread.strange, answers.len());
    }

    #[test]
    fn the_order_of_answers_does_not_matter() {
        let question = question("{kind: single, options: [{value: a}, {value: b}]}");
        let one = tabulate(&question, ["a", "b", "b", ""]);
        assert_eq!(one, tabulate(&question, ["", "b", "a", "b"]));
        assert_eq!(one.counts(), [1, 2]);
    }

    #[test]
    fn of_several_options_each_counts_once_for_a_person() {
        let question = question("{kind: multiple, options: [{value: a}, {value: b}]}");
        let spread = tabulate(&question, ["a;b", "b; b;c", "na"]);
        assert_eq!(spread.base, 2);
        let points: Vec<_> = spread
            .points
            .iter()
            .map(|point| (point.value.as_str(), point.count))
            .collect();
        assert_eq!(points, [("a", 1), ("b", 2), ("c", 1)]);
    }

    #[test]
    fn recommendation_has_three_groups_on_its_own_scale_only() {
        let spread = tabulate(&question("{kind: nps}"), ["0", "6", "7", "8", "9", "10", "10"]);
        assert_eq!(recommendation_groups(&spread), Some([2, 2, 3]));
        let other = tabulate(&question("{kind: nps, scale: {min: 1, max: 5}}"), ["5"]);
        assert_eq!(recommendation_groups(&other), None);
    }

    #[test]
    fn words_of_people_are_only_counted() {
        let question = question("{kind: open}");
        assert_eq!(sort(&question), Sort::Counted);
        let spread = tabulate(&question, ["all fine", "", "na"]);
        assert_eq!((spread.base, spread.points.len()), (1, 0));
    }

    #[test]
    fn a_turned_scale_is_good_at_its_first_point() {
        assert!(good_first(&question(
            "{kind: rating, scale: {min: 1, max: 5, direction: low_is_good}}"
        )));
        assert!(good_first(&question(
            "{kind: rating, reverse: true, scale: {min: 1, max: 5}}"
        )));
        assert!(!good_first(&question("{kind: rating, scale: {min: 1, max: 5}}")));
    }
}
