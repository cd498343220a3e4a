//! A mean of numbers that people gave.

use super::share::{Origin, interval_base};
use crate::measure::measurement::{Base, BaseSort, Interval, Measurement, Unweighted, input};
use crate::measure::selection::Selection;
use crate::measure::unit::{fixed, put};
use crate::stats::{descriptive, proportion};

/// Numbers of which a mean is taken.
#[derive(Clone, PartialEq, Debug)]
pub struct Values {
    /// Number and weight of each; weights are 1 where there are none.
    pub numbers: Vec<(f64, f64)>,
    /// Whether the weights count.
    pub weighted: bool,
    /// What is counted, in the plural.
    pub base: Base,
    /// Where they come from.
    pub origin: Origin,
    /// Confidence of the interval, 0.95.
    pub confidence: f64,
    /// Ends of the scale that the mean cannot leave, where there are some; the upper one infinite where there is a zero and no end.
    pub ends: Option<(f64, f64)>,
}

/// Mean and spread, weighted and not.
struct Moments {
    mean: f64,
    sd: Option<f64>,
    design_effect: f64,
}

/// The mean with Student's interval over the effective base, in the unit of the numbers.
///
/// In: numbers. Out: a measurement. A single number has a mean and no interval; equal numbers have an interval of no width,
/// with a note. An interval that reaches beyond the scale is cut at its ends, and says so. Source: metric catalogue, section 1, shared estimators.
pub fn measure(metric: &str, selection: &Selection, values: Values) -> Measurement {
    let Values {
        numbers,
        weighted,
        mut base,
        origin,
        confidence,
        ends,
    } = values;
    base.n = numbers.len();
    let plain: Vec<f64> = numbers.iter().map(|(number, _)| *number).collect();
    let summary = match descriptive::summarize(&plain) {
        Ok(summary) => summary,
        Err(why) => {
            let reason = match base.sort {
                BaseSort::Respondents => why.reason(),
                BaseSort::Cases | BaseSort::Facts => format!("there are no {}", base.of),
            };
            return Measurement::not_estimable(metric, selection, base, reason);
        }
    };
    let unweighted = Moments {
        mean: summary.mean,
        sd: summary.sd.ok(),
        design_effect: 1.0,
    };
    let with_weights = weighted.then(|| weighted_moments(&numbers)).flatten();
    let n = base.n as u64;
    let population = origin.population();
    let drawn = origin.effect(base.n);
    base.population = population;
    if with_weights.is_some() || drawn > 1.0 {
        let of_weights = with_weights.as_ref().map_or(1.0, |moments| moments.design_effect);
        base.effective = Some(real(n) / (of_weights * drawn));
    }
    let interval = |moments: &Moments| -> Result<Interval, String> {
        let kind = origin.kind()?;
        let Some(sd) = moments.sd else {
            return Err("a single value shows no spread".to_owned());
        };
        let corrected = population.filter(|size| real(n) > 0.05 * real(*size));
        if corrected == Some(n) {
            return Err("everybody of the population answered, so there is no sampling error".to_owned());
        }
        let design_effect = moments.design_effect * drawn;
        let effective = proportion::effective_base(n, design_effect, corrected).map_err(|why| why.reason())?;
        let found =
            descriptive::mean_interval_corrected(moments.mean, sd, effective, real(n) / design_effect, confidence)
                .map_err(|why| why.reason())?;
        let whole = found;
        let found = ends.map_or(found, |(low, high)| found.clipped(low, high));
        let cut = found != whole;
        let at_zero = cut && ends.is_some_and(|(_, high)| high.is_infinite());
        Ok(Interval {
            low: found.low,
            high: found.high,
            kind,
            method: match (corrected.is_some(), cut) {
                (true, true) if at_zero => "Student's t, corrected for the finite population, cut at 0",
                (false, true) if at_zero => "Student's t, cut at 0",
                (true, true) => "Student's t, corrected for the finite population, cut at the ends of the scale",
                (true, false) => "Student's t, corrected for the finite population",
                (false, true) => "Student's t, cut at the ends of the scale",
                (false, false) => "Student's t",
            },
            confidence,
        })
    };
    let main = with_weights.as_ref().unwrap_or(&unweighted);
    let mut inputs = vec![
        input("Σx", "sum of the values, each once", plain.iter().sum()),
        input("n", base.of, real(n)),
    ];
    if let Some(sd) = main.sd {
        let name = if with_weights.is_some() {
            "standard deviation, with the weights"
        } else {
            "standard deviation"
        };
        inputs.push(input("s", name, sd));
    }
    let result = interval(main);
    if result.is_ok() {
        inputs.extend(interval_base(n, main.design_effect * drawn, population));
    }
    let formula = match &with_weights {
        None => format!("{} / {n} = {}", put(plain.iter().sum()), fixed(unweighted.mean, 4)),
        Some(moments) => format!(
            "Σ w x / Σ w = {} / {} = {}; unweighted {} / {n} = {}; design effect {:.3}",
            put(numbers.iter().map(|(number, weight)| number * weight).sum()),
            put(numbers.iter().map(|(_, weight)| weight).sum()),
            fixed(moments.mean, 4),
            put(plain.iter().sum()),
            fixed(unweighted.mean, 4),
            moments.design_effect
        ),
    };
    let mut made = Measurement::new(metric, selection, base, Ok(main.mean))
        .interval(result)
        .working(formula, inputs);
    if main.sd.is_some_and(|sd| sd <= 0.0) && n > 1 {
        made = made.note("all values are equal, so the interval says nothing");
    }
    if with_weights.is_some() {
        made.unweighted = Some(Unweighted {
            estimate: unweighted.mean,
            interval: interval(&unweighted).ok(),
        });
    }
    made
}

/// Weighted mean, weighted standard deviation with the denominator `n - 1` spread over the weights, and Kish's design effect.
/// Nothing where all weights are 0 or one is none.
fn weighted_moments(numbers: &[(f64, f64)]) -> Option<Moments> {
    let total: f64 = numbers.iter().map(|(_, weight)| weight).sum();
    let valid = numbers.iter().all(|(_, weight)| weight.is_finite() && *weight >= 0.0);
    if !valid || total <= 0.0 {
        return None;
    }
    let n = real(numbers.len() as u64);
    let mean = numbers.iter().map(|(number, weight)| number * weight).sum::<f64>() / total;
    let squares: f64 = numbers.iter().map(|(_, weight)| weight * weight).sum();
    let spread = numbers
        .iter()
        .map(|(number, weight)| weight * (number - mean) * (number - mean))
        .sum::<f64>()
        / total;
    Some(Moments {
        mean,
        sd: (numbers.len() > 1).then(|| (spread * n / (n - 1.0)).sqrt()),
        design_effect: n * squares / (total * total),
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn real(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(numbers: &[(f64, f64)], weighted: bool) -> Measurement {
        measure(
            "M-SAT-3",
            &Selection::all(),
            Values {
                numbers: numbers.to_vec(),
                weighted,
                base: Base::answers(0),
                origin: Origin::Sample(None),
                confidence: 0.95,
                ends: Some((1.0, 5.0)),
            },
        )
    }

    #[test]
    fn the_interval_is_students() {
        // Reference value of the metric catalogue, row "Mean".
        let values = [5, 4, 4, 3, 5, 2, 5, 4, 3, 5, 4, 1, 5, 4, 4, 5, 3, 4, 5, 4].map(|value| (f64::from(value), 1.0));
        let made = measured(&values, false);
        let interval = made.interval.unwrap();
        assert!((made.estimate.unwrap() - 3.95).abs() < 1e-9);
        assert!((interval.low - 3.435_632).abs() < 1e-6 && (interval.high - 4.464_368).abs() < 1e-6);
    }

    #[test]
    fn weights_of_one_change_nothing() {
        let values = [(1.0, 1.0), (2.0, 1.0), (4.0, 1.0)];
        let (plain, weighted) = (measured(&values, false), measured(&values, true));
        assert!((plain.estimate.clone().unwrap() - weighted.estimate.unwrap()).abs() < 1e-12);
        let (one, other) = (plain.interval.unwrap(), weighted.interval.unwrap());
        assert!((one.low - other.low).abs() < 1e-12 && (one.high - other.high).abs() < 1e-12);
    }

    #[test]
    fn one_value_has_a_mean_and_no_interval() {
        let made = measured(&[(3.0, 1.0)], false);
        assert_eq!(made.estimate, Ok(3.0));
        assert_eq!(made.interval, Err("a single value shows no spread".to_owned()));
        assert!(measured(&[], false).estimate.is_err());
    }

    #[test]
    fn an_interval_that_reaches_beyond_the_scale_is_cut_and_says_so() {
        // Mean 8/3, s 1.154701, n 3: Student's t gives -0.2017 to 5.5351, of a scale from 1 to 5.
        let wide = measured(&[(2.0, 1.0), (2.0, 1.0), (4.0, 1.0)], false).interval.unwrap();
        assert_eq!((wide.low, wide.high), (1.0, 5.0));
        assert_eq!(wide.method, "Student's t, cut at the ends of the scale");
    }

    #[test]
    fn a_mean_of_what_has_a_zero_is_cut_there_and_says_so() {
        let made = measure(
            "X-1",
            &Selection::all(),
            Values {
                numbers: vec![(0.0, 1.0), (0.0, 1.0), (90.0, 1.0)],
                weighted: false,
                base: Base::cases(0, "complaints"),
                origin: Origin::Register,
                confidence: 0.95,
                ends: Some((0.0, f64::INFINITY)),
            },
        );
        // Mean 30, s / √3 = 30: Student's t gives -99.1 to 159.1.
        let interval = made.interval.unwrap();
        assert!(
            interval.low == 0.0 && (interval.high - 159.079_582).abs() < 1e-5,
            "{interval:?}"
        );
        assert_eq!(interval.method, "Student's t, cut at 0");
    }

    #[test]
    fn equal_values_say_so() {
        let made = measured(&[(3.0, 1.0), (3.0, 1.0)], false);
        assert_eq!(made.notes, ["all values are equal, so the interval says nothing"]);
    }
}
