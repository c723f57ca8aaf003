//! What a server has to read.

use super::given;
use dacapo_proto::temporal::api::{
    command::v1::{self as c, command::Attributes as C},
    common::v1 as common,
    enums::v1::{
        ContinueAsNewInitiator, ContinueAsNewVersioningBehavior, EventType, ParentClosePolicy, TaskQueueKind,
        WorkflowIdReusePolicy,
    },
    history::v1::{self as h, history_event::Attributes as A},
    taskqueue::v1::TaskQueue,
};
use std::collections::BTreeMap;

fn list(name: &str) -> Option<common::Payloads> {
    Some(common::Payloads { payloads: vec![given::message(name)] })
}

fn fields(name: &str) -> BTreeMap<String, common::Payload> {
    [(name.to_owned(), given::message(name))].into()
}

fn header(name: &str) -> Option<common::Header> {
    Some(common::Header { fields: fields(name) })
}

fn memo(name: &str) -> Option<common::Memo> {
    Some(common::Memo { fields: fields(name) })
}

fn attributes(name: &str) -> Option<common::SearchAttributes> {
    Some(common::SearchAttributes { indexed_fields: fields(name) })
}

fn seconds(seconds: i64) -> Option<prost_types::Duration> {
    Some(prost_types::Duration { seconds, nanos: 0 })
}

fn queue(name: &str) -> Option<TaskQueue> {
    Some(TaskQueue { name: name.into(), kind: TaskQueueKind::Normal.into(), ..Default::default() })
}

fn retry(first: i64) -> Option<common::RetryPolicy> {
    Some(common::RetryPolicy {
        initial_interval: seconds(first),
        backoff_coefficient: 1.5,
        maximum_interval: seconds(first + 1),
        maximum_attempts: i32::try_from(first).unwrap() + 2,
        non_retryable_error_types: vec![format!("error-{first}")],
    })
}

fn json(text: &'static str, kind: Option<&'static str>) -> common::Payload {
    let mut metadata: BTreeMap<String, bytes::Bytes> = [("encoding".to_owned(), "json/plain".into())].into();
    metadata.extend(kind.map(|kind| ("type".to_owned(), kind.into())));
    common::Payload { metadata, data: text.into(), ..Default::default() }
}

pub(crate) fn commands() -> Vec<C> {
    vec![
        C::StartTimerCommandAttributes(c::StartTimerCommandAttributes {
            timer_id: "11".into(),
            start_to_fire_timeout: Some(prost_types::Duration { seconds: 12, nanos: 13 }),
        }),
        activity(),
        child(),
        C::SignalExternalWorkflowExecutionCommandAttributes(c::SignalExternalWorkflowExecutionCommandAttributes {
            namespace: "signal-namespace".into(),
            execution: execution("signal-workflow", "signal-run"),
            signal_name: "signal".into(),
            input: list("signal-input"),
            header: header("signal-header"),
            ..Default::default()
        }),
        C::SignalExternalWorkflowExecutionCommandAttributes(c::SignalExternalWorkflowExecutionCommandAttributes {
            namespace: "own-namespace".into(),
            execution: execution("signal-child", ""),
            signal_name: "to-child".into(),
            input: Some(common::Payloads::default()),
            child_workflow_only: true,
            ..Default::default()
        }),
        C::RequestCancelExternalWorkflowExecutionCommandAttributes(
            c::RequestCancelExternalWorkflowExecutionCommandAttributes {
                namespace: "cancel-namespace".into(),
                workflow_id: "cancel-workflow".into(),
                run_id: "cancel-run".into(),
                reason: "Cancel requested by workflow with run id own-run with reason: enough".into(),
                ..Default::default()
            },
        ),
        C::UpsertWorkflowSearchAttributesCommandAttributes(c::UpsertWorkflowSearchAttributesCommandAttributes {
            search_attributes: attributes("attributes"),
        }),
        C::ModifyWorkflowPropertiesCommandAttributes(c::ModifyWorkflowPropertiesCommandAttributes {
            upserted_memo: memo("memo"),
        }),
        C::RecordMarkerCommandAttributes(c::RecordMarkerCommandAttributes {
            marker_name: "own-marker".into(),
            details: [("detail".to_owned(), list("marker").unwrap())].into(),
            failure: given::failure("marked").to_message().ok(),
            ..Default::default()
        }),
        C::RecordMarkerCommandAttributes(c::RecordMarkerCommandAttributes {
            marker_name: "core_patch".into(),
            details: [(
                "patch-data".to_owned(),
                common::Payloads { payloads: vec![json(r#"{"deprecated":true,"id":"patch"}"#, None)] },
            )]
            .into(),
            ..Default::default()
        }),
        C::UpsertWorkflowSearchAttributesCommandAttributes(c::UpsertWorkflowSearchAttributesCommandAttributes {
            search_attributes: Some(common::SearchAttributes {
                indexed_fields: [("TemporalChangeVersion".to_owned(), json(r#"["patch"]"#, Some("KeywordList")))]
                    .into(),
            }),
        }),
        C::ProtocolMessageCommandAttributes(c::ProtocolMessageCommandAttributes {
            message_id: "update/request/accept".into(),
        }),
        C::ScheduleNexusOperationCommandAttributes(c::ScheduleNexusOperationCommandAttributes {
            endpoint: "endpoint".into(),
            service: "service".into(),
            operation: "operation".into(),
            input: Some(given::message("nexus-input")),
            schedule_to_close_timeout: seconds(51),
            nexus_header: [("key".to_owned(), "value".to_owned())].into(),
            schedule_to_start_timeout: seconds(52),
            start_to_close_timeout: seconds(53),
        }),
    ]
}

fn execution(workflow_id: &str, run_id: &str) -> Option<common::WorkflowExecution> {
    Some(common::WorkflowExecution { workflow_id: workflow_id.into(), run_id: run_id.into() })
}

fn activity() -> C {
    C::ScheduleActivityTaskCommandAttributes(c::ScheduleActivityTaskCommandAttributes {
        activity_id: "activity-id".into(),
        activity_type: Some(common::ActivityType { name: "activity-type".into() }),
        task_queue: queue("activity-queue"),
        header: header("activity-header"),
        input: list("activity-input"),
        schedule_to_close_timeout: seconds(21),
        schedule_to_start_timeout: seconds(22),
        start_to_close_timeout: seconds(23),
        heartbeat_timeout: seconds(24),
        retry_policy: retry(25),
        request_eager_execution: true,
        use_workflow_build_id: true,
        priority: Some(given::priority()),
    })
}

fn child() -> C {
    C::StartChildWorkflowExecutionCommandAttributes(c::StartChildWorkflowExecutionCommandAttributes {
        namespace: "child-namespace".into(),
        workflow_id: "child-id".into(),
        workflow_type: Some(common::WorkflowType { name: "child-type".into() }),
        task_queue: queue("child-queue"),
        input: list("child-input"),
        workflow_execution_timeout: seconds(31),
        workflow_run_timeout: seconds(32),
        workflow_task_timeout: seconds(33),
        parent_close_policy: ParentClosePolicy::RequestCancel.into(),
        workflow_id_reuse_policy: WorkflowIdReusePolicy::RejectDuplicate.into(),
        retry_policy: retry(34),
        cron_schedule: "@hourly".into(),
        header: header("child-header"),
        memo: memo("child-memo"),
        search_attributes: attributes("child-attributes"),
        inherit_build_id: true,
        priority: Some(given::priority()),
        versioning_override: Some(given::versioning_override()),
        ..Default::default()
    })
}

/// The events of [`commands`], from event 5 on.
pub(crate) fn events() -> Vec<(EventType, A)> {
    use EventType as E;
    let mark = |name: &str, details: BTreeMap<String, common::Payloads>| {
        A::MarkerRecordedEventAttributes(h::MarkerRecordedEventAttributes {
            marker_name: name.into(),
            details,
            ..Default::default()
        })
    };
    let upsert = |name: &str| {
        A::UpsertWorkflowSearchAttributesEventAttributes(h::UpsertWorkflowSearchAttributesEventAttributes {
            search_attributes: attributes(name),
            ..Default::default()
        })
    };
    let signal = || A::SignalExternalWorkflowExecutionInitiatedEventAttributes(Default::default());
    let patch = common::Payloads { payloads: vec![json(r#"{"deprecated":true,"id":"patch"}"#, None)] };
    let child = h::StartChildWorkflowExecutionInitiatedEventAttributes {
        workflow_id: "child-id".into(),
        workflow_type: Some(common::WorkflowType { name: "child-type".into() }),
        ..Default::default()
    };
    let activity = h::ActivityTaskScheduledEventAttributes {
        activity_id: "activity-id".into(),
        activity_type: Some(common::ActivityType { name: "activity-type".into() }),
        ..Default::default()
    };
    let accepted = h::WorkflowExecutionUpdateAcceptedEventAttributes {
        protocol_instance_id: "update".into(),
        accepted_request_message_id: "update/request".into(),
        ..Default::default()
    };
    let nexus = h::NexusOperationScheduledEventAttributes {
        service: "service".into(),
        operation: "operation".into(),
        ..Default::default()
    };
    let timer = h::TimerStartedEventAttributes { timer_id: "11".into(), ..Default::default() };
    vec![
        (E::TimerStarted, A::TimerStartedEventAttributes(timer)),
        (E::ActivityTaskScheduled, A::ActivityTaskScheduledEventAttributes(activity)),
        (E::StartChildWorkflowExecutionInitiated, A::StartChildWorkflowExecutionInitiatedEventAttributes(child)),
        (E::SignalExternalWorkflowExecutionInitiated, signal()),
        (E::SignalExternalWorkflowExecutionInitiated, signal()),
        (
            E::RequestCancelExternalWorkflowExecutionInitiated,
            A::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(Default::default()),
        ),
        (E::UpsertWorkflowSearchAttributes, upsert("attributes")),
        (E::WorkflowPropertiesModified, A::WorkflowPropertiesModifiedEventAttributes(Default::default())),
        (E::MarkerRecorded, mark("own-marker", BTreeMap::new())),
        (E::MarkerRecorded, mark("core_patch", [("patch-data".to_owned(), patch)].into())),
        (E::UpsertWorkflowSearchAttributes, upsert("TemporalChangeVersion")),
        (E::WorkflowExecutionUpdateAccepted, A::WorkflowExecutionUpdateAcceptedEventAttributes(accepted)),
        (E::NexusOperationScheduled, A::NexusOperationScheduledEventAttributes(nexus)),
    ]
}

pub(crate) fn cancels() -> Vec<C> {
    vec![
        C::CancelTimerCommandAttributes(c::CancelTimerCommandAttributes { timer_id: "11".into() }),
        C::RequestCancelActivityTaskCommandAttributes(c::RequestCancelActivityTaskCommandAttributes {
            scheduled_event_id: 6,
        }),
        C::RequestCancelExternalWorkflowExecutionCommandAttributes(
            c::RequestCancelExternalWorkflowExecutionCommandAttributes {
                namespace: "child-namespace".into(),
                workflow_id: "child-id".into(),
                child_workflow_only: true,
                reason: "no child".into(),
                ..Default::default()
            },
        ),
        C::RequestCancelNexusOperationCommandAttributes(c::RequestCancelNexusOperationCommandAttributes {
            scheduled_event_id: 17,
        }),
    ]
}

pub(crate) fn terminals() -> Vec<C> {
    vec![
        C::CompleteWorkflowExecutionCommandAttributes(c::CompleteWorkflowExecutionCommandAttributes {
            result: list("memo"),
        }),
        C::FailWorkflowExecutionCommandAttributes(c::FailWorkflowExecutionCommandAttributes {
            failure: given::failure("failed").to_message().ok(),
        }),
        C::CancelWorkflowExecutionCommandAttributes(c::CancelWorkflowExecutionCommandAttributes {
            details: list("marker"),
        }),
        C::ContinueAsNewWorkflowExecutionCommandAttributes(c::ContinueAsNewWorkflowExecutionCommandAttributes {
            workflow_type: Some(common::WorkflowType { name: "continued-type".into() }),
            task_queue: queue("continued-queue"),
            input: list("continued-input"),
            workflow_run_timeout: seconds(41),
            workflow_task_timeout: seconds(42),
            backoff_start_interval: seconds(46),
            retry_policy: retry(43),
            initiator: ContinueAsNewInitiator::Workflow.into(),
            header: header("continued-header"),
            memo: memo("continued-memo"),
            search_attributes: attributes("continued-attributes"),
            inherit_build_id: true,
            initial_versioning_behavior: ContinueAsNewVersioningBehavior::AutoUpgrade.into(),
            ..Default::default()
        }),
    ]
}
