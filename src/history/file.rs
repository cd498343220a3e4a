//! One file through its versions: which records came, changed and went with which commit.
//!
//! In: the commits that touched the file, in their order, and what each version held. Out: [`Piece`]s, which [`super::tell`] joins
//! with those of other files, and the versions that could not be read.
//!
//! At each commit of the main line the file is known. Between two of them commits of side lines are told as what they changed
//! there; what the merge makes of it beyond that is told as the merge's own. A version that cannot be read changes nothing: the
//! next that can be read is compared with the last that could.

use super::FieldChange;
use super::What;
use super::compare::{carry, compare, rows};
use super::held::Held;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What a commit did to the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Step {
    /// The place of the commit.
    pub(super) place: u32,
    /// The place of the commit of the main line that it is, or that brought it in.
    pub(super) brought_by: u32,
    /// Whether it is a merge.
    pub(super) merge: bool,
    /// The number of the content before.
    pub(super) old: Option<u32>,
    /// The number of the content after.
    pub(super) new: Option<u32>,
}

/// What happened to an id in one file with one commit.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Piece {
    /// The place of the commit.
    pub(super) place: u32,
    /// The id.
    pub(super) id: String,
    /// What happened.
    pub(super) happened: Happened,
}

/// What happened to an id in one file.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Happened {
    /// It is there and was not.
    Appeared(Value),
    /// It was there and is not.
    Disappeared(Value),
    /// Fields of it changed.
    Changed(Vec<FieldChange>),
}

/// What became of one file.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Followed {
    /// What happened in it.
    pub(super) pieces: Vec<Piece>,
    /// Versions that could not be read: place of the commit, and why.
    pub(super) unread: Vec<(u32, String)>,
    /// Where the newest version cannot be read, its content and the last one that could.
    pub(super) stands_in: Option<(u32, Option<u32>)>,
}

/// What is known of a file before the first step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Before {
    /// Its content at the commit of the main line before the first step.
    pub(super) content: Option<u32>,
    /// Where that cannot be read, the last one that could.
    pub(super) stands_in: Option<(u32, Option<u32>)>,
}

/// Follows a file through its versions.
pub(super) fn follow<'a>(before: Before, steps: &[Step], held: impl Fn(u32) -> Option<&'a Held>) -> Followed {
    let mut file = File {
        held,
        readable: before.stands_in.into_iter().collect(),
        told: BTreeSet::new(),
        followed: Followed::default(),
    };
    let mut content = before.content;
    for group in steps.chunk_by(|one, next| one.brought_by == next.brought_by) {
        content = file.group(content, group);
    }
    file.followed.stands_in = content.and_then(|content| Some((content, *file.readable.get(&content)?)));
    file.followed
}

struct File<F> {
    /// What each content held.
    held: F,
    /// Contents that cannot be read, and the last readable one before each.
    readable: BTreeMap<u32, Option<u32>>,
    /// Contents whose faults were told.
    told: BTreeSet<u32>,
    followed: Followed,
}

/// What was told of a file so far.
enum Told<'a> {
    /// That it holds this.
    Content(Option<u32>),
    /// A state that no commit has: side lines that changed it both.
    Mixed(Cow<'a, Held>),
}

impl<'a, F: Fn(u32) -> Option<&'a Held>> File<F> {
    /// Tells what came into the main line at once: the commits of side lines, then the commit of the main line itself.
    ///
    /// In: the content before. Out: the content after.
    fn group(&mut self, before: Option<u32>, group: &[Step]) -> Option<u32> {
        let Some(head) = group.first().map(|step| step.brought_by) else {
            return before;
        };
        let own = group.iter().find(|step| step.place == head);
        let before = own.map_or(before, |own| own.old);
        let after = own.map_or(before, |own| own.new);
        let mut told = Told::Content(before);
        // Merges of side lines repeat what was told; what they changed besides shows in the state after this group.
        for step in group.iter().filter(|step| step.place != head && !step.merge) {
            told = self.aside(step, told);
        }
        match told {
            Told::Content(told) if told == after => {}
            Told::Content(told) => self.step(head, told, after),
            Told::Mixed(told) => {
                self.look(head, before, after);
                let now = self.content(after);
                self.tell(head, &told, now);
            }
        }
        after
    }

    /// Tells a commit of a side line.
    fn aside(&mut self, step: &Step, told: Told<'a>) -> Told<'a> {
        match told {
            Told::Content(content) if content == step.old => {
                self.step(step.place, step.old, step.new);
                Told::Content(step.new)
            }
            told => {
                self.look(step.place, step.old, step.new);
                let mut state = match told {
                    Told::Content(content) => Cow::Borrowed(self.content(content)),
                    Told::Mixed(state) => state,
                };
                self.over(step, state.to_mut());
                Told::Mixed(state)
            }
        }
    }

    /// Tells what changed between two contents.
    fn step(&mut self, place: u32, old: Option<u32>, new: Option<u32>) {
        self.look(place, old, new);
        let (old, new) = (self.content(old), self.content(new));
        self.tell(place, old, new);
    }

    /// Tells once what of a content could not be read, and remembers what stands in for it.
    fn look(&mut self, place: u32, old: Option<u32>, new: Option<u32>) {
        let Some(content) = new else { return };
        let Some(held) = (self.held)(content) else { return };
        if self.told.insert(content) {
            let faults = held.faults.iter().map(|why| (place, why.clone()));
            self.followed.unread.extend(faults);
        }
        if held.broken {
            let stands_in = self.stand_in(old);
            self.readable.entry(content).or_insert(stands_in);
        }
    }

    /// The content, or the last readable one before it.
    fn stand_in(&self, content: Option<u32>) -> Option<u32> {
        let content = content?;
        match self.readable.get(&content) {
            Some(readable) => *readable,
            None => Some(content),
        }
    }

    fn content(&self, content: Option<u32>) -> &'a Held {
        const NOTHING: &Held = &Held {
            records: BTreeMap::new(),
            tables: BTreeMap::new(),
            faults: Vec::new(),
            broken: false,
        };
        let content = self.stand_in(content);
        content.and_then(|content| (self.held)(content)).unwrap_or(NOTHING)
    }

    fn tell(&mut self, place: u32, old: &Held, new: &Held) {
        if std::ptr::eq(old, new) {
            return;
        }
        for (id, was) in &old.records {
            match new.records.get(id) {
                Some(is) => self.changed(place, id, compare(was, is)),
                None => self.piece(place, id, Happened::Disappeared(was.clone())),
            }
        }
        for (id, is) in new.records.iter().filter(|(id, _)| !old.records.contains_key(*id)) {
            self.piece(place, id, Happened::Appeared(is.clone()));
        }
        self.tables(place, old, new);
    }

    fn tables(&mut self, place: u32, old: &Held, new: &Held) {
        let nothing = BTreeMap::new();
        let waves: BTreeSet<&String> = old.tables.keys().chain(new.tables.keys()).collect();
        for wave in waves {
            let of = |held: &'_ Held| held.tables.get(wave).cloned();
            let (was, is) = (of(old), of(new));
            let rows = rows(was.as_ref().unwrap_or(&nothing), is.as_ref().unwrap_or(&nothing));
            if rows != super::Rows::default() {
                let change = FieldChange {
                    field: "responses".to_owned(),
                    what: What::Rows(rows),
                };
                self.changed(place, wave, vec![change]);
            }
        }
    }

    /// Tells what a commit of a side line changed in a file that has changed elsewhere, and carries it over.
    fn over(&mut self, step: &Step, state: &mut Held) {
        let (old, new) = (self.content(step.old), self.content(step.new));
        for (id, was) in &old.records {
            let is = new.records.get(id);
            match is {
                Some(is) => self.changed(step.place, id, compare(was, is)),
                None if state.records.contains_key(id) => {
                    self.piece(step.place, id, Happened::Disappeared(was.clone()));
                }
                None => {} // it was told to be gone already
            }
            match carry(state.records.get(id), Some(was), is) {
                Some(now) => state.records.insert(id.clone(), now),
                None => state.records.remove(id),
            };
        }
        for (id, is) in new.records.iter().filter(|(id, _)| !old.records.contains_key(*id)) {
            match state.records.get(id) {
                Some(told) => {
                    let changes = compare(told, is);
                    self.changed(step.place, id, changes);
                }
                None => self.piece(step.place, id, Happened::Appeared(is.clone())),
            }
            state.records.insert(id.clone(), is.clone());
        }
        self.tables(step.place, old, new);
        for (wave, is) in old.tables.iter().chain(&new.tables) {
            let table = state.tables.entry(wave.clone()).or_default();
            for row in is.keys() {
                let of = |held: &Held| held.tables.get(wave).and_then(|rows| rows.get(row)).copied();
                match (of(old), of(new)) {
                    (was, is) if was == is => {}
                    (_, Some(is)) => {
                        table.insert(row.clone(), is);
                    }
                    (_, None) => {
                        table.remove(row);
                    }
                }
            }
        }
    }

    fn changed(&mut self, place: u32, id: &str, changes: Vec<FieldChange>) {
        if !changes.is_empty() {
            self.piece(place, id, Happened::Changed(changes));
        }
    }

    fn piece(&mut self, place: u32, id: &str, happened: Happened) {
        self.followed.pieces.push(Piece {
            place,
            id: id.to_owned(),
            happened,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Role;

    fn held(texts: &[&str]) -> BTreeMap<u32, Held> {
        (0..)
            .zip(texts)
            .map(|(number, text)| (number, Held::read("a.yaml", Role::Records, text.as_bytes())))
            .collect()
    }

    fn step(place: u32, brought_by: u32, old: Option<u32>, new: Option<u32>) -> Step {
        Step {
            place,
            brought_by,
            merge: false,
            old,
            new,
        }
    }

    fn told(steps: &[Step], texts: &[&str]) -> Vec<String> {
        let held = held(texts);
        let followed = follow(Before::default(), steps, |content| held.get(&content));
        let pieces = followed.pieces.iter().map(|piece| {
            let what = match &piece.happened {
                Happened::Appeared(_) => "appeared".to_owned(),
                Happened::Disappeared(_) => "disappeared".to_owned(),
                Happened::Changed(fields) => fields
                    .iter()
                    .map(|change| match &change.what {
                        What::Set { old, new } => {
                            let text =
                                |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), ToString::to_string);
                            format!("{} {}>{}", change.field, text(old), text(new))
                        }
                        other => format!("{} {other:?}", change.field),
                    })
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            format!("{} {} {what}", piece.place, piece.id)
        });
        let unread = followed.unread.iter().map(|(place, why)| format!("{place} ! {why}"));
        pieces.chain(unread).collect()
    }

    #[test]
    fn a_clean_merge_tells_nothing_beyond_its_side_line() {
        // 0 makes it, 1 changes `a` on the main line, 2 changes `b` aside, 3 merges both.
        let texts = [
            "id: ROL-1\na: 1\nb: 1\n",
            "id: ROL-1\na: 2\nb: 1\n",
            "id: ROL-1\na: 1\nb: 2\n",
            "id: ROL-1\na: 2\nb: 2\n",
        ];
        let merge = Step {
            merge: true,
            ..step(3, 3, Some(1), Some(3))
        };
        let steps = [
            step(0, 0, None, Some(0)),
            step(1, 1, Some(0), Some(1)),
            step(2, 3, Some(0), Some(2)),
            merge,
        ];
        assert_eq!(
            told(&steps, &texts),
            ["0 ROL-1 appeared", "1 ROL-1 a \"1\">\"2\"", "2 ROL-1 b \"1\">\"2\""]
        );
        // The same, but who merged wrote something of their own besides.
        let texts = [texts[0], texts[1], texts[2], "id: ROL-1\na: 2\nb: 7\n"];
        assert_eq!(told(&steps, &texts)[3], "3 ROL-1 b \"2\">\"7\"");
    }

    #[test]
    fn a_side_line_that_a_merge_drops_is_taken_back_by_it() {
        let texts = ["id: ROL-1\na: 1\n", "id: ROL-1\na: 2\n"];
        // The merge leaves the file as the main line had it, so it does not touch it; its place is told by the side line.
        let steps = [step(0, 0, None, Some(0)), step(1, 2, Some(0), Some(1))];
        assert_eq!(
            told(&steps, &texts),
            ["0 ROL-1 appeared", "1 ROL-1 a \"1\">\"2\"", "2 ROL-1 a \"2\">\"1\""]
        );
    }

    #[test]
    fn both_lines_may_make_or_delete_the_same_record() {
        let texts = ["id: ROL-1\na: 1\n", "id: ROL-1\na: 2\n"];
        let merge = Step {
            merge: true,
            ..step(2, 2, Some(0), Some(1))
        };
        let steps = [step(0, 0, None, Some(0)), step(1, 2, None, Some(1)), merge];
        assert_eq!(told(&steps, &texts), ["0 ROL-1 appeared", "1 ROL-1 a \"1\">\"2\""]);
        let steps = [
            step(0, 0, None, Some(0)),
            step(1, 1, Some(0), None),
            step(2, 3, Some(0), None),
        ];
        assert_eq!(told(&steps, &texts), ["0 ROL-1 appeared", "1 ROL-1 disappeared"]);
    }

    #[test]
    fn a_version_that_cannot_be_read_changes_nothing() {
        let texts = [
            "id: ROL-1\na: 1\n",
            "id: ROL-1\n<<<<<<< x\na: 1: 2\n",
            "id: ROL-1\na: 3\n",
        ];
        let steps = [
            step(0, 0, None, Some(0)),
            step(1, 1, Some(0), Some(1)),
            step(2, 2, Some(1), Some(2)),
            step(3, 3, Some(2), None),
        ];
        let told = told(&steps, &texts);
        assert_eq!(
            told[..3],
            ["0 ROL-1 appeared", "2 ROL-1 a \"1\">\"3\"", "3 ROL-1 disappeared"]
        );
        assert!(told[3].starts_with("1 ! this is not valid YAML"), "{told:?}");
        let held = held(&texts);
        let followed = follow(Before::default(), &steps[..2], |content| held.get(&content));
        assert_eq!(followed.stands_in, Some((1, Some(0))));
    }
}
