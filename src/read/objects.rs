//! Contents from git's object database, many at a time: one process of `git cat-file --batch` for all of them.

use super::git::{Refusal, command};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::Stdio;

/// What there is of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Object {
    /// Git knows of none: it may have been left out when the repository was fetched.
    Missing,
    /// It has more bytes than were asked for; so many.
    TooLarge(usize),
    /// Its bytes.
    Bytes(Vec<u8>),
}

/// Hands the contents of objects over, in the order in which they were asked for.
///
/// In: the repository, ids of objects (or `REV:path`, one line each without line ends), and who takes them: the place in the
/// list and the bytes, or nothing where there is no such object. Who takes them may refuse to take more with an error.
///
/// Errors: git is not there, its answer cannot be understood, or who takes them refused.
pub fn contents<E: From<Refusal>>(
    root: &Path,
    ids: &[String],
    mut take: impl FnMut(usize, Option<Vec<u8>>) -> Result<(), E>,
) -> Result<(), E> {
    contents_up_to(root, ids, usize::MAX, |index, object| match object {
        Object::Bytes(bytes) => take(index, Some(bytes)),
        Object::Missing | Object::TooLarge(_) => take(index, None),
    })
}

/// The same, where objects of more than so many bytes are passed over.
///
/// Errors: git is not there, its answer cannot be understood, or who takes them refused.
pub fn contents_up_to<E: From<Refusal>>(
    root: &Path,
    ids: &[String],
    largest: usize,
    mut take: impl FnMut(usize, Object) -> Result<(), E>,
) -> Result<(), E> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut child = command(root, &["cat-file", "--batch", "--buffer"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| Refusal::NoGit)?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let (Some(input), Some(output)) = (input, output) else {
        return Err(Refusal::NoGit.into());
    };
    let done = std::thread::scope(|threads| {
        // Asking and reading must not wait for each other.
        threads.spawn(move || {
            let mut input = BufWriter::new(input);
            for id in ids {
                if writeln!(input, "{id}").is_err() {
                    return; // git has ended; the reader sees that there is no answer
                }
            }
        });
        let mut output = BufReader::with_capacity(1 << 16, output);
        for index in 0..ids.len() {
            let object = next(&mut output, largest)?;
            take(index, object)?;
        }
        Ok(())
    });
    if done.is_err() {
        let _ = child.kill(); // it may have ended by itself
    }
    let _ = child.wait(); // nothing more is wanted of it
    done
}

/// The next object of the answer.
fn next(output: &mut impl BufRead, largest: usize) -> Result<Object, Refusal> {
    let unclear = |what: &str| Refusal::Failed(format!("`git cat-file` answered {what}"));
    let mut header = Vec::new();
    output
        .read_until(b'\n', &mut header)
        .map_err(|error| unclear(&error.to_string()))?;
    let header = String::from_utf8_lossy(&header);
    let header = header.trim_end_matches('\n');
    if header.is_empty() {
        return Err(unclear("nothing"));
    }
    if header.ends_with(" missing") || header.ends_with(" ambiguous") {
        return Ok(Object::Missing);
    }
    let size = header.rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
    let Some(size) = size else {
        return Err(unclear(&format!("`{header}`")));
    };
    if size > largest {
        let whole = size as u64 + 1;
        let passed = std::io::copy(&mut output.take(whole), &mut std::io::sink());
        return match passed {
            Ok(passed) if passed == whole => Ok(Object::TooLarge(size)),
            _ => Err(unclear("less than it announced")),
        };
    }
    let mut content = vec![0; size];
    output
        .read_exact(&mut content)
        .and_then(|()| output.read_exact(&mut [0]))
        .map_err(|error| unclear(&error.to_string()))?;
    Ok(Object::Bytes(content))
}
