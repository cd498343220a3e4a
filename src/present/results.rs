//! What was measured on the answers of a wave, for its page and for the page of its survey: headlines with what changed, how
//! sure they are, groups of people, gaps, importance, Kano, reliability, comparisons, quality of the answers.
//!
//! In: a wave. Out: figures, fields and sections; a section that nothing was measured for is left out. The list of metrics is
//! asked for what it measures, so that a metric that comes later shows up in its section by itself.

use super::blocks::{Cell, Chart, Field, Figure, State, Table, Tone, Value, several};
use super::page::{Links, Site};
use super::topic::shape::{Block, Section};
use super::{checks, detail, kano, measured, number, picture};
use crate::chart::dumbbell::{self, Dumbbell};
use crate::chart::line::Break;
use crate::chart::scatter::{self, Scatter};
use crate::chart::slope::{self, Slope};
use crate::chart::{Axis, Head};
use crate::measure;
use crate::measure::answers::{WaveAnswers, Weighting};
use crate::measure::measurement::{Change, ChangeWord, Detail, Measurement, Row, RowCell, Test};
use crate::measure::metric::{About, Better};
use crate::measure::multiplicity::OF_THE_WHOLE;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::change::{SAME_PEOPLE, WITHOUT_WEIGHTS};
use crate::measure::unit::{Unit, fixed, p};
use crate::record::segment::Segment;
use crate::record::survey::{Question, QuestionKind};
use crate::record::types::Audience;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Keys by which answers are parted.
const PARTS: [Key; 3] = [Key::Segment, Key::Role, Key::Product];

/// A number that sums up a wave.
pub(super) struct Headline<'a> {
    /// What it is.
    pub label: String,
    /// The text of its metric.
    pub about: About<'a>,
    /// The number.
    pub measurement: &'a Measurement,
}

/// The text of a metric that is known.
fn about(metric: &str) -> Option<About<'static>> {
    measure::find(metric).map(|metric| metric.about)
}

/// A wave as a selection.
pub(super) fn of_wave(wave: &str) -> Selection {
    Selection::all().with(Key::Wave, wave)
}

/// The survey of a wave as a selection.
fn of_survey(site: &Site<'_>, wave: &str) -> Option<Selection> {
    let (survey, _) = site.scope.wave(wave)?.survey?;
    Some(Selection::all().with(Key::Survey, survey.id()))
}

/// What a metric says of a wave as a whole: no parts of it, nothing that may not be told.
pub(super) fn wholes<'a>(site: &'a Site<'_>, metric: &str, wave: &Selection) -> Vec<&'a Measurement> {
    site.numbers
        .of_metric(metric)
        .filter(|one| one.selection.includes(wave) && number::may_tell(site, &one.selection))
        .filter(|one| PARTS.iter().all(|key| one.selection.get(*key).is_none()))
        .collect()
}

/// The numbers that sum up a wave: indices, the net promoter score, the two best points of what is asked all in all, effort.
/// Where nothing of that is asked, the first question that is rated.
pub(super) fn headlines<'a>(site: &'a Site<'_>, wave: &str) -> Vec<Headline<'a>> {
    let selection = of_wave(wave);
    let answers = site.scope.wave(wave);
    // What is asked all in all; the parts of an index stand in the index.
    let sums_up = |one: &&&Measurement| {
        let question = one.selection.get(Key::Question);
        let question = question.and_then(|key| answers?.question(key));
        question.is_some_and(|of| of.kind == Some(QuestionKind::Overall) && of.index.is_none())
    };
    let mut found: Vec<&Measurement> = Vec::new();
    for metric in ["M-SAT-6", "M-SAT-7", "M-SAT-4"] {
        found.extend(wholes(site, metric, &selection));
    }
    let boxes = wholes(site, "M-SAT-1", &selection);
    found.extend(boxes.iter().filter(sums_up));
    found.extend(wholes(site, "M-SAT-5", &selection));
    if found.is_empty() {
        found.extend(boxes.first());
    }
    let several_of = |metric: &str| found.iter().filter(|one| one.metric == metric).count() > 1;
    let headline = |one: &'a Measurement| {
        let about = about(&one.metric)?;
        let label = if several_of(&one.metric) {
            format!("{}: {}", about.name, part_label(site, one))
        } else {
            about.name.to_owned()
        };
        Some(Headline {
            label,
            about,
            measurement: one,
        })
    };
    let headlines = found.iter().filter_map(|one| headline(one));
    headlines.collect()
}

/// What a measurement of a wave is about, in the fewest words: a characteristic, a question, a group.
pub(super) fn part_label(site: &Site<'_>, one: &Measurement) -> String {
    let rest = one.selection.clone().without(Key::Wave).without(Key::Survey);
    if let (Some(key), 1) = (rest.get(Key::Question), rest.iter().count())
        && let Ok(wave) = site.scope.wave_of(&one.selection)
        && let Some(question) = wave.question(key)
    {
        return question_label(site, question);
    }
    titles(site, &rest)
}

/// What a selection names, by titles; ids that may not be told are not.
fn titles(site: &Site<'_>, selection: &Selection) -> String {
    let title = |(key, value): (Key, &str)| match site.ledger.find(value) {
        Some((_, record)) if site.disclosure.record(record) => site.title_of(record),
        Some(_) => super::page::WITHHELD.to_owned(),
        None => match key {
            Key::Role => value.replace('_', " "),
            _ => value.to_owned(),
        },
    };
    let titles: Vec<String> = selection.iter().map(title).collect();
    if titles.is_empty() {
        "All".to_owned()
    } else {
        titles.join(", ")
    }
}

/// A question by the characteristic it is about, where that may be told, else by its words.
fn question_label(site: &Site<'_>, question: &Question) -> String {
    let characteristic = question
        .characteristic
        .as_ref()
        .and_then(|of| site.ledger.find(of.id()));
    match characteristic {
        Some((_, record)) if site.disclosure.record(record) => site.title_of(record),
        _ => {
            let key = question.key.clone().unwrap_or_default();
            question.text_in("en").map_or(key, str::to_owned)
        }
    }
}

/// The name of a wave in charts and sentences: its period, else its id.
pub(super) fn wave_name(site: &Site<'_>, id: &str) -> String {
    let wave = site.scope.wave(id);
    let named = wave.filter(|wave| site.disclosure.record(wave.record));
    let label = named.and_then(|wave| wave.wave.period_label.clone());
    label.unwrap_or_else(|| {
        if site.may_name(id) {
            id.to_owned()
        } else {
            super::page::WITHHELD.to_owned()
        }
    })
}

/// Changes that stand for the comparison: with weights where there are any; those of the same people stand beside them.
fn main_changes<'a>(site: &Site<'_>, one: &'a Measurement) -> Vec<&'a Change> {
    let beside = |change: &&Change| {
        let first = change.notes.first().map(String::as_str);
        first != Some(WITHOUT_WEIGHTS) && first != Some(SAME_PEOPLE)
    };
    let told = |change: &&Change| number::may_tell(site, &change.against);
    one.changes.iter().filter(beside).filter(told).collect()
}

/// What may be said of a change, with an arrow.
fn change_state(site: &Site<'_>, better: Better, one: &Measurement, change: &Change) -> State {
    let name = wave_name(site, change.against.get(Key::Wave).unwrap_or_default());
    if !detail::before_shown(site, one, change) {
        return State::new(Tone::None, "lock", format!("Too few in {name} to compare"));
    }
    let tone = |good: bool| match better {
        Better::Neither | Better::AsRecorded => Tone::Info,
        Better::Higher | Better::Lower if good => Tone::Ok,
        Better::Higher | Better::Lower => Tone::Bad,
    };
    match &change.word {
        ChangeWord::Higher => State::new(tone(better == Better::Higher), "up", format!("Higher than {name}")),
        ChangeWord::Lower => State::new(tone(better == Better::Lower), "down", format!("Lower than {name}")),
        ChangeWord::NoClearChange => State::new(Tone::None, "level", format!("No clear change from {name}")),
        ChangeWord::Divided => State::new(Tone::None, "gap", format!("The tests disagree on a change from {name}")),
        ChangeWord::TooFew => State::new(Tone::None, "none", format!("Too few to compare with {name}")),
        ChangeWord::NotTested | ChangeWord::Beside => {
            State::new(Tone::None, "none", format!("Not tested against {name}"))
        }
        ChangeWord::NotComparable(_) => State::new(Tone::None, "gap", format!("Not comparable with {name}")),
    }
}

/// The headlines as figures, each with what changed against the wave before.
pub(super) fn figures(site: &Site<'_>, links: &Links<'_>, wave: &str) -> Vec<Figure> {
    let figure = |headline: Headline<'_>| {
        let one = headline.measurement;
        let mut figure = number::figure(site, links, headline.about, &headline.label, one);
        if picture::may_draw(site.cells.show(one)) {
            for change in main_changes(site, one) {
                let state = change_state(site, headline.about.better, one, change);
                if figure.state.is_none() {
                    figure.state = Some(state);
                } else {
                    figure.working.fields.push(Field::new("Change", Value::state(state)));
                }
            }
        }
        figure
    };
    headlines(site, wave).into_iter().map(figure).collect()
}

/// How sure the numbers of a wave are: weights and what they cost, and the margin of error or why there is none.
pub(super) fn method(site: &Site<'_>, wave: &str) -> Vec<Field> {
    let Some(answers) = site.scope.wave(wave).filter(|answers| !answers.respondents.is_empty()) else {
        return Vec::new();
    };
    let mut fields = Vec::new();
    match &answers.weighting {
        Weighting::None => fields.push(Field::new("Weights", Value::text("none: every answer counts the same"))),
        Weighting::Failed(why) => fields.push(Field::new(
            "Weights",
            Value::state(State::gap(format!("Asked for and not to be had: {why}"))),
        )),
        Weighting::Weighted(weights) => {
            let mut words = format!(
                "brought to the shares of {}; design effect {}, so that {} are worth {} of equal weight",
                weights.dimensions.join(" and ").replace('_', " "),
                fixed(weights.design_effect, 3),
                several(answers.respondents.len(), "answer", "answers"),
                fixed(weights.effective, 1),
            );
            if weights.trimmed > 0 {
                let _ = write!(
                    words,
                    "; {} held at an end of {} to {}",
                    several(weights.trimmed, "weight", "weights"),
                    weights.bounds.0,
                    weights.bounds.1
                );
            }
            fields.push(Field::new("Weights", Value::text(words)));
            if let Some(words) = weights.outside() {
                fields.push(Field::new(
                    "Bounds of weights",
                    Value::state(State::warn(checks::sentence(&words))),
                ));
            }
            let thin: Vec<&str> = weights.thin.iter().map(|(name, _)| name.as_str()).collect();
            if !thin.is_empty() {
                let told = thin.iter().all(|name| site.may_name(name));
                let words = if told {
                    format!("Few answers behind the weights of {}", thin.join(", "))
                } else {
                    "Few answers behind some weights".to_owned()
                };
                fields.push(Field::new("Thin groups", Value::state(State::warn(words))));
            }
        }
    }
    fields.extend(margin(site, answers));
    fields
}

/// The margin of error of the share that sums up the wave, against the one aimed at; or why there is none.
fn margin(site: &Site<'_>, answers: &WaveAnswers<'_>) -> Vec<Field> {
    let wave = answers.record.id();
    let headlines = headlines(site, wave);
    let share = headlines.iter().find(|one| one.about.unit == Unit::Percent);
    let Some(headline) = share.or(headlines.first()) else {
        return Vec::new();
    };
    let one = headline.measurement;
    if !picture::may_draw(site.cells.show(one)) {
        return Vec::new();
    }
    let words = match &one.interval {
        Err(why) => format!("none: {why}"),
        Ok(found) => format!(
            "{} around {} ({}{}): {}",
            number::interval(headline.about.unit, found),
            one.estimate
                .as_ref()
                .map_or_else(|_| "?".to_owned(), |value| headline.about.unit.digits(*value)),
            headline.label,
            if one.not_weighted {
                ", without the weights that are asked for"
            } else {
                ""
            },
            found.kind.word(),
        ),
    };
    let mut fields = vec![Field::new("Margin of error", Value::text(words))];
    let sampling = answers.survey.and_then(|(_, survey)| survey.sampling.as_ref());
    if let Some(aim) = sampling.and_then(|sampling| sampling.target_margin) {
        let aimed = format!("± {} points at a share of one half", fixed(100.0 * aim, 1));
        // Held against the margin at the same share: that of the wave, not the half width of the headline.
        let reached = site.numbers.get("M-SMP-5", &of_wave(wave));
        let told = match reached.map(|reached| &reached.estimate) {
            Some(Ok(half)) => format!("{aimed}; reached: ± {} points at the same share", fixed(*half, 1)),
            Some(Err(why)) => format!("{aimed}; reached: none, {why}"),
            None => aimed,
        };
        fields.push(Field::new("Margin aimed at", Value::text(told)));
    }
    fields
}

/// What was measured on a question: each with its name and its working.
pub(super) fn of_question(site: &Site<'_>, links: &Links<'_>, wave: &str, question: &str) -> Vec<Field> {
    let selection = of_wave(wave).with(Key::Question, question);
    let named = [
        ("M-SAT-4", "Net promoter score"),
        ("M-SAT-5", "Effort score"),
        ("M-SAT-1", "Two best points"),
        ("M-SAT-2", "Two worst points"),
        ("M-SAT-3", "Mean"),
    ];
    let field = |(metric, label): &(&str, &str)| {
        let one = site.numbers.get(metric, &selection)?;
        if !picture::may_draw(site.cells.show(one)) || one.estimate.is_err() {
            return None;
        }
        let unit = about(metric)?.unit;
        let mut text = number::value(unit, one, site.cells.show(one));
        if let Ok(found) = &one.interval {
            text = format!("{text} ({})", number::interval(unit, found));
        }
        // "A weighted estimate shows the unweighted one." (GR6)
        let label = match &one.unweighted {
            Some(plain) => {
                text = format!("{text}; without weights {}", unit.with(plain.estimate));
                format!("{label}, weighted")
            }
            None => (*label).to_owned(),
        };
        let value = match number::url(site, links, one) {
            Some(url) => Value::link(text, url),
            None => Value::text(text),
        };
        Some(Field::new(label, value))
    };
    named.iter().filter_map(field).collect()
}

/// Sections that stand before the answers to single questions.
pub(super) fn before_questions(site: &Site<'_>, links: &Links<'_>, wave: &str) -> Vec<Section> {
    [family(
        site,
        links,
        &[of_wave(wave)],
        &Family {
            id: "response",
            title: "Response",
            note: "Response rates go by the number of their formula (AAPOR); how far those who answered are like all.",
            metrics: &[
                "M-SMP-1", "M-SMP-2", "M-SMP-3", "M-SMP-4", "M-SMP-5", "M-SMP-6", "M-SMP-7",
            ],
        },
        Vec::new(),
    )]
    .into_iter()
    .flatten()
    .collect()
}

/// Sections that stand behind the answers to single questions.
pub(super) fn after_questions(site: &Site<'_>, links: &Links<'_>, wave: &str) -> Vec<Section> {
    let on = [of_wave(wave)];
    // What is derived from answers of all waves that asked the same is measured on the survey.
    let both: Vec<Selection> = on.iter().cloned().chain(of_survey(site, wave)).collect();
    let reliability = Family {
        id: "reliability",
        title: "Reliability",
        note: "Whether questions that belong together are answered alike.",
        metrics: &["M-REL-1", "M-REL-2"],
    };
    let quality = Family {
        id: "quality",
        title: "Quality of the answers",
        note: "Answers not given, given without care, given twice. Nothing is left out for it; the headline without such \
               answers shows what they change.",
        metrics: &["M-DQ-2", "M-DQ-3", "M-DQ-4", "M-DQ-6"],
    };
    [
        segments(site, links, wave),
        gaps(site, links, wave),
        family(site, links, &both, &IMPORTANCE, importance_map(site, links, wave)),
        kano::section(site, links, wave),
        family(site, links, &on, &reliability, Vec::new()),
        comparison(site, links, wave),
        family(site, links, &on, &quality, Vec::new()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const IMPORTANCE: Family<'static> = Family {
    id: "importance",
    title: "Importance",
    note: "What customers say is important, and what goes with their satisfaction; derived importance rests on all waves that asked \
           the same. Neither proves a cause.",
    metrics: &["M-IMP-1", "M-IMP-2", "M-IMP-3", "M-IMP-4", "M-IMP-5"],
};

/// A section of a family of metrics.
struct Family<'a> {
    id: &'a str,
    title: &'a str,
    note: &'a str,
    metrics: &'a [&'a str],
}

/// Most rows that stand open; more are folded away.
const OPEN: usize = 16;

/// Everything that a family of metrics says of a wave or survey: a table of its numbers, then what those of the whole wave are made of.
fn family(
    site: &Site<'_>,
    links: &Links<'_>,
    on: &[Selection],
    family: &Family<'_>,
    charts: Vec<Chart>,
) -> Option<Section> {
    let mut table = Table::new(
        family.title,
        &["Measure~", "Of~", "Value>", "Interval>", "Base>", "State~"],
    );
    let mut blocks: Vec<Block> = charts.into_iter().map(chart).collect();
    let mut folded = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    for metric in family.metrics {
        let Some(about) = about(metric) else { continue };
        for one in on.iter().flat_map(|selection| wholes(site, metric, selection)) {
            let show = site.cells.show(one);
            // A rate goes by the number of its formula.
            let name = match *metric {
                "M-SMP-1" => format!("{} {}", about.name, one.selection.get(Key::Formula).unwrap_or("RR1")),
                _ => about.name.to_owned(),
            };
            let name: Value = match links.if_written(&super::measure::metric_path(metric)) {
                Some(url) => Value::link(name, url),
                None => Value::text(name),
            };
            // Of several at once each says what it is of.
            let together = on.len() > 1 && one.selection.get(Key::Wave).is_none();
            let of = match (part_label(site, one), together) {
                (words, false) if words == "All" => Value::dash(),
                (words, false) => Value::text(words),
                (words, true) if words == "All" => Value::text("all waves together"),
                (words, true) => Value::text(format!("{words}, all waves together")),
            };
            let cells: [Cell; 6] = [
                name.into(),
                of.into(),
                number::cell(site, links, about.of(one).unit, one),
                number::interval_cell(site, about.of(one).unit, one).into(),
                number::base_cell(site, one).into(),
                number::state(site, one, show)
                    .map_or_else(Value::dash, Value::state)
                    .into(),
            ];
            table.row(cells);
            if on.contains(&one.selection) && !show.is_hidden() {
                blocks.extend(picture::charts(site, links, about, one).into_iter().map(chart));
                for mut made in detail::tables(site, links, about.within(one).unit, one) {
                    made.caption = made.caption.replacen("What it is made of", about.name, 1);
                    folded.push(Block::Folded {
                        label: format!("{}: what it is made of", about.name),
                        table: made,
                    });
                }
                notes.extend(number::notes(site, one, show).map(|note| format!("{}: {note}.", about.name)));
            }
        }
    }
    let table = table.filled()?;
    let rows = table.rows.len();
    let table = super::topic::shape::without_empty_columns(table);
    let first = if rows > OPEN {
        Block::Folded {
            label: several(rows, "number", "numbers"),
            table,
        }
    } else {
        Block::Table { table }
    };
    let mut section = Section::new(family.id, family.title).note(family.note);
    // A long table does not stand before the pictures of it.
    if matches!(first, Block::Folded { .. }) {
        section.blocks.append(&mut blocks);
        section.blocks.push(first);
    } else {
        section.blocks.push(first);
        section.blocks.append(&mut blocks);
    }
    section.blocks.append(&mut folded);
    section
        .blocks
        .extend(notes.into_iter().map(|text| Block::Note { text }));
    Some(section)
}

fn chart(chart: Chart) -> Block {
    Block::Chart { chart: Box::new(chart) }
}

/// A group of people by which a headline was measured: what it is called together, and the measurement.
struct Group<'a> {
    dimension: String,
    label: String,
    measurement: &'a Measurement,
}

/// The parts of a headline: segments by dimension, roles, products.
fn groups<'a>(site: &'a Site<'_>, whole: &Measurement) -> Vec<Group<'a>> {
    let mut groups = Vec::new();
    for one in site.numbers.of_metric(&whole.metric) {
        let mut by = PARTS.iter().filter(|key| one.selection.get(**key).is_some());
        let (Some(key), None) = (by.next(), by.next()) else {
            continue;
        };
        if one.selection.clone().without(*key) != whole.selection || !number::may_tell(site, &one.selection) {
            continue;
        }
        let value = one.selection.get(*key).unwrap_or_default();
        let dimension = match key {
            Key::Segment => site
                .ledger
                .typed::<Segment>(value)
                .and_then(|(_, segment)| segment.dimension.clone())
                .map_or_else(|| "Segment".to_owned(), |dimension| upper(&dimension)),
            Key::Role => "Role".to_owned(),
            _ => "Product".to_owned(),
        };
        groups.push(Group {
            dimension,
            label: titles(site, &Selection::all().with(*key, value)),
            measurement: one,
        });
    }
    groups.sort_by(|a, b| {
        let place = |group: &Group<'_>| (group.dimension.clone(), group.measurement.selection.clone());
        place(a).cmp(&place(b))
    });
    groups
}

/// Words with a capital letter at their head.
pub(super) fn upper(words: &str) -> String {
    let words = words.replace('_', " ");
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => words,
    }
}

/// The headlines by groups of people.
fn segments(site: &Site<'_>, links: &Links<'_>, wave: &str) -> Option<Section> {
    let mut headlines = headlines(site, wave);
    // The parts of what is too small to be shown are smaller still.
    headlines.retain(|headline| !site.cells.show(headline.measurement).is_hidden());
    let least = site.limits().min_cell;
    let small = if site.disclosure.audience() == Audience::Restricted {
        format!("Groups below {least} answers are shown to this audience alone, as counts")
    } else {
        format!("Groups below {least} answers are not shown, nor others that would give them away")
    };
    let mut section = Section::new("segments", "By group").note(format!(
        "{small}; below {} only counts, below {} marked as low base.",
        site.limits().min_estimate,
        site.limits().low_base
    ));
    // One row a group, one column a headline.
    let mut rows: Vec<(String, String, BTreeMap<usize, &Measurement>)> = Vec::new();
    for (column, headline) in headlines.iter().enumerate() {
        let groups = groups(site, headline.measurement);
        if groups.is_empty() {
            continue;
        }
        let id = format!("g-{}-{}", headline.about.id, column);
        let title = format!("{} by group", headline.label);
        let caption = picture::caption(site, headline.about, headline.measurement);
        let mut lines = vec![("All".to_owned(), headline.measurement)];
        lines.extend(groups.iter().map(|group| (group.label.clone(), group.measurement)));
        let words = picture::Words {
            id: &id,
            title: &title,
            of: "Group",
            caption: &caption,
        };
        let drawn = picture::side_by_side(site, links, headline.about, &words, &lines);
        if let Some(drawn) = drawn {
            section.blocks.push(Block::Heading {
                title: headline.label.clone(),
                link: None,
                note: String::new(),
            });
            section.blocks.push(chart(drawn));
        }
        for group in groups {
            let known = rows
                .iter_mut()
                .find(|(dimension, label, _)| *dimension == group.dimension && *label == group.label);
            match known {
                Some((.., cells)) => {
                    cells.insert(column, group.measurement);
                }
                None => rows.push((
                    group.dimension,
                    group.label,
                    [(column, group.measurement)].into_iter().collect(),
                )),
            }
        }
    }
    let mut heads = vec!["By".to_owned(), "Group~".to_owned(), "Answers>".to_owned()];
    heads.extend(headlines.iter().map(|headline| format!("{}>", headline.about.name)));
    heads.push("State~".to_owned());
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new("Headlines by group", &heads);
    for (dimension, label, cells) in rows {
        let first = cells.values().next();
        let mut row: Vec<Cell> = vec![
            Value::text(dimension).into(),
            Value::text(label).into(),
            first
                .map_or_else(Value::dash, |one| number::base_cell(site, one))
                .into(),
        ];
        for (column, headline) in headlines.iter().enumerate() {
            row.push(match cells.get(&column) {
                Some(one) => number::cell(site, links, headline.about.unit, one),
                None => Value::dash().into(),
            });
        }
        let state = cells
            .values()
            .find_map(|one| number::state(site, one, site.cells.show(one)));
        row.push(state.map_or_else(Value::dash, Value::state).into());
        table.row(row);
    }
    section = section.table(super::topic::shape::without_empty_columns(table));
    for headline in &headlines {
        section = section.table(crossed(site, links, headline));
    }
    (!section.blocks.is_empty()).then_some(section)
}

/// A headline by segment and product together, as far as it was measured so.
fn crossed(site: &Site<'_>, links: &Links<'_>, headline: &Headline<'_>) -> Table {
    let mut cells: BTreeMap<(&str, &str), &Measurement> = BTreeMap::new();
    for one in site.numbers.of_metric(headline.about.id) {
        let both = one.selection.get(Key::Segment).zip(one.selection.get(Key::Product));
        let whole = one.selection.clone().without(Key::Segment).without(Key::Product);
        if let Some(both) = both
            && whole == headline.measurement.selection
            && number::may_tell(site, &one.selection)
        {
            cells.insert(both, one);
        }
    }
    let segments: BTreeSet<&str> = cells.keys().map(|(segment, _)| *segment).collect();
    let products: BTreeSet<&str> = cells.keys().map(|(_, product)| *product).collect();
    let name = |key: Key, id: &str| titles(site, &Selection::all().with(key, id));
    let mut heads = vec!["Segment~".to_owned()];
    heads.extend(
        products
            .iter()
            .map(|product| format!("{}>", name(Key::Product, product))),
    );
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(format!("{} by segment and product", headline.label), &heads).fit();
    table.hide_caption = false;
    for segment in segments {
        let mut row: Vec<Cell> = vec![Value::text(name(Key::Segment, segment)).into()];
        for product in &products {
            row.push(match cells.get(&(segment, *product)) {
                Some(one) => measured::full(links, headline.about, one),
                None => Value::dash().into(),
            });
        }
        table.row(row);
    }
    table
}

/// A number among those put into a formula.
pub(super) fn input(one: &Measurement, symbol: &str) -> Option<f64> {
    one.inputs
        .iter()
        .find(|input| input.symbol == symbol)
        .map(|input| input.value)
}

/// Expectation and perception of each characteristic, with the gaps between them.
fn gaps(site: &Site<'_>, links: &Links<'_>, wave: &str) -> Option<Section> {
    let gaps = Family {
        id: "gaps",
        title: "Gaps",
        note: "On a scale from 0 to 100. A customer gap below zero says that customers get less than they expect; a view gap above \
               zero that the organization believes itself better than customers say.",
        metrics: &["M-GAP-1", "M-GAP-6", "M-GAP-2", "M-GAP-3", "M-GAP-4", "M-GAP-5"],
    };
    let answers = site.scope.wave(wave)?;
    let charts = [
        Pair {
            metric: "M-GAP-1",
            title: "Expected and perceived",
            first: ("E", "expected"),
            second: ("P", "perceived"),
            caption: "Means of those who answered both, 0 to 100; the gap is perception less expectation, the widest first.",
        },
        Pair {
            metric: "M-GAP-6",
            title: "As the organization sees it, and as customers do",
            first: ("P", "customers"),
            second: ("D", "own rating"),
            caption: "On a scale from 0 to 100; the gap is the own rating less the perception of customers.",
        },
    ];
    let charts = charts.iter().filter_map(|pair| pair.picture(site, links, answers));
    let section = family(site, links, &[of_wave(wave)], &gaps, charts.collect())?;
    Some(section.block(Block::Note {
        text: "A difference is less reliable than its two parts, expectations that are asked for crowd at the top of their scale, and \
               those asked after the experience are coloured by it: read levels and difference together."
            .to_owned(),
    }))
}

/// Two levels that a gap lies between.
struct Pair<'a> {
    metric: &'a str,
    title: &'a str,
    /// Symbol of the level in the formula, and its name.
    first: (&'a str, &'a str),
    second: (&'a str, &'a str),
    caption: &'a str,
}

impl Pair<'_> {
    fn picture(&self, site: &Site<'_>, links: &Links<'_>, answers: &WaveAnswers<'_>) -> Option<Chart> {
        let wave = answers.record.id();
        let mut rows: Vec<(f64, dumbbell::Row)> = Vec::new();
        for one in wholes(site, self.metric, &of_wave(wave)) {
            let shown = picture::may_draw(site.cells.show(one));
            let gap = one.estimate.as_ref().ok().filter(|_| shown);
            let level = |symbol: &str| {
                let level = gap.and_then(|_| input(one, symbol))?;
                Some(crate::chart::Value::new(level, fixed(level, 1)))
            };
            rows.push((
                gap.map_or(f64::NEG_INFINITY, |gap| gap.abs()),
                dumbbell::Row {
                    label: part_label(site, one),
                    href: number::url(site, links, one),
                    first: level(self.first.0),
                    second: level(self.second.0),
                    difference: gap.map_or_else(String::new, |gap| fixed(*gap, 1)),
                    word: match (&one.estimate, shown) {
                        (_, false) => "not shown".to_owned(),
                        (Err(_), true) => "not estimable".to_owned(),
                        (Ok(_), true) => String::new(),
                    },
                },
            ));
        }
        rows.sort_by(|a, b| b.0.total_cmp(&a.0));
        if rows.iter().all(|(_, row)| row.first.is_none() || row.second.is_none()) {
            return None;
        }
        let id = format!("gap-{}", self.metric);
        let picture = Dumbbell {
            head: Head {
                id: &id,
                title: self.title,
                description: self.caption,
            },
            of: "Characteristic",
            axis: Axis::new("Mean on a scale from 0 to 100"),
            first: self.first.1,
            second: self.second.1,
            between: "Gap",
            rows: rows.into_iter().map(|(_, row)| row).collect(),
        };
        let caption = format!("{}, {}. {}", self.title, wave_name(site, wave), self.caption);
        Some(Chart::of(&picture, caption))
    }
}

/// How important each characteristic is against how it is perceived, as customers state it and as it follows from answers.
fn importance_map(site: &Site<'_>, links: &Links<'_>, wave: &str) -> Vec<Chart> {
    let maps = wholes(site, "M-IMP-5", &of_wave(wave));
    maps.into_iter().filter_map(|one| map(site, links, one)).collect()
}

/// A map of importance and performance: its rows hold performance with its ends, importance with its ends, and the quarter.
fn map(site: &Site<'_>, links: &Links<'_>, one: &Measurement) -> Option<Chart> {
    let Detail::Rows(rows) = &one.detail else { return None };
    if !picture::may_draw(site.cells.show(one)) {
        return None;
    }
    let derived = one.selection.get(Key::Metric).is_some_and(|metric| metric != "M-IMP-1");
    let (title, upward) = if derived {
        (
            "Derived importance and performance",
            "Importance, percent of what all explain",
        )
    } else {
        ("Stated importance and performance", "Importance, 0 to 100")
    };
    let href = number::url(site, links, one);
    let point = |row: &Row| {
        if detail::point_shown(site, one, row.n).is_hidden() {
            return None;
        }
        let at = |column: usize| match row.cells.get(column) {
            Some(RowCell::Number(value, _)) => Some(*value),
            _ => None,
        };
        let value = |value: f64| crate::chart::Value::new(value, fixed(value, 1));
        let ends = |low: usize, high: usize| {
            let (low, high) = at(low).zip(at(high))?;
            let words = format!("{} to {}", fixed(low, 1), fixed(high, 1));
            Some(crate::chart::Interval::new(low, high, words))
        };
        let word = row.cells.iter().find_map(|cell| match cell {
            RowCell::Word(word) => Some(word.clone()),
            _ => None,
        });
        Some(scatter::Point {
            label: name_of(site, one, &row.name),
            href: href.clone(),
            x: value(at(0)?),
            y: value(at(3)?),
            x_interval: ends(1, 2),
            y_interval: ends(4, 5),
            word: word.unwrap_or_default(),
        })
    };
    let points: Vec<scatter::Point> = rows.rows.iter().filter_map(point).collect();
    if points.len() < 2 {
        return None;
    }
    let line = |symbol: &str| {
        let at = input(one, symbol)?;
        Some(crate::chart::Value::new(at, format!("mean {}", fixed(at, 1))))
    };
    let id = format!("map-{}", number::anchor(&one.selection));
    let picture = Scatter {
        head: Head {
            id: &id,
            title,
            description: "Characteristics by how they are perceived, and how important they are.",
        },
        of: "Characteristic",
        x: Axis::new("Performance, 0 to 100"),
        y: Axis::new(upward),
        cross: line("x̄").zip(line("ȳ")),
        quadrants: ["concentrate here", "keep up", "low priority", "possible overkill"],
        points,
    };
    let caption = format!(
        "{title}. Base of the performance: {} at least{}. The lines are the means of what is shown; of a point whose interval reaches over \
         one, chance may have chosen the side.",
        number::base(one),
        if derived {
            "; the importance rests on all waves that asked the same"
        } else {
            ""
        }
    );
    Some(Chart::of(&picture, caption))
}

/// A characteristic by its id or by the key of a question about it, in words.
fn name_of(site: &Site<'_>, one: &Measurement, name: &str) -> String {
    let question = || site.scope.wave_of(&one.selection).ok()?.question(name);
    match (site.ledger.find(name), question()) {
        (None, Some(question)) => question_label(site, question),
        _ => titles(site, &Selection::all().with(Key::Characteristic, name)),
    }
}

/// What was measured on a survey over its waves, and over all of them together.
pub(super) fn over_waves(site: &Site<'_>, links: &Links<'_>, survey: &str) -> Vec<Section> {
    let waves = site.scope.waves_of(survey);
    let waves: Vec<&WaveAnswers<'_>> = waves
        .into_iter()
        .filter(|wave| site.disclosure.record(wave.record))
        .collect();
    let mut section = Section::new("over-waves", "Over the waves")
        .note("Each wave with its interval. Whether a difference is one, the test on the page of the wave says.");
    // Series by metric and selection, in the order in which they first appear.
    let mut series: Vec<(Selection, About<'_>, String)> = Vec::new();
    for wave in &waves {
        for headline in headlines(site, wave.record.id()) {
            let key = headline.measurement.selection.clone().without(Key::Wave);
            let known = series
                .iter()
                .any(|(selection, about, _)| *selection == key && about.id == headline.about.id);
            if !known {
                series.push((key, headline.about, headline.label));
            }
        }
    }
    if let Some(about) = about("M-SMP-1") {
        series.push((Selection::all(), about, about.name.to_owned()));
    }
    let versions = versions(site, &waves);
    let mut table = Table::new("Headlines of every wave", &["Wave"]);
    let mut rows: Vec<Vec<Cell>> = waves
        .iter()
        .map(|wave| {
            let name = wave_name(site, wave.record.id());
            let page = site.record_path(wave.record);
            let name = match page {
                Some(path) => Value::link(name, links.to(&path)),
                None => Value::text(name),
            };
            vec![name.into()]
        })
        .collect();
    for (number, (selection, about, label)) in series.iter().enumerate() {
        let points: Vec<(String, Option<&Measurement>)> = waves
            .iter()
            .map(|wave| {
                let id = wave.record.id();
                let one = site.numbers.get(about.id, &selection.clone().with(Key::Wave, id));
                (wave_name(site, id), one)
            })
            .collect();
        if points.iter().all(|(_, one)| one.is_none()) {
            continue;
        }
        table.columns.push(super::blocks::Column::marked(&format!("{label}>")));
        for (row, (_, one)) in rows.iter_mut().zip(&points) {
            row.push(match one {
                Some(one) => number::cell(site, links, about.unit, one),
                None => Value::dash().into(),
            });
        }
        let id = format!("w-{}-{number}", about.id);
        // What became of invitations does not depend on what was asked.
        let breaks = if about.id == "M-SMP-1" || points.is_empty() {
            Vec::new()
        } else {
            breaks(&waves, &points)
        };
        let asked = match (versions.is_empty(), breaks.is_empty()) {
            (true, _) => "",
            (false, true) => " Asked alike in all versions of the questionnaire.",
            (false, false) => " The line is broken where it was not asked as before.",
        };
        let asked = if about.id == "M-SMP-1" { "" } else { asked };
        let bars = if points
            .iter()
            .any(|(_, one)| one.is_some_and(|one| one.interval.is_ok()))
        {
            " Bars are intervals where the sampling gives them."
        } else {
            ""
        };
        let caption = format!("{}.{bars}{asked}", picture::axis(*about));
        let words = picture::Words {
            id: &id,
            title: label,
            of: "Wave",
            caption: &caption,
        };
        if let Some(drawn) = picture::over_time(site, links, *about, &words, &points, breaks, Vec::new()) {
            section.blocks.push(Block::Heading {
                title: label.clone(),
                link: None,
                note: String::new(),
            });
            section.blocks.push(chart(drawn));
        }
    }
    if table.columns.len() > 1 {
        for row in rows {
            table.row(row);
        }
        section = section.table(table);
        if !versions.is_empty() {
            section = section.block(Block::Note {
                text: format!("Versions of the questionnaire: {versions}."),
            });
        }
    }
    let on = [Selection::all().with(Key::Survey, survey)];
    let together = family(site, links, &on, &IMPORTANCE, Vec::new());
    (!section.blocks.is_empty())
        .then_some(section)
        .into_iter()
        .chain(together)
        .collect()
}

/// Before which waves a series is broken: where the questionnaire changed and the measure was not asked alike in the wave
/// before, or nothing tells that it was.
fn breaks(waves: &[&WaveAnswers<'_>], points: &[(String, Option<&Measurement>)]) -> Vec<Break> {
    let mut breaks = Vec::new();
    for (index, (pair, (_, one))) in waves.windows(2).zip(&points[1..]).enumerate() {
        let ([before, now], Some(one)) = (pair, one) else {
            continue;
        };
        let version = now.wave.survey_version.as_deref().unwrap_or_default();
        if before.wave.survey_version.as_deref().unwrap_or_default() == version {
            continue;
        }
        let alike = one.changes.iter().any(|change| {
            change.against.get(Key::Wave) == Some(before.record.id())
                && !matches!(change.word, ChangeWord::NotComparable(_))
        });
        if !alike {
            breaks.push(Break {
                before: index + 1,
                label: format!("version {version}"),
                href: None,
            });
        }
    }
    breaks
}

/// The versions of the questionnaire and the waves from which on they were asked, in words.
fn versions(site: &Site<'_>, waves: &[&WaveAnswers<'_>]) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut last = None;
    for wave in waves {
        let version = wave.wave.survey_version.as_deref();
        if let Some(version) = version.filter(|_| version != last) {
            words.push(format!("{version} from {}", wave_name(site, wave.record.id())));
        }
        last = version;
    }
    words.join(", ")
}

/// The newest wave on which one of some metrics was measured, by the day it began.
fn newest<'a>(site: &'a Site<'_>, metrics: &[&str]) -> Option<&'a WaveAnswers<'a>> {
    let measured = metrics.iter().flat_map(|metric| site.numbers.of_metric(metric));
    let waves: BTreeSet<&str> = measured
        .filter(|one| one.estimate.is_ok() && number::may_tell(site, &one.selection))
        .filter_map(|one| one.selection.get(Key::Wave))
        .collect();
    let waves = waves.into_iter().filter_map(|id| site.scope.wave(id));
    waves.max_by_key(|wave| (wave.wave.field_start, wave.record.id()))
}

/// The gaps of the newest wave that measured them, and those that are no matter of a wave.
pub(super) fn newest_gaps(site: &Site<'_>, links: &Links<'_>) -> Vec<Section> {
    let of_wave = newest(site, &["M-GAP-1", "M-GAP-6"]).and_then(|wave| {
        let id = wave.record.id();
        let mut section = gaps(site, links, id)?;
        section.title = format!("Gaps, {}", wave_name(site, id));
        if let Some(path) = site.record_path(wave.record) {
            section = section.link(format!("The wave {}", wave_name(site, id)), links.to(&path));
        }
        Some(section)
    });
    let mut table = Table::new(
        "Gaps between levels and promises",
        &["Gap~", "Of~", "Value>", "Interval>", "Base>", "State~"],
    );
    for metric in ["M-GAP-2", "M-GAP-3", "M-GAP-4", "M-GAP-5", "M-GAP-7"] {
        let Some(about) = about(metric) else { continue };
        let whole = |one: &&Measurement| {
            let keys = [Key::Wave, Key::Period];
            keys.iter().all(|key| one.selection.get(*key).is_none()) && number::may_tell(site, &one.selection)
        };
        for one in site.numbers.of_metric(metric).filter(whole) {
            let name: Value = match links.if_written(&super::measure::metric_path(metric)) {
                Some(url) => Value::link(about.name, url),
                None => Value::text(about.name),
            };
            let cells: [Cell; 6] = [
                name.into(),
                Value::text(titles(site, &one.selection)).into(),
                number::cell(site, links, about.of(one).unit, one),
                number::interval_cell(site, about.of(one).unit, one).into(),
                number::base_cell(site, one).into(),
                number::state(site, one, site.cells.show(one))
                    .map_or_else(Value::dash, Value::state)
                    .into(),
            ];
            table.row(cells);
        }
    }
    let levels = table.filled().map(|table| {
        Section::new("levels", "Levels and promises")
            .note(
                "Understanding: what customers expect less what was assumed. Standard: what was assumed less what was set. Delivery and \
                 communication: what was promised and not kept. Blind spots: what customers speak of that belongs to no characteristic, or to one without a recorded expectation \
                 of their segment.",
            )
            .table(super::topic::shape::without_empty_columns(table))
            .blocks(delivery(site, links))
    });
    of_wave.into_iter().chain(levels).collect()
}

/// How often standards and promises were not met, over time: each with its control chart, where it has one.
fn delivery(site: &Site<'_>, links: &Links<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for one in site.numbers.of_metric("M-GAP-4") {
        if one.selection.get(Key::Period).is_some() || !number::may_tell(site, &one.selection) {
            continue;
        }
        let charted = one.selection.clone().with(Key::Metric, "M-GAP-4");
        let charts = measured::control(links, &charted);
        if !charts.is_empty() {
            blocks.push(Block::Heading {
                title: format!("Not met: {}", titles(site, &one.selection)),
                link: None,
                note: String::new(),
            });
            blocks.extend(charts);
        }
    }
    blocks
}

/// Importance and Kano classes of the newest waves that asked for them.
pub(super) fn newest_importance(site: &Site<'_>, links: &Links<'_>) -> Vec<Section> {
    let linked = |section: Section, wave: &WaveAnswers<'_>, title: &str| {
        let name = wave_name(site, wave.record.id());
        let mut section = section;
        section.id = format!("measured-{}", section.id);
        section.title = format!("{title}, {name}");
        match site.record_path(wave.record) {
            Some(path) => section.link(format!("The wave {name}"), links.to(&path)),
            None => section,
        }
    };
    let importance = newest(site, &["M-IMP-5", "M-IMP-1"]).and_then(|wave| {
        let id = wave.record.id();
        let on: Vec<Selection> = [of_wave(id)].into_iter().chain(of_survey(site, id)).collect();
        let section = family(site, links, &on, &IMPORTANCE, importance_map(site, links, id))?;
        Some(linked(section, wave, "Importance"))
    });
    let kano = newest(site, &["M-KAN-1", "M-KAN-2"]).and_then(|wave| {
        let id = wave.record.id();
        let section = kano::section(site, links, id)?;
        Some(linked(section, wave, "Kano"))
    });
    importance.into_iter().chain(kano).collect()
}

/// How the wave compares with those before it: headlines, then characteristics.
fn comparison(site: &Site<'_>, links: &Links<'_>, wave: &str) -> Option<Section> {
    let mut section = Section::new("comparison", "Against earlier waves").note(
        "Against the wave before that asked the same, and against the baseline. “No clear change” is not “unchanged”: the sample does \
         not tell. Where many people answered both times their change stands beside that of all who answered, and there is a word only \
         where the two agree.",
    );
    let headlines = headlines(site, wave);
    let mut rows = Vec::new();
    for headline in &headlines {
        rows.push((headline.label.clone(), headline.about, headline.measurement));
    }
    let table = changes(site, links, "Headlines against earlier waves", &rows, None);
    let mut is_corrected = has_families(&table);
    section = section.table(table);
    let rated: Vec<&Measurement> = wholes(site, "M-SAT-1", &of_wave(wave))
        .into_iter()
        .filter(|one| {
            headlines.iter().all(|headline| {
                headline.measurement.selection != one.selection || headline.measurement.metric != one.metric
            })
        })
        .collect();
    if let (Some(about), false) = (about("M-SAT-1"), rated.is_empty()) {
        // The wave before is the one that most questions are compared with.
        let mut waves: BTreeMap<&str, usize> = BTreeMap::new();
        for change in rated.iter().flat_map(|one| main_changes(site, one)) {
            if !matches!(change.word, ChangeWord::NotComparable(_)) {
                *waves
                    .entry(change.against.get(Key::Wave).unwrap_or_default())
                    .or_default() += 1;
            }
        }
        let start = |id: &str| site.scope.wave(id).and_then(|wave| wave.wave.field_start);
        let before = waves
            .iter()
            .max_by_key(|(id, count)| (**count, start(id), **id))
            .map(|(id, _)| (*id).to_owned());
        if let Some(before) = before {
            section
                .blocks
                .extend(slope(site, links, about, wave, &before, &rated).map(chart));
            let rows: Vec<(String, About<'_>, &Measurement)> =
                rated.iter().map(|one| (part_label(site, one), about, *one)).collect();
            let title = format!("Questions against {}", wave_name(site, &before));
            let table = changes(site, links, &title, &rows, Some(&before));
            is_corrected |= has_families(&table);
            if !table.rows.is_empty() {
                section = section.block(Block::Folded {
                    label: format!("{title}: differences and tests"),
                    table,
                });
            }
        }
    }
    if is_corrected {
        section = section.block(Block::Note {
            text: FAMILIES.to_owned(),
        });
    }
    (!section.blocks.is_empty()).then_some(section)
}

/// The head of the column that names the family of a test.
const FAMILY: &str = "Corrected with";

/// Which families there are, below the tables that name them.
const FAMILIES: &str = "The tests of a family are corrected together, after Holm up to 10 tests and after Benjamini-Hochberg above; the word \
     follows from the corrected p, and beside it stands that of the test alone. The whole wave: all questions and indices about no single \
     characteristic in one comparison, by all their measures. The characteristics: all questions about one of them in one comparison, by \
     one measure. The people who answered both times make families of their own. What an objective watches is in none, and its p is that \
     of the test alone.";

/// Whether a table of changes names a family.
fn has_families(table: &Table) -> bool {
    table.columns.iter().any(|column| column.title == FAMILY)
}

/// The family that a test of a whole wave was corrected with, and how many tests it has.
fn family_of(change: &Change) -> Option<String> {
    let (.., tests) = change.test.as_ref()?.adjusted?;
    let of_the_whole = change.notes.iter().any(|note| note == OF_THE_WHOLE);
    let family = if of_the_whole {
        "the whole wave"
    } else {
        "the characteristics"
    };
    Some(format!("{family}, {}", several(tests, "test", "tests")))
}

/// A table of changes.
fn changes(
    site: &Site<'_>,
    links: &Links<'_>,
    title: &str,
    rows: &[(String, About<'_>, &Measurement)],
    against: Option<&str>,
) -> Table {
    let mut table = Table::new(
        title,
        &[
            "Measure~",
            "Now>",
            "Against",
            "Then>",
            "Difference>",
            "Interval>",
            "Test",
            "p>",
            FAMILY,
            "The same people~",
            "What may be said",
        ],
    );
    for (label, about, one) in rows {
        if !picture::may_draw(site.cells.show(one)) {
            continue;
        }
        for change in main_changes(site, one) {
            let wave = change.against.get(Key::Wave).unwrap_or_default();
            if against.is_some_and(|against| against != wave) {
                continue;
            }
            let shown = detail::before_shown(site, one, change);
            let digits = |value: f64| Value::text(about.unit.digits(value));
            let test = change.test.as_ref().filter(|_| shown);
            let probability = test.map_or_else(Value::dash, |test| Value::text(with_own(test)));
            let before = if shown {
                digits(change.before)
            } else {
                Value::missing("too few")
            };
            let state = match &change.word {
                ChangeWord::NotComparable(why) if shown => {
                    let state = change_state(site, about.better, one, change);
                    State {
                        word: format!("{}: {why}", state.word),
                        ..state
                    }
                }
                _ => change_state(site, about.better, one, change),
            };
            let cells: [Cell; 11] = [
                Value::text(label.clone()).into(),
                number::cell(site, links, about.unit, one),
                Value::text(wave_name(site, wave)).into(),
                before.into(),
                change
                    .difference
                    .filter(|_| shown)
                    .map_or_else(Value::dash, digits)
                    .into(),
                change
                    .interval
                    .filter(|_| shown)
                    .map_or_else(Value::dash, |(low, high)| {
                        Value::text(format!("{} to {}", about.unit.digits(low), about.unit.digits(high)))
                    })
                    .into(),
                test.map_or_else(Value::dash, |test| Value::text(test.name)).into(),
                probability.into(),
                family_of(change)
                    .filter(|_| shown)
                    .map_or_else(Value::dash, Value::text)
                    .into(),
                same_people(about.unit, one, wave)
                    .filter(|_| shown)
                    .map_or_else(Value::dash, Value::text)
                    .into(),
                Value::state(state).into(),
            ];
            table.row(cells);
        }
    }
    super::topic::shape::without_empty_columns(table)
}

/// The p that decides and, where that was corrected, the one of the test alone.
fn with_own(test: &Test) -> String {
    match test.adjusted {
        None => p(test.p),
        Some((adjusted, ..)) => format!("{} (alone {})", p(adjusted), p(test.p)),
    }
}

/// The change of the people who answered in both waves, in words: difference with its interval, test, how many they are, and what it
/// says alone. "Use M-CHG-5 on the matched part and print both." (metric catalogue, section 8)
fn same_people(unit: Unit, one: &Measurement, wave: &str) -> Option<String> {
    let of_wave = |change: &&Change| change.against.get(Key::Wave) == Some(wave);
    let mut same = one.changes.iter().filter(of_wave);
    let change = same.find(|change| change.notes.first().is_some_and(|note| note == SAME_PEOPLE))?;
    let people = change.notes.get(1)?;
    let (Some(difference), Some(test)) = (change.difference, &change.test) else {
        return Some(format!("{people}: not tested"));
    };
    let interval = change.interval.map_or_else(String::new, |(low, high)| {
        format!(" ({} to {})", unit.digits(low), unit.digits(high))
    });
    Some(format!(
        "{people}: {}{interval}, {}: p {}",
        unit.digits(difference),
        test.name,
        with_own(test)
    ))
}

/// Questions from one wave to another.
fn slope(
    site: &Site<'_>,
    links: &Links<'_>,
    about: About<'_>,
    wave: &str,
    before: &str,
    rated: &[&Measurement],
) -> Option<Chart> {
    let mut rows = Vec::new();
    for one in rated {
        let change = main_changes(site, one)
            .into_iter()
            .find(|change| change.against.get(Key::Wave) == Some(before));
        let Some(change) = change.filter(|change| detail::before_shown(site, one, change)) else {
            continue;
        };
        let row = picture::row(site, links, about.unit, String::new(), one);
        let (Some(now), false) = (row.estimate, matches!(change.word, ChangeWord::NotComparable(_))) else {
            continue;
        };
        let difference = change.difference.map_or_else(String::new, |difference| {
            let sign = if difference > 0.0 { "+" } else { "" };
            format!("{sign}{}, ", about.unit.digits(difference))
        });
        rows.push(slope::Row {
            label: part_label(site, one),
            href: row.href,
            from: Some(crate::chart::Value::new(change.before, about.unit.with(change.before))),
            to: Some(now),
            clear: matches!(change.word, ChangeWord::Higher | ChangeWord::Lower),
            change: format!("{difference}{}", change.word.word()),
        });
    }
    if rows.len() < 2 {
        return None;
    }
    let (from, to) = (wave_name(site, before), wave_name(site, wave));
    let title = format!("From {from} to {to}");
    let axis = picture::axis(about);
    let picture = Slope {
        head: Head {
            id: "wave-slope",
            title: &title,
            description: "The share in the two best points of each rated question in both waves.",
        },
        of: "Question",
        axis: Axis::new(&axis),
        from: &from,
        to: &to,
        rows,
    };
    Some(Chart::of(
        &picture,
        format!("{axis}. Clear changes are drawn full, others thin and dashed."),
    ))
}
