//! Compiles the `.proto` files to descriptors that carry names and types only: no comments, no options.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use prost_types::field_descriptor_proto::Type;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldOptions, FileDescriptorProto, FileDescriptorSet, MessageOptions,
};

/// What is compiled: an import root of the package, and the folder below it whose files are wanted.
const WANTED: [(&str, &str); 5] = [
    ("api_upstream", "temporal"),
    ("testsrv_upstream", "temporal"),
    ("local", "temporal"),
    ("", "grpc"),
    ("", "google/rpc"),
];

/// Packages that others import only for their options (HTTP routes, OpenAPI, header names), which are stripped.
const ANNOTATIONS: [&str; 4] = ["google.api", "grpc.gateway", "nexusannotations", "temporal.api.protometa"];

/// Compiles all wanted files below `protos`.
pub(super) fn compile(protos: &Path) -> Result<FileDescriptorSet> {
    let mut roots = Vec::new();
    let mut files = Vec::new();
    for (root, folder) in WANTED {
        let root = protos.join(root);
        collect(&root.join(folder), &mut files)?;
        roots.push(root);
    }
    files.sort();
    roots.dedup();
    let mut set = protox::compile(&files, &roots)?;
    for file in &mut set.file {
        strip(file);
    }
    drop_annotations(&mut set);
    Ok(set)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("{}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}

fn strip(file: &mut FileDescriptorProto) {
    file.source_code_info = None;
    file.options = None;
    file.extension.clear();
    file.message_type.iter_mut().for_each(strip_message);
    file.enum_type.iter_mut().for_each(strip_enum);
    for service in &mut file.service {
        service.options = None;
        for method in &mut service.method {
            method.options = None;
        }
    }
}

fn strip_message(message: &mut DescriptorProto) {
    message.extension.clear();
    let map_entry = message.options.as_ref().and_then(|options| options.map_entry);
    message.options = map_entry.map(|_| MessageOptions { map_entry, ..MessageOptions::default() });
    for field in &mut message.field {
        let packed = field.options.as_ref().and_then(|options| options.packed);
        field.options = packed.map(|_| FieldOptions { packed, ..FieldOptions::default() });
    }
    for oneof in &mut message.oneof_decl {
        oneof.options = None;
    }
    message.nested_type.iter_mut().for_each(strip_message);
    message.enum_type.iter_mut().for_each(strip_enum);
}

fn strip_enum(declaration: &mut EnumDescriptorProto) {
    let allow_alias = declaration.options.as_ref().and_then(|options| options.allow_alias);
    declaration.options = allow_alias.map(|_| prost_types::EnumOptions { allow_alias, ..Default::default() });
    for value in &mut declaration.value {
        value.options = None;
    }
}

/// Removes the files that only serve to annotate others.
fn drop_annotations(set: &mut FileDescriptorSet) {
    set.file.retain(|file| {
        let package = file.package();
        !ANNOTATIONS.iter().any(|annotations| package.starts_with(annotations))
    });
    keep_known_imports(set);
}

fn keep_known_imports(set: &mut FileDescriptorSet) {
    let names: BTreeSet<String> = set.file.iter().map(|file| file.name().to_owned()).collect();
    for file in &mut set.file {
        file.dependency.retain(|import| names.contains(import));
        file.public_dependency.clear();
        file.weak_dependency.clear();
    }
}

/// Keeps only what a value of the message `root` can contain.
pub(super) fn closure(set: &FileDescriptorSet, root: &str) -> Result<FileDescriptorSet> {
    let messages = top_level(set);
    let mut reached = BTreeSet::new();
    let mut open = vec![root.to_owned()];
    while let Some(name) = open.pop() {
        let name = outermost(&name, &messages);
        if !reached.insert(name.clone()) {
            continue;
        }
        if let Some(Some(message)) = messages.get(&name) {
            references(message, &mut open);
        }
    }
    let mut kept = set.clone();
    for file in &mut kept.file {
        let package = format!(".{}.", file.package());
        file.service.clear();
        file.message_type.retain(|message| reached.contains(&format!("{package}{}", message.name())));
        file.enum_type.retain(|value| reached.contains(&format!("{package}{}", value.name())));
    }
    kept.file.retain(|file| !(file.message_type.is_empty() && file.enum_type.is_empty()));
    keep_known_imports(&mut kept);
    Ok(kept)
}

/// Every top-level type by full name; an enum has no message.
fn top_level(set: &FileDescriptorSet) -> BTreeMap<String, Option<&DescriptorProto>> {
    let mut types = BTreeMap::new();
    for file in &set.file {
        let package = format!(".{}.", file.package());
        for message in &file.message_type {
            types.insert(format!("{package}{}", message.name()), Some(message));
        }
        for value in &file.enum_type {
            types.insert(format!("{package}{}", value.name()), None);
        }
    }
    types
}

/// The top-level type that `name` is, or is nested in.
fn outermost(name: &str, types: &BTreeMap<String, Option<&DescriptorProto>>) -> String {
    let mut candidate = name;
    while !types.contains_key(candidate) {
        let Some((parent, _)) = candidate.rsplit_once('.') else {
            return name.to_owned();
        };
        candidate = parent;
    }
    candidate.to_owned()
}

fn references(message: &DescriptorProto, names: &mut Vec<String>) {
    for field in &message.field {
        if matches!(field.r#type(), Type::Message | Type::Enum) {
            names.push(field.type_name().to_owned());
        }
    }
    for nested in &message.nested_type {
        references(nested, names);
    }
}
