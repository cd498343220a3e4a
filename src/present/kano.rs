//! What characteristics do to satisfaction, by the answers of a wave to the questions of Kano: the class of each with how sure it is,
//! and how much satisfaction gains with it and loses without it.
//!
//! In: a wave. Out: a section with its table and its picture; none where nothing of that was asked.

use super::blocks::{Cell, Chart, Table, Value};
use super::page::{Links, Site};
use super::results::{input, of_wave, part_label, wave_name, wholes};
use super::topic::shape::{Block, Section};
use super::{number, picture};
use crate::chart::scatter::{self, Scatter};
use crate::chart::{Axis, Head, Interval, Value as Number};
use crate::measure::kano::class_of;
use crate::measure::measurement::{Detail, Measurement, Row, RowCell};
use crate::measure::selection::Key;
use crate::measure::unit::fixed;

/// The section of a wave.
pub(super) fn section(site: &Site<'_>, links: &Links<'_>, wave: &str) -> Option<Section> {
    let table = table(site, links, wave)?;
    let mut section = Section::new("kano", "Kano").note(
        "What is taken for granted (must-be), what pays as it gets better (one-dimensional), what delights (attractive). The class is \
         the most frequent one among those who answered both questions; mixed where the second is too near to tell.",
    );
    section = section.table(table);
    match map(site, links, wave) {
        Some(chart) => Some(section.block(Block::Chart { chart: Box::new(chart) })),
        None => Some(section),
    }
}

/// Each characteristic with its class and both coefficients.
fn table(site: &Site<'_>, links: &Links<'_>, wave: &str) -> Option<Table> {
    let coefficients = wholes(site, "M-KAN-2", &of_wave(wave));
    let of = |characteristic: Option<&str>| {
        let same = |one: &&&Measurement| one.selection.get(Key::Characteristic) == characteristic;
        coefficients.iter().find(same).copied()
    };
    let class = crate::measure::find("M-KAN-1")?.about;
    let mut table = Table::new(
        "Kano classes",
        &[
            "Characteristic~",
            "Class~",
            "Of this class>",
            "Better with it>",
            "Worse without it>",
            "Base>",
            "State~",
        ],
    );
    for one in wholes(site, "M-KAN-1", &of_wave(wave)) {
        let show = site.cells.show(one);
        let word = if show.is_hidden() { None } else { class_of(one) };
        let other = of(one.selection.get(Key::Characteristic));
        let coefficient = |place: usize| match other.filter(|other| picture::may_draw(site.cells.show(other))) {
            None => Value::dash(),
            Some(other) => coefficient(other, place).map_or_else(Value::dash, |(value, interval)| {
                let interval = interval.map_or_else(String::new, |ends| format!(" ({})", ends.text));
                Value::text(format!("{}{interval}", fixed(value, 2)))
            }),
        };
        let cells: [Cell; 7] = [
            Value::text(part_label(site, one)).into(),
            word.map_or_else(Value::dash, Value::text).into(),
            number::cell(site, links, class.unit, one),
            coefficient(0).into(),
            coefficient(1).into(),
            number::base_cell(site, one).into(),
            number::state(site, one, show)
                .map_or_else(Value::dash, Value::state)
                .into(),
        ];
        table.row(cells);
    }
    table.filled().map(super::topic::shape::without_empty_columns)
}

/// A coefficient of a characteristic, the first for better and the second for worse, with its interval where it has one.
fn coefficient(one: &Measurement, place: usize) -> Option<(f64, Option<Interval>)> {
    let Detail::Rows(rows) = &one.detail else { return None };
    let Row { cells, .. } = rows.rows.get(place)?;
    let at = |column: usize| match cells.get(column) {
        Some(RowCell::Number(value, _)) => Some(*value),
        _ => None,
    };
    let ends = at(1).zip(at(2));
    let interval = ends.map(|(low, high)| Interval::new(low, high, format!("{} to {}", fixed(low, 2), fixed(high, 2))));
    Some((at(0)?, interval))
}

/// How much better satisfaction gets with each characteristic, and how much worse without.
fn map(site: &Site<'_>, links: &Links<'_>, wave: &str) -> Option<Chart> {
    let classes = wholes(site, "M-KAN-1", &of_wave(wave));
    let point = |one: &Measurement| {
        if !picture::may_draw(site.cells.show(one)) {
            return None;
        }
        let (better, better_interval) = coefficient(one, 0)?;
        let worse = input(one, "worse")?.abs();
        // The lack is drawn by its size, so that its ends change places.
        let worse_interval = coefficient(one, 1)?.1.map(|ends| {
            let (low, high) = (ends.high.abs(), ends.low.abs());
            Interval::new(low, high, format!("{} to {}", fixed(low, 2), fixed(high, 2)))
        });
        let same =
            |class: &&&Measurement| class.selection.get(Key::Characteristic) == one.selection.get(Key::Characteristic);
        let class = classes.iter().find(same).and_then(|class| class_of(class));
        Some(scatter::Point {
            label: part_label(site, one),
            href: number::url(site, links, one),
            x: Number::new(worse, fixed(worse, 2)),
            y: Number::new(better, fixed(better, 2)),
            x_interval: worse_interval,
            y_interval: better_interval,
            word: class.map_or_else(String::new, |class| format!("class: {class}")),
        })
    };
    let all = wholes(site, "M-KAN-2", &of_wave(wave));
    let points: Vec<scatter::Point> = all.into_iter().filter_map(point).collect();
    if points.len() < 2 {
        return None;
    }
    let half = || Number::new(0.5, "0.5");
    let picture = Scatter {
        head: Head {
            id: "kano-map",
            title: "Better and worse",
            description: "Characteristics by how much satisfaction gains with them and loses without them.",
        },
        of: "Characteristic",
        x: Axis::over("Worse without it, size of the coefficient", 0.0, 1.0),
        y: Axis::over("Better with it", 0.0, 1.0),
        cross: Some((half(), half())),
        quadrants: ["attractive", "one-dimensional", "indifferent", "must-be"],
        points,
    };
    let caption = format!(
        "Better and worse, {}. Coefficients from 0 to 1, parted at one half as is the custom. The quarter follows from both coefficients \
         and not from the most frequent class; of a point whose interval reaches over a line, chance may have chosen the quarter.",
        wave_name(site, wave)
    );
    Some(Chart::of(&picture, caption))
}
