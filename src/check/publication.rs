//! R-PUB: what the finished site shows to whom.
//!
//! The rule is judged last, on the bytes of every file as they pass ([`crate::disclose::leak`]); a site that gives anything
//! away is not put in place. So a site that stands has passed, and its checks page says so.

use super::rule::{Advice, Check, Gate, Rule};
use super::{Looked, Outcome, State};
use crate::diag::{Diagnostic, Severity};
use crate::disclose::counts;
use crate::disclose::leak::Leak;
use crate::link::Ledger;
use crate::record::Kind;
use crate::record::reader::Profile;

/// Id of the rule.
const ID: &str = "R-PUB-01";

/// The family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: ID,
    severity: Severity::Error,
    gate: Gate::Site,
    from: Profile::Starter,
    clause: "10004:4.3.9",
    title: "no page shows a small cell or personal data to those who may not see it",
    explanation: "Results of fewer answers than `min_cell` could lead to a person, and fields marked as personal or restricted are for the restricted audience only. Every file is looked through as it is made, for the words of every field that this audience may not see; a site that would show them is not put in place, so that a site that stands has passed. Take the words out of the page or field that repeats them, or build for a narrower audience. The rule cannot be waived.",
    check: Check::AtBuild,
}];

/// The same outcomes with the rule passed on so many texts that were withheld, as a site that stands shows them.
pub fn on_the_site(outcomes: &[Outcome], withheld: usize) -> Vec<Outcome> {
    let mut outcomes = outcomes.to_vec();
    for outcome in outcomes.iter_mut().filter(|outcome| outcome.rule.id() == ID) {
        outcome.state = match withheld {
            0 => State::NotApplicable("nothing is withheld from this audience"),
            count => State::Passed(Looked {
                count,
                one: "withheld text",
                many: "withheld texts",
            }),
        };
    }
    outcomes
}

/// Families of rules that judge cases with people behind them, each with its kind.
const OF_CASES: &[(&str, Kind)] = &[("R-CMP-", Kind::Complaint), ("R-DSP-", Kind::Dispute)];

/// Why the public is not told how a rule came out.
const OF_FEW: &str = "judged, and not told to this audience how it came out: that would speak of few cases";

/// Why the public is not told how many cases something was found at.
pub fn of_few() -> &'static str {
    OF_FEW
}

/// The same outcomes without those from which the public could work out a count of fewer cases than the smallest cell: so many it
/// applied to, failed on, passed on, or did not apply to.
pub fn for_the_public(outcomes: &mut [Outcome], ledger: &Ledger, least: u64) {
    for outcome in outcomes {
        let id = outcome.rule.id();
        let Some((_, kind)) = OF_CASES.iter().find(|(family, _)| id.starts_with(family)) else {
            continue;
        };
        let all = ledger.count(*kind);
        let (looked, failed) = match &outcome.state {
            State::Passed(looked) => (Some(looked.count), 0),
            State::Failed { failed, of } | State::Waived { failed, of } => (*of, *failed),
            State::NotApplicable(_) | State::Off | State::NotJudged(_) | State::Withheld(_) => continue,
        };
        if counts::tell_of_few(failed, looked.unwrap_or(all), all, least) {
            outcome.state = State::Withheld(OF_FEW);
            outcome.failed.clear();
            outcome.waived.clear();
        }
    }
}

/// Whether it is kept from the audience how a rule came out.
pub fn is_withheld(outcomes: &[Outcome], id: &str) -> bool {
    let outcome = outcomes.iter().find(|outcome| outcome.rule.id() == id);
    outcome.is_some_and(|outcome| matches!(outcome.state, State::Withheld(_)))
}

/// What the finished files gave away, as diagnostics: one for each record and field, with the first file it stands in.
pub fn leaks(found: &[(String, Leak)], ledger: &Ledger) -> Vec<Diagnostic> {
    let mut told: Vec<Diagnostic> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (path, leak) in found {
        if !seen.insert(leak) {
            continue;
        }
        let files = found.iter().filter(|(_, other)| other == leak).count();
        let record = ledger.get(leak.record);
        let more = match files {
            1 => String::new(),
            2 => " and one more file".to_owned(),
            files => format!(" and {} more files", files - 1),
        };
        let message = format!(
            "`{}` of `{}` is not for this audience, and its words stand in `{path}`{more}",
            leak.field,
            record.id()
        );
        let mut diagnostic = Diagnostic::error(ID, message)
            .at(record.place(&leak.field))
            .record(record.id())
            .field(&*leak.field);
        diagnostic.advise("take the words out of what repeats them, or build for a narrower audience");
        told.push(diagnostic);
    }
    told
}

#[cfg(test)]
mod tests {
    use crate::pipeline::{self, Options};
    use crate::record::types::Audience;
    use crate::site::{Memory, Sink};
    use crate::theme::Theme;

    const RECORDS: &str = "
id: ORG-1
title: Bridge Street Library
name: Bridge Street Library
time_zone: Europe/Dublin
---
id: CMP-1
title: Closed without notice
received_at: 2025-03-03T09:00:00+00:00
category: availability
description: The reading room was closed on Monday and nobody had put up a notice at the door
events:
  - {at: 2025-03-03T09:00:00+00:00, kind: received}
";

    #[expect(clippy::disallowed_methods, reason = "a test makes its project on the disk")]
    fn told(page: &str, audience: Audience) -> Vec<String> {
        let project = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = project.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("tenfour.toml", "profile = \"starter\"\n");
        write("records.yaml", RECORDS);
        write("pages/news.md", page);
        let options = Options {
            audience: Some(audience),
            ..Options::default()
        };
        let inspection = pipeline::inspect(project.path(), &options).unwrap();
        let memory = Memory::default();
        let found = inspection
            .build(&Theme::load(None).unwrap(), &memory as &dyn Sink, &|_, _| {})
            .unwrap();
        found.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn a_page_that_repeats_withheld_words_is_told() {
        let page = "# News\n\nSomebody wrote: *the reading room was closed on Monday and nobody had put up* a sign.\n";
        assert_eq!(
            told(page, Audience::Internal),
            ["`description` of `CMP-1` is not for this audience, and its words stand in `pages/news.html`"]
        );
        assert_eq!(told(page, Audience::Restricted), [""; 0]);
    }

    #[test]
    fn pages_that_keep_to_what_may_be_seen_pass() {
        assert_eq!(told("# News\n\nThe reading room is open.\n", Audience::Public), [""; 0]);
    }
}
