//! Implementation: the twelve steps by which an organization introduces the process, each with the state that its evidence
//! shows.
//!
//! A step is in operation when every piece of evidence it asks for is on record and its rules hold, and reviewed when,
//! besides, a review of the last twelve months looked at the point that goes with it. A rule that a waiver lets pass holds; one
//! that the profile does not ask for is not asked here either. Records are counted that the audience may not see too,
//! or the same programme would look unfinished to some.

use super::reviews::words;
use super::shape::{Block, Part, Section, Shown, Topic, TopicView, in_force};
use crate::check::State as RuleState;
use crate::present::blocks::{Cell, Field, State, Table, Tone, Value};
use crate::present::page::{Links, Site};
use crate::present::values;
use crate::record::objective::{Objective, ObjectiveStatus};
use crate::record::organization::Organization;
use crate::record::reader::Profile;
use crate::record::review::{InputItem, Review};
use crate::record::wave::Wave;
use crate::record::{Data, Kind, Record};
use jiff::civil::Date;

/// The page of the implementation.
pub(super) const TOPIC: Topic = Topic {
    name: "implementation",
    title: "Implementation",
    lede: "The twelve steps from reading the guidance to improving continually, each with the state that the records show.",
    part: Part::Evidence,
    kinds: &[],
    also: &[],
    shown: Shown::From(Profile::Standard),
    view,
};

/// A piece of evidence of a step: words, how many records show it, and where they stand.
struct Evidence {
    words: &'static str,
    count: fn(&Site<'_>) -> usize,
    path: &'static str,
    kind: Kind,
}

/// A step.
struct Step {
    title: &'static str,
    what: &'static str,
    evidence: &'static [Evidence],
    /// Rules that hold while it is in operation.
    rules: &'static [&'static str],
    /// The point by which a review looks at it.
    point: InputItem,
}

/// Records of a kind that are in force.
fn current(site: &Site<'_>, kind: Kind) -> usize {
    site.ledger
        .of_kind(kind)
        .filter(|(_, record)| in_force(record, site))
        .count()
}

/// The first day of the twelve months up to the day of the site.
fn year_before(site: &Site<'_>) -> Date {
    site.as_of.saturating_sub(jiff::Span::new().years(1))
}

/// Records of a kind that were done within the last twelve months.
fn lately(site: &Site<'_>, kind: Kind) -> usize {
    let day = |record: &Record| super::programme::day(record, site);
    let since = year_before(site);
    site.ledger
        .of_kind(kind)
        .filter(|(_, record)| day(record).is_some_and(|day| day >= since))
        .count()
}

const STEPS: &[Step] = &[
    Step {
        title: "Understand the guidance",
        what: "Know what the documents ask, and say what the programme covers.",
        evidence: &[
            Evidence {
                words: "Organization that names the documents it follows",
                count: |site| {
                    let named = site.ledger.each::<Organization>();
                    named
                        .filter(|(_, organization)| !organization.standards_used.is_empty())
                        .count()
                },
                path: "topics/standards.html",
                kind: Kind::Organization,
            },
            Evidence {
                words: "Scope in force",
                count: |site| current(site, Kind::Scope),
                path: "topics/context.html#scope",
                kind: Kind::Scope,
            },
            Evidence {
                words: "Training",
                count: |site| site.ledger.count(Kind::Training),
                path: "topics/context.html#training",
                kind: Kind::Training,
            },
        ],
        rules: &["R-TRN-01"],
        point: InputItem::ProgrammeSuitability,
    },
    Step {
        title: "Identify stakeholders",
        what: "Know who has a stake, what each needs, and who acts in which role.",
        evidence: &[
            Evidence {
                words: "Stakeholders",
                count: |site| current(site, Kind::Stakeholder),
                path: "topics/context.html#stakeholders",
                kind: Kind::Stakeholder,
            },
            Evidence {
                words: "Roles",
                count: |site| current(site, Kind::Role),
                path: "topics/context.html#roles",
                kind: Kind::Role,
            },
        ],
        rules: &["R-GEN-06"],
        point: InputItem::IssuesChanges,
    },
    Step {
        title: "Define objectives",
        what: "Say what is to be reached, by when and who answers for it.",
        evidence: &[Evidence {
            words: "Objectives with metric, target and day",
            count: |site| {
                site.ledger
                    .each::<Objective>()
                    .filter(|(_, objective)| is_complete(objective))
                    .count()
            },
            path: "objectives.html",
            kind: Kind::Objective,
        }],
        rules: &["R-OBJ-01", "R-OBJ-02"],
        point: InputItem::Objectives,
    },
    Step {
        title: "Select methods and tools",
        what: "Choose the ways of listening, know their limits, and plan who is reached.",
        evidence: &[
            Evidence {
                words: "Methods",
                count: |site| current(site, Kind::Method),
                path: "topics/plan.html#methods",
                kind: Kind::Method,
            },
            Evidence {
                words: "Plan for the day",
                count: |site| usize::from(super::programme::has_plan(site)),
                path: "topics/plan.html",
                kind: Kind::MonitoringPlan,
            },
        ],
        rules: &["R-PLN-01", "R-PLN-02", "R-PLN-03"],
        point: InputItem::MonitoringResults,
    },
    Step {
        title: "Develop feedback mechanisms",
        what: "Give customers ways to speak, and have questions ready to ask them.",
        evidence: &[
            Evidence {
                words: "Channels",
                count: |site| current(site, Kind::Channel),
                path: "topics/context.html#channels",
                kind: Kind::Channel,
            },
            Evidence {
                words: "Surveys in use",
                count: |site| current(site, Kind::Survey),
                path: "surveys.html",
                kind: Kind::Survey,
            },
        ],
        rules: &["R-SVY-01", "R-SVY-03", "R-SVY-04"],
        point: InputItem::ComplaintsFeedback,
    },
    Step {
        title: "Establish metrics and key indicators",
        what: "Know by which numbers it is judged whether objectives are reached.",
        evidence: &[
            Evidence {
                words: "Indicators",
                count: |site| current(site, Kind::Indicator),
                path: "topics/indicators.html",
                kind: Kind::Indicator,
            },
            Evidence {
                words: "Objectives with a metric",
                count: |site| {
                    site.ledger
                        .each::<Objective>()
                        .filter(|(_, objective)| objective.metric.is_some())
                        .count()
                },
                path: "objectives.html",
                kind: Kind::Objective,
            },
        ],
        rules: &["R-OBJ-03", "R-IND-01", "R-IND-02"],
        point: InputItem::ProcessPerformance,
    },
    Step {
        title: "Implement feedback processes across all touchpoints",
        what: "Ask, listen and record wherever customers are met.",
        evidence: &[
            Evidence {
                words: "Waves that were fielded",
                count: |site| site.ledger.each::<Wave>().filter(|(_, wave)| wave.is_fielded()).count(),
                path: "waves.html",
                kind: Kind::Wave,
            },
            Evidence {
                words: "Complaints and feedback",
                count: |site| site.ledger.count(Kind::Complaint) + site.ledger.count(Kind::Feedback),
                path: "complaints.html",
                kind: Kind::Complaint,
            },
        ],
        rules: &["R-WAV-01", "R-WAV-09", "R-CMP-01", "R-CMP-07"],
        point: InputItem::ComplaintProcessPerformance,
    },
    Step {
        title: "Analyse data",
        what: "Conclude what the answers mean, and how sure that is.",
        evidence: &[Evidence {
            words: "Findings",
            count: |site| site.ledger.count(Kind::Finding),
            path: "topics/findings.html",
            kind: Kind::Finding,
        }],
        rules: &["R-WAV-08", "R-FND-01"],
        point: InputItem::SatisfactionResults,
    },
    Step {
        title: "Take action",
        what: "Change what makes customers less satisfied.",
        evidence: &[Evidence {
            words: "Actions that are done",
            count: |site| {
                let actions = site.ledger.each::<crate::record::action::Action>();
                actions.filter(|(_, action)| action.is_implemented()).count()
            },
            path: "topics/actions.html",
            kind: Kind::Action,
        }],
        rules: &["R-ACT-01", "R-ACT-03", "R-CAU-01"],
        point: InputItem::NonconformitiesCorrectiveActions,
    },
    Step {
        title: "Monitor and review performance",
        what: "Look whether actions worked, and have management look at all of it.",
        evidence: &[
            Evidence {
                words: "Verifications",
                count: |site| site.ledger.count(Kind::Verification),
                path: "topics/actions.html#closed",
                kind: Kind::Verification,
            },
            Evidence {
                words: "Reviews of the last twelve months",
                count: |site| lately(site, Kind::Review),
                path: "topics/reviews.html",
                kind: Kind::Review,
            },
        ],
        rules: &["R-ACT-04", "R-VER-01", "R-VER-02", "R-REV-02", "R-REV-04", "R-REV-05"],
        point: InputItem::EarlierActions,
    },
    Step {
        title: "Communicate and report",
        what: "Tell those who need to know, and those who answered.",
        evidence: &[Evidence {
            words: "Communications of the last twelve months",
            count: |site| lately(site, Kind::Communication),
            path: "topics/communications.html",
            kind: Kind::Communication,
        }],
        rules: &["R-COM-01"],
        point: InputItem::Recommendations,
    },
    Step {
        title: "Improve continually",
        what: "Make the outcome better, and the way of working with it.",
        evidence: &[
            Evidence {
                words: "Actions found effective",
                count: |site| {
                    let found = site.ledger.of_kind(Kind::Verification);
                    found
                        .filter(|(_, record)| super::shape::text(record, "result") == Some("effective"))
                        .count()
                },
                path: "topics/actions.html#closed",
                kind: Kind::Verification,
            },
            Evidence {
                words: "Audits of the last twelve months",
                count: |site| lately(site, Kind::Audit),
                path: "topics/audits.html#audits",
                kind: Kind::Audit,
            },
        ],
        rules: &["R-TRC-01", "R-AUD-01"],
        point: InputItem::ImprovementOpportunities,
    },
];

/// Whether an objective says what, how much and until when.
fn is_complete(objective: &Objective) -> bool {
    !matches!(
        objective.status,
        Some(ObjectiveStatus::Draft | ObjectiveStatus::Withdrawn)
    ) && objective.metric.is_some()
        && objective.target.is_some()
        && objective.due.is_some()
}

/// The newest review of the last twelve months that looked at a point.
fn reviewed<'a>(site: &'a Site<'_>, point: InputItem) -> Option<(&'a Record, Date)> {
    let since = year_before(site);
    let looked = |review: &Review| {
        review
            .inputs
            .iter()
            .any(|input| input.item == Some(point) && input.considered == Some(true))
    };
    let reviews = site
        .ledger
        .of_kind(Kind::Review)
        .filter_map(|(_, record)| match &record.data {
            Data::Review(review) => Some((record, review.held_on?, looked(review))),
            _ => None,
        });
    reviews
        .filter(|(_, day, looked)| *looked && since <= *day && *day <= site.as_of)
        .map(|(record, day, _)| (record, day))
        .max_by_key(|(record, day)| (*day, record.id().to_owned()))
}

/// How far a step is: how many pieces of its evidence are on record, of how many, whether a rule of it fails, and whether it was
/// reviewed.
fn state(there: usize, of: usize, fails: bool, reviewed: bool) -> State {
    match (there, reviewed) {
        (0, _) => State::none("Not started"),
        (there, _) if there < of || fails => State::new(Tone::Info, "partly", "In progress"),
        (_, false) => State::ok("In operation"),
        (_, true) => State::ok("Reviewed"),
    }
}

/// Whether a rule fails on these records, also where the audience is not told how it came out: the step would look better to it.
fn fails(site: &Site<'_>, id: &str) -> bool {
    let outcome = site.judged.iter().find(|outcome| outcome.rule.id() == id);
    outcome.is_some_and(|outcome| matches!(outcome.state, RuleState::Failed { .. }))
}

/// The rules of a step with how they came out.
fn rules(step: &Step, links: &Links<'_>) -> Vec<Value> {
    let of_rule = |id: &&'static str| {
        let view = super::shape::rule(id, links)?;
        Some(Value::List {
            items: vec![
                Value::link(*id, view.url),
                Value::state(view.state),
                Value::text(view.note),
            ],
        })
    };
    step.rules.iter().filter_map(of_rule).collect()
}

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let mut overview = Table::new(
        "The twelve steps",
        &["Step", "Evidence", "Last review that looked at it", "State"],
    );
    let mut sections = Vec::new();
    let mut counts: Vec<(String, usize)> = Vec::new();
    for (index, step) in STEPS.iter().enumerate() {
        let id = format!("step-{}", index + 1);
        let found: Vec<usize> = step.evidence.iter().map(|evidence| (evidence.count)(site)).collect();
        let there = found.iter().filter(|count| **count > 0).count();
        let review = reviewed(site, step.point);
        let fails = step.rules.iter().any(|id| fails(site, id));
        let state = state(there, found.len(), fails, review.is_some());
        match counts.iter_mut().find(|(word, _)| *word == state.word) {
            Some((_, count)) => *count += 1,
            None => counts.push((state.word.clone(), 1)),
        }
        let seen = review.filter(|(record, _)| site.disclosure.record(record));
        let looked = match (review, seen) {
            (Some(_), Some((record, day))) => match links.link(record).url {
                Some(url) => Value::link(day.to_string(), url),
                None => Value::brief(day),
            },
            (Some(_), None) => values::withheld(links),
            (None, _) => Value::dash(),
        };
        let cells: [Cell; 4] = [
            Value::link(format!("{}. {}", index + 1, step.title), format!("#{id}")).into(),
            Value::text(format!("{there} of {}", found.len())).into(),
            looked.into(),
            Value::state(state.clone()).into(),
        ];
        overview.row(cells);
        sections.push(section(&id, index, step, &found, state, links));
    }
    sections.insert(
        0,
        Section::new("steps", "At a glance")
            .note(
                "In operation: all evidence is on record and the rules of the step hold. Reviewed: besides, a review of the last \
                 twelve months looked at the point named with the step.",
            )
            .table(overview),
    );
    let facts = counts
        .into_iter()
        .map(|(word, count)| Field::new(word, Value::count(count)))
        .collect();
    TopicView::of(sections).facts(facts)
}

fn section(id: &str, index: usize, step: &Step, found: &[usize], state: State, links: &Links<'_>) -> Section {
    let mut table = Table::new(step.title, &["Evidence", "Records>", "State"]);
    for (evidence, count) in step.evidence.iter().zip(found) {
        let (page, anchor) = evidence.path.split_once('#').unwrap_or((evidence.path, ""));
        let words = match links.if_written(page) {
            Some(url) if anchor.is_empty() => Value::link(evidence.words, url),
            Some(url) => Value::link(evidence.words, format!("{url}#{anchor}")),
            None => Value::text(evidence.words),
        };
        let state = if *count > 0 {
            Value::state(State::ok("On record"))
        } else {
            Value::List {
                items: vec![
                    Value::state(State::gap("Missing")),
                    Value::code(format!("tenfour new {}", evidence.kind.name())),
                ],
            }
        };
        table.row([words, Value::count(*count), state]);
    }
    Section::new(id, format!("{}. {}", index + 1, step.title))
        .note(step.what)
        .block(Block::Facts {
            facts: vec![
                Field::new("State", Value::state(state)),
                Field::new("Reviewed under", Value::text(words(step.point))),
            ],
        })
        .table(table)
        .fields(vec![Field::new(
            "Rules that hold while it is in operation",
            Value::List {
                items: rules(step, links),
            },
        )])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_as_far_as_its_evidence() {
        let word = |there, of, fails, reviewed| state(there, of, fails, reviewed).word;
        assert_eq!(word(0, 2, false, true), "Not started");
        assert_eq!(word(1, 2, false, true), "In progress");
        assert_eq!(word(2, 2, true, true), "In progress");
        assert_eq!(word(2, 2, false, false), "In operation");
        assert_eq!(word(2, 2, false, true), "Reviewed");
    }

    #[test]
    fn there_are_twelve_steps_and_each_asks_for_something() {
        assert_eq!(STEPS.len(), 12);
        assert!(
            STEPS
                .iter()
                .all(|step| !step.evidence.is_empty() && !step.rules.is_empty())
        );
        for id in STEPS.iter().flat_map(|step| step.rules) {
            assert!(crate::check::find(id).is_some(), "{id} is no rule");
        }
    }
}
