//! M-BMK-1: how far a value lies from those of others.

use super::{KEYS, compared, selections, standard_error};
use crate::measure::measurement::{Base, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed, put};
use crate::stats::benchmark::z_score;
use crate::stats::change::{Estimate, difference};
use crate::stats::descriptive::summarize;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-BMK-1",
        name: "Distance from others",
        unit: Unit::Number,
        better: Better::AsRecorded,
        definition: "How many standard deviations of the others our value lies above their mean; against a single figure with its error \
               how many standard errors apart the two are. Only where the definitions are identical or similar.",
        formula: "z = (x − m) / s, with the mean m and the standard deviation s of the others; z = (x − b) / √(se_x² + se_b²) against a \
                  single figure b",
        interval: "None: a position among the others that are known.",
        minimum: "2 others, or a single figure with its error",
        pitfalls: "Other scales, modes and years make other numbers. Those who publish are often the better ones (survivorship), and \
               figures called best in class are often their own claim.",
        source: "own; z score as usual",
        clause: "10004:7.4,9001:9.1.3",
    },
    keys: KEYS,
    selections,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none =
        |n: usize, reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::facts(n, "others"), reason);
    let compared = match compared(scope, selection) {
        Ok(compared) => compared,
        Err(reason) => return none(0, reason),
    };
    let x = compared.value;
    let made = |n: usize, z: f64, working: String, inputs, of: &dyn Fn(f64) -> Option<f64>| {
        let made = Measurement::new(METRIC.id(), selection, Base::facts(n, "others"), Ok(z))
            .interval(Err(
                "a position among the others that are known has no sampling error".to_owned()
            ))
            .working(working, inputs);
        compared.beside(made, of)
    };
    if let [_] = compared.peers.as_slice() {
        let peer = compared.benchmark.values.iter().find(|peer| peer.value.is_some());
        let (Some(b), Some(se)) = (peer.and_then(|peer| peer.value), peer.and_then(|peer| peer.se)) else {
            return none(1, "a single figure needs its standard error".to_owned());
        };
        let Some(own) = standard_error(&compared.own) else {
            return none(1, "the error of our own value is not known".to_owned());
        };
        let [other, ours] = [(b, se), (x, own)].map(|(value, standard_error)| Estimate { value, standard_error });
        return match difference(other, ours) {
            Err(why) => none(1, why.reason()),
            Ok(apart) => made(
                1,
                apart.z,
                format!(
                    "({} − {}) / √({}² + {}²) = {}",
                    put(x),
                    put(b),
                    put(own),
                    put(se),
                    fixed(apart.z, 4)
                ),
                vec![
                    input("b", "the other figure", b),
                    input("se_x", "standard error of our own value", own),
                    input("se_b", "standard error of the other figure", se),
                ],
                &|_| None,
            ),
        };
    }
    let (n, mean, sd, z) = if compared.peers.is_empty() {
        let Some(summary) = &compared.benchmark.summary else {
            return none(0, "the benchmark holds neither values nor a summary".to_owned());
        };
        let (Some(mean), Some(sd)) = (summary.mean, summary.sd) else {
            return none(0, "the summary has no mean or no standard deviation".to_owned());
        };
        let estimate = |value, standard_error| Estimate { value, standard_error };
        let z = difference(estimate(mean, sd), estimate(x, 0.0)).map(|apart| apart.z);
        let n = summary.count.and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
        (n, mean, sd, z)
    } else {
        match summarize(&compared.peers).and_then(|summary| Ok((summary.mean, summary.sd?))) {
            Ok((mean, sd)) => (compared.peers.len(), mean, sd, z_score(x, &compared.peers)),
            Err(why) => return none(compared.peers.len(), why.reason()),
        }
    };
    match z {
        Err(why) => none(n, why.reason()),
        Ok(z) => made(
            n,
            z,
            format!("({} − {}) / {} = {}", put(x), put(mean), put(sd), fixed(z, 4)),
            vec![
                input("m", "mean of the others", mean),
                input("s", "standard deviation of the others", sd),
            ],
            &|value| Some((value - mean) / sd),
        ),
    }
}
