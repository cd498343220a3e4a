//! The manifest of a site: what it consists of, and what it was made from.
//!
//! It is an in-toto statement (version 1) with the predicate of SLSA provenance (version 1), so that tools which sign, keep and
//! compare such statements need to learn nothing. In short:
//!
//! ```text
//! subject                      every file of the site but this one: name and SHA-256
//! predicate
//!   buildDefinition
//!     buildType                what the parameters mean: `tenfour:build/1`, described here
//!     externalParameters       what the one who built it asked for on the command line
//!     internalParameters       what the site was made with: day, audience, profile, history, draft
//!     resolvedDependencies     the commit, then every file that was read: the id that git gives it, and SHA-256
//!   runDetails.builder         this program and its version
//! ```
//!
//! Nothing in it depends on the clock or the machine: the same commit, options and version give the same bytes. Files that hold
//! what the audience may not see are counted and hashed together, without their names.

use crate::read::sha256;
use crate::site::Written;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha1::Digest as _;
use std::collections::BTreeMap;

/// The file that marks a folder as made by tenfour and lists what it holds.
pub const FILE: &str = "manifest.json";
/// What sort of statement it is.
pub const STATEMENT: &str = "https://in-toto.io/Statement/v1";
/// What the statement says of its subjects.
pub const PREDICATE: &str = "https://slsa.dev/provenance/v1";
/// How the parameters and inputs are to be read.
pub const BUILD: &str = "tenfour:build/1";
/// Who made the site.
const BUILDER: &str = "tenfour:cli";
/// Name of the input that stands for all that the audience may not be told of.
const WITHHELD: &str = "withheld";

/// Endings of files with a signature of the manifest, which may lie beside it: `ssh-keygen` and `gpg`, `gpg --armor`, `minisign`,
/// `cosign`.
const SIGNATURES: &[&str] = &[".sig", ".asc", ".minisig", ".sigstore.json", ".bundle"];

/// Whether a path of the site is that of a signature of the manifest.
pub fn is_signature(path: &str) -> bool {
    path.strip_prefix(FILE)
        .is_some_and(|ending| SIGNATURES.contains(&ending))
}

/// The whole manifest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// What sort of statement it is: `https://in-toto.io/Statement/v1`.
    #[serde(rename = "_type")]
    pub sort: String,
    /// Every file of the site but the manifest, by its path.
    pub subject: Vec<Descriptor>,
    /// What the statement says: `https://slsa.dev/provenance/v1`.
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    /// How the site was made.
    pub predicate: Provenance,
}

/// How a site was made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// What went in.
    pub build_definition: Definition,
    /// What made it.
    pub run_details: Run,
}

/// What went into a site.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Definition {
    /// How the parameters and inputs are to be read: `tenfour:build/1`.
    pub build_type: String,
    /// What was asked for on the command line.
    pub external_parameters: Asked,
    /// What the site was made with.
    pub internal_parameters: Shaped,
    /// The commit and every file that was read.
    pub resolved_dependencies: Vec<Descriptor>,
}

/// What the one who built the site asked for; what is absent was left to the settings and the records.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Asked {
    /// Day as of which everything is computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// For whom the site is built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Whether the history might be read.
    #[serde(default)]
    pub history: bool,
}

/// What the site was made with.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Shaped {
    /// Day as of which everything is computed.
    pub as_of: String,
    /// For whom the site is built.
    pub audience: String,
    /// How much is asked of records.
    pub profile: String,
    /// Whether the history of the records was read.
    pub history: bool,
    /// Whether a file that was read differs from the commit.
    pub draft: bool,
    /// Files of the project's own theme, by their path in its folder.
    pub theme: Vec<String>,
}

/// What made a site.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// The program.
    pub builder: Builder,
}

/// The program that made a site.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Builder {
    /// `tenfour:cli`.
    pub id: String,
    /// Its version, below its name.
    pub version: BTreeMap<String, String>,
}

/// A file or commit: its name and hashes of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Descriptor {
    /// Path below the site or the project; `commit`, or `withheld` for all that the audience may not be told of.
    pub name: String,
    /// Hashes by their sort: `sha256`, `gitBlob`, `gitCommit`.
    pub digest: BTreeMap<String, String>,
    /// How many files it stands for, where it is not one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Annotations>,
}

/// Remarks on a descriptor.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Annotations {
    /// How many files it stands for.
    pub files: usize,
}

/// A file that a site was made from.
#[derive(Debug)]
pub struct Input<'a> {
    /// Path below the project's folder.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its bytes, as far as they are at hand; a byte order mark may be missing.
    pub text: &'a [u8],
    /// Whether the audience may see all that it holds.
    pub open: bool,
}

impl Descriptor {
    fn of<const N: usize>(name: &str, digest: [(&str, String); N]) -> Self {
        Self {
            name: name.to_owned(),
            digest: digest.map(|(sort, hash)| (sort.to_owned(), hash)).into_iter().collect(),
            annotations: None,
        }
    }

    /// The SHA-256, if it has one.
    pub fn sha256(&self) -> Option<&str> {
        self.digest.get("sha256").map(String::as_str)
    }
}

impl Statement {
    /// A statement over the files of a site.
    pub fn new(files: &BTreeMap<String, Written>, asked: Asked, shaped: Shaped, inputs: Vec<Descriptor>) -> Self {
        let subject = files
            .iter()
            .map(|(path, file)| Descriptor::of(path, [("sha256", file.sha256.clone())]));
        Self {
            sort: STATEMENT.to_owned(),
            subject: subject.collect(),
            predicate_type: PREDICATE.to_owned(),
            predicate: Provenance {
                build_definition: Definition {
                    build_type: BUILD.to_owned(),
                    external_parameters: asked,
                    internal_parameters: shaped,
                    resolved_dependencies: inputs,
                },
                run_details: Run {
                    builder: Builder {
                        id: BUILDER.to_owned(),
                        version: [("tenfour".to_owned(), env!("CARGO_PKG_VERSION").to_owned())].into(),
                    },
                },
            },
        }
    }

    /// Its bytes, as they stand in the file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Reads a manifest. Nothing when it is not one of tenfour's.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let statement: Self = serde_json::from_slice(bytes).ok()?;
        let ours = statement.predicate_type == PREDICATE && statement.predicate.build_definition.build_type == BUILD;
        ours.then_some(statement)
    }

    /// The files it lists with their hashes; nothing when one of them has none.
    pub fn files(&self) -> Option<BTreeMap<String, String>> {
        let file = |subject: &Descriptor| Some((subject.name.clone(), subject.sha256()?.to_owned()));
        self.subject.iter().map(file).collect()
    }

    /// What was asked for on the command line.
    pub fn asked(&self) -> &Asked {
        &self.predicate.build_definition.external_parameters
    }

    /// What the site was made with.
    pub fn shaped(&self) -> &Shaped {
        &self.predicate.build_definition.internal_parameters
    }

    /// The commit that it was made from.
    pub fn commit(&self) -> Option<&str> {
        let inputs = &self.predicate.build_definition.resolved_dependencies;
        let found = inputs.iter().find_map(|input| input.digest.get("gitCommit"));
        found.map(String::as_str)
    }

    /// The version of the program that made it.
    pub fn version(&self) -> Option<&str> {
        let version = &self.predicate.run_details.builder.version;
        version.get("tenfour").map(String::as_str)
    }

    /// How many files it was made from, named or not.
    pub fn inputs(&self) -> usize {
        let inputs = &self.predicate.build_definition.resolved_dependencies;
        let files = inputs.iter().filter(|input| input.sha256().is_some());
        files
            .map(|input| input.annotations.as_ref().map_or(1, |all| all.files))
            .sum()
    }
}

/// The commit and the files as the manifest names them: in the order of their paths, those with withheld words at the end as one.
pub fn inputs(commit: Option<&str>, mut files: Vec<Input<'_>>) -> Vec<Descriptor> {
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let (open, withheld): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.open);
    // A repository names all its objects by hashes of one sort.
    let objects = commit.map_or(Objects::Sha1, Objects::of);
    let commit = commit.map(|commit| Descriptor::of("commit", [("gitCommit", commit.to_owned())]));
    let named = open.iter().map(|file| {
        let mut one = Descriptor::of(&file.path, [("sha256", file.sha256.clone())]);
        if let Some(blob) = file.blob(objects) {
            one.digest.insert("gitBlob".to_owned(), blob);
        }
        one
    });
    let rest = (!withheld.is_empty()).then(|| {
        let lines: String = withheld
            .iter()
            .map(|file| format!("{}  {}\n", file.sha256, file.path))
            .collect();
        Descriptor {
            annotations: Some(Annotations { files: withheld.len() }),
            ..Descriptor::of(WITHHELD, [("sha256", sha256(lines.as_bytes()))])
        }
    });
    commit.into_iter().chain(named).chain(rest).collect()
}

impl Input<'_> {
    /// The id that git gives to its bytes; nothing when they are not at hand.
    fn blob(&self, objects: Objects) -> Option<String> {
        const MARK: &[u8] = b"\xEF\xBB\xBF";
        if sha256(self.text) == self.sha256 {
            return Some(objects.blob(self.text));
        }
        let marked = [MARK, self.text].concat();
        (sha256(&marked) == self.sha256).then(|| objects.blob(&marked))
    }
}

/// By which hash a repository names its objects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Objects {
    /// The usual one.
    Sha1,
    /// Of repositories made with `--object-format=sha256`.
    Sha256,
}

impl Objects {
    /// The sort of an id.
    pub fn of(id: &str) -> Self {
        if id.len() == 64 { Self::Sha256 } else { Self::Sha1 }
    }

    /// The id that git gives to a file's bytes.
    ///
    /// ```
    /// use tenfour::manifest::Objects;
    /// // `git hash-object` of an empty file, and of `hello` with a line end, in repositories of both sorts.
    /// assert_eq!(Objects::Sha1.blob(b""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    /// assert_eq!(Objects::Sha1.blob(b"hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
    /// let id = "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4";
    /// assert_eq!(Objects::Sha256.blob(b"hello\n"), id);
    /// ```
    pub fn blob(self, bytes: &[u8]) -> String {
        let head = format!("blob {}\0", bytes.len());
        match self {
            Self::Sha1 => hexadecimal(&sha1::Sha1::new().chain_update(head).chain_update(bytes).finalize()),
            Self::Sha256 => hexadecimal(&sha2::Sha256::new().chain_update(head).chain_update(bytes).finalize()),
        }
    }
}

fn hexadecimal(hash: &[u8]) -> String {
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}"); // writing to a string cannot fail
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input<'a>(path: &str, bytes: &'a [u8], open: bool) -> Input<'a> {
        Input {
            path: path.to_owned(),
            sha256: sha256(bytes),
            text: bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes),
            open,
        }
    }

    #[test]
    fn inputs_bear_the_ids_that_git_gives_them() {
        let made = inputs(
            Some("3".repeat(40).as_str()),
            vec![
                input("ü.yaml", b"\xEF\xBB\xBFhello\n", true),
                input("b.yaml", b"hello\n", true),
                input("secret/b.yaml", b"x", false),
                input("secret/a.yaml", b"y", false),
            ],
        );
        let names: Vec<&str> = made.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["commit", "b.yaml", "ü.yaml", "withheld"]);
        assert_eq!(made[1].digest["gitBlob"], "ce013625030ba8dba906f756967f9e9ca394464a");
        assert_eq!(made[2].digest["gitBlob"], Objects::Sha1.blob(b"\xEF\xBB\xBFhello\n"));
        let lines = format!("{}  secret/a.yaml\n{}  secret/b.yaml\n", sha256(b"y"), sha256(b"x"));
        assert_eq!(made[3].digest["sha256"], sha256(lines.as_bytes()));
        assert_eq!(made[3].annotations, Some(Annotations { files: 2 }));
    }

    #[test]
    fn bytes_that_are_not_at_hand_have_no_id_of_git() {
        let file = Input {
            path: "latin.yaml".to_owned(),
            sha256: sha256(b"\xE4"),
            text: b"",
            open: true,
        };
        let made = inputs(None, vec![file]);
        assert_eq!(made[0].digest.keys().collect::<Vec<_>>(), ["sha256"]);
    }

    #[test]
    fn only_manifests_of_this_program_are_read() {
        let shaped = Shaped::default();
        let made = Statement::new(&BTreeMap::new(), Asked::default(), shaped, Vec::new());
        assert_eq!(Statement::read(&made.bytes()), Some(made.clone()));
        let other = Statement {
            predicate_type: "https://example.org/other/v1".to_owned(),
            ..made
        };
        assert_eq!(Statement::read(&other.bytes()), None);
        assert_eq!(Statement::read(b"{}"), None);
    }
}
