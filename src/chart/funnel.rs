//! Shares against what they rest on: small bases vary more, and only what lies outside the funnel stands out.

use super::axes::{self, Plot};
use super::labels::{Area, place};
use super::picture::{Head, Picture, Value, Values, drawn, sentence, text};
use super::scale::{Axis, Scale};
use super::sheet::{Mark, Sheet, WIDTH};
use super::words::{self, cut, width};

/// Shares against their bases.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Funnel<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What the points are: `Team`.
    pub of: &'a str,
    /// What a share rests on.
    pub base: Axis<'a>,
    /// What share, with its unit.
    pub share: Axis<'a>,
    /// The share of all.
    pub centre: Option<Value>,
    /// The limits in the order of their bases.
    pub limits: Vec<Limits>,
    /// The points.
    pub points: Vec<Point>,
}

/// The limits at a base.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Limits {
    /// The base.
    pub base: f64,
    /// Lower and upper limit of 95 percent.
    pub inner: (f64, f64),
    /// Lower and upper limit of 99.8 percent.
    pub outer: (f64, f64),
}

/// A share with its base.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Point {
    /// Of whom or what.
    pub label: String,
    /// Where to read on.
    pub href: Option<String>,
    /// The base.
    pub base: Value,
    /// The share.
    pub share: Value,
    /// Where it lies.
    pub place: Standing,
}

/// Where a point lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Standing {
    /// Inside the inner limits.
    #[default]
    Inside,
    /// Between the inner and the outer limits.
    Beyond95,
    /// Outside the outer limits.
    Beyond998,
}

impl Standing {
    fn words(self) -> &'static str {
        match self {
            Self::Inside => "inside both",
            Self::Beyond95 => "beyond 95 %",
            Self::Beyond998 => "beyond 99.8 %",
        }
    }

    fn mark(self, sheet: &mut Sheet, at: (f64, f64)) {
        match self {
            Self::Inside => sheet.mark(Mark::Dot, "c-dot", at, 4.0),
            Self::Beyond95 => sheet.mark(Mark::Diamond, "c-warning", at, 5.0),
            Self::Beyond998 => sheet.mark(Mark::Diamond, "c-signal", at, 5.5),
        }
    }
}

const HEIGHT: f64 = 320.0;

impl Picture for Funnel<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        let points: Vec<&Point> = self
            .points
            .iter()
            .filter(|point| point.base.at.is_finite() && point.share.at.is_finite())
            .collect();
        if points.is_empty() {
            return Sheet::nothing(self.head);
        }
        let mut sheet = Sheet::default();
        let kinds: Vec<Standing> = [Standing::Inside, Standing::Beyond95, Standing::Beyond998]
            .into_iter()
            .filter(|kind| points.iter().any(|point| point.place == *kind))
            .collect();
        let names: Vec<&str> = kinds.iter().map(|kind| kind.words()).collect();
        let key = sheet.key(&names, |sheet, index, at| kinds[index].mark(sheet, at));
        let limits: Vec<&Limits> = self.limits.iter().filter(|limit| limit.is_drawn()).collect();
        let centre = drawn(self.centre.as_ref());
        let shares: Vec<f64> = points
            .iter()
            .map(|point| point.share.at)
            .chain(limits.iter().flat_map(|limit| [limit.outer.0, limit.outer.1]))
            .chain(centre.map(|centre| centre.at))
            .collect();
        let bases = points
            .iter()
            .map(|point| point.base.at)
            .chain(limits.iter().map(|limit| limit.base))
            .chain([0.0]);
        let bases: Vec<f64> = bases.collect();
        let probe = Scale::of(&self.share, shares.iter().copied(), HEIGHT, 0.0);
        let ends = self.ends(&limits, centre);
        let right = words::widest(ends.iter().map(|(_, words, _)| words.as_str())).min(170.0);
        let plot = Plot {
            left: words::widest(probe.ticks().iter().map(|(_, words)| words.as_str())) + 10.0,
            top: key + 28.0,
            right: WIDTH - right - 18.0,
            bottom: key + 28.0 + HEIGHT,
        };
        let up = Scale::of(&self.share, shares, plot.bottom, plot.top);
        let across = Scale::of(&self.base.until(bases.iter().copied()), bases, plot.left, plot.right);
        sheet.text("c-title", 0.0, key + 10.0, &cut(self.share.title, WIDTH));
        plot.upright(&mut sheet, &up, "");
        plot.floor(&mut sheet);
        plot.numbers(&mut sheet, &across);
        plot.below(&mut sheet, self.base.title);
        if let Some(centre) = centre {
            sheet.line(
                "c-centre",
                (plot.left, up.at(centre.at)),
                (plot.right, up.at(centre.at)),
            );
        }
        type Line = fn(&Limits) -> f64;
        let lines: [(&str, Line); 4] = [
            ("c-limit c-dash", |limit| limit.inner.0),
            ("c-limit c-dash", |limit| limit.inner.1),
            ("c-limit", |limit| limit.outer.0),
            ("c-limit", |limit| limit.outer.1),
        ];
        for (class, line) in lines {
            let curve: Vec<(f64, f64)> = limits
                .iter()
                .map(|limit| (across.at(limit.base), up.at(line(limit))))
                .collect();
            sheet.polyline(class, &curve);
        }
        self.points(&mut sheet, &points, &plot, &across, &up);
        let ends: Vec<(f64, String, &str)> = ends
            .into_iter()
            .map(|(at, words, class)| (up.at(at), cut(&words, 170.0), class))
            .collect();
        axes::ends(&mut sheet, plot.right, &ends, plot.top, plot.bottom);
        sheet.wide(self.head, plot.bottom + 46.0)
    }

    fn table(&self) -> Values {
        let title = |axis: &Axis<'_>, other: &str| {
            if axis.title.is_empty() {
                format!("{other}>")
            } else {
                format!("{}>", axis.title)
            }
        };
        let mut values = Values::new(&[
            self.of,
            &title(&self.base, "Base"),
            &title(&self.share, "Share"),
            "Limits",
        ]);
        for point in &self.points {
            values.row(vec![
                point.label.clone(),
                text(Some(&point.base)),
                text(Some(&point.share)),
                point.place.words().to_owned(),
            ]);
        }
        if let Some(centre) = &self.centre {
            values.row(vec!["All".to_owned(), String::new(), text(Some(centre)), String::new()]);
        }
        values
    }
}

impl Limits {
    fn is_drawn(&self) -> bool {
        [self.base, self.inner.0, self.inner.1, self.outer.0, self.outer.1]
            .iter()
            .all(|number| number.is_finite())
    }
}

impl Funnel<'_> {
    /// Where the limits run, which words had better not lie over.
    fn lines(&self, across: &Scale, up: &Scale) -> Vec<Area> {
        let limits: Vec<&Limits> = self.limits.iter().filter(|limit| limit.is_drawn()).collect();
        let ends = |limit: &Limits| [limit.inner.0, limit.inner.1, limit.outer.0, limit.outer.1].map(|at| up.at(at));
        let pieces = limits.windows(2).flat_map(|pair| {
            let (left, right) = (across.at(pair[0].base), across.at(pair[1].base));
            ends(pair[0])
                .into_iter()
                .zip(ends(pair[1]))
                .map(move |(from, to)| Area {
                    left,
                    top: from.min(to),
                    right: right.max(left + 0.1),
                    bottom: from.max(to) + 0.1,
                })
        });
        pieces.collect()
    }

    /// The lines by name at their right end.
    fn ends(&self, limits: &[&Limits], centre: Option<&Value>) -> Vec<(f64, String, &'static str)> {
        let mut ends: Vec<(f64, String, &'static str)> = Vec::new();
        ends.extend(centre.map(|centre| (centre.at, centre.text.clone(), "c-name")));
        if let Some(last) = limits.last() {
            ends.push((last.inner.1, "95 %".to_owned(), ""));
            ends.push((last.outer.1, "99.8 %".to_owned(), ""));
        }
        ends
    }

    fn points(&self, sheet: &mut Sheet, points: &[&Point], plot: &Plot, across: &Scale, up: &Scale) {
        let spot = |point: &Point| (across.at(point.base.at), up.at(point.share.at));
        // Names only for what stands out: the rest is the same for all that the chart can tell. They choose first.
        let mut order: Vec<&&Point> = points.iter().collect();
        order.sort_by_key(|point| point.place == Standing::Inside);
        let outside: Vec<String> = order
            .iter()
            .take_while(|point| point.place != Standing::Inside)
            .map(|point| cut(&point.label, 190.0))
            .collect();
        let wanted: Vec<((f64, f64), f64)> = order
            .iter()
            .zip(&outside)
            .map(|(point, label)| (spot(point), width(label)))
            .collect();
        let taken: Vec<Area> = order[outside.len()..]
            .iter()
            .map(|point| Area::about(spot(point), 4.0))
            .collect();
        let bounds = Area {
            left: plot.left,
            top: plot.top,
            right: plot.right,
            bottom: plot.bottom,
        };
        let mut places = place(&wanted, &taken, &self.lines(across, up), &bounds).into_iter();
        let mut labels = outside.iter();
        for point in order {
            let words = sentence(&[&point.label, &point.base.text, &point.share.text, point.place.words()]);
            let at = spot(point);
            sheet.thing(&words, point.href.as_deref());
            if let (Some(Some(free)), Some(label)) = (places.next(), labels.next()) {
                if free.far {
                    sheet.line("c-lead", at, free.foot(at));
                }
                sheet.text(
                    "c-over c-name",
                    free.area.left,
                    f64::midpoint(free.area.top, free.area.bottom) + 4.5,
                    label,
                );
            }
            point.place.mark(sheet, at);
            sheet.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn funnel(points: Vec<Point>) -> Funnel<'static> {
        let limits = [10.0, 100.0].map(|base| Limits {
            base,
            inner: (40.0, 60.0),
            outer: (30.0, 70.0),
        });
        Funnel {
            of: "Team",
            base: Axis::new("Answers"),
            share: Axis::over("Satisfied, percent", 0.0, 100.0),
            centre: Some(Value::new(50.0, "all 50")),
            limits: limits.to_vec(),
            points,
            ..Funnel::default()
        }
    }

    fn point(label: &str, base: f64, share: f64, place: Standing) -> Point {
        Point {
            label: label.to_owned(),
            base: Value::new(base, format!("n {base}")),
            share: Value::new(share, format!("{share} %")),
            place,
            ..Point::default()
        }
    }

    #[test]
    fn only_what_stands_out_has_a_name() {
        let funnel = funnel(vec![
            point("calm", 50.0, 50.0, Standing::Inside),
            point("low", 50.0, 20.0, Standing::Beyond998),
        ]);
        let picture = funnel.svg();
        assert!(picture.contains(">low</text>") && !picture.contains(">calm</text>"));
        assert!(picture.contains("<title>calm, n 50, 50 %, inside both</title>"));
        assert_eq!(funnel.table().rows[1], ["low", "n 50", "20 %", "beyond 99.8 %"]);
    }

    #[test]
    fn four_curves_bound_the_funnel() {
        let picture = funnel(vec![point("a", 50.0, 50.0, Standing::Inside)]).svg();
        assert_eq!(picture.matches("<path class=\"c-limit").count(), 4);
        assert_eq!(picture.matches("<path class=\"c-limit c-dash\"").count(), 2);
    }

    #[test]
    fn limits_that_are_no_numbers_are_left_out() {
        let mut funnel = funnel(vec![point("a", 50.0, 50.0, Standing::Inside)]);
        funnel.limits[0].outer.0 = f64::NAN;
        let picture = funnel.svg();
        assert!(!picture.contains("NaN") && !picture.contains("<path class=\"c-limit"));
    }
}
