//! M-SMP-5: the headline margin of error of a wave.

use super::{KEYS, sampling};
use crate::measure::answers::Weighting;
use crate::measure::measurement::{Base, Drawn, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::share::NOT_BY_CHANCE;
use crate::measure::unit::{Unit, fixed, put};
use crate::record::survey::SamplingMethod;
use crate::stats::distribution::z;
use crate::stats::proportion::{effective_base, margin};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SMP-5",
        name: "Margin of error",
        unit: Unit::Points,
        better: Better::Lower,
        definition: "Half the width of the interval of a share near one half, over all answers of a wave, in percentage points. It is the \
                     headline; every estimate shows its own interval.",
        formula: "100 × z √(0.25 / n), n the effective base of weights, clusters and the finite population (GR8)",
        interval: "none: it is the half width of one",
        minimum: "10 answers (GR3); for samples drawn by chance and censuses only (GR7)",
        pitfalls: "It covers the error of sampling alone. Parts of the wave have wider ones.",
        source: "Cochran, Sampling Techniques, 3rd edition 1977; American Association for Public Opinion Research on margins of error",
        clause: "10004:7.3,10004:Annex D",
    },
    keys: KEYS,
    selections: |scope| super::waves(scope, |wave| !wave.respondents.is_empty()),
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |n: usize, reason: String| {
        Measurement::not_estimable(METRIC.id(), selection, Base::facts(n, "answers"), reason)
    };
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(0, reason),
    };
    let n = wave.respondents.len();
    let none = |n: usize, reason: String| {
        let mut made = none(n, reason);
        made.base.population = wave.population();
        made
    };
    let Some(sampling) = sampling(wave) else {
        return none(n, "the survey does not say how it draws".to_owned());
    };
    if !sampling.is_probability() {
        return none(n, NOT_BY_CHANCE.to_owned());
    }
    if let Some(words) = wave.in_field_words() {
        return none(n, format!("the wave is {words}"));
    }
    let design_effect = match wave.design_effect() {
        Ok(effect) => effect,
        Err(reason) => return none(n, reason),
    };
    let whole = n as u64;
    let population = wave.population();
    // A correction where more than a twentieth of the population answered (rule GR8).
    let corrected = population.filter(|size| super::real(whole) > 0.05 * super::real(*size));
    if corrected == Some(whole) {
        return none(
            n,
            "everybody of the population answered, so there is no sampling error".to_owned(),
        );
    }
    let least = scope.limits.min_estimate;
    if whole < least {
        return none(n, format!("too few to say: {n} of the {least} answers that are needed"));
    }
    let base = match effective_base(whole, design_effect, corrected) {
        Ok(base) => base,
        Err(why) => return none(n, why.reason()),
    };
    let half = match margin(0.5, base, wave.confidence()) {
        Ok(half) => 100.0 * half,
        Err(why) => return none(n, why.reason()),
    };
    let z = match z(wave.confidence()) {
        Ok(z) => z,
        Err(why) => return none(n, why.reason()),
    };
    let mut inputs = vec![
        input("n", "answers", super::real(whole)),
        input("n*", "effective base", base),
        input("deff", "design effect", design_effect),
    ];
    inputs.extend(corrected.map(|size| input("N", "population", super::real(size))));
    let target = sampling.target_margin.map(|target| 100.0 * target);
    inputs.extend(target.map(|target| input("target", "margin that was planned", target)));
    let mut made = Measurement::new(
        METRIC.id(),
        selection,
        Base {
            population,
            effective: Some(base),
            ..Base::facts(n, "answers").of_share()
        },
        Ok(half),
    )
    .interval(Err("it is the half width of an interval".to_owned()))
    .over(wave.wave.field_start.zip(wave.wave.field_end))
    .working(
        format!("100 × {} × √(0.25 / {}) = {}", put(z), put(base), fixed(half, 4)),
        inputs,
    )
    .drawn(Drawn::rows(wave.record.id(), n));
    let unasked = wave.wave.invited.zip(population).filter(|(invited, all)| invited < all);
    if let (Some(SamplingMethod::Census), Some((invited, all))) = (sampling.method, unasked) {
        made = made.note(format!(
            "everybody was to be asked, and {invited} of {all} were: it holds if those who did not answer, and those who were not asked, \
             are like those who did"
        ));
    } else if sampling.method == Some(SamplingMethod::Census) {
        made = made.note("everybody was asked: it holds if those who did not answer are like those who did");
    } else if wave.wave.invited.is_none_or(|invited| invited > n as u64) {
        made =
            made.note("not all who were drawn answered: it holds if those who did not answer are like those who did");
    }
    if let Weighting::Failed(why) = &wave.weighting {
        made = made.note(format!("not weighted, though the survey asks for weights: {why}"));
    }
    if let Some(target) = target {
        let words = if half > target { "wider than" } else { "within" };
        made = made.note(format!("{words} the {} points that were planned", fixed(target, 1)));
    }
    made
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    fn project(sampling: &str, answers: usize) -> String {
        let mut files = format!(
            "id: SVY-1\nversion: \"1\"\nsampling: {sampling}\nquestions:\n  - {{key: a, kind: overall, scale: {{min: 1, max: 5}}}}\n---\n\
             id: WAV-1\nsurvey: SVY-1\nsurvey_version: \"1\"\nstatus: closed\nframe_size: 400\n-- responses/WAV-1.csv --\nid,a\n"
        );
        for index in 0..answers {
            files.extend([format!("RSP-{index:03},5\n")]);
        }
        files
    }

    #[test]
    fn the_margin_is_that_of_the_catalogue() {
        // Row "Margin": 137 of 400.
        let files = project("{method: simple_random, target_margin: 0.05}", 137);
        let made = said("M-SMP-5", &[(Key::Wave, "WAV-1")], &files);
        assert!((made.estimate.unwrap() - 6.7975).abs() < 1e-4);
        assert_eq!(
            made.notes,
            [
                "not all who were drawn answered: it holds if those who did not answer are like those who did",
                "wider than the 5.0 points that were planned"
            ]
        );
        let required = said("M-SMP-4", &[(Key::Survey, "SVY-1")], &files);
        assert_eq!(required.estimate, Ok(197.0));
    }

    #[test]
    fn of_few_there_is_no_margin_and_nothing_that_it_holds_for() {
        let of = |answers| {
            said(
                "M-SMP-5",
                &[(Key::Wave, "WAV-1")],
                &project("{method: census}", answers),
            )
        };
        let few = of(9);
        assert_eq!(
            few.estimate,
            Err("too few to say: 9 of the 10 answers that are needed".to_owned())
        );
        assert_eq!(few.notes, [""; 0]);
        assert_eq!((few.base.n, few.base.population), (9, Some(400)));
        assert!(of(10).estimate.is_ok() && !of(10).notes.is_empty());
    }

    #[test]
    fn clusters_make_it_wider() {
        let files = project(
            "{method: cluster, clusters: {unit: site, count: 10, icc_assumed: 0.1}}",
            10,
        );
        // One a cluster costs nothing.
        let one = said("M-SMP-7", &[(Key::Wave, "WAV-1")], &files);
        assert_eq!(one.estimate, Ok(1.0));
        let files = project(
            "{method: cluster, clusters: {unit: site, count: 10, icc_assumed: 0.1}}",
            100,
        );
        assert_eq!(said("M-SMP-7", &[(Key::Wave, "WAV-1")], &files).estimate, Ok(1.9));
    }

    #[test]
    fn no_chance_no_margin() {
        for method in ["quota", "convenience", "self_selected"] {
            let files = project(&format!("{{method: {method}, target_margin: 0.05}}"), 20);
            let made = said("M-SMP-5", &[(Key::Wave, "WAV-1")], &files);
            assert!(made.estimate.unwrap_err().contains("not drawn by chance"));
            assert!(said("M-SMP-4", &[(Key::Survey, "SVY-1")], &files).estimate.is_err());
        }
        let all = said("M-SMP-5", &[(Key::Wave, "WAV-1")], &project("{method: census}", 400));
        assert!(all.estimate.unwrap_err().contains("everybody"));
        assert!(
            said("M-SMP-5", &[(Key::Wave, "WAV-1")], &project("{method: census}", 0))
                .estimate
                .is_err()
        );
    }
}
