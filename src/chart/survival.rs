//! What share is still open after so long: curves in steps, with cases that are still open counted as far as they got.

use super::axes::{self, Plot};
use super::float;
use super::line::COLOURS;
use super::picture::{Head, Picture, Value, Values, drawn, sentence};
use super::scale::{Axis, Scale};
use super::sheet::{Mark, Sheet, WIDTH};
use super::words::{self, LEADING};

/// Curves of what is still open.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Survival<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What is still open: `Complaints still open, percent`.
    pub share: &'a str,
    /// Time since the beginning, with its unit.
    pub time: Axis<'a>,
    /// The curves; more than four are not drawn, but stand in the table.
    pub curves: Vec<Curve>,
    /// When the numbers at risk are printed.
    pub times: Vec<Value>,
}

/// A curve.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Curve {
    /// Whose.
    pub name: String,
    /// The steps in the order of time; before the first all are open.
    pub steps: Vec<Step>,
    /// When cases were last seen open.
    pub censored: Vec<f64>,
    /// The time by which half are done, if it was reached.
    pub median: Option<Value>,
    /// How many were still open just before each of the times.
    pub at_risk: Vec<usize>,
}

/// A step of a curve.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Step {
    /// When.
    pub time: Value,
    /// What share is open from then on, in percent.
    pub share: Value,
    /// Lower and upper limit of it.
    pub interval: Option<(f64, f64)>,
    /// The limits in words.
    pub limits: String,
}

const HEIGHT: f64 = 250.0;
const LEFT: f64 = 46.0;
const MOST: usize = 4;

impl Picture for Survival<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        let curves = &self.curves[..self.curves.len().min(MOST)];
        if curves.is_empty() {
            return Sheet::nothing(self.head);
        }
        let mut sheet = Sheet::default();
        let censored = curves.iter().any(|curve| !curve.censored.is_empty());
        let key = sheet.key(
            if censored { &["still open when last seen"] } else { &[] },
            |sheet, _, (x, y)| {
                sheet.line("c-line", (x - 9.0, y), (x + 9.0, y));
                sheet.line("c-line", (x, y - 5.0), (x, y + 5.0));
            },
        );
        let risk = !self.times.is_empty() && curves.iter().any(|curve| !curve.at_risk.is_empty());
        // Names stand at the ends of the curves and again before the numbers at risk.
        let names = words::widest(curves.iter().map(|curve| curve.name.as_str()));
        let left = if risk { (names + 32.0).clamp(66.0, 170.0) } else { LEFT };
        let right = if curves.len() > 1 {
            WIDTH - names.min(130.0) - 18.0
        } else {
            WIDTH - 10.0
        };
        let plot = Plot {
            left,
            top: key + 30.0,
            right,
            bottom: key + 30.0 + HEIGHT,
        };
        let times = curves
            .iter()
            .flat_map(Curve::times)
            .chain(self.times.iter().map(|time| time.at))
            .chain([0.0]);
        let times: Vec<f64> = times.filter(|time| *time >= 0.0).collect();
        let time = self.time.until(times.iter().copied());
        let across = Scale::of(&time, times, plot.left, plot.right);
        let up = Scale::of(&Axis::over("", 0.0, 100.0), [], plot.bottom, plot.top);
        sheet.text("c-title", 0.0, key + 10.0, &words::cut(self.share, WIDTH));
        plot.upright(&mut sheet, &up, "");
        plot.floor(&mut sheet);
        plot.numbers(&mut sheet, &across);
        plot.below(&mut sheet, self.time.title);
        let paths: Vec<Vec<Corner>> = curves.iter().map(|curve| curve.corners()).collect();
        for (index, (curve, corners)) in curves.iter().zip(&paths).enumerate() {
            sheet.group(COLOURS[index]);
            curve.draw(&mut sheet, corners, &across, &up);
            sheet.end();
        }
        self.medians(&mut sheet, curves, &across, &up, &plot);
        if curves.len() > 1 {
            let ends: Vec<(f64, String, &str)> = curves
                .iter()
                .zip(&paths)
                .map(|(curve, corners)| {
                    (
                        up.at(corners.last().map_or(100.0, |corner| corner.share)),
                        words::cut(&curve.name, 130.0),
                        "c-name",
                    )
                })
                .collect();
            let last = paths
                .iter()
                .filter_map(|corners| corners.last())
                .map(|corner| across.at(corner.time));
            axes::ends(&mut sheet, last.fold(plot.left, f64::max), &ends, plot.top, plot.bottom);
        }
        let mut bottom = plot.bottom + 46.0;
        if risk {
            bottom = self.risk(&mut sheet, curves, &across, bottom);
        }
        sheet.wide(self.head, bottom)
    }

    fn table(&self) -> Values {
        let mut values = Values::new(&["Curve", "Time>", "Still open>", "Interval>", "At risk>", "Note"]);
        for curve in &self.curves {
            for step in &curve.steps {
                let limits = step.limits.clone();
                values.row(vec![
                    curve.name.clone(),
                    step.time.text.clone(),
                    step.share.text.clone(),
                    limits,
                    String::new(),
                    String::new(),
                ]);
            }
            for (time, count) in self.times.iter().zip(&curve.at_risk) {
                let row = [&curve.name, &time.text, "", "", &count.to_string(), ""];
                values.row(row.map(str::to_owned).to_vec());
            }
            if let Some(median) = &curve.median {
                let row = [&curve.name, &median.text, "", "", "", "median"];
                values.row(row.map(str::to_owned).to_vec());
            }
        }
        values.filled()
    }
}

/// A time from which on a share is open.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Corner {
    time: f64,
    share: f64,
    interval: Option<(f64, f64)>,
}

impl Curve {
    fn times(&self) -> impl Iterator<Item = f64> {
        let steps = self.steps.iter().map(|step| step.time.at);
        steps.chain(self.censored.iter().copied())
    }

    /// The steps that can be drawn, in the order of time, from the beginning to the last that was seen.
    fn corners(&self) -> Vec<Corner> {
        let fit = |share: f64| share.clamp(0.0, 100.0);
        let mut corners = vec![Corner {
            time: 0.0,
            share: 100.0,
            interval: Some((100.0, 100.0)),
        }];
        corners.extend(self.steps.iter().filter(|step| step.time.at >= 0.0).filter_map(|step| {
            drawn(Some(&step.share))
                .filter(|_| step.time.at.is_finite())
                .map(|share| Corner {
                    time: step.time.at,
                    share: fit(share.at),
                    interval: step
                        .interval
                        .filter(|(low, high)| low <= high)
                        .map(|(low, high)| (fit(low), fit(high))),
                })
        }));
        corners.sort_by(|a, b| a.time.total_cmp(&b.time));
        let last = corners.last().copied();
        let seen = self.times().filter(|time| time.is_finite()).fold(0.0, f64::max);
        corners.extend(
            last.filter(|last| last.time < seen)
                .map(|last| Corner { time: seen, ..last }),
        );
        corners
    }

    fn draw(&self, sheet: &mut Sheet, corners: &[Corner], across: &Scale, up: &Scale) {
        for pair in corners.windows(2) {
            // The band holds from a step to the next; where it is not known there is none.
            if let Some((low, high)) = pair[0].interval.filter(|(low, high)| low < high) {
                let (from, to) = (across.at(pair[0].time), across.at(pair[1].time));
                sheet.rect("c-band", from, up.at(high), to - from, up.at(low) - up.at(high));
            }
        }
        let mut path: Vec<(f64, f64)> = Vec::new();
        for corner in corners {
            let (x, y) = (across.at(corner.time), up.at(corner.share));
            if let Some((_, before)) = path.last().copied() {
                path.push((x, before));
            }
            path.push((x, y));
        }
        sheet.polyline("c-path", &path);
        for time in self.censored.iter().filter(|time| time.is_finite() && **time >= 0.0) {
            let share = corners
                .iter()
                .rfind(|corner| corner.time <= *time)
                .map_or(100.0, |corner| corner.share);
            let (x, y) = (across.at(*time), up.at(share));
            sheet.line("c-tack", (x, y - 5.0), (x, y + 5.0));
        }
        for step in self
            .steps
            .iter()
            .filter(|step| step.time.at.is_finite() && step.share.at.is_finite())
        {
            sheet.thing(
                &sentence(&[&self.name, &step.time.text, &step.share.text, &step.limits]),
                None,
            );
            sheet.mark(
                Mark::Dot,
                "c-touch",
                (across.at(step.time.at), up.at(step.share.at)),
                5.0,
            );
            sheet.end();
        }
    }
}

impl Survival<'_> {
    /// Half are done here: a line from the half to each curve and down to its time.
    fn medians(&self, sheet: &mut Sheet, curves: &[Curve], across: &Scale, up: &Scale, plot: &Plot) {
        let half = up.at(50.0);
        let medians: Vec<(f64, &Value)> = curves
            .iter()
            .filter_map(|curve| drawn(curve.median.as_ref()))
            .map(|median| (across.at(median.at), median))
            .collect();
        let Some(farthest) = medians.iter().map(|(x, _)| *x).reduce(f64::max) else {
            return;
        };
        sheet.line("c-goal", (plot.left, half), (farthest, half));
        let mut order: Vec<usize> = (0..medians.len()).collect();
        order.sort_by(|a, b| medians[*a].0.total_cmp(&medians[*b].0));
        for (x, _) in &medians {
            sheet.line("c-goal", (*x, half), (*x, plot.bottom));
        }
        for (level, index) in order.into_iter().rev().enumerate() {
            let (x, median) = medians[index];
            let wide = words::width(&median.text);
            let y = plot.bottom - 8.0 - LEADING * float(level);
            if x + 6.0 + wide < plot.right {
                sheet.text("c-over", x + 6.0, y, &median.text);
            } else {
                sheet.text("c-over c-end", x - 6.0, y, &median.text);
            }
        }
    }

    /// The table of numbers at risk; gives where it ends.
    fn risk(&self, sheet: &mut Sheet, curves: &[Curve], across: &Scale, top: f64) -> f64 {
        sheet.text("c-title", 0.0, top + 12.0, "At risk");
        let mut y = top + 12.0;
        for (index, curve) in curves.iter().enumerate() {
            if curves.len() > 1 || index > 0 {
                y += LEADING + 3.0;
                sheet.text("", 0.0, y, &words::cut(&curve.name, 150.0));
            }
            let mut free = f64::NEG_INFINITY;
            for (time, count) in self
                .times
                .iter()
                .zip(&curve.at_risk)
                .filter(|(time, _)| time.at.is_finite())
            {
                let (x, count) = (across.at(time.at), count.to_string());
                let half = words::width(&count) / 2.0;
                // Where numbers would touch, the later one stands in the table only.
                if x - half > free {
                    sheet.text("c-mid", x, y, &count);
                    free = x + half + 5.0;
                }
            }
        }
        y + 8.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(steps: &[(f64, f64)], censored: &[f64]) -> Curve {
        Curve {
            name: "all".to_owned(),
            steps: steps
                .iter()
                .map(|(time, share)| Step {
                    time: Value::new(*time, format!("{time} days")),
                    share: Value::new(*share, format!("{share} %")),
                    ..Step::default()
                })
                .collect(),
            censored: censored.to_vec(),
            ..Curve::default()
        }
    }

    fn survival(curves: Vec<Curve>) -> Survival<'static> {
        Survival {
            time: Axis::over("days", 0.0, 10.0),
            curves,
            ..Survival::default()
        }
    }

    #[test]
    fn a_curve_goes_down_in_steps_and_ends_at_the_last_that_was_seen() {
        let picture = survival(vec![curve(&[(2.0, 50.0), (5.0, 25.0)], &[10.0])]).svg();
        assert!(
            picture.contains("d=\"M46 60L178.8 60L178.8 185L378 185L378 247.5L710 247.5L710 247.5\""),
            "{picture}"
        );
        assert!(picture.contains("<line class=\"c-tack\" x1=\"710\" y1=\"242.5\" x2=\"710\" y2=\"252.5\"/>"));
    }

    #[test]
    fn numbers_at_risk_stand_under_their_times() {
        let mut one = curve(&[(2.0, 50.0)], &[]);
        one.at_risk = vec![12, 6];
        let mut survival = survival(vec![one]);
        survival.times = vec![Value::new(0.0, "0"), Value::new(5.0, "5")];
        let picture = survival.svg();
        assert!(picture.contains(">At risk</text>") && picture.contains(">12</text>") && picture.contains(">6</text>"));
        assert_eq!(survival.table().rows.len(), 3);
    }

    #[test]
    fn a_curve_without_steps_stays_at_the_top() {
        let picture = survival(vec![curve(&[], &[4.0])]).svg();
        assert!(picture.contains("M46 60L311.6 60L311.6 60"), "{picture}");
        let broken = survival(vec![curve(
            &[(f64::NAN, 50.0), (3.0, f64::NAN), (-4.0, 20.0)],
            &[f64::INFINITY],
        )])
        .svg();
        assert!(!broken.contains("NaN") && !broken.contains("inf"));
    }
}
