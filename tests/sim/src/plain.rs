//! Decides how a small model of a server gives out tasks and takes their answers: one namespace, one task queue, its
//! sticky queues. It is right where it models anything, and every answer depends on nothing but the requests so far.

mod activity;
mod command;
mod execution;
mod task;

use bytes::Bytes;
use dacapo_core::{
    rpc::{CallEnd, Code, Status},
    time::{MonoTime, WallTime},
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        history::v1::History,
        namespace::v1::NamespaceInfo,
        workflowservice::v1::{
            DescribeNamespaceResponse, GetSystemInfoResponse, GetWorkflowExecutionHistoryRequest,
            GetWorkflowExecutionHistoryResponse, PollActivityTaskQueueResponse, PollWorkflowTaskQueueRequest,
            PollWorkflowTaskQueueResponse, get_system_info_response,
        },
    },
};
use execution::Execution;
use prost::Message;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

/// How long a poll waits for a task.
const POLL_EXPIRES: Duration = Duration::from_secs(60);

/// How many events a page of history has, so that long histories come in several.
const PAGE: usize = 20;

/// Whoever made a request; its answer goes there.
pub type RequestId = u64;

/// The model.
#[derive(Debug, Default)]
pub struct Server {
    now: MonoTime,
    executions: BTreeMap<String, Execution>,
    normal: VecDeque<Dispatch>,
    sticky: BTreeMap<String, VecDeque<Dispatch>>,
    activities: VecDeque<(String, i64)>,
    polls: Vec<Poll>,
    alarms: BTreeSet<(MonoTime, u64, Alarm)>,
    alarm_count: u64,
    answers: VecDeque<(RequestId, CallEnd)>,
    runs: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Dispatch {
    Task { run_id: String, scheduled: i64, attempt: i32 },
    Query { run_id: String, query: u64 },
}

#[derive(Clone, Debug)]
struct Poll {
    request: RequestId,
    queue: Queue,
    expires: MonoTime,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Queue {
    Workflow,
    Sticky(String),
    Activity,
}

/// What happens at a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Alarm {
    PollExpires(RequestId),
    StickyTimesOut { run_id: String, scheduled: i64, attempt: i32 },
    TaskTimesOut { run_id: String, scheduled: i64, attempt: i32 },
    TimerFires { run_id: String, started: i64 },
    ActivityTimesOut { run_id: String, scheduled: i64, attempt: i32 },
    ActivityRetries { run_id: String, scheduled: i64, attempt: i32 },
}

impl Server {
    /// Takes a request; its answer comes now, later, or when its poll expires.
    pub fn request(&mut self, now: MonoTime, request: RequestId, (method, message): (&str, Bytes)) {
        self.advance(now);
        let end = match method {
            method::GET_SYSTEM_INFO => Ok(system_info()),
            method::DESCRIBE_NAMESPACE => Ok(namespace()),
            method::POLL_WORKFLOW_TASK_QUEUE => return self.poll_workflow(request, message),
            method::POLL_ACTIVITY_TASK_QUEUE => return self.poll(request, Queue::Activity),
            method::RESPOND_WORKFLOW_TASK_COMPLETED => self.complete_task(&message),
            method::RESPOND_WORKFLOW_TASK_FAILED => self.fail_task(&message),
            method::RESPOND_QUERY_TASK_COMPLETED => self.answer_query(&message),
            method::GET_WORKFLOW_EXECUTION_HISTORY => self.history_page(&message),
            method::RESPOND_ACTIVITY_TASK_COMPLETED => self.complete_activity(&message),
            method::RESPOND_ACTIVITY_TASK_FAILED => self.fail_activity(&message),
            method::RESPOND_ACTIVITY_TASK_CANCELED => self.cancel_activity(&message),
            method::RECORD_ACTIVITY_TASK_HEARTBEAT => self.heartbeat_activity(&message),
            method::SHUTDOWN_WORKER | method::RECORD_WORKER_HEARTBEAT => Ok(Bytes::new()),
            other => Err(Status::new(Code::Unimplemented, other)),
        };
        self.answer(request, end);
        self.dispatch();
    }

    /// Does what is due by `now`.
    pub fn advance(&mut self, now: MonoTime) {
        while let Some(first) = self.alarms.first().filter(|(at, ..)| *at <= now).cloned() {
            self.alarms.remove(&first);
            self.now = self.now.max(first.0);
            self.ring(first.2);
            self.dispatch();
        }
        self.now = self.now.max(now);
    }

    /// When something is due.
    pub fn deadline(&self) -> Option<MonoTime> {
        self.alarms.first().map(|(at, ..)| *at)
    }

    /// Takes the oldest answer not yet taken.
    pub fn take_answer(&mut self) -> Option<(RequestId, CallEnd)> {
        self.answers.pop_front()
    }

    /// A poll's caller is gone: no task must be given to it.
    pub fn forget(&mut self, request: RequestId) {
        self.polls.retain(|poll| poll.request != request);
    }

    /// The history of a run, in its encoded form.
    pub fn history(&self, run_id: &str) -> Option<Bytes> {
        let execution = self.executions.get(run_id)?;
        Some(History { events: execution.events.clone() }.encode_to_vec().into())
    }

    /// The executions there are, by their run ids, and whether each is closed, and with what.
    pub fn outcomes(&self) -> BTreeMap<String, Option<String>> {
        self.executions.values().map(|e| (e.workflow_id.clone(), e.outcome.clone())).collect()
    }

    /// Which runs were told what to queries, in order.
    pub fn answered_queries(&self) -> usize {
        self.executions.values().map(|execution| execution.answered_queries).sum()
    }

    fn answer(&mut self, request: RequestId, end: CallEnd) {
        self.answers.push_back((request, end));
    }

    fn alarm(&mut self, after: Duration, alarm: Alarm) {
        self.alarm_count += 1;
        self.alarms.insert((self.now.plus(after), self.alarm_count, alarm));
    }

    /// The wall clock of the server, which is right.
    fn wall(&self) -> WallTime {
        WallTime { seconds: 1_700_000_000, nanos: 0 }.plus(self.now.since(MonoTime(0)))
    }

    fn poll_workflow(&mut self, request: RequestId, message: Bytes) {
        let polled = PollWorkflowTaskQueueRequest::decode(message).unwrap_or_default();
        let queue = polled.task_queue.unwrap_or_default();
        let queue = if queue.normal_name.is_empty() { Queue::Workflow } else { Queue::Sticky(queue.name) };
        self.poll(request, queue);
    }

    fn poll(&mut self, request: RequestId, queue: Queue) {
        self.polls.push(Poll { request, queue, expires: self.now.plus(POLL_EXPIRES) });
        self.alarm(POLL_EXPIRES, Alarm::PollExpires(request));
        self.dispatch();
    }

    /// Gives tasks that wait to polls that wait, both in their order.
    fn dispatch(&mut self) {
        let mut place = 0;
        while let Some(poll) = self.polls.get(place).cloned() {
            let response = match &poll.queue {
                Queue::Activity => self.next_activity(),
                Queue::Workflow => self.next_task(None),
                Queue::Sticky(queue) => self.next_task(Some(queue)),
            };
            match response {
                Some(response) => {
                    self.polls.remove(place);
                    self.answer(poll.request, Ok(response));
                }
                None => place += 1,
            }
        }
    }

    fn next_task(&mut self, sticky: Option<&str>) -> Option<Bytes> {
        loop {
            let queue = match sticky {
                Some(name) => self.sticky.get_mut(name)?,
                None => &mut self.normal,
            };
            let dispatch = queue.pop_front()?;
            let started = match dispatch {
                Dispatch::Task { run_id, scheduled, attempt } => {
                    self.start_task(&run_id, (scheduled, attempt), sticky.is_some())
                }
                Dispatch::Query { run_id, query } => self.start_query(&run_id, query, sticky.is_some()),
            };
            if let Some(response) = started {
                return Some(response.encode_to_vec().into());
            }
        }
    }

    fn next_activity(&mut self) -> Option<Bytes> {
        loop {
            let (run_id, scheduled) = self.activities.pop_front()?;
            if let Some(response) = self.start_activity(&run_id, scheduled) {
                let response: PollActivityTaskQueueResponse = response;
                return Some(response.encode_to_vec().into());
            }
        }
    }

    fn ring(&mut self, alarm: Alarm) {
        match alarm {
            Alarm::PollExpires(request) => {
                let known = self.polls.len();
                let now = self.now;
                self.polls.retain(|poll| poll.request != request || poll.expires > now);
                if self.polls.len() < known {
                    self.answer(request, Ok(PollWorkflowTaskQueueResponse::default().encode_to_vec().into()));
                }
            }
            Alarm::StickyTimesOut { run_id, scheduled, attempt } => {
                self.sticky_timed_out(&run_id, (scheduled, attempt))
            }
            Alarm::TaskTimesOut { run_id, scheduled, attempt } => self.task_timed_out(&run_id, (scheduled, attempt)),
            Alarm::TimerFires { run_id, started } => self.timer_fired(&run_id, started),
            Alarm::ActivityTimesOut { run_id, scheduled, attempt } => {
                self.activity_timed_out(&run_id, (scheduled, attempt));
            }
            Alarm::ActivityRetries { run_id, scheduled, attempt } => self.retry_activity(run_id, (scheduled, attempt)),
        }
    }

    fn history_page(&self, message: &Bytes) -> CallEnd {
        let asked = GetWorkflowExecutionHistoryRequest::decode(message.clone()).unwrap_or_default();
        let run_id = asked.execution.unwrap_or_default().run_id;
        let execution = self.executions.get(&run_id).ok_or_else(|| Status::new(Code::NotFound, "no such run"))?;
        let (events, next_page_token) = execution.page(&asked.next_page_token);
        let response = GetWorkflowExecutionHistoryResponse {
            history: Some(History { events }),
            next_page_token,
            ..Default::default()
        };
        Ok(response.encode_to_vec().into())
    }
}

fn system_info() -> Bytes {
    let capabilities = get_system_info_response::Capabilities {
        sdk_metadata: true,
        build_id_based_versioning: true,
        internal_error_differentiation: true,
        ..Default::default()
    };
    GetSystemInfoResponse { server_version: "model".into(), capabilities: Some(capabilities) }.encode_to_vec().into()
}

fn namespace() -> Bytes {
    let namespace_info = Some(NamespaceInfo { name: "default".into(), ..Default::default() });
    DescribeNamespaceResponse { namespace_info, ..Default::default() }.encode_to_vec().into()
}

/// A status for a task that is not there any more.
fn gone(what: &'static str) -> Status {
    Status::new(Code::NotFound, what)
}

/// Splits a token into its parts.
fn token(token: &Bytes) -> Option<(String, i64, i32)> {
    let text = std::str::from_utf8(token).ok()?;
    let mut parts = text.rsplitn(3, ':');
    let attempt = parts.next()?.parse().ok()?;
    let scheduled = parts.next()?.parse().ok()?;
    Some((parts.next()?.into(), scheduled, attempt))
}

fn token_of(run_id: &str, scheduled: i64, attempt: i32) -> Bytes {
    format!("{run_id}:{scheduled}:{attempt}").into()
}
