//! Decides the life of a workflow task in the model: scheduled, started, completed, failed, timed out, and transient
//! where it was tried before.

use super::{
    Alarm, Dispatch, PAGE, Server,
    execution::{TASK_TIMEOUT, Task},
    gone, token, token_of,
};
use bytes::Bytes;
use dacapo_core::rpc::{CallEnd, Code, Status};
use dacapo_proto::temporal::api::{
    common::v1::WorkflowType,
    enums::v1::{EventType, TimeoutType, WorkflowTaskFailedCause},
    history::v1::{
        History, HistoryEvent, WorkflowTaskCompletedEventAttributes, WorkflowTaskFailedEventAttributes,
        WorkflowTaskScheduledEventAttributes, WorkflowTaskStartedEventAttributes, WorkflowTaskTimedOutEventAttributes,
        history_event::Attributes,
    },
    query::v1::WorkflowQuery,
    workflowservice::v1::{
        PollWorkflowTaskQueueResponse, RespondQueryTaskCompletedRequest, RespondWorkflowTaskCompletedRequest,
        RespondWorkflowTaskCompletedResponse, RespondWorkflowTaskFailedRequest,
    },
};
use prost::Message;
use std::time::Duration;

impl Server {
    /// Schedules a task unless there is one; it goes to the worker that has the run, if one does.
    pub(super) fn schedule_task(&mut self, run_id: &str) {
        let Some(execution) = self.executions.get(run_id) else { return };
        if execution.outcome.is_some() || execution.task != Task::None {
            return;
        }
        let (attempt, sticky) = (execution.attempt, execution.sticky.clone());
        let is_transient = attempt > 1;
        let scheduled = if is_transient {
            execution.next_id()
        } else {
            let scheduled = WorkflowTaskScheduledEventAttributes { attempt: 1, ..Default::default() };
            let attributes = Attributes::WorkflowTaskScheduledEventAttributes(scheduled);
            self.append(run_id, EventType::WorkflowTaskScheduled, attributes)
        };
        if let Some(execution) = self.executions.get_mut(run_id) {
            execution.task = Task::Scheduled { scheduled, is_transient };
        }
        let dispatch = Dispatch::Task { run_id: run_id.into(), scheduled, attempt };
        self.queue(sticky.as_ref().map(|(queue, _)| queue.as_str()), dispatch);
        if let Some((_, timeout)) = sticky {
            self.alarm(timeout, Alarm::StickyTimesOut { run_id: run_id.into(), scheduled, attempt });
        }
    }

    /// Gives a task to a worker, unless it is not there any more.
    pub(super) fn start_task(
        &mut self,
        run_id: &str,
        (scheduled, attempt): (i64, i32),
        is_sticky: bool,
    ) -> Option<PollWorkflowTaskQueueResponse> {
        let execution = self.executions.get(run_id)?;
        let Task::Scheduled { scheduled: at, is_transient } = execution.task else { return None };
        if at != scheduled || execution.attempt != attempt {
            return None;
        }
        let attributes = started(scheduled);
        let last_started = execution.last_started;
        let mut transient = Vec::new();
        let started_event_id = if is_transient {
            let time = Some(self.wall().to_wire());
            let scheduled_attributes = WorkflowTaskScheduledEventAttributes { attempt, ..Default::default() };
            transient.push(HistoryEvent {
                event_id: scheduled,
                event_time: time,
                event_type: EventType::WorkflowTaskScheduled.into(),
                attributes: Some(Attributes::WorkflowTaskScheduledEventAttributes(scheduled_attributes)),
                ..Default::default()
            });
            transient.push(HistoryEvent {
                event_id: scheduled + 1,
                event_time: time,
                event_type: EventType::WorkflowTaskStarted.into(),
                attributes: Some(attributes),
                ..Default::default()
            });
            scheduled + 1
        } else {
            self.append(run_id, EventType::WorkflowTaskStarted, attributes)
        };
        self.alarm(TASK_TIMEOUT, Alarm::TaskTimesOut { run_id: run_id.into(), scheduled, attempt });
        let execution = self.executions.get_mut(run_id)?;
        execution.task = Task::Started { scheduled, is_transient };
        let from = if is_sticky { usize::try_from(last_started).unwrap_or_default() } else { 0 };
        let mut events = execution.events.get(from..).unwrap_or_default().to_vec();
        // A page that is not the last lacks the transient events, which only the last one has.
        let mut next_page_token = Bytes::new();
        if events.len() > PAGE && transient.is_empty() {
            events.truncate(PAGE);
            next_page_token = Bytes::from((from + PAGE).to_string());
        }
        events.extend(transient);
        Some(PollWorkflowTaskQueueResponse {
            task_token: token_of(run_id, scheduled, attempt),
            workflow_execution: Some(execution.wire()),
            workflow_type: Some(WorkflowType { name: execution.workflow_type.clone() }),
            previous_started_event_id: last_started,
            started_event_id,
            attempt,
            history: Some(History { events }),
            next_page_token,
            ..Default::default()
        })
    }

    /// Gives a query to a worker.
    pub(super) fn start_query(
        &self,
        run_id: &str,
        query: u64,
        is_sticky: bool,
    ) -> Option<PollWorkflowTaskQueueResponse> {
        let execution = self.executions.get(run_id)?;
        if execution.last_started == 0 {
            return None;
        }
        let (events, next_page_token) =
            if is_sticky { (Vec::new(), Bytes::new()) } else { execution.page(&Bytes::new()) };
        Some(PollWorkflowTaskQueueResponse {
            task_token: token_of(run_id, -1, i32::try_from(query).unwrap_or_default()),
            workflow_execution: Some(execution.wire()),
            workflow_type: Some(WorkflowType { name: execution.workflow_type.clone() }),
            previous_started_event_id: execution.last_started,
            attempt: 1,
            history: Some(History { events }),
            next_page_token,
            query: Some(WorkflowQuery { query_type: "state".into(), ..Default::default() }),
            ..Default::default()
        })
    }

    pub(super) fn answer_query(&mut self, message: &Bytes) -> CallEnd {
        let answered = RespondQueryTaskCompletedRequest::decode(message.clone()).unwrap_or_default();
        let (run_id, _, query) = token(&answered.task_token).ok_or_else(|| gone("no such query"))?;
        let execution = self.executions.get_mut(&run_id).ok_or_else(|| gone("no such run"))?;
        let known = execution.queries.len();
        execution.queries.retain(|waiting| i32::try_from(*waiting) != Ok(query));
        execution.answered_queries += known - execution.queries.len();
        Ok(Bytes::new())
    }

    /// The started task that a token names.
    fn open_task(&self, task_token: &Bytes) -> Result<(String, i64, bool), Status> {
        let (run_id, scheduled, attempt) = token(task_token).ok_or_else(|| gone("Workflow task not found."))?;
        let execution = self.executions.get(&run_id).ok_or_else(|| gone("no such run"))?;
        match execution.task {
            Task::Started { scheduled: at, is_transient } if at == scheduled && execution.attempt == attempt => {
                Ok((run_id, scheduled, is_transient))
            }
            Task::Started { .. } | Task::Scheduled { .. } | Task::None => Err(gone("Workflow task not found.")),
        }
    }

    /// Writes the events of a transient task that ended well; the event that it started with.
    fn settle_started(&mut self, run_id: &str, scheduled: i64, is_transient: bool) -> i64 {
        if is_transient {
            let attributes = WorkflowTaskScheduledEventAttributes::default();
            self.append(
                run_id,
                EventType::WorkflowTaskScheduled,
                Attributes::WorkflowTaskScheduledEventAttributes(attributes),
            );
            self.append(run_id, EventType::WorkflowTaskStarted, started(scheduled));
        }
        scheduled + 1
    }

    pub(super) fn complete_task(&mut self, message: &Bytes) -> CallEnd {
        let request = RespondWorkflowTaskCompletedRequest::decode(message.clone())
            .map_err(|error| Status::new(Code::InvalidArgument, error.to_string()))?;
        let (run_id, scheduled, is_transient) = self.open_task(&request.task_token)?;
        let closes = request.commands.iter().any(super::command::is_terminal);
        let execution = self.executions.get(&run_id).ok_or_else(|| gone("no such run"))?;
        if closes && !execution.buffered.is_empty() {
            self.fail_open(&run_id, (scheduled, is_transient), WorkflowTaskFailedCause::UnhandledCommand);
            return Err(Status::new(Code::InvalidArgument, "UnhandledCommand"));
        }
        let started = self.settle_started(&run_id, scheduled, is_transient);
        let completed = WorkflowTaskCompletedEventAttributes {
            scheduled_event_id: scheduled,
            started_event_id: started,
            identity: request.identity.clone(),
            sdk_metadata: request.sdk_metadata.clone(),
            ..Default::default()
        };
        let attributes = Attributes::WorkflowTaskCompletedEventAttributes(completed);
        let completed = self.append(&run_id, EventType::WorkflowTaskCompleted, attributes);
        let sticky = request.sticky_attributes.as_ref().and_then(|sticky| {
            let queue = sticky.worker_task_queue.as_ref()?.name.clone();
            let timeout = Duration::try_from(sticky.schedule_to_start_timeout?).ok()?;
            Some((queue, timeout))
        });
        if let Some(execution) = self.executions.get_mut(&run_id) {
            execution.task = Task::None;
            execution.attempt = 1;
            execution.last_started = started;
            execution.sticky = sticky;
        }
        let eager = self.take_commands(&run_id, completed, request.commands)?;
        let has_news = self.flush(&run_id);
        if has_news || request.force_create_new_workflow_task {
            self.schedule_task(&run_id);
        }
        let workflow_task = request.return_new_workflow_task.then(|| self.next_at_once(&run_id)).flatten();
        let activity_tasks = eager.into_iter().filter_map(|id| self.start_activity(&run_id, id)).collect();
        let response = RespondWorkflowTaskCompletedResponse { workflow_task, activity_tasks, ..Default::default() };
        Ok(response.encode_to_vec().into())
    }

    /// The task that a completion brings about goes back with the answer.
    fn next_at_once(&mut self, run_id: &str) -> Option<PollWorkflowTaskQueueResponse> {
        let execution = self.executions.get(run_id)?;
        let Task::Scheduled { scheduled, .. } = execution.task else { return None };
        let attempt = execution.attempt;
        let is_sticky = execution.sticky.is_some();
        self.start_task(run_id, (scheduled, attempt), is_sticky)
    }

    /// Writes the events that waited; whether there were any.
    fn flush(&mut self, run_id: &str) -> bool {
        let Some(execution) = self.executions.get_mut(run_id) else { return false };
        let buffered = std::mem::take(&mut execution.buffered);
        let has_news = !buffered.is_empty();
        for (kind, attributes) in buffered {
            self.append(run_id, kind, attributes);
        }
        has_news
    }

    pub(super) fn fail_task(&mut self, message: &Bytes) -> CallEnd {
        let request = RespondWorkflowTaskFailedRequest::decode(message.clone()).unwrap_or_default();
        let (run_id, scheduled, is_transient) = self.open_task(&request.task_token)?;
        self.fail_open(&run_id, (scheduled, is_transient), request.cause());
        Ok(Bytes::new())
    }

    fn fail_open(&mut self, run_id: &str, (scheduled, is_transient): (i64, bool), cause: WorkflowTaskFailedCause) {
        let failed = WorkflowTaskFailedEventAttributes {
            scheduled_event_id: scheduled,
            started_event_id: scheduled + 1,
            cause: cause.into(),
            ..Default::default()
        };
        let attributes = Attributes::WorkflowTaskFailedEventAttributes(failed);
        self.end_unwell(run_id, is_transient, (EventType::WorkflowTaskFailed, attributes));
    }

    pub(super) fn task_timed_out(&mut self, run_id: &str, (scheduled, attempt): (i64, i32)) {
        let Some(execution) = self.executions.get(run_id) else { return };
        let Task::Started { scheduled: at, is_transient } = execution.task else { return };
        if at == scheduled && execution.attempt == attempt {
            let attributes = timed_out(scheduled, scheduled + 1, TimeoutType::StartToClose);
            self.end_unwell(run_id, is_transient, (EventType::WorkflowTaskTimedOut, attributes));
        }
    }

    /// Nobody asked for it on its worker's queue: it goes to everybody's.
    pub(super) fn sticky_timed_out(&mut self, run_id: &str, (scheduled, attempt): (i64, i32)) {
        let Some(execution) = self.executions.get_mut(run_id) else { return };
        let Task::Scheduled { scheduled: at, is_transient } = execution.task else { return };
        if at != scheduled || execution.attempt != attempt {
            return;
        }
        execution.sticky = None;
        execution.task = Task::None;
        if !is_transient {
            let attributes = timed_out(scheduled, 0, TimeoutType::ScheduleToStart);
            self.append(run_id, EventType::WorkflowTaskTimedOut, attributes);
        }
        self.schedule_task(run_id);
    }

    /// A task that did not end well is tried again, by any worker. Only the first try is in history.
    fn end_unwell(&mut self, run_id: &str, is_transient: bool, (kind, attributes): (EventType, Attributes)) {
        if let Some(execution) = self.executions.get_mut(run_id) {
            execution.task = Task::None;
            execution.sticky = None;
            execution.attempt += 1;
        }
        if !is_transient {
            self.append(run_id, kind, attributes);
        }
        if self.flush(run_id)
            && let Some(execution) = self.executions.get_mut(run_id)
        {
            // Something new is in history: this is another task, not another try.
            execution.attempt = 1;
        }
        self.schedule_task(run_id);
    }
}

fn started(scheduled: i64) -> Attributes {
    let started = WorkflowTaskStartedEventAttributes { scheduled_event_id: scheduled, ..Default::default() };
    Attributes::WorkflowTaskStartedEventAttributes(started)
}

fn timed_out(scheduled: i64, started: i64, kind: TimeoutType) -> Attributes {
    Attributes::WorkflowTaskTimedOutEventAttributes(WorkflowTaskTimedOutEventAttributes {
        scheduled_event_id: scheduled,
        started_event_id: started,
        timeout_type: kind.into(),
    })
}
