//! The files of a site that was written before, alone or packed: a folder or an archive made into a list of paths and hashes.

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
    /// A file of an archive whose bytes cannot be taken out, or do not fit the checksum that the archive keeps of them.
    Damaged,
}

/// Every file of a folder, by its path below it with `/` between the parts.
///
/// Errors: the folder is not there, or something in it cannot be read.
pub fn folder(folder: &Path) -> Result<BTreeMap<String, Item>, Error> {
    if !folder.is_dir() {
        let message = format!("there is no folder and no archive `{}`", folder.display());
        return Err(Error::new(ErrorKind::Project, message).hint(NAME_IT));
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

/// What `tenfour pack` made, as an archive or unpacked.
#[derive(Debug)]
pub struct Packed {
    /// Every file by its path below the folder of the archive.
    pub items: BTreeMap<String, Item>,
    /// The bytes of the manifest of the site, if there is one.
    pub manifest: Option<Vec<u8>>,
    /// The bytes of the list of hashes, if there is one.
    pub sums: Option<Vec<u8>>,
    /// Commits at which the branches and tags of the bundle stand.
    pub tips: Vec<String>,
}

/// Where the site of an archive lies.
pub const SITE: &str = "site/";
/// The list of hashes in an archive.
pub const SUMS: &str = "SHA256SUMS";
/// The history in an archive.
pub const BUNDLE: &str = "history.bundle";
/// Name of the manifest.
const MANIFEST: &str = "manifest.json";
/// Largest file that is kept in memory while an archive is read, in bytes.
const LARGEST: u64 = 1 << 30;
/// In so many bytes the head of a bundle is looked for.
const HEAD: usize = 1 << 20;

/// Every file of an archive. Nothing is unpacked to the disk, and nothing but manifest and hashes is kept in memory.
///
/// Errors: it is no archive, or its table of contents is damaged.
pub fn archive(path: &Path) -> Result<Packed, Error> {
    let damaged = |error: zip::result::ZipError| {
        let message = format!("`{}` cannot be read as an archive of `tenfour pack`", path.display());
        Error::new(ErrorKind::Project, message).because(error).hint(NAME_IT)
    };
    let unread = |error| Error::io(ErrorKind::Project, "cannot read", path, error);
    let file = std::fs::File::open(path).map_err(unread)?;
    let mut archive = zip::ZipArchive::new(std::io::BufReader::new(file)).map_err(damaged)?;
    let mut found = Packed {
        items: BTreeMap::new(),
        manifest: None,
        sums: None,
        tips: Vec::new(),
    };
    // The folder of the archive is the one with the manifest; without one the first will do to say so.
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    let with_manifest = names
        .iter()
        .find_map(|name| name.strip_suffix(MANIFEST)?.strip_suffix(SITE)?.strip_suffix('/'));
    let folder = with_manifest.filter(|folder| !folder.contains('/'));
    let folder = folder.or_else(|| Some(names.first()?.split_once('/')?.0)).unwrap_or("");
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(damaged)?;
        let name = entry.name().map_err(damaged)?.into_owned();
        if entry.is_dir() {
            continue; // other programs list folders too
        }
        let (top, below) = name.split_once('/').unwrap_or(("", &name));
        if folder != top {
            found
                .items
                .insert(name, Item::Odd("a file outside of the folder of the archive"));
            continue;
        }
        let keep = match below.strip_prefix(SITE) {
            Some(on_site) => on_site == MANIFEST && entry.size() <= LARGEST,
            None => below == SUMS && entry.size() <= LARGEST,
        };
        let mut hash = Hashing {
            keep: match keep {
                true => usize::MAX,
                false if below == BUNDLE => HEAD,
                false => 0,
            },
            ..Hashing::default()
        };
        let whole = std::io::copy(&mut entry, &mut hash).is_ok();
        let item = match entry.is_file() {
            true if whole => hash.item(),
            true => Item::Damaged,
            false => Item::Odd("no plain file"),
        };
        if whole && keep && below == SUMS {
            found.sums = Some(hash.kept);
        } else if whole && keep {
            found.manifest = Some(hash.kept);
        } else if below == BUNDLE {
            found.tips = tips(&hash.kept);
        }
        let below = below.to_owned();
        if found.items.insert(below.clone(), item).is_some() {
            found.items.insert(below, Item::Odd("two files of one name"));
        }
    }
    Ok(found)
}

/// The same of a folder into which an archive was unpacked; nothing where it does not look like one.
///
/// Errors: something in it cannot be read.
pub fn unpacked(path: &Path) -> Result<Option<Packed>, Error> {
    if !path.join(SUMS).is_file() || !path.join(SITE).join(MANIFEST).is_file() {
        return Ok(None);
    }
    Ok(Some(Packed {
        items: folder(path)?,
        manifest: file(path, &format!("{SITE}{MANIFEST}"))?,
        sums: file(path, SUMS)?,
        tips: file(path, BUNDLE)?.map(|bundle| tips(&bundle)).unwrap_or_default(),
    }))
}

/// Folders directly below a folder that hold a site.
pub fn sites_below(folder: &Path) -> Vec<PathBuf> {
    let inside = WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name();
    let folders = inside.into_iter().flatten().map(walkdir::DirEntry::into_path);
    folders.filter(|path| path.join(MANIFEST).is_file()).collect()
}

/// The next step for who named something that holds no site.
pub const NAME_IT: &str =
    "name the folder of a built site, which holds `manifest.json`, or an archive of `tenfour pack`";

/// The commits that the head of a bundle names, after `gitformat-bundle(5)`: a line `ID NAME` each, up to an empty line.
fn tips(bundle: &[u8]) -> Vec<String> {
    let head = &bundle[..bundle.len().min(HEAD)];
    let lines = head.split(|byte| *byte == b'\n').take_while(|line| !line.is_empty());
    let ids = lines.filter_map(|line| {
        let id = line.split(|byte| *byte == b' ').next()?;
        let id = std::str::from_utf8(id).ok()?;
        (id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| id.to_owned())
    });
    let mut tips: Vec<String> = ids.collect();
    tips.sort();
    tips.dedup();
    tips
}

/// Hashes what is written to it.
#[derive(Default)]
struct Hashing {
    hash: sha2::Sha256,
    bytes: u64,
    /// How many of the first bytes are kept.
    keep: usize,
    kept: Vec<u8>,
}

impl Hashing {
    fn item(&self) -> Item {
        use sha2::Digest as _;
        Item::File {
            sha256: self
                .hash
                .clone()
                .finalize()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            bytes: self.bytes,
        }
    }
}

impl std::io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        use sha2::Digest as _;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        let room = self.keep.saturating_sub(self.kept.len());
        self.kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
