//! R-RSP: responses, whether rows of a table or records of their own.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::{Severity, did_you_mean};
use crate::link::Ledger;
use crate::parse::table::{FIXED_COLUMNS, Row, Sheet, is_fixed};
use crate::record::customer::ContactRole;
use crate::record::reader::Profile;
use crate::record::response::ResponseDisposition;
use crate::record::survey::{Anonymity, Mode, Question, QuestionKind, Survey};
use crate::record::wave::Wave;
use crate::record::{Kind, Record};
use crate::source::Place;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_yaml::Value;
use std::collections::BTreeMap;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-RSP-01",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.3.4",
        title: "every answer lies on the scale of a question of the version that was fielded",
        explanation: "A column that is no question of the version, a number outside of the scale or an option that does not exist would be lost or would falsify results. `na`, `dk`, `skip` and `refused` say why there is no answer; an empty cell says that the question was not asked.",
        check: Check::Judge(answers),
    },
    Rule {
        id: "R-RSP-02",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:4.3.9",
        title: "responses to an anonymous survey lead to nobody",
        explanation: "The survey promises anonymity. A respondent, or a time of answering exact to the minute, leads back to a person: take the column out, and the history of the repository too if it was there before. Columns of your own that identify people are refused as unknown.",
        check: Check::Judge(anonymous),
    },
    Rule {
        id: "R-RSP-03",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.3.4",
        title: "nobody answers twice in a wave",
        explanation: "Two responses of one respondent count one opinion double. Keep the one that is complete, or the later one, and say so in `deviations` of the wave.",
        check: Check::Judge(once),
    },
    Rule {
        id: "R-RSP-04",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.3.4",
        title: "every table of responses belongs to a wave",
        explanation: "A table is named after its wave: `responses/WAV-2025A.csv`, or `wave: WAV-2025A` in YAML. Without the wave its responses count nowhere.",
        check: Check::Judge(has_wave),
    },
    Rule {
        id: "R-RSP-05",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.3.4",
        title: "every response has an id of its own and cells that can be read",
        explanation: "The fixed columns of a table take what the fields of a response take: a segment or product that exists, a day, one of the allowed words. An id stands for one response over all waves.",
        check: Check::Judge(cells),
    },
];

/// The wave of a table with its survey and the questions that were asked.
fn asked<'a>(ledger: &'a Ledger, wave: &str) -> Option<(&'a Record, &'a Record, &'a Survey, &'a [Question])> {
    let (record, wave) = ledger.typed::<Wave>(wave)?;
    let (survey, data) = ledger.typed::<Survey>(wave.survey.as_ref()?.id())?;
    let questions = match wave.survey_version.as_deref() {
        Some(version) => data.version(version)?, // a version that does not exist is told by R-WAV-06
        None => &data.questions,
    };
    Some((record, survey, data, questions))
}

/// The cells of a column that hold something.
fn filled<'a>(
    context: &'a Context<'_>,
    sheet: &'a Sheet,
    column: usize,
) -> impl Iterator<Item = (&'a Row, &'a str, Place)> + 'a {
    let cell = move |row: &'a Row| {
        let text = row
            .cells
            .get(column)
            .map(|cell| &**cell)
            .filter(|cell| !cell.is_empty())?;
        Some((row, text, look::cell_place(context, sheet, row, column)))
    };
    sheet.rows.iter().filter_map(cell)
}

fn column_place(sheet: &Sheet, column: usize) -> Place {
    Place {
        source: sheet.source,
        span: sheet.columns.get(column).map_or(sheet.head, |(_, span)| *span),
    }
}

fn answers(context: &Context<'_>, report: &mut Report) {
    for (wave, sheets) in look::sheets(context) {
        let Some((wave, survey, _, questions)) = asked(context.ledger, wave) else {
            continue;
        };
        report.looks_at(wave);
        let find = |key: &str| questions.iter().find(|question| question.key.as_deref() == Some(key));
        for sheet in &sheets {
            for (column, (name, _)) in sheet.columns.iter().enumerate() {
                if is_fixed(name) || name.is_empty() {
                    continue;
                }
                let Some(question) = find(name) else {
                    unknown_column(wave, survey, sheet, column, questions, report);
                    continue;
                };
                let faults: Vec<(Place, String)> = filled(context, sheet, column)
                    .filter_map(|(_, text, place)| Some((place, fault(question, text)?)))
                    .collect();
                look::tell_cells(report, wave, name, &faults, |diagnostic| {
                    let key = survey_place(survey, name);
                    diagnostic.beside(key, "the question").advise(allowed(question));
                });
            }
        }
    }
}

/// The place of a question in its survey, in whichever version it stands first.
fn survey_place(survey: &Record, key: &str) -> Place {
    let lists = [Some("questions".to_owned())]
        .into_iter()
        .flatten()
        .chain((0..64).map(|index| format!("earlier_versions[{index}].questions")));
    for path in lists {
        let Some(list) = survey.node.at(&path) else { break };
        let position = list
            .items()
            .iter()
            .position(|item| item.get("key").and_then(|node| node.text()) == Some(key));
        if let Some(index) = position {
            return survey.place(&format!("{path}[{index}].key"));
        }
    }
    survey.place("questions")
}

fn unknown_column(
    wave: &Record,
    survey: &Record,
    sheet: &Sheet,
    column: usize,
    questions: &[Question],
    report: &mut Report,
) {
    let Some((name, _)) = sheet.columns.get(column) else {
        return;
    };
    let keys = questions.iter().filter_map(|question| question.key.as_deref());
    let known: Vec<&str> = keys.chain(FIXED_COLUMNS.iter().copied()).collect();
    let version = match look::written(wave, "survey_version") {
        "?" => String::new(),
        version => format!(" in version `{version}`"),
    };
    let hint = match did_you_mean(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "take the column out, or add the question to the version that was fielded".to_owned(),
    };
    report
        .fault_at(
            wave,
            name,
            column_place(sheet, column),
            format!("`{}` has no question `{name}`{version}", survey.id()),
        )
        .beside(survey.place("questions"), "its questions")
        .advise(hint);
}

/// Codes for missing answers.
const MISSING: [&str; 4] = ["na", "dk", "skip", "refused"];

/// What is wrong with an answer to a question.
fn fault(question: &Question, text: &str) -> Option<String> {
    if MISSING.contains(&text) {
        return None;
    }
    let key = question.key.as_deref().unwrap_or_default();
    let kind = question.kind?;
    if kind.has_scale() {
        let Some(number) = number(text) else {
            return Some(format!("the answer to `{key}` must be a number, found `{text}`"));
        };
        let (min, max) = scale(question);
        let inside = min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max);
        return (!inside).then(|| format!("the answer `{text}` to `{key}` lies outside of the scale"));
    }
    let good = match kind {
        QuestionKind::YesNo => matches!(text, "yes" | "no"),
        QuestionKind::Number => number(text).is_some(),
        QuestionKind::Date => text.parse::<Date>().is_ok(),
        QuestionKind::Single if !question.options.is_empty() => is_option(question, text),
        QuestionKind::Multiple | QuestionKind::Rank if !question.options.is_empty() => {
            let unknown = text.split(';').map(str::trim).find(|part| !is_option(question, part));
            return unknown.map(|part| format!("the answer to `{key}` names `{part}`, which is no option"));
        }
        _ => true,
    };
    (!good).then(|| match kind {
        QuestionKind::Single => format!("the answer `{text}` to `{key}` is no option"),
        QuestionKind::YesNo => format!("the answer to `{key}` must be `yes` or `no`, found `{text}`"),
        QuestionKind::Date => format!("the answer to `{key}` must be a day as `YYYY-MM-DD`, found `{text}`"),
        _ => format!("the answer to `{key}` must be a number, found `{text}`"),
    })
}

fn is_option(question: &Question, text: &str) -> bool {
    question
        .options
        .iter()
        .any(|option| option.value.as_deref() == Some(text))
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The ends of a question's scale: as written, or those that the kind of question has by its definition.
fn scale(question: &Question) -> (Option<f64>, Option<f64>) {
    let written = question.scale.as_ref();
    let (min, max) = match question.kind {
        Some(QuestionKind::Nps) => (Some(0.0), Some(10.0)),
        Some(QuestionKind::KanoFunctional | QuestionKind::KanoDysfunctional) => (Some(1.0), Some(5.0)),
        _ => (None, None),
    };
    (
        written.and_then(|scale| scale.min).or(min),
        written.and_then(|scale| scale.max).or(max),
    )
}

/// What may be answered, as a hint.
fn allowed(question: &Question) -> String {
    let reasons = MISSING.join(", ");
    match (question.kind, scale(question)) {
        (Some(kind), (Some(min), Some(max))) if kind.has_scale() => {
            format!("allowed: {min} to {max}, or why there is no answer: {reasons}")
        }
        (Some(kind), _) if kind.has_options() => {
            let options = question.options.iter().filter_map(|option| option.value.as_deref());
            format!(
                "allowed: {}, or why there is no answer: {reasons}",
                options.collect::<Vec<_>>().join(", ")
            )
        }
        _ => format!("correct the answer, or say why there is none: {reasons}"),
    }
}

fn anonymous(context: &Context<'_>, report: &mut Report) {
    for (wave, sheets) in look::sheets(context) {
        let Some((_, survey, data, _)) = asked(context.ledger, wave) else {
            continue;
        };
        let Some((wave, _)) = context.ledger.typed::<Wave>(wave) else {
            continue;
        };
        if data.anonymity != Some(Anonymity::Anonymous) {
            continue;
        }
        report.looks_at(wave);
        for sheet in &sheets {
            let mut tell = |column: usize, rows: Vec<Place>, what: &str| {
                let Some(first) = rows.first() else { return };
                let (name, _) = &sheet.columns[column];
                let rows = look::count(rows.len() as u64, "response", "responses");
                report
                    .fault_at(
                        wave,
                        name,
                        *first,
                        format!("`{}` is anonymous, but `{name}` holds {what} in {rows}", survey.id()),
                    )
                    .beside(survey.place("anonymity"), "what is promised")
                    .advise("take it out of the table, and out of the history where it was committed");
            };
            if let Some(column) = sheet.column("respondent") {
                let rows = filled(context, sheet, column).map(|(_, _, place)| place).collect();
                tell(column, rows, "a respondent");
            }
            if let Some(column) = sheet.column("submitted_on") {
                let exact = filled(context, sheet, column).filter(|(_, text, _)| text.contains(['T', ':']));
                tell(column, exact.map(|(_, _, place)| place).collect(), "an exact time");
            }
        }
    }
}

fn once(context: &Context<'_>, report: &mut Report) {
    for (wave, sheets) in look::sheets(context) {
        let Some((wave, _)) = context.ledger.typed::<Wave>(wave) else {
            continue;
        };
        let mut first: BTreeMap<&str, Place> = BTreeMap::new();
        for sheet in &sheets {
            let Some(column) = sheet.column("respondent") else {
                continue;
            };
            report.looks_at(wave);
            for (_, respondent, place) in filled(context, sheet, column) {
                if let Some(earlier) = first.get(respondent) {
                    report
                        .fault_at(
                            wave,
                            "respondent",
                            place,
                            format!("`{respondent}` answered twice in `{}`", wave.id()),
                        )
                        .beside(*earlier, "first here")
                        .advise("keep one of the two responses and say so in `deviations` of the wave");
                } else {
                    first.insert(respondent, place);
                }
            }
        }
    }
}

fn has_wave(context: &Context<'_>, report: &mut Report) {
    for sheet in &context.ledger.sheets {
        let path = &context.sources.get(sheet.source).path;
        report.looks_at_other(path);
        let place = Place {
            source: sheet.source,
            span: sheet.head,
        };
        let wave = &sheet.wave;
        let found = context.ledger.find(wave).map(|(_, record)| record.kind);
        if found == Some(Kind::Wave) {
            continue;
        }
        let message = match found {
            Some(kind) => format!(
                "these responses belong to `{wave}`, which is no wave but of the kind {}",
                kind.name()
            ),
            None => format!("these responses belong to the wave `{wave}`, and there is no such record"),
        };
        let known = context.ledger.of_kind(Kind::Wave).map(|(_, record)| record.id());
        let hint = match did_you_mean(wave, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name the table after its wave, or add the wave with `tenfour new wave`".to_owned(),
        };
        report.fault_of_other(path, place, message).advise(hint);
    }
}

/// Whether a word is one of a closed list.
fn is_word<T: DeserializeOwned>(text: &str) -> bool {
    serde_yaml::from_value::<T>(Value::String(text.to_owned())).is_ok()
}

/// What is wrong with a cell of a fixed column.
fn fixed_fault(context: &Context<'_>, name: &str, text: &str) -> Option<String> {
    let record_of = |kind: Kind| match context.ledger.find(text) {
        Some((_, record)) if record.kind == kind => None,
        Some(_) => Some(format!("`{text}` in `{name}` is no {}", kind.name())),
        None => Some(format!("`{name}` leads to `{text}`, and there is no such record")),
    };
    let expected = match name {
        "product" => return record_of(Kind::Product),
        name if name.starts_with("segment.") => return record_of(Kind::Segment),
        "submitted_on" if text.parse::<Date>().is_err() || text.len() != 10 => "a day as `YYYY-MM-DD`",
        "disposition" if !is_word::<ResponseDisposition>(text) => "`complete` or `partial`",
        "mode" if !is_word::<Mode>(text) => "one of the modes of a survey",
        "respondent_role" if !is_word::<ContactRole>(text) => "one of the roles of a contact",
        "duration_s" if text.parse::<u64>().is_err() => "a whole number of seconds",
        "consent.analyse" | "consent.quote" | "consent.contact" if !matches!(text, "true" | "false") => {
            "`true` or `false`"
        }
        _ => return None,
    };
    Some(format!("`{name}` must be {expected}, found `{text}`"))
}

fn cells(context: &Context<'_>, report: &mut Report) {
    let mut ids: BTreeMap<&str, Place> = BTreeMap::new();
    for sheet in &context.ledger.sheets {
        let Some((wave, _)) = context.ledger.typed::<Wave>(&sheet.wave) else {
            continue;
        };
        report.looks_at(wave);
        for (column, (name, _)) in sheet.columns.iter().enumerate().filter(|(_, (name, _))| is_fixed(name)) {
            if name == "id" {
                continue;
            }
            let faults: Vec<(Place, String)> = filled(context, sheet, column)
                .filter_map(|(_, text, place)| Some((place, fixed_fault(context, name, text)?)))
                .collect();
            let hint = format!("correct the cell; `tenfour explain response` lists what `{name}` takes");
            look::tell_cells(report, wave, name, &faults, |diagnostic| {
                diagnostic.advise(hint.as_str());
            });
        }
        let needed: Vec<(Place, String)> = ["id", "disposition"]
            .iter()
            .filter_map(|name| sheet.column(name).map(|column| (*name, column)))
            .flat_map(|(name, column)| {
                let empty = move |row: &&Row| row.cells.get(column).is_none_or(|cell| cell.is_empty());
                let tell = move |row: &Row| (sheet.place(row), format!("a response without `{name}`"));
                sheet.rows.iter().filter(empty).map(tell)
            })
            .collect();
        look::tell_cells(report, wave, "id", &needed, |diagnostic| {
            diagnostic.advise("fill the cell in");
        });
        let Some(column) = sheet.column("id") else { continue };
        for row in &sheet.rows {
            let Some(id) = row.cells.get(column).map(|cell| &**cell).filter(|id| !id.is_empty()) else {
                continue;
            };
            let place = look::cell_place(context, sheet, row, column);
            let record = context.ledger.find(id).map(|(_, record)| record.id_place());
            if context.catalogue.prefixes.kind_of(id) != Some(Kind::Response) || !crate::record::id::is_id(id) {
                let prefix = context.catalogue.prefixes.of(Kind::Response);
                report
                    .fault_at(wave, "id", place, format!("`{id}` cannot be the id of a response"))
                    .advise(format!("write `{prefix}-` and letters or digits without meaning"));
            } else if let Some(first) = ids.get(id).copied().or(record) {
                report
                    .fault_at(wave, "id", place, format!("the id `{id}` stands for two responses"))
                    .beside(first, "first here")
                    .advise("give one of the two a new id");
            } else {
                ids.insert(id, place);
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run, told};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "answers lie on the scale of a question that was asked",
            rule: "R-RSP-01",
            breaks: "
-- a.yaml --
id: SVY-1
version: \"2\"
questions:
  - {key: q1, kind: rating, scale: {min: 1, max: 5}}
  - {key: reason, kind: multiple, options: [{value: price}, {value: time}]}
  - {key: again, kind: yes_no}
  - {key: nps, kind: nps}
earlier_versions: [{version: \"1\", questions: [{key: old, kind: open}]}]
---
id: WAV-1
survey: SVY-1
survey_version: \"2\"
-- responses/WAV-1.csv --
id,disposition,q1,reason,again,nps,q2,old
RSP-1,complete,6,price;tme,yes,11,1,x
RSP-2,complete,good,time,maybe,10,,
",
            says: &[
                "responses/WAV-1.csv:1:36: error[R-RSP-01]: `SVY-1` has no question `q2` in version `2`",
                "responses/WAV-1.csv:1:39: error[R-RSP-01]: `SVY-1` has no question `old` in version `2`",
                "responses/WAV-1.csv:2:16: error[R-RSP-01]: the answer `6` to `q1` lies outside of the scale",
                "responses/WAV-1.csv:2:18: error[R-RSP-01]: the answer to `reason` names `tme`, which is no option",
                "responses/WAV-1.csv:2:32: error[R-RSP-01]: the answer `11` to `nps` lies outside of the scale",
                "responses/WAV-1.csv:3:16: error[R-RSP-01]: the answer to `q1` must be a number, found `good`",
                "responses/WAV-1.csv:3:26: error[R-RSP-01]: the answer to `again` must be `yes` or `no`, found `maybe`",
            ],
            keeps: "
-- a.yaml --
id: SVY-1
version: \"2\"
questions:
  - {key: q1, kind: rating, scale: {min: 1, max: 5}}
  - {key: reason, kind: multiple, options: [{value: price}, {value: time}]}
  - {key: again, kind: yes_no}
earlier_versions: [{version: \"1\", questions: [{key: old, kind: open}]}]
---
id: WAV-1
survey: SVY-1
survey_version: \"2\"
---
id: WAV-2
survey: SVY-1
survey_version: \"1\"
---
id: RSP-9
wave: WAV-2
answers: {old: anything}
-- responses/WAV-1.csv --
id,disposition,segment.size,q1,reason,again
RSP-1,complete,,5,price; time,no
RSP-2,complete,,na,skip,dk
RSP-3,partial,,,,
-- responses/WAV-2.csv --
id,disposition,old
RSP-4,complete,x
",
        },
        Case {
            what: "a record of a single response is judged as a row is",
            rule: "R-RSP-01",
            breaks: "
id: SVY-1
questions: [{key: q1, kind: rating, scale: {min: 1, max: 5}}]
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
---
id: RSP-1
wave: WAV-1
disposition: complete
answers: {q1: 7, q3: 1}
",
            says: &[
                "a.yaml:12:11: error[R-RSP-01]: the answer `7` to `q1` lies outside of the scale",
                "a.yaml:12:18: error[R-RSP-01]: `SVY-1` has no question `q3` in version `1`",
            ],
            keeps: "
id: SVY-1
questions: [{key: q1, kind: rating, scale: {min: 1, max: 5}}]
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
---
id: RSP-1
wave: WAV-1
disposition: complete
answers: {q1: 5}
",
        },
        Case {
            what: "anonymous responses lead to nobody",
            rule: "R-RSP-02",
            breaks: "
-- a.yaml --
id: SVY-1
anonymity: anonymous
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
-- responses/WAV-1.csv --
id,respondent,submitted_on,disposition
RSP-1,K-1,2025-03-01T09:12:00Z,complete
RSP-2,,2025-03-01,complete
RSP-3,K-3,2025-03-01,complete
",
            says: &[
                "responses/WAV-1.csv:2:7: error[R-RSP-02]: `SVY-1` is anonymous, but `respondent` holds a respondent in 2 responses",
                "responses/WAV-1.csv:2:11: error[R-RSP-02]: `SVY-1` is anonymous, but `submitted_on` holds an exact time in 1 response",
            ],
            keeps: "
-- a.yaml --
id: SVY-1
anonymity: anonymous
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
---
id: SVY-2
anonymity: confidential
---
id: WAV-2
survey: SVY-2
survey_version: \"1\"
-- responses/WAV-1.csv --
id,respondent,submitted_on,disposition
RSP-1,,2025-03-01,complete
-- responses/WAV-2.csv --
id,respondent,submitted_on,disposition
RSP-2,K-1,2025-03-01,complete
",
        },
        Case {
            what: "a respondent answers once",
            rule: "R-RSP-03",
            breaks: "
-- a.yaml --
id: WAV-1
---
id: RSP-4
wave: WAV-1
respondent: K-2
-- responses/WAV-1.csv --
id,respondent,disposition
RSP-1,K-1,partial
RSP-2,K-2,complete
RSP-3,K-1,complete
",
            says: &[
                "a.yaml:6:1: warning[R-RSP-03]: `K-2` answered twice in `WAV-1`",
                "responses/WAV-1.csv:4:7: warning[R-RSP-03]: `K-1` answered twice in `WAV-1`",
            ],
            keeps: "
-- a.yaml --
id: WAV-1
---
id: WAV-2
-- responses/WAV-1.csv --
id,respondent,disposition
RSP-1,K-1,partial
RSP-2,,complete
RSP-3,,complete
-- responses/WAV-2.csv --
id,respondent,disposition
RSP-4,K-1,partial
",
        },
        Case {
            what: "a table belongs to a wave",
            rule: "R-RSP-04",
            breaks: "
-- a.yaml --
id: WAV-2025A
---
id: SVY-1
-- responses/WAV-2025B.csv --
id,disposition
-- responses/SVY-1.csv --
id,disposition
",
            says: &[
                "responses/SVY-1.csv:1:1: error[R-RSP-04]: these responses belong to `SVY-1`, which is no wave but of the kind survey",
                "responses/WAV-2025B.csv:1:1: error[R-RSP-04]: these responses belong to the wave `WAV-2025B`, and there is no such record",
            ],
            keeps: "
-- a.yaml --
id: WAV-2025A
-- b.yaml --
wave: WAV-2025A
responses: [{id: RSP-1, disposition: complete}]
-- responses/WAV-2025A.csv --
id,disposition
",
        },
        Case {
            what: "fixed cells hold what their fields take, and ids are unique",
            rule: "R-RSP-05",
            breaks: "
-- a.yaml --
id: WAV-1
---
id: SEG-A
---
id: PRD-A
-- responses/WAV-1.csv --
id,segment.size,product,submitted_on,mode,disposition,duration_s,consent.quote
RSP-1,SEG-B,SEG-A,1.3.2025,telepathy,done,fast,perhaps
RSP-1,SEG-A,PRD-A,2025-03-01,web,complete,60,true
17,SEG-A,PRD-A,2025-03-01,web,,60,true
",
            says: &[
                "responses/WAV-1.csv:2:7: error[R-RSP-05]: `segment.size` leads to `SEG-B`, and there is no such record",
                "responses/WAV-1.csv:2:13: error[R-RSP-05]: `SEG-A` in `product` is no product",
                "responses/WAV-1.csv:2:19: error[R-RSP-05]: `submitted_on` must be a day as `YYYY-MM-DD`, found `1.3.2025`",
                "responses/WAV-1.csv:2:28: error[R-RSP-05]: `mode` must be one of the modes of a survey, found `telepathy`",
                "responses/WAV-1.csv:2:38: error[R-RSP-05]: `disposition` must be `complete` or `partial`, found `done`",
                "responses/WAV-1.csv:2:43: error[R-RSP-05]: `duration_s` must be a whole number of seconds, found `fast`",
                "responses/WAV-1.csv:2:48: error[R-RSP-05]: `consent.quote` must be `true` or `false`, found `perhaps`",
                "responses/WAV-1.csv:3:1: error[R-RSP-05]: the id `RSP-1` stands for two responses",
                "responses/WAV-1.csv:4:1: error[R-RSP-05]: `17` cannot be the id of a response",
                "responses/WAV-1.csv:4:1: error[R-RSP-05]: a response without `disposition`",
            ],
            keeps: "
-- a.yaml --
id: WAV-1
---
id: SEG-A
---
id: PRD-A
-- responses/WAV-1.csv --
id,segment.size,product,submitted_on,mode,disposition,duration_s,consent.quote
RSP-1,SEG-A,PRD-A,2025-03-01,web,complete,60,true
RSP-2,,,,,partial,,
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }

    #[test]
    fn many_equal_faults_are_counted_and_not_repeated() {
        let rows: String = (1..=9).map(|number| format!("RSP-{number},complete,9\n")).collect();
        let files = format!(
            "-- a.yaml --\nid: SVY-1\nquestions: [{{key: q1, kind: rating, scale: {{min: 1, max: 5}}}}]\n---\nid: WAV-1\nsurvey: SVY-1\nsurvey_version: \"1\"\n-- responses/WAV-1.csv --\nid,disposition,q1\n{rows}"
        );
        let told = told("R-RSP-01", &files);
        assert_eq!(told.len(), 6);
        assert!(
            told[5].ends_with("4 more cells of the column `q1` are at fault, from here on"),
            "{}",
            told[5]
        );
    }
}
