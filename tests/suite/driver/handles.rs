//! Decides what a host can do with its handle: say much at once, change slots, and learn that the worker has ended.

use super::stage::{Setup, Stage};
use crate::suite::World;
use core::{future::Future, pin::pin, time::Duration};
use dacapo_core::{
    command::host::{Completion, Success},
    id::{TaskToken, Text},
    payload::Payloads,
    worker::{
        Load, Misuse, SlotKind,
        config::{Config, Pollers, ResourceSlots, SlotSupply},
        host::{ActivityOutcome, NexusOutcome},
    },
};
use dacapo_proto::rpc::workflow_service::{POLL_ACTIVITY_TASK_QUEUE, POLL_WORKFLOW_TASK_QUEUE};
use dacapo_runtime::{Ended, Handle, Runtime};
use std::collections::BTreeSet;

/// How many inputs are queued before whoever sends another one waits.
const QUEUED: usize = 1024;

fn nothing() -> Completion {
    Success::with(Vec::new())
}

/// A run that no worker has: saying that it was completed is noticed, and changes nothing.
fn nobody(number: usize) -> Text {
    Text::from(format!("nobody {number}"))
}

pub(crate) async fn more_inputs_than_are_queued_all_arrive<W: World>(runtime: W::Runtime) {
    const TASKS: usize = 300;
    const EACH: usize = 10;
    let (stage, running) = Stage::run(&runtime, Setup::default());
    let (sent, all_sent) = async_channel::bounded(TASKS);
    for task in 0..TASKS {
        let (worker, sent) = (stage.handle.clone(), sent.clone());
        runtime.spawn(async move {
            for number in 0..EACH {
                worker.complete_activation(nobody(task * EACH + number), nothing()).await.expect("it runs");
            }
            sent.send(()).await.expect("the check waits");
        });
    }
    for _ in 0..TASKS {
        all_sent.recv().await.expect("every task ends");
    }
    stage.until("all arrived", || stage.told.notes().misuses.len() == TASKS * EACH).await;
    let misuses = core::mem::take(&mut stage.told.notes().misuses);
    let arrived: BTreeSet<Text> = misuses.into_iter().filter_map(run_of).collect();
    assert_eq!(arrived, (0..TASKS * EACH).map(nobody).collect());
    stage.shut_down(running).await;
}

fn run_of(misuse: Misuse) -> Option<Text> {
    match misuse {
        Misuse::UnknownRun(run_id) => Some(run_id),
        _ => None,
    }
}

pub(crate) async fn whoever_says_too_much_waits<W: World>(runtime: W::Runtime) {
    let (stage, driver) = Stage::new(&runtime, Setup::default());
    let (worker, (sent, counted)) = (stage.handle.clone(), async_channel::unbounded());
    runtime.spawn(async move {
        for number in 0..QUEUED * 2 {
            worker.complete_activation(nobody(number), nothing()).await.expect("it will run");
            sent.send(()).await.expect("the check counts");
        }
    });
    stage.until("the queue is full", || counted.len() >= QUEUED).await;
    runtime.sleep(Duration::from_millis(20)).await;
    assert_eq!(counted.len(), QUEUED, "the next one waits");
    let running = stage.spawn(driver);
    stage.until("all arrived", || stage.told.notes().misuses.len() == QUEUED * 2).await;
    stage.until("all were sent", || counted.len() == QUEUED * 2).await;
    stage.told.notes().misuses.clear();
    stage.shut_down(running).await;
}

pub(crate) async fn a_handle_of_a_worker_that_has_ended_says_so<W: World>(runtime: W::Runtime) {
    let (stage, driver) = Stage::new(&runtime, Setup::default());
    let worker = stage.handle.clone();
    assert!(worker.pollers().is_empty(), "nothing polls yet");
    // Whoever waits for room when it ends must not wait for ever.
    let (done, is_done) = async_channel::bounded(1);
    let waiting = worker.clone();
    runtime.spawn(async move {
        for number in 0..=QUEUED {
            let _done = waiting.complete_activation(nobody(number), nothing()).await;
        }
        done.send(()).await.expect("the check waits");
    });
    runtime.sleep(Duration::from_millis(20)).await;
    assert!(is_done.is_empty(), "it waits for room");
    drop(driver);
    is_done.recv().await.expect("it is told");
    expect_ended(&worker).await;
}

/// Every word to a worker that has ended is refused.
pub(crate) async fn expect_ended(worker: &Handle) {
    let token = || TaskToken(bytes::Bytes::from_static(b"token"));
    assert_eq!(worker.complete_activation(nobody(0), nothing()).await, Err(Ended));
    assert_eq!(worker.end_activity(token(), ActivityOutcome::Completed(None)).await, Err(Ended));
    assert_eq!(worker.heartbeat(token(), Payloads::default()).await, Err(Ended));
    assert_eq!(worker.end_nexus(token(), NexusOutcome::AckCancel).await, Err(Ended));
    assert_eq!(worker.evict(nobody(0)).await, Err(Ended));
    assert_eq!(worker.set_slots(SlotKind::Activity, 1).await, Err(Ended));
    assert_eq!(worker.set_load(Load::default()).await, Err(Ended));
    assert_eq!(worker.reserve_eager_start().await.map(|_| ()), Err(Ended));
    assert_eq!(worker.shut_down().await, Err(Ended));
}

/// How many polls for activities are open.
fn activity_polls<R: Runtime>(stage: &Stage<R>) -> usize {
    stage.server.calls(POLL_ACTIVITY_TASK_QUEUE).open()
}

pub(crate) async fn slots_follow_the_load<W: World>(runtime: W::Runtime) {
    let config = |config: &mut Config| {
        config.activity_pollers = Pollers::Fixed(5);
        config.activity_slots = SlotSupply::Resources(ResourceSlots {
            minimum: 1,
            maximum: 4,
            ramp_throttle: Duration::from_millis(5),
            target_memory: 0.8,
            target_cpu: 0.9,
        });
    };
    let (stage, running) = Stage::run(&runtime, Setup { config, ..Setup::default() });
    stage.until("the smallest number of polls", || activity_polls(&stage) == 1).await;
    stage.handle.set_load(Load { memory: 0.99, cpu: 0.99 }).await.expect("it runs");
    runtime.sleep(Duration::from_millis(30)).await;
    assert_eq!(activity_polls(&stage), 1, "the machine is busy");
    stage.handle.set_load(Load { memory: 0.1, cpu: 0.1 }).await.expect("it runs");
    stage.until("the largest number of polls", || activity_polls(&stage) == 4).await;
    stage.shut_down(running).await;
}

pub(crate) async fn slots_are_as_many_as_the_host_says<W: World>(runtime: W::Runtime) {
    let config = |config: &mut Config| config.activity_slots = SlotSupply::Custom;
    let (stage, running) = Stage::run(&runtime, Setup { config, ..Setup::default() });
    stage.until("it polls", || stage.server.calls(POLL_WORKFLOW_TASK_QUEUE).open() == 2).await;
    assert_eq!(activity_polls(&stage), 0);
    for count in [1, 2] {
        stage.handle.set_slots(SlotKind::Activity, count).await.expect("it runs");
        stage.until("there are slots", || activity_polls(&stage) == count).await;
    }
    stage.shut_down(running).await;
}

/// A future that is polled once.
pub(crate) fn poll_once<F: Future>(future: F) -> Option<F::Output> {
    let mut context = core::task::Context::from_waker(core::task::Waker::noop());
    match pin!(future).poll(&mut context) {
        core::task::Poll::Ready(output) => Some(output),
        core::task::Poll::Pending => None,
    }
}
