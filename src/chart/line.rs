//! Values over periods as lines.

use super::axes::{self, Plot};
use super::labels::rows;
use super::picture::{Head, Interval, Picture, Value, Values, between, drawn, limits, sentence, text};
use super::scale::{Axis, Scale};
use super::sheet::{Mark, Sheet, WIDTH};
use super::{float, words};

/// Values over periods, up to four series.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Lines<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What the periods are: `Quarter`.
    pub of: &'a str,
    /// What is measured, with its unit.
    pub axis: Axis<'a>,
    /// Short names of the periods.
    pub periods: Vec<String>,
    /// The lines; more than four are not drawn, but stand in the table.
    pub series: Vec<Series>,
    /// Where values before and after cannot be compared.
    pub breaks: Vec<Break>,
    /// Lines across, such as a target, with their names.
    pub lines: Vec<Value>,
    /// Whether intervals are drawn as a band rather than as bars.
    pub band: bool,
}

/// A line.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// A point for each period; nothing where there is no value.
    pub points: Vec<Option<Point>>,
}

/// The value of a period.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Point {
    /// The value.
    pub value: Value,
    /// Its limits.
    pub interval: Option<Interval>,
    /// Whether it may still change; drawn hollow.
    pub provisional: bool,
    /// Where to read on.
    pub href: Option<String>,
    /// What it rests on.
    pub base: String,
}

/// A change of what is measured.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Break {
    /// Index of the first period after it.
    pub before: usize,
    /// What changed.
    pub label: String,
    /// Where to read on.
    pub href: Option<String>,
}

const HEIGHT: f64 = 240.0;
const MOST: usize = 4;

impl Picture for Lines<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        if self.periods.is_empty() {
            return Sheet::nothing(self.head);
        }
        let mut sheet = Sheet::default();
        let series = &self.series[..self.series.len().min(MOST)];
        let provisional = series
            .iter()
            .any(|series| series.points.iter().flatten().any(|point| point.provisional));
        let mut names: Vec<&str> = Vec::new();
        if series.len() > 1 {
            names.extend(series.iter().map(|series| series.name.as_str()));
        }
        if provisional {
            names.push("provisional");
        }
        let key = sheet.key(&names, |sheet, index, (x, y)| {
            let sample = if index < series.len() && series.len() > 1 {
                Some(index)
            } else {
                None
            };
            sheet.group(COLOURS[sample.unwrap_or(0)]);
            match sample {
                Some(index) => {
                    sheet.line("c-path", (x - 10.0, y), (x + 10.0, y));
                    sheet.mark(Mark::of(index), "c-mark", (x, y), 4.0);
                }
                None => sheet.mark(Mark::Dot, "c-open", (x, y), 4.0),
            }
            sheet.end();
        });
        let lines: Vec<&Value> = self.lines.iter().filter(|line| line.at.is_finite()).collect();
        let labels = self.labels(series, &lines);
        let right = words::widest(labels.iter().map(|(_, words, _)| words.as_str())).min(220.0);
        let values = series
            .iter()
            .flat_map(Series::values)
            .chain(lines.iter().map(|line| line.at));
        let breaks = self.breaks();
        // The width of the numbers on the axis decides where the plot begins.
        let probe = Scale::of(&self.axis, values, HEIGHT, 0.0);
        let numbers = words::widest(probe.ticks().iter().map(|(_, words)| words.as_str()));
        let left = numbers + 10.0;
        let right = WIDTH - if right > 0.0 { right + 18.0 } else { 6.0 };
        let room = (right - left) / float(self.periods.len());
        let places: Vec<f64> = breaks.iter().map(|(before, _)| left + room * float(*before)).collect();
        let break_names: Vec<String> = breaks
            .iter()
            .map(|(_, label)| words::cut(&label.label, 240.0))
            .collect();
        // A label stands right of its rule, or left of it where the sheet ends.
        let starts: Vec<f64> = places
            .iter()
            .zip(&break_names)
            .map(|(x, name)| {
                let wide = words::width(name);
                if x + 6.0 + wide > WIDTH {
                    x - 6.0 - wide
                } else {
                    x + 6.0
                }
            })
            .collect();
        let extents: Vec<(f64, f64)> = starts
            .iter()
            .zip(&break_names)
            .map(|(x, name)| (*x, words::width(name) + 10.0))
            .collect();
        let break_rows = rows(&extents);
        let deep = break_rows
            .iter()
            .max()
            .map_or(0.0, |row| words::LEADING * (float(*row) + 1.0));
        let titled = if self.axis.title.is_empty() { 8.0 } else { 28.0 };
        let plot = Plot {
            left,
            top: key + titled + deep,
            right,
            bottom: key + titled + deep + HEIGHT,
        };
        let values = series
            .iter()
            .flat_map(Series::values)
            .chain(lines.iter().map(|line| line.at));
        let scale = Scale::of(&self.axis, values, plot.bottom, plot.top);
        sheet.text("c-title", 0.0, key + 10.0, &words::cut(self.axis.title, WIDTH));
        plot.upright(&mut sheet, &scale, "");
        plot.floor(&mut sheet);
        let periods: Vec<&str> = self.periods.iter().map(String::as_str).collect();
        plot.periods(&mut sheet, &periods);
        plot.across(&mut sheet, &scale, &lines);
        for ((((_, mark), name), x), (start, row)) in breaks
            .iter()
            .zip(&break_names)
            .zip(&places)
            .zip(starts.iter().zip(&break_rows))
        {
            let y = plot.top - deep + words::LEADING * float(*row) + 8.0;
            sheet.thing(&mark.label, mark.href.as_deref());
            sheet.line("c-break", (*x, y - 8.0), (*x, plot.bottom));
            sheet.text("c-note", *start, y + 1.0, name);
            sheet.end();
        }
        let xs = plot.middles(self.periods.len());
        for (index, one) in series.iter().enumerate() {
            sheet.group(COLOURS[index]);
            self.draw(&mut sheet, index, one, &xs, &scale);
            sheet.end();
        }
        let placed: Vec<(f64, String, &str)> = labels
            .into_iter()
            .map(|(at, words, class)| (scale.at(at), words::cut(&words, 220.0), class))
            .collect();
        axes::ends(&mut sheet, plot.right, &placed, plot.top, plot.bottom);
        let more = self.series.len() - series.len();
        if more > 0 {
            let words = format!("{more} more in the table.");
            sheet.text("c-note", plot.left, plot.bottom + 38.0, &words);
        }
        sheet.wide(self.head, plot.bottom + if more > 0 { 46.0 } else { 28.0 })
    }

    fn table(&self) -> Values {
        let mut values = Values::new(&[self.of]);
        let single = self.series.len() == 1;
        for series in &self.series {
            let name = if series.name.is_empty() { "Value" } else { &series.name };
            values.numbers(name);
            values.numbers(&if single {
                "Interval".to_owned()
            } else {
                format!("{name}, interval")
            });
            values.numbers(&if single {
                "Base".to_owned()
            } else {
                format!("{name}, base")
            });
        }
        values.heads.push(super::Heading {
            text: "Note".to_owned(),
            numeric: false,
        });
        for (index, period) in self.periods.iter().enumerate() {
            let mut row = vec![period.clone()];
            let mut notes: Vec<&str> = Vec::new();
            for series in &self.series {
                let point = series.points.get(index).and_then(Option::as_ref);
                row.push(text(point.map(|point| &point.value)));
                row.push(limits(point.and_then(|point| point.interval.as_ref())));
                row.push(point.map(|point| point.base.clone()).unwrap_or_default());
                if point.is_some_and(|point| point.provisional) && !notes.contains(&"provisional") {
                    notes.push("provisional");
                }
            }
            let changed = self.breaks.iter().filter(|change| change.before == index);
            notes.extend(changed.map(|change| change.label.as_str()));
            row.push(sentence(&notes));
            values.row(row);
        }
        values.filled()
    }
}

/// Colour and dash of each series.
pub(super) const COLOURS: [&str; MOST] = ["c-s0", "c-s1", "c-s2", "c-s3"];

impl Lines<'_> {
    /// The breaks that lie between two periods, in order.
    fn breaks(&self) -> Vec<(usize, &Break)> {
        let inside = self
            .breaks
            .iter()
            .filter(|mark| mark.before > 0 && mark.before < self.periods.len());
        let mut breaks: Vec<(usize, &Break)> = inside.map(|mark| (mark.before, mark)).collect();
        breaks.sort_by_key(|(before, _)| *before);
        breaks
    }

    /// The last value of each series and the names of the lines across.
    fn labels(&self, series: &[Series], lines: &[&Value]) -> Vec<(f64, String, &'static str)> {
        let mut labels = Vec::new();
        for one in series {
            let last = one
                .points
                .iter()
                .take(self.periods.len())
                .flatten()
                .rfind(|point| point.value.at.is_finite());
            if let Some(point) = last {
                let words = if series.len() > 1 {
                    format!("{} {}", point.value.text, words::cut(&one.name, 150.0))
                } else {
                    point.value.text.clone()
                };
                labels.push((point.value.at, words, "c-value"));
            }
        }
        labels.extend(lines.iter().map(|line| (line.at, line.text.clone(), "")));
        labels
    }

    fn draw(&self, sheet: &mut Sheet, index: usize, series: &Series, xs: &[f64], scale: &Scale) {
        let place = |at: usize| {
            series
                .points
                .get(at)?
                .as_ref()
                .filter(|point| point.value.at.is_finite())
        };
        let breaks: Vec<usize> = self.breaks().into_iter().map(|(before, _)| before).collect();
        let runs = runs(self.periods.len(), &breaks, |at| place(at).is_some());
        if self.band {
            for run in &runs {
                let limits: Vec<(f64, (f64, f64))> = run
                    .clone()
                    .filter_map(|at| Some((xs[at], between(place(at)?.interval.as_ref())?)))
                    .collect();
                let up = limits.iter().map(|(x, (_, high))| (*x, scale.at(*high)));
                let back = limits.iter().rev().map(|(x, (low, _))| (*x, scale.at(*low)));
                sheet.area("c-band", &up.chain(back).collect::<Vec<_>>());
            }
        }
        for run in &runs {
            let points: Vec<(f64, f64)> = run
                .clone()
                .filter_map(|at| Some((xs[at], scale.at(place(at)?.value.at))))
                .collect();
            sheet.polyline("c-path", &points);
        }
        let room = (xs.get(1).copied().unwrap_or(WIDTH) - xs.first().copied().unwrap_or(0.0)).abs();
        let size = (room / 3.0).clamp(1.2, 4.0);
        for (at, period) in self.periods.iter().enumerate() {
            let Some(point) = place(at) else { continue };
            let spot = (xs[at], scale.at(point.value.at));
            let name = if self.series.len() > 1 {
                series.name.as_str()
            } else {
                ""
            };
            let limits_text = limits(point.interval.as_ref());
            let state = if point.provisional { "provisional" } else { "" };
            let words = sentence(&[name, period, &point.value.text, &limits_text, &point.base, state]);
            sheet.thing(&words, point.href.as_deref());
            if let (false, Some((low, high))) = (self.band, between(point.interval.as_ref())) {
                let (low, high) = (scale.at(low), scale.at(high));
                sheet.line("c-whisker", (spot.0, low), (spot.0, high));
                let half = size.min(4.0);
                for end in [low, high] {
                    sheet.line("c-whisker", (spot.0 - half, end), (spot.0 + half, end));
                }
            }
            let class = if point.provisional { "c-open" } else { "c-mark" };
            sheet.mark(
                Mark::of(index),
                class,
                spot,
                if point.provisional { size.max(2.5) } else { size },
            );
            sheet.end();
        }
    }
}

impl Series {
    fn values(&self) -> impl Iterator<Item = f64> {
        self.points.iter().flatten().flat_map(|point| {
            let interval = between(point.interval.as_ref()).map(|(low, high)| [low, high]);
            drawn(Some(&point.value))
                .map(|value| value.at)
                .into_iter()
                .chain(interval.into_iter().flatten())
        })
    }
}

/// Stretches of neighbouring periods that have a value, ended by each break.
pub(super) fn runs(count: usize, breaks: &[usize], has: impl Fn(usize) -> bool) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for at in (0..count).filter(|at| has(*at)) {
        match runs.last_mut() {
            Some(run) if run.end == at && !breaks.contains(&at) => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(values: &[Option<f64>]) -> Lines<'static> {
        let point = |at: f64| Point {
            value: Value::new(at, format!("{at}")),
            ..Point::default()
        };
        Lines {
            of: "Quarter",
            axis: Axis::over("Points", 0.0, 100.0),
            periods: (1..=values.len()).map(|index| format!("Q{index}")).collect(),
            series: vec![Series {
                name: String::new(),
                points: values.iter().map(|value| value.map(point)).collect(),
            }],
            ..Lines::default()
        }
    }

    #[test]
    fn a_missing_value_is_a_gap() {
        let picture = lines(&[Some(10.0), Some(20.0), None, Some(30.0), Some(f64::NAN)]).svg();
        assert_eq!(picture.matches("c-path").count(), 1);
        assert_eq!(picture.matches("c-mark").count(), 3);
        assert_eq!(runs(5, &[], |at| at != 2), [0..2, 3..5]);
    }

    #[test]
    fn a_break_interrupts_the_line_and_is_named() {
        let mut lines = lines(&[Some(10.0), Some(20.0), Some(30.0), Some(40.0)]);
        lines.breaks = vec![Break {
            before: 2,
            label: "new scale".to_owned(),
            href: None,
        }];
        let picture = lines.svg();
        assert_eq!(picture.matches("c-path").count(), 2);
        assert!(picture.contains("c-break") && picture.contains(">new scale</text>"));
        assert_eq!(lines.table().rows[2], ["Q3", "30", "new scale"]);
        assert_eq!(runs(4, &[2], |_| true), [0..2, 2..4]);
    }

    #[test]
    fn points_stand_over_the_middle_of_their_periods() {
        let picture = lines(&[Some(0.0), Some(100.0)]).svg();
        assert!(
            picture.contains("cy=\"268\"") && picture.contains("cy=\"28\""),
            "{picture}"
        );
    }

    #[test]
    fn a_fifth_series_is_told_and_not_drawn() {
        let mut lines = lines(&[Some(10.0), Some(20.0)]);
        lines.series = vec![lines.series[0].clone(); 5];
        let picture = lines.svg();
        assert!(picture.contains("1 more in the table."));
        assert_eq!(picture.matches("<path class=\"c-path\"").count(), 4);
    }

    #[test]
    fn a_provisional_point_is_hollow() {
        let mut lines = lines(&[Some(10.0), Some(20.0)]);
        lines.series[0].points[1].as_mut().unwrap().provisional = true;
        assert!(lines.svg().contains("c-open"));
        assert_eq!(lines.table().rows[1], ["Q2", "20", "provisional"]);
    }
}
