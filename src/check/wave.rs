//! R-WAV: waves, one fielding of a survey each.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Measured, Report, Rule};
use super::survey::waves;
use crate::diag::{Severity, did_you_mean};
use crate::measure::unit::fixed;
use crate::record::Kind;
use crate::record::reader::Profile;
use crate::record::survey::{Frequency, Survey, Weighting};
use crate::record::wave::{StratumCount, Wave};
use crate::source::Place;
use crate::stats::{proportion, sample_size};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Points by which the share of a group among answers may differ from its share of the population.
const IMBALANCE: f64 = 5.0;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-WAV-01",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.3.4",
        title: "what became of the invitations adds up to those invited",
        explanation: "Every invitation has one outcome, also the ones nobody heard of again (`non_contact`, `unknown_eligibility`). Response rates are only as right as this sum.",
        check: Check::Judge(adds_up),
    },
    Rule {
        id: "R-WAV-02",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.3.4",
        title: "as many responses are there as the wave counts",
        explanation: "Full and partial answers by the wave's own count differ from the responses in the repository. Rows were lost, entered twice, or the count is older than the table.",
        check: Check::Judge(all_there),
    },
    Rule {
        id: "R-WAV-03",
        severity: Severity::Warning,
        gate: Gate::Numbers,
        from: Profile::Starter,
        clause: "10004:7.3.3",
        title: "every wave reached the margin that was aimed at",
        explanation: "Fewer people answered than planned, so results are less exact than was wanted. Say so where they are used; plan the next wave with the response that came.",
        check: Check::Measured(exact_enough),
    },
    Rule {
        id: "R-WAV-04",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.3.3",
        title: "the groups among the answers are those of the population, or answers are weighted",
        explanation: "The share of a group among the answers differs from its share of the population by more than five points, and answers are not weighted. Results then speak too loudly for some: weight them (`sampling.weighting`), or say what it means for the results.",
        check: Check::Judge(balanced),
    },
    Rule {
        id: "R-WAV-05",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:5.1",
        title: "nobody is asked again too soon",
        explanation: "The contact rule of the survey (`contact_rule.min_days_between`) guards people against too many questionnaires. Judged by those who answered: in surveys after an event by the days between their answers, in others by the first days of the waves.",
        check: Check::Judge(not_too_soon),
    },
    Rule {
        id: "R-WAV-06",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:8",
        title: "every wave names a version of its survey that exists",
        explanation: "Answers are read with the questions of the version that was fielded. It is the survey's `version`, or one kept in `earlier_versions`.",
        check: Check::Judge(version_exists),
    },
    Rule {
        id: "R-WAV-07",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.3.4",
        title: "no wave invites more than its list holds, and no two waves of a survey share a label",
        explanation: "`invited` is at most `frame_size`. `period_label` names the wave in charts and tables, so that two waves with one label could not be told apart.",
        check: Check::Judge(plain_facts),
    },
    Rule {
        id: "R-WAV-08",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10004:7.4,9001:9.1.3",
        title: "no wave still waits after sixty days for a conclusion, or for the reason why there is none",
        explanation: "Answers that nobody draws a conclusion from were collected in vain, and those who gave them notice. Write a finding with the wave among its `sources`, or say in `no_finding` what was looked at and why nothing follows. Judged is what waits today; after how many days something was concluded stands on the page of the wave. The days are counted from the last day of asking; waves without that day are left out.",
        check: Check::Judge(concluded),
    },
    Rule {
        id: "R-WAV-09",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "9001:7.5.3,10004:7.3.4",
        title: "every wave asks the version of its survey that is in use on its first day",
        explanation: "A questionnaire that was replaced, or is not in use yet, went out. Judged by the days `from` and `to` of `earlier_versions`; versions without days are left out. Correct the days or the version, and if the wrong questionnaire was fielded note it in `deviations`.",
        check: Check::Judge(version_in_use),
    },
];

/// Days after the end of asking within which something is concluded.
const CONCLUDE_WITHIN: u64 = 60;

fn concluded(context: &Context<'_>, report: &mut Report) {
    for (record, wave) in context.ledger.each::<Wave>().filter(|(_, wave)| wave.is_fielded()) {
        let Some(end) = wave.field_end.filter(|end| *end <= context.as_of) else {
            continue;
        };
        report.looks_at(record);
        let waiting = look::days_between(end, context.as_of);
        let is_concluded = wave.no_finding.is_some()
            || look::unread(record, "no_finding")
            || !look::holding(context.ledger, record, Kind::Finding, "sources").is_empty();
        if waiting > CONCLUDE_WITHIN && !is_concluded {
            let message = format!(
                "nothing has been concluded from `{}` for {waiting} days, since {end}",
                record.id()
            );
            report
                .fault(record, "id", message)
                .beside(record.place("field_end"), "last day of asking")
                .advise("name it in `sources` of a finding, or say in `no_finding` why nothing follows");
        }
    }
}

fn version_in_use(context: &Context<'_>, report: &mut Report) {
    for (record, wave) in context.ledger.each::<Wave>() {
        let Some((survey, design)) = wave
            .survey
            .as_ref()
            .and_then(|survey| context.ledger.typed::<Survey>(survey.id()))
        else {
            continue;
        };
        let (Some(asked), Some(start)) = (wave.survey_version.as_deref(), wave.field_start) else {
            continue;
        };
        // Before its first day no version is in use yet.
        let in_use = design.version_on(start);
        let in_use = in_use.filter(|version| version.from.is_some_and(|from| from <= start));
        let Some(in_use) = in_use.and_then(|version| version.name) else {
            continue;
        };
        report.looks_at(record);
        // A version that nobody knows is told by R-WAV-06.
        if asked != in_use && design.version(asked).is_some() {
            let message = format!(
                "`{}` asked version `{asked}` of `{}` on {start}, when version `{in_use}` was in use",
                record.id(),
                survey.id()
            );
            report
                .fault(record, "survey_version", message)
                .beside(survey.place("earlier_versions"), "days of the versions")
                .advise("correct the version or its days, or note the wrong questionnaire in `deviations`");
        }
    }
}

fn adds_up(context: &Context<'_>, report: &mut Report) {
    for (record, wave) in context.ledger.each::<Wave>() {
        let (Some(dispositions), Some(invited)) = (&wave.dispositions, wave.invited) else {
            continue;
        };
        report.looks_at(record);
        let total = dispositions.total();
        if total != invited && !look::unread(record, "dispositions") {
            let message = format!(
                "the dispositions of `{}` add up to {total}, and {invited} were invited",
                record.id()
            );
            report
                .fault(record, "dispositions", message)
                .beside(record.place("invited"), "invited")
                .advise("count every invitation once; what nobody knows is `non_contact` or `unknown_eligibility`");
        }
    }
}

/// Half width of the interval of a share near one half that a wave reached, against the one that its survey aimed at. (M-SMP-5)
fn exact_enough(measured: &Measured<'_>, report: &mut Report) {
    for (record, wave) in measured
        .context
        .ledger
        .each::<Wave>()
        .filter(|(_, wave)| wave.is_fielded())
    {
        let Some(answers) = measured.scope.wave(record.id()) else {
            continue;
        };
        let Some((survey, design)) = answers.survey else {
            continue;
        };
        let Some(sampling) = design.sampling.as_ref().filter(|sampling| sampling.is_probability()) else {
            continue;
        };
        let Some(aim) = sampling.target_margin.filter(|aim| *aim > 0.0 && *aim < 1.0) else {
            continue;
        };
        if wave.field_end.is_some_and(|end| end > measured.scope.as_of) {
            continue;
        }
        report.looks_at(record);
        let n = answers.respondents.len() as u64;
        // What its clusters cost is not known, and so no margin.
        let Ok(effect) = answers.design_effect() else {
            continue;
        };
        let population = answers.population();
        let reached = proportion::effective_base(n, effect, population)
            .and_then(|base| proportion::margin(0.5, base, sampling.confidence()));
        let points = |share: f64| fixed(100.0 * share, 1);
        let message = match reached {
            Ok(reached) if reached <= aim + 1e-9 => continue,
            Ok(reached) => format!(
                "`{}` reached a margin of {} points with {}, and {} were aimed at",
                record.id(),
                points(reached),
                look::count(n, "answer", "answers"),
                points(aim)
            ),
            Err(_) if n == 0 => format!(
                "`{}` has no answers, and a margin of {} points was aimed at",
                record.id(),
                points(aim)
            ),
            // More answers than the population has members: R-WAV-02 and the frame tell that.
            Err(_) => continue,
        };
        let hint = match sample_size::required(aim, sampling.confidence(), population, effect) {
            Some(needed) => format!("say so where the results are used; {needed} answers would have been needed"),
            None => "say so where the results are used".to_owned(),
        };
        report
            .fault(record, "dispositions", message)
            .beside(survey.place("sampling.target_margin"), "the margin aimed at")
            .advise(hint);
    }
}

fn all_there(context: &Context<'_>, report: &mut Report) {
    let sheets = look::sheets(context);
    for (record, wave) in context.ledger.each::<Wave>().filter(|(_, wave)| wave.is_fielded()) {
        let Some(answered) = wave.answered() else { continue };
        report.looks_at(record);
        let tables = sheets.get(record.id()).map(Vec::as_slice).unwrap_or_default();
        let rows: usize = tables.iter().map(|sheet| sheet.rows.len()).sum();
        if u64::try_from(rows).ok() != Some(answered) {
            let there = match rows {
                0 => "no response is there".to_owned(),
                1 => "1 response is there".to_owned(),
                rows => format!("{rows} responses are there"),
            };
            let message = format!(
                "`{}` counts {answered} full and partial answers, and {there}",
                record.id()
            );
            let diagnostic = report.fault(record, "dispositions", message);
            for sheet in tables.iter().filter(|sheet| sheet.rows.len() > 1) {
                let place = Place {
                    source: sheet.source,
                    span: sheet.head,
                };
                diagnostic.beside(
                    place,
                    format!("{} here", look::count(sheet.rows.len() as u64, "response", "responses")),
                );
            }
            diagnostic.advise("look for rows that are lost or stand twice, then correct the count");
        }
    }
}

fn share(part: u64, whole: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "numbers of people are far below 2^53")]
    let share = 100.0 * part as f64 / whole.max(1) as f64;
    share
}

fn balanced(context: &Context<'_>, report: &mut Report) {
    for (record, wave) in context.ledger.each::<Wave>() {
        let survey = wave
            .survey
            .as_ref()
            .and_then(|survey| context.ledger.typed::<Survey>(survey.id()));
        let Some((survey, data)) = survey else { continue };
        let counts = wave
            .by_stratum
            .iter()
            .map(|stratum| Some((stratum.population?, stratum.complete?)));
        let Some(counts) = counts.collect::<Option<Vec<(u64, u64)>>>() else {
            continue;
        };
        let population: u64 = counts.iter().map(|(population, _)| *population).sum();
        let complete: u64 = counts.iter().map(|(_, complete)| *complete).sum();
        if counts.len() < 2 || population == 0 || complete == 0 {
            continue;
        }
        report.looks_at(record);
        let weighting = data.sampling.as_ref().and_then(|sampling| sampling.weighting);
        if matches!(weighting, Some(Weighting::Cell | Weighting::Rake)) {
            continue;
        }
        for (index, (in_population, answered)) in counts.iter().enumerate() {
            let (expected, found) = (share(*in_population, population), share(*answered, complete));
            if (expected - found).abs() > IMBALANCE {
                let name = wave.by_stratum.get(index).and_then(stratum_name).unwrap_or("a group");
                let message = format!(
                    "`{name}` makes {found:.1} % of the answers of `{}` and {expected:.1} % of the population, and answers are not weighted",
                    record.id()
                );
                let diagnostic = report.fault(record, &format!("by_stratum[{index}].stratum"), message);
                if weighting.is_some() {
                    diagnostic.beside(
                        survey.place("sampling.weighting"),
                        format!("`{}` is not weighted", survey.id()),
                    );
                }
                diagnostic.advise("weight the answers, or say in `validation_note` what it means for the results");
            }
        }
    }
}

fn stratum_name(stratum: &StratumCount) -> Option<&str> {
    stratum.stratum.as_deref()
}

fn not_too_soon(context: &Context<'_>, report: &mut Report) {
    let sheets = look::sheets(context);
    for (survey, data) in context.ledger.each::<Survey>() {
        let Some(least) = data.contact_rule.as_ref().and_then(|rule| rule.min_days_between) else {
            continue;
        };
        let by_answer = data.frequency == Some(Frequency::EventDriven);
        // When everybody was asked last, with the wave; in written order of waves and rows.
        let mut last: BTreeMap<&str, (Date, &str)> = BTreeMap::new();
        for (wave, fielding) in waves(context.ledger, survey.id()) {
            let tables = sheets.get(wave.id()).map(Vec::as_slice).unwrap_or_default();
            let mut soon: Vec<(Place, &str, u64, &str)> = Vec::new();
            let mut asked: Vec<(&str, Date, Place)> = Vec::new();
            for sheet in tables {
                let Some(column) = sheet.column("respondent") else {
                    continue;
                };
                for row in &sheet.rows {
                    let respondent = row.cells.get(column).map_or("", |cell| cell);
                    let answered = sheet.cell(row, "submitted_on").parse().ok();
                    let day = if by_answer { answered } else { fielding.field_start };
                    if let Some(day) = day.filter(|_| !respondent.is_empty()) {
                        asked.push((respondent, day, look::cell_place(context, sheet, row, column)));
                    }
                }
            }
            if !asked.is_empty() {
                report.looks_at(wave);
            }
            asked.sort_by_key(|(_, day, _)| *day);
            for (respondent, day, place) in asked {
                if let Some((before, earlier)) = last.insert(respondent, (day, wave.id())) {
                    let gap = look::days_between(before, day);
                    // Two answers on one day of one wave are a duplicate, not a second invitation.
                    if gap < least && !(gap == 0 && earlier == wave.id()) && (by_answer || earlier != wave.id()) {
                        soon.push((place, respondent, gap, earlier));
                    }
                }
            }
            let Some((place, respondent, gap, earlier)) = soon.first().copied() else {
                continue;
            };
            let others = match soon.len() - 1 {
                0 => String::new(),
                1 => ", and 1 more respondent".to_owned(),
                more => format!(", and {more} more respondents"),
            };
            let gap = look::count(gap, "day", "days");
            let message = format!(
                "`{respondent}` was asked in `{}` {gap} after `{earlier}`{others}; {least} days are to lie between",
                wave.id()
            );
            report
                .fault_at(wave, "field_start", place, message)
                .beside(
                    survey.place("contact_rule.min_days_between"),
                    format!("rule of `{}`", survey.id()),
                )
                .advise("leave people out who were asked a short time ago");
        }
    }
}

fn version_exists(context: &Context<'_>, report: &mut Report) {
    for (record, wave) in context.ledger.each::<Wave>() {
        let survey = wave
            .survey
            .as_ref()
            .and_then(|survey| context.ledger.typed::<Survey>(survey.id()));
        let (Some((survey, data)), Some(version)) = (survey, wave.survey_version.as_deref()) else {
            continue;
        };
        report.looks_at(record);
        if data.version(version).is_none() {
            let earlier = data
                .earlier_versions
                .iter()
                .filter_map(|earlier| earlier.version.as_deref());
            let known: Vec<&str> = data.version.as_deref().into_iter().chain(earlier).collect();
            let hint = match did_you_mean(version, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known versions: {}", known.join(", ")),
            };
            report
                .fault(
                    record,
                    "survey_version",
                    format!("`{}` has no version `{version}`", survey.id()),
                )
                .beside(survey.place("version"), "its present version")
                .advise(hint);
        }
    }
}

fn plain_facts(context: &Context<'_>, report: &mut Report) {
    let mut labels = BTreeMap::new();
    for (record, wave) in context.ledger.each::<Wave>() {
        report.looks_at(record);
        if let (Some(invited), Some(frame)) = (wave.invited, wave.frame_size)
            && invited > frame
        {
            report
                .fault(
                    record,
                    "invited",
                    format!("`{}` invited {invited} from a list of {frame}", record.id()),
                )
                .beside(record.place("frame_size"), "the list")
                .advise("correct one of the two numbers");
        }
        let (Some(survey), Some(label)) = (&wave.survey, wave.period_label.as_deref()) else {
            continue;
        };
        if let Some(first) = labels.insert((survey.id(), label), record) {
            report
                .fault(
                    record,
                    "period_label",
                    format!("`{}` and `{}` have the same label `{label}`", first.id(), record.id()),
                )
                .beside(first.place("period_label"), "first here")
                .advise("give each wave of a survey a label of its own");
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "dispositions add up to those invited",
            rule: "R-WAV-01",
            breaks: "
id: WAV-1
invited: 20
dispositions: {complete: 12, refusal: 3, non_contact: 4}
",
            says: &["a.yaml:4:1: error[R-WAV-01]: the dispositions of `WAV-1` add up to 19, and 20 were invited"],
            keeps: "
id: WAV-1
invited: 20
dispositions: {complete: 12, partial: 1, refusal: 3, non_contact: 4}
---
id: WAV-2
invited: 20
",
        },
        Case {
            what: "the responses that are counted are there",
            rule: "R-WAV-02",
            breaks: "
-- a.yaml --
id: WAV-1
status: closed
dispositions: {complete: 2, partial: 1}
---
id: WAV-2
status: closed
dispositions: {complete: 1}
-- responses/WAV-1.csv --
id,disposition
RSP-1,complete
RSP-2,partial
",
            says: &[
                "a.yaml:4:1: warning[R-WAV-02]: `WAV-1` counts 3 full and partial answers, and 2 responses are there",
                "a.yaml:8:1: warning[R-WAV-02]: `WAV-2` counts 1 full and partial answers, and no response is there",
            ],
            keeps: "
-- a.yaml --
id: WAV-1
status: closed
dispositions: {complete: 2, partial: 1, refusal: 7}
---
id: RSP-3
wave: WAV-1
disposition: complete
---
id: WAV-2
status: fielding
dispositions: {complete: 1}
-- responses/WAV-1.csv --
id,disposition
RSP-1,complete
RSP-2,partial
",
        },
        Case {
            what: "groups answer as the population is made up, or answers are weighted",
            rule: "R-WAV-04",
            breaks: "
id: SVY-1
sampling: {weighting: none}
---
id: WAV-1
survey: SVY-1
by_stratum:
  - {stratum: a, population: 50, complete: 30}
  - {stratum: b, population: 50, complete: 20}
",
            says: &[
                "a.yaml:8:15: warning[R-WAV-04]: `a` makes 60.0 % of the answers of `WAV-1` and 50.0 % of the population, and answers are not weighted",
                "a.yaml:9:15: warning[R-WAV-04]: `b` makes 40.0 % of the answers of `WAV-1` and 50.0 % of the population, and answers are not weighted",
            ],
            keeps: "
id: SVY-1
---
id: SVY-2
sampling: {weighting: cell}
---
id: WAV-1
survey: SVY-1
by_stratum:
  - {stratum: a, population: 50, complete: 55}
  - {stratum: b, population: 50, complete: 45}
---
id: WAV-2
survey: SVY-2
by_stratum:
  - {stratum: a, population: 50, complete: 90}
  - {stratum: b, population: 50, complete: 10}
",
        },
        Case {
            what: "nobody is asked again within the days of the contact rule",
            rule: "R-WAV-05",
            breaks: "
-- a.yaml --
id: SVY-1
contact_rule: {min_days_between: 90}
---
id: WAV-1
survey: SVY-1
field_start: 2025-01-01
---
id: WAV-2
survey: SVY-1
field_start: 2025-03-01
---
id: SVY-2
frequency: event_driven
contact_rule: {min_days_between: 30}
---
id: WAV-3
survey: SVY-2
-- responses/WAV-1.csv --
id,respondent,disposition
RSP-1,K-1,complete
RSP-2,K-2,complete
-- responses/WAV-2.csv --
id,respondent,disposition
RSP-3,K-2,complete
RSP-4,K-3,complete
RSP-5,K-1,complete
-- responses/WAV-3.csv --
id,respondent,submitted_on,disposition
RSP-6,K-1,2025-04-01,complete
RSP-7,K-1,2025-04-11,complete
",
            says: &[
                "responses/WAV-2.csv:2:7: warning[R-WAV-05]: `K-2` was asked in `WAV-2` 59 days after `WAV-1`, and 1 more respondent; 90 days are to lie between",
                "responses/WAV-3.csv:3:7: warning[R-WAV-05]: `K-1` was asked in `WAV-3` 10 days after `WAV-3`; 30 days are to lie between",
            ],
            keeps: "
-- a.yaml --
id: SVY-1
contact_rule: {min_days_between: 30}
---
id: WAV-1
survey: SVY-1
field_start: 2025-01-01
---
id: WAV-2
survey: SVY-1
field_start: 2025-03-01
-- responses/WAV-1.csv --
id,respondent,disposition
RSP-1,K-1,complete
RSP-2,K-1,complete
-- responses/WAV-2.csv --
id,respondent,disposition
RSP-3,K-1,complete
RSP-4,,complete
RSP-5,,complete
",
        },
        Case {
            what: "a wave was fielded with a version that exists",
            rule: "R-WAV-06",
            breaks: "
id: SVY-1
version: \"2b\"
---
id: WAV-1
survey: SVY-1
survey_version: \"2\"
",
            says: &["a.yaml:7:17: error[R-WAV-06]: `SVY-1` has no version `2`"],
            keeps: "
id: SVY-1
version: \"2\"
earlier_versions: [{version: \"1\"}]
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
---
id: WAV-2
survey: SVY-1
survey_version: \"2\"
---
id: SVY-2
---
id: WAV-3
survey: SVY-2
survey_version: anything
",
        },
        Case {
            what: "numbers and labels of waves do not contradict one another",
            rule: "R-WAV-07",
            breaks: "
id: WAV-1
survey: SVY-1
period_label: 2025A
frame_size: 10
invited: 12
---
id: WAV-2
survey: SVY-1
period_label: 2025A
",
            says: &[
                "a.yaml:6:10: error[R-WAV-07]: `WAV-1` invited 12 from a list of 10",
                "a.yaml:10:15: error[R-WAV-07]: `WAV-1` and `WAV-2` have the same label `2025A`",
            ],
            keeps: "
id: WAV-1
survey: SVY-1
period_label: 2025A
frame_size: 12
invited: 12
---
id: WAV-2
survey: SVY-2
period_label: 2025A
",
        },
        Case {
            what: "a wave reaches the margin that was aimed at",
            rule: "R-WAV-03",
            breaks: "
id: SVY-1
version: \"1\"
sampling: {method: simple_random, target_margin: 0.3}
questions: [{key: q, kind: rating, scale: {min: 1, max: 5}}]
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
status: closed
dispositions: {complete: 4}
---
id: WAV-2
survey: SVY-1
survey_version: \"1\"
status: closed
-- responses/WAV-1.csv --
id,q
RSP-A1,5
RSP-A2,4
RSP-A3,3
RSP-A4,5
",
            says: &[
                "a.yaml:11:1: warning[R-WAV-03]: `WAV-1` reached a margin of 49.0 points with 4 answers, and 30.0 were aimed at",
                "a.yaml:13:1: warning[R-WAV-03]: `WAV-2` has no answers, and a margin of 30.0 points was aimed at",
            ],
            keeps: "
id: SVY-1
version: \"1\"
sampling: {method: simple_random, target_margin: 0.5}
questions: [{key: q, kind: rating, scale: {min: 1, max: 5}}]
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
status: closed
---
id: WAV-2
survey: SVY-1
status: planned
---
id: SVY-2
sampling: {method: convenience, target_margin: 0.01}
---
id: WAV-3
survey: SVY-2
status: closed
-- responses/WAV-1.csv --
id,q
RSP-A1,5
RSP-A2,4
RSP-A3,3
RSP-A4,5
",
        },
        // Four answers of one cluster are worth 4 / (1 + 3 × 0.5) = 1.6; of four clusters they are worth four.
        Case {
            what: "clusters make a margin wider",
            rule: "R-WAV-03",
            breaks: "
id: SVY-1
version: \"1\"
sampling: {method: cluster, clusters: {unit: site, count: 1, icc_assumed: 0.5}, target_margin: 0.6}
questions: [{key: q, kind: rating, scale: {min: 1, max: 5}}]
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
status: closed
dispositions: {complete: 4}
-- responses/WAV-1.csv --
id,q
RSP-A1,5
RSP-A2,4
RSP-A3,3
RSP-A4,5
",
            says: &[
                "a.yaml:11:1: warning[R-WAV-03]: `WAV-1` reached a margin of 77.5 points with 4 answers, and 60.0 were aimed at",
            ],
            keeps: "
id: SVY-1
version: \"1\"
sampling: {method: cluster, clusters: {unit: site, count: 4, icc_assumed: 0.5}, target_margin: 0.6}
questions: [{key: q, kind: rating, scale: {min: 1, max: 5}}]
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
status: closed
dispositions: {complete: 4}
-- responses/WAV-1.csv --
id,q
RSP-A1,5
RSP-A2,4
RSP-A3,3
RSP-A4,5
",
        },
        Case {
            what: "a wave does not wait for more than sixty days; a late conclusion ends the waiting",
            rule: "R-WAV-08",
            breaks: "
id: SVY-1
---
id: WAV-1
survey: SVY-1
status: closed
field_end: 2025-04-30
",
            says: &[
                "a.yaml:4:5: warning[R-WAV-08]: nothing has been concluded from `WAV-1` for 61 days, since 2025-04-30",
            ],
            keeps: "
id: SVY-1
---
id: WAV-1
survey: SVY-1
status: closed
field_end: 2025-05-01
---
id: WAV-2
survey: SVY-1
status: published
field_end: 2024-05-01
---
id: WAV-3
survey: SVY-1
status: published
field_end: 2024-06-01
no_finding: as in May
---
id: WAV-4
survey: SVY-1
status: planned
---
id: FND-1
created: 2025-06-20
sources: [WAV-2]
",
        },
        Case {
            what: "a wave asks the version that is in use",
            rule: "R-WAV-09",
            breaks: "
id: SVY-1
version: \"2\"
earlier_versions:
  - {version: \"1\", from: 2024-01-01, to: 2024-12-31}
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
field_start: 2025-01-01
---
id: WAV-2
survey: SVY-1
survey_version: \"2\"
field_start: 2024-12-31
",
            says: &[
                "a.yaml:9:17: warning[R-WAV-09]: `WAV-1` asked version `1` of `SVY-1` on 2025-01-01, when version `2` was in use",
                "a.yaml:14:17: warning[R-WAV-09]: `WAV-2` asked version `2` of `SVY-1` on 2024-12-31, when version `1` was in use",
            ],
            keeps: "
id: SVY-1
version: \"2\"
earlier_versions:
  - {version: \"1\", from: 2024-01-01, to: 2024-12-31}
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
field_start: 2024-12-31
---
id: WAV-2
survey: SVY-1
survey_version: \"2\"
field_start: 2025-01-01
---
id: SVY-2
version: b
earlier_versions: [{version: a}]
---
id: WAV-3
survey: SVY-2
survey_version: a
field_start: 2025-01-01
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }
}
