//! Opens what a peer's bytes come to, to whoever feeds it nonsense. Not part of the interface: it changes without notice.

use crate::grpc::{
    Compression,
    frame::{self, Inbox},
    receive, status,
};
use bytes::{Buf, Bytes};
use dacapo_core::rpc::Status;
use hyper::{
    HeaderMap,
    header::{HeaderName, HeaderValue},
};

/// The message in the pieces of a stream; `encoding` is the peer's `grpc-encoding`.
///
/// # Errors
///
/// As a call would end.
pub fn message(
    pieces: impl IntoIterator<Item = Bytes>,
    encoding: Option<&str>,
    limit: usize,
) -> Result<Option<Bytes>, Status> {
    let mut inbox = Inbox::new(limit);
    for piece in pieces {
        inbox.push(piece)?;
    }
    let encoding = encoding.and_then(|name| HeaderValue::from_str(name).ok());
    inbox.finish()?.map(|message| receive::unpack(message, encoding.as_ref(), limit)).transpose()
}

/// A message as it is sent.
///
/// # Errors
///
/// It is too long.
pub fn framed(message: Bytes, compression: Compression, limit: usize) -> Result<Bytes, Status> {
    let mut framed = frame::frame(message, compression, limit)?;
    Ok(framed.copy_to_bytes(framed.remaining()))
}

/// The status in trailers; `None` where there is none. A name or value that HTTP forbids never arrives.
#[must_use]
pub fn status_of(trailers: &[(&str, &[u8])]) -> Option<Result<(), Status>> {
    let mut map = HeaderMap::new();
    for (name, value) in trailers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(*name), HeaderValue::from_bytes(value)) {
            map.append(name, value);
        }
    }
    status::read(&map)
}

/// The trailers of a status.
#[must_use]
pub fn trailers_of(status: &Status) -> Vec<(String, Vec<u8>)> {
    let mut map = HeaderMap::new();
    status::write(Some(status), &mut map);
    map.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_owned())).collect()
}
