//! Context: the organization, what the programme covers, who has a stake in it, by which rules and channels it works, and
//! who is trained for it.

use super::shape::{
    Block, Part, Section, Shown, Topic, TopicView, fields_of, in_force, of_kind, prose, records, review_day, tally,
    text, titled_id,
};
use crate::present::blocks::{Cell, Field, State, Table, Value, several};
use crate::present::page::{Links, Site};
use crate::present::values;
use crate::record::channel::{Access, Channel, Charge, Purpose};
use crate::record::person::Person;
use crate::record::schema::label;
use crate::record::training::Training;
use crate::record::{Data, Kind, Record};
use jiff::civil::Date;

/// The page of the context.
pub(super) const TOPIC: Topic = Topic {
    name: "context",
    title: "Context",
    lede: "Who runs the programme, what it covers and what counts as a complaint, who has a stake in it, and by which \
           rules, channels and skills it works.",
    part: Part::Objectives,
    kinds: &[
        Kind::Scope,
        Kind::Stakeholder,
        Kind::Channel,
        Kind::Policy,
        Kind::Procedure,
        Kind::RiskOpportunity,
        Kind::Training,
    ],
    also: &[
        Kind::Organization,
        Kind::Calendar,
        Kind::Role,
        Kind::Person,
        Kind::Product,
    ],
    shown: Shown::WithRecords,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    TopicView::of([
        organization(site, links),
        scope(site, links),
        complaint(site, links),
        issues(site, links),
        stakeholders(site, links),
        roles(site, links),
        channels(site, links),
        policies(site, links),
        procedures(site, links),
        risks(site, links),
        training(site, links),
    ])
}

fn organization(site: &Site<'_>, links: &Links<'_>) -> Section {
    let paths = [
        "name",
        "legal_name",
        "sector",
        "customer_term.plural|Customers are called",
        "languages",
        "units|Parts",
        "time_zone|Days begin and end in",
        "calendar|Working days after",
        "standards_used|Guided by",
    ];
    let records = of_kind(site, Kind::Organization);
    let fields: Vec<Field> = records.flat_map(|record| fields_of(record, &paths, links)).collect();
    Section::new("organization", "Organization").fields(fields).about(
        &[Kind::Organization],
        "Name, line of business, languages, working days and the standards that guide the programme.",
        links,
    )
}

/// The scopes in force.
fn scopes<'a>(site: &'a Site<'_>) -> Vec<&'a Record> {
    of_kind(site, Kind::Scope)
        .filter(|record| in_force(record, site))
        .collect()
}

fn scope(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut section = Section::new("scope", "Scope").note("What the programme covers and what it leaves out.");
    for record in scopes(site) {
        let Data::Scope(scope) = &record.data else { continue };
        section = section.blocks(scope.statement.as_ref().map(|statement| prose(statement, links)));
        let paths = [
            "products",
            "functions|Parts of the work",
            "sites|Places",
            "segments",
            "channels",
            "excluded|Left out",
        ];
        section = section.fields(fields_of(record, &paths, links));
    }
    section.about(
        &[Kind::Scope],
        "Products, parts of the work, places and groups of customers that are covered, and what is left out with the reason.",
        links,
    )
}

fn complaint(site: &Site<'_>, links: &Links<'_>) -> Section {
    let definition = |record: &Record| match &record.data {
        Data::Scope(scope) => scope.what_is_a_complaint.as_ref().map(|text| prose(text, links)),
        _ => None,
    };
    Section::new("complaint", "What is a complaint")
        .note("The definition that staff work with.")
        .blocks(scopes(site).into_iter().filter_map(definition))
        .about(
            &[Kind::Scope],
            "The words by which staff tell a complaint from other feedback: the field `what_is_a_complaint` of the scope.",
            links,
        )
}

fn issues(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut table = Table::new("Circumstances that matter", &["Circumstance~", "Lies"]);
    for record in scopes(site) {
        let Data::Scope(scope) = &record.data else { continue };
        for issue in &scope.issues {
            let lies = issue.kind.map_or_else(Value::dash, |kind| match kind {
                crate::record::scope::IssueKind::Internal => Value::text("Inside"),
                crate::record::scope::IssueKind::External => Value::text("Outside"),
            });
            table.row([values::line(issue.text.as_deref().unwrap_or_default(), links), lies]);
        }
    }
    Section::new("issues", "Circumstances")
        .note("Inside and outside the organization, as far as they bear on measuring satisfaction.")
        .table(table)
        .about(
            &[Kind::Scope],
            "What inside and outside the organization bears on the programme: the field `issues` of the scope.",
            links,
        )
}

fn stakeholders(site: &Site<'_>, links: &Links<'_>) -> Section {
    let in_use = of_kind(site, Kind::Stakeholder).filter(|record| in_force(record, site));
    let paths = ["influence", "interest", "role_in_process|Part", "needs|What it needs~"];
    Section::new("stakeholders", "Stakeholders")
        .note("How much each can change, and how much it cares.")
        .table(records("Stakeholders", "Group", in_use, &paths, links))
        .about(
            &[Kind::Stakeholder],
            "Groups with a stake in satisfied customers: what each needs, how much it can change and how much it cares.",
            links,
        )
}

fn roles(site: &Site<'_>, links: &Links<'_>) -> Section {
    let in_use = of_kind(site, Kind::Role).filter(|record| in_force(record, site));
    let paths = [
        "purpose~",
        "top_management",
        "authority.remedy_limit|Remedies up to",
        "authority.may_close|Closes up to severity",
        "headcount|People>",
    ];
    Section::new("roles", "Roles and authority")
        .note("Who answers for what, and how far a role may decide alone.")
        .table(records("Roles", "Role", in_use, &paths, links))
        .about(
            &[Kind::Role],
            "Functions with their tasks, and how far each may decide alone.",
            links,
        )
}

fn channels(site: &Site<'_>, links: &Links<'_>) -> Section {
    let open: Vec<&Record> = of_kind(site, Kind::Channel)
        .filter(|record| in_force(record, site))
        .collect();
    let typed = || {
        open.iter().filter_map(|record| match &record.data {
            Data::Channel(channel) => Some(&**channel),
            _ => None,
        })
    };
    let complaints = |channel: &&Channel| channel.accepts.contains(&Purpose::Complaint);
    let for_complaints = typed().filter(complaints).count();
    let with = |has: fn(&Channel) -> bool| typed().filter(complaints).filter(|channel| has(channel)).count();
    let share = |count: usize| {
        let words = format!("{count} of {}", several(for_complaints, "channel", "channels"));
        Value::state(if count == 0 {
            State::gap(words)
        } else {
            State::none(words)
        })
    };
    let mut section =
        Section::new("channels", "Channels").note("How customers reach the organization, and at what cost to them.");
    if for_complaints > 0 {
        let languages: Vec<&str> = typed()
            .filter(complaints)
            .flat_map(|channel| channel.languages.iter().map(|language| &**language))
            .collect();
        let languages: Vec<String> = tally(languages)
            .into_iter()
            .map(|(language, count)| format!("{language} ({count})"))
            .collect();
        let facts = vec![
            Field::new(
                "For complaints",
                Value::text(several(for_complaints, "channel", "channels")),
            ),
            Field::new(
                "Free of charge",
                share(with(|channel| channel.charge == Some(Charge::None))),
            ),
            Field::new(
                "Without internet",
                share(with(|channel| channel.accessible_for.contains(&Access::NoInternet))),
            ),
            Field::new(
                "Without a name",
                share(with(|channel| channel.anonymous_possible == Some(true))),
            ),
            Field::new("Languages", Value::text(languages.join(", "))),
        ];
        section = section.block(Block::Facts { facts });
    }
    let paths = [
        "accepts|Takes",
        "charge",
        "languages",
        "hours",
        "accessible_for|Works also for",
        "anonymous_possible|Without a name",
    ];
    section
        .table(records("Channels", "Channel", open.iter().copied(), &paths, links))
        .about(
            &[Kind::Channel],
            "Ways to complain and to give feedback, with languages, hours and charge, and one that needs no internet.",
            links,
        )
}

fn policies(site: &Site<'_>, links: &Links<'_>) -> Section {
    let (current, earlier): (Vec<&Record>, Vec<&Record>) =
        of_kind(site, Kind::Policy).partition(|record| in_force(record, site));
    let paths = [
        "kind|About",
        "version",
        "approved_by",
        "approved_on",
        "staff_informed_on",
        "published_at",
        "next_review",
    ];
    let table = |caption: &str, of: Vec<&Record>| records(caption, "Policy", of, &paths, links);
    let earlier = table("Earlier policies", earlier);
    let label = several(
        earlier.rows.len(),
        "policy that is not in force",
        "policies that are not in force",
    );
    Section::new("policies", "Policies in force")
        .note("What top management stands for.")
        .table(table("Policies in force", current))
        .blocks(earlier.filled().map(|table| Block::Folded { label, table }))
        .about(
            &[Kind::Policy],
            "What top management has decided to stand for, approved and made known.",
            links,
        )
}

fn procedures(site: &Site<'_>, links: &Links<'_>) -> Section {
    let in_use = of_kind(site, Kind::Procedure).filter(|record| in_force(record, site));
    let paths = [
        "process",
        "version",
        "document|Kept at",
        "approved_by",
        "approved_on",
        "next_review",
    ];
    Section::new("procedures", "Procedures")
        .note("Written ways of working.")
        .table(records("Procedures", "Procedure", in_use, &paths, links))
        .about(
            &[Kind::Procedure],
            "Written ways of working, with version, approval and where each is kept.",
            links,
        )
}

fn risks(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut open: Vec<(u8, &Record, Option<Date>)> = of_kind(site, Kind::RiskOpportunity)
        .filter(|record| in_force(record, site))
        .filter_map(|record| match &record.data {
            Data::RiskOpportunity(risk) => Some((risk.weight().unwrap_or(0), record, risk.review_due)),
            _ => None,
        })
        .collect();
    open.sort_by_key(|(weight, ..)| std::cmp::Reverse(*weight));
    let paths = [
        "kind|It is a",
        "likelihood",
        "impact",
        "effect|What it would mean",
        "treatment|What is done~",
        "last_reviewed|Looked at",
    ];
    let mut table = records(
        "Risks and opportunities",
        "Risk or opportunity",
        open.iter().map(|(_, record, _)| *record),
        &paths,
        links,
    );
    table.columns.push(crate::present::blocks::Column::marked("Again by"));
    for (row, (_, _, due)) in table.rows.iter_mut().zip(&open) {
        row.push(review_day(*due, site).into());
    }
    Section::new("risks", "Risks and opportunities")
        .note("Ordered by likelihood times impact, each from 1 to 5.")
        .table(table)
        .about(
            &[Kind::RiskOpportunity],
            "What may hinder or help the programme, how likely and how strong it is, and what is done.",
            links,
        )
}

/// Topics that a role asks for, with the training of each who holds it today; a training of the role itself counts for all.
fn training(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut asked = Table::new(
        "Training that roles ask for",
        &["Role", "Topic", "Held by", "Trained until", "State"],
    );
    let trainings: Vec<(&Record, &Training)> = of_kind(site, Kind::Training)
        .filter_map(|record| match &record.data {
            Data::Training(training) => Some((record, &**training)),
            _ => None,
        })
        .collect();
    for record in of_kind(site, Kind::Role).filter(|record| in_force(record, site)) {
        let topics = record
            .node
            .get("required_training")
            .map_or(&[][..], |node| node.items());
        let holders: Vec<&str> = site
            .ledger
            .each::<Person>()
            .filter(|(_, person)| person.holds(record.id(), site.as_of))
            .map(|(holder, _)| holder.id())
            .collect();
        for topic in topics.iter().filter_map(|topic| topic.text()) {
            // No last day means that it lasts.
            let lasts = |who: &[&str]| {
                let taken = trainings.iter().filter(|(training, typed)| {
                    let of = typed.person_or_role.as_ref().map(|who| who.id());
                    text(training, "topic") == Some(topic) && of.is_some_and(|of| who.contains(&of))
                });
                taken.map(|(_, typed)| typed.valid_until.unwrap_or(Date::MAX)).max()
            };
            let row = |holder: Value, lasts: Option<Date>| -> [Cell; 5] {
                let (until, state) = counts_until(lasts, site.as_of);
                [
                    titled_id(Some(record.id()), links).into(),
                    Value::text(label(topic)).into(),
                    holder.into(),
                    until.into(),
                    Value::state(state).into(),
                ]
            };
            if holders.is_empty() {
                asked.row(row(Value::missing("nobody named"), lasts(&[record.id()])));
            }
            for holder in &holders {
                asked.row(row(titled_id(Some(holder), links), lasts(&[record.id(), holder])));
            }
        }
    }
    let paths = [
        "person_or_role|Who",
        "topic",
        "date",
        "valid_until",
        "hours|Hours>",
        "effectiveness_check.result|Did it help",
    ];
    let all = records(
        "Trainings",
        "Training",
        trainings.iter().map(|(record, _)| *record),
        &paths,
        links,
    );
    let label = several(all.rows.len(), "training", "trainings");
    Section::new("training", "Training")
        .note("For each who holds the role today, by a training of their own or of the role.")
        .table(asked)
        .blocks(all.filled().map(|table| Block::Folded { label, table }))
        .about(
            &[Kind::Training],
            "Who was trained in what, until when it counts, and whether it helped.",
            links,
        )
}

/// Until when a training counts, and whether it does.
fn counts_until(lasts: Option<Date>, as_of: Date) -> (Value, State) {
    match lasts {
        None => (Value::dash(), State::gap("No training recorded")),
        Some(Date::MAX) => (Value::text("no end"), State::ok("Valid")),
        Some(day) if day < as_of => (
            Value::brief(day),
            State::new(crate::present::blocks::Tone::Warn, "clock", "Run out"),
        ),
        Some(day) => (Value::brief(day), State::ok("Valid")),
    }
}
