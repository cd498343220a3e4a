//! R-SVY: surveys as designed, before anybody is asked.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::link::Ledger;
use crate::record::Record;
use crate::record::reader::Profile;
use crate::record::survey::{Question, QuestionKind, Sampling, Survey, SurveyType};
use crate::record::wave::{Wave, WaveStatus};
use crate::stats::sample_size;
use std::collections::BTreeMap;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-SVY-01",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.3.3",
        title: "margins are asked of probability samples only, and these have a frame they are drawn from",
        explanation: "A margin of error means something when everybody had a known chance of being asked. With quota, convenience and self-selected samples there is none: take `target_margin` out. A sample that is called random is drawn from a list; whoever happens to be at hand, or follows an open link, is no such list.",
        check: Check::Judge(chance),
    },
    Rule {
        id: "R-SVY-02",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.3.3",
        title: "every survey can be expected to bring the answers that its target margin needs",
        explanation: "Invitations times the expected response rate are fewer answers than the margin needs (metric M-SMP-4, with the correction for a small population). Invite more, raise the response, or accept a wider margin before the survey begins rather than after.",
        check: Check::Judge(enough),
    },
    Rule {
        id: "R-SVY-03",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Audit,
        clause: "10004:7.3.3",
        title: "every survey was tried out before its first wave",
        explanation: "A trial with a few people shows which questions are misunderstood, while they can still be changed. Record it in `pretest` with its day; it lies before the first day of asking.",
        check: Check::Judge(tried),
    },
    Rule {
        id: "R-SVY-04",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:8",
        title: "a question keeps its wording and scale as long as the version stays",
        explanation: "Answers are compared by key and version. The same key with other words, another scale or of another kind is another question: raise `version`, keep the old questions in `earlier_versions`, and give the question a new key when its answers can no longer be compared. A key stands once in a version.",
        check: Check::Judge(stable),
    },
    Rule {
        id: "R-SVY-05",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10004:7.3.3",
        title: "no question asks two things at once or suggests its answer",
        explanation: "Advice from patterns in English and German wording, so it may be wrong: two things joined by `and` in a question with one scale, words that suggest the answer, `how satisfied` on a short scale without a middle. Reword the question in the next version; where the pattern errs, switch the rule off in `tenfour.toml` or grant a waiver.",
        check: Check::Judge(wording),
    },
    Rule {
        id: "R-SVY-06",
        severity: Severity::Information,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10004:7.3.3",
        title: "every question serves an objective or a characteristic",
        explanation: "A question that is about no characteristic, in a survey that serves no objective, is asked for nothing that is written down. Name the `characteristic` of the question, name the `objectives` of the survey, or ask less. Of surveys that are no longer in use nothing is said.",
        check: Check::Judge(serving),
    },
];

fn chance(context: &Context<'_>, report: &mut Report) {
    for (record, survey) in context.ledger.each::<Survey>() {
        let Some(sampling) = survey.sampling.as_ref().filter(|sampling| sampling.method.is_some()) else {
            continue;
        };
        report.looks_at(record);
        let method = look::written(record, "sampling.method");
        if !sampling.is_probability() && sampling.target_margin.is_some() {
            let message = format!(
                "`{}` asks for a margin of error of a `{method}` sample, which has none",
                record.id()
            );
            report
                .fault(record, "sampling.target_margin", message)
                .beside(record.place("sampling.method"), "how people are drawn")
                .advise("take `target_margin` out, or draw by chance");
        }
        let frame = survey
            .population
            .as_ref()
            .and_then(|population| population.frame.as_deref());
        if let Some(frame) = frame.filter(|frame| sampling.is_probability() && is_no_list(frame)) {
            let message = format!(
                "`{}` is drawn as `{method}` from `{frame}`, which gives nobody a known chance",
                record.id()
            );
            report
                .fault(record, "population.frame", message)
                .beside(record.place("sampling.method"), "how people are drawn")
                .advise("draw from a list of the population, or name the method `convenience` or `self_selected`");
        }
    }
}

/// Whether the words for a frame say that people come by themselves or by accident.
fn is_no_list(frame: &str) -> bool {
    let frame = frame.to_lowercase();
    let words = [
        "convenience",
        "self-selected",
        "self selected",
        "volunteers",
        "open link",
        "whoever",
        "passers-by",
    ];
    words.iter().any(|word| frame.contains(word))
}

fn enough(context: &Context<'_>, report: &mut Report) {
    for (record, survey) in context.ledger.each::<Survey>() {
        let Some(sampling) = survey.sampling.as_ref().filter(|sampling| sampling.is_probability()) else {
            continue;
        };
        let (Some(margin), Some(planned), Some(rate)) = (
            sampling.target_margin,
            sampling.planned_n,
            sampling.expected_response_rate,
        ) else {
            continue;
        };
        report.looks_at(record);
        #[expect(clippy::cast_precision_loss, reason = "numbers of people are far below 2^53")]
        let expected = planned as f64 * rate;
        let size = survey.population.as_ref().and_then(|population| population.size);
        let design_effect = design_effect(sampling, expected);
        let Some(needed) = sample_size::required(margin, sampling.confidence(), size, design_effect) else {
            continue;
        };
        #[expect(clippy::cast_precision_loss, reason = "numbers of people are far below 2^53")]
        if expected + 1e-9 < needed as f64 {
            let message = format!(
                "`{}` can expect {} answers, and its target margin needs {needed}",
                record.id(),
                expected.floor()
            );
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a number of people"
            )]
            let hint = if rate > 0.0 {
                let invite = (needed as f64 / rate).ceil() as u64;
                format!("invite {invite}, raise the response, or accept a wider margin")
            } else {
                "say how many can be expected to answer".to_owned()
            };
            report
                .fault(record, "sampling.planned_n", message)
                .beside(record.place("sampling.target_margin"), "the target")
                .beside(record.place("sampling.expected_response_rate"), "the response expected")
                .advise(hint);
        }
    }
}

/// How much more a cluster sample needs than a simple one: `1 + (m - 1) icc` with `m` answers in a cluster.
fn design_effect(sampling: &Sampling, expected: f64) -> f64 {
    let clusters = sampling.clusters.as_ref();
    let Some((count, alike)) = clusters.and_then(|clusters| Some((clusters.count?, clusters.icc_assumed?))) else {
        return 1.0;
    };
    #[expect(clippy::cast_precision_loss, reason = "numbers of clusters are far below 2^53")]
    let size = expected / (count.max(1) as f64);
    1.0 + (size - 1.0).max(0.0) * alike
}

/// The waves of a survey that took or take place, by their first day.
pub(super) fn waves<'a>(ledger: &'a Ledger, survey: &'a str) -> Vec<(&'a Record, &'a Wave)> {
    let takes_place = |wave: &Wave| !matches!(wave.status, Some(WaveStatus::Planned | WaveStatus::Cancelled));
    let mut waves: Vec<_> = ledger
        .each::<Wave>()
        .filter(|(_, wave)| look::is(wave.survey.as_ref(), survey) && takes_place(wave))
        .collect();
    waves.sort_by_key(|(_, wave)| wave.field_start);
    waves
}

fn tried(context: &Context<'_>, report: &mut Report) {
    for (record, survey) in context.ledger.each::<Survey>() {
        let waves = waves(context.ledger, record.id());
        let first = waves.iter().find_map(|(wave, data)| Some((*wave, data.field_start?)));
        let Some((wave, start)) = first else { continue };
        if survey.r#type == Some(SurveyType::Pretest) || look::unread(record, "pretest") {
            continue;
        }
        report.looks_at(record);
        let tried = survey.pretest.as_ref().and_then(|pretest| pretest.date);
        let message = match tried {
            Some(day) if day <= start => continue,
            Some(day) => format!(
                "`{}` was tried out on {day}, after its first wave had begun on {start}",
                record.id()
            ),
            None => format!("`{}` was not tried out before its first wave on {start}", record.id()),
        };
        let field = if tried.is_some() { "pretest.date" } else { "pretest" };
        report
            .fault(record, field, message)
            .beside(wave.place("field_start"), format!("first day of `{}`", wave.id()))
            .advise("record the trial in `pretest` with its day, and try the next version out before it is used");
    }
}

/// Questions of a version with where they stand.
struct Asked<'a> {
    record: &'a Record,
    path: String,
    questions: &'a [Question],
}

fn stable(context: &Context<'_>, report: &mut Report) {
    for (record, survey) in context.ledger.each::<Survey>() {
        report.looks_at(record);
        let mut versions: BTreeMap<&str, Asked<'_>> = BTreeMap::new();
        for (version, asked) in versions_of(record, survey) {
            repeated_keys(&asked, report);
            let Some(version) = version else { continue };
            if let Some(first) = versions.get(version) {
                compare(version, &asked, first, report);
            } else {
                versions.insert(version, asked);
            }
        }
        // A survey that replaces another one may go on with its version, and then with its questions as they were.
        let replaced = record.envelope.supersedes.as_ref();
        if let Some((earlier, data)) = replaced.and_then(|earlier| context.ledger.typed::<Survey>(earlier.id())) {
            for (version, first) in versions_of(earlier, data) {
                if let Some((version, asked)) = version.and_then(|version| Some((version, versions.get(version)?))) {
                    compare(version, asked, &first, report);
                }
            }
        }
    }
}

fn versions_of<'a>(record: &'a Record, survey: &'a Survey) -> Vec<(Option<&'a str>, Asked<'a>)> {
    let present = Asked {
        record,
        path: "questions".to_owned(),
        questions: &survey.questions,
    };
    let earlier = survey.earlier_versions.iter().enumerate().map(|(index, earlier)| {
        let asked = Asked {
            record,
            path: format!("earlier_versions[{index}].questions"),
            questions: &earlier.questions,
        };
        (earlier.version.as_deref(), asked)
    });
    // The earlier ones come first: what is told is told of the present one.
    earlier.chain([(survey.version.as_deref(), present)]).collect()
}

fn repeated_keys(asked: &Asked<'_>, report: &mut Report) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, question) in asked.questions.iter().enumerate() {
        let Some(key) = question.key.as_deref() else { continue };
        if let Some(earlier) = first.insert(key, index) {
            let path = format!("{}[{index}].key", asked.path);
            report
                .fault(
                    asked.record,
                    &path,
                    format!("the key `{key}` stands twice in one version of `{}`", asked.record.id()),
                )
                .beside(
                    asked.record.place(&format!("{}[{earlier}].key", asked.path)),
                    "first here",
                )
                .advise("give the second question a key of its own");
        }
    }
}

fn compare(version: &str, asked: &Asked<'_>, first: &Asked<'_>, report: &mut Report) {
    for (index, question) in asked.questions.iter().enumerate() {
        let same_key = |other: &&Question| other.key.is_some() && other.key == question.key;
        let Some(at) = first.questions.iter().position(|other| same_key(&other)) else {
            continue;
        };
        let Some(what) = difference(question, &first.questions[at]) else {
            continue;
        };
        let key = question.key.as_deref().unwrap_or_default();
        let path = format!("{}[{index}].key", asked.path);
        let message = format!(
            "the question `{key}` of `{}` has {what}, and the version is still `{version}`",
            asked.record.id()
        );
        report
            .fault(asked.record, &path, message)
            .beside(first.record.place(&format!("{}[{at}].key", first.path)), "as it was")
            .advise("raise `version` and keep the earlier questions in `earlier_versions`");
    }
}

/// What differs between two forms of a question: its kind, scale, options or the wording in a language both have.
fn difference(one: &Question, other: &Question) -> Option<&'static str> {
    let ends = |question: &Question| {
        question
            .scale
            .as_ref()
            .map(|scale| (scale.min, scale.max, scale.direction))
    };
    let options = |question: &Question| -> Vec<Option<String>> {
        question.options.iter().map(|option| option.value.clone()).collect()
    };
    let mut shared = one
        .text
        .iter()
        .filter_map(|(language, text)| Some((text, other.text.get(language)?)));
    if one.kind != other.kind {
        Some("become one of another kind")
    } else if ends(one) != ends(other) {
        Some("another scale")
    } else if options(one) != options(other) {
        Some("other options")
    } else if shared.any(|(text, earlier)| text.split_whitespace().ne(earlier.split_whitespace())) {
        Some("other words")
    } else {
        None
    }
}

fn wording(context: &Context<'_>, report: &mut Report) {
    for (record, survey) in context
        .ledger
        .each::<Survey>()
        .filter(|(record, _)| !record.is_settled())
    {
        report.looks_at(record);
        for (index, question) in survey.questions.iter().enumerate() {
            for (language, text) in &question.text {
                if let Some((what, hint)) = doubt(question, language, text) {
                    let key = question.key.as_deref().unwrap_or_default();
                    let path = format!("questions[{index}].text.{language}");
                    report
                        .fault(
                            record,
                            &path,
                            format!("the question `{key}` of `{}` {what}", record.id()),
                        )
                        .advise(hint);
                }
            }
        }
    }
}

/// Whether a question is answered by one judgement, so that it should ask for one thing.
fn judges_one_thing(question: &Question) -> bool {
    matches!(
        question.kind,
        Some(
            QuestionKind::Rating
                | QuestionKind::Ces
                | QuestionKind::Importance
                | QuestionKind::Expectation
                | QuestionKind::Perception
                | QuestionKind::Overall
                | QuestionKind::YesNo
        )
    )
}

/// What is doubtful in a wording, and what to do.
fn doubt(question: &Question, language: &str, text: &str) -> Option<(String, &'static str)> {
    let lower = format!(
        " {} ",
        text.to_lowercase().replace(['?', '.', ',', ';', ':', '!', '"'], " ")
    );
    let lower = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = format!(" {lower} ");
    let (joining, pairs, leading): (&[&str], &[&str], &[&str]) = match language.split('-').next() {
        Some("en") => (
            &[" and ", " as well as "],
            &[
                " between ",
                " terms and conditions ",
                " questions and answers ",
                " pros and cons ",
                " and so on ",
            ],
            &[
                " don't you ",
                " wouldn't you ",
                " isn't it ",
                " how excellent ",
                " our excellent ",
                " do you agree that ",
                " how much better ",
            ],
        ),
        Some("de") => (
            &[" und ", " sowie "],
            &[" zwischen ", " ab und zu ", " und so weiter ", " hin und wieder "],
            &[
                " finden sie nicht auch ",
                " nicht wahr ",
                " stimmen sie zu dass ",
                " unser ausgezeichneter ",
                " unsere ausgezeichnete ",
            ],
        ),
        _ => return None,
    };
    let found = |words: &[&'static str]| words.iter().copied().find(|word| lower.contains(word)).map(str::trim);
    if let Some(word) = found(leading) {
        return Some((
            format!("suggests an answer by `{word}`"),
            "ask so that every answer is as easy to give",
        ));
    }
    // German names of women and men are one thing: `Beraterinnen und Berater`.
    let both_sexes = lower.contains("innen und ") || lower.contains("innen sowie ");
    if judges_one_thing(question)
        && !both_sexes
        && found(pairs).is_none()
        && let Some(word) = found(joining)
    {
        let what = format!("may ask two things at once, joined by `{word}`");
        return Some((what, "make two questions of it, or leave one of the two things out"));
    }
    let asks_satisfaction = lower.starts_with(" how satisfied ") || lower.starts_with(" wie zufrieden ");
    let points = question
        .scale
        .as_ref()
        .and_then(|scale| Some(scale.max? - scale.min? + 1.0));
    let without_middle = points.is_some_and(|points| points <= 6.0 && (points % 2.0).abs() < 1e-9);
    (asks_satisfaction && without_middle && !lower.contains("dissatisfied") && !lower.contains("unzufrieden")).then(
        || {
            let what = "asks how satisfied somebody is on a scale without a middle".to_owned();
            (what, "use a scale with an odd number of points")
        },
    )
}

fn serving(context: &Context<'_>, report: &mut Report) {
    let surveys = context.ledger.each::<Survey>();
    for (record, survey) in surveys.filter(|(record, survey)| !record.is_settled() && !survey.questions.is_empty()) {
        report.looks_at(record);
        if !survey.objectives.is_empty() || look::unread(record, "objectives") {
            continue;
        }
        for (index, question) in survey.questions.iter().enumerate() {
            let path = format!("questions[{index}]");
            if question.characteristic.is_none() && !look::unread(record, &format!("{path}.characteristic")) {
                let key = question.key.as_deref().unwrap_or_default();
                report
                    .fault(
                        record,
                        &path,
                        format!(
                            "the question `{key}` of `{}` serves no objective and no characteristic",
                            record.id()
                        ),
                    )
                    .advise("name its `characteristic`, or the `objectives` of the survey");
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "margins belong to probability samples, and these to lists",
            rule: "R-SVY-01",
            breaks: "
id: SVY-1
sampling: {method: quota, target_margin: 0.05}
---
id: SVY-2
population: {frame: convenience sample of visitors}
sampling: {method: simple_random}
",
            says: &[
                "a.yaml:3:42: error[R-SVY-01]: `SVY-1` asks for a margin of error of a `quota` sample, which has none",
                "a.yaml:6:21: error[R-SVY-01]: `SVY-2` is drawn as `simple_random` from `convenience sample of visitors`, which gives nobody a known chance",
            ],
            keeps: "
id: SVY-1
population: {frame: contact list of sales}
sampling: {method: simple_random, target_margin: 0.05}
---
id: SVY-2
population: {frame: convenience sample of visitors}
sampling: {method: convenience}
",
        },
        Case {
            what: "a survey is planned so that its margin can be reached",
            rule: "R-SVY-02",
            breaks: "
id: SVY-1
population: {size: 400}
sampling: {method: simple_random, planned_n: 400, expected_response_rate: 0.4, target_margin: 0.05}
---
id: SVY-2
sampling: {method: cluster, clusters: {unit: site, count: 20, icc_assumed: 0.05}, planned_n: 1000, expected_response_rate: 0.4, target_margin: 0.05}
",
            says: &[
                "a.yaml:4:46: warning[R-SVY-02]: `SVY-1` can expect 160 answers, and its target margin needs 197",
                "a.yaml:7:94: warning[R-SVY-02]: `SVY-2` can expect 400 answers, and its target margin needs 750",
            ],
            keeps: "
id: SVY-1
population: {size: 400}
sampling: {method: simple_random, planned_n: 394, expected_response_rate: 0.5, target_margin: 0.05}
---
id: SVY-2
sampling: {method: quota, planned_n: 10, expected_response_rate: 0.4, target_margin: 0.05}
",
        },
        Case {
            what: "a survey is tried out before its first wave",
            rule: "R-SVY-03",
            breaks: "
id: SVY-1
type: pulse
---
id: WAV-1
survey: SVY-1
field_start: 2025-03-01
---
id: SVY-2
pretest: {date: 2025-03-05}
---
id: WAV-2
survey: SVY-2
field_start: 2025-03-01
",
            says: &[
                "a.yaml:2:1: error[R-SVY-03]: `SVY-1` was not tried out before its first wave on 2025-03-01",
                "a.yaml:10:17: error[R-SVY-03]: `SVY-2` was tried out on 2025-03-05, after its first wave had begun on 2025-03-01",
            ],
            keeps: "
id: SVY-1
pretest: {date: 2025-02-05}
---
id: WAV-1
survey: SVY-1
field_start: 2025-03-01
---
id: SVY-2
---
id: WAV-2
survey: SVY-2
status: planned
field_start: 2025-08-01
---
id: SVY-3
type: pretest
---
id: WAV-3
survey: SVY-3
field_start: 2025-03-01
",
        },
        Case {
            what: "a version has one wording and one scale for a key",
            rule: "R-SVY-04",
            breaks: "
id: SVY-1
version: \"2\"
questions:
  - {key: a, kind: rating, text: {en: New words}, scale: {min: 1, max: 5}}
  - {key: b, kind: rating, text: {en: Same words}, scale: {min: 1, max: 7}}
  - {key: a, kind: open, text: {en: More}}
earlier_versions:
  - version: \"2\"
    questions:
      - {key: a, kind: rating, text: {en: Old words}, scale: {min: 1, max: 5}}
      - {key: b, kind: rating, text: {en: Same words}, scale: {min: 1, max: 5}}
",
            says: &[
                "a.yaml:5:11: error[R-SVY-04]: the question `a` of `SVY-1` has other words, and the version is still `2`",
                "a.yaml:6:11: error[R-SVY-04]: the question `b` of `SVY-1` has another scale, and the version is still `2`",
                "a.yaml:7:11: error[R-SVY-04]: the key `a` stands twice in one version of `SVY-1`",
                "a.yaml:7:11: error[R-SVY-04]: the question `a` of `SVY-1` has become one of another kind, and the version is still `2`",
            ],
            keeps: "
id: SVY-1
version: \"2\"
questions:
  - {key: a, kind: rating, text: {en: New words, de: Neu}, scale: {min: 1, max: 5}}
earlier_versions:
  - version: \"1\"
    questions: [{key: a, kind: rating, text: {en: Old words}, scale: {min: 1, max: 7}}]
",
        },
        Case {
            what: "a survey that goes on with a version goes on with its questions",
            rule: "R-SVY-04",
            breaks: "
id: SVY-1
version: \"1\"
questions: [{key: a, kind: rating, text: {en: Old words}}]
---
id: SVY-2
supersedes: SVY-1
version: \"1\"
questions: [{key: a, kind: rating, text: {en: New words}}]
",
            says: &[
                "a.yaml:9:19: error[R-SVY-04]: the question `a` of `SVY-2` has other words, and the version is still `1`",
            ],
            keeps: "
id: SVY-1
version: \"1\"
questions: [{key: a, kind: rating, text: {en: Old words}}]
---
id: SVY-2
supersedes: SVY-1
version: \"2\"
questions: [{key: a, kind: rating, text: {en: New words}}]
",
        },
        Case {
            what: "questions ask one thing and suggest nothing",
            rule: "R-SVY-05",
            breaks: "
id: SVY-1
questions:
  - {key: a, kind: rating, text: {en: Staff are friendly and quick., de: Das Personal ist freundlich und schnell.}}
  - {key: b, kind: overall, text: {en: How satisfied are you?}, scale: {min: 1, max: 4}}
  - {key: c, kind: yes_no, text: {en: \"Our service was good, don't you think?\"}}
",
            says: &[
                "a.yaml:4:39: warning[R-SVY-05]: the question `a` of `SVY-1` may ask two things at once, joined by `and`",
                "a.yaml:4:74: warning[R-SVY-05]: the question `a` of `SVY-1` may ask two things at once, joined by `und`",
                "a.yaml:5:40: warning[R-SVY-05]: the question `b` of `SVY-1` asks how satisfied somebody is on a scale without a middle",
                "a.yaml:6:39: warning[R-SVY-05]: the question `c` of `SVY-1` suggests an answer by `don't you`",
            ],
            keeps: "
id: SVY-1
questions:
  - {key: a, kind: rating, text: {en: Staff are friendly., fr: Le personnel est aimable et rapide.}}
  - {key: b, kind: overall, text: {en: How satisfied are you?}, scale: {min: 1, max: 5}}
  - {key: c, kind: overall, text: {en: How satisfied are you?}, scale: {min: 1, max: 10}}
  - {key: d, kind: open, text: {en: What did you like and what not?}}
  - {key: f, kind: rating, text: {de: Die Beraterinnen und Berater beherrschen ihr Fach.}}
  - {key: e, kind: rating, text: {en: The time between order and delivery was short.}}
",
        },
        Case {
            what: "a question is asked for something",
            rule: "R-SVY-06",
            breaks: "
id: SVY-1
questions:
  - {key: a, characteristic: CHR-1}
  - {key: b}
---
id: CHR-1
",
            says: &[
                "a.yaml:5:6: information[R-SVY-06]: the question `b` of `SVY-1` serves no objective and no characteristic",
            ],
            keeps: "
id: SVY-1
objectives: [OBJ-1]
questions: [{key: a}]
---
id: OBJ-1
---
id: SVY-2
status: retired
questions: [{key: a}]
---
id: SVY-3
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }

    #[test]
    fn clusters_raise_the_need() {
        let sampling: Sampling = serde_yaml::from_str("clusters: {count: 20, icc_assumed: 0.05}").unwrap();
        assert!((design_effect(&sampling, 400.0) - 1.95).abs() < 1e-9);
        assert!((design_effect(&Sampling::default(), 400.0) - 1.0).abs() < 1e-9);
    }
}
