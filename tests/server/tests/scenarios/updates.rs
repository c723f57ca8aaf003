//! Updates in all their stages, and what they leave in history.

use dacapo_proto::temporal::api::enums::v1::UpdateWorkflowExecutionLifecycleStage as Stage;
use dacapo_proto::{
    rpc::workflow_service as method, temporal::api::workflowservice::v1::UpdateWorkflowExecutionResponse,
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, UpdateEnd, events, program, scenarios};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

scenarios! {
    updates_come_with_the_first_task_and_before_it
    updates_are_accepted_completed_and_failed
    rejected_updates_leave_no_trace
    many_updates_at_a_time_end_each_on_its_own
    an_accepted_update_outlives_its_worker
}

fn updated() -> Value {
    json!({
        "actions": [{ "await_signal": "end" }, { "return_state": "last" }],
        "updates": {
            "now": { "actions": [{ "set_state": { "last": "now" } }, { "return": "now" }] },
            "later": { "actions": [{ "activity": { "does": [{ "return": 7 }] }, "save_as": "last" }, { "return_state": "last" }] },
            "waits": { "actions": [{ "await_signal": "answer", "save_as": "last" }, { "return_state": "last" }] },
            "fails": { "actions": [{ "timer": "0.1s" }, { "fail": { "message": "no good" } }] },
            "refused": { "reject": "not today" }
        }
    })
}

async fn updates_come_with_the_first_task_and_before_it<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("early"));
    client.start(&id, &program(updated())).await.unwrap();
    let late = async {
        lab.runtime.sleep(core::time::Duration::from_millis(300)).await;
        lab.worker()
    };
    let (end, worker) = join(client.update(&id, "early", "now", &Value::Null), late).await;
    assert_eq!(end.unwrap(), UpdateEnd::Completed("\"now\"".into()));
    let history = client.history(&id).await.unwrap();
    assert_eq!(
        history.kinds()[..6],
        [
            "WORKFLOW_EXECUTION_STARTED",
            "WORKFLOW_TASK_SCHEDULED",
            "WORKFLOW_TASK_STARTED",
            "WORKFLOW_TASK_COMPLETED",
            "WORKFLOW_EXECUTION_UPDATE_ACCEPTED",
            "WORKFLOW_EXECUTION_UPDATE_COMPLETED"
        ]
    );
    client.signal(&id, "end", &Value::Null).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "\"now\"");
    worker.shut_down().await;
}

async fn updates_are_accepted_completed_and_failed<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("stages"));
    client.start(&id, &program(updated())).await.unwrap();
    // On an idle run the task is speculative: it gets into history with what it brings.
    assert_eq!(client.update(&id, "u1", "now", &Value::Null).await.unwrap(), UpdateEnd::Completed("\"now\"".into()));
    assert_eq!(client.update(&id, "u2", "later", &Value::Null).await.unwrap(), UpdateEnd::Accepted);
    assert_eq!(client.update_end(&id, "u2").await.unwrap(), UpdateEnd::Completed("7".into()));
    assert_eq!(client.update(&id, "u3", "fails", &Value::Null).await.unwrap(), UpdateEnd::Accepted);
    assert_eq!(client.update_end(&id, "u3").await.unwrap(), UpdateEnd::Failed("no good".into()));
    assert_eq!(client.update(&id, "u4", "waits", &Value::Null).await.unwrap(), UpdateEnd::Accepted);
    client.signal(&id, "answer", &json!("answered")).await.unwrap();
    let request = client.update_request(&id, ("u4", "waits", &Value::Null), Stage::Completed);
    let again: UpdateWorkflowExecutionResponse =
        client.call(method::UPDATE_WORKFLOW_EXECUTION, &request).await.unwrap();
    assert_eq!(again.stage(), Stage::Completed, "the same id is the same update: {again:?}");

    let history = client.history(&id).await.unwrap();
    let ids: Vec<_> = events!(history, WorkflowExecutionUpdateAcceptedEventAttributes)
        .iter()
        .map(|accepted| accepted.protocol_instance_id.clone())
        .collect();
    assert_eq!(ids, ["u1", "u2", "u3", "u4"]);
    let completed = events!(history, WorkflowExecutionUpdateCompletedEventAttributes);
    assert_eq!(completed.len(), 4);
    for completed in completed {
        let accepted = &history.0[usize::try_from(completed.accepted_event_id).unwrap() - 1];
        assert_eq!(
            dacapo_proto::temporal::api::enums::v1::EventType::WorkflowExecutionUpdateAccepted,
            accepted.event_type()
        );
    }
    client.signal(&id, "end", &Value::Null).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "\"answered\"");
    worker.shut_down().await;
}

async fn rejected_updates_leave_no_trace<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("rejected"));
    let run = client.start(&id, &program(updated())).await.unwrap();
    assert_eq!(client.update(&id, "ok", "now", &Value::Null).await.unwrap(), UpdateEnd::Completed("\"now\"".into()));
    let before = client.history(&id).await.unwrap();
    for (update, name, why) in [("r1", "refused", "not today"), ("r2", "nothing", "there is no update handler nothing")]
    {
        assert_eq!(client.update(&id, update, name, &Value::Null).await.unwrap(), UpdateEnd::Failed(why.into()));
    }
    assert_eq!(client.history(&id).await.unwrap(), before, "their tasks were speculative, and are forgotten");
    // The run goes on from where it was, with event ids that come again.
    assert_eq!(client.update(&id, "u", "later", &Value::Null).await.unwrap(), UpdateEnd::Accepted);
    assert_eq!(client.update_end(&id, "u").await.unwrap(), UpdateEnd::Completed("7".into()));
    client.signal(&id, "end", &Value::Null).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "7");
    let seen = worker.record.activations_of(&run);
    assert_eq!(seen.iter().filter(|activated| activated.jobs.contains(&"InitializeWorkflow")).count(), 1);
    let history = client.history(&id).await.unwrap();
    assert_eq!(history.count("WORKFLOW_TASK_FAILED") + history.count("WORKFLOW_TASK_TIMED_OUT"), 0);
    worker.shut_down().await;
}

async fn many_updates_at_a_time_end_each_on_its_own<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("many"));
    client.start(&id, &program(updated())).await.unwrap();
    let names = ["now", "later", "refused", "fails", "now", "later"];
    let ends = names.iter().enumerate().map(|(at, name)| {
        let (client, id) = (&client, &id);
        async move {
            let update = format!("u{at}");
            match client.update(id, &update, name, &Value::Null).await.unwrap() {
                UpdateEnd::Accepted => client.update_end(id, &update).await.unwrap(),
                end => end,
            }
        }
    });
    let (now, later) = (UpdateEnd::Completed("\"now\"".into()), UpdateEnd::Completed("7".into()));
    let (refused, failed) = (UpdateEnd::Failed("not today".into()), UpdateEnd::Failed("no good".into()));
    assert_eq!(join_all(ends).await, [now.clone(), later.clone(), refused, failed, now, later]);
    let history = client.history(&id).await.unwrap();
    assert_eq!(history.count("WORKFLOW_EXECUTION_UPDATE_ACCEPTED"), 5);
    assert_eq!(history.count("WORKFLOW_EXECUTION_UPDATE_COMPLETED"), 5);
    worker.shut_down().await;
}

async fn an_accepted_update_outlives_its_worker<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("outlives"));
    let first = lab.worker();
    let run = client.start(&id, &program(updated())).await.unwrap();
    assert_eq!(client.update(&id, "u", "waits", &Value::Null).await.unwrap(), UpdateEnd::Accepted);
    first.shut_down().await;
    let second = lab.worker();
    client.signal(&id, "answer", &json!("late")).await.unwrap();
    assert_eq!(client.update_end(&id, "u").await.unwrap(), UpdateEnd::Completed("\"late\"".into()));
    assert!(second.record.activations_of(&run)[0].is_replaying);
    assert_eq!(client.history(&id).await.unwrap().count("WORKFLOW_EXECUTION_UPDATE_ACCEPTED"), 1);
    second.shut_down().await;
}
