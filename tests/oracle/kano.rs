//! Kano's classification and coefficients.

use super::case::{Answer, Case, Statistic};
use std::collections::BTreeMap;
use tenfour::stats::kano::{self, Category, Evaluation, Tally};

pub(crate) const STATISTICS: &[Statistic] = &[("kano", classification)];

/// The codes of functional and dysfunctional answer of each respondent.
fn codes(case: Case<'_>) -> Vec<[Option<u64>; 2]> {
    if let Some(pairs) = case.input("pairs").as_array() {
        return pairs.iter().map(|pair| [pair[0].as_u64(), pair[1].as_u64()]).collect();
    }
    let [functional, dysfunctional] = ["functional", "dysfunctional"].map(|name| {
        let cells = case.column(case.text(name)).into_iter();
        let code = |cell: &str| {
            let code = case.input("answer_codes")[cell].as_u64();
            code.unwrap_or_else(|| panic!("{}: no code for {cell}", case.id()))
        };
        cells.map(|cell| cell.map(code)).collect::<Vec<_>>()
    });
    functional
        .into_iter()
        .zip(dysfunctional)
        .map(|(one, other)| [one, other])
        .collect()
}

fn classification(case: Case<'_>) -> Answer {
    let evaluation = match case.option("table").as_str().unwrap() {
        "classic" => Evaluation::Classic,
        "pouliot" => Evaluation::Pouliot,
        other => panic!("{}: the table {other} is not known", case.id()),
    };
    let rows = codes(case);
    let answer = |code: Option<u64>| kano::Answer::from_code(u8::try_from(code?).unwrap());
    let pairs: Vec<(kano::Answer, kano::Answer)> = rows
        .iter()
        .filter_map(|[one, other]| Some((answer(*one)?, answer(*other)?)))
        .collect();
    let tally = Tally::count(&pairs, evaluation);
    let letter = |category: Category| category.letter().to_string();
    let counts: BTreeMap<String, u64> = Category::ALL
        .into_iter()
        .map(|category| (letter(category), tally.of(category)))
        .collect();
    Answer::default()
        .with("n", tally.n())
        .with("n_missing", rows.len() - pairs.len())
        .with("counts", counts)
        .with("category_mode", tally.class().map(|class| letter(class.category)))
        .with("category_blauth", tally.class_by_groups().map(letter))
        .with("sc", tally.better(0.95).map(|coefficient| coefficient.value))
        .with("dc", tally.worse(0.95).map(|coefficient| coefficient.value))
}
