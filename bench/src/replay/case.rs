//! One history to replay and the commands that go with it, made before any clock starts.

use crate::replay::generate::{self, Family};
use anyhow::Result;
use bytes::Bytes;
use dacapo_replay::recorded::Plan;
use prost::Message;

/// A history with its plan.
#[derive(Debug)]
pub(crate) struct Case {
    /// What the workflow does.
    pub(crate) family: Family,
    /// The encoded `temporal.api.history.v1.History`.
    pub(crate) bytes: Bytes,
    /// What the language side answers.
    pub(crate) plan: Plan,
}

impl Case {
    /// Generates a history of about `length` events and derives its plan from the encoded form.
    pub(crate) fn generate(family: Family, length: usize) -> Result<Self> {
        let bytes = Bytes::from(generate::history(family, length).encode_to_vec());
        Ok(Self { family, plan: Plan::of(&bytes)?, bytes })
    }
}
