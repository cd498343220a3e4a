//! Drawing: values and words in, SVG text out. A chart knows no record.
//!
//! Colours and lines come from the theme by class. Coordinates have two decimals at most, so that the same values give the
//! same bytes. Every picture has a title and a description, and a [`Picture`] also gives its values as a table. Numbers come
//! with the words to print; only the numbers along an axis are made here. What is no number is missing, never drawn.

mod axes;
mod labels;
mod picture;
mod scale;
mod sheet;
mod words;

pub use picture::{Head, Heading, Interval, Picture, Value, Values};
pub use scale::Axis;

pub mod columns;
pub mod control;
pub mod dumbbell;
pub mod funnel;
pub mod heat;
pub mod intervals;
pub mod layers;
pub mod likert;
pub mod line;
pub mod meter;
pub mod pairs;
pub mod pareto;
pub mod scatter;
pub mod slope;
pub mod spark;
pub mod stack;
pub mod survival;

/// Text as it may stand between tags or in a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            character => escaped.push(character),
        }
    }
    escaped
}

/// A coordinate with two decimals at most; what is no number never reaches a picture.
pub(crate) fn round(number: f64) -> String {
    if !number.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A count as a coordinate; counts of a page are far below the numbers that a float holds exactly.
#[expect(clippy::cast_precision_loss, reason = "counts are below 2^52")]
pub(crate) fn float(count: usize) -> f64 {
    count as f64
}

/// A picture with its title and description; the id keeps pictures of a page apart.
pub(crate) fn named(id: &str, class: &str, frame: &str, title: &str, description: &str, body: &str) -> String {
    let (id, title, description) = (escape(id), escape(title), escape(description));
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {frame} role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{description}</desc>{body}</svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short() {
        assert_eq!(round(1.0 / 3.0), "0.33");
        assert_eq!(round(100.0), "100");
        assert_eq!(round(-0.001), "0");
        assert_eq!(round(f64::NAN), "0");
    }

    #[test]
    fn words_cannot_leave_their_place() {
        assert_eq!(escape("a<b> & \"c\""), "a&lt;b&gt; &amp; &quot;c&quot;");
    }
}
