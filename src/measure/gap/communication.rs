//! M-GAP-5: how often what was said was not kept, or not said rightly.

use super::delivery::{kept, of_promise};
use crate::measure::complaint::{causes_of_complaints, out_of_population};
use crate::measure::measurement::{Base, Drawn, Excluded, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::promise::{self, NOT_IN_FORCE, is_in_force};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::share::{self, Counts, Origin};
use crate::measure::unit::Unit;
use crate::record::Record;
use crate::record::cause::{Cause, CauseClass};
use crate::record::complaint::{Category, Complaint};
use crate::record::promise::Promise;
use crate::stats::period::{Length, Period};
use std::collections::BTreeSet;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-GAP-5",
        name: "Communication gap",
        unit: Unit::Percent,
        better: Better::Lower,
        definition: "With `kind` promise: promises not kept of those due in the period. With `kind` complaint: complaints whose \
                     cause is information, or whose category is a commitment not kept or wrong information, of those with a category.",
        formula: "100 × x / n",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 cases to show a share",
        pitfalls: "Promises without counts are not in it. Causes are known of some complaints only, so that the second share is a lower \
                   bound.",
        source: "Parasuraman, Zeithaml, Berry, Journal of Marketing 49 (1985); Wilson 1927",
        clause: "10004:7.2,10001:8.2",
    },
    keys: &[Key::Kind, Key::Promise, Key::Period],
    selections,
    measure,
};

const PROMISE: &str = "promise";
const COMPLAINT: &str = "complaint";

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let mut days = Vec::new();
    let kind = |kind: &str| Selection::all().with(Key::Kind, kind);
    let mut all = Vec::new();
    if scope
        .ledger
        .each::<Promise>()
        .any(|(record, _)| of_promise(scope, record.id()).is_some())
    {
        all.push(kind(PROMISE));
    }
    for (_, complaint) in scope.ledger.each::<Complaint>() {
        days.extend(
            complaint
                .received_at
                .map(|at| scope.day(at))
                .filter(|day| *day <= scope.as_of),
        );
    }
    if !days.is_empty() {
        all.push(kind(COMPLAINT));
    }
    let years: BTreeSet<String> = days
        .into_iter()
        .map(|day| Period::of(day, Length::Year).to_string())
        .collect();
    let by_year = all
        .iter()
        .flat_map(|whole| years.iter().map(|year| whole.clone().with(Key::Period, year)));
    let by_year: Vec<Selection> = by_year.collect();
    all.extend(by_year);
    all
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    if let Some(text) = selection.get(Key::Period)
        && selection.days().is_none()
    {
        let reason = format!("`{text}` is no period");
        return Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "cases"), reason);
    }
    match (selection.get(Key::Kind), selection.get(Key::Promise)) {
        (Some(PROMISE), _) | (None, Some(_)) => promises(scope, selection),
        (Some(COMPLAINT), None) => complaints(scope, selection),
        _ => {
            let reason = format!("choose the kind {PROMISE} or {COMPLAINT}");
            Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "cases"), reason)
        }
    }
}

/// Promises not kept of those due.
fn promises(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let within = selection.days();
    let (mut met, mut total, mut without, mut not_in_force) = (0_u64, 0_u64, Vec::new(), 0);
    let mut drawn = Drawn::default();
    for (record, _) in scope.ledger.each::<Promise>() {
        if selection.get(Key::Promise).is_some_and(|id| id != record.id()) {
            continue;
        }
        let Some((id, indicator)) = of_promise(scope, record.id()) else {
            without.push(record.id().to_owned());
            continue;
        };
        let fits = |name: &str| {
            let days = Period::parse(name).map(Period::days);
            within.is_none_or(|(from, to)| days.is_some_and(|days| from <= days.0 && days.1 <= to))
        };
        for one in kept(indicator, scope.as_of).iter().filter(|one| fits(&one.period)) {
            if !is_in_force(record, one.days) {
                not_in_force += 1;
                continue;
            }
            met = met.saturating_add(one.met);
            total = total.saturating_add(one.total);
        }
        drawn.records.push(record.id().to_owned());
        drawn.beside.push(id.to_owned());
    }
    let chosen: Option<(&Record, &Promise)> = selection.get(Key::Promise).and_then(|id| scope.ledger.typed(id));
    let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let counts = Counts {
        hit: "promises not kept",
        x: size(total - met),
        base: promise::base(chosen.map(|(_, promise)| promise), size(total), "promises due"),
        weighted: None,
        origin: Origin::Register,
        confidence: 0.95,
    };
    share::measure(METRIC.id(), selection, counts)
        .without([
            Excluded::records("no counts of how often it is kept", without),
            Excluded::count(NOT_IN_FORCE, not_in_force),
        ])
        .drawn(drawn)
}

/// Complaints about what was said of all with a category.
fn complaints(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let within = selection.days();
    // A complaint names its causes, or a cause its complaints.
    let causes = causes_of_complaints(scope.ledger);
    let mut of_information: BTreeSet<&str> = BTreeSet::new();
    for (record, cause) in scope.ledger.each::<Cause>() {
        let is_there = record.envelope.created.is_none_or(|day| day <= scope.as_of);
        if is_there && cause.class == Some(CauseClass::Information) {
            of_information.insert(record.id());
        }
    }
    let (mut counted, mut hits) = (Vec::new(), Vec::new());
    let (mut no_complaint, mut no_category) = (Vec::new(), Vec::new());
    for case in &scope.cases {
        let complaint = case.complaint;
        if within.is_some_and(|(from, to)| !(from..=to).contains(&case.received)) {
            continue;
        }
        let id = case.id().to_owned();
        // The population of every figure on complaints.
        if out_of_population(case).is_some() {
            no_complaint.push(id);
            continue;
        }
        let Some(category) = complaint.category else {
            no_category.push(id);
            continue;
        };
        let said = matches!(category, Category::CommitmentNotKept | Category::InformationWrong);
        let informed = causes
            .get(case.id())
            .into_iter()
            .flatten()
            .any(|cause| of_information.contains(cause));
        if said || informed {
            hits.push(id.clone());
        }
        counted.push(id);
    }
    let counts = Counts {
        hit: "complaints about what was said",
        x: hits.len(),
        base: Base::cases(counted.len(), "complaints"),
        weighted: None,
        origin: Origin::Register,
        confidence: 0.95,
    };
    let drawn = Drawn {
        hits,
        ..Drawn::records(counted)
    };
    share::measure(METRIC.id(), selection, counts)
        .without([
            Excluded::records("duplicate, out of scope or withdrawn before assessment", no_complaint),
            Excluded::records("no category", no_category),
        ])
        .drawn(drawn)
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    #[test]
    fn complaints_that_belong_to_no_figure_belong_to_none_here() {
        let one = |id: u8, category: &str, more: &str| {
            format!("id: CMP-{id}\nreceived_at: 2025-03-03T09:00:00Z\ncategory: {category}\n{more}---\n")
        };
        let files = [
            one(1, "commitment_not_kept", ""),
            one(2, "delivery_late", ""),
            one(3, "information_wrong", "outcome: duplicate\n"),
            // Taken back before anybody had judged it.
            one(
                4,
                "information_wrong",
                "events: [{at: 2025-03-04T09:00:00Z, kind: withdrawn}]\n",
            ),
            one(5, "delivery_late", ""),
            "id: CAU-1\nclass: information\ncomplaints: [CMP-2]\n---\n".to_owned(),
            // Named the other way round.
            one(6, "delivery_late", "causes: [CAU-1]\n"),
            // Nobody knew of this cause on the day that is looked at.
            "id: CAU-2\nclass: information\ncreated: 2025-12-01\ncomplaints: [CMP-5]\n".to_owned(),
        ]
        .concat();
        let made = said("M-GAP-5", &[(Key::Kind, "complaint")], &files);
        assert_eq!(made.drawn_from.records, ["CMP-1", "CMP-2", "CMP-5", "CMP-6"]);
        assert_eq!(made.drawn_from.hits, ["CMP-1", "CMP-2", "CMP-6"]);
        assert_eq!(made.excluded[0].ids, ["CMP-3", "CMP-4"]);
    }
}
