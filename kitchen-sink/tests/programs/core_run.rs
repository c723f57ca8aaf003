//! Core takes what programs do: the first workflow task of every kind of action, and the same again for the same input.

use crate::{
    fixture::{json, program},
    samples::samples,
};
use dacapo_core::{
    error::Misuse,
    id::EventId,
    machine::Machine,
    workflow::{
        Run,
        activation::EvictionReason,
        task::{Input, Output, RunConfig, TaskCompletion, TaskEnd, WorkflowTask},
    },
};
use dacapo_kitchen_sink::{Hosts, Program};
use dacapo_proto::temporal::api::{
    common::v1::{Payloads, WorkflowType},
    enums::v1::EventType,
    history::v1::{
        History, HistoryEvent, WorkflowExecutionStartedEventAttributes, WorkflowTaskScheduledEventAttributes,
        WorkflowTaskStartedEventAttributes, history_event::Attributes,
    },
};
use prost::Message;
use serde_json::Value;

/// What a run made of a first workflow task.
struct Played {
    end: TaskEnd,
    /// All that passed between run and host, in words.
    transcript: String,
    hosts: Hosts,
    run: Run,
}

fn play(program: &Program) -> Result<Played, Misuse> {
    let config = RunConfig { workflow_id: "w".into(), run_id: "r".into(), ..RunConfig::default() };
    let (mut run, mut hosts, mut transcript) = (Run::new(config), Hosts::new(), String::new());
    let task =
        WorkflowTask { attempt: 1, history: history(program), started_event_id: EventId(3), ..Default::default() };
    run.handle((), Input::Task(Box::new(task)))?;
    loop {
        match run.poll().expect("the task is not at its end") {
            Output::Activate(activation) => {
                let completion = hosts.activate(&activation);
                transcript += &format!("{activation:?}\n{completion:?}\n");
                run.handle((), Input::Completed(completion))?;
            }
            Output::TaskEnded(end) => return Ok(Played { end: *end, transcript, hosts, run }),
            // The task is answered before a local activity ends.
            Output::RunLocalActivity(_) => run.handle((), Input::HeartbeatDue)?,
            other => transcript += &format!("{other:?}\n"),
        }
    }
}

/// The history of an execution that was just started.
fn history(program: &Program) -> bytes::Bytes {
    let started = WorkflowExecutionStartedEventAttributes {
        workflow_type: Some(WorkflowType { name: "kitchen_sink".into() }),
        input: Some(Payloads::decode(program.arguments().encoded().clone()).expect("they are payloads")),
        original_execution_run_id: "r".into(),
        first_execution_run_id: "r".into(),
        attempt: 1,
        ..Default::default()
    };
    let scheduled = WorkflowTaskScheduledEventAttributes { attempt: 1, ..Default::default() };
    let task_started = WorkflowTaskStartedEventAttributes { scheduled_event_id: 2, ..Default::default() };
    let attributes = [
        (EventType::WorkflowExecutionStarted, Attributes::WorkflowExecutionStartedEventAttributes(started)),
        (EventType::WorkflowTaskScheduled, Attributes::WorkflowTaskScheduledEventAttributes(scheduled)),
        (EventType::WorkflowTaskStarted, Attributes::WorkflowTaskStartedEventAttributes(task_started)),
    ];
    let events = attributes.into_iter().zip(1..).map(|((event_type, attributes), event_id)| HistoryEvent {
        event_id,
        event_type: event_type.into(),
        event_time: Some(prost_types::Timestamp { seconds: 1_700_000_000, nanos: 0 }),
        attributes: Some(attributes),
        ..Default::default()
    });
    History { events: events.collect() }.encode_to_vec().into()
}

fn completed(program: &Value) -> TaskCompletion {
    let program = crate::fixture::program(program);
    match play(&program).expect("core takes the commands").end {
        TaskEnd::Completed(completion) => completion,
        other => panic!("{other:?}"),
    }
}

#[test]
fn core_takes_every_action() {
    for (sample, _) in samples() {
        let played = play(&program(&json!({"actions": [sample]}))).unwrap_or_else(|e| panic!("{sample}: {e}"));
        let is_deliberate = sample.get("fail_task").is_some();
        assert_eq!(matches!(played.end, TaskEnd::Failed(_)), is_deliberate, "{sample}: {:?}", played.end);
    }
}

#[test]
fn the_same_activations_give_the_same_completions() {
    for (sample, _) in samples() {
        let program = program(&json!({"actions": [sample]}));
        let transcript = || play(&program).expect("core takes the commands").transcript;
        assert_eq!(transcript(), transcript());
    }
}

#[test]
fn a_workflow_completes_in_its_first_task() {
    let completion = completed(&json!({"actions": [
        {"set_state": {"x": 1}},
        {"timer": "1s", "await": "cancel_before_sent", "expect": "canceled"},
        {"return_state": "x"},
    ]}));
    let commands = format!("{:?}", completion.commands);
    assert_eq!(completion.commands.len(), 1, "a timer that was canceled before it was sent is not sent: {commands}");
}

#[test]
fn concurrent_commands_are_sent_together() {
    let timers = vec![json!({"timer": "1s"}); 50];
    assert_eq!(completed(&json!({"actions": [{"concurrent": timers}]})).commands.len(), 50);
}

#[test]
fn a_run_that_is_let_go_is_forgotten() {
    let mut played = play(&program(&json!({"actions": [{"timer": "1s"}]}))).expect("core takes the commands");
    assert_eq!((played.hosts.len(), played.hosts.get(&"r".into()).is_some()), (1, true));
    let evict = Input::Evict { reason: EvictionReason::CacheFull, message: "full".into() };
    played.run.handle((), evict).expect("it can be let go");
    let Some(Output::Activate(activation)) = played.run.poll() else { panic!("the host is told") };
    let completion = played.hosts.activate(&activation);
    assert!(played.hosts.is_empty());
    played.run.handle((), Input::Completed(completion)).expect("core takes the answer");
    assert!(matches!(played.run.poll(), Some(Output::Evicted)));
    // Whatever comes for it now cannot be answered.
    let mut late = dacapo_core::workflow::activation::Activation::default();
    late.run_id = "r".into();
    assert!(matches!(played.hosts.activate(&late), dacapo_core::command::host::Completion::Failed { .. }));
}
