//! Obtains the package that publishes the `.proto` files, through the ordinary cargo client only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

const PACKAGE: &str = "temporalio-protos";

/// The unpacked package.
#[derive(Debug)]
pub(super) struct Package {
    /// The folder that holds `api_upstream`, `local` and the rest.
    pub(super) protos: PathBuf,
    /// The text of its license.
    pub(super) license: String,
}

/// Asks cargo for one version of the package and returns where cargo put it.
pub(super) fn fetch(version: &str) -> Result<Package> {
    let scratch = target_folder()?.join("xtask").join(PACKAGE).join(version);
    fs::create_dir_all(scratch.join("src"))?;
    fs::write(scratch.join("src/lib.rs"), "")?;
    fs::write(scratch.join("Cargo.toml"), manifest(version))?;
    let metadata =
        cargo_metadata(&scratch, &[]).with_context(|| format!("cargo could not fetch {PACKAGE} {version}"))?;
    let folder = package_folder(&metadata)?;
    Ok(Package { protos: folder.join("protos"), license: fs::read_to_string(folder.join("LICENSE.txt"))? })
}

fn manifest(version: &str) -> String {
    format!(
        "[package]\nname = \"protos-source\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [workspace]\n\n[dependencies]\n{PACKAGE} = \"={version}\"\n"
    )
}

fn target_folder() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let metadata = cargo_metadata(here, &["--no-deps"])?;
    let folder = metadata.get("target_directory").and_then(Value::as_str);
    Ok(folder.context("cargo metadata names no target folder")?.into())
}

fn package_folder(metadata: &Value) -> Result<PathBuf> {
    let packages = metadata.get("packages").and_then(Value::as_array);
    let manifest = packages
        .into_iter()
        .flatten()
        .find(|package| package.get("name").and_then(Value::as_str) == Some(PACKAGE))
        .and_then(|package| package.get("manifest_path"))
        .and_then(Value::as_str)
        .with_context(|| format!("cargo metadata does not list {PACKAGE}"))?;
    let folder = Path::new(manifest).parent();
    Ok(folder.context("a manifest lies in a folder")?.to_owned())
}

fn cargo_metadata(folder: &Path, more: &[&str]) -> Result<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--quiet", "--format-version", "1"])
        .args(more)
        .current_dir(folder)
        .output()
        .context("cargo does not start")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
