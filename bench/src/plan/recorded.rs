//! The recorded host: reads from a history which commands its workflow sent, and when at the earliest or latest.
//!
//! A command's event stands in the group of the `WorkflowTaskCompleted` before it. Three kinds of command can't be
//! sent in the first activation of their task:
//!
//! * An update is accepted when its activation has arrived.
//! * A local activity delivered by activation `n` of the task (its marker says so) was scheduled in activation
//!   `n - 1` at the latest, so it waits for the one delivered before.
//! * A marker is recorded when its local activity resolves, so a command that follows one waits for that.

use super::{Await, Command, Group, Payload, Plan, Step};
use anyhow::{Context, Result, bail};
use bytes::Bytes;
use std::time::Duration;
use temporalio_protos::{
    coresdk::{common::extract_local_activity_marker_data, external_data::LocalActivityMarkerData},
    temporal::api::{
        common::v1 as api,
        history::v1::{
            ActivityTaskScheduledEventAttributes, History, HistoryEvent, MarkerRecordedEventAttributes,
            TimerStartedEventAttributes, WorkflowExecutionUpdateCompletedEventAttributes,
            history_event::Attributes as A,
        },
        update::v1::outcome,
    },
};

/// Long enough never to matter: a replayed local activity does not run.
const LOCAL_START_TO_CLOSE: Duration = Duration::from_secs(100);

impl Plan {
    /// Derives the plan of a history.
    ///
    /// # Errors
    ///
    /// The history has an event that the generator never writes.
    pub(crate) fn recorded(history: &History) -> Result<Self> {
        let mut host = Host::default();
        for event in &history.events {
            host.read(event).with_context(|| format!("event {}", event.event_id))?;
        }
        Ok(Self { groups: host.groups })
    }
}

#[derive(Default)]
struct Host {
    groups: Vec<Group>,
    activities: u32,
    /// Protocol instance ids of accepted updates, with the event that accepted each.
    updates: Vec<(i64, String)>,
    /// Number and activation index of the local activities of the current group.
    local_activities: Vec<(u32, u64)>,
}

impl Host {
    fn read(&mut self, event: &HistoryEvent) -> Result<()> {
        let attributes = event.attributes.as_ref().context("no attributes")?;
        let command = match attributes {
            A::WorkflowTaskCompletedEventAttributes(task) => {
                self.local_activities.clear();
                self.groups.push(Group { started_event_id: task.started_event_id, steps: vec![] });
                return Ok(());
            }
            A::MarkerRecordedEventAttributes(marker) => return self.local_activity(marker),
            A::WorkflowExecutionUpdateAcceptedEventAttributes(update) => {
                let id = update.protocol_instance_id.clone();
                self.updates.push((event.event_id, id.clone()));
                let awaits = Some(Await::Update(id.clone()));
                let protocol_instance_id = id;
                let command = Command::AcceptUpdate { protocol_instance_id };
                return self.push(command, awaits);
            }
            A::WorkflowExecutionUpdateCompletedEventAttributes(update) => self.update_completed(update)?,
            A::TimerStartedEventAttributes(timer) => start_timer(timer)?,
            A::ActivityTaskScheduledEventAttributes(activity) => self.activity(activity)?,
            A::WorkflowExecutionCompletedEventAttributes(closed) => {
                Command::CompleteWorkflow { result: payloads(closed.result.as_ref()).into_iter().next() }
            }
            A::WorkflowExecutionStartedEventAttributes(_)
            | A::WorkflowTaskScheduledEventAttributes(_)
            | A::WorkflowTaskStartedEventAttributes(_)
            | A::TimerFiredEventAttributes(_)
            | A::ActivityTaskStartedEventAttributes(_)
            | A::ActivityTaskCompletedEventAttributes(_)
            | A::WorkflowExecutionSignaledEventAttributes(_) => return Ok(()),
            _ => bail!("{:?} is not in any family", event.event_type()),
        };
        let last = self.local_activities.last();
        let awaits = last.map(|&(seq, _)| Await::LocalActivity(seq));
        self.push(command, awaits)
    }

    fn push(&mut self, command: Command, awaits: Option<Await>) -> Result<()> {
        let group = self.groups.last_mut().context("before any workflow task")?;
        group.steps.push(Step { command, awaits });
        Ok(())
    }

    fn local_activity(&mut self, marker: &MarkerRecordedEventAttributes) -> Result<()> {
        let recorded: LocalActivityMarkerData = extract_local_activity_marker_data(&marker.details)
            .with_context(|| format!("no local activity in a {:?}", marker.marker_name))?;
        let index = recorded.activation_index.unwrap_or(0);
        let earlier = self.local_activities.iter().rev();
        let awaits =
            earlier.skip_while(|&&(_, other)| other >= index).map(|&(seq, _)| Await::LocalActivity(seq)).next();
        self.local_activities.push((recorded.seq, index));
        let command = Command::ScheduleLocalActivity {
            seq: recorded.seq,
            activity_id: recorded.activity_id,
            activity_type: recorded.activity_type,
            attempt: recorded.attempt,
            original_schedule_time: recorded.original_schedule_time.map(|time| (time.seconds, time.nanos)),
            start_to_close: LOCAL_START_TO_CLOSE,
        };
        self.push(command, awaits)
    }

    fn activity(&mut self, activity: &ActivityTaskScheduledEventAttributes) -> Result<Command> {
        self.activities += 1;
        Ok(Command::ScheduleActivity {
            seq: self.activities,
            activity_id: activity.activity_id.clone(),
            activity_type: activity.activity_type.as_ref().context("no activity type")?.name.clone(),
            task_queue: activity.task_queue.as_ref().context("no task queue")?.name.clone(),
            input: payloads(activity.input.as_ref()),
            start_to_close: duration(activity.start_to_close_timeout)?,
        })
    }

    fn update_completed(&self, update: &WorkflowExecutionUpdateCompletedEventAttributes) -> Result<Command> {
        let mut accepted = self.updates.iter().rev();
        let (_, id) = accepted
            .find(|(event, _)| *event == update.accepted_event_id)
            .context("completed before it was accepted")?;
        let outcome = update.outcome.as_ref().and_then(|o| o.value.as_ref());
        let Some(outcome::Value::Success(result)) = outcome else {
            bail!("no family has failed updates");
        };
        Ok(Command::CompleteUpdate {
            protocol_instance_id: id.clone(),
            result: payloads(Some(result)).into_iter().next().unwrap_or_default(),
        })
    }
}

fn start_timer(timer: &TimerStartedEventAttributes) -> Result<Command> {
    Ok(Command::StartTimer {
        seq: timer.timer_id.parse().context("not a core timer id")?,
        after: duration(timer.start_to_fire_timeout)?,
    })
}

fn duration(recorded: Option<prost_wkt_types::Duration>) -> Result<Duration> {
    let recorded = recorded.unwrap_or_default();
    let seconds = u64::try_from(recorded.seconds).context("a negative duration")?;
    let nanos = u32::try_from(recorded.nanos).context("a negative duration")?;
    Ok(Duration::new(seconds, nanos))
}

fn payloads(recorded: Option<&api::Payloads>) -> Vec<Payload> {
    let recorded = recorded.map_or(&[][..], |recorded| &recorded.payloads);
    recorded.iter().map(payload).collect()
}

fn payload(recorded: &api::Payload) -> Payload {
    let metadata = recorded.metadata.iter();
    Payload {
        metadata: metadata.map(|(key, value)| (key.clone(), Bytes::from(value.clone()))).collect(),
        data: Bytes::from(recorded.data.clone()),
    }
}
