//! Decides how Nexus endpoints are made, changed and found.

use crate::{
    CallError, Client,
    convert::Converter,
    pages::{Pages, paged},
};
use dacapo_proto::temporal::api::{
    common::v1::Payload,
    nexus::v1::{
        Endpoint, EndpointSpec, EndpointTarget,
        endpoint_target::{External, Variant, Worker},
    },
    operatorservice::v1::{
        CreateNexusEndpointRequest, DeleteNexusEndpointRequest, GetNexusEndpointRequest, ListNexusEndpointsRequest,
        UpdateNexusEndpointRequest,
    },
};
use dacapo_runtime::{Runtime, Transport};

paged! {
    ListNexusEndpointsRequest { page_size } => Endpoint { endpoints }
}

/// What a Nexus endpoint is.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct NexusEndpoint {
    /// Its name, by which workflows call it.
    pub name: String,
    /// What it is for, encoded: `Client::payload` writes values.
    pub description: Option<Payload>,
    /// Where its operations go.
    pub target: NexusTarget,
}

/// Where the operations of a Nexus endpoint go.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum NexusTarget {
    /// To workers.
    Workers {
        /// Their namespace.
        namespace: String,
        /// Their task queue.
        task_queue: String,
    },
    /// To this address.
    Url(String),
}

impl NexusEndpoint {
    fn into_wire(self) -> EndpointSpec {
        let variant = match self.target {
            NexusTarget::Workers { namespace, task_queue } => Variant::Worker(Worker { namespace, task_queue }),
            NexusTarget::Url(url) => Variant::External(External { url }),
        };
        let target = Some(EndpointTarget { variant: Some(variant) });
        EndpointSpec { name: self.name, description: self.description, target }
    }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Makes a Nexus endpoint.
    ///
    /// # Errors
    ///
    /// There is one of the name, or the call failed.
    pub async fn create_nexus_endpoint(&self, endpoint: NexusEndpoint) -> Result<Endpoint, CallError> {
        let request = CreateNexusEndpointRequest { spec: Some(endpoint.into_wire()) };
        Ok(self.call(&request).await?.endpoint.unwrap_or_default())
    }

    /// Asks the server for a Nexus endpoint, by the id that the server gave it.
    ///
    /// # Errors
    ///
    /// There is no such endpoint, or the call failed.
    pub async fn describe_nexus_endpoint(&self, id: &str) -> Result<Endpoint, CallError> {
        let answer = self.call(&GetNexusEndpointRequest { id: id.to_owned() }).await?;
        Ok(answer.endpoint.unwrap_or_default())
    }

    /// Changes a Nexus endpoint, where it still is of the version that is known here.
    ///
    /// # Errors
    ///
    /// There is no such endpoint, others have changed it, or the call failed.
    pub async fn update_nexus_endpoint(
        &self,
        known: &Endpoint,
        endpoint: NexusEndpoint,
    ) -> Result<Endpoint, CallError> {
        let (id, version) = (known.id.clone(), known.version);
        let request = UpdateNexusEndpointRequest { id, version, spec: Some(endpoint.into_wire()) };
        Ok(self.call(&request).await?.endpoint.unwrap_or_default())
    }

    /// Deletes a Nexus endpoint, where it still is of the version that is known here.
    ///
    /// # Errors
    ///
    /// There is no such endpoint, others have changed it, or the call failed.
    pub async fn delete_nexus_endpoint(&self, known: &Endpoint) -> Result<(), CallError> {
        let (id, version) = (known.id.clone(), known.version);
        self.call(&DeleteNexusEndpointRequest { id, version }).await.map(drop)
    }

    /// The Nexus endpoints of the server; the one of a name, where it is not empty.
    #[must_use]
    pub fn list_nexus_endpoints(&self, name: impl Into<String>) -> Pages<R, T, C, ListNexusEndpointsRequest> {
        Pages::new(self, ListNexusEndpointsRequest { name: name.into(), ..Default::default() })
    }
}
