//! What is wrong with the world: no repository, an unreadable file, a broken theme.
//!
//! What is wrong in the records is a [`crate::diag::Diagnostic`] and never one of these. There is one error type: its
//! kind says what the user can do, and with it the exit code.

use std::fmt;
use std::path::Path;

/// What the user can do about an [`Error`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// The project cannot be read: another folder, other rights.
    Project,
    /// The output cannot be written: another folder, more space.
    Output,
    /// The theme does not render: mend the template.
    Theme,
    /// The command was asked for something that does not exist or must not be done.
    Usage,
    /// A promise of the program does not hold; the message asks for a report.
    Internal,
}

/// The one error of the crate: kind, what went wrong, and what to do.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    hint: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// Makes an error; the message is lower case, without full stop.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
            source: None,
        }
    }

    /// Wraps what the system said about a path.
    pub fn io(kind: ErrorKind, doing: &str, path: &Path, source: std::io::Error) -> Self {
        Self::new(kind, format!("{doing} `{}`", path.display())).because(source)
    }

    /// Adds what to do, in the imperative.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the cause.
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What the user can do about it.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The next step, if there is one to offer.
    pub fn hint_text(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn std::error::Error + 'static))
    }
}
