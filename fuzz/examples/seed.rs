//! Writes inputs to begin with: `seed FOLDER HISTORIES…` makes a folder for each target, of recorded histories that are
//! small and of random choices.

use bytes::Bytes;
use dacapo_fuzz::{activation_script, model::choice::Noise, paging};
use dacapo_replay::read::read;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The largest history that a fuzzer is given, in bytes.
const LARGEST: usize = 6000;
/// How many random executions.
const RANDOM: u64 = 300;

fn main() {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().expect("a folder to write to is given");
    let mut files = Vec::new();
    for histories in arguments {
        collect(&histories, &mut files);
    }
    for (number, file) in files.iter().enumerate() {
        let bytes = fs::read(file).expect("a history can be read");
        if bytes.len() <= 2 * LARGEST {
            write(&folder, "json_history", number, &bytes);
        }
        for history in read(Bytes::from(bytes), &file.display().to_string()).into_iter().flatten() {
            if history.bytes.len() <= LARGEST {
                write(&folder, "history_replay", number, &history.bytes);
                let header = [paging::VERSION, number as u8, 1, 2, 3];
                write(&folder, "paging", number, &[&header, history.bytes.as_ref()].concat());
            }
        }
    }
    for number in 0..RANDOM {
        let mut noise = Noise::new(number);
        let length = 40 + noise.below(500);
        let mut bytes = vec![activation_script::VERSION];
        bytes.extend((0..length).map(|_| noise.below(256) as u8));
        write(&folder, "activation_script", number as usize, &bytes);
    }
}

fn write(folder: &Path, target: &str, number: usize, bytes: &[u8]) {
    let folder = folder.join(target);
    fs::create_dir_all(&folder).expect("the folder can be made");
    fs::write(folder.join(format!("seed-{number}")), bytes).expect("the input can be written");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "json" || e == "bin") {
            files.push(path);
        }
    }
}
