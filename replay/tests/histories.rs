//! Every recorded history plays to its end, however it is delivered.

use bytes::Bytes;
use dacapo_replay::{
    play::{Outcome, play},
    read::read,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

#[test]
fn every_history_plays() {
    let mut bad = Vec::new();
    let mut count = 0;
    for (name, history) in histories() {
        count += 1;
        match play(&history) {
            Ok(played) if played.outcome == Outcome::Ok => {}
            Ok(played) => bad.push(match &played.outcome {
                Outcome::Faulted(dacapo_core::error::Fault::Diverged(d)) => format!("{name}: {}", d.text()),
                outcome => format!("{name}: {outcome:?}"),
            }),
            Err(error) => bad.push(format!("{name}: {error}")),
        }
    }
    println!("{count} histories played");
    assert!(bad.is_empty(), "{} of {count}:\n{}", bad.len(), bad.join("\n"));
}

/// The project's own histories, and those in the folder that `DACAPO_HISTORIES` names.
fn histories() -> Vec<(String, Bytes)> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/histories"), &mut files);
    match std::env::var_os("DACAPO_HISTORIES") {
        Some(folder) => collect(Path::new(&folder), &mut files),
        None => println!("DACAPO_HISTORIES is not set: only the project's own histories are played"),
    }
    let mut histories = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let bytes = Bytes::from(fs::read(&file).expect("a file of the folder can be read"));
        for history in read(bytes, &name).expect("a history file can be read") {
            histories.push((name.clone(), history.bytes));
        }
    }
    histories
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "json" || e == "bin")
            && path.file_name().is_some_and(|name| name != "PROVENANCE.json")
        {
            files.push(path);
        }
    }
}
