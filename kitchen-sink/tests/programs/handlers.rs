//! Signals, updates and queries do what the program says, or what they bring with them.

use crate::{
    fixture::{Code, failure, fire, json, message, names, result},
    sets::signal,
};
use dacapo_core::{
    command::host::{HostCommand, HostKind, QueryAnswer, UpdateResponse},
    workflow::activation::{DoUpdate, Job, Query, Resolution},
};
use dacapo_kitchen_sink::value;
use serde_json::Value;

fn update(id: &str, name: &str, argument: &Value, run_validator: bool) -> Job {
    let mut update = DoUpdate::default();
    update.protocol_instance_id = id.into();
    update.request.name = name.into();
    update.request.input = core::iter::once(value::payload(argument)).collect();
    update.run_validator = run_validator;
    Job::DoUpdate(Box::new(update))
}

fn query(name: &str, argument: &Value) -> Job {
    Job::QueryWorkflow(Box::new(Query {
        query_id: name.into(),
        query_type: name.into(),
        arguments: core::iter::once(value::payload(argument)).collect(),
        ..Query::default()
    }))
}

/// The answers in a completion, in words.
fn responses(commands: &[HostCommand]) -> Vec<String> {
    let answers = commands.iter().filter_map(|command| match &command.kind {
        HostKind::UpdateResponse { protocol_instance_id, response } => Some(match response {
            UpdateResponse::Accepted => format!("{protocol_instance_id} accepted"),
            UpdateResponse::Rejected(failure) => format!("{protocol_instance_id} rejected: {}", message(failure)),
            UpdateResponse::Completed(None) => format!("{protocol_instance_id} completed"),
            UpdateResponse::Completed(Some(result)) => {
                format!("{protocol_instance_id} completed: {}", value::value(result))
            }
        }),
        HostKind::RespondToQuery { query_id, answer } => Some(match answer {
            QueryAnswer::Succeeded(result) => format!("{query_id}: {}", value::value(result)),
            QueryAnswer::Failed(failure) => format!("{query_id} failed: {}", message(failure)),
        }),
        _ => None,
    });
    answers.collect()
}

#[test]
fn a_signal_does_what_its_handler_says() {
    let (mut code, _) = Code::begin(json!({
        "actions": [{"await_state": {"key": "done", "value": true}}, {"return": "signaled"}],
        "signals": {"go": [{"timer": "1s"}, {"set_state": {"done": true}}, {"return": "ends the handler alone"}]},
    }));
    let commands = code.tell([signal("go", json!(null))]);
    assert_eq!(names(&commands), ["StartTimer"]);
    assert_eq!(result(&code.tell([fire(&commands[0])])), json!("signaled"));
}

#[test]
fn a_signal_brings_its_actions() {
    let (mut code, _) = Code::of(json!([{"await_state": {"key": "done", "value": true}}]));
    assert!(code.tell([signal("do_actions", json!([{"set_state": {"x": 1}}]))]).is_empty());
    let commands = code.tell([signal("do_actions", json!([{"continue_as_new": {"keep_state": true}}]))]);
    assert_eq!(names(&commands), ["ContinueAsNewWorkflowExecution"]);
    let (mut code, _) = Code::of(json!([{"timer": "1s"}]));
    let commands = code.tell([signal("do_actions", json!([{"timer": 1}]))]);
    assert!(crate::fixture::failed(&commands).starts_with("[0].timer: "), "{commands:?}");
}

#[test]
fn a_failure_in_a_signal_handler_fails_the_workflow() {
    let (mut code, _) = Code::of(json!([{"timer": "1s"}]));
    let commands = code.tell([signal("do_actions", json!([{"fail": {"message": "m"}}]))]);
    assert_eq!(crate::fixture::failed(&commands), "m");
}

#[test]
fn a_signal_that_comes_with_the_start_is_handled() {
    let program = json!({"actions": [{"await_signal": "s", "save_as": "x"}, {"return_state": "x"}]});
    let (_, commands) = Code::replay(program, [signal("s", json!(4))]);
    assert_eq!(result(&commands), json!(4));
}

fn updated() -> (Code, Vec<HostCommand>) {
    Code::begin(json!({
        "actions": [{"await_state": {"key": "done", "value": true}}],
        "updates": {
            "plain": {"actions": [{"set_state": {"x": 1}}]},
            "slow": {"actions": [{"activity": {}, "save_as": "x"}, {"return_state": "x"}]},
            "choosy": {"reject": "not now", "actions": [{"return": "accepted before"}]},
            "failing": {"actions": [{"fail": {"message": "no luck"}}, {"fail_task": "never"}]},
            "split": {"actions": [{"concurrent": [{"return": 1}, {"timer": "1s"}]}, {"fail_task": "never"}]},
        },
    }))
}

#[test]
fn an_update_is_accepted_and_completed() {
    let (mut code, _) = updated();
    assert_eq!(responses(&code.tell([update("1", "plain", &json!(null), true)])), ["1 accepted", "1 completed"]);
    let commands = code.tell([update("2", "slow", &json!(null), true), update("3", "slow", &json!(null), true)]);
    assert_eq!(names(&commands), ["UpdateResponse", "UpdateResponse", "ScheduleActivity", "ScheduleActivity"]);
    let end = |command, value| crate::fixture::ended(command, crate::fixture::completed(value));
    assert_eq!(responses(&code.tell([end(&commands[3], json!("b"))])), [r#"3 completed: "b""#]);
    assert_eq!(responses(&code.tell([end(&commands[2], json!("a"))])), [r#"2 completed: "a""#]);
}

#[test]
fn an_update_is_rejected_by_its_validator() {
    let (mut code, _) = updated();
    assert_eq!(responses(&code.tell([update("1", "choosy", &json!(null), true)])), ["1 rejected: not now"]);
    let commands = code.tell([update("2", "choosy", &json!(null), false)]);
    assert_eq!(responses(&commands), ["2 accepted", r#"2 completed: "accepted before""#]);
    let commands = code.tell([update("3", "unknown", &json!(null), true)]);
    assert_eq!(responses(&commands), ["3 rejected: there is no update handler unknown"]);
}

#[test]
fn a_failure_in_an_update_fails_the_update_alone() {
    let (mut code, _) = updated();
    let commands = code.tell([update("1", "failing", &json!(null), true)]);
    assert_eq!(responses(&commands), ["1 accepted", "1 rejected: no luck"]);
    let commands = code.tell([update("2", "slow", &json!(null), true)]);
    let end = crate::fixture::ended(&commands[1], Resolution::Failed(failure("boom")));
    assert_eq!(responses(&code.tell([end])), ["2 rejected: boom"]);
}

#[test]
fn an_update_that_returns_leaves_nothing_behind() {
    let (mut code, _) = updated();
    let commands = code.tell([update("1", "split", &json!(null), true)]);
    assert_eq!(names(&commands), ["UpdateResponse", "UpdateResponse"]);
    assert!(code.tell([]).is_empty());
}

#[test]
fn an_update_brings_its_actions() {
    let (mut code, _) = updated();
    let does = json!({"actions": [{"set_state": {"done": true}}, {"return": 7}]});
    let commands = code.tell([update("1", "do_actions", &does, true)]);
    assert_eq!(responses(&commands), ["1 accepted", "1 completed: 7"]);
    assert_eq!(names(&commands).last(), Some(&"CompleteWorkflowExecution"));
    let (mut code, _) = updated();
    let commands = code.tell([update("1", "do_actions", &json!({"reject": "no"}), true)]);
    assert_eq!(responses(&commands), ["1 rejected: no"]);
    let commands = code.tell([update("2", "do_actions", &json!({"actions": [{"x": 1}]}), true)]);
    assert!(responses(&commands)[0].starts_with("2 rejected: actions[0].x: unknown"), "{commands:?}");
}

#[test]
fn queries_are_answered_also_after_the_end() {
    let (mut code, _) = Code::begin(json!({
        "state": {"k": [1]}, "actions": [],
        "queries": {"one": {"state": "k"}, "none": {"state": "x"}, "echo": {"echo": {}}, "bad": {"fail": "no"}},
    }));
    let answers = ["one", "none", "echo", "bad", "state", "unknown"].map(|name| query(name, &json!("argument")));
    assert_eq!(
        responses(&code.tell(answers)),
        [
            "one: [1]",
            "none: null",
            r#"echo: ["argument"]"#,
            "bad failed: no",
            r#"state: {"k":[1]}"#,
            "unknown failed: there is no query handler unknown",
        ]
    );
}
