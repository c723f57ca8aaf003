//! Who runs dacapo on smol builds nothing of tokio, nor of async-std, which only tests here use.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::process::Command;

/// The names of all packages that this one is built from.
fn packages(edges: &str) -> Vec<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--offline", "--prefix", "none", "--format", "{p}", "--edges", edges]);
    let output = cargo.args(["--package", env!("CARGO_PKG_NAME")]).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("names are text");
    tree.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn tokio_is_not_among_them() {
    let packages = packages("normal,build");
    for expected in ["dacapo-runtime", "async-io"] {
        assert!(packages.iter().any(|name| name == expected), "{expected} is among {packages:?}");
    }
    let others: Vec<_> = packages.iter().filter(|name| name.starts_with("tokio") || *name == "async-std").collect();
    assert!(others.is_empty(), "{others:?}");
}
