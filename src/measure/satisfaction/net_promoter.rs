//! M-SAT-4: the net promoter score.

use super::{KEYS, Split, answered, drawn, origin, selections};
use crate::measure::answers::WaveAnswers;
use crate::measure::earlier;
use crate::measure::measurement::{Base, Detail, Interval, Measurement, Part, Unweighted, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::sample::{Sample, SampleSort};
use crate::measure::shape::share::{Origin, interval_base};
use crate::measure::unit::{Unit, fixed, put};
use crate::record::survey::{Question, QuestionKind};
use crate::stats::distribution::z;
use crate::stats::proportion;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SAT-4",
        name: "Net promoter score",
        unit: Unit::NetPromoterPoints,
        better: Better::Higher,
        definition: "Promoters (9 and 10) less detractors (0 to 6) on the question how likely one is to recommend, in points \
                     of the answers; 7 and 8 are passives.",
        formula: "100 × (P − D) / n with P promoters, D detractors and n valid answers",
        interval: "NPS ± z × 100 √((p + d − (p − d)²) / n), n the effective base of weights and the finite population (GR8)",
        minimum: "30 answers for an interval; about 100 for one that can be read",
        pitfalls: "The same score comes from very different distributions. Cultures and modes of asking answer differently. The \
                   cut at 6 is a convention. It is not a percentage, and its zero is arbitrary, so that a target in percent of \
                   it means nothing. Net Promoter and NPS are registered marks of their owners.",
        source: "Reichheld, Harvard Business Review 2003; variance of the multinomial distribution, Rocks 2016",
        clause: "10004:7.4,9001:9.1.2",
    },
    keys: KEYS,
    selections: |scope| selections(scope, |question| is_recommendation(question).then_some(Split::Full)),
    measure,
};

/// Fewest answers for an interval.
const FEWEST: usize = 30;

fn is_recommendation(question: &Question) -> bool {
    question.kind == Some(QuestionKind::Nps)
        && question
            .scale
            .as_ref()
            .is_none_or(|scale| scale.min.unwrap_or(0.0) == 0.0 && scale.max.unwrap_or(10.0) == 10.0)
}

/// Shares of promoters and detractors, weighted or not, and what stands below them.
struct Shares {
    promoters: f64,
    detractors: f64,
    design_effect: f64,
}

impl Shares {
    fn of(numbers: &[(f64, f64)], weight: impl Fn(f64) -> f64) -> Option<Self> {
        let total: f64 = numbers.iter().map(|(_, w)| weight(*w)).sum();
        if total <= 0.0 {
            return None;
        }
        let squares: f64 = numbers.iter().map(|(_, w)| weight(*w) * weight(*w)).sum();
        let share = |fits: fn(f64) -> bool| {
            let fitting = numbers.iter().filter(|(number, _)| fits(*number));
            fitting.map(|(_, w)| weight(*w)).sum::<f64>() / total
        };
        #[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
        let n = numbers.len() as f64;
        Some(Self {
            promoters: share(|number| number >= 9.0),
            detractors: share(|number| number <= 6.0),
            design_effect: n * squares / (total * total),
        })
    }

    fn score(&self) -> f64 {
        100.0 * (self.promoters - self.detractors)
    }

    /// Standard error in points over an effective base.
    fn error(&self, effective: f64) -> f64 {
        let (p, d) = (self.promoters, self.detractors);
        100.0 * ((p + d - (p - d) * (p - d)).max(0.0) / effective).sqrt()
    }
}

/// The question that is meant: the one that is named; the one question of recommendation needs not be.
fn question_of<'a>(scope: &Scope<'a>, wave: &WaveAnswers<'a>, selection: &Selection) -> Result<&'a Question, String> {
    let question = match selection.get(Key::Question) {
        Some(_) => scope.question_of(wave, selection)?,
        None => wave
            .questions
            .iter()
            .find(|question| is_recommendation(question))
            .ok_or("the wave asked nobody how likely they are to recommend")?,
    };
    if is_recommendation(question) {
        Ok(question)
    } else {
        Err("the question does not ask for a recommendation from 0 to 10".to_owned())
    }
}

/// 100 for a promoter, -100 for a detractor, 0 for others.
pub(in crate::measure) fn sample<'a>(
    scope: &Scope<'a>,
    wave: &WaveAnswers<'a>,
    selection: &Selection,
) -> Result<Sample<'a>, String> {
    let question = question_of(scope, wave, selection)?;
    let answered = answered(scope, wave, question, selection);
    Ok(answered.sample(wave, SampleSort::Net, question, |number| match number {
        number if number >= 9.0 => 100.0,
        number if number <= 6.0 => -100.0,
        _ => 0.0,
    }))
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let question = match question_of(scope, wave, selection) {
        Ok(question) => question,
        Err(reason) => return none(reason),
    };
    let answered = answered(scope, wave, question, selection);
    let excluded = answered.excluded(wave);
    let numbers = &answered.numbers;
    let n = numbers.len();
    let mut base = Base::answers(n);
    let Some(plain) = Shares::of(numbers, |_| 1.0) else {
        return Measurement::not_estimable(METRIC.id(), selection, base, "nobody answered");
    };
    let weighted = wave
        .is_weighted()
        .then(|| Shares::of(numbers, |weight| weight))
        .flatten();
    let origin = origin(wave, selection);
    let population = origin.population();
    let of_drawing = origin.effect(n);
    base.population = population;
    if weighted.is_some() || of_drawing > 1.0 {
        let of_weights = weighted.as_ref().map_or(1.0, |shares| shares.design_effect);
        base.effective = Some(real(n) / (of_weights * of_drawing));
    }
    let confidence = wave.confidence();
    let interval = |shares: &Shares| interval(shares, n, population, origin, confidence);
    let main = weighted.as_ref().unwrap_or(&plain);
    let count = |fits: fn(f64) -> bool| numbers.iter().filter(|(number, _)| fits(*number)).count();
    let (promoters, detractors) = (count(|number| number >= 9.0), count(|number| number <= 6.0));
    let passives = n - promoters - detractors;
    let part = |name: &str, count: usize| Part {
        name: name.to_owned(),
        value: real(count),
        share: Some(100.0 * real(count) / real(n)),
        cumulative: None,
        of: None,
    };
    let formula = match &weighted {
        None => format!("100 × ({promoters} − {detractors}) / {n} = {}", fixed(plain.score(), 4)),
        Some(shares) => format!(
            "Σ w(P) / Σ w − Σ w(D) / Σ w = {} % − {} % = {}; unweighted 100 × ({promoters} − {detractors}) / {n} = {}; design effect {:.3}",
            put(100.0 * shares.promoters),
            put(100.0 * shares.detractors),
            fixed(shares.score(), 4),
            fixed(plain.score(), 4),
            shares.design_effect
        ),
    };
    let mut made = Measurement::new(METRIC.id(), selection, base, Ok(main.score()))
        .interval(interval(main))
        .working(
            formula,
            vec![
                input("P", "promoters, 9 and 10", real(promoters)),
                input("D", "detractors, 0 to 6", real(detractors)),
                input("n", "valid answers", real(n)),
            ],
        )
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .without(excluded)
        .drawn(drawn(wave, n))
        .detail(Detail::Parts(vec![
            part("Promoters, 9 and 10", promoters),
            part("Passives, 7 and 8", passives),
            part("Detractors, 0 to 6", detractors),
        ]));
    if made.interval.is_ok() {
        let effective = interval_base(n as u64, main.design_effect * of_drawing, population);
        let error = main.error(effective.as_ref().map_or(real(n), |base| base.value));
        made.inputs.extend(effective);
        made.inputs.push(input(
            "SE",
            "standard error in points, of which the interval has z each way",
            error,
        ));
    }
    if weighted.is_some() {
        made.unweighted = Some(Unweighted {
            estimate: plain.score(),
            interval: interval(&plain).ok(),
        });
    }
    // What it is compared with names the question, as the site does.
    let mut named = selection.clone();
    if let Some(key) = &question.key {
        named = named.with(Key::Question, key);
    }
    made.changes = earlier::changes(scope, METRIC.id(), wave, &named, sample);
    made
}

fn interval(
    shares: &Shares,
    n: usize,
    population: Option<u64>,
    origin: Origin,
    confidence: f64,
) -> Result<Interval, String> {
    let kind = origin.kind()?;
    if n < FEWEST {
        return Err(format!("an interval needs {FEWEST} answers, there are {n}"));
    }
    let whole = n as u64;
    #[expect(clippy::cast_precision_loss, reason = "populations are far below 2^53")]
    let corrected = population.filter(|size| real(n) > 0.05 * *size as f64);
    if corrected == Some(whole) {
        return Err("everybody of the population answered, so there is no sampling error".to_owned());
    }
    let design_effect = shares.design_effect * origin.effect(n);
    let effective = proportion::effective_base(whole, design_effect, corrected).map_err(|why| why.reason())?;
    let error = shares.error(effective);
    if error <= 0.0 {
        return Err("interval not available: all answers are in one of the three groups".to_owned());
    }
    let half = z(confidence).map_err(|why| why.reason())? * error;
    Ok(Interval {
        low: (shares.score() - half).max(-100.0),
        high: (shares.score() + half).min(100.0),
        kind,
        method: if corrected.is_some() {
            "normal, corrected for the finite population"
        } else {
            "normal"
        },
        confidence,
    })
}

#[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(promoters: usize, passives: usize, detractors: usize) -> Vec<(f64, f64)> {
        let of = |count, number| std::iter::repeat_n((number, 1.0), count);
        of(promoters, 9.0)
            .chain(of(passives, 8.0))
            .chain(of(detractors, 0.0))
            .collect()
    }

    #[test]
    fn score_and_interval_are_those_of_the_catalogue() {
        // Reference value of the metric catalogue: 70 promoters and 22 detractors of 137.
        let shares = Shares::of(&answers(70, 45, 22), |_| 1.0).unwrap();
        assert!((shares.score() - 35.036_496).abs() < 1e-6);
        assert!((shares.error(137.0) - 6.329_039).abs() < 1e-6);
        let found = interval(&shares, 137, None, Origin::Sample(None), 0.95).unwrap();
        assert!((found.low - 22.631_808).abs() < 1e-6 && (found.high - 47.441_185).abs() < 1e-6);
    }

    #[test]
    fn one_group_and_few_answers_have_no_interval() {
        let all = Shares::of(&answers(40, 0, 0), |_| 1.0).unwrap();
        assert!((all.score() - 100.0).abs() < 1e-12);
        assert!(interval(&all, 40, None, Origin::Sample(None), 0.95).is_err());
        let few = Shares::of(&answers(10, 9, 10), |_| 1.0).unwrap();
        assert!(
            interval(&few, 29, None, Origin::Sample(None), 0.95)
                .unwrap_err()
                .contains("30")
        );
    }

    #[test]
    fn one_detractor_more_never_lifts_the_score() {
        for n in 1..20 {
            let before = Shares::of(&answers(n, 3, 2), |_| 1.0).unwrap();
            let after = Shares::of(&answers(n, 3, 3), |_| 1.0).unwrap();
            assert!(after.score() < before.score());
        }
    }
}
