//! Finds the histories in a JSON document, whatever is wrapped around them.

use serde_json::{Map, Value};

use super::error::{Place, Reason};
use super::schema::same;

/// A list of events, and what stands around it.
#[derive(Debug)]
pub(super) struct Found<'v> {
    pub(super) events: &'v [Value],
    pub(super) workflow_id: Option<&'v str>,
    pub(super) run_id: Option<&'v str>,
    /// The key of a page token that is not empty.
    pub(super) page_token: Option<&'v str>,
}

/// Keys under which a history or a list of histories is.
const WRAPPERS: [&str; 4] = ["history", "histories", "items", "executions"];

/// Keys under which the ids of a workflow are.
const EXECUTIONS: [&str; 3] = ["execution", "workflowExecution", "workflowExecutionInfo"];

type Fault = (Option<Place>, Reason);

pub(super) fn find(document: &Value) -> Result<Vec<Found<'_>>, Fault> {
    let mut found = Vec::new();
    visit(document, &Around::default(), &mut found)?;
    if found.is_empty() {
        return Err((None, Reason::NoHistory));
    }
    Ok(found)
}

/// What the objects around a history say about it.
#[derive(Clone, Debug, Default)]
struct Around<'v> {
    workflow_id: Option<&'v str>,
    run_id: Option<&'v str>,
    page_token: Option<&'v str>,
}

fn visit<'v>(value: &'v Value, around: &Around<'v>, found: &mut Vec<Found<'v>>) -> Result<(), Fault> {
    match value {
        Value::Object(_) if is_event(value) => push(std::slice::from_ref(value), around, found),
        Value::Object(object) => visit_object(object, around, found),
        Value::Array(list) if list.first().is_some_and(is_event) => push(list, around, found),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| visit(item, around, found).map_err(|fault| of(index, fault))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Err((None, Reason::NoHistory)),
    }
}

/// Says which item of a list a fault is about.
fn of(index: usize, (place, reason): Fault) -> Fault {
    let place = Place { history: Some(index), ..place.unwrap_or_default() };
    (Some(place), reason)
}

fn visit_object<'v>(
    object: &'v Map<String, Value>,
    around: &Around<'v>,
    found: &mut Vec<Found<'v>>,
) -> Result<(), Fault> {
    let around = around.with(object);
    if let Some((key, events)) = member(object, "events") {
        let Value::Array(events) = events else {
            let place = Place { field: key.to_owned(), ..Place::default() };
            return Err((Some(place), Reason::unexpected("a list of events", events)));
        };
        return push(events, &around, found);
    }
    let wrapped = WRAPPERS.iter().find_map(|key| member(object, key));
    match wrapped {
        Some((_, value)) => visit(value, &around, found),
        None => Err((None, Reason::NoHistory)),
    }
}

fn push<'v>(events: &'v [Value], around: &Around<'v>, found: &mut Vec<Found<'v>>) -> Result<(), Fault> {
    if events.is_empty() {
        return Err((None, Reason::NoEvents));
    }
    found.push(Found { events, workflow_id: around.workflow_id, run_id: around.run_id, page_token: around.page_token });
    Ok(())
}

fn is_event(value: &Value) -> bool {
    value.as_object().is_some_and(|object| member(object, "eventId").is_some() || member(object, "eventType").is_some())
}

impl<'v> Around<'v> {
    fn with(&self, object: &'v Map<String, Value>) -> Self {
        let mut around = self.clone();
        around.take_ids(object);
        for key in EXECUTIONS {
            if let Some((_, Value::Object(execution))) = member(object, key) {
                around.take_ids(execution);
            }
        }
        if let Some((key, Value::String(token))) = member(object, "nextPageToken") {
            around.page_token = (!token.is_empty()).then_some(key);
        }
        around
    }

    fn take_ids(&mut self, object: &'v Map<String, Value>) {
        let text = |key| member(object, key).and_then(|(_, value)| value.as_str());
        self.workflow_id = text("workflowId").or(self.workflow_id);
        self.run_id = text("runId").or(self.run_id);
    }
}

/// The member of an object by any spelling of its key.
fn member<'v>(object: &'v Map<String, Value>, key: &str) -> Option<(&'v str, &'v Value)> {
    let mut members = object.iter();
    let found = members.find(|(name, _)| same(name, key));
    found.map(|(name, value)| (name.as_str(), value))
}
