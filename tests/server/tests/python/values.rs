//! What our client writes and the official worker reads, and the way back: values, and what a start says beside them.

use crate::{client, options};
use dacapo_client::{
    convert::ConvertError,
    search::{Bool, Datetime, Double, Int, Key, Keyword, KeywordList, SearchAttributes, Text},
    workflow::{Closed, Priority, ResultError, ResultOptions, StartOptions, WorkflowError, WorkflowRetryPolicy},
};
use dacapo_core::time::WallTime;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, scenarios};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_bytes::ByteBuf;
use serde_json::{Value, json};
use std::{collections::BTreeMap, fmt::Debug, time::Duration};

scenarios! {
    every_value_goes_there_and_back
    a_structure_is_a_dataclass
    what_is_not_there_is_none
    options_of_a_start_reach_the_workflow
}

/// Sends a value, and has it back: of which type it was to Python, and how that encoded it.
async fn echo<R: Runtime, V>(lab: &Lab<R>, value: V, python: &str, encoding: &str)
where
    V: Serialize + DeserializeOwned + Debug + PartialEq,
{
    let client = client(lab);
    let workflow = client.start_workflow("Echo", (&value,), options(lab, python)).await.unwrap();
    assert_eq!(workflow.result::<V>().await.unwrap(), value);
    assert_eq!(workflow.query::<String>("type_name", ()).await.unwrap(), python, "{value:?}");
    let (_, closed) = workflow.closed(ResultOptions::default()).await.unwrap();
    let Closed::Completed { result: Some(result), .. } = closed else { panic!("{closed:?}") };
    assert_eq!(&*result.payloads[0].metadata["encoding"], encoding.as_bytes(), "{value:?}");
}

async fn every_value_goes_there_and_back<R: Runtime>(lab: Lab<R>) {
    let plain = "json/plain";
    echo(&lab, -7_i64, "int", plain).await;
    echo(&lab, 0.25, "float", plain).await;
    echo(&lab, "naïve \u{1F600} \"quoted\"\n".to_owned(), "str", plain).await;
    echo(&lab, true, "bool", plain).await;
    echo(&lab, vec![Some(1), None], "list", plain).await;
    echo(&lab, json!({ "deep": [{ "er": null }], "": 1e3 }), "dict", plain).await;
    echo(&lab, (), "NoneType", "binary/null").await;
    echo(&lab, ByteBuf::from([0, 159, 146, 150]), "bytes", "binary/plain").await;
    // What Python has as bytes may be read as a list of them; what is written as one is no bytes.
    let client = client(&lab);
    let workflow = client.start_workflow("Echo", (ByteBuf::from([1, 2]),), options(&lab, "listed")).await.unwrap();
    assert_eq!(workflow.result::<Vec<u8>>().await.unwrap(), [1, 2]);
    assert_eq!(workflow.result::<Option<ByteBuf>>().await.unwrap(), Some(ByteBuf::from([1, 2])));
    let wrong = workflow.result::<String>().await;
    let Err(ResultError::Workflow(WorkflowError::Convert(ConvertError::NotRead { problem, .. }))) = &wrong else {
        panic!("{wrong:?}")
    };
    assert!(problem.contains("bytes"), "{problem}");
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    item: String,
    count: u32,
    tags: Vec<String>,
    #[serde(default)]
    gift: bool,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Shipment {
    order: Order,
    weights: BTreeMap<String, f64>,
    note: Option<String>,
}

async fn a_structure_is_a_dataclass<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let order = Order { item: "book".to_owned(), count: 3, tags: vec!["new".to_owned()], gift: true };
    let label = serde_bytes::Bytes::new(b"label");
    for (name, note) in [("ship", None), ("noted", Some("by hand".to_owned()))] {
        let workflow = client.start_workflow("Ship", (&order, 0.5, label, &note), options(&lab, name)).await.unwrap();
        let weights = [("new".to_owned(), 1.5), ("label".to_owned(), 1.5)].into();
        let shipment = workflow.result::<Shipment>().await.unwrap();
        assert_eq!(shipment, Shipment { order: order.clone(), weights, note });
    }
}

async fn what_is_not_there_is_none<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let workflow = client.start_workflow("Nothing", (), options(&lab, "nothing")).await.unwrap();
    workflow.result::<()>().await.unwrap();
    assert_eq!(workflow.result::<Option<String>>().await.unwrap(), None);
    let wrong = workflow.result::<i32>().await;
    assert!(matches!(&wrong, Err(ResultError::Workflow(WorkflowError::Convert(_)))), "{wrong:?}");
}

const TEXT: Key<Text> = Key::new("PyText");
const KEYWORD: Key<Keyword> = Key::new("PyKeyword");
const INT: Key<Int> = Key::new("PyInt");
const DOUBLE: Key<Double> = Key::new("PyDouble");
const BOOL: Key<Bool> = Key::new("PyBool");
const TIME: Key<Datetime> = Key::new("PyTime");
const LIST: Key<KeywordList> = Key::new("PyList");

async fn options_of_a_start_reach_the_workflow<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let attributes = [
        TEXT.attribute(),
        KEYWORD.attribute(),
        INT.attribute(),
        DOUBLE.attribute(),
        BOOL.attribute(),
        TIME.attribute(),
        LIST.attribute(),
    ];
    client.add_search_attributes(attributes).await.unwrap();
    let blob = client.payload(serde_bytes::Bytes::new(&[1, 255])).unwrap();
    let start = StartOptions {
        memo: [("note".to_owned(), client.payload("by hand").unwrap()), ("blob".to_owned(), blob)].into(),
        search_attributes: SearchAttributes::new()
            .with(TEXT, "some words".to_owned())
            .with(KEYWORD, "red".to_owned())
            .with(INT, -3)
            .with(DOUBLE, 0.5)
            .with(BOOL, true)
            .with(TIME, WallTime { seconds: 1_700_000_000, nanos: 500_000_000 })
            .with(LIST, vec!["a".to_owned(), "b".to_owned()]),
        headers: [("trace".to_owned(), client.payload("from rust").unwrap())].into(),
        priority: Some(Priority { priority_key: 2, ..Priority::default() }),
        retry_policy: Some(WorkflowRetryPolicy { maximum_attempts: 4, ..WorkflowRetryPolicy::default() }),
        run_timeout: Some(Duration::from_secs(60)),
        task_timeout: Some(Duration::from_millis(7500)),
        ..options(&lab, "seen")
    };
    let workflow = client.start_workflow("Seen", (), start).await.unwrap();
    let seen = json!({
        "memo": { "note": "by hand", "blob": [1, 255] },
        "attributes": {
            "PyText": ["TEXT", "some words"],
            "PyKeyword": ["KEYWORD", "red"],
            "PyInt": ["INT", "-3"],
            "PyDouble": ["DOUBLE", "0.5"],
            "PyBool": ["BOOL", "True"],
            "PyTime": ["DATETIME", "2023-11-14 22:13:20.500000+00:00"],
            "PyList": ["KEYWORD_LIST", "['a', 'b']"]
        },
        "headers": { "trace": "\"from rust\"" },
        "priority": 2,
        "attempts": 4,
        "timeouts": [120.0, 60.0, 7.5]
    });
    assert_eq!(workflow.result::<Value>().await.unwrap(), seen);
}
