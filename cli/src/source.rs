//! Decides which files are histories, and reads them.

use bytes::Bytes;
use dacapo_replay::read::{self, Oddity, RecordedHistory};
use std::{
    ffi::OsStr,
    fs, io,
    io::Read as _,
    path::{Path, PathBuf},
};

/// What files in a folder must end in to be read; a file that is named itself may be called anything.
const ENDINGS: [&str; 4] = ["json", "bin", "pb", "binpb"];

/// A file of our own that may stand beside histories.
const NOT_A_HISTORY: &str = "PROVENANCE.json";

/// What stands for stdin.
const STDIN: &str = "-";

/// What a list of paths comes to.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The files to read, each once, by path.
    pub(crate) files: Vec<PathBuf>,
    /// Folders without a history.
    pub(crate) empty: Vec<PathBuf>,
    /// Paths that cannot be looked into, each with what is wrong with it.
    pub(crate) broken: Vec<(PathBuf, String)>,
}

/// Finds the files that `paths` name: themselves, and all histories in folders.
pub(crate) fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        if !path.is_dir() {
            found.files.push(path.clone());
            continue;
        }
        let before = (found.files.len(), found.broken.len());
        if let Err(error) = walk(path, &mut found) {
            found.broken.push((path.clone(), not_readable(path, &error)));
        }
        if (found.files.len(), found.broken.len()) == before {
            found.empty.push(path.clone());
        }
    }
    found.files.sort();
    found.files.dedup();
    found
}

/// Collects the histories in a folder and in those below it; what is hidden stays so, and links to folders are not
/// followed.
fn walk(folder: &Path, found: &mut Found) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if path.is_dir() {
            if !path.is_symlink()
                && let Err(error) = walk(&path, found)
            {
                found.broken.push((path.clone(), not_readable(&path, &error)));
            }
        } else if is_history(&path) {
            found.files.push(path);
        }
    }
    Ok(())
}

fn is_history(path: &Path) -> bool {
    let ends = |ending: &OsStr| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
    path.extension().is_some_and(ends) && path.file_name().is_some_and(|name| name != NOT_A_HISTORY)
}

fn not_readable(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}; check the path and who may read it", path.display())
}

/// Reads the histories of one file.
///
/// # Errors
///
/// What is wrong with the file, where in it, and what to do about that.
pub(crate) fn read(path: &Path) -> Result<Vec<RecordedHistory>, String> {
    let bytes = if path == Path::new(STDIN) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.map_err(|error| not_readable(path, &error))?;
    read::read(Bytes::from(bytes), &path.to_string_lossy()).map_err(|error| error.to_string())
}

/// What a user may want to know of a history that could be read, when its replay goes wrong.
pub(crate) fn notes(path: &Path, history: &RecordedHistory) -> Vec<String> {
    let note = |remark: &read::Remark| {
        let what = match remark.oddity {
            Oddity::UnknownField => "this version does not know the field, and left it out",
            Oddity::UnknownValue => "this version does not know the value, and left the field at its default",
            Oddity::RebuiltPayload => {
                "the payload was decoded in the file; its bytes may differ from the recorded ones"
            }
            Oddity::MorePages => "the file holds only the first page of a longer history",
            _ => "the file is unusual here",
        };
        let place = remark.place.to_string();
        let separator = if place.is_empty() { "" } else { ": " };
        format!("note: {}: {place}{separator}{what}", path.display())
    };
    history.remarks.iter().map(note).collect()
}
