//! Rates of events, and response rates.

use super::case::{Answer, Case, Statistic};
use tenfour::stats::rates::{Rate, ratio};
use tenfour::stats::response_rates::{Dispositions, rates};

pub(crate) const STATISTICS: &[Statistic] = &[
    ("poisson_rate", rate),
    ("rate_ratio", two_rates),
    ("aapor_rates", response),
];

fn rate(case: Case<'_>) -> Answer {
    let rate = Rate {
        events: case.count("count"),
        exposure: case.number("exposure"),
    };
    Answer::default()
        .with("count", rate.events)
        .with("exposure", rate.exposure)
        .with("rate", rate.per_unit())
        .with_interval(["ci_lower", "ci_upper"], rate.interval(case.confidence()))
}

fn two_rates(case: Case<'_>) -> Answer {
    let of = |events: &str, exposure: &str| Rate {
        events: case.count(events),
        exposure: case.number(exposure),
    };
    let (first, second) = (of("count1", "exposure1"), of("count2", "exposure2"));
    let found = ratio(first, second, case.confidence());
    // Two periods are compared, or neither is shown.
    let both = first.per_unit().and_then(|one| Ok((one, second.per_unit()?)));
    Answer::default()
        .with("count1", first.events)
        .with("count2", second.events)
        .with("exposure1", first.exposure)
        .with("exposure2", second.exposure)
        .with("rate1", both.map(|(one, _)| one))
        .with("rate2", both.map(|(_, two)| two))
        .with("ratio", found.map(|found| found.ratio))
        .with("p_value", found.map(|found| found.p_value))
        .with_interval(["ci_lower", "ci_upper"], found.map(|found| found.interval))
}

fn response(case: Case<'_>) -> Answer {
    let codes = case.has("csv").then(|| case.column(case.text("column")));
    let count = |code: &str| match &codes {
        Some(codes) => codes.iter().filter(|known| **known == Some(code)).count() as u64,
        None => case.input("counts")[code].as_u64().unwrap(),
    };
    let wave = Dispositions {
        complete: count("I"),
        partial: count("P"),
        refused: count("R"),
        not_contacted: count("NC"),
        other: count("O"),
        unknown_household: count("UH"),
        unknown_other: count("UO"),
        not_eligible: count("NE"),
    };
    let found = rates(&wave, case.has("e").then(|| case.number("e"))).unwrap();
    Answer::default()
        .with("e", found.e)
        .with("RR1", found.rr1)
        .with("RR2", found.rr2)
        .with("RR3", found.rr3)
        .with("RR4", found.rr4)
        .with("RR5", found.rr5)
        .with("RR6", found.rr6)
        .with("COOP1", found.coop1)
        .with("COOP2", found.coop2)
        .with("COOP3", found.coop3)
        .with("COOP4", found.coop4)
        .with("REF1", found.ref1)
        .with("REF2", found.ref2)
        .with("REF3", found.ref3)
        .with("CON1", found.con1)
        .with("CON2", found.con2)
        .with("CON3", found.con3)
}
