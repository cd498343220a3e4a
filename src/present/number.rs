//! Measurements in words: the number with its interval and base, what may be said about it, and where its working stands.
//!
//! Every number of a page comes through here, so that all are rounded, marked and withheld alike.

use super::blocks::{Cell, Figure, Link, State, Tone, Value, Working, number, several};
use super::page::{Links, Site};
use crate::disclose::cells::Show;
use crate::measure::measurement::{Base, BaseSort, Input, Interval, Level, Measurement};
use crate::measure::metric::About;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::duration::NOT_REACHED;
use crate::measure::shape::trend::step;
use crate::measure::unit::{Unit, fixed, p};
use crate::record::types::Audience;
use jiff::civil::Date;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A selection's part of an address: letters, digits, `-` and `.` as they are, everything else by its code.
fn plain(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.') => written.push(char::from(byte)),
            b'=' | b',' => written.push('-'),
            byte => {
                let _ = write!(written, "_{byte:02x}");
            }
        }
    }
    written
}

/// Keys whose value has a page of workings of its own.
const GROUPS: &[Key] = &[
    Key::Wave,
    Key::Survey,
    Key::Indicator,
    Key::Promise,
    Key::Code,
    Key::Benchmark,
    Key::Plan,
    Key::Review,
];

/// What the workings of a selection stand together by; nothing where they stand on the metric's own page.
pub(super) fn group(selection: &Selection) -> Option<&str> {
    GROUPS.iter().find_map(|key| selection.get(*key))
}

/// The page with the working of a metric on a selection.
pub(super) fn page(metric: &str, selection: &Selection) -> String {
    match group(selection) {
        None => format!("measures/{}.html", plain(metric)),
        Some(group) => format!("measures/{}.{}.html", plain(metric), plain(group)),
    }
}

/// The anchor of a selection on its page.
pub(super) fn anchor(selection: &Selection) -> String {
    if selection.is_empty() {
        "all".to_owned()
    } else {
        plain(&selection.code())
    }
}

/// The whole that a part of it is told with: the selection without segment, role and product, when that was measured too.
pub(super) fn whole(site: &Site<'_>, measurement: &Measurement) -> Option<Selection> {
    let whole = PARTS
        .iter()
        .fold(measurement.selection.clone(), |selection, key| selection.without(*key));
    let is_part = whole != measurement.selection && site.numbers.place(&measurement.metric, &whole).is_some();
    is_part.then_some(whole)
}

/// Keys by which answers are parted; parts have a row in the working of their whole.
const PARTS: &[Key] = &[Key::Segment, Key::Role, Key::Product, Key::Outcome];

/// Where the working of a measurement stands; nothing where it is not among those of the site.
pub(super) fn url(site: &Site<'_>, links: &Links<'_>, measurement: &Measurement) -> Option<String> {
    site.numbers.place(&measurement.metric, &measurement.selection)?;
    let page = links.if_written(&page(&measurement.metric, &measurement.selection))?;
    let whole = whole(site, measurement);
    let told = whole.as_ref().unwrap_or(&measurement.selection);
    // Of what may not be shown there is no working.
    let of = site.numbers.get(&measurement.metric, told).unwrap_or(measurement);
    if site.cells.show(of).is_hidden() {
        return None;
    }
    Some(format!("{page}#{}", anchor(told)))
}

/// The value with its unit as far as it may be shown, or what stands in its place.
pub(super) fn value(unit: Unit, measurement: &Measurement, show: Show) -> String {
    match (&measurement.estimate, show) {
        (_, Show::TooFew | Show::Withheld | Show::GivesAway | Show::KeptBack) => "not shown".to_owned(),
        (_, Show::Counts | Show::Small) if why_none(measurement, show).is_none() => counts(unit, measurement),
        (Err(_), _) => "not estimable".to_owned(),
        (Ok(value), _) => match (tested(unit, measurement, *value), step(measurement)) {
            (Some(words), _) => words,
            // A slope without its time reads as the rise of the whole period.
            (None, Some(step)) => format!("{} for each {step}", unit.estimate(*value)),
            (None, None) => unit.estimate(*value),
        },
    }
}

/// The statistic of a test in words: what may be said, its p, and the statistic in brackets, which by itself would be read as a p and say
/// the contrary.
fn tested(unit: Unit, measurement: &Measurement, statistic: f64) -> Option<String> {
    let change = measurement.changes.first().filter(|_| unit == Unit::Statistic)?;
    let test = change.test.as_ref()?;
    let (letter, _) = test.statistic?;
    let (word, p) = (change.word.word(), p(test.deciding()));
    Some(format!("{word}, p {p} ({letter} {})", fixed(statistic, 3)))
}

/// Why there is no estimate, where it is not that too few were counted: what the survey or the records do not have would not come with more
/// of them. That half of the cases were open for longer than was seen says something of halves, and of few nothing is said but how many.
fn why_none(measurement: &Measurement, show: Show) -> Option<&str> {
    let reason = measurement.estimate.as_ref().err()?;
    let is_few = matches!(show, Show::Counts | Show::Small) && reason == NOT_REACHED;
    (!is_few).then_some(reason)
}

/// The counts of a base too small for an estimate: `3 of 8`, where a share is counted; else how many there are.
///
/// What a share is taken of may be more than its base, such as all answers that few people were asked for: it is what was put into the
/// formula. A share whose working names its counts by other letters has as many hits as make it so large.
fn counts(unit: Unit, measurement: &Measurement) -> String {
    let put_in = |symbol: &str| measurement.inputs.iter().find(|input| input.symbol == symbol);
    let base = &measurement.base;
    if let Some(hits) = put_in("x") {
        let of = put_in("n").map_or_else(|| number(base.n), |of| fixed(of.value, 0));
        return format!("{} of {of}", fixed(hits.value, 0));
    }
    #[expect(clippy::cast_precision_loss, reason = "too few for an estimate")]
    let hits = measurement
        .estimate
        .as_ref()
        .ok()
        .map(|share| share * base.n as f64 / 100.0);
    let is_share = unit == Unit::Percent && base.of_share;
    match hits.filter(|hits| is_share && (hits - hits.round()).abs() < 1e-9) {
        Some(hits) => format!("{} of {}", fixed(hits, 0), number(base.n)),
        None if matches!(
            unit,
            Unit::Percent | Unit::Count | Unit::MeanCount | Unit::Number | Unit::AsRecorded
        ) =>
        {
            counted(base.n, base.of)
        }
        // In the place of a time or a mean a number of cases reads as one.
        None => format!("too few: {}", counted(base.n, base.of)),
    }
}

/// The numbers put into the formula as far as they may be told: of a base too small for an estimate no more than the counts,
/// since the estimate follows from the others (rule GR3).
pub(super) fn inputs(measurement: &Measurement, show: Show) -> impl Iterator<Item = &Input> {
    let is_count = |input: &&Input| matches!(input.symbol, "x" | "n");
    measurement
        .inputs
        .iter()
        .filter(move |input| show.estimate() || (!show.is_hidden() && is_count(input)))
}

/// The waves that a number was drawn from, with how many of their rows. The public is told of all or of none: one that is missing, or
/// has few rows, would tell of those who answered in it.
pub(super) fn rows<'m>(site: &Site<'_>, measurement: &'m Measurement) -> &'m [(String, usize)] {
    let rows = &measurement.drawn_from.rows;
    let least = site.limits().min_cell;
    let may_tell = |(wave, rows): &(String, usize)| site.may_name(wave) && *rows as u64 >= least;
    if site.disclosure.audience() == Audience::Public && !rows.iter().all(may_tell) {
        return &[];
    }
    rows
}

/// The confidence of intervals that say none.
const USUAL: f64 = 0.95;

/// An interval in words: `64.1 to 79.6 %`; with its confidence where that is another than everywhere else.
pub(super) fn interval(unit: Unit, interval: &Interval) -> String {
    let low = if interval.low.is_infinite() {
        "open".to_owned()
    } else {
        unit.digits(interval.low)
    };
    let high = if interval.high.is_infinite() {
        "open".to_owned()
    } else {
        unit.with(interval.high)
    };
    if (interval.confidence - USUAL).abs() < 1e-9 {
        format!("{low} to {high}")
    } else {
        let percent = 100.0 * interval.confidence;
        let percent = fixed(percent, if (percent - percent.round()).abs() < 1e-6 { 0 } else { 1 });
        format!("{low} to {high}, at {percent}\u{202f}% confidence")
    }
}

/// The base in words: `n 80 of 220`.
pub(super) fn base(measurement: &Measurement) -> String {
    let base = &measurement.base;
    let mut text = counted(base.n, base.of);
    if let Some(population) = base.population {
        let _ = write!(text, " of {}", number(population));
    }
    if let Some(effective) = base.effective {
        let _ = write!(text, ", effective {}", fixed(effective, 1));
    }
    if measurement.not_weighted {
        text.push_str(", not weighted");
    }
    if measurement.provisional {
        text.push_str(", still in the field");
    }
    text
}

/// That a figure on a promise, or a rate, speaks of a part of its period only: occasions and exposure are counted by periods of
/// their own, and occasions only while something is promised.
pub(super) fn only(measurement: &Measurement) -> Option<String> {
    let selection = &measurement.selection;
    let (wanted, told) = (selection.days()?, measurement.period?);
    let is_part = wanted.0 < told.0 || told.1 < wanted.1;
    let has_own_periods = selection.get(Key::Promise).is_some() || measurement.metric == "M-CMP-1";
    (has_own_periods && is_part).then(|| format!("only {} to {}", told.0, told.1))
}

/// So many of something: `11 customers who left`.
pub(super) fn counted(n: usize, of: &str) -> String {
    format!("{} {}", number(n), singular(of, n))
}

/// `answers` for all numbers but one. What is counted is the first word in the plural; the rest tells which of them.
fn singular(of: &str, n: usize) -> String {
    if n != 1 {
        return of.to_owned();
    }
    let mut words: Vec<&str> = of.split(' ').collect();
    let Some(place) = words
        .iter()
        .position(|word| word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && *word != "series")
    else {
        return of.to_owned();
    };
    let one = match words[place].strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => words[place].trim_end_matches('s').to_owned(),
    };
    words[place] = &one;
    let mut told = words.join(" ");
    for (many, single) in [
        ("that are ", "that is "),
        ("who are ", "who is "),
        ("that have ", "that has "),
    ] {
        told = told.replace(many, single);
    }
    told
}

/// What must be said about a number besides its value; nothing where it can stand alone.
pub(super) fn state(site: &Site<'_>, measurement: &Measurement, show: Show) -> Option<State> {
    let limits = site.limits();
    match show {
        Show::TooFew => Some(State::new(Tone::None, "lock", too_few(measurement, limits.min_cell))),
        Show::Withheld => Some(State::new(
            Tone::None,
            "lock",
            "Not shown: it rests on what only the restricted audience may see",
        )),
        Show::GivesAway => Some(State::new(
            Tone::None,
            "lock",
            "Not shown: a smaller group could be told from it",
        )),
        Show::KeptBack => Some(State::new(Tone::None, "lock", kept_back(limits.min_cell))),
        Show::Small => {
            let few = format!("Fewer than {} {}", limits.min_cell, measurement.base.of);
            let words = match why_none(measurement, show) {
                Some(reason) => format!("Not estimable: {reason}. {few}: shown to the restricted audience only"),
                None => format!("{few}: counts only, shown to the restricted audience only"),
            };
            Some(State::new(Tone::Warn, "lock", words))
        }
        _ if why_none(measurement, show).is_some() => {
            let reason = why_none(measurement, show).unwrap_or_default();
            Some(State::none(format!("Not estimable: {reason}")))
        }
        Show::Counts => Some(State::new(
            Tone::Warn,
            "info",
            format!(
                "Fewer than {}: counts only",
                measurement.base.least.unwrap_or(limits.min_estimate)
            ),
        )),
        Show::LowBase if measurement.provisional => Some(State::new(
            Tone::Warn,
            "info",
            "Low base; provisional, the wave is still in the field",
        )),
        Show::LowBase => Some(State::new(Tone::Warn, "info", "Low base")),
        Show::All if measurement.provisional => Some(State::new(
            Tone::Warn,
            "info",
            "Provisional: the wave is still in the field",
        )),
        Show::All => None,
    }
}

/// A number in the cell of a table: its value, leading to its working, ordered by the value.
pub(super) fn cell(site: &Site<'_>, links: &Links<'_>, unit: Unit, measurement: &Measurement) -> Cell {
    let show = site.cells.show(measurement);
    let text = value(unit, measurement, show);
    let shown = match url(site, links, measurement) {
        Some(url) => Value::link(text, url),
        None => Value::text(text),
    };
    match &measurement.estimate {
        Ok(value) if show.estimate() => Cell {
            value: shown,
            sort: format!("{value:.9}"),
            export: (value + 0.0).to_string(),
        },
        Ok(_) | Err(_) => Cell {
            sort: "-".to_owned(),
            ..shown.into()
        },
    }
}

/// The interval in the cell of a table, or why there is none.
pub(super) fn interval_cell(site: &Site<'_>, unit: Unit, measurement: &Measurement) -> Value {
    let show = site.cells.show(measurement);
    match &measurement.interval {
        Ok(found) if show.estimate() => Value::text(interval(unit, found)),
        _ => Value::dash(),
    }
}

/// The base in the cell of a table.
pub(super) fn base_cell(site: &Site<'_>, measurement: &Measurement) -> Value {
    if site.cells.show(measurement).is_hidden() {
        Value::dash()
    } else {
        Value::count(measurement.base.n)
    }
}

/// A number at the head of a page.
pub(super) fn figure(
    site: &Site<'_>,
    links: &Links<'_>,
    about: About<'_>,
    label: &str,
    measurement: &Measurement,
) -> Figure {
    let show = site.cells.show(measurement);
    let about = about.of(measurement);
    let text = value(about.unit, measurement, show);
    let estimate = show.estimate();
    let (value, unit) = match &measurement.estimate {
        Ok(value) if estimate => (about.unit.estimate_digits(*value), about.unit.word().to_owned()),
        _ => (text, String::new()),
    };
    let base = if show.is_hidden() {
        String::new()
    } else {
        let base = base(measurement);
        match &measurement.interval {
            Ok(found) if estimate => format!("{} ({base})", interval(about.unit, found)),
            _ => base,
        }
    };
    let mut fields = vec![super::blocks::Field::new("Definition", Value::text(about.definition))];
    if !measurement.formula.is_empty() && estimate {
        fields.push(super::blocks::Field::new(
            "Formula",
            Value::text(measurement.formula.clone()),
        ));
    }
    if let Some(url) = url(site, links, measurement) {
        fields.push(super::blocks::Field::new(
            "Working",
            Value::link("population, exclusions, records, interval", url),
        ));
    }
    Figure {
        label: label.to_owned(),
        url: url(site, links, measurement),
        value,
        unit,
        base,
        spark: None,
        state: state(site, measurement, show),
        change: None,
        working: Working {
            label: "How this number came about".to_owned(),
            fields,
        },
    }
}

/// What a selection means, in words with links: one item a key.
pub(super) fn on(site: &Site<'_>, links: &Links<'_>, selection: &Selection) -> Value {
    let items: Vec<Value> = selection
        .iter()
        .map(|(key, value)| match site.ledger.find(value) {
            Some((_, record)) => Value::Record {
                link: Link { ..links.link(record) },
            },
            None => Value::text(format!("{} {}", key.word(), words_of(site, selection, key, value))),
        })
        .collect();
    match items.len() {
        0 => Value::text("everything"),
        1 => items.into_iter().next().unwrap_or_else(Value::dash),
        _ => Value::List { items },
    }
}

/// The wording of a question, or the value as it is written.
fn words_of(site: &Site<'_>, selection: &Selection, key: Key, value: &str) -> String {
    let question = || {
        let wave = site.scope.wave_of(selection).ok()?;
        wave.question(value)?.text_in("en").map(str::to_owned)
    };
    match key {
        Key::Question => question().map_or_else(|| value.to_owned(), |words| format!("“{words}”")),
        Key::Category | Key::Kind | Key::Outcome | Key::Role => value.replace('_', " "),
        Key::Period => period(site, value),
        _ => value.to_owned(),
    }
}

/// A period as it is called; one that is not over says so.
pub(super) fn period(site: &Site<'_>, name: &str) -> String {
    let days = Selection::all().with(Key::Period, name).days();
    format!("{}{}", name.replace("..", " to "), so_far(site, days))
}

/// The days of a period; where they are not over, that they are not.
pub(super) fn days(site: &Site<'_>, (from, to): (Date, Date)) -> String {
    if from == to {
        return from.to_string();
    }
    format!("{from} to {to}{}", so_far(site, Some((from, to))))
}

/// What stands behind a period that has begun and is not over.
pub(super) fn so_far(site: &Site<'_>, days: Option<(Date, Date)>) -> &'static str {
    match days {
        Some((from, to)) if from <= site.as_of && site.as_of < to => ", so far",
        _ => "",
    }
}

/// A selection in one line of plain text, without ids that the audience may not be told.
pub(super) fn line(site: &Site<'_>, selection: &Selection) -> String {
    let part = |(key, value): (Key, &str)| match site.ledger.find(value) {
        Some((_, record)) if site.disclosure.record(record) => {
            let title = site.title_of(record);
            if title == record.id() {
                title
            } else {
                format!("{} {title}", record.id())
            }
        }
        Some(_) => super::page::WITHHELD.to_owned(),
        None => match key {
            Key::Period => period(site, value),
            key => format!("{} {}", key.word(), words_of(site, selection, key, value)),
        },
    };
    let parts: Vec<String> = selection.iter().map(part).collect();
    if parts.is_empty() {
        "everything".to_owned()
    } else {
        parts.join(", ")
    }
}

/// Whether all that a selection names may be told.
pub(super) fn may_tell(site: &Site<'_>, selection: &Selection) -> bool {
    selection.iter().all(|(_, value)| match site.ledger.find(value) {
        Some((_, record)) => site.disclosure.record(record),
        None => true,
    })
}

/// The shape of a measurement's JSON; raised when a name in it changes its meaning.
pub(super) const SHAPE: &str = "tenfour/measures/1";

/// A measurement as data, as far as the audience may see it.
pub(super) fn json(site: &Site<'_>, about: About<'_>, measurement: &Measurement) -> serde_json::Value {
    let show = site.cells.show(measurement);
    let estimate = show.estimate();
    let selection: serde_json::Map<String, serde_json::Value> = measurement
        .selection
        .iter()
        .map(|(key, value)| (key.word().to_owned(), value.into()))
        .collect();
    let mut object = json!({
        "metric": measurement.metric,
        "selection": selection,
        "unit": about.of(measurement).unit.code(),
        "better": about.better.word(),
        "state": state_code(site, measurement, show),
        "provisional": measurement.provisional,
        "not_weighted": measurement.not_weighted,
    });
    let Some(fields) = object.as_object_mut() else {
        return object;
    };
    let mut put = |name: &str, value: serde_json::Value| fields.insert(name.to_owned(), value);
    if let Some((from, to)) = measurement.period {
        put("period", json!({ "from": from.to_string(), "to": to.to_string() }));
    }
    if show.is_hidden() {
        return object;
    }
    put(
        "base",
        json!({
            "n": measurement.base.n,
            "of": measurement.base.of,
            "effective": measurement.base.effective,
            "population": measurement.base.population,
        }),
    );
    if let Err(reason) = &measurement.estimate {
        put("reason", reason.as_str().into());
    }
    if estimate && let Ok(value) = measurement.estimate {
        put("estimate", finite(value));
        match &measurement.interval {
            Ok(found) => put("interval", interval_json(found)),
            Err(reason) => put("no_interval", reason.as_str().into()),
        };
        if let Some(plain) = &measurement.unweighted {
            put(
                "unweighted",
                json!({ "estimate": finite(plain.estimate), "interval": plain.interval.as_ref().map(interval_json) }),
            );
        }
        put("formula", measurement.formula.as_str().into());
    }
    let inputs: Vec<_> = inputs(measurement, show)
        .map(|input| json!({ "symbol": input.symbol, "name": input.name, "value": finite(input.value) }))
        .collect();
    put("inputs", inputs.into());
    let named = |ids: &[String]| -> Vec<String> { ids.iter().filter(|id| site.may_name(id)).cloned().collect() };
    let excluded: Vec<_> = measurement
        .excluded
        .iter()
        .map(|group| json!({ "reason": group.reason, "count": group.count, "records": named(&group.ids) }))
        .collect();
    put("excluded", excluded.into());
    let rows: Vec<_> = rows(site, measurement)
        .iter()
        .map(|(wave, rows)| json!({ "wave": wave, "rows": rows }))
        .collect();
    let parts = measurement.drawn_from.parts.iter().filter(|(id, _)| site.may_name(id));
    let parts: serde_json::Map<String, serde_json::Value> = parts
        .map(|(id, (above, of))| (id.clone(), json!({ "hits": above, "of": of })))
        .collect();
    put(
        "drawn_from",
        json!({
            "records": named(&measurement.drawn_from.records),
            "hits": named(&measurement.drawn_from.hits),
            "parts": parts,
            "rows": rows,
            "beside": named(&measurement.drawn_from.beside),
        }),
    );
    let notes: Vec<String> = notes(site, measurement, show).collect();
    put("notes", json!(notes));
    put("detail", super::detail::json(site, measurement));
    let changes: Vec<_> = if estimate {
        measurement
            .changes
            .iter()
            .map(|change| super::detail::change_json(site, measurement, change))
            .collect()
    } else {
        Vec::new()
    };
    put("changes", changes.into());
    object
}

/// A number as JSON knows it: infinite ends are words.
pub(super) fn finite(value: f64) -> serde_json::Value {
    if value.is_finite() {
        value.into()
    } else if value > 0.0 {
        "Infinity".into()
    } else if value < 0.0 {
        "-Infinity".into()
    } else {
        serde_json::Value::Null
    }
}

fn interval_json(interval: &Interval) -> serde_json::Value {
    json!({
        "low": finite(interval.low),
        "high": finite(interval.high),
        "kind": interval.kind.code(),
        "method": interval.method,
        "confidence": interval.confidence,
    })
}

/// Of what there is too little.
fn too_few(measurement: &Measurement, least: u64) -> String {
    format!("Fewer than {least} {}: not shown", measurement.base.of)
}

/// Why a number of cases is kept from the public: one reason for both, since either would tell how many there are.
fn kept_back(least: u64) -> String {
    format!("Fewer than {least} cases, or so few could be told from it: not shown")
}

/// The notes of a number as far as they may be told: a note goes with its figure. Of what is hidden there is none; of what has counts
/// only, none with a median in it, since that is an estimate.
///
/// Ids that the audience may not be told are masked in them.
pub(super) fn notes<'m>(
    site: &'m Site<'m>,
    measurement: &'m Measurement,
    show: Show,
) -> impl Iterator<Item = String> + 'm {
    let is_told = move |note: &&String| !show.is_hidden() && (show.estimate() || !note.contains("median"));
    let links = Links::from(site, "");
    let told = measurement.notes.iter().filter(is_told);
    told.map(move |note| super::markdown::mask(note, &links))
}

/// What must be said about a number, as a word for data.
pub(super) fn state_code(site: &Site<'_>, measurement: &Measurement, show: Show) -> &'static str {
    match show {
        Show::TooFew | Show::KeptBack => "suppressed",
        Show::Withheld => "withheld",
        Show::GivesAway => "suppressed_complementary",
        _ if why_none(measurement, show).is_some() => "not_estimable",
        Show::Counts | Show::Small => "counts_only",
        Show::LowBase => "low_base",
        Show::All => match measurement.level(site.limits()) {
            Level::Nobody => "nobody",
            _ => "value",
        },
    }
}

/// Who is counted in a base, for the head of a section; nothing of things of which there are more than were counted.
pub(super) fn sort_word(base: &Base) -> Option<&'static str> {
    let in_full = base.population.is_none_or(|all| all == base.n as u64);
    match base.sort {
        BaseSort::Respondents => Some("answers of people"),
        BaseSort::Cases => Some("records of cases"),
        BaseSort::Facts => in_full.then_some("things counted in full"),
    }
}

/// Measurements that tell nothing, in a line for all of them: how many, and why.
pub(super) fn untold(site: &Site<'_>, hidden: &[&Measurement]) -> State {
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for one in hidden {
        if let Some(state) = state(site, one, site.cells.show(one)) {
            *reasons.entry(state.word).or_default() += 1;
        }
    }
    let words = match reasons.len() {
        1 => reasons.into_keys().next().unwrap_or_default(),
        _ => {
            let each = reasons
                .into_iter()
                .map(|(word, count)| format!("{}: {word}", number(count)));
            each.collect::<Vec<_>>().join("; ")
        }
    };
    State::new(Tone::None, "lock", words)
}

/// How many measurements, in words.
pub(super) fn how_many(count: usize) -> String {
    several(count, "number", "numbers")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_something_is_told_in_the_singular() {
        for (of, one) in [
            ("answers", "1 answer"),
            ("disputes decided", "1 dispute decided"),
            ("ended disputes with a cost", "1 ended dispute with a cost"),
            ("items that are due", "1 item that is due"),
            ("cases", "1 case"),
            ("series", "1 series"),
        ] {
            assert_eq!(counted(1, of), one);
            assert_eq!(counted(2, of), format!("2 {of}"));
        }
    }

    #[test]
    fn of_few_nothing_is_said_of_halves_and_what_is_missing_comes_before_their_number() {
        let told = |reason: &str, show| {
            let measured = Measurement::not_estimable("M-1", &Selection::all(), Base::cases(1, "disputes"), reason);
            (
                value(Unit::Days, &measured, show),
                why_none(&measured, show).map(str::to_owned),
            )
        };
        let missing = ("not estimable".to_owned(), Some("no durations".to_owned()));
        for show in [Show::Small, Show::Counts, Show::LowBase, Show::All] {
            assert_eq!(told("no durations", show), missing);
        }
        assert_eq!(told(NOT_REACHED, Show::Counts), ("too few: 1 dispute".to_owned(), None));
        assert_eq!(told(NOT_REACHED, Show::LowBase).1.as_deref(), Some(NOT_REACHED));
    }

    #[test]
    fn the_statistic_of_a_test_is_told_by_its_p() {
        use crate::measure::measurement::{Change, ChangeWord, Test, USUAL_ALPHA};
        let mut made = Measurement::new("M-1", &Selection::all(), Base::cases(60, "complaints"), Ok(0.0018));
        assert_eq!(value(Unit::Number, &made, Show::All), "0.002");
        made.changes.push(Change {
            against: Selection::all(),
            before: 27.0,
            difference: None,
            interval: None,
            ratio: None,
            test: Some(Test {
                name: "log-rank",
                statistic: Some(("χ²", 0.0018)),
                p: 0.966,
                adjusted: None,
                alpha: USUAL_ALPHA,
            }),
            word: ChangeWord::NoClearChange,
            notes: Vec::new(),
        });
        assert_eq!(
            value(Unit::Statistic, &made, Show::All),
            "no clear change, p 0.966 (χ² 0.002)"
        );
        // A number with a test beside it stays a number, also one that happens to be as large as the statistic.
        assert_eq!(value(Unit::Number, &made, Show::All), "0.002");
    }

    #[test]
    fn answers_of_a_part_are_not_things_counted_in_full() {
        let of = |population| {
            sort_word(&Base {
                population,
                ..Base::facts(13, "answers")
            })
        };
        assert_eq!((of(Some(1915)), of(Some(13))), (None, Some("things counted in full")));
        assert_eq!(of(None), Some("things counted in full"));
    }

    #[test]
    fn a_share_of_few_is_told_by_its_counts() {
        use crate::measure::measurement::input;
        let said = |base: Base, share: f64, inputs: &[Input]| {
            let measured = Measurement::new("M-1", &Selection::all(), base, Ok(share)).working("", inputs.to_vec());
            value(Unit::Percent, &measured, Show::Counts)
        };
        let (k, x) = (input("k", "sources", 2.0), input("x", "not given", 3.0));
        assert_eq!(said(Base::answers(3).of_share(), 200.0 / 3.0, &[k]), "2 of 3");
        // Answers of four people to six questions.
        assert_eq!(
            said(Base::answers(4), 12.5, &[x, input("n", "asked for", 24.0)]),
            "3 of 24"
        );
        // No count of the base makes it: one of the estimates of eligibility, or no share at all.
        assert_eq!(
            said(Base::facts(5, "invitations").of_share(), 83.1, &[]),
            "5 invitations"
        );
        assert_eq!(said(Base::answers(4), 50.0, &[]), "4 answers");
    }

    #[test]
    fn an_interval_says_its_confidence_where_it_is_not_the_usual_one() {
        let words = |confidence| {
            let found = Interval {
                low: 40.5,
                high: 54.4,
                kind: crate::measure::measurement::IntervalKind::Sampling,
                method: "Wilson score",
                confidence,
            };
            interval(Unit::Percent, &found)
        };
        assert_eq!(words(0.95), "40.5 to 54.4\u{202f}%");
        assert_eq!(words(0.9), "40.5 to 54.4\u{202f}%, at 90\u{202f}% confidence");
        assert_eq!(words(0.995), "40.5 to 54.4\u{202f}%, at 99.5\u{202f}% confidence");
    }

    #[test]
    fn addresses_hold_nothing_that_an_address_cannot_hold() {
        let selection = Selection::all().with(Key::Wave, "WAV-1").with(Key::Question, "a/b c#ü");
        assert_eq!(page("M-SAT-1", &selection), "measures/M-SAT-1.WAV-1.html");
        assert_eq!(anchor(&selection), "wave-WAV-1-question-a_2fb_20c_23_c3_bc");
        assert_eq!(
            page("M-CMP-3", &Selection::all().with(Key::Period, "2025")),
            "measures/M-CMP-3.html"
        );
    }
}
