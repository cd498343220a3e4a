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
