//! Every input of the committed corpora still does what it did when it was kept: nothing that panics.

use dacapo_fuzz::TARGETS;
use std::{fs, path::Path};

#[test]
fn every_input_of_every_corpus_passes() {
    for (name, target) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        let mut of_use = 0;
        for file in &files {
            // A panic shows on which input.
            print!("{}\r", file.display());
            of_use += usize::from(target(&fs::read(file).expect("an input can be read")));
        }
        println!("{name}: {} inputs, {of_use} of use", files.len());
        assert!(of_use > 0, "{name} has a corpus of nothing");
    }
}

#[test]
fn inputs_of_another_version_are_refused() {
    for (name, target) in TARGETS {
        if ["activation_script", "paging"].contains(&name) {
            assert!(!target(&[0; 64]), "{name} takes an input without a version");
        }
    }
}
