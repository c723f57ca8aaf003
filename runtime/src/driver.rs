//! Decides how a worker's outputs are performed: the loop between a machine, its calls, its host and its clock.

mod alarm;
mod attempts;

use crate::{
    Handle, Host, Runtime, Transport,
    handle::{EagerStart, INPUTS_QUEUED, Said},
};
use alarm::Alarm;
use attempts::Attempts;
use core::{
    future::{Future, poll_fn},
    mem,
    pin::pin,
    task::{Context, Poll},
    time::Duration,
};
use dacapo_core::{
    machine::Machine,
    rpc::{CallEnd, CallId},
    time::MonoTime,
    worker::{Input, Output, ShutdownReport, Worker},
};
use futures_channel::mpsc::Receiver;
use futures_util::StreamExt;

/// How many things happen in one poll of the driver, at most, before other tasks have their turn.
const STEPS_A_POLL: u32 = 128;

/// A worker with everything it needs to run.
///
/// It starts no thread and no task, and takes nothing of the process: until [`run`](Self::run) is polled, it is a value
/// like any other, and a process that has some may be forked.
#[derive(Debug)]
pub struct Driver<R, T, H> {
    worker: Worker,
    runtime: R,
    transport: T,
    host: H,
    handle: Handle,
    said: Receiver<Said>,
    /// When something last happened.
    now: MonoTime,
    turn: Turn,
    /// How many things have happened in this poll.
    steps: u32,
}

/// Whose turn it is. All have the same number of turns, so that no flood of one keeps the others waiting.
#[derive(Clone, Copy, Debug)]
enum Turn {
    Clock,
    Host,
    Calls,
}

impl Turn {
    const COUNT: usize = 3;

    const fn next(self) -> Self {
        match self {
            Self::Clock => Self::Host,
            Self::Host => Self::Calls,
            Self::Calls => Self::Clock,
        }
    }
}

impl<R: Runtime, T: Transport, H: Host> Driver<R, T, H> {
    /// Puts the parts together; nothing runs before [`run`](Self::run).
    pub fn new(worker: Worker, runtime: R, transport: T, host: H) -> Self {
        let (sender, said) = futures_channel::mpsc::channel(INPUTS_QUEUED);
        let handle = Handle::new(sender);
        Self { worker, runtime, transport, host, handle, said, now: MonoTime(0), turn: Turn::Clock, steps: 0 }
    }

    /// What tells the worker things while it runs.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Runs the worker until it has shut down. Dropping the future ends it at once: its calls are canceled, and the
    /// server gives its tasks to others when their time is up.
    pub async fn run(mut self) -> ShutdownReport {
        let transport = self.transport.clone();
        let call = move |id, call| {
            let transport = transport.clone();
            async move { (id, transport.call(call).await) }
        };
        let runtime = self.runtime.clone();
        let sleep = move |after| {
            let runtime = runtime.clone();
            async move { runtime.sleep(after).await }
        };
        let mut attempts = Attempts::default();
        let slot = pin!(None);
        let mut alarm = Alarm::new(sleep, slot);
        self.take(Said::Input(Input::Tick));
        loop {
            while let Some(output) = self.worker.poll() {
                match output {
                    Output::Call(id, request) => attempts.begin(id, call(id, request)),
                    Output::CancelCall(id) => attempts.cancel(id),
                    Output::Drained(report) => return report,
                    output => self.tell(output),
                }
                self.step().await;
            }
            let said = poll_fn(|context| self.next(context, &mut attempts, &mut alarm)).await;
            self.take(said);
            self.step().await;
        }
    }

    /// Tells the worker what has happened.
    fn take(&mut self, said: Said) {
        let now = self.runtime.now();
        self.now = now.mono;
        match said {
            Said::Input(input) => {
                if let Err(misuse) = self.worker.handle(now, input) {
                    self.host.misused(misuse);
                }
            }
            Said::ReserveEagerStart(asked) => {
                let start = self.worker.reserve_eager_start(now).then(|| EagerStart::new(&self.handle, &self.worker));
                // Where nobody waits any more, it is dropped, which gives its slot back.
                drop(asked.send(start));
            }
        }
    }

    /// Lets other tasks of the runtime go on, if this one has kept them waiting for long enough.
    async fn step(&mut self) {
        self.steps += 1;
        if self.steps < STEPS_A_POLL {
            return;
        }
        self.steps = 0;
        let mut was_polled = false;
        poll_fn(|context| {
            if mem::replace(&mut was_polled, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    /// Waits for what happens next: the deadline, something that the host says, or the end of a call.
    fn next<C, F, S>(
        &mut self,
        context: &mut Context<'_>,
        attempts: &mut Attempts<C>,
        alarm: &mut Alarm<'_, F, S>,
    ) -> Poll<Said>
    where
        C: Future<Output = (CallId, CallEnd)>,
        F: Fn(Duration) -> S,
        S: Future<Output = ()>,
    {
        let deadline = self.worker.deadline().map(|deadline| deadline.at);
        for _ in 0..Turn::COUNT {
            let turn = self.turn;
            self.turn = turn.next();
            let happened = match turn {
                Turn::Clock if deadline.is_some_and(|at| at <= self.now) => Poll::Ready(Said::Input(Input::Tick)),
                Turn::Clock => Poll::Pending,
                // The driver has a handle of its own, so that there is no end of what is said.
                Turn::Host => match self.said.poll_next_unpin(context) {
                    Poll::Ready(Some(said)) => Poll::Ready(said),
                    Poll::Ready(None) | Poll::Pending => Poll::Pending,
                },
                Turn::Calls => attempts.poll(context).map(|(id, end)| Said::Input(Input::CallEnded(id, end))),
            };
            if happened.is_ready() {
                return happened;
            }
        }
        self.steps = 0;
        let now = || self.runtime.now().mono;
        alarm.poll(context, deadline, now).map(|()| Said::Input(Input::Tick))
    }

    /// Hands the host what is for it.
    fn tell(&mut self, output: Output) {
        match output {
            Output::Activate(activation) => {
                let run_id = activation.run_id.clone();
                if let Some(completion) = self.host.activate(&self.handle, *activation) {
                    self.take(Said::Input(Input::ActivationCompleted { run_id, completion }));
                }
            }
            Output::StartActivity(task) => self.host.start_activity(&self.handle, *task),
            Output::CancelActivity { token, reason, details } => self.host.cancel_activity(token, reason, details),
            Output::StartNexus(task) => self.host.start_nexus(&self.handle, *task),
            Output::ActivityReported { number, answer } => self.handle.activity_reported(number, answer),
            Output::CancelNexus { token, reason } => self.host.cancel_nexus(token, reason),
            Output::PollerChanged { poller, state } => {
                self.host.poller_changed(poller, &state);
                self.handle.poller_changed(poller, state);
            }
            Output::PollerFailed { poller, why } => self.host.poller_failed(poller, why),
            Output::Observed(observation) => self.host.observed(observation),
            Output::Call(..) | Output::CancelCall(_) | Output::Drained(_) => {}
        }
    }
}

impl<R, T, H> Drop for Driver<R, T, H> {
    fn drop(&mut self) {
        // Whoever waits for an answer would wait for ever.
        self.handle.end();
    }
}
