//! Decides which requests a proxy remembers: the first of each method, as they came.

use super::lock;
use bytes::Bytes;
use std::{collections::BTreeMap, sync::Mutex};

/// How many requests of a method are remembered.
const KEPT: usize = 100;

/// The requests that came, by their methods.
#[derive(Debug, Default)]
pub(super) struct Log(Mutex<BTreeMap<String, Vec<Bytes>>>);

impl Log {
    pub(super) fn add(&self, method: &str, message: Bytes) {
        let mut log = lock(&self.0);
        let of_method = log.entry(method.to_owned()).or_default();
        if of_method.len() < KEPT {
            of_method.push(message);
        }
    }

    pub(super) fn of(&self, method: &str) -> Vec<Bytes> {
        lock(&self.0).get(method).cloned().unwrap_or_default()
    }
}
