//! One archive of everything that an auditor takes along: the site with its manifest, a page that says what is in it, hashes for
//! usual tools, and the history of the repository where it is wanted.
//!
//! In: the files of the site, and a bundle of git. Out: the bytes of a zip archive. Names are sorted, times and rights are fixed, and
//! the compressor is the same on every processor, so that the same files give the same archive.

use crate::error::{Error, ErrorKind};
use crate::manifest::{FILE, Statement};
use crate::read::sha256;
use crate::read::site::{BUNDLE, SITE, SUMS};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Says what is in the archive.
pub const README: &str = "README.md";

/// What goes into an archive.
#[derive(Debug)]
pub struct Contents {
    /// Title of the project.
    pub title: String,
    /// The files of the site, the manifest among them.
    pub site: BTreeMap<String, Vec<u8>>,
    /// A bundle of git.
    pub bundle: Option<Vec<u8>>,
}

/// The archive, with all its files in a folder of this name.
///
/// Errors: the site has no manifest, or is larger than an archive can be.
pub fn archive(folder: &str, contents: Contents) -> Result<Vec<u8>, Error> {
    let internal = |what: &str| Error::new(ErrorKind::Internal, format!("the archive cannot be made: {what}"));
    let manifest = contents
        .site
        .get(FILE)
        .ok_or_else(|| internal("the site has no manifest"))?;
    let statement = Statement::read(manifest).ok_or_else(|| internal("the manifest cannot be read"))?;
    let readme = readme(&contents, &statement, &sha256(manifest));
    let Contents { site, bundle, .. } = contents;
    let mut files: BTreeMap<String, Vec<u8>> = site
        .into_iter()
        .map(|(path, bytes)| (format!("{SITE}{path}"), bytes))
        .collect();
    files.insert(README.to_owned(), readme.into_bytes());
    files.extend(bundle.map(|bytes| (BUNDLE.to_owned(), bytes)));
    let sums = sums(files.iter().map(|(path, bytes)| (sha256(bytes), path.as_str())));
    files.insert(SUMS.to_owned(), sums.into_bytes());
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .system(zip::System::Unix)
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let failed = |error: zip::result::ZipError| internal("it does not fit").because(error);
    for (path, bytes) in &files {
        let large = options.large_file(bytes.len() as u64 > u64::from(u32::MAX) / 2);
        writer.start_file(format!("{folder}/{path}"), large).map_err(failed)?;
        writer
            .write_all(bytes)
            .map_err(|error| internal("it does not fit").because(error))?;
    }
    Ok(writer.finish().map_err(failed)?.into_inner())
}

/// Hashes of files in the order of their paths, as `sha256sum --check` takes them.
pub fn sums<'a>(files: impl Iterator<Item = (String, &'a str)>) -> String {
    files.fold(String::new(), |mut sums, (sha256, path)| {
        let _ = writeln!(sums, "{sha256}  {path}"); // writing to a string cannot fail
        sums
    })
}

/// What is in the archive and how to look at it, in words.
fn readme(contents: &Contents, statement: &Statement, manifest: &str) -> String {
    let shaped = statement.shaped();
    let commit = match statement.commit() {
        Some(commit) if shaped.draft => format!("{commit}, with changes that are in no commit (a draft)"),
        Some(commit) => commit.to_owned(),
        None => "none: the records were in no repository".to_owned(),
    };
    let bundle = match &contents.bundle {
        Some(bytes) => format!(
            "- `{BUNDLE}`: the repository with its whole history up to the commit that was checked out. `git clone {BUNDLE} \
             records` makes a repository of it. Its SHA-256 is `{}`. Other than all else here, its bytes depend on the version of \
             git that made it; the ids of the commits in it do not.\n",
            sha256(bytes)
        ),
        None => String::new(),
    };
    format!(
        "# {title}\n\n\
         Evidence as of {as_of}, for the audience `{audience}`.\n\n\
         - Commit: {commit}\n\
         - Made with: tenfour {version}, profile `{profile}`\n\
         - Manifest: SHA-256 `{manifest}`\n\n\
         ## What is in it\n\n\
         - `site/`: {files} files. Open `site/index.html` in a browser; no network is needed. It holds nothing that this audience may \
           not see.\n\
         - `site/{FILE}`: every file of the site with its SHA-256, and what the site was made from, as an in-toto statement.\n\
         {bundle}\
         - `{SUMS}`: the SHA-256 of every file here but itself.\n\n\
         ## How to check it\n\n\
         - With usual tools, in this folder: `sha256sum --check --quiet {SUMS}`\n\
         - With tenfour: `tenfour verify .` in this folder, or `tenfour verify` with the archive itself.\n\
         - From the records: `tenfour verify site --rebuild --project RECORDS` builds the site once more from the commit and compares \
           every byte.\n\n\
         The hashes show that nothing was changed since; who made it is shown by a signature of the manifest or of the archive, or by \
         the hash of the manifest, noted where nobody can change it. The site shows evidence; it draws no conclusion about conformity \
         with any standard.\n",
        title = contents.title.replace(['\n', '\r'], " "),
        as_of = shaped.as_of,
        audience = shaped.audience,
        version = statement.version().unwrap_or("of no known version"),
        profile = shaped.profile,
        files = contents.site.len(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::{Asked, Shaped};
    use crate::site::Written;

    fn contents() -> Contents {
        let page = b"<html></html>".to_vec();
        let written = Written {
            sha256: sha256(&page),
            bytes: page.len(),
        };
        let files = BTreeMap::from([("ä/index.html".to_owned(), written)]);
        let manifest = Statement::new(&files, Asked::default(), Shaped::default(), Vec::new()).bytes();
        Contents {
            title: "Bridge Street Library".to_owned(),
            site: BTreeMap::from([("ä/index.html".to_owned(), page), (FILE.to_owned(), manifest)]),
            bundle: Some(b"bundle".to_vec()),
        }
    }

    #[test]
    fn the_same_files_give_the_same_archive() {
        let one = archive("evidence", contents()).unwrap();
        assert_eq!(one, archive("evidence", contents()).unwrap());
        let mut read = zip::ZipArchive::new(Cursor::new(one)).unwrap();
        let names: Vec<String> = read.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(
            names,
            [
                "evidence/README.md",
                "evidence/SHA256SUMS",
                "evidence/history.bundle",
                "evidence/site/manifest.json",
                "evidence/site/ä/index.html"
            ]
        );
        let mut sums = String::new();
        std::io::Read::read_to_string(&mut read.by_name("evidence/SHA256SUMS").unwrap(), &mut sums).unwrap();
        assert!(sums.contains(&format!("{}  site/ä/index.html\n", sha256(b"<html></html>"))));
        assert!(!sums.contains("  SHA256SUMS"));
    }

    #[test]
    fn a_site_without_manifest_is_not_packed() {
        let mut contents = contents();
        contents.site.remove(FILE);
        assert!(archive("evidence", contents).is_err());
    }
}
