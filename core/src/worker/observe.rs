//! Decides what metrics and log records are made of; whoever drives a worker renders them. Names, labels and units are
//! those of the official core.

mod catalog;

pub use catalog::{Described, Kind, METRICS};

use crate::{id::Text, rpc::Code};
use alloc::string::String;
use core::time::Duration;

/// Something to show an operator.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Observation {
    /// A point of a metric.
    Metric(Metric),
    /// A log record.
    Log(Log),
}

/// A point of a metric.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a name, labels and a value")]
pub struct Metric {
    /// The name, without the prefix `temporal_`.
    pub name: &'static str,
    /// What is measured.
    pub value: Value,
    /// What tells series of one name apart; namespace and task queue, which a worker has one of, are not among them.
    pub labels: Labels,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the three kinds of metric")]
pub enum Value {
    /// By how much a counter rises.
    Counter(u64),
    /// What a gauge shows now.
    Gauge(f64),
    /// One length of time for a histogram.
    Latency(Duration),
}

/// What tells series of one metric apart; empty ones are not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the labels there are")]
pub struct Labels {
    /// `workflow_type`.
    pub workflow_type: Text,
    /// `activity_type`.
    pub activity_type: Text,
    /// `operation`: which call it was.
    pub operation: Option<&'static str>,
    /// One that has few values: its name, such as `poller_type`, `worker_type`, `eager`,
    /// `status_code` or `failure_reason`, and one of them.
    pub other: Option<(&'static str, &'static str)>,
}

/// A log record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a level and a text")]
pub struct Log {
    /// How bad it is.
    pub level: Level,
    /// What happened, with the ids that it happened to.
    pub message: String,
}

/// How bad what is logged is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_enums, reason = "the levels there are")]
pub enum Level {
    /// For whoever looks closely.
    Debug,
    /// Worth knowing.
    Info,
    /// Something is wrong; the worker copes.
    Warn,
    /// Something is wrong that somebody has to mend.
    Error,
}

impl Labels {
    /// One label of few values.
    pub(crate) fn of(name: &'static str, value: &'static str) -> Self {
        Self { other: Some((name, value)), ..Self::default() }
    }

    /// A call, and the code that it failed with.
    pub(crate) fn call(method: &'static str, code: Option<Code>) -> Self {
        let operation = method.rsplit('/').next();
        Self { operation, other: code.map(|code| ("status_code", code.name())), ..Self::default() }
    }

    /// The type of a workflow.
    pub(crate) fn workflow(workflow_type: &Text) -> Self {
        Self { workflow_type: workflow_type.clone(), ..Self::default() }
    }

    /// The types of an activity and of its workflow.
    pub(crate) fn activity(activity_type: &Text, workflow_type: &Text) -> Self {
        Self { activity_type: activity_type.clone(), workflow_type: workflow_type.clone(), ..Self::default() }
    }
}
