//! M-KAN-1: the class of a characteristic.

use super::{KEYS, SUSPECT, pairs, selections};
use crate::measure::measurement::{Base, Detail, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed};
use crate::stats::kano::{Category, Class};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-KAN-1",
        name: "Kano class",
        unit: Unit::Percent,
        better: Better::Neither,
        definition: "The most frequent class of a characteristic, and how many it holds for: must-be, one-dimensional, attractive, \
                     indifferent, reverse or questionable, from each person's answers to how it would be if it were there and if it were \
                     not. Ties go in this order. Mixed where the first and the second do not differ clearly.",
        formula: "100 × a / n; mixed if |a − b| < 1.65 √((a + b)(2n − a − b) / (2n)), a and b the two largest counts",
        interval: "none: the class is held against the second by Fong's criterion at 90 percent",
        minimum: "20 people who answered both; 50 to look at parts",
        pitfalls: "A class may hide groups for which another one holds. More than 10 percent of contradictions make the question suspect. \
                   Classes wear off: what delights today is taken for granted tomorrow.",
        source: "Kano and others 1984; Berger and others, Center for Quality of Management Journal 2(4) (1993); Fong 1996",
        clause: "10004:7.2,10004:Annex B",
    },
    keys: KEYS,
    selections,
    measure,
};

/// The word for a category.
fn word(category: Category) -> &'static str {
    match category {
        Category::MustBe => "must-be",
        Category::OneDimensional => "one-dimensional",
        Category::Attractive => "attractive",
        Category::Indifferent => "indifferent",
        Category::Reverse => "reverse",
        Category::Questionable => "questionable",
    }
}

/// What stands before the class among the notes.
const CLASS: &str = "class: ";

/// The class of a measurement in words: mixed where the first and the second do not differ clearly; nothing where there is none.
pub fn class_of(made: &Measurement) -> Option<&str> {
    made.notes.iter().find_map(|note| note.strip_prefix(CLASS))
}

fn in_words(class: &Class) -> String {
    let (first, second) = (word(class.category), word(class.second));
    if class.distinct {
        first.to_owned()
    } else {
        format!("mixed, {first} and {second} do not differ clearly")
    }
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    let pairs = match pairs(scope, selection) {
        Ok(pairs) => pairs,
        Err(reason) => return none(reason),
    };
    if let Some(why) = pairs.too_few() {
        return pairs.measurement(METRIC.id(), selection, Err(why));
    }
    let class = match pairs.tally.class() {
        Ok(class) => class,
        Err(why) => return pairs.measurement(METRIC.id(), selection, Err(why.reason())),
    };
    let count = |category: Category| f64::from(u32::try_from(pairs.tally.of(category)).unwrap_or(u32::MAX));
    let n = f64::from(u32::try_from(pairs.tally.n()).unwrap_or(u32::MAX));
    let share = 100.0 * count(class.category) / n;
    let parts = Category::ALL.map(|category| Part {
        name: word(category).to_owned(),
        value: count(category),
        share: Some(100.0 * count(category) / n),
        cumulative: None,
        of: None,
    });
    let mut made = pairs
        .measurement(METRIC.id(), selection, Ok(share))
        .interval(Err(
            "the class is held against the second by a criterion, not by an interval".to_owned(),
        ))
        .working(
            format!(
                "{} {} of {n}, {} {}: {}",
                word(class.category),
                count(class.category),
                word(class.second),
                count(class.second),
                fixed(share, 4)
            ),
            vec![
                input("a", "answers in the most frequent class", count(class.category)),
                input("b", "answers in the second", count(class.second)),
                input("n", "people who answered both", n),
                input(
                    "strength",
                    "share of the first less that of the second",
                    class.category_strength,
                ),
                input(
                    "total",
                    "share of must-be, one-dimensional and attractive",
                    class.total_strength,
                ),
            ],
        )
        .detail(Detail::Parts(parts.to_vec()));
    made = made.note(format!("{CLASS}{}", in_words(&class)));
    if count(Category::Questionable) > SUSPECT * n {
        made = made.note("more than 10 percent of the answers contradict each other: the question is suspect");
    }
    made
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const SURVEY: &str = "
id: CHR-A
title: A
---
id: SVY-1
version: \"1\"
sampling: {method: census}
questions:
  - {key: f, kind: kano_functional, characteristic: CHR-A, pair: d, scale: {min: 1, max: 5, direction: low_is_good}}
  - {key: d, kind: kano_dysfunctional, characteristic: CHR-A, pair: f, scale: {min: 1, max: 5, direction: low_is_good}}
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
status: closed
-- responses/WAV-1.csv --
id,f,d
";

    fn project(counts: &[(&str, usize)]) -> String {
        let mut files = SURVEY.to_owned();
        let each = counts
            .iter()
            .flat_map(|(answers, count)| std::iter::repeat_n(answers, *count));
        for (index, answers) in each.enumerate() {
            files.extend([format!("RSP-{index:03},{answers}\n")]);
        }
        files
    }

    const KEYS: &[(Key, &str)] = &[(Key::Wave, "WAV-1"), (Key::Characteristic, "CHR-A")];

    #[test]
    fn the_coefficients_of_a_large_part_of_the_population_are_surer() {
        // 43 of 65 of 214: over 65 × 213 / 149 = 92.92 answers Wilson's ends are 0.5616 and 0.7501; over 65 they were 0.5399 and 0.7645.
        let counts = [("1,3", 20), ("1,5", 23), ("2,5", 10), ("3,3", 12)];
        let files = project(&counts);
        let ends = |files: &str| {
            let made = said("M-KAN-2", KEYS, files);
            let interval = made.interval.unwrap();
            (interval.low, interval.high, interval.method, made.base.population)
        };
        let near = |(low, high): (f64, f64), to: (f64, f64)| {
            assert!(
                (low - to.0).abs() < 1e-3 && (high - to.1).abs() < 1e-3,
                "{low} to {high}"
            );
        };
        let (low, high, method, population) = ends(&files.replace("status: closed", "status: closed\nframe_size: 214"));
        near((low, high), (0.561, 0.750));
        assert_eq!(
            (method, population),
            ("Wilson score, corrected for the finite population", Some(214))
        );
        let (low, high, method, population) = ends(&files);
        near((low, high), (0.540, 0.765));
        assert_eq!((method, population), ("Wilson score", None));
        // Where everybody answered there is no sampling error.
        let all = files.replace("status: closed", "status: closed\nframe_size: 65");
        assert!(said("M-KAN-2", KEYS, &all).interval.unwrap_err().contains("everybody"));
    }

    #[test]
    fn class_and_coefficients_are_those_of_the_catalogue() {
        // Row "Kano": A 18, O 42, M 30, I 22, R 3, Q 2.
        let counts = [
            ("1,3", 18),
            ("1,5", 42),
            ("2,5", 30),
            ("3,3", 22),
            ("5,2", 3),
            ("1,1", 2),
            ("dk,3", 4),
        ];
        let files = project(&counts);
        let made = said("M-KAN-1", KEYS, &files);
        assert_eq!(made.base.n, 117);
        assert_eq!(made.excluded[0].count, 4);
        assert_eq!(made.notes, ["class: one-dimensional"]);
        let strength = made.inputs.iter().find(|input| input.symbol == "strength").unwrap();
        assert!((strength.value - 0.102_564).abs() < 1e-6);
        let made = said("M-KAN-2", KEYS, &files);
        assert!((made.estimate.clone().unwrap() - 0.535_714).abs() < 1e-6);
        let worse = made.inputs.iter().find(|input| input.symbol == "worse").unwrap();
        assert!((worse.value + 0.642_857).abs() < 1e-6);
    }

    #[test]
    fn ties_are_mixed_and_contradictions_are_told() {
        let made = said("M-KAN-1", KEYS, &project(&[("1,5", 10), ("2,5", 10), ("1,1", 5)]));
        assert_eq!(
            made.notes[0],
            "class: mixed, must-be and one-dimensional do not differ clearly"
        );
        assert!(made.notes[1].contains("suspect"));
    }

    #[test]
    fn few_answers_have_no_class() {
        for n in [0, 1, 19] {
            let made = said("M-KAN-1", KEYS, &project(&[("1,5", n)]));
            assert!(made.estimate.unwrap_err().contains("needs 20"));
        }
        assert!(said("M-KAN-1", &KEYS[..1], &project(&[])).estimate.is_err());
    }
}
