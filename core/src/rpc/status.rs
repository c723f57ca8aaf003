//! Decides what a gRPC status means to a call: whether it is made again, and what it says of the connection.

use crate::id::Text;
use bytes::Bytes;
use core::fmt;

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the three parts of a gRPC status")]
pub struct Status {
    /// What kind of failure.
    pub code: Code,
    /// What the server, or the transport, says of it.
    pub message: Text,
    /// The encoded `google.rpc.Status` of the `grpc-status-details-bin` trailer, empty where there is none.
    pub details: Bytes,
}

impl Status {
    /// A status without details.
    #[must_use]
    pub fn new(code: Code, message: impl Into<Text>) -> Self {
        Self { code, message: message.into(), details: Bytes::new() }
    }

    /// Whether a message was larger than one side takes, which no retry makes smaller.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        const SIGNS: [&str; 4] = [
            "grpc: trying to send message larger than max",
            "grpc: received message larger than max",
            "grpc: message after decompression larger than max",
            "grpc: received message after decompression larger than max",
        ];
        self.code == Code::ResourceExhausted && SIGNS.iter().any(|sign| self.message.starts_with(sign))
    }

    /// Whether the server has lost pages of a completion, so that all have to be sent again.
    #[must_use]
    pub fn has_lost_pages(&self) -> bool {
        const DETAIL: &[u8] = b"temporal.api.errordetails.v1.WorkflowTaskCompletionBufferLostFailure";
        self.code == Code::Aborted && self.details.windows(DETAIL.len()).any(|part| part == DETAIL)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.message)
    }
}

impl core::error::Error for Status {}

/// The codes of gRPC, by their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the codes of gRPC, which will have no others")]
#[expect(missing_docs, reason = "named as gRPC names them")]
pub enum Code {
    Canceled = 1,
    #[default]
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

/// What a long poll does about a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth")]
pub enum Reaction {
    /// It polls again; nothing is wrong.
    PollAgain,
    /// It polls again after a back-off, and says that it is degraded meanwhile.
    Degrade,
    /// The same, but it stops after a minute: the same request seems never to succeed.
    Stop,
}

impl Code {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Canceled,
        Self::Unknown,
        Self::InvalidArgument,
        Self::DeadlineExceeded,
        Self::NotFound,
        Self::AlreadyExists,
        Self::PermissionDenied,
        Self::ResourceExhausted,
        Self::FailedPrecondition,
        Self::Aborted,
        Self::OutOfRange,
        Self::Unimplemented,
        Self::Internal,
        Self::Unavailable,
        Self::DataLoss,
        Self::Unauthenticated,
    ];

    /// Reads a `grpc-status`; what no code has is `Unknown`. `None` for 0, which is success.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        let index = usize::try_from(number.checked_sub(1)?).unwrap_or(usize::MAX);
        Some(Self::ALL.get(index).copied().unwrap_or(Self::Unknown))
    }

    /// Its number on the wire.
    #[must_use]
    #[expect(clippy::as_conversions, reason = "the discriminant of an enum without fields")]
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// Whether a call that is not a long poll is made again [RPC-1].
    #[must_use]
    pub const fn is_retried(self) -> bool {
        match self {
            Self::Unknown
            | Self::ResourceExhausted
            | Self::Aborted
            | Self::OutOfRange
            | Self::Internal
            | Self::Unavailable
            | Self::DataLoss => true,
            Self::Canceled
            | Self::InvalidArgument
            | Self::DeadlineExceeded
            | Self::NotFound
            | Self::AlreadyExists
            | Self::PermissionDenied
            | Self::FailedPrecondition
            | Self::Unimplemented
            | Self::Unauthenticated => false,
        }
    }

    /// Whether a call that belongs to a task is made again: also after what an outage looks like [RPC-4].
    #[must_use]
    pub const fn is_retried_for_a_task(self) -> bool {
        let is_outage =
            matches!(self, Self::Canceled | Self::DeadlineExceeded | Self::PermissionDenied | Self::Unauthenticated);
        is_outage || self.is_retried()
    }

    /// What a worker's poll does about it [RPC-3].
    #[must_use]
    pub const fn reaction(self) -> Reaction {
        match self {
            Self::Canceled | Self::DeadlineExceeded => Reaction::PollAgain,
            Self::Unknown
            | Self::NotFound
            | Self::AlreadyExists
            | Self::PermissionDenied
            | Self::ResourceExhausted
            | Self::FailedPrecondition
            | Self::Aborted
            | Self::OutOfRange
            | Self::Internal
            | Self::Unavailable
            | Self::DataLoss
            | Self::Unauthenticated => Reaction::Degrade,
            Self::InvalidArgument | Self::Unimplemented => Reaction::Stop,
        }
    }

    /// Its name, as gRPC spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Canceled => "CANCELLED",
            Self::Unknown => "UNKNOWN",
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::DeadlineExceeded => "DEADLINE_EXCEEDED",
            Self::NotFound => "NOT_FOUND",
            Self::AlreadyExists => "ALREADY_EXISTS",
            Self::PermissionDenied => "PERMISSION_DENIED",
            Self::ResourceExhausted => "RESOURCE_EXHAUSTED",
            Self::FailedPrecondition => "FAILED_PRECONDITION",
            Self::Aborted => "ABORTED",
            Self::OutOfRange => "OUT_OF_RANGE",
            Self::Unimplemented => "UNIMPLEMENTED",
            Self::Internal => "INTERNAL",
            Self::Unavailable => "UNAVAILABLE",
            Self::DataLoss => "DATA_LOSS",
            Self::Unauthenticated => "UNAUTHENTICATED",
        }
    }
}
