//! Turns core's encoded values into the messages that they are, and back.

use dacapo_core::{
    failure::Failure,
    id::Text,
    payload::{Payload, PayloadMap, Payloads},
    time::{WallTime, duration_from_wire, duration_to_wire},
};
use dacapo_proto::temporal::api::{common::v1 as common, failure::v1 as failure};
use prost::Message;
use prost_types::Timestamp;
use std::{collections::BTreeMap, time::Duration};

// Core checked these bytes as far as it had to; what is not well formed is written down as empty.

pub(super) fn payload(payload: &Payload) -> common::Payload {
    payload.to_message().unwrap_or_default()
}

pub(super) fn payloads(payloads: &Payloads) -> common::Payloads {
    common::Payloads::decode(payloads.encoded().clone()).unwrap_or_default()
}

pub(super) fn list(list: &Payloads) -> Vec<common::Payload> {
    payloads(list).payloads
}

pub(super) fn map(map: &PayloadMap) -> BTreeMap<String, common::Payload> {
    common::Header::decode(map.encoded().clone()).unwrap_or_default().fields
}

pub(super) fn memo(memo: &PayloadMap) -> common::Memo {
    common::Memo { fields: map(memo) }
}

pub(super) fn search_attributes(attributes: &PayloadMap) -> common::SearchAttributes {
    common::SearchAttributes { indexed_fields: map(attributes) }
}

pub(super) fn failure(failure: &Failure) -> failure::Failure {
    failure.to_message().unwrap_or_default()
}

pub(super) fn length(length: Option<Duration>) -> Option<prost_types::Duration> {
    length.map(duration_to_wire)
}

pub(super) fn time(time: Option<WallTime>) -> Option<Timestamp> {
    time.map(WallTime::to_wire)
}

pub(super) fn to_list(list: Vec<common::Payload>) -> Payloads {
    list.iter().map(Payload::from_message).collect()
}

pub(super) fn to_map(map: &BTreeMap<String, common::Payload>) -> PayloadMap {
    map.iter().map(|(key, value)| (Text::from(key.as_str()), Payload::from_message(value))).collect()
}

pub(super) fn to_length(wire: Option<prost_types::Duration>) -> Option<Duration> {
    wire.as_ref().and_then(duration_from_wire)
}

pub(super) fn to_failure(message: Option<failure::Failure>) -> Failure {
    message.as_ref().map(Failure::from_message).unwrap_or_default()
}
