//! What audits of such programmes usually find, and how these records show whether it is so here: one list, a line each.
//! Adding one is a line in [`TYPICAL`], and where no rule judges it a look in [`looks`].
//!
//! In: how the rules came out, the numbers, the records and their history. Out: for each what was looked at and what was
//! found. A sign that cannot be told is not taken for a good one, and says why.

mod looks;

use super::{LetPass, Looked, Outcome, State as RuleState, publication};
use crate::check::rule::Gate;
use crate::disclose::counts;
use crate::measure::numbers::Numbers;
use crate::measure::scope::Scope;
use std::collections::{BTreeMap, BTreeSet};

/// A nonconformity that audits usually find.
pub struct Nonconformity {
    /// `N1`; a code for ever.
    pub number: &'static str,
    /// What is found, in our own words.
    pub title: &'static str,
    /// By what it shows.
    pub signs: &'static [Sign],
    /// Title and path of the pages where it shows.
    pub places: &'static [(&'static str, &'static str)],
    /// What the records cannot show of it; empty where they show all.
    pub beyond: &'static str,
}

/// By what a nonconformity shows.
pub enum Sign {
    /// A rule of the catalogue fails.
    Rule(&'static str),
    /// Something is seen that no rule judges: in words, and how it is looked for.
    Look(&'static str, fn(&Evidence<'_>) -> Seen),
}

/// What is looked at.
pub struct Evidence<'a> {
    /// The records, their history and the day.
    pub scope: &'a Scope<'a>,
    /// All that was measured.
    pub numbers: &'a Numbers,
    /// How the rules came out.
    pub outcomes: &'a [Outcome],
    /// The smallest number of cases that those may be told of for whom it is judged; nothing where they may be told of any.
    pub least: Option<u64>,
}

/// What a look saw.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Seen {
    /// It looked at so much, and found the nonconformity in these: ids of records, or names of periods.
    Looked(Looked, BTreeSet<String>),
    /// There is nothing to look at.
    Nothing(&'static str),
    /// It cannot be told, and why.
    CannotTell(String),
}

/// What a sign says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// The rule, where it is one.
    pub rule: Option<&'static str>,
    /// What is looked for, where it is no rule.
    pub words: &'static str,
    /// What was seen.
    pub seen: Seen,
    /// What waivers let pass, by the id of the waiver.
    pub accepted: BTreeMap<String, LetPass>,
}

/// How a nonconformity stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// None was detected.
    NoneDetected,
    /// It shows in so many places.
    Detected(usize),
    /// It shows, and somebody accepted all of it until a day.
    Accepted(usize),
    /// It cannot be told, and why.
    CannotTell(String),
}

/// A nonconformity with what its signs say.
pub struct Judged {
    /// Which.
    pub nonconformity: &'static Nonconformity,
    /// How it stands.
    pub state: State,
    /// What each sign says.
    pub said: Vec<Said>,
}

impl Judged {
    /// In what it shows: ids of records, or names of periods.
    pub fn found(&self) -> BTreeSet<&str> {
        self.said.iter().flat_map(Said::found).collect()
    }

    /// What waivers let pass, by the id of the waiver.
    pub fn accepted(&self) -> BTreeMap<&str, &LetPass> {
        let all = self.said.iter().flat_map(|said| &said.accepted);
        all.map(|(id, let_pass)| (id.as_str(), let_pass)).collect()
    }
}

impl Said {
    fn found(&self) -> impl Iterator<Item = &str> {
        let found = match &self.seen {
            Seen::Looked(_, found) => Some(found),
            Seen::Nothing(_) | Seen::CannotTell(_) => None,
        };
        found.into_iter().flatten().map(String::as_str)
    }
}

/// Looks for every typical nonconformity.
pub fn judge(evidence: &Evidence<'_>) -> Vec<Judged> {
    let one = |nonconformity: &'static Nonconformity| {
        let said: Vec<Said> = nonconformity.signs.iter().map(|sign| say(sign, evidence)).collect();
        Judged {
            nonconformity,
            state: state(&said),
            said,
        }
    };
    TYPICAL.iter().map(one).collect()
}

fn say(sign: &Sign, evidence: &Evidence<'_>) -> Said {
    let id = match sign {
        Look(words, look) => {
            return Said {
                rule: None,
                words,
                seen: told(look(evidence), evidence),
                accepted: BTreeMap::new(),
            };
        }
        Rule(id) => id,
    };
    let outcome = evidence.outcomes.iter().find(|outcome| outcome.rule.id() == *id);
    let history = || evidence.scope.history.why_not();
    let seen = match outcome.map(|outcome| (&outcome.state, outcome)) {
        None => Seen::CannotTell("the rule is not in the catalogue".to_owned()),
        Some((RuleState::Passed(looked), _)) => Seen::Looked(*looked, BTreeSet::new()),
        Some((RuleState::Failed { failed, of }, outcome)) => {
            let of = Looked::at_records(of.unwrap_or(*failed));
            Seen::Looked(of, outcome.failed.clone())
        }
        Some((RuleState::Waived { failed, of }, _)) => {
            Seen::Looked(Looked::at_records(of.unwrap_or(*failed)), BTreeSet::new())
        }
        Some((RuleState::NotApplicable(why), outcome)) if outcome.rule.from() > evidence.scope.settings.profile => {
            Seen::CannotTell(format!("{id} is {why}"))
        }
        Some((RuleState::NotApplicable(why), _)) => Seen::Nothing(why),
        Some((RuleState::Off, _)) => Seen::CannotTell(format!("the settings switch {id} off")),
        Some((RuleState::NotJudged(_), outcome)) if outcome.rule.gate() == Gate::History && history().is_some() => {
            let why = history().unwrap_or_default();
            Seen::CannotTell(format!("cannot be told without history: {why}"))
        }
        Some((RuleState::NotJudged(why) | RuleState::Withheld(why), _)) => Seen::CannotTell((*why).to_owned()),
    };
    Said {
        rule: Some(id),
        words: "",
        seen,
        accepted: outcome.map_or_else(BTreeMap::new, |outcome| outcome.waived.clone()),
    }
}

/// What was seen, unless it tells of fewer cases than may be told.
fn told(seen: Seen, evidence: &Evidence<'_>) -> Seen {
    let (Some(least), Seen::Looked(looked, found)) = (evidence.least, &seen) else {
        return seen;
    };
    let of_cases = ["complaint", "dispute"].iter().any(|word| looked.one.contains(word));
    match of_cases && counts::tell_of_few(found.len(), looked.count, looked.count, least) {
        true => Seen::CannotTell(publication::of_few().to_owned()),
        false => seen,
    }
}

/// What the signs say together. Each stands for a part of the nonconformity: one that shows is enough; where none shows, one that
/// cannot be told is said beside the others, and is all there is to say where nothing else was looked at.
fn state(said: &[Said]) -> State {
    let found: BTreeSet<&str> = said.iter().flat_map(Said::found).collect();
    let accepted: BTreeSet<&String> = said
        .iter()
        .flat_map(|said| said.accepted.values())
        .flat_map(|let_pass| &let_pass.records)
        .collect();
    if !found.is_empty() {
        return State::Detected(found.len());
    }
    if !accepted.is_empty() {
        return State::Accepted(accepted.len());
    }
    // What is kept from those who are told might be a sign that shows: "none" would be more than they know.
    let withheld = said
        .iter()
        .any(|said| matches!(&said.seen, Seen::CannotTell(why) if why == publication::of_few()));
    if withheld {
        return State::CannotTell(publication::of_few().to_owned());
    }
    if said
        .iter()
        .any(|said| matches!(&said.seen, Seen::Looked(looked, _) if looked.count > 0))
    {
        return State::NoneDetected;
    }
    let untold = said.iter().find_map(|said| match &said.seen {
        Seen::CannotTell(why) => Some(why.clone()),
        Seen::Looked(..) | Seen::Nothing(_) => None,
    });
    State::CannotTell(untold.unwrap_or_else(|| "there is nothing to look at".to_owned()))
}

use Sign::{Look, Rule};

/// The typical nonconformities, in the order of the catalogue.
#[rustfmt::skip]
pub const TYPICAL: &[Nonconformity] = &[
    Nonconformity { number: "N1", title: "Data are collected, and nobody concludes anything from them or looks at the trend", signs: &[Rule("R-WAV-08"), Look("a review within twelve months that looked at satisfaction", looks::satisfaction_reviewed)], places: &[("Waves", "waves.html"), ("Findings", "topics/findings.html")], beyond: "" },
    Nonconformity { number: "N2", title: "Results stay with those who asked for them", signs: &[Look("results told to every recipient of the plan in time", looks::results_told), Rule("R-COM-01")], places: &[("Communications", "topics/communications.html")], beyond: "whether those who were told understood it" },
    Nonconformity { number: "N3", title: "A survey is done and filed, and nothing follows", signs: &[Rule("R-FND-01"), Look("an action for every finding that is to be acted on", looks::findings_acted_on)], places: &[("Findings", "topics/findings.html"), ("Actions", "topics/actions.html")], beyond: "" },
    Nonconformity { number: "N4", title: "The way of asking is not laid down, or not kept to", signs: &[Look("everything the plan names took place by its day", looks::schedule_kept), Look("a method for everybody whom the plan reaches", looks::methods_named)], places: &[("Plan", "topics/plan.html"), ("Programme", "topics/programme.html")], beyond: "" },
    Nonconformity { number: "N5", title: "Own figures only: nobody asks customers how they see it", signs: &[Rule("R-PLN-03")], places: &[("Methods of the plan", "topics/plan.html#methods")], beyond: "" },
    Nonconformity { number: "N6", title: "Few complaints are taken for satisfaction", signs: &[Look("customers asked within twelve months", looks::customers_asked)], places: &[("Surveys", "surveys.html"), ("Programme", "topics/programme.html")], beyond: "what is said of it in meetings" },
    Nonconformity { number: "N7", title: "Some sorts of customers are forgotten", signs: &[Rule("R-PLN-01")], places: &[("Coverage of the plan", "topics/plan.html#coverage"), ("Customers", "topics/customers.html")], beyond: "customers of whom there is no segment" },
    Nonconformity { number: "N8", title: "Objectives are set and not measured", signs: &[Rule("R-OBJ-01"), Rule("R-OBJ-03")], places: &[("Objectives", "objectives.html")], beyond: "" },
    Nonconformity { number: "N9", title: "Complaints are dealt with and not recorded, or late", signs: &[Look("complaints entered within five working days of receipt", looks::entered_soon), Look("complaints in every year with returns, claims or credit notes", looks::not_silent)], places: &[("Complaints", "complaints.html"), ("Indicators", "topics/indicators.html")], beyond: "complaints that nobody entered: ask front-line staff" },
    Nonconformity { number: "N10", title: "The search for causes ends with a person who was told", signs: &[Rule("R-CAU-01")], places: &[("Causes", "causes.html")], beyond: "" },
    Nonconformity { number: "N11", title: "What went wrong was put right, its cause was not, and it came back", signs: &[Rule("R-CMP-08"), Rule("R-CMP-11"), Look("no complaint came from a cause that an action was to take away, after that action was done (M-CMP-8, by cause; corrections and messages are no such actions)", looks::not_again)], places: &[("What comes again", "topics/complaint-analysis.html#recurrence"), ("Causes", "causes.html")], beyond: "whether an action that was done shortly before had had the time to work" },
    Nonconformity { number: "N12", title: "Actions are closed without evidence that they worked, or after too short a time", signs: &[Rule("R-ACT-04"), Rule("R-VER-02"), Rule("R-VER-03"), Rule("R-VER-04")], places: &[("Actions", "topics/actions.html")], beyond: "" },
    Nonconformity { number: "N13", title: "What counts as effective was written afterwards", signs: &[Rule("R-ACT-02")], places: &[("Actions", "topics/actions.html")], beyond: "changes of the criterion that only the history of the repository shows" },
    Nonconformity { number: "N14", title: "Reviews leave satisfaction out, or decide nothing that somebody has to do", signs: &[Rule("R-REV-01"), Rule("R-REV-02"), Look("a review within twelve months", looks::reviewed_lately)], places: &[("Reviews", "topics/reviews.html")], beyond: "" },
    Nonconformity { number: "N15", title: "The same action is found open in review after review", signs: &[Rule("R-REV-05")], places: &[("Reviews", "topics/reviews.html"), ("Actions", "topics/actions.html")], beyond: "" },
    Nonconformity { number: "N16", title: "Records without day or name, versions unclear, an old questionnaire in use", signs: &[Rule("R-FLD-01"), Rule("R-WAV-06"), Rule("R-WAV-09")], places: &[("Surveys", "surveys.html"), ("Data quality", "topics/data-quality.html")], beyond: "copies outside the repository" },
    Nonconformity { number: "N17", title: "A closed record was changed without a trace", signs: &[Rule("R-REC-01")], places: &[("Checks", "checks.html")], beyond: "" },
    Nonconformity { number: "N18", title: "Nobody can show that those who ask, handle and analyse know how", signs: &[Rule("R-TRN-01"), Look("training for every topic that a role asks for", looks::trained)], places: &[("Training", "topics/context.html#training")], beyond: "how well they do it" },
    Nonconformity { number: "N19", title: "Complainants wait for a confirmation, or hear nothing in between", signs: &[Rule("R-CMP-05"), Rule("R-CMP-07")], places: &[("Performance", "topics/complaint-performance.html")], beyond: "" },
    Nonconformity { number: "N20", title: "Everybody can see who complained, or it is kept without end", signs: &[Rule("R-PUB-01"), Rule("R-REC-02"), Rule("R-GEN-07")], places: &[("Record control", "topics/audits.html#record-control")], beyond: "what was copied from the repository" },
    Nonconformity { number: "N21", title: "Something serious, or something that becomes more, and no cause", signs: &[Rule("R-CMP-08"), Look("a cause for every serious complaint that was upheld", looks::serious_have_causes), Look("a cause where the rate of complaints signals a rise", looks::signals_have_causes)], places: &[("Analysis of complaints", "topics/complaint-analysis.html"), ("Causes", "causes.html")], beyond: "" },
    Nonconformity { number: "N22", title: "Those who answered do not stand for all, and nobody says so", signs: &[Rule("R-WAV-03"), Rule("R-WAV-04")], places: &[("Waves", "waves.html")], beyond: "" },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use crate::check::tests::inspect;

    #[test]
    fn there_are_twenty_two_in_order_each_with_a_sign_and_a_place() {
        let numbers: Vec<String> = (1..=22).map(|number| format!("N{number}")).collect();
        assert_eq!(TYPICAL.iter().map(|one| one.number).collect::<Vec<_>>(), numbers);
        for one in TYPICAL {
            assert!(!one.signs.is_empty() && !one.places.is_empty(), "{}", one.number);
            for sign in one.signs {
                if let Rule(id) = sign {
                    assert!(
                        check::find(id).is_some(),
                        "{} rests on {id}, which is no rule",
                        one.number
                    );
                }
            }
        }
    }

    /// How one of them stands in a project: the state and what was found.
    pub(super) fn stands(number: &str, files: &str) -> (State, Vec<String>) {
        let made = inspect(files);
        let site = made.site();
        let evidence = Evidence {
            scope: &site.scope,
            numbers: site.numbers,
            outcomes: site.outcomes,
            least: None,
        };
        let judged = judge(&evidence)
            .into_iter()
            .find(|one| one.nonconformity.number == number)
            .unwrap();
        let found = judged.found().into_iter().map(str::to_owned).collect();
        (judged.state, found)
    }

    #[test]
    fn what_a_rule_finds_is_detected_and_what_a_waiver_lets_pass_is_accepted() {
        let late = "id: ACT-1\nkind: correction\nstatus: in_progress\n---\nid: CAU-1\nclass: people_competence\ndepth: immediate\n---\nid: ACT-2\nkind: training\naddresses: [CAU-1]\n";
        assert_eq!(stands("N10", late), (State::Detected(1), vec!["CAU-1".to_owned()]));
        let waived = format!(
            "{late}---\nid: WVR-1\nrule: R-CAU-01\nrecords: [CAU-1]\nreason: looked at again in May\nby: ROL-A\nuntil: 2026-12-31\n---\nid: ROL-A\n"
        );
        assert_eq!(stands("N10", &waived), (State::Accepted(1), Vec::new()));
    }

    /// Three complaints entered late, and a measure that finds nothing beside them: who may be told of five or more cases only is
    /// told neither of the three nor that there are none.
    #[test]
    fn what_is_withheld_is_not_taken_for_a_good_sign() {
        let late: String = (1..=3)
            .map(|number| {
                format!("---\nid: CMP-{number}\nreceived_at: 2025-01-06T09:00:00Z\nlogged_at: 2025-03-03T09:00:00Z\nevents:\n  - {{at: 2025-01-06T09:00:00Z, kind: received}}\n")
            })
            .collect();
        let made = inspect(late.trim_start_matches("---\n"));
        let site = made.site();
        let state = |least| {
            let evidence = Evidence {
                scope: &site.scope,
                numbers: site.numbers,
                outcomes: site.outcomes,
                least,
            };
            let judged = judge(&evidence).into_iter();
            judged
                .filter(|one| one.nonconformity.number == "N9")
                .map(|one| (one.state, one.said))
                .next()
                .unwrap()
        };
        assert_eq!(state(None).0, State::Detected(3));
        let (told, said) = state(Some(5));
        assert_eq!(told, State::CannotTell(publication::of_few().to_owned()));
        assert!(said.iter().all(|said| said.found().next().is_none()));
    }

    #[test]
    fn what_cannot_be_told_is_not_taken_for_a_good_sign() {
        let (state, _) = stands("N17", "id: CMP-1\n");
        assert!(
            matches!(&state, State::CannotTell(why) if why.starts_with("cannot be told without history")),
            "{state:?}"
        );
        let (state, _) = stands("N10", "id: CMP-1\n");
        assert_eq!(state, State::CannotTell("there is nothing to look at".to_owned()));
        let starter = "-- tenfour.toml --\nprofile = \"starter\"\n-- a.yaml --\nid: PLN-1\n";
        let (state, _) = stands("N5", starter);
        assert_eq!(
            state,
            State::CannotTell("R-PLN-03 is asked from the profile standard on".to_owned())
        );
    }
}
