//! Reference values from other programs and publications: every case of every file in the folder of oracles.
//!
//! 1. Every `*.json` of the folder is read, with the CSV files that its cases name.
//! 2. The function that a case asks for is found in the list of families and run.
//! 3. What it answers is held against what the case expects; a statistic that nobody knows is a fault.
//!
//! A family is a file beside this one with its table `STATISTICS`, and a line in [`FAMILIES`].

mod agreement;
mod case;
mod complaint_logs;
mod control_charts;
mod correlation;
mod descriptive;
mod drivers;
mod group_tests;
mod kano;
mod multiplicity;
mod nps;
mod pareto;
mod proportions;
mod rates;
mod reliability;
mod survival;
mod trend;
mod weighting;
mod working_days;

use case::{Case, Statistic, Tables};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The statistics of each family.
const FAMILIES: &[&[Statistic]] = &[
    agreement::STATISTICS,
    complaint_logs::STATISTICS,
    control_charts::STATISTICS,
    correlation::STATISTICS,
    descriptive::STATISTICS,
    drivers::STATISTICS,
    group_tests::STATISTICS,
    kano::STATISTICS,
    multiplicity::STATISTICS,
    nps::STATISTICS,
    pareto::STATISTICS,
    proportions::STATISTICS,
    rates::STATISTICS,
    reliability::STATISTICS,
    survival::STATISTICS,
    trend::STATISTICS,
    weighting::STATISTICS,
    working_days::STATISTICS,
];

/// What the product does not compute yet. Whoever adds a statistic takes its name out; a name too many fails.
const NOT_YET: &[&str] = &[];

fn folder() -> PathBuf {
    std::env::var_os("TENFOUR_ORACLES").map_or_else(|| crate::support::repository("tests/oracles"), PathBuf::from)
}

#[test]
fn every_case_of_every_oracle() {
    let mut known = BTreeMap::new();
    for (name, function) in FAMILIES.iter().copied().flatten() {
        assert!(known.insert(*name, *function).is_none(), "{name} is in two families");
        assert!(
            !NOT_YET.contains(name),
            "{name} is computed by now: take it out of NOT_YET"
        );
    }
    let folder = folder();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    assert!(!paths.is_empty(), "no oracle in {}", folder.display());

    let mut tables = Tables::default();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap();
        let oracle: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(oracle["schema"], "tenfour-oracle/1", "{name}");
        let cases = oracle["cases"].as_array().unwrap();
        assert_eq!(
            oracle["count"].as_u64(),
            u64::try_from(cases.len()).ok(),
            "{name}: cases are missing"
        );
        tables.read(cases, folder.parent().unwrap());
        let (mut passed, mut later) = (0, 0);
        for value in cases {
            let case = Case::new(value, &tables);
            let statistic = case.statistic();
            seen.insert(statistic.to_owned());
            let Some(function) = known.get(statistic) else {
                if NOT_YET.contains(&statistic) {
                    later += 1;
                } else {
                    faults.push(format!("{name}: {}: the statistic {statistic} is not known", case.id()));
                }
                continue;
            };
            let wrong = case.faults(&function(case).0);
            if wrong.is_empty() {
                passed += 1;
            }
            faults.extend(wrong.into_iter().map(|fault| format!("{name}: {}: {fault}", case.id())));
        }
        let rest = if later == 0 {
            String::new()
        } else {
            format!(", {later} not computed yet")
        };
        println!("{name}: {passed} of {} cases passed{rest}", cases.len());
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    for name in NOT_YET {
        assert!(
            seen.contains(*name),
            "no oracle asks for {name}: take it out of NOT_YET"
        );
    }
}
