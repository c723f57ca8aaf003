//! Talking to workflows: signals, queries, updates, cancellation, and the end.

use crate::{TYPE, client, options};
use dacapo_client::{
    CallOptions, FailureKind, Meaning,
    workflow::{
        Closed, QueryError, QueryOptions, QueryRejectCondition, ResultError, ResultOptions, UpdateError, UpdateOptions,
        WaitStage, WorkflowError, WorkflowExecutionStatus,
    },
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{DevServer, Lab, program, scenarios};
use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use std::time::Duration;

scenarios! {
    a_workflow_is_signaled_queried_and_completes
    queries_fail_and_are_rejected_in_their_own_ways
    updates_are_accepted_complete_and_are_rejected
    an_update_that_nobody_accepts_says_so
    canceled_and_terminated_are_told_apart
    a_chain_of_runs_is_followed_on_request
}

async fn a_workflow_is_signaled_queried_and_completes<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let waits = program(json!({
        "actions": [{ "await_signal": "go", "save_as": "got" }, { "return_state": "got" }],
        "queries": { "echo": { "echo": {} } }
    }));
    let workflow = client.start_workflow(TYPE, (waits,), options(&lab, "talk")).await.unwrap();
    assert_eq!(workflow.query::<Value>("echo", (1, "a")).await.unwrap(), json!([1, "a"]));
    // Server 1.32.0 loses what is written while small pages are read.
    let size = if DevServer::is_newer() { 100 } else { 1 };
    let mut history = workflow.history().of_size(size).following();
    let mut events = history.next().await.unwrap().unwrap().len();
    // Somebody else needs no more than the id.
    client.workflow(workflow.workflow_id()).signal("go", (json!({ "deep": [3] }),)).await.unwrap();
    assert_eq!(workflow.result::<Value>().await.unwrap(), json!({ "deep": [3] }));
    while let Some(page) = history.next().await.unwrap() {
        events += page.len();
    }
    assert_eq!(events, usize::try_from(workflow.describe().await.unwrap().history_length).unwrap());
    let ids: Vec<i64> =
        workflow.history().of_size(2).events().map_ok(|event| event.event_id).try_collect().await.unwrap();
    assert_eq!(ids, (1..=i64::try_from(events).unwrap()).collect::<Vec<_>>());
    let nobody = client.workflow(lab.id("nobody")).history().events().try_collect::<Vec<_>>().await;
    assert!(matches!(nobody, Err(WorkflowError::NotFound(_))), "{nobody:?}");
    let late = workflow.signal("go", ()).await;
    let Err(WorkflowError::NotFound(closed)) = late else { panic!("{late:?}") };
    assert_eq!(closed.workflow_id, workflow.workflow_id());
    let query = format!("WorkflowId = '{}'", workflow.workflow_id());
    lab.eventually(async || client.count_workflows(&query).await.ok().filter(|found| found.count == 1)).await;
    let mut list = client.list_workflows(&query).of_size(1);
    let found = list.next().await.unwrap().unwrap();
    assert_eq!((found.len(), found[0].execution.as_ref().unwrap().run_id.as_str()), (1, workflow.run_id()));
    assert_eq!(list.next().await.unwrap(), None);
    let every: Vec<_> = client.list_workflows(&query).items().try_collect().await.unwrap();
    assert_eq!(every, found);
    worker.shut_down().await;
}

async fn queries_fail_and_are_rejected_in_their_own_ways<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let fails = program(json!({ "actions": [{ "return": 1 }], "queries": { "broken": { "fail": "on purpose" } } }));
    let workflow = client.start_workflow(TYPE, (fails,), options(&lab, "queried")).await.unwrap();
    assert_eq!(workflow.result::<i32>().await.unwrap(), 1);
    match workflow.query::<Value>("broken", ()).await {
        Err(QueryError::Failed { query, failure, .. }) => {
            assert_eq!((query.as_str(), failure.message.as_str()), ("broken", "on purpose"));
        }
        other => panic!("{other:?}"),
    }
    let only_open = QueryOptions { reject_condition: QueryRejectCondition::NotOpen };
    let status = match workflow.query_with::<Value>("state", (), only_open).await {
        Err(QueryError::Rejected { status, .. }) => status,
        other => panic!("{other:?}"),
    };
    assert_eq!(status, WorkflowExecutionStatus::Completed);
    let nobody = client.workflow(lab.id("nobody")).query::<Value>("state", ()).await;
    assert!(matches!(nobody, Err(QueryError::Workflow(WorkflowError::NotFound(_)))), "{nobody:?}");
    let wrong = workflow.query::<i32>("state", ()).await;
    assert!(matches!(&wrong, Err(QueryError::Workflow(WorkflowError::Convert(_)))), "{wrong:?}");
    worker.shut_down().await;
}

async fn updates_are_accepted_complete_and_are_rejected<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let takes = program(json!({
        "actions": [{ "await_signal": "end" }],
        "updates": {
            "slow": { "actions": [{ "await_signal": "finish" }, { "return": "slow" }] },
            "quick": { "actions": [{ "return": [1] }] },
            "failing": { "actions": [{ "fail": { "message": "no luck", "type": "Luck", "details": [4] } }] },
            "refused": { "reject": "not now" }
        }
    }));
    let workflow = client.start_workflow(TYPE, (takes,), options(&lab, "updated")).await.unwrap();
    assert_eq!(workflow.update::<Vec<i32>>("quick", ()).await.unwrap(), [1]);

    let named = UpdateOptions { update_id: Some("the slow one".to_owned()), wait_stage: WaitStage::Accepted };
    let mut slow = workflow.start_update("slow", (), named.clone()).await.unwrap();
    assert!(!slow.has_outcome() && slow.update_id() == "the slow one");
    // The same id is the same update, however often it is sent.
    let same = workflow.start_update("slow", (), named).await.unwrap();
    assert_eq!(same.workflow().run_id(), workflow.run_id());
    workflow.signal("finish", ()).await.unwrap();
    assert_eq!(slow.result::<String>().await.unwrap(), "slow");
    assert_eq!(workflow.update_handle("the slow one").result::<String>().await.unwrap(), "slow");

    match workflow.update::<Value>("failing", ()).await {
        Err(UpdateError::Failed { failure, .. }) => {
            let FailureKind::Application { type_name, .. } = &failure.kind else { panic!("{failure:?}") };
            assert_eq!((type_name.as_str(), failure.message.as_str()), ("Luck", "no luck"));
        }
        other => panic!("{other:?}"),
    }
    let refused = workflow.update::<Value>("refused", ()).await;
    assert!(
        matches!(&refused, Err(UpdateError::Failed { failure, .. }) if failure.message == "not now"),
        "{refused:?}"
    );
    let unheard = client.workflow(lab.id("nobody")).update::<Value>("quick", ()).await;
    assert!(matches!(unheard, Err(UpdateError::Workflow(WorkflowError::NotFound(_)))), "{unheard:?}");
    workflow.signal("end", ()).await.unwrap();
    workflow.result::<()>().await.unwrap();
    worker.shut_down().await;
}

async fn an_update_that_nobody_accepts_says_so<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let workflow = client.start_workflow(TYPE, (), options(&lab, "alone")).await.unwrap();
    let hurried = client.with_calls(CallOptions::within(Duration::from_secs(2)));
    let late = workflow.with_client(&hurried).update::<Value>("any", ()).await;
    let Err(UpdateError::NotAccepted { call, .. }) = &late else { panic!("{late:?}") };
    assert_eq!((call.rpc(), call.meaning()), ("UpdateWorkflowExecution", &Meaning::DeadlineExceeded));
    let late = workflow.with_client(&hurried).result::<Value>().await;
    let Err(ResultError::Workflow(WorkflowError::Call(call))) = &late else { panic!("{late:?}") };
    assert_eq!((call.rpc(), call.meaning()), ("GetWorkflowExecutionHistory", &Meaning::DeadlineExceeded));
    workflow.terminate("enough", ()).await.unwrap();
}

async fn canceled_and_terminated_are_told_apart<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let waits = program(json!({ "actions": [{ "timer": "100s" }], "on_cancel": [{ "cancel": ["because", 2] }] }));
    let canceled = client.start_workflow(TYPE, (&waits,), options(&lab, "canceled")).await.unwrap();
    canceled.cancel("asked for").await.unwrap();
    let (_, closed) = canceled.closed(ResultOptions::default()).await.unwrap();
    let Closed::Canceled { details: Some(details) } = closed else { panic!("{closed:?}") };
    assert_eq!(details.payloads.iter().map(|payload| &*payload.data).collect::<Vec<_>>(), [&b"\"because\""[..], b"2"]);

    let ended = client.start_workflow(TYPE, (&waits,), options(&lab, "ended")).await.unwrap();
    ended.terminate("no reason", ("detail",)).await.unwrap();
    let failed = ended.result::<Value>().await;
    let Err(ResultError::Failed(failed)) = failed else { panic!("{failed:?}") };
    let Closed::Terminated { reason, identity, details: Some(_) } = &failed.closed else { panic!("{failed:?}") };
    assert_eq!((reason.as_str(), identity.as_str()), ("no reason", "typed client"));
    assert!(failed.to_string().ends_with("was terminated: no reason"), "{failed}");
    worker.shut_down().await;
}

async fn a_chain_of_runs_is_followed_on_request<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let twice = program(json!([
        { "continue_as_new": { "times": 2 } }, { "return": "the last" }
    ]));
    let workflow = client.start_workflow(TYPE, (twice,), options(&lab, "chain")).await.unwrap();
    assert_eq!(workflow.result::<String>().await.unwrap(), "the last");
    let (run_id, closed) = workflow.closed(ResultOptions { follows_runs: false }).await.unwrap();
    assert_eq!(run_id, workflow.run_id());
    let Some(next) = closed.next_run_id() else { panic!("{closed:?}") };
    let (last, _) = workflow.closed(ResultOptions::default()).await.unwrap();
    assert!(matches!(closed, Closed::ContinuedAsNew { .. }) && last != next && last != run_id);
    worker.shut_down().await;
}
