//! Decides that names of headers are lower-case, whatever they came as; copies a request only where one is not [RUN-NEXUS-1].

use crate::wire::{Fields, WireError, put_len};
use bytes::{Bytes, BytesMut};

/// Where headers are: the entries of one field, and in a request to start an operation those of another.
const HEADER: u32 = 1;
const START_OPERATION: u32 = 3;
const CALLBACK_HEADER: u32 = 6;

/// Gives an encoded `temporal.api.nexus.v1.Request` with lower-case names of headers.
pub(super) fn lower_case(request: &Bytes) -> Result<Bytes, WireError> {
    let mut out = BytesMut::new();
    let has_changed = rewrite(request, &mut out, |number, value, out| match number {
        HEADER => entry(value, out),
        START_OPERATION => rewrite(value, out, |number, value, out| match number {
            CALLBACK_HEADER => entry(value, out),
            _ => Ok(false),
        }),
        _ => Ok(false),
    })?;
    Ok(if has_changed { out.freeze() } else { request.clone() })
}

/// Writes an entry of a map of headers, if its name is not as it should be.
fn entry(value: &Bytes, out: &mut BytesMut) -> Result<bool, WireError> {
    rewrite(value, out, |number, value, out| {
        let is_changed = number == 1 && value.iter().any(u8::is_ascii_uppercase);
        if is_changed {
            out.extend_from_slice(&value.to_ascii_lowercase());
        }
        Ok(is_changed)
    })
}

/// Appends `message` to `out`, with the fields that `change` wrote in place of theirs; says whether there is one.
/// Where there is none, nothing is appended.
fn rewrite(
    message: &Bytes,
    out: &mut BytesMut,
    change: impl Fn(u32, &Bytes, &mut BytesMut) -> Result<bool, WireError>,
) -> Result<bool, WireError> {
    let mut fields = Fields::of(message);
    let (mut copied, mut new) = (0, BytesMut::new());
    loop {
        let start = message.len().saturating_sub(fields.len());
        let Some(field) = fields.next()? else { break };
        let end = message.len().saturating_sub(fields.len());
        let Ok(value) = field.bytes() else { continue };
        new.clear();
        if change(field.number, &value, &mut new)? {
            out.extend_from_slice(message.get(copied..start).unwrap_or_default());
            put_len(out, field.number, &new);
            copied = end;
        }
    }
    if copied > 0 {
        out.extend_from_slice(message.get(copied..).unwrap_or_default());
    }
    Ok(copied > 0)
}
