//! Actions in sequence, side by side and repeated; the state, signals and patches that they wait for and go by.

use crate::fixture::{Code, completed, ended, fire, json, names, result};
use dacapo_core::workflow::activation::{Job, Signal};
use dacapo_kitchen_sink::value;
use serde_json::Value;

pub(crate) fn signal(name: &str, argument: Value) -> Job {
    let mut signal = Signal::default();
    signal.signal_name = name.into();
    signal.input = core::iter::once(value::payload(&argument)).collect();
    Job::SignalWorkflow(Box::new(signal))
}

#[test]
fn actions_run_side_by_side_and_all_are_awaited() {
    let (mut code, first) = Code::of(json!([
        {"concurrent": [
            {"sequence": [{"timer": "1s"}, {"timer": "2s"}]},
            {"activity": {}},
            {"set_state": {"k": 1}},
        ]},
        {"return": "all"},
    ]));
    assert_eq!(names(&first), ["StartTimer", "ScheduleActivity"]);
    let second = code.tell([fire(&first[0])]);
    assert_eq!(names(&second), ["StartTimer"]);
    assert!(code.tell([ended(&first[1], completed(json!(1)))]).is_empty());
    assert_eq!(result(&code.tell([fire(&second[0])])), json!("all"));
}

#[test]
fn the_way_to_a_concurrent_action_is_named() {
    let (mut code, commands) = Code::of(json!([{"return_state": "x"}]));
    assert_eq!(result(&commands), json!(null));
    code.host = dacapo_kitchen_sink::Host::new();
    let inner = json!({"concurrent": [{"timer": "1s"}, {"sequence": [{"timer": "1s", "expect": {"completed": 2}}]}]});
    let commands = code.tell([crate::fixture::initialize(&json!({"actions": [{"concurrent": [inner]}]}))]);
    let said = code.fault([fire(&commands[1])]);
    assert!(said.starts_with("actions[0].concurrent[0].concurrent[1].sequence[0].timer: "), "{said}");
}

#[test]
fn actions_are_repeated() {
    let (mut code, mut commands) = Code::of(json!([
        {"repeat": {"times": 3, "actions": [{"timer": "1s"}, {"marker": {"marker_name": "m"}}]}},
        {"repeat": {"times": 0, "actions": [{"fail_task": "never"}]}},
        {"return": 1},
    ]));
    for _ in 0..2 {
        commands = code.tell([fire(commands.last().expect("there is a timer"))]);
        assert_eq!(names(&commands), ["RecordMarker", "StartTimer"]);
    }
    assert_eq!(result(&code.tell([fire(&commands[1])])), json!(1));
}

#[test]
fn a_condition_is_awaited() {
    let (mut code, commands) = Code::begin(json!({
        "state": {"count": 0},
        "actions": [
            {"await_state": {"key": "count", "value": 0}},
            {"concurrent": [
                {"await_state": {"key": "count", "value": 1}},
                {"sequence": [{"timer": "1s"}, {"set_state": {"count": 1}}, {"timer": "1s"}]},
            ]},
            {"return": 1},
        ],
    }));
    let second = code.tell([fire(&commands[0])]);
    assert_eq!(names(&second), ["StartTimer"]);
    assert_eq!(result(&code.tell([fire(&second[0])])), json!(1));
}

#[test]
fn signals_are_awaited_in_their_order() {
    let (mut code, commands) = Code::of(json!([
        {"timer": "1s"},
        {"await_signal": "s", "save_as": "first"}, {"await_signal": "s", "save_as": "second"},
        {"await_signal": "s", "expect": {"completed": 3}},
        {"timer": "1s"},
    ]));
    assert!(code.tell([signal("s", json!(1)), signal("other", json!(9)), signal("s", json!(2))]).is_empty());
    assert!(code.tell([fire(&commands[0])]).is_empty());
    assert_eq!(code.host.state().get("first"), Some(&json!(1)));
    assert_eq!(code.host.state().get("second"), Some(&json!(2)));
    assert_eq!(names(&code.tell([signal("s", json!(3))])), ["StartTimer"]);
}

#[test]
fn all_that_was_left_is_awaited() {
    let (mut code, commands) = Code::of(json!([
        {"timer": "1s", "await": "nothing"}, {"timer": "2s", "await": "nothing"}, {"await_all": {}}, {"return": 1},
    ]));
    assert!(code.tell([fire(&commands[1])]).is_empty());
    assert_eq!(result(&code.tell([fire(&commands[0])])), json!(1));
}

#[test]
fn what_another_strand_waits_for_was_not_left() {
    let (_, commands) = Code::of(json!([{"concurrent": [
        {"timer": "1s"}, {"sequence": [{"await_all": {}}, {"marker": {"marker_name": "m"}}]},
    ]}]));
    assert_eq!(names(&commands), ["StartTimer", "RecordMarker"]);
}

fn patched() -> Value {
    json!({"actions": [
        {"patch": {"patch_id": "p", "then": [{"timer": "1s"}], "otherwise": [{"activity": {}}]}, "save_as": "is_new"},
        {"patch": {"patch_id": "p", "then": [{"return": "new"}], "otherwise": [{"return": "old"}]}},
    ]})
}

#[test]
fn a_patch_is_taken_where_history_has_it_or_nothing_was_done_yet() {
    let (mut code, commands) = Code::begin(patched());
    assert_eq!(names(&commands), ["SetPatchMarker", "StartTimer"]);
    assert_eq!(code.host.state().get("is_new"), Some(&json!(true)));
    // It is recorded once.
    let commands = code.tell([fire(&commands[1])]);
    assert_eq!((names(&commands), result(&commands)), (vec!["CompleteWorkflowExecution"], json!("new")));
    let (_, commands) = Code::replay(patched(), [Job::NotifyHasPatch { patch_id: "p".into() }]);
    assert_eq!(names(&commands), ["SetPatchMarker", "StartTimer"]);
}

#[test]
fn a_patch_is_not_taken_where_it_was_not_before() {
    let (mut code, commands) = Code::replay(patched(), []);
    assert_eq!(names(&commands), ["ScheduleActivity"]);
    assert_eq!(result(&code.tell([ended(&commands[0], completed(json!(1)))])), json!("old"));
}

#[test]
fn a_deprecated_patch_is_always_taken() {
    let program = json!({"actions": [{"patch": {"patch_id": "p", "deprecated": true, "then": [{"return": 1}]}}]});
    let (_, commands) = Code::replay(program, []);
    assert_eq!(names(&commands), ["SetPatchMarker", "CompleteWorkflowExecution"]);
}
