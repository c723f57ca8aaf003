//! Activities that others complete, by token and by id.

use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, events, program, scenarios};
use serde_json::json;

scenarios! {
    others_complete_by_token_and_by_id
}

async fn others_complete_by_token_and_by_id<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("async"));
    let left = |id: &str| {
        json!({ "activity": { "activity_id": id, "does": [{ "heartbeat": ["handed on"] }, { "complete_async": {} }],
            "start_to_close_timeout": "30s" }, "save_as": id })
    };
    let actions = json!([{ "concurrent": [left("token"), left("id")] }, { "return_state": "token" }]);
    client.start(&id, &program(actions)).await.unwrap();
    lab.until(|| ["token", "id"].iter().all(|id| !worker.record.attempts_of(id).is_empty())).await;
    let token = worker.record.attempts_of("token")[0].task_token.clone();
    client.complete_activity(&token.0, &json!("by token")).await.unwrap();
    client.complete_activity_by_id((&id, "id"), &json!("by id")).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), r#""by token""#);
    assert_eq!(client.state(&id).await.unwrap(), r#"{"id":"by id","token":"by token"}"#);
    let history = client.history(&id).await.unwrap();
    let completed = events!(history, ActivityTaskCompletedEventAttributes);
    assert!(completed.iter().all(|completed| completed.identity == "client"), "{completed:?}");
    // The server knows nobody who does not know of it any more.
    assert!(client.complete_activity(&token.0, &json!("again")).await.is_err());
    let report = worker.shut_down().await;
    assert_eq!((report.canceled, report.handed_back), (0, 0), "nothing of theirs was open: {report:?}");
}
