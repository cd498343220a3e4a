//! Random numbers from a seed, the same on every machine.

/// The generator PCG-XSH-RR with 64 bits of state and 32 of output.
///
/// Source: O'Neill, PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
/// Generation, 2014, the minimal C implementation. Good for drawing samples, not for secrets.
///
/// ```
/// use tenfour::stats::random::Pcg;
/// // The first numbers of the demonstration program, round 1, seeded with 42 and stream 54.
/// let mut random = Pcg::new(42, 54);
/// let got: Vec<u32> = (0..6).map(|_| random.next_number()).collect();
/// assert_eq!(got, [0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e]);
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pcg {
    state: u64,
    increment: u64,
}

impl Pcg {
    /// A generator from a seed; different streams give independent numbers.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut random = Self {
            state: 0,
            increment: stream << 1 | 1,
        };
        random.next_number();
        random.state = random.state.wrapping_add(seed);
        random.next_number();
        random
    }

    /// The next number, all 32 bits random.
    pub fn next_number(&mut self) -> u32 {
        let old = self.state;
        self.state = old.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(self.increment);
        let [.., low] = halves((old >> 18 ^ old) >> 27);
        let [.., turns] = halves(old >> 59);
        low.rotate_right(turns)
    }

    /// A number below a bound, each with the same chance; 0 when the bound is 0.
    ///
    /// Numbers that would favour some results are thrown away. Source: `pcg32_boundedrand_r` of the same
    /// implementation.
    pub fn below(&mut self, bound: u32) -> u32 {
        let Some(unfair) = bound.wrapping_neg().checked_rem(bound) else {
            return 0;
        };
        loop {
            let number = self.next_number();
            if number >= unfair {
                return number % bound;
            }
        }
    }
}

/// The upper and lower 32 bits.
fn halves(number: u64) -> [u32; 2] {
    let [a, b, c, d, e, f, g, h] = number.to_be_bytes();
    [u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_below_a_bound_are_spread_evenly() {
        let mut random = Pcg::new(10_004, 0);
        let mut counts = [0u32; 6];
        for _ in 0..60_000 {
            counts[random.below(6) as usize] += 1;
        }
        assert!(counts.iter().all(|count| (9_600..10_400).contains(count)), "{counts:?}");
        assert_eq!(random.below(0), 0);
        assert_eq!(random.below(1), 0);
    }
}
