//! Decides how hyper reads and writes a connection of the runtime, and keeps why it ended.

use futures_io::{AsyncRead, AsyncWrite};
use futures_rustls::rustls;
use hyper::rt::{Read, ReadBufCursor, Write};
use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker, ready},
};

/// How much is read, and how much is held back to be written at once, in bytes.
const BUFFER: usize = 16 * 1024;

/// How a connection began and why it ended. hyper says no more than that it did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
struct Seen {
    /// The first bytes of the peer, until they are known to be a greeting.
    first: Vec<u8>,
    greeting: Option<Greeting>,
    end: Option<Arc<io::Error>>,
    /// Who waits for one of the two. hyper moves bytes in a task of its own.
    waker: Option<Waker>,
}

/// What the first bytes of the peer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Greeting {
    /// A record of TLS, which nobody here has asked for.
    Tls,
    /// A response of HTTP/1.
    Http1,
    /// The settings that HTTP/2 begins with.
    Http2,
    /// Something else.
    Other,
}

impl Greeting {
    /// How many bytes tell all of them apart.
    const LENGTH: usize = 5;

    /// What these first bytes are; `None` where there are not enough of them.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            // An alert or a handshake, of version 3.x.
            [0x15 | 0x16, 3, ..] => Some(Self::Tls),
            [b'H', b'T', b'T', b'P', b'/', ..] => Some(Self::Http1),
            // The type of a frame comes after its length.
            [_, _, _, 4, _, ..] => Some(Self::Http2),
            [_, _, _, _, _, ..] => Some(Self::Other),
            _ => None,
        }
    }
}

impl Trace {
    /// What ended the connection, if it came from below HTTP/2.
    pub(crate) fn end(&self) -> Option<Arc<io::Error>> {
        self.seen().end.clone()
    }

    /// What the peer began with, once it has; `None` where the connection ended before.
    pub(crate) fn poll_greeting(&self, context: &Context<'_>) -> Poll<Option<Greeting>> {
        let mut seen = self.seen();
        if seen.greeting.is_some() || seen.end.is_some() {
            return Poll::Ready(seen.greeting);
        }
        seen.waker = Some(context.waker().clone());
        Poll::Pending
    }

    fn keep(&self, end: impl FnOnce() -> io::Error) {
        // What came first is the cause, what follows its consequence.
        self.see(|seen| {
            seen.end.get_or_insert_with(|| Arc::new(end()));
        });
    }

    fn read(&self, bytes: &[u8]) {
        self.see(|seen| {
            let missing = Greeting::LENGTH.saturating_sub(seen.first.len());
            seen.first.extend(bytes.iter().take(missing));
            seen.greeting = seen.greeting.or_else(|| Greeting::of(&seen.first));
        });
    }

    fn see(&self, change: impl FnOnce(&mut Seen)) {
        let waker = {
            let mut seen = self.seen();
            change(&mut seen);
            seen.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The same error, for whoever else wants it.
fn copy(error: &io::Error) -> io::Error {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(fault) => io::Error::new(error.kind(), fault.clone()),
        None => match error.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(error.kind(), error.to_string()),
        },
    }
}

/// A connection as hyper wants it. Small writes wait until they are flushed, for a frame's header and its content come
/// one by one.
#[derive(Debug)]
pub(crate) struct Io<C> {
    connection: C,
    trace: Trace,
    read: Box<[u8]>,
    /// How many bytes of the greeting are to come.
    ungreeted: usize,
    unwritten: Vec<u8>,
}

impl<C: AsyncRead + AsyncWrite + Unpin> Io<C> {
    pub(crate) fn new(connection: C, trace: Trace) -> Self {
        let read = vec![0; BUFFER].into_boxed_slice();
        Self { connection, trace, read, ungreeted: Greeting::LENGTH, unwritten: Vec::with_capacity(BUFFER) }
    }

    fn keep<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|error| self.trace.keep(|| copy(error)))
    }

    /// Writes what was held back.
    fn poll_written(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.unwritten.is_empty() {
            let result = ready!(Pin::new(&mut self.connection).poll_write(context, &self.unwritten));
            let written = match self.keep(result)? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => written.min(self.unwritten.len()),
            };
            self.unwritten.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl<C: AsyncRead + AsyncWrite + Unpin> Read for Io<C> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let space = this.read.get_mut(..buffer.remaining().min(BUFFER)).unwrap_or_default();
        let result = ready!(Pin::new(&mut this.connection).poll_read(context, space));
        let length = this.keep(result)?;
        if length == 0 && buffer.remaining() > 0 {
            this.trace.keep(|| io::Error::new(io::ErrorKind::UnexpectedEof, "the peer closed the connection"));
        }
        if length > 0 && this.ungreeted > 0 {
            this.ungreeted = this.ungreeted.saturating_sub(length);
            this.trace.read(this.read.get(..length).unwrap_or_default());
        }
        buffer.put_slice(this.read.get(..length).unwrap_or_default());
        Poll::Ready(Ok(()))
    }
}

impl<C: AsyncRead + AsyncWrite + Unpin> Write for Io<C> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.unwritten.len().saturating_add(bytes.len()) <= BUFFER {
            self.unwritten.extend_from_slice(bytes);
            return Poll::Ready(Ok(bytes.len()));
        }
        ready!(self.poll_written(context))?;
        let result = ready!(Pin::new(&mut self.connection).poll_write(context, bytes));
        Poll::Ready(self.keep(result))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_written(context))?;
        let result = ready!(Pin::new(&mut self.connection).poll_flush(context));
        Poll::Ready(self.keep(result))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_written(context))?;
        let result = ready!(Pin::new(&mut self.connection).poll_close(context));
        Poll::Ready(self.keep(result))
    }
}

#[cfg(test)]
mod tests {
    use super::Greeting;

    #[test]
    fn a_greeting_is_told_as_soon_as_it_can_be() {
        for (bytes, expected) in [
            (&[0, 0, 0, 4, 0, 0, 0, 0, 0][..], Some(Greeting::Http2)),
            (&[0, 0, 6, 4], None),
            (&[0, 0, 8, 7, 0], Some(Greeting::Other)),
            (&[0x15, 3], Some(Greeting::Tls)),
            (&[0x15], None),
            (b"HTTP", None),
            (b"HTTP/1.1 400", Some(Greeting::Http1)),
            (b"SSH-2.0", Some(Greeting::Other)),
            (b"", None),
        ] {
            assert_eq!(Greeting::of(bytes), expected, "{bytes:?}");
        }
    }
}
