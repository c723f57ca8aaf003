//! Decides which part of a worker an input or the end of a call goes to, and what follows from every one.

use super::{Input, Misuse, Output, Purpose, Requests, Worker, activity, calls::Ended, desk::Desk, observe, request};
use crate::{
    id::Text,
    rpc::{CallEnd, CallId, Code, Status},
    time::Now,
    workflow::activation::EvictionReason,
};

impl Worker {
    pub(super) fn take(&mut self, now: Now, input: Input) -> Result<(), Misuse> {
        let desk = &mut self.desk;
        match input {
            Input::Tick => self.tick(now),
            Input::CallEnded(id, end) => self.attempt_ended(now, id, end),
            Input::ActivationCompleted { run_id, completion } => {
                self.runs.completed(desk, &mut self.local_activities, now, (run_id, completion))?;
            }
            Input::ActivityEnded { token, outcome } => {
                if self.local_activities.owns(&token) {
                    self.local_activities.ended(desk, now, &token, outcome);
                } else {
                    // One that is not known has ended already; there is nothing to undo.
                    let _was_known = self.activities.ended(desk, now, &token, outcome);
                }
            }
            Input::ActivityHeartbeat { token, details } => {
                if !self.local_activities.owns(&token) {
                    self.activities.heartbeat(desk, now, &token, details);
                }
            }
            Input::ReportActivity { number, activity, report } => {
                self.activities.report_elsewhere(desk, now, number, (&activity, &report));
            }
            Input::NexusEnded { token, outcome } => {
                let ended = self.nexus_tasks.ended(desk, now, &token, outcome);
                ended.map_err(Misuse::MalformedNexusOutcome)?;
            }
            Input::EagerWorkflowTask { response } => self.eager_start(now, response.as_ref()),
            Input::Load(load) => desk.take_load(load),
            Input::SetSlots { kind, count } => desk.slots.set(kind, count),
            Input::Evict { run_id } => {
                let why = (&run_id, EvictionReason::LangRequested, "the host lets go of the run");
                self.runs.evict(desk, &mut self.local_activities, now, why);
            }
            Input::Shutdown => self.begin_shutdown(now),
        }
        Ok(())
    }

    fn attempt_ended(&mut self, now: Now, id: CallId, end: CallEnd) {
        match self.desk.attempt_ended(now, id, end) {
            Ended::Done(purpose, end) => self.call_ended(now, purpose, end),
            Ended::Waits | Ended::Unknown => {}
        }
    }

    fn tick(&mut self, now: Now) {
        while let Some(id) = self.desk.calls.lost(now) {
            self.desk.tell(Output::CancelCall(id));
            self.attempt_ended(now, id, Err(Status::new(Code::DeadlineExceeded, "the transport did not end the call")));
        }
        let desk = &mut self.desk;
        while let Some((id, call)) = desk.calls.due(now) {
            desk.attempt(id, call);
        }
        desk.slots.tick(now.mono);
        self.startup.tick(desk, now);
        self.pollers.tick(desk, now);
        self.runs.tick(desk, &mut self.local_activities, now);
        self.activities.tick(desk, now);
        self.local_activities.tick(desk, now);
        self.nexus_tasks.tick(desk, now);
        self.beat(now);
    }

    /// Does what follows from any input: ends of local activities go to their runs, polls begin, shutdown goes on.
    pub(super) fn settle(&mut self, now: Now) {
        self.local_activities.fill(&mut self.desk, now);
        self.take_local_ends(now);
        self.pollers.fill(&mut self.desk, now);
        if self.desk.is_draining {
            self.drain(now);
            self.take_local_ends(now);
        }
    }

    fn take_local_ends(&mut self, now: Now) {
        while let Some(end) = self.local_activities.take_end() {
            self.runs.local_activity_ended(&mut self.desk, &mut self.local_activities, now, end);
        }
    }

    fn call_ended(&mut self, now: Now, purpose: Purpose, end: CallEnd) {
        let desk = &mut self.desk;
        match purpose {
            Purpose::SystemInfo => {
                self.startup.system_info(desk, &mut self.pollers, now, end);
                self.learn(now);
            }
            Purpose::Namespace => {
                self.startup.namespace(desk, &mut self.pollers, now, end);
                self.learn(now);
            }
            Purpose::Poll(id) => self.poll_ended(now, id, end),
            Purpose::HistoryPage(run_id) => self.runs.page(desk, &mut self.local_activities, now, (run_id, end)),
            Purpose::WorkflowTaskCompleted(number) => {
                let eager = self.runs.answered(desk, &mut self.local_activities, now, (number, end));
                self.take_eager(now, eager);
            }
            Purpose::CompletionPage(number) => {
                if let Some(end) = self.runs.page_answered(desk, now, number, end) {
                    self.call_ended(now, Purpose::WorkflowTaskCompleted(number), end);
                }
            }
            Purpose::WorkflowTaskReported(run_id) => report_refused(desk, &run_id, end),
            Purpose::QueryAnswered(run_id, asked) => {
                if end.as_ref().is_err_and(Status::is_too_large) {
                    self.runs.answer_too_large(desk, now, &run_id, &asked);
                }
                report_refused(desk, &run_id, end);
            }
            Purpose::ActivityHeartbeat(token) => self.activities.heartbeat_answered(desk, now, &token, end),
            Purpose::ActivityEnded(token) => self.activities.end_answered(desk, now, &token, end),
            Purpose::ActivityReported(number) => activity::reported(desk, number, end),
            Purpose::NexusEnded(token) => self.nexus_tasks.end_answered(desk, now, &token, end),
            Purpose::RunDescribed(run_id) => self.runs.described(desk, &mut self.local_activities, now, (&run_id, end)),
            Purpose::ShutdownWorker => self.shutdown_told(&end),
            Purpose::WorkerHeartbeat => {}
        }
    }

    /// Once it is known what the server can do, requests say it, and polls begin.
    fn learn(&mut self, now: Now) {
        if !self.startup.just_done() {
            return;
        }
        let desk = &mut self.desk;
        let requests = Requests::new(&desk.config, &desk.instance_key, desk.capabilities);
        self.runs.learn(desk.capabilities.sdk_metadata, requests.clone());
        self.activities.learn(requests.clone());
        self.nexus_tasks.learn(requests);
        let (config, key, capabilities) = (desk.config.clone(), desk.instance_key.clone(), desk.capabilities);
        self.pollers.learn_requests(|kind| request::poll(&config, &key, capabilities, kind));
        self.pollers.start(&mut self.desk);
        if capabilities.worker_heartbeats && self.desk.config.worker_heartbeat_interval.is_some() {
            self.heartbeats.start(now);
        }
        self.desk.log_plan();
        self.pollers.fill(&mut self.desk, now);
        self.beat(now);
    }
}

/// Nothing follows from a report that was not taken, but an operator may want to know.
fn report_refused(desk: &mut Desk, run_id: &Text, end: CallEnd) {
    if let Err(status) = end {
        desk.log(observe::Level::Warn, || alloc::format!("a report of run {run_id} was not taken: {status}"));
    }
}
