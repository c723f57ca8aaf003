//! An activity of the official worker that is left to others: our client is told its token, and ends it.

use crate::{Workflow, client, options, worker};
use dacapo_client::{
    FailureKind,
    activity::{ActivityError, ApplicationFailure},
    convert::Converter as _,
    standalone::{ActivityResultError, StandaloneOptions},
    workflow::{Closed, ResultError, WorkflowExecutionStatus},
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{DevServer, Lab, scenarios};
use serde_json::{Value, json};
use std::time::Duration;

scenarios! {
    others_complete_it
    others_fail_it_until_it_has_no_attempt_left
    others_hear_that_it_is_to_cancel
    it_needs_no_workflow_on_a_newer_server
}

/// What the last heartbeat of the activity said, once there is an attempt of this number.
async fn told<R: Runtime>(lab: &Lab<R>, workflow: &Workflow<R>, attempt: i32) -> Vec<Value> {
    let ask = async || {
        let activity = workflow.describe().await.ok()?.answer.pending_activities.pop()?;
        let details = activity.heartbeat_details.filter(|_| activity.attempt == attempt)?;
        let read = |payload| client(lab).converter().decode::<Value>(payload).unwrap();
        let details: Vec<_> = details.payloads.iter().map(read).collect();
        (details[1] == attempt).then_some(details)
    };
    lab.eventually(ask).await
}

/// The token that a heartbeat tells.
fn token(details: &[Value]) -> Vec<u8> {
    let hex = details[0].as_str().unwrap().as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
    hex.chunks(2).map(byte).collect()
}

async fn others_complete_it<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let workflow = client.start_workflow("LeftToOthers", (1,), options(&lab, "by-token")).await.unwrap();
    let activity = client.activity(token(&told(&lab, &workflow, 1).await));
    assert!(!activity.heartbeat(("on its way",)).await.unwrap().is_cancel_requested);
    activity.complete("by token").await.unwrap();
    assert_eq!(workflow.result::<String>().await.unwrap(), "by token");
    let late = activity.complete("again").await;
    assert!(matches!(&late, Err(ActivityError::NotFound { .. })), "{late:?}");

    let workflow = client.start_workflow("LeftToOthers", (1,), options(&lab, "by-id")).await.unwrap();
    told(&lab, &workflow, 1).await;
    workflow.activity("left").complete("by id").await.unwrap();
    assert_eq!(workflow.result::<String>().await.unwrap(), "by id");
}

async fn others_fail_it_until_it_has_no_attempt_left<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let workflow = client.start_workflow("LeftToOthers", (2,), options(&lab, "fails")).await.unwrap();
    told(&lab, &workflow, 1).await;
    let activity = workflow.activity("left");
    activity.heartbeat(("half", 50)).await.unwrap();
    activity.fail(ApplicationFailure::new("once more")).await.unwrap();
    // The next attempt is told how far the one before has come.
    assert_eq!(told(&lab, &workflow, 2).await[2], json!(["half", 50]));
    let details = vec![client.payload(&json!({ "code": 7 })).unwrap()];
    let failure = ApplicationFailure {
        type_name: "Luck".to_owned(),
        details: dacapo_proto::temporal::api::common::v1::Payloads { payloads: details },
        ..ApplicationFailure::new("no luck")
    };
    activity.fail(failure).await.unwrap();
    let ended = workflow.result::<String>().await;
    let Err(ResultError::Failed(failed)) = &ended else { panic!("{ended:?}") };
    let Closed::Failed { failure, .. } = &failed.closed else { panic!("{failed:?}") };
    let text = "activity left_to_others \"left\" (Activity task failed): application failure Luck (no luck)";
    assert_eq!(failure.to_string(), text);
    let FailureKind::Application { details, .. } = &failure.root().kind else { panic!("{failure:?}") };
    assert_eq!(client.converter().decode::<Value>(&details.payloads[0]).unwrap(), json!({ "code": 7 }));
}

async fn others_hear_that_it_is_to_cancel<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let workflow = client.start_workflow("LeftToOthers", (1,), options(&lab, "cancels")).await.unwrap();
    told(&lab, &workflow, 1).await;
    let activity = workflow.activity("left");
    let early = activity.cancel(()).await;
    assert!(early.is_err(), "nobody asked for it: {early:?}");
    workflow.cancel("enough").await.unwrap();
    lab.eventually(async || activity.heartbeat(()).await.unwrap().is_cancel_requested.then_some(())).await;
    activity.cancel(("cleaned",)).await.unwrap();
    let ended = workflow.result::<String>().await;
    assert!(matches!(&ended, Err(ResultError::Failed(failed)) if matches!(failed.closed, Closed::Canceled { .. })));
    assert_eq!(workflow.describe().await.unwrap().status, WorkflowExecutionStatus::Canceled);
}

async fn it_needs_no_workflow_on_a_newer_server<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let start = async |activity_type: &'static str, argument: Option<&'static str>| {
        let options = StandaloneOptions::new(lab.id(activity_type), worker::QUEUE, Duration::from_secs(60));
        match argument {
            Some(argument) => client.start_activity(activity_type, (argument,), options).await,
            None => client.start_activity(activity_type, (), options).await,
        }
    };
    let failing = start("fails", Some("application")).await;
    if !DevServer::is_newer() {
        assert!(failing.is_err(), "the other server has none");
        return;
    }
    let ended = failing.unwrap().result::<Value>().await;
    let Err(ActivityResultError::Failed(failed)) = &ended else { panic!("{ended:?}") };
    assert_eq!(failed.failure.to_string(), "application failure Deep (application)");
    let left = start("left_to_others", None).await.unwrap();
    let beat = async || left.describe().await.ok()?.answer.info?.heartbeat_details;
    let details = lab.eventually(beat).await;
    let details: Vec<_> = details.payloads.iter().map(|one| client.converter().decode(one).unwrap()).collect();
    client.activity(token(&details)).complete("by token").await.unwrap();
    assert_eq!(left.result::<String>().await.unwrap(), "by token");
}
