//! Decides what the body that a peer sent holds: at most one message, and the trailers.

use super::{
    frame::{Inbox, Message},
    gzip,
};
use bytes::Bytes;
use dacapo_core::rpc::{Code, Status};
use hyper::{
    HeaderMap,
    body::{Body, Incoming},
    header::HeaderValue,
};
use std::{future::poll_fn, pin::Pin};

/// What a body held.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) message: Option<Message>,
    pub(crate) trailers: HeaderMap,
}

/// Why a body could not be read.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It holds what it should not.
    Content(Status),
    /// The stream ended before the body.
    Stream(hyper::Error),
}

/// Reads a body to its end, or until it holds too much.
pub(crate) async fn receive(mut body: Incoming, limit: usize) -> Result<Received, Fault> {
    let mut inbox = Inbox::new(limit);
    let mut trailers = HeaderMap::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        match frame.map_err(Fault::Stream)?.into_data() {
            Ok(data) => inbox.push(data).map_err(Fault::Content)?,
            Err(frame) => trailers.extend(frame.into_trailers().unwrap_or_default()),
        }
    }
    let message = inbox.finish().map_err(Fault::Content)?;
    Ok(Received { message, trailers })
}

/// Decompresses a message where that is needed; `encoding` is the peer's `grpc-encoding`.
pub(crate) fn unpack(message: Message, encoding: Option<&HeaderValue>, limit: usize) -> Result<Bytes, Status> {
    if !message.is_compressed {
        return Ok(message.bytes);
    }
    match encoding.map_or(&b"identity"[..], HeaderValue::as_bytes) {
        b"gzip" => gzip::decompress(&message.bytes, limit),
        b"identity" => Err(Status::new(Code::Internal, "a message is compressed, but grpc-encoding does not say how")),
        other => {
            let text = format!("grpc-encoding {:?} is not supported", String::from_utf8_lossy(other));
            Err(Status::new(Code::Unimplemented, text))
        }
    }
}
