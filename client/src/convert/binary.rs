//! Decides which values are bytes and nothing else, and how payloads of bytes are read.

use bytes::Bytes;
use serde::{
    Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Error as _, Visitor, value::SeqDeserializer},
    forward_to_deserialize_any,
    ser::Impossible,
};
use std::fmt::Display;

/// What went wrong; nobody reads it of a value that is no bytes.
type Error = serde::de::value::Error;

/// The bytes that a value is, such as one of `serde_bytes` or `bytes`; `None` where it is anything else.
pub(super) fn written<V: Serialize + ?Sized>(value: &V) -> Option<Bytes> {
    value.serialize(Writer).ok()
}

/// Reads bytes as a value that takes them: one of `serde_bytes` or `bytes`, a `Vec<u8>`, or an option of those.
pub(super) fn read<V: DeserializeOwned>(data: &Bytes) -> Result<V, Error> {
    V::deserialize(Reader(data))
}

/// Takes bytes, and refuses all else at its first word.
struct Writer;

fn no<T>() -> Result<T, Error> {
    Err(Error::custom("it is no bytes"))
}

macro_rules! refuse {
    ($($method:ident($($argument:ty),*) -> $answer:ty;)*) => {$(
        fn $method(self, $(_: $argument),*) -> Result<$answer, Error> {
            no()
        }
    )*};
}

impl Serializer for Writer {
    type Ok = Bytes;
    type Error = Error;
    type SerializeSeq = Impossible<Bytes, Error>;
    type SerializeTuple = Impossible<Bytes, Error>;
    type SerializeTupleStruct = Impossible<Bytes, Error>;
    type SerializeTupleVariant = Impossible<Bytes, Error>;
    type SerializeMap = Impossible<Bytes, Error>;
    type SerializeStruct = Impossible<Bytes, Error>;
    type SerializeStructVariant = Impossible<Bytes, Error>;

    fn serialize_bytes(self, value: &[u8]) -> Result<Bytes, Error> {
        Ok(Bytes::copy_from_slice(value))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Bytes, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Bytes, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Bytes, Error> {
        no()
    }

    fn collect_str<T: Display + ?Sized>(self, _: &T) -> Result<Bytes, Error> {
        no()
    }

    refuse! {
        serialize_bool(bool) -> Bytes;
        serialize_i8(i8) -> Bytes;
        serialize_i16(i16) -> Bytes;
        serialize_i32(i32) -> Bytes;
        serialize_i64(i64) -> Bytes;
        serialize_u8(u8) -> Bytes;
        serialize_u16(u16) -> Bytes;
        serialize_u32(u32) -> Bytes;
        serialize_u64(u64) -> Bytes;
        serialize_f32(f32) -> Bytes;
        serialize_f64(f64) -> Bytes;
        serialize_char(char) -> Bytes;
        serialize_str(&str) -> Bytes;
        serialize_none() -> Bytes;
        serialize_unit() -> Bytes;
        serialize_unit_struct(&'static str) -> Bytes;
        serialize_unit_variant(&'static str, u32, &'static str) -> Bytes;
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}

/// Bytes, for a value that takes them.
struct Reader<'a>(&'a Bytes);

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_byte_buf(self.0.to_vec())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::<_, Error>::new(self.0.iter().copied()))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_str<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("it is bytes, and not said to be text"))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple_struct map struct
        enum identifier ignored_any
    }
}
