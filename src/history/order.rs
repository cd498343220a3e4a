//! The order in which commits came into the branch, and which of them are its main line.
//!
//! In: commits with their parents. Out: each after its parents; what a merge brought in stands before the merge and after the
//! main line up to there.
//!
//! Why this order: it depends on nothing but the commits, not on their dates, which anybody can set; it continues when commits are
//! added to the main line; and at each commit of the main line the state of the files is known.

use crate::read::history::Logged;
use std::collections::BTreeMap;

/// A commit in its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Placed {
    /// Its index among the commits that were given.
    pub(super) index: usize,
    /// The place of the commit of the main line that it is, or that brought it in.
    pub(super) brought_by: usize,
}

/// Puts commits in order.
///
/// In: the commits, and the id of the newest of the main line; parents that are not among the commits are known already or
/// were cut off.
pub(super) fn order(commits: &[Logged], tip: &str) -> Vec<Placed> {
    let by_id: BTreeMap<&str, usize> = commits
        .iter()
        .enumerate()
        .map(|(index, logged)| (logged.commit.id.as_str(), index))
        .collect();
    let parent = |index: usize, number: usize| {
        let id = commits[index].parents.get(number)?;
        Some(by_id.get(id.as_str()).copied())
    };
    let mut main_line = Vec::new();
    let mut next = by_id.get(tip).copied();
    let mut seen = vec![false; commits.len()];
    while let Some(index) = next.filter(|index| !std::mem::replace(&mut seen[*index], true)) {
        main_line.push(index);
        next = parent(index, 0).flatten();
    }
    let mut done = vec![false; commits.len()];
    for index in &main_line {
        done[*index] = true;
    }
    let mut placed = Vec::with_capacity(commits.len());
    for head in main_line.into_iter().rev() {
        // The parents besides the first, one after the other, each with all before it that has no place yet.
        for number in 1..commits[head].parents.len() {
            let Some(side) = parent(head, number).flatten() else {
                continue;
            };
            let mut open = vec![(side, 0)];
            if std::mem::replace(&mut done[side], true) {
                continue;
            }
            while let Some((index, number)) = open.last_mut() {
                match parent(*index, *number) {
                    Some(next) => {
                        *number += 1;
                        if let Some(next) = next.filter(|next| !std::mem::replace(&mut done[*next], true)) {
                            open.push((next, 0));
                        }
                    }
                    None => {
                        placed.push(*index);
                        open.pop();
                    }
                }
            }
        }
        placed.push(head);
    }
    // Places become those of the main line that brought them.
    let is_head = |index: usize| seen[index];
    let mut order: Vec<Placed> = Vec::with_capacity(placed.len());
    let mut brought_by = 0;
    for (place, index) in placed.iter().enumerate().rev() {
        if is_head(*index) {
            brought_by = place;
        }
        order.push(Placed {
            index: *index,
            brought_by,
        });
    }
    order.reverse();
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Commit, Person, Signature};
    use jiff::Timestamp;

    fn logged(id: &str, parents: &[&str]) -> Logged {
        Logged {
            commit: Commit {
                id: id.to_owned(),
                parents: parents.len(),
                author: Person::default(),
                authored: Timestamp::UNIX_EPOCH,
                committer: Person::default(),
                committed: Timestamp::UNIX_EPOCH,
                subject: String::new(),
                trailers: Vec::new(),
                signature: Signature::None,
            },
            parents: parents.iter().map(|parent| (*parent).to_owned()).collect(),
            touches_project: true,
            touches: Vec::new(),
        }
    }

    fn ids(commits: &[Logged], tip: &str) -> Vec<(String, String)> {
        let order = order(commits, tip);
        let id = |place: &Placed| commits[place.index].commit.id.clone();
        let each = order.iter().map(|place| (id(place), id(&order[place.brought_by])));
        each.collect()
    }

    #[test]
    fn what_a_merge_brings_stands_before_it_and_after_the_main_line() {
        // a - b - d - m       the side line c - e, with b's line merged into it once
        //  \       \ /
        //   c ----- e
        let commits = [
            logged("m", &["d", "e"]),
            logged("e", &["c", "b"]),
            logged("d", &["b"]),
            logged("c", &["a"]),
            logged("b", &["a"]),
            logged("a", &[]),
        ];
        let told = ids(&commits, "m");
        let told: Vec<(&str, &str)> = told.iter().map(|(id, by)| (id.as_str(), by.as_str())).collect();
        assert_eq!(
            told,
            [("a", "a"), ("b", "b"), ("d", "d"), ("c", "m"), ("e", "m"), ("m", "m")]
        );
    }

    #[test]
    fn parents_that_were_cut_off_and_no_commits_at_all_are_no_trouble() {
        assert_eq!(ids(&[logged("b", &["gone"])], "b").len(), 1);
        assert_eq!(order(&[], "b"), []);
    }

    #[test]
    fn a_long_line_costs_no_stack() {
        let commits: Vec<Logged> = (0..50_000)
            .map(|number| {
                if number == 0 {
                    logged("tip", &["base", "c1"])
                } else {
                    logged(&format!("c{number}"), &[&format!("c{}", number + 1)])
                }
            })
            .collect();
        assert_eq!(order(&commits, "tip").len(), 50_000);
    }
}
