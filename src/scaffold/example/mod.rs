//! The example with its history: what the example project held after each commit of its team.
//!
//! In: the files of the example as they are today, and `history.txt`, which tells every commit by them. Out: the files and
//! a stream for `git fast-import`, whose commits have the same ids on every machine.
//!
//! `history.txt` names of each file only which lines of today it had, and holds the few that were replaced since. It is
//! derived by `tests/example/history.py`; what is written where stands at its head.
//!
//! Why no repository as a file, such as a bundle? A bundle is bytes that nobody can read; here a change of the example
//! shows in the diff as the commits and lines that it touches.

use super::project::Files;
use crate::error::{Error, ErrorKind};
use crate::read::git::{Refusal, founding, founding_with};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::Path;

/// The commits, as the maintainers' tool tells them.
const HISTORY: &str = include_str!("history.txt");

/// The branch that the commits are made on.
const BRANCH: &str = "refs/heads/main";

/// The example as its team left it.
#[derive(Debug)]
pub struct Story {
    /// The files after the last commit.
    pub files: Files,
    /// How many commits there are.
    pub commits: usize,
    /// When the first and the last commit were made, as days of the team's own zone.
    pub days: (String, String),
    /// The id of the last commit.
    pub head: String,
    /// The commits and tags, to be read by `git fast-import`.
    stream: Vec<u8>,
}

/// Replays the history over the files of the example.
///
/// Errors: the history does not fit the files; it has to be derived anew.
pub fn story(example: &Files) -> Result<Story, Error> {
    Teller::new(example).tell(HISTORY)
}

/// Makes a folder that holds the files of the story a repository with its history.
///
/// Nothing of the machine's configuration has a say: neither names nor hooks, line ends or the kind of ids.
///
/// Errors: git is not there, or failed; what it said about that.
pub fn found(folder: &Path, story: &Story) -> Result<(), Refusal> {
    let ask = |arguments: &[&str]| founding(folder, arguments);
    ask(&["init", "--quiet", "--template="])?;
    ask(&["symbolic-ref", "HEAD", BRANCH])?;
    founding_with(folder, &["fast-import", "--quiet"], &story.stream)?;
    // The files are there already; only the index is still empty.
    ask(&["reset", "--quiet"])?;
    let head = ask(&["rev-parse", "--verify", "HEAD"])?;
    if head.trim() == story.head {
        Ok(())
    } else {
        Err(Refusal::Failed(format!(
            "the last commit is {} and should be {}",
            head.trim(),
            story.head
        )))
    }
}

/// A commit being told.
struct Commit {
    sort: Sort,
    author: String,
    committer: String,
    day: String,
    message: String,
    files: Files,
}

/// Where a commit goes.
enum Sort {
    /// Onto the main line.
    Main,
    /// Beside it, under a number.
    Beside(usize),
    /// Onto the main line, joining what was made beside it.
    Merge(usize),
    /// It is a tag on the main line, of this name.
    Tag(String),
}

/// A commit beside the main line that waits to be joined.
struct Pending {
    mark: usize,
    files: Files,
}

/// Turns the lines of a history into a stream.
struct Teller<'a> {
    /// The lines of each file of the example.
    lines: BTreeMap<&'a str, Vec<&'a [u8]>>,
    /// Names with addresses.
    people: BTreeMap<&'a str, &'a str>,
    pending: BTreeMap<usize, Pending>,
    /// The last commit of the main line.
    main: Option<usize>,
    story: Story,
}

impl<'a> Teller<'a> {
    fn new(example: &'a Files) -> Self {
        let lines = |bytes: &'a [u8]| bytes.split_inclusive(|byte| *byte == b'\n').collect();
        Self {
            lines: example
                .iter()
                .map(|(path, bytes)| (path.as_str(), lines(bytes)))
                .collect(),
            people: BTreeMap::new(),
            pending: BTreeMap::new(),
            main: None,
            story: Story {
                files: Files::new(),
                commits: 0,
                days: (String::new(), String::new()),
                head: String::new(),
                stream: Vec::new(),
            },
        }
    }

    fn tell(mut self, history: &'a str) -> Result<Story, Error> {
        let mut commit: Option<Commit> = None;
        let mut lines = history.lines().enumerate();
        while let Some((index, line)) = lines.next() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            let understood = match word {
                "" | "#" => Some(()),
                ">" => commit.as_mut().map(|commit| {
                    commit.message.push_str(rest);
                    commit.message.push('\n');
                }),
                "person" => rest.split_once(' ').map(|(name, _)| {
                    self.people.insert(name, rest);
                }),
                "commit" | "branch" | "merge" | "tag" => {
                    let before = commit.take().map_or(Some(()), |commit| self.add(commit));
                    commit = before.and_then(|()| self.head(word, rest));
                    commit.as_ref().map(drop)
                }
                "end" => {
                    rest.clone_into(&mut self.story.head);
                    commit.take().map_or(Some(()), |commit| self.add(commit))
                }
                path => {
                    let mut literal = || lines.next()?.1.strip_prefix('"');
                    self.version(path, rest, &mut literal).and_then(|bytes| {
                        commit
                            .as_mut()
                            .map(|commit| drop(commit.files.insert(path.to_owned(), bytes)))
                    })
                }
            };
            understood.ok_or_else(|| misfit(index + 1))?;
        }
        Ok(self.story)
    }

    /// The first line of a commit or tag: `commit TIME WHO via COMMITTER TIME`, a number or name before the time.
    fn head(&self, word: &str, rest: &str) -> Option<Commit> {
        let mut words = rest.split(' ');
        let sort = match word {
            "branch" => Sort::Beside(words.next()?.parse().ok()?),
            "merge" => Sort::Merge(words.next()?.parse().ok()?),
            "tag" => Sort::Tag(words.next()?.to_owned()),
            _ => Sort::Main,
        };
        let (time, who) = (words.next()?, words.next()?);
        let author = self.signed(who, time)?;
        let (committer, committed) = match words.next() {
            Some(_) => {
                let (who, time) = (words.next()?, words.next()?);
                (self.signed(who, time)?, time)
            }
            None => (author.clone(), time),
        };
        Some(Commit {
            sort,
            author,
            committer,
            day: committed.get(..10)?.to_owned(),
            message: String::new(),
            files: Files::new(),
        })
    }

    /// Name, address, seconds and offset, as git writes them: `Heron <heron@abc-services.example> 1704712323 +0000`.
    fn signed(&self, who: &str, time: &str) -> Option<String> {
        let seconds = time.parse::<Timestamp>().ok()?.as_second();
        let offset = time.get(time.len().checked_sub(6)?..)?.replace(':', "");
        Some(format!("{} {seconds} {offset}", self.people.get(who)?))
    }

    /// What a file held: lines of today by their numbers, and lines that were replaced since.
    fn version(&self, path: &str, parts: &str, literal: &mut dyn FnMut() -> Option<&'a str>) -> Option<Vec<u8>> {
        let today = self.lines.get(path)?;
        if parts == "=" {
            return Some(today.concat());
        }
        let mut bytes = Vec::new();
        for part in parts.split(' ') {
            if let Some(count) = part.strip_prefix('+') {
                for _ in 0..count.parse::<usize>().ok()? {
                    bytes.extend_from_slice(literal()?.as_bytes());
                    bytes.push(b'\n');
                }
            } else {
                let (first, last) = part.split_once('-').unwrap_or((part, part));
                let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
                bytes.extend(today.get(first.checked_sub(1)?..last)?.concat());
            }
        }
        Some(bytes)
    }

    /// Writes a commit or tag into the stream.
    fn add(&mut self, commit: Commit) -> Option<()> {
        if let Sort::Tag(name) = &commit.sort {
            let head = format!("tag {name}\nfrom :{}\ntagger {}\n", self.main?, commit.author);
            self.put(&head, commit.message.as_bytes());
            return Some(());
        }
        self.story.commits += 1;
        let mark = self.story.commits;
        let head = format!(
            "commit {BRANCH}\nmark :{mark}\nauthor {}\ncommitter {}\n",
            commit.author, commit.committer
        );
        self.put(&head, commit.message.as_bytes());
        if let Some(main) = self.main {
            self.say(&format!("from :{main}\n"));
        }
        let mut files = commit.files;
        if let Sort::Merge(number) = commit.sort {
            let pending = self.pending.remove(&number)?;
            self.say(&format!("merge :{}\n", pending.mark));
            files = pending.files;
        }
        for (path, bytes) in &files {
            self.put(&format!("M 100644 inline {path}\n"), bytes);
        }
        self.say("\n");
        if let Sort::Beside(number) = commit.sort {
            self.pending.insert(number, Pending { mark, files });
            return Some(());
        }
        self.main = Some(mark);
        self.story.files.extend(files);
        if self.story.days.0.is_empty() {
            self.story.days.0.clone_from(&commit.day);
        }
        self.story.days.1 = commit.day;
        Some(())
    }

    /// Lines of the stream, and bytes that belong to them.
    fn put(&mut self, head: &str, bytes: &[u8]) {
        self.say(&format!("{head}data {}\n", bytes.len()));
        self.story.stream.extend_from_slice(bytes);
        self.story.stream.push(b'\n');
    }

    fn say(&mut self, text: &str) {
        self.story.stream.extend_from_slice(text.as_bytes());
    }
}

fn misfit(line: usize) -> Error {
    let message = format!("line {line} of the history of the example does not fit its files");
    Error::new(ErrorKind::Internal, message)
        .hint("derive it anew: `python3 tests/example/history.py --data src/scaffold/example/history.txt`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scaffold::project;
    use crate::settings;

    /// Whoever changes the example derives its history anew; the message of the error says how.
    #[test]
    fn the_history_ends_with_the_example() {
        let example = project::raw_example();
        let story = story(&example).unwrap();
        let again = "derive it anew: `python3 tests/example/history.py --data src/scaffold/example/history.txt`";
        for (path, bytes) in &example {
            let told = story
                .files
                .get(path)
                .unwrap_or_else(|| panic!("{path} is not in the history; {again}"));
            if path == settings::FILE {
                // Only in the repository of the program it is said that its commits are not the example's.
                let text = String::from_utf8(bytes.clone()).unwrap();
                let block = text.find("\n[history]\n").unwrap();
                let end = block + text[block + 1..].find("\n\n").unwrap() + 2;
                let without = format!("{}{}", &text[..block], &text[end - 1..]);
                assert_eq!(String::from_utf8_lossy(told), without, "{path}; {again}");
            } else {
                assert!(told == bytes, "{path} ends otherwise in the history; {again}");
            }
        }
        assert_eq!(story.files.len(), example.len(), "{again}");
    }

    #[test]
    fn lines_of_today_and_lines_replaced_since_make_a_version() {
        let example = Files::from([("a.yaml".to_owned(), b"one\ntwo\r\nthree\n".to_vec())]);
        let teller = Teller::new(&example);
        let mut replaced = ["zwei", "", "quatre"].into_iter();
        let mut literal = || replaced.next();
        let mut version = |parts| teller.version("a.yaml", parts, &mut literal);
        assert_eq!(version("=").unwrap(), b"one\ntwo\r\nthree\n");
        assert_eq!(version("1 +2 3").unwrap(), b"one\nzwei\n\nthree\n");
        assert_eq!(version("2-3").unwrap(), b"two\r\nthree\n");
        for wrong in ["0", "4", "2-4", "+2", "x", "", "3-1"] {
            assert_eq!(version(wrong), None, "{wrong}");
        }
        assert_eq!(teller.version("b.yaml", "=", &mut || None), None);
    }

    #[test]
    fn a_history_that_does_not_fit_names_its_line() {
        let example = Files::from([("a.yaml".to_owned(), b"one\n".to_vec())]);
        let error = Teller::new(&example)
            .tell("person Wren <w@x.example>\n\ncommit 2024-01-08T10:00:00+00:00 Wren\n> Add\na.yaml 1-2\n")
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 5 of the history of the example does not fit its files"
        );
    }

    #[test]
    fn commits_beside_the_main_line_are_joined_with_their_files() {
        let example = Files::from([("a.yaml".to_owned(), b"one\ntwo\n".to_vec())]);
        let history = "person Wren <w@x.example>\nperson Heron <h@x.example>\n\
            commit 2024-07-08T10:00:00+01:00 Wren\n> Add\n>\n> Why.\na.yaml 1\n\
            branch 1 2024-07-09T10:00:00+01:00 Wren via Heron 2024-07-10T10:00:00+01:00\n> Go on\na.yaml =\n\
            merge 1 2024-07-10T11:00:00+01:00 Heron\n> Merge\n\
            tag t 2024-07-10T11:00:01+01:00 Heron\n> Done\nend 12\n";
        let story = Teller::new(&example).tell(history).unwrap();
        let wanted = "commit refs/heads/main\nmark :1\nauthor Wren <w@x.example> 1720429200 +0100\n\
            committer Wren <w@x.example> 1720429200 +0100\ndata 10\nAdd\n\nWhy.\n\nM 100644 inline a.yaml\ndata 4\none\n\n\n\
            commit refs/heads/main\nmark :2\nauthor Wren <w@x.example> 1720515600 +0100\n\
            committer Heron <h@x.example> 1720602000 +0100\ndata 6\nGo on\n\nfrom :1\nM 100644 inline a.yaml\ndata 8\none\ntwo\n\n\n\
            commit refs/heads/main\nmark :3\nauthor Heron <h@x.example> 1720605600 +0100\n\
            committer Heron <h@x.example> 1720605600 +0100\ndata 6\nMerge\n\nfrom :1\nmerge :2\nM 100644 inline a.yaml\ndata 8\none\ntwo\n\n\n\
            tag t\nfrom :3\ntagger Heron <h@x.example> 1720605601 +0100\ndata 5\nDone\n\n";
        assert_eq!(String::from_utf8(story.stream).unwrap(), wanted);
        assert_eq!((story.commits, story.head.as_str()), (3, "12"));
        assert_eq!(story.days, ("2024-07-08".to_owned(), "2024-07-10".to_owned()));
    }
}
