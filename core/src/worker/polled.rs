//! Reads what the server gives out for workflow tasks, field by field: history stays the bytes that it came in.

use super::poller::Hints;
use crate::{
    history::{
        event::{Execution, UpdateRequest},
        parse::read,
    },
    id::{EventId, TaskToken, Text},
    time::WallTime,
    wire::{Field, Fields, WireError},
    workflow::{
        LEGACY_QUERY,
        activation::Query,
        task::{UpdateMessage, WorkflowTask},
    },
};
use bytes::Bytes;

/// `PollWorkflowTaskQueueResponse`.
#[derive(Clone, Debug, Default)]
pub(crate) struct PolledTask {
    pub(crate) token: TaskToken,
    pub(crate) execution: Execution,
    pub(crate) workflow_type: Text,
    pub(crate) task: WorkflowTask,
    pub(crate) next_page_token: Bytes,
    /// What the answer to a query has to carry beside the token.
    pub(crate) poller_group: Text,
    pub(crate) scheduled_time: Option<WallTime>,
    pub(crate) started_time: Option<WallTime>,
    pub(crate) hints: Hints,
}

impl PolledTask {
    /// Whether it only asks queries, and leaves the run where it is.
    pub(crate) fn is_query_only(&self) -> bool {
        self.task.legacy_query.is_some()
    }

    /// Reads a response. Without a task, which a poll that found none has, the token is empty.
    pub(crate) fn read(response: &Bytes) -> Result<Self, WireError> {
        let mut polled = Self::default();
        polled.read_fields(Fields::of(response))?;
        Ok(polled)
    }

    /// Reads one that is part of another message.
    pub(crate) fn read_field(field: &Field<'_>) -> Result<Self, WireError> {
        let mut polled = Self::default();
        polled.read_fields(field.message()?)?;
        Ok(polled)
    }

    fn read_fields(&mut self, mut fields: Fields<'_>) -> Result<(), WireError> {
        let (token, task) = (&mut self.token.0, &mut self.task);
        while let Some(field) = fields.next()? {
            match field.number {
                1 => *token = field.bytes()?,
                2 => self.execution = field.execution()?,
                3 => self.workflow_type = field.name()?,
                4 => task.previous_started_event_id = field.event_id()?,
                5 => task.started_event_id = field.event_id()?,
                6 => task.attempt = field.i32()?,
                7 => self.hints.backlog = usize::try_from(field.i64()?).unwrap_or_default(),
                8 => task.history = field.bytes()?,
                9 => self.next_page_token = field.bytes()?,
                10 => task.legacy_query = Some(query(&field, Text::from_static(LEGACY_QUERY))?),
                12 => self.scheduled_time = field.some_time()?,
                13 => self.started_time = field.some_time()?,
                14 => task.queries.push(query_entry(&field)?),
                15 => task.messages.extend(message(&field)?),
                17 => self.poller_group = field.text()?,
                16 => self.hints.advice = Some(advice(&field)?),
                _ => {}
            }
        }
        task.has_more = !self.next_page_token.is_empty();
        Ok(())
    }
}

/// Reads a `PollerScalingDecision`.
pub(crate) fn advice(field: &Field<'_>) -> Result<i32, WireError> {
    let (mut fields, mut delta) = (field.message()?, 0);
    read!(fields, { 1 => delta => i32 });
    Ok(delta)
}

fn query(field: &Field<'_>, query_id: Text) -> Result<Query, WireError> {
    let (mut fields, mut query) = (field.message()?, Query { query_id, ..Query::default() });
    read!(fields, { 1 => query.query_type => text, 2 => query.arguments => payloads, 3 => query.header => map });
    Ok(query)
}

/// Reads an entry of the map of queries.
fn query_entry(field: &Field<'_>) -> Result<Query, WireError> {
    let (mut fields, mut id, mut asked) = (field.message()?, Text::default(), Query::default());
    while let Some(field) = fields.next()? {
        match field.number {
            1 => id = field.text()?,
            2 => asked = query(&field, Text::default())?,
            _ => {}
        }
    }
    asked.query_id = id;
    Ok(asked)
}

/// Reads a protocol message; `None` for one that is no request of an update.
fn message(field: &Field<'_>) -> Result<Option<UpdateMessage>, WireError> {
    let (mut fields, mut message, mut body) = (field.message()?, UpdateMessage::default(), None);
    let mut before_command = EventId(0);
    while let Some(field) = fields.next()? {
        match field.number {
            1 => message.id = field.text()?,
            2 => message.protocol_instance_id = field.text()?,
            3 => message.sequencing = field.event_id()?,
            4 => before_command = field.event_id()?,
            5 => body = any(&field)?,
            _ => {}
        }
    }
    // A server writes event ids; the command's index would count from the start of the task.
    if message.sequencing == EventId(0) {
        message.sequencing = before_command;
    }
    let request = match body {
        Some(body) => UpdateRequest::decode(&body)?,
        None => None,
    };
    Ok(request.map(|request| UpdateMessage { request, ..message }))
}

/// Reads a `google.protobuf.Any` of a `temporal.api.update.v1.Request`.
fn any(field: &Field<'_>) -> Result<Option<Bytes>, WireError> {
    let (mut fields, mut url, mut value) = (field.message()?, Text::default(), Bytes::new());
    read!(fields, { 1 => url => text, 2 => value => bytes });
    Ok(url.ends_with("temporal.api.update.v1.Request").then_some(value))
}

/// `RespondWorkflowTaskCompletedResponse`.
#[derive(Clone, Debug, Default)]
pub(crate) struct TaskAnswered {
    pub(crate) next: Option<PolledTask>,
    /// The encoded `PollActivityTaskQueueResponse`s of eager activities.
    pub(crate) activity_tasks: alloc::vec::Vec<Bytes>,
    pub(crate) reset_history_event_id: EventId,
}

impl TaskAnswered {
    pub(crate) fn read(response: &Bytes) -> Result<Self, WireError> {
        let (mut fields, mut answered) = (Fields::of(response), Self::default());
        while let Some(field) = fields.next()? {
            match field.number {
                1 => answered.next = Some(PolledTask::read_field(&field)?),
                2 => answered.activity_tasks.push(field.bytes()?),
                3 => answered.reset_history_event_id = field.event_id()?,
                _ => {}
            }
        }
        answered.next = answered.next.filter(|next| !next.token.0.is_empty());
        Ok(answered)
    }
}

/// A page of `GetWorkflowExecutionHistoryResponse`: its history and the token of the next one.
pub(crate) fn history_page(response: &Bytes) -> Result<(Bytes, Bytes), WireError> {
    let (mut fields, mut history, mut next) = (Fields::of(response), Bytes::new(), Bytes::new());
    read!(fields, { 1 => history => bytes, 3 => next => bytes });
    Ok((history, next))
}
