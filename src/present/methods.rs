//! Methods: the reference of kinds with their fields and of rules, made from the lists that the program itself follows.

use super::blocks::{Content, Entry, Field, Html, Table, Value, several};
use super::page::{Job, Links, Page, Site, View, register_path};
use crate::check::Outcome;
use crate::record::clause::Status;
use crate::record::kind::Area;
use crate::record::reader::describe;
use crate::record::schema::{self, Choice, Level, Shape};
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

/// Words as an anchor.
pub(super) fn anchor(words: &str) -> String {
    let plain = |character: char| {
        if character.is_ascii_alphanumeric() {
            character.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    words.chars().map(plain).collect()
}

fn jobs(_: &Site<'_>) -> Vec<Job> {
    let mut jobs = vec![
        Job::page(
            "methods/index.html",
            "methods.html",
            "Methods",
            "methods",
            Box::new(|site, links| {
                let lede = "Every kind of record, every field and every rule on this site, written from the same lists \
                            that the program follows.";
                Ok(View::new("Reference", &index(site, links)).lede(lede))
            }),
        ),
        Job::page(
            "methods/rules.html",
            "rules.html",
            "Rules",
            "methods",
            Box::new(|site, links| {
                let lede = "What is checked, why, and how a project may change how much it matters.";
                Ok(View::new("Reference", &rules(site, links)).lede(lede))
            }),
        )
        .below("Methods", "methods/index.html"),
        super::expressions::job().below("Methods", "methods/index.html"),
    ];
    for kind in Kind::ALL.iter().copied() {
        let view = move |site: &Site<'_>, links: &Links<'_>| {
            let made = View::new("Reference", &reference(site, kind, links)).lede(site.what(kind));
            Ok(made.facts(facts(site, kind, links)))
        };
        let job = Job::page(kind_path(kind), "kind.html", kind.label(), "methods", Box::new(view));
        jobs.push(job.below("Methods", "methods/index.html"));
    }
    jobs
}

#[derive(Serialize)]
struct MethodsView {
    contents: Vec<Content>,
    entries: Vec<Entry>,
}

fn index(site: &Site<'_>, links: &Links<'_>) -> MethodsView {
    let content = |title: &str, path: &str, note: String| Content {
        title: title.to_owned(),
        url: links.to(path),
        note,
    };
    let rules = several(site.outcomes.len(), "rule", "rules");
    let contents = vec![
        content("Rules", "methods/rules.html", rules),
        content(
            "Expressions",
            super::expressions::PATH,
            "rules and measures of one's own, and what pages may ask for".to_owned(),
        ),
        content(
            "Clauses",
            super::evidence::PATH,
            "what is looked for as evidence of each".to_owned(),
        ),
        content("How the rules came out", "checks.html", String::new()),
        content(
            "Reconciliation",
            "reconciliation.html",
            "what came in is what is shown".to_owned(),
        ),
    ];
    let entry = |area: &Area| {
        let mut table = Table::new(
            site.said(area.title()),
            &["Kind", "What it is~", "Ids begin with", "Records>"],
        );
        for kind in Kind::ALL.iter().filter(|kind| kind.about().area == *area) {
            let count = site.ledger.count(*kind);
            table.row([
                Value::link(kind.label(), links.to(&kind_path(*kind))),
                Value::text(site.what(*kind)),
                Value::code(site.catalogue.prefixes.of(*kind)),
                if count == 0 { Value::dash() } else { Value::count(count) },
            ]);
        }
        Entry {
            id: anchor(area.title()),
            title: site.said(area.title()),
            table: table.filled(),
            ..Entry::default()
        }
    };
    let areas = Area::ALL.iter().map(entry);
    MethodsView {
        contents,
        entries: areas
            .chain([own_clauses(site, links)])
            .filter(|entry| entry.table.is_some())
            .chain([numbers(site, links)])
            .collect(),
    }
}

/// How numbers are written on the site.
fn numbers(site: &Site<'_>, links: &Links<'_>) -> Entry {
    let limits = site.limits();
    let text = format!(
        "Percentages and points have one digit behind the point, mean scores two, probabilities three. A half is rounded to the even \
         digit: 31.25 is written 31.2, 43.75 is written 43.8. Numbers put into a formula have up to six digits, so that the value \
         follows by hand.\n\nBelow {} there are counts and no estimate; below {} an estimate is marked as a low base. Answers of \
         people and cases with people behind them are not shown below {}, except to those who handle them.",
        limits.min_estimate, limits.low_base, limits.min_cell
    );
    Entry {
        id: "numbers".to_owned(),
        title: "How numbers are written".to_owned(),
        html: Some(Html(super::markdown::render(&text, 4, links).html)),
        ..Entry::default()
    }
}

/// The clauses that the project adds or titles anew.
fn own_clauses(site: &Site<'_>, links: &Links<'_>) -> Entry {
    let title = "Clauses of this project's own";
    let mut table = Table::new(title, &["Clause", "Title~", "Edition"]);
    let own = site
        .catalogue
        .clauses
        .all()
        .filter(|clause| clause.status == Status::Own);
    for clause in own {
        table.row([
            super::evidence::brief(&clause.id(), links),
            Value::text(clause.title.clone()),
            if clause.edition.is_empty() {
                Value::dash()
            } else {
                Value::text(clause.edition.clone())
            },
        ]);
    }
    Entry {
        id: "own-clauses".to_owned(),
        title: title.to_owned(),
        note: "Added in the settings, or given another title there. Records that cite one are its evidence.".to_owned(),
        table: table.filled(),
        ..Entry::default()
    }
}

fn rules(site: &Site<'_>, links: &Links<'_>) -> MethodsView {
    let entry = |outcome: &Outcome| {
        let rule = &outcome.rule;
        let mut fields = vec![
            Field::new(
                "Usual severity",
                Value::text(schema::label(rule.usual_severity().word())),
            ),
            Field::new("Judged at", Value::text(schema::label(rule.gate().word()))),
            Field::new(
                "Asked for from",
                Value::text(format!("the profile {} on", rule.from().word())),
            ),
        ];
        if rule.clauses().next().is_some() {
            fields.push(Field::new("Serves", super::evidence::cited(rule.clauses(), links)));
        }
        let severity = rule.severity(site.settings).unwrap_or(rule.usual_severity());
        let state = super::checks::came_out(&outcome.state, severity);
        fields.push(Field::new("Result here", Value::state(state)));
        let setting = format!("[rules] {} = \"information\"", rule.id());
        fields.push(Field::new("To change its severity", Value::code(setting)));
        let waivable = match crate::check::waiver::may_be_waived(rule.id()) {
            true => Value::code("tenfour new waiver"),
            false => Value::text("not to be waived"),
        };
        fields.push(Field::new("To let records break it for a time", waivable));
        Entry {
            id: rule.id().to_owned(),
            title: rule.id().to_owned(),
            note: super::checks::sentence(&rule.title()),
            html: Some(Html(super::markdown::render(&rule.explanation(), 4, links).html)),
            fields: Some(fields),
            table: None,
        }
    };
    let content = |outcome: &Outcome| Content {
        title: outcome.rule.id().to_owned(),
        url: format!("#{}", outcome.rule.id()),
        note: super::checks::sentence(&outcome.rule.title()),
    };
    MethodsView {
        contents: site.outcomes.iter().map(content).collect(),
        entries: site.outcomes.iter().map(entry).collect(),
    }
}

fn facts(site: &Site<'_>, kind: Kind, links: &Links<'_>) -> Vec<Field> {
    vec![
        Field::new("Ids begin with", Value::code(site.catalogue.prefixes.of(kind))),
        Field::new("Shown to", Value::text(Audience::word(kind.about().audience))),
        Field::new(
            "Settled when",
            Value::text(kind.about().settled.join(", ").replace('_', " ")),
        ),
        Field::new("Begins with", Value::code(format!("tenfour new {}", kind.name()))),
        Field::new(
            "Register",
            Value::link(
                several(site.ledger.count(kind), "record", "records"),
                links.to(&register_path(kind)),
            ),
        ),
    ]
}

fn reference(site: &Site<'_>, kind: Kind, links: &Links<'_>) -> MethodsView {
    let mut table = fields_table(&format!("Fields of a {}", kind.label().to_lowercase()));
    let mut words = Vec::new();
    for field in site.catalogue.fields(kind) {
        describe_field(field, "", links, &mut table, &mut words);
    }
    let fields = Entry {
        id: "fields".to_owned(),
        title: "Fields".to_owned(),
        note: "Fields inside another one stand below it. The profile says from when on a field is asked for."
            .to_owned(),
        table: Some(table),
        ..Entry::default()
    };
    MethodsView {
        contents: Vec::new(),
        entries: std::iter::once(fields).chain(words).collect(),
    }
}

pub(super) fn fields_table(caption: &str) -> Table {
    Table::new(
        caption,
        &["Field", "What it holds~", "Written as", "Asked for from", "Shown to"],
    )
}

/// A line for a field, lines for the fields inside it, and a section for its words.
pub(super) fn describe_field(
    field: &schema::Field,
    path: &str,
    links: &Links<'_>,
    table: &mut Table,
    words: &mut Vec<Entry>,
) {
    let name = if path.is_empty() {
        field.name.clone()
    } else {
        format!("{path}.{}", field.name)
    };
    let mut opened = Opened::default();
    open(&field.shape, &mut opened);
    let mut shape = vec![code(&plain(&field.shape))];
    let kinds: Vec<String> = opened
        .kinds
        .iter()
        .map(|kind| {
            let url = links.to(&kind_path(*kind));
            format!("<a href=\"{url}\">{}</a>", kind.label().to_lowercase())
        })
        .collect();
    if !kinds.is_empty() {
        shape.push(format!(": {}", kinds.join(", ")));
    }
    if !opened.choices.is_empty() {
        let title = several(opened.choices.len(), "word", "words");
        shape.push(format!(", <a href=\"#w-{}\">{title}</a>", anchor(&name)));
    }
    let audience = if field.personal {
        "restricted, personal"
    } else if field.restricted {
        "restricted"
    } else {
        "–"
    };
    let asked = match (field.derived, field.level) {
        (true, _) => "never: computed".to_owned(),
        (false, Level::Optional) => "optional".to_owned(),
        (false, level) => level.word().to_owned(),
    };
    let mut told = field.about.lines().next().unwrap_or_default().to_owned();
    if field.own {
        told = format!("{}: {told} A field of this project.", field.label()).replace(
            " A field of this project. A field of this project.",
            " A field of this project.",
        );
    }
    table.row([
        Value::code(name.clone()),
        Value::Line {
            html: Html(code(&told)),
        },
        Value::Line {
            html: Html(shape.concat()),
        },
        Value::text(asked),
        Value::text(audience),
    ]);
    if !opened.choices.is_empty() {
        words.push(words_of(&name, &opened.choices));
    }
    for inner in opened.fields {
        describe_field(inner, &name, links, table, words);
    }
}

/// Text as HTML in which what stands in backticks is code.
fn code(text: &str) -> String {
    let part = |run: super::blocks::Run| {
        let text = crate::chart::escape(&run.text);
        if run.code { format!("<code>{text}</code>") } else { text }
    };
    super::blocks::runs(text).into_iter().map(part).collect()
}

fn words_of(name: &str, choices: &[&Choice]) -> Entry {
    let mut table = Table::new(format!("Words of {name}"), &["Word", "Meaning~"]).fit();
    for choice in choices {
        table.row([
            Value::code(choice.value.clone()),
            Value::Line {
                html: Html(code(&meaning(choice))),
            },
        ]);
    }
    Entry {
        id: format!("w-{}", anchor(name)),
        title: format!("Words of {name}"),
        table: Some(table),
        ..Entry::default()
    }
}

/// What a word means, after the name that the project shows it by.
fn meaning(choice: &Choice) -> String {
    let about = choice.about.lines().next().unwrap_or_default();
    match &choice.label {
        Some(label) if about.is_empty() => label.clone(),
        Some(label) => format!("{label}: {about}"),
        None => about.to_owned(),
    }
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
            format!("{}{range}", bare(&describe(shape)))
        }
        shape => bare(&describe(shape)).to_owned(),
    }
}

/// Words without the article before them.
fn bare(words: &str) -> &str {
    words
        .strip_prefix("a ")
        .or_else(|| words.strip_prefix("an "))
        .unwrap_or(words)
}

/// What a shape lists: words, kinds, parts.
#[derive(Default)]
struct Opened<'a> {
    choices: Vec<&'a Choice>,
    kinds: Vec<Kind>,
    fields: Vec<&'a schema::Field>,
}

fn open<'a>(shape: &'a Shape, opened: &mut Opened<'a>) {
    match shape {
        Shape::Choice(choices) => opened.choices.extend(choices),
        Shape::Reference(kinds) | Shape::ReferenceOrText(kinds) => {
            opened.kinds.extend(kinds.iter().filter_map(|name| Kind::named(name)));
        }
        Shape::Fields(fields) => opened.fields.extend(fields),
        Shape::List(item) | Shape::Map(item) => open(item, opened),
        Shape::Either(shapes) => shapes.iter().for_each(|shape| open(shape, opened)),
        _ => {}
    }
}
