//! Every action makes its command, with every option in its place.

use crate::{
    fixture::{Code, completed, ended, fire, json, message, names, result, values},
    samples::samples,
};
use core::time::Duration;
use dacapo_core::{
    command::host::{
        self, CancellationType, Completion, HostKind, OperationCancellationType, SignalTarget, VersioningIntent,
    },
    payload::Payload,
    time::WallTime,
    workflow::activation::{Activation, ActivityResolution, Job},
};
use dacapo_kitchen_sink::{Host, Program};
use dacapo_proto::temporal::api::{
    enums::v1::{ContinueAsNewVersioningBehavior, ParentClosePolicy, VersioningBehavior, WorkflowIdReusePolicy},
    sdk::v1::UserMetadata,
};
use prost::Message;

const fn seconds(seconds: u64) -> Option<Duration> {
    Some(Duration::from_secs(seconds))
}

fn sample(name: &str) -> serde_json::Value {
    let all = samples().into_iter().map(|(sample, _)| sample);
    all.into_iter().find(|sample| sample.get(name).is_some()).expect("there is one of every kind")
}

fn policy() -> host::RetryPolicy {
    host::RetryPolicy {
        initial_interval: Some(Duration::from_millis(100)),
        backoff_coefficient: 2.5,
        maximum_interval: seconds(10),
        maximum_attempts: 3,
        non_retryable_error_types: vec!["Fatal".into()],
    }
}

fn metadata(payload: &Payload, key: &str) -> String {
    let message = payload.to_message().expect("it is a payload");
    String::from_utf8(message.metadata.get(key).expect("it is there").to_vec()).expect("it is text")
}

#[test]
fn every_action_makes_its_commands() {
    for (sample, expected) in samples() {
        let mut host = Host::new();
        let mut activation = Activation::default();
        activation.jobs = vec![crate::fixture::initialize(&json!({"actions": [sample]}))];
        match host.activate(&activation) {
            Completion::Succeeded(success) => assert_eq!(names(&success.commands), expected, "{sample}"),
            Completion::Failed { .. } => assert!(sample.get("fail_task").is_some(), "{sample}"),
        }
    }
}

#[test]
fn an_activity_has_its_options() {
    let (_, commands) = Code::of(json!([sample("activity")]));
    let HostKind::ScheduleActivity(activity) = &commands[0].kind else { panic!("{commands:?}") };
    let header = activity.header.get("h").map(|value| crate::fixture::json_of(&value));
    assert_eq!(header, Some(json!(1)));
    assert_eq!(values(&activity.arguments), [json!([{"return": 3}])]);
    assert_eq!((&*activity.activity_id, &*activity.activity_type, &*activity.task_queue), ("a", "t", "q"));
    assert_eq!(activity.schedule_to_close_timeout, seconds(3));
    assert_eq!(activity.schedule_to_start_timeout, seconds(1));
    assert_eq!(activity.start_to_close_timeout, seconds(2));
    assert_eq!(activity.heartbeat_timeout, Some(Duration::from_millis(500)));
    assert_eq!(activity.retry_policy, Some(policy()));
    assert_eq!(activity.cancellation_type, CancellationType::Abandon);
    assert!(activity.do_not_eagerly_execute);
    assert_eq!(activity.versioning_intent, VersioningIntent::Compatible);
    assert_eq!(activity.priority.as_ref().map(|priority| priority.priority_key), Some(2));
    let summary = commands[0].user_metadata.clone().expect("it has a summary");
    let summary = UserMetadata::decode(summary).expect("it is one").summary.expect("it has a summary");
    assert_eq!(summary.data, r#""what it is for""#);
}

#[test]
fn an_activity_has_defaults() {
    let (_, commands) = Code::of(json!([{"activity": {}, "await": "nothing"}, {"activity": {"arguments": [1, 2]}}]));
    let HostKind::ScheduleActivity(first) = &commands[0].kind else { panic!("{commands:?}") };
    assert_eq!((&*first.activity_id, &*first.activity_type, &*first.task_queue), ("1", "kitchen_sink", ""));
    assert_eq!(first.start_to_close_timeout, seconds(60));
    assert_eq!(values(&first.arguments), [json!([])]);
    let HostKind::ScheduleActivity(second) = &commands[1].kind else { panic!("{commands:?}") };
    assert_eq!(&*second.activity_id, "2");
    assert_eq!(values(&second.arguments), [json!(1), json!(2)]);
    let (_, commands) = Code::of(json!([{"activity": {"schedule_to_close_timeout": "5s"}}]));
    let HostKind::ScheduleActivity(third) = &commands[0].kind else { panic!("{commands:?}") };
    assert_eq!((third.start_to_close_timeout, third.schedule_to_close_timeout), (None, seconds(5)));
}

#[test]
fn a_local_activity_has_its_options_and_is_tried_again_after_a_timer() {
    let (mut code, commands) = Code::of(json!([sample("local_activity"), {"return": 1}]));
    let HostKind::ScheduleLocalActivity(first) = &commands[0].kind else { panic!("{commands:?}") };
    assert_eq!((first.attempt, first.original_schedule_time), (0, None));
    assert_eq!(first.local_retry_threshold, seconds(5));
    assert_eq!(first.cancellation_type, CancellationType::WaitCancellationCompleted);
    assert!(first.include_arguments_in_marker);
    assert_eq!(first.retry_policy, Some(policy()));
    let original_schedule_time = Some(WallTime { seconds: 5, nanos: 6 });
    let backoff = Duration::from_secs(20);
    let result = ActivityResolution::Backoff { attempt: 4, backoff, original_schedule_time };
    let timer = code.tell([Job::ResolveActivity { seq: first.seq, result, is_local: true }]);
    assert!(
        matches!(&timer[..], [one] if matches!(&one.kind, HostKind::StartTimer(timer) if timer.start_to_fire_timeout == backoff))
    );
    let again = code.tell([fire(&timer[0])]);
    let HostKind::ScheduleLocalActivity(second) = &again[0].kind else { panic!("{again:?}") };
    assert_eq!((second.attempt, second.original_schedule_time), (4, original_schedule_time));
    assert_ne!(second.seq, first.seq);
    assert_eq!(crate::fixture::result(&code.tell([ended(&again[0], completed(json!(3)))])), json!(1));
}

#[test]
fn a_child_workflow_has_its_options() {
    let (_, commands) = Code::of(json!([sample("child_workflow")]));
    let HostKind::StartChildWorkflow(child) = &commands[0].kind else { panic!("{commands:?}") };
    assert_eq!((&*child.namespace, &*child.workflow_id, &*child.workflow_type), ("default", "c", "t"));
    assert_eq!(values(&child.input), [json!({"actions": [{"return": 1}]})]);
    assert_eq!((child.workflow_execution_timeout, child.workflow_run_timeout), (seconds(60), seconds(50)));
    assert_eq!((child.workflow_task_timeout, &*child.cron_schedule), (seconds(10), "* * * * *"));
    assert_eq!(child.parent_close_policy, ParentClosePolicy::RequestCancel);
    assert_eq!(child.workflow_id_reuse_policy, WorkflowIdReusePolicy::RejectDuplicate);
    assert_eq!(child.cancellation_type, OperationCancellationType::TryCancel);
    assert_eq!((child.retry_policy.clone(), child.versioning_intent), (Some(policy()), VersioningIntent::Default));
    let attribute = child.search_attributes.as_ref().and_then(|all| all.get("s")).expect("it is there");
    assert_eq!((metadata(&attribute, "type"), crate::fixture::json_of(&attribute)), ("Int".into(), json!(3)));
    assert!(child.versioning_override.is_some());
    let (_, commands) = Code::of(json!([{"child_workflow": {"versioning_override": {"auto_upgrade": {}}}}]));
    let HostKind::StartChildWorkflow(child) = &commands[0].kind else { panic!("{commands:?}") };
    assert_eq!((&*child.workflow_id, &*child.workflow_type), ("sink/1", "kitchen_sink"));
    assert_eq!(values(&child.input), [json!({"actions": []})]);
}

#[test]
fn requests_to_others_have_their_options() {
    let (_, commands) = Code::of(json!([
        {"signal_external": {"child": "c", "signal_name": "s"}, "await": "nothing"},
        {"signal_external": {"workflow_id": "w", "run_id": "r", "signal_name": "s", "arguments": [1]}, "await": "nothing"},
        {"cancel_external": {"workflow_id": "w", "run_id": "r", "reason": "because"}},
    ]));
    let HostKind::SignalExternalWorkflow(child) = &commands[0].kind else { panic!("{commands:?}") };
    assert_eq!(child.target, SignalTarget::Child("c".into()));
    let HostKind::SignalExternalWorkflow(other) = &commands[1].kind else { panic!("{commands:?}") };
    assert!(matches!(&other.target, SignalTarget::Execution { execution, .. } if execution.run_id == "r"));
    assert_eq!(values(&other.input), [json!(1)]);
    let HostKind::RequestCancelExternalWorkflow { execution, reason, .. } = &commands[2].kind else {
        panic!("{commands:?}")
    };
    assert_eq!((&*execution.workflow_id, &*execution.run_id, &**reason), ("w", "r", "because"));
}

#[test]
fn a_nexus_operation_has_its_options() {
    let (_, commands) = Code::of(json!([sample("nexus_operation")]));
    let HostKind::ScheduleNexusOperation(operation) = &commands[0].kind else { panic!("{commands:?}") };
    assert_eq!((&*operation.endpoint, &*operation.service, &*operation.operation), ("e", "s", "o"));
    assert_eq!(operation.nexus_header.get(&"k".into()).map(|value| &**value), Some("v"));
    assert_eq!(operation.cancellation_type, OperationCancellationType::WaitCancellationRequested);
    assert_eq!(operation.input.as_ref().map(crate::fixture::json_of), Some(json!({"x": 1})));
    assert_eq!(operation.schedule_to_close_timeout, seconds(3));
}

#[test]
fn records_have_their_content() {
    let (_, commands) = Code::of(json!([sample("upsert_search_attributes"), sample("upsert_memo"), sample("marker")]));
    let HostKind::UpsertWorkflowSearchAttributes { search_attributes } = &commands[0].kind else {
        panic!("{commands:?}")
    };
    let gone = search_attributes.get("CustomIntField").expect("it is there");
    assert_eq!(metadata(&gone, "encoding"), "binary/null");
    let HostKind::ModifyWorkflowProperties { upserted_memo } = &commands[1].kind else { panic!("{commands:?}") };
    assert_eq!(upserted_memo.get("m").as_ref().map(crate::fixture::json_of), Some(json!({"deep": [1]})));
    let HostKind::RecordMarker(marker) = &commands[2].kind else { panic!("{commands:?}") };
    assert_eq!(&*marker.marker_name, "m");
    assert!(matches!(&marker.details[..], [("data", details)] if values(details) == [json!(1), json!(2)]));
}

#[test]
fn a_completion_says_what_is_not_a_command() {
    let mut code = Code::of(json!([])).0;
    let program = json!({"versioning_behavior": "auto_upgrade", "actions": [{"use_flag": 7}, {"timer": "1s"}]});
    code.host = Host::new();
    let success = code.success([crate::fixture::initialize(&program)]);
    assert_eq!(success.versioning_behavior, VersioningBehavior::AutoUpgrade);
    assert_eq!(success.used_flags, [7]);
    let success = code.success([fire(&success.commands[0])]);
    assert_eq!((success.versioning_behavior, success.used_flags.len()), (VersioningBehavior::AutoUpgrade, 0));
}

#[test]
fn a_workflow_fails_with_its_failure() {
    let (_, commands) = Code::of(json!([sample("fail")]));
    let HostKind::FailWorkflow { failure } = &commands[0].kind else { panic!("{commands:?}") };
    assert_eq!(message(failure), "m");
    let failure = format!("{:?}", failure.to_message().expect("it is a failure"));
    assert!(failure.contains("non_retryable: true") && failure.contains("\"t\""), "{failure}");
}

#[test]
fn a_workflow_continues_as_new_so_often() {
    let program = json!({"actions": [
        {"set_state": {"k": 1}}, {"continue_as_new": {"times": 2, "keep_state": true}}, {"return_state": "k"},
    ]});
    let mut next = program;
    for continued in 1..=2 {
        let (_, commands) = Code::begin(next);
        let HostKind::ContinueAsNew(options) = &commands[0].kind else { panic!("{commands:?}") };
        assert_eq!(&*options.workflow_type, "kitchen_sink");
        next = values(&options.arguments).remove(0);
        assert_eq!((&next["continued"], &next["state"]), (&json!(continued), &json!({"k": 1})));
    }
    assert_eq!(result(&Code::begin(next).1), json!(1));
}

#[test]
fn a_workflow_continues_as_another() {
    let (_, commands) = Code::of(json!([sample("continue_as_new")]));
    let HostKind::ContinueAsNew(options) = &commands[0].kind else { panic!("{commands:?}") };
    assert_eq!((&*options.workflow_type, &*options.task_queue), ("t", "q"));
    assert_eq!((options.workflow_run_timeout, options.backoff_start_interval), (seconds(50), seconds(1)));
    assert_eq!(options.initial_versioning_behavior, ContinueAsNewVersioningBehavior::AutoUpgrade);
    assert_eq!(options.retry_policy, Some(policy()));
    let next = Program::parse(values(&options.arguments)[0].to_string().as_bytes()).expect("it is a program");
    assert_eq!((next.continued, next.actions.len()), (1, 1));
    let (_, commands) = Code::of(json!([{"continue_as_new": {"arguments": [1]}}]));
    let HostKind::ContinueAsNew(options) = &commands[0].kind else { panic!("{commands:?}") };
    assert_eq!(values(&options.arguments), [json!(1)]);
}
