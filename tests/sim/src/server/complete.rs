//! Decides what follows from the completion of a workflow task in the model.

use super::{
    Server,
    command::is_terminal,
    execution::Run,
    history::put_bytes,
    task::{Kind, Stage, Task},
    unreadable,
};
use bytes::Bytes;
use dacapo_core::rpc::{CallEnd, Code, Status};
use dacapo_proto::temporal::api::{
    enums::v1::{EventType, WorkflowTaskFailedCause},
    history::v1::{WorkflowTaskCompletedEventAttributes, history_event::Attributes},
    protocol::v1::Message as ProtocolMessage,
    taskqueue::v1::StickyExecutionAttributes,
    workflowservice::v1::RespondWorkflowTaskCompletedRequest as Request,
};
use prost::{
    Message,
    encoding::{WireType, encode_key, encode_varint},
};
use std::time::Duration;

impl Server {
    pub(super) fn complete_task(&mut self, message: Bytes) -> CallEnd {
        let request = Request::decode(message).map_err(|error| unreadable(&error))?;
        let (run, task) = self.open_task(&request.task_token)?;
        let closes = request.commands.iter().position(is_terminal);
        if closes.is_some_and(|place| place + 1 < request.commands.len()) {
            let why = "invalid command sequence: a command that closes must be the last command.";
            return Err(Status::new(Code::InvalidArgument, why));
        }
        let has_buffered = self.at(run).is_some_and(|execution| !execution.buffered.is_empty());
        if closes.is_some() && has_buffered {
            self.fail_open(run, task, WorkflowTaskFailedCause::UnhandledCommand);
            return Err(Status::new(Code::InvalidArgument, "UnhandledCommand"));
        }
        if let Some(key) = task.alarm {
            self.alarms.remove(&key);
        }
        if self.is_dropped(run, &task, &request) {
            return Ok(self.drop_speculative(run, &task, &request));
        }
        let completed = self.write_completed(run, &task, &request);
        let eager = self.take_commands(run, completed, (request.commands, &request.messages))?;
        self.take_messages(run, &request.messages);
        self.end_unprocessed(run, &task);
        let now = self.now;
        if let Some(execution) = self.at_mut(run) {
            execution.is_completing = false;
            if !execution.is_open() {
                execution.updates.close(now);
            }
        }
        let has_news = self.flush(run);
        self.answer_queries(run, &task, &request.query_results);
        if has_news || request.force_create_new_workflow_task {
            self.schedule_task(run);
        } else if self.open(run).is_some_and(|execution| execution.updates.is_waiting()) {
            self.schedule(run, Kind::Speculative);
        }
        self.release_queries(run);
        let mut response = Vec::new();
        if request.return_new_workflow_task
            && let Some(next) = self.next_at_once(run)
        {
            put_bytes(&mut response, 1, &next);
        }
        for (scheduled, stamp) in eager {
            if let Some(activity) = self.start_activity(run, scheduled, stamp) {
                put_bytes(&mut response, 2, &activity.encode_to_vec());
            }
        }
        Ok(response.into())
    }

    /// Whether nothing came of a speculative task: then it never was.
    fn is_dropped(&self, run: Run, task: &Task, request: &Request) -> bool {
        let Some(execution) = self.at(run) else { return false };
        let is_rejection =
            |message: &ProtocolMessage| message.body.as_ref().is_some_and(|body| body.type_url.ends_with(".Rejection"));
        // The last event is the completion of the last task.
        let is_fresh = execution.last_started == execution.events.next_id() - 2;
        task.kind == Kind::Speculative
            && is_fresh
            && request.commands.is_empty()
            && !request.force_create_new_workflow_task
            && request.messages.iter().all(is_rejection)
    }

    fn drop_speculative(&mut self, run: Run, task: &Task, request: &Request) -> Bytes {
        self.take_messages(run, &request.messages);
        self.end_unprocessed(run, task);
        let Some(execution) = self.at_mut(run) else { return super::NOTHING };
        execution.task = None;
        execution.sticky = sticky(request.sticky_attributes.as_ref());
        let (last_started, waits) = (execution.last_started, execution.updates.is_waiting());
        self.answer_queries(run, task, &request.query_results);
        if waits {
            self.schedule(run, Kind::Speculative);
        }
        self.release_queries(run);
        let mut response = Vec::new();
        if request.return_new_workflow_task
            && let Some(next) = self.next_at_once(run)
        {
            put_bytes(&mut response, 1, &next);
        }
        encode_key(3, WireType::Varint, &mut response);
        encode_varint(u64::try_from(last_started).unwrap_or_default(), &mut response);
        response.into()
    }

    /// Writes that a task was completed; the event's id. What is not the completion's own waits from here on.
    fn write_completed(&mut self, run: Run, task: &Task, request: &Request) -> i64 {
        self.write_virtual(run, task);
        let started = if task.kind == Kind::Normal { task.started } else { self.last_event(run) };
        let completed = WorkflowTaskCompletedEventAttributes {
            scheduled_event_id: if task.kind == Kind::Normal { task.scheduled } else { started - 1 },
            started_event_id: started,
            identity: request.identity.clone(),
            sdk_metadata: request.sdk_metadata.clone(),
            ..Default::default()
        };
        let attributes = Attributes::WorkflowTaskCompletedEventAttributes(completed);
        let completed = self.append(run, EventType::WorkflowTaskCompleted, attributes);
        let now = self.wall();
        if let Some(execution) = self.at_mut(run) {
            if execution.last_started == 0 {
                execution.first_completed = now;
            }
            execution.task = None;
            execution.is_completing = true;
            execution.attempt = 1;
            execution.last_started = started;
            execution.sticky = sticky(request.sticky_attributes.as_ref());
        }
        completed
    }

    pub(super) fn last_event(&self, run: Run) -> i64 {
        self.at(run).map_or(0, |execution| execution.events.next_id() - 1)
    }

    /// The task that a completion brings about goes back with the answer.
    fn next_at_once(&mut self, run: Run) -> Option<Vec<u8>> {
        let execution = self.open(run)?;
        let task = execution.task.as_ref().filter(|task| task.stage == Stage::Scheduled)?;
        let (number, is_sticky) = (task.number, execution.sticky.is_some());
        let task = self.begin_task(run, number)?;
        Some(self.task_response(run, &task, is_sticky))
    }
}

/// Which worker has the run from now on, and how long its tasks wait for it.
fn sticky(attributes: Option<&StickyExecutionAttributes>) -> Option<(String, Duration)> {
    let attributes = attributes?;
    let queue = attributes.worker_task_queue.as_ref()?.name.clone();
    Some((queue, Duration::try_from(attributes.schedule_to_start_timeout?).ok()?))
}
