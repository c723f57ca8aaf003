//! Of tokio's crate, a worker on smol over gRPC has the traits and types that HTTP/2 is written with, and nothing that
//! runs: no runtime, no timers, no sockets.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, process::Command};

/// What of tokio h2 and hyper need: traits of byte streams, and channels.
const ALLOWED: [&str; 4] = ["bytes", "default", "io-util", "sync"];

/// The packages that this one is built from, each with the features that are on.
fn packages() -> Vec<(String, BTreeSet<String>)> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--offline", "--prefix", "none", "--format", "{p} :{f}", "--edges", "normal,build"]);
    let output = cargo.args(["--package", env!("CARGO_PKG_NAME")]).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("names are text");
    let package = |line: &str| {
        let (name, features) = line.split_once(" :")?;
        let features = features.trim_end_matches(" (*)").split(',').filter(|feature| !feature.is_empty());
        Some((name.split_whitespace().next()?.to_owned(), features.map(str::to_owned).collect()))
    };
    tree.lines().filter_map(package).collect()
}

#[test]
fn nothing_of_tokio_that_runs_is_among_them() {
    let packages = packages();
    let names: BTreeSet<&str> = packages.iter().map(|(name, _)| name.as_str()).collect();
    for expected in ["dacapo-runtime-smol", "dacapo-transport-hyper", "hyper", "h2"] {
        assert!(names.contains(expected), "{expected} is among {names:?}");
    }
    let of_tokio: Vec<&str> = names.iter().copied().filter(|name| name.contains("tokio")).collect();
    assert_eq!(of_tokio, ["tokio", "tokio-util"], "what h2 brings");
    let features = packages.iter().filter(|(name, _)| name == "tokio").flat_map(|(_, features)| features);
    let others: BTreeSet<&String> = features.filter(|feature| !ALLOWED.contains(&feature.as_str())).collect();
    assert!(others.is_empty(), "{others:?}");
}
