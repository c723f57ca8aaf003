//! Decides what a small model of a server does with requests and with time: one namespace, one task queue, its sticky
//! queues. It is right where it models anything, and what it does depends on nothing but its seed and what it was told.

mod activity;
mod alarm;
mod child;
mod close;
mod command;
mod complete;
mod execution;
mod external;
mod held;
mod history;
mod nexus;
mod outside;
mod query;
mod queue;
mod restart;
mod start;
mod task;
mod timer;
mod transfer;
mod update;

pub use nexus::ENDLESS;
pub use start::NewRun;

use crate::knobs::ServerKnobs;
use alarm::{Alarm, AlarmKey};
use bytes::Bytes;
use dacapo_core::{
    rng::Random,
    rpc::{CallEnd, Code, Status},
    time::{MonoTime, WallTime},
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        namespace::v1::{NamespaceInfo, namespace_info},
        workflowservice::v1::{DescribeNamespaceResponse, GetSystemInfoResponse, get_system_info_response},
    },
};
use execution::{Execution, Run};
use prost::Message;
use queue::Queues;
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

/// Whoever made a request; its answer goes there.
pub type RequestId = u64;

/// The model.
#[derive(Debug)]
pub struct Server {
    now: MonoTime,
    knobs: ServerKnobs,
    random: Random,
    runs: Vec<Execution>,
    /// The run of each workflow id that is open, or was last.
    current: BTreeMap<String, Run>,
    queues: Queues,
    alarms: BTreeMap<AlarmKey, Alarm>,
    answers: VecDeque<(RequestId, CallEnd)>,
    queries: BTreeMap<u64, query::Query>,
    /// Requests of clients that are answered later.
    held: BTreeMap<RequestId, held::Held>,
    /// What was done to which workflow because a client asked for it, and how often.
    effects: BTreeMap<(String, String), u64>,
    /// Numbers of alarms, tasks, queries and requests.
    last_number: u64,
    /// What a right worker never makes it say.
    complaints: Vec<String>,
    /// Activities whose completion was taken: tokens and results.
    taken: Vec<(Bytes, Bytes)>,
}

impl Server {
    /// A server without executions.
    pub fn new(seed: u64, knobs: ServerKnobs) -> Self {
        Self {
            now: MonoTime(0),
            knobs,
            random: Random::new(seed),
            runs: Vec::new(),
            current: BTreeMap::new(),
            queues: Queues::default(),
            alarms: BTreeMap::new(),
            answers: VecDeque::new(),
            queries: BTreeMap::new(),
            held: BTreeMap::new(),
            effects: BTreeMap::new(),
            last_number: 0,
            complaints: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// Takes a request; its answer comes now, later, or when its poll expires.
    pub fn request(&mut self, now: MonoTime, request: RequestId, (method, message): (&str, Bytes)) {
        self.advance(now);
        let end = match method {
            method::GET_SYSTEM_INFO => Ok(self.system_info()),
            method::DESCRIBE_NAMESPACE => Ok(self.namespace()),
            method::POLL_WORKFLOW_TASK_QUEUE => return self.poll_workflow(request, message),
            method::POLL_ACTIVITY_TASK_QUEUE => return self.poll_activity(request, message),
            method::POLL_NEXUS_TASK_QUEUE => return self.poll_nexus(request, message),
            method::RESPOND_WORKFLOW_TASK_COMPLETED => self.complete_task(message),
            method::RESPOND_WORKFLOW_TASK_FAILED => self.fail_task(message),
            method::RESPOND_QUERY_TASK_COMPLETED => self.answer_query(message),
            method::GET_WORKFLOW_EXECUTION_HISTORY => return self.history_asked(request, message),
            method::DESCRIBE_WORKFLOW_EXECUTION => self.describe(message),
            method::RESPOND_ACTIVITY_TASK_COMPLETED => self.complete_activity(message),
            method::RESPOND_ACTIVITY_TASK_FAILED => self.fail_activity(message),
            method::RESPOND_ACTIVITY_TASK_CANCELED => self.cancel_activity(message),
            method::RECORD_ACTIVITY_TASK_HEARTBEAT => self.heartbeat_activity(message),
            method::RESPOND_NEXUS_TASK_COMPLETED => self.complete_nexus(message),
            method::RESPOND_NEXUS_TASK_FAILED => self.fail_nexus(message),
            method::SHUTDOWN_WORKER => self.shutdown_worker(message),
            method::RECORD_WORKER_HEARTBEAT => Ok(Bytes::new()),
            method::START_WORKFLOW_EXECUTION => self.start_asked(message),
            method::SIGNAL_WITH_START_WORKFLOW_EXECUTION => self.signal_with_start_asked(message),
            method::SIGNAL_WORKFLOW_EXECUTION => self.signal_asked(message),
            method::REQUEST_CANCEL_WORKFLOW_EXECUTION => self.cancel_asked(message),
            method::TERMINATE_WORKFLOW_EXECUTION => self.terminate_asked(message),
            method::UPDATE_WORKFLOW_EXECUTION => return self.update_asked(request, message),
            method::POLL_WORKFLOW_EXECUTION_UPDATE => return self.outcome_asked(request, message),
            method::EXECUTE_MULTI_OPERATION => return self.both_asked(request, message),
            method::QUERY_WORKFLOW => return self.query_asked(request, message),
            other => Err(Status::new(Code::Unimplemented, other.to_owned())),
        };
        match end {
            Ok(answer) => self.answer(request, Ok(answer)),
            Err(status) => self.refuse(request, status),
        }
        self.dispatch();
    }

    /// Refuses a request; a right one is never refused for what it says.
    fn refuse(&mut self, request: RequestId, status: Status) {
        if status.code == Code::InvalidArgument && status.message != "UnhandledCommand" {
            self.complaints.push(status.to_string());
        }
        self.answer(request, Err(status));
    }

    /// Does what is due by `now`.
    pub fn advance(&mut self, now: MonoTime) {
        while let Some(first) = self.alarms.first_entry().filter(|first| first.key().0 <= now) {
            let ((at, _), alarm) = first.remove_entry();
            self.now = self.now.max(at);
            self.ring(alarm);
            self.dispatch();
        }
        self.now = self.now.max(now);
    }

    /// When something is due.
    pub fn deadline(&self) -> Option<MonoTime> {
        self.alarms.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the oldest answer not yet taken.
    pub fn take_answer(&mut self) -> Option<(RequestId, CallEnd)> {
        self.answers.pop_front()
    }

    /// What a worker said that no right worker says.
    pub fn complaint(&self) -> Option<&str> {
        self.complaints.first().map(String::as_str)
    }

    /// The activities whose completions were taken since this was asked last: their tokens and results.
    pub fn take_completed_activities(&mut self) -> Vec<(Bytes, Bytes)> {
        std::mem::take(&mut self.taken)
    }

    fn answer(&mut self, request: RequestId, end: CallEnd) {
        self.answers.push_back((request, end));
    }

    fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// The wall clock of the server, which is right.
    fn wall(&self) -> WallTime {
        wall(self.now)
    }

    fn system_info(&self) -> Bytes {
        let capabilities = get_system_info_response::Capabilities {
            sdk_metadata: true,
            build_id_based_versioning: true,
            internal_error_differentiation: true,
            signal_and_query_header: true,
            encoded_failure_attributes: true,
            eager_workflow_start: true,
            upsert_memo: true,
            nexus: true,
            ..Default::default()
        };
        let info = GetSystemInfoResponse { server_version: "1.32.0".into(), capabilities: Some(capabilities) };
        info.encode_to_vec().into()
    }

    fn namespace(&self) -> Bytes {
        let capabilities = namespace_info::Capabilities {
            eager_workflow_start: true,
            sync_update: true,
            async_update: true,
            worker_heartbeats: self.knobs.takes_heartbeats,
            worker_poll_complete_on_shutdown: self.knobs.ends_polls,
            poller_autoscaling: self.knobs.advises,
            ..Default::default()
        };
        let limits = namespace_info::Limits {
            blob_size_limit_error: 2 << 20,
            memo_size_limit_error: 2 << 20,
            ..Default::default()
        };
        let namespace_info = Some(NamespaceInfo {
            name: "default".into(),
            capabilities: Some(capabilities),
            limits: Some(limits),
            ..Default::default()
        });
        DescribeNamespaceResponse { namespace_info, ..Default::default() }.encode_to_vec().into()
    }
}

/// What a clock that is right shows.
pub fn wall(now: MonoTime) -> WallTime {
    WallTime { seconds: 1_700_000_000, nanos: 0 }.plus(now.since(MonoTime(0)))
}

/// A status for a task that is not there any more.
fn gone(what: &'static str) -> Status {
    Status::new(Code::NotFound, what)
}

/// A request that cannot be read.
fn unreadable(error: &prost::DecodeError) -> Status {
    Status::new(Code::InvalidArgument, error.to_string())
}

/// A length as messages have it; zero where there is none.
fn length(wire: Option<prost_types::Duration>) -> Duration {
    wire.and_then(|wire| Duration::try_from(wire).ok()).unwrap_or_default()
}

/// A token: a kind, a run and two numbers.
fn token_of(kind: char, run: Run, (first, second): (i64, u64)) -> Bytes {
    format!("{kind}:{}:{first}:{second}", run.0).into()
}

/// Splits a token into its parts.
fn token(token: &Bytes, kind: char) -> Option<(Run, i64, u64)> {
    let mut parts = std::str::from_utf8(token).ok()?.split(':');
    if !parts.next()?.starts_with(kind) {
        return None;
    }
    Some((Run(parts.next()?.parse().ok()?), parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The answer to what has nothing to say.
const NOTHING: Bytes = Bytes::new();
