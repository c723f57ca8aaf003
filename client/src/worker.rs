//! Decides how workers are found, and what is known of them by what they say of themselves.

use crate::{
    CallError, Client,
    convert::Converter,
    pages::{Pages, paged},
};
use dacapo_proto::temporal::api::workflowservice::v1::{
    CountWorkersRequest, DescribeWorkerRequest, ListWorkersRequest,
};
use dacapo_runtime::{Runtime, Transport};

pub use dacapo_proto::temporal::api::{
    enums::v1::WorkerStatus,
    worker::v1::{WorkerHeartbeat, WorkerListInfo},
};

paged! {
    ListWorkersRequest { page_size } => WorkerListInfo { workers }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// The workers that a query finds, such as `TaskQueue = 'orders'`; all that have said something lately for an empty one.
    /// Servers before 1.31 list none.
    #[must_use]
    pub fn list_workers(&self, query: impl Into<String>) -> Pages<R, T, C, ListWorkersRequest> {
        let namespace = self.namespace().to_owned();
        Pages::new(self, ListWorkersRequest { namespace, query: query.into(), ..Default::default() })
    }

    /// How many workers a query finds. Servers before 1.32 do not count them.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn count_workers(&self, query: impl Into<String>) -> Result<i64, CallError> {
        let namespace = self.namespace().to_owned();
        let request = CountWorkersRequest { namespace, query: query.into(), ..Default::default() };
        Ok(self.call(&request).await?.count)
    }

    /// What a worker last said of itself: its slots, its pollers, its cache and its host. A list has its key.
    ///
    /// # Errors
    ///
    /// There is no such worker, or the call failed.
    pub async fn describe_worker(&self, instance_key: impl Into<String>) -> Result<WorkerHeartbeat, CallError> {
        let (namespace, worker_instance_key) = (self.namespace().to_owned(), instance_key.into());
        let answer = self.call(&DescribeWorkerRequest { namespace, worker_instance_key }).await?;
        Ok(answer.worker_info.and_then(|info| info.worker_heartbeat).unwrap_or_default())
    }
}
