//! Takes protobuf's encoding apart and puts it together, without knowing any message.

use prost::encoding::{decode_varint, encode_varint};

use super::error::Reason;

/// A field's content, as far as the encoding tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire<'a> {
    Varint(u64),
    Fixed64(u64),
    /// The content, and where it ends in the message.
    Length(&'a [u8], usize),
    Fixed32(u32),
}

/// Where and why a message is malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    offset: usize,
    problem: &'static str,
}

impl Malformed {
    pub(super) const fn reason(self) -> Reason {
        Reason::Protobuf { offset: self.offset, problem: self.problem }
    }
}

/// The fields of a message, in the order of its bytes; ends after the first fault.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    length: usize,
}

impl<'a> Fields<'a> {
    pub(super) const fn new(message: &'a [u8]) -> Self {
        Self { rest: message, length: message.len() }
    }

    const fn offset(&self) -> usize {
        self.length.saturating_sub(self.rest.len())
    }

    const fn fault(&self, problem: &'static str) -> Malformed {
        Malformed { offset: self.offset(), problem }
    }

    fn varint(&mut self) -> Result<u64, Malformed> {
        let fault = self.fault("a number is malformed");
        decode_varint(&mut self.rest).map_err(|_| fault)
    }

    fn take(&mut self, count: u64) -> Result<&'a [u8], Malformed> {
        let split = usize::try_from(count).ok().and_then(|count| self.rest.split_at_checked(count));
        let (content, rest) = split.ok_or_else(|| self.fault("a field is cut off"))?;
        self.rest = rest;
        Ok(content)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (content, rest) = self.rest.split_first_chunk::<N>().ok_or_else(|| self.fault("a field is cut off"))?;
        self.rest = rest;
        Ok(*content)
    }

    fn field(&mut self) -> Result<(u32, Wire<'a>), Malformed> {
        let fault = self.fault("a field's key is malformed");
        let key = u32::try_from(self.varint()?).map_err(|_| fault)?;
        let number = key >> 3;
        if number == 0 {
            return Err(fault);
        }
        let wire = match key & 7 {
            0 => Wire::Varint(self.varint()?),
            1 => Wire::Fixed64(u64::from_le_bytes(self.array()?)),
            2 => {
                let length = self.varint()?;
                let content = self.take(length)?;
                Wire::Length(content, self.offset())
            }
            5 => Wire::Fixed32(u32::from_le_bytes(self.array()?)),
            _ => return Err(fault),
        };
        Ok((number, wire))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u32, Wire<'a>), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.rest = &[];
        }
        Some(field)
    }
}

/// The varints of a packed field.
pub(super) fn packed_varints(mut content: &[u8]) -> Result<Vec<u64>, Malformed> {
    let mut numbers = Vec::new();
    while !content.is_empty() {
        let number = decode_varint(&mut content)
            .map_err(|_| Malformed { offset: 0, problem: "a packed number is malformed" })?;
        numbers.push(number);
    }
    Ok(numbers)
}

pub(super) fn put_varint(number: u32, value: u64, out: &mut Vec<u8>) {
    put_key(number, 0, out);
    encode_varint(value, out);
}

pub(super) fn put_fixed64(number: u32, value: u64, out: &mut Vec<u8>) {
    put_key(number, 1, out);
    out.extend_from_slice(&value.to_le_bytes());
}

pub(super) fn put_fixed32(number: u32, value: u32, out: &mut Vec<u8>) {
    put_key(number, 5, out);
    out.extend_from_slice(&value.to_le_bytes());
}

pub(super) fn put_length(number: u32, content: &[u8], out: &mut Vec<u8>) {
    put_key(number, 2, out);
    encode_varint(u64::try_from(content.len()).unwrap_or(u64::MAX), out);
    out.extend_from_slice(content);
}

fn put_key(number: u32, wire_type: u32, out: &mut Vec<u8>) {
    encode_varint(u64::from(number << 3 | wire_type), out);
}
