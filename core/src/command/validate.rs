//! Decides whether a command's fields can be sent at all; what a server would refuse is refused here, by field and rule.
//!
//! The rules are the server's own (`BAD_…_ATTRIBUTES`), so that no command which is in a history is refused.

use super::host::{Completion, HostKind, RetryPolicy, SignalTarget};
use crate::{error::Misuse, id::Text, limits::ID_BYTES, payload::PayloadMap};
use core::time::Duration;

type Broken = (&'static str, &'static str);

impl Completion {
    /// Checks every command.
    ///
    /// # Errors
    ///
    /// [`Misuse::InvalidCommand`] for the first command that breaks a rule.
    pub fn validate(&self) -> Result<(), Misuse> {
        let Self::Succeeded(success) = self else { return Ok(()) };
        for (index, command) in success.commands.iter().enumerate() {
            command.kind.validate().map_err(|(field, rule)| {
                let command = command.kind.name();
                Misuse::InvalidCommand { index, command, field, rule }
            })?;
        }
        Ok(())
    }
}

impl HostKind {
    fn validate(&self) -> Result<(), Broken> {
        match self {
            Self::ScheduleActivity(a) => {
                id("activity_id", &a.activity_id)?;
                id("activity_type", &a.activity_type)?;
                name("task_queue", &a.task_queue)?;
                either(a.start_to_close_timeout, a.schedule_to_close_timeout)?;
                map("headers", &a.header)?;
                retry(a.retry_policy.as_ref())
            }
            Self::ScheduleLocalActivity(a) => {
                id("activity_type", &a.activity_type)?;
                name("activity_id", &a.activity_id)?;
                either(a.start_to_close_timeout, a.schedule_to_close_timeout)?;
                map("headers", &a.header)?;
                retry(a.retry_policy.as_ref())
            }
            Self::StartChildWorkflow(c) => {
                id("workflow_id", &c.workflow_id)?;
                id("workflow_type", &c.workflow_type)?;
                name("task_queue", &c.task_queue)?;
                map("headers", &c.header)?;
                map("memo", &c.memo)?;
                attributes(c.search_attributes.as_ref())?;
                retry(c.retry_policy.as_ref())
            }
            Self::SignalExternalWorkflow(s) => {
                match &s.target {
                    SignalTarget::Execution { execution, .. } => {
                        id("workflow_execution.workflow_id", &execution.workflow_id)?
                    }
                    SignalTarget::Child(child) => id("child_workflow_id", child)?,
                }
                id("signal_name", &s.signal_name)?;
                map("headers", &s.header)
            }
            Self::RequestCancelExternalWorkflow { execution, .. } => {
                id("workflow_execution.workflow_id", &execution.workflow_id)
            }
            Self::SetPatchMarker { patch_id, .. } => id("patch_id", patch_id),
            Self::UpsertWorkflowSearchAttributes { search_attributes } => attributes(Some(search_attributes)),
            Self::ModifyWorkflowProperties { upserted_memo } => map("upserted_memo", upserted_memo),
            Self::RecordMarker(m) => id("marker_name", &m.marker_name),
            Self::ScheduleNexusOperation(n) => {
                id("endpoint", &n.endpoint)?;
                id("service", &n.service)?;
                id("operation", &n.operation)
            }
            Self::ContinueAsNew(c) => {
                name("workflow_type", &c.workflow_type)?;
                name("task_queue", &c.task_queue)?;
                map("headers", &c.header)?;
                map("memo", &c.memo)?;
                attributes(c.search_attributes.as_ref())?;
                retry(c.retry_policy.as_ref())
            }
            Self::StartTimer(_)
            | Self::CancelTimer { .. }
            | Self::RequestCancelActivity { .. }
            | Self::RequestCancelLocalActivity { .. }
            | Self::CancelChildWorkflow { .. }
            | Self::CancelSignalWorkflow { .. }
            | Self::UpdateResponse { .. }
            | Self::RequestCancelNexusOperation { .. }
            | Self::RespondToQuery { .. }
            | Self::CompleteWorkflow { .. }
            | Self::FailWorkflow { .. }
            | Self::CancelWorkflow { .. } => Ok(()),
        }
    }
}

fn id(field: &'static str, text: &Text) -> Result<(), Broken> {
    if text.is_empty() { Err((field, "must not be empty")) } else { name(field, text) }
}

fn name(field: &'static str, text: &Text) -> Result<(), Broken> {
    if text.as_bytes().len() > ID_BYTES { Err((field, "must not be longer than 1000 bytes")) } else { Ok(()) }
}

fn either(start_to_close: Option<Duration>, schedule_to_close: Option<Duration>) -> Result<(), Broken> {
    let positive = |timeout: Option<Duration>| timeout.is_some_and(|t| !t.is_zero());
    if positive(start_to_close) || positive(schedule_to_close) {
        Ok(())
    } else {
        Err(("start_to_close_timeout", "must be positive, unless schedule_to_close_timeout is"))
    }
}

fn map(field: &'static str, map: &PayloadMap) -> Result<(), Broken> {
    if map.is_well_formed() { Ok(()) } else { Err((field, "must be a map of names to payloads")) }
}

fn attributes(attributes: Option<&PayloadMap>) -> Result<(), Broken> {
    let Some(attributes) = attributes else { return Ok(()) };
    map("search_attributes", attributes)?;
    if attributes.iter().any(|(key, _)| key.is_empty()) {
        return Err(("search_attributes", "must not have an empty name"));
    }
    Ok(())
}

fn retry(policy: Option<&RetryPolicy>) -> Result<(), Broken> {
    let Some(policy) = policy else { return Ok(()) };
    let coefficient = policy.backoff_coefficient;
    if !(coefficient == 0.0 || coefficient >= 1.0) {
        return Err(("retry_policy.backoff_coefficient", "must be at least 1, or 0 for the server's default"));
    }
    if policy.maximum_attempts < 0 {
        return Err(("retry_policy.maximum_attempts", "must not be negative"));
    }
    match (policy.initial_interval, policy.maximum_interval) {
        (Some(initial), Some(maximum)) if !maximum.is_zero() && maximum < initial => {
            Err(("retry_policy.maximum_interval", "must not be shorter than initial_interval"))
        }
        _ => Ok(()),
    }
}
