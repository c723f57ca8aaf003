//! What we depend on is licensed as `deny.toml` allows, and nothing that it bans is among it.

use crate::{crates::metadata, report};
use dacapo_tests::root;
use regex_lite::Regex;
use std::fs;

#[test]
fn licences_are_allowed() {
    let allowed = strings("allow");
    let metadata = metadata(&["--locked", "--filter-platform", "x86_64-unknown-linux-gnu"]);
    let packages = metadata["packages"].as_array().expect("there are packages");
    assert!(packages.len() > 20, "dependencies are among the packages");
    let mut faults = Vec::new();
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default();
        if !Expression::is_allowed(licence, &allowed) {
            faults.push(format!("{}: {licence:?}", package["name"]));
        }
    }
    report(&faults);
}

#[test]
fn banned_packages_are_used_by_their_wrappers_alone() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("there is a lock file");
    let entry =
        Regex::new(r#"\{ name = "([^"]+)",(?: wrappers = \[([^\]]*)\],)? reason"#).expect("the pattern is valid");
    let (deny, mut faults) = (deny(), Vec::new());
    for found in entry.captures_iter(&deny) {
        let wrappers = found.get(2).map(|list| list.as_str()).unwrap_or_default();
        let users = users(&lock, &found[1]).into_iter();
        let others = users.filter(|user| !wrappers.contains(&format!("\"{user}\"")));
        faults.extend(others.map(|user| format!("{user} uses {}", &found[1])));
    }
    assert!(entry.is_match(&deny), "deny.toml bans something");
    report(&faults);
}

/// The packages of a lock file that depend on `name`.
fn users<'a>(lock: &'a str, name: &str) -> Vec<&'a str> {
    let packages = lock.split("[[package]]\n").skip(1);
    let uses =
        |package: &&str| package.contains(&format!("\n \"{name}\"")) || package.contains(&format!("\n \"{name} "));
    packages.filter(uses).filter_map(|package| package.split('"').nth(1)).collect()
}

#[test]
fn users_of_a_package_are_found() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("there is a lock file");
    assert_eq!(users(&lock, "dacapo-replay").first(), Some(&"dacapo-cli"));
    assert!(users(&lock, "dacapo").is_empty());
}

fn deny() -> String {
    fs::read_to_string(root().join("deny.toml")).expect("there is a deny.toml")
}

/// The strings of a list in `deny.toml`.
fn strings(key: &str) -> Vec<String> {
    let deny = deny();
    let list = deny.lines().find_map(|line| line.strip_prefix(&format!("{key} = ["))).expect("the list is there");
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// An SPDX expression, read from left to right.
struct Expression<'a> {
    words: std::iter::Peekable<std::vec::IntoIter<&'a str>>,
    allowed: &'a [String],
}

impl<'a> Expression<'a> {
    fn is_allowed(text: &'a str, allowed: &'a [String]) -> bool {
        let spaced = Regex::new(r"[()]|[^()\s/]+|/").expect("the pattern is valid");
        let words: Vec<&str> = spaced.find_iter(text).map(|word| word.as_str()).collect();
        Expression { words: words.into_iter().peekable(), allowed }.any()
    }

    fn any(&mut self) -> bool {
        let mut is_allowed = self.all();
        while self.words.next_if(|word| ["OR", "/"].contains(word)).is_some() {
            is_allowed |= self.all();
        }
        is_allowed
    }

    fn all(&mut self) -> bool {
        let mut is_allowed = self.one();
        while self.words.next_if_eq(&"AND").is_some() {
            is_allowed &= self.one();
        }
        is_allowed
    }

    fn one(&mut self) -> bool {
        match self.words.next() {
            Some("(") => {
                let is_allowed = self.any();
                self.words.next_if_eq(&")").is_some() && is_allowed
            }
            Some(licence) => {
                let is_excepted = self.words.next_if_eq(&"WITH").and_then(|_| self.words.next()).is_some();
                !is_excepted && self.allowed.iter().any(|allowed| allowed == licence)
            }
            None => false,
        }
    }
}

#[test]
fn expressions_are_understood() {
    let allowed = ["MIT".to_owned(), "ISC".to_owned()];
    for good in ["MIT", "GPL-3.0 OR MIT", "MIT AND (GPL-3.0 OR ISC)", "Apache-2.0/MIT", "MIT OR Apache-2.0 WITH x"] {
        assert!(Expression::is_allowed(good, &allowed), "{good}");
    }
    for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT AND GPL-3.0) OR Apache-2.0", "MIT WITH x"] {
        assert!(!Expression::is_allowed(bad, &allowed), "{bad}");
    }
}
