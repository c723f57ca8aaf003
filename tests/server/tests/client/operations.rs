//! What operators do: beginning workflows anew, doing something with many at once, namespaces, search attributes.

use crate::{TYPE, client, options};
use dacapo_client::{
    Meaning, OperationError,
    batch::{Batch, BatchOperation, BatchOperationState, Selection},
    namespace::{NamespaceChanges, NamespaceOptions, NamespaceState},
    nexus::{NexusEndpoint, NexusTarget},
    search::{IndexedValueType, Int, Key, Keyword, SearchAttributes},
    workflow::{
        ResetOptions, ResetPoint, ResetReapplyExcludeType, ResultError, StartOptions, WorkflowError,
        WorkflowExecutionStatus,
    },
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, program, scenarios};
use serde_json::{Value, json};
use std::time::Duration;

scenarios! {
    a_workflow_begins_anew_from_a_point
    many_workflows_are_signaled_and_terminated_at_once
    a_namespace_is_registered_changed_and_deleted
    search_attributes_are_added_and_taken_away
    nexus_endpoints_are_made_changed_and_deleted
    the_server_says_what_it_is
}

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn a_workflow_begins_anew_from_a_point<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let waits = program(json!([
        { "await_signal": "a", "save_as": "a" }, { "await_signal": "b", "save_as": "b" }, { "return_state": "b" }
    ]));
    let first = client.start_workflow(TYPE, (waits,), options(&lab, "reset")).await.unwrap();
    let early = client.start_workflow("nobody's", (), StartOptions::new(lab.id("early"), "nobody's")).await.unwrap();
    let nowhere = early.reset(ResetOptions::to(ResetPoint::FirstTask, "too early")).await;
    let Err(WorkflowError::Call(call)) = &nowhere else { panic!("{nowhere:?}") };
    assert_eq!(call.meaning(), &Meaning::InvalidArgument);
    early.terminate("enough", ()).await.unwrap();

    first.signal("a", (1,)).await.unwrap();
    first.signal("b", (2,)).await.unwrap();
    assert_eq!(first.result::<i32>().await.unwrap(), 2);
    // All that was sent is sent to the new run as well.
    let again = first.reset(ResetOptions::to(ResetPoint::FirstTask, "once more")).await.unwrap();
    assert_ne!(again.run_id(), first.run_id());
    assert_eq!(again.result::<i32>().await.unwrap(), 2);
    let forgetful = ResetOptions {
        forgets: vec![ResetReapplyExcludeType::Signal],
        ..ResetOptions::to(ResetPoint::FirstTask, "without signals")
    };
    let other = again.reset(forgetful).await.unwrap();
    other.signal("a", (3,)).await.unwrap();
    other.signal("b", (4,)).await.unwrap();
    assert_eq!(other.result::<i32>().await.unwrap(), 4);
    // The last task is the one in which it ended.
    let last = other.reset(ResetOptions::to(ResetPoint::LastTask, "the end once more")).await.unwrap();
    assert_eq!(last.result::<i32>().await.unwrap(), 4);
    let (tasks, all) = (last.describe().await.unwrap().history_length, other.describe().await.unwrap().history_length);
    assert!(tasks >= all, "{tasks} events after {all}");
    let nobody = client.workflow(lab.id("nobody")).reset(ResetOptions::to(ResetPoint::Event(4), "")).await;
    assert!(matches!(nobody, Err(WorkflowError::NotFound(_))), "{nobody:?}");
    // It is gone some time after that.
    last.delete().await.unwrap();
    worker.shut_down().await;
}

async fn many_workflows_are_signaled_and_terminated_at_once<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let waits = program(json!([
        { "await_signal": "go", "save_as": "go" }, { "await_signal": "end" }, { "return_state": "go" }
    ]));
    let ids = ["batch-1", "batch-2", "batch-3"];
    let mut workflows = Vec::new();
    for id in ids {
        workflows.push(client.start_workflow(TYPE, (&waits,), options(&lab, id)).await.unwrap());
    }
    let input =
        Some(dacapo_proto::temporal::api::common::v1::Payloads { payloads: vec![client.payload("gone").unwrap()] });
    let these = workflows.iter().map(|it| (it.workflow_id().to_owned(), it.run_id().to_owned())).collect();
    let signal = BatchOperation::Signal { name: "go".to_owned(), input };
    let signal = Batch { workflows: Selection::These(these), ..Batch::new("", signal, "all at once") };
    let job = client.start_batch(signal).await.unwrap();
    let done = lab
        .eventually(async || {
            let found = job.describe().await.unwrap();
            (found.state() == BatchOperationState::Completed).then_some(found)
        })
        .await;
    assert_eq!(
        (done.complete_operation_count, done.failure_operation_count, done.reason.as_str()),
        (3, 0, "all at once")
    );
    workflows[0].signal("end", ()).await.unwrap();
    assert_eq!(workflows[0].result::<String>().await.unwrap(), "gone");

    let query = format!("TaskQueue = '{}' AND ExecutionStatus = 'Running'", lab.queue());
    lab.eventually(async || client.count_workflows(&query).await.ok().filter(|found| found.count == 2)).await;
    let named = Batch { job_id: Some(lab.id("end")), ..Batch::new(&query, BatchOperation::Terminate, "enough") };
    let end = client.start_batch(named).await.unwrap();
    assert_eq!(end.job_id(), lab.id("end"));
    for workflow in &workflows[1..] {
        let failed = workflow.result::<Value>().await;
        assert!(
            matches!(&failed, Err(ResultError::Failed(failed)) if failed.to_string().contains("terminated")),
            "{failed:?}"
        );
        assert_eq!(workflow.describe().await.unwrap().status, WorkflowExecutionStatus::Terminated);
    }
    lab.eventually(async || {
        let mut pages = client.list_batches().of_size(1);
        while let Some(page) = pages.next().await.unwrap() {
            if page.iter().any(|job| job.job_id == end.job_id()) {
                return Some(());
            }
        }
        None
    })
    .await;
    // One operation in a hundred seconds: it is stopped long before its end.
    let slow = Batch {
        operations_per_second: Some(0.01),
        ..Batch::new("TaskQueue = 'nobody'", BatchOperation::Cancel, "slowly")
    };
    let slow = client.start_batch(slow).await.unwrap();
    // With nothing to do it may have ended already.
    let stopped = slow.stop("never mind").await;
    lab.eventually(async || {
        let state = slow.describe().await.ok()?.state();
        (state != BatchOperationState::Running || stopped.is_err()).then_some(())
    })
    .await;
    let none = client.batch(lab.id("none")).describe().await.unwrap_err();
    assert_eq!(none.meaning(), &Meaning::NotFound);
    worker.shut_down().await;
}

async fn a_namespace_is_registered_changed_and_deleted<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let name = lab.id("n").replace(['/', '_'], "-");
    let make = NamespaceOptions {
        description: "for a test".to_owned(),
        owner_email: "nobody@example.com".to_owned(),
        retention: DAY * 2,
        data: [("team".to_owned(), "one".to_owned())].into(),
        is_global: false,
    };
    client.register_namespace(&name, make.clone()).await.unwrap();
    let again = client.register_namespace(&name, make).await;
    assert!(
        matches!(&again, Err(OperationError::Call(call)) if *call.meaning() == Meaning::AlreadyExists),
        "{again:?}"
    );
    let there = client.describe_namespace(&name).await.unwrap();
    assert_eq!(
        (there.name.as_str(), there.state, there.retention),
        (name.as_str(), NamespaceState::Registered, Some(DAY * 2))
    );
    let changes = NamespaceChanges {
        retention: Some(DAY * 3),
        data: [("level".to_owned(), "2".to_owned())].into(),
        ..NamespaceChanges::default()
    };
    client.update_namespace(&name, changes).await.unwrap();
    let there = client.describe_namespace(&name).await.unwrap();
    assert_eq!((there.retention, there.description.as_str(), there.data.len()), (Some(DAY * 3), "for a test", 2));
    let mut names = Vec::new();
    let mut pages = client.list_namespaces().of_size(1);
    while let Some(page) = pages.next().await.unwrap() {
        names.extend(page.into_iter().filter_map(|it| it.namespace_info).map(|info| info.name));
    }
    assert!(names.contains(&name) && names.contains(&"default".to_owned()), "{names:?}");
    // Once the server knows it everywhere, it takes workflows.
    let inside = client.in_namespace(name.as_str());
    lab.eventually(async || inside.start_workflow(TYPE, (), options(&lab, "inside")).await.ok()).await;
    let deleted = client.delete_namespace(&name).await.unwrap();
    assert_ne!(deleted, "");
    let long = NamespaceOptions { retention: Duration::MAX, ..NamespaceOptions::default() };
    let error = client.register_namespace("long", long).await.unwrap_err();
    assert_eq!(error.to_string(), "retention: it is too long");
}

async fn search_attributes_are_added_and_taken_away<R: Runtime>(lab: Lab<R>) {
    // The two runs share a namespace: what one takes away is not what the other has.
    let client = client(&lab);
    let (colour, size): (Key<Keyword>, Key<Int>) = if lab.queue().ends_with("smol") {
        (Key::new("ColourOnSmol"), Key::new("SizeOnSmol"))
    } else {
        (Key::new("ColourOnTokio"), Key::new("SizeOnTokio"))
    };
    client.add_search_attributes([colour.attribute(), size.attribute()]).await.unwrap();
    let known = lab
        .eventually(async || {
            let known = client.list_search_attributes().await.unwrap();
            known.custom.contains_key(size.name()).then_some(known)
        })
        .await;
    assert_eq!(
        (known.custom[colour.name()], known.custom[size.name()]),
        (IndexedValueType::Keyword, IndexedValueType::Int)
    );
    assert_eq!(known.system["ExecutionStatus"], IndexedValueType::Keyword);
    let start = || StartOptions {
        search_attributes: SearchAttributes::new().with(colour, "red".to_owned()).with(size, 7),
        ..options(&lab, "coloured")
    };
    let workflow = lab.eventually(async || client.start_workflow(TYPE, (), start()).await.ok()).await;
    let found = workflow.describe().await.unwrap().search_attributes;
    assert_eq!((found.value(colour), found.value(size)), (Some("red".to_owned()), Some(7)));
    let query = format!("{} = 'red' AND {} > 6", colour.name(), size.name());
    lab.eventually(async || client.count_workflows(&query).await.ok().filter(|found| found.count == 1)).await;
    workflow.terminate("seen", ()).await.unwrap();
    client.remove_search_attributes([size.name()]).await.unwrap();
    lab.eventually(async || {
        let known = client.list_search_attributes().await.unwrap().custom;
        (!known.contains_key(size.name()) && known.contains_key(colour.name())).then_some(())
    })
    .await;
}

async fn nexus_endpoints_are_made_changed_and_deleted<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let name = lab.id("endpoint").replace(['/', '_'], "-");
    let target = NexusTarget::Workers { namespace: "default".to_owned(), task_queue: lab.queue().to_owned() };
    let wanted = NexusEndpoint { name: name.clone(), description: Some(client.payload("for a test").unwrap()), target };
    let first = client.create_nexus_endpoint(wanted.clone()).await.unwrap();
    let again = client.create_nexus_endpoint(wanted.clone()).await.unwrap_err();
    assert_eq!(again.meaning(), &Meaning::AlreadyExists);
    let target = NexusTarget::Workers { namespace: "default".to_owned(), task_queue: lab.id("others") };
    let second = client.update_nexus_endpoint(&first, NexusEndpoint { target, ..wanted.clone() }).await.unwrap();
    assert!(second.version > first.version && second.id == first.id);
    let stale = client.update_nexus_endpoint(&first, wanted).await.unwrap_err();
    assert_eq!(stale.meaning(), &Meaning::FailedPrecondition, "{stale}");
    assert_eq!(client.describe_nexus_endpoint(&first.id).await.unwrap(), second);
    let found = client.list_nexus_endpoints(name).next().await.unwrap().unwrap();
    assert_eq!((found.len(), &found[0]), (1, &second));
    client.delete_nexus_endpoint(&second).await.unwrap();
    let gone = client.describe_nexus_endpoint(&second.id).await.unwrap_err();
    assert_eq!(gone.meaning(), &Meaning::NotFound);
}

async fn the_server_says_what_it_is<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let (system, cluster) = (client.system_info().await.unwrap(), client.cluster_info().await.unwrap());
    assert!(system.capabilities.is_some());
    assert_eq!((system.server_version, cluster.cluster_name.as_str()), (cluster.server_version, "active"));
}
