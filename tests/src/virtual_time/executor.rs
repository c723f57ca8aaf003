//! Decides which task is polled next, and when time moves on.

use super::{lock, network::Network, origin};
use core::{
    fmt,
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};
use dacapo_core::{
    rng::Random,
    time::{MonoTime, Now, WallTime},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, Weak},
    task::Wake,
};

pub(super) type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The number of the future that [`run`] was given.
const MAIN: u64 = 0;

/// More than any test takes that is not stuck.
const POLLS_AT_ONE_TIME: u64 = 300_000;

/// A prime that spreads what is put together over all bits, FNV's.
const SPREAD: u64 = 0x0100_0000_01b3;

pub(super) struct State {
    now: MonoTime,
    /// What the wall clock showed at a point of the other.
    wall: Now,
    random: Random,
    fingerprint: u64,
    tasks: BTreeMap<u64, Task>,
    last_task: u64,
    /// The tasks that can go on, each once.
    ready: Vec<u64>,
    queued: BTreeSet<u64>,
    /// How often tasks were polled since time last moved on.
    polls: u64,
    /// Who is to be woken when. Those of one time are told apart by a number.
    timers: BTreeMap<(MonoTime, u64), Waker>,
    last_timer: u64,
    pub(super) network: Network,
}

impl State {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            now: origin().mono,
            wall: origin(),
            random: Random::new(seed),
            fingerprint: 0,
            tasks: BTreeMap::new(),
            last_task: MAIN,
            ready: Vec::new(),
            queued: BTreeSet::new(),
            polls: 0,
            timers: BTreeMap::new(),
            last_timer: 0,
            network: Network::default(),
        }
    }

    pub(super) fn now(&self) -> Now {
        Now { mono: self.now, wall: self.wall.wall.plus(self.now.since(self.wall.mono)) }
    }

    pub(super) const fn set_wall(&mut self, wall: WallTime) {
        self.wall = Now { mono: self.now, wall };
    }

    pub(super) const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Notes that something happened.
    const fn note(&mut self, what: u64) {
        self.fingerprint = (self.fingerprint ^ what).wrapping_mul(SPREAD);
        self.fingerprint = (self.fingerprint ^ self.now.0).wrapping_mul(SPREAD);
    }

    /// A number that is up to chance.
    pub(super) const fn chance(&mut self) -> u64 {
        self.random.next()
    }

    pub(super) fn spawn(&mut self, task: Task) {
        self.last_task += 1;
        self.tasks.insert(self.last_task, task);
        self.wake(self.last_task);
    }

    fn wake(&mut self, id: u64) {
        if self.queued.insert(id) {
            self.ready.push(id);
        }
    }

    /// Chooses one of the tasks that can go on.
    fn choose(&mut self) -> Option<u64> {
        if self.ready.is_empty() {
            return None;
        }
        let last = u64::try_from(self.ready.len() - 1).unwrap_or_default();
        let id = self.ready.swap_remove(usize::try_from(self.random.up_to(last)).unwrap_or_default());
        self.polls += 1;
        assert!(self.polls < POLLS_AT_ONE_TIME, "tasks wake each other, and no time passes: {self:?}");
        self.queued.remove(&id);
        self.note(id);
        Some(id)
    }

    /// Moves time on to the next timers, and gives whom to wake.
    fn jump(&mut self) -> Option<Vec<Waker>> {
        let (next, _) = *self.timers.first_key_value()?.0;
        if next > self.now {
            self.now = next;
            self.polls = 0;
        }
        let later = self.timers.split_off(&(next, u64::MAX));
        Some(std::mem::replace(&mut self.timers, later).into_values().collect())
    }

    pub(super) const fn next_timer(&mut self) -> u64 {
        self.last_timer += 1;
        self.last_timer
    }

    pub(super) fn set_timer(&mut self, key: (MonoTime, u64), waker: &Waker) {
        self.timers.insert(key, waker.clone());
    }

    pub(super) fn unset_timer(&mut self, key: (MonoTime, u64)) -> Option<Waker> {
        self.timers.remove(&key)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("now", &self.now)
            .field("tasks", &self.tasks.len())
            .field("ready", &self.ready)
            .field("timers", &self.timers.keys())
            .finish_non_exhaustive()
    }
}

struct Alarm {
    id: u64,
    state: Weak<Mutex<State>>,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        if let Some(state) = self.state.upgrade() {
            lock(&state).wake(self.id);
        }
    }
}

/// Runs `main` to its end, and the tasks beside it.
#[expect(clippy::panic, reason = "a test that waits in vain has to fail")]
pub(super) fn run<T>(state: &Arc<Mutex<State>>, main: impl Future<Output = T>) -> T {
    let mut main = pin!(main);
    let waker = |id| Waker::from(Arc::new(Alarm { id, state: Arc::downgrade(state) }));
    lock(state).wake(MAIN);
    loop {
        let chosen = lock(state).choose();
        match chosen {
            Some(MAIN) => {
                if let Poll::Ready(end) = main.as_mut().poll(&mut Context::from_waker(&waker(MAIN))) {
                    drop_tasks(state);
                    return end;
                }
            }
            Some(id) => poll_task(state, id, &waker(id)),
            None => {
                let due = lock(state).jump();
                let Some(due) = due else { panic!("nothing can go on, and no time is waited for: {:?}", lock(state)) };
                due.into_iter().for_each(Waker::wake);
            }
        }
    }
}

fn poll_task(state: &Arc<Mutex<State>>, id: u64, waker: &Waker) {
    // Nothing is locked while a task runs: it may spawn others, wake itself or drop what it holds.
    let Some(mut task) = take(state, id) else { return };
    if task.as_mut().poll(&mut Context::from_waker(waker)).is_pending() {
        lock(state).tasks.insert(id, task);
    }
}

fn take(state: &Arc<Mutex<State>>, id: u64) -> Option<Task> {
    lock(state).tasks.remove(&id)
}

/// Drops all tasks, which hold on to the world that holds them; and those that they spawn as they go.
fn drop_tasks(state: &Arc<Mutex<State>>) {
    loop {
        let tasks = std::mem::take(&mut lock(state).tasks);
        if tasks.is_empty() {
            return;
        }
        drop(tasks);
    }
}
