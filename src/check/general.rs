//! R-GEN: rules for every kind of record.

use super::complaint;
use super::look::{self, Leaf};
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::{Severity, did_you_mean};
use crate::link::{Ledger, RecordIndex};
use crate::measure::complaint::acknowledgement::ACKNOWLEDGE_WITHIN;
use crate::record::clause::Clause;
use crate::record::complaint::Complaint;
use crate::record::dated;
use crate::record::id::is_id;
use crate::record::monitoring_plan::MonitoringPlan;
use crate::record::person::Person;
use crate::record::reader::Profile;
use crate::record::review::Review;
use crate::record::schema::Shape;
use crate::record::survey::{QuestionKind, Survey};
use crate::record::wave::{Wave, WaveStatus};
use crate::record::{Catalogue, Data, Kind, Record};
use crate::source::Place;
use crate::stats::period::Period;
use crate::stats::working_days::NotKnown;
use crate::yaml::node::{self, Node};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-GEN-01",
        severity: Severity::Error,
        gate: Gate::Reading,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "every id is unique, well formed and has the prefix of a kind",
        explanation: "An id stands for one record for ever; links and addresses depend on it. After a merge two branches may have drawn the same number: both places are named, give one of the two a new id with `tenfour rename`.",
        check: Check::ByStation,
    },
    Rule {
        id: "R-GEN-02",
        severity: Severity::Error,
        gate: Gate::Reading,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "every reference leads to a record of the right kind",
        explanation: "A reference to a record that does not exist breaks the trail. The message suggests the nearest id of the right kind.",
        check: Check::ByStation,
    },
    Rule {
        id: "R-GEN-03",
        severity: Severity::Error,
        gate: Gate::Reading,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "no record has an unknown field",
        explanation: "A field with a typing error would silently be ignored. Fields of your own are declared in `tenfour.toml`.",
        check: Check::ByStation,
    },
    Rule {
        id: "R-GEN-04",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "no fact is dated in the future",
        explanation: "Something that has happened cannot have happened after the day of the records. Usually the year is mistyped, or `as_of` in `tenfour.toml` was not moved on. Plans may lie ahead: due and review days, ends of validity, windows of a plan, the days of a wave that is planned or under way.",
        check: Check::Judge(no_future),
    },
    Rule {
        id: "R-GEN-12",
        severity: Severity::Error,
        gate: Gate::Records,
        clause: "9001:7.5.3",
        from: Profile::Starter,
        title: "a project has one organization and one record control at most",
        explanation: "Time zone, calendar and limits come from the organization. Of two, nobody could say which one counts. Keep one; what the other holds of units or scope belongs into it.",
        check: Check::Judge(single),
    },
    Rule {
        id: "R-GEN-13",
        severity: Severity::Error,
        gate: Gate::Records,
        clause: "9001:7.5.3",
        from: Profile::Starter,
        title: "every clause that is cited is in the catalogue",
        explanation: "A clause is cited as standard and number, `10002:7.4`, `9001:9.1.2`, `10004:D` for an annex; a letter behind the number may follow, `9001:9.3.2 c`. The catalogue holds ISO 10001 to 10004 of 2018 and what of ISO 9001:2015 the evidence serves. Other standards, editions and clauses are added below `[[clauses]]` in `tenfour.toml`, with `standard`, `edition`, `number` and `title`.",
        check: Check::Judge(cited),
    },
    Rule {
        id: "R-GEN-05",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:8",
        title: "no review of a record is overdue",
        explanation: "Expectations, characteristics, surveys and policies are looked at again by a day that the record names. The day has passed: review the record and set the next day. The day that a management review sets for the next one is kept when a later review of its sort was held; what another record replaced is not reviewed.",
        check: Check::Judge(review_due),
    },
    Rule {
        id: "R-GEN-06",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:4.3.7",
        title: "every open record has an owner in force",
        explanation: "Somebody answers for what is still open. The owner, or the handler of a complaint, is a role or person that is retired, not valid yet or any more, or a person who holds no role now: hand the record over.",
        check: Check::Judge(owner_in_force),
    },
    Rule {
        id: "R-GEN-07",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:4.3.9",
        title: "no name, e-mail address or telephone number of a person stands in open text",
        explanation: "Text is read by many, personal data by few. Names are those that the records of persons give as `display`, whole or in parts of four letters or more; words that also stand in the name of the organization are left alone. Replace the name, address or number by a pseudonym; take it out of the history as well if it was committed. Functional addresses such as `info@` or `complaints@` are left alone, and so are the addresses of channels and fields that are marked as personal data.",
        check: Check::Judge(personal_data),
    },
    Rule {
        id: "R-GEN-08",
        severity: Severity::Error,
        gate: Gate::Reading,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "no records replace one another in a circle",
        explanation: "`supersedes` names the earlier record that a record replaces. Followed from record to record it must come to an end.",
        check: Check::ByStation,
    },
    Rule {
        id: "R-GEN-09",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:4.15",
        title: "every deadline lies inside the calendar",
        explanation: "Working days are counted by the organization's calendar. A deadline beyond its `valid_from` or `valid_to` would be a guess, because holidays are not known there: extend the calendar.",
        check: Check::Judge(inside_calendar),
    },
    Rule {
        id: "R-GEN-10",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "every reference to a part of a record leads to a part that exists",
        explanation: "What stands behind `#` names something inside a record: a decision of a review (`REV-2025-A#D3`), a recipient of a plan, a question of a survey.",
        check: Check::Judge(part_exists),
    },
    Rule {
        id: "R-GEN-11",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "nothing ends before it begins",
        explanation: "The last day of a span lies before its first: validity, a window, the days of asking, an investigation. One of the two is mistyped.",
        check: Check::Judge(ends_after_beginning),
    },
];

fn is_planned(record: &Record, leaf: &Leaf<'_>) -> bool {
    let name = leaf.name();
    let last = name.rsplit('.').next().unwrap_or_default();
    // Days of asking lie ahead until the wave is over; of a wave without a state it is not known whether it is.
    let of_wave = match &record.data {
        Data::Wave(wave) => match wave.status {
            None | Some(WaveStatus::Planned | WaveStatus::Cancelled) => matches!(last, "field_start" | "field_end"),
            Some(WaveStatus::Fielding) => last == "field_end",
            Some(WaveStatus::Closed | WaveStatus::Analysed | WaveStatus::Published) => false,
        },
        _ => false,
    };
    dated::is_planned(record.kind, &name) || of_wave
}

/// The day of a leaf, when it holds one.
fn day_of(leaf: &Leaf<'_>, zone: &TimeZone) -> Option<Date> {
    match leaf.shape {
        Shape::Date => leaf.text.parse::<Date>().ok(),
        Shape::Instant => {
            let at = leaf.text.parse::<Timestamp>().ok()?;
            Some(at.to_zoned(zone.clone()).date())
        }
        _ => None,
    }
}

/// The newest day that a record or a table of responses states as a fact; plans do not count.
pub fn newest_fact(ledger: &Ledger, catalogue: &Catalogue, zone: &TimeZone) -> Option<Date> {
    let mut newest = None;
    for (_, record) in ledger.records() {
        look::leaves(record, catalogue.fields(record.kind), &mut |leaf| {
            let day = day_of(&leaf, zone).filter(|_| !is_planned(record, &leaf));
            newest = newest.max(day);
        });
    }
    let answers = ledger.sheets.iter().flat_map(|sheet| {
        let cells = sheet.rows.iter().map(move |row| sheet.cell(row, "submitted_on"));
        cells.filter_map(|cell| cell.get(..10)?.parse::<Date>().ok())
    });
    newest.max(answers.max())
}

fn no_future(context: &Context<'_>, report: &mut Report) {
    let latest = context.latest_fact;
    let hint = "correct the day; a snapshot of a later day needs a later `as_of` in `tenfour.toml`";
    for (_, record) in context.ledger.records() {
        report.looks_at(record);
        look::leaves(record, context.catalogue.fields(record.kind), &mut |leaf| {
            let first = match leaf.shape {
                // A value of a period that has not begun cannot have been measured.
                Shape::Sort(sort) if sort == "period" && record.kind != Kind::Objective => {
                    Period::parse(leaf.text).map(|period| period.days().0)
                }
                _ => day_of(&leaf, &context.zone),
            };
            if first.is_some_and(|day| day > latest) && !is_planned(record, &leaf) {
                let message = format!(
                    "`{}` in `{}` is `{}`, after the day of the records, {latest}",
                    leaf.path,
                    record.id(),
                    leaf.text
                );
                report.fault_at(record, &leaf.path, leaf.place, message).advise(hint);
            }
        });
    }
    for sheet in &context.ledger.sheets {
        let (Some(column), Some((wave, _))) = (sheet.column("submitted_on"), context.ledger.typed::<Wave>(&sheet.wave))
        else {
            continue;
        };
        let late = sheet.rows.iter().filter_map(|row| {
            let text = row.cells.get(column)?;
            let day = text.parse::<Date>().ok().filter(|day| *day > latest)?;
            let message = format!(
                "a response to `{}` is dated {day}, after the day of the records, {latest}",
                wave.id()
            );
            Some((look::cell_place(context, sheet, row, column), message))
        });
        look::tell_cells(report, wave, "submitted_on", &late.collect::<Vec<_>>(), |found| {
            found.advise(hint);
        });
    }
}

fn review_due(context: &Context<'_>, report: &mut Report) {
    let ledger = context.ledger;
    let replaced = |index: RecordIndex| ledger.links_to(index).any(|link| &*link.field == "supersedes");
    let held_again = |review: &Review| {
        let later = |other: &Review| other.kind == review.kind && other.held_on > review.held_on;
        ledger.each::<Review>().any(|(_, other)| later(other))
    };
    for (index, record) in ledger.records().filter(|(_, record)| !record.is_settled()) {
        let done = matches!(&record.data, Data::Review(review) if held_again(review));
        if done || replaced(index) {
            continue;
        }
        for field in ["review_due", "next_review"] {
            let due = record
                .node
                .get(field)
                .and_then(Node::text)
                .and_then(|text| text.parse::<Date>().ok());
            let Some(due) = due else { continue };
            report.looks_at(record);
            if due < context.as_of {
                let message = match record.kind {
                    Kind::Review => format!("the review after `{}` was to be held by {due}", record.id()),
                    _ => format!("`{}` was to be reviewed by {due}", record.id()),
                };
                report
                    .fault(record, field, message)
                    .advise("review it and set the next day");
            }
        }
    }
}

/// Whether a record is a fact that is over: nobody has to do anything about it any more.
fn is_over(record: &Record, as_of: Date) -> bool {
    record.is_settled()
        || match &record.data {
            Data::Attestation(_)
            | Data::Cause(_)
            | Data::Coding(_)
            | Data::Communication(_)
            | Data::FocusGroup(_)
            | Data::Interview(_)
            | Data::Response(_)
            | Data::SelfRating(_)
            | Data::Training(_)
            | Data::Verification(_) => true,
            Data::Audit(audit) => audit.performed_on.is_some(),
            Data::AuditFinding(finding) => finding.is_closed(),
            Data::Dispute(dispute) => dispute.is_closed(),
            Data::Feedback(feedback) => feedback.answered == Some(true),
            Data::Finding(finding) => !finding.is_pending(),
            Data::Review(review) => review.held_on.is_some(),
            Data::Waiver(waiver) => waiver.until.is_some_and(|until| until < as_of),
            _ => false,
        }
}

fn cited(context: &Context<'_>, report: &mut Report) {
    let clauses = &context.catalogue.clauses;
    for (_, record) in context.ledger.records() {
        let mut cited = Vec::new();
        look::leaves(record, context.catalogue.fields(record.kind), &mut |leaf| {
            if matches!(leaf.shape, Shape::Sort(sort) if sort == "clause") && !look::unread(record, &leaf.path) {
                cited.push((leaf.path, leaf.text));
            }
        });
        for (path, text) in cited {
            report.looks_at(record);
            if clauses.find(text).is_none() {
                let known: Vec<String> = clauses.all().map(Clause::id).collect();
                let hint = did_you_mean(text, known.iter().map(String::as_str)).map_or_else(
                    || "cite a clause of the catalogue, or add it below `[[clauses]]` in `tenfour.toml`".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("`{}` cites `{text}`, and there is no such clause", record.id());
                report.fault(record, &path, message).advise(hint);
            }
        }
    }
}

fn owner_in_force(context: &Context<'_>, report: &mut Report) {
    for (_, record) in context
        .ledger
        .records()
        .filter(|(_, record)| !is_over(record, context.as_of))
    {
        let handler = match &record.data {
            Data::Complaint(complaint) => complaint.handler.as_ref(),
            _ => None,
        };
        for (field, actor) in [("owner", record.envelope.owner.as_ref()), ("handler", handler)] {
            let Some((_, actor)) = actor.and_then(|actor| context.ledger.find(actor.id())) else {
                continue;
            };
            report.looks_at(record);
            if let Some((why, place)) = not_in_force(actor, context.as_of) {
                let message = format!("`{}` is open, and its {field} `{}` {why}", record.id(), actor.id());
                report
                    .fault(record, field, message)
                    .beside(place, "see here")
                    .advise(format!("hand it over: name another {field}"));
            }
        }
    }
}

/// Why a role or person is not in force on a day, with the place that says so.
fn not_in_force(actor: &Record, day: Date) -> Option<(String, Place)> {
    if actor.is_settled() {
        return Some(("is retired".to_owned(), actor.place("status")));
    }
    if let Some(from) = actor.envelope.valid_from.filter(|from| day < *from) {
        return Some((format!("is in force from {from} only"), actor.place("valid_from")));
    }
    if let Some(to) = actor.envelope.valid_to.filter(|to| *to < day) {
        return Some((format!("was in force until {to}"), actor.place("valid_to")));
    }
    match &actor.data {
        Data::Person(person) if !person.roles.is_empty() => {
            let holds_one = person
                .roles
                .iter()
                .flat_map(|held| &held.role)
                .any(|role| person.holds(role.id(), day));
            (!holds_one).then(|| (format!("holds no role on {day}"), actor.place("roles")))
        }
        _ => None,
    }
}

/// Fields that hold addresses of the organization by their meaning.
const ADDRESSES: &[(Kind, &str)] = &[
    (Kind::Channel, "address"),
    (Kind::Policy, "published_at"),
    (Kind::Code, "published_at"),
];

/// The name of a person as records may give it away.
struct Name<'a> {
    person: &'a Record,
    /// The whole name and its parts.
    words: Vec<&'a str>,
}

/// Letters from which on a part of a name is looked for; shorter ones are words of any language.
const NAME_PART: usize = 4;

/// The names that records of persons show to the restricted audience. A name that is its own pseudonym is no secret.
fn names<'a>(ledger: &'a Ledger) -> Vec<Name<'a>> {
    let organization = look::organization(ledger).map_or("", |(record, _)| record.title());
    let begins_large = |word: &str| word.starts_with(char::is_uppercase);
    let of = |(person, data): (&'a Record, &'a Person)| {
        let display = data.display.as_deref().map(str::trim)?;
        if data.pseudonym.as_deref().map(str::trim) == Some(display) {
            return None;
        }
        let whole = (begins_large(display) || display.contains(' ')).then_some(display);
        let parts = display.split(|character: char| !character.is_alphabetic() && character != '\'');
        let parts = parts.filter(|part| part.chars().count() >= NAME_PART && begins_large(part) && *part != display);
        let words = whole.into_iter().chain(parts);
        let words: Vec<&str> = words.filter(|word| !holds_word(organization, word)).collect();
        (!words.is_empty()).then_some(Name { person, words })
    };
    ledger.each::<Person>().filter_map(of).collect()
}

/// Whether text holds a word, or some words, with no letter or digit right before or behind.
fn holds_word(text: &str, word: &str) -> bool {
    !word.is_empty()
        && text.match_indices(word).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + word.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
}

/// The first person whom text names.
fn named<'a>(names: &[Name<'a>], text: &str) -> Option<&'a Record> {
    let name = |name: &&Name<'_>| name.words.iter().any(|word| holds_word(text, word));
    names.iter().find(name).map(|name| name.person)
}

/// What to do about a name in open text.
const NAME_ADVICE: &str =
    "write the pseudonym or the id instead, and take the name out of the history if it was committed";

fn personal_data(context: &Context<'_>, report: &mut Report) {
    let names = names(context.ledger);
    for (_, record) in context.ledger.records() {
        report.looks_at(record);
        look::leaves(record, context.catalogue.fields(record.kind), &mut |leaf| {
            let text = match leaf.shape {
                Shape::Text(_) | Shape::ReferenceOrText(_) => true,
                Shape::Sort(sort) => sort == "markdown",
                _ => false,
            };
            let name = leaf.name();
            let address = ADDRESSES
                .iter()
                .any(|(kind, field)| *kind == record.kind && *field == name);
            if !text || leaf.personal || address || is_id(leaf.text) {
                return;
            }
            if let Some(found) = personal(leaf.text) {
                let message = format!(
                    "`{}` in `{}` holds what looks like {}",
                    leaf.path,
                    record.id(),
                    found.what()
                );
                report
                    .fault_at(record, &leaf.path, leaf.place, message)
                    .advise(found.advice());
            }
            if let Some(person) = named(&names, leaf.text) {
                let message = format!(
                    "`{}` in `{}` holds the name of `{}`",
                    leaf.path,
                    record.id(),
                    person.id()
                );
                report
                    .fault_at(record, &leaf.path, leaf.place, message)
                    .beside(person.place("display"), "the name")
                    .advise(NAME_ADVICE);
            }
        });
    }
    for (wave, sheets) in look::sheets(context) {
        let Some((wave, data)) = context.ledger.typed::<Wave>(wave) else {
            continue;
        };
        let survey = data
            .survey
            .as_ref()
            .and_then(|survey| context.ledger.typed::<Survey>(survey.id()));
        for sheet in sheets {
            for (column, (key, _)) in sheet.columns.iter().enumerate() {
                let version = data.survey_version.as_deref().unwrap_or_default();
                let question = survey.and_then(|(_, survey)| survey.question(key, version));
                if question.and_then(|question| question.kind) != Some(QuestionKind::Open) {
                    continue;
                }
                let faults = sheet.rows.iter().filter_map(|row| {
                    let found = personal(row.cells.get(column)?)?;
                    let message = format!(
                        "an answer to `{key}` in `{}` holds what looks like {}",
                        wave.id(),
                        found.what()
                    );
                    Some((look::cell_place(context, &sheet, row, column), message))
                });
                for name in &names {
                    let only = std::slice::from_ref(name);
                    let faults = sheet.rows.iter().filter_map(|row| {
                        let person = named(only, row.cells.get(column)?)?;
                        let message = format!(
                            "an answer to `{key}` in `{}` holds the name of `{}`",
                            wave.id(),
                            person.id()
                        );
                        Some((look::cell_place(context, &sheet, row, column), message))
                    });
                    look::tell_cells(report, wave, key, &faults.collect::<Vec<_>>(), |found| {
                        found
                            .beside(name.person.place("display"), "the name")
                            .advise(NAME_ADVICE);
                    });
                }
                let advice = "replace it by a pseudonym, and take it out of the history if it was committed";
                look::tell_cells(report, wave, key, &faults.collect::<Vec<_>>(), |found| {
                    found.advise(advice);
                });
            }
        }
    }
}

/// What looks like personal data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Personal {
    Email,
    Telephone,
}

impl Personal {
    fn what(self) -> &'static str {
        match self {
            Self::Email => "a personal e-mail address",
            Self::Telephone => "a telephone number",
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Self::Email => {
                "replace it by a pseudonym or a functional address, and take it out of the history if it was committed"
            }
            Self::Telephone => "replace it by a pseudonym, and take it out of the history if it was committed",
        }
    }
}

fn personal(text: &str) -> Option<Personal> {
    if text.contains('@') && has_email(text) {
        Some(Personal::Email)
    } else if has_telephone(text) {
        Some(Personal::Telephone)
    } else {
        None
    }
}

/// First parts of addresses that belong to a function and to no person.
const FUNCTIONS: &[&str] = &[
    "admin",
    "beschwerde",
    "beschwerden",
    "booking",
    "buero",
    "complaint",
    "complaints",
    "contact",
    "customer",
    "customerservice",
    "datenschutz",
    "dpo",
    "feedback",
    "hallo",
    "hello",
    "help",
    "helpdesk",
    "hotline",
    "info",
    "kontakt",
    "kundenservice",
    "mail",
    "no-reply",
    "noreply",
    "office",
    "orders",
    "post",
    "press",
    "privacy",
    "quality",
    "research",
    "sales",
    "service",
    "support",
    "survey",
    "surveys",
    "team",
];

/// Whether text holds an e-mail address of a person: a local part, `@`, and a domain with a dot and a last part of letters.
fn has_email(text: &str) -> bool {
    let local = |character: char| character.is_ascii_alphanumeric() || "._%+-".contains(character);
    let domain = |character: char| character.is_ascii_alphanumeric() || ".-".contains(character);
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at]
            .rsplit(|character| !local(character))
            .next()
            .unwrap_or_default();
        let after = text[at + 1..]
            .split(|character| !domain(character))
            .next()
            .unwrap_or_default();
        let after = after.trim_end_matches(['.', '-']);
        let last = after.rsplit('.').next().unwrap_or_default();
        let is_domain = after.contains('.') && last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
        let function = before.to_ascii_lowercase();
        !before.is_empty() && is_domain && !FUNCTIONS.contains(&function.as_str())
    })
}

/// Whether text holds a telephone number.
///
/// Three forms, each narrow, since dates, amounts, ids and versions are far more common in records than numbers to call:
/// digits behind a word such as `tel.` or `mobile`; `+` or `00` with the country, 8 to 15 digits; and a local number with
/// its leading zero, 9 to 12 digits in groups.
fn has_telephone(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() && bytes[at] != b'+' {
            at += 1;
            continue;
        }
        let run = number_run(text, at);
        if is_telephone(&text[..at], run) {
            return true;
        }
        at += run.len().max(1);
    }
    false
}

/// The digits from a place on, with the spaces, hyphens, slashes and brackets between them.
fn number_run(text: &str, from: usize) -> &str {
    let run = text[from..].find(|character: char| !(character.is_ascii_digit() || "+ -/()".contains(character)));
    let run = run.map_or(&text[from..], |end| &text[from..from + end]);
    run.trim_end_matches([' ', '-', '/', '(', '+'])
}

fn is_telephone(before: &str, run: &str) -> bool {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let groups: Vec<&str> = run
        .split(|character: char| !character.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    // Part of a longer word or number: an id, a version, a decimal.
    if before.ends_with(|last: char| last.is_alphanumeric() || "-_.,:/#".contains(last)) && !before.ends_with(": ") {
        return before.ends_with(':') && after_word(before) && (7..=15).contains(&digits);
    }
    let has_date = groups.windows(3).any(|of| is_date(of[0], of[1], of[2]));
    if has_date {
        return false;
    }
    if after_word(before) {
        return (6..=15).contains(&digits) && groups.len() <= 6;
    }
    let thousands = groups.len() > 1 && groups[1..].iter().all(|group| group.len() == 3);
    if run.starts_with('+') {
        let amount = thousands && digits <= 9;
        return (8..=15).contains(&digits) && !amount;
    }
    if groups
        .first()
        .is_some_and(|group| group.starts_with("00") && group.len() > 2)
    {
        return (10..=15).contains(&digits) && groups.len() > 1;
    }
    let area = groups
        .first()
        .is_some_and(|group| group.starts_with('0') && !group.starts_with("00") && (2..=5).contains(&group.len()));
    area && groups.len() > 1 && (9..=12).contains(&digits) && groups.iter().skip(1).any(|group| group.len() >= 3)
}

/// Whether three groups of digits look like a day.
fn is_date(one: &str, two: &str, three: &str) -> bool {
    matches!(
        (one.len(), two.len(), three.len()),
        (4, 1..=2, 1..=2) | (1..=2, 1..=2, 4)
    )
}

/// Whether a word that announces a number to call stands last.
fn after_word(before: &str) -> bool {
    let words = before.trim_end_matches([' ', ':', '.', '(']).to_lowercase();
    let last = words
        .rsplit(|character: char| !character.is_alphanumeric())
        .next()
        .unwrap_or_default();
    matches!(
        last,
        "tel" | "telephone" | "telefon" | "phone" | "mobile" | "mobil" | "handy" | "fax" | "whatsapp"
    )
}

fn single(context: &Context<'_>, report: &mut Report) {
    for kind in Kind::ALL.iter().filter(|kind| kind.about().single) {
        let mut records = context.ledger.of_kind(*kind).map(|(_, record)| record);
        let Some(first) = records.next() else { continue };
        report.looks_at(first);
        for record in records {
            let message = format!("`{}` is a second record of the kind `{}`", record.id(), kind.name());
            report
                .fault(record, "id", message)
                .beside(first.id_place(), "the first")
                .advise("keep one of the two");
        }
    }
}

fn inside_calendar(context: &Context<'_>, report: &mut Report) {
    let calendar = look::calendar(context.ledger);
    for (record, data) in context.ledger.each::<Complaint>() {
        let Some(received) = data.received_at else { continue };
        report.looks_at(record);
        let received = context.day(received);
        let due = context.days.due(received, ACKNOWLEDGE_WITHIN);
        let last = complaint::last_day(context, data).filter(|_| complaint::is_open(data));
        let still = last
            .as_ref()
            .map_or(Ok(0), |(day, _)| context.days.after(*day, context.as_of));
        let problem = due.err().map(|why| (why, "received_at".to_owned()));
        let problem =
            problem.or_else(|| Some((still.err()?, last.map_or_else(|| "events".to_owned(), |(_, path)| path))));
        let Some((why, field)) = problem else { continue };
        let (outside, why) = match why {
            NotKnown::OutsideCalendar(day) => (Some(day), format!("{day} lies outside of the calendar")),
            NotKnown::NoWorkingDay => (None, "the calendar has no working day".to_owned()),
            // The last event lies after `as_of`, which looks at an earlier day; that is no fault of the calendar.
            NotKnown::Reversed => continue,
        };
        let message = format!("working days of `{}` cannot be counted: {why}", record.id());
        let diagnostic = report.fault(record, &field, message);
        if let Some(calendar) = calendar {
            let begins = look::written(calendar, "valid_from").parse::<Date>().ok();
            let (end, word) = match outside {
                Some(day) if begins.is_some_and(|begins| day < begins) => ("valid_from", "begins"),
                Some(_) => ("valid_to", "ends"),
                None => ("workweek", "is empty"),
            };
            diagnostic.beside(calendar.place(end), format!("`{}` {word} here", calendar.id()));
        }
        diagnostic.advise("extend the calendar, with its holidays");
    }
}

fn part_exists(context: &Context<'_>, report: &mut Report) {
    for (index, record) in context.ledger.records() {
        for link in context.ledger.links_from(index) {
            let Some(part) = link.part.as_deref() else { continue };
            let target = context.ledger.get(link.to);
            let Some((what, known)) = parts(target) else { continue };
            report.looks_at(record);
            if known.contains(&part) {
                continue;
            }
            let hint = match (did_you_mean(part, known.iter().copied()), known.as_slice()) {
                (Some(near), _) => format!("did you mean `{}#{near}`?", target.id()),
                (None, []) => format!("`{}` has no {what}", target.id()),
                (None, known) => format!("known {what}s: {}", known.join(", ")),
            };
            let message = format!(
                "`{}` in `{}` leads to `{}#{part}`, and there is no such {what}",
                link.field,
                record.id(),
                target.id()
            );
            report
                .fault(record, &link.field, message)
                .beside(target.id_place(), "the record it names")
                .advise(hint);
        }
    }
}

/// What parts of a record are called and which there are, for kinds whose parts have names.
fn parts(target: &Record) -> Option<(&'static str, Vec<&str>)> {
    match &target.data {
        Data::Review(review) => Some((
            "decision",
            review
                .decisions
                .iter()
                .filter_map(|decision| decision.id.as_deref())
                .collect(),
        )),
        Data::MonitoringPlan(plan) => Some(("recipient", recipients(plan))),
        Data::Survey(survey) => {
            let earlier = survey.earlier_versions.iter().flat_map(|earlier| &earlier.questions);
            let all = survey.questions.iter().chain(earlier);
            Some(("question", all.filter_map(|question| question.key.as_deref()).collect()))
        }
        _ => None,
    }
}

fn recipients(plan: &MonitoringPlan) -> Vec<&str> {
    plan.recipients
        .iter()
        .filter_map(|recipient| recipient.id.as_deref().or(recipient.role.as_deref()))
        .collect()
}

/// Fields that name the first and the last day of one span.
const SPANS: &[(&str, &str)] = &[
    ("valid_from", "valid_to"),
    ("from", "to"),
    ("field_start", "field_end"),
    ("started_on", "completed_on"),
    ("planned_from", "planned_to"),
    ("start", "end"),
];

fn ends_after_beginning(context: &Context<'_>, report: &mut Report) {
    for (_, record) in context.ledger.records() {
        report.looks_at(record);
        spans(&record.node, "", &mut |path, (first, from), (last, to)| {
            let begins = from.text().and_then(|text| text.parse::<Date>().ok());
            let ends = to.text().and_then(|text| text.parse::<Date>().ok());
            if let (Some(begins), Some(ends)) = (begins, ends)
                && ends < begins
            {
                let path = if path.is_empty() {
                    last.to_owned()
                } else {
                    format!("{path}.{last}")
                };
                let message = format!("`{path}` in `{}` is {ends}, before `{first}`, {begins}", record.id());
                let place = |node: &Node| Place {
                    source: record.source,
                    span: node.span,
                };
                report
                    .fault_at(record, &path, place(to), message)
                    .beside(place(from), "begins here")
                    .advise("correct one of the two days");
            }
        });
    }
}

/// Hands out every pair of fields that name a span, with the path of the mapping that holds them.
fn spans<'a>(node: &'a Node, path: &str, each: &mut impl FnMut(&str, (&str, &'a Node), (&str, &'a Node))) {
    match &node.data {
        node::Data::Map(entries) => {
            for (first, last) in SPANS {
                if let (Some(from), Some(to)) = (node.get(first), node.get(last)) {
                    each(path, (first, from), (last, to));
                }
            }
            for entry in entries {
                let path = if path.is_empty() {
                    entry.key.to_string()
                } else {
                    format!("{path}.{}", entry.key)
                };
                spans(&entry.value, &path, each);
            }
        }
        node::Data::List(items) => {
            for (index, item) in items.iter().enumerate() {
                spans(item, &format!("{path}[{index}]"), each);
            }
        }
        node::Data::Null | node::Data::Plain(_) | node::Data::Quoted(_) => {}
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::check::tests::{Case, hints, run};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "a clause that is cited exists",
            rule: "R-GEN-13",
            breaks: "
id: ACT-1
clauses: [10002:7.4, 10002:7.14]
---
id: AFN-1
criterion: 9002:1
",
            says: &[
                "a.yaml:3:22: error[R-GEN-13]: `ACT-1` cites `10002:7.14`, and there is no such clause",
                "a.yaml:6:12: error[R-GEN-13]: `AFN-1` cites `9002:1`, and there is no such clause",
            ],
            keeps: "
-- tenfour.toml --
[[clauses]]
standard = \"9002\"
number = \"1\"
title = \"Scope\"
-- a.yaml --
id: ACT-1
clauses: [9002:1, \"9001:9.3.2 c\", 10004:D.2]
---
id: ACT-2
clauses: [nonsense]
",
        },
        Case {
            what: "there is one organization",
            rule: "R-GEN-12",
            breaks: "
-- a.yaml --
id: ORG-2
title: Branch
name: Branch
time_zone: Asia/Tokyo
---
id: ORG-1
title: Head office
name: Head office
time_zone: Europe/Dublin
",
            says: &["a.yaml:2:5: error[R-GEN-12]: `ORG-2` is a second record of the kind `organization`"],
            keeps: "
-- a.yaml --
id: ORG-1
title: Head office
name: Head office
time_zone: Europe/Dublin
",
        },
        Case {
            what: "facts are not dated in the future, plans may be",
            rule: "R-GEN-04",
            breaks: "
-- a.yaml --
id: ACT-1
created: 2025-07-01
implemented_on: 2025-07-01
---
id: CMP-1
received_at: 2026-03-05T09:00:00Z
---
id: WAV-1
status: closed
field_start: 2025-06-01
field_end: 2025-07-15
---
id: IND-1
values: [{period: 2025-Q2, value: 1}, {period: 2025-Q3, value: 1}]
-- responses/WAV-1.csv --
id,submitted_on,disposition
RSP-1,2025-07-01,complete
",
            says: &[
                "a.yaml:3:10: error[R-GEN-04]: `created` in `ACT-1` is `2025-07-01`, after the day of the records, 2025-06-30",
                "a.yaml:4:17: error[R-GEN-04]: `implemented_on` in `ACT-1` is `2025-07-01`, after the day of the records, 2025-06-30",
                "a.yaml:7:14: error[R-GEN-04]: `received_at` in `CMP-1` is `2026-03-05T09:00:00Z`, after the day of the records, 2025-06-30",
                "a.yaml:12:12: error[R-GEN-04]: `field_end` in `WAV-1` is `2025-07-15`, after the day of the records, 2025-06-30",
                "a.yaml:15:48: error[R-GEN-04]: `values[1].period` in `IND-1` is `2025-Q3`, after the day of the records, 2025-06-30",
                "responses/WAV-1.csv:2:7: error[R-GEN-04]: a response to `WAV-1` is dated 2025-07-01, after the day of the records, 2025-06-30",
            ],
            keeps: "
-- a.yaml --
id: ACT-1
created: 2025-06-30
due: 2025-12-31
expected_effect: {metric: M-CMP-1, direction: decrease, by: 2026-06-30}
verification_plan: {method: audit, after_window: {from: 2025-09-01, to: 2025-12-31}}
due_history: [{old: 2025-09-30, new: 2025-12-31, on: 2025-06-01}]
---
id: WAV-1
status: fielding
field_start: 2025-06-01
field_end: 2025-07-15
---
id: OBJ-1
due: 2026-12-31
milestones: [{period: 2025-Q4, value: 80}]
---
id: CAL-1
valid_to: 2026-12-31
holidays: [{date: 2025-12-25, name: Christmas}]
---
id: WVR-1
on: 2025-06-01
until: 2025-09-30
",
        },
        Case {
            what: "reviews of records are held by their day",
            rule: "R-GEN-05",
            breaks: "
id: EXP-1
review_due: 2025-05-31
---
id: REV-1
kind: quarterly
held_on: 2025-01-20
next_review: 2025-04-20
",
            says: &[
                "a.yaml:3:13: warning[R-GEN-05]: `EXP-1` was to be reviewed by 2025-05-31",
                "a.yaml:8:14: warning[R-GEN-05]: the review after `REV-1` was to be held by 2025-04-20",
            ],
            keeps: "
id: EXP-1
review_due: 2025-06-30
---
id: EXP-2
status: withdrawn
review_due: 2025-05-31
---
id: POL-1
next_review: 2025-01-31
---
id: POL-2
supersedes: POL-1
next_review: 2026-01-31
---
id: REV-1
kind: quarterly
held_on: 2025-01-20
next_review: 2025-04-20
---
id: REV-2
kind: quarterly
held_on: 2025-04-22
next_review: 2025-07-20
",
        },
        Case {
            what: "open records have an owner in force",
            rule: "R-GEN-06",
            breaks: "
id: ROL-A
status: retired
---
id: ROL-B
valid_to: 2025-05-31
---
id: PER-1
roles: [{role: ROL-C, from: 2024-01-01, to: 2025-03-31}]
---
id: ROL-C
---
id: ACT-1
owner: ROL-A
---
id: ACT-2
owner: ROL-B
---
id: CMP-1
handler: PER-1
",
            says: &[
                "a.yaml:14:8: error[R-GEN-06]: `ACT-1` is open, and its owner `ROL-A` is retired",
                "a.yaml:17:8: error[R-GEN-06]: `ACT-2` is open, and its owner `ROL-B` was in force until 2025-05-31",
                "a.yaml:20:10: error[R-GEN-06]: `CMP-1` is open, and its handler `PER-1` holds no role on 2025-06-30",
            ],
            keeps: "
id: ROL-A
status: retired
---
id: ROL-C
valid_from: 2025-06-30
---
id: ACT-1
owner: ROL-A
status: closed
---
id: ACT-2
owner: ROL-C
---
id: REV-1
owner: ROL-A
held_on: 2025-01-10
",
        },
        Case {
            what: "addresses and numbers of persons do not stand in text",
            rule: "R-GEN-07",
            breaks: "
-- a.yaml --
id: CMP-1
description: Please write to j.doe@example.com
events: [{at: 2025-03-05T09:00:00Z, kind: note, note: called back at +353 86 123 4567}]
---
id: SVY-1
version: \"1\"
questions: [{key: why, kind: open}]
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
-- responses/WAV-1.csv --
id,disposition,why
RSP-1,complete,call me: 0171 1234567
",
            says: &[
                "a.yaml:3:14: error[R-GEN-07]: `description` in `CMP-1` holds what looks like a personal e-mail address",
                "a.yaml:4:55: error[R-GEN-07]: `events[0].note` in `CMP-1` holds what looks like a telephone number",
                "responses/WAV-1.csv:2:16: error[R-GEN-07]: an answer to `why` in `WAV-1` holds what looks like a telephone number",
            ],
            keeps: "
id: CHN-1
address: j.doe@example.com
---
id: PER-1
display: j.doe@example.com
---
id: SVY-1
privacy_notice: Write to privacy@example.com; notes of 2025-03-05 and 05.03.2025 in P-2229.
",
        },
        Case {
            what: "names of persons do not stand in text",
            rule: "R-GEN-07",
            breaks: "
-- a.yaml --
id: PER-1
display: Anna-Maria O'Connell
pseudonym: agent 7
---
id: CMP-1
title: Anna was rude
description: Mr O'Connell's colleague did not call back.
events: [{at: 2025-03-05T09:00:00Z, kind: note, by: Anna-Maria O'Connell}]
---
id: SVY-1
version: \"1\"
questions: [{key: why, kind: open}]
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
-- responses/WAV-1.csv --
id,disposition,why
RSP-1,complete,Maria was kind
",
            says: &[
                "a.yaml:7:8: error[R-GEN-07]: `title` in `CMP-1` holds the name of `PER-1`",
                "a.yaml:8:14: error[R-GEN-07]: `description` in `CMP-1` holds the name of `PER-1`",
                "a.yaml:9:53: error[R-GEN-07]: `events[0].by` in `CMP-1` holds the name of `PER-1`",
                "responses/WAV-1.csv:2:16: error[R-GEN-07]: an answer to `why` in `WAV-1` holds the name of `PER-1`",
            ],
            keeps: "
id: ORG-1
title: Miller and Sons
---
id: PER-1
display: Tim Miller
pseudonym: agent 7
---
id: PER-2
display: Agent Eight
pseudonym: Agent Eight
---
id: CMP-1
title: Agent Eight of Miller and Sons
description: Tim the cat, and the time, and Millerite.
",
        },
        Case {
            what: "deadlines lie inside the calendar",
            rule: "R-GEN-09",
            breaks: "
id: CAL-1
workweek: [monday, tuesday, wednesday, thursday, friday]
valid_from: 2025-01-01
valid_to: 2025-05-31
---
id: CMP-1
received_at: 2024-12-30T09:00:00Z
events: [{at: 2025-01-05T09:00:00Z, kind: closed}]
---
id: CMP-2
received_at: 2025-05-05T09:00:00Z
",
            says: &[
                "a.yaml:8:14: error[R-GEN-09]: working days of `CMP-1` cannot be counted: 2024-12-30 lies outside of the calendar",
                "a.yaml:12:14: error[R-GEN-09]: working days of `CMP-2` cannot be counted: 2025-06-30 lies outside of the calendar",
            ],
            keeps: "
id: CAL-1
workweek: [monday, tuesday, wednesday, thursday, friday]
valid_from: 2025-01-01
valid_to: 2025-12-31
---
id: CMP-2
received_at: 2025-05-05T09:00:00Z
",
        },
        Case {
            what: "parts that are named exist",
            rule: "R-GEN-10",
            breaks: "
id: REV-1
decisions: [{id: D1, text: a}]
---
id: ACT-1
addresses: [REV-1#D2]
",
            says: &[
                "a.yaml:6:13: error[R-GEN-10]: `addresses[0]` in `ACT-1` leads to `REV-1#D2`, and there is no such decision",
            ],
            keeps: "
id: REV-1
decisions: [{id: D1, text: a}]
---
id: ACT-1
addresses: [REV-1#D1]
---
id: MSG-1
plan_item: PLN-1#management
---
id: PLN-1
recipients: [{id: management}]
",
        },
        Case {
            what: "spans end after they begin",
            rule: "R-GEN-11",
            breaks: "
id: ROL-A
valid_from: 2025-03-01
valid_to: 2025-02-01
---
id: VER-1
before: {from: 2025-02-01, to: 2025-01-01}
",
            says: &[
                "a.yaml:4:11: error[R-GEN-11]: `valid_to` in `ROL-A` is 2025-02-01, before `valid_from`, 2025-03-01",
                "a.yaml:7:32: error[R-GEN-11]: `before.to` in `VER-1` is 2025-01-01, before `from`, 2025-02-01",
            ],
            keeps: "
id: ROL-A
valid_from: 2025-03-01
valid_to: 2025-03-01
---
id: VER-1
before: {from: 2025-01-01, to: 2025-02-01}
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }

    #[test]
    fn a_reference_to_an_old_id_says_what_it_is_now() {
        let files = "-- tenfour.toml --\n[redirects]\nROL-A = \"ROL-B\"\nROL-B = \"ROL-NEW\"\n-- a.yaml --\nid: ROL-NEW\n---\nid: CMP-1\nhandler: ROL-A\n";
        let hints = hints("R-GEN-02", files);
        assert_eq!(hints, ["the record was renamed: it is `ROL-NEW` now"]);
    }

    #[test]
    fn telephone_numbers_are_told_from_other_numbers() {
        for number in [
            "+353 86 123 4567",
            "+49 (0)89 123456",
            "00353 1 234 5678",
            "call 0171/1234567 after six",
            "(01) 234 5678",
            "tel. 234 5678",
            "mobile: 2345678",
            "+441234567890",
        ] {
            assert!(has_telephone(number), "{number}");
        }
        for other in [
            "2025-01-31",
            "31-01-2025 and 01/02/2025",
            "CMP-2025-0001 and P-2229",
            "invoice over 18 400 euro",
            "+1 000 000 EUR",
            "+12.5 points (from 62.0 to 74.6)",
            "version 1.10.2",
            "49 of 60 in 2024 2025",
            "0.05 to 0.10",
            "the telephone line was open 24 hours in 2025",
            "2024-01-01/2024-12-31",
            "10002:7.3.2",
            "ISO 10004:2018",
            "between 08:00 and 17:00",
            "05 2024",
            "a phone call of 30 minutes",
            "ticket 50893, 2025-10-29T13:18:00+00:00",
        ] {
            assert!(!has_telephone(other), "{other}");
        }
    }

    #[test]
    fn addresses_of_persons_are_told_from_those_of_functions() {
        for address in ["j.doe@example.com", "ask (jane@mail.example.org).", "JD@EXAMPLE.IE"] {
            assert!(has_email(address), "{address}");
        }
        for other in [
            "info@example.com",
            "Complaints@example.com",
            "12 @ 3.50",
            "user@host",
            "@example.com",
            "a@1.2",
        ] {
            assert!(!has_email(other), "{other}");
        }
    }
}
