//! The first draft of a record: what the profile asks for as keys to fill in, the rest commented out, each explained.
//!
//! In: a kind, an id, and the fields as the project has them. Out: YAML. A line that begins with `#` and a key, or with
//! `#` and deeper indentation, becomes part of the record when its `#` is taken away; `# ` and words stay words.

use super::words::{is_asked, what_to_write, wrap};
use crate::record::reader::Profile;
use crate::record::schema::{Field, Level, Shape};
use crate::record::{Catalogue, Kind};

/// Lines are broken before this column.
const WIDTH: usize = 100;

/// The draft of a record.
pub fn skeleton(kind: Kind, id: &str, title: Option<&str>, catalogue: &Catalogue, profile: Profile) -> String {
    let mut draft = Draft {
        profile,
        text: String::new(),
    };
    draft.words(
        &format!("{}: {}", kind.label(), lower_first(kind.about().what)),
        0,
        false,
    );
    let more = format!("# `tenfour explain {}` tells more about every field.", kind.name());
    draft.line(0, false, &more);
    draft.text.push('\n');
    draft.line(0, false, &format!("id: {id}"));
    let fields = catalogue.fields(kind);
    let titled = |field: &&Field| field.name == "title" && (title.is_some() || field.level != Level::Optional);
    if let Some(field) = fields.iter().find(titled) {
        draft.explain(field, 0, false);
        let value = title.map(|title| format!(" {}", scalar(title))).unwrap_or_default();
        draft.line(0, false, &format!("title:{value}"));
    }
    let open = |field: &&Field| field.name != "id" && !field.derived && !titled(field);
    let (asked, rest): (Vec<&Field>, Vec<&Field>) = fields
        .iter()
        .filter(open)
        .partition(|field| is_asked(profile, field.level));
    for field in asked {
        draft.field(field, 0, "", false);
    }
    if !rest.is_empty() {
        draft.text.push('\n');
        let words = format!(
            "Above is what the profile `{}` asks for; the rest may be left out. Take the `#` away from what you use, delete \
             what you do not. A word in brackets is the profile that asks for the field.",
            profile.word()
        );
        draft.words(&words, 0, false);
        draft.text.push('\n');
    }
    for field in rest {
        draft.field(field, 0, "", true);
    }
    draft.text
}

/// Text as a YAML scalar that reads back as the same text.
pub fn scalar(text: &str) -> String {
    let first_fits = text.starts_with(|first: char| first.is_alphabetic());
    let plain = first_fits
        && text
            .chars()
            .all(|character| character.is_alphanumeric() || " ,.()/'-_".contains(character))
        && !text.ends_with(' ')
        && crate::yaml::node::meaning(text) == crate::yaml::node::Meaning::Text;
    if plain {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string() // a JSON string is a YAML string
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

struct Draft {
    profile: Profile,
    text: String,
}

impl Draft {
    /// A line of the record, commented out or not.
    fn line(&mut self, indentation: usize, out: bool, content: &str) {
        if out {
            self.text.push('#');
        }
        self.text.extend(std::iter::repeat_n(' ', indentation));
        self.text.push_str(content);
        self.text.push('\n');
    }

    /// Words about what follows.
    fn words(&mut self, words: &str, indentation: usize, out: bool) {
        for line in wrap(words, WIDTH - 2 - indentation) {
            // At the margin words stay words when the `#` of the keys below them is taken away.
            self.line(indentation, out && indentation > 0, &format!("# {line}"));
        }
    }

    fn explain(&mut self, field: &Field, indentation: usize, out: bool) {
        let mut words = field.about.lines().next().unwrap_or_default().trim().to_owned();
        if let Some(what) = what_to_write(&field.shape) {
            words = format!("{words} Write {what}.");
        }
        if out && matches!(field.level, Level::Standard | Level::Audit) {
            words = format!("{words} [{}]", field.level.word());
        }
        self.words(&words, indentation, out);
    }

    /// A field with what is inside it; `dash` begins an item of a list.
    fn field(&mut self, field: &Field, indentation: usize, dash: &str, out: bool) {
        let inside = indentation + dash.len();
        self.explain(field, indentation, out);
        self.line(indentation, out, &format!("{dash}{}:", field.name));
        match &field.shape {
            Shape::Fields(fields) => self.inside(fields, inside + 2, "", out),
            Shape::List(item) => {
                if let Shape::Fields(fields) = &**item {
                    self.inside(fields, inside + 2, "- ", out);
                }
            }
            _ => {}
        }
    }

    /// The fields of a part; those asked for first, so that a dash stands before one that is filled in.
    fn inside(&mut self, fields: &[Field], indentation: usize, dash: &str, out: bool) {
        let fields = fields.iter().filter(|field| !field.derived);
        let (asked, rest): (Vec<&Field>, Vec<&Field>) = fields.partition(|field| is_asked(self.profile, field.level));
        let all = asked
            .iter()
            .map(|field| (*field, true))
            .chain(rest.iter().map(|field| (*field, false)));
        for (at, (field, asked)) in all.enumerate() {
            if at == 0 {
                self.field(field, indentation, dash, out || (!asked && dash.is_empty()));
            } else {
                self.field(field, indentation + dash.len(), "", out || !asked);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::records;
    use crate::source::SourceId;
    use crate::yaml::gate::{Limits, gate};

    const PROFILES: [Profile; 3] = [Profile::Starter, Profile::Standard, Profile::Audit];

    /// Takes the `#` away from every line that is part of the record.
    fn uncommented(draft: &str) -> String {
        let line = |line: &str| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') || rest.starts_with("  ") => format!("{rest}\n"),
            _ => format!("{line}\n"),
        };
        draft.lines().map(line).collect()
    }

    fn faults(text: &str, profile: Profile) -> Vec<String> {
        let parsed = records(text, SourceId::default(), &Catalogue::default(), profile);
        assert_eq!(parsed.records.len(), 1, "{text}");
        let faults = parsed.diagnostics.iter().filter(|found| found.rule != "R-FLD-01");
        faults
            .map(|found| format!("{} {}", found.rule, found.message))
            .collect()
    }

    #[test]
    fn every_draft_reads_back_with_nothing_wrong_but_what_is_to_be_filled_in() {
        let catalogue = Catalogue::default();
        for kind in Kind::ALL {
            let id = format!("{}-001", kind.about().prefix);
            for profile in PROFILES {
                let draft = skeleton(*kind, &id, Some("A: title"), &catalogue, profile);
                assert_eq!(faults(&draft, profile), Vec::<String>::new(), "{draft}");
                let all = uncommented(&draft);
                assert_eq!(faults(&all, profile), Vec::<String>::new(), "{all}");
                assert!(draft.lines().all(|line| line.chars().count() <= WIDTH + 40), "{draft}");
            }
        }
    }

    #[test]
    fn a_draft_holds_every_field_and_asks_for_those_of_the_profile() {
        let catalogue = Catalogue::default();
        for kind in Kind::ALL {
            let draft = skeleton(*kind, "X-1", None, &catalogue, Profile::Standard);
            let written = gate(&draft, Limits::default()).documents.remove(0);
            let all = gate(&uncommented(&draft), Limits::default()).documents.remove(0);
            for field in catalogue.fields(*kind).iter().filter(|field| !field.derived) {
                let names =
                    |node: &crate::yaml::node::Node| node.entries().iter().any(|entry| *entry.key == *field.name);
                assert!(names(&all), "{}.{}", kind.name(), field.name);
                if field.name != "title" {
                    assert_eq!(
                        names(&written),
                        field.level <= Level::Standard,
                        "{}.{}",
                        kind.name(),
                        field.name
                    );
                }
            }
        }
    }

    #[test]
    fn titles_read_back_as_written() {
        for title in [
            "Plain words",
            "a: b # c",
            "no",
            "12",
            "- x",
            "\"q\" \\ ö",
            "true",
            " x ",
            "über, etwas",
        ] {
            let text = format!("title: {}\n", scalar(title));
            let node = gate(&text, Limits::default()).documents.remove(0);
            assert_eq!(node.get("title").and_then(|value| value.text()), Some(title), "{text}");
        }
    }
}
