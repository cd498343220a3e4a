//! A table whose cells are the darker the more they hold; every cell says its value in words.

use super::axes;
use super::float;
use super::picture::{Head, Picture, Values, sentence};
use super::sheet::{Sheet, WIDTH};
use super::words::{LEADING, cut, width, wrap};

/// A table of shaded cells.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Heat<'a> {
    /// Name of the picture.
    pub head: Head<'a>,
    /// What the rows are: `Channel`.
    pub of: &'a str,
    /// The columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What the shades stand for, lightest first; five at most.
    pub shades: Vec<String>,
    /// The word for cells that may not be shown: `withheld`.
    pub withheld: &'a str,
}

/// A row of cells.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Row {
    /// Of what.
    pub label: String,
    /// Where to read on.
    pub href: Option<String>,
    /// A cell for each column.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Cell {
    /// There is nothing to show.
    #[default]
    Empty,
    /// A value may not be shown; the cell is hatched.
    Withheld,
    /// A value.
    Value {
        /// In words.
        text: String,
        /// Its shade, 0 lightest to 4 darkest.
        shade: u8,
        /// Where to read on.
        href: Option<String>,
    },
}

const ROW: f64 = 36.0;
const GAP: f64 = 2.0;
/// A cell is no narrower than this; more columns make a picture twice as wide.
const NARROWEST: f64 = 38.0;

impl Picture for Heat<'_> {
    fn head(&self) -> Head<'_> {
        self.head
    }

    fn svg(&self) -> String {
        if self.rows.is_empty() || self.columns.is_empty() {
            return Sheet::nothing(self.head);
        }
        let mut sheet = Sheet::default();
        let top = self.key(&mut sheet) + 4.0;
        let left = axes::column(self.rows.iter().map(|row| row.label.as_str())) + 12.0;
        let count = float(self.columns.len());
        let long = (WIDTH - left) / count < NARROWEST;
        let across = if long { WIDTH * 2.0 } else { WIDTH };
        let room = ((across - left) / count).min(130.0);
        let heads: Vec<Vec<String>> = self.columns.iter().map(|name| wrap(name, room - 6.0, 3)).collect();
        let deep = heads.iter().map(Vec::len).max().unwrap_or(1);
        for (index, lines) in heads.iter().enumerate() {
            let x = left + room * (float(index) + 0.5);
            let first = top + 12.0 + LEADING * float(deep - lines.len());
            sheet.thing(&self.columns[index], None);
            for (line, words) in lines.iter().enumerate() {
                sheet.text("c-mid", x, first + LEADING * float(line), words);
            }
            sheet.end();
        }
        let top = top + LEADING * float(deep) + 6.0;
        for (index, row) in self.rows.iter().enumerate() {
            let y = top + ROW * float(index);
            sheet.thing(&row.label, row.href.as_deref());
            axes::name(&mut sheet, &row.label, y + ROW / 2.0, left - 12.0);
            sheet.end();
            for (column, name) in self.columns.iter().enumerate() {
                let corner = (left + room * float(column), y);
                self.cell(
                    &mut sheet,
                    row,
                    row.cells.get(column).unwrap_or(&Cell::Empty),
                    name,
                    corner,
                    room,
                );
            }
        }
        let class = if long {
            "chart chart--wide chart--long"
        } else {
            "chart chart--wide"
        };
        sheet.finish(self.head, class, across, top + ROW * float(self.rows.len()))
    }

    fn table(&self) -> Values {
        let mut values = Values::new(&[self.of]);
        for column in &self.columns {
            values.numbers(column);
        }
        for row in &self.rows {
            let cells = (0..self.columns.len()).map(|column| match row.cells.get(column) {
                Some(Cell::Value { text, .. }) => text.clone(),
                Some(Cell::Withheld) => self.withheld.to_owned(),
                Some(Cell::Empty) | None => String::new(),
            });
            values.row(std::iter::once(row.label.clone()).chain(cells).collect());
        }
        values
    }
}

const SHADES: [&str; 5] = ["c-h0", "c-h1", "c-h2", "c-h3", "c-h4"];

impl Heat<'_> {
    fn key(&self, sheet: &mut Sheet) -> f64 {
        let shades = self.shades.len().min(SHADES.len());
        let mut names: Vec<&str> = self.shades[..shades].iter().map(String::as_str).collect();
        if self.rows.iter().any(|row| row.cells.contains(&Cell::Withheld)) {
            names.push(self.withheld);
        }
        sheet.key(&names, |sheet, index, (x, y)| {
            if index < shades {
                sheet.rect(SHADES[index], x - 9.0, y - 7.0, 18.0, 14.0);
            } else {
                sheet.hatched("c-none", x - 9.0, y - 7.0, 18.0, 14.0);
            }
        })
    }

    fn cell(&self, sheet: &mut Sheet, row: &Row, cell: &Cell, column: &str, (x, y): (f64, f64), room: f64) {
        let (wide, high) = (room - GAP, ROW - GAP);
        match cell {
            Cell::Empty => sheet.rect("c-none", x, y, wide, high),
            Cell::Withheld => {
                sheet.thing(&sentence(&[&row.label, column, self.withheld]), None);
                sheet.hatched("c-none", x, y, wide, high);
                sheet.end();
            }
            Cell::Value { text, shade, href } => {
                let shade = usize::from(*shade).min(SHADES.len() - 1);
                sheet.thing(&sentence(&[&row.label, column, text]), href.as_deref());
                sheet.rect(SHADES[shade], x, y, wide, high);
                let words = if width(text) <= wide {
                    text.clone()
                } else {
                    cut(text, wide)
                };
                let class = if shade == SHADES.len() - 1 {
                    "c-mid c-on"
                } else {
                    "c-mid c-in"
                };
                sheet.text(class, x + wide / 2.0, y + high / 2.0 + 4.5, &words);
                sheet.end();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, shade: u8) -> Cell {
        Cell::Value {
            text: text.to_owned(),
            shade,
            href: None,
        }
    }

    fn heat(cells: Vec<Cell>) -> Heat<'static> {
        Heat {
            of: "Channel",
            columns: (1..=cells.len()).map(|index| format!("Q{index}")).collect(),
            rows: vec![Row {
                label: "Telephone".to_owned(),
                href: None,
                cells,
            }],
            withheld: "withheld",
            ..Heat::default()
        }
    }

    #[test]
    fn a_cell_says_its_value_and_has_its_shade() {
        let heat = heat(vec![value("7", 2), Cell::Withheld, Cell::Empty, value("99", 200)]);
        let picture = heat.svg();
        assert!(picture.contains("c-h2") && picture.contains(">7</text>"));
        assert!(picture.contains("c-h4") && picture.contains("c-mid c-on"));
        assert_eq!(picture.matches("c-hatch").count(), 2, "in the key and in the cell");
        assert_eq!(heat.table().rows, [["Telephone", "7", "withheld", "", "99"]]);
    }

    #[test]
    fn many_columns_make_a_longer_picture() {
        assert!(heat(vec![Cell::Empty; 8]).svg().contains("viewBox=\"0 0 720 "));
        assert!(
            heat(vec![Cell::Empty; 24])
                .svg()
                .contains("chart--long\" viewBox=\"0 0 1440 ")
        );
    }

    #[test]
    fn a_short_row_is_filled_up() {
        let mut heat = heat(vec![Cell::Empty; 3]);
        heat.rows[0].cells.truncate(1);
        assert_eq!(heat.table().rows[0].len(), 4);
        assert_eq!(heat.svg().matches("c-none").count(), 3);
    }
}
