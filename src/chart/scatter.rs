//! Points on two measures: a map of importance and performance, or of better and worse.

use super::axes::Plot;
use super::labels::{Area, place};
use super::picture::{Head, Interval, Picture, Value, Values, between, limits, sentence, text};
use super::scale::{Axis, Scale};
use super::sheet::{Mark, Sheet, WIDTH};
use super::words::{self, cut, width};

/// Points on two measures.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Scatter<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What the points are: `Characteristic`.
    pub of: &'a str,
    /// What is measured to the right.
    pub x: Axis<'a>,
    /// What is measured upward.
    pub y: Axis<'a>,
    /// Where the field is parted, with the words for both lines.
    pub cross: Option<(Value, Value)>,
    /// Names of the parts: above left, above right, below left, below right.
    pub quadrants: [&'a str; 4],
    /// The points; where words have no room the earlier ones keep theirs.
    pub points: Vec<Point>,
}

/// A point on two measures.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Point {
    /// What it is.
    pub label: String,
    /// Where to read on.
    pub href: Option<String>,
    /// To the right.
    pub x: Value,
    /// Upward.
    pub y: Value,
    /// Limits of the first measure.
    pub x_interval: Option<Interval>,
    /// Limits of the second.
    pub y_interval: Option<Interval>,
    /// What to know about it, such as its class.
    pub word: String,
}

const HEIGHT: f64 = 430.0;
/// Names of parts are set larger than other words by so much.
const PART: f64 = 1.16;

impl Picture for Scatter<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        let points: Vec<&Point> = self
            .points
            .iter()
            .filter(|point| point.x.at.is_finite() && point.y.at.is_finite())
            .collect();
        if points.is_empty() {
            return Sheet::nothing(self.head);
        }
        let mut sheet = Sheet::default();
        let cross = self
            .cross
            .as_ref()
            .filter(|(x, y)| x.at.is_finite() && y.at.is_finite());
        let xs = points
            .iter()
            .flat_map(|point| reach(&point.x, point.x_interval.as_ref()));
        let ys = points
            .iter()
            .flat_map(|point| reach(&point.y, point.y_interval.as_ref()));
        let (xs, ys): (Vec<f64>, Vec<f64>) = (
            xs.chain(cross.map(|(x, _)| x.at)).collect(),
            ys.chain(cross.map(|(_, y)| y.at)).collect(),
        );
        let probe = Scale::of(&self.y, ys.iter().copied(), HEIGHT, 0.0);
        let plot = Plot {
            left: words::widest(probe.ticks().iter().map(|(_, words)| words.as_str())) + 10.0,
            top: 46.0,
            right: WIDTH - 8.0,
            bottom: 46.0 + HEIGHT,
        };
        let across = Scale::of(&self.x, xs, plot.left, plot.right);
        let up = Scale::of(&self.y, ys, plot.bottom, plot.top);
        sheet.text("c-title", 0.0, 12.0, &cut(self.y.title, WIDTH));
        plot.upright(&mut sheet, &up, "");
        plot.level(&mut sheet, &across, self.x.title);
        let mut taken = Vec::new();
        if let Some((x, y)) = cross {
            taken = self.quarters(&mut sheet, &plot, (x, across.at(x.at)), (y, up.at(y.at)));
        }
        let spots: Vec<(f64, f64)> = points
            .iter()
            .map(|point| (across.at(point.x.at), up.at(point.y.at)))
            .collect();
        let labels: Vec<String> = points.iter().map(|point| cut(&point.label, 190.0)).collect();
        let wanted: Vec<((f64, f64), f64)> = spots
            .iter()
            .zip(&labels)
            .map(|(spot, label)| (*spot, width(label)))
            .collect();
        let bounds = Area {
            left: plot.left,
            top: plot.top,
            right: plot.right,
            bottom: plot.bottom,
        };
        let lines = self.lines(&plot, &points, &across, &up);
        let places = place(&wanted, &taken, &lines, &bounds);
        for point in &points {
            point.limits(&mut sheet, &across, &up);
        }
        for ((point, spot), (label, free)) in points.iter().zip(&spots).zip(labels.iter().zip(&places)) {
            sheet.thing(&point.words(), point.href.as_deref());
            if let Some(free) = free.as_ref().filter(|free| free.far) {
                sheet.line("c-lead", *spot, free.foot(*spot));
            }
            sheet.mark(Mark::Dot, "c-dot", *spot, 5.0);
            if let Some(free) = free {
                sheet.text(
                    "c-over c-name",
                    free.area.left,
                    f64::midpoint(free.area.top, free.area.bottom) + 4.5,
                    label,
                );
            }
            sheet.end();
        }
        let left_out = places.iter().filter(|free| free.is_none()).count();
        if left_out > 0 {
            let words = format!("{left_out} without a name for want of room: see the table.");
            sheet.text("c-note", plot.left, plot.bottom + 58.0, &words);
        }
        sheet.wide(self.head, plot.bottom + if left_out > 0 { 66.0 } else { 46.0 })
    }

    fn table(&self) -> Values {
        let title = |axis: &Axis<'_>, other: &str| {
            if axis.title.is_empty() {
                other.to_owned()
            } else {
                axis.title.to_owned()
            }
        };
        let (x, y) = (title(&self.x, "Right"), title(&self.y, "Up"));
        let mut values = Values::new(&[self.of]);
        for head in [x.clone(), format!("{x}, interval"), y.clone(), format!("{y}, interval")] {
            values.numbers(&head);
        }
        values.heads.push(super::Heading {
            text: "Note".to_owned(),
            numeric: false,
        });
        for point in &self.points {
            values.row(vec![
                point.label.clone(),
                text(Some(&point.x)),
                limits(point.x_interval.as_ref()),
                text(Some(&point.y)),
                limits(point.y_interval.as_ref()),
                point.word.clone(),
            ]);
        }
        values.filled()
    }
}

/// A value and its limits.
fn reach(value: &Value, interval: Option<&Interval>) -> impl Iterator<Item = f64> {
    let ends = between(interval).map(|(low, high)| [low, high]);
    std::iter::once(value.at).chain(ends.into_iter().flatten())
}

impl Scatter<'_> {
    /// Where lines run that words had better not lie over.
    fn lines(&self, plot: &Plot, points: &[&Point], across: &Scale, up: &Scale) -> Vec<Area> {
        let mut lines = Vec::new();
        let mut line = |left: f64, top: f64, right: f64, bottom: f64| {
            lines.push(Area {
                left: left - 1.0,
                top: top - 1.0,
                right: right + 1.0,
                bottom: bottom + 1.0,
            });
        };
        if let Some((x, y)) = self
            .cross
            .as_ref()
            .filter(|(x, y)| x.at.is_finite() && y.at.is_finite())
        {
            line(across.at(x.at), plot.top, across.at(x.at), plot.bottom);
            line(plot.left, up.at(y.at), plot.right, up.at(y.at));
        }
        for point in points {
            let (x, y) = (across.at(point.x.at), up.at(point.y.at));
            if let Some((low, high)) = between(point.x_interval.as_ref()) {
                line(across.at(low), y, across.at(high), y);
            }
            if let Some((low, high)) = between(point.y_interval.as_ref()) {
                line(x, up.at(high), x, up.at(low));
            }
        }
        lines
    }

    /// The lines that part the field, and the names of its parts; gives what their words cover.
    fn quarters(&self, sheet: &mut Sheet, plot: &Plot, x: (&Value, f64), y: (&Value, f64)) -> Vec<Area> {
        sheet.line("c-goal", (x.1, plot.top), (x.1, plot.bottom));
        sheet.line("c-goal", (plot.left, y.1), (plot.right, y.1));
        let mut taken = Vec::new();
        let half = width(&x.0.text) / 2.0;
        let middle = x.1.max(plot.left + half).min((plot.right - half).max(plot.left + half));
        sheet.text("c-mid", middle, plot.top - 8.0, &x.0.text);
        let beside = cut(&y.0.text, 200.0);
        sheet.text("c-end c-over", plot.right - 4.0, y.1 - 6.0, &beside);
        taken.push(Area {
            left: plot.right - 6.0 - width(&beside),
            top: y.1 - 20.0,
            right: plot.right,
            bottom: y.1,
        });
        for (index, name) in self.quadrants.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let (left, above) = (index % 2 == 0, index < 2);
            let room = (if left { x.1 - plot.left } else { plot.right - x.1 } - 16.0) / PART;
            let baseline = if above { plot.top + 20.0 } else { plot.bottom - 12.0 };
            // A part too narrow for its name keeps it to the table.
            if room < 50.0 {
                continue;
            }
            let name = cut(name, room);
            let (class, at) = if left {
                ("c-part", plot.left + 8.0)
            } else {
                ("c-part c-end", plot.right - 8.0)
            };
            sheet.text(class, at, baseline, &name);
            let wide = width(&name) * PART;
            let start = if left { at } else { at - wide };
            taken.push(Area {
                left: start,
                top: baseline - 13.0,
                right: start + wide,
                bottom: baseline + 4.0,
            });
        }
        taken
    }
}

impl Point {
    fn words(&self) -> String {
        let with = |value: &Value, interval: Option<&Interval>| match interval {
            Some(interval) if !interval.text.is_empty() => format!("{} ({})", value.text, interval.text),
            _ => value.text.clone(),
        };
        let (x, y) = (
            with(&self.x, self.x_interval.as_ref()),
            with(&self.y, self.y_interval.as_ref()),
        );
        sentence(&[&self.label, &x, &y, &self.word])
    }

    fn limits(&self, sheet: &mut Sheet, across: &Scale, up: &Scale) {
        let (x, y) = (across.at(self.x.at), up.at(self.y.at));
        if let Some((low, high)) = between(self.x_interval.as_ref()) {
            sheet.line("c-faint", (across.at(low), y), (across.at(high), y));
        }
        if let Some((low, high)) = between(self.y_interval.as_ref()) {
            sheet.line("c-faint", (x, up.at(low)), (x, up.at(high)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(label: &str, x: f64, y: f64) -> Point {
        Point {
            label: label.to_owned(),
            x: Value::new(x, format!("{x}")),
            y: Value::new(y, format!("{y}")),
            ..Point::default()
        }
    }

    fn scatter(points: Vec<Point>) -> Scatter<'static> {
        Scatter {
            of: "Characteristic",
            x: Axis::over("Performance", 0.0, 100.0),
            y: Axis::over("Importance", 0.0, 100.0),
            cross: Some((Value::new(50.0, "mean 50"), Value::new(50.0, "mean 50"))),
            quadrants: ["concentrate here", "keep up", "low priority", "possible overkill"],
            points,
            ..Scatter::default()
        }
    }

    #[test]
    fn points_lie_on_both_scales_and_have_names() {
        let picture = scatter(vec![point("Dates", 50.0, 0.0)]).svg();
        assert!(
            picture.contains("cy=\"476\" r=\"5\"") && picture.contains(">Dates</text>"),
            "{picture}"
        );
        assert!(picture.contains(">concentrate here</text>") && picture.contains(">possible overkill</text>"));
    }

    #[test]
    fn names_without_room_are_counted() {
        let points: Vec<Point> = (0..200)
            .map(|index| point(&format!("Characteristic {index}"), 50.0, 50.0))
            .collect();
        let scatter = scatter(points);
        let picture = scatter.svg();
        assert!(picture.contains("without a name for want of room"));
        assert_eq!(picture.matches("class=\"c-dot\"").count(), 200);
        assert_eq!(scatter.table().rows.len(), 200);
    }

    #[test]
    fn a_point_without_a_place_is_not_drawn() {
        let picture = scatter(vec![point("a", f64::NAN, 1.0)]).svg();
        assert!(picture.contains("Nothing to show."));
    }
}
