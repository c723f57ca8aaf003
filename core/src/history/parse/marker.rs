//! Reads markers: local activities and patches in every format that core SDKs have written [PATCH-1] [LOCAL-1].

use super::Parsed;
use crate::{
    failure::Failure,
    history::event::{Attributes, LocalActivityMarker, Marker},
    id::{Seq, Text},
    time::WallTime,
    wire::{Field, Fields, WireError},
};
use alloc::{borrow::Cow, sync::Arc};
use bytes::Bytes;
use core::{str, time::Duration};
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
    let mut details = Details::default();
    while let Some(field) = fields.next()? {
        match field.number {
            1 => name = field.text()?,
            2 => details.add(field.message()?)?,
            5 => failure = field.some_failure()?,
            _ => {}
        }
    }
    Ok(Attributes::MarkerRecorded(if name == LOCAL_ACTIVITY {
        Marker::LocalActivity(Arc::new(local_activity(&details, failure)?))
    } else if name == PATCH {
        patch(&details)?
    } else if name == DETERMINISM {
        Marker::Determinism {
            snapshot: details.snapshot.map(|field| field.payloads()).transpose()?.unwrap_or_default(),
        }
    } else {
        Marker::Other { name }
    }))
}

/// The details of a marker that something here reads: each an encoded `Payloads`.
#[derive(Default)]
struct Details<'a> {
    data: Option<Field<'a>>,
    result: Option<Field<'a>>,
    patch_data: Option<Field<'a>>,
    patch_id: Option<Field<'a>>,
    deprecated: Option<Field<'a>>,
    snapshot: Option<Field<'a>>,
}

impl<'a> Details<'a> {
    /// Takes one entry of the map.
    fn add(&mut self, mut entry: Fields<'a>) -> Result<(), WireError> {
        let (mut key, mut value) = (&b""[..], None);
        while let Some(field) = entry.next()? {
            match field.number {
                1 => key = field.len()?,
                2 => value = Some(field),
                _ => {}
            }
        }
        let place = match key {
            b"data" => &mut self.data,
            b"result" => &mut self.result,
            b"patch-data" => &mut self.patch_data,
            b"patch_id" => &mut self.patch_id,
            b"deprecated" => &mut self.deprecated,
            b"snapshot" => &mut self.snapshot,
            _ => return Ok(()),
        };
        *place = value;
        Ok(())
    }
}

/// The first payload of a list.
fn first(list: Option<Field<'_>>) -> Result<Option<Field<'_>>, WireError> {
    let Some(list) = list else { return Ok(None) };
    let mut fields = list.message()?;
    while let Some(field) = fields.next()? {
        if field.number == 1 {
            return Ok(Some(field));
        }
    }
    Ok(None)
}

/// The data of the first payload of a list.
fn first_data(list: Option<Field<'_>>) -> Result<Option<Bytes>, WireError> {
    let Some(payload) = first(list)? else { return Ok(None) };
    let (mut fields, mut data) = (payload.message()?, Bytes::new());
    while let Some(field) = fields.next()? {
        if field.number == 2 {
            data = field.bytes()?;
        }
    }
    Ok(Some(data))
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

fn local_activity(details: &Details<'_>, failure: Option<Failure>) -> Result<LocalActivityMarker, WireError> {
    let wrong = |what| WireError { field: 2, what };
    let data = first_data(details.data)?.ok_or_else(|| wrong("the local activity marker has no detail 'data'"))?;
    let d: LocalActivityDetails<'_> = json(&data)
        .ok_or_else(|| wrong("the detail 'data' of the local activity marker is not the JSON object it should be"))?;
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
        result: if failure.is_some() {
            None
        } else {
            first(details.result)?.map(|field| field.payload()).transpose()?
        },
        failure,
    })
}

/// Reads JSON; that it is UTF-8 is checked once, and not for each of its strings.
fn json<'a, T: Deserialize<'a>>(data: &'a [u8]) -> Option<T> {
    serde_json::from_str(str::from_utf8(data).ok()?).ok()
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
fn patch(details: &Details<'_>) -> Result<Marker, WireError> {
    let wrong = |what| WireError { field: 2, what };
    if let Some(data) = first_data(details.patch_data)? {
        let d: PatchDetails<'_> = json(&data)
            .ok_or_else(|| wrong("the detail 'patch-data' of the patch marker is not the JSON object it should be"))?;
        return Ok(Marker::Patch { patch_id: part(&data, d.id), deprecated: d.deprecated });
    }
    let id = first_data(details.patch_id)?.ok_or_else(|| wrong("the patch marker names no patch"))?;
    let patch_id = Text::from_utf8(id).ok_or_else(|| wrong("the patch id is not UTF-8"))?;
    let deprecated = first_data(details.deprecated)?.is_some_and(|data| data.first().is_some_and(|byte| *byte != 0));
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
