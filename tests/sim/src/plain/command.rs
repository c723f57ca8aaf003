//! Decides which events the commands of a completed workflow task become in the model.

use super::{Server, execution::Activity};
use bytes::Bytes;
use dacapo_core::rpc::{Code, Status};
use dacapo_proto::temporal::api::{
    command::v1::{Command, ScheduleActivityTaskCommandAttributes, command::Attributes as Asked},
    enums::v1::{CommandType, EventType},
    history::v1::{
        ActivityTaskCancelRequestedEventAttributes, ActivityTaskScheduledEventAttributes,
        MarkerRecordedEventAttributes, TimerCanceledEventAttributes, TimerStartedEventAttributes,
        WorkflowExecutionCanceledEventAttributes, WorkflowExecutionCompletedEventAttributes,
        WorkflowExecutionFailedEventAttributes, history_event::Attributes,
    },
};
use std::time::Duration;

/// Whether a command closes its execution.
pub(super) fn is_terminal(command: &Command) -> bool {
    matches!(
        command.command_type(),
        CommandType::CompleteWorkflowExecution
            | CommandType::FailWorkflowExecution
            | CommandType::CancelWorkflowExecution
    )
}

impl Server {
    /// Writes the events of commands; the activities among them that go back with the answer.
    pub(super) fn take_commands(
        &mut self,
        run_id: &str,
        completed: i64,
        commands: Vec<Command>,
    ) -> Result<Vec<i64>, Status> {
        let mut eager = Vec::new();
        for command in commands {
            let Some(asked) = command.attributes else {
                return Err(Status::new(Code::InvalidArgument, "BadCommand: no attributes"));
            };
            match asked {
                Asked::StartTimerCommandAttributes(timer) => {
                    let started = Attributes::TimerStartedEventAttributes(TimerStartedEventAttributes {
                        timer_id: timer.timer_id.clone(),
                        start_to_fire_timeout: timer.start_to_fire_timeout,
                        workflow_task_completed_event_id: completed,
                    });
                    let event = self.append(run_id, EventType::TimerStarted, started);
                    self.start_timer(run_id, (event, timer.timer_id), length(timer.start_to_fire_timeout));
                }
                Asked::CancelTimerCommandAttributes(timer) => self.cancel_timer(run_id, completed, timer.timer_id),
                Asked::ScheduleActivityTaskCommandAttributes(activity) => {
                    let is_eager = activity.request_eager_execution;
                    let event = self.schedule_activity(run_id, completed, activity);
                    if is_eager {
                        eager.push(event);
                    } else {
                        self.activities.push_back((run_id.into(), event));
                    }
                }
                Asked::RequestCancelActivityTaskCommandAttributes(cancel) => {
                    self.request_cancel(run_id, completed, cancel.scheduled_event_id);
                }
                Asked::RecordMarkerCommandAttributes(marker) => {
                    let recorded = Attributes::MarkerRecordedEventAttributes(MarkerRecordedEventAttributes {
                        marker_name: marker.marker_name,
                        details: marker.details,
                        workflow_task_completed_event_id: completed,
                        header: marker.header,
                        failure: marker.failure,
                    });
                    self.append(run_id, EventType::MarkerRecorded, recorded);
                }
                closing => self.close(run_id, completed, closing)?,
            }
        }
        Ok(eager)
    }

    fn close(&mut self, run_id: &str, completed: i64, closing: Asked) -> Result<(), Status> {
        let (kind, attributes, outcome) = match closing {
            Asked::CompleteWorkflowExecutionCommandAttributes(complete) => {
                let result = complete.result.clone().unwrap_or_default();
                let data: Vec<String> =
                    result.payloads.iter().map(|p| String::from_utf8_lossy(&p.data).into_owned()).collect();
                let event = WorkflowExecutionCompletedEventAttributes {
                    result: complete.result,
                    workflow_task_completed_event_id: completed,
                    ..Default::default()
                };
                let attributes = Attributes::WorkflowExecutionCompletedEventAttributes(event);
                (EventType::WorkflowExecutionCompleted, attributes, format!("completed {}", data.join(",")))
            }
            Asked::FailWorkflowExecutionCommandAttributes(fail) => {
                let outcome = format!("failed {}", fail.failure.as_ref().map_or("", |f| f.message.as_str()));
                let event = WorkflowExecutionFailedEventAttributes {
                    failure: fail.failure,
                    workflow_task_completed_event_id: completed,
                    ..Default::default()
                };
                let attributes = Attributes::WorkflowExecutionFailedEventAttributes(event);
                (EventType::WorkflowExecutionFailed, attributes, outcome)
            }
            Asked::CancelWorkflowExecutionCommandAttributes(cancel) => {
                let event = WorkflowExecutionCanceledEventAttributes {
                    details: cancel.details,
                    workflow_task_completed_event_id: completed,
                };
                let attributes = Attributes::WorkflowExecutionCanceledEventAttributes(event);
                (EventType::WorkflowExecutionCanceled, attributes, "canceled".into())
            }
            _ => return Err(Status::new(Code::InvalidArgument, "BadCommand: the model has no such command")),
        };
        self.append(run_id, kind, attributes);
        if let Some(execution) = self.executions.get_mut(run_id) {
            execution.outcome = Some(outcome);
            execution.activities.clear();
            execution.timers.clear();
        }
        Ok(())
    }

    fn cancel_timer(&mut self, run_id: &str, completed: i64, timer_id: String) {
        let Some(execution) = self.executions.get_mut(run_id) else { return };
        let known = execution.timers.iter().find(|(_, id)| **id == timer_id).map(|(started, _)| *started);
        let Some(started_event_id) = known else { return };
        execution.timers.remove(&started_event_id);
        let canceled = TimerCanceledEventAttributes {
            timer_id,
            started_event_id,
            workflow_task_completed_event_id: completed,
            ..Default::default()
        };
        self.append(run_id, EventType::TimerCanceled, Attributes::TimerCanceledEventAttributes(canceled));
    }

    fn schedule_activity(&mut self, run_id: &str, completed: i64, asked: ScheduleActivityTaskCommandAttributes) -> i64 {
        let activity = Activity {
            id: asked.activity_id.clone(),
            activity_type: asked.activity_type.clone().unwrap_or_default().name,
            input: asked.input.clone(),
            attempt: 1,
            start_to_close: length(asked.start_to_close_timeout),
            heartbeat: length(asked.heartbeat_timeout),
            maximum_attempts: asked.retry_policy.as_ref().map_or(0, |policy| policy.maximum_attempts),
            ..Activity::default()
        };
        let scheduled = ActivityTaskScheduledEventAttributes {
            activity_id: asked.activity_id,
            activity_type: asked.activity_type,
            task_queue: asked.task_queue,
            header: asked.header,
            input: asked.input,
            schedule_to_close_timeout: asked.schedule_to_close_timeout,
            schedule_to_start_timeout: asked.schedule_to_start_timeout,
            start_to_close_timeout: asked.start_to_close_timeout,
            heartbeat_timeout: asked.heartbeat_timeout,
            workflow_task_completed_event_id: completed,
            retry_policy: asked.retry_policy,
            ..Default::default()
        };
        let attributes = Attributes::ActivityTaskScheduledEventAttributes(scheduled);
        let event = self.append(run_id, EventType::ActivityTaskScheduled, attributes);
        if let Some(execution) = self.executions.get_mut(run_id) {
            execution.activities.insert(event, activity);
        }
        event
    }

    fn request_cancel(&mut self, run_id: &str, completed: i64, scheduled: i64) {
        let requested = ActivityTaskCancelRequestedEventAttributes {
            scheduled_event_id: scheduled,
            workflow_task_completed_event_id: completed,
        };
        let attributes = Attributes::ActivityTaskCancelRequestedEventAttributes(requested);
        let event = self.append(run_id, EventType::ActivityTaskCancelRequested, attributes);
        let Some(execution) = self.executions.get_mut(run_id) else { return };
        let Some(activity) = execution.activities.get_mut(&scheduled) else { return };
        activity.cancel_requested = Some(event);
        if !activity.is_started {
            // Nobody runs it: it is canceled at once.
            let details = activity.details.clone();
            self.end_canceled(run_id, scheduled, details);
        }
    }
}

fn length(wire: Option<prost_types::Duration>) -> Duration {
    wire.and_then(|wire| Duration::try_from(wire).ok()).unwrap_or_default()
}

/// What an answer says that has nothing to say.
pub(super) const NOTHING: Bytes = Bytes::new();
