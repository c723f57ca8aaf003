//! Files that nobody wrote: nothing panics, and what is read can be written.

use bytes::Bytes;
use serde_json::{Value, json};

use super::{assert_stable, read_one, two_events};
use crate::read::{read, to_json};

/// A small generator with a fixed start, so that a failure comes again.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

fn try_file(file: &[u8]) {
    for history in read(Bytes::copy_from_slice(file), "hostile").unwrap_or_default() {
        drop(to_json(&history.bytes, "hostile"));
    }
    drop(to_json(file, "hostile"));
}

fn rich_history() -> Value {
    let mut document = two_events();
    document[0]["workflowExecutionStartedEventAttributes"]["memo"] = json!({ "fields": { "k": { "data": "AAAA" } } });
    document[0]["workflowExecutionStartedEventAttributes"]["input"] = json!({ "payloads": [{}] });
    document[1]["userMetadata"] =
        json!({ "summary": { "metadata": { "encoding": "anNvbi9wbGFpbg==" }, "data": "MQ==" } });
    document[1]["links"] =
        json!([{ "workflowEvent": { "runId": "r", "eventRef": { "eventId": "1", "eventType": 1 } } }]);
    json!([{ "events": document, "workflowId": "w" }, { "history": { "events": [{
        "eventId": "3",
        "eventType": "WorkflowTaskCompleted",
        "workflowTaskCompletedEventAttributes": {
            "sdkMetadata": { "coreUsedFlags": [1, 2, 300], "langUsedFlags": [] },
        },
    }] } }])
}

#[test]
fn damaged_files_do_not_panic() {
    let json = rich_history().to_string().into_bytes();
    let binary = read_one(&two_events()).bytes.to_vec();
    let mut numbers = Numbers(0x5eed);
    for original in [json, binary] {
        for end in 0..original.len() {
            try_file(&original[..end]);
        }
        for _ in 0..4000 {
            let mut file = original.clone();
            for _ in 0..=numbers.below(3) {
                let at = numbers.below(file.len());
                match numbers.below(4) {
                    0 => file[at] = u8::try_from(numbers.below(256)).unwrap(),
                    1 => file[at] ^= 1 << numbers.below(8),
                    2 => drop(file.drain(at..(at + numbers.below(8)).min(file.len()))),
                    _ => file.insert(at, [0x00, 0x7f, 0x80, 0xff, b'{', b'"', 0x0a][numbers.below(7)]),
                }
                if file.is_empty() {
                    break;
                }
            }
            try_file(&file);
        }
    }
}

#[test]
fn odd_values_in_any_place_do_not_panic() {
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e308),
        json!(0.1),
        json!(""),
        json!("x"),
        json!("99999999999999999999999999999999999999999"),
        json!("-9223372036854775808"),
        json!([]),
        json!({}),
        json!([null]),
        json!([[]]),
        json!({ "": 0 }),
        json!({ "low": -1, "high": 4_294_967_296_i64 }),
        json!({ "low": i64::MIN, "high": i64::MIN }),
        json!({ "seconds": i64::MAX, "nanos": -1 }),
        json!({ "metadata": {}, "data": {} }),
        json!({ "payloads": [null, 1] }),
        json!({ "events": [{}] }),
        json!({ "eventId": 1 }),
        json!("2021-12-14T18:21:49Z"),
        json!("10s"),
        json!("ÄÖÜ_ẞ"),
    ];
    let document = rich_history();
    let mut paths = Vec::new();
    all_paths(&document, &mut String::new(), &mut paths);
    assert!(paths.len() > 50);
    for path in paths {
        for value in &odd {
            let mut document = document.clone();
            *document.pointer_mut(&path).unwrap() = value.clone();
            let file = Bytes::from(document.to_string());
            for history in read(file, "odd").unwrap_or_default() {
                assert_stable(&history);
            }
        }
    }
}

fn all_paths(value: &Value, path: &mut String, paths: &mut Vec<String>) {
    paths.push(path.clone());
    let length = path.len();
    let members: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (key, member) in members {
        path.push('/');
        path.push_str(&key);
        all_paths(member, path, paths);
        path.truncate(length);
    }
}
