//! Decides what a user can choose about a client and its calls.

use bytes::Bytes;
use dacapo_core::{id::Text, rpc::RetryPolicy};
use std::time::Duration;

/// Who a client is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct ClientOptions {
    /// The namespace that calls are about.
    pub namespace: String,
    /// Who the server is told that the client is: it is in histories, for people to read.
    pub identity: String,
    /// Where the transport connects to, for errors; `None` where that is not known.
    pub address: Option<String>,
    /// Decides request ids and jitter: random, and another for each client.
    pub seed: u64,
}

impl ClientOptions {
    /// A client without an address.
    #[must_use]
    pub fn new(namespace: impl Into<String>, identity: impl Into<String>, seed: u64) -> Self {
        Self { namespace: namespace.into(), identity: identity.into(), address: None, seed }
    }
}

/// How calls are made. The defaults are the official SDKs'.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct CallOptions {
    /// How long each attempt may take; `None` for 30 seconds, and 70 where the server holds the call until there is something
    /// to say.
    pub attempt: Option<Duration>,
    /// How long a call may take with all its attempts and waits. `None` for as long as the retry policy allows; for
    /// somebody who waits for a workflow or an update, as long as that takes.
    pub deadline: Option<Duration>,
    /// When a call that failed is made again.
    pub retry: RetryPolicy,
    /// Metadata of the calls; names are lower-case.
    pub metadata: Vec<(Text, Bytes)>,
}

impl Default for CallOptions {
    fn default() -> Self {
        Self { attempt: None, deadline: None, retry: RetryPolicy::CALL, metadata: Vec::new() }
    }
}

impl CallOptions {
    /// The defaults, with a deadline.
    #[must_use]
    pub fn within(deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..Self::default() }
    }

    /// A long poll is not given up for a number of attempts, but for the time of nothing but failures, unless somebody
    /// chose a policy.
    pub(super) fn long_poll_retry(&self) -> RetryPolicy {
        if self.retry == RetryPolicy::CALL { RetryPolicy::LONG_POLL } else { self.retry }
    }
}
