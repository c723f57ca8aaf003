//! A proxy that moves bytes, and knows nothing of what they mean but where a frame of HTTP/2 ends.

use super::{
    Task, accept,
    frames::{Frames, go_away},
    listen, lock, until,
};
use crate::Port;
use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    select,
    sync::watch,
    task::JoinSet,
};

/// The most bytes that move at a time.
const CHUNK: usize = 16 * 1024;

/// How often a slow way moves something, in a second.
const STEPS: usize = 20;

/// How the way is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "all that this proxy can do")]
pub enum Condition {
    /// Bytes move.
    Open,
    /// Nobody listens, and what was connected is reset.
    Refused,
    /// Connections are there, and can be made, and no byte moves. Those that are held back move once this is over.
    Silent,
    /// So many bytes move in a second, each way of each connection.
    Slow(usize),
}

/// A proxy that moves bytes.
#[derive(Debug)]
pub struct Wire {
    /// Where it listens.
    pub port: u16,
    state: Arc<State>,
    _task: Task,
}

#[derive(Debug)]
struct State {
    target: u16,
    orders: watch::Sender<Orders>,
    accepted: AtomicUsize,
    /// What is done once, to the first connection that can.
    once: Mutex<Option<Once>>,
    done: AtomicUsize,
}

#[derive(Clone, Copy, Debug)]
struct Orders {
    condition: Condition,
    /// Connections with lower numbers are silent for ever.
    forgotten: usize,
    /// Rises with each thing that is to be done once.
    once: usize,
}

/// What is done once.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Once {
    /// Half of the next bytes of the server are moved, and the connection is reset.
    Cut,
    /// The client is told this between two frames, and the connection ends.
    Say(Vec<u8>),
}

impl Wire {
    /// A proxy in front of this port.
    #[must_use]
    pub fn to(target: u16) -> Self {
        let held = Port::take();
        let (listener, port) = (listen(&held), held.number());
        let orders = Orders { condition: Condition::Open, forgotten: 0, once: 0 };
        let state = Arc::new(State {
            target,
            orders: watch::Sender::new(orders),
            accepted: AtomicUsize::new(0),
            once: Mutex::default(),
            done: AtomicUsize::new(0),
        });
        let task = Task::spawn(serve(Arc::clone(&state), listener, held));
        Self { port, state, _task: task }
    }

    /// Changes how the way is.
    pub fn set(&self, condition: Condition) {
        self.state.orders.send_modify(|orders| orders.condition = condition);
    }

    /// Leaves the connections that there are silent for ever, as a firewall does that has forgotten them.
    pub fn forget_connections(&self) {
        let accepted = self.accepted();
        self.state.orders.send_modify(|orders| orders.forgotten = accepted);
    }

    /// Moves half of the next bytes that the server sends, and resets that connection.
    pub fn cut_next_response(&self) {
        self.once(Once::Cut);
    }

    /// Tells one client in the server's name to go away: no call after number `last` was begun. Then its connection ends.
    pub fn send_away(&self, last: u32, reason: u32, debug: &[u8]) {
        self.once(Once::Say(go_away(last, reason, debug)));
    }

    fn once(&self, what: Once) {
        *lock(&self.state.once) = Some(what);
        self.state.orders.send_modify(|orders| orders.once = orders.once.saturating_add(1));
    }

    /// How many connections were taken in.
    #[must_use]
    pub fn accepted(&self) -> usize {
        self.state.accepted.load(Ordering::SeqCst)
    }

    /// How many things were done of those that are done once.
    #[must_use]
    pub fn done(&self) -> usize {
        self.state.done.load(Ordering::SeqCst)
    }
}

/// Takes connections in while somebody is to listen.
async fn serve(state: Arc<State>, listener: TcpListener, port: Port) {
    let mut orders = state.orders.subscribe();
    let mut listener = Some(listener);
    let mut connections = JoinSet::new();
    let is_refused = |orders: &Orders| orders.condition == Condition::Refused;
    loop {
        let Some(open) = &listener else {
            until(&mut orders, |orders| !is_refused(orders)).await;
            listener = Some(listen(&port));
            continue;
        };
        select! {
            biased;
            () = until(&mut orders, is_refused) => listener = None,
            client = accept(open) => {
                let number = state.accepted.fetch_add(1, Ordering::SeqCst);
                connections.spawn(connect(Arc::clone(&state), number, client));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Moves what comes on one connection, until it ends on either side, or is made to.
async fn connect(state: Arc<State>, number: usize, mut client: TcpStream) {
    let mut gate = Gate { orders: state.orders.subscribe(), number };
    gate.opens().await;
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", state.target)).await else { return };
    // What is closed already needs no settings.
    let _is_set = server.set_nodelay(true);
    let mut refused = state.orders.subscribe();
    let ended = {
        let (from_client, to_client) = client.split();
        let (from_server, to_server) = server.split();
        let forth = move_bytes(gate.clone(), from_client, to_server);
        let back = move_answers(&state, gate, from_server, to_client);
        select! {
            ended = async { tokio::try_join!(forth, back) } => ended.is_ok(),
            () = until(&mut refused, |orders| orders.condition == Condition::Refused) => false,
        }
    };
    if !ended {
        // Closing it is a reset then.
        let _is_set = client.set_zero_linger();
    }
}

/// Whether bytes of a connection may move.
#[derive(Clone)]
struct Gate {
    orders: watch::Receiver<Orders>,
    number: usize,
}

impl Gate {
    /// Waits until they may; gives how many at a time.
    async fn opens(&mut self) -> usize {
        let number = self.number;
        let is_open = |orders: &Orders| orders.forgotten <= number && orders.condition != Condition::Silent;
        until(&mut self.orders, is_open).await;
        match self.orders.borrow().condition {
            Condition::Slow(rate) => rate.div_euclid(STEPS).clamp(1, CHUNK),
            Condition::Open | Condition::Refused | Condition::Silent => CHUNK,
        }
    }

    /// The next bytes, once they may move; none at the end.
    async fn read(&mut self, from: &mut ReadHalf<'_>, buffer: &mut Vec<u8>) -> io::Result<usize> {
        let most = self.opens().await;
        buffer.resize(most, 0);
        let length = from.read(buffer).await?;
        buffer.truncate(length);
        // They may have been on the way while it closed.
        self.opens().await;
        if matches!(self.orders.borrow().condition, Condition::Slow(_)) {
            tokio::time::sleep(Duration::from_secs(1).div_f64(f64::from(u32::try_from(STEPS).unwrap_or(1)))).await;
        }
        Ok(length)
    }
}

async fn move_bytes(mut gate: Gate, mut from: ReadHalf<'_>, mut to: WriteHalf<'_>) -> io::Result<()> {
    let mut buffer = Vec::new();
    while gate.read(&mut from, &mut buffer).await? > 0 {
        to.write_all(&buffer).await?;
    }
    to.shutdown().await
}

/// Moves what the server sends, and does what is to be done once.
async fn move_answers(state: &State, mut gate: Gate, mut from: ReadHalf<'_>, mut to: WriteHalf<'_>) -> io::Result<()> {
    let (mut frames, mut buffer) = (Frames::default(), Vec::new());
    let mut orders = state.orders.subscribe();
    loop {
        if frames.is_between()
            && let Some(words) = state.words()
        {
            return say(&words, to).await;
        }
        select! {
            biased;
            // There is something to be done, perhaps here.
            changed = orders.changed() => {
                changed.map_err(io::Error::other)?;
                continue;
            }
            length = gate.read(&mut from, &mut buffer) => if length? == 0 {
                return to.shutdown().await;
            },
        }
        if state.is_to_cut() {
            buffer.truncate(buffer.len().div_euclid(2));
            to.write_all(&buffer).await?;
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let end = frames.take(&buffer);
        if let (Some(end), Some(words)) = (end, end.and_then(|_| state.words())) {
            buffer.truncate(end);
            to.write_all(&buffer).await?;
            return say(&words, to).await;
        }
        to.write_all(&buffer).await?;
    }
}

/// Says the last words to a client, which leaves then: a reset might overtake them.
async fn say(words: &[u8], mut to: WriteHalf<'_>) -> io::Result<()> {
    to.write_all(words).await?;
    to.shutdown().await
}

impl State {
    fn words(&self) -> Option<Vec<u8>> {
        let mut once = lock(&self.once);
        let words = match &mut *once {
            Some(Once::Say(words)) => std::mem::take(words),
            Some(Once::Cut) | None => return None,
        };
        *once = None;
        self.done.fetch_add(1, Ordering::SeqCst);
        Some(words)
    }

    fn is_to_cut(&self) -> bool {
        let is_to_cut = lock(&self.once).take_if(|once| *once == Once::Cut).is_some();
        if is_to_cut {
            self.done.fetch_add(1, Ordering::SeqCst);
        }
        is_to_cut
    }
}
