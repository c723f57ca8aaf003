//! Updates that start their workflow where there is none.

use crate::{TYPE, client, options};
use dacapo_client::workflow::{
    StartError, StartOptions, UpdateError, UpdateOptions, UpdateWithStartError, WaitStage, WorkflowIdConflictPolicy,
};
use dacapo_proto::{rpc::workflow_service::EXECUTE_MULTI_OPERATION, temporal::api::enums::v1::EventType};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{
    Lab, program,
    proxy::{Fault, Relay, Rule},
    scenarios,
};
use serde_json::{Value, json};

scenarios! {
    an_update_starts_what_it_does_not_find
    a_start_that_is_refused_updates_nothing
    an_answer_that_is_lost_starts_and_updates_once
}

fn start<R: Runtime>(lab: &Lab<R>, name: &str, id_conflict_policy: WorkflowIdConflictPolicy) -> StartOptions {
    StartOptions { id_conflict_policy, ..options(lab, name) }
}

async fn an_update_starts_what_it_does_not_find<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let takes = program(json!({
        "actions": [{ "await_signal": "end", "save_as": "end" }, { "return_state": "end" }],
        "updates": {
            "add": { "actions": [{ "return": "added" }] },
            "slow": { "actions": [{ "await_signal": "finish" }, { "return": "slow" }] },
            "no": { "reject": "not now" }
        }
    }));
    let send = |update: &'static str, options: UpdateOptions| {
        let start = start(&lab, "cart", WorkflowIdConflictPolicy::UseExisting);
        client.update_with_start((update, ()), (TYPE, (&takes,)), start, options)
    };
    let completed = UpdateOptions { wait_stage: WaitStage::Completed, ..UpdateOptions::default() };
    let mut first = send("add", completed.clone()).await.unwrap();
    assert!(first.has_outcome());
    assert_eq!(first.result::<String>().await.unwrap(), "added");
    // The workflow is there now.
    let mut slow = send("slow", UpdateOptions::default()).await.unwrap();
    assert_eq!(slow.workflow().run_id(), first.workflow().run_id());
    let refused = send("no", completed).await;
    let Err(UpdateWithStartError::Update(UpdateError::Failed { failure, .. })) = refused else { panic!("{refused:?}") };
    assert_eq!(failure.message, "not now");
    slow.workflow().signal("finish", ()).await.unwrap();
    assert_eq!(slow.result::<String>().await.unwrap(), "slow");
    slow.workflow().signal("end", ("over",)).await.unwrap();
    assert_eq!(slow.workflow().result::<String>().await.unwrap(), "over");
    worker.shut_down().await;
}

async fn a_start_that_is_refused_updates_nothing<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let open = client.start_workflow(TYPE, (), options(&lab, "taken")).await.unwrap();
    let refused = client
        .update_with_start(
            ("add", ()),
            (TYPE, ()),
            start(&lab, "taken", WorkflowIdConflictPolicy::Fail),
            UpdateOptions::default(),
        )
        .await;
    let Err(UpdateWithStartError::Start(StartError::AlreadyStarted(there))) = refused else { panic!("{refused:?}") };
    assert_eq!((there.run_id.as_str(), there.call.rpc()), (open.run_id(), "ExecuteMultiOperation"));
    open.terminate("enough", ()).await.unwrap();
    // Cron schedules are the server's to refuse.
    let cron = StartOptions {
        cron_schedule: "0 0 1 1 *".to_owned(),
        ..start(&lab, "cron", WorkflowIdConflictPolicy::UseExisting)
    };
    let refused = client.update_with_start(("add", ()), (TYPE, ()), cron, UpdateOptions::default()).await;
    assert!(
        matches!(&refused, Err(UpdateWithStartError::Start(StartError::Call(call))) if call.to_string().contains("ron")),
        "{refused:?}"
    );
    let nobody = client.workflow(lab.id("cron")).query::<Value>("state", ()).await;
    assert!(nobody.is_err());
}

async fn an_answer_that_is_lost_starts_and_updates_once<R: Runtime>(lab: Lab<R>) {
    let (relay, worker) = (Relay::to(lab.port()), lab.worker());
    let client = client(&lab.through(relay.port));
    let takes = program(json!({
        "actions": [{ "await_signal": "end" }],
        "updates": { "add": { "actions": [{ "return": "added" }] } }
    }));
    let policies = [WorkflowIdConflictPolicy::UseExisting, WorkflowIdConflictPolicy::Fail];
    for (policy, name) in policies.into_iter().zip(["lost-1", "lost-2"]) {
        relay.rule(Rule::next(EXECUTE_MULTI_OPERATION, 1, Fault::BreakBeforeReply));
        let options = UpdateOptions { wait_stage: WaitStage::Completed, ..UpdateOptions::default() };
        let start = start(&lab, name, policy);
        let mut update = client.update_with_start(("add", ()), (TYPE, (&takes,)), start, options).await.unwrap();
        assert_eq!(update.result::<String>().await.unwrap(), "added");
        let workflow = update.workflow().clone();
        workflow.signal("end", ()).await.unwrap();
        workflow.result::<()>().await.unwrap();
        let (mut history, mut accepted) = (workflow.history(), 0);
        while let Some(page) = history.next().await.unwrap() {
            let is_update = |kind| kind == EventType::WorkflowExecutionUpdateAccepted;
            accepted += page.iter().filter(|event| is_update(event.event_type())).count();
        }
        assert_eq!(accepted, 1);
    }
    let seen = relay.seen(EXECUTE_MULTI_OPERATION);
    assert_eq!((seen.calls, seen.faults), (4, 2));
    worker.shut_down().await;
}
