//! The dacapo program.
fn main() {}
