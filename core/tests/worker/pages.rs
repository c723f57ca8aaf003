//! Completions that go to the server in pages.

use crate::driven::{Driven, config, task};
use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    command::host::HostKind,
    id::Text,
    payload::{Payload, PayloadMap},
    rpc::{CallId, Code, Status},
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        enums::v1::CommandType,
        namespace::v1::{NamespaceInfo, namespace_info::Capabilities},
        workflowservice::v1::{DescribeNamespaceResponse, RespondWorkflowTaskCompletedRequest as Request},
    },
};
use prost::Message;

const SECOND: Duration = Duration::from_secs(1);
const MEBIBYTE: usize = 1 << 20;

#[test]
fn a_large_completion_goes_in_pages_one_after_the_other() {
    // [WORKER-15]
    let mut worker = started(true);
    complete(&mut worker, &[2, 1, 2, 3]);
    let mut sent = vec![];
    for number in 0.. {
        let (id, page) = next(&mut worker, Duration::ZERO).unwrap();
        assert!(worker.reports().is_empty());
        assert_eq!((page.page_number, &page.task_token[..]), (number, &b"token"[..]));
        assert_eq!((&page.namespace[..], &page.identity[..]), ("default", "me"));
        let is_last = !page.intermediate_page;
        assert_eq!(is_last, page.capabilities.is_some(), "the last one says everything else");
        sent.push(page.commands.len());
        worker.ended(id, Ok(Bytes::new()));
        if is_last {
            break;
        }
    }
    assert_eq!(sent, [2, 1, 1, 0]);
    assert!(worker.activations().is_empty() && worker.reports().is_empty());
}

#[test]
fn commands_stay_as_they_are_and_in_order() {
    // [WORKER-15]
    let mut whole = started(false);
    complete(&mut whole, &[2, 2]);
    let (_, expected) = next(&mut whole, Duration::ZERO).unwrap();
    let mut worker = started(true);
    complete(&mut worker, &[2, 2]);
    let mut commands = vec![];
    while let Some((id, page)) = next(&mut worker, Duration::ZERO) {
        commands.extend(page.commands);
        worker.ended(id, Ok(Bytes::new()));
    }
    assert_eq!(commands, expected.commands);
    assert!(commands.iter().all(|command| command.command_type() == CommandType::ModifyWorkflowProperties));
}

#[test]
fn what_fits_in_a_message_or_in_no_page_is_sent_whole() {
    // [WORKER-15]
    for (is_taken, sizes) in [(true, &[1, 1][..]), (true, &[4]), (true, &[1, 4]), (false, &[2, 2])] {
        let mut worker = started(is_taken);
        complete(&mut worker, sizes);
        let (_, request) = next(&mut worker, Duration::ZERO).unwrap();
        assert_eq!((request.page_number, request.intermediate_page), (0, false));
        assert_eq!(request.commands.len(), sizes.len());
    }
}

#[test]
fn pages_that_the_server_lost_are_sent_again_until_the_task_is_over() {
    // [WORKER-15]
    let mut worker = started(true);
    complete(&mut worker, &[2, 2]);
    let (first, page) = next(&mut worker, Duration::ZERO).unwrap();
    worker.ended(first, Ok(Bytes::new()));
    let (second, _) = next(&mut worker, Duration::ZERO).unwrap();
    worker.ended(second, lost());
    assert!(worker.reports().is_empty());
    let (again, same) = next(&mut worker, SECOND).unwrap();
    assert_eq!(same, page);
    // And so until the task's time is up.
    let mut id = again;
    loop {
        worker.ended(id, lost());
        let Some((next, _)) = next(&mut worker, 20 * SECOND) else { break };
        id = next;
    }
    assert!(worker.now.since(Default::default()) < 10 * SECOND);
    assert_eq!(worker.activations().len(), 1, "the run goes");
}

#[test]
fn a_page_that_is_refused_ends_the_completion() {
    // [WORKER-15]
    let mut worker = started(true);
    complete(&mut worker, &[2, 2]);
    let (first, _) = next(&mut worker, Duration::ZERO).unwrap();
    worker.ended(first, Err(Status::new(Code::NotFound, "the task is over")));
    assert!(next(&mut worker, 20 * SECOND).is_none());
    assert_eq!(worker.activations().len(), 1);
}

fn started(is_taken: bool) -> Driven {
    let mut worker = Driven::new(config());
    let known = Capabilities { workflow_task_completion_pagination: is_taken, ..Capabilities::default() };
    let info = NamespaceInfo { capabilities: Some(known), ..NamespaceInfo::default() };
    worker.answer_startup_with(DescribeNamespaceResponse { namespace_info: Some(info), ..Default::default() });
    worker
}

/// Completes a task with commands of about so many mebibytes each.
fn complete(worker: &mut Driven, sizes: &[usize]) {
    worker.give_task(task(1));
    let command = |size: &usize| {
        let payload = Payload::with_encoding("e", Bytes::from(vec![0; size * MEBIBYTE - 1000]));
        HostKind::ModifyWorkflowProperties { upserted_memo: PayloadMap::from_iter([(Text::from("key"), payload)]) }
    };
    worker.complete(sizes.iter().map(command).collect());
}

fn next(worker: &mut Driven, within: Duration) -> Option<(CallId, Request)> {
    let (id, call) = worker.next_call(method::RESPOND_WORKFLOW_TASK_COMPLETED, within)?;
    Some((id, Request::decode(call.message).unwrap()))
}

fn lost() -> Result<Bytes, Status> {
    let details = Bytes::from_static(
        b"..type.googleapis.com/temporal.api.errordetails.v1.WorkflowTaskCompletionBufferLostFailure",
    );
    Err(Status { details, ..Status::new(Code::Aborted, "lost") })
}
