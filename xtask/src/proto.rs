//! `cargo xtask proto`: writes what `proto/` holds from a published version of the wire definitions.

mod descriptors;
mod messages;
mod rpc;
mod source;
mod tree;

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use prost::Message as _;

use tree::Tree;

/// The one place that says which version of the definitions is checked in, below `proto/`.
const VERSION_FILE: &str = "VERSION";

/// The message whose closure the descriptor set for readers of proto3 JSON describes.
const HISTORY: &str = ".temporal.api.history.v1.History";

/// Generates the wire messages, or checks that they are fresh.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Version of the crates.io package `temporalio-protos`; the checked-in one by default.
    #[arg(long, value_name = "X.Y.Z")]
    version: Option<String>,
    /// Write nothing; fail when the checked-in files are not what would be written.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = proto_folder();
    let version = match &options.version {
        Some(version) => version.clone(),
        None => recorded_version(&root)?,
    };
    let package = source::fetch(&version)?;
    let tree = generate(&package, &version)?;
    if options.check {
        tree.check(&root)?;
        println!("proto: fresh, temporalio-protos {version}");
    } else {
        let written = tree.write(&root)?;
        println!("proto: {written} files changed, temporalio-protos {version}");
    }
    Ok(())
}

fn generate(package: &source::Package, version: &str) -> Result<Tree> {
    let set = descriptors::compile(&package.protos)?;
    let mut tree = Tree::default();
    tree.insert(VERSION_FILE, format!("{version}\n"));
    tree.insert("LICENSE-temporal", package.license.clone());
    tree.insert("src/generated/rpc.rs", rpc::constants(&set));
    tree.insert("src/generated/requests.rs", rpc::requests(&set));
    let history = descriptors::closure(&set, HISTORY)?;
    tree.insert("descriptors/history.binpb", history.encode_to_vec());
    messages::generate(set, &mut tree)?;
    Ok(tree)
}

fn proto_folder() -> PathBuf {
    let mut folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    folder.set_file_name("proto");
    folder
}

fn recorded_version(root: &std::path::Path) -> Result<String> {
    let file = root.join(VERSION_FILE);
    let text =
        std::fs::read_to_string(&file).with_context(|| format!("{} is missing: pass --version", file.display()))?;
    Ok(text.trim().to_owned())
}
