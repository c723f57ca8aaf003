//! A worker on the server in memory, in virtual time, and an allocator that counts.

use core::{future::Future, time::Duration};
use dacapo_core::worker::{
    Options, Worker,
    config::{Checked, Config},
};
use dacapo_runtime::{Driver, Runtime};
use dacapo_scripted::{LightHost, Memory, NAMESPACE, Plan, Server, TASK_QUEUE, Watch};
use dacapo_tests::virtual_time::VirtualTime;
use stats_alloc::{INSTRUMENTED_SYSTEM, Stats, StatsAlloc};
use std::{
    alloc::System,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What memory was asked for and given back so far.
pub(crate) fn heap() -> Stats {
    GLOBAL.stats()
}

/// Runs a worker while `body` goes on, which is given the server; nobody may complain.
pub(crate) fn run<F: Future<Output = ()>>(plan: Plan, watch: impl Watch, body: impl FnOnce(VirtualTime, Server) -> F) {
    let world = VirtualTime::new(1);
    let server = Server::new(plan, watch);
    let faults = Arc::new(AtomicUsize::new(0));
    let mut config = Config::new(NAMESPACE, TASK_QUEUE, "worker");
    config.max_cached_workflows = 1000;
    let worker = Worker::new(Checked::try_from(config).unwrap(), Options { seed: 1, observes: false });
    let transport = Memory::new(world.clone(), server.clone(), Some(Duration::from_secs(60)));
    let driver = Driver::new(worker, world.clone(), transport, LightHost::new(world.clone(), faults.clone()));
    world.spawn(async move {
        let _report = driver.run().await;
    });
    world.run(body(world.clone(), server));
    assert_eq!(faults.load(Ordering::Relaxed), 0, "the host was told what no healthy worker says");
}
