//! Decides what a run knows of its execution from the events applied so far: time, sizes, flags, versions, origin.

use super::rest::{own, own_text};
use crate::{
    command::host::RetryPolicy,
    flags::{CoreFlag, FlagSet},
    history::event::{DeploymentVersion, ExecutionStarted, TaskCompleted, TaskStarted},
    id::{EventId, Text},
    payload::PayloadMap,
    time::{WallTime, WorkflowTime, duration_from_wire},
};
use alloc::vec::Vec;
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::temporal::api::common::v1 as common;
use prost::Message;

/// What is known of an execution.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    /// The last event applied.
    pub(super) applied: EventId,
    /// The workflow task started event that is being worked on.
    pub(super) started: EventId,
    pub(super) time: WorkflowTime,
    /// When the execution was started.
    pub(super) start_time: Option<WallTime>,
    pub(super) is_replaying: bool,
    /// Whether the server keeps flags: without that, only those in history count.
    pub(super) keeps_flags: bool,
    /// Whether the sequence being applied is the last of the history.
    pub(super) is_last_sequence: bool,
    /// An event closed the execution.
    pub(super) is_closed: bool,
    /// The host issued a command that closes the execution.
    pub(super) is_finished: bool,
    pub(super) task: TaskStarted,
    pub(super) core_flags: FlagSet,
    pub(super) lang_flags: FlagSet,
    /// The last completion that was learned from.
    pub(super) learned: EventId,
    pub(super) sdk_name: Text,
    pub(super) sdk_version: Text,
    pub(super) version: DeploymentVersion,
    /// What a run continued as new inherits, where its workflow does not say otherwise.
    pub(super) inherited: Inherited,
    /// How many activations of the workflow task were handed out [LOCAL-5].
    pub(super) activation_index: u64,
    /// Whether the task goes on with one that a replay folds into it, and nothing was told of it yet.
    pub(super) is_folded: bool,
    /// The first event of those that were applied together, where a task is folded among them.
    pub(super) folded_from: Option<EventId>,
    /// Whether a command's event is among those that were applied together.
    pub(super) has_command: bool,
}

/// What a run was started with and hands on.
#[derive(Clone, Debug, Default)]
pub(super) struct Inherited {
    pub(super) workflow_type: Text,
    pub(super) memo: PayloadMap,
    /// The attributes at the start, overlaid with the workflow's own upserts.
    pub(super) search_attributes: PayloadMap,
    /// An encoded `RetryPolicy`.
    pub(super) retry_policy: Option<Bytes>,
    pub(super) workflow_task_timeout: Option<Duration>,
}

impl View {
    pub(super) fn execution_started(&mut self, started: &ExecutionStarted) {
        let own_map = |map: &Option<PayloadMap>| {
            map.as_ref().map(|map| PayloadMap::from_encoded(own(map.encoded()))).unwrap_or_default()
        };
        // These stay as long as the run.
        self.inherited = Inherited {
            workflow_type: own_text(&started.workflow_type),
            memo: own_map(&started.memo),
            search_attributes: own_map(&started.search_attributes),
            retry_policy: started.retry_policy.as_ref().map(own),
            workflow_task_timeout: started.workflow_task_timeout,
        };
    }

    /// Learns from the completion of a workflow task, before or when it is applied [HISTORY-7].
    pub(super) fn learn(&mut self, id: EventId, completed: &TaskCompleted) {
        if id <= self.learned {
            return;
        }
        self.learned = id;
        self.core_flags.extend(&completed.core_used_flags);
        self.lang_flags.extend(&completed.lang_used_flags);
        if !completed.sdk_name.is_empty() {
            self.sdk_name = completed.sdk_name.clone();
        }
        if !completed.sdk_version.is_empty() {
            self.sdk_version = completed.sdk_version.clone();
        }
        if !completed.version.is_empty() {
            self.version = completed.version.clone();
        }
    }

    /// Whether what `flag` stands for applies to events of the sequence being applied [COMMAND-3].
    pub(super) fn checks(&self, flag: CoreFlag) -> bool {
        (self.is_last_sequence && self.keeps_flags) || self.core_flags.contains(flag.number())
    }

    /// Whether what `flag` stands for applies to what the host does now [FLAG-1].
    pub(super) fn uses(&self, flag: CoreFlag) -> bool {
        (!self.is_replaying && self.keeps_flags) || self.core_flags.contains(flag.number())
    }

    /// Forgets a speculative workflow task that the server dropped [TASK-7].
    pub(super) fn rewind(&mut self, started: EventId) {
        self.started = started;
        self.learned = self.learned.min(started);
        self.applied = self.applied.before().before();
    }

    /// Suggestions of the server that an activation repeats.
    pub(super) fn reasons(&self) -> Vec<i32> {
        self.task.suggest_continue_as_new_reasons.clone()
    }
}

impl Inherited {
    /// The retry policy this run was started with.
    pub(super) fn retry_policy(&self) -> Option<RetryPolicy> {
        let wire = common::RetryPolicy::decode(self.retry_policy.clone()?).ok()?;
        let length = |d: Option<prost_types::Duration>| d.as_ref().and_then(duration_from_wire);
        Some(RetryPolicy {
            initial_interval: length(wire.initial_interval),
            backoff_coefficient: wire.backoff_coefficient,
            maximum_interval: length(wire.maximum_interval),
            maximum_attempts: wire.maximum_attempts,
            non_retryable_error_types: wire.non_retryable_error_types.into_iter().map(Text::from).collect(),
        })
    }
}
