//! Reads the steps of a script: what happens to a run, in the order in which it happens.
//!
//! | step | what it is |
//! | --- | --- |
//! | `run` | a new run, with settings of the worker: `run server_keeps_flags=false` |
//! | `task` | a workflow task, with its events, `query`, `legacy-query` and `update` lines |
//! | `page`, `page more`, `page-failed "…"` | the answer to a fetch |
//! | `complete`, `fail "…"` | the host's answer to an activation |
//! | `local-activity seq=1 completed=…` | the end of a local activity |
//! | `heartbeat`, `accepted`, `accepted reset=3`, `evict CACHE_FULL "…"` | the worker's reports |
//! | `snapshot`, `held` | shows the determinism snapshot, or what is open |
//!
//! The starts that a task names follow from its events unless it says `started=` or `previous=`.

use crate::{
    command,
    event::{self, History},
    field::{Of, fill},
    notation::{Statement, Value},
    reflect,
};
use dacapo_core::{
    history::event::{DeploymentVersion, UpdateRequest},
    id::{EventId, Text},
    payload::{PayloadMap, Payloads},
    workflow::{
        activation::{EvictionReason, Query},
        task::{Input, LocalActivityEnd, LocalActivityOutcome, RunConfig, UpdateMessage, WorkflowTask},
    },
};
use dacapo_proto::temporal::api::update::v1::Request;
use prost::Message;

/// One step.
pub enum Step {
    Run(Box<RunConfig>),
    Input(Input),
    Snapshot,
    Held,
}

impl Step {
    pub fn read(mut own: Statement, held: Vec<Statement>) -> Self {
        let name = own.take_word().unwrap();
        let input = match name.as_str() {
            "run" => return Self::Run(Box::new(config(own))),
            "snapshot" => return Self::Snapshot,
            "held" => return Self::Held,
            "task" => Input::Task(Box::new(task(own, held))),
            "page" => Input::Page { has_more: own.take("more").is_some(), history: event::history(held).encoded },
            "page-failed" => Input::PageFailed { message: own.take_word().unwrap_or_default().into() },
            "complete" => Input::Completed(command::completion(own, held)),
            "fail" => Input::Completed(command::failed(own)),
            "local-activity" => Input::LocalActivityEnded(Box::new(local_activity(own))),
            "heartbeat" => Input::HeartbeatDue,
            "accepted" => Input::TaskAccepted { reset_history_event_id: own.get("reset") },
            "evict" => Input::Evict {
                reason: reason(&own.take_word().unwrap()),
                message: own.take_word().unwrap_or_default().into(),
            },
            other => panic!("there is no step {other}"),
        };
        Self::Input(input)
    }
}

/// The settings of a worker that scripts have unless they say otherwise.
pub fn config(mut own: Statement) -> RunConfig {
    let mut config = RunConfig {
        namespace: "default".into(),
        task_queue: "queue".into(),
        workflow_id: "wf".into(),
        run_id: "run".into(),
        sdk_name: "sdk".into(),
        sdk_version: "1.0".into(),
        server_keeps_flags: true,
        ..Default::default()
    };
    fill!(own, config, namespace task_queue sdk_name sdk_version default_versioning_behavior);
    fill!(own, config, server_keeps_flags keeps_snapshot);
    config.version = DeploymentVersion {
        deployment_name: own.get("deployment_name").unwrap_or_default(),
        build_id: own.get("build_id").unwrap_or_default(),
    };
    own.finish("run");
    config
}

fn task(mut own: Statement, held: Vec<Statement>) -> WorkflowTask {
    let (events, others): (Vec<_>, Vec<_>) = held.into_iter().partition(event::is_event);
    let History { encoded, started, previous } = event::history(events);
    let mut task = WorkflowTask {
        attempt: own.get("attempt").unwrap_or(1),
        history: encoded,
        has_more: own.take("more").is_some(),
        previous_started_event_id: own.get("previous").unwrap_or(EventId(previous)),
        started_event_id: own.get("started").unwrap_or(EventId(started)),
        ..Default::default()
    };
    own.finish("task");
    for mut other in others {
        match other.take_word().unwrap_or_default().as_str() {
            "query" => task.queries.push(query(other)),
            "legacy-query" => task.legacy_query = Some(query(other)),
            "update" => task.messages.push(update(other)),
            name => panic!("a task holds no {name}"),
        }
    }
    task
}

fn query(mut own: Statement) -> Query {
    let mut query = Query { query_id: own.take_word().unwrap_or_default().into(), ..Default::default() };
    fill!(own, query, query_type arguments header);
    own.finish("query");
    query
}

/// `update u sequencing=2 name=n`: the update's id is its protocol instance too.
fn update(mut own: Statement) -> UpdateMessage {
    let id = own.take_word().unwrap_or_default();
    let instance: Text = own.get("protocol_instance_id").unwrap_or_else(|| id.as_str().into());
    let message_id = own.get("message_id").unwrap_or_else(|| format!("{id}/request").into());
    let sequencing = own.get("sequencing").unwrap_or_default();
    let text = |key: &str, value: &str| (key.to_owned(), Value::Text(value.into()));
    let identity = own.take("identity").unwrap_or_else(|| Value::Text("client".into()));
    let mut input = vec![text("name", "update")];
    for key in ["name", "header", "args"] {
        input.extend(own.take(key).map(|value| (key.to_owned(), value)));
    }
    own.finish("update");
    let meta = Value::Record(vec![text("update_id", &id), ("identity".into(), identity)]);
    let request = Value::Record(vec![("meta".into(), meta), ("input".into(), Value::Record(input))]);
    UpdateMessage { id: message_id, protocol_instance_id: instance, sequencing, request: request_of(request) }
}

fn request_of(value: Value) -> UpdateRequest {
    let encoded = reflect::encode("update.v1.Request", value);
    let message = Request::decode(encoded.clone()).unwrap();
    let (meta, input) = (message.meta.unwrap(), message.input.unwrap());
    let mut request = UpdateRequest::default();
    (request.update_id, request.identity, request.name) =
        (meta.update_id.into(), meta.identity.into(), input.name.into());
    request.input = input.args.map(|args| Payloads::from_encoded(args.encode_to_vec().into())).unwrap_or_default();
    request.header = input.header.map(|map| PayloadMap::from_encoded(map.encode_to_vec().into())).unwrap_or_default();
    request.encoded = encoded;
    request
}

fn local_activity(mut own: Statement) -> LocalActivityEnd {
    let failure = |own: &mut Statement, key: &str| own.get(key).unwrap();
    let outcome = if let Some(backoff) = own.get("backoff") {
        LocalActivityOutcome::Backoff { backoff, failure: failure(&mut own, "failed") }
    } else if own.pairs.iter().any(|(key, _)| key == "failed") {
        LocalActivityOutcome::Failed(failure(&mut own, "failed"))
    } else if own.pairs.iter().any(|(key, _)| key == "timed_out") {
        LocalActivityOutcome::TimedOut(failure(&mut own, "timed_out"))
    } else if own.take("canceled").is_some() {
        let canceled = Value::Record(vec![("canceled_failure_info".into(), Value::Record(Vec::new()))]);
        LocalActivityOutcome::Canceled(Of::of(canceled))
    } else {
        match own.take("completed") {
            Some(Value::Text(flag)) if flag == "true" => LocalActivityOutcome::Completed(None),
            result => LocalActivityOutcome::Completed(Some(Of::of(result.unwrap()))),
        }
    };
    let end = LocalActivityEnd {
        seq: own.get("seq").unwrap(),
        attempt: own.get("attempt").unwrap_or(1),
        outcome,
        ran_for: own.get("ran_for").unwrap_or_default(),
        original_schedule_time: own.get("original_schedule_time"),
    };
    own.finish("local-activity");
    end
}

fn reason(name: &str) -> EvictionReason {
    match name {
        "UNSPECIFIED" => EvictionReason::Unspecified,
        "CACHE_FULL" => EvictionReason::CacheFull,
        "CACHE_MISS" => EvictionReason::CacheMiss,
        "LANG_REQUESTED" => EvictionReason::LangRequested,
        "TASK_NOT_FOUND" => EvictionReason::TaskNotFound,
        "UNHANDLED_COMMAND" => EvictionReason::UnhandledCommand,
        "FATAL" => EvictionReason::Fatal,
        other => panic!("runs are not evicted for {other} in scripts"),
    }
}
