//! Live and replayed, a run tells the same.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if dacapo_fuzz::activation_script::run(bytes).is_some() { Corpus::Keep } else { Corpus::Reject }
});
