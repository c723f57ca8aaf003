//! Decides which entity takes an event that is not a command's, by the earlier event it names [HISTORY-10].
#![expect(clippy::wildcard_enum_match_arm, reason = "most events are none of an entity's business")]

use super::{
    Run,
    activation::Job,
    entity::{Entity, activity, child_workflow, external_cancel, external_signal, nexus_operation, timer},
    resolve::{self, ActivityEnd, ChildEnd, NexusEnd},
};
use crate::{
    command::host::OperationCancellationType,
    divergence::Reason,
    error::{Fault, Malformed},
    history::event::{ActivityCanceled, Attributes, Event, TaskStarted},
    id::{EventId, Seq, Text},
    rng,
    time::WallTime,
};
use alloc::boxed::Box;

impl Run {
    pub(super) fn route(&mut self, event: Event) -> Result<(), Fault> {
        use Attributes as A;
        let (id, time) = (event.id, event.time());
        match event.attributes {
            A::WorkflowTaskScheduled | A::WorkflowTaskTimedOut { .. } | A::WorkflowExecutionClosed | A::Ignorable => {
                Ok(())
            }
            A::WorkflowTaskCompleted(_) => Ok(()),
            A::WorkflowTaskStarted(started) => self.task_started(id, time, started),
            A::WorkflowTaskFailed { is_reset, new_run_id, .. } => {
                if is_reset {
                    self.jobs.push(Job::UpdateRandomSeed { randomness_seed: rng::seed(&new_run_id) });
                }
                Ok(())
            }
            A::WorkflowExecutionStarted(mut started) => {
                if started.workflow_id.is_empty() {
                    // Older servers wrote it only around the history.
                    started.workflow_id = self.config.workflow_id.clone();
                }
                self.view.time.advance(time);
                self.view.start_time = Some(time);
                self.view.execution_started(&started);
                self.jobs.push(Job::InitializeWorkflow(Box::new(resolve::initialize(started, time))));
                Ok(())
            }
            A::WorkflowExecutionSignaled(mut signal) => {
                signal.originating_event_id = id;
                self.jobs.push(Job::SignalWorkflow(signal));
                Ok(())
            }
            A::WorkflowExecutionCancelRequested { cause } => {
                self.jobs.push(Job::CancelWorkflow { reason: cause });
                Ok(())
            }
            A::UpdateAdmitted(request) => {
                self.update_admitted(id, *request);
                Ok(())
            }
            A::TimerFired { timer_id, started } => self.timer_fired(id, &timer_id, started),
            attributes => self.route_to_entity(Event { attributes, ..event }),
        }
    }

    fn task_started(&mut self, id: EventId, time: WallTime, started: TaskStarted) -> Result<(), Fault> {
        self.view.started = id;
        self.view.time.advance(time);
        self.view.task = started;
        if !self.view.is_replaying {
            self.run_waiting_local_activities()?;
        }
        Ok(())
    }

    fn timer_fired(&mut self, id: EventId, timer_id: &Text, started: EventId) -> Result<(), Fault> {
        let Some(Entity::Timer(seq)) = self.entities.by_event.get(&started) else {
            return Err(self.diverged_at(id, Reason::UnknownStart(started)));
        };
        let seq = *seq;
        // [TIMER-2]
        let is_foreign = self.entities.timers.get(seq).is_some_and(|timer| timer.foreign_id.as_ref() == Some(timer_id));
        if timer_id.parse::<u32>().ok() != Some(seq.0) && !is_foreign {
            return Err(self.diverged_at(id, Reason::TimerId { fired: timer_id.clone(), started: seq }));
        }
        self.step_timer(seq, timer::Input::TimerFired, Some(id))
    }

    fn route_to_entity(&mut self, event: Event) -> Result<(), Fault> {
        let id = event.id;
        let Some(start) = start_of(&event.attributes) else {
            let what = "a run cannot take an event of this type";
            return Err(Malformed { event: id, field: 3, what }.into());
        };
        match self.entities.by_event.get(&start).cloned() {
            Some(Entity::Activity(seq)) => self.activity_event(seq, event),
            Some(Entity::ChildWorkflow(seq)) => self.child_event(seq, event),
            Some(Entity::ExternalSignal(seq)) => {
                self.entities.by_event.remove(&start);
                self.signal_event(seq, event)
            }
            Some(Entity::ExternalCancel(key)) => {
                self.entities.by_event.remove(&start);
                self.cancel_event(key, event)
            }
            Some(Entity::NexusOperation(seq)) => self.nexus_event(seq, event),
            // The delivery of a cancellation may be reported after the operation's end [NEXUS-4].
            None if is_cancel_delivery(&event.attributes) => Ok(()),
            _ => Err(self.diverged_at(id, Reason::UnknownStart(start))),
        }
    }

    fn activity_event(&mut self, seq: Seq, event: Event) -> Result<(), Fault> {
        use activity::Input as I;
        let id = event.id;
        let (input, end) = match event.attributes {
            Attributes::ActivityTaskStarted { .. } => {
                if let Some(activity) = self.entities.activities.get_mut(seq) {
                    activity.started = id;
                }
                (I::ActivityTaskStarted, None)
            }
            Attributes::ActivityTaskCompleted { result, .. } => {
                (I::ActivityTaskCompleted, Some(ActivityEnd::Completed(result)))
            }
            Attributes::ActivityTaskFailed(failed) => (I::ActivityTaskFailed, Some(ActivityEnd::Failed(failed))),
            Attributes::ActivityTaskTimedOut(failed) => (I::ActivityTaskTimedOut, Some(ActivityEnd::TimedOut(failed))),
            Attributes::ActivityTaskCanceled(canceled) => {
                let ActivityCanceled { started, identity, details, .. } = *canceled;
                (I::ActivityTaskCanceled, Some(ActivityEnd::Canceled { started, identity, details }))
            }
            _ => return Err(wrong_entity(id)),
        };
        self.step_activity(seq, input, end, Some(id))
    }

    fn child_event(&mut self, seq: Seq, event: Event) -> Result<(), Fault> {
        use child_workflow::Input as I;
        let id = event.id;
        let (input, end) = match event.attributes {
            Attributes::ChildWorkflowExecutionStarted { run_id, .. } => {
                if let Some(child) = self.entities.children.get_mut(seq) {
                    child.run_id = run_id;
                    child.started = id;
                }
                (I::ExecutionStarted, None)
            }
            Attributes::StartChildWorkflowExecutionFailed { cause, .. } => {
                (I::StartFailed, Some(ChildEnd::StartFailed(cause)))
            }
            Attributes::ChildWorkflowExecutionCompleted { result, .. } => {
                (I::ExecutionCompleted, Some(ChildEnd::Completed(result)))
            }
            Attributes::ChildWorkflowExecutionFailed(failed) => (I::ExecutionFailed, Some(ChildEnd::Failed(failed))),
            Attributes::ChildWorkflowExecutionTimedOut { started, retry_state, .. } => {
                (I::ExecutionTimedOut, Some(ChildEnd::TimedOut { started, retry_state }))
            }
            Attributes::ChildWorkflowExecutionCanceled { started, .. } => {
                (I::ExecutionCanceled, Some(ChildEnd::Canceled { started }))
            }
            Attributes::ChildWorkflowExecutionTerminated { started, .. } => {
                (I::ExecutionTerminated, Some(ChildEnd::Terminated { started }))
            }
            _ => return Err(wrong_entity(id)),
        };
        self.step_child(seq, input, end, Some(id))
    }

    fn signal_event(&mut self, seq: Seq, event: Event) -> Result<(), Fault> {
        use external_signal::Input as I;
        match event.attributes {
            Attributes::ExternalSignaled { .. } => self.step_signal(seq, I::Signaled, None, Some(event.id)),
            Attributes::SignalExternalFailed { cause, .. } => {
                self.step_signal(seq, I::SignalFailed, Some(cause), Some(event.id))
            }
            _ => Err(wrong_entity(event.id)),
        }
    }

    fn cancel_event(&mut self, key: super::entity::CancelKey, event: Event) -> Result<(), Fault> {
        use external_cancel::Input as I;
        match event.attributes {
            Attributes::ExternalCancelRequested { .. } => self.step_cancel(key, I::CancelRequested, None, event.id),
            Attributes::RequestCancelExternalFailed { cause, .. } => {
                self.step_cancel(key, I::RequestCancelFailed, Some(cause), event.id)
            }
            _ => Err(wrong_entity(event.id)),
        }
    }

    fn nexus_event(&mut self, seq: Seq, event: Event) -> Result<(), Fault> {
        use nexus_operation::Input as I;
        let id = event.id;
        let awaits_delivery = self.entities.nexus_operations.get(seq).is_some_and(|operation| {
            operation.cancellation_type == OperationCancellationType::WaitCancellationRequested
        });
        let (input, end) = match event.attributes {
            Attributes::NexusOperationStarted { operation_token, .. } => {
                if let Some(operation) = self.entities.nexus_operations.get_mut(seq) {
                    operation.token = operation_token;
                }
                (I::OperationStarted, None)
            }
            Attributes::NexusOperationCompleted { result, .. } => {
                (I::OperationCompleted, Some(NexusEnd::Completed(result)))
            }
            Attributes::NexusOperationFailed { failure, .. } => (I::OperationFailed, Some(NexusEnd::Failed(failure))),
            Attributes::NexusOperationCanceled { failure, .. } => {
                (I::OperationCanceled, Some(NexusEnd::Canceled(failure)))
            }
            Attributes::NexusOperationTimedOut { failure, .. } => {
                (I::OperationTimedOut, Some(NexusEnd::TimedOut(failure)))
            }
            Attributes::NexusOperationCancelRequestCompleted { .. } if awaits_delivery => {
                (I::AwaitedCancelRequestCompleted, Some(NexusEnd::CancelDelivered))
            }
            Attributes::NexusOperationCancelRequestFailed { failure, .. } if awaits_delivery => {
                (I::AwaitedCancelRequestFailed, Some(NexusEnd::CancelNotDelivered(failure)))
            }
            Attributes::NexusOperationCancelRequestCompleted { .. } => (I::CancelRequestCompleted, None),
            Attributes::NexusOperationCancelRequestFailed { .. } => (I::CancelRequestFailed, None),
            _ => return Err(wrong_entity(id)),
        };
        self.step_nexus(seq, input, end, Some(id))
    }
}

fn wrong_entity(event: EventId) -> Fault {
    Malformed { event, field: 0, what: "it names an event of another kind as its beginning" }.into()
}

const fn is_cancel_delivery(attributes: &Attributes) -> bool {
    matches!(
        attributes,
        Attributes::NexusOperationCancelRequestCompleted { .. } | Attributes::NexusOperationCancelRequestFailed { .. }
    )
}

/// The earlier event that an event belongs to [HISTORY-10].
#[expect(clippy::wildcard_enum_match_arm, reason = "events that belong to no entity have been taken before")]
fn start_of(attributes: &Attributes) -> Option<EventId> {
    use Attributes as A;
    Some(match attributes {
        A::ActivityTaskStarted { scheduled }
        | A::ActivityTaskCompleted { scheduled, .. }
        | A::NexusOperationStarted { scheduled, .. }
        | A::NexusOperationCompleted { scheduled, .. }
        | A::NexusOperationFailed { scheduled, .. }
        | A::NexusOperationTimedOut { scheduled, .. }
        | A::NexusOperationCanceled { scheduled, .. }
        | A::NexusOperationCancelRequestCompleted { scheduled }
        | A::NexusOperationCancelRequestFailed { scheduled, .. } => *scheduled,
        A::ActivityTaskFailed(failed) | A::ActivityTaskTimedOut(failed) => failed.scheduled,
        A::ActivityTaskCanceled(canceled) => canceled.scheduled,
        A::StartChildWorkflowExecutionFailed { initiated, .. }
        | A::ChildWorkflowExecutionStarted { initiated, .. }
        | A::ChildWorkflowExecutionCompleted { initiated, .. }
        | A::ChildWorkflowExecutionTimedOut { initiated, .. }
        | A::ChildWorkflowExecutionCanceled { initiated, .. }
        | A::ChildWorkflowExecutionTerminated { initiated, .. }
        | A::SignalExternalFailed { initiated, .. }
        | A::ExternalSignaled { initiated }
        | A::RequestCancelExternalFailed { initiated, .. }
        | A::ExternalCancelRequested { initiated } => *initiated,
        A::ChildWorkflowExecutionFailed(failed) => failed.initiated,
        _ => return None,
    })
}
