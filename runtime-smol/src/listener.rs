//! Decides how connections are taken in: for servers inside the process, and for tests.

use crate::{Smol, Stream, resolve};
use async_io::Async;
use dacapo_runtime::Endpoint;
#[cfg(unix)]
use std::os::unix::net::UnixListener;
use std::{io, net::TcpListener};

/// A socket that others connect to.
#[derive(Debug)]
pub struct Listener(Kind);

#[derive(Debug)]
enum Kind {
    Tcp(Async<TcpListener>),
    #[cfg(unix)]
    Unix(Async<UnixListener>),
}

impl Smol {
    /// Opens a socket that others can connect to; port 0 stands for a free one.
    ///
    /// # Errors
    ///
    /// The system has said no.
    pub async fn listen(&self, endpoint: &Endpoint) -> io::Result<Listener> {
        match endpoint {
            Endpoint::Tcp { host, port } => {
                let addresses = resolve(host, *port).await?;
                let listener = TcpListener::bind(addresses.as_slice())?;
                Ok(Listener(Kind::Tcp(Async::new(listener)?)))
            }
            #[cfg(unix)]
            Endpoint::Unix(path) => Ok(Listener(Kind::Unix(Async::<UnixListener>::bind(path)?))),
            #[cfg(not(unix))]
            Endpoint::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

impl Listener {
    /// Where it can be reached.
    ///
    /// # Errors
    ///
    /// The system does not know.
    pub fn endpoint(&self) -> io::Result<Endpoint> {
        match &self.0 {
            Kind::Tcp(listener) => {
                let address = listener.get_ref().local_addr()?;
                Ok(Endpoint::Tcp { host: address.ip().to_string(), port: address.port() })
            }
            #[cfg(unix)]
            Kind::Unix(listener) => {
                let address = listener.get_ref().local_addr()?;
                let path = address.as_pathname().ok_or(io::ErrorKind::AddrNotAvailable)?;
                Ok(Endpoint::Unix(path.to_owned()))
            }
        }
    }

    /// Waits for the next connection.
    ///
    /// # Errors
    ///
    /// None could be taken in; the next one may be.
    pub async fn accept(&self) -> io::Result<Stream> {
        match &self.0 {
            Kind::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.get_ref().set_nodelay(true)?;
                Ok(Stream::from(stream))
            }
            #[cfg(unix)]
            Kind::Unix(listener) => listener.accept().await.map(|(stream, _)| Stream::from(stream)),
        }
    }
}
