//! Decides how large the parts of a command are that a server bounds: payloads and failures, and memos.

use super::Kind;
use crate::{
    failure::Failure,
    payload::{PayloadMap, Payloads},
};

/// A part of a command, and its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// What it is called.
    pub(crate) name: &'static str,
    pub(crate) bytes: usize,
    /// Whether it is a memo, which has a limit of its own.
    pub(crate) is_memo: bool,
}

const fn payloads(name: &'static str, of: &Payloads) -> Part {
    Part { name, bytes: of.encoded().len(), is_memo: false }
}

const fn failure(of: &Failure) -> Part {
    Part { name: "failure", bytes: of.encoded().len(), is_memo: false }
}

const fn memo(of: &PayloadMap) -> Part {
    Part { name: "memo", bytes: of.encoded().len(), is_memo: true }
}

impl Kind {
    /// The parts that have a limit.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part> {
        let two = match self {
            Self::ScheduleActivityTask(activity) => [Some(payloads("input", &activity.arguments)), None],
            Self::StartChildWorkflowExecution(child) => {
                [Some(payloads("input", &child.input)), Some(memo(&child.memo))]
            }
            Self::SignalExternalWorkflowExecution(signal) => [Some(payloads("input", &signal.input)), None],
            Self::RecordMarker(marker) => {
                let bytes = marker.details.iter().map(|(_, details)| details.encoded().len()).sum();
                let details = Part { name: "details", bytes, is_memo: false };
                [Some(details), marker.failure.as_ref().map(failure)]
            }
            Self::ModifyWorkflowProperties { upserted_memo } => [Some(memo(upserted_memo)), None],
            Self::ScheduleNexusOperation(operation) => {
                let input = operation.input.as_ref();
                [input.map(|input| Part { name: "input", bytes: input.encoded().len(), is_memo: false }), None]
            }
            Self::CompleteWorkflowExecution { result } => {
                [result.as_ref().map(|result| payloads("result", result)), None]
            }
            Self::FailWorkflowExecution { failure: of } => [Some(failure(of)), None],
            Self::CancelWorkflowExecution { details } => {
                [details.as_ref().map(|details| payloads("details", details)), None]
            }
            Self::ContinueAsNewWorkflowExecution(next) => {
                [Some(payloads("input", &next.arguments)), Some(memo(&next.memo))]
            }
            Self::StartTimer(_)
            | Self::CancelTimer { .. }
            | Self::RequestCancelActivityTask { .. }
            | Self::RequestCancelExternalWorkflowExecution(_)
            | Self::UpsertWorkflowSearchAttributes { .. }
            | Self::ProtocolMessage { .. }
            | Self::RequestCancelNexusOperation { .. } => [None, None],
        };
        two.into_iter().flatten()
    }
}
