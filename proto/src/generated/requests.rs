// Written by `cargo xtask proto`; do not edit.
impl Request for crate::temporal::api::operatorservice::v1::AddSearchAttributesRequest {
    type Response = crate::temporal::api::operatorservice::v1::AddSearchAttributesResponse;
    const METHOD: &'static str = operator_service::ADD_SEARCH_ATTRIBUTES;
}
impl Request for crate::temporal::api::operatorservice::v1::RemoveSearchAttributesRequest {
    type Response = crate::temporal::api::operatorservice::v1::RemoveSearchAttributesResponse;
    const METHOD: &'static str = operator_service::REMOVE_SEARCH_ATTRIBUTES;
}
impl Request for crate::temporal::api::operatorservice::v1::ListSearchAttributesRequest {
    type Response = crate::temporal::api::operatorservice::v1::ListSearchAttributesResponse;
    const METHOD: &'static str = operator_service::LIST_SEARCH_ATTRIBUTES;
}
impl Request for crate::temporal::api::operatorservice::v1::DeleteNamespaceRequest {
    type Response = crate::temporal::api::operatorservice::v1::DeleteNamespaceResponse;
    const METHOD: &'static str = operator_service::DELETE_NAMESPACE;
}
impl Request for crate::temporal::api::operatorservice::v1::AddOrUpdateRemoteClusterRequest {
    type Response = crate::temporal::api::operatorservice::v1::AddOrUpdateRemoteClusterResponse;
    const METHOD: &'static str = operator_service::ADD_OR_UPDATE_REMOTE_CLUSTER;
}
impl Request for crate::temporal::api::operatorservice::v1::RemoveRemoteClusterRequest {
    type Response = crate::temporal::api::operatorservice::v1::RemoveRemoteClusterResponse;
    const METHOD: &'static str = operator_service::REMOVE_REMOTE_CLUSTER;
}
impl Request for crate::temporal::api::operatorservice::v1::ListClustersRequest {
    type Response = crate::temporal::api::operatorservice::v1::ListClustersResponse;
    const METHOD: &'static str = operator_service::LIST_CLUSTERS;
}
impl Request for crate::temporal::api::operatorservice::v1::GetNexusEndpointRequest {
    type Response = crate::temporal::api::operatorservice::v1::GetNexusEndpointResponse;
    const METHOD: &'static str = operator_service::GET_NEXUS_ENDPOINT;
}
impl Request for crate::temporal::api::operatorservice::v1::CreateNexusEndpointRequest {
    type Response = crate::temporal::api::operatorservice::v1::CreateNexusEndpointResponse;
    const METHOD: &'static str = operator_service::CREATE_NEXUS_ENDPOINT;
}
impl Request for crate::temporal::api::operatorservice::v1::UpdateNexusEndpointRequest {
    type Response = crate::temporal::api::operatorservice::v1::UpdateNexusEndpointResponse;
    const METHOD: &'static str = operator_service::UPDATE_NEXUS_ENDPOINT;
}
impl Request for crate::temporal::api::operatorservice::v1::DeleteNexusEndpointRequest {
    type Response = crate::temporal::api::operatorservice::v1::DeleteNexusEndpointResponse;
    const METHOD: &'static str = operator_service::DELETE_NEXUS_ENDPOINT;
}
impl Request for crate::temporal::api::operatorservice::v1::ListNexusEndpointsRequest {
    type Response = crate::temporal::api::operatorservice::v1::ListNexusEndpointsResponse;
    const METHOD: &'static str = operator_service::LIST_NEXUS_ENDPOINTS;
}
impl Request for crate::temporal::api::workflowservice::v1::RegisterNamespaceRequest {
    type Response = crate::temporal::api::workflowservice::v1::RegisterNamespaceResponse;
    const METHOD: &'static str = workflow_service::REGISTER_NAMESPACE;
}
impl Request for crate::temporal::api::workflowservice::v1::DescribeNamespaceRequest {
    type Response = crate::temporal::api::workflowservice::v1::DescribeNamespaceResponse;
    const METHOD: &'static str = workflow_service::DESCRIBE_NAMESPACE;
}
impl Request for crate::temporal::api::workflowservice::v1::ListNamespacesRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListNamespacesResponse;
    const METHOD: &'static str = workflow_service::LIST_NAMESPACES;
}
impl Request for crate::temporal::api::workflowservice::v1::UpdateNamespaceRequest {
    type Response = crate::temporal::api::workflowservice::v1::UpdateNamespaceResponse;
    const METHOD: &'static str = workflow_service::UPDATE_NAMESPACE;
}
impl Request for crate::temporal::api::workflowservice::v1::DeprecateNamespaceRequest {
    type Response = crate::temporal::api::workflowservice::v1::DeprecateNamespaceResponse;
    const METHOD: &'static str = workflow_service::DEPRECATE_NAMESPACE;
}
impl Request for crate::temporal::api::workflowservice::v1::StartWorkflowExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::StartWorkflowExecutionResponse;
    const METHOD: &'static str = workflow_service::START_WORKFLOW_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::ExecuteMultiOperationRequest {
    type Response = crate::temporal::api::workflowservice::v1::ExecuteMultiOperationResponse;
    const METHOD: &'static str = workflow_service::EXECUTE_MULTI_OPERATION;
}
impl Request for crate::temporal::api::workflowservice::v1::GetWorkflowExecutionHistoryRequest {
    type Response = crate::temporal::api::workflowservice::v1::GetWorkflowExecutionHistoryResponse;
    const METHOD: &'static str = workflow_service::GET_WORKFLOW_EXECUTION_HISTORY;
}
impl Request for crate::temporal::api::workflowservice::v1::GetWorkflowExecutionHistoryReverseRequest {
    type Response = crate::temporal::api::workflowservice::v1::GetWorkflowExecutionHistoryReverseResponse;
    const METHOD: &'static str = workflow_service::GET_WORKFLOW_EXECUTION_HISTORY_REVERSE;
}
impl Request for crate::temporal::api::workflowservice::v1::PollWorkflowTaskQueueRequest {
    type Response = crate::temporal::api::workflowservice::v1::PollWorkflowTaskQueueResponse;
    const METHOD: &'static str = workflow_service::POLL_WORKFLOW_TASK_QUEUE;
}
impl Request for crate::temporal::api::workflowservice::v1::RespondWorkflowTaskCompletedRequest {
    type Response = crate::temporal::api::workflowservice::v1::RespondWorkflowTaskCompletedResponse;
    const METHOD: &'static str = workflow_service::RESPOND_WORKFLOW_TASK_COMPLETED;
}
impl Request for crate::temporal::api::workflowservice::v1::RespondWorkflowTaskFailedRequest {
    type Response = crate::temporal::api::workflowservice::v1::RespondWorkflowTaskFailedResponse;
    const METHOD: &'static str = workflow_service::RESPOND_WORKFLOW_TASK_FAILED;
}
impl Request for crate::temporal::api::workflowservice::v1::PollActivityTaskQueueRequest {
    type Response = crate::temporal::api::workflowservice::v1::PollActivityTaskQueueResponse;
    const METHOD: &'static str = workflow_service::POLL_ACTIVITY_TASK_QUEUE;
}
impl Request for crate::temporal::api::workflowservice::v1::RecordActivityTaskHeartbeatRequest {
    type Response = crate::temporal::api::workflowservice::v1::RecordActivityTaskHeartbeatResponse;
    const METHOD: &'static str = workflow_service::RECORD_ACTIVITY_TASK_HEARTBEAT;
}
impl Request for crate::temporal::api::workflowservice::v1::RecordActivityTaskHeartbeatByIdRequest {
    type Response = crate::temporal::api::workflowservice::v1::RecordActivityTaskHeartbeatByIdResponse;
    const METHOD: &'static str = workflow_service::RECORD_ACTIVITY_TASK_HEARTBEAT_BY_ID;
}
impl Request for crate::temporal::api::workflowservice::v1::RespondActivityTaskCompletedRequest {
    type Response = crate::temporal::api::workflowservice::v1::RespondActivityTaskCompletedResponse;
    const METHOD: &'static str = workflow_service::RESPOND_ACTIVITY_TASK_COMPLETED;
}
impl Request for crate::temporal::api::workflowservice::v1::RespondActivityTaskCompletedByIdRequest {
    type Response = crate::temporal::api::workflowservice::v1::RespondActivityTaskCompletedByIdResponse;
    const METHOD: &'static str = workflow_service::RESPOND_ACTIVITY_TASK_COMPLETED_BY_ID;
}
impl Request for crate::temporal::api::workflowservice::v1::RespondActivityTaskFailedRequest {
    type Response = crate::temporal::api::workflowservice::v1::RespondActivityTaskFailedResponse;
    const METHOD: &'static str = workflow_service::RESPOND_ACTIVITY_TASK_FAILED;
}
impl Request for crate::temporal::api::workflowservice::v1::RespondActivityTaskFailedByIdRequest {
    type Response = crate::temporal::api::workflowservice::v1::RespondActivityTaskFailedByIdResponse;
    const METHOD: &'static str = workflow_service::RESPOND_ACTIVITY_TASK_FAILED_BY_ID;
}
impl Request for crate::temporal::api::workflowservice::v1::RespondActivityTaskCanceledRequest {
    type Response = crate::temporal::api::workflowservice::v1::RespondActivityTaskCanceledResponse;
    const METHOD: &'static str = workflow_service::RESPOND_ACTIVITY_TASK_CANCELED;
}
impl Request for crate::temporal::api::workflowservice::v1::RespondActivityTaskCanceledByIdRequest {
    type Response = crate::temporal::api::workflowservice::v1::RespondActivityTaskCanceledByIdResponse;
    const METHOD: &'static str = workflow_service::RESPOND_ACTIVITY_TASK_CANCELED_BY_ID;
}
impl Request for crate::temporal::api::workflowservice::v1::RequestCancelWorkflowExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::RequestCancelWorkflowExecutionResponse;
    const METHOD: &'static str = workflow_service::REQUEST_CANCEL_WORKFLOW_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::SignalWorkflowExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::SignalWorkflowExecutionResponse;
    const METHOD: &'static str = workflow_service::SIGNAL_WORKFLOW_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::SignalWithStartWorkflowExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::SignalWithStartWorkflowExecutionResponse;
    const METHOD: &'static str = workflow_service::SIGNAL_WITH_START_WORKFLOW_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::ResetWorkflowExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::ResetWorkflowExecutionResponse;
    const METHOD: &'static str = workflow_service::RESET_WORKFLOW_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::TerminateWorkflowExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::TerminateWorkflowExecutionResponse;
    const METHOD: &'static str = workflow_service::TERMINATE_WORKFLOW_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::DeleteWorkflowExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::DeleteWorkflowExecutionResponse;
    const METHOD: &'static str = workflow_service::DELETE_WORKFLOW_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::ListOpenWorkflowExecutionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListOpenWorkflowExecutionsResponse;
    const METHOD: &'static str = workflow_service::LIST_OPEN_WORKFLOW_EXECUTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::ListClosedWorkflowExecutionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListClosedWorkflowExecutionsResponse;
    const METHOD: &'static str = workflow_service::LIST_CLOSED_WORKFLOW_EXECUTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::ListWorkflowExecutionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListWorkflowExecutionsResponse;
    const METHOD: &'static str = workflow_service::LIST_WORKFLOW_EXECUTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::ListArchivedWorkflowExecutionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListArchivedWorkflowExecutionsResponse;
    const METHOD: &'static str = workflow_service::LIST_ARCHIVED_WORKFLOW_EXECUTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::ScanWorkflowExecutionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::ScanWorkflowExecutionsResponse;
    const METHOD: &'static str = workflow_service::SCAN_WORKFLOW_EXECUTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::CountWorkflowExecutionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::CountWorkflowExecutionsResponse;
    const METHOD: &'static str = workflow_service::COUNT_WORKFLOW_EXECUTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::GetSearchAttributesRequest {
    type Response = crate::temporal::api::workflowservice::v1::GetSearchAttributesResponse;
    const METHOD: &'static str = workflow_service::GET_SEARCH_ATTRIBUTES;
}
impl Request for crate::temporal::api::workflowservice::v1::RespondQueryTaskCompletedRequest {
    type Response = crate::temporal::api::workflowservice::v1::RespondQueryTaskCompletedResponse;
    const METHOD: &'static str = workflow_service::RESPOND_QUERY_TASK_COMPLETED;
}
impl Request for crate::temporal::api::workflowservice::v1::ResetStickyTaskQueueRequest {
    type Response = crate::temporal::api::workflowservice::v1::ResetStickyTaskQueueResponse;
    const METHOD: &'static str = workflow_service::RESET_STICKY_TASK_QUEUE;
}
impl Request for crate::temporal::api::workflowservice::v1::ShutdownWorkerRequest {
    type Response = crate::temporal::api::workflowservice::v1::ShutdownWorkerResponse;
    const METHOD: &'static str = workflow_service::SHUTDOWN_WORKER;
}
impl Request for crate::temporal::api::workflowservice::v1::QueryWorkflowRequest {
    type Response = crate::temporal::api::workflowservice::v1::QueryWorkflowResponse;
    const METHOD: &'static str = workflow_service::QUERY_WORKFLOW;
}
impl Request for crate::temporal::api::workflowservice::v1::DescribeWorkflowExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::DescribeWorkflowExecutionResponse;
    const METHOD: &'static str = workflow_service::DESCRIBE_WORKFLOW_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::DescribeTaskQueueRequest {
    type Response = crate::temporal::api::workflowservice::v1::DescribeTaskQueueResponse;
    const METHOD: &'static str = workflow_service::DESCRIBE_TASK_QUEUE;
}
impl Request for crate::temporal::api::workflowservice::v1::GetClusterInfoRequest {
    type Response = crate::temporal::api::workflowservice::v1::GetClusterInfoResponse;
    const METHOD: &'static str = workflow_service::GET_CLUSTER_INFO;
}
impl Request for crate::temporal::api::workflowservice::v1::GetSystemInfoRequest {
    type Response = crate::temporal::api::workflowservice::v1::GetSystemInfoResponse;
    const METHOD: &'static str = workflow_service::GET_SYSTEM_INFO;
}
impl Request for crate::temporal::api::workflowservice::v1::ListTaskQueuePartitionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListTaskQueuePartitionsResponse;
    const METHOD: &'static str = workflow_service::LIST_TASK_QUEUE_PARTITIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::CreateScheduleRequest {
    type Response = crate::temporal::api::workflowservice::v1::CreateScheduleResponse;
    const METHOD: &'static str = workflow_service::CREATE_SCHEDULE;
}
impl Request for crate::temporal::api::workflowservice::v1::DescribeScheduleRequest {
    type Response = crate::temporal::api::workflowservice::v1::DescribeScheduleResponse;
    const METHOD: &'static str = workflow_service::DESCRIBE_SCHEDULE;
}
impl Request for crate::temporal::api::workflowservice::v1::UpdateScheduleRequest {
    type Response = crate::temporal::api::workflowservice::v1::UpdateScheduleResponse;
    const METHOD: &'static str = workflow_service::UPDATE_SCHEDULE;
}
impl Request for crate::temporal::api::workflowservice::v1::PatchScheduleRequest {
    type Response = crate::temporal::api::workflowservice::v1::PatchScheduleResponse;
    const METHOD: &'static str = workflow_service::PATCH_SCHEDULE;
}
impl Request for crate::temporal::api::workflowservice::v1::ListScheduleMatchingTimesRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListScheduleMatchingTimesResponse;
    const METHOD: &'static str = workflow_service::LIST_SCHEDULE_MATCHING_TIMES;
}
impl Request for crate::temporal::api::workflowservice::v1::DeleteScheduleRequest {
    type Response = crate::temporal::api::workflowservice::v1::DeleteScheduleResponse;
    const METHOD: &'static str = workflow_service::DELETE_SCHEDULE;
}
impl Request for crate::temporal::api::workflowservice::v1::ListSchedulesRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListSchedulesResponse;
    const METHOD: &'static str = workflow_service::LIST_SCHEDULES;
}
impl Request for crate::temporal::api::workflowservice::v1::CountSchedulesRequest {
    type Response = crate::temporal::api::workflowservice::v1::CountSchedulesResponse;
    const METHOD: &'static str = workflow_service::COUNT_SCHEDULES;
}
impl Request for crate::temporal::api::workflowservice::v1::UpdateWorkerBuildIdCompatibilityRequest {
    type Response = crate::temporal::api::workflowservice::v1::UpdateWorkerBuildIdCompatibilityResponse;
    const METHOD: &'static str = workflow_service::UPDATE_WORKER_BUILD_ID_COMPATIBILITY;
}
impl Request for crate::temporal::api::workflowservice::v1::GetWorkerBuildIdCompatibilityRequest {
    type Response = crate::temporal::api::workflowservice::v1::GetWorkerBuildIdCompatibilityResponse;
    const METHOD: &'static str = workflow_service::GET_WORKER_BUILD_ID_COMPATIBILITY;
}
impl Request for crate::temporal::api::workflowservice::v1::UpdateWorkerVersioningRulesRequest {
    type Response = crate::temporal::api::workflowservice::v1::UpdateWorkerVersioningRulesResponse;
    const METHOD: &'static str = workflow_service::UPDATE_WORKER_VERSIONING_RULES;
}
impl Request for crate::temporal::api::workflowservice::v1::GetWorkerVersioningRulesRequest {
    type Response = crate::temporal::api::workflowservice::v1::GetWorkerVersioningRulesResponse;
    const METHOD: &'static str = workflow_service::GET_WORKER_VERSIONING_RULES;
}
impl Request for crate::temporal::api::workflowservice::v1::GetWorkerTaskReachabilityRequest {
    type Response = crate::temporal::api::workflowservice::v1::GetWorkerTaskReachabilityResponse;
    const METHOD: &'static str = workflow_service::GET_WORKER_TASK_REACHABILITY;
}
impl Request for crate::temporal::api::workflowservice::v1::DescribeDeploymentRequest {
    type Response = crate::temporal::api::workflowservice::v1::DescribeDeploymentResponse;
    const METHOD: &'static str = workflow_service::DESCRIBE_DEPLOYMENT;
}
impl Request for crate::temporal::api::workflowservice::v1::DescribeWorkerDeploymentVersionRequest {
    type Response = crate::temporal::api::workflowservice::v1::DescribeWorkerDeploymentVersionResponse;
    const METHOD: &'static str = workflow_service::DESCRIBE_WORKER_DEPLOYMENT_VERSION;
}
impl Request for crate::temporal::api::workflowservice::v1::ListDeploymentsRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListDeploymentsResponse;
    const METHOD: &'static str = workflow_service::LIST_DEPLOYMENTS;
}
impl Request for crate::temporal::api::workflowservice::v1::GetDeploymentReachabilityRequest {
    type Response = crate::temporal::api::workflowservice::v1::GetDeploymentReachabilityResponse;
    const METHOD: &'static str = workflow_service::GET_DEPLOYMENT_REACHABILITY;
}
impl Request for crate::temporal::api::workflowservice::v1::GetCurrentDeploymentRequest {
    type Response = crate::temporal::api::workflowservice::v1::GetCurrentDeploymentResponse;
    const METHOD: &'static str = workflow_service::GET_CURRENT_DEPLOYMENT;
}
impl Request for crate::temporal::api::workflowservice::v1::SetCurrentDeploymentRequest {
    type Response = crate::temporal::api::workflowservice::v1::SetCurrentDeploymentResponse;
    const METHOD: &'static str = workflow_service::SET_CURRENT_DEPLOYMENT;
}
impl Request for crate::temporal::api::workflowservice::v1::SetWorkerDeploymentCurrentVersionRequest {
    type Response = crate::temporal::api::workflowservice::v1::SetWorkerDeploymentCurrentVersionResponse;
    const METHOD: &'static str = workflow_service::SET_WORKER_DEPLOYMENT_CURRENT_VERSION;
}
impl Request for crate::temporal::api::workflowservice::v1::DescribeWorkerDeploymentRequest {
    type Response = crate::temporal::api::workflowservice::v1::DescribeWorkerDeploymentResponse;
    const METHOD: &'static str = workflow_service::DESCRIBE_WORKER_DEPLOYMENT;
}
impl Request for crate::temporal::api::workflowservice::v1::DeleteWorkerDeploymentRequest {
    type Response = crate::temporal::api::workflowservice::v1::DeleteWorkerDeploymentResponse;
    const METHOD: &'static str = workflow_service::DELETE_WORKER_DEPLOYMENT;
}
impl Request for crate::temporal::api::workflowservice::v1::DeleteWorkerDeploymentVersionRequest {
    type Response = crate::temporal::api::workflowservice::v1::DeleteWorkerDeploymentVersionResponse;
    const METHOD: &'static str = workflow_service::DELETE_WORKER_DEPLOYMENT_VERSION;
}
impl Request for crate::temporal::api::workflowservice::v1::SetWorkerDeploymentRampingVersionRequest {
    type Response = crate::temporal::api::workflowservice::v1::SetWorkerDeploymentRampingVersionResponse;
    const METHOD: &'static str = workflow_service::SET_WORKER_DEPLOYMENT_RAMPING_VERSION;
}
impl Request for crate::temporal::api::workflowservice::v1::ListWorkerDeploymentsRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListWorkerDeploymentsResponse;
    const METHOD: &'static str = workflow_service::LIST_WORKER_DEPLOYMENTS;
}
impl Request for crate::temporal::api::workflowservice::v1::CreateWorkerDeploymentRequest {
    type Response = crate::temporal::api::workflowservice::v1::CreateWorkerDeploymentResponse;
    const METHOD: &'static str = workflow_service::CREATE_WORKER_DEPLOYMENT;
}
impl Request for crate::temporal::api::workflowservice::v1::CreateWorkerDeploymentVersionRequest {
    type Response = crate::temporal::api::workflowservice::v1::CreateWorkerDeploymentVersionResponse;
    const METHOD: &'static str = workflow_service::CREATE_WORKER_DEPLOYMENT_VERSION;
}
impl Request for crate::temporal::api::workflowservice::v1::UpdateWorkerDeploymentVersionComputeConfigRequest {
    type Response = crate::temporal::api::workflowservice::v1::UpdateWorkerDeploymentVersionComputeConfigResponse;
    const METHOD: &'static str = workflow_service::UPDATE_WORKER_DEPLOYMENT_VERSION_COMPUTE_CONFIG;
}
impl Request for crate::temporal::api::workflowservice::v1::ValidateWorkerDeploymentVersionComputeConfigRequest {
    type Response = crate::temporal::api::workflowservice::v1::ValidateWorkerDeploymentVersionComputeConfigResponse;
    const METHOD: &'static str = workflow_service::VALIDATE_WORKER_DEPLOYMENT_VERSION_COMPUTE_CONFIG;
}
impl Request for crate::temporal::api::workflowservice::v1::UpdateWorkerDeploymentVersionMetadataRequest {
    type Response = crate::temporal::api::workflowservice::v1::UpdateWorkerDeploymentVersionMetadataResponse;
    const METHOD: &'static str = workflow_service::UPDATE_WORKER_DEPLOYMENT_VERSION_METADATA;
}
impl Request for crate::temporal::api::workflowservice::v1::SetWorkerDeploymentManagerRequest {
    type Response = crate::temporal::api::workflowservice::v1::SetWorkerDeploymentManagerResponse;
    const METHOD: &'static str = workflow_service::SET_WORKER_DEPLOYMENT_MANAGER;
}
impl Request for crate::temporal::api::workflowservice::v1::UpdateWorkflowExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::UpdateWorkflowExecutionResponse;
    const METHOD: &'static str = workflow_service::UPDATE_WORKFLOW_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::PollWorkflowExecutionUpdateRequest {
    type Response = crate::temporal::api::workflowservice::v1::PollWorkflowExecutionUpdateResponse;
    const METHOD: &'static str = workflow_service::POLL_WORKFLOW_EXECUTION_UPDATE;
}
impl Request for crate::temporal::api::workflowservice::v1::StartBatchOperationRequest {
    type Response = crate::temporal::api::workflowservice::v1::StartBatchOperationResponse;
    const METHOD: &'static str = workflow_service::START_BATCH_OPERATION;
}
impl Request for crate::temporal::api::workflowservice::v1::StopBatchOperationRequest {
    type Response = crate::temporal::api::workflowservice::v1::StopBatchOperationResponse;
    const METHOD: &'static str = workflow_service::STOP_BATCH_OPERATION;
}
impl Request for crate::temporal::api::workflowservice::v1::DescribeBatchOperationRequest {
    type Response = crate::temporal::api::workflowservice::v1::DescribeBatchOperationResponse;
    const METHOD: &'static str = workflow_service::DESCRIBE_BATCH_OPERATION;
}
impl Request for crate::temporal::api::workflowservice::v1::ListBatchOperationsRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListBatchOperationsResponse;
    const METHOD: &'static str = workflow_service::LIST_BATCH_OPERATIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::PollNexusTaskQueueRequest {
    type Response = crate::temporal::api::workflowservice::v1::PollNexusTaskQueueResponse;
    const METHOD: &'static str = workflow_service::POLL_NEXUS_TASK_QUEUE;
}
impl Request for crate::temporal::api::workflowservice::v1::RespondNexusTaskCompletedRequest {
    type Response = crate::temporal::api::workflowservice::v1::RespondNexusTaskCompletedResponse;
    const METHOD: &'static str = workflow_service::RESPOND_NEXUS_TASK_COMPLETED;
}
impl Request for crate::temporal::api::workflowservice::v1::RespondNexusTaskFailedRequest {
    type Response = crate::temporal::api::workflowservice::v1::RespondNexusTaskFailedResponse;
    const METHOD: &'static str = workflow_service::RESPOND_NEXUS_TASK_FAILED;
}
impl Request for crate::temporal::api::workflowservice::v1::UpdateActivityOptionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::UpdateActivityOptionsResponse;
    const METHOD: &'static str = workflow_service::UPDATE_ACTIVITY_OPTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::UpdateWorkflowExecutionOptionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::UpdateWorkflowExecutionOptionsResponse;
    const METHOD: &'static str = workflow_service::UPDATE_WORKFLOW_EXECUTION_OPTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::PauseActivityRequest {
    type Response = crate::temporal::api::workflowservice::v1::PauseActivityResponse;
    const METHOD: &'static str = workflow_service::PAUSE_ACTIVITY;
}
impl Request for crate::temporal::api::workflowservice::v1::UnpauseActivityRequest {
    type Response = crate::temporal::api::workflowservice::v1::UnpauseActivityResponse;
    const METHOD: &'static str = workflow_service::UNPAUSE_ACTIVITY;
}
impl Request for crate::temporal::api::workflowservice::v1::ResetActivityRequest {
    type Response = crate::temporal::api::workflowservice::v1::ResetActivityResponse;
    const METHOD: &'static str = workflow_service::RESET_ACTIVITY;
}
impl Request for crate::temporal::api::workflowservice::v1::CreateWorkflowRuleRequest {
    type Response = crate::temporal::api::workflowservice::v1::CreateWorkflowRuleResponse;
    const METHOD: &'static str = workflow_service::CREATE_WORKFLOW_RULE;
}
impl Request for crate::temporal::api::workflowservice::v1::DescribeWorkflowRuleRequest {
    type Response = crate::temporal::api::workflowservice::v1::DescribeWorkflowRuleResponse;
    const METHOD: &'static str = workflow_service::DESCRIBE_WORKFLOW_RULE;
}
impl Request for crate::temporal::api::workflowservice::v1::DeleteWorkflowRuleRequest {
    type Response = crate::temporal::api::workflowservice::v1::DeleteWorkflowRuleResponse;
    const METHOD: &'static str = workflow_service::DELETE_WORKFLOW_RULE;
}
impl Request for crate::temporal::api::workflowservice::v1::ListWorkflowRulesRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListWorkflowRulesResponse;
    const METHOD: &'static str = workflow_service::LIST_WORKFLOW_RULES;
}
impl Request for crate::temporal::api::workflowservice::v1::TriggerWorkflowRuleRequest {
    type Response = crate::temporal::api::workflowservice::v1::TriggerWorkflowRuleResponse;
    const METHOD: &'static str = workflow_service::TRIGGER_WORKFLOW_RULE;
}
impl Request for crate::temporal::api::workflowservice::v1::RecordWorkerHeartbeatRequest {
    type Response = crate::temporal::api::workflowservice::v1::RecordWorkerHeartbeatResponse;
    const METHOD: &'static str = workflow_service::RECORD_WORKER_HEARTBEAT;
}
impl Request for crate::temporal::api::workflowservice::v1::ListWorkersRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListWorkersResponse;
    const METHOD: &'static str = workflow_service::LIST_WORKERS;
}
impl Request for crate::temporal::api::workflowservice::v1::CountWorkersRequest {
    type Response = crate::temporal::api::workflowservice::v1::CountWorkersResponse;
    const METHOD: &'static str = workflow_service::COUNT_WORKERS;
}
impl Request for crate::temporal::api::workflowservice::v1::UpdateTaskQueueConfigRequest {
    type Response = crate::temporal::api::workflowservice::v1::UpdateTaskQueueConfigResponse;
    const METHOD: &'static str = workflow_service::UPDATE_TASK_QUEUE_CONFIG;
}
impl Request for crate::temporal::api::workflowservice::v1::FetchWorkerConfigRequest {
    type Response = crate::temporal::api::workflowservice::v1::FetchWorkerConfigResponse;
    const METHOD: &'static str = workflow_service::FETCH_WORKER_CONFIG;
}
impl Request for crate::temporal::api::workflowservice::v1::UpdateWorkerConfigRequest {
    type Response = crate::temporal::api::workflowservice::v1::UpdateWorkerConfigResponse;
    const METHOD: &'static str = workflow_service::UPDATE_WORKER_CONFIG;
}
impl Request for crate::temporal::api::workflowservice::v1::DescribeWorkerRequest {
    type Response = crate::temporal::api::workflowservice::v1::DescribeWorkerResponse;
    const METHOD: &'static str = workflow_service::DESCRIBE_WORKER;
}
impl Request for crate::temporal::api::workflowservice::v1::PauseWorkflowExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::PauseWorkflowExecutionResponse;
    const METHOD: &'static str = workflow_service::PAUSE_WORKFLOW_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::UnpauseWorkflowExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::UnpauseWorkflowExecutionResponse;
    const METHOD: &'static str = workflow_service::UNPAUSE_WORKFLOW_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::StartActivityExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::StartActivityExecutionResponse;
    const METHOD: &'static str = workflow_service::START_ACTIVITY_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::StartNexusOperationExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::StartNexusOperationExecutionResponse;
    const METHOD: &'static str = workflow_service::START_NEXUS_OPERATION_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::DescribeActivityExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::DescribeActivityExecutionResponse;
    const METHOD: &'static str = workflow_service::DESCRIBE_ACTIVITY_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::DescribeNexusOperationExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::DescribeNexusOperationExecutionResponse;
    const METHOD: &'static str = workflow_service::DESCRIBE_NEXUS_OPERATION_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::PollActivityExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::PollActivityExecutionResponse;
    const METHOD: &'static str = workflow_service::POLL_ACTIVITY_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::PollNexusOperationExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::PollNexusOperationExecutionResponse;
    const METHOD: &'static str = workflow_service::POLL_NEXUS_OPERATION_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::ListActivityExecutionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListActivityExecutionsResponse;
    const METHOD: &'static str = workflow_service::LIST_ACTIVITY_EXECUTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::ListNexusOperationExecutionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::ListNexusOperationExecutionsResponse;
    const METHOD: &'static str = workflow_service::LIST_NEXUS_OPERATION_EXECUTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::CountActivityExecutionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::CountActivityExecutionsResponse;
    const METHOD: &'static str = workflow_service::COUNT_ACTIVITY_EXECUTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::CountNexusOperationExecutionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::CountNexusOperationExecutionsResponse;
    const METHOD: &'static str = workflow_service::COUNT_NEXUS_OPERATION_EXECUTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::RequestCancelActivityExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::RequestCancelActivityExecutionResponse;
    const METHOD: &'static str = workflow_service::REQUEST_CANCEL_ACTIVITY_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::RequestCancelNexusOperationExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::RequestCancelNexusOperationExecutionResponse;
    const METHOD: &'static str = workflow_service::REQUEST_CANCEL_NEXUS_OPERATION_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::TerminateActivityExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::TerminateActivityExecutionResponse;
    const METHOD: &'static str = workflow_service::TERMINATE_ACTIVITY_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::DeleteActivityExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::DeleteActivityExecutionResponse;
    const METHOD: &'static str = workflow_service::DELETE_ACTIVITY_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::PauseActivityExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::PauseActivityExecutionResponse;
    const METHOD: &'static str = workflow_service::PAUSE_ACTIVITY_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::ResetActivityExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::ResetActivityExecutionResponse;
    const METHOD: &'static str = workflow_service::RESET_ACTIVITY_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::UnpauseActivityExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::UnpauseActivityExecutionResponse;
    const METHOD: &'static str = workflow_service::UNPAUSE_ACTIVITY_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::UpdateActivityExecutionOptionsRequest {
    type Response = crate::temporal::api::workflowservice::v1::UpdateActivityExecutionOptionsResponse;
    const METHOD: &'static str = workflow_service::UPDATE_ACTIVITY_EXECUTION_OPTIONS;
}
impl Request for crate::temporal::api::workflowservice::v1::TerminateNexusOperationExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::TerminateNexusOperationExecutionResponse;
    const METHOD: &'static str = workflow_service::TERMINATE_NEXUS_OPERATION_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::DeleteNexusOperationExecutionRequest {
    type Response = crate::temporal::api::workflowservice::v1::DeleteNexusOperationExecutionResponse;
    const METHOD: &'static str = workflow_service::DELETE_NEXUS_OPERATION_EXECUTION;
}
impl Request for crate::temporal::api::workflowservice::v1::PollWorkflowExecutionTimeSkippingRequest {
    type Response = crate::temporal::api::workflowservice::v1::PollWorkflowExecutionTimeSkippingResponse;
    const METHOD: &'static str = workflow_service::POLL_WORKFLOW_EXECUTION_TIME_SKIPPING;
}
