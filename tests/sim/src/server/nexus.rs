//! Decides the life of Nexus operations in the model: asked of a worker, tried again, started, ended, canceled.

use super::{
    Alarm, NOTHING, Server, command::bad, execution::Run, gone, token, token_of, transfer::Transfer, unreadable,
};
use bytes::Bytes;
use dacapo_core::rpc::{CallEnd, Status};
use dacapo_proto::temporal::api::{
    command::v1::ScheduleNexusOperationCommandAttributes as Asked,
    common::v1::Payload,
    enums::v1::{EventType, NexusHandlerErrorRetryBehavior as Behavior},
    failure::v1::{
        ApplicationFailureInfo, CanceledFailureInfo, Failure, NexusOperationFailureInfo, failure::FailureInfo,
    },
    history::v1::{
        NexusOperationCancelRequestCompletedEventAttributes, NexusOperationCancelRequestedEventAttributes,
        NexusOperationCanceledEventAttributes, NexusOperationCompletedEventAttributes,
        NexusOperationFailedEventAttributes, NexusOperationScheduledEventAttributes,
        NexusOperationStartedEventAttributes, history_event::Attributes,
    },
    nexus::v1::{
        CancelOperationRequest, Request, Response, StartOperationRequest, request, response, start_operation_response,
    },
    workflowservice::v1::{
        PollNexusTaskQueueResponse, RespondNexusTaskCompletedRequest, RespondNexusTaskFailedRequest,
    },
};
use prost::Message;
use std::time::Duration;

/// How long a worker may take for a Nexus task.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the model waits before it asks again.
const BACKOFF: Duration = Duration::from_secs(1);

/// How long whoever works on an asynchronous operation takes.
const WORK: Duration = Duration::from_secs(3);

/// The name of an asynchronous operation that does not end before it is canceled.
pub const ENDLESS: &str = "endless";

/// An operation that has not ended.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    asked: Box<Asked>,
    request_id: String,
    /// The token of one that is under way.
    token: Option<String>,
    cancel_requested: Option<i64>,
    is_cancel_answered: bool,
    is_given_out: bool,
    stamp: u64,
}

impl Server {
    pub(super) fn schedule_operation(&mut self, run: Run, completed: i64, asked: Asked) -> Result<(), Status> {
        if asked.endpoint != "endpoint" {
            return Err(bad("BadScheduleNexusOperationAttributes: endpoint not found"));
        }
        let stamp = self.number();
        let request_id = format!("request-{stamp}");
        let event = NexusOperationScheduledEventAttributes {
            endpoint: asked.endpoint.clone(),
            service: asked.service.clone(),
            operation: asked.operation.clone(),
            input: asked.input.clone(),
            schedule_to_close_timeout: asked.schedule_to_close_timeout,
            nexus_header: asked.nexus_header.clone(),
            workflow_task_completed_event_id: completed,
            request_id: request_id.clone(),
            endpoint_id: "endpoint-id".into(),
            ..Default::default()
        };
        let attributes = Attributes::NexusOperationScheduledEventAttributes(event);
        let scheduled = self.append(run, EventType::NexusOperationScheduled, attributes);
        let operation = Operation {
            asked: Box::new(asked),
            request_id,
            token: None,
            cancel_requested: None,
            is_cancel_answered: false,
            is_given_out: false,
            stamp,
        };
        if let Some(execution) = self.at_mut(run) {
            execution.operations.insert(scheduled, operation);
        }
        self.transfer(Transfer::StartOperation { run, scheduled });
        Ok(())
    }

    pub(super) fn request_cancel_operation(&mut self, run: Run, completed: i64, scheduled: i64) -> Result<(), Status> {
        let is_over = |(_, attributes): &(EventType, Attributes)| ends(attributes) == Some(scheduled);
        let known = self.at(run).is_some_and(|execution| {
            execution.operations.contains_key(&scheduled) || execution.buffered.iter().any(is_over)
        });
        if !known {
            return Err(bad(format!("BadRequestCancelNexusOperationAttributes: ScheduledEventID: {scheduled}")));
        }
        let requested = NexusOperationCancelRequestedEventAttributes {
            scheduled_event_id: scheduled,
            workflow_task_completed_event_id: completed,
        };
        let attributes = Attributes::NexusOperationCancelRequestedEventAttributes(requested);
        let event = self.append(run, EventType::NexusOperationCancelRequested, attributes);
        if let Some(operation) = self.operation(run, scheduled) {
            operation.cancel_requested = Some(event);
            if operation.token.is_some() {
                self.dispatch_operation(run, scheduled);
            }
        }
        Ok(())
    }

    fn operation(&mut self, run: Run, scheduled: i64) -> Option<&mut Operation> {
        self.at_mut(run)?.operations.get_mut(&scheduled)
    }

    /// A worker is to be asked, for the first time or again.
    pub(super) fn dispatch_operation(&mut self, run: Run, scheduled: i64) {
        let stamp = self.number();
        let Some(operation) = self.operation(run, scheduled) else { return };
        operation.stamp = stamp;
        operation.is_given_out = false;
        self.queues.push_nexus((run, scheduled, stamp));
        self.alarm(REQUEST_TIMEOUT, Alarm::NexusTimesOut { run, scheduled, stamp });
    }

    /// Nobody answered in time: another request follows.
    pub(super) fn nexus_timed_out(&mut self, run: Run, (scheduled, stamp): (i64, u64)) {
        let operation = self.operation(run, scheduled);
        if operation.is_some_and(|operation| operation.stamp == stamp) {
            self.ask_again(run, scheduled);
        }
    }

    fn ask_again(&mut self, run: Run, scheduled: i64) {
        let stamp = self.number();
        let Some(operation) = self.operation(run, scheduled) else { return };
        operation.stamp = stamp;
        self.alarm(BACKOFF, Alarm::NexusRetries { run, scheduled, stamp });
    }

    pub(super) fn retry_nexus(&mut self, run: Run, (scheduled, stamp): (i64, u64)) {
        if self.operation(run, scheduled).is_some_and(|operation| operation.stamp == stamp) {
            self.dispatch_operation(run, scheduled);
        }
    }

    pub(super) fn start_nexus(
        &mut self,
        run: Run,
        (scheduled, stamp): (i64, u64),
    ) -> Option<PollNexusTaskQueueResponse> {
        let wall = self.wall().to_wire();
        let reads_failures = self.knobs.reads_failures;
        self.open(run)?;
        let operation = self.operation(run, scheduled).filter(|operation| operation.stamp == stamp)?;
        operation.is_given_out = true;
        let asked = &operation.asked;
        let variant = match &operation.token {
            None => request::Variant::StartOperation(StartOperationRequest {
                service: asked.service.clone(),
                operation: asked.operation.clone(),
                request_id: operation.request_id.clone(),
                callback: "temporal://system".into(),
                payload: asked.input.clone(),
                ..Default::default()
            }),
            Some(token) => request::Variant::CancelOperation(CancelOperationRequest {
                service: asked.service.clone(),
                operation: asked.operation.clone(),
                operation_token: token.clone(),
                ..Default::default()
            }),
        };
        let request = Request {
            header: [("Request-Timeout".to_owned(), "9s".to_owned())].into(),
            scheduled_time: Some(wall),
            capabilities: Some(request::Capabilities { temporal_failure_responses: reads_failures }),
            endpoint: asked.endpoint.clone(),
            variant: Some(variant),
        };
        Some(PollNexusTaskQueueResponse {
            task_token: token_of('n', run, (scheduled, stamp)),
            request: Some(request),
            ..Default::default()
        })
    }

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

    pub(super) fn complete_nexus(&mut self, message: Bytes) -> CallEnd {
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

    pub(super) fn fail_nexus(&mut self, message: Bytes) -> CallEnd {
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

    pub(super) fn operation_ended(&mut self, run: Run, scheduled: i64, is_canceled: bool) {
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
const fn ends(attributes: &Attributes) -> Option<i64> {
    match attributes {
        Attributes::NexusOperationCompletedEventAttributes(end) => Some(end.scheduled_event_id),
        Attributes::NexusOperationFailedEventAttributes(end) => Some(end.scheduled_event_id),
        Attributes::NexusOperationCanceledEventAttributes(end) => Some(end.scheduled_event_id),
        _ => None,
    }
}
