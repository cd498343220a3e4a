//! Things that lead to one another, from left to right.
//!
//! Drawn in layers after Sugiyama, Tagawa and Toda (1981), in three steps: each thing stands one layer behind the furthest of
//! those that lead to it; within the layers neighbours are drawn together by the mean place of what they are joined with
//! (barycentre), and the order with the fewest crossings is kept; then each stands as near as it can to what it is joined with.
//! Links that say nothing new, because a longer way leads there too, are left out.

use super::labels::spread;
use super::picture::{Head, Picture, Values, sentence};
use super::sheet::Sheet;
use super::words::cut;
use super::{float, round};
use std::collections::BTreeSet;

/// Things with what leads to what.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layers<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// The things, in the order in which they stand below one another where nothing else decides.
    pub things: Vec<Thing>,
    /// From which to which, by place in the list; those that name no thing are left out.
    pub links: Vec<(usize, usize)>,
}

/// A thing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Thing {
    /// Its short name.
    pub name: String,
    /// How it stands, in words.
    pub state: String,
    /// What it is, for whoever points at it.
    pub title: String,
    /// Where to read on.
    pub href: Option<String>,
    /// How it is drawn.
    pub look: Look,
}

/// How a thing is drawn; the words in it say the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Look {
    /// In a box.
    #[default]
    Plain,
    /// In a box with a thick edge: what the picture is about.
    Here,
    /// In a dashed box: something is missing.
    Missing,
}

/// How many things a picture holds so that it can be read.
pub const MOST: usize = 60;

const BOX: f64 = 132.0;
const HEIGHT: f64 = 40.0;
const ROW: f64 = 52.0;
const GAP: f64 = 46.0;

/// Most layers for which the theme knows a width of its own.
const WIDEST: usize = 10;

/// How often the layers are put in order from left to right and back.
const SWEEPS: usize = 8;

impl Picture for Layers<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        if self.things.is_empty() {
            return Sheet::nothing(self.head);
        }
        let links = self.telling_links();
        let layers = ordered(layers(self.things.len(), &links), &links);
        let places = places(&layers, &links, self.things.len());
        let deepest = layers.iter().map(Vec::len).max().unwrap_or(0);
        let mut left = vec![0.0; self.things.len()];
        for (number, layer) in layers.iter().enumerate() {
            for thing in layer {
                left[*thing] = 1.0 + float(number) * (BOX + GAP);
            }
        }
        let mut sheet = Sheet::default();
        for (from, to) in &links {
            let (start, end) = ((left[*from] + BOX, places[*from]), (left[*to], places[*to]));
            let bend = GAP * 0.6;
            let data = format!(
                "M{} {}C{} {} {} {} {} {}",
                round(start.0),
                round(start.1),
                round(start.0 + bend),
                round(start.1),
                round(end.0 - bend),
                round(end.1),
                round(end.0),
                round(end.1)
            );
            sheet.path("c-way", &data);
            let tip = [(end.0, end.1), (end.0 - 6.0, end.1 - 3.5), (end.0 - 6.0, end.1 + 3.5)];
            sheet.area("c-tip", &tip);
        }
        for (number, thing) in self.things.iter().enumerate() {
            thing.draw(&mut sheet, (left[number], places[number]));
        }
        let width = 2.0 + float(layers.len()) * (BOX + GAP) - GAP;
        let height = float(deepest) * ROW;
        // As wide as its layers, so that the words keep their size; a page that is narrower scrolls.
        let class = format!("chart chart--own chart--n{}", layers.len().min(WIDEST));
        sheet.finish(self.head, &class, width, height)
    }

    fn table(&self) -> Values {
        let mut values = Values::new(&["Name", "Title", "State", "Leads to"]);
        let links = self.telling_links();
        for (number, thing) in self.things.iter().enumerate() {
            let next = links.iter().filter(|(from, _)| *from == number);
            let next: Vec<&str> = next.map(|(_, to)| self.things[*to].name.as_str()).collect();
            values.row(vec![
                thing.name.clone(),
                thing.title.clone(),
                thing.state.clone(),
                next.join(", "),
            ]);
        }
        values.filled()
    }
}

impl Thing {
    fn draw(&self, sheet: &mut Sheet, (left, middle): (f64, f64)) {
        let class = match self.look {
            Look::Plain => "c-box",
            Look::Here => "c-box c-box--here",
            Look::Missing => "c-box c-box--missing",
        };
        sheet.thing(&sentence(&[&self.name, &self.title, &self.state]), self.href.as_deref());
        sheet.rect(class, left, middle - HEIGHT / 2.0, BOX, HEIGHT);
        sheet.text("c-name", left + 8.0, middle - 3.5, &cut(&self.name, BOX - 14.0));
        sheet.text("", left + 8.0, middle + 12.5, &cut(&self.state, BOX - 14.0));
        sheet.end();
    }
}

impl Layers<'_> {
    /// The links without those that close a circle and those that a longer way tells too.
    fn telling_links(&self) -> Vec<(usize, usize)> {
        let count = self.things.len();
        let known = |(from, to): &&(usize, usize)| *from < count && *to < count && from != to;
        let all: BTreeSet<(usize, usize)> = self.links.iter().filter(known).copied().collect();
        let forward = without_circles(count, &all);
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (from, to) in &forward {
            next[*from].push(*to);
        }
        let reach = |from: usize, to: usize| {
            let mut met = BTreeSet::new();
            let mut open: Vec<usize> = next[from].iter().copied().filter(|step| *step != to).collect();
            while let Some(at) = open.pop() {
                if at == to {
                    return true;
                }
                if met.insert(at) {
                    open.extend(&next[at]);
                }
            }
            false
        };
        forward
            .iter()
            .copied()
            .filter(|(from, to)| !reach(*from, *to))
            .collect()
    }
}

/// The links without those that lead back to where a way came from.
fn without_circles(count: usize, links: &BTreeSet<(usize, usize)>) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to) in links {
        next[*from].push(*to);
    }
    let mut marks = vec![Mark::New; count];
    let mut kept = Vec::new();
    for start in 0..count {
        // Depth first with a list of its own: a long way must not fill the stack.
        let mut way = vec![(start, 0usize)];
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::Open;
        while let Some((at, tried)) = way.pop() {
            let Some(step) = next[at].get(tried).copied() else {
                marks[at] = Mark::Done;
                continue;
            };
            way.push((at, tried + 1));
            if marks[step] != Mark::Open {
                kept.push((at, step));
            }
            if marks[step] == Mark::New {
                marks[step] = Mark::Open;
                way.push((step, 0));
            }
        }
    }
    kept.sort_unstable();
    kept
}

/// Things by layer: each one behind the furthest of those that lead to it, and what nothing leads to just before what it
/// leads to.
fn layers(count: usize, links: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut at = vec![0usize; count];
    for _ in 0..count {
        let mut moved = false;
        for (from, to) in links {
            if at[*to] <= at[*from] {
                at[*to] = at[*from] + 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    for thing in 0..count {
        let has_before = links.iter().any(|(_, to)| *to == thing);
        let nearest = links
            .iter()
            .filter(|(from, _)| *from == thing)
            .map(|(_, to)| at[*to])
            .min();
        if let Some(nearest) = nearest.filter(|_| !has_before) {
            at[thing] = nearest - 1;
        }
    }
    let deepest = at.iter().max().copied().unwrap_or(0);
    let mut layers = vec![Vec::new(); deepest + 1];
    for (thing, layer) in at.into_iter().enumerate() {
        layers[layer].push(thing);
    }
    layers
}

/// The layers in the order that crosses least of those that were tried.
fn ordered(mut layers: Vec<Vec<usize>>, links: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut best = layers.clone();
    let mut fewest = crossings(&layers, links);
    for sweep in 0..SWEEPS {
        let rows: Vec<usize> = if sweep % 2 == 0 {
            (1..layers.len()).collect()
        } else {
            (0..layers.len().saturating_sub(1)).rev().collect()
        };
        for row in rows {
            let place = ranks(&layers);
            let mean = |thing: usize| {
                let joined = links.iter().filter_map(|(from, to)| match sweep % 2 {
                    0 => (*to == thing).then_some(*from),
                    _ => (*from == thing).then_some(*to),
                });
                let places: Vec<f64> = joined.map(|other| place(other)).collect();
                if places.is_empty() {
                    place(thing)
                } else {
                    places.iter().sum::<f64>() / float(places.len())
                }
            };
            let mut keyed: Vec<(f64, usize)> = layers[row].iter().map(|thing| (mean(*thing), *thing)).collect();
            keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
            let order = keyed.into_iter().map(|(_, thing)| thing).collect();
            layers[row] = order;
        }
        let crossed = crossings(&layers, links);
        if crossed < fewest {
            fewest = crossed;
            best.clone_from(&layers);
        }
    }
    best
}

/// Where each thing stands in its layer, from 0 to 1.
fn ranks(layers: &[Vec<usize>]) -> impl Fn(usize) -> f64 + use<> {
    let count = layers.iter().flatten().max().map_or(0, |last| last + 1);
    let mut place = vec![0.5; count];
    for layer in layers {
        for (number, thing) in layer.iter().enumerate() {
            place[*thing] = (float(number) + 0.5) / float(layer.len());
        }
    }
    move |thing| place[thing]
}

/// How many pairs of links cross between layers.
fn crossings(layers: &[Vec<usize>], links: &[(usize, usize)]) -> usize {
    let place = ranks(layers);
    let mut crossed = 0;
    for (number, (from, to)) in links.iter().enumerate() {
        for (other_from, other_to) in &links[number + 1..] {
            let side = (place(*from) - place(*other_from)) * (place(*to) - place(*other_to));
            crossed += usize::from(side < 0.0);
        }
    }
    crossed
}

/// The middle heights of the things.
fn places(layers: &[Vec<usize>], links: &[(usize, usize)], count: usize) -> Vec<f64> {
    let deepest = layers.iter().map(Vec::len).max().unwrap_or(0);
    let (low, high) = (ROW / 2.0, float(deepest) * ROW - ROW / 2.0);
    let mut place = vec![0.0; count];
    for layer in layers {
        let free = (float(deepest) - float(layer.len())) * ROW / 2.0;
        for (number, thing) in layer.iter().enumerate() {
            place[*thing] = free + low + float(number) * ROW;
        }
    }
    for _ in 0..4 {
        for layer in layers.iter().filter(|layer| layer.len() < deepest) {
            let mut wanted: Vec<f64> = Vec::new();
            for thing in layer {
                let joined = links
                    .iter()
                    .filter_map(|(from, to)| match (*from == *thing, *to == *thing) {
                        (true, _) => Some(place[*to]),
                        (_, true) => Some(place[*from]),
                        (false, false) => None,
                    });
                let joined: Vec<f64> = joined.collect();
                let mean = if joined.is_empty() {
                    place[*thing]
                } else {
                    joined.iter().sum::<f64>() / float(joined.len())
                };
                // The order is kept.
                wanted.push(wanted.last().map_or(mean, |last| mean.max(*last)));
            }
            for (thing, at) in layer.iter().zip(spread(&wanted, ROW, low, high)) {
                place[*thing] = at;
            }
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(count: usize, links: &[(usize, usize)]) -> Layers<'static> {
        let thing = |number| Thing {
            name: format!("T{number}"),
            ..Thing::default()
        };
        Layers {
            head: Head {
                id: "l",
                title: "Ways",
                description: "what leads to what",
            },
            things: (0..count).map(thing).collect(),
            links: links.to_vec(),
        }
    }

    #[test]
    fn each_thing_stands_behind_what_leads_to_it() {
        let picture = picture(5, &[(0, 1), (1, 2), (0, 2), (3, 2), (2, 4)]);
        let links = picture.telling_links();
        assert_eq!(links, [(0, 1), (1, 2), (2, 4), (3, 2)], "0 leads to 2 by way of 1");
        assert_eq!(layers(5, &links), [vec![0], vec![1, 3], vec![2], vec![4]]);
    }

    #[test]
    fn a_circle_is_opened_and_what_is_not_there_is_left_out() {
        let picture = picture(3, &[(0, 1), (1, 2), (2, 0), (1, 1), (7, 0)]);
        assert_eq!(picture.telling_links(), [(0, 1), (1, 2)]);
        assert!(picture.svg().contains("T2"));
    }

    #[test]
    fn crossings_are_taken_out() {
        let links = [(0, 5), (1, 4), (2, 3)];
        let before = layers(6, &links);
        assert_eq!(crossings(&before, &links), 3);
        assert_eq!(crossings(&ordered(before, &links), &links), 0);
    }

    #[test]
    fn boxes_do_not_lie_on_one_another() {
        let links: Vec<(usize, usize)> = (0..20).map(|from| (from, 20 + from % 3)).collect();
        let layers = ordered(layers(23, &links), &links);
        let places = places(&layers, &links, 23);
        for layer in &layers {
            for pair in layer.windows(2) {
                assert!(places[pair[1]] - places[pair[0]] >= HEIGHT, "{pair:?}");
            }
        }
    }

    #[test]
    fn nothing_and_one_thing_are_pictures_too() {
        assert!(picture(0, &[]).svg().contains("Nothing to show."));
        assert!(picture(1, &[]).svg().contains("T0"));
    }
}
