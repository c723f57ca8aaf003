//! Programs are written as they were read, and what is no program is named by its place.

use crate::{
    fixture::{json, program},
    samples::samples,
};
use dacapo_kitchen_sink::{Action, ActivityAction, Program};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::BTreeSet;

fn round_trip<T: Serialize + DeserializeOwned + PartialEq + core::fmt::Debug>(json: &Value) -> T {
    let read: T = serde_json::from_str(&json.to_string()).unwrap_or_else(|error| panic!("{json}: {error}"));
    let written = serde_json::to_value(&read).expect("it can be written");
    assert_eq!(&written, json, "what is read is written");
    assert_eq!(serde_json::from_value::<T>(written).expect("it can be read again"), read);
    read
}

/// The names of an enum's variants, as serde lists them.
fn variants<T: DeserializeOwned + core::fmt::Debug>() -> BTreeSet<String> {
    let error = serde_json::from_value::<T>(json!({"": null})).expect_err("nothing has no name").to_string();
    let list = error.split_once("expected one of ").expect("serde lists them").1;
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_action_is_written_as_it_was_read() {
    let mut seen = BTreeSet::new();
    for (sample, _) in samples() {
        seen.insert(round_trip::<Action>(&sample).kind.name().to_owned());
    }
    assert_eq!(seen, variants::<Action>(), "there is a sample of every kind");
}

#[test]
fn every_action_of_activities_is_written_as_it_was_read() {
    let mut seen = BTreeSet::new();
    for sample in [
        json!({"sleep": "0.25s"}),
        json!({"heartbeat": [1, 2]}),
        json!({"wait_for_cancel": {"at_most": "3s"}}),
        json!({"wait_for_cancel": {}}),
        json!({"fail_attempts": {"attempts": 2, "failure": {"message": "m", "type": "t"}}}),
        json!({"return": null}),
        json!({"return_attempt": {}}),
        json!({"return_heartbeat_details": {}}),
        json!({"fail": {"message": "m", "next_retry_delay": "1s"}}),
        json!({"cancel": []}),
        json!({"complete_async": {}}),
    ] {
        round_trip::<ActivityAction>(&sample);
        seen.extend(sample.as_object().expect("it is an object").keys().cloned());
    }
    assert_eq!(seen, variants::<ActivityAction>(), "there is a sample of every kind");
}

#[test]
fn every_part_of_a_program_is_written_as_it_was_read() {
    let actions = json!([{"timer": "1s", "await": "nothing"}]);
    round_trip::<Program>(&json!({
        "actions": actions,
        "signals": {"s": actions},
        "updates": {"u": {"reject": "no", "actions": actions}, "v": {"actions": []}},
        "queries": {"q": {"state": "k"}, "r": {"echo": {}}, "t": {"fail": "no"}},
        "on_cancel": actions,
        "state": {"k": 1},
        "versioning_behavior": "pinned",
        "continued": 3,
    }));
    let program = program(&json!({}));
    assert_eq!(program, Program::default());
    assert_eq!(Program::parse(&program.payload().data()), Ok(program));
}

#[test]
fn lengths_are_seconds_with_a_fraction() {
    let timer = |length: &str| json!({"timer": length});
    for good in ["0s", "1s", "1.5s", "0.000000001s", "18446744073709551615s"] {
        round_trip::<Action>(&timer(good));
    }
    for bad in ["", "s", "1", "1m", "-1s", "1.s", ".5s", "0.0000000001s", "1e3s", "+1s", "18446744073709551616s"] {
        assert!(serde_json::from_value::<Action>(timer(bad)).is_err(), "{bad:?}");
    }
}

#[track_caller]
fn is_bad(program: &str, path: &str, part: &str) {
    let error = Program::parse(program.as_bytes()).expect_err("it is no program");
    assert_eq!(error.path, path, "{error}");
    assert!(error.message.contains(part), "{error}");
}

#[test]
fn faults_are_named_by_their_place() {
    is_bad("", ".", "EOF");
    is_bad("1", ".", "expected struct Program");
    is_bad(r#"{"actoins": []}"#, "actoins", "unknown field `actoins`");
    is_bad(r#"{"actions": [{"timer": "1s"}, {"tmer": "1s"}]}"#, "actions[1].tmer", "unknown variant `tmer`");
    is_bad(r#"{"actions": [{"timer": 5}]}"#, "actions[0].timer", "invalid type");
    is_bad(r#"{"actions": [{"await": "nothing"}]}"#, "actions[0]", "this says nothing to do");
    is_bad(r#"{"actions": [{"timer": "1s", "return": 1}]}"#, "actions[0]", "return is a second action");
    is_bad(r#"{"actions": [{"timer": "1s", "await": "never"}]}"#, "actions[0].await", "unknown variant `never`");
    is_bad(r#"{"actions": [{"timer": "1s", "expect": {"complete": 1}}]}"#, "actions[0].expect", "unknown variant");
    is_bad(
        r#"{"actions": [{"sequence": [{"activity": {"activity_tpe": "t"}}]}]}"#,
        "actions[0].sequence[0].activity.activity_tpe",
        "unknown field",
    );
    is_bad(
        r#"{"signals": {"go": [{"activity": {"does": [{"return": 1}, {"sleep": "now"}]}}]}}"#,
        "signals.go[0].activity.does[1].sleep",
        "a length of time",
    );
    is_bad(
        r#"{"actions": [{"child_workflow": {"parent_close_policy": "forget"}}]}"#,
        "actions[0].child_workflow.parent_close_policy",
        "unknown variant `forget`",
    );
}
