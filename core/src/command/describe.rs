//! Decides how a command, or the event of one, is shown to people: its type, its subject and its fields as text.
//!
//! Both sides give the same names to the same fields, so that they can be compared. Users' payloads are not shown: a
//! length and a checksum tell whether they are the same.

mod event;

use super::{Command, Kind, RecordMarker, host::SignalTarget};
use crate::payload::{PayloadMap, Payloads};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, time::Duration};
pub use event::describe_event;

/// A command as people see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Description {
    /// Its type in the Temporal API without `COMMAND_TYPE_`, as in `START_TIMER`.
    pub command: &'static str,
    /// What tells it apart from others of its type: an activity type, a timer id, a patch id; empty where nothing does.
    pub subject: String,
    /// Its fields, empty ones left out.
    pub fields: Vec<Field>,
}

/// A field of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its name in the Temporal API.
    pub name: &'static str,
    /// Its value as text.
    pub value: String,
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.command)?;
        if self.subject.is_empty() { Ok(()) } else { write!(f, "({})", self.subject) }
    }
}

impl Description {
    fn new(command: &'static str, subject: impl Into<String>) -> Self {
        Self { command, subject: subject.into(), fields: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.fields.push(Field { name, value });
        }
        self
    }
}

/// Numbers and lengths are shown in seconds; nothing and zero are the same to the server, so they are to people.
fn seconds(length: Option<Duration>) -> String {
    length.filter(|l| !l.is_zero()).map(|l| format!("{}s", l.as_secs_f64())).unwrap_or_default()
}

/// A length and a checksum (FNV-1a, 32 bits).
fn fingerprint(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return String::new();
    }
    let sum = bytes.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    format!("{} bytes #{sum:08x}", bytes.len())
}

/// Payloads are compared by their data: servers and SDKs write the metadata around it in any order.
fn payloads(payloads: &Payloads) -> String {
    let data: Vec<String> = payloads.iter().map(|payload| fingerprint(&payload.data())).collect();
    data.join(", ")
}

fn map(map: &PayloadMap) -> String {
    let mut entries: Vec<String> =
        map.iter().map(|(key, value)| format!("{key}: {}", fingerprint(&value.data()))).collect();
    entries.sort();
    entries.join(", ")
}

impl Command {
    /// Shows it to people.
    #[must_use]
    pub fn describe(&self) -> Description {
        let name = self.command_type().as_str_name().trim_start_matches("COMMAND_TYPE_");
        let d = |subject: &str| Description::new(name, subject);
        match &self.kind {
            Kind::StartTimer(t) => {
                d(&t.seq.to_string()).with("start_to_fire_timeout", seconds(Some(t.start_to_fire_timeout)))
            }
            Kind::CancelTimer { timer_id } => d(timer_id),
            Kind::ScheduleActivityTask(a) => d(&a.activity_type)
                .with("activity_id", a.activity_id.as_str())
                .with("activity_type", a.activity_type.as_str())
                .with("task_queue", a.task_queue.as_str())
                .with("input", payloads(&a.arguments))
                .with("start_to_close_timeout", seconds(a.start_to_close_timeout))
                .with("heartbeat_timeout", seconds(a.heartbeat_timeout)),
            Kind::RequestCancelActivityTask { scheduled } | Kind::RequestCancelNexusOperation { scheduled } => {
                d("").with("scheduled_event_id", scheduled.to_string())
            }
            Kind::StartChildWorkflowExecution(c) => d(&c.workflow_type)
                .with("workflow_id", c.workflow_id.as_str())
                .with("workflow_type", c.workflow_type.as_str())
                .with("task_queue", c.task_queue.as_str())
                .with("input", payloads(&c.input)),
            Kind::RequestCancelExternalWorkflowExecution(c) => d(&c.workflow_id)
                .with("workflow_id", c.workflow_id.as_str())
                .with("child_workflow_only", only_true(c.child_workflow_only)),
            Kind::SignalExternalWorkflowExecution(s) => {
                let (id, is_child) = match &s.target {
                    SignalTarget::Execution { execution, .. } => (&execution.workflow_id, false),
                    SignalTarget::Child(id) => (id, true),
                };
                d(&s.signal_name)
                    .with("workflow_id", id.as_str())
                    .with("signal_name", s.signal_name.as_str())
                    .with("child_workflow_only", only_true(is_child))
                    .with("input", payloads(&s.input))
            }
            Kind::RecordMarker(m) => marker(m, d(&m.subject)),
            Kind::UpsertWorkflowSearchAttributes { search_attributes } => {
                d("").with("search_attributes", map(search_attributes))
            }
            Kind::ModifyWorkflowProperties { upserted_memo } => d("").with("upserted_memo", map(upserted_memo)),
            Kind::ProtocolMessage { request_message_id, answer } => d(&format!("{request_message_id}/{answer}")),
            Kind::ScheduleNexusOperation(n) => d(&format!("{}/{}", n.service, n.operation))
                .with("endpoint", n.endpoint.as_str())
                .with("service", n.service.as_str())
                .with("operation", n.operation.as_str())
                .with("input", n.input.as_ref().map(|input| fingerprint(&input.data())).unwrap_or_default()),
            Kind::CompleteWorkflowExecution { result } => {
                d("").with("result", result.as_ref().map(payloads).unwrap_or_default())
            }
            Kind::FailWorkflowExecution { failure } => {
                d("").with("failure", failure.to_message().map(|f| f.message).unwrap_or_default())
            }
            Kind::CancelWorkflowExecution { details } => {
                d("").with("details", details.as_ref().map(payloads).unwrap_or_default())
            }
            Kind::ContinueAsNewWorkflowExecution(c) => d(&c.workflow_type)
                .with("workflow_type", c.workflow_type.as_str())
                .with("task_queue", c.task_queue.as_str())
                .with("input", payloads(&c.arguments)),
        }
    }
}

fn only_true(value: bool) -> &'static str {
    if value { "true" } else { "" }
}

fn marker(m: &RecordMarker, d: Description) -> Description {
    let d = d.with("marker_name", m.marker_name.as_str());
    if m.marker_name == crate::history::PATCH { d.with("patch_id", m.subject.as_str()) } else { d }
}
