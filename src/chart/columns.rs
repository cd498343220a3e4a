//! Counts over periods as columns on a common base line.

use super::axes::Plot;
use super::scale::{Axis, Scale};
use super::sheet::{Sheet, WIDTH};
use super::{Head, float, words};

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

const HEIGHT: f64 = 200.0;

/// The picture.
pub fn svg(columns: &Columns<'_>) -> String {
    let mut sheet = Sheet::default();
    let counts = || columns.bars.iter().map(|(_, count)| float(*count));
    let axis = Axis::new("");
    let probe = Scale::of(&axis, counts().chain([0.0, 1.0]), HEIGHT, 0.0);
    let plot = Plot {
        left: words::widest(probe.ticks().iter().map(|(_, words)| words.as_str())) + 10.0,
        top: 18.0,
        right: WIDTH,
        bottom: 18.0 + HEIGHT,
    };
    // Counts are whole, and so are the numbers beside them: the axis reaches to five at least.
    let scale = Scale::of(&axis, counts().chain([0.0, 5.0]), plot.bottom, plot.top);
    plot.upright(&mut sheet, &scale, "");
    let names: Vec<&str> = columns.bars.iter().map(|(label, _)| label.as_str()).collect();
    plot.periods(&mut sheet, &names);
    let width = ((plot.right - plot.left) / float(columns.bars.len().max(1)) * 0.62).min(46.0);
    for ((label, count), middle) in columns.bars.iter().zip(plot.middles(columns.bars.len())) {
        let y = scale.at(float(*count));
        let number = count.to_string();
        sheet.thing(&format!("{label}: {count}"), None);
        sheet.rect("c-bar", middle - width / 2.0, y, width, plot.bottom - y);
        if words::width(&number) <= width + 8.0 {
            sheet.text("c-mid c-value", middle, y - 6.0, &number);
        }
        sheet.end();
    }
    plot.floor(&mut sheet);
    let head = Head {
        id: columns.id,
        title: columns.title,
        description: columns.description,
    };
    sheet.wide(head, plot.bottom + 28.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(bars: &[(String, usize)]) -> String {
        svg(&Columns {
            id: "c",
            title: "Complaints",
            description: "by quarter",
            bars,
        })
    }

    #[test]
    fn a_column_stands_on_the_base_line() {
        let picture = picture(&[("Q1".to_owned(), 10), ("Q2".to_owned(), 0)]);
        assert!(picture.starts_with(
            "<svg class=\"chart chart--wide\" viewBox=\"0 0 720 246\" role=\"img\" aria-labelledby=\"c-t c-d\">"
        ));
        assert!(picture.contains("y=\"18\" width=\"46\" height=\"200\"/>"), "{picture}");
        assert_eq!(picture.matches("<rect").count(), 1);
    }

    #[test]
    fn numbers_of_small_counts_are_whole() {
        for most in [0, 1, 2, 3, 5, 9] {
            let picture = picture(&[("Q1".to_owned(), most)]);
            let numbers = picture
                .split("c-end\"")
                .skip(1)
                .filter_map(|rest| rest.split(['>', '<']).nth(1));
            assert!(
                numbers.clone().count() > 2 && !numbers.clone().any(|words| words.contains('.')),
                "{picture}"
            );
        }
    }

    #[test]
    fn nothing_to_draw_is_drawn() {
        assert!(!picture(&[]).contains("NaN"));
    }
}
