//! Free pages: Markdown with front matter between `---` lines.

use super::{FileTally, Parsed};
use crate::diag::Diagnostic;
use crate::read::Role;
use crate::record::reader::{Profile, Reader};
use crate::record::schema;
use crate::record::types::Audience;
use crate::source::{Place, Source, SourceId, Span};
use crate::yaml::gate::{Limits, gate};
use schemars::JsonSchema;
use serde::Deserialize;

/// What stands at the head of a page.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FrontMatter {
    /// Title of the page; without it the first heading or the file's name.
    #[schemars(length(max = 120))]
    pub title: Option<String>,
    /// Place in the navigation, small first; without it the page is not in the navigation.
    pub nav_order: Option<f64>,
    /// Who may see the page.
    pub audience: Option<Audience>,
    /// One sentence about the page.
    pub description: Option<String>,
}

/// A page written by people.
#[derive(Clone, PartialEq, Debug)]
pub struct FreePage {
    /// The file.
    pub source: SourceId,
    /// Name for its address: the path below `pages/` without ending.
    pub name: String,
    /// What stands at its head.
    pub front: FrontMatter,
    /// Where the Markdown begins in the file, in bytes.
    pub body: usize,
}

impl FreePage {
    /// The Markdown of the page.
    pub fn markdown<'a>(&self, source: &'a Source) -> &'a str {
        source.text.get(self.body..).unwrap_or_default()
    }

    /// The title: from the front matter, the first heading, or the file's name.
    pub fn title(&self, source: &Source) -> String {
        if let Some(title) = &self.front.title {
            return title.clone();
        }
        let heading = self.markdown(source).lines().find_map(|line| line.strip_prefix("# "));
        heading.map_or_else(
            || schema::label(self.name.rsplit('/').next().unwrap_or(&self.name)),
            |text| text.trim().to_owned(),
        )
    }
}

/// Reads a page.
pub fn read(source: &Source, id: SourceId) -> Parsed {
    let mut parsed = Parsed::default();
    let mut front = FrontMatter::default();
    let mut body = 0;
    if let Some((range, rest)) = split(&source.text) {
        body = rest;
        // Blanks in place of what comes before keep the places right.
        let padded = format!("{}{}", blank(&source.text[..range.start]), &source.text[range.clone()]);
        let passed = gate(&padded, Limits::default());
        parsed
            .diagnostics
            .extend(passed.faults.into_iter().map(|fault| super::told(fault, id)));
        if let Some(node) = passed.documents.first() {
            let mut reader = Reader::new(id, Profile::Starter, "front matter", None);
            let values = reader.fields(node, &schema::fields_of::<FrontMatter>(), "");
            parsed.diagnostics.append(&mut reader.diagnostics);
            front = FrontMatter::deserialize(&values).unwrap_or_default();
        }
    } else if source.text.starts_with("---") {
        let problem = Diagnostic::error("R-PAG-01", "the front matter has no end")
            .at(Place {
                source: id,
                span: Span::new(0, 3),
            })
            .hint("close it with a line of three hyphens");
        parsed.diagnostics.push(problem);
    }
    let name = source.path.strip_prefix("pages/").unwrap_or(&source.path);
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
    parsed.pages.push(FreePage {
        source: id,
        name,
        front,
        body,
    });
    parsed.tallies.push(FileTally {
        source: id,
        role: Role::Page,
        found: 1,
        taken: 1,
        rejected: 0,
    });
    parsed
}

fn blank(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
        .collect()
}

/// The range of the front matter and where the body begins.
fn split(text: &str) -> Option<(std::ops::Range<usize>, usize)> {
    let first = text.lines().next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let start = text.find('\n')? + 1;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((start..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> (FreePage, Source, Vec<Diagnostic>) {
        let source = Source {
            path: "pages/a/about.md".to_owned(),
            text: text.to_owned(),
            sha256: String::new(),
        };
        let mut parsed = read(&source, SourceId::default());
        (parsed.pages.remove(0), source, parsed.diagnostics)
    }

    #[test]
    fn front_matter_and_body_are_parted() {
        for text in [
            "---\ntitle: T\nnav_order: 2\n---\n# H\n",
            "---\r\ntitle: T\r\nnav_order: 2\r\n---\r\n# H\r\n",
        ] {
            let (page, source, diagnostics) = page(text);
            assert_eq!(diagnostics, []);
            assert_eq!(page.front.nav_order, Some(2.0));
            assert_eq!(page.name, "a/about");
            assert!(page.markdown(&source).starts_with("# H"));
        }
    }

    #[test]
    fn titles_fall_back_to_heading_and_name() {
        let title = |text: &str| {
            let (page, source, _) = page(text);
            page.title(&source)
        };
        assert_eq!(title("# A heading\n"), "A heading");
        assert_eq!(title("text\n"), "About");
    }

    #[test]
    fn faults_in_front_matter_have_their_place() {
        let (_, source, diagnostics) = page("---\ntitel: T\n---\n");
        let place = diagnostics[0].place.unwrap();
        assert_eq!(source.position(place.span).line, 2);
        assert_eq!(page("---\ntitle: T\n").2[0].rule, "R-PAG-01");
    }
}
