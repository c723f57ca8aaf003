//! Whatever a configuration file holds, it is read or refused by its name.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if dacapo_fuzz::config_file::run(bytes) { Corpus::Keep } else { Corpus::Reject }
});
