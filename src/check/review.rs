//! R-REV: reviews and what they decide.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::record::action::Action;
use crate::record::reader::Profile;
use crate::record::review::{DecisionKind, Review, ReviewKind};
use crate::record::schema::{self, Shape};
use crate::record::{Data, Kind, Record};
use crate::yaml::node::Node;
use jiff::civil::Date;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-REV-01",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "9001:9.3.2",
        title: "every review looks at all usual points or says why one has nothing to say",
        explanation: "A review that leaves a point out may miss what matters. Set `considered: true`, or give the reason in `not_applicable`. Asked of management reviews; in the profile `audit` of quarterly and complaint reviews as well.",
        check: Check::Judge(inputs),
    },
    Rule {
        id: "R-REV-02",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "9001:9.3.3",
        title: "every decision of a review has an owner and a day",
        explanation: "What nobody has to do by any day is a wish. Name `owner` and `due`; a review that decides nothing says so with `kind: none` and a `reason`.",
        check: Check::Judge(decisions),
    },
    Rule {
        id: "R-REV-03",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "9001:9.3.1",
        title: "top management leads or takes part in every review of its own",
        explanation: "Reviews other than quarterly and programme reviews are a task of top management. Neither the chair nor a participant is a role with `top_management: true`, or a person who held one on the day.",
        check: Check::Judge(led),
    },
    Rule {
        id: "R-REV-04",
        severity: Severity::Information,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "9001:9.3.3",
        title: "no improvement or change that a review decided is without an action when its day has passed",
        explanation: "The day of the decision has passed, and no action is on record from which somebody could see what came of it. Name the action in `action` of the decision, or name the decision in `addresses` of the action (`REV-2025-A#D3`). Decisions on means and on objectives need none.",
        check: Check::Judge(carried_out),
    },
    Rule {
        id: "R-REV-05",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "9001:9.3.2,9001:10.2",
        title: "no action stands open in three reviews in a row",
        explanation: "Three reviews of whatever sort, one after the other, found the same action not done, and it is not done today. Reviews that only note this change nothing: give means, change the action or drop it with a reason. Counted by `previous_actions`, with the reviews in the order of their days.",
        check: Check::Judge(carried_along),
    },
];

/// Reviews in a row that find an action open before it is told.
const IN_A_ROW: usize = 3;

fn carried_along(context: &Context<'_>, report: &mut Report) {
    let mut held: Vec<(&Record, &Review, Date)> = context
        .ledger
        .each::<Review>()
        .filter_map(|(record, review)| Some((record, review, review.held_on.filter(|day| *day <= context.as_of)?)))
        .collect();
    held.sort_by_key(|(record, _, day)| (*day, record.id().to_owned()));
    for (record, action) in context.ledger.each::<Action>() {
        let names = |review: &Review| {
            let mut earlier = review.previous_actions.iter();
            earlier.any(|earlier| look::is(earlier.action.as_ref(), record.id()))
        };
        if !held.iter().any(|(_, review, _)| names(review)) {
            continue;
        }
        report.looks_at(record);
        if action.is_implemented() || action.is_dropped() {
            continue;
        }
        let row = held
            .chunk_by(|one, other| names(one.1) == names(other.1))
            .find(|row| names(row[0].1) && row.len() >= IN_A_ROW);
        if let Some(row) = row {
            let ids: Vec<String> = row.iter().map(|(review, ..)| format!("`{}`", review.id())).collect();
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let message = format!("`{}` stood open in {} in a row", record.id(), look::listed(&ids));
            let (last, ..) = row[row.len() - 1];
            report
                .fault(record, "id", message)
                .beside(last.place("previous_actions"), "found open here again")
                .advise("decide in the next review: means, another action, or an end with its reason");
        }
    }
}

/// Points of the project's list that were neither looked at nor said to have nothing to say here.
fn missing_inputs(context: &Context<'_>, record: &Record) -> Vec<String> {
    let text = |node: &Node, key: &str| {
        node.get(key)
            .and_then(Node::text)
            .map(str::trim)
            .unwrap_or_default()
            .to_owned()
    };
    let dealt_with = |word: &str| {
        let mut inputs = record.node.get("inputs").map(Node::items).unwrap_or_default().iter();
        inputs.any(|input| {
            text(input, "item") == word
                && (text(input, "considered").eq_ignore_ascii_case("true") || !text(input, "not_applicable").is_empty())
        })
    };
    let fields = context.catalogue.fields(Kind::Review);
    let asked = fields
        .iter()
        .find(|field| field.name == "inputs")
        .map(|field| &field.shape);
    let Some(Shape::List(item)) = asked else {
        return Vec::new();
    };
    let Shape::Fields(parts) = &**item else {
        return Vec::new();
    };
    let choices = parts
        .iter()
        .find(|field| field.name == "item")
        .map(|field| &field.shape);
    match choices {
        Some(Shape::Choice(choices)) => {
            let missing = choices.iter().filter(|choice| !dealt_with(&choice.value));
            missing.map(|choice| format!("`{}`", choice.value)).collect()
        }
        _ => Vec::new(),
    }
}

fn inputs(context: &Context<'_>, report: &mut Report) {
    let asked = |review: &Review| match review.kind {
        Some(ReviewKind::Management) => true,
        Some(ReviewKind::Quarterly | ReviewKind::Complaints) => context.profile() == Profile::Audit,
        _ => false,
    };
    for (record, _) in context.ledger.each::<Review>().filter(|(_, review)| asked(review)) {
        report.looks_at(record);
        let missing: Vec<String> = missing_inputs(context, record);
        if !missing.is_empty() && !look::unread(record, "inputs") {
            let names: Vec<&str> = missing.iter().map(String::as_str).collect();
            let message = format!(
                "`{}` neither considered {} nor said why not",
                record.id(),
                look::listed(&names)
            );
            report
                .fault(record, "inputs", message)
                .advise("add the point with `considered: true`, or with the reason in `not_applicable`");
        }
    }
}

fn decisions(context: &Context<'_>, report: &mut Report) {
    for (record, review) in context.ledger.each::<Review>() {
        for (index, decision) in review.decisions.iter().enumerate() {
            report.looks_at(record);
            let name = decision
                .id
                .as_deref()
                .map_or_else(|| format!("decision {}", index + 1), |id| format!("decision `{id}`"));
            let path = format!("decisions[{index}]");
            if decision.kind == Some(DecisionKind::None) {
                if decision.reason.is_none() {
                    report
                        .fault(
                            record,
                            &format!("{path}.kind"),
                            format!("{name} of `{}` decides nothing and gives no reason", record.id()),
                        )
                        .advise("say why in `reason`");
                }
                continue;
            }
            let mut missing = Vec::new();
            let unread = |field: &str| look::unread(record, &format!("{path}.{field}"));
            if decision.owner.is_none() && !unread("owner") {
                missing.push("owner");
            }
            if decision.due.is_none() && !unread("due") {
                missing.push("due day");
            }
            if !missing.is_empty() {
                let message = format!("{name} of `{}` has no {}", record.id(), missing.join(" and no "));
                report
                    .fault(record, &path, message)
                    .advise("name who carries it out and by when, or write `kind: none` with a reason");
            }
        }
    }
}

fn carried_out(context: &Context<'_>, report: &mut Report) {
    for (index, record) in context.ledger.of_kind(Kind::Review) {
        let Data::Review(review) = &record.data else { continue };
        for (number, decision) in review.decisions.iter().enumerate() {
            let Some(due) = decision
                .due
                .filter(|due| decision.asks_for_action() && *due < context.as_of)
            else {
                continue;
            };
            report.looks_at(record);
            let path = format!("decisions[{number}]");
            let id = decision.id.as_deref();
            if decision.action.is_none()
                && !look::unread(record, &format!("{path}.action"))
                && context.ledger.action_of(index, decision).is_none()
            {
                let name = id.map_or_else(|| format!("decision {}", number + 1), |id| format!("decision `{id}`"));
                let message = format!(
                    "{name} of `{}` was to be carried out by {due}, and no action is about it",
                    record.id()
                );
                report
                    .fault(record, &path, message)
                    .advise("name the action in `action`, or the decision in `addresses` of the action");
            }
        }
    }
}

fn led(context: &Context<'_>, report: &mut Report) {
    let asked = |review: &Review| review.kind.is_some_and(ReviewKind::needs_top_management) && review.chair.is_some();
    for (record, review) in context.ledger.each::<Review>().filter(|(_, review)| asked(review)) {
        report.looks_at(record);
        let day = review.held_on.unwrap_or(context.as_of);
        let present = review.chair.iter().chain(&review.participants);
        let mut roles = present.flat_map(|actor| look::roles_of(context.ledger, actor.id(), day));
        if !roles.any(|(_, role)| role.top_management == Some(true)) {
            let kind = schema::label(look::written(record, "kind")).to_lowercase();
            report
                .fault(
                    record,
                    "chair",
                    format!(
                        "nobody of top management took part in `{}`, a {kind} review",
                        record.id()
                    ),
                )
                .advise("name who took part, or set `top_management: true` at the role");
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run, told};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "a review deals with every usual point",
            rule: "R-REV-01",
            breaks: "
id: REV-1
kind: quarterly
inputs:
  - {item: earlier_actions, considered: true}
  - {item: issues_changes, considered: true}
  - {item: satisfaction_results, considered: true}
  - {item: complaints_feedback, considered: true}
  - {item: complaint_process_performance, considered: true}
  - {item: satisfaction_with_handling, considered: true}
  - {item: disputes, considered: false}
  - {item: promise_performance, considered: true}
  - {item: objectives, considered: true}
  - {item: process_performance, considered: true}
  - {item: nonconformities_corrective_actions, considered: true}
  - {item: monitoring_results, considered: true}
  - {item: audit_results, considered: true}
  - {item: external_providers, considered: true}
  - {item: resources, considered: true}
  - {item: risk_opportunity_actions, considered: true}
  - {item: improvement_opportunities, considered: true}
  - {item: recommendations, considered: true}
  - {item: programme_suitability, considered: true}
",
            says: &[
                "a.yaml:4:1: warning[R-REV-01]: `REV-1` neither considered `disputes` and `benchmark_results` nor said why not",
            ],
            keeps: "
id: REV-1
kind: management
inputs:
  - {item: earlier_actions, considered: true}
  - {item: issues_changes, considered: true}
  - {item: satisfaction_results, considered: true}
  - {item: complaints_feedback, considered: true}
  - {item: complaint_process_performance, considered: true}
  - {item: satisfaction_with_handling, considered: true}
  - {item: disputes, not_applicable: none so far}
  - {item: promise_performance, considered: true}
  - {item: objectives, considered: true}
  - {item: process_performance, considered: true}
  - {item: nonconformities_corrective_actions, considered: true}
  - {item: monitoring_results, considered: true}
  - {item: audit_results, considered: true}
  - {item: external_providers, considered: true}
  - {item: resources, considered: true}
  - {item: risk_opportunity_actions, considered: true}
  - {item: improvement_opportunities, considered: true}
  - {item: benchmark_results, considered: true}
  - {item: recommendations, considered: true}
  - {item: programme_suitability, considered: true}
---
id: REV-2
kind: programme
",
        },
        Case {
            what: "decisions have an owner and a day",
            rule: "R-REV-02",
            breaks: "
id: REV-1
decisions:
  - {id: D1, text: a, kind: improvement, due: 2025-09-30}
  - {text: b, kind: resource}
  - {id: D3, text: c, kind: none}
",
            says: &[
                "a.yaml:4:6: error[R-REV-02]: decision `D1` of `REV-1` has no owner",
                "a.yaml:5:6: error[R-REV-02]: decision 2 of `REV-1` has no owner and no due day",
                "a.yaml:6:29: error[R-REV-02]: decision `D3` of `REV-1` decides nothing and gives no reason",
            ],
            keeps: "
id: REV-1
decisions:
  - {id: D1, text: a, owner: ROL-A, due: 2025-09-30}
  - {id: D3, text: c, kind: none, reason: all is well}
---
id: ROL-A
",
        },
        Case {
            what: "top management takes part in its reviews",
            rule: "R-REV-03",
            breaks: "
id: REV-1
kind: management
held_on: 2025-06-01
chair: ROL-B
participants: [PER-1]
---
id: ROL-A
top_management: true
---
id: ROL-B
---
id: PER-1
roles: [{role: ROL-A, from: 2025-06-02}]
",
            says: &[
                "a.yaml:5:8: warning[R-REV-03]: nobody of top management took part in `REV-1`, a management review",
            ],
            keeps: "
id: REV-1
kind: management
held_on: 2025-06-03
chair: ROL-B
participants: [PER-1]
---
id: REV-2
kind: quarterly
chair: ROL-B
---
id: ROL-A
top_management: true
---
id: ROL-B
---
id: PER-1
roles: [{role: ROL-A, from: 2025-06-02}]
",
        },
        Case {
            what: "what a review decided to improve has an action when its day has passed",
            rule: "R-REV-04",
            breaks: "
id: REV-1
decisions:
  - {id: D1, kind: improvement, due: 2025-06-29}
  - {kind: change, due: 2025-01-31}
",
            says: &[
                "a.yaml:4:6: information[R-REV-04]: decision `D1` of `REV-1` was to be carried out by 2025-06-29, and no action is about it",
                "a.yaml:5:6: information[R-REV-04]: decision 2 of `REV-1` was to be carried out by 2025-01-31, and no action is about it",
            ],
            keeps: "
id: REV-1
decisions:
  - {id: D1, kind: improvement, due: 2025-06-30}
  - {id: D2, kind: improvement, due: 2025-01-31, action: ACT-1}
  - {id: D3, kind: improvement, due: 2025-01-31}
  - {id: D4, kind: resource, due: 2025-01-31}
  - {id: D5, kind: objective, due: 2025-01-31}
  - {id: D6, kind: none, due: 2025-01-31}
  - {id: D7, kind: improvement}
---
id: ACT-1
---
id: ACT-2
addresses: ['REV-1#D3']
",
        },
        Case {
            what: "no action is carried from review to review",
            rule: "R-REV-05",
            breaks: "
id: REV-3
held_on: 2025-06-01
previous_actions: [{action: ACT-1}]
---
id: REV-1
held_on: 2024-06-01
previous_actions: [{action: ACT-1}]
---
id: REV-2
held_on: 2025-01-01
previous_actions: [{action: ACT-1}]
---
id: ACT-1
status: in_progress
",
            says: &["a.yaml:14:5: warning[R-REV-05]: `ACT-1` stood open in `REV-1`, `REV-2` and `REV-3` in a row"],
            keeps: "
id: REV-1
held_on: 2024-06-01
previous_actions: [{action: ACT-1}, {action: ACT-2}]
---
id: REV-2
held_on: 2025-01-01
previous_actions: [{action: ACT-2}]
---
id: REV-3
held_on: 2025-02-01
previous_actions: [{action: ACT-1}, {action: ACT-2}]
---
id: REV-4
held_on: 2025-06-01
previous_actions: [{action: ACT-1}]
---
id: REV-5
held_on: 2025-07-01
previous_actions: [{action: ACT-1}]
---
id: ACT-1
status: in_progress
---
id: ACT-2
status: implemented
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }

    #[test]
    fn points_are_those_of_the_projects_list() {
        let files = "-- tenfour.toml --\nprofile = \"audit\"\nas_of = 2025-06-30\n[taxonomies]\nreview_input = [\"disputes\", \"weather\"]\n-- a.yaml --\nid: REV-1\nkind: management\ninputs: [{item: disputes, considered: true}]\n";
        let said = told("R-REV-01", files);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(
            said[0].ends_with("`REV-1` neither considered `weather` nor said why not"),
            "{said:?}"
        );
    }

    #[test]
    fn points_are_called_as_they_are_written() {
        let all = told(
            "R-REV-01",
            "id: REV-1\nkind: management\ninputs: [{item: disputes, considered: True}]\n",
        );
        assert!(
            all[0].contains("`nonconformities_corrective_actions`") && !all[0].contains("`disputes`"),
            "{all:?}"
        );
        let files = "-- tenfour.toml --\nprofile = \"standard\"\n-- a.yaml --\nid: REV-1\nkind: quarterly\n";
        assert!(told("R-REV-01", files).is_empty());
    }
}
