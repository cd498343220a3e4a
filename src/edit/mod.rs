//! Changes to files that people wrote: bytes are replaced where they stand, everything else stays as it was.
//!
//! In: the texts of a project. Out: a plan of new texts and names that was read back and compared before anybody writes
//! it. Nothing here writes, and nothing is serialised anew: comments, order, quotes and line ends are the author's.

pub mod mention;
pub mod redirect;
pub mod rename;

use crate::source::Span;
use std::collections::BTreeMap;

/// New bytes for places of a text; places that overlap are not meant.
pub type Splices = BTreeMap<Span, String>;

/// A text with some of its bytes replaced.
pub fn splice(text: &str, splices: &Splices) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for (span, new) in splices {
        let range = span.range();
        result.push_str(text.get(at..range.start).unwrap_or_default());
        result.push_str(new);
        at = range.end;
    }
    result.push_str(text.get(at..).unwrap_or_default());
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_bytes_change() {
        let splices = Splices::from([(Span::new(4, 5), "yy".to_owned()), (Span::new(0, 1), "x".to_owned())]);
        assert_eq!(splice("ö: a", &Splices::new()), "ö: a");
        assert_eq!(
            splice("b: c\r\n", &Splices::from([(Span::new(3, 4), "dd".to_owned())])),
            "b: dd\r\n"
        );
        assert_eq!(splice("a: bc #", &splices), "x: byy #");
    }
}
