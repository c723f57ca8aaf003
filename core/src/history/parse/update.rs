//! Reads events and requests of updates.

use super::{Parsed, read};
use crate::{
    history::event::{Attributes, UpdateAccepted, UpdateRequest},
    id::{EventId, Text},
    wire::{Field, Fields, WireError},
};
use alloc::boxed::Box;
use bytes::Bytes;

impl UpdateRequest {
    /// Reads an encoded `temporal.api.update.v1.Request`; `None` where it lacks `meta` or `input` [UPDATE-1].
    pub(crate) fn decode(encoded: &Bytes) -> Result<Option<Self>, WireError> {
        let mut fields = Fields::of(encoded);
        let mut request = Self { encoded: encoded.clone(), ..Self::default() };
        let (mut has_meta, mut has_input) = (false, false);
        while let Some(field) = fields.next()? {
            match field.number {
                1 => {
                    has_meta = true;
                    let mut meta = field.message()?;
                    read!(meta, { 1 => request.update_id => text, 2 => request.identity => text });
                }
                2 => {
                    has_input = true;
                    let mut input = field.message()?;
                    read!(input, { 1 => request.header => map, 2 => request.name => text, 3 => request.input => payloads });
                }
                _ => {}
            }
        }
        Ok((has_meta && has_input).then_some(request))
    }
}

impl Field<'_> {
    fn update_request(&self) -> Result<UpdateRequest, WireError> {
        let lacking = WireError { field: self.number, what: "the update's request lacks its meta or input" };
        UpdateRequest::decode(&self.bytes()?)?.ok_or(lacking)
    }
}

pub(super) fn admitted(mut fields: Fields<'_>) -> Parsed {
    let mut request = Box::<UpdateRequest>::default();
    read!(fields, { 1 => *request => update_request });
    Ok(Attributes::UpdateAdmitted(request))
}

pub(super) fn accepted(mut fields: Fields<'_>) -> Parsed {
    let mut a = Box::<UpdateAccepted>::default();
    read!(fields, {
        1 => a.protocol_instance_id => text, 2 => a.message_id => text, 3 => a.sequencing => event_id,
        4 => a.request => update_request,
    });
    Ok(Attributes::UpdateAccepted(a))
}

pub(super) fn completed(mut fields: Fields<'_>) -> Parsed {
    let (mut accepted, mut update_id) = (EventId::default(), Text::default());
    read!(fields, { 1 => update_id => name, 3 => accepted => event_id });
    Ok(Attributes::UpdateCompleted { accepted, update_id })
}
