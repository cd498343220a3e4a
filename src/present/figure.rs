//! What the expressions of free pages ask of numbers: a value in words, a picture, a table, a picture of intervals.
//!
//! In: a metric, and by what it is narrowed. Out: an [`Answer`], with the values that expressions may go on with, the words that
//! stand in running text, and the blocks. Everything passes the door that numbers of all other pages pass: what may not be shown
//! has no value, and words that say so.
//!
//! Expressions cannot look into the site themselves: what they call must outlive it. So a question that is not answered yet is
//! taken down ([`Asking`]) and answered between two rounds.

use super::blocks::{Chart, Table, Value as BlockValue, several};
use super::number;
use super::page::{Links, Site, WITHHELD};
use super::picture::{self, Words};
use super::topic::shape::Block;
use crate::diag::did_you_mean;
use crate::disclose::cells::Show;
use crate::disclose::parts;
use crate::measure;
use crate::measure::known;
use crate::measure::measurement::Measurement;
use crate::measure::metric::{About, AnyMetric};
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use minijinja::value::{Object, ObjectRepr};
use minijinja::{Error, ErrorKind, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Most numbers that one page may ask for.
const MOST: usize = 200;

/// Most rows of a table of numbers; the page of the metric has all.
const ROWS: usize = 60;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum What {
    /// A value in words.
    Measure,
    /// A picture of what it is made of.
    Chart,
    /// A table of all numbers on the selection.
    Table,
    /// A picture of estimates with their intervals.
    Interval,
}

impl What {
    /// All of them.
    pub(super) const ALL: &'static [Self] = &[Self::Measure, Self::Chart, Self::Table, Self::Interval];

    /// The name of the function.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Measure => "measure",
            Self::Chart => "chart",
            Self::Table => "table",
            Self::Interval => "interval",
        }
    }
}

/// A question: what, of which metric, narrowed by what.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Question {
    pub(super) what: What,
    pub(super) metric: String,
    pub(super) filter: BTreeMap<String, String>,
}

/// What expressions learn of a number.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Said {
    /// The value with its unit, or what stands in its place.
    pub(super) text: String,
    /// Where its working stands.
    pub(super) url: Option<String>,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    n: Option<usize>,
    is_whole: bool,
    unit: &'static str,
    state: &'static str,
}

/// An answer.
pub(super) struct Answer {
    /// What expressions learn.
    pub(super) said: Arc<Said>,
    /// What stands on the page, where it is more than words.
    pub(super) blocks: Vec<Block>,
}

/// An answer as a value of an expression; where it is put out, its mark stands.
#[derive(Debug)]
pub(super) struct Asked {
    /// The number of its mark.
    pub(super) number: usize,
    /// What it says.
    pub(super) said: Arc<Said>,
}

impl Object for Asked {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let said = &self.said;
        let number = |number: Option<f64>| match number {
            None => Value::from(()),
            // Where the unit has no digits behind the point, none are written.
            Some(number) if said.is_whole => Value::from(format!("{number:.0}").parse::<i64>().unwrap_or_default()),
            Some(number) => Value::from(number),
        };
        Some(match key.as_str()? {
            "value" => number(said.value),
            "low" => number(said.low),
            "high" => number(said.high),
            "n" => said.n.map_or(Value::from(()), Value::from),
            "text" => Value::from(said.text.as_str()),
            "unit" => Value::from(said.unit),
            "state" => Value::from(said.state),
            _ => return None,
        })
    }

    fn render(self: &Arc<Self>, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.said.text)
    }
}

/// What is known of a question: the answer, or what is wrong with it.
pub(super) type Known = Result<Arc<Asked>, String>;

/// Answers of earlier rounds, and the questions of this one.
#[derive(Debug)]
pub(super) struct Asking {
    known: BTreeMap<Question, Known>,
    // The one place where a function that expressions call leaves something behind.
    open: Mutex<BTreeSet<Question>>,
}

impl Asking {
    /// With what is known.
    pub(super) fn new(known: BTreeMap<Question, Known>) -> Self {
        Self {
            known,
            open: Mutex::default(),
        }
    }

    /// Answers a question, or takes it down and gives a value that says nothing yet. Errors: the question has no answer.
    pub(super) fn ask(&self, question: Question) -> Result<Value, Error> {
        let wrong = |message: String| Error::new(ErrorKind::InvalidOperation, message);
        match self.known.get(&question) {
            Some(Ok(asked)) => Ok(Value::from_dyn_object(Arc::clone(asked))),
            Some(Err(message)) => Err(wrong(message.clone())),
            None => {
                let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
                if self.known.len() + open.len() >= MOST && !open.contains(&question) {
                    return Err(wrong(format!(
                        "a page may ask for {MOST} numbers, and this is one more"
                    )));
                }
                open.insert(question);
                Ok(Value::from_object(Asked {
                    number: 0,
                    said: Arc::default(),
                }))
            }
        }
    }

    /// The questions that are open.
    pub(super) fn open(&self) -> BTreeSet<Question> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Answers a question. Errors: what is wrong with it, in words.
pub(super) fn answer(links: &Links<'_>, question: &Question) -> Result<Answer, String> {
    let site = links.site;
    let metric = metric(site, &question.metric)?;
    let selection = Selection::from_filter(&question.filter).map_err(|unknown| unknown.to_string())?;
    if let Some(refused) = metric.refuses(&selection) {
        return Err(refused);
    }
    if !number::may_tell(site, &selection) {
        let said = Said {
            text: format!("{WITHHELD} from this audience"),
            state: "withheld",
            ..Said::default()
        };
        return Ok(Answer {
            blocks: Vec::new(),
            said: Arc::new(said),
        });
    }
    if let Some(unknown) = known::unknown(&site.scope, &metric, &selection) {
        let near = unknown.near.filter(|near| site.may_name(near));
        let hint = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
        return Err(format!("{}{hint}", unknown.message));
    }
    let found = found(site, &metric, &selection);
    let (one, show) = match &found {
        Found::OfSite(one) => (*one, site.cells.show(one)),
        Found::Beyond(one) => (&**one, site.cells.beyond(one)),
    };
    let about = metric.about();
    let blocks = match question.what {
        What::Measure => Vec::new(),
        What::Chart => chart(links, about, one, show),
        What::Table => table(links, about, &one.selection, one, show),
        What::Interval => intervals(links, about, &one.selection, one, show),
    };
    Ok(Answer {
        said: Arc::new(said(links, about, one, show)),
        blocks,
    })
}

/// The metric with an id. Errors: there is none, with the nearest id.
fn metric(site: &Site<'_>, id: &str) -> Result<AnyMetric, String> {
    measure::named(site.settings, id).ok_or_else(|| {
        let known: Vec<AnyMetric> = measure::all(site.settings).collect();
        let near = did_you_mean(id, known.iter().map(AnyMetric::id));
        let hint = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
        format!("there is no metric `{id}`{hint}")
    })
}

/// A measurement of those of the site, or one beyond them.
enum Found<'a> {
    OfSite(&'a Measurement),
    Beyond(Box<Measurement>),
}

/// What a metric says of a selection: a number of the site where it is one, also where its survey means the newest wave.
fn found<'a>(site: &'a Site<'_>, metric: &AnyMetric, selection: &Selection) -> Found<'a> {
    let of_site = |selection: &Selection| site.numbers.get(metric.id(), selection);
    let of_wave = || {
        let by_survey = metric.keys().contains(&Key::Wave)
            && selection.get(Key::Wave).is_none()
            && selection.get(Key::Survey).is_some();
        let wave = site.scope.wave_of(selection).ok().filter(|_| by_survey)?;
        let of_wave = selection
            .clone()
            .without(Key::Survey)
            .without(Key::Period)
            .with(Key::Wave, wave.record.id());
        of_site(&of_wave)
    };
    match of_site(selection).or_else(of_wave) {
        Some(one) => Found::OfSite(one),
        None => {
            let made = metric.of(&site.scope, selection);
            let limits = site.scope.limits;
            Found::Beyond(Box::new(parts::fold_one(made, limits, site.disclosure.audience())))
        }
    }
}

/// A number rounded as it stands on pages.
fn rounded(unit: Unit, value: f64) -> Option<f64> {
    let decimals = unit.decimals();
    let rounded: f64 = format!("{value:.decimals$}").parse().ok()?;
    // A zero has no sign.
    rounded.is_finite().then_some(rounded + 0.0)
}

fn said(links: &Links<'_>, about: About<'_>, one: &Measurement, show: Show) -> Said {
    let site = links.site;
    let unit = about.of(one).unit;
    let shown = picture::may_draw(show);
    let estimate = one.estimate.as_ref().ok().filter(|_| shown);
    let interval = one.interval.as_ref().ok().filter(|_| estimate.is_some());
    let in_its_place = || {
        let state = number::state(site, one, show).map_or_else(String::new, |state| state.word);
        let mut letters = state.chars();
        letters.next().map_or_else(String::new, |first| {
            format!("{}{}", first.to_lowercase(), letters.as_str())
        })
    };
    Said {
        text: if show.is_hidden() || one.estimate.is_err() {
            super::markdown::mask(&in_its_place(), &Links::from(site, ""))
        } else {
            marked(number::value(unit, one, show), one, show)
        },
        url: number::url(site, links, one),
        value: estimate.and_then(|value| rounded(unit, *value)),
        low: interval.and_then(|found| rounded(unit, found.low)),
        high: interval.and_then(|found| rounded(unit, found.high)),
        n: (!show.is_hidden()).then_some(one.base.n),
        is_whole: unit.decimals() == 0,
        unit: unit.word(),
        state: number::state_code(site, one, show),
    }
}

/// A number in running text: with the mark of a low base, and the base that is low (rule GR3).
fn marked(text: String, one: &Measurement, show: Show) -> String {
    match show {
        Show::LowBase => format!("{text} (low base, n\u{a0}{})", super::blocks::number(one.base.n)),
        _ => text,
    }
}

/// What stands where a picture or table cannot: the metric and its number in words.
fn words(links: &Links<'_>, about: About<'_>, one: &Measurement, show: Show) -> Vec<Block> {
    let said = said(links, about, one, show);
    vec![Block::Note {
        text: format!("{} {}: {}.", about.id, about.name, said.text),
    }]
}

/// The picture of what a number is made of; where it is made of nothing that can be drawn, its words.
fn chart(links: &Links<'_>, about: About<'_>, one: &Measurement, show: Show) -> Vec<Block> {
    if show.is_hidden() {
        return words(links, about, one, show);
    }
    let charts = picture::charts(links.site, links, about, one);
    if charts.is_empty() {
        return intervals(links, about, &one.selection, one, show);
    }
    charts.into_iter().map(block).collect()
}

fn block(chart: Chart) -> Block {
    Block::Chart { chart: Box::new(chart) }
}

/// The numbers of the site on a selection and on parts of it, as far as the audience may be told on what.
fn within<'a>(site: &'a Site<'_>, metric: &str, selection: &Selection) -> Vec<&'a Measurement> {
    let all = site.numbers.of_metric(metric);
    all.filter(|one| one.selection.includes(selection) && number::may_tell(site, &one.selection))
        .collect()
}

/// What a number is measured on besides what all of them are measured on.
fn besides(site: &Site<'_>, one: &Measurement, all: &Selection) -> String {
    let rest = all
        .iter()
        .fold(one.selection.clone(), |selection, (key, _)| selection.without(key));
    if rest.is_empty() {
        "All together".to_owned()
    } else {
        number::line(site, &rest)
    }
}

/// What a picture or table is of: the name, and what it is measured on.
fn title(site: &Site<'_>, about: About<'_>, selection: &Selection) -> String {
    if selection.is_empty() {
        about.name.to_owned()
    } else {
        format!("{}: {}", about.name, number::line(site, selection))
    }
}

fn table(links: &Links<'_>, about: About<'_>, selection: &Selection, one: &Measurement, show: Show) -> Vec<Block> {
    let site = links.site;
    let mut rows = within(site, about.id, selection);
    if rows.is_empty() {
        if show.is_hidden() {
            return words(links, about, one, show);
        }
        rows.push(one);
    }
    let mut table = Table::new(
        title(site, about, selection),
        &["On~", "Value>", "Interval>", "Base>", "State"],
    );
    table.hide_caption = false;
    for one in rows.iter().take(ROWS) {
        let state = number::state(site, one, site.cells.show(one)).map_or_else(BlockValue::dash, BlockValue::state);
        table.row([
            BlockValue::text(besides(site, one, selection)).into(),
            number::cell(site, links, about.of(one).unit, one),
            number::interval_cell(site, about.of(one).unit, one).into(),
            number::base_cell(site, one).into(),
            state.into(),
        ]);
    }
    let mut blocks = vec![Block::Table { table }];
    if rows.len() > ROWS {
        let more = several(rows.len() - ROWS, "number", "numbers");
        blocks.push(Block::Note {
            text: format!("{more} more on the page of {}.", about.id),
        });
    }
    blocks
}

/// The picture of a number and its parts with their intervals; of a single one, its words.
fn intervals(links: &Links<'_>, about: About<'_>, selection: &Selection, one: &Measurement, show: Show) -> Vec<Block> {
    let site = links.site;
    let rows: Vec<(String, &Measurement)> = within(site, about.id, selection)
        .into_iter()
        .map(|one| (besides(site, one, selection), one))
        .collect();
    let title = title(site, about, selection);
    let id = format!("i-{}-{}", about.id, number::anchor(selection));
    let words_of = Words {
        id: &id,
        title: &title,
        of: "On",
        caption: &picture::caption(site, about, one),
    };
    let drawn = match show.is_hidden() {
        true => None,
        false => picture::side_by_side(site, links, about, &words_of, &rows),
    };
    if let Some(chart) = drawn {
        return vec![block(chart)];
    }
    let mut blocks = words(links, about, one, show);
    if let (Ok(found), true, Some(Block::Note { text })) = (&one.interval, picture::may_draw(show), blocks.first_mut())
    {
        let interval = Cow::from(number::interval(about.of(one).unit, found));
        *text = format!("{} ({interval}, {}).", text.trim_end_matches('.'), number::base(one));
    }
    blocks
}
