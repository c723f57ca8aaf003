//! Reads events of the execution itself and of its workflow tasks.

use super::{Parsed, read};
use crate::{
    history::event::{Attributes, Execution, ExecutionStarted, ParentExecution, Signal, TaskCompleted, TaskStarted},
    id::{EventId, Text},
    wire::{Field, Fields, WireError},
};
use alloc::boxed::Box;
use dacapo_proto::temporal::api::{common::v1::Priority, enums::v1::WorkflowTaskFailedCause};
use prost::Message;

pub(super) fn execution_started(mut fields: Fields<'_>) -> Parsed {
    let mut a = ExecutionStarted::default();
    let mut parent = ParentExecution::default();
    let mut parent_execution = None;
    read!(fields, {
        1 => a.workflow_type => name, 2 => parent.namespace => text, 3 => parent_execution => some_execution,
        5 => a.task_queue => name, 6 => a.input => payloads, 7 => a.workflow_execution_timeout => some_duration,
        8 => a.workflow_run_timeout => some_duration, 9 => a.workflow_task_timeout => some_duration,
        10 => a.continued_execution_run_id => text, 11 => a.initiator => i32, 12 => a.continued_failure => some_failure,
        13 => a.last_completion_result => some_payloads, 14 => a.original_execution_run_id => text,
        15 => a.identity => text, 16 => a.first_execution_run_id => text, 17 => a.retry_policy => some_bytes,
        18 => a.attempt => i32, 19 => a.expiration_time => some_time, 20 => a.cron_schedule => text,
        21 => a.first_workflow_task_backoff => some_duration, 22 => a.memo => some_map,
        23 => a.search_attributes => some_map, 25 => a.header => map, 28 => a.workflow_id => text,
        31 => a.root => some_execution, 35 => a.priority => some_priority,
    });
    a.parent = parent_execution.map(|execution| ParentExecution {
        namespace: parent.namespace,
        workflow_id: execution.workflow_id,
        run_id: execution.run_id,
    });
    Ok(Attributes::WorkflowExecutionStarted(Box::new(a)))
}

impl Field<'_> {
    fn some_execution(&self) -> Result<Option<Execution>, WireError> {
        self.execution().map(Some)
    }

    pub(crate) fn execution(&self) -> Result<Execution, WireError> {
        let (mut fields, mut execution) = (self.message()?, Execution::default());
        read!(fields, { 1 => execution.workflow_id => text, 2 => execution.run_id => text });
        Ok(execution)
    }

    fn some_bytes(&self) -> Result<Option<bytes::Bytes>, WireError> {
        self.bytes().map(Some)
    }

    fn some_priority(&self) -> Result<Option<Priority>, WireError> {
        let wrong = WireError { field: self.number, what: "the priority cannot be read" };
        Priority::decode(self.bytes()?).map(Some).map_err(|_| wrong)
    }

    fn nested_text(&self) -> Result<Text, WireError> {
        self.name()
    }
}

pub(super) fn signaled(mut fields: Fields<'_>) -> Parsed {
    let mut a = Box::<Signal>::default();
    read!(fields, { 1 => a.signal_name => text, 2 => a.input => payloads, 3 => a.identity => text, 4 => a.header => map });
    Ok(Attributes::WorkflowExecutionSignaled(a))
}

pub(super) fn cancel_requested(mut fields: Fields<'_>) -> Parsed {
    let mut cause = Text::default();
    read!(fields, { 1 => cause => text });
    Ok(Attributes::WorkflowExecutionCancelRequested { cause })
}

pub(super) fn started(mut fields: Fields<'_>) -> Parsed {
    let mut a = TaskStarted::default();
    while let Some(field) = fields.next()? {
        match field.number {
            4 => a.suggest_continue_as_new = field.bool()?,
            5 => a.history_size_bytes = field.u64_of_i64()?,
            8 => field.varints(|reason| {
                a.suggest_continue_as_new_reasons.push(i32::try_from(reason).unwrap_or_default());
            })?,
            9 => a.target_worker_deployment_version_changed = field.bool()?,
            _ => {}
        }
    }
    Ok(Attributes::WorkflowTaskStarted(a))
}

/// Reads what the worker said of itself; a later source of its version overrides an earlier one [ACTIVATION-4].
pub(super) fn completed(mut fields: Fields<'_>) -> Parsed {
    let mut a = Box::<TaskCompleted>::default();
    let (mut build_id, mut name, mut joined) = (Text::default(), Text::default(), Text::default());
    let mut message = None;
    while let Some(field) = fields.next()? {
        match field.number {
            2 => a.started = field.event_id()?,
            5 => build_id = field.nested_text()?,
            6 => metadata(&field, &mut a)?,
            9 => joined = field.text()?,
            10 => name = field.text()?,
            11 => message = Some(field.execution()?),
            _ => {}
        }
    }
    a.version.build_id = build_id;
    a.version.deployment_name = name;
    if let Some((deployment, build)) = joined.split_once('.') {
        a.version.deployment_name = deployment.into();
        a.version.build_id = build.into();
    }
    if let Some(pair) = message {
        // WorkerDeploymentVersion has the build id first and the deployment's name second.
        a.version.build_id = pair.workflow_id;
        a.version.deployment_name = pair.run_id;
    }
    Ok(Attributes::WorkflowTaskCompleted(a))
}

fn metadata(field: &Field<'_>, a: &mut TaskCompleted) -> Result<(), WireError> {
    let mut fields = field.message()?;
    while let Some(field) = fields.next()? {
        match field.number {
            1 => field.varints(|flag| a.core_used_flags.insert(u32::try_from(flag).unwrap_or(u32::MAX)))?,
            2 => field.varints(|flag| a.lang_used_flags.insert(u32::try_from(flag).unwrap_or(u32::MAX)))?,
            3 => a.sdk_name = field.text()?,
            4 => a.sdk_version = field.text()?,
            _ => {}
        }
    }
    Ok(())
}

pub(super) fn timed_out(mut fields: Fields<'_>) -> Parsed {
    let mut scheduled = EventId::default();
    read!(fields, { 1 => scheduled => event_id });
    Ok(Attributes::WorkflowTaskTimedOut { scheduled })
}

pub(super) fn failed(mut fields: Fields<'_>) -> Parsed {
    let (mut scheduled, mut cause, mut new_run_id) = (EventId::default(), 0, Text::default());
    read!(fields, { 1 => scheduled => event_id, 3 => cause => i32, 7 => new_run_id => text });
    let is_reset = cause == i32::from(WorkflowTaskFailedCause::ResetWorkflow);
    Ok(Attributes::WorkflowTaskFailed { scheduled, is_reset, new_run_id })
}
