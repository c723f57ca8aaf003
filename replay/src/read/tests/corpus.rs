//! Every history file in the folder that the environment variable `DACAPO_HISTORIES` names.

use std::fs;
use std::path::{Path, PathBuf};

use dacapo_proto::temporal::api::history::v1::History;
use prost::Message as _;

use super::{assert_stable, decode};
use crate::read::{read, to_json};

#[test]
fn every_recorded_history_reads_and_is_stable() {
    let Some(folder) = std::env::var_os("DACAPO_HISTORIES") else {
        println!("skipped: DACAPO_HISTORIES names no folder with history files");
        return;
    };
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files);
    assert!(!files.is_empty(), "no history files in {}", folder.display());
    for file in &files {
        let name = file.display().to_string();
        let histories = read(fs::read(file).unwrap().into(), &name).unwrap_or_else(|error| panic!("{error}"));
        for history in &histories {
            assert!(!decode(history).is_empty(), "{name}");
            let text = to_json(&history.bytes, &name).unwrap();
            let canonical = read(text.into(), &name).unwrap().remove(0);
            assert_stable(&canonical);
            let (before, after) = (History::decode(history.bytes.clone()), History::decode(canonical.bytes));
            assert_eq!(before, after, "{name}");
        }
    }
    println!("read {} files", files.len());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json" || extension == "bin") {
            files.push(path);
        }
    }
    files.sort();
}
