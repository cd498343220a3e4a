//! The files of a site that was written before: a folder or an archive made into a list of paths and hashes.

use super::{below, read_bytes, sha256};
use crate::error::{Error, ErrorKind};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// What lies at a path of a site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Item {
    /// A file.
    File {
        /// SHA-256 of its bytes.
        sha256: String,
        /// Its size.
        bytes: u64,
    },
    /// Something that no build makes: what it is, in words.
    Odd(&'static str),
}

/// Every file of a folder, by its path below it with `/` between the parts.
///
/// Errors: the folder is not there, or something in it cannot be read.
pub fn folder(folder: &Path) -> Result<BTreeMap<String, Item>, Error> {
    if !folder.is_dir() {
        let message = format!("there is no folder `{}`", folder.display());
        return Err(Error::new(ErrorKind::Project, message).hint("name the folder of a built site"));
    }
    let mut items = BTreeMap::new();
    let mut files: Vec<(String, PathBuf)> = Vec::new();
    let walk = WalkDir::new(folder)
        .min_depth(1)
        .follow_links(false)
        .sort_by_file_name();
    for entry in walk {
        let entry = entry.map_err(|error| {
            Error::new(ErrorKind::Project, format!("cannot list `{}`", folder.display())).because(error)
        })?;
        let path = below(folder, entry.path());
        let sort = entry.file_type();
        if entry.path().to_str().is_none() {
            items.insert(path, Item::Odd("its name is not Unicode"));
        } else if sort.is_file() {
            files.push((path, entry.into_path()));
        } else if sort.is_symlink() {
            items.insert(path, Item::Odd("a link"));
        } else if !sort.is_dir() {
            items.insert(path, Item::Odd("neither a file nor a folder"));
        } else if is_empty(entry.path()) {
            items.insert(path, Item::Odd("an empty folder"));
        }
    }
    let hashed: Result<Vec<(String, Item)>, Error> = files
        .into_par_iter()
        .map(|(path, place)| {
            let bytes =
                read_bytes(&place).map_err(|error| Error::io(ErrorKind::Project, "cannot read", &place, error))?;
            let item = Item::File {
                sha256: sha256(&bytes),
                bytes: bytes.len() as u64,
            };
            Ok((path, item))
        })
        .collect();
    items.extend(hashed?);
    Ok(items)
}

fn is_empty(folder: &Path) -> bool {
    let mut inside = WalkDir::new(folder).min_depth(1).max_depth(1).into_iter();
    inside.next().is_none()
}

/// The bytes of one file of a site; nothing when there is no such file.
///
/// Errors: it cannot be read.
pub fn file(folder: &Path, path: &str) -> Result<Option<Vec<u8>>, Error> {
    let place = folder.join(path);
    match read_bytes(&place) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(ErrorKind::Project, "cannot read", &place, error)),
    }
}

/// A site in an archive of `tenfour pack`: its files by their path below `site/`, and its manifest.
#[derive(Debug)]
pub struct Archived {
    /// The files of the site.
    pub items: BTreeMap<String, Item>,
    /// The bytes of the manifest, if there is one.
    pub manifest: Option<Vec<u8>>,
}

/// Name of the manifest.
const MANIFEST: &str = "manifest.json";
/// Largest manifest that is taken out of an archive, in bytes.
const LARGEST_MANIFEST: u64 = 1 << 30;

/// Every file of the site in an archive. Nothing is unpacked to the disk, and nothing but the manifest is kept in memory.
///
/// What lies outside of `site/` is listed under its whole path when it is no part of an archive of this program.
///
/// Errors: it is no archive, or it is damaged.
pub fn archive(path: &Path) -> Result<Archived, Error> {
    let damaged = |error: zip::result::ZipError| {
        let message = format!("`{}` cannot be read as an archive of `tenfour pack`", path.display());
        Error::new(ErrorKind::Project, message).because(error)
    };
    let unread = |error| Error::io(ErrorKind::Project, "cannot read", path, error);
    let file = std::fs::File::open(path).map_err(unread)?;
    let mut archive = zip::ZipArchive::new(std::io::BufReader::new(file)).map_err(damaged)?;
    let mut found = Archived {
        items: BTreeMap::new(),
        manifest: None,
    };
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(damaged)?;
        let name = entry.name().map_err(damaged)?.into_owned();
        let below = name.split_once('/').map_or(name.as_str(), |(_, below)| below);
        let Some(path_on_site) = below.strip_prefix("site/") else {
            if !PACKED.contains(&below) {
                found.items.insert(name, Item::Odd("no part of an archive of tenfour"));
            }
            continue;
        };
        let mut hash = Hashing::default();
        if path_on_site == MANIFEST && entry.size() <= LARGEST_MANIFEST {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut bytes).map_err(unread)?;
            std::io::Write::write_all(&mut hash, &bytes).map_err(unread)?;
            found.manifest = Some(bytes);
        } else {
            std::io::copy(&mut entry, &mut hash).map_err(unread)?;
        }
        let item = match entry.is_file() {
            true => hash.item(),
            false => Item::Odd("no plain file"),
        };
        if found.items.insert(path_on_site.to_owned(), item).is_some() {
            found
                .items
                .insert(path_on_site.to_owned(), Item::Odd("two files of one name"));
        }
    }
    Ok(found)
}

/// What an archive holds beside the site.
const PACKED: &[&str] = &["README.md", "SHA256SUMS", "history.bundle"];

/// Hashes what is written to it.
#[derive(Default)]
struct Hashing {
    hash: sha2::Sha256,
    bytes: u64,
}

impl Hashing {
    fn item(self) -> Item {
        use sha2::Digest as _;
        Item::File {
            sha256: self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
            bytes: self.bytes,
        }
    }
}

impl std::io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        use sha2::Digest as _;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
