//! Decides what can be passed as arguments: tuples of values, or payloads that are encoded already.

use super::{ConvertError, Converter};
use dacapo_proto::temporal::api::common::v1::{Payload, Payloads};
use serde::Serialize;

/// Arguments of a workflow, signal, query or update: `()`, a tuple such as `(1, "two")`, or [`Payloads`] as they are.
pub trait Arguments {
    /// Writes them.
    ///
    /// # Errors
    ///
    /// One of them cannot be written.
    fn encode<C: Converter>(&self, converter: &C) -> Result<Vec<Payload>, ConvertError>;
}

impl Arguments for Payloads {
    fn encode<C: Converter>(&self, _: &C) -> Result<Vec<Payload>, ConvertError> {
        Ok(self.payloads.clone())
    }
}

impl Arguments for () {
    fn encode<C: Converter>(&self, _: &C) -> Result<Vec<Payload>, ConvertError> {
        Ok(Vec::new())
    }
}

macro_rules! tuples {
    ($(($($value:ident $index:tt)+))*) => {$(
        impl<$($value: Serialize),+> Arguments for ($($value,)+) {
            fn encode<Conv: Converter>(&self, converter: &Conv) -> Result<Vec<Payload>, ConvertError> {
                Ok(vec![$(converter.encode(&self.$index)?),+])
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
}
