use super::*;
use crate::check::tests::inspect;
use std::fmt::Write as _;

/// Complaints of two quarters; every fourth is of severity 4, the second is in dispute, the third was rejected.
fn records(count: usize) -> String {
    let mut text = "-- c.yaml --\n".to_owned();
    for number in 1..=count {
        let month = if number % 2 == 0 { "02" } else { "05" };
        let severity = number % 4 + 1;
        let more = match number {
            2 => ", dispute: DSP-1",
            3 => ", outcome: not_upheld, events: [{at: 2025-06-01T09:00:00Z, kind: closed}]",
            _ => "",
        };
        let _ = writeln!(
            text,
            "- {{id: CMP-2025-{number:04}, title: Ä, received_at: 2025-{month}-{:02}T09:00:00Z, assessment: {{severity: {severity}}}{more}}}",
            number % 27 + 1
        );
    }
    text
}

fn drawn(
    files: &str,
    wanted: &Wanted,
    method: &Method,
    seed: &str,
    size: usize,
) -> Result<(Drawn, Vec<String>), String> {
    let made = inspect(files);
    let ground = Ground {
        ledger: &made.ledger,
        catalogue: &made.catalogue,
        as_of: made.as_of,
        zone: made.zone.clone(),
        days: made.days.clone(),
    };
    let population = wanted
        .population(&ground, &|_| true)
        .map_err(|error| error.to_string())?;
    let drawn = draw(&population, &ground, method, seed, size).map_err(|error| error.to_string())?;
    let ids = drawn
        .items
        .iter()
        .map(|item| made.ledger.get(item.record).id().to_owned());
    let ids = ids.collect();
    Ok((drawn, ids))
}

fn complaints(period: Option<&str>, filters: &[&str]) -> Wanted {
    Wanted {
        kind: Kind::Complaint,
        period: period.map(str::to_owned),
        filters: filters.iter().map(|filter| (*filter).to_owned()).collect(),
    }
}

#[test]
fn the_same_seed_draws_the_same_records_for_ever() {
    // Computed with sha256sum and sort: for i in $(seq -f 'CMP-2025-%04g' 12); do printf '48213\n%s' $i | sha256sum ...
    let (_, ids) = drawn(&records(12), &complaints(None, &[]), &Method::Random, "48213", 4).unwrap();
    assert_eq!(
        ids,
        ["CMP-2025-0002", "CMP-2025-0003", "CMP-2025-0008", "CMP-2025-0012"]
    );
}

#[test]
fn groups_are_drawn_from_in_proportion() {
    let by = Method::Stratified(By::Severity);
    let (drawn, ids) = drawn(&records(10), &complaints(None, &[]), &by, "s", 4).unwrap();
    let strata: Vec<(&str, usize, usize)> = drawn
        .strata
        .iter()
        .map(|(name, all, of)| (name.as_str(), *all, *of))
        .collect();
    // Ten in groups of 2, 3, 3, 2: each gets one, the shares of 0.8 and 1.2.
    assert_eq!(
        strata,
        [
            ("severity 1", 2, 1),
            ("severity 2", 3, 1),
            ("severity 3", 3, 1),
            ("severity 4", 2, 1)
        ]
    );
    assert_eq!(ids.len(), 4);
}

#[test]
fn what_weighs_most_is_taken_whole_even_beyond_the_size() {
    let (taken, ids) = drawn(&records(12), &complaints(None, &[]), &Method::Risk, "s", 2).unwrap();
    // Severity 4 are the third, seventh and eleventh; the third was closed after a rejection too.
    assert_eq!(
        ids,
        ["CMP-2025-0002", "CMP-2025-0003", "CMP-2025-0007", "CMP-2025-0011"]
    );
    let whys: Vec<&str> = taken.items.iter().map(|item| item.why.as_str()).collect();
    assert_eq!(
        whys,
        [
            "in dispute",
            "severity 4, closed after a rejection",
            "severity 4",
            "severity 4"
        ]
    );
    assert_eq!(taken.by_chance, Some((0, 8)));
    let (taken, ids) = drawn(&records(12), &complaints(None, &[]), &Method::Risk, "s", 6).unwrap();
    assert_eq!((ids.len(), taken.by_chance), (6, Some((2, 8))));
}

#[test]
fn populations_are_cut_by_period_and_expression() {
    let of = |wanted: &Wanted| drawn(&records(12), wanted, &Method::Random, "s", 99).map(|(_, ids)| ids.len());
    assert_eq!(of(&complaints(Some("2025-Q1"), &[])), Ok(6));
    assert_eq!(of(&complaints(Some("2025-Q1"), &["assessment.severity == 1"])), Ok(3));
    assert_eq!(of(&complaints(Some("2024"), &[])), Ok(0));
    assert_eq!(
        of(&complaints(Some("soon"), &[])),
        Err("`soon` is no period".to_owned())
    );
    let told = of(&complaints(None, &["severty == 1"])).unwrap_err();
    assert!(told.starts_with("`severty == 1` cannot be evaluated"), "{told}");
    assert!(of(&complaints(None, &["severity =="])).is_err());
}

#[test]
fn an_empty_population_gives_an_empty_sample() {
    for method in [
        Method::Random,
        Method::Systematic,
        Method::Stratified(By::Quarter),
        Method::Risk,
    ] {
        let (drawn, ids) = drawn("-- a.yaml --\n", &complaints(None, &[]), &method, "s", 5).unwrap();
        assert_eq!((ids.len(), drawn.unknown.len()), (0, 0));
    }
}

#[test]
fn a_list_of_the_auditor_is_held_against_the_population() {
    let named = ["CMP-2025-0002", "CMP-2025-0099", "CMP-2025-0002"].map(str::to_owned);
    let (drawn, ids) = drawn(
        &records(3),
        &complaints(None, &[]),
        &Method::Chosen(named.to_vec()),
        "",
        0,
    )
    .unwrap();
    assert_eq!(ids, ["CMP-2025-0002"]);
    assert_eq!(drawn.unknown, ["CMP-2025-0099"]);
    assert_eq!(drawn.by_chance, None);
}

#[test]
fn methods_are_read_as_they_are_recorded() {
    for method in [
        Method::Random,
        Method::Systematic,
        Method::Risk,
        Method::Stratified(By::Unit),
        Method::Stratified(By::Field("category".to_owned())),
    ] {
        assert_eq!(Method::recorded(&method.words()), Some(method));
    }
    assert_eq!(
        Method::recorded("simple random without replacement"),
        Some(Method::Random)
    );
    assert_eq!(Method::recorded("chosen by the auditors"), None);
}

#[test]
fn a_recorded_draw_is_repeated() {
    let made = inspect(&records(12));
    let ground = Ground {
        ledger: &made.ledger,
        catalogue: &made.catalogue,
        as_of: made.as_of,
        zone: made.zone.clone(),
        days: made.days.clone(),
    };
    let population = complaints(Some("2025"), &[]).population(&ground, &|_| true).unwrap();
    let drawn = draw(&population, &ground, &Method::Random, "s", 3).unwrap();
    let reference = |item: &Item| crate::record::types::Reference(made.ledger.get(item.record).id().to_owned());
    let sample = Sample {
        kind: Some("complaint".to_owned()),
        period: Some("2025".to_owned()),
        count: Some(12),
        list_sha256: Some(population.sha256),
        method: Some("simple random".to_owned()),
        seed: Some("s".to_owned()),
        size: Some(3),
        items: drawn.items.iter().map(reference).collect(),
        ..Sample::default()
    };
    let again = |sample: &Sample| again(sample, &ground, &|_| true);
    assert_eq!(again(&sample), Again::Same);
    let mut other = sample.clone();
    other.items.pop();
    assert!(
        matches!(again(&other), Again::Other { recorded_only, drawn_only } if recorded_only.is_empty() && drawn_only.len() == 1)
    );
    let fewer = Sample {
        count: Some(11),
        ..sample.clone()
    };
    assert_eq!(again(&fewer), Again::PopulationChanged { now: 12, same: true });
    let words = Sample { kind: None, ..sample };
    assert!(matches!(again(&words), Again::NotRepeatable(_)));
}
