//! A worker, its driver and its transport take nothing of the process before the driver is polled, so that a process that
//! has some may be forked. This file holds one test, so that no other starts or opens anything meanwhile.
#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use async_executor::Executor;
use dacapo_runtime::Endpoint;
use std::{path::PathBuf, sync::Arc};

/// The threads of this process, and what its open files are. The folder that is read here is one of them.
fn taken() -> (usize, Vec<PathBuf>) {
    let threads = std::fs::read_dir("/proc/self/task").expect("Linux has it").count();
    let files = std::fs::read_dir("/proc/self/fd").expect("Linux has it").flatten();
    let mut files: Vec<PathBuf> = files.filter_map(|file| std::fs::read_link(file.path()).ok()).collect();
    files.sort();
    (threads, files)
}

#[test]
fn nothing_is_taken_before_the_driver_is_polled() {
    let before = taken();
    let executor = Arc::new(Executor::new());
    // A port where nobody listens: the worker asks again and again, until it is told to stop.
    let endpoint = Endpoint::Tcp { host: "127.0.0.1".to_owned(), port: 1 };
    let driver = dacapo_smol_only::worker(executor.clone(), endpoint).expect("the options are good");
    let handle = driver.handle();
    let run = driver.run();
    while executor.try_tick() {}
    assert_eq!(taken(), before, "nothing has started");
    let asked = async {
        handle.shut_down().await.expect("it runs");
        core::future::pending().await
    };
    let report = async_io::block_on(executor.run(futures_lite::future::or(async { Some(run.await) }, asked)));
    assert_eq!(report.map(|report| report.handed_back), Some(0));
    assert!(taken().0 > before.0, "the reactor has a thread");
}
