//! Reads markers: local activities and patches in every format that core SDKs have written (rules 3.9.1, 5.3).

use super::{Parsed, read};
use crate::{
    failure::Failure,
    history::event::{Attributes, LocalActivityMarker, Marker},
    id::{Seq, Text},
    payload::{Payload, Payloads},
    time::WallTime,
    wire::{Field, Fields, WireError},
};
use alloc::{borrow::Cow, boxed::Box};
use bytes::Bytes;
use core::time::Duration;
use serde::Deserialize;

/// The name of the marker of a local activity.
pub const LOCAL_ACTIVITY: &str = "core_local_activity";
/// The name of the marker of a patch.
pub const PATCH: &str = "core_patch";
/// The name of the marker that holds a determinism snapshot.
pub const DETERMINISM: &str = "temporal-bun-sdk/determinism";
/// The search attribute that lists a run's patches.
pub const CHANGE_VERSION: &str = "TemporalChangeVersion";

pub(super) fn recorded(mut fields: Fields<'_>) -> Parsed {
    let (mut name, mut failure) = (Text::default(), None);
    let whole = fields;
    read!(fields, { 1 => name => text, 5 => failure => some_failure });
    Ok(Attributes::MarkerRecorded(if name == LOCAL_ACTIVITY {
        Marker::LocalActivity(Box::new(local_activity(whole, failure)?))
    } else if name == PATCH {
        patch(whole)?
    } else if name == DETERMINISM {
        Marker::Determinism { snapshot: detail(whole, "snapshot")?.unwrap_or_default() }
    } else {
        Marker::Other { name }
    }))
}

/// The payloads under `key` in the details of a marker.
fn detail(mut marker: Fields<'_>, key: &str) -> Result<Option<Payloads>, WireError> {
    let mut found = None;
    while let Some(field) = marker.next()? {
        if field.number == 2 {
            let (mut fields, mut name, mut value) = (field.message()?, Text::default(), Payloads::default());
            read!(fields, { 1 => name => text, 2 => value => payloads });
            if name == *key {
                found = Some(value);
            }
        }
    }
    Ok(found)
}

fn first(payloads: Option<Payloads>) -> Option<Payload> {
    payloads?.iter().next()
}

#[derive(Deserialize)]
struct SecondsAndNanos {
    seconds: i64,
    nanos: i32,
}

/// `LocalActivityMarkerData`: the first seven keys must be there, unknown ones are passed over.
#[derive(Deserialize)]
struct LocalActivityDetails<'a> {
    seq: u32,
    attempt: u32,
    #[serde(borrow)]
    activity_id: Cow<'a, str>,
    #[serde(borrow)]
    activity_type: Cow<'a, str>,
    complete_time: Option<SecondsAndNanos>,
    backoff: Option<SecondsAndNanos>,
    original_schedule_time: Option<SecondsAndNanos>,
    #[serde(default)]
    activation_index: Option<u64>,
}

fn local_activity(marker: Fields<'_>, failure: Option<Failure>) -> Result<LocalActivityMarker, WireError> {
    let wrong = |what| WireError { field: 2, what };
    let data =
        first(detail(marker, "data")?).ok_or_else(|| wrong("the local activity marker has no detail 'data'"))?.data();
    let d: LocalActivityDetails<'_> = serde_json::from_slice(&data)
        .map_err(|_| wrong("the detail 'data' of the local activity marker is not the JSON object it should be"))?;
    let time = |t: SecondsAndNanos| WallTime::from_wire(&prost_types::Timestamp { seconds: t.seconds, nanos: t.nanos });
    Ok(LocalActivityMarker {
        seq: Seq(d.seq),
        attempt: d.attempt,
        activity_id: part(&data, d.activity_id),
        activity_type: part(&data, d.activity_type),
        complete_time: d.complete_time.and_then(time),
        backoff: d.backoff.and_then(length),
        original_schedule_time: d.original_schedule_time.and_then(time),
        activation_index: d.activation_index,
        result: if failure.is_some() { None } else { first(detail(marker, "result")?) },
        failure,
    })
}

fn length(d: SecondsAndNanos) -> Option<Duration> {
    crate::time::duration_from_wire(&prost_types::Duration { seconds: d.seconds, nanos: d.nanos })
}

/// Text that JSON could give without unescaping points into the marker; other text is made anew.
fn part(data: &Bytes, text: Cow<'_, str>) -> Text {
    match text {
        Cow::Borrowed(text) => Text::from_utf8(data.slice_ref(text.as_bytes())).unwrap_or_default(),
        Cow::Owned(text) => text.into(),
    }
}

#[derive(Deserialize)]
struct PatchDetails<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(default)]
    deprecated: bool,
}

/// `patch-data` is one JSON object; before it, `patch_id` and `deprecated` were two payloads of raw bytes.
fn patch(marker: Fields<'_>) -> Result<Marker, WireError> {
    let wrong = |what| WireError { field: 2, what };
    if let Some(payload) = first(detail(marker, "patch-data")?) {
        let data = payload.data();
        let d: PatchDetails<'_> = serde_json::from_slice(&data)
            .map_err(|_| wrong("the detail 'patch-data' of the patch marker is not the JSON object it should be"))?;
        return Ok(Marker::Patch { patch_id: part(&data, d.id), deprecated: d.deprecated });
    }
    let id = first(detail(marker, "patch_id")?).ok_or_else(|| wrong("the patch marker names no patch"))?;
    let patch_id = Text::from_utf8(id.data()).ok_or_else(|| wrong("the patch id is not UTF-8"))?;
    let deprecated = first(detail(marker, "deprecated")?).is_some_and(|p| p.data().first().is_some_and(|b| *b != 0));
    Ok(Marker::Patch { patch_id, deprecated })
}

pub(super) fn upsert(mut fields: Fields<'_>) -> Parsed {
    let mut has_change_version = false;
    while let Some(field) = fields.next()? {
        if field.number == 2 {
            has_change_version |= has_key(&field, CHANGE_VERSION)?;
        }
    }
    Ok(Attributes::UpsertWorkflowSearchAttributes { has_change_version })
}

fn has_key(map: &Field<'_>, key: &str) -> Result<bool, WireError> {
    Ok(crate::payload::PayloadMap::from_encoded(map.bytes()?).get(key).is_some())
}
