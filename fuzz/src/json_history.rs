//! A history file of any form is read or refused, and what was read survives being written and read again.

use bytes::Bytes;
use dacapo_replay::read::{read, to_json};

/// Reads `bytes` as a history file; `false` where they are none.
///
/// # Panics
///
/// What was read is written and read again as something else.
#[must_use]
pub fn run(bytes: &[u8]) -> bool {
    let Ok(histories) = read(Bytes::copy_from_slice(bytes), "fuzz") else { return false };
    for history in histories.into_iter().take(8) {
        // A binary file is passed on as it is, and may hold what JSON has no form for.
        let Ok(json) = to_json(&history.bytes, "fuzz") else { continue };
        if json.trim() == "{}" {
            continue;
        }
        let again = read(Bytes::from(json.clone()), "again").expect("what was written can be read");
        let [again] = again.as_slice() else { panic!("one history became {}", again.len()) };
        let json_again = to_json(&again.bytes, "again").expect("what was read can be written");
        assert!(json == json_again, "written:\n{json}\nwritten again:\n{json_again}");
    }
    true
}
