//! Decides what a file is: JSON in some encoding, an encoded `History`, or an export of many.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::{Deserializer, Value};

use super::error::Reason;
use super::wire::{Fields, Wire};

/// What a file is.
#[derive(Debug)]
pub(super) enum Form<'a> {
    Json(Cow<'a, [u8]>),
    /// Where the encoded histories are.
    Histories(Vec<Range<usize>>),
}

pub(super) fn detect(bytes: &[u8]) -> Result<Form<'_>, Reason> {
    match bytes {
        [0x1f, 0x8b, ..] => return Err(Reason::Compressed),
        [0xff, 0xfe, rest @ ..] => return Ok(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => return Ok(utf16(rest, u16::from_be_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => return Ok(Form::Json(Cow::Borrowed(rest))),
        _ => {}
    }
    if bytes.trim_ascii().is_empty() {
        return Err(Reason::Empty);
    }
    if looks_like_json(bytes) {
        return Ok(Form::Json(Cow::Borrowed(bytes)));
    }
    histories(bytes).map(Form::Histories)
}

/// The encoding that Windows PowerShell gives a redirected output.
fn utf16<'a>(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Form<'a> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: String = char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Form::Json(Cow::Owned(text.into_bytes()))
}

/// Whether two tokens of JSON come first.
///
/// One would not do: a `History` whose first event is 123 bytes long starts with a line feed and a brace. But then
/// follows a field of the event, which no JSON starts with.
fn looks_like_json(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    match bytes.split_first() {
        Some((b'{' | b'[', rest)) => {
            let next = rest.trim_ascii_start().first();
            matches!(next, None | Some(b'"' | b'{' | b'[' | b'}' | b']'))
        }
        _ => false,
    }
}

/// Parses the document; several in a row count as a list of them, as in JSON lines.
pub(super) fn parse(text: &[u8]) -> Result<Value, Reason> {
    let documents = Deserializer::from_slice(text).into_iter::<Value>();
    let mut documents = documents.collect::<Result<Vec<Value>, _>>().map_err(|error| Reason::Syntax {
        line: error.line(),
        column: error.column(),
        problem: without_position(&error),
    })?;
    match documents.len() {
        0 => Err(Reason::Empty),
        1 => Ok(documents.swap_remove(0)),
        _ => Ok(Value::Array(documents)),
    }
}

fn without_position(error: &serde_json::Error) -> String {
    let mut text = error.to_string();
    if let Some(end) = text.rfind(" at line ") {
        text.truncate(end);
    }
    text
}

/// Finds the histories in a binary file.
///
/// `History` and the `WorkflowExecutions` of an export both start with field 1, a message. An event starts with a
/// number, its id; an item of an export holds only messages, its history.
fn histories(bytes: &[u8]) -> Result<Vec<Range<usize>>, Reason> {
    let items = messages(bytes)?;
    let is_export = !items.is_empty()
        && items.iter().all(|item| {
            let part = bytes.get(item.clone()).unwrap_or_default();
            matches!(Fields::new(part).next(), Some(Ok((1, Wire::Length(_, _)))))
        });
    if !is_export {
        return Ok(std::iter::once(0..bytes.len()).collect());
    }
    let mut ranges = Vec::new();
    for item in items {
        let part = bytes.get(item.clone()).unwrap_or_default();
        for history in messages(part)? {
            let start = item.start.saturating_add(history.start);
            ranges.push(start..item.start.saturating_add(history.end));
        }
    }
    Ok(ranges)
}

/// The ranges of the messages in field 1, if the whole is well-formed and has any.
fn messages(bytes: &[u8]) -> Result<Vec<Range<usize>>, Reason> {
    let mut ranges = Vec::new();
    for field in Fields::new(bytes) {
        match field {
            Ok((1, Wire::Length(content, end))) => {
                ranges.push(end.saturating_sub(content.len())..end);
            }
            Ok((1, _)) => return Err(Reason::UnknownForm),
            Ok(_) => {}
            Err(_) if ranges.is_empty() => return Err(Reason::UnknownForm),
            Err(fault) => return Err(fault.reason()),
        }
    }
    if ranges.is_empty() {
        return Err(Reason::UnknownForm);
    }
    Ok(ranges)
}
