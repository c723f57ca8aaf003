//! Decides which command an action's options make.

use crate::{
    activity::ActivityAction,
    program::{
        Activity, CancelExternal, ChildWorkflow, ContinueAsNew, LocalActivity, Marker, NexusOperation, Priority,
        RetryPolicy, SignalExternal, TYPE, VersioningOverride,
    },
    value::{self, Length, payload},
};
use core::time::Duration;
use dacapo_core::{
    command::{RecordMarker, host},
    history::event::{Execution, ParentExecution},
    id::{Seq, Text},
    payload::Payloads,
    time::WallTime,
};
use dacapo_proto::temporal::api::{
    common::v1 as common,
    deployment::v1::WorkerDeploymentVersion,
    workflow::v1::{self as workflow, versioning_override},
};
use host::HostKind;
use serde_json::Value;

/// How long an activity may take that does not say.
const A_MINUTE: Length = Length::millis(60_000);

fn text(text: &str) -> Text {
    text.into()
}

fn or(given: &str, otherwise: &str) -> Text {
    text(if given.is_empty() { otherwise } else { given })
}

fn length(length: Option<Length>) -> Option<Duration> {
    length.map(|length| length.0)
}

/// The time an activity may take, which one of two options must give.
fn or_a_minute(start_to_close: Option<Length>, schedule_to_close: Option<Length>) -> Option<Duration> {
    length(start_to_close.or_else(|| schedule_to_close.is_none().then_some(A_MINUTE)))
}

fn arguments(does: &[ActivityAction], arguments: Option<&Vec<Value>>) -> Payloads {
    match arguments {
        Some(values) => value::payloads(values),
        None => core::iter::once(payload(&does)).collect(),
    }
}

impl Activity {
    pub(super) fn command(&self, seq: Seq) -> HostKind {
        HostKind::ScheduleActivity(Box::new(host::ScheduleActivity {
            seq,
            activity_id: or(&self.activity_id, &seq.to_string()),
            activity_type: or(&self.activity_type, TYPE),
            task_queue: text(&self.task_queue),
            header: value::map(&self.header),
            arguments: arguments(&self.does, self.arguments.as_ref()),
            schedule_to_close_timeout: length(self.schedule_to_close_timeout),
            schedule_to_start_timeout: length(self.schedule_to_start_timeout),
            start_to_close_timeout: or_a_minute(self.start_to_close_timeout, self.schedule_to_close_timeout),
            heartbeat_timeout: length(self.heartbeat_timeout),
            retry_policy: self.retry_policy.as_ref().map(RetryPolicy::policy),
            cancellation_type: self.cancellation_type,
            do_not_eagerly_execute: self.do_not_eagerly_execute,
            versioning_intent: self.versioning_intent,
            priority: self.priority.as_ref().map(Priority::priority),
        }))
    }
}

impl LocalActivity {
    pub(super) fn command(&self, seq: Seq, attempt: u32, original_schedule_time: Option<WallTime>) -> HostKind {
        HostKind::ScheduleLocalActivity(Box::new(host::ScheduleLocalActivity {
            seq,
            activity_id: or(&self.activity_id, &seq.to_string()),
            activity_type: or(&self.activity_type, TYPE),
            attempt,
            original_schedule_time,
            header: value::map(&self.header),
            arguments: arguments(&self.does, self.arguments.as_ref()),
            schedule_to_close_timeout: length(self.schedule_to_close_timeout),
            schedule_to_start_timeout: length(self.schedule_to_start_timeout),
            start_to_close_timeout: or_a_minute(self.start_to_close_timeout, self.schedule_to_close_timeout),
            retry_policy: self.retry_policy.as_ref().map(RetryPolicy::policy),
            local_retry_threshold: length(self.local_retry_threshold),
            cancellation_type: self.cancellation_type,
            include_arguments_in_marker: self.include_arguments_in_marker,
        }))
    }
}

impl ChildWorkflow {
    pub(super) fn command(&self, seq: Seq, parent: &Text) -> HostKind {
        HostKind::StartChildWorkflow(Box::new(host::StartChildWorkflow {
            seq,
            namespace: text(&self.namespace),
            workflow_id: or(&self.workflow_id, &format!("{parent}/{seq}")),
            workflow_type: or(&self.workflow_type, TYPE),
            task_queue: text(&self.task_queue),
            input: match &self.arguments {
                Some(values) => value::payloads(values),
                None => self.program.arguments(),
            },
            workflow_execution_timeout: length(self.workflow_execution_timeout),
            workflow_run_timeout: length(self.workflow_run_timeout),
            workflow_task_timeout: length(self.workflow_task_timeout),
            parent_close_policy: self.parent_close_policy,
            workflow_id_reuse_policy: self.workflow_id_reuse_policy,
            retry_policy: self.retry_policy.as_ref().map(RetryPolicy::policy),
            cron_schedule: text(&self.cron_schedule),
            header: value::map(&self.header),
            memo: value::map(&self.memo),
            search_attributes: self.search_attributes.as_ref().map(value::search_attributes),
            cancellation_type: self.cancellation_type,
            versioning_intent: self.versioning_intent,
            priority: self.priority.as_ref().map(Priority::priority),
            versioning_override: self.versioning_override.as_ref().map(VersioningOverride::message),
        }))
    }
}

impl SignalExternal {
    pub(super) fn command(&self, seq: Seq) -> HostKind {
        let target = if self.child.is_empty() {
            let execution = Execution { workflow_id: text(&self.workflow_id), run_id: text(&self.run_id) };
            host::SignalTarget::Execution { namespace: text(&self.namespace), execution }
        } else {
            host::SignalTarget::Child(text(&self.child))
        };
        HostKind::SignalExternalWorkflow(Box::new(host::SignalExternalWorkflow {
            seq,
            target,
            signal_name: text(&self.signal_name),
            input: value::payloads(&self.arguments),
            header: value::map(&self.header),
        }))
    }
}

impl CancelExternal {
    pub(super) fn command(&self, seq: Seq) -> HostKind {
        let execution = Box::new(ParentExecution {
            namespace: text(&self.namespace),
            workflow_id: text(&self.workflow_id),
            run_id: text(&self.run_id),
        });
        HostKind::RequestCancelExternalWorkflow { seq, execution, reason: text(&self.reason) }
    }
}

impl NexusOperation {
    pub(super) fn command(&self, seq: Seq) -> HostKind {
        HostKind::ScheduleNexusOperation(Box::new(host::ScheduleNexusOperation {
            seq,
            endpoint: text(&self.endpoint),
            service: text(&self.service),
            operation: text(&self.operation),
            input: self.input.as_ref().map(payload),
            schedule_to_close_timeout: length(self.schedule_to_close_timeout),
            schedule_to_start_timeout: length(self.schedule_to_start_timeout),
            start_to_close_timeout: length(self.start_to_close_timeout),
            nexus_header: self.nexus_header.iter().map(|(key, value)| (text(key), text(value))).collect(),
            cancellation_type: self.cancellation_type,
        }))
    }
}

impl Marker {
    pub(super) fn command(&self) -> HostKind {
        HostKind::RecordMarker(Box::new(RecordMarker {
            marker_name: text(&self.marker_name),
            details: vec![("data", value::payloads(&self.details))],
            ..RecordMarker::default()
        }))
    }
}

impl ContinueAsNew {
    pub(super) fn command(&self, workflow_type: &Text, arguments: Payloads) -> HostKind {
        HostKind::ContinueAsNew(Box::new(host::ContinueAsNew {
            workflow_type: or(&self.workflow_type, workflow_type),
            task_queue: text(&self.task_queue),
            arguments,
            workflow_run_timeout: length(self.workflow_run_timeout),
            workflow_task_timeout: length(self.workflow_task_timeout),
            memo: value::map(&self.memo),
            header: value::map(&self.header),
            search_attributes: self.search_attributes.as_ref().map(value::search_attributes),
            retry_policy: self.retry_policy.as_ref().map(RetryPolicy::policy),
            versioning_intent: self.versioning_intent,
            initial_versioning_behavior: self.initial_versioning_behavior,
            backoff_start_interval: length(self.backoff_start_interval),
        }))
    }
}

impl RetryPolicy {
    fn policy(&self) -> host::RetryPolicy {
        host::RetryPolicy {
            initial_interval: length(self.initial_interval),
            backoff_coefficient: self.backoff_coefficient,
            maximum_interval: length(self.maximum_interval),
            maximum_attempts: self.maximum_attempts,
            non_retryable_error_types: self.non_retryable_error_types.iter().map(|name| text(name)).collect(),
        }
    }
}

impl Priority {
    fn priority(&self) -> common::Priority {
        common::Priority {
            priority_key: self.priority_key,
            fairness_key: self.fairness_key.clone(),
            fairness_weight: self.fairness_weight,
        }
    }
}

impl VersioningOverride {
    fn message(&self) -> workflow::VersioningOverride {
        let chosen = match self {
            Self::AutoUpgrade(_) => versioning_override::Override::AutoUpgrade(true),
            Self::Pinned(version) => versioning_override::Override::Pinned(versioning_override::PinnedOverride {
                behavior: versioning_override::PinnedOverrideBehavior::Pinned.into(),
                version: Some(WorkerDeploymentVersion {
                    deployment_name: version.deployment_name.clone(),
                    build_id: version.build_id.clone(),
                }),
            }),
        };
        workflow::VersioningOverride { r#override: Some(chosen), ..Default::default() }
    }
}
