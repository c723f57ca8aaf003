//! Decides what closing a socket of `async-io` means, which reads and writes through `futures-io` by itself.

use async_io::Async;
use core::{
    pin::Pin,
    task::{Context, Poll, ready},
};
use futures_io::{AsyncRead, AsyncWrite};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::{
    io,
    net::{Shutdown, TcpStream},
};

/// A connected socket; closing it ends the direction that is written.
#[derive(Debug)]
pub struct Stream(pub(crate) Kind);

#[derive(Debug)]
pub(crate) enum Kind {
    Tcp(Async<TcpStream>),
    #[cfg(unix)]
    Unix(Async<UnixStream>),
}

trait Socket: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket for S {}

impl Stream {
    fn socket(self: Pin<&mut Self>) -> Pin<&mut dyn Socket> {
        let socket: &mut dyn Socket = match &mut self.get_mut().0 {
            Kind::Tcp(socket) => socket,
            #[cfg(unix)]
            Kind::Unix(socket) => socket,
        };
        Pin::new(socket)
    }

    fn shut_down(&self) -> io::Result<()> {
        let result = match &self.0 {
            Kind::Tcp(socket) => socket.get_ref().shutdown(Shutdown::Write),
            #[cfg(unix)]
            Kind::Unix(socket) => socket.get_ref().shutdown(Shutdown::Write),
        };
        // The other side may have ended the connection before.
        result.or_else(|error| if error.kind() == io::ErrorKind::NotConnected { Ok(()) } else { Err(error) })
    }
}

impl From<Async<TcpStream>> for Stream {
    fn from(socket: Async<TcpStream>) -> Self {
        Self(Kind::Tcp(socket))
    }
}

#[cfg(unix)]
impl From<Async<UnixStream>> for Stream {
    fn from(socket: Async<UnixStream>) -> Self {
        Self(Kind::Unix(socket))
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut [u8]) -> Poll<io::Result<usize>> {
        self.socket().poll_read(cx, into)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        self.socket().poll_write(cx, from)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.socket().poll_write_vectored(cx, from)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.socket().poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.as_mut().socket().poll_flush(cx))?;
        Poll::Ready(self.shut_down())
    }
}
