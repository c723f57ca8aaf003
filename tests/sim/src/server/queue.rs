//! Decides which poll gets which task: queues and polls in their order, and what a task looks like that is given out.

use super::{
    Alarm, RequestId, Server,
    alarm::AlarmKey,
    execution::Run,
    history::{Page, put_bytes},
    task::{Kind, Task},
    token_of,
};
use bytes::Bytes;
use dacapo_core::{rpc::CallEnd, time::MonoTime};
use dacapo_proto::temporal::api::{
    common::v1::WorkflowType,
    taskqueue::v1::TaskQueue,
    workflowservice::v1::{
        PollActivityTaskQueueRequest, PollNexusTaskQueueRequest, PollWorkflowTaskQueueRequest,
        PollWorkflowTaskQueueResponse, ShutdownWorkerRequest,
    },
};
use prost::{Message, encoding::int64};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

/// How long a poll waits for a task.
const POLL_EXPIRES: Duration = Duration::from_secs(60);

/// How long a sticky queue is taken for alive that nobody asks.
const ALIVE: Duration = Duration::from_secs(10);

/// The tasks that wait, and the polls that do.
#[derive(Debug, Default)]
pub(super) struct Queues {
    normal: VecDeque<Dispatch>,
    sticky: BTreeMap<String, Sticky>,
    activities: VecDeque<(Run, i64, u64)>,
    nexus: VecDeque<(Run, i64, u64)>,
    polls: Vec<Poll>,
}

/// The queue of one worker.
#[derive(Debug, Default)]
struct Sticky {
    tasks: VecDeque<Dispatch>,
    /// When it was asked last.
    seen: MonoTime,
    /// Its worker said that it is gone.
    is_dead: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dispatch {
    Task { run: Run, number: u64 },
    Query(u64),
}

#[derive(Clone, Debug)]
struct Poll {
    request: RequestId,
    queue: Queue,
    worker: String,
    alarm: AlarmKey,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Queue {
    Workflow,
    Sticky(String),
    Activity,
    Nexus,
}

impl Queues {
    pub(super) fn push(&mut self, sticky: Option<&str>, dispatch: Dispatch) {
        match sticky.and_then(|queue| self.sticky.get_mut(queue)) {
            Some(queue) => queue.tasks.push_back(dispatch),
            None => self.normal.push_back(dispatch),
        }
    }

    pub(super) fn push_activity(&mut self, activity: (Run, i64, u64)) {
        self.activities.push_back(activity);
    }

    pub(super) fn push_nexus(&mut self, operation: (Run, i64, u64)) {
        self.nexus.push_back(operation);
    }

    /// Whether anybody asks, or asked a little while ago.
    pub(super) fn is_alive(&self, queue: &str, now: MonoTime) -> bool {
        let polls = self.polls.iter().any(|poll| matches!(&poll.queue, Queue::Sticky(name) if name == queue));
        polls || self.sticky.get(queue).is_some_and(|known| !known.is_dead && now.since(known.seen) < ALIVE)
    }

    /// Whatever is held in memory alone is forgotten: polls, and which worker has a queue of its own. Tasks are not.
    pub(super) fn forget(&mut self) -> Vec<AlarmKey> {
        for queue in std::mem::take(&mut self.sticky).into_values() {
            self.normal.extend(queue.tasks);
        }
        std::mem::take(&mut self.polls).into_iter().map(|poll| poll.alarm).collect()
    }
}

impl Server {
    pub(super) fn poll_workflow(&mut self, request: RequestId, message: Bytes) {
        let polled = PollWorkflowTaskQueueRequest::decode(message).unwrap_or_default();
        let queue = polled.task_queue.unwrap_or_default();
        let queue = if queue.normal_name.is_empty() { Queue::Workflow } else { Queue::Sticky(queue.name) };
        if let Queue::Sticky(name) = &queue {
            self.queues.sticky.entry(name.clone()).or_default().seen = self.now;
        }
        self.poll(request, queue, polled.worker_instance_key);
    }

    pub(super) fn poll_activity(&mut self, request: RequestId, message: Bytes) {
        let polled = PollActivityTaskQueueRequest::decode(message).unwrap_or_default();
        self.poll(request, Queue::Activity, polled.worker_instance_key);
    }

    pub(super) fn poll_nexus(&mut self, request: RequestId, message: Bytes) {
        let polled = PollNexusTaskQueueRequest::decode(message).unwrap_or_default();
        self.poll(request, Queue::Nexus, polled.worker_instance_key);
    }

    fn poll(&mut self, request: RequestId, queue: Queue, worker: String) {
        let alarm = self.alarm(POLL_EXPIRES, Alarm::PollExpires(request));
        self.queues.polls.push(Poll { request, queue, worker, alarm });
        self.dispatch();
    }

    pub(super) fn poll_expired(&mut self, request: RequestId) {
        let Some(place) = self.queues.polls.iter().position(|poll| poll.request == request) else { return };
        let poll = self.queues.polls.remove(place);
        self.end_empty(&poll);
    }

    /// Ends a poll that found nothing; a server that advises says that there may be too many.
    fn end_empty(&mut self, poll: &Poll) {
        let mut response = Vec::new();
        if self.knobs.advises && self.random.up_to(3) == 0 {
            let field = if poll.queue == Queue::Nexus { 3 } else { 16 };
            let field = if poll.queue == Queue::Activity { 18 } else { field };
            put_bytes(&mut response, field, &advice(-1));
        }
        self.answer(poll.request, Ok(response.into()));
    }

    /// A caller is gone: no task must be given to its poll.
    pub fn forget(&mut self, request: RequestId) {
        self.let_go(request);
        if let Some(place) = self.queues.polls.iter().position(|poll| poll.request == request) {
            let poll = self.queues.polls.remove(place);
            self.alarms.remove(&poll.alarm);
        }
    }

    /// Whether a request is a poll that waits.
    pub fn holds(&self, request: RequestId) -> bool {
        self.queues.polls.iter().any(|poll| poll.request == request)
    }

    /// Gives tasks that wait to polls that wait, both in their order.
    pub(super) fn dispatch(&mut self) {
        let mut place = 0;
        while let Some(poll) = self.queues.polls.get(place) {
            let response = match &poll.queue {
                Queue::Activity => self.next_activity(),
                Queue::Nexus => self.next_nexus(),
                Queue::Workflow => self.next_task(None),
                Queue::Sticky(queue) => {
                    let queue = queue.clone();
                    self.next_task(Some(&queue))
                }
            };
            match response {
                Some(response) => {
                    let poll = self.queues.polls.remove(place);
                    self.alarms.remove(&poll.alarm);
                    if let Queue::Sticky(name) = &poll.queue {
                        self.queues.sticky.entry(name.clone()).or_default().seen = self.now;
                    }
                    self.answer(poll.request, Ok(response));
                }
                None => place += 1,
            }
        }
        self.answer_held();
    }

    fn next_task(&mut self, sticky: Option<&str>) -> Option<Bytes> {
        loop {
            let queue = match sticky {
                Some(name) => &mut self.queues.sticky.get_mut(name)?.tasks,
                None => &mut self.queues.normal,
            };
            let started = match queue.pop_front()? {
                Dispatch::Task { run, number } => self.start_task(run, number, sticky),
                Dispatch::Query(number) => self.start_query(number, sticky.is_some()),
            };
            if let Some(response) = started {
                return Some(response.into());
            }
        }
    }

    fn next_activity(&mut self) -> Option<Bytes> {
        loop {
            let (run, scheduled, stamp) = self.queues.activities.pop_front()?;
            if let Some(response) = self.start_activity(run, scheduled, stamp) {
                return Some(response.encode_to_vec().into());
            }
        }
    }

    fn next_nexus(&mut self) -> Option<Bytes> {
        loop {
            let (run, scheduled, stamp) = self.queues.nexus.pop_front()?;
            if let Some(response) = self.start_nexus(run, (scheduled, stamp)) {
                return Some(response.encode_to_vec().into());
            }
        }
    }

    /// Gives a task to a worker: an encoded `PollWorkflowTaskQueueResponse`; `None` where it is not there any more.
    pub(super) fn start_task(&mut self, run: Run, number: u64, sticky: Option<&str>) -> Option<Vec<u8>> {
        let bound = self.open(run)?.sticky.as_ref().map(|(queue, _)| queue.as_str());
        if sticky.is_some() && bound != sticky {
            return None;
        }
        let task = self.begin_task(run, number)?;
        let execution = self.at_mut(run)?;
        if sticky.is_none() {
            // Whoever has the run is not the one who gets the task.
            execution.sticky = None;
        }
        Some(self.task_response(run, &task, sticky.is_some()))
    }

    pub(super) fn task_response(&mut self, run: Run, task: &Task, is_sticky: bool) -> Vec<u8> {
        let backlog = i64::try_from(self.queues.normal.len()).unwrap_or_default();
        let messages = self.update_requests(run, task.started - 1);
        let queries = task.queries.iter().filter_map(|query| self.asked(*query)).collect();
        let Some(execution) = self.at(run) else { return Vec::new() };
        let sticky = execution.sticky.as_ref().and_then(|(queue, _)| self.queues.sticky.get(queue));
        let waiting = sticky.filter(|_| is_sticky).map(|queue| i64::try_from(queue.tasks.len()).unwrap_or_default());
        let last_started = execution.last_started;
        let from = if is_sticky { usize::try_from(last_started).unwrap_or_default() } else { 0 };
        let virtual_task = if task.kind == Kind::Normal { 0 } else { task.number };
        let (history, next_page_token) = self.page(run, Page { from, to: execution.events.len(), virtual_task });
        let response = PollWorkflowTaskQueueResponse {
            task_token: token_of('w', run, (task.scheduled, task.number)),
            workflow_execution: Some(execution.wire()),
            workflow_type: Some(WorkflowType { name: execution.workflow_type.clone() }),
            previous_started_event_id: last_started,
            started_event_id: task.started,
            attempt: task.attempt,
            backlog_count_hint: waiting.unwrap_or(backlog),
            next_page_token,
            workflow_execution_task_queue: Some(TaskQueue { name: "queue".into(), ..Default::default() }),
            scheduled_time: Some(task.scheduled_time.to_wire()),
            started_time: Some(task.started_time.to_wire()),
            queries,
            messages,
            ..Default::default()
        };
        let mut out = response.encode_to_vec();
        put_bytes(&mut out, 8, &history);
        if self.knobs.advises && self.random.up_to(3) == 0 {
            put_bytes(&mut out, 16, &advice(1));
        }
        out
    }

    /// A worker says that it is gone: nothing waits for it any more.
    pub(super) fn shutdown_worker(&mut self, message: Bytes) -> CallEnd {
        let request = ShutdownWorkerRequest::decode(message).map_err(|error| super::unreadable(&error))?;
        if let Some(queue) = self.queues.sticky.get_mut(&request.sticky_task_queue) {
            queue.is_dead = true;
            let tasks = std::mem::take(&mut queue.tasks);
            self.queues.normal.extend(tasks);
        }
        if self.knobs.ends_polls && !request.worker_instance_key.is_empty() {
            let polls = std::mem::take(&mut self.queues.polls);
            let (ended, kept) = polls.into_iter().partition(|poll| poll.worker == request.worker_instance_key);
            self.queues.polls = kept;
            for poll in ended {
                self.alarms.remove(&poll.alarm);
                self.end_empty(&poll);
            }
        }
        Ok(super::NOTHING)
    }
}

/// What the server advises on the number of pollers, as messages have it.
fn advice(delta: i64) -> Vec<u8> {
    let mut out = Vec::new();
    int64::encode(1, &delta, &mut out);
    out
}
