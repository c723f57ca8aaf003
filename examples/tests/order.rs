//! The examples run as they stand there: over TLS, against a real Temporal Server, on both runtimes.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

use dacapo_server_tests::{DevServer, Lab, OnTokio, World as _, program, proxy::Tls};
use serde_json::json;
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const PROGRAMS: [&str; 2] = [env!("CARGO_BIN_EXE_order-on-tokio"), env!("CARGO_BIN_EXE_order-on-smol")];
const SOURCES: [&str; 2] = [include_str!("../order_on_tokio.rs"), include_str!("../order_on_smol.rs")];

/// Runs a program, which is told where the server is and whom it may trust, and nothing else.
fn run(program: &str, address: &str, authority: &Path) -> Output {
    let mut command = Command::new(program);
    command.env_clear().env("TEMPORAL_CONFIG_FILE", "/dev/null").env("TEMPORAL_ADDRESS", address);
    command.env("TEMPORAL_TLS_SERVER_CA_CERT_PATH", authority).output().unwrap()
}

#[test]
fn an_order_is_made_over_tls_on_each_runtime() {
    let Some(server) = DevServer::shared() else { return };
    let (tls, other) = (Tls::to(server.port), Tls::to(server.port));
    let folder = tempfile::tempdir().unwrap();
    let write = |name, pem: &str| {
        let path = folder.path().join(name);
        fs::write(&path, pem).unwrap();
        path
    };
    let (authority, stranger) = (write("ca.pem", tls.authority()), write("stranger.pem", other.authority()));
    let order = program(json!({
        "actions": [
            { "await_signal": "address", "save_as": "address" }, { "await_signal": "pay", "save_as": "paid" },
            { "return": "they are on their way" }
        ],
        "updates": { "add": { "actions": [{ "return": 5 }] } }
    }));
    OnTokio::run(|runtime| async move {
        let lab = Lab::new(runtime, server.port, "orders");
        let worker = lab.start_worker_with(lab.config(), [("Order", order)]);
        let address = format!("localhost:{}", tls.port);
        for program in PROGRAMS {
            let (address, authority) = (address.clone(), authority.clone());
            let ran = tokio::task::spawn_blocking(move || run(program, &address, &authority)).await.unwrap();
            let said = String::from_utf8_lossy(&ran.stdout).into_owned();
            assert_eq!(
                said, "5 books are ordered: {\"address\":\"1 Main Street\"}\nthey are on their way\n",
                "{ran:?}"
            );
            assert!(ran.status.success(), "{ran:?}");
        }
        worker.shut_down().await;
        // Whoever trusts somebody else orders nothing, and is told why.
        let ran = tokio::task::spawn_blocking(move || run(PROGRAMS[0], &address, &stranger)).await.unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(!ran.status.success() && said.contains("certificate"), "{said}");
    });
    drop(folder);
}

#[test]
fn the_programs_differ_in_one_line_and_are_short() {
    let lines = SOURCES.map(|source| source.lines().collect::<Vec<_>>());
    assert!(lines.iter().all(|lines| lines.len() < 60), "{} lines", lines[0].len());
    let differing = lines[0].iter().zip(&lines[1]).filter(|(one, other)| one != other).count();
    assert_eq!((lines[0].len() == lines[1].len(), differing), (true, 1));
}
