//! Decides what one call of the Temporal API is made of, and when it is made again; knows no message and no socket.

mod retried;
mod retry;
mod status;

pub use retried::{Again, Retried, RetriedInput, RetriedOutput};
pub use retry::{Backoff, RetryPolicy};
pub use status::{Code, Reaction, Status};

use crate::id::Text;
use alloc::vec::Vec;
use bytes::Bytes;
use core::time::Duration;

/// The number of a call, unique in the machine that makes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a number with a name")]
pub struct CallId(pub u64);

/// One unary gRPC call, made once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a transport needs all of it")]
pub struct Call {
    /// The path, such as `/temporal.api.workflowservice.v1.WorkflowService/PollWorkflowTaskQueue`; `dacapo_proto::rpc`
    /// has them.
    pub method: &'static str,
    /// The encoded request.
    pub message: Bytes,
    /// How long the whole call may take; the transport ends it then with [`Code::DeadlineExceeded`].
    pub timeout: Duration,
    /// Metadata of this call alone; names are lower-case. Names that end in `-bin` have binary values.
    pub metadata: Vec<(Text, Bytes)>,
}

/// How a call ended: with the encoded response, or a status that is not `Ok`.
pub type CallEnd = Result<Bytes, Status>;
