//! Decides how something is done with many workflows at once: by the server, as a job that goes on by itself.

use crate::{
    CallError, Client,
    convert::Converter,
    pages::{Pages, paged},
    workflow::ResetPoint,
};
use dacapo_proto::temporal::api::{
    batch::v1::{
        BatchOperationCancellation, BatchOperationDeletion, BatchOperationInfo, BatchOperationReset,
        BatchOperationSignal, BatchOperationTermination,
    },
    common::v1::{Payloads, ResetOptions, WorkflowExecution, reset_options::Target},
    enums::v1::{ResetReapplyExcludeType, ResetReapplyType},
    workflowservice::v1::{
        DescribeBatchOperationRequest, DescribeBatchOperationResponse, ListBatchOperationsRequest,
        StartBatchOperationRequest, StopBatchOperationRequest, start_batch_operation_request::Operation,
    },
};
use dacapo_runtime::{Runtime, Transport};
use std::fmt;

pub use dacapo_proto::temporal::api::enums::v1::{BatchOperationState, BatchOperationType};

paged! {
    ListBatchOperationsRequest { page_size } => BatchOperationInfo { operation_info }
}

/// What is done with many workflows.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct Batch {
    /// With which.
    pub workflows: Selection,
    /// What.
    pub operation: BatchOperation,
    /// Why.
    pub reason: String,
    /// By what the server knows the job again; `None` for a new name, which all attempts have.
    pub job_id: Option<String>,
    /// How many in a second; `None` for the server's default.
    pub operations_per_second: Option<f32>,
}

/// Which workflows are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Selection {
    /// Those that a visibility query finds.
    Query(String),
    /// These: a workflow id each, and a run id, which may be empty for the current run.
    These(Vec<(String, String)>),
}

/// What is done with each of them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum BatchOperation {
    /// It is terminated.
    Terminate,
    /// It is asked to cancel.
    Cancel,
    /// It is sent a signal.
    Signal {
        /// The signal's name.
        name: String,
        /// Its arguments, encoded.
        input: Option<Payloads>,
    },
    /// It is deleted, with its history.
    Delete,
    /// It begins anew.
    Reset {
        /// From where.
        point: ResetPoint,
        /// What came after the point and is not sent to the new run.
        forgets: Vec<ResetReapplyExcludeType>,
    },
}

/// One job, by its id. Having a handle says nothing of whether there is such a job.
#[derive(Clone)]
pub struct BatchHandle<R, T, C> {
    client: Client<R, T, C>,
    job_id: String,
}

impl<R, T, C> fmt::Debug for BatchHandle<R, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchHandle").field("job_id", &self.job_id).finish_non_exhaustive()
    }
}

impl Batch {
    /// Does this with the workflows that a visibility query finds.
    #[must_use]
    pub fn new(query: impl Into<String>, operation: BatchOperation, reason: impl Into<String>) -> Self {
        let (workflows, reason) = (Selection::Query(query.into()), reason.into());
        Self { workflows, operation, reason, job_id: None, operations_per_second: None }
    }
}

impl BatchOperation {
    fn into_wire(self, identity: String) -> Operation {
        match self {
            Self::Terminate => {
                Operation::TerminationOperation(BatchOperationTermination { identity, ..Default::default() })
            }
            Self::Cancel => Operation::CancellationOperation(BatchOperationCancellation { identity }),
            Self::Signal { name: signal, input } => {
                Operation::SignalOperation(BatchOperationSignal { signal, input, identity, ..Default::default() })
            }
            Self::Delete => Operation::DeletionOperation(BatchOperationDeletion { identity }),
            Self::Reset { point, forgets } => {
                let target = match point {
                    ResetPoint::FirstTask => Target::FirstWorkflowTask(()),
                    ResetPoint::LastTask => Target::LastWorkflowTask(()),
                    ResetPoint::Event(id) => Target::WorkflowTaskId(id),
                };
                let options = ResetOptions {
                    reset_reapply_type: ResetReapplyType::AllEligible.into(),
                    reset_reapply_exclude_types: forgets.into_iter().map(i32::from).collect(),
                    target: Some(target),
                    ..Default::default()
                };
                let options = Some(options);
                Operation::ResetOperation(BatchOperationReset { identity, options, ..Default::default() })
            }
        }
    }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Starts a job. However often the call is made again, the server starts one.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn start_batch(&self, batch: Batch) -> Result<BatchHandle<R, T, C>, CallError> {
        let (visibility_query, executions) = match batch.workflows {
            Selection::Query(query) => (query, Vec::new()),
            Selection::These(these) => (String::new(), these),
        };
        let execution = |(workflow_id, run_id)| WorkflowExecution { workflow_id, run_id };
        let request = StartBatchOperationRequest {
            namespace: self.namespace().to_owned(),
            visibility_query,
            job_id: batch.job_id.unwrap_or_else(|| self.request_id()),
            reason: batch.reason,
            executions: executions.into_iter().map(execution).collect(),
            max_operations_per_second: batch.operations_per_second.unwrap_or_default(),
            operation: Some(batch.operation.into_wire(self.identity().to_owned())),
            ..Default::default()
        };
        self.call(&request).await?;
        Ok(self.batch(request.job_id))
    }

    /// A handle of a job.
    #[must_use]
    pub fn batch(&self, job_id: impl Into<String>) -> BatchHandle<R, T, C> {
        BatchHandle { client: self.clone(), job_id: job_id.into() }
    }

    /// The jobs of the namespace.
    #[must_use]
    pub fn list_batches(&self) -> Pages<R, T, C, ListBatchOperationsRequest> {
        let namespace = self.namespace().to_owned();
        Pages::new(self, ListBatchOperationsRequest { namespace, ..Default::default() })
    }
}

impl<R: Runtime, T: Transport, C: Converter> BatchHandle<R, T, C> {
    /// The job's id.
    #[must_use]
    pub fn job_id(&self) -> &str {
        &self.job_id
    }

    /// How far the job has come. Until the server has begun, it knows no number of workflows.
    ///
    /// # Errors
    ///
    /// There is no such job, or the call failed.
    pub async fn describe(&self) -> Result<DescribeBatchOperationResponse, CallError> {
        let namespace = self.client.namespace().to_owned();
        self.client.call(&DescribeBatchOperationRequest { namespace, job_id: self.job_id.clone() }).await
    }

    /// Has the job end where it is.
    ///
    /// # Errors
    ///
    /// There is no such job, it has ended, or the call failed.
    pub async fn stop(&self, reason: &str) -> Result<(), CallError> {
        let request = StopBatchOperationRequest {
            namespace: self.client.namespace().to_owned(),
            job_id: self.job_id.clone(),
            reason: reason.to_owned(),
            identity: self.client.identity().to_owned(),
        };
        self.client.call(&request).await.map(drop)
    }
}
