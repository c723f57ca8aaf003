//! Decides how connections are taken in: for servers inside the process, and for tests.

use crate::{Stream, Tokio};
use dacapo_runtime::Endpoint;
use std::io;
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::net::UnixListener;

/// A socket that others connect to.
#[derive(Debug)]
pub struct Listener {
    kind: Kind,
    runtime: Tokio,
}

#[derive(Debug)]
enum Kind {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(UnixListener),
}

impl Tokio {
    /// Opens a socket that others can connect to; port 0 stands for a free one.
    ///
    /// # Errors
    ///
    /// The system has said no.
    pub async fn listen(&self, endpoint: &Endpoint) -> io::Result<Listener> {
        let kind = match endpoint {
            Endpoint::Tcp { host, port } => Kind::Tcp(self.within(TcpListener::bind((host.as_str(), *port))).await?),
            #[cfg(unix)]
            Endpoint::Unix(path) => {
                let _context = self.handle.enter();
                Kind::Unix(UnixListener::bind(path)?)
            }
            #[cfg(not(unix))]
            Endpoint::Unix(_) => return Err(io::ErrorKind::Unsupported.into()),
        };
        Ok(Listener { kind, runtime: self.clone() })
    }
}

impl Listener {
    /// Where it can be reached.
    ///
    /// # Errors
    ///
    /// The system does not know.
    pub fn endpoint(&self) -> io::Result<Endpoint> {
        match &self.kind {
            Kind::Tcp(listener) => {
                let address = listener.local_addr()?;
                Ok(Endpoint::Tcp { host: address.ip().to_string(), port: address.port() })
            }
            #[cfg(unix)]
            Kind::Unix(listener) => {
                let address = listener.local_addr()?;
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
        match &self.kind {
            Kind::Tcp(listener) => {
                let (stream, _) = self.runtime.within(listener.accept()).await?;
                stream.set_nodelay(true)?;
                Ok(Stream::from(stream))
            }
            #[cfg(unix)]
            Kind::Unix(listener) => {
                let (stream, _) = self.runtime.within(listener.accept()).await?;
                Ok(Stream::from(stream))
            }
        }
    }
}
