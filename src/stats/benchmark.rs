//! A figure against those of peers.

use crate::stats::descriptive::summarize;
use crate::stats::estimate::{NotEstimable, size};

/// How many standard deviations a figure lies above the mean of its peers: `(x - mean) / sd`.
///
/// Source: metric M-BMK-1. Only where the peers' definition is the same or similar; against a single figure with an error use
/// [`crate::stats::change::difference`].
///
/// Errors: there are fewer than two peers, they do not vary, or a value is no finite number.
///
/// ```
/// use tenfour::stats::benchmark::{percentile_rank, z_score};
/// let peers = [71., 73., 75., 76., 77., 79., 80., 82., 84., 86.];
/// assert!((z_score(78.4, &peers).unwrap() - 0.020796).abs() < 1e-6);
/// assert_eq!(percentile_rank(78.4, &peers), Ok(50.0));
/// ```
pub fn z_score(value: f64, peers: &[f64]) -> Result<f64, NotEstimable> {
    let summary = summarize(peers)?;
    let z = (value - summary.mean) / summary.sd?;
    match summary.sd? {
        sd if sd <= 0.0 => Err(NotEstimable::NoVariation),
        _ if !z.is_finite() => Err(NotEstimable::NotFinite),
        _ => Ok(z),
    }
}

/// The share of peers that a figure lies above, equal ones counting half, in percent.
///
/// `100 (below + 0.5 equal) / n`. Source: metric M-BMK-2, which shows it from five peers on.
///
/// Errors: there is no peer, or a value is no finite number.
pub fn percentile_rank(value: f64, peers: &[f64]) -> Result<f64, NotEstimable> {
    if peers.is_empty() {
        return Err(NotEstimable::NobodyAnswered);
    }
    if !value.is_finite() || peers.iter().any(|peer| !peer.is_finite()) {
        return Err(NotEstimable::NotFinite);
    }
    let part = |peer: &f64| match peer.partial_cmp(&value) {
        Some(std::cmp::Ordering::Less) => 1.0,
        Some(std::cmp::Ordering::Equal) => 0.5,
        Some(std::cmp::Ordering::Greater) | None => 0.0,
    };
    Ok(100.0 * peers.iter().map(part).sum::<f64>() / size(peers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_or_equal_peers() {
        assert_eq!(z_score(1.0, &[]), Err(NotEstimable::NobodyAnswered));
        assert_eq!(z_score(1.0, &[2.0]), Err(NotEstimable::TooFew { needed: 2, found: 1 }));
        assert_eq!(z_score(1.0, &[2.0, 2.0]), Err(NotEstimable::NoVariation));
        assert_eq!(z_score(f64::NAN, &[2.0, 3.0]), Err(NotEstimable::NotFinite));
        assert_eq!(percentile_rank(1.0, &[]), Err(NotEstimable::NobodyAnswered));
        assert_eq!(percentile_rank(2.0, &[2.0, 1.0, 3.0, 4.0]), Ok(37.5));
    }
}
