//! Decides whether a client can be used at all, and at which stage it cannot.

use crate::{CallError, CallOptions, Client, Meaning, convert::Converter};
use dacapo_core::rpc::RetryPolicy;
use dacapo_proto::temporal::api::workflowservice::v1::DescribeNamespaceRequest;
use dacapo_runtime::{Runtime, Transport};
use std::fmt;

/// How far a client comes that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CheckStage {
    /// There is no connection to a server that answers; the transport's words say at which of its stages that ends.
    Connection,
    /// The server does not know who calls, or does not let them use the namespace.
    Authentication,
    /// The server has no such namespace.
    Namespace,
    /// The server fails, or is none of Temporal's.
    Server,
}

/// A client that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("namespace {namespace:?} cannot be used ({stage}): {call}")]
#[non_exhaustive]
pub struct CheckError {
    /// How far it comes.
    pub stage: CheckStage,
    /// The namespace that the client is for.
    pub namespace: String,
    /// What came of asking for it.
    #[source]
    pub call: CallError,
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Asks the server once for the client's namespace, so that what is wrong with the address, TLS, the credentials or the
    /// namespace's name is known before anything depends on it.
    ///
    /// # Errors
    ///
    /// The client cannot be used now; the error says why, and what helps.
    pub async fn check(&self) -> Result<(), CheckError> {
        let once = CallOptions { retry: RetryPolicy::NEVER, ..self.call_options().clone() };
        let namespace = self.namespace().to_owned();
        let request = DescribeNamespaceRequest { namespace: namespace.clone(), ..Default::default() };
        let asked = self.with_calls(once).call(&request).await;
        asked.map(drop).map_err(|call| CheckError { stage: CheckStage::of(call.meaning()), namespace, call })
    }
}

impl CheckStage {
    const fn of(meaning: &Meaning) -> Self {
        match meaning {
            Meaning::Unavailable | Meaning::DeadlineExceeded | Meaning::Canceled => Self::Connection,
            Meaning::Unauthenticated | Meaning::PermissionDenied { .. } => Self::Authentication,
            // A name that cannot be one is invalid.
            Meaning::NamespaceNotFound { .. } | Meaning::NotFound | Meaning::InvalidArgument => Self::Namespace,
            Meaning::ResourceExhausted { .. }
            | Meaning::TooLarge
            | Meaning::AlreadyExists
            | Meaning::Unimplemented
            | Meaning::FailedPrecondition
            | Meaning::Malformed
            | Meaning::ServerFailed => Self::Server,
        }
    }
}

impl fmt::Display for CheckStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connection => "connection",
            Self::Authentication => "authentication",
            Self::Namespace => "namespace",
            Self::Server => "server",
        })
    }
}
