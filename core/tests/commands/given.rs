//! What a host asks for, every field with a value of its own.

use bytes::Bytes;
use dacapo_core::{
    command::{
        RecordMarker,
        host::{
            CancellationType, ContinueAsNew, HostKind, OperationCancellationType, RetryPolicy, ScheduleActivity,
            ScheduleNexusOperation, SignalExternalWorkflow, SignalTarget, StartChildWorkflow, StartTimer,
            UpdateResponse, VersioningIntent,
        },
    },
    failure::Failure,
    history::event::{Execution, ParentExecution},
    id::Seq,
    payload::{Payload, PayloadMap, Payloads},
};
use dacapo_proto::temporal::api::{
    common::v1::{self as common, Priority},
    enums::v1::{ContinueAsNewVersioningBehavior, ParentClosePolicy, WorkflowIdReusePolicy},
    failure::v1::Failure as FailureMessage,
    workflow::v1::{VersioningOverride, versioning_override::Override},
};
use prost::Message;
use std::{collections::BTreeMap, sync::LazyLock, time::Duration};

/// The names of the payloads, in the order in which the buffer holds them.
const NAMES: [&str; 16] = [
    "activity-input",
    "activity-header",
    "child-input",
    "child-header",
    "child-memo",
    "child-attributes",
    "signal-input",
    "signal-header",
    "attributes",
    "memo",
    "marker",
    "nexus-input",
    "continued-input",
    "continued-header",
    "continued-memo",
    "continued-attributes",
];

/// One buffer that all payloads are parts of, as they are of a completion that a host sends.
static BUFFER: LazyLock<(Bytes, BTreeMap<&'static str, (usize, usize, usize)>)> = LazyLock::new(|| {
    let (mut bytes, mut places) = (Vec::new(), BTreeMap::new());
    for name in NAMES {
        let list = common::Payloads { payloads: vec![message(name)] }.encode_to_vec();
        let map = common::Header { fields: [(name.to_owned(), message(name))].into() }.encode_to_vec();
        places.insert(name, (bytes.len(), bytes.len() + list.len(), bytes.len() + list.len() + map.len()));
        bytes.extend(list);
        bytes.extend(map);
    }
    (bytes.into(), places)
});

pub(crate) fn buffer() -> &'static Bytes {
    &BUFFER.0
}

pub(crate) fn message(name: &str) -> common::Payload {
    common::Payload {
        metadata: [("encoding".to_owned(), Bytes::from_static(b"json/plain"))].into(),
        data: Bytes::copy_from_slice(name.as_bytes()),
        ..Default::default()
    }
}

fn list(name: &str) -> Payloads {
    let (from, to, _) = BUFFER.1.get(name).copied().unwrap();
    Payloads::from_encoded(BUFFER.0.slice(from..to))
}

fn map(name: &str) -> PayloadMap {
    let (_, from, to) = BUFFER.1.get(name).copied().unwrap();
    PayloadMap::from_encoded(BUFFER.0.slice(from..to))
}

fn one(name: &str) -> Payload {
    list(name).single().unwrap().unwrap()
}

fn seconds(seconds: u64) -> Option<Duration> {
    Some(Duration::from_secs(seconds))
}

fn retry(first: u64) -> Option<RetryPolicy> {
    Some(RetryPolicy {
        initial_interval: seconds(first),
        backoff_coefficient: 1.5,
        maximum_interval: seconds(first + 1),
        maximum_attempts: i32::try_from(first).unwrap() + 2,
        non_retryable_error_types: vec![format!("error-{first}").into()],
    })
}

pub(crate) fn priority() -> Priority {
    Priority { priority_key: 3, fairness_key: "fair".into(), fairness_weight: 0.5 }
}

pub(crate) fn versioning_override() -> VersioningOverride {
    VersioningOverride { r#override: Some(Override::AutoUpgrade(true)), ..Default::default() }
}

pub(crate) fn failure(text: &str) -> Failure {
    Failure::from_message(&FailureMessage { message: text.into(), source: "test".into(), ..Default::default() })
}

pub(crate) fn commands() -> Vec<HostKind> {
    vec![
        HostKind::StartTimer(StartTimer { seq: Seq(11), start_to_fire_timeout: Duration::new(12, 13) }),
        HostKind::ScheduleActivity(Box::new(activity())),
        HostKind::StartChildWorkflow(Box::new(child())),
        HostKind::SignalExternalWorkflow(Box::new(SignalExternalWorkflow {
            seq: Seq(14),
            target: SignalTarget::Execution {
                namespace: "signal-namespace".into(),
                execution: Execution { workflow_id: "signal-workflow".into(), run_id: "signal-run".into() },
            },
            signal_name: "signal".into(),
            input: list("signal-input"),
            header: map("signal-header"),
        })),
        HostKind::SignalExternalWorkflow(Box::new(SignalExternalWorkflow {
            seq: Seq(15),
            target: SignalTarget::Child("signal-child".into()),
            signal_name: "to-child".into(),
            input: Payloads::default(),
            header: PayloadMap::default(),
        })),
        HostKind::RequestCancelExternalWorkflow {
            seq: Seq(16),
            execution: Box::new(ParentExecution {
                namespace: "cancel-namespace".into(),
                workflow_id: "cancel-workflow".into(),
                run_id: "cancel-run".into(),
            }),
            reason: "enough".into(),
        },
        HostKind::UpsertWorkflowSearchAttributes { search_attributes: map("attributes") },
        HostKind::ModifyWorkflowProperties { upserted_memo: map("memo") },
        HostKind::RecordMarker(Box::new(RecordMarker {
            marker_name: "own-marker".into(),
            details: vec![("detail", list("marker"))],
            failure: Some(failure("marked")),
            subject: "never sent".into(),
        })),
        HostKind::SetPatchMarker { patch_id: "patch".into(), deprecated: true },
        HostKind::UpdateResponse { protocol_instance_id: "update".into(), response: UpdateResponse::Accepted },
        HostKind::ScheduleNexusOperation(Box::new(ScheduleNexusOperation {
            seq: Seq(17),
            endpoint: "endpoint".into(),
            service: "service".into(),
            operation: "operation".into(),
            input: Some(one("nexus-input")),
            schedule_to_close_timeout: seconds(51),
            schedule_to_start_timeout: seconds(52),
            start_to_close_timeout: seconds(53),
            nexus_header: [("key".into(), "value".into())].into(),
            cancellation_type: OperationCancellationType::WaitCancellationCompleted,
        })),
    ]
}

fn activity() -> ScheduleActivity {
    ScheduleActivity {
        seq: Seq(18),
        activity_id: "activity-id".into(),
        activity_type: "activity-type".into(),
        task_queue: "activity-queue".into(),
        header: map("activity-header"),
        arguments: list("activity-input"),
        schedule_to_close_timeout: seconds(21),
        schedule_to_start_timeout: seconds(22),
        start_to_close_timeout: seconds(23),
        heartbeat_timeout: seconds(24),
        retry_policy: retry(25),
        cancellation_type: CancellationType::WaitCancellationCompleted,
        do_not_eagerly_execute: false,
        versioning_intent: VersioningIntent::Compatible,
        priority: Some(priority()),
    }
}

fn child() -> StartChildWorkflow {
    StartChildWorkflow {
        seq: Seq(19),
        namespace: "child-namespace".into(),
        workflow_id: "child-id".into(),
        workflow_type: "child-type".into(),
        task_queue: "child-queue".into(),
        input: list("child-input"),
        workflow_execution_timeout: seconds(31),
        workflow_run_timeout: seconds(32),
        workflow_task_timeout: seconds(33),
        parent_close_policy: ParentClosePolicy::RequestCancel,
        workflow_id_reuse_policy: WorkflowIdReusePolicy::RejectDuplicate,
        retry_policy: retry(34),
        cron_schedule: "@hourly".into(),
        header: map("child-header"),
        memo: map("child-memo"),
        search_attributes: Some(map("child-attributes")),
        cancellation_type: OperationCancellationType::WaitCancellationCompleted,
        versioning_intent: VersioningIntent::Compatible,
        priority: Some(priority()),
        versioning_override: Some(versioning_override()),
    }
}

pub(crate) fn cancels() -> Vec<HostKind> {
    vec![
        HostKind::CancelTimer { seq: Seq(11) },
        HostKind::RequestCancelActivity { seq: Seq(18) },
        HostKind::CancelChildWorkflow { seq: Seq(19), reason: "no child".into() },
        HostKind::RequestCancelNexusOperation { seq: Seq(17) },
    ]
}

pub(crate) fn terminals() -> Vec<HostKind> {
    vec![
        HostKind::CompleteWorkflow { result: Some(one("memo")) },
        HostKind::FailWorkflow { failure: failure("failed") },
        HostKind::CancelWorkflow { details: Some(list("marker")) },
        HostKind::ContinueAsNew(Box::new(ContinueAsNew {
            workflow_type: "continued-type".into(),
            task_queue: "continued-queue".into(),
            arguments: list("continued-input"),
            workflow_run_timeout: seconds(41),
            workflow_task_timeout: seconds(42),
            memo: map("continued-memo"),
            header: map("continued-header"),
            search_attributes: Some(map("continued-attributes")),
            retry_policy: retry(43),
            versioning_intent: VersioningIntent::Compatible,
            initial_versioning_behavior: ContinueAsNewVersioningBehavior::AutoUpgrade,
            backoff_start_interval: seconds(46),
        })),
    ]
}
