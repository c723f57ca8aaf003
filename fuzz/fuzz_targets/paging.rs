//! However a history is cut into pages, a run tells the same.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if dacapo_fuzz::paging::run(bytes) { Corpus::Keep } else { Corpus::Reject }
});
