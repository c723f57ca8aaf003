//! Decides which pending command a job ends, and how.

use super::{
    Host,
    pending::{Outcome, Pending, Work, timer},
};
use crate::{
    program::{ActionKind, Await},
    value::{ApplicationFailure, is_cancellation},
};
use dacapo_core::{
    failure::Failure,
    id::Seq,
    workflow::activation::{ActivityResolution, ChildWorkflowStart, Job, NexusOperationResult, NexusOperationStart},
};

impl Host {
    /// Takes a job that tells how something ended, or started.
    pub(super) fn resolve(&mut self, job: &Job) {
        match job {
            Job::FireTimer { seq } => self.fire(*seq),
            Job::ResolveActivity { seq, result: ActivityResolution::Ended(end), is_local } => {
                let work = if *is_local { Work::LocalActivity } else { Work::Activity };
                self.take(*seq, work, end.into());
            }
            Job::ResolveActivity { seq, result, .. } => self.back_off(*seq, result),
            Job::ResolveChildWorkflowStart { seq, result } => match result {
                ChildWorkflowStart::Succeeded { .. } => self.started(*seq),
                ChildWorkflowStart::Failed { workflow_id, cause, .. } => {
                    let message = format!("{workflow_id} was not started: {}", cause.as_str_name());
                    self.take(*seq, Work::ChildWorkflow, Outcome::Failed(ApplicationFailure::simple(message)));
                }
                ChildWorkflowStart::Canceled(failure) => {
                    self.take(*seq, Work::ChildWorkflow, Outcome::Canceled(failure.clone()));
                }
            },
            Job::ResolveChildWorkflow { seq, result } => self.take(*seq, Work::ChildWorkflow, result.into()),
            Job::ResolveSignalExternal { seq, failure, .. } => {
                self.take(*seq, Work::SignalExternal, delivered(failure.as_ref()));
            }
            Job::ResolveRequestCancelExternal { seq, failure, .. } => {
                self.take(*seq, Work::CancelExternal, delivered(failure.as_ref()));
            }
            Job::ResolveNexusOperationStart { seq, result } => self.operation_started(*seq, result),
            Job::ResolveNexusOperation { seq, result } => {
                let outcome = match result {
                    NexusOperationResult::Completed(result) => Outcome::Completed(Some(result.clone())),
                    NexusOperationResult::Failed(failure) | NexusOperationResult::TimedOut(failure) => {
                        Outcome::Failed(failure.clone())
                    }
                    NexusOperationResult::Canceled(failure) => Outcome::Canceled(failure.clone()),
                };
                self.take(*seq, Work::NexusOperation, outcome);
            }
            other => self.fail_task(format!("{} is no end of anything", other.name())),
        }
    }

    /// Ends what has this number, which must be of this kind.
    fn take(&mut self, seq: Seq, work: Work, outcome: Outcome) {
        match self.pending.remove(&seq) {
            Some(pending) if pending.work == work => self.end(seq, &pending, outcome),
            other => self.surprised(seq, other.as_ref()),
        }
    }

    fn surprised(&mut self, seq: Seq, pending: Option<&Pending>) {
        let work = pending.map(|pending| pending.work);
        self.fail_task(format!("a job came for number {seq}, which stands for {work:?}"));
    }

    fn fire(&mut self, seq: Seq) {
        let Some(pending) = self.pending.remove(&seq) else { return self.surprised(seq, None) };
        match pending.work {
            Work::Timer => self.end(seq, &pending, Outcome::Completed(None)),
            Work::Moment(other) => self.cancel(other),
            Work::Backoff { attempt, original_schedule_time } => {
                let Some(ActionKind::LocalActivity(options)) = pending.place.action().map(|action| &action.kind) else {
                    return;
                };
                let next = self.next_seq();
                self.push(options.command(next, attempt, original_schedule_time));
                self.pending.insert(next, Pending { work: Work::LocalActivity, ..pending.clone() });
            }
            _ => self.surprised(seq, Some(&pending)),
        }
    }

    /// A local activity is to be tried again after a timer.
    fn back_off(&mut self, seq: Seq, result: &ActivityResolution) {
        let ActivityResolution::Backoff { attempt, backoff, original_schedule_time } = result else { return };
        let Some(pending) = self.pending.remove(&seq) else { return self.surprised(seq, None) };
        let (attempt, original_schedule_time) = (*attempt, *original_schedule_time);
        let next = self.next_seq();
        self.push(timer(next, *backoff));
        let work = Work::Backoff { attempt, original_schedule_time };
        let is_canceled = pending.is_canceled;
        self.pending.insert(next, Pending { work, is_canceled: false, ..pending });
        if is_canceled {
            self.cancel(next);
        }
    }

    fn operation_started(&mut self, seq: Seq, result: &NexusOperationStart) {
        if self.unstarted.remove(&seq) && !self.pending.contains_key(&seq) {
            // Its cancellation was told before; how it began does not matter any more [NEXUS-3].
            return;
        }
        match result {
            NexusOperationStart::Started(_) | NexusOperationStart::Sync => self.started(seq),
            NexusOperationStart::Failed(failure) => self.take(seq, Work::NexusOperation, ended_badly(failure)),
        }
    }

    fn started(&mut self, seq: Seq) {
        let Some(pending) = self.pending.get(&seq) else { return self.surprised(seq, None) };
        let strand = pending.strand;
        match pending.place.action().map(|action| action.awaits) {
            Some(Await::Start) => {
                self.let_go(seq);
                self.wake(strand);
            }
            Some(Await::CancelAfterStarted) => self.cancel(seq),
            _ => {}
        }
    }
}

/// How an operation ended that never was under way: what it says of that is the same for a cancellation, but for the cause.
fn ended_badly(failure: &Failure) -> Outcome {
    if is_cancellation(failure) { Outcome::Canceled(failure.clone()) } else { Outcome::Failed(failure.clone()) }
}

/// How a request to another execution ended.
fn delivered(failure: Option<&Failure>) -> Outcome {
    failure.map_or(Outcome::Completed(None), |failure| Outcome::Failed(failure.clone()))
}
