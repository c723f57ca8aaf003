//! Decides how scenarios look at what the server recorded of a workflow.

use crate::client::text;
use dacapo_proto::temporal::api::history::v1::{HistoryEvent, history_event::Attributes};

/// The events of one run.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the events there are")]
pub struct History(pub Vec<HistoryEvent>);

impl History {
    /// The names of the events, in their order, such as `WORKFLOW_TASK_COMPLETED`.
    #[must_use]
    pub fn kinds(&self) -> Vec<&'static str> {
        self.0.iter().map(kind).collect()
    }

    /// The names of the events, but for those of workflow tasks.
    #[must_use]
    pub fn deeds(&self) -> Vec<&'static str> {
        self.kinds().into_iter().filter(|kind| !kind.starts_with("WORKFLOW_TASK_")).collect()
    }

    /// How many events of a name there are.
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        self.kinds().into_iter().filter(|kind| *kind == name).count()
    }

    /// What `pick` takes of the events' attributes.
    pub fn pick<'a, T>(&'a self, pick: impl FnMut(&'a Attributes) -> Option<T>) -> Vec<T> {
        self.0.iter().filter_map(|event| event.attributes.as_ref()).filter_map(pick).collect()
    }

    /// What happened, in a line an event: its id, when, what, and who or how, for people.
    #[must_use]
    pub fn story(&self) -> String {
        let began = self.0.first().and_then(|event| event.event_time).unwrap_or_default();
        let tell = |event: &HistoryEvent| {
            let at = event.event_time.unwrap_or_default();
            let millis = (at.seconds - began.seconds) * 1_000 + i64::from(at.nanos - began.nanos) / 1_000_000;
            format!("{:>5} {millis:>6} ms {}{}\n", event.event_id, kind(event), aside(event))
        };
        self.0.iter().map(tell).collect()
    }

    /// How the run closed: its result as JSON, or the name of the event and the failure's message.
    #[must_use]
    pub fn outcome(&self) -> String {
        self.0.last().map(outcome).unwrap_or_default()
    }
}

/// The attributes of all events of one kind in a history.
#[macro_export]
macro_rules! events {
    ($history:expr, $kind:ident) => {
        $history.pick(|attributes| match attributes {
            dacapo_proto::temporal::api::history::v1::history_event::Attributes::$kind(attributes) => Some(attributes),
            _ => None,
        })
    };
}

pub(crate) fn kind(event: &HistoryEvent) -> &'static str {
    let name = event.event_type().as_str_name();
    name.strip_prefix("EVENT_TYPE_").unwrap_or(name)
}

/// What a line about an event says beside its name.
fn aside(event: &HistoryEvent) -> String {
    match &event.attributes {
        Some(Attributes::WorkflowTaskScheduledEventAttributes(scheduled)) => {
            let queue = scheduled.task_queue.clone().unwrap_or_default();
            format!(" attempt {} on {}", scheduled.attempt, queue.name)
        }
        Some(Attributes::WorkflowTaskStartedEventAttributes(started)) => format!(" by {}", started.identity),
        Some(Attributes::WorkflowTaskCompletedEventAttributes(completed)) => format!(" by {}", completed.identity),
        Some(Attributes::WorkflowTaskFailedEventAttributes(failed)) => {
            let message = failed.failure.as_ref().map(|failure| &*failure.message).unwrap_or_default();
            format!(" {} by {}: {message}", failed.cause().as_str_name(), failed.identity)
        }
        Some(Attributes::WorkflowTaskTimedOutEventAttributes(timed_out)) => {
            format!(" {}", timed_out.timeout_type().as_str_name())
        }
        Some(Attributes::ActivityTaskStartedEventAttributes(started)) => {
            format!(" attempt {} by {}", started.attempt, started.identity)
        }
        _ => String::new(),
    }
}

pub(crate) fn outcome(event: &HistoryEvent) -> String {
    match &event.attributes {
        Some(Attributes::WorkflowExecutionCompletedEventAttributes(completed)) => text(completed.result.as_ref()),
        Some(Attributes::WorkflowExecutionFailedEventAttributes(failed)) => {
            format!("{}: {}", kind(event), failed.failure.as_ref().map(|failure| &*failure.message).unwrap_or_default())
        }
        _ => kind(event).to_owned(),
    }
}
