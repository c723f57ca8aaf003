//! Prints what a run gives back, with all that matters in it: a line for the output, and one for each thing it holds.

use crate::{job, shape};
use dacapo_core::{
    command::{Command, host::QueryAnswer},
    divergence::event_name,
    error::Fault,
    failure::Failure,
    flags::FlagSet,
    history::event::DeploymentVersion,
    id::Text,
    payload::{Payload, PayloadMap, Payloads},
    workflow::{
        activation::Activation,
        task::{Fetch, LocalActivityTask, Output, TaskCompletion, TaskEnd, TaskFailure},
    },
};
use dacapo_proto::temporal::api::{
    command::v1 as proto,
    common::v1 as common,
    enums::v1::VersioningBehavior,
    protocol::v1::Message as ProtocolMessage,
    update::v1::{Acceptance, Rejection, Response},
};
use prost::Message;

/// The worker's task queue, which commands that name none are sent with.
const TASK_QUEUE: Text = Text::from_static("queue");

/// A line of a name and `key=value` pairs.
pub struct Line(String);

impl Line {
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    pub fn word(mut self, word: &str) -> Self {
        if !word.is_empty() {
            self.0.push(' ');
            self.0.push_str(word);
        }
        self
    }

    /// Adds a pair whose value is printed already, unless it is empty.
    pub fn with(self, key: &str, shown: impl AsRef<str>) -> Self {
        let shown = shown.as_ref();
        if shown.is_empty() { self } else { self.word(&format!("{key}={shown}")) }
    }

    pub fn text(self, key: &str, text: &str) -> Self {
        if text.is_empty() { self } else { self.with(key, shape::text(text)) }
    }

    pub fn flag(self, name: &str, is_set: bool) -> Self {
        if is_set { self.word(name) } else { self }
    }

    pub fn done(self) -> String {
        self.0
    }
}

pub fn output(output: &Output) -> String {
    match output {
        Output::Activate(activation) => self::activation(activation),
        Output::FetchHistory(Fetch::FromStart) => "fetch history from the start".into(),
        Output::FetchHistory(Fetch::Next) => "fetch the next page".into(),
        Output::TaskEnded(end) => match end.as_ref() {
            TaskEnd::Completed(completion) => completed(completion),
            TaskEnd::Failed(failure) => failed(failure),
            TaskEnd::QueryAnswered(query) => format!("legacy query answered{}", answer(query)),
            TaskEnd::Silent => "task ended without an answer".into(),
        },
        Output::RunLocalActivity(task) => local_activity(task),
        Output::CancelLocalActivity { seq, is_awaited } => Line::new("cancel local activity")
            .with("seq", seq.to_string())
            .flag("and wait for its end", *is_awaited)
            .done(),
        Output::Evicted => "evicted".into(),
    }
}

fn activation(activation: &Activation) -> String {
    let line = Line::new("activation")
        .with("history_length", activation.history_length.to_string())
        .with("time", activation.time.map(|time| shape::show(&time.0.to_wire())).unwrap_or_default())
        .flag("replaying", activation.is_replaying)
        .with("lang_flags", flags(&activation.available_internal_flags))
        .with("history_size_bytes", number(activation.history_size_bytes))
        .flag("continue_as_new_suggested", activation.continue_as_new_suggested)
        .with("suggest_continue_as_new_reasons", list(activation.suggest_continue_as_new_reasons.iter()))
        .flag("target_worker_deployment_version_changed", activation.target_worker_deployment_version_changed)
        .with("version", activation.deployment_version_for_current_task.as_ref().map(version).unwrap_or_default())
        .text("last_sdk_version", &activation.last_sdk_version);
    assert_eq!(activation.run_id, "run", "the activation is of another run");
    with_lines(line.done(), activation.jobs.iter().map(job::job))
}

fn completed(completion: &TaskCompletion) -> String {
    let line = Line::new("task completed")
        .flag("force_create_new_workflow_task", completion.force_create_new_workflow_task)
        .with("core_flags", flags(&completion.core_used_flags))
        .with("lang_flags", flags(&completion.lang_used_flags))
        .text("sdk_name", &completion.sdk_name)
        .text("sdk_version", &completion.sdk_version);
    let line = match completion.versioning_behavior {
        VersioningBehavior::Unspecified => line,
        behavior => line.with("versioning_behavior", format!("{behavior:?}")),
    };
    let commands = completion.commands.iter().map(command);
    let messages =
        completion.messages.iter().map(|encoded| message(&ProtocolMessage::decode(encoded.clone()).unwrap()));
    let answers =
        completion.query_answers.iter().map(|(id, query)| format!("answer {}{}", shape::text(id), answer(query)));
    with_lines(line.done(), commands.chain(messages).chain(answers))
}

/// How most commands of activities and children end, which say nothing of their own there; shown as `…`.
const ORDINARY: [&str; 2] = [
    "task_queue={name=queue kind=Normal} header={} start_to_close_timeout=10s request_eager_execution=true \
     use_workflow_build_id=true",
    "task_queue={name=queue kind=Normal} header={} memo={} inherit_build_id=true",
];

/// A command as it is sent: encoded, and read again.
fn command(command: &Command) -> String {
    let sent = proto::Command::decode(command.encode(&TASK_QUEUE)).unwrap();
    assert_eq!(sent.command_type, i32::from(command.command_type()));
    let name = command.command_type().as_str_name().trim_start_matches("COMMAND_TYPE_");
    let attributes = shape::show(&sent.attributes.unwrap());
    // The attributes are `FooAttributes{…}`; the command's type has told which.
    let inner = attributes.split_once('{').map_or("", |(_, tail)| tail.strip_suffix('}').unwrap_or_default());
    let line = Line::new(name).word(&ORDINARY.iter().fold(inner.to_owned(), |text, end| text.replace(end, "…")));
    line.with("user_metadata", sent.user_metadata.map(|metadata| shape::show(&metadata)).unwrap_or_default()).done()
}

fn message(message: &ProtocolMessage) -> String {
    let body = message.body.as_ref().unwrap();
    let name = body.type_url.strip_prefix("type.googleapis.com/temporal.api.update.v1.").unwrap();
    let value = body.value.as_slice();
    let shown = match name {
        "Acceptance" => shape::fields(&Acceptance::decode(value).unwrap()),
        "Rejection" => shape::fields(&Rejection::decode(value).unwrap()),
        "Response" => shape::fields(&Response::decode(value).unwrap()),
        other => panic!("a message cannot hold {other}"),
    };
    assert!(message.sequencing_id.is_none(), "what a worker sends has no place in history");
    Line::new("message")
        .text("id", &message.id)
        .text("of", &message.protocol_instance_id)
        .word(name)
        .word(&shown)
        .done()
}

fn answer(answer: &QueryAnswer) -> String {
    match answer {
        QueryAnswer::Succeeded(result) => Line::new("").with("succeeded", payload(result)).done(),
        QueryAnswer::Failed(failed) => Line::new("").with("failed", failure(failed)).done(),
    }
}

fn failed(end: &TaskFailure) -> String {
    let reported = if end.is_reported { "and is reported" } else { "and is not reported" };
    let line = Line::new("task failed")
        .with("cause", end.cause.as_str_name().trim_start_matches("WORKFLOW_TASK_FAILED_CAUSE_"));
    let fault = match &end.fault {
        Some(Fault::Diverged(divergence)) => {
            let at = Line::new("diverged")
                .with("event", divergence.event_id.to_string())
                .with("type", event_name(divergence.event_type))
                .with("workflow_task", divergence.workflow_task.to_string());
            let differ = divergence.differences.iter();
            let differ = differ.map(|d| {
                Line::new("  differs in").word(d.field).text("history", &d.expected).text("workflow", &d.actual).done()
            });
            [at.done()].into_iter().chain(differ).collect()
        }
        Some(Fault::Malformed(malformed)) => vec![format!("malformed event={}", malformed.event)],
        Some(_) | None => Vec::new(),
    };
    with_lines(line.word(reported).done(), [failure(&end.failure)].into_iter().chain(fault))
}

fn local_activity(task: &LocalActivityTask) -> String {
    let c = &task.command;
    let length =
        |length: Option<std::time::Duration>| length.map(|l| format!("{}s", l.as_secs_f64())).unwrap_or_default();
    let line = Line::new("run local activity")
        .with("seq", c.seq.to_string())
        .text("activity_id", &c.activity_id)
        .text("activity_type", &c.activity_type)
        .with("attempt", number(c.attempt.into()))
        .with("original_schedule_time", c.original_schedule_time.map(|t| shape::show(&t.to_wire())).unwrap_or_default())
        .with("arguments", payloads(&c.arguments))
        .with("header", map(&c.header))
        .with("schedule_to_close_timeout", length(c.schedule_to_close_timeout))
        .with("schedule_to_start_timeout", length(c.schedule_to_start_timeout))
        .with("start_to_close_timeout", length(c.start_to_close_timeout))
        .with("local_retry_threshold", length(c.local_retry_threshold));
    line.done()
}

fn with_lines(head: String, held: impl Iterator<Item = String>) -> String {
    held.fold(head, |text, line| text + "\n  " + &line)
}

pub fn number(number: u64) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

fn list(items: impl Iterator<Item = impl ToString>) -> String {
    let items: Vec<String> = items.map(|item| item.to_string()).collect();
    if items.is_empty() { String::new() } else { format!("[{}]", items.join(" ")) }
}

fn flags(flags: &FlagSet) -> String {
    list(flags.iter())
}

fn version(version: &DeploymentVersion) -> String {
    format!("{}/{}", version.deployment_name, version.build_id)
}

pub fn payload(payload: &Payload) -> String {
    shape::show(&payload.to_message().unwrap())
}

pub fn payloads(payloads: &Payloads) -> String {
    if payloads.is_empty() {
        return String::new();
    }
    shape::show(&common::Payloads::decode(payloads.encoded().clone()).unwrap())
}

pub fn map(map: &PayloadMap) -> String {
    if map.is_empty() {
        return String::new();
    }
    shape::show(&common::Header::decode(map.encoded().clone()).unwrap())
}

pub fn failure(failure: &Failure) -> String {
    shape::show(&failure.to_message().unwrap())
}
