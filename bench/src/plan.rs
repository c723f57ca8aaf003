//! What the language side must say to make a history come out again, in no engine's own types.

mod recorded;

use bytes::Bytes;
use std::{collections::BTreeMap, time::Duration};

/// The commands of a workflow, by workflow task.
#[derive(Debug)]
pub(crate) struct Plan {
    /// One group for each completed workflow task, in order.
    pub(crate) groups: Vec<Group>,
}

/// The commands of one workflow task.
#[derive(Debug)]
pub(crate) struct Group {
    /// The task's `WorkflowTaskStarted` event; an activation's `history_length` names the same event.
    pub(crate) started_event_id: i64,
    /// The commands, in order.
    pub(crate) steps: Vec<Step>,
}

/// One command and the moment it may be sent.
#[derive(Debug)]
pub(crate) struct Step {
    /// What to send.
    pub(crate) command: Command,
    /// What must have arrived first; `None` means at once.
    pub(crate) awaits: Option<Await>,
}

/// Something an activation brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Await {
    /// The update with this protocol instance id.
    Update(String),
    /// The resolution of the local activity with this number.
    LocalActivity(u32),
}

/// What a language SDK sends, as far as the generated histories need it.
#[derive(Clone, Debug)]
pub(crate) enum Command {
    StartTimer {
        seq: u32,
        after: Duration,
    },
    ScheduleActivity {
        seq: u32,
        activity_id: String,
        activity_type: String,
        task_queue: String,
        input: Vec<Payload>,
        start_to_close: Duration,
    },
    ScheduleLocalActivity {
        seq: u32,
        activity_id: String,
        activity_type: String,
        attempt: u32,
        /// Seconds and nanoseconds since 1970.
        original_schedule_time: Option<(i64, i32)>,
        start_to_close: Duration,
    },
    AcceptUpdate {
        protocol_instance_id: String,
    },
    CompleteUpdate {
        protocol_instance_id: String,
        result: Payload,
    },
    CompleteWorkflow {
        result: Option<Payload>,
    },
}

/// A payload; cloning one copies no data.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payload {
    pub(crate) metadata: BTreeMap<String, Bytes>,
    pub(crate) data: Bytes,
}

impl Plan {
    /// Returns how many commands there are.
    pub(crate) fn commands(&self) -> usize {
        self.groups.iter().map(|group| group.steps.len()).sum()
    }
}
