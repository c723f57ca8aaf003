//! Decides how schedules are made.

use super::{NewWorkflowExecutionInfo, Schedule, ScheduleError, ScheduleHandle, ScheduleOptions};
use crate::{
    Client,
    convert::{Arguments, Converter},
    error::Meaning,
    workflow::StartOptions,
};
use dacapo_proto::temporal::api::{
    common::v1::Memo,
    schedule::v1::{SchedulePatch, TriggerImmediatelyRequest},
    workflowservice::v1::CreateScheduleRequest,
};
use dacapo_runtime::{Runtime, Transport};

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// The workflow that a schedule is to start. Its conflict policy, request id and start delay are the schedule's business.
    ///
    /// # Errors
    ///
    /// A value cannot be written, or an option cannot be what it is.
    pub fn scheduled_workflow(
        &self,
        workflow_type: &str,
        arguments: impl Arguments,
        options: StartOptions,
    ) -> Result<NewWorkflowExecutionInfo, ScheduleError> {
        let start = self.start_request(workflow_type, &arguments, options)?;
        Ok(NewWorkflowExecutionInfo {
            workflow_id: start.workflow_id,
            workflow_type: start.workflow_type,
            task_queue: start.task_queue,
            input: start.input,
            workflow_execution_timeout: start.workflow_execution_timeout,
            workflow_run_timeout: start.workflow_run_timeout,
            workflow_task_timeout: start.workflow_task_timeout,
            workflow_id_reuse_policy: start.workflow_id_reuse_policy,
            retry_policy: start.retry_policy,
            cron_schedule: start.cron_schedule,
            memo: start.memo,
            search_attributes: start.search_attributes,
            header: start.header,
            user_metadata: start.user_metadata,
            versioning_override: start.versioning_override,
            priority: start.priority,
        })
    }

    /// Makes a schedule. However often the call is made again, the server makes one.
    ///
    /// # Errors
    ///
    /// It was not made.
    pub async fn create_schedule(
        &self,
        schedule_id: impl Into<String>,
        schedule: &Schedule,
        options: ScheduleOptions,
    ) -> Result<ScheduleHandle<R, T, C>, ScheduleError> {
        let handle = self.schedule(schedule_id);
        let overlap_policy = schedule.policies.overlap.into();
        let trigger = TriggerImmediatelyRequest { overlap_policy, ..Default::default() };
        let patch = SchedulePatch {
            trigger_immediately: options.triggers.then_some(trigger),
            backfill_request: options.backfills.iter().map(|backfill| backfill.to_wire()).collect(),
            ..Default::default()
        };
        let has_patch = patch != SchedulePatch::default();
        let request = CreateScheduleRequest {
            namespace: self.namespace().to_owned(),
            schedule_id: handle.schedule_id().to_owned(),
            schedule: Some(schedule.to_wire()?),
            initial_patch: has_patch.then_some(patch),
            identity: self.identity().to_owned(),
            request_id: self.request_id(),
            memo: (!options.memo.is_empty()).then_some(Memo { fields: options.memo }),
            search_attributes: options.search_attributes.into_wire(),
        };
        match self.call(&request).await {
            Ok(_) => Ok(handle),
            Err(call) if *call.meaning() == Meaning::AlreadyExists => {
                Err(ScheduleError::AlreadyExists { schedule_id: request.schedule_id, call })
            }
            Err(call) => Err(call.into()),
        }
    }
}
