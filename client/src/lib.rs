//! Finds a Temporal service, and will talk to it. What there is so far: [`config`], the configuration files and
//! environment variables that all of Temporal's tools share.

pub mod config;
