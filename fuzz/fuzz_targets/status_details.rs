//! Whatever a server says of a failure, it is an error that can be told.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if dacapo_fuzz::status_details::run(bytes) { Corpus::Keep } else { Corpus::Reject }
});
