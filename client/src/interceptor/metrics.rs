//! Decides what is measured of calls, under the names that all of Temporal's SDKs use.

use super::{Intercepted, Interceptor, Next};
use dacapo_core::{
    id::Text,
    rpc::{CallEnd, Code},
};
use dacapo_runtime::Runtime;
use futures_util::{FutureExt as _, future::BoxFuture};
use std::{fmt, time::Duration};

/// Gives samples of every attempt to a function: `temporal_request`, `temporal_request_failure` and
/// `temporal_request_latency`, or with `long_request` in place of `request` for what the server holds.
pub struct Metrics<R, F> {
    runtime: R,
    record: F,
}

/// One measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an exporter writes all of it")]
pub struct Sample {
    /// The metric's name.
    pub name: &'static str,
    /// The label `operation`: the method.
    pub operation: &'static str,
    /// The label `namespace`.
    pub namespace: Text,
    /// The label `status_code`, of failures.
    pub status_code: Option<Code>,
    /// What was measured.
    pub value: Measured,
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "an exporter writes each of them")]
pub enum Measured {
    /// It happened once.
    Count,
    /// It took so long.
    Latency(Duration),
}

/// How the metrics are called: of all, of failures, of latency.
const REQUEST: [&str; 3] = ["temporal_request", "temporal_request_failure", "temporal_request_latency"];

/// The same of long polls.
const LONG_REQUEST: [&str; 3] =
    ["temporal_long_request", "temporal_long_request_failure", "temporal_long_request_latency"];

impl<R: Runtime, F: Fn(Sample) + Send + Sync + 'static> Metrics<R, F> {
    /// Measures into this function. The runtime is asked for the time.
    #[must_use]
    pub const fn new(runtime: R, record: F) -> Self {
        Self { runtime, record }
    }
}

impl<R, F> fmt::Debug for Metrics<R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl<R: Runtime, F: Fn(Sample) + Send + Sync + 'static> Interceptor for Metrics<R, F> {
    fn attempt<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        let [all, failures, latency] = if call.is_long_poll { LONG_REQUEST } else { REQUEST };
        let (operation, namespace) = (call.rpc(), call.namespace.clone());
        let sample = move |name, status_code, value| {
            (self.record)(Sample { name, operation, namespace: namespace.clone(), status_code, value });
        };
        let made = async move {
            let began = self.runtime.now().mono;
            sample(all, None, Measured::Count);
            let end = next.run(call).await;
            if let Err(status) = &end {
                sample(failures, Some(status.code), Measured::Count);
            }
            sample(latency, None, Measured::Latency(self.runtime.now().mono.since(began)));
            end
        };
        made.boxed()
    }
}
