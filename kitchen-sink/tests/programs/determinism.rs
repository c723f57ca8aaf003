//! A run that is told the same says the same.

use crate::{
    fixture::{Code, completed, ended, failure, fire, json, names},
    sets::signal,
};
use dacapo_core::workflow::activation::{Job, Resolution};
use dacapo_kitchen_sink::Host;

/// A life with much in it at once, told twice.
#[test]
fn the_same_jobs_give_the_same_commands() {
    let (mut code, first) = Code::begin(json!({
        "actions": [
            {"concurrent": [
                {"activity": {}, "save_as": "a"},
                {"repeat": {"times": 2, "actions": [{"timer": "1s"}]}},
                {"sequence": [{"await_signal": "go"}, {"activity": {}, "expect": {"failed": "boom"}, "save_as": "b"}]},
                {"await_state": {"key": "a", "value": 1}},
                {"timer": "9s", "expect": "canceled"},
            ]},
            {"await_all": {}},
            {"return_state": "b"},
        ],
        "signals": {"more": [{"timer": "5s", "await": "nothing"}]},
        "on_cancel": [{"set_state": {"asked": true}}],
    }));
    assert_eq!(names(&first), ["ScheduleActivity", "StartTimer", "StartTimer"]);
    let second = code.tell([signal("more", json!(null)), signal("go", json!(null)), fire(&first[1])]);
    assert_eq!(names(&second), ["StartTimer", "ScheduleActivity", "StartTimer"]);
    code.tell([Job::CancelWorkflow { reason: "enough".into() }, ended(&first[0], completed(json!(1)))]);
    code.tell([ended(&second[1], Resolution::Failed(failure("boom"))), fire(&second[0])]);
    code.fault([fire(&second[2]), fire(&first[2])]);
    let mut again = Host::new();
    for (activation, completion) in &code.passed {
        assert_eq!(&again.activate(activation), completion);
    }
    assert_eq!(again.state(), code.host.state());
}
