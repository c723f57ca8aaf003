//! What operators ask for: what is sent, and that it is sent again as the same request.

use crate::scripted::{Script, World};
use bytes::Bytes;
use dacapo_client::{
    batch::{Batch, BatchOperation, Selection},
    namespace::NamespaceChanges,
    search::{Bool, IndexedValueType, Key, KeywordList},
    workflow::{ResetOptions, ResetPoint},
};
use dacapo_core::rpc::{CallEnd, Code, Status};
use dacapo_proto::{
    rpc::Request as _,
    temporal::api::{
        enums::v1::{EventType, ResetReapplyExcludeType},
        history::v1::{History, HistoryEvent},
        workflowservice::v1::{
            GetWorkflowExecutionHistoryResponse, GetWorkflowExecutionHistoryReverseRequest,
            GetWorkflowExecutionHistoryReverseResponse, ResetWorkflowExecutionRequest, ResetWorkflowExecutionResponse,
            StartBatchOperationRequest, UpdateNamespaceRequest, start_batch_operation_request::Operation,
        },
    },
};
use prost::Message as _;

fn event(event_id: i64, event_type: EventType) -> HistoryEvent {
    HistoryEvent { event_id, event_type: event_type.into(), ..Default::default() }
}

fn page(events: Vec<HistoryEvent>, token: &'static [u8]) -> CallEnd {
    let (history, next_page_token) = (Some(History { events }), Bytes::from_static(token));
    Ok(GetWorkflowExecutionHistoryResponse { history, next_page_token, ..Default::default() }.encode_to_vec().into())
}

fn reset() -> CallEnd {
    Ok(ResetWorkflowExecutionResponse { run_id: "run-2".to_owned() }.encode_to_vec().into())
}

#[test]
fn a_reset_finds_its_point_and_is_one_request() {
    let script = Script::of([
        page(vec![event(1, EventType::WorkflowExecutionStarted), event(3, EventType::WorkflowTaskStarted)], b"more"),
        page(vec![event(4, EventType::WorkflowTaskFailed), event(9, EventType::WorkflowTaskCompleted)], b"more"),
        Err(Status::new(Code::Unavailable, "down")),
        reset(),
    ]);
    let world = World::new(&script);
    let workflow = world.client.workflow("order").of_run("run-1");
    let forgets = vec![ResetReapplyExcludeType::Update];
    let options = ResetOptions { forgets, ..ResetOptions::to(ResetPoint::FirstTask, "why") };
    let new = world.time.run(workflow.reset(options)).unwrap();
    assert_eq!(new.run_id(), "run-2");
    let calls = script.calls();
    let sent = ResetWorkflowExecutionRequest::decode(calls[2].message.clone()).unwrap();
    assert_eq!((sent.workflow_task_finish_event_id, sent.reset_reapply_exclude_types), (4, vec![2]));
    assert_eq!((sent.request_id.is_empty(), &calls[2].message), (false, &calls[3].message));

    let events = vec![event(12, EventType::WorkflowTaskFailed), event(11, EventType::WorkflowTaskCompleted)];
    let answer = GetWorkflowExecutionHistoryReverseResponse { history: Some(History { events }), ..Default::default() };
    let script = Script::of([Ok(answer.encode_to_vec().into()), reset()]);
    let world = World::new(&script);
    world.time.run(world.client.workflow("order").reset(ResetOptions::to(ResetPoint::LastTask, ""))).unwrap();
    assert_eq!(script.calls()[0].method, GetWorkflowExecutionHistoryReverseRequest::METHOD);
    let sent = ResetWorkflowExecutionRequest::decode(script.calls()[1].message.clone()).unwrap();
    assert_eq!(sent.workflow_task_finish_event_id, 11);
}

#[test]
fn a_batch_has_one_job_id_whatever_happens() {
    let script = Script::of([Err(Status::new(Code::Unavailable, "down")), Ok(Bytes::new()), Ok(Bytes::new())]);
    let world = World::new(&script);
    let job = Batch::new("WorkflowType = 'Order'", BatchOperation::Terminate, "why");
    let job = world.time.run(world.client.start_batch(job)).unwrap();
    let calls = script.calls();
    let sent = StartBatchOperationRequest::decode(calls[0].message.clone()).unwrap();
    assert_eq!((sent.job_id.as_str(), &calls[0].message), (job.job_id(), &calls[1].message));
    let Some(Operation::TerminationOperation(terminate)) = sent.operation else { unreachable!() };
    assert_eq!((terminate.identity.as_str(), sent.visibility_query.as_str()), ("me", "WorkflowType = 'Order'"));
    let reset = BatchOperation::Reset { point: ResetPoint::LastTask, forgets: vec![ResetReapplyExcludeType::Signal] };
    let these = Selection::These(vec![("order".to_owned(), String::new())]);
    let batch = Batch { workflows: these, job_id: Some("mine".to_owned()), ..Batch::new("", reset, "why") };
    world.time.run(world.client.start_batch(batch)).unwrap();
    let sent = StartBatchOperationRequest::decode(script.calls()[2].message.clone()).unwrap();
    let Some(Operation::ResetOperation(reset)) = sent.operation else { unreachable!() };
    assert_eq!((sent.job_id.as_str(), sent.executions[0].workflow_id.as_str()), ("mine", "order"));
    assert!(reset.options.unwrap().target.is_some());
}

#[test]
fn what_is_not_changed_of_a_namespace_is_not_sent() {
    let script = Script::of([Ok(Bytes::new())]);
    let world = World::new(&script);
    let changes = NamespaceChanges { owner_email: Some("you@example.com".to_owned()), ..NamespaceChanges::default() };
    world.time.run(world.client.update_namespace("orders", changes)).unwrap();
    let sent = UpdateNamespaceRequest::decode(script.calls()[0].message.clone()).unwrap();
    let (info, config) = (sent.update_info.unwrap(), sent.config.unwrap());
    assert_eq!(
        (sent.namespace.as_str(), info.owner_email.as_str(), info.description.as_str()),
        ("orders", "you@example.com", "")
    );
    assert_eq!(config.workflow_execution_retention_ttl, None);
}

#[test]
fn keys_know_what_a_namespace_has_to_know() {
    assert_eq!(Key::<Bool>::new("Paid").attribute(), ("Paid".to_owned(), IndexedValueType::Bool));
    assert_eq!(Key::<KeywordList>::new("Tags").attribute().1, IndexedValueType::KeywordList);
}
