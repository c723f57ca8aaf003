//! What the server took and nobody heard of, what it never got, and what it gives out twice.

use crate::{
    subject::{Subject, UNAVAILABLE, all_went_through, config, retried, some_went_through},
    work::{ALL, Cost},
};
use core::time::Duration;
use dacapo_core::{
    rpc::{Call, Code},
    workflow::activation::EvictionReason,
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::workflowservice::v1::{StartWorkflowExecutionRequest, StartWorkflowExecutionResponse},
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{
    Client, Lab, Record,
    proxy::{Fault, Relay, Rule},
    scenarios,
};
use prost::Message;

scenarios! {
    answers_to_completions_of_workflow_tasks_in_silence
    answers_to_completions_of_workflow_tasks_with_the_connection
    answers_to_completions_of_activities_in_silence
    answers_to_completions_of_activities_with_the_connection
    completions_of_activities
    eager_activities_with_their_answer
    answers_to_starts
    tasks_that_come_twice
}

/// Does something to the next calls of a method while a subject works. An attempt to report an activity is given up after
/// two seconds; one to report a workflow task is anyway after half of what the task has.
async fn meets<R: Runtime>(lab: &Lab<R>, rule: Rule, cost: Cost) -> Record {
    let relay = Relay::to(lab.port());
    let mut config = config(lab);
    if rule.method == method::RESPOND_ACTIVITY_TASK_COMPLETED {
        config.call_timeout = Duration::from_secs(2);
    }
    let subject = Subject::start_over(lab, lab.through(relay.port).transport(), config).await;
    let (method, times) = (rule.method, rule.times);
    relay.rule(rule);
    subject.begin_quietly("first").await;
    lab.until(|| relay.seen(method).faults == times).await;
    subject.begin("after").await;
    subject.ends_well(cost).await
}

async fn answers_to_completions_of_workflow_tasks_in_silence<R: Runtime>(lab: Lab<R>) {
    let rule = Rule::next(method::RESPOND_WORKFLOW_TASK_COMPLETED, 3, Fault::LoseReply);
    let record = meets(&lab, rule, Cost::Nothing).await;
    // The server knows the task no more when it is told again.
    let is_gone = |evicted: &Option<EvictionReason>| *evicted == Some(EvictionReason::TaskNotFound);
    assert!(record.read(|seen| seen.activations.iter().any(|activated| is_gone(&activated.evicted))));
    all_went_through(&record, &["polling"]);
}

async fn answers_to_completions_of_workflow_tasks_with_the_connection<R: Runtime>(lab: Lab<R>) {
    let rule = Rule::next(method::RESPOND_WORKFLOW_TASK_COMPLETED, 2, Fault::BreakBeforeReply);
    some_went_through(&meets(&lab, rule, Cost::LostTasks).await, UNAVAILABLE);
}

async fn answers_to_completions_of_activities_in_silence<R: Runtime>(lab: Lab<R>) {
    let rule = Rule::next(method::RESPOND_ACTIVITY_TASK_COMPLETED, 2, Fault::LoseReply);
    all_went_through(&meets(&lab, rule, Cost::Nothing).await, &["polling"]);
}

async fn answers_to_completions_of_activities_with_the_connection<R: Runtime>(lab: Lab<R>) {
    let rule = Rule::next(method::RESPOND_ACTIVITY_TASK_COMPLETED, 2, Fault::BreakBeforeReply);
    some_went_through(&meets(&lab, rule, Cost::LostTasks).await, UNAVAILABLE);
}

async fn completions_of_activities<R: Runtime>(lab: Lab<R>) {
    let rule = Rule::next(method::RESPOND_ACTIVITY_TASK_COMPLETED, 2, Fault::LoseCall);
    all_went_through(&meets(&lab, rule, Cost::Nothing).await, &["polling"]);
}

/// Activities that come with an answer are lost with it: the server takes them for running until their time is over.
async fn eager_activities_with_their_answer<R: Runtime>(lab: Lab<R>) {
    let relay = Relay::to(lab.port());
    let mut config = config(&lab);
    config.max_eager_activities = 3;
    let subject = Subject::start_over(&lab, lab.through(relay.port).transport(), config).await.with_patience(4);
    relay.rule(Rule::next(method::RESPOND_WORKFLOW_TASK_COMPLETED, 3, Fault::LoseReply));
    subject.begin("first").await;
    let record = subject.ends_well(Cost::LostTasks).await;
    let attempts = |of: u32| record.read(|seen| seen.activities.iter().filter(|task| task.attempt == of).count());
    assert!(attempts(2) >= 2, "what was lost is tried again");
    all_went_through(&record, &["polling"]);
}

async fn answers_to_starts<R: Runtime>(lab: Lab<R>) {
    let relay = Relay::to(lab.port());
    let (near, far) = (lab.client(), lab.through(relay.port));
    let subject = Subject::start(&lab, lab.port()).await;
    relay.rule(Rule::next(method::START_WORKFLOW_EXECUTION, 2, Fault::BreakBeforeReply));
    let id = lab.id("once");
    let work = &ALL[0];
    let request = near.start_request(&id, &work.program(10));
    let started = start(&far, &request).await.unwrap();
    assert_eq!(relay.seen(method::START_WORKFLOW_EXECUTION).calls, 3);
    assert_eq!(near.outcome(&id).await.unwrap(), work.result);
    // There is one run, the one that was told of.
    let run = near.history_of_run(&id, &started.run_id).await.unwrap();
    assert_eq!(run, near.history(&id).await.unwrap());
    assert_eq!(work.fault_of(&run, Cost::Nothing), None);
    another_request_is_another_start(&near, &lab).await;
    subject.ends_well(Cost::Nothing).await;
}

/// That the server knew the start again is not because it takes any.
async fn another_request_is_another_start<R: Runtime, T: dacapo_runtime::Transport>(near: &Client<T>, lab: &Lab<R>) {
    let mut request = near.start_request(&lab.id("twice"), &ALL[2].program(10));
    near.start_as(&request).await.unwrap();
    request.request_id = "another".to_owned();
    let refused = near.start_as(&request).await.unwrap_err();
    assert_eq!(refused.code, Code::AlreadyExists, "{refused}");
    near.terminate(&request.workflow_id).await.unwrap();
}

/// Starts a workflow as a client does that makes its calls again.
async fn start<R: Runtime>(
    far: &Lab<R>,
    request: &StartWorkflowExecutionRequest,
) -> Result<StartWorkflowExecutionResponse, dacapo_core::rpc::Status> {
    let call = Call {
        method: method::START_WORKFLOW_EXECUTION,
        message: request.encode_to_vec().into(),
        timeout: Duration::from_secs(10),
        metadata: Vec::new(),
    };
    let answer = retried(&far.runtime, &far.transport(), call).await?;
    Ok(StartWorkflowExecutionResponse::decode(answer).unwrap())
}

async fn tasks_that_come_twice<R: Runtime>(lab: Lab<R>) {
    let relay = Relay::to(lab.port());
    let subject = Subject::start(&lab, relay.port).await;
    relay.rule(Rule::next(method::POLL_WORKFLOW_TASK_QUEUE, 5, Fault::Repeat));
    // Those that come first take a while.
    relay.rule(Rule::next(method::POLL_ACTIVITY_TASK_QUEUE, 2, Fault::Repeat));
    subject.begin("first").await;
    let faults = |method| relay.seen(method).faults;
    let are_done = || faults(method::POLL_WORKFLOW_TASK_QUEUE) == 5 && faults(method::POLL_ACTIVITY_TASK_QUEUE) == 2;
    lab.until(are_done).await;
    subject.begin("after").await;
    let record = subject.ends_well(Cost::Nothing).await;
    all_went_through(&record, &["polling"]);
}
