//! Decides what a call that failed for good means to whoever made it, and what helps.

use crate::details;
use dacapo_core::rpc::{Code, Status};
use dacapo_proto::temporal::api::{
    enums::v1::{ResourceExhaustedCause, ResourceExhaustedScope},
    errordetails::v1::{NamespaceNotFoundFailure, PermissionDeniedFailure, ResourceExhaustedFailure},
};
use std::fmt;

/// A call that failed for good: which, where, how often it was tried, what came of it, and what helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallError(Box<Facts>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Facts {
    rpc: &'static str,
    attempts: u32,
    address: Option<String>,
    status: Status,
    meaning: Meaning,
}

/// Why something was not done that has no errors of its own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OperationError {
    /// An option cannot be what it is.
    #[error("{option}: {problem}")]
    #[expect(missing_docs, reason = "which, and what is wrong with it")]
    InvalidOption { option: &'static str, problem: &'static str },
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// What a call that failed means.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Meaning {
    /// There is no connection, or the server is not able to answer.
    Unavailable,
    /// There was no answer in time. What was asked for may have been done.
    DeadlineExceeded,
    /// The server knows who calls, and does not allow it.
    PermissionDenied {
        /// Why, where the server says that.
        reason: String,
    },
    /// The server does not know who calls.
    Unauthenticated,
    /// A limit is reached.
    ResourceExhausted {
        /// Which.
        cause: ResourceExhaustedCause,
        /// Whether it is the namespace's or the whole system's.
        scope: ResourceExhaustedScope,
    },
    /// A message is longer than one side takes.
    TooLarge,
    /// There is no such namespace.
    NamespaceNotFound {
        /// Its name.
        namespace: String,
    },
    /// What the call is about does not exist.
    NotFound,
    /// What was to be made exists.
    AlreadyExists,
    /// The server has no such method, or does not do what was asked for.
    Unimplemented,
    /// The request cannot be what it is.
    InvalidArgument,
    /// Things are not as the call needs them to be.
    FailedPrecondition,
    /// Somebody canceled the call.
    Canceled,
    /// The answer cannot be read.
    Malformed,
    /// The server failed.
    ServerFailed,
}

impl CallError {
    /// Reads a status.
    pub(crate) fn of(method: &'static str, (attempts, address): (u32, Option<&str>), status: Status) -> Self {
        let meaning = meaning(&status);
        let address = address.map(str::to_owned);
        Self(Box::new(Facts { rpc: rpc(method), attempts, address, status, meaning }))
    }

    /// An answer that cannot be read.
    pub(crate) fn malformed(method: &'static str, made: (u32, Option<&str>), fault: &prost::DecodeError) -> Self {
        let status = Status::new(Code::Internal, format!("the answer cannot be read: {fault}"));
        let mut error = Self::of(method, made, status);
        error.0.meaning = Meaning::Malformed;
        error
    }

    /// The same call, of which this status is the end of one part.
    pub(crate) fn of_part(&self, status: Status) -> Self {
        let facts = Facts { meaning: meaning(&status), status, ..(*self.0).clone() };
        Self(Box::new(facts))
    }

    /// The name of the method, such as `StartWorkflowExecution`.
    #[must_use]
    pub const fn rpc(&self) -> &'static str {
        self.0.rpc
    }

    /// How many attempts were made.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Where the call went, where that is known.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// What the last attempt ended with.
    #[must_use]
    pub const fn status(&self) -> &Status {
        &self.0.status
    }

    /// What that means.
    #[must_use]
    pub const fn meaning(&self) -> &Meaning {
        &self.0.meaning
    }

    /// What helps, in one sentence.
    #[must_use]
    pub const fn advice(&self) -> &'static str {
        self.0.meaning.advice()
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Facts { rpc, attempts, address, status, .. } = &*self.0;
        write!(f, "{rpc}")?;
        if let Some(address) = address {
            write!(f, " at {address}")?;
        }
        let s = if *attempts == 1 { "" } else { "s" };
        write!(f, " failed after {attempts} attempt{s}: {status}; {}", self.advice())
    }
}

impl std::error::Error for CallError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0.status)
    }
}

impl Meaning {
    const fn advice(&self) -> &'static str {
        match self {
            Self::Unavailable => "check the address and whether the server runs, and try again",
            Self::DeadlineExceeded => {
                "it may have been done all the same: ask before you repeat it, or allow it more time"
            }
            Self::PermissionDenied { .. } => "use credentials that are allowed to do this in this namespace",
            Self::Unauthenticated => "check the API key or the client certificate, and whether it has expired",
            Self::ResourceExhausted { .. } => "call less often, or have the limit raised",
            Self::TooLarge => "send less in one message, for example a reference to where the content is stored",
            Self::NamespaceNotFound { .. } => "check the namespace's name and the server's address, or register it",
            Self::NotFound => "check the name, the namespace, and whether it has been deleted since",
            Self::AlreadyExists => "use the one that exists, or another name",
            Self::Unimplemented => "this server is too old for it, or has it turned off",
            Self::InvalidArgument => "change the request as the server's words say",
            Self::FailedPrecondition => "see to what the server's words say, and try again",
            Self::Canceled => "nobody waits for it any more",
            Self::Malformed => "check that the address is a Temporal server's",
            Self::ServerFailed => "the server's log says more; try again later",
        }
    }
}

fn meaning(status: &Status) -> Meaning {
    match status.code {
        _ if status.is_too_large() => Meaning::TooLarge,
        Code::Unavailable => Meaning::Unavailable,
        Code::DeadlineExceeded => Meaning::DeadlineExceeded,
        Code::PermissionDenied => {
            let detail = details::find::<PermissionDeniedFailure>(status, "PermissionDeniedFailure");
            Meaning::PermissionDenied { reason: detail.unwrap_or_default().reason }
        }
        Code::Unauthenticated => Meaning::Unauthenticated,
        Code::ResourceExhausted => {
            let detail = details::find::<ResourceExhaustedFailure>(status, "ResourceExhaustedFailure");
            let detail = detail.unwrap_or_default();
            Meaning::ResourceExhausted { cause: detail.cause(), scope: detail.scope() }
        }
        Code::NotFound => match details::find::<NamespaceNotFoundFailure>(status, "NamespaceNotFoundFailure") {
            Some(detail) => Meaning::NamespaceNotFound { namespace: detail.namespace },
            None => Meaning::NotFound,
        },
        Code::AlreadyExists => Meaning::AlreadyExists,
        Code::Unimplemented => Meaning::Unimplemented,
        Code::InvalidArgument | Code::OutOfRange => Meaning::InvalidArgument,
        Code::FailedPrecondition | Code::Aborted => Meaning::FailedPrecondition,
        Code::Canceled => Meaning::Canceled,
        Code::Unknown | Code::Internal | Code::DataLoss => Meaning::ServerFailed,
    }
}

/// The last part of a path.
pub(crate) fn rpc(method: &'static str) -> &'static str {
    method.rsplit('/').next().unwrap_or(method)
}
