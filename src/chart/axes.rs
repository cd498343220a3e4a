//! Axes: lines across at round numbers, and the names of periods and rows.

use super::float;
use super::labels::spread;
use super::picture::Value;
use super::scale::Scale;
use super::sheet::{Sheet, WIDTH};
use super::words::{self, cut, width, wrap};

/// The part of a sheet that values are drawn in.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Plot {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Plot {
    /// Values upward: numbers stand left of the lines, the title over them.
    pub(super) fn upright(&self, sheet: &mut Sheet, scale: &Scale, title: &str) {
        sheet.text("c-title", 0.0, self.top - 14.0, &cut(title, WIDTH));
        for (y, words) in scale.ticks() {
            sheet.line("c-grid", (self.left, y), (self.right, y));
            sheet.text("c-end", self.left - 8.0, y + 4.5, &words);
        }
        if scale.crosses_zero() {
            sheet.line("c-axis", (self.left, scale.base()), (self.right, scale.base()));
        }
    }

    /// Values to the right: numbers stand under the lines, the title under them.
    pub(super) fn level(&self, sheet: &mut Sheet, scale: &Scale, title: &str) {
        for (x, _) in scale.ticks() {
            sheet.line("c-grid", (x, self.top), (x, self.bottom));
        }
        self.numbers(sheet, scale);
        if scale.crosses_zero() {
            sheet.line("c-axis", (scale.base(), self.top), (scale.base(), self.bottom));
        }
        self.below(sheet, title);
    }

    /// The numbers under what runs to the right; one that would touch the one before it is left out.
    pub(super) fn numbers(&self, sheet: &mut Sheet, scale: &Scale) {
        let mut free = f64::NEG_INFINITY;
        for (x, words) in scale.ticks() {
            let half = width(&words) / 2.0;
            sheet.line("c-tick", (x, self.bottom), (x, self.bottom + 4.0));
            if x - half > free {
                sheet.text("c-mid", x, self.bottom + 18.0, &words);
                free = x + half + 6.0;
            }
        }
    }

    /// The title of what runs to the right.
    pub(super) fn below(&self, sheet: &mut Sheet, title: &str) {
        let title = cut(title, WIDTH);
        let half = width(&title) / 2.0;
        let middle = f64::midpoint(self.left, self.right)
            .max(half)
            .min((WIDTH - half).max(half));
        sheet.text("c-mid c-title", middle, self.bottom + 38.0, &title);
    }

    /// The base line.
    pub(super) fn floor(&self, sheet: &mut Sheet) {
        sheet.line("c-axis", (self.left, self.bottom), (self.right, self.bottom));
    }

    /// The middle of each of so many periods.
    pub(super) fn middles(&self, periods: usize) -> Vec<f64> {
        let room = (self.right - self.left) / float(periods.max(1));
        (0..periods)
            .map(|index| self.left + room * (float(index) + 0.5))
            .collect()
    }

    /// Names of periods under the base line; of many only so many as have room.
    pub(super) fn periods(&self, sheet: &mut Sheet, names: &[&str]) {
        let room = (self.right - self.left) / float(names.len().max(1));
        let longest = words::widest(names.iter().copied()).min(110.0);
        let mut every = 1;
        while float(every) * room < longest + 8.0 && every < names.len() {
            every += 1;
        }
        let xs = self.middles(names.len());
        for (index, name) in names.iter().enumerate().step_by(every) {
            let name = cut(name, (float(every) * room).max(60.0));
            let half = width(&name) / 2.0;
            let x = xs[index].max(half).min((WIDTH - half).max(half));
            sheet.text("c-mid", x, self.bottom + 18.0, &name);
        }
    }

    /// Lines across the values that they are to be held against, named at the right end of the plot.
    pub(super) fn across(&self, sheet: &mut Sheet, scale: &Scale, lines: &[&Value]) {
        for line in lines {
            let y = scale.at(line.at);
            sheet.line("c-goal", (self.left, y), (self.right, y));
        }
    }

    /// Lines up through the values that they are to be held against, named over the plot.
    pub(super) fn through(&self, sheet: &mut Sheet, scale: &Scale, lines: &[&Value]) {
        let xs: Vec<f64> = lines.iter().map(|line| scale.at(line.at)).collect();
        let names: Vec<String> = lines.iter().map(|line| cut(&line.text, 220.0)).collect();
        let distance = words::widest(names.iter().map(String::as_str)) + 12.0;
        let half = distance / 2.0;
        let places = spread(
            &xs,
            distance,
            half.min(xs.iter().copied().fold(half, f64::min).max(half)),
            WIDTH - half,
        );
        for ((x, place), name) in xs.iter().zip(places).zip(&names) {
            sheet.line("c-goal", (*x, self.top), (*x, self.bottom));
            sheet.text("c-mid", place, self.top - 8.0, name);
        }
    }
}

/// Names of rows, left, on two lines at most; gives the width of their column.
pub(super) fn column<'t>(names: impl IntoIterator<Item = &'t str>) -> f64 {
    words::widest(names).clamp(40.0, 210.0)
}

/// The name of a row.
pub(super) fn name(sheet: &mut Sheet, words: &str, middle: f64, room: f64) {
    sheet.block("c-name", 0.0, middle, &wrap(words, room + 1.0, 2));
}

/// Names at the right ends of lines, moved apart where they would touch.
pub(super) fn ends(sheet: &mut Sheet, x: f64, labels: &[(f64, String, &str)], low: f64, high: f64) {
    let ys: Vec<f64> = labels.iter().map(|(y, ..)| *y).collect();
    for ((y, words, class), place) in labels.iter().zip(spread(&ys, words::LEADING, low, high)) {
        if (place - y).abs() > 3.0 {
            sheet.line("c-lead", (x, *y), (x + 10.0, place));
        }
        sheet.text(class, x + 14.0, place + 4.5, words);
    }
}
