//! The repository holds what it says: its documents, its names and its layers are checked against what is there.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod crates;
mod dependencies;
mod documents;
mod footprint;
mod rules;
mod sources;

/// Fails with all faults, not with the first.
fn report(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
