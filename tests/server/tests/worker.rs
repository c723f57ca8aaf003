//! Real workflows complete on a real server, on tokio and on smol: the same text, with one line changed.
#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test ends where something is not as it must be; the workflows are a table"
)]

use dacapo_core::worker::{
    Options, Worker,
    config::{Checked, Config},
};
use dacapo_kitchen_sink::Program;
use dacapo_runtime::{Driver, Endpoint, Runtime, Transport};
use dacapo_runtime_smol::Smol;
use dacapo_runtime_tokio::Tokio;
use dacapo_server_tests::{Client, DevServer, SinkHost};
use dacapo_transport_hyper::{HyperTransport, Options as TransportOptions};
use futures_util::future::join_all;
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

#[test]
fn workflows_complete_on_tokio() {
    let Some(server) = DevServer::start() else { return };
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let runtime = Tokio::new(tokio.handle().clone());
    tokio.block_on(workflows_complete(runtime, server.port));
}

#[test]
fn workflows_complete_on_smol() {
    let Some(server) = DevServer::start() else { return };
    let executor = Arc::new(async_executor::Executor::new());
    let runtime = Smol::new(executor.clone());
    futures_lite::future::block_on(executor.run(workflows_complete(runtime, server.port)));
}

/// Runs a worker, and workflows of many kinds on it, until both have ended.
async fn workflows_complete<R: Runtime>(runtime: R, port: u16) {
    let endpoint = Endpoint::Tcp { host: "127.0.0.1".into(), port };
    let options = TransportOptions { namespace: "default".into(), ..TransportOptions::new(endpoint, 1) };
    let transport = HyperTransport::new(runtime.clone(), &options).unwrap();
    let config = Checked::try_from(Config::new("default", "queue", "worker")).unwrap();
    let worker = Worker::new(config, Options { seed: 1, observes: true });
    let faults = Arc::new(AtomicUsize::new(0));
    let host = SinkHost::new(runtime.clone(), faults.clone());
    let driver = Driver::new(worker, runtime, transport.clone(), host);
    let handle = driver.handle();
    let workflows = async {
        drive_workflows(&Client::new(transport, "queue")).await;
        handle.shut_down().await.unwrap();
    };
    let (report, ()) = futures_util::future::join(driver.run(), workflows).await;
    assert_eq!((report.handed_back, faults.load(Ordering::Relaxed)), (0, 0));
}

async fn drive_workflows<T: Transport>(client: &Client<T>) {
    let programs = [
        ("timer", json!([{ "timer": "0.2s" }, { "return": "timer" }]), "\"timer\""),
        (
            "activity",
            json!([{ "activity": { "does": [{ "return": 7 }] }, "save_as": "n" }, { "return_state": "n" }]),
            "7",
        ),
        (
            "retries",
            json!([
                { "activity": { "does": [{ "fail_attempts": { "attempts": 1 } }, { "return_attempt": {} }],
                    "retry_policy": { "initial_interval": "0.1s" } }, "save_as": "n" },
                { "return_state": "n" }
            ]),
            "2",
        ),
        (
            "heartbeats",
            json!([
                { "activity": { "does": [{ "heartbeat": ["half"] }, { "sleep": "0.1s" },
                    { "fail_attempts": { "attempts": 1 } }, { "return_heartbeat_details": {} }],
                    "retry_policy": { "initial_interval": "0.1s" }, "heartbeat_timeout": "10s" }, "save_as": "n" },
                { "return_state": "n" }
            ]),
            "[\"half\"]",
        ),
        (
            "local",
            json!([{ "local_activity": { "does": [{ "return": 8 }] }, "save_as": "n" }, { "return_state": "n" }]),
            "8",
        ),
        (
            "long_local",
            json!([
                { "local_activity": { "does": [{ "sleep": "11s" }, { "return": 9 }] }, "save_as": "n" },
                { "return_state": "n" }
            ]),
            "9",
        ),
        (
            "child",
            json!([
                { "child_workflow": { "program": { "actions": [{ "timer": "0.1s" }, { "return": 10 }] } }, "save_as": "n" },
                { "return_state": "n" }
            ]),
            "10",
        ),
        (
            "side_by_side",
            json!([
                { "concurrent": [
                    { "activity": { "does": [{ "return": 1 }] }, "expect": { "completed": 1 } },
                    { "local_activity": { "does": [{ "return": 2 }] }, "expect": { "completed": 2 } },
                    { "timer": "0.1s" },
                    { "timer": "60s", "await": "cancel_after_started", "expect": "canceled" }
                ] },
                { "return": "all" }
            ]),
            "\"all\"",
        ),
        (
            "signal",
            json!([{ "set_state": { "at": "waiting" } }, { "await_signal": "go" }, { "return": "went" }]),
            "\"went\"",
        ),
        (
            "failing",
            json!([{ "fail": { "message": "on purpose", "non_retryable": true } }]),
            "EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: on purpose",
        ),
    ];
    let runs = programs.into_iter().map(|(name, actions, expected)| async move {
        let program = Program::parse(json!({ "actions": actions }).to_string().as_bytes()).unwrap();
        client.start(name, &program).await.unwrap();
        if name == "signal" {
            assert_eq!(client.state(name).await.unwrap(), r#"{"at":"waiting"}"#);
            client.signal(name, "go").await.unwrap();
        }
        assert_eq!(client.outcome(name).await.unwrap(), expected, "{name}");
    });
    join_all(runs).await;
}
