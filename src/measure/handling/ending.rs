//! How the complaint ended of somebody who answered a survey after complaints.
//!
//! In: an answer of a wave. Out: the outcome of the complaint that it is about, where the records tell it:
//!
//! 1. the answer carries a segment of the dimension `outcome`: it is taken at its word;
//! 2. else the respondent is a contact of a customer, or the customer, and of the complaints of this customer that were closed
//!    in the period of the wave all ended alike.
//!
//! Everything else is not told: a guess would put an answer to the wrong outcome. In an anonymous survey nobody is named, so
//! that only the first way is open.

use super::pooled::days_of;
use crate::measure::answers::{Respondent, WaveAnswers};
use crate::measure::scope::Scope;
use crate::record::complaint::Outcome;
use crate::record::customer::Customer;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Dimension of segments that tells how a complaint ended.
const DIMENSION: &str = "outcome";

/// Got all that was complained for.
pub(in crate::measure) const UPHELD: &str = "upheld";
/// Got part of it, or the matter ended without a decision on who was right.
pub(in crate::measure) const BETWEEN: &str = "partly_or_no_finding";
/// Lost.
pub(in crate::measure) const NOT_UPHELD: &str = "not_upheld";

/// The groups are wide, since complaints are few: what lies between stands together.
fn group(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Upheld => UPHELD,
        Outcome::NotUpheld => NOT_UPHELD,
        Outcome::PartlyUpheld
        | Outcome::ResolvedWithoutFinding
        | Outcome::Withdrawn
        | Outcome::OutOfScope
        | Outcome::Duplicate => BETWEEN,
    }
}

/// How complaints ended, by who complained.
pub(super) struct Endings<'a> {
    /// The customer of each contact.
    customer: BTreeMap<&'a str, &'a str>,
    /// Of each customer the closed complaints: day of closing and group of the outcome.
    closed: BTreeMap<&'a str, Vec<(Date, &'static str)>>,
}

impl<'a> Endings<'a> {
    /// The endings of all complaints that were closed by the day.
    pub(super) fn of(scope: &Scope<'a>) -> Self {
        let mut customer = BTreeMap::new();
        for (record, data) in scope.ledger.each::<Customer>() {
            customer.insert(record.id(), record.id());
            for contact in &data.contacts {
                customer.extend(contact.pseudonym.as_deref().map(|contact| (contact, record.id())));
            }
        }
        let mut closed: BTreeMap<&str, Vec<(Date, &str)>> = BTreeMap::new();
        for case in &scope.cases {
            if let (Some(customer), Some(closed_at), Some(outcome)) = (case.customer(), case.closed_at(), case.outcome)
            {
                let one = (case.day(closed_at), group(outcome));
                closed.entry(customer).or_default().push(one);
            }
        }
        Self { customer, closed }
    }

    /// How the complaint ended that an answer is about; nothing where the records do not tell.
    pub(super) fn told(&self, wave: &WaveAnswers<'a>, respondent: &Respondent<'a>) -> Option<&'a str> {
        if let Some(segment) = respondent.segments.get(DIMENSION) {
            return Some(segment);
        }
        let customer = self.customer.get(respondent.respondent?)?;
        let (from, to) = days_of(wave)?;
        let within = self.closed.get(customer)?.iter();
        let endings: BTreeSet<&'static str> = within
            .filter(|(day, _)| (from..=to).contains(day))
            .map(|(_, ending)| *ending)
            .collect();
        let mut endings = endings.into_iter();
        endings.next().filter(|_| endings.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::find;
    use crate::measure::selection::Key;
    use crate::measure::tests::{looking, said};

    /// Twelve customers with a complaint each, closed in a quarter, and an answer each: eight were content.
    fn files(respondent: impl Fn(usize) -> String, more: &str) -> String {
        let mut files = String::from(
            "id: SVY-1\ntype: complaint_handling\nquestions: [{key: handling, kind: rating, scale: {min: 1, max: 5}}]\n---\nid: WAV-1\nsurvey: SVY-1\nperiod_label: 2025-Q1\nfield_start: 2025-02-01\n",
        );
        for number in 1..=12 {
            let (outcome, answer) = if number <= 6 {
                ("upheld", 5)
            } else {
                ("not_upheld", 2 + 3 * usize::from(number < 9))
            };
            files.push_str(&format!(
                "---\nid: CUS-{number}\ncontacts: [{{pseudonym: K-{number}}}]\n---\nid: CMP-{number}\ncomplainant: CUS-{number}\nreceived_at: 2025-01-03T09:00:00Z\noutcome: {outcome}\nevents: [{{at: 2025-02-10T09:00:00Z, kind: closed}}]\n---\nid: RSP-{number}\nwave: WAV-1\nsubmitted_on: 2025-03-01\n{}answers: {{handling: {answer}}}\n",
                respondent(number)
            ));
        }
        format!("{files}{more}")
    }

    fn on(outcome: &str) -> Vec<(Key, &str)> {
        vec![(Key::Question, "handling"), (Key::Outcome, outcome)]
    }

    #[test]
    fn an_answer_belongs_to_the_one_complaint_of_its_customer_that_was_closed_in_the_period() {
        let named = files(|number| format!("respondent: K-{number}\n"), "");
        let lost = said("M-CPS-1", &on("not_upheld"), &named);
        assert_eq!((lost.base.n, lost.drawn_from.rows.len()), (6, 0));
        let x = lost.inputs.iter().find(|input| input.symbol == "x").unwrap();
        assert!((x.value - 2.0).abs() < 1e-12);
        assert_eq!(said("M-CPS-1", &on("upheld"), &named).base.n, 6);
        let whole = said("M-CPS-1", &[(Key::Question, "handling")], &named);
        assert!(
            whole.notes.iter().any(|note| note.starts_with("of 12 of 12 answers")),
            "{:?}",
            whole.notes
        );
    }

    #[test]
    fn two_complaints_that_ended_differently_tell_nothing() {
        let second = "---\nid: CMP-99\ncomplainant: CUS-12\nreceived_at: 2025-01-04T09:00:00Z\noutcome: upheld\nevents: [{at: 2025-02-11T09:00:00Z, kind: closed}]\n";
        let named = files(|number| format!("respondent: K-{number}\n"), second);
        assert_eq!(said("M-CPS-1", &on("not_upheld"), &named).base.n, 5);
        let elsewhere = second.replace("2025-02-11", "2025-04-11");
        let named = files(|number| format!("respondent: K-{number}\n"), &elsewhere);
        assert_eq!(
            said("M-CPS-1", &on("not_upheld"), &named).base.n,
            6,
            "closed in another quarter"
        );
    }

    #[test]
    fn where_nobody_is_named_the_answer_must_tell_it() {
        let anonymous = files(|_| String::new(), "");
        let whole = said("M-CPS-1", &[(Key::Question, "handling")], &anonymous);
        assert!(
            whole
                .notes
                .iter()
                .any(|note| note.starts_with("the records do not hold the outcome of those who answered")),
            "{:?}",
            whole.notes
        );
        let told = files(
            |number| {
                format!(
                    "segment_values: {{outcome: SEG-{}}}\n",
                    if number <= 4 { "LOST" } else { "WON" }
                )
            },
            "---\nid: SEG-LOST\ndimension: outcome\n---\nid: SEG-WON\ndimension: outcome\n",
        );
        assert_eq!(said("M-CPS-1", &on("SEG-LOST"), &told).base.n, 4);
        let parts = |files: &str| {
            looking(files, |scope| {
                let all = (find("M-CPS-1").unwrap().selections)(scope);
                let outcomes = all.iter().filter_map(|one| one.get(Key::Outcome).map(str::to_owned));
                outcomes.collect::<Vec<_>>()
            })
        };
        assert_eq!(parts(&told), ["SEG-LOST", "SEG-WON"]);
        assert_eq!(parts(&anonymous), Vec::<String>::new());
    }
}
