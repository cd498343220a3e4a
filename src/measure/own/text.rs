//! The text of a measure of the project's own: what the project says of it, and what follows from its sort.

use super::times;
use crate::settings::measure::{Measure, Over, Reading, Sort};

/// What people read about a measure, as far as it is made from the settings.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) definition: String,
    pub(super) formula: String,
    pub(super) interval: &'static str,
    pub(super) minimum: &'static str,
    pub(super) pitfalls: String,
    pub(super) clause: String,
}

impl Text {
    pub(super) fn of(measure: &Measure) -> Self {
        let own = &measure.written;
        let definition = own.definition.as_deref().map(str::trim).filter(|text| !text.is_empty());
        Self {
            definition: definition.map_or_else(|| defined(measure), str::to_owned),
            formula: formula(measure),
            interval: interval(measure),
            minimum: match measure.over {
                Over::Responses(_) => "10 answers to show, 30 to compare",
                Over::Records { .. } => {
                    "as many as the organization asks for, where people stand behind the records; else one"
                }
            },
            pitfalls: pitfalls(measure),
            clause: own.clause.clone().unwrap_or_else(|| "none named".to_owned()),
        }
    }
}

/// Over what it is measured, in words.
fn over(measure: &Measure) -> String {
    match &measure.over {
        Over::Responses(survey) => format!("answers to {survey}"),
        Over::Records { of, .. } => {
            let kinds: Vec<String> = of.iter().map(|of| of.kind.label_plural().to_lowercase()).collect();
            kinds.join(" and ")
        }
    }
}

/// An expression in the line of a sentence: on one line, as code.
fn code(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("`{}`", line.replace('`', "'"))
}

/// Which of them count, in words behind `over`.
fn chosen(when: Option<&str>) -> String {
    when.map_or_else(String::new, |when| format!(" for which {}", code(when)))
}

fn defined(measure: &Measure) -> String {
    let own = &measure.written;
    let of = format!("{}{}", over(measure), chosen(own.when.as_deref()));
    let part = |text: &Option<String>| text.as_deref().map_or_else(|| "`1`".to_owned(), code);
    match measure.sort {
        Sort::Share => format!("Share of {of} that count: {}.", part(&own.hit)),
        Sort::Count => format!("Number of {of}."),
        Sort::Mean => format!("Mean of {} over {of}.", part(&own.value)),
        Sort::Median => format!("Middle value of {} over {of}.", part(&own.value)),
        Sort::Ratio => format!(
            "Sum of {} over {of}, divided by {}.",
            part(&own.numerator),
            divisor(measure)
        ),
    }
}

/// What stands below the line of a ratio, in words.
fn divisor(measure: &Measure) -> String {
    let own = &measure.written;
    let summed = own.denominator.as_deref().map_or_else(|| "`1`".to_owned(), code);
    match &measure.over {
        Over::Records { below: Some(kinds), .. } => {
            let kinds: Vec<String> = kinds.iter().map(|of| of.kind.label_plural().to_lowercase()).collect();
            let chosen = chosen(own.denominator_when.as_deref());
            format!("the sum of {summed} over {}{chosen}", kinds.join(" and "))
        }
        Over::Records { below: None, .. } | Over::Responses(_) => format!("the sum of {summed} over the same"),
    }
}

fn formula(measure: &Measure) -> String {
    let own = &measure.written;
    let part = |text: &Option<String>| text.as_deref().map_or_else(|| "1".to_owned(), code);
    match measure.sort {
        Sort::Share => format!("100 × x / n, with x for which {}, and n in all", part(&own.hit)),
        Sort::Count => "n, how many there are".to_owned(),
        Sort::Mean => format!("Σ v / n, with v = {}", part(&own.value)),
        Sort::Median => format!("the middle of the ordered v, with v = {}", part(&own.value)),
        Sort::Ratio => {
            let factor = times(measure);
            let factor = if factor > 1.0 {
                format!("{factor:.0} × ")
            } else {
                String::new()
            };
            format!(
                "{factor}Σ a / Σ b, with a = {}, b = {}",
                part(&own.numerator),
                part(&own.denominator)
            )
        }
    }
}

fn interval(measure: &Measure) -> &'static str {
    let process = measure.written.read_as == Some(Reading::Process);
    match (&measure.over, measure.sort) {
        (_, Sort::Ratio) => "none: what is summed above and below the line is seldom independent",
        (Over::Responses(_), Sort::Count) => "none: it counts answers and estimates nothing",
        (Over::Responses(_), Sort::Share) => {
            "Wilson score, with the effective base of weights, where those who answered were drawn by chance or all were asked"
        }
        (Over::Responses(_), Sort::Mean) => {
            "Student's t over the effective base, where those who answered were drawn by chance or all were asked"
        }
        (Over::Responses(_), Sort::Median) => {
            "order statistics by the binomial, with weights that of Woodruff over the effective base, where those who answered were drawn \
             by chance or all were asked"
        }
        (Over::Records { .. }, _) if !process => "none: it is read as a fact",
        (Over::Records { .. }, Sort::Share) => "Wilson score, read as that of the process",
        (Over::Records { .. }, Sort::Count) => "exact Poisson (Garwood), read as that of the process",
        (Over::Records { .. }, Sort::Mean) => "Student's t, read as that of the process",
        (Over::Records { .. }, Sort::Median) => "order statistics by the binomial, read as that of the process",
    }
}

fn pitfalls(measure: &Measure) -> String {
    let mut words: Vec<String> = measure
        .written
        .pitfalls
        .iter()
        .map(|text| text.trim().to_owned())
        .collect();
    words.push("Where an expression gives `none` the record is left out and counted as such.".to_owned());
    if matches!(measure.over, Over::Responses(_)) {
        words.push("Points of scales are taken as they were shown, not turned.".to_owned());
    }
    if measure.written.when.is_some() {
        words.push("Two measures that differ by a few cases tell about these few.".to_owned());
    }
    words.join(" ")
}
