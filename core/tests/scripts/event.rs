//! Builds events: `5 TimerStarted timer_id=1`, by the names of the API, with what each event needs filled in.
//!
//! An event's time is its id in seconds unless it has `at=`. `LocalActivityMarker` and `PatchMarker` are markers of core,
//! told by what is in them; the events of a workflow task refer to those right before them.

use crate::{
    notation::{Statement, Value},
    reflect,
};
use bytes::Bytes;
use prost::Message;
use prost_reflect::DynamicMessage;
use serde_json::{Map, Value as Json, json};

/// Events, encoded as a history.
#[derive(Default)]
pub struct History {
    pub encoded: Bytes,
    /// The last started workflow task that has no end here, or 0.
    pub started: i64,
    /// The last completed workflow task's start, or 0.
    pub previous: i64,
}

/// Whether a statement is an event: it begins with its id.
pub fn is_event(statement: &Statement) -> bool {
    statement.words.first().is_some_and(|word| word.parse::<i64>().is_ok())
}

pub fn history(statements: Vec<Statement>) -> History {
    let mut history = History::default();
    let mut message = DynamicMessage::new(reflect::descriptor("history.v1.History"));
    let mut events = Vec::new();
    for mut statement in statements {
        let id: i64 = statement.take_word().unwrap().parse().unwrap();
        let name = statement.take_word().unwrap_or_else(|| panic!("event {id} has no type"));
        match name.as_str() {
            "WorkflowTaskStarted" => history.started = id,
            "WorkflowTaskCompleted" => (history.previous, history.started) = (id - 1, 0),
            "WorkflowTaskFailed" | "WorkflowTaskTimedOut" => history.started = 0,
            _ => {}
        }
        events.push(prost_reflect::Value::Message(event(id, &name, statement)));
    }
    message.set_field_by_name("events", prost_reflect::Value::List(events));
    history.encoded = message.encode_to_vec().into();
    history
}

fn event(id: i64, name: &str, mut statement: Statement) -> DynamicMessage {
    let mut event = DynamicMessage::new(reflect::descriptor("history.v1.HistoryEvent"));
    let text = |value: &str| Value::Text(value.into());
    reflect::set(&mut event, "event_id", text(&id.to_string()));
    reflect::set(&mut event, "event_time", statement.take("at").unwrap_or_else(|| text(&format!("{id}s"))));
    if let Some(may_ignore) = statement.take("worker_may_ignore") {
        reflect::set(&mut event, "worker_may_ignore", may_ignore);
    }
    if name == "Unknown" {
        reflect::set(&mut event, "event_type", statement.take("event_type").unwrap_or_else(|| text("9999")));
        statement.finish(name);
        return event;
    }
    let (name, pairs) = match name {
        "LocalActivityMarker" => ("MarkerRecorded", local_activity_marker(statement)),
        "PatchMarker" => ("MarkerRecorded", patch_marker(statement)),
        _ => (name, with_defaults(id, name, statement)),
    };
    let snake = snake(name);
    reflect::set(&mut event, "event_type", text(&snake.to_uppercase()));
    let attributes = format!("{snake}_event_attributes");
    reflect::set(&mut event, &attributes, Value::Record(Vec::new()));
    for (path, value) in pairs {
        reflect::set(&mut event, &format!("{attributes}.{path}"), value);
    }
    event
}

/// What the statement says, and what it need not say.
fn with_defaults(id: i64, name: &str, statement: Statement) -> Vec<(String, Value)> {
    let (scheduled, started) = ("scheduled_event_id", "started_event_id");
    let defaults = match name {
        "WorkflowExecutionStarted" => vec![
            ("workflow_type", "W".to_owned()),
            ("workflow_id", "wf".into()),
            ("original_execution_run_id", "run".into()),
            ("workflow_task_timeout", "10s".into()),
        ],
        "WorkflowTaskStarted" => vec![(scheduled, (id - 1).to_string())],
        "WorkflowTaskCompleted" | "WorkflowTaskFailed" | "WorkflowTaskTimedOut" => {
            vec![(scheduled, (id - 2).to_string()), (started, (id - 1).to_string())]
        }
        _ => Vec::new(),
    };
    let mut pairs: Vec<(String, Value)> =
        defaults.into_iter().map(|(key, value)| (key.to_owned(), Value::Text(value))).collect();
    let words = statement.words.into_iter().map(|word| (word, Value::Text("true".into())));
    for (key, value) in words.chain(statement.pairs) {
        let path = match (name, key.as_str()) {
            ("WorkflowTaskCompleted", "flags") => "sdk_metadata.core_used_flags".into(),
            ("WorkflowTaskCompleted", "lang_flags") => "sdk_metadata.lang_used_flags".into(),
            ("WorkflowTaskCompleted", "sdk_name" | "sdk_version") => format!("sdk_metadata.{key}"),
            _ => key,
        };
        pairs.push((path, value));
    }
    pairs
}

/// `LocalActivityMarker seq=1 activity_id=1 activity_type=A result=x`, or `data='…'` for other JSON.
fn local_activity_marker(mut statement: Statement) -> Vec<(String, Value)> {
    let mut details = Vec::new();
    let data = statement.take("data").map(Value::text).unwrap_or_else(|| {
        let mut data = Map::new();
        let number = |value: Option<Value>, default: u64| value.map_or(default, |v| v.text().parse().unwrap());
        data.insert("seq".into(), json!(number(statement.take("seq"), 1)));
        data.insert("attempt".into(), json!(number(statement.take("attempt"), 1)));
        for (key, default) in [("activity_id", "1"), ("activity_type", "A")] {
            data.insert(key.into(), statement.take(key).map_or_else(|| default.into(), |v| Json::String(v.text())));
        }
        for key in ["complete_time", "backoff", "original_schedule_time"] {
            let length = statement.take(key).map(|value| reflect::duration(&value.text()));
            let json = |l: std::time::Duration| json!({ "seconds": l.as_secs(), "nanos": l.subsec_nanos() });
            data.insert(key.into(), length.map_or(Json::Null, json));
        }
        if let Some(index) = statement.take("activation_index") {
            data.insert("activation_index".into(), json!(number(Some(index), 0)));
        }
        Json::Object(data).to_string()
    });
    details.push(("data".into(), Value::Text(data)));
    details.extend(statement.take("result").map(|result| ("result".into(), result)));
    let mut pairs = marker("core_local_activity", details);
    pairs.extend(statement.take("failure").map(|failure| ("failure".into(), failure)));
    statement.finish("LocalActivityMarker");
    pairs
}

/// `PatchMarker id=p`, with `deprecated`, and `old` for the form before JSON.
fn patch_marker(mut statement: Statement) -> Vec<(String, Value)> {
    let id = statement.take("id").map(Value::text).unwrap();
    let deprecated = statement.take("deprecated").is_some();
    let details = if statement.take("old").is_some() {
        let byte = if deprecated { "\u{1}" } else { "\u{0}" };
        vec![("patch_id".into(), Value::Text(id)), ("deprecated".into(), Value::Text(byte.into()))]
    } else {
        vec![("patch-data".into(), Value::Text(json!({ "id": id, "deprecated": deprecated }).to_string()))]
    };
    statement.finish("PatchMarker");
    marker("core_patch", details)
}

fn marker(name: &str, details: Vec<(String, Value)>) -> Vec<(String, Value)> {
    vec![("marker_name".into(), Value::Text(name.into())), ("details".into(), Value::Record(details))]
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
