//! Decides the life of Nexus operations in the model until a worker answers: asked for, tried again, asked to cancel.

mod answer;

use super::{Alarm, Server, command::bad, execution::Run, token_of, transfer::Transfer};
use answer::ends;
use dacapo_core::rpc::Status;
use dacapo_proto::temporal::api::{
    command::v1::ScheduleNexusOperationCommandAttributes as Asked,
    enums::v1::EventType,
    history::v1::{
        NexusOperationCancelRequestedEventAttributes, NexusOperationScheduledEventAttributes, history_event::Attributes,
    },
    nexus::v1::{CancelOperationRequest, Request, StartOperationRequest, request},
    workflowservice::v1::PollNexusTaskQueueResponse,
};
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
}
