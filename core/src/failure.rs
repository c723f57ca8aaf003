//! Decides how failures are passed on and wrapped: as encoded bytes, with new layers written around old ones.

use crate::{
    id::{EventId, Text},
    wire::put_len,
};
use bytes::{Bytes, BytesMut};
use dacapo_proto::temporal::api::{
    common::v1 as common,
    enums::v1::{RetryState, TimeoutType},
    failure::v1::{self as proto, failure::FailureInfo},
};
use prost::Message;

/// The number of `Failure.cause`, which is appended to a layer that is encoded without it.
const CAUSE: u32 = 4;

/// The message with which a local activity times out.
const TIMED_OUT: &str = "Activity timed out";

/// One encoded `temporal.api.failure.v1.Failure`, causes included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Failure(Bytes);

impl Failure {
    /// Takes an encoded message as it is.
    #[must_use]
    pub const fn from_encoded(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// Encodes a message.
    #[must_use]
    pub fn from_message(message: &proto::Failure) -> Self {
        Self(message.encode_to_vec().into())
    }

    /// Decodes it.
    ///
    /// # Errors
    ///
    /// The bytes are not a failure.
    pub fn to_message(&self) -> Result<proto::Failure, prost::DecodeError> {
        proto::Failure::decode(self.0.clone())
    }

    /// The encoded message.
    #[must_use]
    pub const fn encoded(&self) -> &Bytes {
        &self.0
    }

    /// Wraps `cause` in a new layer.
    pub(crate) fn layer(message: &str, info: FailureInfo, cause: Option<&Self>) -> Self {
        let outer = proto::Failure { message: message.into(), failure_info: Some(info), ..Default::default() };
        let mut out = BytesMut::with_capacity(outer.encoded_len());
        // A BytesMut grows as needed, so encoding into it cannot fail.
        outer.encode(&mut out).unwrap_or_default();
        if let Some(cause) = cause {
            put_len(&mut out, CAUSE, &cause.0);
        }
        Self(out.freeze())
    }

    /// A failure of type `kind` that core itself reports.
    pub(crate) fn application(message: &str, kind: &str) -> Self {
        let info = proto::ApplicationFailureInfo { r#type: kind.into(), ..Default::default() };
        Self::layer(message, FailureInfo::ApplicationFailureInfo(info), None)
    }

    /// The same, of a kind that no retry mends.
    pub(crate) fn non_retryable(message: &str, kind: &str) -> Self {
        let info = proto::ApplicationFailureInfo { r#type: kind.into(), non_retryable: true, ..Default::default() };
        Self::layer(message, FailureInfo::ApplicationFailureInfo(info), None)
    }

    /// A `CanceledFailureInfo` with the details of a canceled event.
    pub(crate) fn canceled(message: &str, details: Option<&crate::payload::Payloads>) -> Self {
        let details = details.and_then(|d| common::Payloads::decode(d.encoded().clone()).ok());
        let info = proto::CanceledFailureInfo { details, ..Default::default() };
        Self::layer(message, FailureInfo::CanceledFailureInfo(info), None)
    }

    /// A `TerminatedFailureInfo`.
    pub(crate) fn terminated() -> Self {
        Self::layer("Terminated", FailureInfo::TerminatedFailureInfo(proto::TerminatedFailureInfo::default()), None)
    }

    /// A `TimeoutFailureInfo` of the start-to-close kind, as a timed-out child workflow has.
    pub(crate) fn start_to_close() -> Self {
        let info = proto::TimeoutFailureInfo { timeout_type: TimeoutType::StartToClose.into(), ..Default::default() };
        Self::layer("Timed out", FailureInfo::TimeoutFailureInfo(info), None)
    }

    /// What a failure in a local activity's marker came from [LOCAL-1].
    pub(crate) fn origin(&self) -> Origin {
        let Ok(failure) = self.to_message() else { return Origin::Other };
        let inside = failure.cause.as_deref().and_then(|cause| cause.failure_info.as_ref());
        match (&failure.failure_info, inside) {
            (Some(FailureInfo::CanceledFailureInfo(_)), _) => Origin::Canceled,
            (Some(FailureInfo::TimeoutFailureInfo(_)), _) if failure.message == TIMED_OUT => Origin::TimedOut,
            (_, Some(FailureInfo::CanceledFailureInfo(_))) => Origin::CanceledInside,
            _ => Origin::Other,
        }
    }
}

/// What a failure came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Canceled,
    /// Core found that time was up. The same from an activity's own code is told apart by its message.
    TimedOut,
    /// The direct cause says that something was canceled.
    CanceledInside,
    Other,
}

/// What an `ActivityFailureInfo` says of the activity.
#[derive(Debug)]
pub(crate) struct ActivityLayer<'a> {
    pub(crate) activity_id: &'a Text,
    pub(crate) activity_type: &'a Text,
    pub(crate) scheduled: EventId,
    pub(crate) started: EventId,
    pub(crate) identity: &'a str,
    pub(crate) retry_state: i32,
}

impl ActivityLayer<'_> {
    pub(crate) fn wrap(&self, message: &str, cause: Option<&Failure>) -> Failure {
        let info = proto::ActivityFailureInfo {
            scheduled_event_id: self.scheduled.0,
            started_event_id: self.started.0,
            identity: self.identity.into(),
            activity_type: Some(common::ActivityType { name: self.activity_type.into() }),
            activity_id: self.activity_id.into(),
            retry_state: self.retry_state,
        };
        Failure::layer(message, FailureInfo::ActivityFailureInfo(info), cause)
    }

    /// The layer of an activity that was canceled, whatever it was told.
    pub(crate) fn canceled(self, message: &str, details: Option<&crate::payload::Payloads>) -> Failure {
        self.stopped(message, &Failure::canceled("", details))
    }

    /// The layer of an activity that was stopped from outside, around the failure that says why.
    pub(crate) fn stopped(mut self, message: &str, cause: &Failure) -> Failure {
        self.retry_state = RetryState::CancelRequested.into();
        self.wrap(message, Some(cause))
    }
}
