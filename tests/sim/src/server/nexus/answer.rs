//! Decides what follows in the model from the answer to a Nexus task, and how an operation ends.

use super::{
    super::{Alarm, NOTHING, Server, command::bad, execution::Run, gone, token, unreadable},
    ENDLESS, WORK,
};
use bytes::Bytes;
use dacapo_core::rpc::{CallEnd, Status};
use dacapo_proto::temporal::api::{
    common::v1::Payload,
    enums::v1::{EventType, NexusHandlerErrorRetryBehavior as Behavior},
    failure::v1::{
        ApplicationFailureInfo, CanceledFailureInfo, Failure, NexusOperationFailureInfo, failure::FailureInfo,
    },
    history::v1::{
        NexusOperationCancelRequestCompletedEventAttributes, NexusOperationCanceledEventAttributes,
        NexusOperationCompletedEventAttributes, NexusOperationFailedEventAttributes,
        NexusOperationStartedEventAttributes, history_event::Attributes,
    },
    nexus::v1::{Response, response, start_operation_response},
    workflowservice::v1::{RespondNexusTaskCompletedRequest, RespondNexusTaskFailedRequest},
};
use prost::Message;

impl Server {
    /// The operation that a token names, while its answer is waited for.
    fn open_nexus(&mut self, task_token: &Bytes) -> Result<(Run, i64), Status> {
        let unknown = || gone("Nexus task not found or already expired");
        let (run, scheduled, stamp) = token(task_token, 'n').ok_or_else(unknown)?;
        self.open(run).ok_or_else(unknown)?;
        let operation = self.operation(run, scheduled).ok_or_else(unknown)?;
        if operation.stamp != stamp || !operation.is_given_out {
            return Err(unknown());
        }
        Ok((run, scheduled))
    }

    pub(in super::super) fn complete_nexus(&mut self, message: Bytes) -> CallEnd {
        let request = RespondNexusTaskCompletedRequest::decode(message).map_err(|error| unreadable(&error))?;
        let (run, scheduled) = self.open_nexus(&request.task_token)?;
        let Some(Response { variant: Some(variant) }) = request.response else { return Err(bad("no response")) };
        let stamp = self.number();
        let Some(operation) = self.operation(run, scheduled) else { return Ok(NOTHING) };
        // Its answer is there: what rings for it does so in vain.
        operation.stamp = stamp;
        match variant {
            response::Variant::CancelOperation(_) => self.cancel_answered(run, scheduled),
            response::Variant::StartOperation(started) => match started.variant {
                Some(start_operation_response::Variant::SyncSuccess(sync)) => {
                    self.operation_completed(run, scheduled, sync.payload);
                }
                Some(start_operation_response::Variant::AsyncSuccess(started)) => {
                    self.operation_started(run, scheduled, started.operation_token);
                }
                Some(start_operation_response::Variant::OperationError(error)) => {
                    let message = error.failure.unwrap_or_default().message;
                    self.operation_failed(run, scheduled, message, error.operation_state == "canceled");
                }
                Some(start_operation_response::Variant::Failure(failure)) => {
                    let is_canceled = matches!(failure.failure_info, Some(FailureInfo::CanceledFailureInfo(_)));
                    self.operation_failed(run, scheduled, failure.message, is_canceled);
                }
                None => return Err(bad("the response does not say how the operation started")),
            },
        }
        Ok(NOTHING)
    }

    pub(in super::super) fn fail_nexus(&mut self, message: Bytes) -> CallEnd {
        let request = RespondNexusTaskFailedRequest::decode(message).map_err(|error| unreadable(&error))?;
        let (run, scheduled) = self.open_nexus(&request.task_token)?;
        let (kind, behavior, message) = match (request.failure, request.error) {
            (Some(failure), _) => match failure.failure_info {
                Some(FailureInfo::NexusHandlerFailureInfo(info)) => {
                    (info.r#type.clone(), info.retry_behavior(), failure.message)
                }
                _ => return Err(bad("the failure of a handler says no kind")),
            },
            (None, Some(error)) => {
                let behavior = error.retry_behavior();
                (error.error_type, behavior, error.failure.unwrap_or_default().message)
            }
            (None, None) => return Err(bad("a failed task without a failure")),
        };
        let is_final = ["BAD_REQUEST", "UNAUTHENTICATED", "UNAUTHORIZED", "NOT_FOUND", "NOT_IMPLEMENTED"];
        let is_retried = match behavior {
            Behavior::Retryable => true,
            Behavior::NonRetryable => false,
            Behavior::Unspecified => !is_final.contains(&kind.as_str()),
        };
        if is_retried {
            self.ask_again(run, scheduled);
        } else {
            self.operation_failed(run, scheduled, message, false);
        }
        Ok(NOTHING)
    }

    fn operation_started(&mut self, run: Run, scheduled: i64, operation_token: String) {
        let Some(operation) = self.operation(run, scheduled) else { return };
        operation.token = Some(operation_token.clone());
        let (request_id, is_endless) = (operation.request_id.clone(), operation.asked.operation == ENDLESS);
        let is_canceled = operation.cancel_requested.is_some();
        let started = NexusOperationStartedEventAttributes {
            scheduled_event_id: scheduled,
            request_id,
            operation_token,
            ..Default::default()
        };
        let attributes = Attributes::NexusOperationStartedEventAttributes(started);
        self.happen(run, EventType::NexusOperationStarted, attributes);
        if is_canceled {
            self.dispatch_operation(run, scheduled);
        }
        if !is_endless {
            self.alarm(WORK, Alarm::OperationEnds { run, scheduled, is_canceled: false });
        }
    }

    /// The handler knows that the operation is to be canceled; whoever works on it stops in a while.
    fn cancel_answered(&mut self, run: Run, scheduled: i64) {
        let Some(operation) = self.operation(run, scheduled) else { return };
        let Some(requested_event_id) = operation.cancel_requested else { return };
        if std::mem::replace(&mut operation.is_cancel_answered, true) {
            return;
        }
        let completed = NexusOperationCancelRequestCompletedEventAttributes {
            requested_event_id,
            scheduled_event_id: scheduled,
            ..Default::default()
        };
        let attributes = Attributes::NexusOperationCancelRequestCompletedEventAttributes(completed);
        self.happen(run, EventType::NexusOperationCancelRequestCompleted, attributes);
        self.alarm(WORK, Alarm::OperationEnds { run, scheduled, is_canceled: true });
    }

    pub(in super::super) fn operation_ended(&mut self, run: Run, scheduled: i64, is_canceled: bool) {
        let Some(operation) = self.operation(run, scheduled) else { return };
        let result = operation.asked.input.clone();
        if is_canceled {
            self.operation_failed(run, scheduled, "operation canceled".into(), true);
        } else {
            self.operation_completed(run, scheduled, result);
        }
    }

    fn operation_completed(&mut self, run: Run, scheduled: i64, result: Option<Payload>) {
        let Some(operation) = self.at_mut(run).and_then(|execution| execution.operations.remove(&scheduled)) else {
            return;
        };
        let request_id = operation.request_id;
        let completed = NexusOperationCompletedEventAttributes { scheduled_event_id: scheduled, result, request_id };
        let attributes = Attributes::NexusOperationCompletedEventAttributes(completed);
        self.happen(run, EventType::NexusOperationCompleted, attributes);
    }

    fn operation_failed(&mut self, run: Run, scheduled: i64, message: String, is_canceled: bool) {
        let Some(operation) = self.at_mut(run).and_then(|execution| execution.operations.remove(&scheduled)) else {
            return;
        };
        let cause_info = if is_canceled {
            FailureInfo::CanceledFailureInfo(CanceledFailureInfo::default())
        } else {
            FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo::default())
        };
        let cause = Failure { message, failure_info: Some(cause_info), ..Default::default() };
        let info = NexusOperationFailureInfo {
            scheduled_event_id: scheduled,
            endpoint: operation.asked.endpoint.clone(),
            service: operation.asked.service.clone(),
            operation: operation.asked.operation.clone(),
            operation_token: operation.token.unwrap_or_default(),
            ..Default::default()
        };
        let failure = Some(Failure {
            message: "nexus operation completed unsuccessfully".into(),
            cause: Some(Box::new(cause)),
            failure_info: Some(FailureInfo::NexusOperationExecutionFailureInfo(info)),
            ..Default::default()
        });
        let request_id = operation.request_id;
        let (kind, attributes) = if is_canceled {
            let end = NexusOperationCanceledEventAttributes { scheduled_event_id: scheduled, failure, request_id };
            (EventType::NexusOperationCanceled, Attributes::NexusOperationCanceledEventAttributes(end))
        } else {
            let end = NexusOperationFailedEventAttributes { scheduled_event_id: scheduled, failure, request_id };
            (EventType::NexusOperationFailed, Attributes::NexusOperationFailedEventAttributes(end))
        };
        self.happen(run, kind, attributes);
    }
}

/// The operation that an event ends.
pub(super) const fn ends(attributes: &Attributes) -> Option<i64> {
    match attributes {
        Attributes::NexusOperationCompletedEventAttributes(end) => Some(end.scheduled_event_id),
        Attributes::NexusOperationFailedEventAttributes(end) => Some(end.scheduled_event_id),
        Attributes::NexusOperationCanceledEventAttributes(end) => Some(end.scheduled_event_id),
        _ => None,
    }
}
