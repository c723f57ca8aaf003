//! Decides how worker deployments are described, and which of their versions new workflows go to.

use crate::{
    CallError, Client,
    convert::Converter,
    pages::{Pages, paged},
};
use bytes::Bytes;
use dacapo_proto::temporal::api::{
    common::v1::Payload,
    deployment::v1::{WorkerDeploymentInfo, WorkerDeploymentVersion},
    workflowservice::v1::{
        DeleteWorkerDeploymentRequest, DeleteWorkerDeploymentVersionRequest, DescribeWorkerDeploymentRequest,
        DescribeWorkerDeploymentVersionRequest, DescribeWorkerDeploymentVersionResponse, ListWorkerDeploymentsRequest,
        SetWorkerDeploymentCurrentVersionRequest, SetWorkerDeploymentManagerRequest,
        SetWorkerDeploymentRampingVersionRequest, UpdateWorkerDeploymentVersionMetadataRequest,
        list_worker_deployments_response::WorkerDeploymentSummary,
        set_worker_deployment_manager_request::NewManagerIdentity,
    },
};
use dacapo_runtime::{Runtime, Transport};
use std::{collections::BTreeMap, fmt};

paged! {
    ListWorkerDeploymentsRequest { page_size } => WorkerDeploymentSummary { worker_deployments }
}

/// One worker deployment, by its name. Having a handle says nothing of whether there is such a deployment.
#[derive(Clone)]
pub struct DeploymentHandle<R, T, C> {
    client: Client<R, T, C>,
    name: String,
}

impl<R, T, C> fmt::Debug for DeploymentHandle<R, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeploymentHandle").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What the server knows of a worker deployment.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DeploymentDescription {
    /// Its versions, and which of them workflows go to.
    pub info: WorkerDeploymentInfo,
    /// Which state of it this is: with it a change is refused where others have changed it meanwhile.
    pub conflict_token: Bytes,
}

/// How a version is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct VersionChoice {
    /// The state of the deployment that is changed; empty for whichever it is in.
    pub conflict_token: Bytes,
    /// Whether the version may lack task queues that the current one has.
    pub may_lack_task_queues: bool,
    /// Whether there need be no worker of the version yet.
    pub may_lack_pollers: bool,
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// A handle of a worker deployment.
    #[must_use]
    pub fn deployment(&self, name: impl Into<String>) -> DeploymentHandle<R, T, C> {
        DeploymentHandle { client: self.clone(), name: name.into() }
    }

    /// The worker deployments of the namespace.
    #[must_use]
    pub fn list_deployments(&self) -> Pages<R, T, C, ListWorkerDeploymentsRequest> {
        let namespace = self.namespace().to_owned();
        Pages::new(self, ListWorkerDeploymentsRequest { namespace, ..Default::default() })
    }
}

impl<R: Runtime, T: Transport, C: Converter> DeploymentHandle<R, T, C> {
    /// Asks the server what it knows of the deployment.
    ///
    /// # Errors
    ///
    /// There is no such deployment, or the call failed.
    pub async fn describe(&self) -> Result<DeploymentDescription, CallError> {
        let (namespace, deployment_name, _) = self.names();
        let answer = self.client.call(&DescribeWorkerDeploymentRequest { namespace, deployment_name }).await?;
        let info = answer.worker_deployment_info.unwrap_or_default();
        Ok(DeploymentDescription { info, conflict_token: answer.conflict_token })
    }

    /// Asks the server what it knows of one version, with what waits in its task queues.
    ///
    /// # Errors
    ///
    /// There is no such version, or the call failed.
    pub async fn describe_version(&self, build_id: &str) -> Result<DescribeWorkerDeploymentVersionResponse, CallError> {
        let request = DescribeWorkerDeploymentVersionRequest {
            namespace: self.client.namespace().to_owned(),
            deployment_version: Some(self.version(build_id)),
            report_task_queue_stats: true,
            ..Default::default()
        };
        self.client.call(&request).await
    }

    /// Has new workflows, and those that are not pinned, go to this version; `None` for workers without one.
    ///
    /// # Errors
    ///
    /// There is no such version, it lacks something, others have changed the deployment, or the call failed.
    pub async fn set_current(&self, build_id: Option<&str>, choice: VersionChoice) -> Result<(), CallError> {
        let (namespace, deployment_name, identity) = self.names();
        let request = SetWorkerDeploymentCurrentVersionRequest {
            namespace,
            deployment_name,
            build_id: build_id.unwrap_or_default().to_owned(),
            conflict_token: choice.conflict_token,
            identity,
            ignore_missing_task_queues: choice.may_lack_task_queues,
            allow_no_pollers: choice.may_lack_pollers,
            ..Default::default()
        };
        self.client.call(&request).await.map(drop)
    }

    /// Has a part of the workflows go to this version, 0 to 100 percent; `None` for workers without one.
    ///
    /// # Errors
    ///
    /// There is no such version, it lacks something, others have changed the deployment, or the call failed.
    pub async fn ramp(&self, build_id: Option<&str>, percentage: f32, choice: VersionChoice) -> Result<(), CallError> {
        let (namespace, deployment_name, identity) = self.names();
        let request = SetWorkerDeploymentRampingVersionRequest {
            namespace,
            deployment_name,
            build_id: build_id.unwrap_or_default().to_owned(),
            percentage,
            conflict_token: choice.conflict_token,
            identity,
            ignore_missing_task_queues: choice.may_lack_task_queues,
            allow_no_pollers: choice.may_lack_pollers,
            ..Default::default()
        };
        self.client.call(&request).await.map(drop)
    }

    /// Writes down what people and programs want to know of a version, such as the commit it was built of, and takes entries away;
    /// says what there is then.
    ///
    /// # Errors
    ///
    /// There is no such version, or the call failed.
    pub async fn update_version_metadata(
        &self,
        build_id: &str,
        written: BTreeMap<String, Payload>,
        removed: impl IntoIterator<Item = String>,
    ) -> Result<BTreeMap<String, Payload>, CallError> {
        let (namespace, _, identity) = self.names();
        let request = UpdateWorkerDeploymentVersionMetadataRequest {
            namespace,
            deployment_version: Some(self.version(build_id)),
            upsert_entries: written,
            remove_entries: removed.into_iter().collect(),
            identity,
            ..Default::default()
        };
        Ok(self.client.call(&request).await?.metadata.unwrap_or_default().entries)
    }

    /// Makes this identity the deployment's manager, who alone changes which version is current or ramps; `None` has everybody
    /// change that again. Says who was.
    ///
    /// # Errors
    ///
    /// There is no such deployment, others have changed it, or the call failed.
    pub async fn set_manager(&self, manager: Option<&str>, conflict_token: Bytes) -> Result<String, CallError> {
        let (namespace, deployment_name, identity) = self.names();
        let request = SetWorkerDeploymentManagerRequest {
            namespace,
            deployment_name,
            conflict_token,
            identity,
            new_manager_identity: Some(NewManagerIdentity::ManagerIdentity(manager.unwrap_or_default().to_owned())),
        };
        Ok(self.client.call(&request).await?.previous_manager_identity)
    }

    /// Deletes a version that no workflow goes to and no worker has. `Drainage::Ignored` deletes it even though workflows are
    /// pinned to it.
    ///
    /// # Errors
    ///
    /// There is no such version, it is in use, or the call failed.
    pub async fn delete_version(&self, build_id: &str, drainage: Drainage) -> Result<(), CallError> {
        let (namespace, _, identity) = self.names();
        let request = DeleteWorkerDeploymentVersionRequest {
            namespace,
            deployment_version: Some(self.version(build_id)),
            skip_drainage: drainage == Drainage::Ignored,
            identity,
            ..Default::default()
        };
        self.client.call(&request).await.map(drop)
    }

    /// Deletes the deployment, which has to have no version any more.
    ///
    /// # Errors
    ///
    /// It has versions, or the call failed.
    pub async fn delete(&self) -> Result<(), CallError> {
        let (namespace, deployment_name, identity) = self.names();
        self.client.call(&DeleteWorkerDeploymentRequest { namespace, deployment_name, identity }).await.map(drop)
    }

    fn names(&self) -> (String, String, String) {
        (self.client.namespace().to_owned(), self.name.clone(), self.client.identity().to_owned())
    }

    fn version(&self, build_id: &str) -> WorkerDeploymentVersion {
        WorkerDeploymentVersion { build_id: build_id.to_owned(), deployment_name: self.name.clone() }
    }
}

/// Whether a version is deleted that workflows are pinned to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "yes or no")]
pub enum Drainage {
    /// They have to have ended.
    #[default]
    Required,
    /// They need not.
    Ignored,
}
