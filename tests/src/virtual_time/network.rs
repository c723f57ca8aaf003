//! Decides who can be reached, and pairs the two sides of a connection.

use super::{
    executor::State,
    lock,
    pipe::{Reader, Writer, pipe},
};
use core::{
    future::poll_fn,
    net::IpAddr,
    pin::Pin,
    task::{Context, Poll, Waker},
};
use dacapo_runtime::{Endpoint, Unresolved};
use futures_io::{AsyncRead, AsyncWrite};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    io::{self, ErrorKind},
    path::PathBuf,
    sync::{Arc, Mutex},
};

/// The first port that is given out where none was asked for.
const FIRST_FREE_PORT: u16 = 49_152;

/// Who listens where.
#[derive(Debug, Default)]
pub(super) struct Network {
    doors: BTreeMap<Place, Door>,
    /// The names that somebody has listened under.
    names: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Tcp(String, u16),
    Unix(PathBuf),
}

impl From<&Endpoint> for Place {
    fn from(endpoint: &Endpoint) -> Self {
        match endpoint {
            Endpoint::Tcp { host, port } if host == "localhost" => Self::Tcp("127.0.0.1".to_owned(), *port),
            Endpoint::Tcp { host, port } => Self::Tcp(host.clone(), *port),
            Endpoint::Unix(path) => Self::Unix(path.clone()),
        }
    }
}

/// The connections that nobody has taken in yet.
#[derive(Debug, Default)]
struct Door {
    waiting: VecDeque<Stream>,
    waker: Option<Waker>,
}

impl State {
    /// Begins to listen; gives where.
    pub(super) fn open(&mut self, endpoint: &Endpoint) -> io::Result<Endpoint> {
        let mut endpoint = endpoint.clone();
        let network = &mut self.network;
        if let Endpoint::Tcp { host, port } = &mut endpoint {
            let is_free = |port: &u16| {
                let place = Place::from(&Endpoint::Tcp { host: host.clone(), port: *port });
                !network.doors.contains_key(&place)
            };
            if *port == 0 {
                *port = (FIRST_FREE_PORT..=u16::MAX).find(is_free).ok_or(ErrorKind::AddrInUse)?;
            }
            network.names.insert(host.clone());
        }
        let place = Place::from(&endpoint);
        if network.doors.contains_key(&place) {
            return Err(ErrorKind::AddrInUse.into());
        }
        network.doors.insert(place, Door::default());
        Ok(endpoint)
    }

    /// Connects to whoever listens; gives whom to wake of it.
    pub(super) fn connect(&mut self, endpoint: &Endpoint) -> io::Result<(Stream, Option<Waker>)> {
        let seeds = (self.chance(), self.chance());
        let network = &mut self.network;
        let Some(door) = network.doors.get_mut(&Place::from(endpoint)) else { return Err(network.fault(endpoint)) };
        let (near, far) = Stream::pair(seeds);
        door.waiting.push_back(far);
        Ok((near, door.waker.take()))
    }

    /// Takes a connection in that somebody has asked for.
    fn accept(&mut self, place: &Place, cx: &Context<'_>) -> Poll<io::Result<Stream>> {
        let Some(door) = self.network.doors.get_mut(place) else {
            return Poll::Ready(Err(ErrorKind::NotConnected.into()));
        };
        match door.waiting.pop_front() {
            Some(stream) => Poll::Ready(Ok(stream)),
            None => {
                door.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Network {
    /// Why nobody answers.
    fn fault(&self, endpoint: &Endpoint) -> io::Error {
        match endpoint {
            Endpoint::Unix(_) => ErrorKind::NotFound.into(),
            Endpoint::Tcp { host, .. } if host.parse::<IpAddr>().is_ok() || host == "localhost" => {
                ErrorKind::ConnectionRefused.into()
            }
            Endpoint::Tcp { host, .. } if self.names.contains(host) => ErrorKind::ConnectionRefused.into(),
            Endpoint::Tcp { host, .. } => Unresolved::of(host, ErrorKind::NotFound.into()),
        }
    }
}

/// A socket that tasks of the same world connect to. Dropping it turns away who was not taken in.
#[derive(Debug)]
pub struct Listener {
    state: Arc<Mutex<State>>,
    endpoint: Endpoint,
}

impl Listener {
    pub(super) const fn new(state: Arc<Mutex<State>>, endpoint: Endpoint) -> Self {
        Self { state, endpoint }
    }

    /// Where it can be reached.
    #[must_use]
    pub const fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Waits for the next connection. Only one task at a time may do so.
    ///
    /// # Errors
    ///
    /// None: the result is as other listeners have it.
    pub async fn accept(&self) -> io::Result<Stream> {
        let place = Place::from(&self.endpoint);
        poll_fn(|cx| lock(&self.state).accept(&place, cx)).await
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let door = lock(&self.state).network.doors.remove(&Place::from(&self.endpoint));
        drop(door);
    }
}

/// One side of a connection; closing it ends the direction that is written.
#[derive(Debug)]
pub struct Stream {
    reader: Reader,
    writer: Writer,
}

impl Stream {
    fn pair(seeds: (u64, u64)) -> (Self, Self) {
        let ((near, to_near), (far, to_far)) = (pipe(seeds.0), pipe(seeds.1));
        (Self { reader: near, writer: to_far }, Self { reader: far, writer: to_near })
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut [u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.reader).poll_read(cx, into)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.writer).poll_write(cx, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.writer).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.writer).poll_close(cx)
    }
}
