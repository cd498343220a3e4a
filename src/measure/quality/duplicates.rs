//! M-DQ-3: responses and complaints that seem to be entered twice.

use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use crate::record::complaint::Complaint;
use std::collections::BTreeSet;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-DQ-3",
        name: "Duplicates",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "Number of responses in a wave by somebody who has answered in it already, and of complaints of the same customer in the \
               same category with the same words, beyond the first. Upper and lower case, spaces and a last full stop make no \
               difference.",
        formula: "number of responses and complaints that repeat an earlier one",
        interval: "None: a count of everything there is.",
        minimum: "None.",
        pitfalls: "Anonymous responses and complaints cannot be compared. The same words need not be the same event.",
        source: "own",
        clause: "10004:7.3.4,9001:7.5.3",
    },
    keys: &[Key::Kind, Key::Wave],
    selections: |_| vec![Selection::all()],
    measure,
};

/// Words without what makes no difference.
fn plain(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

#[expect(clippy::cast_precision_loss, reason = "records are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let (kind, wanted) = (selection.get(Key::Kind), selection.get(Key::Wave));
    let of_responses = kind.is_none_or(|kind| kind == "response");
    let of_complaints = wanted.is_none() && kind.is_none_or(|kind| kind == "complaint");
    if !of_responses && !of_complaints {
        let reason = "duplicates are looked for among responses and complaints";
        return Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "records"), reason);
    }
    let mut drawn = Drawn::default();
    let mut parts = Vec::new();
    let (mut looked_at, mut found) = (0usize, 0usize);
    for wave in scope
        .waves()
        .filter(|wave| of_responses && wanted.is_none_or(|wanted| wave.record.id() == wanted))
    {
        let mut seen = BTreeSet::new();
        let named: Vec<&str> = wave.respondents.iter().filter_map(|one| one.respondent).collect();
        let repeated = named.iter().filter(|name| !seen.insert(**name)).count();
        if named.is_empty() {
            continue;
        }
        looked_at += named.len();
        found += repeated;
        drawn.rows.push((wave.record.id().to_owned(), named.len()));
        if repeated > 0 {
            parts.push(Part {
                name: wave.record.id().to_owned(),
                value: repeated as f64,
                share: Some(100.0 * repeated as f64 / named.len() as f64),
                cumulative: None,
                of: Some((named.len(), "responses with a name")),
            });
        }
    }
    if of_complaints {
        let mut seen = BTreeSet::new();
        for (record, complaint) in scope.ledger.each::<Complaint>() {
            if complaint.received_at.is_some_and(|at| scope.day(at) > scope.as_of) {
                continue;
            }
            let customer = complaint
                .complainant
                .as_ref()
                .and_then(|complainant| complainant.customer());
            let (Some(customer), Some(words)) = (customer, complaint.description.as_deref()) else {
                continue;
            };
            looked_at += 1;
            drawn.records.push(record.id().to_owned());
            if !seen.insert((customer.id(), complaint.category, plain(words))) {
                found += 1;
                drawn.hits.push(record.id().to_owned());
            }
        }
    }
    Measurement::new(
        METRIC.id(),
        selection,
        Base::facts(looked_at, "responses and complaints with a name"),
        Ok(found as f64),
    )
    .interval(Err("a count of everything has no sampling error".to_owned()))
    .working(
        format!("{found} of {looked_at} repeat an earlier one"),
        vec![
            input("k", "repeat an earlier one", found as f64),
            input("n", "responses and complaints with a name", looked_at as f64),
        ],
    )
    .drawn(drawn)
    .detail(Detail::Parts(parts))
}
