//! How wide words are, roughly, and how they are made to fit.
//!
//! The page chooses the face, so a width can only be estimated. The estimate leans to the wide side: what fits here fits in
//! the common sans serifs.

/// Size of the letters in pictures, in units of the picture; the theme says the same.
pub(super) const SIZE: f64 = 13.0;

/// From line to line.
pub(super) const LEADING: f64 = 16.0;

/// Width of a text.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(advance).sum::<f64>() * SIZE * 1.04
}

/// Width of the widest text.
pub(super) fn widest<'t>(texts: impl IntoIterator<Item = &'t str>) -> f64 {
    texts.into_iter().map(width).fold(0.0, f64::max)
}

/// Width of a character in parts of the size.
fn advance(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '\'' | '|' => 0.25,
        ' ' | 'f' | 't' | 'I' | '.' | ',' | ':' | ';' | '!' | '/' | '(' | ')' | '[' | ']' | 'r' | '-' => 0.33,
        '\u{202f}' | '\u{2009}' => 0.25,
        'm' | 'M' | 'W' | '@' | '%' | '…' | '—' => 0.92,
        'w' | '+' | '=' | '<' | '>' | '−' | '±' | '&' => 0.7,
        'A'..='Z' => 0.7,
        ' '..='~' => 0.56,
        _ if joins(character) => 0.0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' => 1.0,
        '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' => 1.0,
        '\u{1f000}'.. => 1.25,
        _ => 0.62,
    }
}

/// Whether a character stands on the one before it.
fn joins(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{93c}' | '\u{941}'..='\u{948}' | '\u{94d}' | '\u{e31}' | '\u{e34}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0100}'..='\u{e01ef}')
}

/// The text, or as much of it as fits, with a mark that it goes on.
pub(super) fn cut(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let room = room - width("…");
    let mut used = 0.0;
    let mut end = 0;
    for (at, character) in text.char_indices() {
        used += advance(character) * SIZE * 1.04;
        if used > room {
            break;
        }
        end = at + character.len_utf8();
    }
    format!("{}…", text[..end].trim_end())
}

/// The text on at most so many lines; the last goes on with a mark if there is more.
pub(super) fn wrap(text: &str, room: f64, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.peek() {
        if wrapped.len() + 1 >= lines.max(1) {
            wrapped.push(cut(&words.collect::<Vec<_>>().join(" "), room));
            return wrapped;
        }
        let mut line = cut(word, room);
        words.next();
        while let Some(word) = words.peek() {
            let longer = format!("{line} {word}");
            if width(&longer) > room {
                break;
            }
            line = longer;
            words.next();
        }
        wrapped.push(line);
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_whole() {
        assert_eq!(cut("North", 100.0), "North");
        assert_eq!(wrap("North and south", 200.0, 2), ["North and south"]);
        assert!(wrap("", 200.0, 2).is_empty());
    }

    #[test]
    fn what_does_not_fit_is_cut_with_a_mark() {
        let long = "Kundinnen und Kunden der Region Nord mit Vertrag seit mehr als zehn Jahren";
        let lines = wrap(long, 150.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
        assert!(lines.iter().all(|line| width(line) <= 150.0));
        assert_eq!(cut("anything", 0.0), "…");
    }

    #[test]
    fn a_letter_keeps_its_accent() {
        let text = "e\u{301}e\u{301}e\u{301}e\u{301}";
        let short = cut(text, width(text) - 1.0);
        assert_eq!(short, "e\u{301}e\u{301}…");
        assert!(width("顧客満足") > width("kunde"));
    }
}
