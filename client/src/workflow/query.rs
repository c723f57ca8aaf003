//! Decides how a workflow is asked something, and what its answers are.

use super::{QueryError, QueryRejectCondition, WorkflowHandle};
use crate::{
    CallError, Failure,
    convert::{self, Arguments, Converter},
    details,
};
use dacapo_proto::temporal::api::{
    errordetails::v1::QueryFailedFailure, query::v1::WorkflowQuery, workflowservice::v1::QueryWorkflowRequest,
};
use dacapo_runtime::{Runtime, Transport};
use serde::de::DeserializeOwned;

/// How a query is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct QueryOptions {
    /// In which states of the workflow it is not asked; `Unspecified` for the server's default.
    pub reject_condition: QueryRejectCondition,
}

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// Asks the workflow's code something, whatever its state.
    ///
    /// # Errors
    ///
    /// There is no answer, or it is of another type.
    pub async fn query<V: DeserializeOwned>(&self, name: &str, arguments: impl Arguments) -> Result<V, QueryError> {
        self.query_with(name, arguments, QueryOptions::default()).await
    }

    /// The same, with options.
    ///
    /// # Errors
    ///
    /// There is no answer, or it is of another type.
    pub async fn query_with<V: DeserializeOwned>(
        &self,
        name: &str,
        arguments: impl Arguments,
        options: QueryOptions,
    ) -> Result<V, QueryError> {
        let query = WorkflowQuery {
            query_type: name.to_owned(),
            query_args: self.client.payloads(&arguments)?,
            header: self.header(),
        };
        let request = QueryWorkflowRequest {
            namespace: self.client.namespace().to_owned(),
            execution: Some(self.execution()),
            query: Some(query),
            query_reject_condition: options.reject_condition.into(),
        };
        let answer = self.client.call(&request).await.map_err(|call| self.not_answered(name, call))?;
        if let Some(rejected) = answer.query_rejected {
            let (workflow_id, query) = (self.workflow_id.clone(), name.to_owned());
            return Err(QueryError::Rejected { workflow_id, query, status: rejected.status() });
        }
        Ok(convert::one(self.client.converter(), answer.query_result.as_ref())?)
    }

    fn not_answered(&self, name: &str, call: CallError) -> QueryError {
        match details::find::<QueryFailedFailure>(call.status(), "QueryFailedFailure") {
            Some(detail) => QueryError::Failed {
                workflow_id: self.workflow_id.clone(),
                query: name.to_owned(),
                failure: Box::new(match detail.failure {
                    Some(failure) => Failure::read(failure, self.client.converter()),
                    // An older worker sends words alone.
                    None => Failure::of_words(&call.status().message),
                }),
            },
            None => self.failed(call).into(),
        }
    }
}
