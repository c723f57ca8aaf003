//! Decides how hyper reads and writes a connection of the runtime, and keeps why it ended.

use futures_io::{AsyncRead, AsyncWrite};
use hyper::rt::{Read, ReadBufCursor, Write};
use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

/// How much is read, and how much is held back to be written at once, in bytes.
const BUFFER: usize = 16 * 1024;

/// Why a connection ended. hyper says no more than that it did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace(Arc<Mutex<Option<String>>>);

impl Trace {
    /// What ended the connection, if it came from below HTTP/2.
    pub(crate) fn cause(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, cause: impl FnOnce() -> String) {
        // What came first is the cause, what follows its consequence.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(cause);
    }
}

/// A connection as hyper wants it. Small writes wait until they are flushed, for a frame's header and its content come
/// one by one.
#[derive(Debug)]
pub(crate) struct Io<C> {
    connection: C,
    trace: Trace,
    explain: fn(&io::Error) -> String,
    read: Box<[u8]>,
    unwritten: Vec<u8>,
}

impl<C: AsyncRead + AsyncWrite + Unpin> Io<C> {
    /// `explain` turns an error into a sentence for the trace.
    pub(crate) fn new(connection: C, trace: Trace, explain: fn(&io::Error) -> String) -> Self {
        let read = vec![0; BUFFER].into_boxed_slice();
        Self { connection, trace, explain, read, unwritten: Vec::with_capacity(BUFFER) }
    }

    fn keep<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|error| self.trace.keep(|| (self.explain)(error)))
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
            this.trace.keep(|| "the peer closed the connection".to_owned());
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
