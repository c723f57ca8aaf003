//! Decides how users' values travel: as the encoded bytes they came in, counted and sliced but never looked into.
//!
//! A payload held as its own wire form costs no allocation to read out of a history and none to pass on to a host,
//! which decodes it once, in its own language.

use crate::{
    id::Text,
    wire::{Fields, put_len},
};
use bytes::{Bytes, BytesMut};
use dacapo_proto::temporal::api::common::v1 as common;
use prost::Message;

/// One encoded `temporal.api.common.v1.Payload`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Payload(Bytes);

impl Payload {
    /// Takes an encoded message as it is.
    #[must_use]
    pub const fn from_encoded(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// Makes a payload of `data` with one piece of metadata, `encoding`.
    #[must_use]
    pub fn with_encoding(encoding: &'static str, data: Bytes) -> Self {
        Self::from_message(&common::Payload {
            metadata: [("encoding".into(), Bytes::from_static(encoding.as_bytes()))].into(),
            data,
            ..Default::default()
        })
    }

    /// Encodes a message.
    #[must_use]
    pub fn from_message(message: &common::Payload) -> Self {
        Self(message.encode_to_vec().into())
    }

    /// Decodes it; the data of the result points into these bytes.
    ///
    /// # Errors
    ///
    /// The bytes are not a payload.
    pub fn to_message(&self) -> Result<common::Payload, prost::DecodeError> {
        common::Payload::decode(self.0.clone())
    }

    /// The encoded message.
    #[must_use]
    pub const fn encoded(&self) -> &Bytes {
        &self.0
    }

    /// The `data` field, empty where there is none.
    #[must_use]
    pub fn data(&self) -> Bytes {
        let mut fields = Fields::of(&self.0);
        let mut data = Bytes::new();
        while let Ok(Some(field)) = fields.next() {
            if field.number == 2 {
                data = field.bytes().unwrap_or_default();
            }
        }
        data
    }
}

/// An encoded `temporal.api.common.v1.Payloads`: a list of payloads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Payloads(Bytes);

impl Payloads {
    /// Takes an encoded message as it is.
    #[must_use]
    pub const fn from_encoded(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// The encoded message.
    #[must_use]
    pub const fn encoded(&self) -> &Bytes {
        &self.0
    }

    /// Whether the list is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Walks the list; each item points into these bytes. Stops where they are not well formed.
    pub fn iter(&self) -> impl Iterator<Item = Payload> + '_ {
        let mut fields = Fields::of(&self.0);
        core::iter::from_fn(move || {
            loop {
                let field = fields.next().ok()??;
                if field.number == 1 {
                    return field.bytes().ok().map(Payload);
                }
            }
        })
    }

    /// The only payload, `None` where the list is empty.
    ///
    /// # Errors
    ///
    /// The list has more than one.
    pub fn single(&self) -> Result<Option<Payload>, MoreThanOnePayload> {
        let mut items = self.iter();
        let first = items.next();
        if items.next().is_some() { Err(MoreThanOnePayload) } else { Ok(first) }
    }
}

/// A place for one payload holds several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is more than one payload where one belongs")]
#[expect(clippy::exhaustive_structs, reason = "says all there is")]
pub struct MoreThanOnePayload;

impl FromIterator<Payload> for Payloads {
    fn from_iter<I: IntoIterator<Item = Payload>>(items: I) -> Self {
        let mut out = BytesMut::new();
        for item in items {
            put_len(&mut out, 1, &item.0);
        }
        Self(out.freeze())
    }
}

/// An encoded map of names to payloads: a `Header`, a `Memo` or `SearchAttributes`, which have one wire form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PayloadMap(Bytes);

impl PayloadMap {
    /// Takes an encoded message as it is.
    #[must_use]
    pub const fn from_encoded(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// The encoded message.
    #[must_use]
    pub const fn encoded(&self) -> &Bytes {
        &self.0
    }

    /// Whether the map has no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Walks the entries in the order they were written; stops where the bytes are not well formed.
    pub fn iter(&self) -> impl Iterator<Item = (Text, Payload)> + '_ {
        let mut fields = Fields::of(&self.0);
        core::iter::from_fn(move || {
            loop {
                let field = fields.next().ok()??;
                if field.number == 1 {
                    return entry(field.message().ok()?);
                }
            }
        })
    }

    /// The value under `name`; the last one written wins, as in protobuf.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Payload> {
        self.iter().filter(|(key, _)| *key == name).last().map(|(_, value)| value)
    }

    /// This map overlaid with `newer`.
    #[must_use]
    pub fn merged(&self, newer: &Self) -> Self {
        let mut entries: alloc::collections::BTreeMap<Text, Payload> = self.iter().collect();
        entries.extend(newer.iter());
        entries.into_iter().collect()
    }

    /// Whether every byte belongs to a well-formed entry.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        self.0.is_empty() || common::Header::decode(self.0.clone()).is_ok()
    }
}

fn entry(mut fields: Fields<'_>) -> Option<(Text, Payload)> {
    let (mut key, mut value) = (Text::default(), Payload::default());
    while let Some(field) = fields.next().ok()? {
        match field.number {
            1 => key = field.text().ok()?,
            2 => value = Payload(field.bytes().ok()?),
            _ => {}
        }
    }
    Some((key, value))
}

impl FromIterator<(Text, Payload)> for PayloadMap {
    fn from_iter<I: IntoIterator<Item = (Text, Payload)>>(entries: I) -> Self {
        let (mut out, mut one) = (BytesMut::new(), BytesMut::new());
        for (key, value) in entries {
            one.clear();
            put_len(&mut one, 1, key.as_bytes());
            put_len(&mut one, 2, &value.0);
            put_len(&mut out, 1, &one);
        }
        Self(out.freeze())
    }
}
