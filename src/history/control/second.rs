//! Whether a second person saw a change before it was taken over.
//!
//! Three things show it: a line at the end of the message that names somebody other than the author (`Reviewed-by` and its like),
//! a committer who is not the author, or a merge by somebody else. A service that commits for people, such as a web front end of
//! a forge, is no person. None of it tells that anybody looked closely, and none of it can be missed where reviews are kept
//! outside the repository.

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
            Self::Named => "named at the end of the message",
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
    None
}

/// Whether a merge was made by the author of what it merged, as far as its own words tell: nobody else is named in it.
pub fn is_merge_alone(keeping: &Keeping<'_>, index: CommitIndex) -> bool {
    let commit: &Commit = keeping.history.commit(index);
    commit.parents > 1 && seen(keeping, index).is_none()
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
