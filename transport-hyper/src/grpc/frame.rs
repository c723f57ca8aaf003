//! Decides how one message is set off on a stream: a byte that says whether it is compressed, four for its length, the message.

use super::{Compression, gzip};
use bytes::{Buf, Bytes, BytesMut, buf::Chain};
use dacapo_core::rpc::{Code, Status};

/// How long the prefix is.
const PREFIX: usize = 5;

/// A message behind its prefix, without a copy of either.
pub(crate) type Framed = Chain<Bytes, Bytes>;

/// Frames a message to send.
pub(crate) fn frame(message: Bytes, compression: Compression, limit: usize) -> Result<Framed, Status> {
    if message.len() > limit {
        let text = format!("grpc: trying to send message larger than max ({} vs. {limit})", message.len());
        return Err(Status::new(Code::ResourceExhausted, text));
    }
    let shorter = match compression {
        Compression::None => None,
        Compression::Gzip => gzip::compress(&message).filter(|compressed| compressed.len() < message.len()),
    };
    let is_compressed = u8::from(shorter.is_some());
    let message = shorter.unwrap_or(message);
    let Ok(length) = u32::try_from(message.len()) else {
        return Err(Status::new(Code::ResourceExhausted, "grpc: trying to send message larger than max (4 GiB)"));
    };
    let [a, b, c, d] = length.to_be_bytes();
    Ok(Bytes::copy_from_slice(&[is_compressed, a, b, c, d]).chain(message))
}

/// A message as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) is_compressed: bool,
    pub(crate) bytes: Bytes,
}

/// Takes the bytes of a stream that holds one message.
#[derive(Debug)]
pub(crate) struct Inbox {
    limit: usize,
    /// What arrived, whole if it was one piece.
    first: Bytes,
    /// What arrived, once there was a second piece.
    all: BytesMut,
}

impl Inbox {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, first: Bytes::new(), all: BytesMut::new() }
    }

    /// Takes the next bytes.
    pub(crate) fn push(&mut self, piece: Bytes) -> Result<(), Status> {
        if self.first.is_empty() && self.all.is_empty() {
            self.first = piece;
        } else {
            if self.all.is_empty() {
                self.all = BytesMut::from(std::mem::take(&mut self.first));
            }
            self.all.extend_from_slice(&piece);
        }
        self.check()
    }

    fn bytes(&self) -> &[u8] {
        if self.all.is_empty() { &self.first } else { &self.all }
    }

    /// Refuses a message as soon as its prefix says that it is too long, and what follows a message.
    fn check(&self) -> Result<(), Status> {
        let bytes = self.bytes();
        let Some((prefix, rest)) = bytes.split_first_chunk::<PREFIX>() else { return Ok(()) };
        let length = length(*prefix);
        if length > self.limit {
            let text = format!("grpc: received message larger than max ({length} vs. {})", self.limit);
            return Err(Status::new(Code::ResourceExhausted, text));
        }
        if rest.len() > length {
            return Err(Status::new(Code::Internal, "the stream of a unary call holds more than one message"));
        }
        Ok(())
    }

    /// The message, at the end of the stream; `None` where the stream was empty.
    pub(crate) fn finish(self) -> Result<Option<Message>, Status> {
        let Some((prefix, rest)) = self.bytes().split_first_chunk::<PREFIX>() else {
            return if self.bytes().is_empty() { Ok(None) } else { Err(incomplete()) };
        };
        if rest.len() != length(*prefix) {
            return Err(incomplete());
        }
        let [flag, ..] = *prefix;
        let is_compressed = match flag {
            0 => false,
            1 => true,
            other => {
                let text = format!("the flag of a message is {other}, neither 0 nor 1");
                return Err(Status::new(Code::Internal, text));
            }
        };
        let mut bytes = if self.all.is_empty() { self.first } else { self.all.freeze() };
        bytes.advance(PREFIX);
        Ok(Some(Message { is_compressed, bytes }))
    }
}

fn length([_, a, b, c, d]: [u8; PREFIX]) -> usize {
    usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX)
}

fn incomplete() -> Status {
    Status::new(Code::Internal, "the stream ended within a message")
}

#[cfg(test)]
mod tests;
