//! The page of a wave: how its answers came about, what became of the invitations, and how the answers to every question
//! are spread; then what was measured on them.

use super::blocks::{Field, Figure, Html, State, Table, Tone, Value, Working, number, several};
use super::page::{Job, Links, Page, Site, record_path};
use super::topic::shape::Section;
use super::values::{self, Manner, Reading};
use super::{record, results, survey};
use crate::chart::likert::{self, Bar, Sides};
use crate::chart::meter;
use crate::measure::answers::WaveAnswers;
use crate::measure::distribution::{self, Distribution, Sort};
use crate::measure::unit::adds_up_otherwise;
use crate::record::organization::Limits;
use crate::record::response::{Answer, NoAnswer, Response};
use crate::record::survey::{Question, QuestionKind, Survey};
use crate::record::wave::Wave;
use crate::record::{Data, Kind, Record};
use jiff::civil::Date;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Pages of waves.
pub(super) const PAGE: Page = Page { name: "wave", jobs };

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let job = |(index, wave): (_, &Record)| {
        let job = record::job(site, index, wave, "wave.html", view);
        let mut above = vec![("Surveys".to_owned(), "surveys.html".to_owned())];
        let survey = survey_of(site, wave).map(|(survey, _)| survey);
        if let Some(survey) = survey.filter(|survey| site.disclosure.record(survey)) {
            above.push((survey.id().to_owned(), record_path(survey)));
        }
        job.under(above)
    };
    site.visible(Kind::Wave).map(job).collect()
}

/// By what waves are ordered: the days of asking, then the id.
pub(super) fn order(record: &Record) -> (Option<Date>, String) {
    let start = match &record.data {
        Data::Wave(wave) => wave.field_start,
        _ => None,
    };
    (start, record.id().to_owned())
}

/// The survey of a wave.
pub(super) fn survey_of<'a>(site: &'a Site<'_>, record: &Record) -> Option<(&'a Record, &'a Survey)> {
    match &record.data {
        Data::Wave(wave) => site.ledger.typed(wave.survey.as_ref()?.id()),
        _ => None,
    }
}

/// The questions that a wave asked.
pub(super) fn questions<'a>(site: &'a Site<'_>, record: &Record) -> &'a [Question] {
    let Data::Wave(wave) = &record.data else {
        return &[];
    };
    let survey = survey_of(site, record).map(|(_, survey)| survey);
    let version = wave.survey_version.as_deref().unwrap_or_default();
    survey.and_then(|survey| survey.version(version)).unwrap_or_default()
}

/// The responses of a wave, from its tables and from records, without those whose answers may not be evaluated and those given
/// after the day as of which everything is told (rule GR1).
pub(super) struct Responses<'a> {
    sheets: Vec<(&'a crate::parse::table::Sheet, Vec<&'a crate::parse::table::Row>)>,
    records: Vec<&'a Response>,
    /// Responses of people who did not agree to be evaluated.
    pub(super) left_out: usize,
    /// Responses given after that day.
    later: usize,
}

/// The responses of a wave.
pub(super) fn responses<'a>(site: &'a Site<'_>, wave: &'a str) -> Responses<'a> {
    let (mut left_out, mut later) = (0, 0);
    let mut sheets = Vec::new();
    let is_later = |day: Option<Date>| day.is_some_and(|day| day > site.scope.as_of);
    for sheet in site.ledger.sheets_of(wave) {
        let agreed = |row: &&crate::parse::table::Row| sheet.cell(row, "consent.analyse") != "false";
        let mut rows: Vec<_> = sheet.rows.iter().filter(agreed).collect();
        left_out += sheet.rows.len() - rows.len();
        let all = rows.len();
        rows.retain(|row| !is_later(sheet.cell(row, "submitted_on").parse().ok()));
        later += all - rows.len();
        sheets.push((sheet, rows));
    }
    let of_wave = |response: &&Response| response.wave.as_ref().is_some_and(|reference| reference.id() == wave);
    let mut records: Vec<_> = site
        .ledger
        .each::<Response>()
        .map(|(_, response)| response)
        .filter(of_wave)
        .collect();
    let all = records.len();
    records.retain(|response| response.consent.as_ref().and_then(|consent| consent.analyse) != Some(false));
    left_out += all - records.len();
    let all = records.len();
    records.retain(|response| !is_later(response.submitted_on));
    later += all - records.len();
    Responses {
        sheets,
        records,
        left_out,
        later,
    }
}

impl Responses<'_> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.sheets.iter().map(|(_, rows)| rows.len()).sum::<usize>() + self.records.len()
    }

    /// The answers to a question as written, one a response, empty where there is none.
    fn answers(&self, key: &str) -> Vec<Cow<'_, str>> {
        let mut answers = Vec::with_capacity(self.len());
        for (sheet, rows) in &self.sheets {
            let column = sheet.column(key);
            for row in rows {
                let cell = column.and_then(|column| row.cells.get(column));
                answers.push(Cow::from(cell.map_or("", |cell| &**cell)));
            }
        }
        answers.extend(self.records.iter().map(|response| {
            let words = response.open_answers.get(key).map(|words| Cow::from(words.as_str()));
            let answer = response.answers.get(key).map(|answer| Cow::from(written(answer)));
            answer.or(words).unwrap_or_default()
        }));
        answers
    }

    /// How the answers to a question are spread.
    pub(super) fn spread(&self, question: &Question) -> Distribution {
        let answers = self.answers(question.key.as_deref().unwrap_or_default());
        distribution::tabulate(question, answers.iter().map(|answer| &**answer))
    }
}

/// An answer of a record as it would be written in a table.
fn written(answer: &Answer) -> String {
    match answer {
        Answer::Missing(NoAnswer::Na) => "na".to_owned(),
        Answer::Missing(NoAnswer::Dk) => "dk".to_owned(),
        Answer::Missing(NoAnswer::Skip) => "skip".to_owned(),
        Answer::Missing(NoAnswer::Refused) => "refused".to_owned(),
        answer => answer.chosen().join(";"),
    }
}

#[derive(Serialize)]
struct WaveView {
    method: Vec<Field>,
    method_note: &'static str,
    dispositions: Option<Table>,
    figures: Vec<Figure>,
    figures_note: &'static str,
    no_responses: Option<State>,
    distributions: Vec<BlockView>,
    choices: Vec<ChoiceView>,
    counted: Option<Table>,
    questions_note: String,
    response: Vec<Section>,
    results: Vec<Section>,
}

/// Questions with one scale.
#[derive(Serialize)]
struct BlockView {
    title: String,
    /// What holds for every row.
    state: Option<State>,
    legend: Option<Html>,
    rows: Vec<RowView>,
    note: String,
}

#[derive(Serialize)]
struct RowView {
    text: String,
    n: String,
    negative: String,
    positive: String,
    svg: Option<Html>,
    measures: Vec<Field>,
    state: Option<State>,
    table_label: String,
    table: Option<Table>,
}

/// A question with options.
#[derive(Serialize)]
struct ChoiceView {
    title: String,
    n: String,
    state: Option<State>,
    note: String,
    table: Option<Table>,
}

fn view(site: &Site<'_>, record: &Record, links: &Links<'_>) -> WaveView {
    let responses = responses(site, record.id());
    let questions = questions(site, record);
    let limits = site.limits();
    let tell = Tell {
        site,
        links,
        limits,
        wave: record.id(),
    };
    let spreads: Vec<(&Question, Distribution)> = questions
        .iter()
        .map(|question| (question, responses.spread(question)))
        .collect();
    let asked = !questions.is_empty() && responses.len() > 0;
    WaveView {
        method: method(site, record, links),
        method_note: "How these answers came about.",
        dispositions: dispositions(record),
        figures: figures(site, record, &responses, links),
        figures_note: "Counts as recorded, then the headlines: each with its interval, its base and what changed against the wave \
                       before.",
        no_responses: (!asked).then(|| match (questions.is_empty(), responses.len()) {
            (_, 0) => State::new(Tone::Info, "open", "No responses are recorded for this wave."),
            _ => State::gap("The survey has no questions of the version that was fielded."),
        }),
        distributions: if asked { tell.blocks(&spreads) } else { Vec::new() },
        choices: if asked { tell.choices(&spreads) } else { Vec::new() },
        counted: if asked { tell.counted(&spreads) } else { None },
        questions_note: note(site, record.id(), &responses),
        response: results::before_questions(site, links, record.id()),
        results: if asked {
            results::after_questions(site, links, record.id())
        } else {
            Vec::new()
        },
    }
}

fn note(site: &Site<'_>, wave: &str, responses: &Responses<'_>) -> String {
    let limits = site.limits();
    let mut note = String::new();
    if let Some(words) = site.scope.wave(wave).and_then(WaveAnswers::in_field_words) {
        let _ = write!(note, "The wave is {words}: everything here may still change. ");
    }
    let _ = write!(
        note,
        "Bars lie about the middle of the scale: left of the line is below, right of it above; the numbers at either end \
         are these shares. Shares are given from {} answers on; below {} they are marked as low base.",
        limits.min_estimate, limits.low_base
    );
    if site.scope.wave(wave).is_some_and(WaveAnswers::is_weighted) {
        note.push_str(
            " Counts, shares and bars are of the answers as they were given, without the weights of the survey; the measures beside \
             them are taken with the weights.",
        );
    }
    for (count, why) in [
        (responses.left_out, "no consent to be evaluated"),
        (responses.later, "given after the day as of which this site is told"),
    ] {
        if count > 0 {
            let count = several(count, "response is", "responses are");
            let _ = write!(note, " {count} left out: {why}.");
        }
    }
    note
}

fn method(site: &Site<'_>, record: &Record, links: &Links<'_>) -> Vec<Field> {
    let reading = Reading::of(record, links, Manner::Full);
    let own = [
        ("Survey", "survey"),
        ("Version", "survey_version"),
        ("First day", "field_start"),
        ("Last day", "field_end"),
        ("On the list", "frame_size"),
        ("Invited", "invited"),
        ("Mode", "mode_used"),
    ];
    let of_survey = [
        "Population",
        "Frame",
        "Sampling",
        "Planned invitations",
        "Weighting",
        "Anonymity",
    ];
    let field = |(title, path): &(&str, &str)| Some(Field::new(*title, values::at(record, path, reading)?));
    let mut fields: Vec<Field> = own.iter().filter_map(field).collect();
    let survey = survey_of(site, record).filter(|(survey, _)| site.disclosure.record(survey));
    if let Some((survey, _)) = survey {
        let known = survey::method(survey, links);
        fields.extend(
            known
                .into_iter()
                .filter(|field| of_survey.contains(&field.label.as_str()))
                .map(|field| Field {
                    // The survey may plan them for several waves together.
                    label: field
                        .label
                        .replace("Planned invitations", "Planned invitations, of the whole survey"),
                    ..field
                }),
        );
    }
    fields.extend(results::method(site, record.id()));
    fields.extend(concluded(site, record, links));
    fields
}

/// The first finding that rests on a wave, and how long after the last day of asking it was written.
fn concluded(site: &Site<'_>, record: &Record, links: &Links<'_>) -> Option<Field> {
    let (index, _) = site.ledger.find(record.id())?;
    let resting = site
        .ledger
        .links_to(index)
        .filter(|link| link.field_name() == "sources")
        .map(|link| site.ledger.get(link.from))
        .filter(|finding| finding.kind == Kind::Finding && site.disclosure.record(finding));
    let first = resting.min_by_key(|finding| {
        let created = finding.envelope.created;
        (created.is_none(), created, finding.id())
    })?;
    let mut items = vec![links.id(first)];
    if let Data::Wave(wave) = &record.data
        && let (Some(end), Some(written)) = (wave.field_end, first.envelope.created)
        && let Some(days) = written.since((jiff::Unit::Day, end)).ok().map(|span| span.get_days())
        && let Ok(days) = usize::try_from(days)
    {
        let words = format!("written {} after the last day of asking", several(days, "day", "days"));
        items.push(Value::text(words));
    }
    Some(Field::new("First conclusion", Value::List { items }))
}

/// What became of the invitations, as recorded.
fn dispositions(record: &Record) -> Option<Table> {
    let Data::Wave(wave) = &record.data else { return None };
    let numbers = wave.dispositions.as_ref()?;
    let mut table = Table::new("Dispositions", &["What became of the invitation", "Count>"]).fit();
    for (words, count) in [
        ("Complete", numbers.complete),
        ("Partial", numbers.partial),
        ("Refusal", numbers.refusal),
        ("Broken off", numbers.break_off),
        ("No contact", numbers.non_contact),
        ("Other", numbers.other),
        ("Eligibility unknown", numbers.unknown_eligibility),
        ("Unknown for another reason", numbers.unknown_other),
        ("Not eligible", numbers.ineligible),
    ] {
        if let Some(count) = count {
            table.row([Value::text(words), Value::count(count)]);
        }
    }
    table.total = Some(vec!["All".to_owned(), number(numbers.total())]);
    table.filled()
}

fn figures(site: &Site<'_>, record: &Record, responses: &Responses<'_>, links: &Links<'_>) -> Vec<Figure> {
    let Data::Wave(wave) = &record.data else {
        return Vec::new();
    };
    let Wave {
        invited, dispositions, ..
    } = &**wave;
    let drawn = || Value::Record {
        link: links.link(record),
    };
    let figure = |label: &str, value: u64, base: String, definition: &str, drawn: Value| Figure {
        label: label.to_owned(),
        url: None,
        value: number(value),
        unit: String::new(),
        base,
        spark: None,
        state: None,
        change: None,
        working: Working {
            label: "How this number came about".to_owned(),
            fields: vec![
                Field::new("Definition", Value::text(definition)),
                Field::new("Drawn from", drawn),
            ],
        },
    };
    let mut figures = Vec::new();
    if let Some(invited) = invited {
        let base = wave
            .frame_size
            .map_or_else(String::new, |size| format!("of {} on the list", number(size)));
        figures.push(figure(
            "Invited",
            *invited,
            base,
            "Invitations sent, as recorded with the wave.",
            drawn(),
        ));
    }
    if let Some(numbers) = dispositions {
        let invited = invited.map_or_else(String::new, |invited| format!(" of {} invited", number(invited)));
        let partial = numbers.partial.unwrap_or(0);
        figures.push(figure(
            "Complete",
            numbers.complete.unwrap_or(0),
            format!("{} partial{invited}", number(partial)),
            "People who answered fully, as recorded in the dispositions.",
            drawn(),
        ));
    }
    let files: Vec<Value> = site
        .ledger
        .sheets_of(record.id())
        .map(|sheet| Value::code(site.sources.get(sheet.source).path.clone()))
        .collect();
    figures.push(figure(
        "Responses",
        u64::try_from(responses.len()).unwrap_or(u64::MAX),
        "rows with answers".to_owned(),
        "Responses whose answers are counted below, complete and partial.",
        Value::List { items: files },
    ));
    figures.extend(results::figures(site, links, record.id()));
    figures
}

/// Tells answers as far as the limits of disclosure allow.
struct Tell<'a, 'b> {
    site: &'a Site<'b>,
    links: &'a Links<'b>,
    limits: Limits,
    wave: &'a str,
}

/// What may be said about a base.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Say {
    Nothing,
    Counts,
    Shares,
}

impl Tell<'_, '_> {
    fn say(&self, base: usize) -> Say {
        let least = |limit: u64| usize::try_from(limit).unwrap_or(usize::MAX);
        if !self.site.disclosure.cell(base, least(self.limits.min_cell)) {
            Say::Nothing
        } else if base < least(self.limits.min_estimate) {
            Say::Counts
        } else {
            Say::Shares
        }
    }

    fn state(&self, base: usize) -> Option<State> {
        match self.say(base) {
            _ if base == 0 => Some(State::none("Nobody answered")),
            Say::Nothing => {
                let limit = self.limits.min_cell;
                Some(State::new(
                    Tone::None,
                    "lock",
                    format!("Fewer than {limit} answers: not shown"),
                ))
            }
            Say::Counts if (base as u64) < self.limits.min_cell => {
                let few = format!("Too few for shares; {}", self.few());
                Some(State::new(Tone::Warn, "lock", few))
            }
            Say::Counts => Some(State::new(Tone::Warn, "info", "Too few for shares")),
            Say::Shares if (base as u64) < self.limits.low_base => Some(State::new(Tone::Warn, "info", "Low base")),
            Say::Shares => None,
        }
    }

    /// What stands beside figures that other audiences do not see.
    fn few(&self) -> String {
        let limit = self.limits.min_cell;
        format!("fewer than {limit} answers: shown to the restricted audience only")
    }

    fn share(&self, part: usize, base: usize) -> String {
        match self.say(base) {
            Say::Shares => percent(part, base, 0),
            Say::Counts | Say::Nothing => String::new(),
        }
    }

    /// A table of counts with shares where they are given, and the reasons of no answer below.
    fn table(&self, caption: &str, points: &[(String, usize)], spread: &Distribution) -> Option<Table> {
        if self.say(spread.base) == Say::Nothing && spread.base > 0 {
            return None;
        }
        let mut table = Table::new(caption, &["Answer", "Count>", "Share>"]).fit();
        for (label, count) in points {
            let share = match self.say(spread.base) {
                Say::Shares => Value::text(percent(*count, spread.base, 1)),
                Say::Counts | Say::Nothing => Value::dash(),
            };
            table.row([Value::text(label.clone()), Value::count(*count), share]);
        }
        for (label, count) in missing(spread) {
            table.row([Value::missing(label), Value::count(count), Value::dash()]);
        }
        table.total = Some(vec!["Answers".to_owned(), number(spread.base), String::new()]);
        Some(table)
    }

    /// Questions answered on a scale, those with the same scale together.
    fn blocks(&self, spreads: &[(&Question, Distribution)]) -> Vec<BlockView> {
        let mut groups: Vec<(Vec<String>, &str, Vec<Scaled<'_>>)> = Vec::new();
        for (number, (question, spread)) in spreads.iter().enumerate() {
            let Some(scaled) = scaled(number, question, spread) else {
                continue;
            };
            let title = title(question);
            let same = |group: &&mut (Vec<String>, &str, Vec<Scaled<'_>>)| group.0 == scaled.labels && group.1 == title;
            match groups.iter_mut().find(same) {
                Some((_, _, rows)) => rows.push(scaled),
                None => groups.push((scaled.labels.clone(), title, vec![scaled])),
            }
        }
        groups
            .into_iter()
            .map(|(labels, title, rows)| self.block(&labels, title, rows))
            .collect()
    }

    fn block(&self, labels: &[String], title: &str, mut rows: Vec<Scaled<'_>>) -> BlockView {
        let shown = |row: &Scaled<'_>| self.say(row.spread.base) == Say::Shares;
        let widest = likert::widest(
            rows.iter()
                .filter(|row| shown(row))
                .map(|row| likert::sides(&row.counts)),
        );
        // The largest share above the middle first; those without shares last; else in the order asked.
        rows.sort_by(|a, b| {
            let above = |row: &Scaled<'_>| {
                if shown(row) { share_above(&row.counts) } else { -1.0 }
            };
            above(b).total_cmp(&above(a)).then(a.number.cmp(&b.number))
        });
        let classes = &rows.first().map_or_else(Vec::new, |row| row.classes.clone());
        let mut views: Vec<RowView> = rows.iter().map(|row| self.row(row, widest)).collect();
        // What holds for every row is said once.
        let first = views.first().and_then(|row| row.state.clone());
        let state = first.filter(|state| views.iter().all(|row| row.state.as_ref() == Some(state)));
        if state.is_some() {
            for view in &mut views {
                view.state = None;
            }
        }
        let drawn = views.iter().filter(|row| row.svg.is_some()).count();
        BlockView {
            title: title.to_owned(),
            state,
            legend: (drawn > 0).then(|| Html(likert::legend(labels, classes))),
            rows: views,
            note: if drawn > 1 {
                "Sorted by the share above the middle.".to_owned()
            } else {
                String::new()
            },
        }
    }

    fn row(&self, row: &Scaled<'_>, widest: Sides) -> RowView {
        let base = row.spread.base;
        let half = row.counts.len() / 2;
        let below: usize = row.counts[..half].iter().sum();
        let above: usize = row.counts[half + row.counts.len() % 2..].iter().sum();
        let told = self.say(base) == Say::Shares;
        let points: Vec<String> = row
            .labels
            .iter()
            .zip(&row.counts)
            .map(|(label, count)| format!("{label}: {count}"))
            .collect();
        let id = format!("q{}", row.number + 1);
        let bar = Bar {
            id: &id,
            title: &format!("{}: {}", row.text, several(base, "answer", "answers")),
            description: &points.join(", "),
            counts: &row.counts,
            classes: &row.classes,
        };
        RowView {
            text: row.text.clone(),
            n: if self.say(base) == Say::Nothing && base > 0 {
                "–".to_owned()
            } else {
                number(base)
            },
            negative: self.share(below, base),
            positive: self.share(above, base),
            svg: told.then(|| Html(likert::svg(&bar, widest))),
            measures: results::of_question(self.site, self.links, self.wave, row.key),
            state: self.state(base),
            table_label: {
                let weighted = self.site.scope.wave(self.wave).is_some_and(WaveAnswers::is_weighted);
                let label = if weighted {
                    "Answers as a table, without weights"
                } else {
                    "Answers as a table"
                };
                match remark(row.spread).filter(|_| told) {
                    Some(remark) => format!("{label}; {remark}"),
                    None => label.to_owned(),
                }
            },
            table: self.table(&row.text, &row.points, row.spread),
        }
    }

    /// Questions with options.
    fn choices(&self, spreads: &[(&Question, Distribution)]) -> Vec<ChoiceView> {
        let chosen = spreads
            .iter()
            .filter(|(question, _)| matches!(distribution::sort(question), Sort::Single | Sort::Multiple));
        chosen.map(|(question, spread)| self.choice(question, spread)).collect()
    }

    fn choice(&self, question: &Question, spread: &Distribution) -> ChoiceView {
        let base = spread.base;
        let text = text(question);
        let mut table = Table::new(text.clone(), &["Answer~", "Share", "Count>", "Percent>"]);
        for point in &spread.points {
            let words = format!("{} of {base}", point.count);
            let (bar, share) = match self.say(base) {
                Say::Shares => (
                    Value::Chart {
                        html: Html(meter::svg(point.count, base, &words)),
                    },
                    Value::text(percent(point.count, base, 1)),
                ),
                Say::Counts | Say::Nothing => (Value::dash(), Value::dash()),
            };
            table.row([
                Value::text(option(question, &point.value)),
                bar,
                Value::count(point.count),
                share,
            ]);
        }
        let hidden = self.say(base) == Say::Nothing && base > 0;
        let without: Vec<String> = missing(spread)
            .into_iter()
            .map(|(label, count)| format!("{}: {count}", label.to_lowercase()))
            .collect();
        let mut note = if hidden || without.is_empty() {
            String::new()
        } else {
            format!("Without an answer: {}.", without.join(", "))
        };
        if let Some(remark) =
            remark(spread).filter(|_| self.say(base) == Say::Shares && distribution::sort(question) != Sort::Multiple)
        {
            note = format!("{note} {}.", results::upper(&remark)).trim().to_owned();
        }
        if distribution::sort(question) == Sort::Multiple {
            note = format!("Several answers were possible. {note}").trim().to_owned();
        }
        ChoiceView {
            title: text,
            n: if hidden { "–".to_owned() } else { number(base) },
            state: self.state(base),
            note,
            table: if hidden { None } else { table.filled() },
        }
    }

    /// Questions of which only the number of answers is told.
    fn counted(&self, spreads: &[(&Question, Distribution)]) -> Option<Table> {
        let mut table = Table::new(
            "Questions in own words and numbers",
            &["Question~", "Answered by", "Answers>", "Note~"],
        );
        let mut noted = false;
        for (question, spread) in spreads {
            if distribution::sort(question) == Sort::Counted {
                let kind = match question.kind {
                    Some(QuestionKind::Open) | None => "own words",
                    Some(QuestionKind::Rank) => "order",
                    Some(QuestionKind::Date) => "date",
                    Some(_) => "number",
                };
                let few = spread.base > 0 && (spread.base as u64) < self.limits.min_cell;
                let (count, note) = match self.say(spread.base) {
                    Say::Nothing => (
                        Value::dash(),
                        format!("Fewer than {} answers: not shown", self.limits.min_cell),
                    ),
                    _ if few => (Value::count(spread.base), self.few()),
                    _ => (Value::count(spread.base), String::new()),
                };
                noted |= few;
                let note = if note.is_empty() {
                    Value::dash()
                } else {
                    Value::text(note)
                };
                table.row([Value::text(text(question)), Value::text(kind), count, note]);
            }
        }
        if !noted {
            table.columns.pop();
            for row in &mut table.rows {
                row.pop();
            }
        }
        table.filled()
    }
}

/// A question on a scale, turned so that the worst point stands first.
struct Scaled<'a> {
    key: &'a str,
    number: usize,
    text: String,
    labels: Vec<String>,
    counts: Vec<usize>,
    classes: Vec<u8>,
    points: Vec<(String, usize)>,
    spread: &'a Distribution,
}

fn scaled<'a>(number: usize, question: &'a Question, spread: &'a Distribution) -> Option<Scaled<'a>> {
    let mut points: Vec<(String, usize)> = spread
        .points
        .iter()
        .map(|point| (point_label(question, &point.value), point.count))
        .collect();
    if distribution::good_first(question) {
        points.reverse();
    }
    let (labels, counts, classes) = match distribution::sort(question) {
        Sort::Scale => (
            points.iter().map(|(label, _)| label.clone()).collect(),
            points.iter().map(|(_, count)| *count).collect(),
            likert::classes(points.len()),
        ),
        Sort::Recommendation => {
            let groups = distribution::recommendation_groups(spread)?;
            let labels = ["Detractors, 0 to 6", "Passives, 7 and 8", "Promoters, 9 and 10"];
            for (label, count) in labels.iter().zip(groups) {
                points.push(((*label).to_owned(), count));
            }
            (labels.map(str::to_owned).to_vec(), groups.to_vec(), vec![1, 3, 6])
        }
        Sort::Single | Sort::Multiple | Sort::Counted => return None,
    };
    Some(Scaled {
        key: question.key.as_deref().unwrap_or_default(),
        number,
        text: text(question),
        labels,
        counts,
        classes,
        points,
        spread,
    })
}

fn title(question: &Question) -> &'static str {
    let turned = distribution::good_first(question);
    match question.kind {
        Some(QuestionKind::Perception) if turned => "How it is, worded the other way round",
        Some(QuestionKind::Expectation) if turned => "How it should be, worded the other way round",
        Some(QuestionKind::Rating) if turned => "Ratings, low is good",
        Some(QuestionKind::Nps) => "Willingness to recommend",
        Some(QuestionKind::Ces) => "Effort",
        Some(QuestionKind::Importance) => "How important it is",
        Some(QuestionKind::Expectation) => "How it should be",
        Some(QuestionKind::Perception) => "How it is",
        Some(QuestionKind::Overall | QuestionKind::Ideal | QuestionKind::Disconfirmation) => "All in all",
        _ => "Ratings",
    }
}

fn text(question: &Question) -> String {
    let key = || question.key.clone().unwrap_or_default();
    question.text_in("en").map_or_else(key, str::to_owned)
}

/// A point of a scale with its words.
pub(super) fn point_label(question: &Question, value: &str) -> String {
    let words = question.scale.as_ref().and_then(|scale| scale.labels.get(value));
    words.map_or_else(|| value.to_owned(), |words| format!("{value} {words}"))
}

/// An option in words.
fn option(question: &Question, value: &str) -> String {
    let known = question
        .options
        .iter()
        .find(|option| option.value.as_deref() == Some(value));
    let words = known.and_then(|option| option.label.get("en").or_else(|| option.label.values().next()));
    words.map_or_else(|| point_label(question, value), Clone::clone)
}

/// Reasons of no answer that somebody had, with their counts.
fn missing(spread: &Distribution) -> Vec<(&'static str, usize)> {
    let missing = spread.missing;
    let all = [
        ("Does not apply", missing.not_applicable),
        ("Does not know", missing.do_not_know),
        ("Left out", missing.skipped),
        ("Declined", missing.refused),
        ("Empty", missing.empty),
        ("Not on the scale", spread.strange),
    ];
    all.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// That the shares of a table do not add up to all, where rounding makes it so.
fn remark(spread: &Distribution) -> Option<String> {
    let base = crate::chart::float(spread.base.max(1));
    let shares: Vec<f64> = spread
        .points
        .iter()
        .map(|point| 100.0 * crate::chart::float(point.count) / base)
        .collect();
    adds_up_otherwise(&shares, 1)
}

/// Share of the answers above the middle; the middle itself left out.
fn share_above(counts: &[usize]) -> f64 {
    let all: usize = counts.iter().sum();
    let above: usize = counts[counts.len().div_ceil(2)..].iter().sum();
    crate::chart::float(above) / crate::chart::float(all.max(1))
}

/// A share in percent.
#[expect(clippy::cast_precision_loss, reason = "counts are below 2^52")]
fn percent(part: usize, whole: usize, decimals: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    format!("{:.decimals$}\u{202f}%", 100.0 * part as f64 / whole as f64)
}

/// Responses by wave, for pages that need them all.
pub(super) fn by_wave<'a>(site: &'a Site<'_>) -> BTreeMap<(Option<Date>, String), (&'a Record, Responses<'a>)> {
    let waves = site.visible(Kind::Wave);
    waves
        .map(|(_, record)| (order(record), (record, responses(site, record.id()))))
        .collect()
}
