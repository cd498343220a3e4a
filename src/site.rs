//! The site as a list of files: path and hash. The bytes themselves pass through to wherever they go.

use crate::error::{Error, ErrorKind};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// A file of the site, once written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: usize,
}

/// Takes the files of a site, from several threads.
pub trait Sink: Sync {
    /// Takes one file.
    ///
    /// Errors: it cannot be kept, or a file of this path came before.
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Error>;
}

/// Which files came, by path. Two of one path are an error.
#[derive(Debug, Default)]
pub struct Listing {
    files: Mutex<BTreeMap<String, Written>>,
}

impl Listing {
    /// Notes a file.
    ///
    /// Errors: one of this path was noted before, also when it differs in upper and lower case only.
    pub fn note(&self, path: &str, written: Written) -> Result<(), Error> {
        let mut files = self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if files.insert(path.to_owned(), written).is_some() {
            return Err(Error::new(
                ErrorKind::Internal,
                format!("two pages want the path `{path}`"),
            ));
        }
        Ok(())
    }

    /// The files in the order of their paths.
    pub fn into_files(self) -> BTreeMap<String, Written> {
        self.files
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The files so far.
    pub fn files(&self) -> BTreeMap<String, Written> {
        self.files
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }
}

/// Keeps a site in memory.
#[derive(Debug, Default)]
pub struct Memory {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Memory {
    /// The files by path.
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.files
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Sink for Memory {
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let mut files = self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if files.insert(path.to_owned(), bytes.to_vec()).is_some() {
            return Err(Error::new(
                ErrorKind::Internal,
                format!("two pages want the path `{path}`"),
            ));
        }
        Ok(())
    }
}
