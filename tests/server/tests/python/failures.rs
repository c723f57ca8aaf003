//! Every way in which a workflow of the official worker fails, and what our client says of it: in words, down to the root,
//! and in the fields of each kind.

use crate::{Workflow, client, options, worker};
use dacapo_client::{
    Failure, FailureKind,
    convert::Converter as _,
    nexus::{NexusEndpoint, NexusTarget},
    workflow::{Closed, ResultError, StartOptions},
};
use dacapo_proto::temporal::api::enums::v1::{ApplicationErrorCategory, RetryState, TimeoutType};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{DevServer, Lab, scenarios};
use serde_bytes::ByteBuf;
use serde_json::{Value, json};
use std::time::Duration;

scenarios! {
    an_application_error_is_told_with_all_that_it_says
    exceptions_of_python_are_told_by_their_types
    an_activity_that_fails_is_the_cause
    an_activity_that_takes_too_long_is_told_by_what_it_exceeded
    a_child_that_fails_is_the_cause
    a_child_that_others_end_is_the_cause
    a_nexus_operation_that_fails_is_the_cause
    a_workflow_that_takes_too_long_has_timed_out
    words_that_are_encoded_are_read
}

async fn start<R: Runtime>(lab: &Lab<R>, how: &str, argument: &str) -> Workflow<R> {
    let name = format!("{how}-{argument}");
    client(lab).start_workflow("Fail", (how, argument), options(lab, &name)).await.unwrap()
}

/// How a workflow failed.
async fn failure<R: Runtime>(workflow: Workflow<R>) -> Failure {
    let ended = workflow.result::<Value>().await;
    let Err(ResultError::Failed(failed)) = ended else { panic!("{ended:?}") };
    let Closed::Failed { failure, .. } = failed.closed else { panic!("{failed:?}") };
    *failure
}

/// Has a workflow fail in this way, and holds what is said of it against this text.
async fn told<R: Runtime>(lab: &Lab<R>, (how, argument): (&str, &str), text: &str) -> Failure {
    let failure = failure(start(lab, how, argument).await).await;
    assert_eq!(failure.to_string(), text, "{how} {argument}");
    failure
}

async fn an_application_error_is_told_with_all_that_it_says<R: Runtime>(lab: Lab<R>) {
    let text = "application failure Outer (outer): application failure Middle (middle)";
    let failure = told(&lab, ("application", ""), text).await;
    let FailureKind::Application { non_retryable, details, next_retry_delay, category, .. } = &failure.kind else {
        panic!("{failure:?}")
    };
    assert_eq!((*non_retryable, *next_retry_delay), (true, Some(Duration::from_millis(1500))));
    assert_eq!(*category, ApplicationErrorCategory::Benign);
    let client = client(&lab);
    let detail = |place: usize| client.converter().decode::<Value>(&details.payloads[place]).unwrap();
    assert_eq!([0, 1, 2, 3].map(detail), [json!(1), json!("two"), json!({ "three": 3 }), Value::Null]);
    assert_eq!(client.converter().decode::<ByteBuf>(&details.payloads[4]).unwrap(), ByteBuf::from([4]));
    assert_eq!(details.payloads.len(), 5);
    assert!(failure.stack_trace.contains("failures.py"), "{}", failure.stack_trace);
}

async fn exceptions_of_python_are_told_by_their_types<R: Runtime>(lab: Lab<R>) {
    told(&lab, ("plain", ""), "application failure Broken (nobody's exception)").await;
    told(&lab, ("assertion", ""), "application failure AssertionError").await;
    let text = "application failure ValueError (top): application failure Middle (middle): \
                application failure KeyError ('root')";
    let failure = told(&lab, ("chain", ""), text).await;
    assert!(failure.chain().all(|one| one.stack_trace.contains("failures.py")), "{failure:?}");
}

fn retry_state(failure: &Failure) -> RetryState {
    match failure.kind {
        FailureKind::Activity { retry_state, .. } | FailureKind::ChildWorkflow { retry_state, .. } => retry_state,
        _ => panic!("{failure:?}"),
    }
}

async fn an_activity_that_fails_is_the_cause<R: Runtime>(lab: Lab<R>) {
    let text = "activity fails \"it\" (Activity task failed): application failure Deep (application)";
    let failure = told(&lab, ("in_activity", "application"), text).await;
    assert_eq!(retry_state(&failure), RetryState::NonRetryableFailure);
    let FailureKind::Application { details, non_retryable: true, .. } = &failure.root().kind else {
        panic!("{failure:?}")
    };
    let detail = client(&lab).converter().decode::<Value>(&details.payloads[0]).unwrap();
    assert_eq!(detail, json!({ "code": 12 }));

    let text = "activity fails \"it\" (Activity task failed): application failure Outer (outer): \
                application failure KeyError ('the key')";
    let failure = told(&lab, ("in_activity", "chain"), text).await;
    assert_eq!(retry_state(&failure), RetryState::MaximumAttemptsReached);

    let plain = "activity fails \"1\" (Activity task failed): application failure Broken (plain in an activity)";
    let failure = told(&lab, ("retried", ""), plain).await;
    assert_eq!(retry_state(&failure), RetryState::MaximumAttemptsReached);

    let failure = self::failure(start(&lab, "unknown_activity", "").await).await;
    let FailureKind::Application { type_name, .. } = &failure.root().kind else { panic!("{failure:?}") };
    assert!(type_name == "NotFoundError" && failure.root().message.contains("no such activity"), "{failure}");

    let failure = told(&lab, ("canceled_activity", ""), "activity hangs \"1\" (Activity cancelled): canceled").await;
    assert_eq!(retry_state(&failure), RetryState::CancelRequested);
}

async fn an_activity_that_takes_too_long_is_told_by_what_it_exceeded<R: Runtime>(lab: Lab<R>) {
    let hangs = |kind: &str, words: &str| {
        format!("activity hangs \"1\" (Activity task timed out): {kind} time-out (activity {words} timeout)")
    };
    told(&lab, ("start_to_close", ""), &hangs("start-to-close", "StartToClose")).await;
    told(&lab, ("schedule_to_start", ""), &hangs("schedule-to-start", "ScheduleToStart")).await;
    // There was no time for another attempt: of the last one is known how it failed.
    let late = failure(start(&lab, "schedule_to_close", "").await).await;
    let last: Vec<_> = late.chain().skip(1).map(|one| one.kind.to_string()).collect();
    assert_eq!(last, ["schedule-to-close time-out", "application failure Broken"], "{late}");
    let failure = told(&lab, ("heartbeat", ""), &hangs("heartbeat", "Heartbeat")).await;
    assert_eq!(failure.root().source, "Server");
    let FailureKind::Timeout { timeout: TimeoutType::Heartbeat, last_heartbeat_details } = &failure.root().kind else {
        panic!("{failure:?}")
    };
    let client = client(&lab);
    let detail = |place: usize| client.converter().decode::<Value>(&last_heartbeat_details.payloads[place]).unwrap();
    assert_eq!([detail(0), detail(1)], [json!("half"), json!(50)]);
}

/// What is said of a workflow whose child did not complete.
fn of_child<R: Runtime>(lab: &Lab<R>, child: (&str, &str), words: &str, cause: &str) -> String {
    let id = lab.id(&format!("{}/child", child.1));
    format!("child workflow {} {id:?} (Child Workflow execution {words}): {cause}", child.0)
}

async fn a_child_that_fails_is_the_cause<R: Runtime>(lab: Lab<R>) {
    let cause = "application failure Outer (outer): application failure Middle (middle)";
    let text = of_child(&lab, ("Fail", "child-application"), "failed", cause);
    let failure = told(&lab, ("child", "application"), &text).await;
    assert_eq!(retry_state(&failure), RetryState::RetryPolicyNotSet);
    // An activity of a child: each has its part in the chain.
    let cause =
        "activity hangs \"1\" (Activity task timed out): start-to-close time-out (activity StartToClose timeout)";
    told(&lab, ("child", "start_to_close"), &of_child(&lab, ("Fail", "child-start_to_close"), "failed", cause)).await;
    let text = of_child(&lab, ("Wait", "late_child-"), "timed out", "start-to-close time-out (Timed out)");
    told(&lab, ("late_child", ""), &text).await;
}

async fn a_child_that_others_end_is_the_cause<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let begun = async |name: &str| {
        let parent = start(&lab, "waiting_child", name).await;
        let child = client.workflow(format!("{}/child", parent.workflow_id()));
        lab.eventually(async || child.describe().await.ok()).await;
        (parent, child)
    };
    let (parent, child) = begun("terminated").await;
    child.terminate("enough", ()).await.unwrap();
    let text = of_child(&lab, ("Wait", "waiting_child-terminated"), "terminated", "terminated (Terminated)");
    assert_eq!(failure(parent).await.to_string(), text);

    let (parent, child) = begun("canceled").await;
    child.cancel("enough").await.unwrap();
    let text = of_child(&lab, ("Wait", "waiting_child-canceled"), "cancelled", "canceled");
    assert_eq!(failure(parent).await.to_string(), text);

    let other = client.start_workflow("Wait", (), options(&lab, "other")).await.unwrap();
    let parent = start(&lab, "started_child", other.workflow_id()).await;
    // Of which kind that is no failure says.
    assert_eq!(failure(parent).await.to_string(), "failure (Workflow execution already started)");
    other.terminate("enough", ()).await.unwrap();
}

async fn a_nexus_operation_that_fails_is_the_cause<R: Runtime>(lab: Lab<R>) {
    if DevServer::is_newer() {
        // It listens for no HTTP, by which its own requests to endpoints come.
        return;
    }
    let client = client(&lab);
    let name = lab.id("desk").replace(['/', '_'], "-");
    let target = NexusTarget::Workers { namespace: "default".to_owned(), task_queue: worker::QUEUE.to_owned() };
    let endpoint = NexusEndpoint { name: name.clone(), description: None, target };
    let endpoint = client.create_nexus_endpoint(endpoint).await.unwrap();
    let refused = failure(start(&lab, "nexus", &format!("{name}/refuse")).await).await;
    let text = "Nexus operation Desk.refuse (nexus operation completed unsuccessfully): \
                application failure OperationError (refused)";
    assert_eq!(refused.to_string(), text);
    assert!(matches!(&refused.kind, FailureKind::NexusOperation { endpoint, token: None, .. } if *endpoint == name));
    let broken = failure(start(&lab, "nexus", &format!("{name}/break_down")).await).await;
    let text = "Nexus operation Desk.break_down (nexus operation completed unsuccessfully): \
                Nexus handler BAD_REQUEST (handler error (BAD_REQUEST): broken): Nexus handler BAD_REQUEST (broken)";
    assert_eq!(broken.to_string(), text);
    client.delete_nexus_endpoint(&endpoint).await.unwrap();
}

async fn a_workflow_that_takes_too_long_has_timed_out<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let start = StartOptions { run_timeout: Some(Duration::from_secs(1)), ..options(&lab, "late") };
    let workflow = client.start_workflow("Wait", (), start).await.unwrap();
    let ended = workflow.result::<Value>().await;
    let Err(ResultError::Failed(failed)) = &ended else { panic!("{ended:?}") };
    assert!(matches!(failed.closed, Closed::TimedOut { .. }), "{failed:?}");
}

async fn words_that_are_encoded_are_read<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let encoded = StartOptions { task_queue: worker::ENCODED.to_owned(), ..options(&lab, "encoded") };
    let workflow = client.start_workflow("Fail", ("chain", ""), encoded).await.unwrap();
    let failure = failure(workflow).await;
    let text = "application failure ValueError (top): application failure Middle (middle): \
                application failure KeyError ('root')";
    assert_eq!(failure.to_string(), text);
    for one in failure.chain() {
        assert!(one.encoded_attributes.is_some() && one.stack_trace.contains("failures.py"), "{one:?}");
    }
}
