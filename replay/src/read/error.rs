//! Says what is wrong with a history file, where in it, and what to do about that.

use std::fmt;

use serde_json::Value;
use thiserror::Error;

/// Why a history file cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
#[error("{file}: {}{reason}; {}", Prefix(place.as_deref()), reason.advice())]
pub struct ReadError {
    /// The file, as the caller calls it.
    pub file: String,
    /// Where in the file; none when the file as a whole is meant.
    pub place: Option<Box<Place>>,
    /// What is wrong.
    pub reason: Reason,
}

impl ReadError {
    pub(super) fn new(file: &str, place: Option<Place>, reason: Reason) -> Self {
        Self { file: file.to_owned(), place: place.map(Box::new), reason }
    }
}

/// A place in a history file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// Which history of the file, from 0; none when it has only one.
    pub history: Option<usize>,
    /// Which event of the history, from 0; none outside of the events.
    pub event: Option<usize>,
    /// The event's own id, when it has one.
    pub event_id: Option<i64>,
    /// The path of the field in the event, as the file spells it; empty when the event as a whole is meant.
    pub field: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(history) = self.history {
            write!(f, "history at index {history}")?;
            separator = ", ";
        }
        match (self.event_id, self.event) {
            (Some(id), _) => write!(f, "{separator}event {id}")?,
            (None, Some(index)) => write!(f, "{separator}event at index {index}")?,
            (None, None) => {}
        }
        if self.event.is_some() {
            separator = ", ";
        }
        if !self.field.is_empty() {
            write!(f, "{separator}field {}", self.field)?;
        }
        Ok(())
    }
}

struct Prefix<'a>(Option<&'a Place>);

impl fmt::Display for Prefix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(place) => write!(f, "{place}: "),
            None => Ok(()),
        }
    }
}

/// What is wrong with a history file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Reason {
    /// Nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// A gzip file.
    #[error("the file is compressed with gzip")]
    Compressed,
    /// Neither JSON nor a protobuf message that holds events.
    #[error("the file is neither JSON nor an encoded History")]
    UnknownForm,
    /// It starts as JSON and is not.
    #[error("line {line}, column {column}: {problem}")]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1; 0 at the end of a line.
        column: usize,
        /// What the JSON parser says.
        problem: String,
    },
    /// JSON, but nothing in it looks like a history.
    #[error("the JSON holds no history")]
    NoHistory,
    /// A history with an empty list of events.
    #[error("the history has no events")]
    NoEvents,
    /// A value that its field does not take.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What the field takes.
        expected: &'static str,
        /// What stands there, shortened.
        found: String,
    },
    /// An event without a type.
    #[error("the event has no eventType")]
    NoEventType,
    /// An event of a type that this version does not know, and that a worker may not ignore.
    #[error("unknown event type {name}")]
    UnknownEventType {
        /// The type, as the file spells it.
        name: String,
    },
    /// Two fields of which a message can have only one.
    #[error("{first} and {second} exclude each other")]
    Exclusive {
        /// The one that came first.
        first: String,
        /// The other.
        second: String,
    },
    /// A message that is not what protobuf encodes.
    #[error("{problem} at byte {offset} of the message")]
    Protobuf {
        /// From the start of the innermost message that can be named.
        offset: usize,
        /// What is wrong there.
        problem: &'static str,
    },
    /// Messages nested deeper than any history has them.
    #[error("messages are nested too deeply")]
    TooDeep,
}

impl Reason {
    pub(super) fn unexpected(expected: &'static str, value: &Value) -> Self {
        Self::Unexpected { expected, found: describe(value) }
    }

    /// What the user can do.
    #[must_use]
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::Empty | Self::NoEvents => "record it again, for example with `temporal workflow show --output json`",
            Self::Compressed => "unpack it first",
            Self::UnknownForm | Self::NoHistory => {
                "give a file that `temporal workflow show --output json`, the Web UI or an SDK wrote"
            }
            Self::Syntax { .. } => "the file may be cut off: record it again",
            Self::Unexpected { .. } | Self::Exclusive { .. } | Self::NoEventType => {
                "correct the value if the file was edited by hand, or record it again"
            }
            Self::UnknownEventType { .. } => "use a version of dacapo that knows it",
            Self::Protobuf { .. } | Self::TooDeep => "the file may be damaged: record it again",
        }
    }
}

/// Names a JSON value without repeating what may be long or secret.
fn describe(value: &Value) -> String {
    const LONGEST: usize = 48;
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.len() <= LONGEST => format!("{text:?}"),
        Value::String(text) => format!("a text of {} bytes", text.len()),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
