//! An indicator's shares in periods that are long enough: the same rule as for figures that the site counts itself.
//!
//! In: the values of an indicator with part and whole. Out: the shares of its own periods, or, where more than a quarter of these
//! have too few cases for an estimate, of the shortest longer ones in which that is not so. "`min_cell <= n < min_estimate`: counts
//! only, no percentage" (GR3): whoever tests such shares tests percentages that nobody may see. A longer period is put together
//! only where its shorter ones are all there.

use super::{counts, ended, is_provisional};
use crate::measure::measurement::Point;
use crate::measure::series;
use crate::record::indicator::Indicator;
use crate::stats::period::{Length, Period};
use jiff::ToSpan;
use jiff::civil::Date;

/// Shares by periods of one length.
pub(super) struct Pooled {
    /// In order of time.
    pub(super) shares: Vec<Share>,
    /// How long they are.
    pub(super) length: Length,
    /// Why they are longer than the indicator's own; nothing where they are its own.
    pub(super) note: Option<String>,
}

/// The share of a period.
pub(super) struct Share {
    pub(super) label: String,
    days: (Date, Date),
    pub(super) part: u64,
    pub(super) all: u64,
    /// Whether there are too few cases for an estimate.
    pub(super) few: bool,
    /// What changed in the definition since the period before.
    pub(super) breaks: Option<String>,
    provisional: bool,
}

/// The shares of an indicator up to a day; nothing where it has values without counts.
pub(super) fn shares(indicator: &Indicator, day: Date, least: u64) -> Option<Pooled> {
    let known = indicator.values.iter().all(|value| counts(indicator, value).is_some());
    if indicator.values.is_empty() || !known {
        return None;
    }
    let breaks = super::series(indicator, day).into_iter().map(|point| point.breaks);
    let own: Vec<Share> = ended(indicator, day)
        .iter()
        .zip(breaks)
        .filter_map(|(one, breaks)| {
            let (part, all) = counts(indicator, one.value)?;
            Some(Share {
                label: one.name.to_owned(),
                days: one.days,
                part,
                all,
                few: all < least,
                breaks,
                provisional: is_provisional(one.value),
            })
        })
        .collect();
    let length = own
        .iter()
        .filter_map(|one| Some(Period::parse(&one.label)?.length()))
        .max();
    let mut made = Pooled {
        length: length.unwrap_or(Length::Quarter),
        shares: own,
        note: None,
    };
    // Weeks lie across the ends of all longer periods.
    let from = if made.length == Length::Week {
        Length::Year
    } else {
        made.length
    };
    for longer in [Length::Quarter, Length::HalfYear, Length::Year]
        .into_iter()
        .filter(|length| *length > from)
    {
        if !made.are_small() {
            break;
        }
        let shares = together(&made.shares, longer, least);
        if shares.is_empty() {
            break;
        }
        made = Pooled {
            shares,
            length: longer,
            note: Some(series::by_longer(longer, series::FEW_CASES)),
        };
    }
    Some(made)
}

impl Pooled {
    /// Whether more than a quarter of the periods have too few cases for an estimate.
    fn are_small(&self) -> bool {
        4 * self.shares.iter().filter(|share| share.few).count() > self.shares.len()
    }

    /// The shares as points in percent or as parts of 1; those of few cases have no value.
    pub(super) fn points(&self, scale: f64) -> Vec<Point> {
        let each = self.shares.iter().map(|share| Point {
            label: share.label.clone(),
            #[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^53")]
            value: (!share.few).then(|| scale * share.part as f64 / share.all as f64),
            interval: None,
            n: usize::try_from(share.all).ok(),
            provisional: share.provisional,
            breaks: share.breaks.clone(),
        });
        each.collect()
    }
}

/// Shorter periods put together to those longer ones that they cover from the first day to the last.
fn together(shorter: &[Share], length: Length, least: u64) -> Vec<Share> {
    let longer = |share: &Share| Period::of(share.days.0, length);
    let groups = shorter.chunk_by(|one, next| longer(one) == longer(next));
    let whole = groups.filter_map(|group| {
        let (first, last) = (group.first()?, group.last()?);
        let period = longer(first);
        let follow = group
            .windows(2)
            .all(|pair| pair[0].days.1.saturating_add(1.day()) == pair[1].days.0);
        if (first.days.0, last.days.1) != period.days() || !follow {
            return None;
        }
        let all = group.iter().map(|share| share.all).fold(0, u64::saturating_add);
        let breaks: Vec<&str> = group.iter().filter_map(|share| share.breaks.as_deref()).collect();
        Some(Share {
            label: period.to_string(),
            days: period.days(),
            part: group.iter().map(|share| share.part).fold(0, u64::saturating_add),
            all,
            few: all < least,
            breaks: (!breaks.is_empty()).then(|| breaks.join("; ")),
            provisional: group.iter().any(|share| share.provisional),
        })
    });
    whole.collect()
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::{Detail, Measurement};
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    /// Acknowledged in time of so many complaints, by quarter.
    fn series(counts: &[(u32, u32)]) -> String {
        let rows: Vec<String> = counts
            .iter()
            .enumerate()
            .map(|(index, (part, all))| {
                format!(
                    "  - {{period: {}-Q{}, value: {}, numerator: {part}, denominator: {all}}}\n",
                    2023 + index / 4,
                    index % 4 + 1,
                    100.0 * f64::from(*part) / f64::from(*all)
                )
            })
            .collect();
        format!(
            "id: IND-A\nkind: proportion\nunit: percent\nfrequency: quarter\nvalues:\n{}",
            rows.concat()
        )
    }

    fn trend(counts: &[(u32, u32)]) -> Measurement {
        said("M-TRD-1", &[(Key::Indicator, "IND-A")], &series(counts))
    }

    #[test]
    fn shares_of_few_cases_are_put_together_before_they_are_tested() {
        // Each quarter has fewer than ten cases but one; the last half-year still has.
        let counts = [(5, 9), (7, 11), (7, 9), (8, 9), (7, 7), (6, 6), (5, 5), (4, 4)];
        let made = trend(&counts);
        assert_eq!(
            made.estimate,
            Err("a slope needs 4 values, there are 3".to_owned()),
            "{made:?}"
        );
        assert!(made.changes.is_empty());
        let Detail::Series(points) = &made.detail else { panic!() };
        let told: Vec<_> = points
            .iter()
            .map(|point| (point.label.as_str(), point.value.is_some(), point.n))
            .collect();
        assert_eq!(
            told,
            [
                ("2023-H1", true, Some(20)),
                ("2023-H2", true, Some(18)),
                ("2024-H1", true, Some(13)),
                ("2024-H2", false, Some(9)),
            ]
        );
        let chart = said("M-SPC-2", &[(Key::Indicator, "IND-A")], &series(&counts));
        let Detail::Control(control) = &chart.detail else {
            panic!()
        };
        assert_eq!((control.points.len(), control.points[3].value), (4, None));
        assert!(
            chart
                .notes
                .iter()
                .any(|note| note.starts_with("by half-year, since quarters have"))
        );
    }

    #[test]
    fn periods_with_enough_cases_stay_as_they_are() {
        let counts = [
            (50, 90),
            (70, 110),
            (70, 90),
            (80, 90),
            (70, 75),
            (60, 63),
            (55, 57),
            (4, 4),
        ];
        let made = trend(&counts);
        assert!(made.estimate.is_ok() && made.changes.len() == 1, "{made:?}");
        let Detail::Series(points) = &made.detail else { panic!() };
        // Of the one period of few cases there is no percentage to test.
        assert_eq!((points.len(), points[7].value), (8, None));
        assert!(
            made.inputs
                .iter()
                .any(|input| input.symbol == "n" && input.value == 7.0)
        );
    }
}
