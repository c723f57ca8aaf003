//! A set of files to write or to compare; it owns the folders it writes to and removes what is stale there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// Folders in which every file comes from here.
const OWNED: [&str; 2] = ["src/generated", "descriptors"];

/// Relative path to content.
#[derive(Debug, Default)]
pub(super) struct Tree {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Tree {
    pub(super) fn insert(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), content.into());
    }

    /// Writes the files that differ, removes the stale ones, and says how many that were.
    pub(super) fn write(&self, root: &Path) -> Result<usize> {
        let changed = self.differences(root)?;
        for path in &changed {
            let target = root.join(path);
            match self.files.get(path) {
                Some(content) => {
                    if let Some(folder) = target.parent() {
                        fs::create_dir_all(folder)?;
                    }
                    fs::write(target, content)?;
                }
                None => fs::remove_file(target)?,
            }
        }
        Ok(changed.len())
    }

    /// Fails when a file differs, is missing or is stale.
    pub(super) fn check(&self, root: &Path) -> Result<()> {
        let changed = self.differences(root)?;
        if changed.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = changed.iter().map(|path| format!("  proto/{}", path.display())).collect();
        bail!("not what `cargo xtask proto` writes; run it and commit:\n{}", names.join("\n"));
    }

    fn differences(&self, root: &Path) -> Result<BTreeSet<PathBuf>> {
        let mut changed = BTreeSet::new();
        for (path, content) in &self.files {
            if fs::read(root.join(path)).ok().as_ref() != Some(content) {
                changed.insert(path.clone());
            }
        }
        for folder in OWNED {
            if !root.join(folder).is_dir() {
                continue;
            }
            for entry in fs::read_dir(root.join(folder))? {
                let path = Path::new(folder).join(entry?.file_name());
                if !self.files.contains_key(&path) {
                    changed.insert(path);
                }
            }
        }
        Ok(changed)
    }
}
