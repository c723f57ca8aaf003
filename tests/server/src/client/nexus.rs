//! Decides how tests make Nexus endpoints.

use super::{Client, NAMESPACE};
use dacapo_core::rpc::Status;
use dacapo_proto::{
    rpc::operator_service as method,
    temporal::api::{
        nexus::v1::{
            EndpointSpec, EndpointTarget,
            endpoint_target::{Variant, Worker},
        },
        operatorservice::v1::{CreateNexusEndpointRequest, CreateNexusEndpointResponse},
    },
};
use dacapo_runtime::Transport;

impl<T: Transport> Client<T> {
    /// Makes an endpoint whose operations the workers of a task queue do.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn create_endpoint(&self, name: &str, task_queue: &str) -> Result<(), Status> {
        let target = Worker { namespace: NAMESPACE.into(), task_queue: task_queue.into() };
        let spec = EndpointSpec {
            name: name.into(),
            target: Some(EndpointTarget { variant: Some(Variant::Worker(target)) }),
            ..Default::default()
        };
        let CreateNexusEndpointResponse { .. } =
            self.call(method::CREATE_NEXUS_ENDPOINT, &CreateNexusEndpointRequest { spec: Some(spec) }).await?;
        Ok(())
    }
}
