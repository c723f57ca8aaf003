//! Decides how protobuf fields are walked and appended in place; knows no message.
//!
//! History is read field by field from the buffer it came in, so that what a machine keeps points into that
//! buffer and what it does not need is never built.

use crate::id::Text;
use bytes::{BufMut, Bytes, BytesMut};

/// Why bytes are not the message that they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WireError {
    /// The number of the field concerned; 0 where it could not be read.
    pub(crate) field: u32,
    pub(crate) what: &'static str,
}

#[derive(Clone, Copy, Debug)]
enum Value<'a> {
    Varint(u64),
    Fixed,
    Len(&'a [u8]),
}

/// One field of a message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    pub(crate) number: u32,
    value: Value<'a>,
    source: &'a Bytes,
}

/// The fields of one message, in the order they were written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'a> {
    source: &'a Bytes,
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// Walks a whole buffer as one message.
    pub(crate) fn of(source: &'a Bytes) -> Self {
        Self { source, rest: source }
    }

    /// Walks from `offset` to the end of `source`.
    pub(crate) fn from(source: &'a Bytes, offset: usize) -> Self {
        Self { source, rest: source.get(offset..).unwrap_or_default() }
    }

    /// How many bytes are left.
    pub(crate) const fn len(&self) -> usize {
        self.rest.len()
    }

    /// Takes the next field. Inlined: handing a field over in memory costs more than reading it.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> Result<Option<Field<'a>>, WireError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let key = varint(&mut self.rest).ok_or(WireError { field: 0, what: "a field key is cut off" })?;
        let number = u32::try_from(key >> 3).unwrap_or_default();
        let cut = WireError { field: number, what: "the field is cut off" };
        let value = match key & 7 {
            0 => Value::Varint(varint(&mut self.rest).ok_or(cut)?),
            1 => self.fixed(8).ok_or(cut)?,
            2 => {
                let length = varint(&mut self.rest).and_then(|n| usize::try_from(n).ok()).ok_or(cut)?;
                let (value, rest) = self.rest.split_at_checked(length).ok_or(cut)?;
                self.rest = rest;
                Value::Len(value)
            }
            5 => self.fixed(4).ok_or(cut)?,
            _ => return Err(WireError { field: number, what: "the wire type is not one of proto3" }),
        };
        Ok(Some(Field { number, value, source: self.source }))
    }

    /// Passes over a value of fixed width: no message read here has one that matters.
    fn fixed(&mut self, width: usize) -> Option<Value<'a>> {
        self.rest = self.rest.get(width..)?;
        Some(Value::Fixed)
    }
}

#[inline(always)]
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let (first, tail) = rest.split_first()?;
    if *first < 0x80 {
        *rest = tail;
        return Some(u64::from(*first));
    }
    if let Some((second, tail)) = tail.split_first()
        && *second < 0x80
    {
        *rest = tail;
        return Some(u64::from(*first & 0x7f) | (u64::from(*second) << 7));
    }
    long_varint(rest)
}

/// Three bytes or more: rare enough for a loop.
fn long_varint(rest: &mut &[u8]) -> Option<u64> {
    let (mut value, mut shift) = (0_u64, 0_u32);
    let mut bytes = rest.iter();
    while shift < 70 {
        let byte = *bytes.next()?;
        value |= u64::from(byte & 0x7f).wrapping_shl(shift);
        if byte < 0x80 {
            *rest = bytes.as_slice();
            return Some(value);
        }
        shift = shift.wrapping_add(7);
    }
    None
}

impl<'a> Field<'a> {
    const fn wrong(&self, what: &'static str) -> WireError {
        WireError { field: self.number, what }
    }

    /// The bytes of the field, borrowed.
    pub(crate) const fn len(&self) -> Result<&'a [u8], WireError> {
        match self.value {
            Value::Len(bytes) => Ok(bytes),
            Value::Varint(_) | Value::Fixed => Err(self.wrong("bytes were expected")),
        }
    }

    pub(crate) const fn u64(&self) -> Result<u64, WireError> {
        match self.value {
            Value::Varint(value) => Ok(value),
            Value::Len(_) | Value::Fixed => Err(self.wrong("a varint was expected")),
        }
    }

    pub(crate) fn i64(&self) -> Result<i64, WireError> {
        self.u64().map(u64::cast_signed)
    }

    /// An `int32` or enum value; proto3 keeps the low 32 bits.
    pub(crate) fn i32(&self) -> Result<i32, WireError> {
        let low = self.u64()? & u64::from(u32::MAX);
        Ok(u32::try_from(low).unwrap_or_default().cast_signed())
    }

    pub(crate) fn bool(&self) -> Result<bool, WireError> {
        self.u64().map(|value| value != 0)
    }

    /// The bytes of the field, as a part of the buffer they came in.
    pub(crate) fn bytes(&self) -> Result<Bytes, WireError> {
        self.len().map(|bytes| self.source.slice_ref(bytes))
    }

    pub(crate) fn text(&self) -> Result<Text, WireError> {
        let bytes = self.len()?;
        Text::part(self.source, bytes).ok_or_else(|| self.wrong("text is not UTF-8"))
    }

    pub(crate) fn message(&self) -> Result<Fields<'a>, WireError> {
        Ok(Fields { source: self.source, rest: self.len()? })
    }

    /// Calls `each` for every number of a packed or unpacked repeated varint field.
    pub(crate) fn varints(&self, mut each: impl FnMut(u64)) -> Result<(), WireError> {
        match self.value {
            Value::Varint(value) => each(value),
            Value::Len(mut rest) => {
                while !rest.is_empty() {
                    each(varint(&mut rest).ok_or_else(|| self.wrong("a packed number is cut off"))?);
                }
            }
            Value::Fixed => return Err(self.wrong("a varint was expected")),
        }
        Ok(())
    }
}

/// Appends a varint.
pub(crate) fn put_varint(out: &mut BytesMut, mut value: u64) {
    while value >= 0x80 {
        out.put_u8(u8::try_from(value & 0x7f).unwrap_or_default() | 0x80);
        value >>= 7;
    }
    out.put_u8(u8::try_from(value).unwrap_or_default());
}

/// Appends a length-delimited field; protobuf lets it follow any encoded message and be read as part of it.
pub(crate) fn put_len(out: &mut BytesMut, number: u32, value: &[u8]) {
    put_varint(out, (u64::from(number) << 3) | 2);
    put_varint(out, u64::try_from(value.len()).unwrap_or(u64::MAX));
    out.put_slice(value);
}
