//! Decides how bytes go from one side of a connection to the other: in order, in pieces, and no more than fit.

use super::{lock, wake};
use core::{
    pin::Pin,
    task::{Context, Poll, Waker},
};
use dacapo_core::rng::Random;
use futures_io::{AsyncRead, AsyncWrite};
use std::{
    collections::VecDeque,
    io::{self, ErrorKind, Read},
    sync::{Arc, Mutex},
};

/// How many bytes are held that nobody has read yet.
const CAPACITY: usize = 64 << 10;

#[derive(Debug)]
struct Pipe {
    bytes: VecDeque<u8>,
    /// Chooses how much of what is there a reader gets.
    random: Random,
    is_closed: bool,
    is_abandoned: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

/// One direction of a connection.
pub(super) fn pipe(seed: u64) -> (Reader, Writer) {
    let pipe = Arc::new(Mutex::new(Pipe {
        bytes: VecDeque::new(),
        random: Random::new(seed),
        is_closed: false,
        is_abandoned: false,
        reader: None,
        writer: None,
    }));
    (Reader(pipe.clone()), Writer(pipe))
}

#[derive(Debug)]
pub(super) struct Reader(Arc<Mutex<Pipe>>);

#[derive(Debug)]
pub(super) struct Writer(Arc<Mutex<Pipe>>);

impl AsyncRead for Reader {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut pipe = lock(&self.0);
        let there = pipe.bytes.len().min(into.len());
        if there == 0 {
            if pipe.is_closed || into.is_empty() {
                return Poll::Ready(Ok(0));
            }
            pipe.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let piece = pipe.random.up_to(u64::try_from(there - 1).unwrap_or_default());
        let piece = usize::try_from(piece).unwrap_or_default() + 1;
        let read = Read::by_ref(&mut pipe.bytes).take(u64::try_from(piece).unwrap_or_default()).read(into);
        let writer = pipe.writer.take();
        drop(pipe);
        wake(writer);
        Poll::Ready(read)
    }
}

impl AsyncWrite for Writer {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let mut pipe = lock(&self.0);
        if pipe.is_closed || pipe.is_abandoned {
            return Poll::Ready(Err(ErrorKind::BrokenPipe.into()));
        }
        let room = CAPACITY.saturating_sub(pipe.bytes.len()).min(from.len());
        if room == 0 && !from.is_empty() {
            pipe.writer = Some(cx.waker().clone());
            return Poll::Pending;
        }
        pipe.bytes.extend(from.get(..room).unwrap_or_default());
        let reader = pipe.reader.take();
        drop(pipe);
        wake(reader);
        Poll::Ready(Ok(room))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.close();
        Poll::Ready(Ok(()))
    }
}

impl Writer {
    fn close(&self) {
        let mut pipe = lock(&self.0);
        pipe.is_closed = true;
        let reader = pipe.reader.take();
        drop(pipe);
        wake(reader);
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut pipe = lock(&self.0);
        pipe.is_abandoned = true;
        let writer = pipe.writer.take();
        drop(pipe);
        wake(writer);
    }
}
