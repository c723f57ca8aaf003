//! What only tokio's adapter does: it takes a handle by value, follows a stopped clock, and starts nothing.

use core::time::Duration;
use dacapo_runtime::Runtime;
use dacapo_runtime_tokio::Tokio;
use tokio::runtime::Builder;

#[test]
fn a_stopped_clock_moves_as_sleeps_end() {
    const HOUR: Duration = Duration::from_secs(3600);
    let stopped = Builder::new_current_thread().enable_all().start_paused(true).build().expect("there are resources");
    let runtime = Tokio::new(stopped.handle().clone());
    let before = runtime.now().mono;
    stopped.block_on(runtime.sleep(HOUR));
    let slept = runtime.now().mono.since(before);
    assert!(slept >= HOUR && slept < HOUR * 2, "{slept:?}");
}

#[test]
fn outside_of_tokio_there_is_no_current_runtime() {
    assert!(Tokio::current().is_err());
    let tokio = Builder::new_current_thread().build().expect("there are resources");
    assert!(tokio.block_on(async { Tokio::current().is_ok() }));
}
