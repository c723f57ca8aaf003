//! Making the value starts no thread. This file holds one test, so that no other starts one meanwhile.
#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use async_executor::Executor;
use dacapo_runtime::Runtime;
use dacapo_runtime_smol::Smol;
use std::sync::Arc;

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").expect("Linux has it").count()
}

#[test]
fn nothing_starts_before_the_first_sleep() {
    let before = threads();
    let executor = Arc::new(Executor::new());
    let runtime = Smol::new(executor.clone());
    runtime.spawn(async {});
    assert!(runtime.now().mono <= runtime.now().mono);
    while executor.try_tick() {}
    assert_eq!(threads(), before);
    futures_lite::future::block_on(executor.run(runtime.sleep(core::time::Duration::from_millis(1))));
    assert_eq!(threads(), before + 1, "the reactor has a thread");
}
