//! Decides how a workflow's end is waited for, and which run's it is.

use super::{ResultError, WorkflowError, WorkflowFailed, WorkflowHandle};
use crate::{
    Failure,
    convert::{self, Converter},
};
use dacapo_core::client::{Operation, Runs};
use dacapo_proto::temporal::api::{
    common::v1::Payloads,
    history::v1::{HistoryEvent, history_event::Attributes},
    workflowservice::v1::GetWorkflowExecutionHistoryRequest,
};
use dacapo_runtime::{Runtime, Transport};
use serde::de::DeserializeOwned;

/// Which end is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct ResultOptions {
    /// Whether it is that of the last run of a chain: where a run continued as new, or another follows by a retry policy or a
    /// cron schedule, that one's end. A cron schedule has no last run unless somebody ends it.
    pub follows_runs: bool,
}

impl Default for ResultOptions {
    fn default() -> Self {
        Self { follows_runs: true }
    }
}

/// How a run closed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Closed {
    /// With a result.
    Completed {
        /// The result, not decoded.
        result: Option<Payloads>,
        /// The run that follows by a cron schedule; empty for none.
        next_run_id: String,
    },
    /// Its code failed.
    Failed {
        /// How.
        failure: Box<Failure>,
        /// The run that follows by a retry policy or a cron schedule; empty for none.
        next_run_id: String,
    },
    /// It took too long.
    TimedOut {
        /// The run that follows by a retry policy or a cron schedule; empty for none.
        next_run_id: String,
    },
    /// Its code canceled it, as somebody had asked for.
    Canceled {
        /// What the code said of it.
        details: Option<Payloads>,
    },
    /// Somebody ended it.
    Terminated {
        /// Why.
        reason: String,
        /// What was said beside the reason.
        details: Option<Payloads>,
        /// Who.
        identity: String,
    },
    /// It goes on as another run.
    ContinuedAsNew {
        /// That run.
        run_id: String,
    },
}

impl Closed {
    /// The run that follows in the chain.
    #[must_use]
    pub fn next_run_id(&self) -> Option<&str> {
        let next = match self {
            Self::Completed { next_run_id, .. }
            | Self::Failed { next_run_id, .. }
            | Self::TimedOut { next_run_id }
            | Self::ContinuedAsNew { run_id: next_run_id } => next_run_id.as_str(),
            Self::Canceled { .. } | Self::Terminated { .. } => "",
        };
        Some(next).filter(|next| !next.is_empty())
    }
}

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// Waits until the workflow is closed, for as long as that takes or the client's deadline allows, and reads its result.
    ///
    /// # Errors
    ///
    /// It closed in another way, its result is of another type, or it could not be waited for.
    pub async fn result<V: DeserializeOwned>(&self) -> Result<V, ResultError> {
        self.result_with(ResultOptions::default()).await
    }

    /// The same, with options.
    ///
    /// # Errors
    ///
    /// It closed in another way, its result is of another type, or it could not be waited for.
    pub async fn result_with<V: DeserializeOwned>(&self, options: ResultOptions) -> Result<V, ResultError> {
        let (run_id, closed) = self.closed(options).await?;
        if let Closed::Completed { result, .. } = &closed {
            return Ok(convert::one(self.client.converter(), result.as_ref())?);
        }
        let workflow_id = self.workflow_id.clone();
        Err(Box::new(WorkflowFailed { workflow_id, run_id, closed }).into())
    }

    /// Waits until the workflow is closed, however: the run that was waited for last, and how it closed.
    ///
    /// # Errors
    ///
    /// It could not be waited for.
    pub async fn closed(&self, options: ResultOptions) -> Result<(String, Closed), WorkflowError> {
        let request = GetWorkflowExecutionHistoryRequest {
            namespace: self.client.namespace().to_owned(),
            execution: Some(self.known_execution()),
            ..Default::default()
        };
        let runs = if options.follows_runs { Runs::Chain } else { Runs::One };
        let waited = self.client.operate(Operation::close(request, runs)).await;
        let page = waited.read::<GetWorkflowExecutionHistoryRequest>().map_err(|call| self.failed(call))?;
        let closed =
            page.history.unwrap_or_default().events.pop().and_then(|event| closed(event, self.client.converter()));
        let last = waited.request::<GetWorkflowExecutionHistoryRequest>().and_then(|request| request.execution);
        Ok((last.unwrap_or_default().run_id, closed.ok_or_else(|| waited.absurd())?))
    }
}

/// What the last event of a history says; `None` where it closes nothing.
fn closed(event: HistoryEvent, converter: &impl Converter) -> Option<Closed> {
    Some(match event.attributes? {
        Attributes::WorkflowExecutionCompletedEventAttributes(it) => {
            Closed::Completed { result: it.result, next_run_id: it.new_execution_run_id }
        }
        Attributes::WorkflowExecutionFailedEventAttributes(it) => Closed::Failed {
            failure: Box::new(Failure::read(it.failure.unwrap_or_default(), converter)),
            next_run_id: it.new_execution_run_id,
        },
        Attributes::WorkflowExecutionTimedOutEventAttributes(it) => {
            Closed::TimedOut { next_run_id: it.new_execution_run_id }
        }
        Attributes::WorkflowExecutionCanceledEventAttributes(it) => Closed::Canceled { details: it.details },
        Attributes::WorkflowExecutionTerminatedEventAttributes(it) => {
            Closed::Terminated { reason: it.reason, details: it.details, identity: it.identity }
        }
        Attributes::WorkflowExecutionContinuedAsNewEventAttributes(it) => {
            Closed::ContinuedAsNew { run_id: it.new_execution_run_id }
        }
        _ => return None,
    })
}
