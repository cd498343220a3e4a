//! Whether a site is what its manifest says.
//!
//! In: the manifest and the files that lie there. Out: every deviation. What this shows: nothing was changed, added or taken away
//! since the manifest was written. What it cannot show: that the manifest itself is the one that was written; a signature, its
//! hash noted elsewhere, or building the site once more shows that.

use crate::manifest::{self, Statement, is_signature};
use crate::read::sha256;
use crate::read::site::{Item, SITE, SUMS};
use crate::site::{Listing, Sink, Written};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// What is not as the manifest says.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Deviation {
    /// The manifest is not as this program writes it.
    Manifest {
        /// In what, in words.
        what: String,
    },
    /// A file has other bytes.
    Changed {
        /// Its path.
        path: String,
        /// SHA-256 after the manifest.
        expected: String,
        /// SHA-256 of what lies there.
        found: String,
    },
    /// A file that the manifest lists is not there.
    Missing {
        /// Its path.
        path: String,
    },
    /// Something lies there that the manifest does not list.
    Extra {
        /// Its path.
        path: String,
        /// What it is, in words.
        what: String,
    },
    /// A file in an archive whose bytes cannot be taken out whole.
    Damaged {
        /// Its path.
        path: String,
    },
    /// The list of hashes of an archive is not as this program writes it, or contradicts the manifest.
    Sums {
        /// In what, in words.
        what: String,
    },
}

impl Deviation {
    /// Its sort in a word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Manifest { .. } => "manifest",
            Self::Changed { .. } => "changed",
            Self::Missing { .. } => "missing",
            Self::Extra { .. } => "extra",
            Self::Damaged { .. } => "damaged",
            Self::Sums { .. } => "sums",
        }
    }

    /// The path that it is about.
    pub fn path(&self) -> &str {
        match self {
            Self::Manifest { .. } => manifest::FILE,
            Self::Sums { .. } => SUMS,
            Self::Changed { path, .. } | Self::Missing { path } | Self::Extra { path, .. } | Self::Damaged { path } => {
                path
            }
        }
    }

    /// The same of a site that lies in an archive.
    fn in_pack(mut self) -> Self {
        match &mut self {
            Self::Changed { path, .. } | Self::Missing { path } | Self::Extra { path, .. } | Self::Damaged { path } => {
                path.insert_str(0, SITE);
            }
            Self::Manifest { .. } | Self::Sums { .. } => {}
        }
        self
    }
}

/// How a site compares with its manifest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verification {
    /// What the manifest says.
    pub statement: Statement,
    /// SHA-256 of the manifest.
    pub manifest: String,
    /// How many files have the hash that they should have.
    pub held: usize,
    /// Bytes of the files that lie there.
    pub bytes: u64,
    /// Signatures of the manifest that lie beside it; they are not looked at.
    pub signatures: Vec<String>,
    /// What is not as it should be, in order.
    pub deviations: Vec<Deviation>,
}

/// Compares a site with its manifest.
///
/// Nothing when the manifest is not one of this program.
pub fn verify(manifest: &[u8], items: &BTreeMap<String, Item>) -> Option<Verification> {
    let statement = Statement::read(manifest)?;
    let mut deviations = faults(manifest, &statement);
    let mut held = 0;
    let listed: BTreeSet<&str> = statement.subject.iter().map(|file| file.name.as_str()).collect();
    for file in &statement.subject {
        let path = file.name.clone();
        let expected = file.sha256().unwrap_or_default().to_owned();
        deviations.push(match items.get(&path) {
            None => Deviation::Missing { path },
            Some(Item::File { sha256, .. }) if *sha256 == expected => {
                held += 1;
                continue;
            }
            Some(Item::File { sha256, .. }) => Deviation::Changed {
                path,
                expected,
                found: sha256.clone(),
            },
            Some(Item::Damaged) => Deviation::Damaged { path },
            Some(Item::Odd(what)) => Deviation::Extra {
                path,
                what: format!("{what} in the place of a file"),
            },
        });
    }
    let mut signatures = Vec::new();
    let mut bytes = 0;
    for (path, item) in items {
        let what = match item {
            Item::File { bytes: size, .. } => {
                bytes += size;
                "a file that no build made"
            }
            Item::Damaged => "a damaged file that no build made",
            Item::Odd(what) => what,
        };
        if listed.contains(path.as_str()) || path == manifest::FILE {
            continue;
        }
        if is_signature(path) && matches!(item, Item::File { .. }) {
            signatures.push(path.clone());
            continue;
        }
        deviations.push(Deviation::Extra {
            path: path.clone(),
            what: what.to_owned(),
        });
    }
    deviations.sort();
    Some(Verification {
        manifest: sha256(manifest),
        held,
        bytes,
        signatures,
        deviations,
        statement,
    })
}

/// How an archive compares with its list of hashes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pack {
    /// How many files the list names.
    pub listed: usize,
    /// How many of them have the hash that they should have.
    pub held: usize,
    /// What lies there beside the site and the list.
    pub beside: Vec<String>,
}

/// Compares all files of an archive with its list of hashes, and the list with the manifest of the site.
///
/// What deviates goes to the deviations of the site, each once, under its path in the archive.
pub fn pack(sums: Option<&[u8]>, items: &BTreeMap<String, Item>, site: &mut Verification) -> Pack {
    let mut deviations: BTreeSet<Deviation> = std::mem::take(&mut site.deviations)
        .into_iter()
        .map(Deviation::in_pack)
        .collect();
    let told: BTreeSet<String> = deviations.iter().map(|one| one.path().to_owned()).collect();
    let listed = match sums {
        None => {
            if !items.contains_key(SUMS) {
                deviations.insert(Deviation::Missing { path: SUMS.to_owned() });
            }
            BTreeMap::new()
        }
        Some(bytes) => match list(bytes) {
            Ok(listed) => listed,
            Err(what) => {
                deviations.insert(Deviation::Sums { what });
                BTreeMap::new()
            }
        },
    };
    let on_site = |path: &str| {
        let path = path.strip_prefix(SITE)?;
        let files = &site.statement.subject;
        let at = files.binary_search_by(|file| file.name.as_str().cmp(path)).ok()?;
        files[at].sha256()
    };
    let mut held = 0;
    for (path, expected) in &listed {
        let found = match items.get(path) {
            Some(Item::File { sha256, .. }) if sha256 == expected => {
                held += 1;
                continue;
            }
            found => found,
        };
        // What the manifest has told already is not told again.
        if told.contains(path) {
            continue;
        }
        let path = path.clone();
        deviations.insert(match found {
            Some(Item::File { sha256, .. }) if on_site(&path) == Some(sha256) => Deviation::Sums {
                what: format!("it lists another SHA-256 of `{path}` than the manifest"),
            },
            Some(Item::File { sha256, .. }) => Deviation::Changed {
                path,
                expected: expected.clone(),
                found: sha256.clone(),
            },
            Some(Item::Damaged) => Deviation::Damaged { path },
            Some(Item::Odd(what)) => Deviation::Extra {
                path,
                what: format!("{what} in the place of a file"),
            },
            None => Deviation::Missing { path },
        });
    }
    for (path, item) in items {
        let signs = path.strip_prefix(SITE).is_some_and(is_signature);
        let known = listed.contains_key(path) || told.contains(path) || path == SUMS || signs;
        if known && !(path == SUMS && *item == Item::Damaged) {
            continue;
        }
        let path = path.clone();
        deviations.insert(match item {
            Item::Damaged => Deviation::Damaged { path },
            // Without a list every file would be one too many, which says nothing.
            Item::File { .. } if listed.is_empty() => continue,
            Item::File { .. } => Deviation::Extra {
                path,
                what: format!("a file that {SUMS} does not list"),
            },
            Item::Odd(what) => Deviation::Extra {
                path,
                what: (*what).to_owned(),
            },
        });
    }
    site.deviations = deviations.into_iter().collect();
    let beside = items.keys().filter(|path| !path.starts_with(SITE) && *path != SUMS);
    Pack {
        listed: listed.len(),
        held,
        beside: beside.cloned().collect(),
    }
}

/// The list of hashes by path. Errors: in what it is not as this program writes it.
fn list(bytes: &[u8]) -> Result<BTreeMap<String, String>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is no text in UTF-8".to_owned())?;
    let mut listed = BTreeMap::new();
    for (number, line) in (1usize..).zip(text.lines()) {
        let hash = line.split_once("  ").filter(|(hash, path)| {
            hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) && !path.is_empty()
        });
        let Some((hash, path)) = hash else {
            return Err(format!("line {number} is no hash with a path"));
        };
        if listed.insert(path.to_owned(), hash.to_owned()).is_some() {
            return Err(format!("`{path}` is listed twice"));
        }
    }
    if crate::pack::sums(listed.iter().map(|(path, hash)| (hash.clone(), path.as_str()))) != text {
        return Err("it is not written as tenfour writes it".to_owned());
    }
    Ok(listed)
}

/// In what a manifest differs from what this program writes, whatever the files are.
fn faults(bytes: &[u8], statement: &Statement) -> Vec<Deviation> {
    let mut faults: Vec<String> = Vec::new();
    if statement.sort != manifest::STATEMENT {
        faults.push(format!("`_type` is `{}`", statement.sort));
    }
    for pair in statement.subject.windows(2) {
        let [one, other] = pair else { continue };
        if one.name == other.name {
            faults.push(format!("`{}` is listed twice", one.name));
        } else if one.name > other.name {
            faults.push(format!("`{}` is listed after `{}`", other.name, one.name));
        }
    }
    for file in &statement.subject {
        let hash = file.sha256().unwrap_or_default();
        if hash.len() != 64 || !hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            faults.push(format!("`{}` has no SHA-256", file.name));
        }
        let parts = || file.name.split('/');
        if parts().any(|part| matches!(part, "" | "." | "..")) || file.name.contains(['\\', '\0']) {
            faults.push(format!("`{}` is no path inside a site", file.name));
        }
    }
    // Another version may say more than this one reads.
    let same_version = statement.version() == Some(env!("CARGO_PKG_VERSION"));
    if same_version && faults.is_empty() && statement.bytes() != bytes {
        faults.push("it is not written as tenfour writes it".to_owned());
    }
    faults.into_iter().map(|what| Deviation::Manifest { what }).collect()
}

/// Takes a site that is built once more, and keeps of it what differs.
#[derive(Debug)]
pub struct Rebuilt<'a> {
    listing: Listing,
    before: &'a BTreeMap<String, Item>,
    differing: Mutex<BTreeMap<String, Vec<u8>>>,
}

/// How many differing files are kept whole, so that the first difference can be shown.
const KEPT: usize = 20;

impl<'a> Rebuilt<'a> {
    /// A sink that compares with what lay there before.
    pub fn new(before: &'a BTreeMap<String, Item>) -> Self {
        Self {
            listing: Listing::default(),
            before,
            differing: Mutex::default(),
        }
    }

    /// The files that were built.
    pub fn files(&self) -> BTreeMap<String, Written> {
        self.listing.files()
    }

    /// How the files differ from those before, in the order of their paths; the manifest is looked at as well.
    pub fn differences(self, manifest: &[u8]) -> Vec<Difference> {
        let Self {
            listing,
            before,
            differing,
        } = self;
        let mut differing = differing
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut files: BTreeMap<String, String> = listing
            .into_files()
            .into_iter()
            .map(|(path, file)| (path, file.sha256))
            .collect();
        files.insert(manifest::FILE.to_owned(), sha256(manifest));
        differing.insert(manifest::FILE.to_owned(), manifest.to_vec());
        let hash = |path: &str| match before.get(path) {
            Some(Item::File { sha256, .. }) => Some(sha256.as_str()),
            Some(Item::Odd(_) | Item::Damaged) | None => None,
        };
        let mut found: Vec<Difference> = files
            .iter()
            .filter(|(path, new)| hash(path) != Some(new))
            .map(|(path, _)| Difference {
                path: path.clone(),
                sort: if before.contains_key(path) {
                    "differs"
                } else {
                    "only in the new build"
                },
                bytes: differing.remove(path),
            })
            .collect();
        let gone = before
            .keys()
            .filter(|path| !files.contains_key(*path) && !is_signature(path));
        found.extend(gone.map(|path| Difference {
            path: path.clone(),
            sort: "not in the new build",
            bytes: None,
        }));
        found.sort_by(|one, other| one.path.cmp(&other.path));
        found
    }
}

impl Sink for Rebuilt<'_> {
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), crate::error::Error> {
        let sha256 = sha256(bytes);
        let same = matches!(self.before.get(path), Some(Item::File { sha256: before, .. }) if *before == sha256);
        if !same {
            let mut kept = self.differing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if kept.len() < KEPT {
                kept.insert(path.to_owned(), bytes.to_vec());
            }
        }
        self.listing.note(
            path,
            Written {
                sha256,
                bytes: bytes.len(),
            },
        )
    }
}

/// A file that comes out otherwise when the site is built once more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Its path.
    pub path: String,
    /// How: `differs`, `only in the new build`, `not in the new build`.
    pub sort: &'static str,
    /// The new bytes, of the first files that differ.
    pub bytes: Option<Vec<u8>>,
}

/// The number of the first line in which two texts differ, from 1, with that line of each; nothing when they are alike.
pub fn first_difference(old: &[u8], new: &[u8]) -> Option<(usize, String, String)> {
    if old == new {
        return None;
    }
    let lines = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        text.split('\n').map(str::to_owned).collect()
    };
    let (old, new) = (lines(old), lines(new));
    let number = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let line = |lines: &[String]| lines.get(number).cloned().unwrap_or_default();
    Some((number + 1, line(&old), line(&new)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::{Asked, Shaped};

    fn items(files: &[(&str, &str)]) -> BTreeMap<String, Item> {
        let item = |text: &str| Item::File {
            sha256: sha256(text.as_bytes()),
            bytes: text.len() as u64,
        };
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), item(text)))
            .collect()
    }

    fn manifest(files: &[(&str, &str)]) -> Statement {
        let written = |text: &str| Written {
            sha256: sha256(text.as_bytes()),
            bytes: text.len(),
        };
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), written(text)))
            .collect();
        Statement::new(&files, Asked::default(), Shaped::default(), Vec::new())
    }

    fn told(manifest: &[u8], there: &[(&str, &str)]) -> Vec<String> {
        let found = verify(manifest, &items(there)).unwrap().deviations;
        found
            .iter()
            .map(|one| match one {
                Deviation::Manifest { what } => format!("manifest: {what}"),
                other => format!("{} {}", other.word(), other.path()),
            })
            .collect()
    }

    #[test]
    fn every_deviation_is_told() {
        let made = manifest(&[("a.html", "1"), ("b/ä.html", "2"), ("c.html", "3")]).bytes();
        let whole = [
            ("a.html", "1"),
            ("b/ä.html", "2"),
            ("c.html", "3"),
            ("manifest.json", ""),
        ];
        assert_eq!(told(&made, &whole), Vec::<String>::new());
        let other = [
            ("a.html", "1"),
            ("b/ä.html", "!"),
            ("d.html", "3"),
            ("manifest.json.sig", "s"),
        ];
        assert_eq!(
            told(&made, &other),
            ["changed b/ä.html", "missing c.html", "extra d.html"]
        );
    }

    #[test]
    fn a_manifest_that_nobody_writes_like_that_is_told() {
        let mut made = manifest(&[("a.html", "1"), ("b.html", "2")]);
        made.subject.swap(0, 1);
        let there = [("a.html", "1"), ("b.html", "2")];
        let said = "manifest: `a.html` is listed after `b.html`";
        assert_eq!(told(&made.bytes(), &there), [said]);
        let mut made = manifest(&[("../a.html", "1")]);
        assert_eq!(
            told(&made.bytes(), &[("../a.html", "1")]),
            ["manifest: `../a.html` is no path inside a site"]
        );
        made.subject[0].digest.clear();
        assert!(told(&made.bytes(), &[]).iter().any(|line| line.contains("no SHA-256")));
        let spaced = [b" ".as_slice(), &manifest(&[]).bytes()].concat();
        assert_eq!(told(&spaced, &[]), ["manifest: it is not written as tenfour writes it"]);
        assert_eq!(verify(b"{}", &BTreeMap::new()), None);
    }

    #[test]
    fn what_a_new_build_makes_otherwise_is_told() {
        let before = items(&[
            ("a.html", "1"),
            ("b.html", "2"),
            ("manifest.json", "m"),
            ("manifest.json.asc", ""),
        ]);
        let rebuilt = Rebuilt::new(&before);
        rebuilt.put("a.html", b"1").unwrap();
        rebuilt.put("c.html", b"3").unwrap();
        let found = rebuilt.differences(b"m");
        let told: Vec<(&str, &str)> = found.iter().map(|one| (one.path.as_str(), one.sort)).collect();
        assert_eq!(
            told,
            [("b.html", "not in the new build"), ("c.html", "only in the new build")]
        );
        assert_eq!(
            first_difference(b"a\nb\nc", b"a\nx"),
            Some((2, "b".to_owned(), "x".to_owned()))
        );
        assert_eq!(first_difference(b"a", b"a"), None);
    }
}
