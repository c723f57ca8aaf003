// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChildWorkflowResult {
    #[prost(oneof = "child_workflow_result::Status", tags = "1, 2, 3")]
    pub status: ::core::option::Option<child_workflow_result::Status>,
}
/// Nested message and enum types in `ChildWorkflowResult`.
pub mod child_workflow_result {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Status {
        #[prost(message, tag = "1")]
        Completed(super::Success),
        #[prost(message, tag = "2")]
        Failed(super::Failure),
        #[prost(message, tag = "3")]
        Cancelled(super::Cancellation),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Success {
    #[prost(message, optional, tag = "1")]
    pub result: ::core::option::Option<super::super::temporal::api::common::v1::Payload>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Failure {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<
        super::super::temporal::api::failure::v1::Failure,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Cancellation {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<
        super::super::temporal::api::failure::v1::Failure,
    >,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum ParentClosePolicy {
    Unspecified = 0,
    Terminate = 1,
    Abandon = 2,
    RequestCancel = 3,
}
impl ParentClosePolicy {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::Unspecified => "PARENT_CLOSE_POLICY_UNSPECIFIED",
            Self::Terminate => "PARENT_CLOSE_POLICY_TERMINATE",
            Self::Abandon => "PARENT_CLOSE_POLICY_ABANDON",
            Self::RequestCancel => "PARENT_CLOSE_POLICY_REQUEST_CANCEL",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "PARENT_CLOSE_POLICY_UNSPECIFIED" => Some(Self::Unspecified),
            "PARENT_CLOSE_POLICY_TERMINATE" => Some(Self::Terminate),
            "PARENT_CLOSE_POLICY_ABANDON" => Some(Self::Abandon),
            "PARENT_CLOSE_POLICY_REQUEST_CANCEL" => Some(Self::RequestCancel),
            _ => None,
        }
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum StartChildWorkflowExecutionFailedCause {
    Unspecified = 0,
    WorkflowAlreadyExists = 1,
    NamespaceNotFound = 2,
    InvalidVersioningOverride = 3,
}
impl StartChildWorkflowExecutionFailedCause {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::Unspecified => {
                "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_UNSPECIFIED"
            }
            Self::WorkflowAlreadyExists => {
                "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS"
            }
            Self::NamespaceNotFound => {
                "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND"
            }
            Self::InvalidVersioningOverride => {
                "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_INVALID_VERSIONING_OVERRIDE"
            }
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_UNSPECIFIED" => {
                Some(Self::Unspecified)
            }
            "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS" => {
                Some(Self::WorkflowAlreadyExists)
            }
            "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND" => {
                Some(Self::NamespaceNotFound)
            }
            "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_INVALID_VERSIONING_OVERRIDE" => {
                Some(Self::InvalidVersioningOverride)
            }
            _ => None,
        }
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum ChildWorkflowCancellationType {
    Abandon = 0,
    TryCancel = 1,
    WaitCancellationCompleted = 2,
    WaitCancellationRequested = 3,
}
impl ChildWorkflowCancellationType {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::Abandon => "ABANDON",
            Self::TryCancel => "TRY_CANCEL",
            Self::WaitCancellationCompleted => "WAIT_CANCELLATION_COMPLETED",
            Self::WaitCancellationRequested => "WAIT_CANCELLATION_REQUESTED",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "ABANDON" => Some(Self::Abandon),
            "TRY_CANCEL" => Some(Self::TryCancel),
            "WAIT_CANCELLATION_COMPLETED" => Some(Self::WaitCancellationCompleted),
            "WAIT_CANCELLATION_REQUESTED" => Some(Self::WaitCancellationRequested),
            _ => None,
        }
    }
}
