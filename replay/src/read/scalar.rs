//! Reads the JSON of single values: what proto3 JSON allows, and what dumps of objects look like.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use prost_reflect::Kind;
use serde_json::{Map, Value};

use super::error::Reason;
use super::schema;
use super::time;
use super::wire::{put_fixed32, put_fixed64, put_length, put_varint};

/// Standard base64; padding is written, and not asked for.
pub(super) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A value as protobuf encodes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scalar<'v> {
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    Length(Cow<'v, [u8]>),
}

impl From<i64> for Scalar<'_> {
    fn from(number: i64) -> Self {
        Self::Varint(number.cast_unsigned())
    }
}

impl Scalar<'_> {
    pub(super) fn is_default(&self) -> bool {
        match self {
            Self::Varint(number) | Self::Fixed64(number) => *number == 0,
            Self::Fixed32(number) => *number == 0,
            Self::Length(content) => content.is_empty(),
        }
    }

    pub(super) fn put(&self, number: u32, out: &mut Vec<u8>) {
        match self {
            Self::Varint(value) => put_varint(number, *value, out),
            Self::Fixed64(value) => put_fixed64(number, *value, out),
            Self::Fixed32(value) => put_fixed32(number, *value, out),
            Self::Length(content) => put_length(number, content, out),
        }
    }
}

/// Reads the value of a field that is neither a message nor an enum by name; an error says what the field takes.
pub(super) fn parse<'v>(kind: &Kind, value: &'v Value) -> Result<Scalar<'v>, &'static str> {
    match kind {
        Kind::String => match value {
            Value::String(text) => Ok(Scalar::Length(text.as_bytes().into())),
            _ => Err("a text"),
        },
        Kind::Bytes => match bytes(value) {
            Some(content) => Ok(Scalar::Length(content.into())),
            None => Err("base64"),
        },
        Kind::Bool => match value {
            Value::Bool(flag) => Ok(Scalar::Varint(u64::from(*flag))),
            _ => Err("true or false"),
        },
        Kind::Double => match float(value) {
            Some(number) => Ok(Scalar::Fixed64(number.to_bits())),
            None => Err("a number"),
        },
        Kind::Float => match float(value) {
            Some(number) => Ok(Scalar::Fixed32(narrow(number).to_bits())),
            None => Err("a number"),
        },
        Kind::Enum(_) => match int32(value) {
            Some(number) => Ok(Scalar::from(i64::from(number))),
            None => Err("the name or the number of an enum value"),
        },
        Kind::Int32 => match int32(value) {
            Some(number) => Ok(Scalar::from(i64::from(number))),
            None => Err("an integer of 32 bits"),
        },
        Kind::Int64 => match int64(value) {
            Some(number) => Ok(Scalar::from(number)),
            None => Err("an integer of 64 bits"),
        },
        Kind::Uint32 => match integer(value).map(u32::try_from) {
            Some(Ok(number)) => Ok(Scalar::Varint(number.into())),
            _ => Err("an unsigned integer of 32 bits"),
        },
        // The other kinds do not occur; a test of the descriptors fails when one does.
        _ => Err("a kind of value that this version reads"),
    }
}

/// An integer in any of its forms: a number, a text, or the object that JavaScript makes of a `Long`.
pub(super) fn integer(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Some(number.into()),
            (None, Some(number)) => Some(number.into()),
            (None, None) => number.as_f64().and_then(whole),
        },
        Value::String(text) => text.parse().ok(),
        Value::Object(object) => long(object),
        Value::Null | Value::Bool(_) | Value::Array(_) => None,
    }
}

/// The integer that a float is, as in `1e3`.
fn whole(number: f64) -> Option<i128> {
    let exact = number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0;
    exact.then(|| format!("{number:.0}").parse().ok()).flatten()
}

fn long(object: &Map<String, Value>) -> Option<i128> {
    let half = |key| object.get(key).and_then(Value::as_i64);
    let low = u32::try_from(half("low")? & 0xffff_ffff).ok()?;
    let high = i32::try_from(half("high")?).ok()?;
    let unsigned = object.get("unsigned").and_then(Value::as_bool) == Some(true);
    let high = match unsigned {
        true => i128::from(high.cast_unsigned()),
        false => i128::from(high),
    };
    Some((high << 32) | i128::from(low))
}

fn int32(value: &Value) -> Option<i32> {
    integer(value).and_then(|number| number.try_into().ok())
}

fn int64(value: &Value) -> Option<i64> {
    integer(value).and_then(|number| number.try_into().ok())
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            text => text.parse().ok().filter(|number: &f64| number.is_finite()),
        },
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the nearest float is what the field holds")]
const fn narrow(number: f64) -> f32 {
    number as f32
}

/// Bytes in any of their forms: base64 of either alphabet, or what JavaScript makes of a buffer.
pub(super) fn bytes(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::String(text) => from_base64(text),
        Value::Array(items) => items.iter().map(byte).collect(),
        Value::Object(object) => match object.get("data") {
            Some(Value::Array(items)) => items.iter().map(byte).collect(),
            _ => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn byte(value: &Value) -> Option<u8> {
    value.as_u64().and_then(|byte| byte.try_into().ok())
}

pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    if text.contains(['-', '_']) {
        let standard = text.replace('-', "+").replace('_', "/");
        return BASE64.decode(standard).ok();
    }
    BASE64.decode(text).ok()
}

/// Seconds and nanoseconds of a `Timestamp` or a `Duration`: as text, or as the object it is in memory.
pub(super) fn time(message: &str, value: &Value) -> Result<(i64, i32), Reason> {
    let is_timestamp = message == schema::TIMESTAMP;
    let pair = match value {
        Value::String(text) if is_timestamp => time::parse_timestamp(text),
        Value::String(text) => time::parse_duration(text),
        Value::Object(object) => pair(object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    };
    let (expected, allowed): (_, fn(i64, i32) -> bool) = match is_timestamp {
        true => ("a time such as \"2021-12-14T18:21:49.5Z\"", time::is_timestamp),
        false => ("a duration such as \"10s\"", time::is_duration),
    };
    pair.filter(|(seconds, nanos)| allowed(*seconds, *nanos)).ok_or_else(|| Reason::unexpected(expected, value))
}

fn pair(object: &Map<String, Value>) -> Option<(i64, i32)> {
    let seconds = match object.get("seconds") {
        Some(seconds) => int64(seconds)?,
        None => 0,
    };
    let nanos = match object.get("nanos") {
        Some(nanos) => int32(nanos)?,
        None => 0,
    };
    Some((seconds, nanos))
}
