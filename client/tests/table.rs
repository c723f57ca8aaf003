//! The table of calls in `docs` names every method of the API, and says of each what the code does.
#![expect(clippy::expect_used, reason = "a test ends where something is not as it must be")]

use std::{collections::BTreeMap, fs, path::Path};

const METHODS: &str = include_str!("../../proto/src/generated/requests.rs");
const TABLE: &str = include_str!("../../docs/client-calls.md");

/// Each row: the method, how it is called, and by what.
fn rows() -> BTreeMap<&'static str, (&'static str, &'static str)> {
    let row = |line: &'static str| {
        let mut cells = line.strip_prefix("| `")?.split(" | ");
        let method = cells.next()?.strip_suffix('`')?;
        Some((method, (cells.next()?, cells.next()?.trim_end_matches(" |"))))
    };
    TABLE.lines().filter_map(row).collect()
}

#[test]
fn every_method_has_a_row_and_every_row_a_method() {
    let request =
        |line: &'static str| line.strip_prefix("impl Request for ")?.strip_suffix("Request {")?.rsplit(':').next();
    let mut methods: Vec<_> = METHODS.lines().filter_map(request).collect();
    assert!(methods.len() > 100, "{methods:?}");
    methods.sort_unstable();
    assert_eq!(rows().into_keys().collect::<Vec<_>>(), methods);
}

#[test]
fn the_code_makes_those_calls_that_are_typed_and_no_others() {
    let code = code(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    for (method, (how, by)) in rows() {
        // What a request is made of follows its name where it is made.
        let is_made = [' ', '&', '('].iter().any(|before| code.contains(&format!("{before}{method}Request {{")));
        assert_eq!(is_made, how == "typed", "{method} is {how}");
        assert!(["typed", "raw", "not here"].contains(&how) && !by.is_empty(), "{method}: {how}, {by}");
        for call in by.split('`').skip(1).step_by(2).filter(|_| how == "typed") {
            let name = call.rsplit(':').next().unwrap_or(call);
            assert!(
                code.contains(&format!("pub async fn {name}")) || code.contains(&format!("pub fn {name}(")),
                "{call}"
            );
        }
    }
}

/// All code below a folder.
fn code(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("it is a folder") {
        let path = entry.expect("it can be listed").path();
        text += &if path.is_dir() { code(&path) } else { fs::read_to_string(&path).expect("it is text") };
    }
    text
}
