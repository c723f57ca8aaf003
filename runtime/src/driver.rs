//! Decides how a worker's outputs are performed: the loop between a machine, its calls, its host and its clock.

use crate::{Handle, Host, Runtime, Transport, handle::INPUTS_QUEUED};
use core::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
};
use dacapo_core::{
    machine::Machine,
    rpc::{CallEnd, CallId},
    time::MonoTime,
    worker::{Input, Output, ShutdownReport, Worker},
};
use futures_channel::mpsc::Receiver;
use futures_util::{
    StreamExt,
    future::{AbortHandle, Abortable},
    stream::FuturesUnordered,
};
use std::collections::BTreeMap;

/// A worker with everything it needs to run.
#[derive(Debug)]
pub struct Driver<R, T, H> {
    worker: Worker,
    runtime: R,
    transport: T,
    host: H,
    handle: Handle,
    inputs: Receiver<Input>,
}

/// The attempts that are under way.
struct Attempts<F> {
    open: FuturesUnordered<Abortable<F>>,
    handles: BTreeMap<CallId, AbortHandle>,
}

impl<R: Runtime, T: Transport, H: Host> Driver<R, T, H> {
    /// Puts the parts together; nothing runs before [`run`](Self::run).
    pub fn new(worker: Worker, runtime: R, transport: T, host: H) -> Self {
        let (sender, inputs) = futures_channel::mpsc::channel(INPUTS_QUEUED);
        Self { worker, runtime, transport, host, handle: Handle::new(sender), inputs }
    }

    /// What tells the worker things while it runs.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Runs the worker until it has shut down.
    pub async fn run(mut self) -> ShutdownReport {
        let transport = self.transport.clone();
        let call = move |id, call| {
            let transport = transport.clone();
            async move { (id, transport.call(call).await) }
        };
        let mut attempts = Attempts { open: FuturesUnordered::new(), handles: BTreeMap::new() };
        let mut alarm = Alarm::default();
        let mut next = Input::Tick;
        loop {
            if let Err(misuse) = self.worker.handle(self.runtime.now(), next) {
                self.host.misused(misuse);
            }
            while let Some(output) = self.worker.poll() {
                match output {
                    Output::Call(id, request) => attempts.begin(id, call(id, request)),
                    Output::CancelCall(id) => attempts.cancel(id),
                    Output::Drained(report) => return report,
                    output => self.tell(output),
                }
            }
            let deadline = self.worker.deadline().map(|deadline| deadline.at);
            alarm.set(&self.runtime, deadline);
            next = poll_fn(|context| self.next(context, &mut attempts, &mut alarm)).await;
        }
    }

    /// Waits for whatever happens first: an answer, something that the host says, or the deadline.
    fn next<F: Future<Output = (CallId, CallEnd)>>(
        &mut self,
        context: &mut Context<'_>,
        attempts: &mut Attempts<F>,
        alarm: &mut Alarm,
    ) -> Poll<Input> {
        // What the host says first: it is what runs wait for.
        if let Poll::Ready(Some(input)) = self.inputs.poll_next_unpin(context) {
            return Poll::Ready(input);
        }
        while let Poll::Ready(Some(ended)) = attempts.open.poll_next_unpin(context) {
            let Ok((id, end)) = ended else { continue };
            attempts.handles.remove(&id);
            return Poll::Ready(Input::CallEnded(id, end));
        }
        alarm.poll(context).map(|()| Input::Tick)
    }

    /// Hands the host what is for it.
    fn tell(&mut self, output: Output) {
        match output {
            Output::Activate(activation) => {
                let run_id = activation.run_id.clone();
                if let Some(completion) = self.host.activate(&self.handle, *activation) {
                    let input = Input::ActivationCompleted { run_id, completion };
                    if let Err(misuse) = self.worker.handle(self.runtime.now(), input) {
                        self.host.misused(misuse);
                    }
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

impl<F: Future<Output = (CallId, CallEnd)>> Attempts<F> {
    fn begin(&mut self, id: CallId, attempt: F) {
        let (handle, registration) = AbortHandle::new_pair();
        self.handles.insert(id, handle);
        self.open.push(Abortable::new(attempt, registration));
    }

    fn cancel(&mut self, id: CallId) {
        if let Some(handle) = self.handles.remove(&id) {
            handle.abort();
        }
    }
}

/// Wakes the driver at the machine's deadline. The clock decides whether that has passed, not the timer, which may come
/// early or late.
#[derive(Default)]
struct Alarm {
    at: Option<MonoTime>,
    sleep: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Alarm {
    fn set<R: Runtime>(&mut self, runtime: &R, at: Option<MonoTime>) {
        if self.at == at && (at.is_none() || self.sleep.is_some()) {
            return;
        }
        self.at = at;
        self.sleep = at.map(|at| {
            let after = at.since(runtime.now().mono);
            let runtime = runtime.clone();
            let sleep: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(async move { runtime.sleep(after).await });
            sleep
        });
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(sleep) = &mut self.sleep else { return Poll::Pending };
        let woken = pin!(sleep).poll(context);
        if woken.is_ready() {
            self.sleep = None;
        }
        woken
    }
}
