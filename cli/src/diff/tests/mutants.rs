//! Changes one event of a history, in every way that an editor of a JSON file can.

use serde_json::{Value, json};

/// A changed list of events.
pub(super) struct Mutant {
    pub(super) what: &'static str,
    pub(super) events: Vec<Value>,
}

/// The field with an event's attributes.
pub(super) fn attributes(event: &Value) -> (&str, &Value) {
    let object = event.as_object().expect("an event is an object");
    let (key, value) = object.iter().find(|(key, _)| key.ends_with("EventAttributes")).expect("it has attributes");
    (key, value)
}

/// Every change of the event at `at`.
pub(super) fn all(events: &[Value], at: usize) -> Vec<Mutant> {
    let mut all = removed(events, at);
    all.extend(inserted(events, at));
    all.extend(swapped(events, at));
    all.push(changed("type", events, |events| events[at] = another(&events[at])));
    all.extend(renamed(events, at));
    all
}

fn changed(what: &'static str, events: &[Value], change: impl FnOnce(&mut Vec<Value>)) -> Mutant {
    let mut events = events.to_vec();
    change(&mut events);
    Mutant { what, events }
}

fn removed(events: &[Value], at: usize) -> Vec<Mutant> {
    let remove = |events: &mut Vec<Value>| drop(events.remove(at));
    let gap = changed("removed, with a gap", events, remove);
    let renumbered = changed("removed, with new ids", &gap.events, |events| renumber(events));
    let moved = changed("removed, with new references", &gap.events, |events| move_up(events, at, -1));
    vec![gap, renumbered, moved]
}

fn inserted(events: &[Value], at: usize) -> Vec<Mutant> {
    let twice = changed("inserted, with an id twice", events, |events| events.insert(at, another(&events[at])));
    let renumbered = changed("inserted, with new ids", &twice.events, |events| renumber(events));
    let moved = changed("inserted, with new references", &twice.events, |events| {
        move_up(&mut events[at + 1..], at, 1);
    });
    vec![twice, renumbered, moved]
}

fn swapped(events: &[Value], at: usize) -> Vec<Mutant> {
    let Some(next) = events.get(at + 1) else { return Vec::new() };
    if !super::is_command(next) || next["eventType"] == events[at]["eventType"] {
        return Vec::new();
    }
    let swapped = changed("swapped, with old ids", events, |events| events.swap(at, at + 1));
    let renumbered = changed("swapped, with new ids", &swapped.events, |events| renumber(events));
    vec![swapped, renumbered]
}

/// Another id, type or name, where the event has one that is compared.
fn renamed(events: &[Value], at: usize) -> Vec<Mutant> {
    let fields = ["activityId", "workflowId", "protocolInstanceId", "service", "operation", "markerName"];
    let messages = ["activityType", "workflowType"];
    let (key, attributes) = attributes(&events[at]);
    let is_continued = key == "workflowExecutionContinuedAsNewEventAttributes";
    let mut all = Vec::new();
    for field in fields.into_iter().filter(|field| attributes.get(field).is_some()) {
        all.push(changed(field, events, |events| events[at][key][field] = json!("another")));
    }
    for field in messages.into_iter().filter(|field| !is_continued && attributes.get(field).is_some()) {
        all.push(changed(field, events, |events| events[at][key][field]["name"] = json!("another")));
    }
    all
}

/// An event of another type in the place of `event`.
fn another(event: &Value) -> Value {
    let (key, attributes) = attributes(event);
    let task = attributes.get("workflowTaskCompletedEventId").cloned().unwrap_or_default();
    let mut another = event.clone();
    another.as_object_mut().expect("an event is an object").remove(key);
    if event["eventType"] == "EVENT_TYPE_TIMER_STARTED" {
        another["eventType"] = json!("EVENT_TYPE_ACTIVITY_TASK_SCHEDULED");
        another["activityTaskScheduledEventAttributes"] =
            json!({ "activityId": "new", "activityType": { "name": "new" }, "workflowTaskCompletedEventId": task });
    } else {
        another["eventType"] = json!("EVENT_TYPE_TIMER_STARTED");
        another["timerStartedEventAttributes"] =
            json!({ "timerId": "777", "startToFireTimeout": "9s", "workflowTaskCompletedEventId": task });
    }
    another
}

fn renumber(events: &mut [Value]) {
    for (event, id) in events.iter_mut().zip(1..) {
        event["eventId"] = json!(i32::to_string(&id));
    }
}

/// Moves all ids from that of the event at `at` on, and all references to them.
fn move_up(events: &mut [Value], at: usize, by: i64) {
    let from = i64::try_from(at).expect("a small number") + 1;
    for event in events {
        move_ids(event, from, by);
    }
}

fn move_ids(value: &mut Value, from: i64, by: i64) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| move_ids(item, from, by)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let id = value.as_str().and_then(|id| id.parse::<i64>().ok());
                match id.filter(|_| name == "eventId" || name.ends_with("EventId")) {
                    Some(id) if id >= from => *value = json!((id + by).to_string()),
                    Some(_) => {}
                    None => move_ids(value, from, by),
                }
            }
        }
        _ => {}
    }
}
