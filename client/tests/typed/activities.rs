//! Activities from outside: what is sent of them.

use crate::scripted::{Script, World};
use bytes::Bytes;
use dacapo_client::{
    activity::{Activities, ActivityChanges, ActivityError, ApplicationFailure, UnpauseActivities},
    workflow::{Priority, WorkflowRetryPolicy},
};
use dacapo_core::rpc::{Code, Status};
use dacapo_proto::temporal::api::{
    failure::v1::failure::FailureInfo,
    workflowservice::v1::{
        PauseActivityRequest, RespondActivityTaskCanceledByIdRequest, RespondActivityTaskFailedRequest,
        UpdateActivityOptionsRequest,
    },
};
use prost::Message as _;
use std::time::Duration;

#[test]
fn an_end_names_the_attempt_or_the_activity() {
    let script = Script::of([Ok(Bytes::new()), Ok(Bytes::new())]);
    let world = World::new(&script);
    let failure =
        ApplicationFailure { next_retry_delay: Some(Duration::from_secs(3)), ..ApplicationFailure::new("no") };
    world.time.run(world.client.activity(&b"token"[..]).fail(failure)).unwrap();
    let sent = RespondActivityTaskFailedRequest::decode(script.calls()[0].message.clone()).unwrap();
    let Some(FailureInfo::ApplicationFailureInfo(info)) = sent.failure.unwrap().failure_info else { unreachable!() };
    assert_eq!((&*sent.task_token, sent.namespace.as_str(), sent.identity.as_str()), (&b"token"[..], "shop", "me"));
    assert_eq!((info.next_retry_delay.unwrap().seconds, info.details), (3, None));
    let activity = world.client.workflow("order").of_run("run-1").activity("charge");
    world.time.run(activity.cancel(("why",))).unwrap();
    let sent = RespondActivityTaskCanceledByIdRequest::decode(script.calls()[1].message.clone()).unwrap();
    assert_eq!(
        (sent.workflow_id.as_str(), sent.run_id.as_str(), sent.activity_id.as_str()),
        ("order", "run-1", "charge")
    );
    assert_eq!(sent.details.unwrap().payloads.len(), 1);
}

#[test]
fn only_what_is_changed_is_in_the_mask() {
    let script = Script::of([Ok(Bytes::new()), Ok(Bytes::new())]);
    let world = World::new(&script);
    let workflow = world.client.workflow("order");
    let mask = |changes, at: usize| {
        world.time.run(workflow.update_activity_options(Activities::All, changes)).unwrap();
        let sent = UpdateActivityOptionsRequest::decode(script.calls()[at].message.clone()).unwrap();
        (sent.activity_options.unwrap(), sent.update_mask.unwrap().paths)
    };
    let changes = ActivityChanges {
        task_queue: Some("others".to_owned()),
        start_to_close_timeout: Some(Duration::from_secs(9)),
        ..ActivityChanges::default()
    };
    let (options, paths) = mask(changes, 0);
    assert_eq!(
        (options.task_queue.unwrap().name.as_str(), options.start_to_close_timeout.unwrap().seconds),
        ("others", 9)
    );
    assert_eq!(
        (paths, options.heartbeat_timeout),
        (vec!["start_to_close_timeout".to_owned(), "task_queue.name".to_owned()], None)
    );
    let retry_policy = Some(WorkflowRetryPolicy::default());
    let changes = ActivityChanges { retry_policy, priority: Some(Priority::default()), ..ActivityChanges::default() };
    let (_, paths) = mask(changes, 1);
    assert_eq!((paths.len(), paths[0].as_str(), paths[4].as_str()), (5, "retry_policy.initial_interval", "priority"));
    let heartbeat_timeout = Some(Duration::MAX);
    let changes = ActivityChanges { heartbeat_timeout, ..ActivityChanges::default() };
    let error = world.time.run(workflow.update_activity_options(Activities::All, changes)).unwrap_err();
    assert!(matches!(error, ActivityError::InvalidOption { option: "heartbeat_timeout", .. }), "{error}");
}

#[test]
fn nobody_waits_is_told_from_other_errors_and_a_pause_is_one_request() {
    let end = |code| Err(Status::new(code, "no"));
    let script = Script::of([end(Code::NotFound), end(Code::Unavailable), Ok(Bytes::new()), end(Code::NotFound)]);
    let world = World::new(&script);
    let error = world.time.run(world.client.activity(&b"token"[..]).complete(&1)).unwrap_err();
    assert!(error.to_string().starts_with("activity of this task token: nobody waits for it"), "{error}");
    let workflow = world.client.workflow("order");
    world.time.run(workflow.pause_activities(Activities::Type("Charge".to_owned()), "why")).unwrap();
    let calls = script.calls();
    let sent = PauseActivityRequest::decode(calls[1].message.clone()).unwrap();
    assert_eq!((sent.request_id.is_empty(), &calls[1].message), (false, &calls[2].message));
    let unpaused = workflow.unpause_activities(Activities::All, UnpauseActivities::default());
    let error = world.time.run(unpaused).unwrap_err();
    assert!(
        matches!(&error, ActivityError::NotFound { activity, .. } if activity == "all activities of workflow \"order\""),
        "{error}"
    );
}
