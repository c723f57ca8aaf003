//! Turns values of the notation into the types that core's inputs are made of.

use crate::{
    notation::{Statement, Value},
    reflect,
};
use bytes::Bytes;
use dacapo_core::{
    command::host::{CancellationType, OperationCancellationType, RetryPolicy, VersioningIntent},
    failure::Failure,
    id::{EventId, Seq, Text},
    payload::{Payload, PayloadMap, Payloads},
    time::WallTime,
};
use dacapo_proto::temporal::api::{
    common::v1::Priority,
    enums::v1::{
        ContinueAsNewVersioningBehavior, ParentClosePolicy, VersioningBehavior, WorkflowIdReusePolicy,
        WorkflowTaskFailedCause,
    },
    workflow::v1::VersioningOverride,
};
use prost::Message;
use std::{collections::BTreeMap, time::Duration};

/// What a value can stand for.
pub trait Of: Sized {
    fn of(value: Value) -> Self;
}

impl Statement {
    /// The value of `key`, if it is there.
    pub fn get<T: Of>(&mut self, key: &str) -> Option<T> {
        self.take(key).map(T::of)
    }
}

/// Fills fields of a struct from the pairs of the same names.
macro_rules! fill {
    ($statement:expr, $into:expr, $($field:ident)*) => {
        $(if let Some(value) = $statement.take(stringify!($field)) {
            $into.$field = crate::field::Of::of(value);
        })*
    };
}
pub(crate) use fill;

impl<T: Of> Of for Option<T> {
    fn of(value: Value) -> Self {
        Some(T::of(value))
    }
}

impl<T: Of> Of for Vec<T> {
    fn of(value: Value) -> Self {
        match value {
            Value::List(items) => items.into_iter().map(T::of).collect(),
            item => vec![T::of(item)],
        }
    }
}

macro_rules! parsed {
    ($($kind:ty)*) => {
        $(impl Of for $kind {
            fn of(value: Value) -> Self {
                let text = value.text();
                text.parse().unwrap_or_else(|_| panic!("{text} is no {}", stringify!($kind)))
            }
        })*
    };
}
parsed!(bool i32 i64 u32 u64 f64);

impl Of for Text {
    fn of(value: Value) -> Self {
        value.text().into()
    }
}

impl Of for Seq {
    fn of(value: Value) -> Self {
        Self(u32::of(value))
    }
}

impl Of for EventId {
    fn of(value: Value) -> Self {
        Self(i64::of(value))
    }
}

impl Of for Duration {
    fn of(value: Value) -> Self {
        reflect::duration(&value.text())
    }
}

impl Of for WallTime {
    fn of(value: Value) -> Self {
        Self::default().plus(Duration::of(value))
    }
}

impl Of for Payload {
    fn of(value: Value) -> Self {
        Self::from_encoded(reflect::encode("common.v1.Payload", value))
    }
}

impl Of for Payloads {
    fn of(value: Value) -> Self {
        Self::from_encoded(reflect::encode("common.v1.Payloads", value))
    }
}

impl Of for PayloadMap {
    /// A header, a memo and search attributes have one wire form; `broken` is none of them.
    fn of(value: Value) -> Self {
        match value {
            Value::Text(text) if text == "broken" => Self::from_encoded(Bytes::from_static(b"\x0a\x7f")),
            value => Self::from_encoded(reflect::encode("common.v1.Header", value)),
        }
    }
}

impl Of for Failure {
    fn of(value: Value) -> Self {
        Self::from_encoded(reflect::encode("failure.v1.Failure", value))
    }
}

impl Of for BTreeMap<Text, Text> {
    fn of(value: Value) -> Self {
        let Value::Record(pairs) = value else { panic!("a map is written {{key=value}}") };
        pairs.into_iter().map(|(key, value)| (key.into(), Text::of(value))).collect()
    }
}

impl Of for RetryPolicy {
    fn of(value: Value) -> Self {
        let Value::Record(pairs) = value else { panic!("a retry policy is written {{field=value}}") };
        let (mut statement, mut policy) = (Statement { pairs, ..Default::default() }, Self::default());
        fill!(statement, policy, initial_interval backoff_coefficient maximum_interval maximum_attempts non_retryable_error_types);
        statement.finish("a retry policy");
        policy
    }
}

impl Of for Priority {
    fn of(value: Value) -> Self {
        Self::decode(reflect::encode("common.v1.Priority", value)).unwrap()
    }
}

impl Of for VersioningOverride {
    fn of(value: Value) -> Self {
        Self::decode(reflect::encode("workflow.v1.VersioningOverride", value)).unwrap()
    }
}

macro_rules! named {
    ($($kind:ident)*) => {
        $(impl Of for $kind {
            fn of(value: Value) -> Self {
                Self::try_from(reflect::number(stringify!($kind), value)).unwrap()
            }
        })*
    };
}
named!(ContinueAsNewVersioningBehavior ParentClosePolicy VersioningBehavior WorkflowIdReusePolicy WorkflowTaskFailedCause);

macro_rules! chosen {
    ($kind:ident { $($name:literal => $variant:ident)* }) => {
        impl Of for $kind {
            fn of(value: Value) -> Self {
                match value.text().as_str() {
                    $($name => Self::$variant,)*
                    other => panic!("{other} is no {}", stringify!($kind)),
                }
            }
        }
    };
}
chosen!(CancellationType { "try" => TryCancel "wait" => WaitCancellationCompleted "abandon" => Abandon });
chosen!(OperationCancellationType {
    "abandon" => Abandon "try" => TryCancel "wait" => WaitCancellationCompleted "wait-requested" => WaitCancellationRequested
});
chosen!(VersioningIntent { "unspecified" => Unspecified "compatible" => Compatible "default" => Default });
