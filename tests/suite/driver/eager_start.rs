//! Decides what an eager start is to a host: a slot that it holds until a task comes for it, or none does.

use super::{
    stage::{Setup, Stage},
    transport::Fault,
};
use crate::suite::World;
use core::time::Duration;
use dacapo_core::{
    rpc::Call,
    worker::{
        SlotKind,
        config::{Config, SlotSupply},
    },
};
use dacapo_proto::{
    rpc::workflow_service::{POLL_ACTIVITY_TASK_QUEUE, POLL_WORKFLOW_TASK_QUEUE},
    temporal::api::{taskqueue::v1::TaskQueue, workflowservice::v1::PollWorkflowTaskQueueRequest},
};
use dacapo_runtime::{EagerStart, Runtime, Transport};
use prost::Message;
use serde_json::json;

/// A worker that works on `count` workflow tasks at a time, and never gets one from a poll: nothing answers those.
async fn unreached<R: Runtime>(runtime: &R, count: usize) -> (Stage<R>, super::stage::Running) {
    let config = |config: &mut Config| {
        config.workflow_slots = SlotSupply::Custom;
        config.max_cached_workflows = 0;
    };
    let (stage, driver) = Stage::new(runtime, Setup { config, ..Setup::default() });
    stage.server.breaks(&[POLL_WORKFLOW_TASK_QUEUE], Fault::Hangs);
    let running = stage.spawn(driver);
    stage.until("it polls", || stage.server.calls(POLL_ACTIVITY_TASK_QUEUE).open() > 0).await;
    stage.handle.set_slots(SlotKind::Workflow, count).await.expect("it runs");
    let polls = count.min(2);
    stage.until("polls hang", || stage.server.calls(POLL_WORKFLOW_TASK_QUEUE).open() == polls).await;
    (stage, running)
}

async fn reserve<R: Runtime>(stage: &Stage<R>) -> Option<EagerStart> {
    stage.handle.reserve_eager_start().await.expect("it runs")
}

/// The task that a server gives out with the answer to a start is the same as a poll brings.
async fn first_task<R: Runtime>(stage: &Stage<R>) -> bytes::Bytes {
    stage.server.heals();
    let task_queue = Some(TaskQueue { name: "queue".into(), ..Default::default() });
    let request = PollWorkflowTaskQueueRequest { task_queue, ..Default::default() };
    let call = Call {
        method: POLL_WORKFLOW_TASK_QUEUE,
        message: request.encode_to_vec().into(),
        timeout: Duration::from_secs(60),
        metadata: Vec::new(),
    };
    stage.server.call(call).await.expect("the server is well")
}

pub(crate) async fn an_eager_start_needs_no_poll<W: World>(runtime: W::Runtime) {
    let (stage, running) = unreached(&runtime, 3).await;
    let slot = reserve(&stage).await.expect("a slot is free");
    stage.server.start("eager", &json!([{ "return": "at once" }]));
    slot.run(first_task(&stage).await);
    assert_eq!(stage.outcome("eager").await, "completed \"at once\"");
    // The one that the check itself made.
    assert_eq!(stage.server.calls(POLL_WORKFLOW_TASK_QUEUE).ended, 1, "no poll brought the task");
    assert!(reserve(&stage).await.is_some(), "the slot is free again");
    stage.shut_down(running).await;
}

pub(crate) async fn a_reserved_slot_that_is_not_used_is_given_back<W: World>(runtime: W::Runtime) {
    let (stage, running) = unreached(&runtime, 3).await;
    for way in 0..30 {
        // It is given back in its turn, which may come a little later.
        let mut slot = None;
        for _ in 0..5_000 {
            slot = reserve(&stage).await;
            if slot.is_some() {
                break;
            }
            runtime.sleep(Duration::from_millis(1)).await;
        }
        let slot = slot.expect("the slot comes back");
        assert!(reserve(&stage).await.is_none(), "there is one");
        match way % 3 {
            0 => drop(slot),
            // The server gave no task with its answer.
            1 => slot.run(bytes::Bytes::new()),
            _ => {
                drop(slot);
                // Who asks and does not wait leaves no slot behind, whether the answer was as fast as the question or not.
                drop(super::handles::poll_once(stage.handle.reserve_eager_start()));
            }
        }
    }
    stage.shut_down(running).await;
}

pub(crate) async fn there_is_no_eager_start_where_no_slot_is_free<W: World>(runtime: W::Runtime) {
    let (stage, running) = unreached(&runtime, 2).await;
    assert!(reserve(&stage).await.is_none(), "polls have both slots");
    stage.handle.set_slots(SlotKind::Workflow, 3).await.expect("it runs");
    let slot = reserve(&stage).await.expect("now there is one");
    stage.handle.shut_down().await.expect("it runs");
    let refused = stage.handle.reserve_eager_start().await;
    assert!(!matches!(refused, Ok(Some(_))), "it takes no more tasks, or has ended");
    drop(slot);
    running.report().await;
    // One that is left when the worker has ended does no harm.
    let (stage, driver) = Stage::new(&runtime, Setup::default());
    let running = stage.spawn(driver);
    stage.until("it polls", || stage.server.calls(POLL_ACTIVITY_TASK_QUEUE).open() > 0).await;
    let slot = reserve(&stage).await.expect("a slot is free");
    stage.shut_down(running).await;
    slot.run(bytes::Bytes::from_static(b"too late"));
}
