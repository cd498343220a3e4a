//! Text for people broken into lines that fit.
//!
//! In: text as it comes, and how many columns there are. Out: the same words; a line that is too long goes on below the words that
//! its name introduces. Escape codes of colours take no room. A word that is longer than a line stands whole: what one would copy,
//! a path, a hash or a command, is never cut in two.

/// Breaks every line that is longer than so many columns.
///
/// A line `name   words and more words` goes on below `words`, the branch of a tree with its bars, any other line two columns in.
pub fn fold(text: &str, columns: usize) -> String {
    let mut folded = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (line, ""),
        };
        if width(line) <= columns {
            folded.push_str(line);
        } else {
            let margin = margin(line, columns);
            folded.push_str(&broken(line, &margin, columns));
        }
        folded.push_str(end);
    }
    folded
}

/// Breaks text into lines of so many columns, with nothing in front of them.
pub fn wrap(text: &str, columns: usize) -> String {
    broken(text, "", columns)
}

/// Rows of cells below each other, each column as wide as it needs; where they do not fit, the widest ones are broken at spaces and
/// behind commas.
pub fn table(rows: &[Vec<String>], columns: usize) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |of: &dyn Fn(&str) -> usize| -> Vec<usize> {
        let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column));
        let column = |column| cells(column).map(|cell| of(cell)).max().unwrap_or(0);
        (0..count).map(column).collect()
    };
    let least = widest(&|cell| pieces(cell).map(|piece| width(piece.trim_end())).max().unwrap_or(0));
    let mut widths = widest(&width);
    let room = columns.saturating_sub(GAP * count.saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let shrinkable = (0..count).filter(|column| widths[*column] > least[*column]);
        let Some(column) = shrinkable.max_by_key(|column| widths[*column]) else {
            break;
        };
        widths[column] -= 1;
    }
    let mut text = String::new();
    for row in rows {
        let cells: Vec<Vec<String>> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| cell_lines(cell, *width))
            .collect();
        for number in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line = String::new();
            for (cell, room) in cells.iter().zip(&widths) {
                let part = cell.get(number).map_or("", String::as_str);
                line.push_str(part);
                line.push_str(&" ".repeat(room.saturating_sub(width(part)) + GAP));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

/// Columns between two cells.
const GAP: usize = 2;

/// Where a cell may be broken: behind spaces and commas.
fn pieces(cell: &str) -> impl Iterator<Item = &str> {
    cell.split_inclusive([' ', ','])
}

fn cell_lines(cell: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(cell) {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && width(line) + width(piece.trim_end()) > room {
            lines.push(piece.to_owned());
        } else {
            line.push_str(piece);
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// Cuts text at the end of a word, with `…` for what is missing.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(2);
    let start: String = text.chars().take(room).collect();
    let start = match start.rsplit_once(' ') {
        Some((words, _)) if words.chars().count() > room / 2 => words.to_owned(),
        _ => start,
    };
    format!("{} …", start.trim_end())
}

/// How many columns text takes, a character a column.
pub fn width(text: &str) -> usize {
    plain(text).chars().count()
}

fn broken(line: &str, margin: &str, columns: usize) -> String {
    let mut folded = String::with_capacity(line.len());
    let mut taken = 0;
    let mut words_on_line = false;
    // Runs of spaces are kept where the line is not broken: they are columns.
    for piece in line.split_inclusive(' ') {
        let word = piece.trim_end_matches(' ');
        if words_on_line && !word.is_empty() && taken + width(word) > columns {
            folded.truncate(folded.trim_end_matches(' ').len());
            folded.push('\n');
            folded.push_str(margin);
            taken = width(margin);
        }
        words_on_line |= !word.is_empty();
        folded.push_str(piece);
        taken += width(piece);
    }
    folded
}

/// What stands in front of the further lines of a line.
fn margin(line: &str, columns: usize) -> String {
    let plain = plain(line);
    let bars: String = plain
        .chars()
        .map_while(|character| match character {
            ' ' => Some(' '),
            '│' | '├' => Some('│'),
            '└' | '─' => Some(' '),
            _ => None,
        })
        .collect();
    let start = bars.chars().count();
    if bars.contains('│') || plain.trim_start().starts_with(['├', '└']) {
        return format!("{bars}  ");
    }
    let words: String = plain.chars().skip(start).collect();
    // Two spaces after a name begin a column; one far to the right would leave no room.
    let column = words.find("  ").map(|name| {
        let behind = words[name..].chars().take_while(|character| *character == ' ').count();
        start + words[..name].chars().count() + behind
    });
    " ".repeat(column.filter(|column| *column <= columns / 2).unwrap_or(start + 2))
}

/// Text without escape codes.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character == '\x1b' {
            let _ = rest.find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_goes_on_below_its_words() {
        assert_eq!(fold("short\n", 10), "short\n");
        assert_eq!(
            fold("name     one two three four\nb\n", 20),
            "name     one two\n         three four\nb\n"
        );
        assert_eq!(
            fold("  CMP-1  Kälte im Saal", 16),
            "  CMP-1  Kälte\n    im Saal",
            "a name that takes more than half of the room"
        );
        assert_eq!(fold("one two three", 8), "one two\n  three");
        assert_eq!(
            fold("│  ├─ one two three\n│  └─ one two three\n", 14),
            "│  ├─ one two\n│  │    three\n│  └─ one two\n│       three\n"
        );
    }

    #[test]
    fn what_one_would_copy_is_not_cut_in_two() {
        let path = "complaints/2025/CMP-2025-0001.yaml:5:14";
        assert_eq!(
            fold(&format!("see {path} for more"), 12),
            format!("see\n  {path}\n  for more")
        );
    }

    #[test]
    fn colours_take_no_room() {
        let line = "\x1b[1mone\x1b[0m two";
        assert_eq!(width(line), 7);
        assert_eq!(fold(line, 7), line);
        assert_eq!(fold("\x1b[31mone two\x1b[0m", 6), "\x1b[31mone\n  two\x1b[0m");
    }

    #[test]
    fn a_table_that_is_too_wide_is_broken_inside_of_its_widest_cells() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = [
            row(["on", "value", "remark"]),
            row(["wave=W1,question=q1", "7 %", "Low base"]),
        ];
        assert_eq!(
            table(&rows, 80),
            "on                   value  remark\nwave=W1,question=q1  7 %    Low base\n"
        );
        assert_eq!(
            table(&rows, 30),
            "on             value  remark\nwave=W1,       7 %    Low base\nquestion=q1\n"
        );
        assert_eq!(
            table(&rows, 1),
            "on           value  remark\nwave=W1,     7 %    Low\nquestion=q1         base\n"
        );
        assert_eq!(table(&[], 30), "");
    }

    #[test]
    fn a_cut_says_so() {
        assert_eq!(cut("one two", 7), "one two");
        assert_eq!(cut("one two three", 11), "one two …");
        assert_eq!(cut("abcdefghijkl", 6), "abcd …");
    }
}
