//! Decides how a command is written for the server: a small message with payloads appended as the bytes they are.

use super::{Command, Kind, RecordMarker, SignalExternal, host};
use crate::{
    id::Text,
    payload::{Payload, PayloadMap, Payloads},
    time::duration_to_wire,
    wire::put_len,
};
use alloc::vec::Vec;
use bytes::{Bytes, BytesMut};
use core::time::Duration;
use dacapo_proto::temporal::api::{
    command::v1 as proto,
    common::v1::{ActivityType, RetryPolicy, WorkflowExecution, WorkflowType},
    enums::v1::{ContinueAsNewInitiator, TaskQueueKind},
    taskqueue::v1::TaskQueue,
};
use host::{
    ContinueAsNew, ScheduleActivity, ScheduleNexusOperation, SignalTarget, StartChildWorkflow, VersioningIntent,
};
use prost::Message;

const USER_METADATA: u32 = 301;

impl Command {
    /// Writes it as a `temporal.api.command.v1.Command`; `task_queue` is the worker's, which commands without one get.
    #[must_use]
    pub fn encode(&self, task_queue: &Text) -> Bytes {
        let mut attributes = BytesMut::new();
        let field = self.kind.encode(task_queue, &mut attributes);
        let head = proto::Command { command_type: self.command_type().into(), ..Default::default() };
        let mut out = BytesMut::with_capacity(attributes.len().saturating_add(16));
        put(&mut out, &head);
        put_len(&mut out, field, &attributes);
        if let Some(metadata) = &self.user_metadata {
            put_len(&mut out, USER_METADATA, metadata);
        }
        out.freeze()
    }
}

impl Kind {
    /// Writes the attributes and returns the field of `Command` that they go in.
    #[expect(clippy::too_many_lines, reason = "a table of the kinds of command")]
    fn encode(&self, task_queue: &Text, out: &mut BytesMut) -> u32 {
        match self {
            Self::ScheduleActivityTask(a) => {
                schedule_activity(a, task_queue, out);
                2
            }
            Self::StartTimer(t) => {
                let start_to_fire_timeout = Some(duration_to_wire(t.start_to_fire_timeout));
                let timer_id = alloc::string::ToString::to_string(&t.seq);
                put(out, &proto::StartTimerCommandAttributes { timer_id, start_to_fire_timeout });
                3
            }
            Self::CompleteWorkflowExecution { result } => {
                put_payloads(out, 1, result.as_ref());
                4
            }
            Self::FailWorkflowExecution { failure } => {
                put_len(out, 1, failure.encoded());
                5
            }
            Self::RequestCancelActivityTask { scheduled } => {
                put(out, &proto::RequestCancelActivityTaskCommandAttributes { scheduled_event_id: scheduled.0 });
                6
            }
            Self::CancelTimer { timer_id } => {
                put_len(out, 1, timer_id.as_bytes());
                7
            }
            Self::CancelWorkflowExecution { details } => {
                put_payloads(out, 1, details.as_ref());
                8
            }
            Self::RequestCancelExternalWorkflowExecution(c) => {
                cancel_external(c, out);
                9
            }
            Self::RecordMarker(m) => {
                marker(m, out);
                10
            }
            Self::ContinueAsNewWorkflowExecution(c) => {
                continue_as_new(c, task_queue, out);
                11
            }
            Self::StartChildWorkflowExecution(c) => {
                start_child(c, task_queue, out);
                12
            }
            Self::SignalExternalWorkflowExecution(s) => {
                signal_external(s, out);
                13
            }
            Self::UpsertWorkflowSearchAttributes { search_attributes: map } => {
                put_len(out, 1, map.encoded());
                14
            }
            Self::ProtocolMessage { request_message_id, answer } => {
                put_len(out, 1, alloc::format!("{request_message_id}/{answer}").as_bytes());
                15
            }
            Self::ModifyWorkflowProperties { upserted_memo } => {
                put_len(out, 1, upserted_memo.encoded());
                17
            }
            Self::ScheduleNexusOperation(n) => {
                schedule_nexus(n, out);
                18
            }
            Self::RequestCancelNexusOperation { scheduled } => {
                let scheduled_event_id = scheduled.0;
                put(out, &proto::RequestCancelNexusOperationCommandAttributes { scheduled_event_id });
                19
            }
        }
    }
}

/// Appends a message; a `BytesMut` grows as needed, so that cannot fail.
fn put(out: &mut BytesMut, message: &impl Message) {
    message.encode(out).unwrap_or_default();
}

fn put_payloads(out: &mut BytesMut, number: u32, payloads: Option<&Payloads>) {
    if let Some(payloads) = payloads {
        put_len(out, number, payloads.encoded());
    }
}

fn put_payload(out: &mut BytesMut, number: u32, payload: Option<&Payload>) {
    if let Some(payload) = payload {
        put_len(out, number, payload.encoded());
    }
}

fn put_map(out: &mut BytesMut, number: u32, map: &PayloadMap) {
    if !map.is_empty() {
        put_len(out, number, map.encoded());
    }
}

fn wire(length: Option<Duration>) -> Option<prost_types::Duration> {
    length.map(duration_to_wire)
}

fn queue(name: &Text, worker: &Text) -> Option<TaskQueue> {
    let name = if name.is_empty() { worker } else { name };
    Some(TaskQueue { name: name.into(), kind: TaskQueueKind::Normal.into(), ..Default::default() })
}

/// Whether the task goes to the same build: by intent, or where it stays on the worker's own queue.
fn same_build(intent: VersioningIntent, target: &Text, worker: &Text) -> bool {
    match intent {
        VersioningIntent::Compatible => true,
        VersioningIntent::Default => false,
        VersioningIntent::Unspecified => target.is_empty() || target == worker,
    }
}

fn retry(policy: Option<&host::RetryPolicy>) -> Option<RetryPolicy> {
    policy.map(|p| RetryPolicy {
        initial_interval: wire(p.initial_interval),
        backoff_coefficient: p.backoff_coefficient,
        maximum_interval: wire(p.maximum_interval),
        maximum_attempts: p.maximum_attempts,
        non_retryable_error_types: p.non_retryable_error_types.iter().map(Into::into).collect(),
    })
}

fn schedule_activity(a: &ScheduleActivity, worker: &Text, out: &mut BytesMut) {
    put(
        out,
        &proto::ScheduleActivityTaskCommandAttributes {
            activity_id: (&a.activity_id).into(),
            activity_type: Some(ActivityType { name: (&a.activity_type).into() }),
            task_queue: queue(&a.task_queue, worker),
            schedule_to_close_timeout: wire(a.schedule_to_close_timeout),
            schedule_to_start_timeout: wire(a.schedule_to_start_timeout),
            start_to_close_timeout: wire(a.start_to_close_timeout),
            heartbeat_timeout: wire(a.heartbeat_timeout),
            retry_policy: retry(a.retry_policy.as_ref()),
            request_eager_execution: !a.do_not_eagerly_execute,
            use_workflow_build_id: same_build(a.versioning_intent, &a.task_queue, worker),
            priority: a.priority.clone(),
            ..Default::default()
        },
    );
    put_len(out, 5, a.header.encoded());
    if !a.arguments.is_empty() {
        put_len(out, 6, a.arguments.encoded());
    }
}

fn cancel_external(c: &super::CancelExternal, out: &mut BytesMut) {
    put(
        out,
        &proto::RequestCancelExternalWorkflowExecutionCommandAttributes {
            namespace: (&c.namespace).into(),
            workflow_id: (&c.workflow_id).into(),
            run_id: (&c.run_id).into(),
            child_workflow_only: c.child_workflow_only,
            reason: (&c.reason).into(),
            ..Default::default()
        },
    );
}

fn marker(m: &RecordMarker, out: &mut BytesMut) {
    put_len(out, 1, m.marker_name.as_bytes());
    let mut entry = BytesMut::new();
    for (key, payloads) in &m.details {
        entry.clear();
        put_len(&mut entry, 1, key.as_bytes());
        put_len(&mut entry, 2, payloads.encoded());
        put_len(out, 2, &entry);
    }
    if let Some(failure) = &m.failure {
        put_len(out, 4, failure.encoded());
    }
}

fn continue_as_new(c: &ContinueAsNew, worker: &Text, out: &mut BytesMut) {
    put(
        out,
        &proto::ContinueAsNewWorkflowExecutionCommandAttributes {
            workflow_type: Some(WorkflowType { name: (&c.workflow_type).into() }),
            task_queue: queue(&c.task_queue, worker),
            workflow_run_timeout: wire(c.workflow_run_timeout),
            workflow_task_timeout: wire(c.workflow_task_timeout),
            backoff_start_interval: wire(c.backoff_start_interval),
            retry_policy: retry(c.retry_policy.as_ref()),
            initiator: ContinueAsNewInitiator::Workflow.into(),
            inherit_build_id: same_build(c.versioning_intent, &c.task_queue, worker),
            initial_versioning_behavior: c.initial_versioning_behavior.into(),
            ..Default::default()
        },
    );
    if !c.arguments.is_empty() {
        put_len(out, 3, c.arguments.encoded());
    }
    put_map(out, 12, &c.header);
    put_map(out, 13, &c.memo);
    if let Some(attributes) = &c.search_attributes {
        put_len(out, 14, attributes.encoded());
    }
}

fn start_child(c: &StartChildWorkflow, worker: &Text, out: &mut BytesMut) {
    put(
        out,
        &proto::StartChildWorkflowExecutionCommandAttributes {
            namespace: (&c.namespace).into(),
            workflow_id: (&c.workflow_id).into(),
            workflow_type: Some(WorkflowType { name: (&c.workflow_type).into() }),
            task_queue: queue(&c.task_queue, worker),
            workflow_execution_timeout: wire(c.workflow_execution_timeout),
            workflow_run_timeout: wire(c.workflow_run_timeout),
            workflow_task_timeout: wire(c.workflow_task_timeout),
            parent_close_policy: c.parent_close_policy.into(),
            workflow_id_reuse_policy: c.workflow_id_reuse_policy.into(),
            retry_policy: retry(c.retry_policy.as_ref()),
            cron_schedule: (&c.cron_schedule).into(),
            inherit_build_id: same_build(c.versioning_intent, &c.task_queue, worker),
            priority: c.priority.clone(),
            versioning_override: c.versioning_override.clone(),
            ..Default::default()
        },
    );
    if !c.input.is_empty() {
        put_len(out, 5, c.input.encoded());
    }
    put_len(out, 14, c.header.encoded());
    put_len(out, 15, c.memo.encoded());
    if let Some(attributes) = &c.search_attributes {
        put_len(out, 16, attributes.encoded());
    }
}

fn signal_external(s: &SignalExternal, out: &mut BytesMut) {
    let (workflow_id, run_id, child_workflow_only) = match &s.target {
        SignalTarget::Execution { execution, .. } => {
            ((&execution.workflow_id).into(), (&execution.run_id).into(), false)
        }
        SignalTarget::Child(child) => (child.into(), alloc::string::String::new(), true),
    };
    put(
        out,
        &proto::SignalExternalWorkflowExecutionCommandAttributes {
            namespace: (&s.namespace).into(),
            execution: Some(WorkflowExecution { workflow_id, run_id }),
            signal_name: (&s.signal_name).into(),
            child_workflow_only,
            ..Default::default()
        },
    );
    put_len(out, 4, s.input.encoded());
    put_map(out, 7, &s.header);
}

fn schedule_nexus(n: &ScheduleNexusOperation, out: &mut BytesMut) {
    let pairs: Vec<_> = n.nexus_header.iter().map(|(key, value)| (key.into(), value.into())).collect();
    put(
        out,
        &proto::ScheduleNexusOperationCommandAttributes {
            endpoint: (&n.endpoint).into(),
            service: (&n.service).into(),
            operation: (&n.operation).into(),
            schedule_to_close_timeout: wire(n.schedule_to_close_timeout),
            nexus_header: pairs.into_iter().collect(),
            schedule_to_start_timeout: wire(n.schedule_to_start_timeout),
            start_to_close_timeout: wire(n.start_to_close_timeout),
            ..Default::default()
        },
    );
    put_payload(out, 4, n.input.as_ref());
}
