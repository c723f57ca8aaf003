//! Decides how a configuration that cannot be used is reported: with file, line and key, or with the variable.

use super::Origin;
use std::{fmt, io, path::PathBuf};

/// A place in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "says all there is")]
pub struct Place {
    /// The file's path, or the name that its text was given.
    pub file: String,
    /// The line, 1 for the first.
    pub line: usize,
    /// The key with the tables it is in, such as `profile.default.tls.server_name`; empty for the file itself.
    pub key: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file, self.line)?;
        if self.key.is_empty() { Ok(()) } else { write!(f, ": {}", self.key) }
    }
}

/// A key that nothing here knows. It may be a typing error, or of a newer tool.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place} is unknown{}", hint(.similar.as_deref()))]
#[non_exhaustive]
pub struct UnknownKey {
    /// Where.
    pub place: Place,
    /// A known key that looks like it.
    pub similar: Option<String>,
}

fn hint(similar: Option<&str>) -> String {
    similar.map(|similar| format!("; did you mean {similar}?")).unwrap_or_default()
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{} cannot be read: {cause}", path.display())]
    #[expect(missing_docs, reason = "the file and the cause")]
    Unreadable { path: PathBuf, cause: io::Error },
    /// The file is no TOML, or no JSON.
    #[error("{place}: {problem}")]
    #[expect(missing_docs, reason = "where and what")]
    Malformed { place: Place, problem: String },
    /// A value has another type than its key.
    #[error("{place} is {found}, and must be {expected}")]
    #[expect(missing_docs, reason = "where and what")]
    WrongType { place: Place, expected: &'static str, found: &'static str },
    /// A key is unknown, and unknown keys are refused.
    #[error(transparent)]
    UnknownKey(#[from] UnknownKey),
    /// One thing was said in two ways that exclude each other.
    #[error("{first} and {second} exclude each other: remove one of them")]
    #[expect(missing_docs, reason = "the two")]
    Conflict { first: Origin, second: Origin },
    /// A value cannot be what it is.
    #[error("{origin}: {problem}")]
    #[expect(missing_docs, reason = "where and what")]
    BadValue { origin: Origin, problem: &'static str },
    /// There is no profile of the name that was asked for.
    #[error("there is no profile {name:?} in {file}: {}", those(.known))]
    #[expect(missing_docs, reason = "the name, where it was looked for, and what is there")]
    NoProfile { name: String, file: String, known: Vec<String> },
    /// Neither a file nor the environment may be read, so that nothing could ever be found.
    #[error("neither a file nor the environment may be read: allow one of them")]
    NoSource,
}

fn those(known: &[String]) -> String {
    if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) }
}
