//! Glossary: the words of the trade as they are used here, and the lists of words that records choose from.

use super::shape::{Block, Part, Section, Shown, Topic, TopicView, of_kind};
use crate::present::blocks::{Content, Field, Table, Value};
use crate::present::page::{Links, Site};
use crate::present::{methods, values};
use crate::record::Kind;
use crate::record::schema::{Choice, Shape, label};
use crate::yaml::node::Node;

/// The page of words.
pub(super) const TOPIC: Topic = Topic {
    name: "glossary",
    title: "Glossary",
    lede: "The words of the trade as they are used here, what each is not to be taken for, and the lists of words that \
           records choose from.",
    part: Part::Evidence,
    kinds: &[],
    also: &[],
    shown: Shown::Always,
    view,
};

/// A word, what it means here, and what it is not.
const TERMS: &[(&str, &str, &str)] = &[
    (
        "Customer satisfaction",
        "what the customer thinks of how far expectations were fulfilled; the customer alone can say it",
        "that what was agreed was delivered: agreed and delivered does not mean satisfied",
    ),
    (
        "Expectation",
        "what a customer counts on or wishes for, whether the organization knows it or not",
        "a requirement, which is stated, taken for granted by all, or prescribed",
    ),
    (
        "Perception",
        "what the customer believes to have received",
        "the quality that the organization measures itself",
    ),
    (
        "Complaint",
        "displeasure told to the organization, about what it delivers or how it handles complaints, by somebody who \
         expects an answer, in words or not",
        "feedback without such an expectation, or a request for service",
    ),
    (
        "Feedback",
        "opinion, remark, praise, interest or suggestion",
        "a complaint",
    ),
    (
        "Dispute",
        "a complaint that could not be settled between the two sides and was taken to an outside body",
        "passing a complaint to a higher level inside",
    ),
    (
        "Correction",
        "takes away what went wrong",
        "a remedy, which is what the complainant gets",
    ),
    (
        "Corrective action",
        "takes away why it went wrong, so that it does not come back",
        "a correction",
    ),
    (
        "Characteristic",
        "a feature of the product, of delivery or of the organization that bears on satisfaction",
        "a question, which is one way to measure it",
    ),
    (
        "Indicator",
        "a series that reflects satisfaction without anybody being asked",
        "a measure of satisfaction itself",
    ),
    (
        "Survey and wave",
        "the survey is the definition, a wave is one time of asking by it",
        "one another: results belong to a wave",
    ),
    (
        "Finding",
        "a conclusion from analysis with its evidence and its limits",
        "the finding of an audit, and what a rule says about records",
    ),
    (
        "Base",
        "how many answers or cases a number rests on",
        "how many were asked",
    ),
    (
        "Verification",
        "looking, by somebody else, whether an action did what it was to do",
        "noting that it was done",
    ),
    (
        "Waiver",
        "leave for some records to break a rule until a day, for a reason",
        "switching the rule off",
    ),
];

/// The lists: heading, kind, path of the field.
const LISTS: &[(&str, Kind, &str)] = &[
    ("Parts of characteristics", Kind::Characteristic, "subgroup"),
    ("Categories of complaints", Kind::Complaint, "category"),
    ("Outcomes of complaints", Kind::Complaint, "outcome"),
    ("Reasons for closing", Kind::Complaint, "closure.reason"),
    ("Remedies", Kind::Complaint, "remedies.kind"),
    ("Classes of causes", Kind::Cause, "class"),
    ("Topics of promises", Kind::Promise, "topic"),
    ("Families of indicators", Kind::Indicator, "family"),
    ("Points of reviews", Kind::Review, "inputs.item"),
    ("What populations are counted in", Kind::Segment, "population.unit"),
    ("Topics of training", Kind::Training, "topic"),
];

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let mut sections = vec![terms(), reading()];
    sections.extend(
        LISTS
            .iter()
            .filter_map(|(title, kind, path)| list(title, *kind, path, site, links)),
    );
    sections.push(
        Section::new("further", "Further words")
            .note("Every kind of record, every field and every rule.")
            .block(Block::List {
                contents: [
                    ("Kinds and fields", "methods/index.html", "what each record holds"),
                    ("Rules", "methods/rules.html", "what is checked and why"),
                    ("Sign of a gap", "topics/gaps.html", "which way a difference points"),
                ]
                .iter()
                .filter_map(|(title, path, note)| {
                    Some(Content {
                        title: (*title).to_owned(),
                        url: links.if_written(path)?,
                        note: (*note).to_owned(),
                    })
                })
                .collect(),
            }),
    );
    TopicView::of(sections)
}

fn terms() -> Section {
    let mut table = Table::new("Terms", &["Term", "Means here~", "Not to be taken for~"]);
    for (term, means, is_not) in TERMS {
        table.row([Value::text(*term), Value::text(*means), Value::text(*is_not)]);
    }
    Section::new("terms", "Terms").note("In our words.").table(table)
}

/// How expectations are told apart.
fn reading() -> Section {
    let fields = [
        (
            "Explicit",
            "The customer says it: in a contract, an order, an answer, a conversation.",
        ),
        (
            "Implicit",
            "The customer takes it for granted and does not say it; it shows when it is missing.",
        ),
        (
            "Latent",
            "The customer does not quite know it; it shows by watching and in long conversations.",
        ),
    ];
    Section::new("explicitness", "Said and unsaid")
        .note("Every expectation belongs to one of three classes.")
        .fields(
            fields
                .map(|(word, means)| Field::new(word, Value::text(means)))
                .to_vec(),
        )
}

/// A list of words with how often records that the audience may see use each.
fn list(title: &str, kind: Kind, path: &str, site: &Site<'_>, links: &Links<'_>) -> Option<Section> {
    let field = values::find(site.catalogue.fields(kind), path)?;
    let choices = choices(&field.shape)?;
    let mut used: Vec<String> = Vec::new();
    if site.disclosure.field(field) {
        for record in of_kind(site, kind) {
            gather(&record.node, path, &mut used);
        }
    }
    let mut table = Table::new(title, &["Word", "Written as", "Means~", "Used>"]);
    for choice in choices {
        let count = used.iter().filter(|word| **word == choice.value).count();
        table.row([
            Value::text(label(&choice.value)),
            Value::code(choice.value.clone()),
            if choice.about.is_empty() {
                Value::dash()
            } else {
                Value::text(choice.about.clone())
            },
            if count == 0 { Value::dash() } else { Value::count(count) },
        ]);
    }
    let section = Section::new(&methods::anchor(title), title)
        .note(format!(
            "The field {} of {}.",
            path.replace('.', ", "),
            kind.label_plural().to_lowercase()
        ))
        .table(super::shape::without_empty_columns(table));
    Some(section.link(
        format!("Fields of {}", kind.label_plural().to_lowercase()),
        links.to(&methods::kind_path(kind)),
    ))
}

/// The words that a field chooses from.
fn choices(shape: &Shape) -> Option<&[Choice]> {
    match shape {
        Shape::Choice(choices) => Some(choices),
        Shape::List(item) | Shape::Map(item) => choices(item),
        Shape::Either(shapes) => shapes.iter().find_map(choices),
        _ => None,
    }
}

/// The words that stand at a path, in each item of lists on the way.
fn gather(node: &Node, path: &str, words: &mut Vec<String>) {
    let items = node.items();
    if !items.is_empty() {
        for item in items {
            gather(item, path, words);
        }
        return;
    }
    if path.is_empty() {
        words.extend(node.text().map(str::to_owned));
        return;
    }
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    if let Some(inner) = node.get(first) {
        gather(inner, rest, words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Catalogue;

    #[test]
    fn every_list_is_one_of_a_kind() {
        let catalogue = Catalogue::default();
        for (title, kind, path) in LISTS {
            let field = values::find(catalogue.fields(*kind), path);
            let words = field.and_then(|field| choices(&field.shape));
            assert!(
                words.is_some_and(|words| words.len() > 1),
                "{title}: {path} is no list of words"
            );
        }
    }
}
