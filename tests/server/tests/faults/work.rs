//! What workers do while faults happen: three kinds of workflows, their results, their events, and how often their
//! activities run.

use dacapo_kitchen_sink::Program;
use dacapo_server_tests::History;
use serde_json::{Value, json};

/// A kind of workflow.
pub(crate) struct Work {
    pub(crate) name: &'static str,
    /// Its actions, given how long in seconds a task may take.
    actions: fn(u64) -> Value,
    /// Its result, as JSON.
    pub(crate) result: &'static str,
    /// Its events, without those of workflow tasks.
    pub(crate) deeds: &'static [&'static str],
    /// How many activities it schedules, and how many attempts of them there are.
    pub(crate) activities: (usize, usize),
    /// How many signals it waits for.
    pub(crate) signals: usize,
}

pub(crate) const ALL: [Work; 3] = [
    Work {
        name: "steps",
        actions: |patience| {
            json!([
                { "activity": { "does": [{ "sleep": "0.5s" }, { "return": 1 }], "start_to_close_timeout": seconds(patience),
                    "retry_policy": { "initial_interval": "0.1s" } }, "expect": { "completed": 1 } },
                { "timer": "0.3s" },
                { "local_activity": { "does": [{ "return": 2 }] }, "expect": { "completed": 2 } },
                { "activity": { "does": [{ "fail_attempts": { "attempts": 1 } }, { "return": 3 }],
                    "start_to_close_timeout": seconds(patience), "retry_policy": { "initial_interval": "0.1s" } },
                    "save_as": "third" },
                { "child_workflow": { "program": { "actions": [{ "timer": "0.2s" }, { "return": 4 }] } },
                    "expect": { "completed": 4 } },
                { "return_state": "third" }
            ])
        },
        result: "3",
        deeds: &[
            "WORKFLOW_EXECUTION_STARTED",
            "ACTIVITY_TASK_SCHEDULED",
            "ACTIVITY_TASK_STARTED",
            "ACTIVITY_TASK_COMPLETED",
            "TIMER_STARTED",
            "TIMER_FIRED",
            "MARKER_RECORDED",
            "ACTIVITY_TASK_SCHEDULED",
            "ACTIVITY_TASK_STARTED",
            "ACTIVITY_TASK_COMPLETED",
            "START_CHILD_WORKFLOW_EXECUTION_INITIATED",
            "CHILD_WORKFLOW_EXECUTION_STARTED",
            "CHILD_WORKFLOW_EXECUTION_COMPLETED",
            "WORKFLOW_EXECUTION_COMPLETED",
        ],
        activities: (2, 3),
        signals: 0,
    },
    Work {
        name: "beats",
        actions: |patience| {
            json!([
                { "activity": { "does": [{ "heartbeat": ["half"] }, { "sleep": "1s" }, { "heartbeat": ["most"] },
                    { "sleep": "1s" }, { "return": 5 }], "start_to_close_timeout": seconds(patience + 2),
                    "heartbeat_timeout": seconds(patience),
                    "retry_policy": { "initial_interval": "0.1s" } }, "save_as": "n" },
                { "return_state": "n" }
            ])
        },
        result: "5",
        deeds: &[
            "WORKFLOW_EXECUTION_STARTED",
            "ACTIVITY_TASK_SCHEDULED",
            "ACTIVITY_TASK_STARTED",
            "ACTIVITY_TASK_COMPLETED",
            "WORKFLOW_EXECUTION_COMPLETED",
        ],
        activities: (1, 1),
        signals: 0,
    },
    Work {
        name: "signals",
        actions: |_| json!([{ "await_signal": "go" }, { "await_signal": "go" }, { "return": "went" }]),
        result: "\"went\"",
        deeds: &[
            "WORKFLOW_EXECUTION_STARTED",
            "WORKFLOW_EXECUTION_SIGNALED",
            "WORKFLOW_EXECUTION_SIGNALED",
            "WORKFLOW_EXECUTION_COMPLETED",
        ],
        activities: (0, 0),
        signals: 2,
    },
];

fn seconds(length: u64) -> String {
    format!("{length}s")
}

/// What a fault may cost beside time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cost {
    /// Nothing: each task is given out once.
    Nothing,
    /// Tasks that the server gave out and nobody got; it gives them out again when their time is over.
    LostTasks,
}

impl Work {
    /// Its program, where a task may take so many seconds.
    pub(crate) fn program(&self, patience: u64) -> Program {
        Program::parse(json!({ "actions": (self.actions)(patience) }).to_string().as_bytes()).unwrap()
    }

    /// What a history says that it does not say without a fault.
    pub(crate) fn fault_of(&self, history: &History, cost: Cost) -> Option<String> {
        let count = |kind: &str| history.count(kind);
        let is_right = history.outcome() == self.result && history.deeds() == self.deeds;
        let is_on_time = cost != Cost::Nothing || count("WORKFLOW_TASK_TIMED_OUT") == 0;
        let is_well = is_right && is_on_time && count("WORKFLOW_TASK_FAILED") == 0;
        (!is_well).then(|| format!("{}: {:#?}", history.outcome(), history.kinds()))
    }

    /// Checks that no activity was done again whose end was known, and none left out.
    pub(crate) fn check_attempts(&self, id: &str, attempts: usize, cost: Cost) {
        let (fewest, most) = self.activities;
        let fewest = if cost == Cost::Nothing { most } else { fewest };
        assert!((fewest..=most).contains(&attempts), "{id}: {attempts} attempts, not {fewest} to {most}");
    }
}
