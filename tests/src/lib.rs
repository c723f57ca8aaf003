//! What tests of the repository as a whole have in common: its files, what of a Rust file is code, and a runtime in
//! virtual time.

mod rust;
pub mod virtual_time;

pub use rust::{Kind, pieces};

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders that hold nothing written by hand.
const NOT_OURS: [&str; 3] = ["target", "generated", "node_modules"];

/// The folder with everything in it.
#[must_use]
pub fn root() -> &'static Path {
    const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    Path::new(ROOT)
}

/// A file of the repository.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct File {
    /// Its path from the root, with slashes.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// All files written by hand whose names end in `ending`, by path; hidden ones are left out.
#[must_use]
pub fn files(ending: &str) -> Vec<File> {
    let mut paths = Vec::new();
    walk(root(), &mut paths);
    let mut files: Vec<File> = paths.into_iter().filter_map(|path| file(&path, ending)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if name.starts_with('.') || NOT_OURS.contains(&name.as_ref()) {
            continue;
        }
        if path.is_dir() { walk(&path, paths) } else { paths.push(path) }
    }
}

fn file(path: &Path, ending: &str) -> Option<File> {
    let name = path.strip_prefix(root()).ok()?.to_str()?.replace('\\', "/");
    let text = name.ends_with(ending).then(|| fs::read_to_string(path).ok())??;
    Some(File { path: name, text })
}
