//! Words that stand close to what they name and do not lie over each other.

/// Moves places along a line apart until neighbours have their distance, as little as possible, and keeps them between two
/// ends while there is room; the order is kept. Where there is no room they share what there is.
pub(super) fn spread(places: &[f64], distance: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]).then(a.cmp(b)));
    let room = (high - low).max(0.0);
    let gaps = super::float(places.len().saturating_sub(1)).max(1.0);
    let distance = distance.min(room / gaps);
    // Neighbours that touch form a block about the mean of where they want to be; blocks that touch join.
    let mut blocks: Vec<(f64, f64)> = Vec::new();
    for index in &order {
        let mut block = (places[*index].clamp(low, high.max(low)), 1.0);
        while let Some(last) = blocks.last().copied() {
            if block.0 - last.0 >= distance * (last.1 + block.1) / 2.0 {
                break;
            }
            blocks.pop();
            // Means of the wanted places of the first members, each less what stands before it in the block.
            let start = |block: (f64, f64)| block.0 - distance * (block.1 - 1.0) / 2.0;
            let first = (start(last) * last.1 + (start(block) - distance * last.1) * block.1) / (last.1 + block.1);
            let count = last.1 + block.1;
            let half = distance * (count - 1.0) / 2.0;
            block = ((first + half).clamp(low + half, (high - half).max(low + half)), count);
        }
        blocks.push(block);
    }
    let mut spread = vec![0.0; places.len()];
    let mut next = order.into_iter();
    for (middle, count) in blocks {
        let mut at = middle - distance * (count - 1.0) / 2.0;
        let mut left = count;
        while left > 0.5 {
            if let Some(index) = next.next() {
                spread[index] = at;
            }
            at += distance;
            left -= 1.0;
        }
    }
    spread
}

/// A box on the sheet.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// The box about a mark.
    pub(super) fn about((x, y): (f64, f64), size: f64) -> Self {
        Self {
            left: x - size,
            top: y - size,
            right: x + size,
            bottom: y + size,
        }
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn within(&self, other: &Self) -> bool {
        self.left >= other.left && self.right <= other.right && self.top >= other.top && self.bottom <= other.bottom
    }
}

/// A place for words beside a mark.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Place {
    /// What it covers.
    pub(super) area: Area,
    /// Whether it lies so far away that a line must lead to it.
    pub(super) far: bool,
}

impl Place {
    /// Where the line from the mark ends.
    pub(super) fn foot(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (
            x.clamp(self.area.left, self.area.right),
            y.clamp(self.area.top + 3.0, self.area.bottom - 3.0),
        )
    }
}

/// Places for words of these widths beside marks, inside the bounds, clear of all marks, of what is taken and of each other,
/// and if possible of the lines; nothing where no place is free. Earlier ones choose first.
pub(super) fn place(marks: &[((f64, f64), f64)], taken: &[Area], lines: &[Area], bounds: &Area) -> Vec<Option<Place>> {
    let mut taken: Vec<Area> = taken.to_vec();
    taken.extend(marks.iter().map(|(at, _)| Area::about(*at, 5.0)));
    let mut places = Vec::with_capacity(marks.len());
    for (at, width) in marks {
        let fits = |place: &Place| place.area.within(bounds) && !taken.iter().any(|other| place.area.meets(other));
        let clear = |place: &Place| fits(place) && !lines.iter().any(|line| place.area.meets(line));
        let free = candidates(*at, *width).find(clear);
        let free = free.or_else(|| candidates(*at, *width).find(fits));
        taken.extend(free.map(|place| place.area));
        places.push(free);
    }
    places
}

const HALF: f64 = 7.5;

/// Right, left, above, below, the corners; then the same from farther away.
fn candidates((x, y): (f64, f64), width: f64) -> impl Iterator<Item = Place> {
    [7.0, 16.0, 28.0, 42.0].into_iter().flat_map(move |gap| {
        let far = gap > 7.0;
        let (right, left) = (x + gap, x - gap - width);
        let (above, below) = (y - gap - HALF + 1.0, y + gap + HALF - 1.0);
        let middle = x - width / 2.0;
        let places = [(right, y), (left, y), (middle, above), (middle, below)];
        let corners = [(right, above), (right, below), (left, above), (left, below)];
        let corners = corners.map(|(corner, height)| {
            (
                if far {
                    corner
                } else {
                    corner - (corner - x).signum() * 3.0
                },
                height,
            )
        });
        places.into_iter().chain(corners).map(move |(left, middle)| Place {
            area: Area {
                left,
                top: middle - HALF,
                right: left + width,
                bottom: middle + HALF,
            },
            far,
        })
    })
}

/// The row of each label on a line so that none lies over another: left end and width, in the order of drawing.
pub(super) fn rows(labels: &[(f64, f64)]) -> Vec<usize> {
    let mut ends: Vec<f64> = Vec::new();
    let row = |(left, width): &(f64, f64)| {
        let free = ends.iter().position(|end| *end <= *left);
        let row = free.unwrap_or(ends.len());
        if row == ends.len() {
            ends.push(0.0);
        }
        ends[row] = left + width;
        row
    };
    labels.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_room_stay_where_they_are() {
        assert_eq!(spread(&[10.0, 50.0, 30.0], 15.0, 0.0, 100.0), [10.0, 50.0, 30.0]);
        assert!(spread(&[], 15.0, 0.0, 100.0).is_empty());
    }

    #[test]
    fn labels_that_touch_move_apart_about_their_middle() {
        assert_eq!(spread(&[50.0, 50.0], 10.0, 0.0, 100.0), [45.0, 55.0]);
        assert_eq!(spread(&[50.0, 52.0, 51.0], 10.0, 0.0, 100.0), [41.0, 61.0, 51.0]);
        assert_eq!(spread(&[2.0, 3.0], 10.0, 0.0, 100.0), [0.0, 10.0]);
        assert_eq!(spread(&[99.0, 100.0], 10.0, 0.0, 100.0), [90.0, 100.0]);
    }

    #[test]
    fn labels_without_room_share_it() {
        let places = spread(&[5.0; 11], 50.0, 0.0, 100.0);
        assert!(
            places.windows(2).all(|pair| (pair[1] - pair[0] - 10.0).abs() < 1e-9),
            "{places:?}"
        );
        assert!(places[0].abs() < 1e-9 && (places[10] - 100.0).abs() < 1e-9);
    }

    #[test]
    fn words_beside_marks_do_not_meet() {
        let bounds = Area {
            left: 0.0,
            top: 0.0,
            right: 300.0,
            bottom: 300.0,
        };
        let marks: Vec<((f64, f64), f64)> = (0..12)
            .map(|index| {
                (
                    (
                        150.0 + super::super::float(index % 4) * 6.0,
                        150.0 + super::super::float(index / 4) * 6.0,
                    ),
                    40.0,
                )
            })
            .collect();
        let placed: Vec<Place> = place(&marks, &[], &[], &bounds).into_iter().flatten().collect();
        assert!(placed.len() >= 6, "{}", placed.len());
        for (index, place) in placed.iter().enumerate() {
            assert!(place.area.within(&bounds));
            assert!(placed[..index].iter().all(|other| !place.area.meets(&other.area)));
        }
    }

    #[test]
    fn labels_on_a_line_take_a_further_row_when_they_would_meet() {
        assert_eq!(
            rows(&[(0.0, 50.0), (20.0, 50.0), (60.0, 10.0), (65.0, 10.0)]),
            [0, 1, 0, 2]
        );
    }
}
