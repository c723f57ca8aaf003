//! Decides what the parts of a worker share: its configuration, its slots, its open calls, and what it has to say.

use super::{
    Output,
    calls::{Calls, Ended},
    config::{Checked, Config},
    observe::{Labels, Level, Log, Metric, Observation, Value},
    purpose::Purpose,
    slots::{SlotKind, Slots},
};
use crate::{
    id::Text,
    limits,
    rng::Random,
    rpc::{Call, CallEnd, CallId, RetryPolicy},
    time::{MonoTime, Now},
};
use alloc::{collections::VecDeque, format, string::String, vec::Vec};
use bytes::Bytes;
use core::time::Duration;

/// What all parts of a worker use.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    pub(crate) config: Checked,
    pub(crate) capabilities: Capabilities,
    /// The key that tells this worker from any other, now and later.
    pub(crate) instance_key: Text,
    pub(crate) slots: Slots,
    pub(crate) random: Random,
    pub(crate) calls: Calls,
    pub(crate) outputs: VecDeque<Output>,
    /// The machine's load, as the host last reported it.
    pub(crate) load: Option<Load>,
    /// Whether anybody renders observations.
    pub(crate) observes: bool,
    /// Whether shutdown has begun.
    pub(crate) is_draining: bool,
    /// When a task came, or a report was answered, the last time.
    pub(crate) last_work: Option<MonoTime>,
    /// How long the server takes for a report: the longest of late.
    pub(crate) report_time: Duration,
}

/// What the server and the namespace can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a capability")]
pub(crate) struct Capabilities {
    pub(crate) sdk_metadata: bool,
    pub(crate) build_id_based_versioning: bool,
    pub(crate) worker_heartbeats: bool,
    pub(crate) poll_completes_on_shutdown: bool,
    pub(crate) poller_autoscaling: bool,
    /// Whether pollers that nobody decided on follow the server.
    pub(crate) enrolls_pollers: bool,
    pub(crate) completes_in_pages: bool,
    /// The largest payload the namespace takes, in bytes; 0 where it does not say.
    pub(crate) blob_size_limit: u64,
    /// The same for a memo.
    pub(crate) memo_size_limit: u64,
    /// The same for the completion of a workflow task.
    pub(crate) completion_size_limit: u64,
}

/// The load of the machine, as shares from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the two there are")]
pub struct Load {
    /// How much of the memory that the process may use is used.
    pub memory: f64,
    /// How much of the CPUs that the process may use is used.
    pub cpu: f64,
}

/// A call to make, with its retries.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) purpose: Purpose,
    pub(crate) call: Call,
    pub(crate) policy: RetryPolicy,
}

/// How long an attempt of a call may take, and when it is made again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    timeout: Duration,
    policy: RetryPolicy,
}

impl Terms {
    /// With the usual time-out.
    pub(crate) fn new(config: &Config, policy: RetryPolicy) -> Self {
        Self { timeout: config.call_timeout, policy }
    }

    /// For what the server waits for so long [RPC-4].
    pub(crate) fn for_task(config: &Config, waits: Duration) -> Self {
        let total = RetryPolicy::TASK.total.map(|shortest| shortest.max(waits));
        Self::new(config, RetryPolicy { total, ..RetryPolicy::TASK })
    }

    /// The same for an answer that may be there before the server waits for it [RPC-9].
    pub(crate) const fn for_an_answer(self) -> Self {
        Self { policy: RetryPolicy { outruns: limits::OUTRUNS, ..self.policy }, ..self }
    }

    /// For what a workflow task waits for, whose time-out may be unknown. An attempt whose answer does not come leaves time
    /// for another one, before the server gives the task up [RPC-5].
    pub(crate) fn for_workflow_task(config: &Config, timeout: Option<Duration>) -> Self {
        let terms = Self::for_task(config, timeout.unwrap_or(limits::WORKFLOW_TASK_TIMEOUT));
        terms.within(timeout.map_or(Duration::MAX, |timeout| timeout.mul_f64(limits::REPORT_SHARE)))
    }

    /// The same, with attempts that take at most `timeout`.
    pub(crate) fn within(self, timeout: Duration) -> Self {
        Self { timeout: self.timeout.min(timeout), ..self }
    }
}

impl Desk {
    pub(crate) fn tell(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    /// Makes a call that is not a poll.
    pub(crate) fn call(
        &mut self,
        now: Now,
        Terms { timeout, policy }: Terms,
        purpose: Purpose,
        (method, message): (&'static str, Bytes),
    ) -> CallId {
        let call = Call { method, message, timeout, metadata: Vec::new() };
        let (id, attempt) = self.calls.begin(now, Request { purpose, call, policy }, &mut self.random);
        if let Some(call) = attempt {
            self.attempt(id, call);
        }
        id
    }

    /// Has an attempt at a call made.
    pub(crate) fn attempt(&mut self, id: CallId, call: Call) {
        if self.observes {
            let [counter, _, _] = call_metrics(call.method);
            self.count(counter, || Labels::call(call.method, None));
        }
        self.tell(Output::Call(id, call));
    }

    /// Takes the end of an attempt at a call.
    pub(crate) fn attempt_ended(&mut self, now: Now, id: CallId, end: CallEnd) -> Ended {
        let attempt = self.calls.attempt(id);
        if self.observes
            && let Some((method, began)) = attempt
        {
            let [_, failures, latency] = call_metrics(method);
            if let Err(status) = &end {
                let code = Some(status.code);
                self.count(failures, || Labels::call(method, code));
            }
            self.latency(latency, now.mono.since(began), || Labels::call(method, None));
        }
        let ended = self.calls.ended(now, id, end);
        if let (Ended::Done(purpose, _), Some((_, began))) = (&ended, attempt)
            && purpose.is_report()
        {
            self.last_work = Some(now.mono);
            self.report_time = now.mono.since(began).max(self.report_time.div_f64(2.0));
        }
        ended
    }

    /// Makes a call once; its end is its purpose's business.
    pub(crate) fn call_once(&mut self, now: Now, purpose: Purpose, call: Call) -> CallId {
        let id = self.calls.begin_once(now, purpose, &call);
        self.attempt(id, call);
        id
    }

    /// Lets go of a call.
    pub(crate) fn cancel_call(&mut self, id: CallId) {
        if self.calls.forget(id) {
            self.tell(Output::CancelCall(id));
        }
    }

    /// Takes the machine's load, and shows what the controllers of slots make of it.
    pub(crate) fn take_load(&mut self, load: Load) {
        self.load = Some(load);
        self.slots.load(load);
        let Some((memory, cpu)) = self.slots.resource_outputs() else { return };
        let shown = [
            ("resource_slots_mem_usage", load.memory),
            ("resource_slots_cpu_usage", load.cpu),
            ("resource_slots_mem_pid_output", memory),
            ("resource_slots_cpu_pid_output", cpu),
        ];
        for (name, value) in shown {
            self.metric(name, Value::Gauge(value), Labels::default);
        }
    }

    pub(crate) fn count(&mut self, name: &'static str, labels: impl FnOnce() -> Labels) {
        self.metric(name, Value::Counter(1), labels);
    }

    pub(crate) fn latency(&mut self, name: &'static str, length: Duration, labels: impl FnOnce() -> Labels) {
        self.metric(name, Value::Latency(length), labels);
    }

    pub(crate) fn metric(&mut self, name: &'static str, value: Value, labels: impl FnOnce() -> Labels) {
        if self.observes {
            self.tell(Output::Observed(Observation::Metric(Metric { name, value, labels: labels() })));
        }
    }

    /// Says how the worker is set up, for whoever wonders why it does what it does [OBSERVE-3].
    pub(crate) fn log_plan(&mut self) {
        if !self.observes {
            return;
        }
        let config = &self.config;
        let plan = format!(
            "polls begin in {}/{}: workflows {:?} of {:?}, cache of {} runs and {:?} bytes, activities {:?} of {:?}, local \
             activities {:?}, nexus {:?} of {:?}, {:?}, {:?}",
            config.namespace,
            config.task_queue,
            config.workflow_pollers,
            config.workflow_slots,
            config.max_cached_workflows,
            config.max_cached_bytes,
            config.activity_pollers,
            config.activity_slots,
            config.local_activity_slots,
            config.nexus_pollers,
            config.nexus_slots,
            config.versioning,
            self.capabilities,
        );
        self.log(Level::Info, || plan);
    }

    pub(crate) fn log(&mut self, level: Level, message: impl FnOnce() -> String) {
        if self.observes {
            self.tell(Output::Observed(Observation::Log(Log { level, message: message() })));
        }
    }

    /// Gives the slot of a task back and shows how many are left.
    pub(crate) fn release(&mut self, kind: SlotKind) {
        self.slots.release(kind);
        self.show_slots(kind);
    }

    /// The task came that a slot waited for.
    pub(crate) fn arrived(&mut self, now: Now, kind: SlotKind) {
        self.last_work = Some(now.mono);
        self.slots.arrived(kind);
        self.show_slots(kind);
    }

    /// Shows how many slots have a task, and how many could have one: a poll has a slot, but no task [WORKER-6].
    pub(crate) fn show_slots(&mut self, kind: SlotKind) {
        if !self.observes {
            return;
        }
        let labels = || Labels::of("worker_type", kind.worker_type());
        let count = |count: usize| Value::Gauge(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
        let used = self.slots.busy(kind);
        self.metric("worker_task_slots_used", count(used), labels);
        if let Some(total) = self.slots.total(kind) {
            self.metric("worker_task_slots_available", count(total.saturating_sub(used)), labels);
        }
    }
}

/// The counters of attempts and of failures, and the latency, of a call; long polls have their own.
fn call_metrics(method: &str) -> [&'static str; 3] {
    if method.contains("/Poll") {
        ["long_request", "long_request_failure", "long_request_latency"]
    } else {
        ["request", "request_failure", "request_latency"]
    }
}
