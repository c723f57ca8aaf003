//! Decides how a recorded failure looks to whoever waited: a chain from what was reported down to its cause.

mod read;

use dacapo_proto::temporal::api::{
    common::v1::{Payload, Payloads},
    enums::v1::{ApplicationErrorCategory, NexusHandlerErrorRetryBehavior, RetryState, TimeoutType},
};
use std::{fmt, iter::successors, time::Duration};

/// A failure as the server recorded it, with its cause.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Failure {
    /// What happened, in words.
    pub message: String,
    /// Which SDK wrote it.
    pub source: String,
    /// Where in the code, in the language of the worker.
    pub stack_trace: String,
    /// The message and the stack trace as the worker encoded them, where it did.
    pub encoded_attributes: Option<Payload>,
    /// What kind of failure.
    pub kind: FailureKind,
    /// What it was caused by.
    pub cause: Option<Box<Self>>,
}

/// What kind of failure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FailureKind {
    /// Code of a workflow or an activity failed.
    Application {
        /// The type that the code gave it; empty for none.
        type_name: String,
        /// Whether it says that no retry helps.
        non_retryable: bool,
        /// What the code said beside the message.
        details: Payloads,
        /// After which time the next attempt was to follow.
        next_retry_delay: Option<Duration>,
        /// Whether it is one to be alarmed about.
        category: ApplicationErrorCategory,
    },
    /// Something took too long.
    Timeout {
        /// What was exceeded.
        timeout: TimeoutType,
        /// The last heartbeat's details.
        last_heartbeat_details: Payloads,
    },
    /// It was canceled.
    Canceled {
        /// What the code said of it.
        details: Payloads,
    },
    /// It was terminated.
    Terminated,
    /// The server failed.
    Server {
        /// Whether no retry helps.
        non_retryable: bool,
    },
    /// The workflow was reset.
    Reset,
    /// An activity failed; the cause says how.
    Activity {
        /// Its type.
        activity_type: String,
        /// Its id.
        activity_id: String,
        /// Why there is no further attempt.
        retry_state: RetryState,
    },
    /// A child workflow failed; the cause says how.
    ChildWorkflow {
        /// Its type.
        workflow_type: String,
        /// Its id.
        workflow_id: String,
        /// Its run.
        run_id: String,
        /// Why there is no further attempt.
        retry_state: RetryState,
    },
    /// A Nexus operation failed; the cause says how.
    NexusOperation {
        /// The endpoint it was started at.
        endpoint: String,
        /// Its service.
        service: String,
        /// Its name.
        operation: String,
        /// What the handler knows it by, where it went on after its start.
        token: Option<String>,
    },
    /// A handler of a Nexus operation failed.
    NexusHandler {
        /// The type of error that Nexus names.
        type_name: String,
        /// Whether a retry helps, where the handler said that.
        retry_behavior: NexusHandlerErrorRetryBehavior,
    },
    /// Of no kind that is known here.
    Unknown,
}

impl Failure {
    /// It and its causes, from the outermost to the root.
    pub fn chain(&self) -> impl Iterator<Item = &Self> {
        successors(Some(self), |failure| failure.cause.as_deref())
    }

    /// The last cause: where it began.
    #[must_use]
    pub fn root(&self) -> &Self {
        self.chain().last().unwrap_or(self)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, failure) in self.chain().enumerate() {
            let separator = if place == 0 { "" } else { ": " };
            write!(f, "{separator}{}", failure.kind)?;
            if !failure.message.is_empty() {
                write!(f, " ({})", failure.message)?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Application { type_name, .. } if type_name.is_empty() => f.write_str("application failure"),
            Self::Application { type_name, .. } => write!(f, "application failure {type_name}"),
            Self::Timeout { timeout, .. } => write!(f, "{} time-out", name(*timeout)),
            Self::Canceled { .. } => f.write_str("canceled"),
            Self::Terminated => f.write_str("terminated"),
            Self::Server { .. } => f.write_str("server failure"),
            Self::Reset => f.write_str("workflow was reset"),
            Self::Activity { activity_type, activity_id, .. } => write!(f, "activity {activity_type} {activity_id:?}"),
            Self::ChildWorkflow { workflow_type, workflow_id, .. } => {
                write!(f, "child workflow {workflow_type} {workflow_id:?}")
            }
            Self::NexusOperation { service, operation, .. } => write!(f, "Nexus operation {service}.{operation}"),
            Self::NexusHandler { type_name, .. } => write!(f, "Nexus handler {type_name}"),
            Self::Unknown => f.write_str("failure"),
        }
    }
}

const fn name(timeout: TimeoutType) -> &'static str {
    match timeout {
        TimeoutType::Unspecified => "some",
        TimeoutType::StartToClose => "start-to-close",
        TimeoutType::ScheduleToStart => "schedule-to-start",
        TimeoutType::ScheduleToClose => "schedule-to-close",
        TimeoutType::Heartbeat => "heartbeat",
    }
}
