//! The recorded histories that tests play.
#![expect(clippy::expect_used, reason = "a test stops where its input cannot be read")]

use bytes::Bytes;
use dacapo_replay::read::read;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The project's own histories, and those in the folder that `DACAPO_HISTORIES` names.
pub(crate) fn histories() -> Vec<(String, Bytes)> {
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
