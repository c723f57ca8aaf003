//! Decides what is said of an activity that failed.

use super::ActivityError;
use crate::time;
use dacapo_proto::temporal::api::{
    common::v1::Payloads,
    failure::v1::{ApplicationFailureInfo, Failure, failure::FailureInfo},
};
use std::time::Duration;

/// How an activity failed, as the worker's code would say it.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct ApplicationFailure {
    /// What happened, in words.
    pub message: String,
    /// The type by which retry policies know it; empty for none.
    pub type_name: String,
    /// Whether no retry helps.
    pub non_retryable: bool,
    /// More than words, encoded: `Client::payload` writes values.
    pub details: Payloads,
    /// After which time the next attempt is to follow; `None` for what the retry policy says.
    pub next_retry_delay: Option<Duration>,
}

impl ApplicationFailure {
    /// A failure that may be retried.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    pub(super) fn into_wire(self) -> Result<Failure, ActivityError> {
        let Self { message, type_name, non_retryable, details, next_retry_delay } = self;
        let info = ApplicationFailureInfo {
            r#type: type_name,
            non_retryable,
            details: (!details.payloads.is_empty()).then_some(details),
            next_retry_delay: time::length(next_retry_delay)
                .ok_or_else(|| ActivityError::too_long("next_retry_delay"))?,
            ..Default::default()
        };
        let failure_info = Some(FailureInfo::ApplicationFailureInfo(info));
        Ok(Failure { message, source: "dacapo".to_owned(), failure_info, ..Default::default() })
    }
}
