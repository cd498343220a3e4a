//! Response, cooperation, refusal and contact rates of a wave, by their published numbers.

use crate::stats::estimate::{NotEstimable, real};

/// What became of everybody who was invited.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Dispositions {
    /// Complete answers (I).
    pub complete: u64,
    /// Partial answers (P).
    pub partial: u64,
    /// Refusals and break-offs (R).
    pub refused: u64,
    /// Never reached (NC).
    pub not_contacted: u64,
    /// Eligible, without answer for other reasons (O).
    pub other: u64,
    /// Whether there is somebody eligible is unknown (UH).
    pub unknown_household: u64,
    /// Unknown for other reasons (UO).
    pub unknown_other: u64,
    /// Not eligible (NE).
    pub not_eligible: u64,
}

/// A rate between 0 and 1, or why there is none.
pub type Share = Result<f64, NotEstimable>;

/// The rates, each by its number.
///
/// RR3, RR4, REF2 and CON2 count the unknown as far as they are taken for eligible, by `e`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rates {
    /// The share of eligible ones taken among the unknown.
    pub e: Share,
    /// Complete answers among all that may be eligible.
    pub rr1: Share,
    /// Complete and partial answers among all that may be eligible.
    pub rr2: Share,
    /// As RR1, with the unknown taken as far as eligible.
    pub rr3: Share,
    /// As RR2, with the unknown taken as far as eligible.
    pub rr4: Share,
    /// Complete answers among those known to be eligible.
    pub rr5: Share,
    /// Complete and partial answers among those known to be eligible.
    pub rr6: Share,
    /// Complete answers among all contacted.
    pub coop1: Share,
    /// Complete and partial answers among all contacted.
    pub coop2: Share,
    /// Complete answers among those contacted who could answer.
    pub coop3: Share,
    /// Complete and partial answers among those contacted who could answer.
    pub coop4: Share,
    /// Refusals among all that may be eligible.
    pub ref1: Share,
    /// As REF1, with the unknown taken as far as eligible.
    pub ref2: Share,
    /// Refusals among those known to be eligible.
    pub ref3: Share,
    /// Contacted among all that may be eligible.
    pub con1: Share,
    /// As CON1, with the unknown taken as far as eligible.
    pub con2: Share,
    /// Contacted among those known to be eligible.
    pub con3: Share,
}

/// The rates of a wave; `e` is the share of eligible ones among the unknown where another estimate than the usual one is given.
///
/// Without it, `e` is the share of eligible ones among those of known eligibility (CASRO). Source: American Association for
/// Public Opinion Research, Standard Definitions; metric M-SMP-1. They describe this wave and are no estimates; a low rate is
/// a risk of bias, not its proof. Not meant for surveys that anybody may join.
///
/// Errors: a given `e` lies outside 0 to 1. A single rate whose divisor is 0 says so in its place.
///
/// ```
/// use tenfour::stats::response_rates::{Dispositions, rates};
/// let wave = Dispositions {
///     complete: 132, partial: 9, refused: 21, not_contacted: 88, other: 4,
///     unknown_household: 30, unknown_other: 16, not_eligible: 12,
/// };
/// let rates = rates(&wave, None).unwrap();
/// let shown = |rate: Result<f64, _>| format!("{:.6}", rate.unwrap());
/// assert_eq!(shown(rates.rr1), "0.440000");
/// assert_eq!(shown(rates.rr2), "0.470000");
/// assert_eq!(shown(rates.e), "0.954887");
/// assert_eq!(shown(rates.rr3), "0.443065");
/// assert_eq!(shown(rates.rr4), "0.473274");
/// assert_eq!(shown(rates.rr5), "0.519685");
/// assert_eq!(shown(rates.rr6), "0.555118");
/// assert_eq!(shown(rates.coop1), "0.795181");
/// assert_eq!(shown(rates.con1), "0.553333");
/// assert_eq!(shown(rates.ref1), "0.070000");
/// ```
pub fn rates(wave: &Dispositions, e: Option<f64>) -> Result<Rates, NotEstimable> {
    if e.is_some_and(|e| !(0.0..=1.0).contains(&e)) {
        return Err(NotEstimable::OutOfRange("the eligible share among the unknown"));
    }
    let (complete, refused) = (real(wave.complete), real(wave.refused));
    let answered = complete + real(wave.partial);
    let able = answered + refused;
    let contacted = able + real(wave.other);
    let known = contacted + real(wave.not_contacted);
    let unknown = real(wave.unknown_household) + real(wave.unknown_other);
    let of_known = over(known, known + real(wave.not_eligible)).map_err(|_| NotEstimable::NoKnownEligibility);
    let e = e.map_or(of_known, Ok);
    let all = known + unknown;
    let with_e = |above: f64| over(above, known + e? * unknown);
    Ok(Rates {
        e,
        rr1: over(complete, all),
        rr2: over(answered, all),
        rr3: with_e(complete),
        rr4: with_e(answered),
        rr5: over(complete, known),
        rr6: over(answered, known),
        coop1: over(complete, contacted),
        coop2: over(answered, contacted),
        coop3: over(complete, able),
        coop4: over(answered, able),
        ref1: over(refused, all),
        ref2: with_e(refused),
        ref3: over(refused, known),
        con1: over(contacted, all),
        con2: with_e(contacted),
        con3: over(contacted, known),
    })
}

fn over(above: f64, below: f64) -> Share {
    if below > 0.0 {
        Ok(above / below)
    } else {
        Err(NotEstimable::NothingToDivideBy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_invited_gives_no_rate() {
        let rates = rates(&Dispositions::default(), None).unwrap();
        assert_eq!(rates.rr1, Err(NotEstimable::NothingToDivideBy));
        assert_eq!(rates.rr3, Err(NotEstimable::NoKnownEligibility));
    }

    #[test]
    fn an_impossible_share_is_refused() {
        assert!(rates(&Dispositions::default(), Some(1.5)).is_err());
        assert!(rates(&Dispositions::default(), Some(f64::NAN)).is_err());
    }
}
