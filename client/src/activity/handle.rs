//! Decides how an activity is named: by the token of one attempt, or by its workflow and its id.

use super::ActivityError;
use crate::{CallError, Client, convert::Converter, error::Meaning, workflow::WorkflowHandle};
use bytes::Bytes;
use dacapo_proto::temporal::api::common::v1::WorkflowExecution;
use dacapo_runtime::{Runtime, Transport};
use std::fmt;

/// One activity that its worker has left to others to complete. Having a handle says nothing of whether there is such an
/// activity.
#[derive(Clone)]
pub struct ActivityHandle<R, T, C> {
    pub(super) client: Client<R, T, C>,
    pub(super) name: Name,
}

#[derive(Clone, Debug)]
pub(super) enum Name {
    /// One attempt.
    Token(Bytes),
    /// Whichever attempt there is.
    Id { execution: WorkflowExecution, activity_id: String },
}

impl<R, T, C> fmt::Debug for ActivityHandle<R, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActivityHandle").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// The attempt of an activity whose task had this token.
    #[must_use]
    pub fn activity(&self, task_token: impl Into<Bytes>) -> ActivityHandle<R, T, C> {
        ActivityHandle { client: self.clone(), name: Name::Token(task_token.into()) }
    }
}

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// The activity of this id, of the workflow's current run or of the one that is meant.
    #[must_use]
    pub fn activity(&self, activity_id: impl Into<String>) -> ActivityHandle<R, T, C> {
        ActivityHandle::of_id(&self.client, self.execution(), activity_id.into())
    }
}

impl<R: Runtime, T: Transport, C: Converter> ActivityHandle<R, T, C> {
    /// The activity of this id, of an execution that has no workflow id where the activity is a standalone one.
    pub(crate) fn of_id(client: &Client<R, T, C>, execution: WorkflowExecution, activity_id: String) -> Self {
        Self { client: client.clone(), name: Name::Id { execution, activity_id } }
    }

    /// Who the server is told that says it, and in which namespace.
    pub(super) fn names(&self) -> (String, String) {
        (self.client.namespace().to_owned(), self.client.identity().to_owned())
    }

    /// Why a call about it failed.
    pub(super) fn failed(&self, call: CallError) -> ActivityError {
        if *call.meaning() != Meaning::NotFound {
            return call.into();
        }
        let activity = match &self.name {
            Name::Token(_) => "activity of this task token".to_owned(),
            Name::Id { execution, activity_id } if execution.workflow_id.is_empty() => {
                format!("standalone activity {activity_id:?}")
            }
            Name::Id { execution, activity_id } => {
                format!("activity {activity_id:?} of workflow {:?}", execution.workflow_id)
            }
        };
        ActivityError::NotFound { activity, call }
    }
}
