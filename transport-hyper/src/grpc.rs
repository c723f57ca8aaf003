//! Decides how a unary call is written on an HTTP/2 stream, for both sides; knows no connection.

pub(crate) mod body;
pub(crate) mod frame;
pub(crate) mod gzip;
pub(crate) mod metadata;
pub(crate) mod percent;
pub(crate) mod receive;
pub(crate) mod status;
pub(crate) mod timeout;

use bytes::Bytes;
use dacapo_core::{id::Text, rpc::CallEnd};

/// How a call ended, with what each side may add to it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a service fills it")]
pub struct Answer {
    /// The metadata before the message.
    pub headers: Vec<(Text, Bytes)>,
    /// The message, or why there is none.
    pub end: CallEnd,
    /// The metadata after the message.
    pub trailers: Vec<(Text, Bytes)>,
}

impl From<CallEnd> for Answer {
    fn from(end: CallEnd) -> Self {
        Self { headers: Vec::new(), end, trailers: Vec::new() }
    }
}

/// Whether messages that are sent are compressed. Those that are received may always be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// They are sent as they are.
    #[default]
    None,
    /// They are sent as gzip, where that is shorter and the peer takes it.
    Gzip,
}

/// The content type of a request, and what that of a response begins with.
pub(crate) const CONTENT_TYPE: &str = "application/grpc";

/// How long messages may be, in bytes, as they are before compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct Limits {
    /// The longest message that is taken.
    pub received: usize,
    /// The longest message that is sent.
    pub sent: usize,
    /// How many bytes the metadata may take that comes with one message.
    pub metadata: u32,
}

impl Default for Limits {
    /// 128 MiB each way, as the Temporal Server allows; 64 KiB of metadata.
    fn default() -> Self {
        const MEBI: usize = 1024 * 1024;
        Self { received: 128 * MEBI, sent: 128 * MEBI, metadata: 64 * 1024 }
    }
}
