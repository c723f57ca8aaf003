//! Decides the child workflows of a program: what they do, and what becomes of them when their parent ends.

use super::{Draft, Ending};
use serde_json::{Value, json};

/// In the id of a workflow of which it is not known how it ends.
pub(crate) const LOOSE: &str = "/loose-";

/// What a child does that ends when it is asked to, and not before.
fn waits_for_cancel() -> Value {
    json!({ "actions": [{ "await_signal": "never" }], "on_cancel": [{ "cancel": ["as asked"] }] })
}

impl Draft<'_> {
    pub(super) fn child(&mut self, depth: u64) -> Value {
        let number = self.number();
        let workflow_id = format!("{}/child-{number}", self.workflow_id);
        match self.random.up_to(7) {
            0..=2 => self.awaited_child(workflow_id, depth),
            3 => json!({
                "child_workflow": { "workflow_id": workflow_id, "program": waits_for_cancel() },
                "await": "cancel_before_sent",
                "expect": "canceled",
            }),
            4 => {
                // One that may still run must not be in the way of the next of the same id.
                let kinds = if self.is_secluded { 0 } else { 3 };
                let kind = match 3 - self.random.up_to(kinds) {
                    0 => "try_cancel",
                    1 => "wait_cancellation_requested",
                    2 => "abandon",
                    _ => "wait_cancellation_completed",
                };
                // How one ends that nobody waits for depends on who is faster.
                let workflow_id = if kind == "wait_cancellation_completed" {
                    workflow_id
                } else {
                    format!("{}{LOOSE}{number}", self.workflow_id)
                };
                json!({
                    "child_workflow": {
                        "workflow_id": workflow_id, "program": waits_for_cancel(), "cancellation_type": kind,
                    },
                    "await": "cancel_after_started",
                    "expect": "canceled",
                })
            }
            5 if !self.leaves_children => self.signaled_child(&workflow_id, number),
            6 => Self::taken_child(),
            _ => self.left_child(workflow_id, depth),
        }
    }

    /// A child that ends by itself, for which its parent waits.
    fn awaited_child(&mut self, workflow_id: String, depth: u64) -> Value {
        let mut child = Draft::new(self.random, workflow_id.clone(), true);
        let ending = match child.random.up_to(3) {
            0 => Ending::Fail(format!("{workflow_id} fails")),
            1 => Ending::ContinueAsNew(1),
            _ => Ending::Return(json!(workflow_id)),
        };
        for _ in 0..child.random.up_to(2) {
            let action = child.action(depth + 1);
            child.actions.push(action);
        }
        let expect = match &ending {
            Ending::Fail(message) => json!({ "failed": message }),
            Ending::ContinueAsNew(_) => json!({ "completed": format!("{workflow_id} is done at last") }),
            _ => json!({ "completed": workflow_id }),
        };
        let (program, _) = child.finish(ending);
        json!({
            "child_workflow": { "workflow_id": workflow_id, "program": program },
            "expect": expect,
            "save_as": workflow_id,
        })
    }

    /// A child that waits for a signal of its parent, which then waits for all that is under way.
    fn signaled_child(&mut self, workflow_id: &str, number: u64) -> Value {
        self.awaits_all = true;
        json!({ "sequence": [
            {
                "child_workflow": {
                    "workflow_id": workflow_id,
                    "program": { "actions": [{ "await_signal": "go" }, { "return": number }] },
                },
                "await": "start",
                "save_as": format!("child {number}"),
                "expect": { "completed": number },
            },
            { "signal_external": { "child": workflow_id, "signal_name": "go" }, "expect": { "completed": null } },
            { "await_all": {} },
        ] })
    }

    /// A child whose id is that of a workflow that was there before.
    fn taken_child() -> Value {
        json!({
            "child_workflow": {
                "workflow_id": "workflow-0",
                "program": {},
                "workflow_id_reuse_policy": "reject_duplicate",
            },
            "expect": { "failed": "was not started" },
        })
    }

    /// A child that outlives its parent, or is ended with it, or never begins. A run in whose place another one comes would
    /// leave its children in the way of that one's.
    fn left_child(&mut self, workflow_id: String, depth: u64) -> Value {
        if self.is_secluded || self.awaits_all || depth > 0 {
            return self.awaited_child(workflow_id, depth);
        }
        self.leaves_children = true;
        let (policy, program) = match self.random.up_to(2) {
            0 => ("terminate", json!({ "actions": [{ "await_signal": "never" }] })),
            1 => ("request_cancel", waits_for_cancel()),
            _ => ("abandon", json!({ "actions": [{ "timer": "5s" }, { "return": "left alone" }] })),
        };
        json!({
            "child_workflow": { "workflow_id": workflow_id, "program": program, "parent_close_policy": policy },
            "await": "start",
        })
    }

    /// A child that ends only when its parent is canceled.
    pub(super) fn endless_child(&self) -> Value {
        let workflow_id = format!("{}/endless", self.workflow_id);
        json!({ "child_workflow": { "workflow_id": workflow_id, "program": waits_for_cancel() } })
    }
}
