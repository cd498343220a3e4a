//! Old ids: each leads to the record that has another id now, and is never given again.

use super::Ledger;
use crate::diag::{Diagnostic, did_you_mean};
use crate::record::Record;
use crate::source::Place;
use std::collections::BTreeMap;

/// Follows each old id, over further old ones, to the id of a record.
///
/// In: redirects as written in the settings, and the place of each. Out: those that lead to a record, and a diagnostic for
/// each that does not and for each old id that a record has again.
pub fn resolve(
    written: &BTreeMap<String, String>,
    place: impl Fn(&str) -> Place,
    ledger: &Ledger,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let mut resolved = BTreeMap::new();
    for (old, target) in written {
        if let Some((_, record)) = ledger.find(old) {
            diagnostics.push(used_again(record, target, place(old)));
            continue;
        }
        let mut now = target;
        let mut steps = 0;
        while let Some(next) = written.get(now).filter(|_| steps <= written.len()) {
            now = next;
            steps += 1;
        }
        if steps > written.len() {
            let problem = Diagnostic::error("R-SET-02", format!("the redirect of `{old}` leads in a circle"));
            diagnostics.push(problem.at(place(old)).hint("an old id leads to the id of a record"));
        } else if ledger.find(now).is_some() {
            resolved.insert(old.clone(), now.clone());
        } else {
            let message = format!("the redirect of `{old}` leads to `{now}`, and there is no such record");
            let mut problem = Diagnostic::error("R-SET-02", message).at(place(old));
            problem.hint = did_you_mean(now, ledger.records().map(|(_, record)| record.id()))
                .map(|near| format!("did you mean `{near}`?"));
            diagnostics.push(problem);
        }
    }
    resolved
}

fn used_again(record: &Record, target: &str, redirect: Place) -> Diagnostic {
    Diagnostic::error(
        "R-GEN-01",
        format!("`{}`: the id was given up and is used again", record.id()),
    )
    .at(record.id_place())
    .label(redirect, format!("given up here for `{target}`"))
    .record(record.id())
    .field("id")
    .hint("old links lead elsewhere: give the record a new id, or take the redirect out of `tenfour.toml`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::records;
    use crate::record::Catalogue;
    use crate::record::reader::Profile;
    use crate::source::SourceId;

    fn resolved(redirects: &[(&str, &str)]) -> (Vec<(String, String)>, Vec<String>) {
        let catalogue = Catalogue::default();
        let parsed = records(
            "- id: ROL-2\n- id: ROL-5\n",
            SourceId::default(),
            &catalogue,
            Profile::Starter,
        );
        let ledger = super::super::link(
            parsed.records,
            Vec::new(),
            &catalogue.prefixes,
            &BTreeMap::new(),
            &mut Vec::new(),
        );
        let written = redirects
            .iter()
            .map(|(old, new)| ((*old).to_owned(), (*new).to_owned()))
            .collect();
        let mut told = Vec::new();
        let resolved = resolve(&written, |_| Place::default(), &ledger, &mut told);
        let told = told.iter().map(|found| format!("{} {}", found.rule, found.message));
        (resolved.into_iter().collect(), told.collect())
    }

    #[test]
    fn chains_are_followed_to_the_record() {
        let (found, told) = resolved(&[("ROL-0", "ROL-1"), ("ROL-1", "ROL-2")]);
        let pair = |old: &str| (old.to_owned(), "ROL-2".to_owned());
        assert_eq!((found, told), (vec![pair("ROL-0"), pair("ROL-1")], Vec::new()));
    }

    #[test]
    fn what_leads_nowhere_in_a_circle_or_is_used_again_is_told() {
        let (found, told) = resolved(&[
            ("ROL-3", "ROL-4"),
            ("ROL-4", "ROL-3"),
            ("ROL-5", "ROL-2"),
            ("ROL-6", "ROL-7"),
        ]);
        assert_eq!(found, []);
        assert_eq!(
            told,
            [
                "R-SET-02 the redirect of `ROL-3` leads in a circle",
                "R-SET-02 the redirect of `ROL-4` leads in a circle",
                "R-GEN-01 `ROL-5`: the id was given up and is used again",
                "R-SET-02 the redirect of `ROL-6` leads to `ROL-7`, and there is no such record",
            ]
        );
    }
}
