//! Whatever bytes are a history, playing them comes to an end.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if dacapo_fuzz::history_replay::run(bytes) { Corpus::Keep } else { Corpus::Reject }
});
