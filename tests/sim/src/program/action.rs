//! Decides the actions of a program that are not work for somebody else.

use super::{Draft, Visit, seconds};
use serde_json::{Value, json};

impl Draft<'_> {
    /// Draws an action; inside others fewer kinds are.
    pub(super) fn action(&mut self, depth: u64) -> Value {
        let kinds = if depth > 1 { 9 } else { 21 };
        match self.random.up_to(kinds) {
            0 => json!({ "timer": seconds(1 + self.random.up_to(20_000)) }),
            1 | 2 => self.activity(),
            3 | 4 => self.local_activity(),
            5 => self.canceled_timer(),
            6 => self.nexus_operation(),
            7 => self.attributes(),
            8 => self.canceled_work(),
            9 => self.small_things(),
            10 | 11 => self.child(depth),
            12 => self.signal_unknown(),
            13 => self.awaited_signal(),
            14 => self.handled_signal(depth),
            15 | 16 => self.update(depth),
            17 => self.rejected_update(),
            18 => self.patch(depth),
            19 => self.repeat(depth),
            _ => self.concurrent(depth),
        }
    }

    fn some(&mut self, most: u64, depth: u64) -> Vec<Value> {
        (0..1 + self.random.up_to(most)).map(|_| self.action(depth + 1)).collect()
    }

    fn canceled_timer(&mut self) -> Value {
        let length = seconds(1_000_000 + self.random.up_to(5_000));
        match self.random.up_to(1) {
            0 => json!({ "timer": length, "await": "cancel_before_sent", "expect": "canceled" }),
            _ => json!({ "timer": length, "await": "cancel_after_started", "expect": "canceled" }),
        }
    }

    fn concurrent(&mut self, depth: u64) -> Value {
        json!({ "concurrent": self.some(2, depth) })
    }

    fn repeat(&mut self, depth: u64) -> Value {
        // What is done from outside would have to be done as often.
        let was_secluded = std::mem::replace(&mut self.is_secluded, true);
        let actions = self.some(1, depth);
        self.is_secluded = was_secluded;
        json!({ "repeat": { "times": 2, "actions": actions } })
    }

    fn patch(&mut self, depth: u64) -> Value {
        let patch_id = format!("patch-{}", self.number());
        let (then, otherwise) = (self.some(1, depth), json!([{ "fail": { "message": "the old way is taken" } }]));
        let deprecated = self.random.up_to(3) == 0;
        json!({ "patch": { "patch_id": patch_id, "deprecated": deprecated, "then": then, "otherwise": otherwise } })
    }

    fn attributes(&mut self) -> Value {
        let number = self.number();
        match self.random.up_to(1) {
            0 => json!({ "upsert_memo": { format!("memo-{number}"): number } }),
            _ => json!({ "upsert_search_attributes": {
                format!("attribute-{number}"): { "type": "Int", "value": number },
            } }),
        }
    }

    fn small_things(&mut self) -> Value {
        let number = self.number();
        let key = format!("state-{number}");
        match self.random.up_to(2) {
            0 => json!({ "marker": { "marker_name": "mark", "details": [number] } }),
            1 => json!({ "use_flag": 1 + number }),
            _ => json!({ "sequence": [
                { "set_state": { key.clone(): number } },
                { "await_state": { "key": key, "value": number } },
            ] }),
        }
    }

    fn signal_unknown(&mut self) -> Value {
        match self.random.up_to(1) {
            0 => json!({
                "signal_external": { "workflow_id": "nobody", "signal_name": "go" },
                "expect": { "failed": "" },
            }),
            _ => json!({ "cancel_external": { "workflow_id": "nobody" }, "expect": { "failed": "" } }),
        }
    }

    fn awaited_signal(&mut self) -> Value {
        if self.is_secluded {
            return self.attributes();
        }
        let name = format!("signal-{}", self.number());
        self.visits.push(Visit::Signal(name.clone()));
        json!({ "await_signal": name })
    }

    fn handled_signal(&mut self, depth: u64) -> Value {
        if self.is_secluded {
            return self.attributes();
        }
        let name = format!("signal-{}", self.number());
        self.visits.push(Visit::Signal(name.clone()));
        let mut handler = if self.random.up_to(1) == 0 { vec![self.action(depth + 2)] } else { Vec::new() };
        handler.push(json!({ "set_state": { name.clone(): true } }));
        self.signals.insert(name.clone(), handler.into());
        json!({ "await_state": { "key": name, "value": true } })
    }

    fn update(&mut self, depth: u64) -> Value {
        if self.is_secluded {
            return self.small_things();
        }
        let number = self.number();
        let name = format!("update-{number}");
        self.visits.push(Visit::Update(format!("{}/{name}", self.workflow_id), name.clone()));
        let mut handler = if self.random.up_to(1) == 0 { vec![self.action(depth + 2)] } else { Vec::new() };
        handler.push(json!({ "set_state": { name.clone(): true } }));
        handler.push(match self.random.up_to(2) {
            0 => json!({ "fail": { "message": format!("{name} fails") } }),
            _ => json!({ "return": format!("{name} is done") }),
        });
        self.updates.insert(name.clone(), json!({ "actions": handler }));
        json!({ "await_state": { "key": name, "value": true } })
    }

    /// An update that its validator rejects, and a signal that lets the workflow go on afterwards.
    fn rejected_update(&mut self) -> Value {
        if self.is_secluded {
            return self.small_things();
        }
        let name = format!("rejected-{}", self.number());
        self.visits.push(Visit::Update(format!("{}/{name}", self.workflow_id), name.clone()));
        self.updates.insert(name.clone(), json!({ "reject": format!("{name} is not wanted") }));
        self.awaited_signal()
    }
}
