//! Decides the actions of a program that are work for an activity, a local activity or a Nexus handler.

use super::{Draft, seconds};
use serde_json::{Value, json};

impl Draft<'_> {
    /// An activity that ends well in the end, whatever happens to its attempts; or one that never does.
    pub(super) fn activity(&mut self) -> Value {
        let result = format!("activity {}", self.number());
        let mut steps = Vec::new();
        if self.random.up_to(2) == 0 {
            steps.push(json!({ "sleep": seconds(self.random.up_to(3_000)) }));
        }
        if self.random.up_to(3) == 0 {
            steps.push(json!({ "heartbeat": [result] }));
            steps.push(json!({ "sleep": seconds(self.random.up_to(2_000)) }));
            steps.push(json!({ "heartbeat": [] }));
        }
        if self.random.up_to(3) == 0 {
            steps.push(json!({ "fail_attempts": { "attempts": self.random.up_to(2) } }));
        }
        let heartbeat = if self.random.up_to(3) == 0 { json!("8s") } else { Value::Null };
        let is_eager = self.random.up_to(3) > 0;
        let mut options = json!({
            "start_to_close_timeout": "30s",
            "heartbeat_timeout": heartbeat,
            "do_not_eagerly_execute": !is_eager,
        });
        if self.random.up_to(4) == 0 {
            let message = format!("{result} cannot be");
            steps.push(json!({ "fail": { "message": message, "non_retryable": true } }));
            set(&mut options, "does", steps.into());
            return json!({ "activity": options, "expect": { "failed": message }, "save_as": result });
        }
        steps.push(json!({ "return": result }));
        set(&mut options, "does", steps.into());
        json!({ "activity": options, "expect": { "completed": result }, "save_as": result })
    }

    pub(super) fn local_activity(&mut self) -> Value {
        let result = format!("local activity {}", self.number());
        let mut steps = Vec::new();
        if self.random.up_to(2) == 0 {
            steps.push(json!({ "sleep": seconds(self.random.up_to(15_000)) }));
        }
        if self.random.up_to(3) == 0 {
            steps.push(json!({ "fail_attempts": { "attempts": self.random.up_to(2) } }));
        }
        let mut options = json!({ "start_to_close_timeout": "60s" });
        if self.random.up_to(3) == 0 {
            // Its attempts are kept apart by timers of the workflow.
            set(&mut options, "local_retry_threshold", json!("0.1s"));
        }
        if self.random.up_to(4) == 0 {
            let message = format!("{result} cannot be");
            steps.push(json!({ "fail": { "message": message, "non_retryable": true } }));
            set(&mut options, "does", steps.into());
            return json!({ "local_activity": options, "expect": { "failed": message }, "save_as": result });
        }
        steps.push(json!({ "return": result }));
        set(&mut options, "does", steps.into());
        json!({ "local_activity": options, "expect": { "completed": result }, "save_as": result })
    }

    /// Work that is canceled: what its end is depends on who is faster, or is known.
    pub(super) fn canceled_work(&mut self) -> Value {
        let work = match self.random.up_to(2) {
            0 => "activity",
            1 => "local_activity",
            _ => return self.canceled_operation(),
        };
        let (awaits, kind, expect) = match self.random.up_to(3) {
            0 => ("cancel_before_sent", "wait_cancellation_completed", json!("canceled")),
            1 => ("cancel_after_started", "try_cancel", json!("canceled")),
            2 => ("cancel_after_started", "abandon", json!("canceled")),
            _ => ("cancel_after_started", "wait_cancellation_completed", json!("any")),
        };
        // An activity learns of its cancellation with a heartbeat. A local one is told at once, but may not keep its workflow
        // for ever.
        let steps = if work == "activity" {
            let mut steps = vec![json!({ "heartbeat": [] }); 1];
            for _ in 0..4 {
                steps.push(json!({ "sleep": "2s" }));
                steps.push(json!({ "heartbeat": [] }));
            }
            steps.push(json!({ "wait_for_cancel": {} }));
            Value::from(steps)
        } else {
            json!([{ "wait_for_cancel": { "at_most": "20s" } }, { "cancel": [] }])
        };
        let mut options = json!({ "does": steps, "start_to_close_timeout": "25s", "cancellation_type": kind });
        if work == "activity" {
            set(&mut options, "heartbeat_timeout", json!("5s"));
        }
        json!({ work: options, "await": awaits, "expect": expect })
    }

    /// An activity that waits until it is canceled, of which its workflow hears at once.
    pub(super) fn endless_activity(&mut self) -> Value {
        let steps = json!([{ "heartbeat": [] }, { "wait_for_cancel": {} }, { "cancel": [] }]);
        let options = json!({
            "does": steps,
            "start_to_close_timeout": "30s",
            "heartbeat_timeout": "10s",
            "cancellation_type": if self.random.up_to(1) == 0 { "try_cancel" } else { "abandon" },
        });
        json!({ "activity": options })
    }

    pub(super) fn nexus_operation(&mut self) -> Value {
        let number = self.number();
        let (operation, expect) = match self.random.up_to(4) {
            0 | 1 => ("echo", json!({ "completed": number })),
            2 => ("fail", json!({ "failed": "the operation failed" })),
            3 => ("refuse", json!({ "failed": "the handler refuses" })),
            _ => ("later", json!({ "completed": number })),
        };
        json!({
            "nexus_operation": {
                "endpoint": "endpoint", "service": "service", "operation": operation, "input": number,
            },
            "expect": expect,
            "save_as": format!("operation {number}"),
        })
    }

    fn canceled_operation(&mut self) -> Value {
        let (awaits, kind) = match self.random.up_to(4) {
            0 => ("cancel_before_sent", "wait_cancellation_completed"),
            1 => ("cancel_after_started", "try_cancel"),
            2 => ("cancel_after_started", "wait_cancellation_requested"),
            3 => ("cancel_after_started", "abandon"),
            _ => ("cancel_after_started", "wait_cancellation_completed"),
        };
        json!({
            "nexus_operation": {
                "endpoint": "endpoint", "service": "service", "operation": "endless", "input": 0,
                "cancellation_type": kind,
            },
            "await": awaits,
            "expect": "canceled",
        })
    }
}

fn set(options: &mut Value, key: &str, value: Value) {
    if let Some(options) = options.as_object_mut() {
        options.insert(key.into(), value);
    }
}
