//! Decides what each kind of recorded failure says; how deep causes go is bounded where the message is decoded.

use super::{Failure, FailureKind};
use crate::convert::Converter;
use dacapo_proto::temporal::api::{
    common::v1::Payload,
    failure::v1::{self as recorded, failure::FailureInfo as Kind},
};

/// What a worker encodes where nobody else is to read the words of its failures.
#[derive(serde::Deserialize)]
struct Attributes {
    message: Option<String>,
    stack_trace: Option<String>,
}

impl Failure {
    /// Reads a failure as the server has it. Words that the worker encoded are read with the converter of the values; where
    /// it cannot, the message says that they are encoded.
    #[must_use]
    pub fn read(recorded: recorded::Failure, converter: &impl Converter) -> Self {
        let recorded::Failure { message, source, stack_trace, encoded_attributes, cause, failure_info } = recorded;
        let read = |payload: &Payload| converter.decode::<Attributes>(payload).ok();
        let words = encoded_attributes.as_ref().and_then(read);
        let words = words.unwrap_or(Attributes { message: None, stack_trace: None });
        Self {
            message: words.message.unwrap_or(message),
            source,
            stack_trace: words.stack_trace.unwrap_or(stack_trace),
            encoded_attributes,
            kind: failure_info.map_or(FailureKind::Unknown, kind),
            cause: cause.map(|cause| Box::new(Self::read(*cause, converter))),
        }
    }

    /// A failure of which there are words alone.
    pub(crate) fn of_words(message: &str) -> Self {
        Self {
            message: message.to_owned(),
            source: String::new(),
            stack_trace: String::new(),
            encoded_attributes: None,
            kind: FailureKind::Unknown,
            cause: None,
        }
    }
}

fn kind(kind: Kind) -> FailureKind {
    match kind {
        Kind::ApplicationFailureInfo(it) => FailureKind::Application {
            category: it.category(),
            type_name: it.r#type,
            non_retryable: it.non_retryable,
            details: it.details.unwrap_or_default(),
            next_retry_delay: it.next_retry_delay.and_then(|delay| delay.try_into().ok()),
        },
        Kind::TimeoutFailureInfo(it) => FailureKind::Timeout {
            timeout: it.timeout_type(),
            last_heartbeat_details: it.last_heartbeat_details.unwrap_or_default(),
        },
        Kind::CanceledFailureInfo(it) => FailureKind::Canceled { details: it.details.unwrap_or_default() },
        Kind::TerminatedFailureInfo(_) => FailureKind::Terminated,
        Kind::ServerFailureInfo(it) => FailureKind::Server { non_retryable: it.non_retryable },
        Kind::ResetWorkflowFailureInfo(_) => FailureKind::Reset,
        Kind::ActivityFailureInfo(it) => FailureKind::Activity {
            retry_state: it.retry_state(),
            activity_type: it.activity_type.unwrap_or_default().name,
            activity_id: it.activity_id,
        },
        Kind::ChildWorkflowExecutionFailureInfo(it) => {
            let retry_state = it.retry_state();
            let child = it.workflow_execution.unwrap_or_default();
            FailureKind::ChildWorkflow {
                workflow_type: it.workflow_type.unwrap_or_default().name,
                workflow_id: child.workflow_id,
                run_id: child.run_id,
                retry_state,
            }
        }
        Kind::NexusOperationExecutionFailureInfo(it) => {
            let token = Some(it.operation_token).filter(|token| !token.is_empty());
            FailureKind::NexusOperation { endpoint: it.endpoint, service: it.service, operation: it.operation, token }
        }
        Kind::NexusHandlerFailureInfo(it) => {
            FailureKind::NexusHandler { retry_behavior: it.retry_behavior(), type_name: it.r#type }
        }
    }
}
