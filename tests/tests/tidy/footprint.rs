//! What a program that only talks to a server has to build: few crates, and no build script of ours.

use crate::crates::metadata;
use dacapo_tests::root;
use std::{collections::BTreeSet, process::Command};

/// The crates that a client over HTTP/2 on tokio consists of, at most. The official client has 176.
const AT_MOST: usize = 80;

#[test]
fn a_client_has_few_crates() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--offline", "--locked", "--prefix", "none", "--edges", "normal", "--format", "{p}"]);
    for package in ["dacapo-client", "dacapo-runtime-tokio", "dacapo-transport-hyper"] {
        cargo.args(["--package", package]);
    }
    let output = cargo.current_dir(root()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("cargo prints text");
    // A crate is its name and its version; what follows says where it comes from.
    let named = |line: &str| line.split(' ').take(2).map(str::to_owned).collect::<Vec<_>>().join(" ");
    let crates: BTreeSet<String> = tree.lines().filter(|line| !line.is_empty()).map(named).collect();
    assert!(crates.iter().any(|name| name.starts_with("hyper ")), "{crates:#?}");
    assert!(crates.len() <= AT_MOST, "{} crates: {crates:#?}", crates.len());
}

#[test]
fn no_crate_of_ours_has_a_build_script() {
    let metadata = metadata(&["--no-deps"]);
    let packages = metadata["packages"].as_array().expect("there are packages");
    let scripts = packages.iter().flat_map(|package| {
        let targets = package["targets"].as_array().expect("there are targets").iter();
        let is_script = |target: &&serde_json::Value| target["kind"][0] == "custom-build";
        targets.filter(is_script).map(|_| package["name"].to_string())
    });
    assert_eq!(scripts.collect::<Vec<_>>(), Vec::<String>::new());
}
