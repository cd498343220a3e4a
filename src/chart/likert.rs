//! Bars that diverge about the middle of a scale: what is below it lies left of the line, what is above it right.
//!
//! All bars of a block share one scale, so that they can be compared.

use super::{float, named, round};

/// Width of a bar.
const WIDTH: f64 = 1000.0;

/// The answers to one question, from the worst point to the best.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bar<'a> {
    /// Keeps pictures of a page apart.
    pub id: &'a str,
    /// What is asked.
    pub title: &'a str,
    /// What the picture shows, in words.
    pub description: &'a str,
    /// How many chose each point.
    pub counts: &'a [usize],
    /// The colour of each point, 0 worst to 6 best; as many as counts.
    pub classes: &'a [u8],
}

/// Shares below and above the middle of a scale; half of the middle answers lies on each side.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Sides {
    /// Below the middle.
    pub below: f64,
    /// Above it.
    pub above: f64,
}

/// The sides of a bar; both nothing without answers.
pub fn sides(counts: &[usize]) -> Sides {
    let all: usize = counts.iter().sum();
    if all == 0 {
        return Sides::default();
    }
    let half = counts.len() / 2;
    let odd = counts.len() % 2;
    let middle = if odd == 1 { float(counts[half]) / 2.0 } else { 0.0 };
    let below = float(counts[..half].iter().sum()) + middle;
    let above = float(counts[half + odd..].iter().sum()) + middle;
    Sides {
        below: below / float(all),
        above: above / float(all),
    }
}

/// The widest sides of a block of bars.
pub fn widest(bars: impl IntoIterator<Item = Sides>) -> Sides {
    bars.into_iter().fold(Sides::default(), |widest, sides| Sides {
        below: widest.below.max(sides.below),
        above: widest.above.max(sides.above),
    })
}

/// The colours of a scale with so many points, worst first.
pub fn classes(points: usize) -> Vec<u8> {
    match points {
        0 | 1 => vec![3; points],
        2 => vec![1, 5],
        3 => vec![1, 3, 5],
        4 => vec![0, 1, 5, 6],
        5 => vec![0, 1, 3, 5, 6],
        6 => vec![0, 1, 2, 4, 5, 6],
        7 => vec![0, 1, 2, 3, 4, 5, 6],
        8 => vec![0, 0, 1, 2, 4, 5, 6, 6],
        9 => vec![0, 0, 1, 2, 3, 4, 5, 6, 6],
        10 => vec![0, 0, 1, 1, 2, 4, 5, 5, 6, 6],
        points => {
            let colour = |point: usize| u8::try_from(point * 6 / (points - 1)).unwrap_or(6);
            (0..points).map(colour).collect()
        }
    }
}

/// The bar; `block` are the widest sides of all bars that it stands with.
pub fn svg(bar: &Bar<'_>, block: Sides) -> String {
    let all: usize = bar.counts.iter().sum();
    let whole = (block.below + block.above).max(f64::EPSILON);
    let scale = WIDTH / whole;
    let mut x = (block.below - sides(bar.counts).below) * scale;
    let mut body = vec!["<line x1=\"0\" x2=\"1000\" y1=\"14\" y2=\"14\" opacity=\".15\"/>".to_owned()];
    for (count, class) in bar.counts.iter().zip(bar.classes).filter(|(count, _)| **count > 0) {
        let width = float(*count) / float(all.max(1)) * scale;
        body.push(format!(
            "<rect class=\"lk{class}\" x=\"{}\" y=\"2\" width=\"{}\" height=\"24\"/>",
            round(x),
            round(width)
        ));
        x += width;
    }
    let middle = round(block.below * scale);
    body.push(format!("<line x1=\"{middle}\" x2=\"{middle}\" y1=\"0\" y2=\"28\"/>"));
    let frame = "1000 28\" preserveAspectRatio=\"none\"";
    named(bar.id, "likert-bar", frame, bar.title, bar.description, &body.concat())
}

/// What the colours mean: words for each point; neighbours of one colour stand together.
pub fn legend(labels: &[String], classes: &[u8]) -> String {
    let mut groups: Vec<(u8, &str, &str)> = Vec::new();
    for (label, class) in labels.iter().zip(classes) {
        match groups.last_mut() {
            Some((last, _, to)) if last == class => *to = label,
            _ => groups.push((*class, label, label)),
        }
    }
    let mut html = vec!["<p class=\"legend\">".to_owned()];
    for (class, from, to) in groups {
        let words = super::escape(&span(from, to));
        html.push(format!(
            "<span><svg viewBox=\"0 0 8 8\" aria-hidden=\"true\"><rect class=\"lk{class}\" width=\"8\" height=\"8\"/></svg>{words}</span>"
        ));
    }
    html.push("</p>".to_owned());
    html.concat()
}

/// Two labels, `1 poor` and `2`, as one: `1 to 2 poor`.
fn span(from: &str, to: &str) -> String {
    if from == to {
        return from.to_owned();
    }
    let (first, words) = from.split_once(' ').unwrap_or((from, ""));
    let (last, more) = to.split_once(' ').unwrap_or((to, ""));
    let words = if words.is_empty() { more } else { words };
    format!("{first} to {last} {words}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_middle_lies_on_each_side() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        let five = sides(&[1, 1, 4, 2, 2]);
        assert!(near(five.below, 0.4) && near(five.above, 0.6));
        let four = sides(&[1, 1, 1, 1]);
        assert!(near(four.below, 0.5) && near(four.above, 0.5));
        assert_eq!(sides(&[0, 0]), Sides::default());
    }

    #[test]
    fn a_bar_shares_the_scale_of_its_block() {
        let bar = Bar {
            id: "q1",
            title: "Dates & times",
            description: "3 answers",
            counts: &[1, 0, 2],
            classes: &classes(3),
        };
        let block = Sides {
            below: 0.5,
            above: 0.75,
        };
        assert_eq!(
            svg(&bar, block),
            "<svg class=\"likert-bar\" viewBox=\"0 0 1000 28\" preserveAspectRatio=\"none\" role=\"img\" aria-labelledby=\"q1-t q1-d\"><title id=\"q1-t\">Dates &amp; times</title><desc id=\"q1-d\">3 answers</desc><line x1=\"0\" x2=\"1000\" y1=\"14\" y2=\"14\" opacity=\".15\"/><rect class=\"lk1\" x=\"133.33\" y=\"2\" width=\"266.67\" height=\"24\"/><rect class=\"lk5\" x=\"400\" y=\"2\" width=\"533.33\" height=\"24\"/><line x1=\"400\" x2=\"400\" y1=\"0\" y2=\"28\"/></svg>"
        );
    }

    #[test]
    fn a_bar_without_answers_is_empty_and_not_broken() {
        let bar = Bar {
            id: "q",
            title: "t",
            description: "d",
            counts: &[0, 0, 0],
            classes: &classes(3),
        };
        assert!(!svg(&bar, Sides::default()).contains("NaN"));
    }

    #[test]
    fn every_scale_has_a_colour_for_every_point() {
        for points in 0..=20 {
            let classes = classes(points);
            assert_eq!(classes.len(), points);
            assert!(classes.is_sorted() && classes.iter().all(|class| *class <= 6));
        }
    }

    #[test]
    fn neighbours_of_one_colour_stand_together_in_the_legend() {
        let labels: Vec<String> = (1..=3).map(|point| point.to_string()).collect();
        let legend = legend(&labels, &[0, 0, 6]);
        assert!(legend.contains("</svg>1 to 2</span>") && legend.contains("</svg>3</span>"));
        assert_eq!(span("1 not at all", "2"), "1 to 2 not at all");
    }
}
