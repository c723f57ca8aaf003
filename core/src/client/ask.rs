//! Decides what has to be known of a call before it is made: the request, and whether an answer says what was asked.

use crate::{
    id::Text,
    rpc::{Again, Call, Retried, RetryPolicy},
};
use alloc::vec::Vec;
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::rpc::Request;

/// A call that an operation asks for.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a driver needs all of it")]
pub struct Ask {
    /// The path of the method.
    pub method: &'static str,
    /// The encoded request.
    pub message: Bytes,
    /// Where the server holds the call until there is something to say: what is asked next while it says nothing [RPC-7].
    pub again: Option<Again>,
}

impl Ask {
    /// A call that the server answers at once.
    pub fn once<Q: Request>(request: &Q) -> Self {
        Self { method: Q::METHOD, message: request.encode_to_vec().into(), again: None }
    }

    /// A call that the server holds.
    pub fn long_poll<Q: Request>(request: &Q, again: Again) -> Self {
        Self { again: Some(again), ..Self::once(request) }
    }

    /// Whether the server holds the call until there is something to say.
    #[must_use]
    pub const fn is_long_poll(&self) -> bool {
        self.again.is_some()
    }

    /// Whether an answer says what was asked.
    pub(super) fn is_answered_by(&self, answer: &Bytes) -> bool {
        self.again.is_none_or(|again| again(&self.message, answer).is_none())
    }

    /// The call, for a transport.
    #[must_use]
    pub fn call(&self, timeout: Duration, metadata: Vec<(Text, Bytes)>) -> Call {
        Call { method: self.method, message: self.message.clone(), timeout, metadata }
    }

    /// The machine that makes the call, which may have been changed on its way.
    #[must_use]
    pub const fn machine(&self, call: Call, policy: RetryPolicy, seed: u64) -> Retried {
        match self.again {
            Some(again) => Retried::long_poll(call, policy, seed, again),
            None => Retried::new(call, policy, seed),
        }
    }
}
