//! The navigation: the parts of the site, and the pages of each that a project has something to show on.
//!
//! A part with one such page is named after it; a page without records stays out and is found in the list of all pages.

use super::page::{Site, register_path};
use super::topic::shape::{Part, Shown, Topic};
use super::topic::{self, TOPICS};
use super::{evidence, free, improvement, measure, public_summary, traceability};
use crate::parse::page::FreePage;
use crate::record::Kind;
use crate::record::reader::Profile;

/// An entry of the navigation with the pages of its part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub path: String,
    /// Its pages; empty where it is one page alone.
    pub doors: Vec<Door>,
    /// The sections of the site it stands for, by name.
    pub sections: Vec<&'static str>,
}

/// A page that the navigation leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Door {
    /// Its words.
    pub label: String,
    /// Where it is.
    pub path: String,
    /// The section of the site it stands for.
    pub section: &'static str,
}

/// A page of a part that is no topic.
struct Fixed {
    part: Part,
    label: &'static str,
    path: &'static str,
    section: &'static str,
    /// Whether it stands before the topics of its part.
    leads: bool,
    shown: Shown,
    kinds: &'static [Kind],
}

/// The name of the section that records stand in which no other entry is the place for.
pub(super) const REGISTERS: &str = "registers";

/// Path of the list of all pages.
pub(super) const ALL_PAGES: &str = "contents.html";

/// Pages of parts that are no topics.
const FIXED: &[Fixed] = &[
    register(
        Part::Objectives,
        "Objectives",
        "objectives.html",
        "objectives",
        &[Kind::Objective],
    ),
    register(
        Part::Listening,
        "Surveys",
        "surveys.html",
        "surveys",
        &[Kind::Survey, Kind::Wave],
    ),
    register(
        Part::Complaints,
        "Complaints",
        "complaints.html",
        "complaints",
        &[Kind::Complaint],
    ),
    Fixed {
        part: Part::Improvement,
        label: "Improvement",
        path: "improvement.html",
        section: "improvement",
        leads: true,
        shown: Shown::WithRecords,
        kinds: &[
            Kind::Finding,
            Kind::Cause,
            Kind::Action,
            Kind::Verification,
            Kind::Communication,
            Kind::Review,
            Kind::RiskOpportunity,
            Kind::Complaint,
        ],
    },
    Fixed {
        part: Part::Improvement,
        label: "Traceability",
        path: traceability::PATH,
        section: "traceability",
        leads: false,
        shown: Shown::WithRecords,
        kinds: &[Kind::Complaint, Kind::Finding, Kind::Action],
    },
    Fixed {
        part: Part::Evidence,
        label: "Clauses",
        path: evidence::PATH,
        section: "clauses",
        leads: false,
        shown: Shown::From(Profile::Standard),
        kinds: &[],
    },
    Fixed {
        part: Part::Improvement,
        label: "Public summary",
        path: public_summary::PATH,
        section: "public-summary",
        leads: false,
        shown: Shown::With(&[Kind::Wave, Kind::Complaint]),
        kinds: &[],
    },
    always("Measures", measure::PATH, "measures"),
    always("Registers", "registers.html", REGISTERS),
    always("Checks", "checks.html", "checks"),
    always("Methods", "methods/index.html", "methods"),
    always("All pages", ALL_PAGES, "contents"),
];

const fn register(
    part: Part,
    label: &'static str,
    path: &'static str,
    section: &'static str,
    kinds: &'static [Kind],
) -> Fixed {
    Fixed {
        part,
        label,
        path,
        section,
        leads: true,
        shown: Shown::WithRecords,
        kinds,
    }
}

const fn always(label: &'static str, path: &'static str, section: &'static str) -> Fixed {
    Fixed {
        part: Part::Evidence,
        label,
        path,
        section,
        leads: false,
        shown: Shown::Always,
        kinds: &[],
    }
}

/// The entries of a site, from the overview to the pages that people wrote.
pub(super) fn entries(site: &Site<'_>) -> Vec<Entry> {
    let single = |label: &str, path: &str, section: &'static str| Entry {
        label: label.to_owned(),
        path: path.to_owned(),
        doors: Vec::new(),
        sections: vec![section],
    };
    let mut entries = vec![single("Overview", "index.html", "overview")];
    for part in Part::ALL {
        let doors = doors(site, *part);
        let Some(first) = doors.first() else { continue };
        let alone = doors.len() == 1;
        entries.push(Entry {
            label: if alone {
                first.label.clone()
            } else {
                part.title().to_owned()
            },
            path: first.path.clone(),
            sections: doors.iter().map(|door| door.section).collect(),
            doors: if alone { Vec::new() } else { doors },
        });
    }
    let mut own = own_pages(site);
    if own.len() > OWN_PAGES {
        own = vec![single("About", free::LIST, "pages")];
    }
    entries.extend(own);
    entries
}

/// The pages of a part that a project has something to show on.
fn doors(site: &Site<'_>, part: Part) -> Vec<Door> {
    let fixed = |leads: bool| {
        let of_part = FIXED
            .iter()
            .filter(move |page| page.part == part && page.leads == leads);
        of_part
            .filter(|page| page.shown.is_shown(page.kinds, site))
            .map(|page| Door {
                label: page.label.to_owned(),
                path: page.path.to_owned(),
                section: page.section,
            })
    };
    let topics = TOPICS.iter().filter(|topic| topic.part == part && topic.is_shown(site));
    let topics = topics.map(|topic| Door {
        label: topic.title.to_owned(),
        path: topic.path(),
        section: topic.name,
    });
    fixed(true).chain(topics).chain(fixed(false)).collect()
}

/// Every page of a part that is no topic, shown or not: words, path and the kinds it shows.
pub(super) fn fixed_of(part: Part) -> Vec<(&'static str, &'static str, &'static [Kind])> {
    let of_part = FIXED.iter().filter(|page| page.part == part && page.path != ALL_PAGES);
    of_part.map(|page| (page.label, page.path, page.kinds)).collect()
}

/// How many pages that people wrote stand in the navigation by themselves; more are behind one door.
const OWN_PAGES: usize = 2;

/// Pages that people wrote and gave a place in the navigation.
fn own_pages(site: &Site<'_>) -> Vec<Entry> {
    let shown = site.free_pages.iter().filter(|page| free::is_shown(site, page));
    let mut pages: Vec<(f64, &FreePage)> = shown.filter_map(|page| Some((page.front.nav_order?, page))).collect();
    pages.sort_by(|(a, one), (b, other)| a.total_cmp(b).then_with(|| one.name.cmp(&other.name)));
    let entry = |(_, page): (f64, &FreePage)| Entry {
        label: page.title(site.sources.get(page.source)),
        path: free::path(page),
        doors: Vec::new(),
        sections: vec!["pages"],
    };
    pages.into_iter().map(entry).collect()
}

/// Which part of the navigation a kind belongs to.
pub(super) fn section(kind: Kind) -> &'static str {
    let fixed = FIXED.iter().find(|page| page.leads && page.section == kind.plural());
    match (fixed, topic::of(kind)) {
        (Some(page), _) => page.section,
        (None, Some(topic)) => topic.name,
        _ if matches!(kind, Kind::Wave | Kind::Response) => "surveys",
        _ if improvement::KINDS.contains(&kind) => "improvement",
        _ => REGISTERS,
    }
}

/// The page above the register of a kind, title and path; none where the register stands in the navigation itself.
pub(super) fn above(kind: Kind) -> Option<(&'static str, String)> {
    if FIXED.iter().any(|page| page.path == register_path(kind)) {
        return None;
    }
    let of_topic = |topic: &Topic| (topic.title, topic.path());
    Some(match topic::of(kind) {
        Some(topic) => of_topic(topic),
        None if matches!(kind, Kind::Wave | Kind::Response) => ("Surveys", register_path(Kind::Survey)),
        None if improvement::KINDS.contains(&kind) => ("Improvement", "improvement.html".to_owned()),
        None => ("Registers", "registers.html".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn registers_of_the_navigation_are_where_registers_are() {
        for page in FIXED
            .iter()
            .filter(|page| page.section == page.path.trim_end_matches(".html"))
        {
            let kind = Kind::ALL.iter().find(|kind| kind.plural() == page.section);
            assert!(
                kind.is_none_or(|kind| register_path(*kind) == page.path),
                "{}",
                page.path
            );
        }
    }

    #[test]
    fn sections_and_topics_have_names_of_their_own() {
        let names: BTreeSet<&str> = FIXED
            .iter()
            .map(|page| page.section)
            .chain(TOPICS.iter().map(|topic| topic.name))
            .collect();
        assert_eq!(names.len(), FIXED.len() + TOPICS.len());
    }

    #[test]
    fn every_kind_has_one_place() {
        for kind in Kind::ALL {
            let places = TOPICS.iter().filter(|topic| topic.also.contains(kind)).count();
            assert!(places <= 1, "{} stands in {places} topics", kind.name());
        }
    }
}
