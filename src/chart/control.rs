//! Control charts: what varies as ever, and what gives a signal.

use super::axes::{self, Plot};
use super::labels::rows;
use super::line::runs;
use super::picture::{Head, Picture, Value, Values, drawn, sentence, text};
use super::scale::{Axis, Scale};
use super::sheet::{Mark, Sheet, WIDTH, through};
use super::{float, words};

/// A control chart.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Control<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What the periods are: `Month`.
    pub of: &'a str,
    /// What is charted, with its unit.
    pub axis: Axis<'a>,
    /// A point for each period.
    pub points: Vec<Point>,
    /// Where the process was changed.
    pub phases: Vec<Phase>,
}

/// A period with its limits.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Point {
    /// Short name of the period.
    pub period: String,
    /// The value; nothing where there is none.
    pub value: Option<Value>,
    /// Centre line.
    pub centre: Option<Value>,
    /// Lower limit, if there is one.
    pub lower: Option<Value>,
    /// Upper limit, if there is one.
    pub upper: Option<Value>,
    /// One sigma, where lines at one and two are wanted.
    pub sigma: Option<f64>,
    /// Whether the limits rest on too few points to be firm; drawn dashed.
    pub provisional: bool,
    /// What was counted in the period: `27 of 38`; empty where nothing is.
    pub counted: String,
    /// Numbers of the rules that the point breaks.
    pub signals: Vec<String>,
    /// Where to read on.
    pub href: Option<String>,
}

/// A stretch with limits of its own.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Phase {
    /// Index of its first point.
    pub first: usize,
    /// What began then.
    pub label: String,
    /// Where to read on.
    pub href: Option<String>,
}

const HEIGHT: f64 = 240.0;

impl Picture for Control<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        if self.points.is_empty() {
            return Sheet::nothing(self.head);
        }
        let mut sheet = Sheet::default();
        let key = self.key(&mut sheet);
        let values = || self.points.iter().flat_map(Point::values);
        let probe = Scale::of(&self.axis, values(), HEIGHT, 0.0);
        let left = words::widest(probe.ticks().iter().map(|(_, words)| words.as_str())) + 10.0;
        let ends = self.ends();
        let right = WIDTH - words::widest(ends.iter().map(|(_, words, _)| words.as_str())).min(170.0) - 18.0;
        let room = (right - left) / float(self.points.len());
        let phases = self.phases();
        let edges: Vec<f64> = phases.iter().map(|phase| left + room * float(phase.first)).collect();
        let names: Vec<String> = phases.iter().map(|phase| words::cut(&phase.label, 240.0)).collect();
        let starts: Vec<f64> = edges
            .iter()
            .zip(&names)
            .map(|(x, name)| (x + 6.0).min(WIDTH - words::width(name)).max(0.0))
            .collect();
        let extents: Vec<(f64, f64)> = starts
            .iter()
            .zip(&names)
            .map(|(x, name)| (*x, words::width(name) + 10.0))
            .collect();
        let levels = rows(&extents);
        let deep = levels
            .iter()
            .max()
            .map_or(0.0, |row| words::LEADING * (float(*row) + 1.0));
        let titled = if self.axis.title.is_empty() { 10.0 } else { 30.0 };
        let plot = Plot {
            left,
            top: key + titled + deep,
            right,
            bottom: key + titled + deep + HEIGHT,
        };
        let scale = Scale::of(&self.axis, values(), plot.bottom, plot.top);
        sheet.text("c-title", 0.0, key + 10.0, &words::cut(self.axis.title, WIDTH));
        plot.upright(&mut sheet, &scale, "");
        plot.floor(&mut sheet);
        let periods: Vec<&str> = self.points.iter().map(|point| point.period.as_str()).collect();
        plot.periods(&mut sheet, &periods);
        for ((phase, x), (name, (start, level))) in phases
            .iter()
            .zip(&edges)
            .zip(names.iter().zip(starts.iter().zip(&levels)))
        {
            let y = plot.top - deep + words::LEADING * float(*level) + 8.0;
            sheet.thing(&phase.label, phase.href.as_deref());
            if phase.first > 0 {
                sheet.line("c-break", (*x, y - 8.0), (*x, plot.bottom));
            }
            sheet.text("c-note", *start, y + 1.0, name);
            sheet.end();
        }
        self.limits(&mut sheet, &plot, &scale);
        self.course(&mut sheet, &plot, &scale);
        let ends: Vec<(f64, String, &str)> = ends
            .into_iter()
            .map(|(at, words, class)| (scale.at(at), words::cut(&words, 170.0), class))
            .collect();
        axes::ends(&mut sheet, plot.right, &ends, plot.top, plot.bottom);
        sheet.wide(self.head, plot.bottom + 28.0)
    }

    fn table(&self) -> Values {
        let mut values = Values::new(&[
            self.of,
            "Value>",
            "Counted>",
            "Lower limit>",
            "Centre>",
            "Upper limit>",
            "Rules",
            "Note",
        ]);
        for (index, point) in self.points.iter().enumerate() {
            let mut notes: Vec<&str> = if point.provisional {
                vec!["provisional limits"]
            } else {
                Vec::new()
            };
            let begins = self.phases.iter().filter(|phase| phase.first == index);
            notes.extend(begins.map(|phase| phase.label.as_str()));
            values.row(vec![
                point.period.clone(),
                text(point.value.as_ref()),
                point.counted.clone(),
                text(point.lower.as_ref()),
                text(point.centre.as_ref()),
                text(point.upper.as_ref()),
                point.signals.join(", "),
                sentence(&notes),
            ]);
        }
        values.filled()
    }
}

impl Control<'_> {
    fn key(&self, sheet: &mut Sheet) -> f64 {
        let mut names = Vec::new();
        if self.points.iter().any(|point| !point.signals.is_empty()) {
            names.push("signal, with the number of its rule");
        }
        if self.points.iter().any(|point| point.provisional) {
            names.push("provisional limits");
        }
        let signals = names.first().is_some_and(|name| name.starts_with("signal"));
        sheet.key(&names, |sheet, index, (x, y)| {
            if signals && index == 0 {
                sheet.mark(Mark::Diamond, "c-signal", (x, y), 5.0);
            } else {
                sheet.line("c-limit c-dash", (x - 10.0, y), (x + 10.0, y));
            }
        })
    }

    fn phases(&self) -> Vec<&Phase> {
        let mut phases: Vec<&Phase> = self
            .phases
            .iter()
            .filter(|phase| phase.first < self.points.len())
            .collect();
        phases.sort_by_key(|phase| phase.first);
        phases
    }

    /// The limits of the last point, named.
    fn ends(&self) -> Vec<(f64, String, &'static str)> {
        let Some(last) = self.points.last() else {
            return Vec::new();
        };
        let lines = [("upper", &last.upper), ("centre", &last.centre), ("lower", &last.lower)];
        let named = lines.into_iter().filter_map(|(name, value)| {
            let value = drawn(value.as_ref())?;
            Some((value.at, format!("{name} {}", value.text), ""))
        });
        named.collect()
    }

    fn limits(&self, sheet: &mut Sheet, plot: &Plot, scale: &Scale) {
        type Line = fn(&Point) -> Option<f64>;
        let limit: [(&str, Line); 7] = [
            ("c-centre", |point| Some(drawn(point.centre.as_ref())?.at)),
            ("c-limit", |point| Some(drawn(point.lower.as_ref())?.at)),
            ("c-limit", |point| Some(drawn(point.upper.as_ref())?.at)),
            ("c-sigma", |point| point.zone(-2.0)),
            ("c-sigma", |point| point.zone(-1.0)),
            ("c-sigma", |point| point.zone(1.0)),
            ("c-sigma", |point| point.zone(2.0)),
        ];
        let mut stops: Vec<usize> = self.phases.iter().map(|phase| phase.first).collect();
        // A line is either dashed or not.
        let turns = (1..self.points.len()).filter(|at| self.points[*at].provisional != self.points[at - 1].provisional);
        stops.extend(turns);
        let room = (plot.right - plot.left) / float(self.points.len());
        for (class, line) in limit {
            for run in runs(self.points.len(), &stops, |at| line(&self.points[at]).is_some()) {
                let dashed = self.points[run.start].provisional && class != "c-sigma";
                let mut corners: Vec<(f64, f64)> = Vec::new();
                for at in run {
                    let y = scale.at(line(&self.points[at]).unwrap_or_default());
                    let (from, to) = (plot.left + room * float(at), plot.left + room * float(at + 1));
                    match corners.last_mut() {
                        Some(last) if (last.1 - y).abs() < 0.005 => last.0 = to,
                        _ => corners.extend([(from, y), (to, y)]),
                    }
                }
                let class = if dashed {
                    format!("{class} c-dash")
                } else {
                    class.to_owned()
                };
                sheet.path(&class, &through(&corners));
            }
        }
    }

    fn course(&self, sheet: &mut Sheet, plot: &Plot, scale: &Scale) {
        let xs = plot.middles(self.points.len());
        let place = |at: usize| Some((xs[at], scale.at(drawn(self.points[at].value.as_ref())?.at)));
        let stops: Vec<usize> = self.phases.iter().map(|phase| phase.first).collect();
        for run in runs(self.points.len(), &stops, |at| place(at).is_some()) {
            sheet.polyline("c-line", &run.filter_map(place).collect::<Vec<_>>());
        }
        let room = (plot.right - plot.left) / float(self.points.len());
        let size = (room / 3.0).clamp(1.2, 4.0);
        // What was counted and is too little for a point stands at its place all the same: a gap is easily overlooked.
        let left_out = self.points.iter().zip(&xs);
        for (point, x) in left_out.filter(|(point, _)| point.value.is_none() && !point.counted.is_empty()) {
            sheet.thing(
                &sentence(&[&point.period, &point.counted, "too few for a point"]),
                point.href.as_deref(),
            );
            if words::width(&point.counted) < room {
                sheet.text("c-mid c-note", *x, plot.bottom - 8.0, &point.counted);
            }
            sheet.end();
        }
        for (at, point) in self.points.iter().enumerate() {
            let Some((x, y)) = place(at) else { continue };
            let rules = point.signals.join(", ");
            let signal = if rules.is_empty() {
                String::new()
            } else {
                format!("signal, rule {rules}")
            };
            let words = sentence(&[&point.period, &text(point.value.as_ref()), &signal]);
            sheet.thing(&words, point.href.as_deref());
            if signal.is_empty() {
                sheet.mark(Mark::Dot, "c-dot", (x, y), size);
            } else {
                sheet.mark(Mark::Diamond, "c-signal", (x, y), size.max(3.0) + 1.0);
                let low = drawn(point.centre.as_ref()).is_some_and(|centre| scale.at(centre.at) < y);
                sheet.text(
                    "c-mid c-value c-alarm",
                    x,
                    if low { y + 20.0 } else { y - 10.0 },
                    &rules,
                );
            }
            sheet.end();
        }
    }
}

impl Point {
    fn values(&self) -> impl Iterator<Item = f64> {
        let lines = [&self.value, &self.centre, &self.lower, &self.upper];
        lines.into_iter().filter_map(|value| Some(drawn(value.as_ref())?.at))
    }

    /// So many sigmas from the centre, as long as it lies inside the limits.
    fn zone(&self, sigmas: f64) -> Option<f64> {
        let sigma = self.sigma.filter(|sigma| sigma.is_finite() && *sigma > 0.0)?;
        let at = drawn(self.centre.as_ref())?.at + sigmas * sigma;
        let above = drawn(self.lower.as_ref()).is_none_or(|lower| at > lower.at);
        let below = drawn(self.upper.as_ref()).is_none_or(|upper| at < upper.at);
        (above && below && at.is_finite()).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(period: &str, value: f64, upper: f64) -> Point {
        let value_of = |at: f64| Some(Value::new(at, format!("{at}")));
        Point {
            period: period.to_owned(),
            value: value_of(value),
            centre: value_of(50.0),
            lower: value_of(0.0),
            upper: value_of(upper),
            ..Point::default()
        }
    }

    fn control(points: Vec<Point>) -> Control<'static> {
        Control {
            of: "Month",
            axis: Axis::over("Share", 0.0, 100.0),
            points,
            ..Control::default()
        }
    }

    #[test]
    fn a_period_too_small_for_a_point_has_its_counts_at_its_place() {
        let few = Point {
            value: None,
            counted: "5 of 8".to_owned(),
            ..point("3", 0.0, 80.0)
        };
        let picture = control(vec![point("1", 50.0, 80.0), point("2", 60.0, 90.0), few]).svg();
        assert!(picture.contains(">5 of 8<"), "{picture}");
        assert_eq!(picture.matches("c-dot\"").count(), 2);
    }

    #[test]
    fn limits_are_stairs() {
        let picture = control(vec![point("1", 50.0, 80.0), point("2", 60.0, 90.0)]).svg();
        // Bottom of the plot at 270, height 240: 80 lies at 78, 90 at 54.
        let stairs: Vec<&str> = picture
            .split("c-limit\" d=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(stairs.len(), 2, "{picture}");
        assert!(stairs[1].contains(" 78L") && stairs[1].ends_with(" 54"), "{stairs:?}");
        assert_eq!(stairs[1].matches('L').count(), 3);
    }

    #[test]
    fn a_signal_has_its_own_shape_and_the_number_of_its_rule() {
        let mut points = vec![point("1", 50.0, 80.0), point("2", 95.0, 80.0)];
        points[1].signals = vec!["1".to_owned(), "4".to_owned()];
        let control = control(points);
        let picture = control.svg();
        assert!(picture.contains(">1, 4</text>") && picture.contains("signal, rule 1, 4"));
        assert_eq!(picture.matches("c-signal").count(), 2, "in the key and in the plot");
        assert_eq!(control.table().rows[1], ["2", "95", "0", "50", "80", "1, 4"]);
    }

    #[test]
    fn phases_have_lines_of_their_own() {
        let mut points: Vec<Point> = (0..6).map(|index| point(&format!("{index}"), 50.0, 80.0)).collect();
        points[0].provisional = true;
        let mut control = control(points);
        control.phases = vec![Phase {
            first: 3,
            label: "new desk".to_owned(),
            href: None,
        }];
        let picture = control.svg();
        assert_eq!(picture.matches("\"c-centre\"").count(), 2);
        assert_eq!(picture.matches("\"c-centre c-dash\"").count(), 1);
        assert_eq!(picture.matches("\"c-line\"").count(), 2);
        assert!(picture.contains("c-break") && picture.contains(">new desk</text>"));
    }

    #[test]
    fn lines_of_sigma_stay_inside_the_limits() {
        let mut one = point("1", 50.0, 80.0);
        one.sigma = Some(20.0);
        assert_eq!((one.zone(1.0), one.zone(2.0)), (Some(70.0), None));
        one.sigma = Some(f64::NAN);
        assert_eq!(one.zone(1.0), None);
    }
}
