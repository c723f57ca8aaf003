//! Keeps what is under way outside of the workflow, as the events of its history say, and decides what can come next.

use super::{choice::Choices, event};
use dacapo_proto::temporal::api::{
    common::v1::WorkflowExecution,
    enums::v1::RetryState,
    history::v1::{self as h, history_event::Attributes as A},
};
use std::collections::{BTreeMap, BTreeSet};

/// What is under way.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Timers that have not fired, by id, each with the event that started it.
    pub timers: BTreeMap<String, i64>,
    /// Activities without an outcome, by the event that scheduled them.
    pub activities: BTreeMap<i64, Activity>,
    /// Children without an outcome, by the event that initiated them.
    pub children: BTreeMap<i64, Child>,
    /// Signals to other executions that were not delivered, by the event that initiated them.
    pub signals: BTreeSet<i64>,
    /// Cancellations of other executions that were not delivered, each with the workflow id it goes to.
    pub cancels: BTreeMap<i64, String>,
    /// Nexus operations without an outcome, by the event that scheduled them.
    pub operations: BTreeMap<i64, Operation>,
    /// Cancellations of Nexus operations that were not delivered: by the operation, the event that asked.
    pub deliveries: BTreeMap<i64, i64>,
    /// Updates that were accepted and not completed, each with its event.
    pub accepted: BTreeMap<String, i64>,
    /// Updates whose requests are in history before they are accepted.
    pub admitted: BTreeSet<String>,
    /// Whether the execution was asked to cancel itself.
    pub is_cancel_requested: bool,
    /// Whether the execution is closed.
    pub is_closed: bool,
}

/// An activity without an outcome.
#[derive(Clone, Debug, Default)]
pub struct Activity {
    /// Whether a worker has it.
    pub is_running: bool,
    /// Whether history has its `ActivityTaskStarted`.
    pub is_started: bool,
    /// The event that asked for its cancellation.
    pub cancel_requested: Option<i64>,
}

/// A child without an outcome.
#[derive(Clone, Debug, Default)]
pub struct Child {
    /// Its workflow id.
    pub workflow_id: String,
    /// Whether it was started.
    pub is_started: bool,
    /// Whether it was asked to cancel itself.
    pub is_cancel_requested: bool,
}

/// A Nexus operation without an outcome.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// Whether it was started.
    pub is_started: bool,
    /// Whether it was asked to cancel itself.
    pub is_cancel_requested: bool,
}

impl World {
    /// Takes note of an event, whose id is 0 while it is buffered.
    pub fn take_note(&mut self, id: i64, attributes: &A) {
        match attributes {
            A::TimerStartedEventAttributes(a) => drop(self.timers.insert(a.timer_id.clone(), id)),
            A::TimerFiredEventAttributes(a) => drop(self.timers.remove(&a.timer_id)),
            A::TimerCanceledEventAttributes(a) => drop(self.timers.remove(&a.timer_id)),
            A::ActivityTaskScheduledEventAttributes(_) => drop(self.activities.insert(id, Activity::default())),
            A::ActivityTaskStartedEventAttributes(a) => {
                if let Some(activity) = self.activities.get_mut(&a.scheduled_event_id) {
                    activity.is_running = true;
                    activity.is_started = true;
                }
            }
            A::ActivityTaskCancelRequestedEventAttributes(a) => {
                if let Some(activity) = self.activities.get_mut(&a.scheduled_event_id) {
                    activity.cancel_requested = Some(id);
                }
            }
            A::StartChildWorkflowExecutionInitiatedEventAttributes(a) => {
                self.children.insert(id, Child { workflow_id: a.workflow_id.clone(), ..Child::default() });
            }
            A::ChildWorkflowExecutionStartedEventAttributes(a) => {
                if let Some(child) = self.children.get_mut(&a.initiated_event_id) {
                    child.is_started = true;
                }
            }
            A::SignalExternalWorkflowExecutionInitiatedEventAttributes(_) => {
                self.signals.insert(id);
            }
            A::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(a) => {
                let target = a.workflow_execution.clone().unwrap_or_default().workflow_id;
                self.cancels.insert(id, target);
            }
            A::NexusOperationScheduledEventAttributes(_) => drop(self.operations.insert(id, Operation::default())),
            A::NexusOperationStartedEventAttributes(a) => {
                if let Some(operation) = self.operations.get_mut(&a.scheduled_event_id) {
                    operation.is_started = true;
                }
            }
            A::NexusOperationCancelRequestedEventAttributes(a) => {
                if let Some(operation) = self.operations.get_mut(&a.scheduled_event_id) {
                    operation.is_cancel_requested = true;
                }
                self.deliveries.insert(a.scheduled_event_id, id);
            }
            A::WorkflowExecutionCancelRequestedEventAttributes(_) => self.is_cancel_requested = true,
            A::WorkflowExecutionUpdateAdmittedEventAttributes(a) => {
                let meta = a.request.clone().unwrap_or_default().meta;
                self.admitted.insert(meta.unwrap_or_default().update_id);
            }
            A::WorkflowExecutionUpdateAcceptedEventAttributes(a) => {
                self.accepted.insert(a.protocol_instance_id.clone(), id);
            }
            A::WorkflowExecutionUpdateCompletedEventAttributes(a) => {
                self.accepted.retain(|_, event| *event != a.accepted_event_id);
            }
            other => self.take_note_of_end(other),
        }
    }

    fn take_note_of_end(&mut self, attributes: &A) {
        match attributes {
            A::WorkflowExecutionCompletedEventAttributes(_)
            | A::WorkflowExecutionFailedEventAttributes(_)
            | A::WorkflowExecutionTimedOutEventAttributes(_)
            | A::WorkflowExecutionCanceledEventAttributes(_)
            | A::WorkflowExecutionTerminatedEventAttributes(_)
            | A::WorkflowExecutionContinuedAsNewEventAttributes(_) => {
                *self = Self { is_closed: true, ..Self::default() }
            }
            A::SignalExternalWorkflowExecutionFailedEventAttributes(a) => {
                self.signals.remove(&a.initiated_event_id);
            }
            A::ExternalWorkflowExecutionSignaledEventAttributes(a) => {
                self.signals.remove(&a.initiated_event_id);
            }
            A::RequestCancelExternalWorkflowExecutionFailedEventAttributes(a) => {
                self.cancels.remove(&a.initiated_event_id);
            }
            A::ExternalWorkflowExecutionCancelRequestedEventAttributes(a) => {
                let target = self.cancels.remove(&a.initiated_event_id);
                for child in self.children.values_mut().filter(|child| Some(&child.workflow_id) == target.as_ref()) {
                    child.is_cancel_requested = true;
                }
            }
            A::NexusOperationCancelRequestCompletedEventAttributes(a) => {
                self.deliveries.remove(&a.scheduled_event_id);
            }
            A::NexusOperationCancelRequestFailedEventAttributes(a) => {
                self.deliveries.remove(&a.scheduled_event_id);
            }
            other => {
                if let Some(start) = ended(other) {
                    self.activities.remove(&start);
                    self.children.remove(&start);
                    self.operations.remove(&start);
                }
            }
        }
    }

    /// What a timer does next.
    pub fn fire(&self, choices: &mut Choices<'_>) -> Option<A> {
        let timers: Vec<_> = self.timers.iter().collect();
        let (timer_id, started) = choices.pick(&timers)?;
        Some(A::TimerFiredEventAttributes(h::TimerFiredEventAttributes {
            timer_id: timer_id.clone(),
            started_event_id: *started,
        }))
    }

    /// What a child does next.
    pub fn move_child(&self, choices: &mut Choices<'_>) -> Option<A> {
        let children: Vec<_> = self.children.iter().collect();
        let (initiated, child) = choices.pick(&children)?;
        let (initiated, id) = (*initiated, child.workflow_id.clone());
        let execution = Some(WorkflowExecution { run_id: format!("run-of-{id}"), workflow_id: id.clone() });
        let way = choices.below(8);
        if !child.is_started {
            if way == 7 {
                return Some(A::StartChildWorkflowExecutionFailedEventAttributes(
                    h::StartChildWorkflowExecutionFailedEventAttributes {
                        workflow_id: id,
                        cause: 1,
                        initiated_event_id: initiated,
                        ..Default::default()
                    },
                ));
            }
            return Some(A::ChildWorkflowExecutionStartedEventAttributes(
                h::ChildWorkflowExecutionStartedEventAttributes {
                    initiated_event_id: initiated,
                    workflow_execution: execution,
                    ..Default::default()
                },
            ));
        }
        Some(match way {
            5 => A::ChildWorkflowExecutionTimedOutEventAttributes(h::ChildWorkflowExecutionTimedOutEventAttributes {
                initiated_event_id: initiated,
                workflow_execution: execution,
                retry_state: RetryState::Timeout.into(),
                ..Default::default()
            }),
            6 => {
                A::ChildWorkflowExecutionTerminatedEventAttributes(h::ChildWorkflowExecutionTerminatedEventAttributes {
                    initiated_event_id: initiated,
                    workflow_execution: execution,
                    ..Default::default()
                })
            }
            7 => A::ChildWorkflowExecutionFailedEventAttributes(h::ChildWorkflowExecutionFailedEventAttributes {
                failure: Some(event::failed("child")),
                initiated_event_id: initiated,
                workflow_execution: execution,
                ..Default::default()
            }),
            way if child.is_cancel_requested && way < 4 => {
                A::ChildWorkflowExecutionCanceledEventAttributes(h::ChildWorkflowExecutionCanceledEventAttributes {
                    initiated_event_id: initiated,
                    workflow_execution: execution,
                    ..Default::default()
                })
            }
            _ => A::ChildWorkflowExecutionCompletedEventAttributes(h::ChildWorkflowExecutionCompletedEventAttributes {
                result: Some(event::payloads("child")),
                initiated_event_id: initiated,
                workflow_execution: execution,
                ..Default::default()
            }),
        })
    }

    /// What becomes of a signal to, or a cancellation of, another execution.
    pub fn deliver(&self, choices: &mut Choices<'_>) -> Option<A> {
        let starts: Vec<i64> = self.signals.iter().chain(self.cancels.keys()).copied().collect();
        let initiated_event_id = choices.pick(&starts)?;
        let fails = choices.one_in(3);
        Some(match (self.signals.contains(&initiated_event_id), fails) {
            (true, false) => A::ExternalWorkflowExecutionSignaledEventAttributes(
                h::ExternalWorkflowExecutionSignaledEventAttributes { initiated_event_id, ..Default::default() },
            ),
            (true, true) => A::SignalExternalWorkflowExecutionFailedEventAttributes(
                h::SignalExternalWorkflowExecutionFailedEventAttributes {
                    initiated_event_id,
                    cause: i32::try_from(choices.below(4)).unwrap_or_default(),
                    ..Default::default()
                },
            ),
            (false, false) => A::ExternalWorkflowExecutionCancelRequestedEventAttributes(
                h::ExternalWorkflowExecutionCancelRequestedEventAttributes { initiated_event_id, ..Default::default() },
            ),
            (false, true) => A::RequestCancelExternalWorkflowExecutionFailedEventAttributes(
                h::RequestCancelExternalWorkflowExecutionFailedEventAttributes {
                    initiated_event_id,
                    cause: i32::try_from(choices.below(3)).unwrap_or_default(),
                    ..Default::default()
                },
            ),
        })
    }

    /// What a Nexus operation does next.
    pub fn move_operation(&self, choices: &mut Choices<'_>) -> Option<A> {
        let operations: Vec<_> = self.operations.iter().map(|(id, operation)| (*id, operation.clone())).collect();
        let (scheduled_event_id, operation) = &operations.get(choices.below(operations.len()))?;
        let scheduled_event_id = *scheduled_event_id;
        Some(match choices.below(8) {
            0..=3 if !operation.is_started => {
                A::NexusOperationStartedEventAttributes(h::NexusOperationStartedEventAttributes {
                    scheduled_event_id,
                    operation_token: format!("token-{scheduled_event_id}"),
                    ..Default::default()
                })
            }
            0..=3 if operation.is_cancel_requested => {
                A::NexusOperationCanceledEventAttributes(h::NexusOperationCanceledEventAttributes {
                    scheduled_event_id,
                    failure: Some(event::canceled("operation")),
                    ..Default::default()
                })
            }
            6 => A::NexusOperationFailedEventAttributes(h::NexusOperationFailedEventAttributes {
                scheduled_event_id,
                failure: Some(event::failed("operation")),
                ..Default::default()
            }),
            7 => A::NexusOperationTimedOutEventAttributes(h::NexusOperationTimedOutEventAttributes {
                scheduled_event_id,
                failure: Some(event::timed_out("operation")),
                ..Default::default()
            }),
            way => A::NexusOperationCompletedEventAttributes(h::NexusOperationCompletedEventAttributes {
                scheduled_event_id,
                result: (way != 5).then(|| event::payload("operation")),
                ..Default::default()
            }),
        })
    }

    /// What becomes of the cancellation of a Nexus operation, which may have ended before.
    pub fn deliver_to_operation(&self, choices: &mut Choices<'_>) -> Option<A> {
        let deliveries: Vec<(i64, i64)> = self.deliveries.iter().map(|(a, b)| (*a, *b)).collect();
        let (scheduled_event_id, requested_event_id) = choices.pick(&deliveries)?;
        Some(if choices.one_in(3) {
            A::NexusOperationCancelRequestFailedEventAttributes(h::NexusOperationCancelRequestFailedEventAttributes {
                requested_event_id,
                scheduled_event_id,
                failure: Some(event::failed("cancel")),
                ..Default::default()
            })
        } else {
            A::NexusOperationCancelRequestCompletedEventAttributes(
                h::NexusOperationCancelRequestCompletedEventAttributes {
                    requested_event_id,
                    scheduled_event_id,
                    ..Default::default()
                },
            )
        })
    }

    /// What an activity does next: nothing that history shows, or one or two events.
    pub fn move_activity(&mut self, choices: &mut Choices<'_>) -> Vec<A> {
        let ids: Vec<i64> = self.activities.keys().copied().collect();
        let Some(id) = choices.pick(&ids) else { return Vec::new() };
        let Some(activity) = self.activities.get_mut(&id) else { return Vec::new() };
        let way = choices.below(8);
        let started = A::ActivityTaskStartedEventAttributes(h::ActivityTaskStartedEventAttributes {
            scheduled_event_id: id,
            attempt: 1,
            ..Default::default()
        });
        if !activity.is_running {
            match way {
                // Most servers write the event when the activity ends.
                0..=2 => {
                    activity.is_running = true;
                    return Vec::new();
                }
                3 => return vec![started],
                4 => return vec![activity_timed_out(id)],
                _ => {}
            }
        }
        let mut events = if activity.is_started { Vec::new() } else { vec![started] };
        let cancel = activity.cancel_requested;
        events.push(match (way, cancel) {
            (0..=3, Some(latest_cancel_requested_event_id)) => {
                A::ActivityTaskCanceledEventAttributes(h::ActivityTaskCanceledEventAttributes {
                    details: (way == 1).then(|| event::payloads("details")),
                    latest_cancel_requested_event_id,
                    scheduled_event_id: id,
                    identity: "worker".into(),
                    ..Default::default()
                })
            }
            (6, _) => A::ActivityTaskFailedEventAttributes(h::ActivityTaskFailedEventAttributes {
                failure: Some(event::failed("activity")),
                scheduled_event_id: id,
                identity: "worker".into(),
                retry_state: RetryState::MaximumAttemptsReached.into(),
                ..Default::default()
            }),
            (7, _) => activity_timed_out(id),
            _ => A::ActivityTaskCompletedEventAttributes(h::ActivityTaskCompletedEventAttributes {
                result: (way != 5).then(|| event::payloads("activity")),
                scheduled_event_id: id,
                identity: "worker".into(),
                ..Default::default()
            }),
        });
        events
    }
}

fn activity_timed_out(scheduled_event_id: i64) -> A {
    A::ActivityTaskTimedOutEventAttributes(h::ActivityTaskTimedOutEventAttributes {
        failure: Some(event::timed_out("activity")),
        scheduled_event_id,
        retry_state: RetryState::Timeout.into(),
        ..Default::default()
    })
}

/// Whether an event ends an activity, a child or a Nexus operation, which buffered events of other kinds go before.
#[must_use]
pub fn ended(attributes: &A) -> Option<i64> {
    match attributes {
        A::ActivityTaskCompletedEventAttributes(a) => Some(a.scheduled_event_id),
        A::ActivityTaskFailedEventAttributes(a) => Some(a.scheduled_event_id),
        A::ActivityTaskTimedOutEventAttributes(a) => Some(a.scheduled_event_id),
        A::ActivityTaskCanceledEventAttributes(a) => Some(a.scheduled_event_id),
        A::StartChildWorkflowExecutionFailedEventAttributes(a) => Some(a.initiated_event_id),
        A::ChildWorkflowExecutionCompletedEventAttributes(a) => Some(a.initiated_event_id),
        A::ChildWorkflowExecutionFailedEventAttributes(a) => Some(a.initiated_event_id),
        A::ChildWorkflowExecutionCanceledEventAttributes(a) => Some(a.initiated_event_id),
        A::ChildWorkflowExecutionTimedOutEventAttributes(a) => Some(a.initiated_event_id),
        A::ChildWorkflowExecutionTerminatedEventAttributes(a) => Some(a.initiated_event_id),
        A::NexusOperationCompletedEventAttributes(a) => Some(a.scheduled_event_id),
        A::NexusOperationFailedEventAttributes(a) => Some(a.scheduled_event_id),
        A::NexusOperationCanceledEventAttributes(a) => Some(a.scheduled_event_id),
        A::NexusOperationTimedOutEventAttributes(a) => Some(a.scheduled_event_id),
        _ => None,
    }
}
