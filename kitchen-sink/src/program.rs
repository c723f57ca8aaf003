//! Decides what a workflow's input says: actions, handlers, and how all of it is written as JSON.

mod action;
mod options;

pub use action::{Action, ActionKind, Await, Expect};
pub use options::{
    Activity, CancelExternal, ChildWorkflow, ContinueAsNew, Empty, LocalActivity, Marker, NexusOperation, Patch,
    Priority, Repeat, RetryPolicy, SignalExternal, StateIs, VersioningOverride,
};

use crate::value::is_default;
use dacapo_core::payload::{Payload, Payloads};
use dacapo_proto::temporal::api::enums::v1::VersioningBehavior;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

/// The name of the workflow and of the activity, where a program gives no other.
pub const TYPE: &str = "kitchen_sink";

/// The signal and the update that bring their actions with them, unless the program has a handler of that name.
pub const DO_ACTIONS: &str = "do_actions";

/// The query that returns the whole state, unless the program has a handler of that name.
pub const STATE: &str = "state";

/// Actions, done in their order.
pub type Actions = Arc<[Action]>;

/// A workflow: the only argument that it is started with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Program {
    /// What it does. Where none of it closes the workflow, it then returns nothing.
    pub actions: Actions,
    /// What it does on a signal, by the signal's name. Others wait for [`ActionKind::AwaitSignal`].
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub signals: BTreeMap<String, Actions>,
    /// What it does on an update, by the update's name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub updates: BTreeMap<String, Update>,
    /// What it answers to a query, by the query's name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub queries: BTreeMap<String, Query>,
    /// What it does when it is asked to cancel. `None` asks all that it waits for to cancel, as SDKs do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_cancel: Option<Actions>,
    /// The state it starts with.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub state: BTreeMap<String, Value>,
    /// How it follows new versions of its worker.
    #[serde(with = "options::VersioningBehaviorNames", skip_serializing_if = "is_default")]
    pub versioning_behavior: VersioningBehavior,
    /// How often it has continued as new.
    #[serde(skip_serializing_if = "is_default")]
    pub continued: u32,
}

/// What a workflow does on an update.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Update {
    /// Why its validator rejects it; `None` lets it pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reject: Option<String>,
    /// What its handler does.
    pub actions: Actions,
}

/// What a workflow answers to a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Query {
    /// The state under a key, null where there is none.
    State(String),
    /// The query's own arguments, as a list.
    Echo(Empty),
    /// A failure.
    Fail(String),
}

/// Why something is no program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
#[non_exhaustive]
pub struct BadProgram {
    /// Where, such as `actions[1].timer`.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

impl Program {
    /// A program that does `actions` and nothing else.
    #[must_use]
    pub fn of(actions: impl IntoIterator<Item = Action>) -> Self {
        Self { actions: actions.into_iter().collect(), ..Self::default() }
    }

    /// Reads a program.
    ///
    /// # Errors
    ///
    /// It is not one.
    pub fn parse(json: &[u8]) -> Result<Self, BadProgram> {
        parse(json)
    }

    /// The payload that starts a workflow with this program.
    #[must_use]
    pub fn payload(&self) -> Payload {
        crate::value::payload(self)
    }

    /// The arguments that start a workflow with this program.
    #[must_use]
    pub fn arguments(&self) -> Payloads {
        core::iter::once(self.payload()).collect()
    }
}

/// Reads JSON. What is well formed is read once; only for a fault is the way to it looked for.
pub(crate) fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, BadProgram> {
    serde_json::from_slice(json).map_err(|error| {
        let mut again = serde_json::Deserializer::from_slice(json);
        let (path, message) = match serde_path_to_error::deserialize::<_, T>(&mut again) {
            Err(error) => (error.path().to_string(), error.inner().to_string()),
            Ok(_) => (".".to_owned(), error.to_string()),
        };
        BadProgram { path, message }
    })
}
