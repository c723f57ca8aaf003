//! Whatever bytes are a payload, they are a value or refused.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if dacapo_fuzz::payload_json::run(bytes) { Corpus::Keep } else { Corpus::Reject }
});
