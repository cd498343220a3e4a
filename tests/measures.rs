//! What the metrics say of the example is what its story tells.

use crate::example::example;
use tenfour::measure::measurement::{Detail, Measurement};
use tenfour::measure::numbers::Numbers;
use tenfour::measure::scope::Scope;
use tenfour::measure::selection::Selection;
use tenfour::measure::unit::{Unit, fixed};
use tenfour::measure::{find, of};

/// The example as metrics look at it.
fn scope() -> Scope<'static> {
    let example = example();
    Scope::new(
        &example.ledger,
        &example.settings,
        &example.catalogue,
        example.as_of,
        example.zone.clone(),
        example.days.clone(),
    )
}

/// What a metric says of the example, narrowed as `period=2025,product=PRD-CARE`.
fn said(metric: &str, narrowed: &str) -> Measurement {
    let pairs = narrowed.split(',').filter_map(|pair| pair.split_once('='));
    let filter = pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    of(
        find(metric).unwrap(),
        &scope(),
        &Selection::from_filter(&filter).unwrap(),
    )
}

/// Everything that the site measures of the example.
fn all_measured() -> Numbers {
    tenfour::measure::measure(&scope())
}

#[test]
fn the_share_of_a_part_is_of_the_base_or_of_what_it_says() {
    let numbers = all_measured();
    let mut looked_at = 0;
    for one in numbers.iter() {
        let Detail::Parts(parts) = &one.detail else { continue };
        // Categories by cost are shares of money.
        let weighs = one.metric == "M-PAR-1" && one.selection.to_string().contains("kind=cost");
        for part in parts.iter().filter(|_| !weighs) {
            let of = part.of.map_or(one.base.n, |(n, _)| n);
            let Some(share) = part.share else { continue };
            let expected = 100.0 * part.value / f64::from(u32::try_from(of).unwrap());
            assert!(
                (share - expected).abs() < 1e-9,
                "{} {}: {part:?}",
                one.metric,
                one.selection
            );
            looked_at += 1;
        }
    }
    assert!(looked_at > 3000);
    let churn = said("M-RET-2", "period=2025");
    let Detail::Parts(parts) = churn.detail else { panic!() };
    assert!(parts.iter().all(|part| part.of == Some((11, "customers who left"))));
}

/// Estimate and interval with so many digits: `81.7 (70.1 to 89.4)`.
fn told(made: &Measurement, digits: usize) -> String {
    let estimate = made
        .estimate
        .as_ref()
        .map_or_else(Clone::clone, |value| fixed(*value, digits));
    match &made.interval {
        Ok(ends) => format!(
            "{estimate} ({} to {})",
            fixed(ends.low, digits),
            fixed(ends.high, digits)
        ),
        Err(_) => estimate,
    }
}

/// Hits and base of a share.
fn counts(made: &Measurement) -> (usize, usize) {
    (made.drawn_from.hits.len(), made.base.n)
}

fn input(made: &Measurement, symbol: &str) -> f64 {
    made.inputs.iter().find(|input| input.symbol == symbol).unwrap().value
}

#[test]
fn complaints_acknowledged_in_time() {
    let all = said("M-CMP-3", "");
    assert_eq!(
        (counts(&all), told(&all, 1)),
        ((49, 60), "81.7 (70.1 to 89.4)".to_owned())
    );
    assert_eq!(counts(&said("M-CMP-3", "period=2024")), (27, 38));
    let last = said("M-CMP-3", "period=2025");
    assert_eq!(
        (counts(&last), told(&last, 1)),
        ((22, 22), "100.0 (85.1 to 100.0)".to_owned())
    );
    let quarters = [
        "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4",
    ];
    let by_quarter = quarters.map(|quarter| counts(&said("M-CMP-3", &format!("period={quarter}"))));
    let expected = [(5, 9), (7, 11), (7, 9), (8, 9), (7, 7), (6, 6), (5, 5), (4, 4)];
    assert_eq!(by_quarter, expected);
}

#[test]
fn complaints_upheld() {
    let made = said("M-CMP-10", "");
    assert_eq!(
        (counts(&made), told(&made, 1)),
        ((39, 50), "78.0 (64.8 to 87.2)".to_owned())
    );
}

#[test]
fn time_to_resolution() {
    let done = |made: &Measurement| match &made.detail {
        Detail::Survival(curves) => curves[0].done,
        other => panic!("{other:?}"),
    };
    let all = said("M-CMP-13", "");
    assert_eq!(told(&all, 0), "27 (20 to 29)");
    assert_eq!(done(&all), [Some(27.0), Some(34.0), Some(53.0)]);
    let first = said("M-CMP-13", "period=2024");
    assert_eq!(
        (told(&first, 0), done(&first)[2]),
        ("27 (20 to 33)".to_owned(), Some(44.0))
    );
    let second = said("M-CMP-13", "period=2025");
    assert_eq!((told(&second, 0), done(&second)[2]), ("20 (14 to 27)".to_owned(), None));
    let [change] = second.changes.as_slice() else {
        panic!("one change")
    };
    assert_eq!(change.word.word(), "no clear change");
    assert!((change.test.as_ref().unwrap().p - 0.97).abs() < 0.005);
    // The median of the closed ones alone stands in the notes only.
    let noted = |made: &Measurement, median: &str| made.notes.iter().any(|note| note.contains(median));
    assert!(noted(&second, "the median is 18.0"), "{:?}", second.notes);
    let compared = said("M-CMP-21", "period=2025,against=2024");
    assert!((input(&compared, "p") - 0.97).abs() < 0.005);
}

#[test]
fn complaints_resolved_at_first_contact() {
    let made = said("M-CMP-12", "");
    assert_eq!(
        (counts(&made), told(&made, 1)),
        ((12, 55), "21.8 (12.9 to 34.4)".to_owned())
    );
}

#[test]
fn complaints_decided_by_their_due_day() {
    assert_eq!(counts(&said("M-CMP-16", "period=2024")), (30, 38));
    assert_eq!(counts(&said("M-CMP-16", "period=2025")), (16, 21));
}

#[test]
fn the_backlog_and_how_it_came_about() {
    let Detail::Rows(rows) = said("M-CMP-7", "kind=oldest").detail else {
        panic!("no rows")
    };
    let ages: Vec<String> = rows.rows.iter().map(|row| format!("{:?}", row.cells[0])).collect();
    let expected = ["131.0", "64.0", "34.0", "33.0"].map(|age| format!("Number({age}, 0)"));
    assert_eq!(ages, expected);
    let quarters = [
        "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4",
    ];
    let open = quarters.map(|quarter| said("M-CMP-7", &format!("period={quarter}")).estimate.unwrap());
    assert_eq!(open, [4.0, 3.0, 2.0, 3.0, 1.0, 1.0, 2.0, 4.0]);
    let settled = quarters.map(|quarter| input(&said("M-CMP-19", &format!("period={quarter}")), "settled"));
    assert_eq!(settled, [5.0, 12.0, 10.0, 8.0, 9.0, 6.0, 4.0, 2.0]);
}

#[test]
fn what_most_complaints_are_about() {
    let Detail::Parts(parts) = said("M-PAR-1", "").detail else {
        panic!("no parts")
    };
    let first: Vec<String> = parts[..4]
        .iter()
        .map(|part| format!("{} {} {:.1}", part.name, part.value, part.cumulative.unwrap()))
        .collect();
    let expected = [
        "delivery_late 17 28.3",
        "information_missing 9 43.3",
        "service_failure 8 56.7",
        "product_defect 6 66.7",
    ];
    assert_eq!(first, expected);
}

#[test]
fn the_complaint_rate() {
    let made = said("M-CMP-1", "");
    assert_eq!(told(&made, 2).split(' ').next(), Some("3.16"));
    let ratio = said("M-CHG-6", "period=2025,against=2024");
    assert_eq!(told(&ratio, 3), "0.533 (0.300 to 0.924)");
    assert!((input(&ratio, "p") - 0.020).abs() < 0.0005);
    assert_eq!(ratio.changes[0].word.word(), "lower");
    let year = said("M-CMP-1", "period=2025");
    assert_eq!(year.changes[0].word.word(), "lower");
}

#[test]
fn the_trend_of_the_complaint_rate() {
    let made = said("M-TRD-1", "metric=M-CMP-1");
    assert_eq!((input(&made, "S"), input(&made, "n")), (-26.0, 8.0));
    assert!((input(&made, "p") - 0.0004).abs() < 0.00005);
    assert_eq!(fixed(made.estimate.unwrap(), 2), "−0.49");
    assert_eq!(made.changes[0].word.word(), "lower");
}

#[test]
fn the_chart_of_the_complaint_rate() {
    let made = said("M-SPC-3", "metric=M-CMP-1");
    assert_eq!(fixed(made.estimate.clone().unwrap(), 2), "3.16");
    let Detail::Control(control) = &made.detail else {
        panic!("no chart")
    };
    assert_eq!(
        (control.chart, control.points.len(), control.provisional),
        ("u", 8, true)
    );
    assert!(control.points.iter().all(|point| point.limits.is_some()));
    // No point is beyond a limit; that six in a row fall is another rule.
    assert!(control.points.iter().all(|point| !point.signals.contains(&1)));
    let signals: Vec<_> = control.points.iter().flat_map(|point| &point.signals).collect();
    assert_eq!(
        said("M-SPC-5", "metric=M-CMP-1").estimate,
        Ok(f64::from(u8::try_from(signals.len()).unwrap()))
    );
}

/// Laney's ratio has no unit; the points and limits of the chart below it have that of the figure.
#[test]
fn the_chart_below_a_ratio_of_spreads_is_in_the_unit_of_the_figure() {
    let made = said("M-SPC-4", "metric=M-GAP-4,indicator=IND-WEEKLY-REPORT");
    let about = find("M-SPC-4").unwrap().about;
    assert_eq!(
        (about.of(&made).unit, about.within(&made).unit),
        (Unit::Number, Unit::Percent)
    );
}

#[test]
fn shares_of_few_complaints_are_charted_as_single_values() {
    for metric in ["M-CMP-3", "M-CMP-16"] {
        let made = said("M-SPC-2", &format!("metric={metric}"));
        let Detail::Control(control) = &made.detail else {
            panic!("no chart")
        };
        // Quarters have 3 to 11 complaints, too few for a share; so has the last half-year, which has counts and no point.
        assert_eq!((control.chart, control.points.len()), ("XmR", 4), "{metric}");
        let last = control.points.last().unwrap();
        assert!(
            last.value.is_none() && last.of.is_some_and(|(_, size)| size < 10.0),
            "{metric}"
        );
        assert!(
            control.points[..3].iter().all(|point| point.value.is_some()),
            "{metric}"
        );
    }
    let made = said("M-SPC-2", "metric=M-COD-1,promise=PRM-2");
    let Detail::Control(control) = &made.detail else {
        panic!("no chart")
    };
    assert_eq!(control.chart, "p");
}

#[test]
fn promises_kept() {
    let half = said("M-COD-1", "promise=PRM-2,period=2024-H2");
    assert_eq!(half.formula, "100 × 723 / 854 = 84.6604");
    // The promise was made in June 2024: the half-year before holds none that could be kept.
    let before = said("M-COD-1", "promise=PRM-2,period=2024-H1");
    assert!(before.estimate.unwrap_err().starts_with("nothing was promised yet"));
    let cited = |promise: &str| said("M-COD-2", &format!("promise={promise}"));
    let each = ["PRM-1", "PRM-2", "PRM-3", "PRM-4"].map(cited);
    let counted: usize = each.iter().map(|made| made.drawn_from.records.len()).sum();
    let outside = each.iter().flat_map(|made| &made.excluded);
    let outside = outside.filter(|group| group.reason.starts_with("received on days"));
    let outside: usize = outside.map(|group| group.count).sum();
    assert_eq!((counted, outside), (9, 2));
}

#[test]
fn what_complainants_say_is_pooled_by_year() {
    let n = |year: &str| said("M-CPS-1", &format!("question=handling,period={year}"));
    assert_eq!(
        n("2024").base.n + n("2024").excluded.iter().map(|group| group.count).sum::<usize>(),
        22
    );
    assert_eq!(
        n("2025").base.n + n("2025").excluded.iter().map(|group| group.count).sum::<usize>(),
        14
    );
}

#[test]
fn disputes_of_the_two_years() {
    let made = said("M-DSP-1", "");
    assert_eq!(made.drawn_from.beside, ["DSP-001", "DSP-002"]);
    let Detail::Survival(curves) = said("M-DSP-2", "").detail else {
        panic!("no curve")
    };
    assert_eq!(curves[0].cases, (2, 1));
}

#[test]
fn complaints_that_were_escalated_or_reopened() {
    assert_eq!(said("M-CMP-14", "").drawn_from.hits.len(), 7);
    assert_eq!(
        said("M-CMP-9", "").drawn_from.hits,
        ["CMP-2024-0005", "CMP-2024-0024", "CMP-2025-0002"]
    );
    assert_eq!(said("M-CMP-6", "").drawn_from.hits, ["CMP-2024-0032", "CMP-2025-0005"]);
}

#[test]
fn own_measures_of_the_example_are_measured_like_any_other() {
    let example = example();
    let scope = example.scope();
    let of = |id: &str, key, value: &str| {
        let metric = tenfour::measure::named(&example.settings, id).unwrap();
        metric.of(&scope, &Selection::all().with(key, value))
    };
    use tenfour::measure::selection::Key;
    // 17 of the 60 complaints of the story are about a late delivery, 13 of them of 2024.
    let late = of("X-CMP-01", Key::Period, "2024-01-01..2025-12-31");
    assert_eq!(
        (counts(&late), told(&late, 1)),
        ((17, 60), "28.3 (18.5 to 40.8)".to_owned())
    );
    assert_eq!(counts(&of("X-CMP-01", Key::Period, "2024")), (13, 38));
    let minutes = of("X-SVY-01", Key::Wave, "WAV-REL-2025B");
    assert_eq!((minutes.base.n, told(&minutes, 1)), (83, "6.6 (6.3 to 7.2)".to_owned()));
    // The wave is weighted: the median of the answers as they were given stands beside it.
    let plain = minutes.unweighted.as_ref().unwrap();
    let ends = plain.interval.as_ref().unwrap();
    assert_eq!(
        [plain.estimate, ends.low, ends.high].map(|value| format!("{value:.1}")),
        ["6.7", "6.4", "7.3"]
    );
}

/// The value of an expression of numbers as formulas write them; nothing where it is none, or holds what is not read here.
fn worked_out(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .filter(|character| !matches!(character, '\u{202f}' | '%'))
        .map(|character| match character {
            '×' => '*',
            '−' => '-',
            other => other,
        })
        .collect();
    let known = |character: char| character.is_ascii_digit() || " .()+-*/".contains(character);
    let start = plain
        .rfind(|character| !known(character))
        .map_or(0, |at| at + plain[at..].chars().next().map_or(0, char::len_utf8));
    let expression = plain.get(start..)?.trim();
    if plain[..start].contains(['√', '|', '²', '±']) || !expression.contains(['*', '/', '+', '-']) {
        return None;
    }
    let value = minijinja::Environment::new()
        .compile_expression(expression)
        .ok()?
        .eval(())
        .ok()?;
    f64::try_from(value).ok()
}

#[test]
fn the_numbers_put_into_a_formula_give_the_number() {
    let numbers = all_measured();
    let mut worked = 0;
    for one in numbers.iter().filter(|one| one.estimate.is_ok()) {
        for piece in one.formula.split("; ") {
            let mut sides = piece.split(" = ");
            let Some(mut left) = sides.next() else { continue };
            for right in sides {
                let digits: String = right
                    .replace('−', "-")
                    .chars()
                    .filter(|character| *character != '\u{202f}')
                    .take_while(|character| character.is_ascii_digit() || "-.".contains(*character))
                    .collect();
                if let (Some(made), Ok(shown)) = (worked_out(left), digits.parse::<f64>()) {
                    let decimals = digits.split_once('.').map_or(0, |(_, behind)| behind.len());
                    let step = 0.1_f64.powi(i32::try_from(decimals).unwrap());
                    assert!(
                        (made - shown).abs() <= step,
                        "{} {}: {piece}: {made}",
                        one.metric,
                        one.selection
                    );
                    worked += 1;
                }
                left = right;
            }
        }
    }
    assert!(worked > 1000, "{worked} formulas were worked out");
}
