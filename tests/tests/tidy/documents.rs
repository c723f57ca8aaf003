//! Paths and commands that documents name are there.

use crate::report;
use dacapo_tests::{File, files, root};
use regex_lite::Regex;
use std::fs;

/// Files of these kinds are ours wherever a document names one.
const OURS: [&str; 3] = [".rs", ".md", ".toml"];

/// What cargo can do by itself, and with programs that documents say how to get.
const CARGO: [&str; 12] =
    ["add", "bench", "build", "check", "clippy", "deny", "doc", "fmt", "fuzz", "install", "run", "test"];

/// The documents for people who use dacapo or work on it.
fn documents() -> Vec<File> {
    let is_one =
        |path: &str| ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"].contains(&path) || path.starts_with("docs/");
    files(".md").into_iter().filter(|file| is_one(&file.path)).collect()
}

#[test]
fn documents_exist() {
    let documents: Vec<String> = documents().into_iter().map(|document| document.path).collect();
    assert!(documents.iter().any(|path| path == "README.md"), "{documents:?}");
}

#[test]
fn paths_are_there() {
    let path = Regex::new(r"^[A-Za-z0-9_.\-]+(/[A-Za-z0-9_.\-]+)*/?$").expect("the pattern is valid");
    let mut faults = Vec::new();
    for document in documents() {
        let text = Text::of(&document);
        let words = text.spans.iter().chain(&text.commands).flat_map(|code| code.split_whitespace());
        for word in words.map(|word| word.trim_matches(['"', '\''])) {
            if path.is_match(word) && is_ours(word) && !is_there(&document, word) {
                faults.push(format!("{}: there is no {word}", document.path));
            }
        }
    }
    report(&faults);
}

/// Whether a word names a file here: it begins like one, or can be nothing else.
fn is_ours(word: &str) -> bool {
    let first = word.split('/').next().unwrap_or_default();
    let begins = word.contains('/') && !first.is_empty() && root().join(first).exists();
    begins || OURS.iter().any(|ending| word.ends_with(ending) && word.len() > ending.len())
}

fn is_there(document: &File, word: &str) -> bool {
    let beside = root().join(&document.path).with_file_name(word);
    // What is built is not there before.
    word.starts_with("target/") || root().join(word).exists() || beside.exists()
}

#[test]
fn commands_are_there() {
    let mut faults = Vec::new();
    for document in documents() {
        let text = Text::of(&document);
        for command in text.spans.iter().chain(&text.commands) {
            // A pipe or a comment ends what is ours.
            let command = command.split(['|', '#']).map(str::trim);
            for command in command {
                if let Some(fault) = command_fault(command) {
                    faults.push(format!("{}: `{command}`: {fault}", document.path));
                }
            }
        }
    }
    report(&faults);
}

fn command_fault(command: &str) -> Option<String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    match words.as_slice() {
        ["dacapo", subcommand, rest @ ..] => options_fault("cli/src", subcommand, rest),
        ["cargo", "xtask", chore, rest @ ..] => options_fault("xtask/src", chore, rest),
        ["cargo", subcommand, rest @ ..] => {
            if !subcommand.starts_with(['+', '-']) && !CARGO.contains(subcommand) {
                return Some(format!("cargo has no {subcommand}"));
            }
            cargo_fault(rest)
        }
        _ => None,
    }
}

/// Looks for a subcommand's file, and in it for the fields of its options.
fn options_fault(folder: &str, subcommand: &str, rest: &[&str]) -> Option<String> {
    if subcommand.starts_with('-') {
        return None;
    }
    let path = format!("{folder}/{}.rs", subcommand.replace('-', "_"));
    let Ok(source) = fs::read_to_string(root().join(&path)) else {
        return Some(format!("there is no {path}"));
    };
    let options = rest.iter().filter_map(|word| word.strip_prefix("--")).filter(|option| !option.is_empty());
    options.map(|option| option.split('=').next().unwrap_or_default()).find_map(|option| {
        let field = format!("{}:", option.replace('-', "_"));
        (option != "help" && !source.contains(&field)).then(|| format!("{path} has no --{option}"))
    })
}

/// Packages and manifests that a command of cargo names are there; what follows `--` is for the program.
fn cargo_fault(rest: &[&str]) -> Option<String> {
    let own: Vec<&str> = rest.iter().copied().take_while(|word| *word != "--").collect();
    let after = |flag: &str| own.iter().position(|word| *word == flag).and_then(|at| own.get(at + 1)).copied();
    let package = after("-p").or_else(|| after("--package"));
    if let Some(package) = package.filter(|package| !has_package(package)) {
        return Some(format!("there is no package {package}"));
    }
    let is_dacapo = package == Some("dacapo-cli");
    let program: Vec<&str> = rest.iter().copied().skip_while(|word| *word != "--").skip(1).collect();
    match program.as_slice() {
        [subcommand, rest @ ..] if is_dacapo => options_fault("cli/src", subcommand, rest),
        _ => after("--manifest-path")
            .filter(|path| !root().join(path).exists())
            .map(|path| format!("there is no {path}")),
    }
}

fn has_package(name: &str) -> bool {
    let line = format!("name = \"{name}\"");
    let head = |manifest: &File| manifest.text.lines().skip_while(|line| *line != "[package]").nth(1) == Some(&line);
    files("Cargo.toml").iter().any(head)
}

/// What a document says in code.
struct Text {
    /// Inline.
    spans: Vec<String>,
    /// The lines of shell blocks.
    commands: Vec<String>,
}

impl Text {
    fn of(document: &File) -> Self {
        let (mut prose, mut commands) = (String::new(), Vec::new());
        let mut block = None;
        for line in document.text.lines() {
            match (block, line.trim_start().strip_prefix("```")) {
                (None, Some(language)) => block = Some(language),
                (Some(_), Some(_)) => block = None,
                (Some("sh" | "bash" | "console"), None) => {
                    commands.push(line.trim_start().trim_start_matches("$ ").to_owned());
                }
                (Some(_), None) => {}
                (None, None) => {
                    prose.push_str(line);
                    prose.push('\n');
                }
            }
        }
        // Text between the first and second backtick is code, between the third and fourth, and so on.
        let spans = prose.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        Self { spans, commands }
    }
}

#[test]
fn a_wrong_command_is_noticed() {
    for right in
        ["dacapo check --json x", "cargo xtask proto --check", "cargo test --workspace", "git status", "dacapo"]
    {
        assert_eq!(command_fault(right), None, "{right}");
    }
    for wrong in ["dacapo chek x", "dacapo check --jsn x", "cargo xtask prot", "cargo tset", "cargo run -p dacapo"] {
        assert!(command_fault(wrong).is_some(), "{wrong}");
    }
}
