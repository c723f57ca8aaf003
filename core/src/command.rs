//! Decides what a host may ask for in a completion, and what a run asks the server for.

mod describe;
mod encode;
pub mod host;
mod size;
mod validate;

pub use describe::{Description, Field, describe_event};

use crate::{
    failure::Failure,
    id::{EventId, Text},
    payload::{PayloadMap, Payloads},
};
use alloc::boxed::Box;
use bytes::Bytes;
use dacapo_proto::temporal::api::enums::v1::{CommandType, EventType};
use host::{ContinueAsNew, ScheduleActivity, ScheduleNexusOperation, SignalTarget, StartChildWorkflow, StartTimer};

/// A command as the server gets it, `temporal.api.command.v1.Command`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Command {
    /// What is asked for.
    pub kind: Kind,
    /// An encoded `temporal.api.sdk.v1.UserMetadata`.
    pub user_metadata: Option<Bytes>,
}

/// What a command asks for, with the attributes of its type.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "variants and fields are named after temporal.api.command.v1")]
pub enum Kind {
    StartTimer(StartTimer),
    CancelTimer {
        timer_id: Text,
    },
    ScheduleActivityTask(Box<ScheduleActivity>),
    RequestCancelActivityTask {
        scheduled: EventId,
    },
    StartChildWorkflowExecution(Box<StartChildWorkflow>),
    RequestCancelExternalWorkflowExecution(Box<CancelExternal>),
    SignalExternalWorkflowExecution(Box<SignalExternal>),
    RecordMarker(Box<RecordMarker>),
    UpsertWorkflowSearchAttributes {
        search_attributes: PayloadMap,
    },
    ModifyWorkflowProperties {
        upserted_memo: PayloadMap,
    },
    /// The message is the one named `<request_message_id>/<answer>`.
    ProtocolMessage {
        request_message_id: Text,
        answer: &'static str,
    },
    ScheduleNexusOperation(Box<ScheduleNexusOperation>),
    RequestCancelNexusOperation {
        scheduled: EventId,
    },
    CompleteWorkflowExecution {
        result: Option<Payloads>,
    },
    FailWorkflowExecution {
        failure: Failure,
    },
    CancelWorkflowExecution {
        details: Option<Payloads>,
    },
    ContinueAsNewWorkflowExecution(Box<ContinueAsNew>),
}

/// `RequestCancelExternalWorkflowExecutionCommandAttributes`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct CancelExternal {
    pub namespace: Text,
    pub workflow_id: Text,
    pub run_id: Text,
    pub child_workflow_only: bool,
    pub reason: Text,
}

/// `SignalExternalWorkflowExecutionCommandAttributes`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct SignalExternal {
    pub namespace: Text,
    pub target: SignalTarget,
    pub signal_name: Text,
    pub input: Payloads,
    pub header: PayloadMap,
}

/// `RecordMarkerCommandAttributes`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a host may fill it")]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct RecordMarker {
    pub marker_name: Text,
    /// The encoded entries of `details`, each under its key.
    pub details: alloc::vec::Vec<(&'static str, Payloads)>,
    pub failure: Option<Failure>,
    /// What tells two markers of one name apart: a patch's id, a local activity's type. It is not sent.
    pub subject: Text,
}

impl Command {
    pub(crate) const fn new(kind: Kind, user_metadata: Option<Bytes>) -> Self {
        Self { kind, user_metadata }
    }

    /// Its number in the Temporal API.
    #[must_use]
    pub const fn command_type(&self) -> CommandType {
        match &self.kind {
            Kind::StartTimer(_) => CommandType::StartTimer,
            Kind::CancelTimer { .. } => CommandType::CancelTimer,
            Kind::ScheduleActivityTask(_) => CommandType::ScheduleActivityTask,
            Kind::RequestCancelActivityTask { .. } => CommandType::RequestCancelActivityTask,
            Kind::StartChildWorkflowExecution(_) => CommandType::StartChildWorkflowExecution,
            Kind::RequestCancelExternalWorkflowExecution(_) => CommandType::RequestCancelExternalWorkflowExecution,
            Kind::SignalExternalWorkflowExecution(_) => CommandType::SignalExternalWorkflowExecution,
            Kind::RecordMarker(_) => CommandType::RecordMarker,
            Kind::UpsertWorkflowSearchAttributes { .. } => CommandType::UpsertWorkflowSearchAttributes,
            Kind::ModifyWorkflowProperties { .. } => CommandType::ModifyWorkflowProperties,
            Kind::ProtocolMessage { .. } => CommandType::ProtocolMessage,
            Kind::ScheduleNexusOperation(_) => CommandType::ScheduleNexusOperation,
            Kind::RequestCancelNexusOperation { .. } => CommandType::RequestCancelNexusOperation,
            Kind::CompleteWorkflowExecution { .. } => CommandType::CompleteWorkflowExecution,
            Kind::FailWorkflowExecution { .. } => CommandType::FailWorkflowExecution,
            Kind::CancelWorkflowExecution { .. } => CommandType::CancelWorkflowExecution,
            Kind::ContinueAsNewWorkflowExecution(_) => CommandType::ContinueAsNewWorkflowExecution,
        }
    }

    /// Whether an event of type `kind` is of a command of this type.
    #[must_use]
    pub fn has_event(&self, kind: EventType) -> bool {
        use EventType as E;
        let (event, other) = match &self.kind {
            Kind::StartTimer(_) => (E::TimerStarted, None),
            Kind::CancelTimer { .. } => (E::TimerCanceled, None),
            Kind::ScheduleActivityTask(_) => (E::ActivityTaskScheduled, None),
            Kind::RequestCancelActivityTask { .. } => (E::ActivityTaskCancelRequested, None),
            Kind::StartChildWorkflowExecution(_) => (E::StartChildWorkflowExecutionInitiated, None),
            Kind::RequestCancelExternalWorkflowExecution(_) => {
                (E::RequestCancelExternalWorkflowExecutionInitiated, None)
            }
            Kind::SignalExternalWorkflowExecution(_) => (E::SignalExternalWorkflowExecutionInitiated, None),
            Kind::RecordMarker(_) => (E::MarkerRecorded, None),
            Kind::UpsertWorkflowSearchAttributes { .. } => (E::UpsertWorkflowSearchAttributes, None),
            Kind::ModifyWorkflowProperties { .. } => (E::WorkflowPropertiesModified, None),
            Kind::ProtocolMessage { .. } => {
                (E::WorkflowExecutionUpdateAccepted, Some(E::WorkflowExecutionUpdateCompleted))
            }
            Kind::ScheduleNexusOperation(_) => (E::NexusOperationScheduled, None),
            Kind::RequestCancelNexusOperation { .. } => (E::NexusOperationCancelRequested, None),
            Kind::CompleteWorkflowExecution { .. } => (E::WorkflowExecutionCompleted, None),
            Kind::FailWorkflowExecution { .. } => (E::WorkflowExecutionFailed, None),
            Kind::CancelWorkflowExecution { .. } => (E::WorkflowExecutionCanceled, None),
            Kind::ContinueAsNewWorkflowExecution(_) => (E::WorkflowExecutionContinuedAsNew, None),
        };
        event == kind || other == Some(kind)
    }

    /// Whether it closes the execution.
    #[must_use]
    pub const fn is_terminal(&self) -> bool {
        matches!(
            self.kind,
            Kind::CompleteWorkflowExecution { .. }
                | Kind::FailWorkflowExecution { .. }
                | Kind::CancelWorkflowExecution { .. }
                | Kind::ContinueAsNewWorkflowExecution(_)
        )
    }
}
