//! M-SMP-1: the share of those invited who answered, by a numbered formula.

use super::{KEYS as OF_WAVE, real, sampling};
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use crate::record::survey::SamplingMethod;
use crate::record::wave::{Dispositions as Recorded, Wave};
use crate::stats::response_rates::{Dispositions, Rates, Share, rates};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SMP-1",
        name: "Response rate",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of those invited who answered, by the numbered formulas of public opinion research; RR1 unless another is \
                     chosen: complete answers of everybody who may belong to the population. All formulas stand beside it.",
        formula: "RR1 = I / (I + P + R + NC + O + UH + UO): complete I, partial P, refusals and break-offs R, not reached NC, other O, \
                  eligibility unknown UH and UO; RR2 counts P above the line; RR3 and RR4 take e of the unknown; RR5 and RR6 none",
        interval: "none: it describes this wave",
        minimum: "one invitation; below 10 counts only",
        pitfalls: "A rate without the number of its formula says little. Mail that bounced was not reached, and is not ineligible. A low \
                   rate is a risk of bias and no proof of it: see representativeness.",
        source: "American Association for Public Opinion Research, Standard Definitions",
        clause: "10004:7.3,10004:Annex D",
    },
    keys: KEYS,
    selections: |scope| super::waves(scope, |wave| wave.wave.dispositions.is_some()),
    measure,
};

/// A formula is chosen beside the wave.
const KEYS: &[Key] = &[OF_WAVE[0], OF_WAVE[1], Key::Formula, OF_WAVE[2]];

/// What became of the invitations in the letters of the formulas.
pub(super) fn letters(recorded: &Recorded) -> Dispositions {
    let count = |count: Option<u64>| count.unwrap_or(0);
    Dispositions {
        complete: count(recorded.complete),
        partial: count(recorded.partial),
        refused: count(recorded.refusal).saturating_add(count(recorded.break_off)),
        not_contacted: count(recorded.non_contact),
        other: count(recorded.other),
        unknown_household: count(recorded.unknown_eligibility),
        unknown_other: count(recorded.unknown_other),
        not_eligible: count(recorded.ineligible),
    }
}

/// Every formula with its name and what it is in words.
fn formulas(rates: &Rates) -> [(&'static str, &'static str, Share); 10] {
    [
        ("RR1", "complete, of all that may be eligible", rates.rr1),
        ("RR2", "complete and partial, of all that may be eligible", rates.rr2),
        ("RR3", "complete, the unknown as far as eligible", rates.rr3),
        ("RR4", "complete and partial, the unknown as far as eligible", rates.rr4),
        ("RR5", "complete, of those known to be eligible", rates.rr5),
        ("RR6", "complete and partial, of those known to be eligible", rates.rr6),
        (
            "COOP2",
            "cooperation: complete and partial, of those contacted",
            rates.coop2,
        ),
        ("CON1", "contacted, of all that may be eligible", rates.con1),
        ("REF1", "refusals, of all that may be eligible", rates.ref1),
        ("e", "taken for eligible among the unknown", rates.e),
    ]
}

/// The wave that is meant: a named one, or the newest of the survey of which is known what became of its invitations.
fn wave_of<'a>(scope: &Scope<'a>, selection: &Selection) -> Result<(&'a str, &'a Wave), String> {
    let answers = match (selection.get(Key::Wave), selection.get(Key::Survey)) {
        (None, Some(survey)) => {
            let days = selection.days();
            if let (Some(text), None) = (selection.get(Key::Period), days) {
                return Err(format!("`{text}` is no period"));
            }
            let within = |wave: &Wave| {
                let end = wave.field_end.or(wave.field_start);
                days.is_none_or(|(from, to)| end.is_some_and(|end| (from..=to).contains(&end)))
            };
            let mut waves = scope.waves_of(survey);
            waves.retain(|answers| answers.wave.dispositions.is_some() && within(answers.wave));
            let newest = waves.pop();
            newest.ok_or_else(|| format!("no wave of `{survey}` tells what became of its invitations by this day"))?
        }
        _ => scope.wave_of(selection)?,
    };
    Ok((answers.record.id(), answers.wave))
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none =
        |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "invitations"), reason);
    let (id, wave) = match wave_of(scope, selection) {
        Ok(found) => found,
        Err(reason) => return none(reason),
    };
    let answers = scope.wave(id);
    let method = answers.and_then(|answers| sampling(answers)?.method);
    if matches!(method, Some(SamplingMethod::SelfSelected | SamplingMethod::Convenience)) {
        let count = answers.map_or(0, |answers| answers.respondents.len());
        return none(format!(
            "whoever wanted to could answer, so there is no rate; {count} took part"
        ));
    }
    let Some(recorded) = &wave.dispositions else {
        return none("what became of the invitations is not recorded".to_owned());
    };
    let letters = letters(recorded);
    let rates = match rates(&letters, None) {
        Ok(rates) => rates,
        Err(why) => return none(why.reason()),
    };
    let formulas = formulas(&rates);
    let chosen = selection.get(Key::Formula).unwrap_or("RR1");
    let Some((name, _, rate)) = formulas.iter().find(|(name, ..)| *name == chosen) else {
        let known: Vec<&str> = formulas.iter().map(|(name, ..)| *name).collect();
        return none(format!("there is no formula `{chosen}`, but {}", known.join(", ")));
    };
    let invited = usize::try_from(recorded.total()).unwrap_or(usize::MAX);
    let base = Base::facts(invited, "invitations").of_share();
    let rate = match rate {
        Ok(rate) => *rate,
        Err(why) => return Measurement::not_estimable(METRIC.id(), selection, base, why.reason()),
    };
    let rows = formulas.iter().map(|(name, words, share)| Row {
        name: format!("{name}: {words}"),
        cells: vec![match share {
            Ok(share) => RowCell::Percent(100.0 * share, invited),
            Err(_) => RowCell::Nothing("not known"),
        }],
        n: None,
    });
    let rows = Rows {
        heads: vec!["Percent".to_owned()],
        rows: rows.collect(),
    };
    let inputs = vec![
        input("I", "complete", real(letters.complete)),
        input("P", "partial", real(letters.partial)),
        input("R", "refusals and break-offs", real(letters.refused)),
        input("NC", "not reached", real(letters.not_contacted)),
        input("O", "other", real(letters.other)),
        input("UH", "eligibility unknown", real(letters.unknown_household)),
        input("UO", "unknown for other reasons", real(letters.unknown_other)),
        input("NE", "not eligible", real(letters.not_eligible)),
    ];
    let mut made = Measurement::new(METRIC.id(), selection, base, Ok(100.0 * rate))
        .interval(Err("it describes this wave and is no estimate".to_owned()))
        .over(wave.field_start.zip(wave.field_end))
        .working(with_numbers(name, &letters, rate), inputs)
        .drawn(Drawn::records(vec![id.to_owned()]))
        .note(format!("formula {name}"))
        .detail(Detail::Rows(rows));
    if wave.invited.is_some_and(|invited| invited != recorded.total()) {
        made = made.note("the dispositions do not add up to those invited");
    }
    if wave.field_end.is_none_or(|end| end > scope.as_of) {
        made = made.note("people were still being asked");
    }
    made
}

/// A formula with its numbers put in; of those that estimate a part of the unknown only what comes out.
fn with_numbers(name: &str, of: &Dispositions, rate: f64) -> String {
    let known = of.complete + of.partial + of.refused + of.not_contacted + of.other;
    let unknown = of.unknown_household + of.unknown_other;
    let parts = match name {
        "RR1" => Some((of.complete, known + unknown)),
        "RR2" => Some((of.complete + of.partial, known + unknown)),
        "RR5" => Some((of.complete, known)),
        "RR6" => Some((of.complete + of.partial, known)),
        _ => None,
    };
    let result = fixed(100.0 * rate, 4);
    match parts {
        Some((part, whole)) => format!("{name} = 100 × {part} / {whole} = {result}"),
        None => format!("{name} = {result} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::said;

    fn project(method: &str) -> String {
        format!(
            "id: SVY-1\nversion: \"1\"\nsampling: {{method: {method}}}\n---\nid: WAV-1\nsurvey: SVY-1\nstatus: closed\ninvited: 312\n\
             field_start: 2025-01-01\nfield_end: 2025-01-31\ndispositions: {{complete: 132, partial: 9, refusal: 15, break_off: 6, \
             non_contact: 88, other: 4, unknown_eligibility: 30, unknown_other: 16, ineligible: 12}}\n"
        )
    }

    #[test]
    fn rates_are_those_of_the_catalogue() {
        let files = project("census");
        for (formula, rate) in [
            ("RR1", 0.44),
            ("RR2", 0.47),
            ("RR3", 0.443_065),
            ("RR4", 0.473_274),
            ("RR5", 0.519_685),
            ("RR6", 0.555_118),
            ("e", 0.954_887),
        ] {
            let made = said("M-SMP-1", &[(Key::Survey, "SVY-1"), (Key::Formula, formula)], &files);
            assert!((made.estimate.unwrap() - 100.0 * rate).abs() < 1e-4, "{formula}");
        }
        let first = said("M-SMP-1", &[(Key::Wave, "WAV-1")], &files);
        assert_eq!(first.notes, ["formula RR1"]);
    }

    #[test]
    fn whoever_may_join_gives_no_rate() {
        let made = said("M-SMP-1", &[(Key::Wave, "WAV-1")], &project("self_selected"));
        assert!(made.estimate.unwrap_err().contains("0 took part"));
        let none = said("M-SMP-1", &[(Key::Survey, "SVY-9")], &project("census"));
        assert!(none.estimate.unwrap_err().contains("SVY-9"));
    }

    #[test]
    fn refusals_and_break_offs_are_one_letter() {
        let recorded: Recorded =
            serde_yaml::from_str("{complete: 71, partial: 4, refusal: 9, break_off: 13, non_contact: 101}").unwrap();
        let letters = letters(&recorded);
        assert_eq!((letters.refused, letters.complete, letters.unknown_other), (22, 71, 0));
    }
}
