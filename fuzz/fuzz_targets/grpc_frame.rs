//! Whatever bytes are on a stream, they are a message or refused.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if dacapo_fuzz::grpc_frame::run(bytes) { Corpus::Keep } else { Corpus::Reject }
});
