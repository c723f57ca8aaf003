//! A run of a program, told by hand what happens.

use dacapo_core::{
    command::host::{Completion, HostCommand, HostKind, Success},
    id::Seq,
    payload::{Payload, Payloads},
    workflow::activation::{Activation, ActivityResolution, InitializeWorkflow, Job, Resolution},
};
use dacapo_kitchen_sink::{Host, Program, value};
use dacapo_proto::temporal::api::failure::v1 as proto;
use serde_json::Value;

pub(crate) use dacapo_core::failure::Failure;
pub(crate) use serde_json::json;

/// A run, and what passed between it and whoever drives it.
pub(crate) struct Code {
    pub(crate) host: Host,
    pub(crate) passed: Vec<(Activation, Completion)>,
    is_replaying: bool,
}

impl Code {
    /// A run of the program that `actions` make, and what it does first.
    pub(crate) fn of(actions: Value) -> (Self, Vec<HostCommand>) {
        Self::begin(json!({ "actions": actions }))
    }

    /// A run of a program, and what it does first.
    pub(crate) fn begin(program: Value) -> (Self, Vec<HostCommand>) {
        let mut code = Self { host: Host::new(), passed: Vec::new(), is_replaying: false };
        let first = code.tell([initialize(&program)]);
        (code, first)
    }

    /// A run that repeats what was done before, after it was told `jobs`.
    pub(crate) fn replay(program: Value, jobs: impl IntoIterator<Item = Job>) -> (Self, Vec<HostCommand>) {
        let mut code = Self { host: Host::new(), passed: Vec::new(), is_replaying: true };
        let first = code.tell(core::iter::once(initialize(&program)).chain(jobs));
        (code, first)
    }

    /// Tells what happened, and returns the commands.
    pub(crate) fn tell(&mut self, jobs: impl IntoIterator<Item = Job>) -> Vec<HostCommand> {
        match self.answer(jobs) {
            Completion::Succeeded(success) => success.commands,
            Completion::Failed { failure, .. } => panic!("the task failed: {}", message(&failure)),
        }
    }

    /// Tells what happened, and returns why the workflow task failed.
    pub(crate) fn fault(&mut self, jobs: impl IntoIterator<Item = Job>) -> String {
        match self.answer(jobs) {
            Completion::Succeeded(success) => panic!("the task did not fail: {:?}", success.commands),
            Completion::Failed { failure, .. } => message(&failure),
        }
    }

    pub(crate) fn success(&mut self, jobs: impl IntoIterator<Item = Job>) -> Success {
        match self.answer(jobs) {
            Completion::Succeeded(success) => *success,
            Completion::Failed { failure, .. } => panic!("the task failed: {}", message(&failure)),
        }
    }

    fn answer(&mut self, jobs: impl IntoIterator<Item = Job>) -> Completion {
        let mut activation = Activation::default();
        activation.is_replaying = self.is_replaying;
        activation.jobs = jobs.into_iter().collect();
        let completion = self.host.activate(&activation);
        self.passed.push((activation, completion.clone()));
        completion
    }
}

pub(crate) fn initialize(program: &Value) -> Job {
    let mut start = InitializeWorkflow::default();
    start.started.workflow_id = "sink".into();
    start.started.workflow_type = "kitchen_sink".into();
    start.started.input = core::iter::once(value::payload(program)).collect();
    Job::InitializeWorkflow(Box::new(start))
}

/// The program that JSON says.
pub(crate) fn program(json: &Value) -> Program {
    Program::parse(json.to_string().as_bytes()).expect("it is a program")
}

pub(crate) fn names(commands: &[HostCommand]) -> Vec<&'static str> {
    commands.iter().map(|command| command.kind.name()).collect()
}

/// The number of a command that has an end to come.
pub(crate) fn seq(command: &HostCommand) -> Seq {
    match &command.kind {
        HostKind::StartTimer(timer) => timer.seq,
        HostKind::ScheduleActivity(activity) => activity.seq,
        HostKind::ScheduleLocalActivity(activity) => activity.seq,
        HostKind::StartChildWorkflow(child) => child.seq,
        HostKind::SignalExternalWorkflow(signal) => signal.seq,
        HostKind::RequestCancelExternalWorkflow { seq, .. } => *seq,
        HostKind::ScheduleNexusOperation(operation) => operation.seq,
        other => panic!("{} has no number", other.name()),
    }
}

pub(crate) fn fire(command: &HostCommand) -> Job {
    Job::FireTimer { seq: seq(command) }
}

pub(crate) fn ended(command: &HostCommand, end: Resolution) -> Job {
    let is_local = matches!(command.kind, HostKind::ScheduleLocalActivity(_));
    Job::ResolveActivity { seq: seq(command), result: ActivityResolution::Ended(end), is_local }
}

pub(crate) fn completed(value: Value) -> Resolution {
    Resolution::Completed((!value.is_null()).then(|| value::payload(&value)))
}

pub(crate) fn failure(message: &str) -> Failure {
    Failure::from_message(&proto::Failure { message: message.to_owned(), ..Default::default() })
}

/// A failure with a cause, as the failure of an activity has.
pub(crate) fn wrapped(message: &str, cause: &str) -> Failure {
    let cause = Some(Box::new(proto::Failure { message: cause.to_owned(), ..Default::default() }));
    Failure::from_message(&proto::Failure { message: message.to_owned(), cause, ..Default::default() })
}

pub(crate) fn message(failure: &Failure) -> String {
    failure.to_message().expect("it is a failure").message
}

pub(crate) fn values(payloads: &Payloads) -> Vec<Value> {
    payloads.iter().map(|payload| value::value(&payload)).collect()
}

/// The result with which the workflow completed.
pub(crate) fn result(commands: &[HostCommand]) -> Value {
    match commands.last().map(|command| &command.kind) {
        Some(HostKind::CompleteWorkflow { result }) => result.as_ref().map_or(Value::Null, json_of),
        other => panic!("the workflow did not complete: {other:?}"),
    }
}

/// The message with which the workflow failed.
pub(crate) fn failed(commands: &[HostCommand]) -> String {
    match commands.last().map(|command| &command.kind) {
        Some(HostKind::FailWorkflow { failure }) => message(failure),
        other => panic!("the workflow did not fail: {other:?}"),
    }
}

pub(crate) fn json_of(payload: &Payload) -> Value {
    value::value(payload)
}
