//! Decides how standalone activities are found and counted.

use super::ActivityExecutionListInfo;
use crate::{
    CallError, Client,
    convert::Converter,
    pages::{Pages, paged},
};
use dacapo_proto::temporal::api::workflowservice::v1::{
    CountActivityExecutionsRequest, CountActivityExecutionsResponse, ListActivityExecutionsRequest,
};
use dacapo_runtime::{Runtime, Transport};

paged! {
    ListActivityExecutionsRequest { page_size } => ActivityExecutionListInfo { executions }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// The standalone activities that a visibility query finds; all of them for an empty one.
    #[must_use]
    pub fn list_activities(&self, query: impl Into<String>) -> Pages<R, T, C, ListActivityExecutionsRequest> {
        let namespace = self.namespace().to_owned();
        Pages::new(self, ListActivityExecutionsRequest { namespace, query: query.into(), ..Default::default() })
    }

    /// How many standalone activities a visibility query finds; by groups where it ends with `GROUP BY`.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn count_activities(
        &self,
        query: impl Into<String>,
    ) -> Result<CountActivityExecutionsResponse, CallError> {
        let namespace = self.namespace().to_owned();
        self.call(&CountActivityExecutionsRequest { namespace, query: query.into() }).await
    }
}
