//! Reads of a failure what decides what is done about it, and leaves its details unread.

use crate::{
    failure::Failure,
    history::parse::read,
    id::Text,
    wire::{Fields, WireError},
};
use core::time::Duration;
use dacapo_proto::temporal::api::enums::v1::ApplicationErrorCategory;

/// What an `ApplicationFailureInfo` says; nothing, where a failure has another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Application {
    pub(crate) kind: Text,
    pub(crate) is_non_retryable: bool,
    pub(crate) next_retry_delay: Option<Duration>,
    /// Whether it is expected, so that no metric counts it.
    pub(crate) is_benign: bool,
}

impl Application {
    /// Reads the outermost layer of a failure. What cannot be read says nothing: its bytes go to the server as they are.
    pub(crate) fn of(failure: &Failure) -> Self {
        read_failure(failure).unwrap_or_default()
    }
}

fn read_failure(failure: &Failure) -> Result<Application, WireError> {
    let (mut fields, mut application) = (Fields::of(failure.encoded()), Application::default());
    while let Some(field) = fields.next()? {
        if field.number != 5 {
            continue;
        }
        let (mut fields, mut category) = (field.message()?, 0);
        read!(fields, {
            1 => application.kind => text, 2 => application.is_non_retryable => bool,
            4 => application.next_retry_delay => some_duration, 5 => category => i32,
        });
        application.is_benign = category == i32::from(ApplicationErrorCategory::Benign);
    }
    Ok(application)
}
