//! Decides what each kind of recorded failure says; how deep causes go is bounded where the message is decoded.

use super::{Failure, FailureKind};
use dacapo_proto::temporal::api::failure::v1::{self as recorded, failure::FailureInfo as Kind};

impl From<recorded::Failure> for Failure {
    fn from(failure: recorded::Failure) -> Self {
        let recorded::Failure { message, source, stack_trace, encoded_attributes, cause, failure_info } = failure;
        let kind = failure_info.map_or(FailureKind::Unknown, kind);
        let cause = cause.map(|cause| Box::new(Self::from(*cause)));
        Self { message, source, stack_trace, encoded_attributes, kind, cause }
    }
}

impl Failure {
    /// A failure of which there are words alone.
    pub(crate) fn of_words(message: &str) -> Self {
        Self::from(recorded::Failure { message: message.to_owned(), ..Default::default() })
    }
}

fn kind(kind: Kind) -> FailureKind {
    match kind {
        Kind::ApplicationFailureInfo(it) => FailureKind::Application {
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
            FailureKind::NexusOperation { endpoint: it.endpoint, service: it.service, operation: it.operation }
        }
        Kind::NexusHandlerFailureInfo(it) => FailureKind::NexusHandler { type_name: it.r#type },
    }
}
