//! Counts over periods as columns on a common base line.

use super::{escape, float, named, round};

/// Counts over periods.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Columns<'a> {
    /// Keeps pictures of a page apart.
    pub id: &'a str,
    /// What is counted.
    pub title: &'a str,
    /// What the picture shows, in words.
    pub description: &'a str,
    /// Short name of each period, and its count.
    pub bars: &'a [(String, usize)],
}

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 36.0;
const BOTTOM: f64 = 34.0;
const TOP: f64 = 18.0;

/// The picture, 900 units wide.
pub fn svg(columns: &Columns<'_>) -> String {
    let most = columns.bars.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let step = step(most);
    let top = most.div_ceil(step).max(1) * step;
    let y = |count: usize| HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * float(count) / float(top);
    let mut body = Vec::new();
    for value in (0..=top).step_by(step) {
        let class = if value == 0 { "c-axis" } else { "c-grid" };
        let at = round(y(value));
        body.push(format!(
            "<line class=\"{class}\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{at}\" y2=\"{at}\"/>"
        ));
        body.push(format!(
            "<text class=\"c-end\" x=\"{}\" y=\"{}\">{value}</text>",
            round(LEFT - 8.0),
            round(y(value) + 4.5)
        ));
    }
    let room = (WIDTH - LEFT) / float(columns.bars.len().max(1));
    let width = (room * 0.62).min(46.0);
    let every = columns.bars.len().div_ceil(16).max(1);
    for (index, (label, count)) in columns.bars.iter().enumerate() {
        let middle = LEFT + room * (float(index) + 0.5);
        if *count > 0 {
            body.push(format!(
                "<rect class=\"c-bar\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                round(middle - width / 2.0),
                round(y(*count)),
                round(width),
                round(y(0) - y(*count))
            ));
        }
        if columns.bars.len() <= 24 {
            body.push(format!(
                "<text class=\"c-mid c-value\" x=\"{}\" y=\"{}\">{count}</text>",
                round(middle),
                round(y(*count) - 6.0)
            ));
        }
        if index % every == 0 {
            body.push(format!(
                "<text class=\"c-mid\" x=\"{}\" y=\"{}\">{}</text>",
                round(middle),
                round(HEIGHT - 12.0),
                escape(label)
            ));
        }
    }
    let frame = format!("{WIDTH} {HEIGHT}\"");
    named(
        columns.id,
        "chart chart--wide",
        &frame,
        columns.title,
        columns.description,
        &body.concat(),
    )
}

/// The distance of the lines: 1, 2 or 5 times a power of ten, so that there are at most five.
fn step(most: usize) -> usize {
    let mut power = 1;
    loop {
        for factor in [1, 2, 5] {
            if most <= power * factor * 5 {
                return power * factor;
            }
        }
        power *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_few_and_round() {
        assert_eq!([0, 4, 11, 26, 60, 5000].map(step), [1, 1, 5, 10, 20, 1000]);
    }

    #[test]
    fn a_column_stands_on_the_base_line() {
        let bars = [("Q1".to_owned(), 2), ("Q2".to_owned(), 0)];
        let picture = svg(&Columns {
            id: "c",
            title: "Complaints",
            description: "by quarter",
            bars: &bars,
        });
        assert!(picture.starts_with(
            "<svg class=\"chart chart--wide\" viewBox=\"0 0 900 260\" role=\"img\" aria-labelledby=\"c-t c-d\">"
        ));
        assert!(picture.contains("<rect class=\"c-bar\" x=\"229\" y=\"18\" width=\"46\" height=\"208\"/>"));
        assert_eq!(picture.matches("<rect").count(), 1);
    }

    #[test]
    fn nothing_to_draw_is_drawn() {
        let picture = svg(&Columns {
            id: "c",
            title: "t",
            description: "d",
            bars: &[],
        });
        assert!(!picture.contains("NaN"));
    }
}
