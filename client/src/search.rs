//! Decides which values search attributes have: each key knows its type, and takes no other when it is compiled.

mod registry;

pub use registry::KnownAttributes;

use bytes::Bytes;
use dacapo_core::time::WallTime;
use dacapo_proto::temporal::api::common::v1::{Payload, SearchAttributes as Wire};
use prost_types::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, marker::PhantomData};

pub use dacapo_proto::temporal::api::enums::v1::IndexedValueType;

/// The name of a search attribute, and the type of its values, such as `Key::<Keyword>::new("CustomerId")`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<K> {
    name: &'static str,
    kind: PhantomData<K>,
}

impl<K: Kind> Key<K> {
    /// A key of this name, which the namespace must have with this type.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, kind: PhantomData }
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// The type of a search attribute, as the server has it.
pub trait Kind {
    /// What its values are here.
    type Value;
    /// What its values are in JSON.
    type Json: Serialize + DeserializeOwned;
    /// What the server calls it.
    const TYPE: &'static str;
    /// The same as a number.
    const INDEXED: IndexedValueType;

    /// A value as JSON; `None` where the server has no such value.
    fn write(value: Self::Value) -> Option<Self::Json>;
    /// A value of JSON; `None` where it is none.
    fn read(value: Self::Json) -> Option<Self::Value>;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident: $value:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(clippy::exhaustive_enums, reason = "it has no values")]
        pub enum $kind {}

        impl Kind for $kind {
            type Value = $value;
            type Json = $value;
            const TYPE: &'static str = stringify!($kind);
            const INDEXED: IndexedValueType = IndexedValueType::$kind;

            fn write(value: $value) -> Option<$value> {
                Some(value)
            }

            fn read(value: $value) -> Option<$value> {
                Some(value)
            }
        }
    )*};
}

kinds! {
    /// Text that is found by its words.
    Text: String;
    /// Text that is found as a whole.
    Keyword: String;
    /// A whole number.
    Int: i64;
    /// A number.
    Double: f64;
    /// Yes or no.
    Bool: bool;
    /// Several texts, of which each is found as a whole.
    KeywordList: Vec<String>;
}

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "it has no values")]
pub enum Datetime {}

impl Kind for Datetime {
    type Value = WallTime;
    type Json = String;
    const TYPE: &'static str = "Datetime";
    const INDEXED: IndexedValueType = IndexedValueType::Datetime;

    fn write(value: WallTime) -> Option<String> {
        let nanos = i32::try_from(value.nanos).ok()?;
        Some(Timestamp { seconds: value.seconds, nanos }.to_string())
    }

    fn read(value: String) -> Option<WallTime> {
        let Timestamp { seconds, nanos } = value.parse().ok()?;
        Some(WallTime { seconds, nanos: u32::try_from(nanos).ok()? })
    }
}

/// Search attributes with their values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchAttributes(BTreeMap<String, Payload>);

impl SearchAttributes {
    /// None.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// The same with one more. A value that JSON or the server cannot have (no number, no time of this calendar) is left
    /// out.
    #[must_use]
    pub fn with<K: Kind>(mut self, key: Key<K>, value: K::Value) -> Self {
        let written = K::write(value).and_then(|value| serde_json::to_vec(&value).ok());
        if let Some(text) = written.filter(|text| text != b"null") {
            let metadata = [("encoding", "json/plain"), ("type", K::TYPE)];
            let metadata = metadata.map(|(name, value)| (name.to_owned(), Bytes::from_static(value.as_bytes())));
            let payload = Payload { metadata: metadata.into(), data: text.into(), ..Default::default() };
            self.0.insert(key.name.to_owned(), payload);
        }
        self
    }

    /// The value of a key; `None` where there is none, or it is of another type.
    #[must_use]
    pub fn value<K: Kind>(&self, key: Key<K>) -> Option<K::Value> {
        let payload = self.0.get(key.name)?;
        let is_of_type = payload.metadata.get("type").is_none_or(|name| *name == K::TYPE.as_bytes());
        let read = is_of_type.then(|| serde_json::from_slice(&payload.data).ok())?;
        K::read(read?)
    }

    /// The names there are.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(crate) fn into_wire(self) -> Option<Wire> {
        (!self.0.is_empty()).then_some(Wire { indexed_fields: self.0 })
    }

    pub(crate) fn of_wire(wire: Option<Wire>) -> Self {
        Self(wire.unwrap_or_default().indexed_fields)
    }
}
