//! Quantiles and tail probabilities of the distributions that tests and intervals lean on.
//!
//! Incomplete beta and gamma functions are computed here and not taken from a crate: both tails are needed with all their
//! digits, large shapes must not end a series early, quantiles must always end, and the same bytes must come out on every
//! platform. Factors in front of the fractions follow Loader, Fast and accurate computation of binomial probabilities (2000),
//! the fractions themselves NIST DLMF 8.17.22, 8.9.2 and 8.11.4, evaluated after Lentz.

use crate::stats::estimate::{NotEstimable, real};
use statrs::distribution::{ContinuousCDF, Normal};
use std::f64::consts::{PI, SQRT_2};

/// The probabilities of lying below and above a point; the small one has all its digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tails {
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

/// The tail probability at each side of an interval of this confidence.
///
/// Errors: the confidence does not lie between 0 and 1.
pub(crate) fn tail(confidence: f64) -> Result<f64, NotEstimable> {
    if confidence > 0.0 && confidence < 1.0 {
        Ok((1.0 - confidence) / 2.0)
    } else {
        Err(NotEstimable::OutOfRange("the confidence"))
    }
}

/// How many standard errors an interval of this confidence reaches to each side under the normal distribution.
///
/// Errors: the confidence does not lie between 0 and 1.
pub(crate) fn z(confidence: f64) -> Result<f64, NotEstimable> {
    Ok(-normal_quantile(tail(confidence)?))
}

/// The point that a standard normal lies below with this probability, which lies between 0 and 1.
pub(crate) fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// The two-sided p value of a standard normal statistic.
pub(crate) fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / SQRT_2)
}

/// From so many degrees of freedom on, t is computed from the normal distribution by a series: `1 - x` of the beta distribution
/// would hold too few digits.
const MANY: f64 = 1e6;

/// The two-sided p value of a t statistic.
pub(crate) fn t_two_sided(t: f64, df: f64) -> f64 {
    let square = t * t;
    if square.is_infinite() {
        return 0.0;
    }
    if df > MANY {
        // The inverse of the series of the quantile.
        let first = (square + 1.0) / 4.0;
        let second = ((13.0 * square + 8.0) * square + 3.0) / 96.0;
        return normal_two_sided(t * (1.0 - (first - second / df) / df));
    }
    let total = df + square;
    beta_tails(df / 2.0, 0.5, df / total, square / total).lower
}

/// The point that t exceeds with this probability, which is below one half.
pub(crate) fn t_quantile(tail: f64, df: f64) -> f64 {
    if df > MANY {
        // Abramowitz and Stegun, 26.7.5; what the series leaves out is below 1e-15.
        let z = -normal_quantile(tail);
        let square = z * z;
        let first = z * (square + 1.0) / 4.0;
        let second = z * ((5.0 * square + 16.0) * square + 3.0) / 96.0;
        return z + (first + second / df) / df;
    }
    let (x, y) = beta_quantile(df / 2.0, 0.5, 2.0 * tail, Side::Lower);
    (df * y / x).sqrt()
}

/// The probability that chi-square lies above a point.
pub(crate) fn chi_square_upper(statistic: f64, df: f64) -> f64 {
    gamma_tails(df / 2.0, statistic / 2.0).upper
}

/// The probability that F lies above a point.
pub(crate) fn f_upper(statistic: f64, df1: f64, df2: f64) -> f64 {
    if statistic.is_infinite() {
        return 0.0;
    }
    let total = df1 * statistic + df2;
    beta_tails(df1 / 2.0, df2 / 2.0, df1 * statistic / total, df2 / total).upper
}

/// The point that F exceeds with this probability.
pub(crate) fn f_upper_quantile(tail: f64, df1: f64, df2: f64) -> f64 {
    let (x, y) = beta_quantile(df1 / 2.0, df2 / 2.0, tail, Side::Upper);
    df2 * x / (df1 * y)
}

/// Which tail holds a probability.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    /// Below the point.
    Lower,
    /// Above the point.
    Upper,
}

impl Side {
    fn of(self, tails: Tails) -> f64 {
        match self {
            Self::Lower => tails.lower,
            Self::Upper => tails.upper,
        }
    }
}

/// Both tails of the beta distribution at `x`; `y` is `1 - x`, given apart because it may be small.
pub(crate) fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> Tails {
    if x <= 0.0 {
        return Tails { lower: 0.0, upper: 1.0 };
    }
    if y <= 0.0 {
        return Tails { lower: 1.0, upper: 0.0 };
    }
    // x^a y^b / B(a, b)
    let front = a * b / (a + b) * binomial_term(a, b, x, y);
    if x <= (a + 1.0) / (a + b + 2.0) {
        let lower = (front * beta_fraction(a, b, x) / a).min(1.0);
        Tails {
            lower,
            upper: 1.0 - lower,
        }
    } else {
        let upper = (front * beta_fraction(b, a, y) / b).min(1.0);
        Tails {
            lower: 1.0 - upper,
            upper,
        }
    }
}

/// The point with this probability in one tail of the beta distribution, as `x` and `1 - x`.
pub(crate) fn beta_quantile(a: f64, b: f64, probability: f64, side: Side) -> (f64, f64) {
    let at = |x: f64, y: f64| side.of(beta_tails(a, b, x, y));
    // The tail grows with x below and shrinks with it above; what is searched is the smaller of x and y.
    let half = at(0.5, 0.5);
    let left = (half >= probability) == (side == Side::Lower);
    let grows = left == (side == Side::Lower);
    let found = bisect(0.0, 0.5, |small| {
        let tail = if left {
            at(small, 1.0 - small)
        } else {
            at(1.0 - small, small)
        };
        (tail < probability) == grows
    });
    if left {
        (found, 1.0 - found)
    } else {
        (1.0 - found, found)
    }
}

/// Both tails of the gamma distribution of this shape and scale 1.
pub(crate) fn gamma_tails(shape: f64, x: f64) -> Tails {
    if x <= 0.0 {
        return Tails { lower: 0.0, upper: 1.0 };
    }
    if x.is_infinite() {
        return Tails { lower: 1.0, upper: 0.0 };
    }
    // x^a e^-x / Gamma(a + 1)
    let front = poisson_term(shape, x);
    if x < shape + 1.0 {
        let (mut term, mut sum, mut next) = (1.0, 1.0, shape);
        while term > sum * f64::EPSILON / 4.0 {
            next += 1.0;
            term *= x / next;
            sum += term;
        }
        let lower = (front * sum).min(1.0);
        Tails {
            lower,
            upper: 1.0 - lower,
        }
    } else {
        let upper = (front * shape * gamma_fraction(shape, x)).min(1.0);
        Tails {
            lower: 1.0 - upper,
            upper,
        }
    }
}

/// The point with this probability in one tail of the gamma distribution of this shape and scale 1.
pub(crate) fn gamma_quantile(shape: f64, probability: f64, side: Side) -> f64 {
    let below = |x: f64| {
        let tails = gamma_tails(shape, x);
        match side {
            Side::Lower => tails.lower < probability,
            Side::Upper => tails.upper > probability,
        }
    };
    let mut high = shape.max(1.0);
    while below(high) && high < f64::MAX / 4.0 {
        high *= 2.0;
    }
    bisect(0.0, high, below)
}

/// The smallest number between two bounds that is not below what is searched, to the last digit.
fn bisect(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return high;
        }
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The largest count that exact distributions are computed for: steps grow with its root.
pub(crate) const MOST: u64 = 1_000_000_000;
/// How many steps a continued fraction may take; counts up to [`MOST`] need fewer.
const STEPS: u32 = 10_000_000;
/// Stands for 0 where a fraction divides by it.
const TINY: f64 = 1e-300;

fn not_zero(value: f64) -> f64 {
    if value.abs() < TINY { TINY } else { value }
}

/// The continued fraction of the incomplete beta function, fast for x below its mean.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for step in 1..STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / not_zero(1.0 + even * d);
        c = not_zero(1.0 + even / c);
        value *= d * c;
        d = 1.0 / not_zero(1.0 + odd * d);
        c = not_zero(1.0 + odd / c);
        let change = d * c;
        value *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

/// The continued fraction of the upper incomplete gamma function without its factor, for x above the shape.
fn gamma_fraction(shape: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / not_zero(b);
    let mut value = d;
    for step in 1..STEPS {
        let m = f64::from(step);
        let numerator = -m * (m - shape);
        b += 2.0;
        d = 1.0 / not_zero(numerator * d + b);
        c = not_zero(b + numerator / c);
        let change = d * c;
        value *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

/// `Gamma(a + b + 1) / (Gamma(a + 1) Gamma(b + 1)) x^a y^b`: for whole a and b the binomial probability of a in a + b.
fn binomial_term(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    if a <= 0.0 {
        return libm::exp(b * power(y, x));
    }
    if b <= 0.0 {
        return libm::exp(a * power(x, y));
    }
    let rest = stirling_rest(n) - stirling_rest(a) - stirling_rest(b) - deviance(a, n * x) - deviance(b, n * y);
    libm::exp(rest) * (n / (2.0 * PI * a * b)).sqrt()
}

/// The logarithm of a share, by the other share where that is the small one.
fn power(share: f64, other: f64) -> f64 {
    if share < 0.5 {
        libm::log(share)
    } else {
        libm::log1p(-other)
    }
}

/// `x^a e^-x / Gamma(a + 1)`: for whole a the Poisson probability of a where x are expected.
fn poisson_term(a: f64, x: f64) -> f64 {
    libm::exp(-stirling_rest(a) - deviance(a, x)) / (2.0 * PI * a).sqrt()
}

/// What Stirling's formula leaves of the logarithm of `Gamma(x + 1)`.
fn stirling_rest(x: f64) -> f64 {
    if x <= 15.0 {
        return libm::lgamma(x + 1.0) - (x + 0.5) * libm::log(x) + x - 0.5 * libm::log(2.0 * PI);
    }
    let square = x * x;
    let inner = 1.0 / 1260.0 - (1.0 / 1680.0 - (1.0 / 1188.0 - 691.0 / 360_360.0 / square) / square) / square;
    (1.0 / 12.0 - (1.0 / 360.0 - inner / square) / square) / x
}

/// `x ln(x / m) + m - x` without loss where the two are near.
fn deviance(x: f64, m: f64) -> f64 {
    let (difference, sum) = (x - m, x + m);
    if difference.abs() >= 0.1 * sum {
        return x * libm::log(x / m) - difference;
    }
    let ratio = difference / sum;
    let mut value = difference * ratio;
    let mut term = 2.0 * x * ratio;
    let mut odd = 1.0;
    loop {
        term *= ratio * ratio;
        odd += 2.0;
        let next = value + term / odd;
        if next.total_cmp(&value).is_eq() || !next.is_finite() {
            return value;
        }
        value = next;
    }
}

/// The binomial distribution of `n` trials that each succeed with probability `p`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binomial {
    pub(crate) n: u64,
    pub(crate) p: f64,
}

impl Binomial {
    /// The probability of exactly `k`.
    pub(crate) fn exactly(self, k: u64) -> f64 {
        if k > self.n {
            return 0.0;
        }
        binomial_term(real(k), real(self.n - k), self.p, 1.0 - self.p)
    }

    /// The probability of at most `k`.
    pub(crate) fn at_most(self, k: u64) -> f64 {
        if k >= self.n {
            return 1.0;
        }
        beta_tails(real(k) + 1.0, real(self.n - k), self.p, 1.0 - self.p).upper
    }

    /// The probability of at least `k`.
    pub(crate) fn at_least(self, k: u64) -> f64 {
        match k {
            0 => 1.0,
            k if k > self.n => 0.0,
            k => beta_tails(real(k), real(self.n - k) + 1.0, self.p, 1.0 - self.p).lower,
        }
    }

    /// The two-sided p value of `k`: the probability of all outcomes that are at most as likely.
    pub(crate) fn two_sided(self, k: u64) -> f64 {
        // Equal outcomes may differ in their last digits.
        let limit = self.exactly(k) * (1.0 + 1e-7);
        let mean = real(self.n) * self.p;
        let at_most_as_likely = |other: u64| self.exactly(other) <= limit;
        // The probabilities rise up to the mean and fall after it: the end of the other tail is found by halving.
        if real(k) < mean {
            let mut left = k + 1;
            let mut right = self.n + 1;
            while left < right {
                let middle = left + (right - left) / 2;
                if real(middle) > mean && at_most_as_likely(middle) {
                    right = middle;
                } else {
                    left = middle + 1;
                }
            }
            (self.at_most(k) + self.at_least(left)).min(1.0)
        } else if real(k) > mean {
            // `left` outcomes from 0 on are at most as likely.
            let mut left = 0;
            let mut right = k;
            while left < right {
                let middle = left + (right - left) / 2;
                if real(middle) < mean && at_most_as_likely(middle) {
                    left = middle + 1;
                } else {
                    right = middle;
                }
            }
            let other = if left == 0 { 0.0 } else { self.at_most(left - 1) };
            (self.at_least(k) + other).min(1.0)
        } else {
            1.0
        }
    }
}

/// The hypergeometric probability of `x` marked ones in a draw of `drawn` from `marked` and `others`.
pub(crate) fn hypergeometric(x: u64, marked: u64, others: u64, drawn: u64) -> f64 {
    if x > marked || x > drawn || drawn - x > others {
        return 0.0;
    }
    let p = real(drawn) / real(marked + others);
    if p <= 0.0 || p >= 1.0 {
        return 1.0;
    }
    let all = Binomial { n: marked + others, p };
    Binomial { n: marked, p }.exactly(x) * Binomial { n: others, p }.exactly(drawn - x) / all.exactly(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn near(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-12 * want.abs(), "{got:e} instead of {want:e}");
    }

    /// NIST/SEMATECH e-Handbook of Statistical Methods, tables 1.3.6.7.2 to 1.3.6.7.4, and mpmath 1.3 for the digits.
    #[test]
    fn published_quantiles() {
        near(t_quantile(0.025, 10.0), 2.228_138_851_986_275);
        near(t_quantile(0.025, 1.0), 12.706_204_736_174_698);
        near(t_quantile(0.025, f64::INFINITY), 1.959_963_984_540_054);
        near(2.0 * gamma_quantile(5.0, 0.05, Side::Upper), 18.307_038_053_275_146);
        near(f_upper_quantile(0.05, 5.0, 10.0), 3.325_834_530_413_011);
    }

    /// The two-sided level of a quantile is the level again, also far out and for many degrees of freedom.
    #[test]
    fn quantiles_and_tails_undo_each_other() {
        for df in [1.0, 2.5, 30.0, 1e4, 9e5, 1.1e6, 1e8, 1e15] {
            for tail in [1e-9, 1e-3, 0.025, 0.4] {
                let t = t_quantile(tail, df);
                assert!((t_two_sided(t, df) / (2.0 * tail) - 1.0).abs() < 1e-10, "{df} {tail}");
            }
        }
        for shape in [0.5, 1.0, 150.0, 151.0, 1e4, 1e8] {
            for tail in [1e-9, 0.025, 0.4] {
                let low = gamma_tails(shape, gamma_quantile(shape, tail, Side::Lower)).lower;
                let high = gamma_tails(shape, gamma_quantile(shape, tail, Side::Upper)).upper;
                assert!(
                    (low / tail - 1.0).abs() < 1e-6 && (high / tail - 1.0).abs() < 1e-6,
                    "{shape} {tail}"
                );
            }
        }
    }

    /// mpmath 1.3 with 30 digits, on both sides of the place where the series takes over.
    #[test]
    fn many_degrees_of_freedom() {
        let near = |got: f64, want: f64| assert!((got / want - 1.0).abs() < 1e-10, "{got:e} instead of {want:e}");
        near(t_two_sided(2.0, 9e5), 0.04550056384633068);
        near(t_two_sided(2.0, 1.1e6), 0.04550050930994854);
        near(t_two_sided(5.0, 1.1e6), 5.733910007893896e-07);
        near(f_upper(2.0, 5.0, 9e5), 0.0752363480450922);
    }

    /// Simple cases that are known in closed form.
    #[test]
    fn closed_forms() {
        near(beta_tails(2.0, 1.0, 0.3, 0.7).lower, 0.09);
        near(beta_tails(1.0, 3.0, 0.9, 0.1).upper, 0.001);
        near(beta_tails(0.5, 0.5, 0.5, 0.5).lower, 0.5);
        near(chi_square_upper(10.0, 2.0), libm::exp(-5.0));
        near(gamma_tails(1.0, 1e-20).lower, 1e-20);
        near(Binomial { n: 4, p: 0.5 }.exactly(2), 0.375);
        near(Binomial { n: 4, p: 0.5 }.at_most(1), 0.3125);
        near(Binomial { n: 3, p: 0.25 }.exactly(0), 0.421_875);
        near(hypergeometric(1, 2, 2, 2), 4.0 / 6.0);
        near(hypergeometric(0, 3, 5, 0), 1.0);
    }

    proptest! {
        #[test]
        fn binomial_tails_sum_their_terms(n in 1_u64..60, k in 0_u64..60, p in 0.001..0.999) {
            let binomial = Binomial { n, p };
            let k = k.min(n);
            let sum: f64 = (0..=k).map(|k| binomial.exactly(k)).sum();
            prop_assert!((binomial.at_most(k) - sum).abs() < 1e-12);
            prop_assert!((binomial.at_most(k) + binomial.at_least(k + 1) - 1.0).abs() < 1e-12);
            let limit = binomial.exactly(k) * (1.0 + 1e-7);
            let both: f64 = (0..=n).map(|k| binomial.exactly(k)).filter(|term| *term <= limit).sum();
            prop_assert!((binomial.two_sided(k) - both.min(1.0)).abs() < 1e-11, "{} {}", binomial.two_sided(k), both);
        }

        #[test]
        fn tails_stay_probabilities(a in 0.01..1e6, b in 0.01..1e6, x in 0.0..=1.0) {
            let Tails { lower, upper } = beta_tails(a, b, x, 1.0 - x);
            prop_assert!((0.0..=1.0).contains(&lower) && (0.0..=1.0).contains(&upper), "{lower} {upper}");
        }
    }
}
