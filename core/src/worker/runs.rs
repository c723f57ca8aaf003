//! Decides what becomes of a workflow task: the run it goes to, or waits for, and what the server is told in the end.

mod broken;
mod buffer;
mod cache;
mod closed;
mod excess;
mod outputs;
mod pages;
mod reported;
#[cfg(test)]
mod tests;

use super::{
    Misuse,
    desk::Desk,
    local_activity::LocalActivities,
    observe::{Labels, Level},
    polled::{PolledTask, history_page},
    request::Requests,
};
use crate::{
    command::host::Completion,
    id::{EventId, TaskToken, Text},
    machine::{Deadline, Machine},
    rpc::Status,
    time::{MonoTime, Now},
    workflow::{
        Run,
        activation::EvictionReason,
        task::{Input, LocalActivityEnd, RunConfig},
    },
};
use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet, VecDeque},
    format,
    string::ToString,
};
use buffer::Buffered;
use bytes::Bytes;

pub use cache::Counts;

/// The runs that a worker has, and the tasks that wait for one.
#[derive(Debug)]
pub(crate) struct Runs {
    requests: Requests,
    /// Boxed, because a map has room for more than it holds.
    runs: BTreeMap<Text, Box<Cached>>,
    /// Which run of a workflow is here: a server has one open at most.
    by_workflow: BTreeMap<Text, Text>,
    /// Runs by when they were last used, the one that was not for longest first.
    by_use: BTreeMap<u64, Text>,
    uses: u64,
    bytes: usize,
    /// Tasks of runs that there is no room for, oldest first; each has its slot.
    waiting: VecDeque<PolledTask>,
    /// When tasks have to be answered though local activities run.
    heartbeats: BTreeSet<(MonoTime, Text)>,
    counts: Counts,
    /// Completions that are on their way to the server, by their numbers.
    reported: BTreeMap<u64, outputs::Reported>,
    reports: u64,
    /// When the pages of completions are sent again, by the numbers of these.
    resends: BTreeSet<(MonoTime, u64)>,
    sweep: closed::Sweep,
    /// The worker has given everything back, and takes nothing more.
    is_handed_back: bool,
    /// Runs of tasks to come have this and their own ids.
    template: RunConfig,
}

/// A run, and what the worker knows of it that the run does not.
#[derive(Debug)]
struct Cached {
    run: Run,
    workflow_id: Text,
    workflow_type: Text,
    task: Option<OpenTask>,
    /// Where the rest of the open task's history is.
    next_page_token: Bytes,
    /// The completion of the last task, while it is on its way to the server.
    reporting: Option<u64>,
    /// The host was given an activation and has not answered.
    is_active: bool,
    is_evicting: bool,
    /// It did not take what it was given, and nothing that follows can be right.
    is_broken: bool,
    /// Local activities run for it, and would begin anew if it went.
    has_local_activities: bool,
    buffered: Buffered,
    heartbeat_at: Option<MonoTime>,
    used: u64,
    used_at: MonoTime,
    bytes: usize,
}

/// The workflow task that a run works on; it has a slot.
#[derive(Clone, Debug)]
struct OpenTask {
    token: TaskToken,
    attempt: i32,
    is_query_only: bool,
    /// What the answer to a query has to carry beside the token.
    poller_group: Text,
    received: Now,
    /// Until when the first activations only replayed.
    replayed: Option<MonoTime>,
    began_replaying: bool,
    /// Whether it was settled when it has to be answered though local activities run: once for each task.
    has_heartbeat: bool,
}

impl Runs {
    pub(crate) fn new(template: RunConfig, requests: Requests) -> Self {
        Self {
            requests,
            runs: BTreeMap::new(),
            by_workflow: BTreeMap::new(),
            by_use: BTreeMap::new(),
            uses: 0,
            bytes: 0,
            waiting: VecDeque::new(),
            heartbeats: BTreeSet::new(),
            counts: Counts::default(),
            reported: BTreeMap::new(),
            reports: 0,
            resends: BTreeSet::new(),
            sweep: closed::Sweep::default(),
            is_handed_back: false,
            template,
        }
    }

    /// Learns what the server can do, before the first task.
    pub(crate) fn learn(&mut self, keeps_flags: bool, requests: Requests) {
        self.template.server_keeps_flags = keeps_flags;
        self.requests = requests;
    }

    /// Takes a task that came with a slot.
    pub(crate) fn received(&mut self, desk: &mut Desk, locals: &mut LocalActivities, now: Now, polled: PolledTask) {
        if let (Some(scheduled), Some(started)) = (polled.scheduled_time, polled.started_time) {
            desk.latency("workflow_task_schedule_to_start_latency", started.since(scheduled), Labels::default);
        }
        if self.is_handed_back {
            return self.give_back(desk, now, polled);
        }
        let run_id = polled.execution.run_id.clone();
        self.let_go_of_older(desk, locals, now, &polled);
        let Some(cached) = self.runs.get_mut(&run_id) else {
            return self.received_unknown(desk, locals, now, polled);
        };
        if cached.is_busy() {
            cached.buffered.push(desk, polled);
            return;
        }
        let last = cached.run.last_event_id();
        // Events are missing, or a task between went to somebody else: who was told of them, and when, may not be what this run
        // would be told. A query comes without history to the worker that knows the run best.
        let is_gap = last < polled.task.previous_started_event_id
            || first_event(&polled).is_some_and(|first| first > last.next());
        if is_gap {
            // What happened in between was told to somebody else: the run is made anew [WORKER-18].
            self.counts.heals = self.counts.heals.saturating_add(1);
            desk.count("x_sticky_cache_heal", Labels::default);
            cached.buffered.push(desk, polled);
            return self.evict(desk, locals, now, (&run_id, EvictionReason::CacheMiss, "history goes on elsewhere"));
        }
        if !polled.is_query_only() {
            self.counts.hits = self.counts.hits.saturating_add(1);
            desk.count("sticky_cache_hit", Labels::default);
        }
        self.begin(desk, locals, now, polled);
    }

    /// A task of a run that is not here: it gets a new one, once there is room.
    fn received_unknown(&mut self, desk: &mut Desk, locals: &mut LocalActivities, now: Now, polled: PolledTask) {
        if !self.has_room(desk) {
            self.waiting.push_back(polled);
            return self.make_room(desk, locals, now);
        }
        let is_partial = first_event(&polled).is_none_or(|first| first > EventId(1));
        if is_partial {
            self.counts.misses = self.counts.misses.saturating_add(1);
            desk.count("sticky_cache_miss", Labels::default);
        }
        self.add(desk, now, &polled);
        self.plan_sweep(desk, now.mono);
        self.show_size(desk);
        self.begin(desk, locals, now, polled);
    }

    /// Gives a run its next task.
    fn begin(&mut self, desk: &mut Desk, locals: &mut LocalActivities, now: Now, polled: PolledTask) {
        let run_id = polled.execution.run_id.clone();
        self.touch(now.mono, &run_id);
        let Some(cached) = self.runs.get_mut(&run_id) else { return };
        cached.task = Some(OpenTask::of(now, &polled));
        cached.next_page_token = polled.next_page_token;
        let begun = cached.run.handle((), Input::Task(Box::new(polled.task)));
        if let Err(misuse) = begun {
            cached.is_broken = true;
            desk.log(Level::Error, || format!("run {run_id} did not take its workflow task: {misuse}"));
        }
        self.act(desk, locals, now, &run_id);
    }

    /// Takes a host's answer to an activation.
    pub(crate) fn completed(
        &mut self,
        desk: &mut Desk,
        locals: &mut LocalActivities,
        now: Now,
        (run_id, completion): (Text, Completion),
    ) -> Result<(), Misuse> {
        if self.is_handed_back {
            // The host cannot know that its answer comes too late [WORKER-17].
            return Ok(());
        }
        let cached = self.runs.get_mut(&run_id).ok_or_else(|| Misuse::UnknownRun(run_id.clone()))?;
        cached.run.handle((), Input::Completed(completion)).map_err(|misuse| Misuse::Run(run_id.clone(), misuse))?;
        cached.is_active = false;
        self.act(desk, locals, now, &run_id);
        Ok(())
    }

    /// Takes a page of history, or the reason why there is none.
    pub(crate) fn page(
        &mut self,
        desk: &mut Desk,
        locals: &mut LocalActivities,
        now: Now,
        (run_id, end): (Text, Result<Bytes, Status>),
    ) {
        let Some(cached) = self.runs.get_mut(&run_id) else { return };
        let page = end.map_err(|status| status.to_string());
        let input = match page.and_then(|page| history_page(&page).map_err(|error| error.what.to_string())) {
            Ok((history, next)) => {
                let has_more = !next.is_empty();
                cached.next_page_token = next;
                Input::Page { history, has_more }
            }
            Err(message) => Input::PageFailed { message: message.into() },
        };
        self.give(desk, &run_id, input);
        self.act(desk, locals, now, &run_id);
    }

    /// Takes the end of a local activity.
    pub(crate) fn local_activity_ended(
        &mut self,
        desk: &mut Desk,
        locals: &mut LocalActivities,
        now: Now,
        (run_id, end): (Text, LocalActivityEnd),
    ) {
        self.give(desk, &run_id, Input::LocalActivityEnded(Box::new(end)));
        self.act(desk, locals, now, &run_id);
    }

    /// Asks a run's host to let go of it.
    pub(crate) fn evict(
        &mut self,
        desk: &mut Desk,
        locals: &mut LocalActivities,
        now: Now,
        (run_id, reason, message): (&Text, EvictionReason, &str),
    ) {
        let Some(cached) = self.runs.get_mut(run_id) else { return };
        if cached.is_evicting {
            return;
        }
        cached.is_evicting = true;
        if reason != EvictionReason::WorkflowExecutionEnding {
            self.counts.evictions = self.counts.evictions.saturating_add(1);
            desk.count("sticky_cache_total_forced_eviction", Labels::default);
        }
        self.give(desk, run_id, Input::Evict { reason, message: message.into() });
        self.act(desk, locals, now, run_id);
    }

    /// Gives a run an input that it cannot refuse, unless there is a bug: then the run alone goes.
    fn give(&mut self, desk: &mut Desk, run_id: &Text, input: Input) {
        let Some(cached) = self.runs.get_mut(run_id) else { return };
        if let Err(misuse) = cached.run.handle((), input) {
            cached.is_broken = true;
            desk.log(Level::Error, || format!("run {run_id} did not take an input: {misuse}"));
        }
    }

    /// Does what time demands: heartbeats of workflow tasks, and runs that were not used for too long.
    pub(crate) fn tick(&mut self, desk: &mut Desk, locals: &mut LocalActivities, now: Now) {
        while let Some(first) = self.heartbeats.first().filter(|(at, _)| *at <= now.mono).cloned() {
            self.heartbeats.remove(&first);
            let run_id = first.1;
            if let Some(cached) = self.runs.get_mut(&run_id) {
                cached.heartbeat_at = None;
            }
            self.give(desk, &run_id, Input::HeartbeatDue);
            self.act(desk, locals, now, &run_id);
        }
        self.resend(desk, now);
        self.let_go_of_unused(desk, locals, now);
        self.ask_whether_closed(desk, now);
    }

    pub(crate) fn deadline(&self, desk: &Desk) -> Option<Deadline> {
        let heartbeat = self.heartbeats.first().map(|(at, _)| Deadline { at: *at, why: "a workflow task heartbeats" });
        [heartbeat, self.resends_at(), self.unused_at(desk), self.asked_at(desk)].into_iter().flatten().min()
    }

    /// Whether no run has a task, or an activation that its host has not answered.
    pub(crate) fn are_idle(&self) -> bool {
        self.waiting.is_empty() && self.runs.values().all(|cached| !cached.is_busy())
    }

    pub(crate) const fn counts(&self) -> Counts {
        self.counts
    }

    /// How many slots the tasks that are here have, and those whose completions are on their way.
    pub(crate) fn slots(&self) -> usize {
        let of_runs = self.runs.values().map(|run| usize::from(run.task.is_some()).saturating_add(run.buffered.len()));
        of_runs.sum::<usize>().saturating_add(self.waiting.len()).saturating_add(self.reported.len())
    }

    /// How many slots are reserved for activities that may come with the answers to completions.
    pub(crate) fn eager_slots(&self) -> usize {
        self.reported.values().map(|reported| reported.eager).sum()
    }

    /// How many runs are here.
    pub(crate) fn len(&self) -> usize {
        self.runs.len()
    }
}

impl OpenTask {
    /// A task of which nothing is done yet.
    fn of(received: Now, polled: &PolledTask) -> Self {
        Self {
            token: polled.token.clone(),
            attempt: polled.task.attempt,
            is_query_only: polled.is_query_only(),
            poller_group: polled.poller_group.clone(),
            received,
            replayed: None,
            began_replaying: false,
            has_heartbeat: false,
        }
    }
}

impl Cached {
    /// Whether a new task has to wait.
    const fn is_busy(&self) -> bool {
        self.task.is_some() || self.reporting.is_some() || self.is_active || self.is_evicting
    }

    /// Whether nothing happens to it, and nothing waits for it.
    fn is_idle(&self) -> bool {
        self.may_go() && self.buffered.is_empty()
    }

    /// Whether nothing is lost with it that the next worker would have to do again.
    const fn may_go(&self) -> bool {
        !self.is_busy() && !self.has_local_activities
    }
}

/// The id of the first event that came with a task.
fn first_event(polled: &PolledTask) -> Option<EventId> {
    let first = crate::history::Events::new(polled.task.history.clone()).next()?;
    first.ok().map(|event| event.id)
}
