//! What a worker holds on to: for each cached run, while nothing happens, and after many runs.

pub(crate) mod cached;
mod growth;
mod idle;
mod sample;
pub(crate) mod tasks;

pub(crate) use cached::Cached;
pub(crate) use growth::Growth;
pub(crate) use idle::Idle;
pub(crate) use tasks::Tasks;
