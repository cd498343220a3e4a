//! What complaints are about: what weighs most, causes, what comes again, what was upheld, remedies, and how many there are for
//! how much business.

use super::shape::{Block, Part, Section, Shown, Topic, TopicView, nothing};
use crate::chart::funnel::{self, Funnel, Standing};
use crate::chart::heat::{self, Heat};
use crate::chart::stack::{self, Stack};
use crate::chart::{Axis, Head, Value as Drawn};
use crate::disclose::cells::Cells;
use crate::measure;
use crate::measure::measurement::{Base, Detail, Measurement, RowCell};
use crate::measure::numbers::Numbers;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use crate::present::blocks::{Chart, State, Tone, number as count_words};
use crate::present::measured::{self, ask};
use crate::present::page::{Links, Site, register_path};
use crate::present::{checks, detail, number, picture};
use crate::record::Kind;
use crate::stats::period::Length;
use std::collections::BTreeSet;

/// The page of what complaints are about.
pub(super) const TOPIC: Topic = Topic {
    name: "complaint-analysis",
    title: "Analysis",
    lede: "What complaints are about, what causes them, what comes again, what was upheld and put right, and how many there \
           are for how much business.",
    part: Part::Complaints,
    kinds: &[],
    also: &[],
    shown: Shown::With(&[Kind::Complaint]),
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    if site.ledger.count(Kind::Complaint) == 0 {
        let text =
            "Categories by size, causes, recurrence, what was upheld, remedies and rates, computed from complaints.";
        return TopicView::of([Section::new("pareto", "What weighs most").block(nothing(
            site,
            &[Kind::Complaint],
            text,
        ))]);
    }
    TopicView::of([
        rate(links),
        pareto(links),
        causes(links),
        mix(links),
        upheld(links),
        funnels(links),
        remedies(links),
        recurrence(links),
        people(links),
        escalated(links),
    ])
}

fn or_none(section: Section) -> Section {
    if section.blocks.is_empty() {
        return section.block(Block::State {
            state: State::none("Nothing to show: there are no figures yet, or too few cases for this audience."),
        });
    }
    section
}

/// Complaints for how much business, over time and between years.
fn rate(links: &Links<'_>) -> Section {
    let all = Selection::all();
    let mut section = Section::new("rate", "How many for how much").note(
        "Complaints for each thousand of what they can come from. Easier complaining raises the rate: no complaints where nobody can complain are no success.",
    );
    section = section.blocks(measured::figures(links, &[ask("Complaint rate", "M-CMP-1")]));
    section = section.blocks(measured::line(links, "M-CMP-1", &all, Length::Quarter, Vec::new()));
    let mut fields = Vec::new();
    fields.extend(measured::trend(
        links,
        "Trend by quarter",
        &all.clone().with(Key::Metric, "M-CMP-1"),
    ));
    if let Some(ratio) = links.site.numbers.of_metric("M-CHG-6").last()
        && let Some((about, one)) = measured::said(links, "M-CHG-6", &ratio.selection)
    {
        let show = links.site.cells.show(one);
        if picture::may_draw(show) {
            let word = one.changes.first().map_or("not compared", |change| change.word.word());
            let interval = match &one.interval {
                Ok(found) => format!(" ({})", number::interval(about.unit, found)),
                Err(_) => String::new(),
            };
            let value = number::value(about.unit, one, show);
            let text = match &one.estimate {
                Ok(_) => format!("{value}{interval}: {word}. {}", one.formula),
                Err(reason) => format!("{value}: {reason}"),
            };
            let period = |key: Key| one.selection.get(key).map(|name| number::period(links.site, name));
            let label = format!(
                "{} over {}",
                period(Key::Period).unwrap_or_else(|| "now".to_owned()),
                period(Key::Against).unwrap_or_else(|| "before".to_owned())
            );
            let value = match number::url(links.site, links, one) {
                Some(url) => crate::present::blocks::Value::link(text, url),
                None => crate::present::blocks::Value::text(text),
            };
            fields.push(crate::present::blocks::Field::new(label, value));
        }
    }
    section = section.fields(fields);
    section = section.blocks(measured::split_by(links, "M-CMP-1", &all, Key::Product, "Product"));
    section = section.blocks(measured::split_by(links, "M-CMP-1", &all, Key::Category, "Category"));
    or_none(section).link("Register of complaints", links.to(&register_path(Kind::Complaint)))
}

/// Categories by count, then weighted by severity and by cost.
fn pareto(links: &Links<'_>) -> Section {
    let mut section = Section::new("pareto", "What weighs most").note(
        "Categories by size with their running share. What is other stands last; bars that are nearly alike are in no order.",
    );
    section = section.blocks(measured::charts(links, "M-PAR-1", &Selection::all()));
    for (kind, title) in [
        ("severity", "Weighted by severity"),
        ("cost", "Weighted by what was paid"),
    ] {
        let on = Selection::all().with(Key::Kind, kind);
        if !estimable(links, "M-PAR-1", &on) {
            continue;
        }
        let drawn = measured::charts(links, "M-PAR-1", &on);
        let blocks = if drawn.is_empty() {
            measured::details(links, "M-PAR-1", &on, None)
        } else {
            drawn
        };
        if !blocks.is_empty() {
            section = section.block(heading(title)).blocks(blocks);
        }
    }
    let of = [
        ask("", "M-PAR-1"),
        ask("", "M-PAR-1").with(Key::Kind, "severity"),
        ask("", "M-PAR-1").with(Key::Kind, "cost"),
    ];
    let told = of.iter().filter(|of| estimable(links, of.metric, &of.on));
    or_none(section.blocks(measured::notes(links, told)))
}

fn heading(title: &str) -> Block {
    Block::Heading {
        title: title.to_owned(),
        link: None,
        note: String::new(),
    }
}

/// Whether a number is there and may be told.
fn estimable(links: &Links<'_>, metric: &str, on: &Selection) -> bool {
    let said = measured::said(links, metric, on);
    said.is_some_and(|(_, one)| one.estimate.is_ok() && picture::may_draw(links.site.cells.show(one)))
}

fn causes(links: &Links<'_>) -> Section {
    let on = Selection::all().with(Key::Kind, "cause");
    let mut section = Section::new("causes", "Causes").note(
        "Complaints by the class of their causes, as far as causes were looked for; a complaint with two causes counts in both.",
    );
    section = section
        .blocks(measured::charts(links, "M-CMP-17", &on))
        .table(measured::table(
            links,
            "How far causes are known",
            "Figure",
            &[
                ask("Upheld complaints with a cause", "M-TRC-1"),
                ask("With an action or a decision about prevention", "M-TRC-2"),
            ],
        ));
    or_none(section).link_to_topic("findings", "Findings and causes", links)
}

/// How complaints are mixed, and two tables of shaded cells.
fn mix(links: &Links<'_>) -> Section {
    let mut section = Section::new("mix", "Mix").note("Full counts of complaints; small cells are kept back where an audience must not see them, with as many more as would give them away.");
    for kind in ["channel", "product", "severity"] {
        let on = Selection::all().with(Key::Kind, kind);
        if may_part(links, &on) {
            section = section
                .block(heading(&format!("By {kind}")))
                .blocks(measured::charts(links, "M-CMP-17", &on));
        }
    }
    for (key, of) in [(Key::Product, "product"), (Key::Severity, "severity")] {
        section = section.blocks(shaded(links, key, of));
    }
    or_none(section)
}

/// Whether the parts of a mix may be told: none of them is below the smallest cell that the audience may see.
fn may_part(links: &Links<'_>, on: &Selection) -> bool {
    let Some((_, one, parts)) = measured::parts(links, "M-CMP-17", on) else {
        return false;
    };
    parts.iter().filter(|part| part.value > 0.0).all(|part| {
        let n = (0..=one.base.n).find(|n| chart_float(*n) >= part.value);
        !detail::point_shown(links.site, one, n).is_hidden()
    })
}

#[expect(clippy::cast_precision_loss, reason = "complaints are far fewer than 2^53")]
fn chart_float(count: usize) -> f64 {
    count as f64
}

/// The names and counts of the parts of a mix.
fn parts_of(links: &Links<'_>, on: &Selection) -> Vec<(String, usize)> {
    let Some(metric) = measure::find("M-CMP-17") else {
        return Vec::new();
    };
    // As it is counted: what may be shown of it is decided where it is shown.
    let made = measure::of(metric, &links.site.scope, on);
    match made.detail {
        Detail::Parts(parts) => parts
            .into_iter()
            .map(|part| {
                let count = (0..=made.base.n).find(|n| chart_float(*n) >= part.value);
                (part.name, count.unwrap_or(made.base.n))
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A category or record by its name.
fn name(links: &Links<'_>, name: &str) -> String {
    checks::sentence(&picture::named(links, name).0)
}

/// Most rows and columns of a table of shaded cells.
const CELLS: usize = 20;

/// Categories against another key as shaded cells; what an audience must not see is kept back by the rules for all numbers.
fn shaded(links: &Links<'_>, key: Key, of: &str) -> Option<Block> {
    let site = links.site;
    let by_category = Selection::all().with(Key::Kind, "category");
    // A category that is too small by itself for the audience has no row.
    let named: BTreeSet<&str> = match site.numbers.get("M-CMP-17", &by_category).map(|one| &one.detail) {
        Some(Detail::Parts(parts)) => parts.iter().map(|part| &*part.name).collect(),
        _ => BTreeSet::new(),
    };
    let mut categories = parts_of(links, &by_category);
    categories.retain(|(name, _)| named.is_empty() || named.contains(&**name));
    let columns = parts_of(links, &Selection::all().with(Key::Kind, of));
    let (rows_left, columns_left) = (
        categories.len().saturating_sub(CELLS),
        columns.len().saturating_sub(CELLS),
    );
    let known = |parts: Vec<(String, usize)>| -> Vec<String> {
        let names = parts.into_iter().map(|(name, _)| name);
        names.filter(|name| name != "not known").take(CELLS).collect()
    };
    let (categories, columns) = (known(categories), known(columns));
    if categories.len() < 2 || columns.len() < 2 {
        return None;
    }
    let cell =
        |on: &Selection, n: usize| Measurement::new("M-CMP-17", on, Base::cases(n, "complaints"), Ok(chart_float(n)));
    let mut cells = Vec::new();
    let mut totals: Vec<(Selection, usize)> = Vec::new();
    let mut add = |on: Selection, n: usize| match totals.iter_mut().find(|(known, _)| *known == on) {
        Some((_, total)) => *total += n,
        None => totals.push((on, n)),
    };
    for column in &columns {
        let within = by_category.clone().with(key, column.clone());
        let counts = parts_of(links, &within);
        for category in &categories {
            let count = counts
                .iter()
                .find(|(name, _)| name == category)
                .map_or(0, |(_, count)| *count);
            let on = Selection::all()
                .with(Key::Category, category.clone())
                .with(key, column.clone());
            cells.push(cell(&on, count));
            add(Selection::all().with(Key::Category, category.clone()), count);
            add(Selection::all().with(key, column.clone()), count);
            add(Selection::all(), count);
        }
    }
    cells.extend(totals.iter().map(|(on, n)| cell(on, *n)));
    let numbers = Numbers::of(cells);
    let shown = Cells::of(&numbers, site.ledger, site.limits(), site.disclosure.audience());
    // Shades are those of the cells that are shown: of what is kept back they would tell how much it is.
    let most = numbers
        .iter()
        .filter(|one| one.selection.get(Key::Category).is_some() && one.selection.get(key).is_some())
        .filter(|one| !shown.show(one).is_hidden())
        .map(|one| one.base.n)
        .max()
        .unwrap_or(0);
    let title = format!("Complaints by category and {of}");
    if most == 0 {
        let text = format!("{title}: not shown. Every cell is too small, or a smaller one could be told from it");
        return Some(Block::State {
            state: State::new(Tone::None, "lock", text),
        });
    }
    let mut hidden = 0;
    let mut row = |category: &String| {
        let cells = columns.iter().map(|column| {
            let on = Selection::all()
                .with(Key::Category, category.clone())
                .with(key, column.clone());
            match numbers.get("M-CMP-17", &on) {
                Some(one) if one.base.n == 0 && !shown.show(one).is_hidden() => heat::Cell::Empty,
                Some(one) if shown.show(one).is_hidden() => {
                    hidden += 1;
                    heat::Cell::Withheld
                }
                Some(one) => heat::Cell::Value {
                    text: count_words(one.base.n),
                    shade: shade(one.base.n, most),
                    href: None,
                },
                None => heat::Cell::Empty,
            }
        });
        heat::Row {
            label: name(links, category),
            href: None,
            cells: cells.collect(),
        }
    };
    let rows: Vec<heat::Row> = categories.iter().map(&mut row).collect();
    let id = format!("heat-{of}");
    let heads: Vec<String> = columns
        .iter()
        .map(|column| match key {
            Key::Severity => format!("Severity {column}"),
            _ => picture::named(links, column).0,
        })
        .collect();
    let picture = Heat {
        head: Head {
            id: &id,
            title: &title,
            description: "Counts of complaints, darker where there are more.",
        },
        of: "Category",
        columns: heads,
        rows,
        shades: steps(most),
        withheld: "kept back",
    };
    let mut caption = format!("{title}; full counts.");
    if hidden > 0 {
        let kept = crate::present::blocks::several(hidden, "cell is", "cells are");
        caption = format!("{caption} {kept} kept back: too few, or would give a small one away.");
    }
    if rows_left + columns_left > 0 {
        caption.push_str(" The largest are shown; the measure has all.");
    }
    Some(measured::block(Chart::of(&picture, caption)))
}

/// Fifths of the greatest count.
fn shade(count: usize, most: usize) -> u8 {
    let place = count.saturating_sub(1) * 5 / most.max(1);
    u8::try_from(place.min(4)).unwrap_or(4)
}

/// What the shades stand for.
fn steps(most: usize) -> Vec<String> {
    let mut steps: Vec<(u8, usize, usize)> = Vec::new();
    for count in 1..=most {
        let of = shade(count, most);
        match steps.last_mut() {
            Some((last, _, to)) if *last == of => *to = count,
            _ => steps.push((of, count, count)),
        }
    }
    // A shade that no count falls on keeps its place, so that the others keep theirs.
    (0..5)
        .map(|wanted| match steps.iter().find(|(of, ..)| *of == wanted) {
            Some((_, from, to)) if from == to => from.to_string(),
            Some((_, from, to)) => format!("{from} to {to}"),
            None => "–".to_owned(),
        })
        .collect()
}

/// What was upheld, as a whole and by category.
fn upheld(links: &Links<'_>) -> Section {
    let all = Selection::all();
    let mut section = Section::new("upheld", "Upheld").note(
        "Upheld wholly or in part, of those decided with a finding; resolved without a finding stands apart. Very low and very high shares both deserve a look.",
    );
    let figure = [ask("Upheld, wholly or in part", "M-CMP-10")];
    section = section.blocks(measured::figures(links, &figure));
    section = section.blocks(stacked(links).map(measured::block));
    section = section.blocks(measured::split_by(links, "M-CMP-10", &all, Key::Category, "Category"));
    section = section.table(measured::by_year(links, "Upheld by year", &figure));
    or_none(section)
}

/// Outcomes by category as bars in parts.
fn stacked(links: &Links<'_>) -> Option<Chart> {
    let mut names: Vec<String> = Vec::new();
    let mut bars: Vec<(usize, stack::Bar)> = Vec::new();
    for one in measured::split(links, "M-CMP-10", &Selection::all(), Key::Category) {
        let label = name(links, one.selection.get(Key::Category).unwrap_or_default());
        let href = number::url(links.site, links, one);
        let Some((_, _, parts)) = measured::parts(links, "M-CMP-10", &one.selection) else {
            bars.push((
                0,
                stack::Bar {
                    label,
                    href,
                    word: "not shown".to_owned(),
                    ..stack::Bar::default()
                },
            ));
            continue;
        };
        if names.is_empty() {
            names = parts.iter().map(|part| part.name.clone()).collect();
        }
        let whole: f64 = parts.iter().map(|part| part.value).sum();
        let n = (0..100_000_usize).find(|n| chart_float(*n) >= whole).unwrap_or(0);
        // The public sees no part of a category that is smaller than a cell.
        let small = detail::point_shown(links.site, one, Some(n)).is_hidden()
            || parts.iter().any(|part| {
                let n = (0..=n).find(|n| chart_float(*n) >= part.value).filter(|n| *n > 0);
                n.is_some() && detail::point_shown(links.site, one, n).is_hidden()
            });
        bars.push(if small {
            (
                0,
                stack::Bar {
                    label,
                    href,
                    word: "not shown".to_owned(),
                    ..stack::Bar::default()
                },
            )
        } else {
            (
                n,
                stack::Bar {
                    label,
                    href,
                    parts: parts
                        .iter()
                        .map(|part| Drawn::new(part.value, fixed(part.value, 0)))
                        .collect(),
                    whole: format!("n {}", count_words(n)),
                    word: String::new(),
                },
            )
        });
    }
    if names.is_empty() {
        return None;
    }
    bars.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.label.cmp(&other.label)));
    bars.truncate(CELLS);
    let colours = [0, 1, 6, 5, 3, 2];
    let picture = Stack {
        head: Head {
            id: "outcomes",
            title: "Outcomes by category",
            description: "How complaints of each category ended.",
        },
        of: "Category",
        parts: names
            .into_iter()
            .zip(colours)
            .map(|(name, colour)| stack::Part { name, colour })
            .collect(),
        bars: bars.into_iter().map(|(_, bar)| bar).collect(),
        shares: false,
    };
    Some(Chart::of(
        &picture,
        "Complaints of each category by how they ended; full counts.",
    ))
}

/// Upheld by channel and product against the limits that chance sets.
fn funnels(links: &Links<'_>) -> Section {
    let mut section = Section::new("funnel", "Upheld by channel and product").note(
        "Each point is a channel or product; the limits say how far chance alone scatters shares of so many cases around the share of all. A point outside asks for a look at its cases.",
    );
    for (kind, of) in [("channel", "Channel"), ("product", "Product")] {
        section = section.blocks(funnel(links, kind, of).map(measured::block));
        let on = Selection::all().with(Key::Kind, kind);
        section = section.blocks(measured::details(
            links,
            "M-CMP-10",
            &on,
            Some(&format!("Shares and limits by {kind}")),
        ));
    }
    or_none(section)
}

/// How many channels or products were upheld how often, and the names of those outside the limits of 95 percent; nothing where
/// fewer than two can be shown.
pub(super) fn outside(links: &Links<'_>, kind: &str) -> Option<(usize, Vec<String>)> {
    let on = Selection::all().with(Key::Kind, kind);
    let (_, one) = measured::said(links, "M-CMP-10", &on)?;
    let (points, ..) = standings(links, one)?;
    let outside = points.iter().filter(|point| point.place != Standing::Inside);
    Some((points.len(), outside.map(|point| point.label.clone()).collect()))
}

/// Each channel or product with where it stands, the limits, and how many are too few to be shown.
fn standings(links: &Links<'_>, one: &Measurement) -> Option<(Vec<funnel::Point>, Vec<funnel::Limits>, usize)> {
    if !picture::may_draw(links.site.cells.show(one)) || one.estimate.is_err() {
        return None;
    }
    let Detail::Rows(rows) = &one.detail else { return None };
    let mut points = Vec::new();
    let mut limits: Vec<funnel::Limits> = Vec::new();
    let mut hidden = 0;
    for row in &rows.rows {
        let numbers: Vec<f64> = row
            .cells
            .iter()
            .filter_map(|cell| match cell {
                RowCell::Number(value, _) | RowCell::Percent(value, _) => Some(*value),
                RowCell::Probability(_) | RowCell::Word(_) | RowCell::Nothing(_) => None,
            })
            .collect();
        let [_, base, share, low, high, outer_low, outer_high] = numbers[..] else {
            continue;
        };
        let n = row.n.or_else(|| (0..100_000_usize).find(|n| chart_float(*n) >= base));
        if n.is_none_or(|n| !detail::percent_shown(links.site, one, n)) {
            hidden += 1;
            continue;
        }
        let (label, href) = picture::named(links, &row.name);
        points.push(funnel::Point {
            label,
            href,
            base: Drawn::new(base, fixed(base, 0)),
            share: Drawn::new(share, Unit::Percent.with(share)),
            place: if share < outer_low || share > outer_high {
                Standing::Beyond998
            } else if share < low || share > high {
                Standing::Beyond95
            } else {
                Standing::Inside
            },
        });
        limits.push(funnel::Limits {
            base,
            inner: (low, high),
            outer: (outer_low, outer_high),
        });
    }
    (points.len() > 1).then_some((points, limits, hidden))
}

fn funnel(links: &Links<'_>, kind: &str, of: &str) -> Option<Chart> {
    let on = Selection::all().with(Key::Kind, kind);
    let (about, one) = measured::said(links, "M-CMP-10", &on)?;
    let centre = one.estimate.as_ref().ok()?;
    let (points, mut limits, hidden) = standings(links, one)?;
    limits.sort_by(|a, b| a.base.total_cmp(&b.base));
    limits.dedup_by(|a, b| a.base == b.base);
    let title = format!("Upheld by {kind}");
    let id = format!("funnel-{kind}");
    let picture = Funnel {
        head: Head {
            id: &id,
            title: &title,
            description: "Share upheld against the number decided, with limits of 95 and 99.8 percent around the share of all.",
        },
        of,
        base: Axis::new("Complaints decided with a finding"),
        share: Axis::over("Upheld, percent", 0.0, 100.0),
        centre: Some(Drawn::new(*centre, Unit::Percent.with(*centre))),
        limits,
        points,
    };
    let mut caption = picture::caption(links.site, about, one);
    caption.push_str(" Limits of 95 and 99.8 percent.");
    if hidden > 0 {
        caption = format!("{caption} {hidden} not shown: too few.");
    }
    Some(Chart::of(&picture, caption))
}

fn remedies(links: &Links<'_>) -> Section {
    let of = ask("Upheld complaints with a remedy", "M-CMP-11");
    let section = Section::new("remedies", "Put right")
        .note("Remedies of upheld complaints; one complaint may have several, so that shares add up to more than all.")
        .blocks(measured::charts(links, of.metric, &of.on))
        .table(measured::table(
            links,
            "Upheld complaints with a remedy",
            "Figure",
            std::slice::from_ref(&of),
        ))
        .blocks(measured::notes(links, [&of]));
    or_none(section)
}

fn recurrence(links: &Links<'_>) -> Section {
    let asks = [
        ask(
            links.site.said("The same customer and category within 90 days"),
            "M-CMP-8",
        ),
        ask("Said to be a recurrence", "M-CMP-8").with(Key::Kind, "declared"),
        ask("Back although an action against its cause was done before", "M-CMP-8").with(Key::Kind, "cause"),
    ];
    let section = Section::new("recurrence", "What comes again")
        .note("Three ways to look at it. The last is the strongest sign that an action did not work.")
        .table(measured::by_year(
            links,
            "Recurrence by three definitions, by year",
            &asks,
        ))
        .blocks(
            asks.iter()
                .flat_map(|ask| measured::line(links, ask.metric, &ask.on, Length::Year, Vec::new())),
        )
        .blocks(measured::notes(links, &asks));
    or_none(section)
}

fn people(links: &Links<'_>) -> Section {
    let site = links.site;
    let asks = [ask(
        site.said("Customers with two or more complaints within twelve months"),
        "M-CMP-18",
    )];
    let section = Section::new("repeat", "Repeat complainants")
        .note(site.said(
            "Of customers who complained and are named; without identities. A year counts those who complained in \
             it, and had complained in the twelve months before; the first column counts the whole register.",
        ))
        .table(measured::by_year_beside(
            links,
            "Repeat complainants by year",
            "Whole register",
            &asks,
        ))
        .blocks(measured::notes(links, &asks));
    or_none(section)
}

fn escalated(links: &Links<'_>) -> Section {
    let asks = [
        ask("Escalated inside, of all decided", "M-CMP-14"),
        ask("Referred to an outside body, of all decided", "M-CMP-15"),
        ask("Referred, of those whose decision was not accepted", "M-CMP-15").with(Key::Kind, "rejected"),
    ];
    let section = Section::new("escalated", "Escalations")
        .table(measured::by_year(links, "Escalations by year of receipt", &asks))
        .blocks(measured::notes(links, &asks));
    or_none(section).link_to_topic("disputes", "Disputes", links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_cover_all_counts_without_gaps() {
        assert_eq!(steps(10), ["1 to 2", "3 to 4", "5 to 6", "7 to 8", "9 to 10"]);
        assert_eq!(steps(2), ["1", "–", "2", "–", "–"]);
        assert_eq!((shade(1, 1), shade(10, 10), shade(0, 10)), (0, 4, 0));
    }
}
