//! Measures what the server in memory costs by itself: the calls that a worker has made are made once more, without it.

use super::{
    worker::{self, Settings},
    workload::Workload,
};
use crate::{alloc, clock};
use anyhow::{Result, ensure};
use bytes::Bytes;
use dacapo_core::rpc::{Call, CallEnd};
use dacapo_runtime::Transport;
use dacapo_runtime_tokio::Tokio;
use dacapo_scripted::{Answer, Memory, Server, Watch};
use futures_channel::oneshot;
use serde::{Deserialize, Serialize};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

/// How many workflows' calls are recorded.
const WORKFLOWS: u64 = 20_000;

/// After how many calls polls are looked at that were answered.
const SWEEP: usize = 64;

/// One measurement.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    pub(crate) workload: Workload,
    pub(crate) concurrency: usize,
}

/// What the server costs for each workflow.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Reading {
    pub(crate) cpu_micros: f64,
    pub(crate) allocations: f64,
}

type Calls = Arc<Mutex<Vec<(&'static str, Bytes)>>>;

/// Notes each call before it is made.
#[derive(Clone)]
struct Recording {
    memory: Memory<Tokio>,
    calls: Calls,
}

impl Transport for Recording {
    async fn call(&self, call: Call) -> CallEnd {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push((call.method, call.message.clone()));
        self.memory.call(call).await
    }
}

/// Counts the workflows that ended.
#[derive(Default)]
struct Ended {
    count: Arc<AtomicU64>,
    done: Option<oneshot::Sender<()>>,
}

impl Watch for Ended {
    fn began(&mut self, _: usize) {}

    fn task_completed(&mut self, _: usize, _: i64) {}

    fn ended(&mut self, _: usize) -> bool {
        let ended = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        if ended == WORKFLOWS {
            let _sent = self.done.take().map(|done| done.send(()));
        }
        true
    }

    fn fault(&mut self, what: &str) {
        eprintln!("a fault while calls were recorded: {what}");
        self.done = None;
    }
}

/// Records a worker's calls, then makes them three times: with cold caches, with warm ones, and counting allocations.
pub(crate) fn measure(ask: Ask) -> Result<Reading> {
    let (calls, count) = (Calls::default(), Arc::new(AtomicU64::new(0)));
    let (done, until) = oneshot::channel();
    let server = Server::new(ask.workload.plan(ask.concurrency), Ended { count: count.clone(), done: Some(done) });
    server.start();
    let recorded = calls.clone();
    let transport = |runtime: Tokio| Recording { memory: Memory::new(runtime, server.clone(), None), calls: recorded };
    worker::on_tokio(
        Settings::default(),
        async {
            let _done = until.await;
        },
        transport,
    )?;
    let recorded = count.load(Ordering::Relaxed);
    ensure!(recorded >= WORKFLOWS, "calls of {recorded} workflows were recorded, not of {WORKFLOWS}");
    let calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
    replay(ask, &calls, recorded)?;
    let before = clock::cpu();
    replay(ask, &calls, recorded)?;
    let cpu = clock::cpu() - before;
    alloc::count(true);
    replay(ask, &calls, recorded)?;
    let allocations = alloc::heap().allocations;
    alloc::count(false);
    let each = |sum: f64| sum / recorded as f64;
    Ok(Reading { cpu_micros: each(cpu.as_secs_f64() * 1e6), allocations: each(allocations as f64) })
}

/// Makes the calls in their order. The server must come as far as it did before.
fn replay(ask: Ask, calls: &[(&'static str, Bytes)], recorded: u64) -> Result<()> {
    let count = Arc::new(AtomicU64::new(0));
    let server = Server::new(ask.workload.plan(ask.concurrency), Ended { count: count.clone(), done: None });
    server.start();
    let mut polls: Vec<oneshot::Receiver<Bytes>> = Vec::new();
    for (at, (method, message)) in calls.iter().enumerate() {
        if let Answer::Later(poll) = server.call(method, message.clone()) {
            polls.push(poll);
        }
        if at.is_multiple_of(SWEEP) {
            polls.retain_mut(|poll| matches!(poll.try_recv(), Ok(None)));
        }
    }
    let ended = count.load(Ordering::Relaxed);
    ensure!(ended == recorded, "{ended} workflows ended when the calls were made again, not {recorded}");
    Ok(())
}
