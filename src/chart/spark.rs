//! A small line beside a number: where it came from.

use super::float;
use super::line::runs;
use super::picture::{Head, Picture, Value, Values, drawn, text};
use super::scale::{Axis, Scale};
use super::sheet::{Mark, Sheet};

/// A small line over periods.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Spark<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What the periods are: `Quarter`.
    pub of: &'a str,
    /// What the values are: `Points`.
    pub measure: &'a str,
    /// Periods with their values; nothing where there is none.
    pub points: Vec<(String, Option<Value>)>,
    /// What is aimed at.
    pub target: Option<Value>,
}

const WIDTH: f64 = 144.0;
const HEIGHT: f64 = 32.0;
const EDGE: f64 = 4.0;

impl Picture for Spark<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        let mut sheet = Sheet::default();
        let values: Vec<Option<f64>> = self
            .points
            .iter()
            .map(|(_, value)| drawn(value.as_ref()).map(|value| value.at))
            .collect();
        let target = drawn(self.target.as_ref()).map(|target| target.at);
        let (low, high) = ends(values.iter().copied().flatten().chain(target));
        // The line fills its height: between its own ends and not between round numbers.
        let scale = Scale::of(&Axis::over("", low, high), [], HEIGHT - EDGE, EDGE);
        if let Some(target) = target {
            let y = scale.at(target);
            sheet.line("c-goal", (0.0, y), (WIDTH, y));
        }
        let room = (WIDTH - 2.0 * EDGE) / float(values.len().saturating_sub(1)).max(1.0);
        let place = |at: usize| Some((EDGE + room * float(at), scale.at(values[at]?)));
        for run in runs(values.len(), &[], |at| values[at].is_some()) {
            let points: Vec<(f64, f64)> = run.filter_map(place).collect();
            match points[..] {
                [alone] => sheet.mark(Mark::Dot, "c-dot", alone, 1.5),
                _ => sheet.polyline("c-line", &points),
            }
        }
        if let Some(last) = (0..values.len()).rev().find_map(place) {
            sheet.mark(Mark::Dot, "c-dot", last, 3.5);
        }
        sheet.finish(self.head, "spark", WIDTH, HEIGHT)
    }

    fn table(&self) -> Values {
        let mut values = Values::new(&[self.of, &format!("{}>", self.measure)]);
        for (period, value) in &self.points {
            values.row(vec![period.clone(), text(value.as_ref())]);
        }
        if let Some(target) = &self.target {
            values.row(vec!["target".to_owned(), target.text.clone()]);
        }
        values
    }
}

/// The least and the greatest; a line of equal values runs through the middle.
fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if low < high {
        return (low, high);
    }
    let middle = if low.is_finite() { low } else { 0.0 };
    let room = middle.abs().max(1.0);
    (middle - room, middle + room)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spark(values: &[Option<f64>], target: Option<f64>) -> String {
        let value = |at: f64| Value::new(at, format!("{at}"));
        let points = values
            .iter()
            .enumerate()
            .map(|(index, at)| (format!("Q{index}"), at.map(value)));
        let spark = Spark {
            points: points.collect(),
            target: target.map(value),
            ..Spark::default()
        };
        assert_eq!(spark.table().rows.len(), values.len() + usize::from(target.is_some()));
        spark.svg()
    }

    #[test]
    fn the_line_fills_its_height_and_ends_in_a_dot() {
        let picture = spark(&[Some(1.0), Some(3.0), Some(2.0)], None);
        assert!(picture.contains("d=\"M4 28L72 4L140 16\""), "{picture}");
        assert!(picture.contains("<circle class=\"c-dot\" cx=\"140\" cy=\"16\" r=\"3.5\"/>"));
    }

    #[test]
    fn equal_values_run_through_the_middle() {
        assert!(spark(&[Some(7.0), Some(7.0)], None).contains("d=\"M4 16L140 16\""));
        assert!(spark(&[Some(7.0)], Some(7.0)).contains("y1=\"16\""));
    }

    #[test]
    fn a_gap_stays_a_gap() {
        let picture = spark(&[Some(1.0), None, Some(f64::NAN), Some(2.0), Some(3.0), None], None);
        assert_eq!(picture.matches("<path").count(), 1);
        assert_eq!(picture.matches("<circle").count(), 2);
        assert!(!spark(&[], None).contains("NaN"));
    }
}
