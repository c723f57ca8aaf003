//! Making the value starts no thread. This file holds one test, so that no other starts one meanwhile.
#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use dacapo_runtime::Runtime;
use dacapo_runtime_tokio::Tokio;

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").expect("Linux has it").count()
}

#[test]
fn nothing_starts_before_a_name_is_looked_up() {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("there are resources");
    let before = threads();
    let runtime = Tokio::new(tokio.handle().clone());
    assert!(runtime.now().mono <= runtime.now().mono);
    tokio.block_on(runtime.sleep(core::time::Duration::from_millis(1)));
    assert_eq!(threads(), before);
    let nowhere = dacapo_runtime::Endpoint::Tcp { host: "not a host name".into(), port: 1 };
    assert!(tokio.block_on(runtime.connect(&nowhere)).is_err());
    assert_eq!(threads(), before + 1, "tokio looks names up beside its tasks");
}
