//! Talking to workflows of the official worker: signals, queries, updates, cancellation, and the end.

use crate::{client, options};
use dacapo_client::{
    FailureKind,
    convert::Converter as _,
    workflow::{
        Closed, QueryError, QueryOptions, QueryRejectCondition, ResultError, ResultOptions, StartOptions, UpdateError,
        UpdateOptions, UpdateWithStartError, WaitStage, WorkflowError, WorkflowExecutionStatus,
        WorkflowIdConflictPolicy,
    },
};
use dacapo_proto::temporal::api::enums::v1::ApplicationErrorCategory;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, scenarios};
use serde_bytes::ByteBuf;
use serde_json::{Value, json};
use std::collections::BTreeMap;

scenarios! {
    a_workflow_is_signaled_and_queried
    a_signal_starts_what_it_does_not_find
    headers_come_with_what_is_sent
    queries_fail_and_are_rejected
    updates_are_accepted_and_complete
    updates_are_rejected_and_fail
    an_update_starts_what_it_does_not_find
    a_workflow_that_is_canceled_decides_how_it_ends
    a_workflow_is_terminated
    a_chain_of_runs_has_one_result
}

async fn a_workflow_is_signaled_and_queried<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let workflow = client.start_workflow("Talk", ("first",), options(&lab, "talk")).await.unwrap();
    workflow.signal("say", ("twice", 2)).await.unwrap();
    // An argument that is left out has its default.
    workflow.signal("say", ("once",)).await.unwrap();
    assert_eq!(workflow.query::<Vec<String>>("heard", (1,)).await.unwrap(), ["twice", "twice", "once"]);
    workflow.signal("end", ()).await.unwrap();
    assert_eq!(workflow.result::<Vec<String>>().await.unwrap(), ["first", "twice", "twice", "once"]);
    assert_eq!(workflow.query::<Vec<String>>("heard", (3,)).await.unwrap(), ["once"]);
    let late = workflow.signal("end", ()).await;
    assert!(matches!(late, Err(WorkflowError::NotFound(_))), "{late:?}");
}

async fn a_signal_starts_what_it_does_not_find<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let send = |signal: &'static str, arguments: (&'static str, i32)| {
        client.signal_with_start((signal, arguments), ("Talk", ("first",)), options(&lab, "talk"))
    };
    let first = send("say", ("with the start", 1)).await.unwrap();
    let second = send("say", ("again", 1)).await.unwrap();
    assert_eq!(first.run_id(), second.run_id());
    second.signal("end", ()).await.unwrap();
    assert_eq!(first.result::<Vec<String>>().await.unwrap(), ["first", "with the start", "again"]);
}

async fn headers_come_with_what_is_sent<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let header = |text: &str| -> BTreeMap<_, _> { [("trace".to_owned(), client.payload(text).unwrap())].into() };
    let start = StartOptions {
        id_conflict_policy: WorkflowIdConflictPolicy::UseExisting,
        headers: header("start"),
        ..options(&lab, "talk")
    };
    let completed = UpdateOptions { wait_stage: WaitStage::Completed, ..UpdateOptions::default() };
    let update = client.update_with_start(("add", ("a",)), ("Talk", ("first",)), start, completed).await.unwrap();
    let traces = async || update.workflow().query::<BTreeMap<String, String>>("traces", ()).await.unwrap();
    assert_eq!(traces().await["update add: trace"], "\"start\"");
    let workflow = client.workflow(update.workflow().workflow_id());
    workflow.signal("say", ("plain",)).await.unwrap();
    workflow.with_headers(header("signal")).signal("say", ("traced",)).await.unwrap();
    workflow.with_headers(header("update")).update::<usize>("add", ("b",)).await.unwrap();
    let traces = traces().await.into_iter().map(|(what, trace)| format!("{what} {trace}")).collect::<Vec<_>>();
    assert_eq!(traces, ["signal say: trace \"signal\"", "update add: trace \"update\""]);
    let asked = workflow.with_headers(header("query")).query::<BTreeMap<String, String>>("traced", ()).await.unwrap();
    assert_eq!(asked, [("trace".to_owned(), "\"query\"".to_owned())].into());
    // What goes on from a start has no headers of it.
    assert_eq!(update.workflow().query::<BTreeMap<String, String>>("traced", ()).await.unwrap(), BTreeMap::new());
    workflow.terminate("enough", ()).await.unwrap();
}

async fn queries_fail_and_are_rejected<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let workflow = client.start_workflow("Talk", ("first",), options(&lab, "talk")).await.unwrap();
    let failed = workflow.query::<Value>("broken", ()).await;
    let Err(QueryError::Failed { failure, .. }) = &failed else { panic!("{failed:?}") };
    // An official worker sends the words alone.
    assert_eq!(failure.to_string(), "failure (no answer to that)");
    let unknown = workflow.query::<Value>("unheard of", ()).await;
    let Err(QueryError::Failed { failure, query, .. }) = &unknown else { panic!("{unknown:?}") };
    assert_eq!(query, "unheard of");
    assert!(failure.message.contains("unheard of") && failure.message.contains("heard"), "{failure}");
    // Of the wrong type, to Python.
    let wrong = workflow.query::<Value>("heard", ("no number",)).await;
    assert!(matches!(&wrong, Err(QueryError::Failed { .. })), "{wrong:?}");
    let only_open = QueryOptions { reject_condition: QueryRejectCondition::NotOpen };
    assert_eq!(workflow.query_with::<Vec<String>>("heard", (0,), only_open).await.unwrap(), ["first"]);
    workflow.terminate("enough", ()).await.unwrap();
    let rejected = workflow.query_with::<Value>("heard", (0,), only_open).await;
    let Err(QueryError::Rejected { status, .. }) = rejected else { panic!("{rejected:?}") };
    assert_eq!(status, WorkflowExecutionStatus::Terminated);
}

async fn updates_are_accepted_and_complete<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let workflow = client.start_workflow("Talk", ("first",), options(&lab, "talk")).await.unwrap();
    assert_eq!(workflow.update::<usize>("add", ("second",)).await.unwrap(), 2);
    let named = UpdateOptions { update_id: Some("slow".to_owned()), wait_stage: WaitStage::Accepted };
    let mut slow = workflow.start_update("add_when_ended", ("third",), named).await.unwrap();
    assert!(!slow.has_outcome());
    workflow.signal("end", ()).await.unwrap();
    assert_eq!(slow.result::<String>().await.unwrap(), "third");
    assert_eq!(workflow.update_handle("slow").result::<String>().await.unwrap(), "third");
    assert_eq!(workflow.result::<Vec<String>>().await.unwrap(), ["first", "second", "third"]);
}

async fn updates_are_rejected_and_fail<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let workflow = client.start_workflow("Talk", ("first",), options(&lab, "talk")).await.unwrap();
    // By the workflow's validator.
    let rejected = workflow.update::<Value>("add", ("",)).await;
    let Err(UpdateError::Failed { failure, .. }) = &rejected else { panic!("{rejected:?}") };
    let FailureKind::Application { type_name, details, .. } = &failure.kind else { panic!("{failure:?}") };
    assert_eq!((type_name.as_str(), failure.message.as_str()), ("Empty", "an empty word"));
    assert_eq!(client.converter().decode::<Value>(&details.payloads[0]).unwrap(), json!({ "index": 0 }));
    let failed = workflow.update::<Value>("fail", ()).await;
    let Err(UpdateError::Failed { failure, .. }) = &failed else { panic!("{failed:?}") };
    let FailureKind::Application { type_name, details, non_retryable, category, .. } = &failure.kind else {
        panic!("{failure:?}")
    };
    assert_eq!((type_name.as_str(), failure.message.as_str(), *non_retryable), ("Luck", "no luck", true));
    assert_eq!(*category, ApplicationErrorCategory::Unspecified);
    assert_eq!(client.converter().decode::<i32>(&details.payloads[0]).unwrap(), 7);
    assert_eq!(client.converter().decode::<ByteBuf>(&details.payloads[1]).unwrap(), ByteBuf::from([0, 1]));
    assert_eq!(failure.root().message, "the reason");
    let unknown = workflow.update::<Value>("unheard of", ()).await;
    assert!(
        matches!(&unknown, Err(UpdateError::Failed { failure, .. }) if failure.message.contains("unheard of")),
        "{unknown:?}"
    );
    workflow.signal("end", ()).await.unwrap();
    assert_eq!(workflow.result::<Vec<String>>().await.unwrap(), ["first"]);
}

async fn an_update_starts_what_it_does_not_find<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let send = |word: &'static str| {
        let id_conflict_policy = WorkflowIdConflictPolicy::UseExisting;
        let start = StartOptions { id_conflict_policy, ..options(&lab, "talk") };
        let completed = UpdateOptions { wait_stage: WaitStage::Completed, ..UpdateOptions::default() };
        client.update_with_start(("add", (word,)), ("Talk", ("first",)), start, completed)
    };
    let mut second = send("second").await.unwrap();
    assert_eq!(second.result::<usize>().await.unwrap(), 2);
    let mut third = send("third").await.unwrap();
    assert_eq!(third.result::<usize>().await.unwrap(), 3);
    assert_eq!(second.workflow().run_id(), third.workflow().run_id());
    let rejected = send("").await;
    let Err(UpdateWithStartError::Update(UpdateError::Failed { failure, .. })) = &rejected else {
        panic!("{rejected:?}")
    };
    assert_eq!(failure.message, "an empty word");
    third.workflow().signal("end", ()).await.unwrap();
    assert_eq!(third.workflow().result::<Vec<String>>().await.unwrap(), ["first", "second", "third"]);
}

async fn a_workflow_that_is_canceled_decides_how_it_ends<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let insists = client.start_workflow("CleanUp", (true,), options(&lab, "insists")).await.unwrap();
    assert!(!insists.query::<bool>("tidy", ()).await.unwrap());
    insists.cancel("asked for").await.unwrap();
    assert_eq!(insists.result::<String>().await.unwrap(), "cleaned up: asked for");

    let yields = client.start_workflow("CleanUp", (false,), options(&lab, "yields")).await.unwrap();
    assert!(!yields.query::<bool>("tidy", ()).await.unwrap());
    yields.cancel("asked for").await.unwrap();
    let ended = yields.result::<String>().await;
    let Err(ResultError::Failed(failed)) = &ended else { panic!("{ended:?}") };
    assert!(matches!(&failed.closed, Closed::Canceled { .. }) && failed.run_id == yields.run_id(), "{failed:?}");
    assert!(failed.to_string().ends_with("was canceled"), "{failed}");
    assert!(yields.query::<bool>("tidy", ()).await.unwrap());
    assert_eq!(yields.describe().await.unwrap().status, WorkflowExecutionStatus::Canceled);
}

async fn a_workflow_is_terminated<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let workflow = client.start_workflow("Talk", ("first",), options(&lab, "talk")).await.unwrap();
    workflow.terminate("no reason", ("detail", 2)).await.unwrap();
    let ended = workflow.result::<Value>().await;
    let Err(ResultError::Failed(failed)) = &ended else { panic!("{ended:?}") };
    let Closed::Terminated { reason, details: Some(details), .. } = &failed.closed else { panic!("{failed:?}") };
    assert_eq!((reason.as_str(), details.payloads.len()), ("no reason", 2));
}

async fn a_chain_of_runs_has_one_result<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let runs: [String; 0] = [];
    let workflow = client.start_workflow("Chain", (2, runs), options(&lab, "chain")).await.unwrap();
    let runs = workflow.result::<Vec<String>>().await.unwrap();
    assert_eq!((runs.len(), runs[0].as_str()), (3, workflow.run_id()));
    let (_, closed) = workflow.closed(ResultOptions { follows_runs: false }).await.unwrap();
    assert_eq!(closed, Closed::ContinuedAsNew { run_id: runs[1].clone() });
    let (last, _) = workflow.closed(ResultOptions::default()).await.unwrap();
    assert_eq!(last, runs[2]);
}
