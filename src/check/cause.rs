//! R-CAU: causes, and whether the search for them went far enough.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::record::action::{Action, ActionKind};
use crate::record::cause::{Cause, CauseClass, Depth};
use crate::record::reader::Profile;
use crate::record::{Kind, Record};

/// The family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "R-CAU-01",
    severity: Severity::Warning,
    gate: Gate::Records,
    from: Profile::Starter,
    clause: "9001:10.2,10002:8.2",
    title: "no search for causes ends with a person who was told",
    explanation: "Somebody did not know or made a mistake, that is where the search stopped (`depth: immediate`), and all that was done is to train or to tell. What made the mistake possible is still there. Ask on, and write what would have prevented it as a cause of its own with `depth: root`; or act on the work instead of the person. Causes without any action are told by R-TRC-01.",
    check: Check::Judge(beyond_people),
}];

/// Actions that take up a cause and were not dropped.
fn actions<'a>(context: &Context<'a>, record: &Record) -> Vec<(&'a Record, &'a Action)> {
    look::holding(context.ledger, record, Kind::Action, "addresses")
        .into_iter()
        .filter_map(|action| context.ledger.typed::<Action>(action.id()))
        .filter(|(_, action)| !action.is_dropped())
        .collect()
}

fn beyond_people(context: &Context<'_>, report: &mut Report) {
    let of_people = |cause: &Cause| cause.class == Some(CauseClass::PeopleCompetence);
    for (record, cause) in context.ledger.each::<Cause>().filter(|(_, cause)| of_people(cause)) {
        report.looks_at(record);
        let actions = actions(context, record);
        let only_tells = |(_, action): &(&Record, &Action)| {
            matches!(action.kind, Some(ActionKind::Training | ActionKind::Communication))
        };
        if cause.depth == Some(Depth::Immediate) && !actions.is_empty() && actions.iter().all(only_tells) {
            let ids: Vec<String> = actions.iter().map(|(action, _)| format!("`{}`", action.id())).collect();
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let message = format!(
                "the search for the cause ended at people in `{}`, and {} only trains or tells",
                record.id(),
                look::listed(&ids)
            );
            report
                .fault(record, "depth", message)
                .beside(record.place("class"), "sort of the cause")
                .advise("ask what made the mistake possible, and act on that");
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[Case {
        what: "a search for causes goes beyond people",
        rule: "R-CAU-01",
        breaks: "
id: CAU-1
class: people_competence
depth: immediate
---
id: ACT-1
kind: training
addresses: [CAU-1]
---
id: ACT-2
kind: corrective
status: cancelled
addresses: [CAU-1]
",
        says: &[
            "a.yaml:4:8: warning[R-CAU-01]: the search for the cause ended at people in `CAU-1`, and `ACT-1` only trains or tells",
        ],
        keeps: "
id: CAU-1
class: people_competence
depth: immediate
---
id: CAU-2
class: people_competence
depth: root
---
id: CAU-3
class: people_competence
depth: immediate
---
id: CAU-4
class: people_workload
depth: immediate
---
id: ACT-1
kind: training
addresses: [CAU-1, CAU-2, CAU-4]
---
id: ACT-2
kind: corrective
addresses: [CAU-1]
",
    }];

    #[test]
    fn cases() {
        run(CASES);
    }
}
