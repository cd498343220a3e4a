//! A part of a whole as a bar.

use super::{escape, float, round};

/// The bar; empty where there is no whole.
pub fn svg(part: usize, whole: usize, label: &str) -> String {
    let width = if whole == 0 {
        0.0
    } else {
        (200.0 * float(part) / float(whole)).min(200.0)
    };
    format!(
        "<svg class=\"meter\" viewBox=\"0 0 200 8\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\"><rect class=\"c-rest\" width=\"200\" height=\"8\"/><rect class=\"c-bar\" width=\"{}\" height=\"8\"/></svg>",
        escape(label),
        round(width)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_as_long_as_the_part() {
        assert_eq!(
            svg(1, 3, "1 of 3"),
            "<svg class=\"meter\" viewBox=\"0 0 200 8\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"1 of 3\"><rect class=\"c-rest\" width=\"200\" height=\"8\"/><rect class=\"c-bar\" width=\"66.67\" height=\"8\"/></svg>"
        );
        assert!(svg(1, 0, "").contains("width=\"0\""));
    }
}
