//! What a workflow tells of itself, and its patches: search attributes, the memo, markers.

use dacapo_proto::{
    rpc::operator_service,
    temporal::api::{
        enums::v1::IndexedValueType,
        operatorservice::v1::{AddSearchAttributesRequest, AddSearchAttributesResponse},
    },
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, client::one_text, events, program, scenarios};
use serde_json::{Value, json};

scenarios! {
    search_attributes_and_memo_are_set_and_taken_away
    patches_are_noted_and_kept_in_replay
}

async fn search_attributes_and_memo_are_set_and_taken_away<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("attributes"));
    let kinds = [("ScenarioWord", IndexedValueType::Keyword), ("ScenarioCount", IndexedValueType::Int)];
    let request = AddSearchAttributesRequest {
        search_attributes: kinds.map(|(name, kind)| (name.to_owned(), kind.into())).into(),
        namespace: "default".into(),
    };
    // Another runtime may have added them at this very moment.
    lab.eventually(async || {
        let added: Result<AddSearchAttributesResponse, _> =
            client.call(operator_service::ADD_SEARCH_ATTRIBUTES, &request).await;
        added.ok()
    })
    .await;
    let actions = json!([
        { "upsert_search_attributes": { "ScenarioWord": { "type": "Keyword", "value": "blue" },
            "ScenarioCount": { "type": "Int", "value": 3 } } },
        { "upsert_memo": { "note": { "deep": [1] }, "gone": "soon" } },
        { "timer": "0.1s" },
        { "upsert_search_attributes": { "ScenarioCount": { "type": "Int", "value": null } } },
        { "upsert_memo": { "gone": null } },
        { "marker": { "marker_name": "mine", "details": [1, "two"] } }
    ]);
    client.start(&id, &program(actions)).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "");
    let history = client.history(&id).await.unwrap();
    assert_eq!(
        history.deeds(),
        [
            "WORKFLOW_EXECUTION_STARTED",
            "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
            "WORKFLOW_PROPERTIES_MODIFIED",
            "TIMER_STARTED",
            "TIMER_FIRED",
            "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
            "WORKFLOW_PROPERTIES_MODIFIED",
            "MARKER_RECORDED",
            "WORKFLOW_EXECUTION_COMPLETED"
        ]
    );
    let described = client.describe(&id).await.unwrap().workflow_execution_info.unwrap();
    let attributes = described.search_attributes.unwrap().indexed_fields;
    assert_eq!(attributes.get("ScenarioWord").map(one_text).as_deref(), Some("\"blue\""));
    assert!(!attributes.contains_key("ScenarioCount"), "{attributes:?}");
    let memo = described.memo.unwrap().fields;
    assert_eq!(memo.get("note").map(one_text).as_deref(), Some(r#"{"deep":[1]}"#));
    worker.shut_down().await;
}

async fn patches_are_noted_and_kept_in_replay<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("patched"));
    let first = lab.worker();
    let set = |value: &str| json!([{ "set_state": { "way": value } }]);
    let patch = json!({ "patch": { "patch_id": "the-new-way", "then": set("new"), "otherwise": set("old") } });
    let deprecated = json!({ "patch": { "patch_id": "older", "deprecated": true, "then": [] } });
    let actions = json!([deprecated, patch.clone(), { "await_signal": "go" }, patch, { "return_state": "way" }]);
    let run = client.start(&id, &program(actions)).await.unwrap();
    lab.until(|| !first.record.activations_of(&run).is_empty()).await;
    assert_eq!(client.state(&id).await.unwrap(), r#"{"way":"new"}"#);
    first.shut_down().await;
    let second = lab.worker();
    client.signal(&id, "go", &Value::Null).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "\"new\"");
    let history = client.history(&id).await.unwrap();
    let markers = events!(history, MarkerRecordedEventAttributes);
    assert_eq!(markers.iter().map(|marker| &*marker.marker_name).collect::<Vec<_>>(), ["core_patch"; 2]);
    let upserted = events!(history, UpsertWorkflowSearchAttributesEventAttributes);
    let noted: Vec<_> = upserted
        .iter()
        .filter_map(|upsert| upsert.search_attributes.as_ref()?.indexed_fields.get("TemporalChangeVersion"))
        .map(one_text)
        .collect();
    assert!(noted.last().unwrap().contains("the-new-way"), "{noted:?}");
    assert!(second.record.activations_of(&run)[0].jobs.contains(&"NotifyHasPatch"));
    second.shut_down().await;
}
