//! Decides what is known of the server itself.

use crate::{CallError, Client, convert::Converter};
use dacapo_proto::temporal::api::workflowservice::v1::{
    GetClusterInfoRequest, GetClusterInfoResponse, GetSystemInfoRequest, GetSystemInfoResponse,
};
use dacapo_runtime::{Runtime, Transport};

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Asks the server which version it is, and what it can do.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn system_info(&self) -> Result<GetSystemInfoResponse, CallError> {
        self.call(&GetSystemInfoRequest {}).await
    }

    /// Asks the server what its cluster is called, and where it keeps what it knows.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn cluster_info(&self) -> Result<GetClusterInfoResponse, CallError> {
        self.call(&GetClusterInfoRequest {}).await
    }
}
