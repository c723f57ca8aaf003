//! Decides how workflow code asks for activities and timers, and waits for them.

use super::{Gauges, payload, value};
use core::{
    future::{Future, poll_fn},
    mem,
    pin::Pin,
    task::{self, Poll},
    time::Duration,
};
use dacapo_core::{
    command::host::{HostCommand, HostKind, ScheduleActivity, ScheduleLocalActivity, StartTimer},
    id::{Seq, Text},
    payload::Payload,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How long an activity may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What workflow code has of its run; clones are the same.
#[derive(Clone, Debug)]
pub(super) struct Context(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    last: u32,
    commands: Vec<HostCommand>,
    /// What is waited for, and what came of it.
    waiting: BTreeMap<Seq, Option<Outcome>>,
    /// Signals that came, whether anybody waits for them or not.
    signals: BTreeSet<Text>,
    gauges: Gauges,
}

#[derive(Debug)]
enum Outcome {
    Fired,
    Result(Payload),
}

/// Something that workflow code asked for.
#[derive(Debug)]
pub(super) struct Pending {
    context: Context,
    seq: Seq,
}

impl Future for Pending {
    /// What an activity returned; nothing for a timer.
    type Output = String;

    fn poll(self: Pin<&mut Self>, _: &mut task::Context<'_>) -> Poll<String> {
        let mut state = self.context.lock();
        let Some(outcome) = state.waiting.get_mut(&self.seq).and_then(Option::take) else { return Poll::Pending };
        state.waiting.remove(&self.seq);
        match outcome {
            Outcome::Fired => Poll::Ready(String::new()),
            Outcome::Result(result) => Poll::Ready(value(&result).unwrap_or_default()),
        }
    }
}

impl Context {
    pub(super) fn new(gauges: Gauges) -> Self {
        Self(Arc::new(Mutex::new(State { gauges, ..State::default() })))
    }

    /// Runs an activity that echoes `argument`.
    pub(super) fn activity(&self, activity_type: &'static str, argument: &str) -> Pending {
        let arguments = [payload(&argument)].into_iter().collect();
        self.begin(move |seq| {
            HostKind::ScheduleActivity(Box::new(ScheduleActivity {
                seq,
                activity_id: seq.to_string().into(),
                activity_type: Text::from_static(activity_type),
                arguments,
                start_to_close_timeout: Some(TIMEOUT),
                ..ScheduleActivity::default()
            }))
        })
    }

    /// The same, on this worker alone.
    pub(super) fn local_activity(&self, activity_type: &'static str, argument: &str) -> Pending {
        let arguments = [payload(&argument)].into_iter().collect();
        self.begin(move |seq| {
            HostKind::ScheduleLocalActivity(Box::new(ScheduleLocalActivity {
                seq,
                activity_id: seq.to_string().into(),
                activity_type: Text::from_static(activity_type),
                arguments,
                start_to_close_timeout: Some(TIMEOUT),
                ..ScheduleLocalActivity::default()
            }))
        })
    }

    /// Waits for a timer.
    pub(super) async fn timer(&self, start_to_fire_timeout: Duration) {
        let fired = self.begin(|seq| HostKind::StartTimer(StartTimer { seq, start_to_fire_timeout }));
        fired.await;
    }

    /// Waits for a signal, and counts as one that does.
    pub(super) async fn signal(&self, name: &str) {
        let mut parked = None;
        poll_fn(|_| {
            let state = self.lock();
            if state.signals.iter().any(|signal| signal == name) {
                return Poll::Ready(());
            }
            parked.get_or_insert_with(|| state.gauges.park());
            Poll::Pending
        })
        .await;
    }

    fn begin(&self, command: impl FnOnce(Seq) -> HostKind) -> Pending {
        let mut state = self.lock();
        state.last = state.last.saturating_add(1);
        let seq = Seq(state.last);
        state.commands.push(command(seq).into());
        state.waiting.insert(seq, None);
        Pending { context: self.clone(), seq }
    }

    /// A timer has fired; `false` where nobody waits for it.
    pub(super) fn fired(&self, seq: Seq) -> bool {
        self.came(seq, Outcome::Fired)
    }

    /// An activity has completed.
    pub(super) fn resolved(&self, seq: Seq, result: Payload) -> bool {
        self.came(seq, Outcome::Result(result))
    }

    fn came(&self, seq: Seq, outcome: Outcome) -> bool {
        self.lock().waiting.get_mut(&seq).map(|waiting| *waiting = Some(outcome)).is_some()
    }

    /// A signal has come.
    pub(super) fn signaled(&self, name: Text) {
        self.lock().signals.insert(name);
    }

    pub(super) fn take_commands(&self) -> Vec<HostCommand> {
        mem::take(&mut self.lock().commands)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // What is behind it is whole after any panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
