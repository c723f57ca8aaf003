//! Decides the options of actions: those of the commands, under the same names, and what is left to defaults.
#![expect(missing_docs, reason = "fields are named after the commands of dacapo_core::command::host")]

use super::{Actions, Program};
use crate::{
    activity::ActivityAction,
    value::{Length, SearchAttribute, is_default},
};
use dacapo_core::command::host::{CancellationType, OperationCancellationType, VersioningIntent};
use dacapo_proto::temporal::api::enums::v1::{
    ContinueAsNewVersioningBehavior, ParentClosePolicy, VersioningBehavior, WorkflowIdReusePolicy,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Makes a struct all of whose fields may be left out, and are where they say nothing.
macro_rules! options {
    ($(#[$of_type:meta])* $name:ident { $($(#[$of_field:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$of_type])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name {
            $($(#[$of_field])* #[serde(skip_serializing_if = "is_default")] pub $field: $type,)*
        }
    };
}

options! {
    /// Options of an activity. Without `start_to_close_timeout` and `schedule_to_close_timeout` it may take a minute.
    Activity {
        /// The command's number, where empty.
        activity_id: String,
        /// [`TYPE`](super::TYPE), where empty.
        activity_type: String,
        task_queue: String,
        header: BTreeMap<String, Value>,
        /// What the activity does: its only argument.
        does: Vec<ActivityAction>,
        /// Arguments for an activity of another kind, instead of that.
        arguments: Option<Vec<Value>>,
        schedule_to_close_timeout: Option<Length>,
        schedule_to_start_timeout: Option<Length>,
        start_to_close_timeout: Option<Length>,
        heartbeat_timeout: Option<Length>,
        retry_policy: Option<RetryPolicy>,
        #[serde(with = "CancellationTypeNames")]
        cancellation_type: CancellationType,
        do_not_eagerly_execute: bool,
        #[serde(with = "VersioningIntentNames")]
        versioning_intent: VersioningIntent,
        priority: Option<Priority>,
    }
}

options! {
    /// Options of a local activity. Without `start_to_close_timeout` and `schedule_to_close_timeout` it may take a minute.
    LocalActivity {
        /// The command's number, where empty.
        activity_id: String,
        /// [`TYPE`](super::TYPE), where empty.
        activity_type: String,
        header: BTreeMap<String, Value>,
        /// What the activity does: its only argument.
        does: Vec<ActivityAction>,
        /// Arguments for an activity of another kind, instead of that.
        arguments: Option<Vec<Value>>,
        schedule_to_close_timeout: Option<Length>,
        schedule_to_start_timeout: Option<Length>,
        start_to_close_timeout: Option<Length>,
        retry_policy: Option<RetryPolicy>,
        local_retry_threshold: Option<Length>,
        #[serde(with = "CancellationTypeNames")]
        cancellation_type: CancellationType,
        include_arguments_in_marker: bool,
    }
}

options! {
    /// Options of a child workflow.
    ChildWorkflow {
        namespace: String,
        /// This workflow's id and the command's number, where empty.
        workflow_id: String,
        /// [`TYPE`](super::TYPE), where empty.
        workflow_type: String,
        task_queue: String,
        /// What the child does: its only argument.
        program: Program,
        /// Arguments for a workflow of another kind, instead of that.
        arguments: Option<Vec<Value>>,
        workflow_execution_timeout: Option<Length>,
        workflow_run_timeout: Option<Length>,
        workflow_task_timeout: Option<Length>,
        #[serde(with = "ParentClosePolicyNames")]
        parent_close_policy: ParentClosePolicy,
        #[serde(with = "WorkflowIdReusePolicyNames")]
        workflow_id_reuse_policy: WorkflowIdReusePolicy,
        retry_policy: Option<RetryPolicy>,
        cron_schedule: String,
        header: BTreeMap<String, Value>,
        memo: BTreeMap<String, Value>,
        search_attributes: Option<BTreeMap<String, SearchAttribute>>,
        #[serde(with = "OperationCancellationTypeNames")]
        cancellation_type: OperationCancellationType,
        #[serde(with = "VersioningIntentNames")]
        versioning_intent: VersioningIntent,
        priority: Option<Priority>,
        versioning_override: Option<VersioningOverride>,
    }
}

options! {
    /// Options of a signal to another execution.
    SignalExternal {
        namespace: String,
        workflow_id: String,
        run_id: String,
        /// The workflow id of a child, instead of the three above.
        child: String,
        signal_name: String,
        arguments: Vec<Value>,
        header: BTreeMap<String, Value>,
    }
}

options! {
    /// Options of a request to cancel another execution.
    CancelExternal {
        namespace: String,
        workflow_id: String,
        run_id: String,
        reason: String,
    }
}

options! {
    /// Options of a Nexus operation.
    NexusOperation {
        endpoint: String,
        service: String,
        operation: String,
        input: Option<Value>,
        schedule_to_close_timeout: Option<Length>,
        schedule_to_start_timeout: Option<Length>,
        start_to_close_timeout: Option<Length>,
        nexus_header: BTreeMap<String, String>,
        #[serde(with = "OperationCancellationTypeNames")]
        cancellation_type: OperationCancellationType,
    }
}

options! {
    /// A patch, and what is done with it and without.
    Patch {
        patch_id: String,
        /// Whether nothing is done without it any more.
        deprecated: bool,
        then: Actions,
        otherwise: Actions,
    }
}

options! {
    /// A marker of the workflow's own.
    Marker {
        marker_name: String,
        details: Vec<Value>,
    }
}

options! {
    /// Options of a workflow that continues as new.
    ContinueAsNew {
        /// How often, over all runs; after that the action does nothing. `None` for no end.
        times: Option<u32>,
        /// What the next run does; `None` for the same again.
        program: Option<Box<Program>>,
        /// Arguments for a workflow of another kind, instead of that.
        arguments: Option<Vec<Value>>,
        /// Whether the next run begins with the state of this one.
        keep_state: bool,
        /// The same again, where empty.
        workflow_type: String,
        task_queue: String,
        workflow_run_timeout: Option<Length>,
        workflow_task_timeout: Option<Length>,
        memo: BTreeMap<String, Value>,
        header: BTreeMap<String, Value>,
        search_attributes: Option<BTreeMap<String, SearchAttribute>>,
        retry_policy: Option<RetryPolicy>,
        #[serde(with = "VersioningIntentNames")]
        versioning_intent: VersioningIntent,
        #[serde(with = "ContinueAsNewVersioningBehaviorNames")]
        initial_versioning_behavior: ContinueAsNewVersioningBehavior,
        backoff_start_interval: Option<Length>,
    }
}

options! {
    /// A retry policy.
    RetryPolicy {
        initial_interval: Option<Length>,
        backoff_coefficient: f64,
        maximum_interval: Option<Length>,
        maximum_attempts: i32,
        non_retryable_error_types: Vec<String>,
    }
}

options! {
    /// What goes first, and what gets its fair share.
    Priority {
        priority_key: i32,
        fairness_key: String,
        fairness_weight: f32,
    }
}

options! {
    /// An entry of the state, and its value.
    StateIs {
        key: String,
        value: Value,
    }
}

options! {
    /// Actions that are done several times.
    Repeat {
        times: u32,
        actions: Actions,
    }
}

options! {
    /// Nothing to choose.
    Empty {}
}

/// Which version of its worker a child runs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersioningOverride {
    /// The current one, whichever it is.
    AutoUpgrade(Empty),
    /// This one.
    Pinned(Version),
}

impl Eq for Empty {}

/// A version of a worker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    pub deployment_name: String,
    pub build_id: String,
}

/// Gives the variants of an enum of another crate their names in JSON; the compiler holds the two together.
macro_rules! names {
    ($($name:ident, $of:literal: $($variant:ident)*;)*) => {
        $(
            #[derive(Serialize, Deserialize)]
            #[serde(remote = $of, rename_all = "snake_case")]
            pub(super) enum $name { $($variant,)* }
        )*
    };
}

names! {
    CancellationTypeNames, "CancellationType": TryCancel WaitCancellationCompleted Abandon;
    OperationCancellationTypeNames, "OperationCancellationType":
        Abandon TryCancel WaitCancellationCompleted WaitCancellationRequested;
    VersioningIntentNames, "VersioningIntent": Unspecified Compatible Default;
    VersioningBehaviorNames, "VersioningBehavior": Unspecified Pinned AutoUpgrade;
    ContinueAsNewVersioningBehaviorNames, "ContinueAsNewVersioningBehavior": Unspecified AutoUpgrade UseRampingVersion;
    ParentClosePolicyNames, "ParentClosePolicy": Unspecified Terminate Abandon RequestCancel;
    WorkflowIdReusePolicyNames, "WorkflowIdReusePolicy":
        Unspecified AllowDuplicate AllowDuplicateFailedOnly RejectDuplicate TerminateIfRunning;
}
