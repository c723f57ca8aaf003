//! Crates depend on each other in one direction only.

use crate::report;
use dacapo_tests::root;
use serde_json::Value;
use std::process::Command;

/// Which crates of this workspace a crate may use, beside what only its tests use.
const MAY_USE: [(&str, &[&str]); 18] = [
    ("dacapo-proto", &[]),
    ("dacapo-core", &["dacapo-proto"]),
    ("dacapo-replay", &["dacapo-core", "dacapo-proto"]),
    ("dacapo-kitchen-sink", &["dacapo-core", "dacapo-proto"]),
    ("dacapo-runtime", &["dacapo-core"]),
    ("dacapo-runtime-tokio", &["dacapo-runtime", "dacapo-core"]),
    ("dacapo-runtime-smol", &["dacapo-runtime", "dacapo-core"]),
    ("dacapo-transport-hyper", &["dacapo-runtime", "dacapo-core"]),
    ("dacapo-client", &["dacapo-transport-hyper", "dacapo-runtime", "dacapo-core", "dacapo-proto"]),
    ("dacapo-cli", &["dacapo-replay", "dacapo-core", "dacapo-proto"]),
    ("dacapo-tests", &["dacapo-runtime", "dacapo-replay", "dacapo-core", "dacapo-proto"]),
    (
        "dacapo-fuzz",
        &[
            "dacapo-client",
            "dacapo-transport-hyper",
            "dacapo-runtime",
            "dacapo-tests",
            "dacapo-replay",
            "dacapo-core",
            "dacapo-proto",
        ],
    ),
    (
        "dacapo-server-tests",
        &[
            "dacapo-transport-hyper",
            "dacapo-runtime-tokio",
            "dacapo-runtime-smol",
            "dacapo-runtime",
            "dacapo-kitchen-sink",
            "dacapo-core",
            "dacapo-proto",
        ],
    ),
    ("dacapo-scripted", &["dacapo-runtime", "dacapo-core", "dacapo-proto"]),
    ("dacapo-smol-only", &["dacapo-transport-hyper", "dacapo-runtime-smol", "dacapo-runtime", "dacapo-core"]),
    ("dacapo-sim", &["dacapo-kitchen-sink", "dacapo-core", "dacapo-proto"]),
    (
        "dacapo-examples",
        &["dacapo-client", "dacapo-transport-hyper", "dacapo-runtime-tokio", "dacapo-runtime-smol", "dacapo-runtime"],
    ),
    ("xtask", &["dacapo-replay", "dacapo-core", "dacapo-proto"]),
];

#[test]
fn dependencies_point_one_way() {
    let metadata = metadata(&["--no-deps"]);
    let packages = metadata["packages"].as_array().expect("there are packages");
    let mut faults = Vec::new();
    for package in packages {
        let name = package["name"].as_str().expect("a package has a name");
        let Some((_, may_use)) = MAY_USE.iter().find(|(known, _)| *known == name) else {
            faults.push(format!("{name} is new: say here what it may use"));
            continue;
        };
        let dependencies = package["dependencies"].as_array().expect("there is a list");
        let ours = |dependency: &&Value| dependency["path"].is_string() && dependency["kind"] != "dev";
        for dependency in dependencies.iter().filter(ours) {
            let used = dependency["name"].as_str().expect("a dependency has a name");
            if !may_use.contains(&used) {
                faults.push(format!("{name} uses {used}"));
            }
        }
    }
    report(&faults);
}

/// What cargo knows of the workspace, without asking anyone.
pub(crate) fn metadata(options: &[&str]) -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--offline"]).args(options).current_dir(root());
    let output = cargo.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo prints JSON")
}
