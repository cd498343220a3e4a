//! Satisfaction as people state it: boxes, means, recommendation, effort, indices. Each hands out its sample too, by which a
//! wave is compared with those before it.

pub(super) mod bottom_box;
pub(super) mod effort;
pub(super) mod index_of_characteristics;
pub(super) mod index_of_three;
pub(super) mod mean_score;
pub(super) mod net_promoter;
pub(super) mod top_box;

use super::answers::{Given, WaveAnswers};
use super::earlier::Sampler;
use super::measurement::{Drawn, Excluded, IntervalKind};
use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use super::shape::sample::{One, Sample, SampleSort};
use super::shape::share::{Origin, Weighed};
use crate::record::survey::{Question, QuestionKind, SamplingMethod};

/// How each metric of the family takes its sample from a wave.
pub(super) fn sampler(metric: &str) -> Option<Sampler> {
    Some(match metric {
        "M-SAT-1" => top_box::sample,
        "M-SAT-2" => bottom_box::sample,
        "M-SAT-3" => mean_score::sample,
        "M-SAT-4" => net_promoter::sample,
        "M-SAT-5" => effort::sample,
        "M-SAT-6" => index_of_three::sample,
        "M-SAT-7" => index_of_characteristics::sample,
        _ => return None,
    })
}

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    top_box::METRIC,
    bottom_box::METRIC,
    mean_score::METRIC,
    net_promoter::METRIC,
    effort::METRIC,
    index_of_three::METRIC,
    index_of_characteristics::METRIC,
];

/// By what measures of a question are narrowed.
pub(in crate::measure) const KEYS: &[Key] = &[
    Key::Survey,
    Key::Wave,
    Key::Question,
    Key::Segment,
    Key::Role,
    Key::Product,
    Key::Period,
];

/// How far the measures of a question are split by what the site shows by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Split {
    /// The whole only.
    Whole,
    /// By the segments of the first dimension.
    First,
    /// By the segments of each dimension, and by product where there are several.
    Full,
}

/// Every wave with answers and every question of a sort, as far split as `split` says; nothing where it says nothing.
pub(super) fn selections(scope: &Scope<'_>, how: impl Fn(&Question) -> Option<Split>) -> Vec<Selection> {
    let mut all = Vec::new();
    for wave in scope.waves().filter(|wave| !wave.respondents.is_empty()) {
        let of_wave = Selection::all().with(Key::Wave, wave.record.id());
        for question in wave.questions {
            let (Some(key), Some(how)) = (question.key.as_deref(), how(question)) else {
                continue;
            };
            let whole = of_wave.clone().with(Key::Question, key);
            match how {
                Split::Whole => all.push(whole),
                Split::First => {
                    let first = scope.dimensions(wave).into_values().next().unwrap_or_default();
                    let parts = first
                        .into_iter()
                        .map(|segment| whole.clone().with(Key::Segment, segment));
                    all.extend(parts.collect::<Vec<_>>());
                    all.push(whole);
                }
                Split::Full => all.extend(split(scope, wave, &whole)),
            }
        }
    }
    all
}

/// How a question of a sort is split: what sums up an experience by everything, how single characteristics are seen by the
/// first dimension, everything else as a whole.
pub(super) fn usual_split(question: &Question) -> Split {
    match question.kind {
        Some(QuestionKind::Overall | QuestionKind::Nps | QuestionKind::Ces) => Split::Full,
        Some(QuestionKind::Perception) => Split::First,
        _ => Split::Whole,
    }
}

/// A selection of a wave with the same for each segment of each dimension and for each product.
pub(in crate::measure) fn split(scope: &Scope<'_>, wave: &WaveAnswers<'_>, whole: &Selection) -> Vec<Selection> {
    let mut all = vec![whole.clone()];
    for segments in scope.dimensions(wave).values() {
        all.extend(
            segments
                .iter()
                .map(|segment| whole.clone().with(Key::Segment, *segment)),
        );
    }
    let products = products(wave);
    all.extend(
        products
            .iter()
            .map(|product| whole.clone().with(Key::Product, *product)),
    );
    all
}

/// The products that the answers of a wave can be split by: none where there is one only.
fn products<'a>(wave: &WaveAnswers<'a>) -> Vec<&'a str> {
    let mut products: Vec<&str> = wave.respondents.iter().filter_map(|one| one.product).collect();
    products.sort_unstable();
    products.dedup();
    if products.len() < 2 {
        products.clear();
    }
    products
}

/// A selection of a wave for each segment of the first dimension and product together, where somebody answered.
fn crossed(scope: &Scope<'_>, wave: &WaveAnswers<'_>, whole: &Selection) -> Vec<Selection> {
    let mut all = Vec::new();
    for segment in scope.dimensions(wave).into_values().next().unwrap_or_default() {
        for product in products(wave) {
            let both = whole.clone().with(Key::Segment, segment).with(Key::Product, product);
            if !scope.who(wave, &both).is_empty() {
                all.push(both);
            }
        }
    }
    all
}

/// Whether satisfaction is read from a question by its points.
pub(in crate::measure) fn is_rating(question: &Question) -> bool {
    let kind = question.kind.unwrap_or(QuestionKind::Open);
    matches!(
        kind,
        QuestionKind::Rating
            | QuestionKind::Perception
            | QuestionKind::Overall
            | QuestionKind::Ideal
            | QuestionKind::Disconfirmation
            | QuestionKind::Ces
    )
}

/// What some gave to a question: the numbers with their weights, and what else there was.
pub(in crate::measure) struct Answered {
    /// Number and weight of each answer, the scale turned so that high is good.
    pub(in crate::measure) numbers: Vec<(f64, f64)>,
    /// Answers that say why there is none, or nothing at all.
    pub(in crate::measure) missing: usize,
    /// Answers that are no point of the scale.
    pub(in crate::measure) strange: usize,
    /// How many were looked at.
    pub(in crate::measure) asked: usize,
    /// Who answered with a number, by place in the wave.
    pub(in crate::measure) who: Vec<usize>,
}

/// What those whom a selection means gave to a question.
pub(in crate::measure) fn answered(
    scope: &Scope<'_>,
    wave: &WaveAnswers<'_>,
    question: &Question,
    selection: &Selection,
) -> Answered {
    let given = wave.given_upright(question);
    let mut answered = Answered {
        numbers: Vec::new(),
        missing: 0,
        strange: 0,
        asked: 0,
        who: Vec::new(),
    };
    for index in scope.who(wave, selection) {
        answered.asked += 1;
        match given[index] {
            Given::Number(number) => {
                answered.numbers.push((number, wave.weight(index)));
                answered.who.push(index);
            }
            Given::Missing(_) | Given::Empty => answered.missing += 1,
            Given::Strange => answered.strange += 1,
        }
    }
    answered
}

impl Answered {
    /// The answers as a sample, one number each.
    pub(in crate::measure) fn sample<'a>(
        &self,
        wave: &WaveAnswers<'a>,
        sort: SampleSort,
        question: &'a Question,
        number: impl Fn(f64) -> f64,
    ) -> Sample<'a> {
        let each = self.numbers.iter().zip(&self.who);
        Sample {
            sort,
            questions: vec![question],
            each: each
                .map(|((given, weight), index)| One {
                    number: number(*given),
                    weight: *weight,
                    person: wave.respondents[*index].respondent,
                })
                .collect(),
            weighted: wave.is_weighted(),
            drawn: draw(wave, self.numbers.len()),
        }
    }

    /// How many answers fit, and their weights, where answers are weighted.
    pub(in crate::measure) fn share(&self, weighted: bool, fits: impl Fn(f64) -> bool) -> (usize, Option<Weighed>) {
        let hits = self.numbers.iter().filter(|(number, _)| fits(*number));
        let total: f64 = self.numbers.iter().map(|(_, weight)| weight).sum();
        let squares: f64 = self.numbers.iter().map(|(_, weight)| weight * weight).sum();
        #[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
        let n = self.numbers.len() as f64;
        let weights = (weighted && total > 0.0).then(|| Weighed {
            hit: hits.clone().map(|(_, weight)| weight).sum(),
            all: total,
            design_effect: n * squares / (total * total),
        });
        (hits.count(), weights)
    }

    /// What was left out of a measure of these answers.
    pub(in crate::measure) fn excluded(&self, wave: &WaveAnswers<'_>) -> [Excluded; 3] {
        [
            Excluded::count("no answer to this question", self.missing),
            Excluded::count("no point of the scale", self.strange),
            Excluded::count("no consent to be evaluated", wave.without_consent),
        ]
    }
}

/// A sample of numbers that are made of several answers: place in the wave and number.
pub(in crate::measure) fn of_people<'a>(
    wave: &WaveAnswers<'a>,
    sort: SampleSort,
    questions: Vec<&'a Question>,
    people: &[(usize, f64)],
) -> Sample<'a> {
    let each = people.iter().map(|(index, number)| One {
        number: *number,
        weight: wave.weight(*index),
        person: wave.respondents[*index].respondent,
    });
    Sample {
        sort,
        questions,
        each: each.collect(),
        weighted: wave.is_weighted(),
        drawn: draw(wave, people.len()),
    }
}

/// How those of a wave were drawn, with the size of the population where it is known: of a whole wave that of its frame, of a
/// segment or role what the wave's groups (`by_stratum`) say, so that intervals beside each other are made alike. "When the
/// population size `N` is known and `n/N > 0.05`, apply the correction." (GR8) Of other parts it is not known.
pub(in crate::measure) fn origin(wave: &WaveAnswers<'_>, selection: &Selection) -> Origin {
    let parted: Vec<&str> = [Key::Segment, Key::Role, Key::Product, Key::Period]
        .into_iter()
        .filter_map(|key| selection.get(key))
        .collect();
    let population = match parted[..] {
        [] => wave.population(),
        [part] => of_stratum(wave, part),
        _ => None,
    };
    let sampling = wave.survey.and_then(|(_, survey)| survey.sampling.as_ref()?.method);
    match sampling {
        Some(method) if method.is_probability() && wave.groups().is_some() => {
            Origin::Groups(population, wave.groups().and_then(Result::ok))
        }
        Some(SamplingMethod::Census) => Origin::Census(population),
        Some(method) if method.is_probability() => Origin::Sample(population),
        Some(_) | None => Origin::NotByChance,
    }
}

/// How many belong to a group of a wave, where the wave says so.
fn of_stratum(wave: &WaveAnswers<'_>, name: &str) -> Option<u64> {
    let mut strata = wave.wave.by_stratum.iter();
    let found = strata.find(|one| one.stratum.as_deref() == Some(name))?;
    found.population.filter(|size| *size > 0)
}

/// What sort of interval answers of an origin may have where it is made without a design effect. Errors: why none.
pub(in crate::measure) fn kind_of_interval(origin: Origin) -> Result<IntervalKind, String> {
    match origin {
        Origin::Groups(_, Some(_)) => Err(
            "whole groups were drawn, and this interval is not made for answers that resemble each other".to_owned(),
        ),
        origin => origin.kind(),
    }
}

/// How those of a wave were drawn, as far as a comparison hangs on it. Errors: why nothing can be inferred from them.
fn draw(wave: &WaveAnswers<'_>, n: usize) -> Result<f64, String> {
    let origin = origin(wave, &Selection::all());
    origin.kind().map(|_| origin.effect(n)).map_err(|why| match origin {
        Origin::NotByChance => "those who answered were not drawn by chance".to_owned(),
        _ => why,
    })
}

/// Drawn from so many rows of a wave.
pub(in crate::measure) fn drawn(wave: &WaveAnswers<'_>, rows: usize) -> Drawn {
    Drawn::rows(wave.record.id(), rows)
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    #[test]
    fn a_segment_has_the_population_that_its_wave_says() {
        let mut files = "id: SVY-1
version: \"1\"
sampling: {method: census}
questions:
  - {key: all, kind: overall, scale: {min: 1, max: 5}}
---
{id: SEG-A, dimension: industry}
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
status: closed
frame_size: 208
by_stratum: [{stratum: SEG-A, population: 102, complete: 37}]
-- responses/WAV-1.csv --
id,segment.industry,product,all
"
        .to_owned();
        for index in 0..37 {
            files.extend([format!("RSP-{index:03},SEG-A,PRD-{},{}\n", index % 2, 1 + index % 5)]);
        }
        let of = |keys: &[(Key, &str)]| {
            let whole = [(Key::Wave, "WAV-1"), (Key::Question, "all")];
            let made = said("M-SAT-1", &[&whole, keys].concat(), &files);
            (made.base.population, made.interval.unwrap().method)
        };
        let corrected = "Wilson score, corrected for the finite population";
        assert_eq!(of(&[]), (Some(208), corrected));
        assert_eq!(of(&[(Key::Segment, "SEG-A")]), (Some(102), corrected));
        // How many belong to a product is not recorded.
        assert_eq!(of(&[(Key::Product, "PRD-0")]), (None, "Wilson score"));
    }
}
