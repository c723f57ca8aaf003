//! What a newer server alone serves, beside standalone activities: paused workflows, workers that say how they are, schedules
//! that are counted.

use crate::{TYPE, client, options};
use dacapo_client::{
    Meaning, OperationError,
    rule::PauseRule,
    schedule::{Interval, Schedule, ScheduleOptions, ScheduleSpec},
    worker::WorkerStatus,
    workflow::{WorkflowError, WorkflowExecutionStatus},
};
use dacapo_proto::temporal::api::enums::v1::PendingActivityState;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, program, scenarios};
use serde_json::json;
use std::time::Duration;

scenarios! {
    a_workflow_is_paused_and_goes_on
    workers_say_how_they_are
    a_rule_holds_activities_back
    schedules_are_counted
}

async fn a_workflow_is_paused_and_goes_on<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let waits = program(json!([{ "await_signal": "go", "save_as": "got" }, { "return_state": "got" }]));
    let workflow = client.start_workflow(TYPE, (waits,), options(&lab, "paused")).await.unwrap();
    lab.eventually(async || Some(workflow.describe().await.unwrap()).filter(|it| it.history_length == 4)).await;
    workflow.pause("on purpose").await.unwrap();
    let known = workflow.describe().await.unwrap();
    assert_eq!(known.status, WorkflowExecutionStatus::Paused);
    let pause = known.answer.workflow_extended_info.unwrap().pause_info.unwrap();
    assert_eq!((pause.reason.as_str(), pause.identity.as_str()), ("on purpose", "typed client"));
    let twice = workflow.pause("once more").await.unwrap_err();
    assert!(matches!(&twice, WorkflowError::Call(call) if *call.meaning() == Meaning::FailedPrecondition), "{twice}");
    // It takes what it is sent, and nobody is asked what comes of it.
    workflow.signal("go", ("later",)).await.unwrap();
    lab.runtime.sleep(Duration::from_secs(1)).await;
    let mut history = workflow.history();
    while let Some(page) = history.next().await.unwrap() {
        let asked = page.iter().filter(|event| event.event_type().as_str_name().ends_with("WORKFLOW_TASK_STARTED"));
        assert_eq!(asked.count(), 1, "{page:?}");
    }
    workflow.unpause("go on").await.unwrap();
    assert_eq!(workflow.result::<String>().await.unwrap(), "later");
    let nobody = client.workflow(lab.id("nobody")).pause("").await;
    assert!(matches!(nobody, Err(WorkflowError::NotFound(_))), "{nobody:?}");
    worker.shut_down().await;
}

async fn workers_say_how_they_are<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let mut config = lab.config();
    config.worker_heartbeat_interval = Some(Duration::from_secs(1));
    let identity = config.identity.to_string();
    let worker = lab.start_worker(config);
    let query = format!("TaskQueue = '{}'", lab.queue());
    let found = lab.eventually(async || client.list_workers(&query).next().await.unwrap()).await;
    assert_eq!((found.len(), found[0].worker_identity.as_str()), (1, identity.as_str()));
    assert_eq!(client.count_workers(&query).await.unwrap(), 1);
    let key = &found[0].worker_instance_key;
    let heartbeat = client.describe_worker(key).await.unwrap();
    assert_eq!((heartbeat.status(), heartbeat.task_queue.as_str()), (WorkerStatus::Running, lab.queue()));
    assert!(heartbeat.workflow_task_slots_info.is_some() && heartbeat.activity_poller_info.is_some(), "{heartbeat:?}");
    worker.shut_down().await;
    let heartbeat = client.describe_worker(key).await.unwrap();
    assert!(matches!(heartbeat.status(), WorkerStatus::ShuttingDown | WorkerStatus::Shutdown), "{heartbeat:?}");
    let unknown = client.describe_worker(lab.id("nobody")).await.unwrap_err();
    assert_eq!(unknown.meaning(), &Meaning::NotFound);
}

async fn a_rule_holds_activities_back<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    // Its attempts fail until somebody completes it: the rule meets one of them.
    let fails = json!({ "activity_id": "it", "does": [{ "fail": { "message": "down" } }],
        "retry_policy": { "initial_interval": "0.2s", "backoff_coefficient": 1.0 } });
    let one = program(json!([{ "activity": fails }]));
    let workflow = client.start_workflow(TYPE, (one,), options(&lab, "ruled")).await.unwrap();
    let id = lab.id("rule").replace('/', "-");
    let rule = PauseRule {
        id: id.clone(),
        activities: "ActivityType = 'kitchen_sink'".to_owned(),
        workflows: format!("WorkflowId = '{}'", workflow.workflow_id()),
        description: "for a test".to_owned(),
        ..PauseRule::default()
    };
    let made = client.create_rule(rule.clone()).await.unwrap();
    assert_eq!((made.description.as_str(), made.created_by_identity.as_str()), ("for a test", "typed client"));
    let again = client.create_rule(rule).await;
    assert!(matches!(again, Err(OperationError::Call(_))), "{again:?}");
    assert_eq!(client.describe_rule(&id).await.unwrap(), made);
    assert!(client.list_rules().await.unwrap().contains(&made));
    let pending = async || workflow.describe().await.unwrap().answer.pending_activities.pop();
    let held = lab.eventually(async || pending().await.filter(|activity| activity.paused)).await;
    assert_eq!(held.state(), PendingActivityState::Paused);
    client.delete_rule(&id).await.unwrap();
    let gone = client.describe_rule(&id).await.unwrap_err();
    assert!(matches!(gone.meaning(), Meaning::NotFound | Meaning::InvalidArgument), "{gone}");
    workflow.terminate("enough", ()).await.unwrap();
    worker.shut_down().await;
}

async fn schedules_are_counted<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let hour = Duration::from_secs(3600);
    let spec =
        ScheduleSpec { intervals: vec![Interval { every: hour, offset: Duration::ZERO }], ..ScheduleSpec::default() };
    let mut schedules = Vec::new();
    for is_paused in [true, true, false] {
        let name = format!("counted-{}", schedules.len());
        let action = client.scheduled_workflow(TYPE, (), options(&lab, &name)).unwrap();
        let schedule = Schedule { is_paused, ..Schedule::new(spec.clone(), action) };
        schedules.push(client.create_schedule(lab.id(&name), &schedule, ScheduleOptions::default()).await.unwrap());
    }
    let ours = format!("ScheduleId STARTS_WITH '{}'", lab.id(""));
    let counted = async |query: String, wanted| {
        let count = async || client.count_schedules(&query).await.unwrap().count;
        lab.eventually(async || Some(count().await).filter(|count| *count == wanted)).await
    };
    counted(ours.clone(), 3).await;
    for schedule in schedules {
        schedule.delete().await.unwrap();
    }
    counted(ours, 0).await;
}
