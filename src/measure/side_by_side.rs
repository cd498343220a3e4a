//! What may be said of two measurements that a page shows beside one another, a later and an earlier one.
//!
//! In: pairs of measurements that are looked at together. Out: for each the change from exactly that earlier one, or nothing. Steps:
//!
//! 1. where the later one carries a change against the earlier one already, that is it, with its corrections;
//! 2. two waves that are not compared by themselves, because another wave lies between, are tested now;
//! 3. what is tested now is one look: corrected for being many, and held against the people who answered both times.

use super::earlier;
use super::measurement::{Change, ChangeWord, Measurement};
use super::multiplicity::{self, OF_THE_WHOLE};
use super::scope::Scope;

/// The change of each pair, the earlier measurement first.
pub fn changes(scope: &Scope<'_>, pairs: &[(&Measurement, &Measurement)]) -> Vec<Option<Change>> {
    let mut said: Vec<Option<Change>> = pairs.iter().map(|(before, now)| known(before, now)).collect();
    let mut tested = Vec::new();
    let mut places = Vec::new();
    for (place, (before, now)) in pairs.iter().enumerate() {
        if said[place].is_some() {
            continue;
        }
        match earlier::between(scope, &now.metric, &before.selection, &now.selection) {
            None => {}
            Some(Ok(changes)) => {
                places.push(place);
                tested.push(Measurement {
                    changes,
                    ..(*now).clone()
                });
            }
            Some(Err(why)) => said[place] = not_comparable(before, &why),
        }
    }
    multiplicity::correct(scope, &mut tested);
    for (place, one) in places.into_iter().zip(tested) {
        said[place] = one.changes.into_iter().next().map(|mut change| {
            for note in change.notes.iter_mut().filter(|note| *note == OF_THE_WHOLE) {
                OF_WHAT_IS_SHOWN.clone_into(note);
            }
            change
        });
    }
    said
}

/// Note of a test that was corrected with the others of one look.
const OF_WHAT_IS_SHOWN: &str = "corrected together with the other figures of these two waves that it is shown with";

/// The change that the later measurement carries against exactly the earlier one.
fn known(before: &Measurement, now: &Measurement) -> Option<Change> {
    let found = now.changes.iter().find(|change| change.against == before.selection);
    found.cloned()
}

/// That what was asked or counted differs; nothing for any other reason.
fn not_comparable(before: &Measurement, why: &str) -> Option<Change> {
    let why = why.strip_prefix(earlier::NOT_COMPARABLE)?;
    Some(Change {
        word: ChangeWord::NotComparable(why.to_owned()),
        ..Change::from(before.selection.clone(), before.estimate.as_ref().ok().copied()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::selection::{Key, Selection};
    use crate::measure::{find, of, tests::looking};

    /// Three waves of the same question to twelve people each, of whom so many are content; other people each time.
    fn project(content: [usize; 3], last: &str) -> String {
        let mut files = format!(
            "
id: SVY-1
version: \"2\"
mode: [web]
sampling: {{method: census}}
questions: [{{key: all, kind: overall, text: {{en: How are we?}}, scale: {{min: 1, max: 5}}}}]
---
{{id: WAV-1, survey: SVY-1, survey_version: \"2\", status: closed, field_start: 2024-01-01, field_end: 2024-01-31}}
---
{{id: WAV-2, survey: SVY-1, survey_version: \"2\", status: closed, field_start: 2024-07-01, field_end: 2024-07-31}}
---
{{id: WAV-3, survey: SVY-1, survey_version: \"2\", status: closed, field_start: 2024-12-01, field_end: 2024-12-31}}
---
{{id: WAV-4, survey: SVY-1, survey_version: \"2\", status: closed, field_start: 2025-01-01, field_end: 2025-01-31, mode_used: [{last}]}}
"
        );
        for (wave, good) in [(1, content[0]), (2, content[1]), (3, content[2]), (4, content[2])] {
            files.extend([format!("-- responses/WAV-{wave}.csv --\nid,respondent,all\n")]);
            for person in 0..36 {
                let answer = if person < good { 5 } else { 1 };
                files.extend([format!("RSP-{wave}{person:02},K-{wave}-{person},{answer}\n")]);
            }
        }
        files
    }

    fn between(files: &str, before: &str, now: &str) -> Option<Change> {
        looking(files, |scope| {
            let at = |wave: &str| {
                let on = Selection::all().with(Key::Wave, wave).with(Key::Question, "all");
                of(find("M-SAT-1").unwrap(), scope, &on)
            };
            changes(scope, &[(&at(before), &at(now))]).remove(0)
        })
    }

    #[test]
    fn two_waves_are_tested_although_others_lie_between() {
        // 36 of 36 after 9 of 36; neither the wave before the last nor the first is the one that is asked for.
        let files = project([36, 9, 36], "web");
        let change = between(&files, "WAV-2", "WAV-4").unwrap();
        assert_eq!(change.against.get(Key::Wave), Some("WAV-2"));
        assert_eq!((change.word, change.difference), (ChangeWord::Higher, Some(75.0)));
        // Those that are compared by themselves say what they say there.
        let known = between(&files, "WAV-3", "WAV-4").unwrap();
        assert_eq!((known.word, known.difference), (ChangeWord::NotTested, Some(0.0)));
    }

    #[test]
    fn what_was_asked_otherwise_is_told_and_not_tested() {
        let change = between(&project([36, 9, 36], "phone"), "WAV-2", "WAV-4").unwrap();
        assert_eq!(
            change.word,
            ChangeWord::NotComparable("people were asked in another mode".to_owned())
        );
        assert_eq!(between(&project([36, 9, 36], "web"), "WAV-4", "WAV-4"), None);
    }
}
