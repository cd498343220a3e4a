//! Whether a second person saw a change before it was taken over.
//!
//! Three things show it: a line at the end of the message that names somebody other than the author (`Reviewed-by` and its like),
//! a committer who is not the author, or a merge by somebody else. A service that commits for people, such as a web front end of
//! a forge, is no person. None of it tells that anybody looked closely, and none of it can be missed where reviews are kept
//! outside the repository.
//!
//! Of a merge only the newest commit that it brought in is known for certain: it stands right before the merge. What is counted
//! as merged by somebody else is therefore a lower bound.

use super::Keeping;
use crate::history::{Commit, CommitIndex, Person};
use std::collections::BTreeSet;

/// Keys of lines by which somebody says to have looked.
const LOOKED: &[&str] = &["reviewed-by", "acked-by", "approved-by", "tested-by", "signed-off-by"];

/// Names and addresses by which services commit for people.
const SERVICES: &[&str] = &["github", "gitlab", "gitea", "forgejo", "bitbucket", "codeberg"];

/// What shows that a second person saw a change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Seen {
    /// A line at the end of the message names them.
    Named,
    /// They put it into the repository.
    Committed,
    /// They merged it.
    Merged,
}

impl Seen {
    /// In a few words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Named => "only named at the end of the message",
            Self::Committed => "committed by somebody else",
            Self::Merged => "merged by somebody else",
        }
    }
}

/// The commits that changed records, in their order.
pub fn changing(keeping: &Keeping<'_>) -> Vec<CommitIndex> {
    let all: BTreeSet<CommitIndex> = keeping
        .history
        .records
        .values()
        .flat_map(|history| history.versions.iter().map(|version| version.commit))
        .collect();
    all.into_iter().collect()
}

/// What shows that a second person saw a commit; nothing where nothing does.
pub fn seen(keeping: &Keeping<'_>, index: CommitIndex) -> Option<Seen> {
    let commit = keeping.history.commit(index);
    let named = commit.trailers.iter().any(|(key, value)| {
        LOOKED.contains(&key.trim().to_lowercase().as_str()) && !is_same(&person(value), &commit.author)
    });
    if named {
        return Some(Seen::Named);
    }
    if !is_service(&commit.committer) && !is_same(&commit.committer, &commit.author) {
        return Some(Seen::Committed);
    }
    let merge = merge_of(keeping, index).map(|merge| &keeping.history.commit(merge).author);
    merge
        .filter(|merged| !is_service(merged) && !is_same(merged, &commit.author))
        .map(|_| Seen::Merged)
}

/// The merge whose newest commit this is.
fn merge_of(keeping: &Keeping<'_>, index: CommitIndex) -> Option<CommitIndex> {
    let next = index.0.checked_add(1)?;
    let merge: &Commit = keeping.history.commits.get(next as usize)?;
    (merge.parents > 1).then_some(CommitIndex(next))
}

/// The merges, oldest first.
pub fn merges(keeping: &Keeping<'_>) -> Vec<CommitIndex> {
    let all = (0..).map(CommitIndex).zip(&keeping.history.commits);
    all.filter(|(_, commit)| commit.parents > 1)
        .map(|(index, _)| index)
        .collect()
}

/// Whether a merge was made by the author of the newest commit that it brought in, and names nobody else.
pub fn is_merge_alone(keeping: &Keeping<'_>, index: CommitIndex) -> bool {
    let newest = index.0.checked_sub(1).map(CommitIndex);
    newest.is_some_and(|newest| {
        let (merged, commit) = (keeping.history.commit(newest), keeping.history.commit(index));
        commit.parents > 1 && is_same(&merged.author, &commit.author) && seen(keeping, newest).is_none()
    })
}

/// `Name <address>` as a person.
fn person(text: &str) -> Person {
    let (name, rest) = text.split_once('<').unwrap_or((text, ""));
    Person {
        name: name.trim().to_owned(),
        email: rest.trim_end().trim_end_matches('>').trim().to_owned(),
    }
}

/// Whether two are the same person: the same address, or the same name where one has no address.
fn is_same(one: &Person, other: &Person) -> bool {
    let alike = |one: &str, other: &str| !one.is_empty() && one.trim().eq_ignore_ascii_case(other.trim());
    alike(&one.email, &other.email) || alike(&one.name, &other.name)
}

fn is_service(person: &Person) -> bool {
    let name = person.name.trim().to_lowercase();
    let mailbox = person.email.split('@').next().unwrap_or_default().to_lowercase();
    SERVICES.contains(&name.as_str()) || matches!(mailbox.as_str(), "noreply" | "no-reply")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::inspect;
    use crate::history::{History, Signature};

    fn commit(author: &str, committer: &str, parents: usize) -> Commit {
        let who = |name: &str| Person {
            name: name.to_owned(),
            email: format!("{}@example.org", name.to_lowercase()),
        };
        Commit {
            id: "0".repeat(40),
            parents,
            author: who(author),
            authored: jiff::Timestamp::UNIX_EPOCH,
            committer: who(committer),
            committed: jiff::Timestamp::UNIX_EPOCH,
            subject: String::new(),
            trailers: Vec::new(),
            signature: Signature::None,
        }
    }

    #[test]
    fn merges_show_a_second_person_when_somebody_else_made_them() {
        let made = inspect("id: CMP-1\n");
        let history = History {
            commits: vec![
                commit("Lapwing", "Lapwing", 1),
                commit("Kestrel", "Kestrel", 2),
                commit("Lapwing", "GitHub", 1),
                commit("Lapwing", "Lapwing", 2),
                commit("Lapwing", "Dunlin", 1),
            ],
            ..History::default()
        };
        let keeping = Keeping {
            history: &history,
            ledger: &made.ledger,
            catalogue: &made.catalogue,
            redirects: &made.settings.redirects,
            zone: &made.zone,
            days: &made.days,
        };
        let of = |index| seen(&keeping, CommitIndex(index));
        assert_eq!(
            [of(0), of(1), of(2), of(3), of(4)],
            [Some(Seen::Merged), None, None, None, Some(Seen::Committed)]
        );
        assert_eq!(merges(&keeping), [CommitIndex(1), CommitIndex(3)]);
        let alone = |index| is_merge_alone(&keeping, CommitIndex(index));
        assert_eq!([alone(0), alone(1), alone(3)], [false, false, true]);
    }

    #[test]
    fn people_are_the_same_by_address_or_name() {
        let one = person("Lapwing <lapwing@example.org>");
        assert!(is_same(&one, &person("L. <LAPWING@example.org>")));
        assert!(is_same(&one, &person("lapwing")));
        assert!(!is_same(&one, &person("Kestrel <kestrel@example.org>")));
        assert!(!is_same(&person(""), &person("")));
    }
}
