//! Decides how namespaces are made, described and changed.

use crate::{
    CallError, Client, OperationError,
    convert::Converter,
    pages::{Pages, paged},
    time,
};
use dacapo_proto::temporal::api::{
    namespace::v1::{NamespaceConfig, UpdateNamespaceInfo},
    operatorservice::v1::DeleteNamespaceRequest,
    workflowservice::v1::{
        DescribeNamespaceRequest, DescribeNamespaceResponse, ListNamespacesRequest, RegisterNamespaceRequest,
        UpdateNamespaceRequest,
    },
};
use dacapo_runtime::{Runtime, Transport};
use std::{collections::BTreeMap, time::Duration};

pub use dacapo_proto::temporal::api::enums::v1::NamespaceState;

paged! {
    ListNamespacesRequest { page_size } => DescribeNamespaceResponse { namespaces }
}

/// What a namespace is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct NamespaceOptions {
    /// What it is for.
    pub description: String,
    /// Whom to ask about it.
    pub owner_email: String,
    /// How long closed workflows are kept; it must be said, and at least a day.
    pub retention: Duration,
    /// Whatever else is to be known of it.
    pub data: BTreeMap<String, String>,
    /// Whether it is one for several clusters.
    pub is_global: bool,
}

/// What is changed of a namespace; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct NamespaceChanges {
    /// What it is for.
    pub description: Option<String>,
    /// Whom to ask about it.
    pub owner_email: Option<String>,
    /// How long closed workflows are kept.
    pub retention: Option<Duration>,
    /// What else is to be known of it: each of these is added, or takes the place of what there is.
    pub data: BTreeMap<String, String>,
}

/// What the server knows of a namespace.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NamespaceDescription {
    /// Its name.
    pub name: String,
    /// The server's own name for it.
    pub id: String,
    /// Whether it can be used.
    pub state: NamespaceState,
    /// What it is for.
    pub description: String,
    /// Whom to ask about it.
    pub owner_email: String,
    /// How long closed workflows are kept.
    pub retention: Option<Duration>,
    /// What else is to be known of it.
    pub data: BTreeMap<String, String>,
    /// All that the server said: capabilities, limits and replication too.
    pub answer: DescribeNamespaceResponse,
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Makes a namespace. It can take some seconds until all of the server knows it.
    ///
    /// # Errors
    ///
    /// There is one of the name, which may be what the first of several attempts made; or the call failed.
    pub async fn register_namespace(&self, name: &str, options: NamespaceOptions) -> Result<(), OperationError> {
        let request = RegisterNamespaceRequest {
            namespace: name.to_owned(),
            description: options.description,
            owner_email: options.owner_email,
            workflow_execution_retention_period: retention(Some(options.retention))?,
            data: options.data,
            is_global_namespace: options.is_global,
            ..Default::default()
        };
        self.call(&request).await?;
        Ok(())
    }

    /// Asks the server what it knows of a namespace.
    ///
    /// # Errors
    ///
    /// There is no such namespace, or the call failed.
    pub async fn describe_namespace(&self, name: &str) -> Result<NamespaceDescription, CallError> {
        let request = DescribeNamespaceRequest { namespace: name.to_owned(), ..Default::default() };
        let answer = self.call(&request).await?;
        let (info, config) = (answer.namespace_info.clone().unwrap_or_default(), answer.config.clone());
        Ok(NamespaceDescription {
            state: info.state(),
            name: info.name,
            id: info.id,
            description: info.description,
            owner_email: info.owner_email,
            retention: time::duration(config.unwrap_or_default().workflow_execution_retention_ttl),
            data: info.data,
            answer,
        })
    }

    /// Changes a namespace.
    ///
    /// # Errors
    ///
    /// There is no such namespace, or the call failed.
    pub async fn update_namespace(&self, name: &str, changes: NamespaceChanges) -> Result<(), OperationError> {
        let info = UpdateNamespaceInfo {
            description: changes.description.unwrap_or_default(),
            owner_email: changes.owner_email.unwrap_or_default(),
            data: changes.data,
            ..Default::default()
        };
        let config =
            NamespaceConfig { workflow_execution_retention_ttl: retention(changes.retention)?, ..Default::default() };
        // What is empty there, the server lets be.
        let request = UpdateNamespaceRequest {
            namespace: name.to_owned(),
            update_info: Some(info),
            config: Some(config),
            ..Default::default()
        };
        self.call(&request).await?;
        Ok(())
    }

    /// The namespaces of the server.
    #[must_use]
    pub fn list_namespaces(&self) -> Pages<R, T, C, ListNamespacesRequest> {
        Pages::new(self, ListNamespacesRequest::default())
    }

    /// Deletes a namespace with all that is in it, which goes on after the answer. Says what it is called meanwhile.
    ///
    /// # Errors
    ///
    /// There is no such namespace, or the call failed.
    pub async fn delete_namespace(&self, name: &str) -> Result<String, CallError> {
        let request = DeleteNamespaceRequest { namespace: name.to_owned(), ..Default::default() };
        Ok(self.call(&request).await?.deleted_namespace)
    }
}

fn retention(length: Option<Duration>) -> Result<Option<prost_types::Duration>, OperationError> {
    let problem = "it is too long";
    time::length(length).ok_or(OperationError::InvalidOption { option: "retention", problem })
}
