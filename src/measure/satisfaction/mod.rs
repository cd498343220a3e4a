//! Satisfaction as people state it: boxes, means, recommendation, effort, indices.

mod bottom_box;
mod effort;
mod index_of_three;
mod mean_score;
mod net_promoter;
mod top_box;

use super::answers::{Given, WaveAnswers};
use super::measurement::{Drawn, Excluded};
use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use super::shape::share::Origin;
use crate::record::survey::{Question, QuestionKind, SamplingMethod};

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    top_box::METRIC,
    bottom_box::METRIC,
    mean_score::METRIC,
    net_promoter::METRIC,
    effort::METRIC,
    index_of_three::METRIC,
];

/// By what measures of a question are narrowed.
pub(super) const KEYS: &[Key] = &[
    Key::Survey,
    Key::Wave,
    Key::Question,
    Key::Segment,
    Key::Role,
    Key::Product,
    Key::Period,
];

/// Every wave with answers and every question of a sort: as a whole, by segment of each dimension, and by product where
/// there are several.
pub(super) fn selections(scope: &Scope<'_>, fits: impl Fn(&Question) -> bool) -> Vec<Selection> {
    let mut all = Vec::new();
    for wave in scope.waves().filter(|wave| !wave.respondents.is_empty()) {
        let of_wave = Selection::all().with(Key::Wave, wave.record.id());
        for key in wave
            .questions
            .iter()
            .filter(|question| fits(question))
            .filter_map(|question| question.key.as_deref())
        {
            let whole = of_wave.clone().with(Key::Question, key);
            all.extend(split(scope, wave, &whole));
        }
    }
    all
}

/// A selection of a wave with the same for each segment of each dimension and for each product.
pub(super) fn split(scope: &Scope<'_>, wave: &WaveAnswers<'_>, whole: &Selection) -> Vec<Selection> {
    let mut all = vec![whole.clone()];
    for segments in scope.dimensions(wave).values() {
        all.extend(
            segments
                .iter()
                .map(|segment| whole.clone().with(Key::Segment, *segment)),
        );
    }
    let mut products: Vec<&str> = wave.respondents.iter().filter_map(|one| one.product).collect();
    products.sort_unstable();
    products.dedup();
    if products.len() > 1 {
        all.extend(
            products
                .iter()
                .map(|product| whole.clone().with(Key::Product, *product)),
        );
    }
    all
}

/// Whether satisfaction is read from a question by its points.
pub(super) fn is_rating(question: &Question) -> bool {
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
pub(super) struct Answered {
    /// Number and weight of each answer, the scale turned so that high is good.
    pub(super) numbers: Vec<(f64, f64)>,
    /// Answers that say why there is none, or nothing at all.
    pub(super) missing: usize,
    /// Answers that are no point of the scale.
    pub(super) strange: usize,
    /// How many were looked at.
    pub(super) asked: usize,
    /// Who answered with a number, by place in the wave.
    pub(super) who: Vec<usize>,
}

/// What those whom a selection means gave to a question.
pub(super) fn answered(
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
    /// How many answers fit, and their weighted share with the design effect, where answers are weighted.
    pub(super) fn share(&self, weighted: bool, fits: impl Fn(f64) -> bool) -> (usize, Option<(f64, f64)>) {
        let hits = self.numbers.iter().filter(|(number, _)| fits(*number));
        let total: f64 = self.numbers.iter().map(|(_, weight)| weight).sum();
        let squares: f64 = self.numbers.iter().map(|(_, weight)| weight * weight).sum();
        #[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
        let n = self.numbers.len() as f64;
        let share = (weighted && total > 0.0).then(|| {
            let hits = hits.clone().map(|(_, weight)| weight);
            (hits.sum::<f64>() / total, n * squares / (total * total))
        });
        (hits.count(), share)
    }

    /// What was left out of a measure of these answers.
    pub(super) fn excluded(&self, wave: &WaveAnswers<'_>) -> [Excluded; 3] {
        [
            Excluded::count("no answer to this question", self.missing),
            Excluded::count("no point of the scale", self.strange),
            Excluded::count("no consent to be evaluated", wave.without_consent),
        ]
    }
}

/// How those of a wave were drawn. The population is that of the whole wave and is left out for parts of it, whose size is
/// not known from the frame.
pub(super) fn origin(wave: &WaveAnswers<'_>, selection: &Selection) -> Origin {
    let part = [Key::Segment, Key::Role, Key::Product]
        .iter()
        .any(|key| selection.get(*key).is_some());
    let population = if part { None } else { wave.population() };
    let sampling = wave.survey.and_then(|(_, survey)| survey.sampling.as_ref()?.method);
    match sampling {
        Some(SamplingMethod::Census) => Origin::Census(population),
        Some(method) if method.is_probability() => Origin::Sample(population),
        Some(_) | None => Origin::NotByChance,
    }
}

/// Confidence that the survey of a wave asks for.
pub(super) fn confidence(wave: &WaveAnswers<'_>) -> f64 {
    let sampling = wave.survey.and_then(|(_, survey)| survey.sampling.as_ref());
    sampling.map_or(0.95, crate::record::survey::Sampling::confidence)
}

/// Drawn from so many rows of a wave.
pub(super) fn drawn(wave: &WaveAnswers<'_>, rows: usize) -> Drawn {
    Drawn::rows(wave.record.id(), rows)
}
