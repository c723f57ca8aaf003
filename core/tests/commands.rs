//! Every command is written as its definition says: each field of each is filled with a value of its own, and the bytes
//! are decoded again. Payloads in a command are the bytes of the completion they came with.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::type_complexity,
    clippy::panic,
    clippy::too_many_lines,
    clippy::wildcard_enum_match_arm,
    clippy::std_instead_of_core,
    reason = "a test stops where its input cannot be made, has std, and lists what it expects"
)]

#[path = "commands/expected.rs"]
mod expected;
#[path = "commands/given.rs"]
mod given;

use bytes::Bytes;
use dacapo_core::{
    command::{
        Command, Kind,
        host::{HostCommand, HostKind, Success},
    },
    id::{EventId, Text},
    machine::Machine,
    workflow::{
        Run,
        task::{Input, Output, RunConfig, TaskCompletion, TaskEnd, UpdateMessage, WorkflowTask},
    },
};
use dacapo_proto::temporal::api::{
    command::v1 as proto,
    enums::v1::{CommandType, EventType},
    history::v1::{self as h, History, HistoryEvent, history_event::Attributes as A},
};
use prost::Message;
use std::collections::BTreeSet;

#[test]
fn every_command_is_written_as_its_definition_says() {
    let mut seen = BTreeSet::new();
    let mut check = |commands: &[Command], expected: &[proto::command::Attributes]| {
        assert_eq!(commands.len(), expected.len(), "{commands:?}");
        for (command, expected) in commands.iter().zip(expected) {
            let wire = decoded(command);
            assert_eq!(wire.attributes.as_ref(), Some(expected), "{command:?}");
            assert_eq!(wire.command_type, i32::from(command.command_type()));
            seen.insert(wire.command_type);
        }
    };
    let mut first = Live::new();
    let commands = given::commands().into_iter().map(HostCommand::from).collect();
    check(&first.complete(commands).commands, &expected::commands());
    first.next_task(started_events());
    check(&first.complete(cancels()).commands, &expected::cancels());
    for (terminal, expected) in given::terminals().into_iter().zip(expected::terminals()) {
        check(&Live::new().complete(vec![terminal.into()]).commands, &[expected]);
    }
    let all = (1..64).filter_map(|number| CommandType::try_from(number).ok());
    let missing: Vec<_> = all.filter(|kind| !seen.contains(&i32::from(*kind))).collect();
    assert!(missing.is_empty(), "no test writes {missing:?}");
}

#[test]
fn metadata_of_a_command_is_passed_on() {
    let metadata = Bytes::from_static(b"\x0a\x07\x12\x05after\x12\x05\x12\x03why");
    for kind in given::commands().into_iter().chain(given::terminals()) {
        let is_sent = !matches!(kind, HostKind::SetPatchMarker { .. } | HostKind::UpdateResponse { .. });
        let command = HostCommand { kind, user_metadata: Some(metadata.clone()) };
        if !is_sent {
            continue;
        }
        let completion = Live::new().complete(vec![command]);
        let wire = decoded(completion.commands.first().unwrap());
        let summary = wire.user_metadata.unwrap().summary.unwrap();
        assert_eq!(summary.data, Bytes::from_static(b"after"));
    }
}

#[test]
fn payloads_of_a_command_are_the_bytes_of_the_completion() {
    let given = given::commands();
    let completion = Live::new().complete(given.into_iter().map(HostCommand::from).collect());
    let mut count = 0;
    for command in &completion.commands {
        for part in payloads(&command.kind).into_iter().filter(|part| !part.is_empty()) {
            count += 1;
            assert!(given::buffer().as_ptr_range().contains(&part.as_ptr()), "{command:?} holds a copy");
        }
    }
    assert!(count >= 9, "{count} payloads were looked at");
}

/// The user's bytes in a command.
fn payloads(kind: &Kind) -> Vec<Bytes> {
    match kind {
        Kind::ScheduleActivityTask(a) => vec![a.arguments.encoded().clone(), a.header.encoded().clone()],
        Kind::StartChildWorkflowExecution(c) => {
            vec![c.input.encoded().clone(), c.header.encoded().clone(), c.memo.encoded().clone()]
        }
        Kind::SignalExternalWorkflowExecution(s) => vec![s.input.encoded().clone(), s.header.encoded().clone()],
        Kind::ModifyWorkflowProperties { upserted_memo } => vec![upserted_memo.encoded().clone()],
        Kind::ScheduleNexusOperation(n) => n.input.iter().map(|input| input.encoded().clone()).collect(),
        _ => Vec::new(),
    }
}

fn decoded(command: &Command) -> proto::Command {
    let wire = proto::Command::decode(command.encode(&Text::from_static("own-queue"))).unwrap();
    // What is encoded is what a server makes of it: no field is left over.
    assert_eq!(proto::Command::decode(Bytes::from(wire.encode_to_vec())).unwrap(), wire);
    wire
}

/// A run at its first workflow task, which brought an update.
struct Live {
    run: Run,
    events: Vec<HistoryEvent>,
    sent: i64,
}

impl Live {
    fn new() -> Self {
        let run = Run::new(RunConfig {
            namespace: "own-namespace".into(),
            run_id: "own-run".into(),
            server_keeps_flags: true,
            ..RunConfig::default()
        });
        let mut live = Self { run, events: Vec::new(), sent: 0 };
        let started = h::WorkflowExecutionStartedEventAttributes {
            workflow_task_timeout: Some(prost_types::Duration { seconds: 10, nanos: 0 }),
            ..Default::default()
        };
        live.next_task(vec![(
            EventType::WorkflowExecutionStarted,
            A::WorkflowExecutionStartedEventAttributes(started),
        )]);
        live
    }

    /// Gives the next task: these events, and those of a workflow task.
    fn next_task(&mut self, events: Vec<(EventType, A)>) {
        let scheduled = A::WorkflowTaskScheduledEventAttributes(h::WorkflowTaskScheduledEventAttributes::default());
        let started = A::WorkflowTaskStartedEventAttributes(h::WorkflowTaskStartedEventAttributes::default());
        let task = [(EventType::WorkflowTaskScheduled, scheduled), (EventType::WorkflowTaskStarted, started)];
        let from = self.events.len();
        for (kind, attributes) in events.into_iter().chain(task) {
            let event_id = i64::try_from(self.events.len()).unwrap() + 1;
            let attributes = Some(attributes);
            self.events.push(HistoryEvent { event_id, event_type: kind.into(), attributes, ..Default::default() });
        }
        let history = History { events: self.events.get(from..).unwrap().to_vec() }.encode_to_vec().into();
        let last = EventId(i64::try_from(self.events.len()).unwrap());
        let messages = if self.sent == 0 { vec![update()] } else { Vec::new() };
        let task = WorkflowTask {
            attempt: 1,
            history,
            previous_started_event_id: EventId(self.sent),
            started_event_id: last,
            messages,
            ..WorkflowTask::default()
        };
        self.sent = last.0;
        self.run.handle((), Input::Task(Box::new(task))).unwrap();
        assert!(matches!(self.run.poll(), Some(Output::Activate(_))), "the task tells something");
    }

    fn complete(&mut self, commands: Vec<HostCommand>) -> TaskCompletion {
        self.run.handle((), Input::Completed(Success::with(commands))).unwrap();
        while let Some(output) = self.run.poll() {
            match output {
                Output::TaskEnded(end) => match *end {
                    TaskEnd::Completed(completion) => return completion,
                    other => panic!("the task ended otherwise: {other:?}"),
                },
                Output::Activate(activation) => panic!("more is told: {activation:?}"),
                _ => {}
            }
        }
        panic!("the task is not answered")
    }
}

fn update() -> UpdateMessage {
    UpdateMessage {
        id: "update/request".into(),
        protocol_instance_id: "update".into(),
        sequencing: EventId(2),
        ..UpdateMessage::default()
    }
}

/// The events of the first task's commands that later ones cancel; the ids are those of their places.
fn started_events() -> Vec<(EventType, A)> {
    let completed = A::WorkflowTaskCompletedEventAttributes(h::WorkflowTaskCompletedEventAttributes {
        started_event_id: 3,
        ..Default::default()
    });
    let mut events = vec![(EventType::WorkflowTaskCompleted, completed)];
    events.extend(expected::events());
    // Something to tell, so that there is an activation to answer.
    let signal = h::WorkflowExecutionSignaledEventAttributes { signal_name: "go".into(), ..Default::default() };
    events.push((EventType::WorkflowExecutionSignaled, A::WorkflowExecutionSignaledEventAttributes(signal)));
    events
}

fn cancels() -> Vec<HostCommand> {
    given::cancels().into_iter().map(HostCommand::from).collect()
}
