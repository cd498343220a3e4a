//! The sheet that a chart is drawn on: lines, shapes and words as SVG elements, colour by class only.

use super::picture::Head;
use super::words::{self, LEADING};
use super::{escape, round};

/// Width of a chart across the page.
pub(super) const WIDTH: f64 = 720.0;

/// Height of the row of names over a chart.
pub(super) const KEY: f64 = 30.0;

/// The shape of a mark: what it stands for can be told without its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    Dot,
    Square,
    Diamond,
    Triangle,
}

impl Mark {
    /// The mark of a series.
    pub(super) fn of(series: usize) -> Self {
        [Self::Dot, Self::Square, Self::Diamond, Self::Triangle][series % 4]
    }
}

/// Elements in the order of drawing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Sheet {
    parts: Vec<String>,
    open: Vec<&'static str>,
    links: bool,
}

impl Sheet {
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.parts.push(format!(
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            round(from.0),
            round(from.1),
            round(to.0),
            round(to.1)
        ));
    }

    /// A box; one without area is left out.
    pub(super) fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        if width > 0.0 && height > 0.0 {
            self.parts.push(rect(class, x, y, width, height));
        }
    }

    /// A box with lines across it in the colour of its class, for what is not shown or not final.
    pub(super) fn hatched(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        if width <= 0.0 || height <= 0.0 {
            return;
        }
        self.parts.push(rect(class, x, y, width, height));
        let mut lines = Vec::new();
        // Lines at 45 degrees, cut where they leave the box; a few hundred at most.
        let gap = ((width + height) / 300.0).max(6.0);
        let mut along = gap;
        while along < width + height {
            let (x1, y1) = if along <= width {
                (x + along, y)
            } else {
                (x + width, y + along - width)
            };
            let (x2, y2) = if along <= height {
                (x, y + along)
            } else {
                (x + along - height, y + height)
            };
            lines.push(format!("M{} {}L{} {}", round(x1), round(y1), round(x2), round(y2)));
            along += gap;
        }
        self.path("c-hatch", &lines.concat());
    }

    pub(super) fn path(&mut self, class: &str, data: &str) {
        if !data.is_empty() {
            self.parts.push(format!("<path class=\"{class}\" d=\"{data}\"/>"));
        }
    }

    /// A line through points.
    pub(super) fn polyline(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.len() > 1 {
            self.path(class, &through(points));
        }
    }

    /// An area with these corners.
    pub(super) fn area(&mut self, class: &str, corners: &[(f64, f64)]) {
        if corners.len() > 2 {
            self.path(class, &(through(corners) + "Z"));
        }
    }

    /// Words on one line; empty ones leave nothing.
    pub(super) fn text(&mut self, class: &str, x: f64, y: f64, words: &str) {
        if !words.is_empty() {
            let class = if class.is_empty() {
                String::new()
            } else {
                format!(" class=\"{class}\"")
            };
            self.parts.push(format!(
                "<text{class} x=\"{}\" y=\"{}\">{}</text>",
                round(x),
                round(y),
                escape(words)
            ));
        }
    }

    /// Words on several lines about a middle height.
    pub(super) fn block(&mut self, class: &str, x: f64, middle: f64, lines: &[String]) {
        let first = middle + 4.5 - LEADING * (super::float(lines.len()) - 1.0) / 2.0;
        for (index, line) in lines.iter().enumerate() {
            self.text(class, x, first + LEADING * super::float(index), line);
        }
    }

    pub(super) fn mark(&mut self, mark: Mark, class: &str, (x, y): (f64, f64), size: f64) {
        if mark == Mark::Dot {
            let (x, y, size) = (round(x), round(y), round(size));
            self.parts.push(format!(
                "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{size}\"/>"
            ));
            return;
        }
        // The same area for the eye.
        let (wide, side) = (size * 1.3, size * 0.9);
        let corners: &[(f64, f64)] = match mark {
            Mark::Dot | Mark::Square => &[(-side, -side), (side, -side), (side, side), (-side, side)],
            Mark::Diamond => &[(0.0, -wide), (wide, 0.0), (0.0, wide), (-wide, 0.0)],
            Mark::Triangle => &[(0.0, -wide), (wide, wide * 0.75), (-wide, wide * 0.75)],
        };
        let corners: Vec<(f64, f64)> = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
        self.area(class, &corners);
    }

    /// Begins a group whose class its shapes take their colour from.
    pub(super) fn group(&mut self, class: &str) {
        self.parts.push(format!("<g class=\"{class}\">"));
        self.open.push("</g>");
    }

    /// Begins a thing that says what it is when pointed at, and leads to where it comes from.
    pub(super) fn thing(&mut self, words: &str, href: Option<&str>) {
        match href.filter(|href| leads(href)) {
            Some(href) => {
                self.links = true;
                self.parts.push(format!("<a href=\"{}\">", escape(href)));
                self.open.push("</a>");
            }
            None => {
                self.parts.push("<g>".to_owned());
                self.open.push("</g>");
            }
        }
        if !words.is_empty() {
            self.parts.push(format!("<title>{}</title>", escape(words)));
        }
    }

    /// Ends the innermost group or thing.
    pub(super) fn end(&mut self) {
        self.parts.extend(self.open.pop().map(str::to_owned));
    }

    /// The picture.
    pub(super) fn finish(mut self, head: Head<'_>, class: &str, width: f64, height: f64) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        // A picture that holds links is a group: what stands inside an image cannot be reached by assistive technology.
        let role = if self.links { "group" } else { "img" };
        let (id, title, description) = (escape(head.id), escape(head.title), escape(head.description));
        let (width, height) = (round(width), round(height));
        let body = self.parts.concat();
        format!(
            "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" role=\"{role}\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{description}</desc>{body}</svg>"
        )
    }

    /// A chart across the page.
    pub(super) fn wide(self, head: Head<'_>, height: f64) -> String {
        self.finish(head, "chart chart--wide", WIDTH, height)
    }

    /// A picture of nothing: says so.
    pub(super) fn nothing(head: Head<'_>) -> String {
        let mut sheet = Self::default();
        sheet.text("c-note", 0.0, 26.0, "Nothing to show.");
        sheet.wide(head, 44.0)
    }

    /// Names over a chart, each beside a sample that the caller draws about a point; gives the height that they take.
    pub(super) fn key(&mut self, names: &[&str], mut sample: impl FnMut(&mut Self, usize, (f64, f64))) -> f64 {
        let (mut x, mut y) = (0.0, 10.0);
        for (index, name) in names.iter().enumerate() {
            let name = words::cut(name, WIDTH - 40.0);
            let wide = 28.0 + words::width(&name) + 20.0;
            if x > 0.0 && x + wide > WIDTH + 20.0 {
                x = 0.0;
                y += LEADING + 4.0;
            }
            sample(self, index, (x + 10.0, y));
            self.text("", x + 26.0, y + 4.5, &name);
            x += wide;
        }
        if names.is_empty() { 0.0 } else { y + KEY - 10.0 }
    }
}

fn rect(class: &str, x: f64, y: f64, width: f64, height: f64) -> String {
    let (x, y, width, height) = (round(x), round(y), round(width), round(height));
    format!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>")
}

/// Path data through points.
pub(super) fn through(points: &[(f64, f64)]) -> String {
    let joined = points.iter().enumerate().map(|(index, (x, y))| {
        let step = if index == 0 { "M" } else { "L" };
        format!("{step}{} {}", round(*x), round(*y))
    });
    joined.collect::<Vec<_>>().concat()
}

/// Whether an address is one of a page; an address with another scheme could run as a script.
fn leads(href: &str) -> bool {
    let place = href.split(['/', '?', '#']).next().unwrap_or_default();
    !href.is_empty() && (!place.contains(':') || place == "https:" || place == "http:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_with_links_is_a_group() {
        let mut sheet = Sheet::default();
        sheet.thing("CMP-1 & more", Some("complaints/CMP-1.html"));
        sheet.mark(Mark::Dot, "c-dot", (1.0, 2.0), 3.0);
        sheet.end();
        let head = Head {
            id: "a",
            title: "t",
            description: "d",
        };
        assert_eq!(
            sheet.wide(head, 10.0),
            "<svg class=\"chart chart--wide\" viewBox=\"0 0 720 10\" role=\"group\" aria-labelledby=\"a-t a-d\"><title id=\"a-t\">t</title><desc id=\"a-d\">d</desc><a href=\"complaints/CMP-1.html\"><title>CMP-1 &amp; more</title><circle class=\"c-dot\" cx=\"1\" cy=\"2\" r=\"3\"/></a></svg>"
        );
        assert!(Sheet::default().wide(head, 10.0).contains("role=\"img\""));
    }

    #[test]
    fn an_address_that_runs_is_no_link() {
        assert!(leads("a/b.html") && leads("#x") && leads("https://example.org/a:b") && leads("a.html?b:c"));
        assert!(!leads("javascript:alert(1)") && !leads(" data:text/html,x") && !leads(""));
    }

    #[test]
    fn lines_of_a_hatch_stay_inside() {
        let mut sheet = Sheet::default();
        sheet.hatched("c-rest", 10.0, 20.0, 12.0, 6.0);
        assert!(sheet.parts[1].contains("M16 20L10 26M22 20L16 26"), "{:?}", sheet.parts);
        let mut huge = Sheet::default();
        huge.hatched("c-rest", 0.0, 0.0, 1e6, 10.0);
        assert!(huge.parts[1].len() < 20_000);
    }
}
