//! Decides the life of timers in the model, and of the back-off that a run may begin with.

use super::{Alarm, Server, command::bad, execution::Run, length};
use dacapo_core::rpc::Status;
use dacapo_proto::temporal::api::{
    command::v1::StartTimerCommandAttributes,
    enums::v1::EventType,
    history::v1::{
        TimerCanceledEventAttributes, TimerFiredEventAttributes, TimerStartedEventAttributes, history_event::Attributes,
    },
};

impl Server {
    pub(super) fn start_timer(
        &mut self,
        run: Run,
        completed: i64,
        timer: StartTimerCommandAttributes,
    ) -> Result<(), Status> {
        let is_known = self.at(run).is_some_and(|execution| execution.timers.values().any(|id| *id == timer.timer_id));
        if is_known || timer.timer_id.is_empty() {
            return Err(bad(format!("StartTimerDuplicateId: TimerID: {}", timer.timer_id)));
        }
        let attributes = Attributes::TimerStartedEventAttributes(TimerStartedEventAttributes {
            timer_id: timer.timer_id.clone(),
            start_to_fire_timeout: timer.start_to_fire_timeout,
            workflow_task_completed_event_id: completed,
        });
        let started = self.append(run, EventType::TimerStarted, attributes);
        if let Some(execution) = self.at_mut(run) {
            execution.timers.insert(started, timer.timer_id);
        }
        self.alarm(length(timer.start_to_fire_timeout), Alarm::TimerFires { run, started });
        Ok(())
    }

    pub(super) fn cancel_timer(&mut self, run: Run, completed: i64, timer_id: String) -> Result<(), Status> {
        let Some(execution) = self.at_mut(run) else { return Ok(()) };
        let running = execution.timers.iter().find(|(_, id)| **id == timer_id).map(|(started, _)| *started);
        // It may have fired while the task was worked on, which is then taken back.
        let fired = execution.buffered.iter().position(|(_, attributes)| match attributes {
            Attributes::TimerFiredEventAttributes(fired) => fired.timer_id == timer_id,
            _ => false,
        });
        let started_event_id = match (running, fired) {
            (Some(started), _) => {
                execution.timers.remove(&started);
                started
            }
            (None, Some(place)) => match execution.buffered.remove(place).1 {
                Attributes::TimerFiredEventAttributes(fired) => fired.started_event_id,
                _ => 0,
            },
            (None, None) => return Err(bad(format!("BadCancelTimerAttributes: TimerID: {timer_id}"))),
        };
        let canceled = TimerCanceledEventAttributes {
            timer_id,
            started_event_id,
            workflow_task_completed_event_id: completed,
            ..Default::default()
        };
        self.append(run, EventType::TimerCanceled, Attributes::TimerCanceledEventAttributes(canceled));
        Ok(())
    }

    pub(super) fn timer_fired(&mut self, run: Run, started: i64) {
        let Some(timer_id) = self.at_mut(run).and_then(|execution| execution.timers.remove(&started)) else { return };
        let fired = TimerFiredEventAttributes { timer_id, started_event_id: started };
        self.happen(run, EventType::TimerFired, Attributes::TimerFiredEventAttributes(fired));
    }

    pub(super) fn backoff_ended(&mut self, run: Run) {
        if let Some(execution) = self.at_mut(run)
            && std::mem::take(&mut execution.is_backing_off)
        {
            self.schedule_task(run);
        }
    }
}
