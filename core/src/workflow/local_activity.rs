//! Decides when local activities run, when the host learns how they ended, and what is recorded of that [LOCAL-1] [LOCAL-9].

use super::{
    Outstanding, Run,
    activation::{ActivityResolution, Job, Resolution},
    entity::{Entity, local_activity as entity},
    task::{LocalActivityEnd, LocalActivityOutcome, LocalActivityTask, Output},
};
use crate::{
    command::{Command, Kind, RecordMarker, host::ScheduleLocalActivity},
    error::{Fault, Misuse},
    failure::{ActivityLayer, Failure, Origin},
    flags::CoreFlag,
    history::{LOCAL_ACTIVITY, event::LocalActivityMarker},
    id::{EventId, Seq, Text},
    payload::{Payload, Payloads},
    time::{WallTime, duration_to_wire},
};
use alloc::{boxed::Box, vec, vec::Vec};
use bytes::Bytes;
use serde::Serialize;

/// When a local activity ended, for its marker.
struct Ended {
    attempt: u32,
    /// `None` where it was canceled without waiting [LOCAL-2].
    complete_time: Option<WallTime>,
    original_schedule_time: Option<WallTime>,
}

impl Run {
    pub(super) fn schedule_local_activity(
        &mut self,
        command: Box<ScheduleLocalActivity>,
        user_metadata: Option<Bytes>,
    ) {
        let seq = command.seq;
        let is_live = !self.view.is_replaying;
        if let Some(snapshot) = &mut self.snapshot {
            snapshot.scheduled_locally(&command.activity_type);
        }
        let state = if is_live { entity::State::Running } else { entity::State::WaitingForMarker };
        if is_live {
            self.outputs.push_back(Output::RunLocalActivity(Box::new(LocalActivityTask { command: command.clone() })));
        }
        let activity = entity::LocalActivity {
            state,
            command,
            user_metadata,
            scheduled_at: self.view.time,
            is_checked: self.view.uses(CoreFlag::IdAndTypeDeterminismChecks),
        };
        self.entities.local_activities.insert(seq, activity);
    }

    pub(super) fn has_running_local_activities(&mut self) -> bool {
        self.entities.local_activities.iter_mut().any(|(_, activity)| activity.state.is_running())
    }

    /// What history holds no outcome for must run [LOCAL-7].
    pub(super) fn run_waiting_local_activities(&mut self) -> Result<(), Fault> {
        for (_, activity) in self.entities.local_activities.iter_mut() {
            let Some((state, effects)) = entity::step(activity.state, entity::Input::LiveTask) else { continue };
            activity.state = state;
            if effects.contains(&entity::Effect::Run) {
                let task = LocalActivityTask { command: activity.command.clone() };
                self.outputs.push_back(Output::RunLocalActivity(Box::new(task)));
            }
        }
        Ok(())
    }

    /// Lets go of those that run: nobody waits for them any more.
    pub(super) fn cancel_local_activities(&mut self) {
        let running: Vec<_> = (self.entities.local_activities.iter_mut())
            .filter_map(|(seq, activity)| activity.state.is_running().then_some(seq))
            .collect();
        for seq in running {
            self.entities.local_activities.remove(seq);
            if !self.has_ended(seq) {
                self.outputs.push_back(Output::CancelLocalActivity { seq, is_awaited: false });
            }
        }
    }

    /// Whether the worker told its end, which waits until the host has answered [LOCAL-12].
    fn has_ended(&self, seq: Seq) -> bool {
        self.held_ends.iter().any(|end| end.seq == seq)
    }

    pub(super) fn cancel_local_activity(&mut self, seq: Seq) -> Result<(), Fault> {
        if self.has_ended(seq) {
            // Its end came first, and is what the host will be told.
            return Ok(());
        }
        let Some(activity) = self.entities.local_activities.get_mut(seq) else { return Ok(()) };
        let input = activity.command.cancellation_type.into();
        let asked = (activity.command.attempt, activity.command.original_schedule_time);
        let Some((state, effects)) = entity::step(activity.state, input) else { return Ok(()) };
        activity.state = state;
        for effect in effects {
            match effect {
                entity::Effect::RequestCancel => {
                    let is_awaited = state == entity::State::CancelPending;
                    self.outputs.push_back(Output::CancelLocalActivity { seq, is_awaited });
                }
                entity::Effect::RecordCanceled => {
                    let failure = Failure::canceled("Activity cancelled", None);
                    let (attempt, original_schedule_time) = asked;
                    let ended = Ended { attempt, complete_time: None, original_schedule_time };
                    self.record(seq, LocalActivityOutcome::Canceled(failure), ended);
                }
                entity::Effect::Run | entity::Effect::Record | entity::Effect::Resolve => {}
            }
        }
        Ok(())
    }

    /// Takes from the worker how a local activity ended.
    pub(super) fn end_local_activity(&mut self, end: LocalActivityEnd) -> Result<(), Misuse> {
        let seq = end.seq;
        if matches!(self.outstanding, Some(Outstanding::Updates(_))) && self.entities.local_activities.is_open(seq) {
            self.held_ends.push(end);
            return Ok(());
        }
        let Some(activity) = self.entities.local_activities.get_mut(seq) else {
            // It was let go, or its end is confirmed: the worker may not have heard of that yet.
            let is_known = self.entities.local_activities.was_used(seq);
            return if is_known { Ok(()) } else { Err(Misuse::UnknownLocalActivity(seq)) };
        };
        let (state, effects) =
            entity::step(activity.state, entity::Input::Ended).ok_or(Misuse::UnknownLocalActivity(seq))?;
        activity.state = state;
        if effects.contains(&entity::Effect::Record) {
            let complete_time = Some(activity.scheduled_at.0.plus(end.ran_for));
            let original_schedule_time = end.original_schedule_time.or(activity.command.original_schedule_time);
            let ended = Ended { attempt: end.attempt, complete_time, original_schedule_time };
            self.record(seq, end.outcome, ended);
        }
        Ok(())
    }

    /// Queues the marker that records the outcome, and tells the host, in that order [LOCAL-3].
    fn record(&mut self, seq: Seq, outcome: LocalActivityOutcome, ended: Ended) {
        let Some(activity) = self.entities.local_activities.get(seq) else { return };
        let command = &activity.command;
        let (failure, backoff, result) = match outcome {
            LocalActivityOutcome::Completed(result) => (None, None, result),
            LocalActivityOutcome::Failed(failure)
            | LocalActivityOutcome::TimedOut(failure)
            | LocalActivityOutcome::Canceled(failure) => (Some(failure), None, None),
            LocalActivityOutcome::Backoff { failure, backoff } => (Some(failure), Some(backoff), None),
        };
        let marker = LocalActivityMarker {
            seq,
            attempt: ended.attempt.max(1),
            activity_id: command.activity_id.clone(),
            activity_type: command.activity_type.clone(),
            complete_time: ended.complete_time,
            backoff,
            original_schedule_time: ended.original_schedule_time,
            activation_index: Some(if self.has_applied() { self.view.activation_index } else { 0 }),
            failure,
            result,
        };
        let arguments = command.include_arguments_in_marker.then(|| command.arguments.clone());
        let user_metadata = activity.user_metadata.clone();
        let kind = Kind::RecordMarker(Box::new(marker_command(&marker, arguments)));
        self.enqueue(Entity::LocalActivity(seq), Command::new(kind, user_metadata));
        self.tell(&marker);
    }

    /// Resolves with the outcomes seen ahead, in the order of history, as far as it is their turn [LOCAL-4] [LOCAL-5].
    pub(super) fn release_markers(&mut self) -> Result<(), Fault> {
        let mut ignores_holds = false;
        while let Some(marker) = self.ahead.markers.front() {
            let activity = self.entities.local_activities.get(marker.seq);
            if activity.map(|activity| activity.state) != Some(entity::State::WaitingForMarker) {
                break;
            }
            if marker.is_held(self.view.activation_index) && !ignores_holds {
                if !self.jobs.is_empty() {
                    break;
                }
                ignores_holds = true;
            }
            if let Some(marker) = self.ahead.markers.pop_front() {
                self.resolve_from_marker(&marker);
            }
        }
        Ok(())
    }

    fn resolve_from_marker(&mut self, marker: &LocalActivityMarker) {
        if let Some(activity) = self.entities.local_activities.get_mut(marker.seq)
            && let Some((state, _)) = entity::step(activity.state, entity::Input::MarkerAhead)
        {
            activity.state = state;
            self.tell(marker);
        }
    }

    /// Tells the host how a local activity ended, and moves its clock there [LOCAL-2].
    pub(super) fn tell(&mut self, marker: &LocalActivityMarker) {
        if let Some(time) = marker.complete_time {
            self.view.time.advance(time);
        }
        let activity = self.entities.local_activities.get(marker.seq);
        // The marker may say another name, where no flag has them compared.
        let names = activity.map(|activity| (activity.activity_id(), &activity.command.activity_type));
        let result = resolution(marker, names.unwrap_or((&marker.activity_id, &marker.activity_type)));
        self.jobs.push(Job::ResolveActivity { seq: marker.seq, result, is_local: true });
    }
}

impl LocalActivityMarker {
    /// Whether a later activation than `current` told of it [LOCAL-5].
    fn is_held(&self, current: u64) -> bool {
        self.activation_index.is_some_and(|index| index > current)
    }
}

fn resolution(marker: &LocalActivityMarker, (activity_id, activity_type): (&Text, &Text)) -> ActivityResolution {
    if let Some(backoff) = marker.backoff {
        return ActivityResolution::Backoff {
            attempt: marker.attempt.saturating_add(1),
            backoff,
            original_schedule_time: marker.original_schedule_time,
        };
    }
    let layer = ActivityLayer {
        activity_id,
        activity_type,
        scheduled: EventId(0),
        started: EventId(0),
        identity: "",
        retry_state: 0,
    };
    let Some(failure) = &marker.failure else {
        return ActivityResolution::Ended(Resolution::Completed(Some(marker.result.clone().unwrap_or_default())));
    };
    // What stopped the activity from outside is wrapped, what it failed with is told as it is. (When the official core
    // replays a time-out, it does not wrap it as it did when it happened.)
    ActivityResolution::Ended(match failure.origin() {
        Origin::Canceled => Resolution::Canceled(layer.stopped("Local Activity cancelled", failure)),
        Origin::TimedOut => Resolution::Failed(layer.stopped("Local Activity timed out", failure)),
        Origin::CanceledInside => Resolution::Canceled(failure.clone()),
        Origin::Other => Resolution::Failed(failure.clone()),
    })
}

#[derive(Serialize)]
struct SecondsAndNanos {
    seconds: i64,
    nanos: i32,
}

/// Every key is written, null where there is nothing: older readers need them all [LOCAL-1].
#[derive(Serialize)]
struct Details<'a> {
    seq: u32,
    attempt: u32,
    activity_id: &'a str,
    activity_type: &'a str,
    complete_time: Option<SecondsAndNanos>,
    backoff: Option<SecondsAndNanos>,
    original_schedule_time: Option<SecondsAndNanos>,
    activation_index: Option<u64>,
}

fn marker_command(marker: &LocalActivityMarker, arguments: Option<Payloads>) -> RecordMarker {
    let time = |t: WallTime| SecondsAndNanos { seconds: t.seconds, nanos: t.to_wire().nanos };
    let data = Details {
        seq: marker.seq.0,
        attempt: marker.attempt,
        activity_id: &marker.activity_id,
        activity_type: &marker.activity_type,
        complete_time: marker.complete_time.map(time),
        backoff: marker.backoff.map(duration_to_wire).map(|d| SecondsAndNanos { seconds: d.seconds, nanos: d.nanos }),
        original_schedule_time: marker.original_schedule_time.map(time),
        activation_index: marker.activation_index,
    };
    // Numbers and text always have a JSON form.
    let data = Bytes::from(serde_json::to_vec(&data).unwrap_or_default());
    let mut details = vec![("data", Payloads::from_iter([Payload::with_encoding("json/plain", data)]))];
    details.extend(marker.result.clone().map(|result| ("result", Payloads::from_iter([result]))));
    details.extend(arguments.map(|arguments| ("input", arguments)));
    RecordMarker {
        marker_name: Text::from_static(LOCAL_ACTIVITY),
        details,
        failure: marker.failure.clone(),
        subject: marker.activity_type.clone(),
    }
}
