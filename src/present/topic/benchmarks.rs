//! Benchmarks: results of others beside what makes them comparable and what does not.

use super::shape::{Block, Part, Section, Shown, Topic, TopicView, fields_of, of_kind, records, titled_id};
use crate::measure::selection::Key;
use crate::present::measured::{self, ask};
use crate::present::page::{Links, Site};
use crate::record::Kind;

/// The page of the benchmarks.
pub(super) const TOPIC: Topic = Topic {
    name: "benchmarks",
    title: "Benchmarks",
    lede: "Results of others, how far they can be compared with one's own, and what they must not be used for.",
    part: Part::Listening,
    kinds: &[Kind::Benchmark],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let paths = [
        "metric",
        "kind|Others are",
        "metric_definition_match|Definition is",
        "period",
    ];
    let all = Section::new("benchmarks", "Comparisons")
        .note("A result under a different definition is shown and not compared.")
        .table(records(
            "Comparisons",
            "Benchmark",
            of_kind(site, Kind::Benchmark),
            &paths,
            links,
        ))
        .about(
            &[Kind::Benchmark],
            "Results of others on a metric, with the source, the definition they follow and the limits of comparing.",
            links,
        );
    let mut each = Section::new("each", "Each in full").note("Values as published, with source, licence and limits.");
    for record in of_kind(site, Kind::Benchmark) {
        let paths = [
            "match_note|Definition",
            "source",
            "country",
            "values",
            "summary",
            "limits|Not to be used for",
            "licence_note|May be shown",
        ];
        each = each
            .block(Block::Heading {
                title: String::new(),
                link: Some(titled_id(Some(record.id()), links)),
                note: String::new(),
            })
            .fields(fields_of(record, &paths, links));
        let against = |label: &str, metric| ask(label, metric).with(Key::Benchmark, record.id());
        let asks = [
            against("Distance from the mean of the others", "M-BMK-1"),
            against("Rank among the others, percent", "M-BMK-2"),
        ];
        each = each
            .table(measured::table(links, "How we compare", "Compared", &asks))
            .blocks(measured::notes(links, &asks));
    }
    let mut sections = vec![all];
    sections.extend((!each.blocks.is_empty()).then_some(each));
    TopicView::of(sections)
}
