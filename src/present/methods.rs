//! Methods: the reference of kinds with their fields and of rules, made from the lists that the program itself follows.

use super::page::{Job, Links, Page, Site, register_path, value};
use crate::check::{self, rule::Rule};
use crate::record::kind::Area;
use crate::record::reader::describe;
use crate::record::schema::{Choice, Field, Level, Shape};
use crate::record::{Kind, types::Audience};
use serde::Serialize;

/// Methods pages.
pub(super) const PAGE: Page = Page { name: "methods", jobs };

/// Path of a kind's reference.
pub(super) fn kind_path(kind: Kind) -> String {
    format!("methods/{}.html", kind.name())
}

/// Path of a rule's explanation.
pub(super) fn rule_path(id: &str) -> String {
    format!("methods/rules.html#{id}")
}

fn jobs(_: &Site<'_>) -> Vec<Job> {
    let mut jobs = vec![
        Job::page(
            "methods/index.html",
            "methods.html",
            "Methods",
            "methods",
            Box::new(|site, links| Ok(value(&index(site, links)))),
        ),
        Job::page(
            "methods/rules.html",
            "rules.html",
            "Rules",
            "methods",
            Box::new(|site, links| Ok(value(&rules(site, links)))),
        )
        .below("Methods", "methods/index.html"),
    ];
    for kind in Kind::ALL.iter().copied() {
        let view = move |site: &Site<'_>, links: &Links<'_>| Ok(value(&reference(site, kind, links)));
        let job = Job::page(
            kind_path(kind),
            "kind.html",
            format!("{}: fields", kind.label()),
            "methods",
            Box::new(view),
        );
        jobs.push(job.below("Methods", "methods/index.html"));
    }
    jobs
}

#[derive(Serialize)]
struct IndexView {
    areas: Vec<AreaView>,
    rules: usize,
    rules_href: String,
    reconciliation_href: String,
    profile: &'static str,
}

#[derive(Serialize)]
struct AreaView {
    title: &'static str,
    kinds: Vec<KindView>,
}

#[derive(Serialize)]
struct KindView {
    label: String,
    prefix: String,
    what: &'static str,
    href: String,
    count: usize,
}

fn index(site: &Site<'_>, links: &Links<'_>) -> IndexView {
    let kind = |kind: &Kind| KindView {
        label: kind.label(),
        prefix: site.catalogue.prefixes.of(*kind).to_owned(),
        what: kind.about().what,
        href: links.to(&kind_path(*kind)),
        count: site.ledger.count(*kind),
    };
    let area = |area: &Area| AreaView {
        title: area.title(),
        kinds: Kind::ALL
            .iter()
            .filter(|kind| kind.about().area == *area)
            .map(kind)
            .collect(),
    };
    IndexView {
        areas: Area::ALL
            .iter()
            .map(area)
            .filter(|area| !area.kinds.is_empty())
            .collect(),
        rules: check::rules().count(),
        rules_href: links.to("methods/rules.html"),
        reconciliation_href: links.to("reconciliation.html"),
        profile: site.settings.profile.word(),
    }
}

#[derive(Serialize)]
struct RulesView {
    families: Vec<FamilyView>,
    checks_href: String,
}

#[derive(Serialize)]
struct FamilyView {
    name: &'static str,
    rules: Vec<RuleView>,
}

#[derive(Serialize)]
struct RuleView {
    id: &'static str,
    title: &'static str,
    severity: &'static str,
    gate: &'static str,
    clause: &'static str,
    explanation: String,
}

fn rules(_: &Site<'_>, links: &Links<'_>) -> RulesView {
    let view = |rule: &Rule| RuleView {
        id: rule.id,
        title: rule.title,
        severity: rule.severity.word(),
        gate: rule.gate.word(),
        clause: rule.clause,
        explanation: super::markdown::render(rule.explanation, 4, links).html,
    };
    let mut families: Vec<FamilyView> = Vec::new();
    for rule in check::rules() {
        let name = super::checks::family(rule.id);
        match families.iter_mut().find(|family| family.name == name) {
            Some(family) => family.rules.push(view(rule)),
            None => families.push(FamilyView {
                name,
                rules: vec![view(rule)],
            }),
        }
    }
    RulesView {
        families,
        checks_href: links.to("checks.html"),
    }
}

#[derive(Serialize)]
struct ReferenceView {
    kind: String,
    name: &'static str,
    what: &'static str,
    prefix: String,
    audience: &'static str,
    settled: Vec<&'static str>,
    register: String,
    fields: Vec<FieldView>,
    command: String,
}

/// A field of the reference.
#[derive(Serialize)]
struct FieldView {
    name: String,
    label: String,
    about: String,
    level: &'static str,
    required: bool,
    shape: String,
    choices: Vec<ChoiceView>,
    kinds: Vec<KindLink>,
    personal: bool,
    restricted: bool,
    derived: bool,
    fields: Vec<Self>,
}

#[derive(Serialize)]
struct ChoiceView {
    value: String,
    about: String,
}

#[derive(Serialize)]
struct KindLink {
    label: String,
    href: String,
}

fn reference(site: &Site<'_>, kind: Kind, links: &Links<'_>) -> ReferenceView {
    ReferenceView {
        kind: kind.label(),
        name: kind.name(),
        what: kind.about().what,
        prefix: site.catalogue.prefixes.of(kind).to_owned(),
        audience: Audience::word(kind.about().audience),
        settled: kind.about().settled.to_vec(),
        register: links.to(&register_path(kind)),
        fields: site
            .catalogue
            .fields(kind)
            .iter()
            .map(|field| field_view(field, links))
            .collect(),
        command: format!("tenfour new {}", kind.name()),
    }
}

fn field_view(field: &Field, links: &Links<'_>) -> FieldView {
    let mut view = FieldView {
        name: field.name.clone(),
        label: field.label(),
        about: super::markdown::render(&field.about, 5, links).html,
        level: field.level.word(),
        required: field.level != Level::Optional,
        shape: plain(&field.shape),
        choices: Vec::new(),
        kinds: Vec::new(),
        personal: field.personal,
        restricted: field.restricted,
        derived: field.derived,
        fields: Vec::new(),
    };
    open(&field.shape, links, &mut view);
    view
}

/// A shape in a few words, without what is listed below it.
fn plain(shape: &Shape) -> String {
    match shape {
        Shape::Fields(_) => "mapping".to_owned(),
        Shape::Choice(_) => "word of the list below".to_owned(),
        Shape::Reference(_) => "id of a record".to_owned(),
        Shape::ReferenceOrText(_) => "id of a record, or text".to_owned(),
        Shape::List(item) => format!("list: {}", plain(item)),
        Shape::Map(item) => format!("mapping of any keys: {}", plain(item)),
        Shape::Either(shapes) => shapes.iter().map(plain).collect::<Vec<_>>().join(", or "),
        Shape::Text(Some(limit)) => format!("text, at most {limit} characters"),
        Shape::Integer(low, high) | Shape::Number(low, high) => {
            let range = match (low, high) {
                (Some(low), Some(high)) => format!(" from {low} to {high}"),
                (Some(low), None) => format!(" of at least {low}"),
                _ => String::new(),
            };
            format!("{}{range}", describe(shape).trim_start_matches("a "))
        }
        shape => describe(shape).trim_start_matches("a ").to_owned(),
    }
}

/// Puts what a shape lists into the view: words, kinds, parts.
fn open(shape: &Shape, links: &Links<'_>, view: &mut FieldView) {
    match shape {
        Shape::Choice(choices) => view
            .choices
            .extend(choices.iter().map(|Choice { value, about }| ChoiceView {
                value: value.clone(),
                about: about.lines().next().unwrap_or_default().to_owned(),
            })),
        Shape::Reference(kinds) | Shape::ReferenceOrText(kinds) => {
            let link = |kind: Kind| KindLink {
                label: kind.label().to_lowercase(),
                href: links.to(&kind_path(kind)),
            };
            view.kinds
                .extend(kinds.iter().filter_map(|name| Kind::named(name)).map(link));
        }
        Shape::Fields(fields) => view.fields.extend(fields.iter().map(|field| field_view(field, links))),
        Shape::List(item) | Shape::Map(item) => open(item, links, view),
        Shape::Either(shapes) => shapes.iter().for_each(|shape| open(shape, links, view)),
        _ => {}
    }
}
