//! Decides how values, lengths and failures are written in programs, and what they become on the wire.

use bytes::Bytes;
use core::{fmt, time::Duration};
use dacapo_core::{
    failure::Failure,
    id::Text,
    payload::{Payload, PayloadMap, Payloads},
    time::duration_to_wire,
};
use dacapo_proto::temporal::api::{
    common::v1 as common,
    failure::v1::{self as proto, failure::FailureInfo},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;
use std::collections::BTreeMap;

/// How values are encoded.
const JSON: &str = "json/plain";

/// Encodes a value as `json/plain`.
#[must_use]
pub fn payload(value: &impl Serialize) -> Payload {
    // What programs hold has text for keys, so that it can be written.
    Payload::with_encoding(JSON, serde_json::to_vec(value).unwrap_or_default().into())
}

/// Decodes a payload of `json/plain`; another becomes text that says what it was, and an empty one is null.
#[must_use]
pub fn value(payload: &Payload) -> Value {
    let data = payload.data();
    if data.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(&data).unwrap_or_else(|_| Value::String(format!("{} bytes", data.len())))
}

pub(crate) fn payloads(values: &[Value]) -> Payloads {
    values.iter().map(payload).collect()
}

pub(crate) fn map(values: &BTreeMap<String, Value>) -> PayloadMap {
    values.iter().map(|(key, value)| (Text::from(key.as_str()), payload(value))).collect()
}

/// The value of a search attribute, with its type: `Keyword`, `Int` and so on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchAttribute {
    /// The type, as the server names it; left out, the server knows it by the attribute's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// The value; null takes the attribute away.
    pub value: Value,
}

pub(crate) fn search_attributes(attributes: &BTreeMap<String, SearchAttribute>) -> PayloadMap {
    attributes.iter().map(|(name, attribute)| (Text::from(name.as_str()), attribute.payload())).collect()
}

impl SearchAttribute {
    fn payload(&self) -> Payload {
        let (encoding, data) = match &self.value {
            Value::Null => ("binary/null", Vec::new()),
            value => (JSON, serde_json::to_vec(value).unwrap_or_default()),
        };
        let mut metadata = BTreeMap::from([("encoding".to_owned(), Bytes::from_static(encoding.as_bytes()))]);
        if let Some(r#type) = &self.r#type {
            metadata.insert("type".to_owned(), Bytes::copy_from_slice(r#type.as_bytes()));
        }
        Payload::from_message(&common::Payload { metadata, data: data.into(), ..Default::default() })
    }
}

/// A length of time, written as protobuf's JSON does: seconds with a fraction and an `s`, such as `"1.5s"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Length(pub Duration);

impl Length {
    /// A length in milliseconds.
    #[must_use]
    pub const fn millis(millis: u64) -> Self {
        Self(Duration::from_millis(millis))
    }

    fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix('s')?;
        let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        if !is_number(seconds) || !is_number(fraction) || fraction.len() > 9 {
            return None;
        }
        Some(Self(Duration::new(seconds.parse().ok()?, format!("{fraction:0<9}").parse().ok()?)))
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, nanos) = (self.0.as_secs(), format!("{:09}", self.0.subsec_nanos()));
        match nanos.trim_end_matches('0') {
            "" => write!(f, "{seconds}s"),
            fraction => write!(f, "{seconds}.{fraction}s"),
        }
    }
}

impl Serialize for Length {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let expected = "a length of time such as \"1.5s\"";
        Self::parse(&text).ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &expected))
    }
}

/// An application failure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ApplicationFailure {
    /// What went wrong.
    pub message: String,
    /// Its type, which retry policies go by.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub r#type: String,
    /// Whether nothing may be tried again.
    #[serde(skip_serializing_if = "is_default")]
    pub non_retryable: bool,
    /// When to try again, where the retry policy shall not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_retry_delay: Option<Length>,
    /// What else there is to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Value>,
}

impl ApplicationFailure {
    /// A failure of type `type` that nothing can mend.
    pub(crate) fn fatal(r#type: &str, message: String) -> Self {
        Self { message, r#type: r#type.to_owned(), non_retryable: true, ..Self::default() }
    }

    pub(crate) fn encode(&self) -> Failure {
        let details = (!self.details.is_empty())
            .then(|| self.details.iter().filter_map(|value| payload(value).to_message().ok()).collect());
        let info = proto::ApplicationFailureInfo {
            r#type: self.r#type.clone(),
            non_retryable: self.non_retryable,
            details: details.map(|payloads| common::Payloads { payloads }),
            next_retry_delay: self.next_retry_delay.map(|delay| duration_to_wire(delay.0)),
            ..Default::default()
        };
        failure(&self.message, FailureInfo::ApplicationFailureInfo(info))
    }
}

pub(crate) fn canceled(message: &str) -> Failure {
    failure(message, FailureInfo::CanceledFailureInfo(proto::CanceledFailureInfo::default()))
}

fn failure(message: &str, info: FailureInfo) -> Failure {
    let message = message.to_owned();
    Failure::from_message(&proto::Failure { message, failure_info: Some(info), ..Default::default() })
}

/// The messages of a failure and of what caused it, outermost first.
pub(crate) fn messages(failure: &Failure) -> Vec<String> {
    let mut messages = Vec::new();
    let mut layer = failure.to_message().ok();
    while let Some(failure) = layer {
        messages.push(failure.message);
        layer = failure.cause.map(|cause| *cause);
    }
    messages
}

/// Whether a cancellation is at the bottom of a failure.
pub(crate) fn is_cancellation(failure: &Failure) -> bool {
    let mut layer = failure.to_message().ok();
    while let Some(failure) = layer {
        if matches!(failure.failure_info, Some(FailureInfo::CanceledFailureInfo(_))) {
            return true;
        }
        layer = failure.cause.map(|cause| *cause);
    }
    false
}

/// Whether a field need not be written.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
