//! Decides what is done about each thing that a run asks for.

use super::{OpenTask, Runs, excess::Excess, pages::Pages};
use crate::{
    command::{Command, Kind},
    id::{TaskToken, Text},
    limits,
    machine::Machine,
    time::{MonoTime, Now},
    worker::{
        Output,
        activity::failure::Application,
        config::Config,
        desk::{Desk, Terms},
        local_activity::{LocalActivities, Owner},
        observe::{Labels, Level},
        purpose::Purpose,
        report::{self, Asked},
        slots::SlotKind,
    },
    workflow::{
        activation::{Activation, Job},
        task::{self, Fetch, TaskCompletion, TaskEnd, TaskFailure},
    },
};
use alloc::{boxed::Box, format, string::ToString};
use core::time::Duration;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::WorkflowExecution, enums::v1::WorkflowTaskFailedCause as Cause,
        workflowservice::v1::GetWorkflowExecutionHistoryRequest,
    },
};
use prost::Message;

impl Runs {
    /// Does all that a run asks for.
    pub(super) fn act(&mut self, desk: &mut Desk, locals: &mut LocalActivities, now: Now, run_id: &Text) {
        while let Some(output) = self.runs.get_mut(run_id).and_then(|cached| cached.run.poll()) {
            match output {
                task::Output::Activate(activation) => self.activate(desk, now, run_id, activation),
                task::Output::FetchHistory(fetch) => self.fetch(desk, now, run_id, fetch),
                task::Output::TaskEnded(end) => self.end_task(desk, locals, now, (run_id, *end)),
                task::Output::RunLocalActivity(task) => {
                    let Some(owner) = self.owner(run_id) else { continue };
                    locals.run(desk, now, owner, *task.command);
                    self.arm_heartbeat(run_id);
                }
                task::Output::CancelLocalActivity { seq, is_awaited } => {
                    locals.cancel(desk, now, (run_id, seq), is_awaited);
                }
                task::Output::Evicted => {
                    locals.forget_run(desk, run_id);
                    self.evicted(desk, locals, now, run_id);
                }
            }
        }
        if self.abandon_if_broken(desk, locals, now, run_id) {
            return;
        }
        let has_local_activities = locals.has_any(run_id);
        if let Some(cached) = self.runs.get_mut(run_id) {
            cached.has_local_activities = has_local_activities;
        }
        if has_local_activities {
            self.arm_heartbeat(run_id);
        }
        self.after_task(desk, locals, now, run_id);
    }

    fn owner(&self, run_id: &Text) -> Option<Owner> {
        let cached = self.runs.get(run_id)?;
        Some(Owner {
            run_id: run_id.clone(),
            workflow_id: cached.workflow_id.clone(),
            workflow_type: cached.workflow_type.clone(),
        })
    }

    fn activate(&mut self, desk: &mut Desk, now: Now, run_id: &Text, activation: Box<Activation>) {
        let Some(cached) = self.runs.get_mut(run_id) else { return };
        cached.is_active = true;
        if let Some(task) = &mut cached.task {
            if activation.is_replaying && !asks_queries_only(&activation) {
                task.began_replaying = true;
            } else if task.began_replaying && task.replayed.is_none() {
                task.replayed = Some(now.mono);
                let length = now.mono.since(task.received.mono);
                desk.latency("workflow_task_replay_latency", length, || Labels::workflow(&cached.workflow_type));
            }
        }
        desk.tell(Output::Activate(activation));
    }

    fn fetch(&self, desk: &mut Desk, now: Now, run_id: &Text, fetch: Fetch) {
        let Some(cached) = self.runs.get(run_id) else { return };
        let request = GetWorkflowExecutionHistoryRequest {
            namespace: desk.config.namespace.to_string(),
            execution: Some(WorkflowExecution {
                workflow_id: cached.workflow_id.to_string(),
                run_id: run_id.to_string(),
            }),
            next_page_token: match fetch {
                Fetch::FromStart => bytes::Bytes::new(),
                Fetch::Next => cached.next_page_token.clone(),
            },
            ..Default::default()
        };
        let purpose = Purpose::HistoryPage(run_id.clone());
        let call = (method::GET_WORKFLOW_EXECUTION_HISTORY, request.encode_to_vec().into());
        desk.call(now, self.terms(desk, run_id), purpose, call);
    }

    /// What is to be measured of a completion that closes its execution.
    fn closing(&self, now: Now, run_id: &Text, completion: &TaskCompletion) -> Option<Closing> {
        let command = completion.commands.iter().find(|command| command.is_terminal())?;
        let cached = self.runs.get(run_id)?;
        let length = cached.run.start_time().map(|began| now.wall.since(began));
        Some(Closing { workflow_type: cached.workflow_type.clone(), counter: closes_as(command), length })
    }

    /// When the server gives a task up.
    fn ends_at(&self, task: &OpenTask, run_id: &Text) -> MonoTime {
        let timeout = self.runs.get(run_id).and_then(|cached| cached.run.workflow_task_timeout());
        task.received.mono.plus(timeout.unwrap_or(limits::WORKFLOW_TASK_TIMEOUT))
    }

    /// When an open task has to be answered though local activities run [LOCAL-9].
    fn arm_heartbeat(&mut self, run_id: &Text) {
        let Some(cached) = self.runs.get_mut(run_id) else { return };
        let Some(task) = cached.task.as_mut().filter(|task| !task.has_heartbeat) else { return };
        task.has_heartbeat = true;
        let timeout = cached.run.workflow_task_timeout().unwrap_or(limits::WORKFLOW_TASK_TIMEOUT);
        let at = task.received.mono.plus(timeout.mul_f64(limits::HEARTBEAT_SHARE));
        cached.heartbeat_at = Some(at);
        self.heartbeats.insert((at, run_id.clone()));
    }

    fn disarm_heartbeat(&mut self, run_id: &Text) {
        let at = self.runs.get_mut(run_id).and_then(|cached| cached.heartbeat_at.take());
        if let Some(at) = at {
            self.heartbeats.remove(&(at, run_id.clone()));
        }
    }

    fn end_task(&mut self, desk: &mut Desk, locals: &mut LocalActivities, now: Now, (run_id, end): (&Text, TaskEnd)) {
        self.disarm_heartbeat(run_id);
        let Some(cached) = self.runs.get_mut(run_id) else { return };
        let Some(task) = cached.task.take() else { return };
        if !task.is_query_only {
            let length = now.mono.since(task.received.mono);
            desk.latency("workflow_task_execution_latency", length, || Labels::workflow(&cached.workflow_type));
            // One that local activities run for may take that long.
            if length > limits::SLOW_WORKFLOW_TASK && !task.has_heartbeat {
                desk.log(Level::Warn, || format!("[TMPRL1104] a workflow task of run {run_id} took {length:?}"));
            }
        }
        match end {
            TaskEnd::Completed(completion) => {
                self.report_completed(desk, locals, now, (run_id, task, completion));
            }
            TaskEnd::Failed(failure) => {
                desk.release(SlotKind::Workflow);
                self.report_failed(desk, now, run_id, (&task, &failure));
            }
            TaskEnd::QueryAnswered(answer) => {
                let asked = Asked { token: task.token, poller_group: task.poller_group };
                let message = report::query_answered(&self.requests, &asked, &answer);
                let purpose = Purpose::QueryAnswered(run_id.clone(), asked);
                let call = (method::RESPOND_QUERY_TASK_COMPLETED, message);
                desk.call(now, self.terms(desk, run_id).for_an_answer(), purpose, call);
                desk.release(SlotKind::Workflow);
            }
            TaskEnd::Silent => desk.release(SlotKind::Workflow),
        }
    }

    fn report_completed(
        &mut self,
        desk: &mut Desk,
        locals: &mut LocalActivities,
        now: Now,
        (run_id, task, mut completion): (&Text, OpenTask, TaskCompletion),
    ) {
        if let Some(excess) = Excess::in_completion(&desk.capabilities, &completion) {
            return self.refuse(desk, locals, now, (run_id, &task, &excess));
        }
        let eager = reserve_eager(desk, now, &mut completion);
        let closing = self.closing(now, run_id, &completion);
        let retries = locals.take_retries(run_id);
        let message = report::completed(&self.requests, &task.token, (&completion, retries), desk);
        if let Some(excess) = Excess::in_request(&desk.capabilities, &message) {
            (0..eager).for_each(|_| desk.slots.give_back(SlotKind::Activity));
            return self.refuse(desk, locals, now, (run_id, &task, &excess));
        }
        self.reports = self.reports.saturating_add(1);
        if let Some(cached) = self.runs.get_mut(run_id) {
            cached.reporting = Some(self.reports);
        }
        let (number, terms) = (self.reports, self.terms(desk, run_id));
        let pages =
            Pages::cut(desk, &task.token, &message).map(|cut| Pages::new(cut, terms, self.ends_at(&task, run_id)));
        let is_paged = pages.is_some();
        let run_id = run_id.clone();
        let open = Reported { run_id, token: task.token, attempt: task.attempt, eager, closing, pages };
        self.reported.insert(number, open);
        if is_paged {
            return self.send_page(desk, now, number);
        }
        let purpose = Purpose::WorkflowTaskCompleted(number);
        desk.call(now, terms, purpose, (method::RESPOND_WORKFLOW_TASK_COMPLETED, message));
    }

    pub(super) fn report_failed(
        &self,
        desk: &mut Desk,
        now: Now,
        run_id: &Text,
        (task, failure): (&OpenTask, &TaskFailure),
    ) {
        let workflow_type = self.runs.get(run_id).map(|cached| cached.workflow_type.clone()).unwrap_or_default();
        let reason = reason_of(failure);
        desk.slots.failed(SlotKind::Workflow);
        desk.count("workflow_task_execution_failed", || Labels {
            workflow_type,
            other: Some(("failure_reason", reason)),
            ..Labels::default()
        });
        if !failure.is_reported {
            return;
        }
        let purpose = Purpose::WorkflowTaskReported(run_id.clone());
        let terms = self.terms(desk, run_id);
        if task.is_query_only {
            let asked = Asked { token: task.token.clone(), poller_group: task.poller_group.clone() };
            let message = report::query_failed(&self.requests, &asked, failure);
            desk.call(now, terms.for_an_answer(), purpose, (method::RESPOND_QUERY_TASK_COMPLETED, message));
        } else {
            let message = report::failed(&self.requests, &task.token, failure);
            desk.call(now, terms, purpose, (method::RESPOND_WORKFLOW_TASK_FAILED, message));
        }
    }

    /// The terms of calls that a run's workflow task waits for.
    pub(super) fn terms(&self, desk: &Desk, run_id: &Text) -> Terms {
        let timeout = self.runs.get(run_id).and_then(|cached| cached.run.workflow_task_timeout());
        Terms::for_workflow_task(&desk.config, timeout)
    }
}

/// A completion that is on its way to the server.
#[derive(Clone, Debug)]
pub(super) struct Reported {
    pub(super) run_id: Text,
    pub(super) token: TaskToken,
    pub(super) attempt: i32,
    /// How many activity slots are taken for eager activities.
    pub(super) eager: usize,
    /// What is measured once the server has taken it.
    pub(super) closing: Option<Closing>,
    /// Where it goes in pages.
    pub(super) pages: Option<Pages>,
}

/// A completion that closes its execution.
#[derive(Clone, Debug)]
pub(super) struct Closing {
    pub(super) workflow_type: Text,
    /// Nothing for a failure that is expected.
    pub(super) counter: Option<&'static str>,
    /// How long the execution took.
    pub(super) length: Option<Duration>,
}

/// Takes slots for activities that the server may give out with its answer; the others go the usual way [WORKER-3].
fn reserve_eager(desk: &mut Desk, now: Now, completion: &mut TaskCompletion) -> usize {
    let Config { tasks, max_task_queue_activities_per_second, max_worker_activities_per_second, .. } = &*desk.config;
    // They come past the polls, and so past whatever holds polls back.
    let is_limited = max_task_queue_activities_per_second.or(*max_worker_activities_per_second).is_some();
    let may = tasks.activities && !desk.is_draining && !is_limited;
    let mut reserved = 0_usize;
    for command in &mut completion.commands {
        let Kind::ScheduleActivityTask(activity) = &mut command.kind else { continue };
        let is_here = activity.task_queue.is_empty() || activity.task_queue == desk.config.task_queue;
        let wanted = may && is_here && !activity.do_not_eagerly_execute && reserved < desk.config.max_eager_activities;
        let is_reserved = wanted && desk.slots.reserve_waiting(now.mono, SlotKind::Activity);
        if is_reserved {
            reserved = reserved.saturating_add(1);
        }
        activity.do_not_eagerly_execute = !is_reserved;
    }
    reserved
}

/// The counter of a command that closes an execution [OBSERVE-2].
fn closes_as(command: &Command) -> Option<&'static str> {
    Some(match &command.kind {
        Kind::FailWorkflowExecution { failure } if Application::of(failure).is_benign => return None,
        Kind::FailWorkflowExecution { .. } => "workflow_failed",
        Kind::CancelWorkflowExecution { .. } => "workflow_canceled",
        Kind::ContinueAsNewWorkflowExecution(_) => "workflow_continue_as_new",
        Kind::CompleteWorkflowExecution { .. }
        | Kind::StartTimer(_)
        | Kind::CancelTimer { .. }
        | Kind::ScheduleActivityTask(_)
        | Kind::RequestCancelActivityTask { .. }
        | Kind::StartChildWorkflowExecution(_)
        | Kind::RequestCancelExternalWorkflowExecution(_)
        | Kind::SignalExternalWorkflowExecution(_)
        | Kind::RecordMarker(_)
        | Kind::UpsertWorkflowSearchAttributes { .. }
        | Kind::ModifyWorkflowProperties { .. }
        | Kind::ProtocolMessage { .. }
        | Kind::ScheduleNexusOperation(_)
        | Kind::RequestCancelNexusOperation { .. } => "workflow_completed",
    })
}

/// The label `failure_reason`.
fn reason_of(failure: &TaskFailure) -> &'static str {
    const REASONS: [(Cause, &str); 5] = [
        (Cause::NonDeterministicError, "NonDeterminismError"),
        (Cause::GrpcMessageTooLarge, "GrpcMessageTooLarge"),
        (Cause::PayloadsTooLarge, "PayloadsTooLarge"),
        (Cause::RequestTooLarge, "RequestTooLarge"),
        (Cause::ExternalStorageFailure, "ExternalStorageError"),
    ];
    REASONS.iter().find(|(cause, _)| *cause == failure.cause).map_or("WorkflowError", |(_, reason)| reason)
}

fn asks_queries_only(activation: &Activation) -> bool {
    activation.jobs.iter().all(|job| matches!(job, Job::QueryWorkflow(_) | Job::RemoveFromCache { .. }))
}
