//! Whatever bytes are a history file, reading it comes to an end, and what was read stays.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if dacapo_fuzz::json_history::run(bytes) { Corpus::Keep } else { Corpus::Reject }
});
