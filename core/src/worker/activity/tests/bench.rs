//! Drives one part of a worker by itself: a desk of its own, time by hand, and everything it says taken apart.

use crate::{
    id::TaskToken,
    payload::{Payload, Payloads},
    rng::Random,
    rpc::{Call, CallEnd, CallId, Code, Status},
    time::{MonoTime, Now, WallTime},
    worker::{
        Output,
        calls::{Calls, Ended},
        config::{Checked, Config},
        desk::{Capabilities, Desk},
        host::{ActivityCancelReason, ActivityCancellationDetails, ActivityTask, NexusCancelReason, NexusTask},
        observe::{Level, Metric, Observation},
        purpose::Purpose,
        request::Requests,
        slots::{SlotKind, Slots},
    },
};
use alloc::{string::String, vec::Vec};
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::temporal::api::common::v1 as common;
use prost::Message;

/// When the wall clock of a bench begins.
pub(crate) const EPOCH: WallTime = WallTime { seconds: 1_700_000_000, nanos: 0 };

pub(crate) struct Bench {
    pub(crate) desk: Desk,
    pub(crate) now: Now,
}

/// What was said since the last time somebody asked.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) calls: Vec<(CallId, Call)>,
    pub(crate) canceled_calls: Vec<CallId>,
    pub(crate) started: Vec<ActivityTask>,
    pub(crate) canceled: Vec<(TaskToken, ActivityCancelReason, ActivityCancellationDetails)>,
    pub(crate) nexus_started: Vec<NexusTask>,
    pub(crate) nexus_canceled: Vec<(TaskToken, NexusCancelReason)>,
    pub(crate) metrics: Vec<Metric>,
    pub(crate) logs: Vec<(Level, String)>,
}

impl Bench {
    pub(crate) fn new(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::new("default", "queue", "me");
        config.tasks.nexus = true;
        change(&mut config);
        let config = Checked::try_from(config).unwrap();
        let desk = Desk {
            capabilities: Capabilities::default(),
            instance_key: "key".into(),
            slots: Slots::new(&config),
            random: Random::new(0),
            calls: Calls::default(),
            outputs: alloc::collections::VecDeque::new(),
            load: None,
            observes: true,
            is_draining: false,
            last_work: None,
            report_time: Duration::ZERO,
            config,
        };
        Self { desk, now: Now { mono: MonoTime(0), wall: EPOCH } }
    }

    pub(crate) fn requests(&self) -> Requests {
        Requests::new(&self.desk.config, &self.desk.instance_key, self.desk.capabilities)
    }

    /// Both clocks go on.
    pub(crate) fn pass(&mut self, length: Duration) {
        self.now = Now { mono: self.now.mono.plus(length), wall: self.now.wall.plus(length) };
    }

    pub(crate) fn reserve(&mut self, kind: SlotKind) {
        assert!(self.desk.slots.reserve(self.now.mono, kind), "there is no slot");
    }

    pub(crate) fn used(&self, kind: SlotKind) -> usize {
        self.desk.slots.used(kind)
    }

    /// Ends a call for good and gives what it was for.
    pub(crate) fn done(&mut self, id: CallId, end: CallEnd) -> (Purpose, CallEnd) {
        match self.desk.calls.ended(self.now, id, end) {
            Ended::Done(purpose, end) => (purpose, end),
            Ended::Waits => panic!("the call is made again"),
            Ended::Unknown => panic!("nobody waits for the call"),
        }
    }

    /// Ends an attempt at a call that is made again, and makes it again.
    pub(crate) fn again(&mut self, id: CallId, end: CallEnd) {
        let waits = matches!(self.desk.calls.ended(self.now, id, end), Ended::Waits);
        assert!(waits, "the call is over");
        self.pass(Duration::from_secs(1));
        assert_eq!(self.desk.calls.due(self.now).map(|(due, _)| due), Some(id));
    }

    pub(crate) fn told(&mut self) -> Told {
        let mut told = Told::default();
        for output in self.desk.outputs.drain(..) {
            match output {
                Output::Call(id, call) => told.calls.push((id, call)),
                Output::CancelCall(id) => told.canceled_calls.push(id),
                Output::StartActivity(task) => told.started.push(*task),
                Output::CancelActivity { token, reason, details } => told.canceled.push((token, reason, details)),
                Output::StartNexus(task) => told.nexus_started.push(*task),
                Output::CancelNexus { token, reason } => told.nexus_canceled.push((token, reason)),
                Output::Observed(Observation::Metric(metric)) => told.metrics.push(metric),
                Output::Observed(Observation::Log(log)) => told.logs.push((log.level, log.message)),
                other @ (Output::Activate(_)
                | Output::PollerChanged { .. }
                | Output::PollerFailed { .. }
                | Output::ActivityReported { .. }
                | Output::Drained(_)) => panic!("a part of a worker says {other:?}"),
            }
        }
        told
    }
}

impl Told {
    /// The only call, decoded.
    pub(crate) fn request<M: Message + Default>(&self, method: &str) -> M {
        let [(_, call)] = &self.calls[..] else { panic!("one call was expected: {self:#?}") };
        assert_eq!(call.method, method);
        M::decode(call.message.clone()).unwrap()
    }

    /// The number of the only call.
    pub(crate) fn call(&self) -> CallId {
        let [(id, _)] = &self.calls[..] else { panic!("one call was expected: {self:#?}") };
        *id
    }

    pub(crate) fn metric(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.name == name)
    }

    pub(crate) fn has_logged(&self, level: Level) -> bool {
        self.logs.iter().any(|(of, _)| *of == level)
    }
}

pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) fn payload(text: &'static str) -> common::Payload {
    common::Payload {
        metadata: [("encoding".into(), Bytes::from_static(b"binary/plain"))].into(),
        data: Bytes::from_static(text.as_bytes()),
        ..common::Payload::default()
    }
}

pub(crate) fn payloads(text: &'static str) -> Payloads {
    Payloads::from_iter([Payload::from_message(&payload(text))])
}

/// The message that the same payloads are.
pub(crate) fn payloads_message(text: &'static str) -> common::Payloads {
    common::Payloads { payloads: alloc::vec![payload(text)] }
}

pub(crate) fn status(code: Code) -> CallEnd {
    Err(Status::new(code, "model"))
}
