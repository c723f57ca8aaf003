//! Every input of the committed corpora still does what it did when it was kept: nothing that panics.

use dacapo_fuzz::TARGETS;
use std::{fs, panic, path::Path};

#[test]
fn every_input_of_every_corpus_passes() {
    let mut faults = Vec::new();
    for (name, target) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        let mut of_use = 0;
        for file in &files {
            let bytes = fs::read(file).expect("an input can be read");
            match panic::catch_unwind(|| target(&bytes)) {
                Ok(is_of_use) => of_use += usize::from(is_of_use),
                Err(_) => faults.push(file.display().to_string()),
            }
        }
        println!("{name}: {} inputs, {of_use} of use", files.len());
        assert!(of_use > 0, "{name} has a corpus of nothing");
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn inputs_of_another_version_are_refused() {
    for (name, target) in TARGETS {
        if ["activation_script", "paging"].contains(&name) {
            assert!(!target(&[0; 64]), "{name} takes an input without a version");
        }
    }
}
