//! Decides how an entity's transition is performed: which job tells the host, with which failure around which cause.

mod child;
mod external;
mod nexus;

pub(super) use child::ChildEnd;
pub(super) use nexus::NexusEnd;

use super::{
    Queued, Run,
    activation::{ActivityResolution, InitializeWorkflow, Job, Resolution},
    entity::{Entity, activity, timer},
};
use crate::{
    command::{Command, Kind},
    error::{Fault, Malformed},
    failure::ActivityLayer,
    history::event::{ActivityFailed, ExecutionStarted},
    id::{EventId, Seq, Text},
    payload::{MoreThanOnePayload, Payload, Payloads},
    rng,
    time::WallTime,
};
use alloc::{boxed::Box, string::ToString};

/// How an activity ended, as its event says.
pub(super) enum ActivityEnd {
    Completed(Option<Payloads>),
    Failed(Box<ActivityFailed>),
    TimedOut(Box<ActivityFailed>),
    Canceled {
        started: EventId,
        identity: Text,
        details: Option<Payloads>,
    },
    /// Nothing says so yet but the host itself.
    CanceledAtOnce,
}

/// The first job of a run [ACTIVATION-6].
pub(super) fn initialize(started: Box<ExecutionStarted>, start_time: WallTime) -> InitializeWorkflow {
    let randomness_seed = rng::seed(&started.original_execution_run_id);
    InitializeWorkflow { started, start_time, randomness_seed }
}

/// An event, or the host, asks of an entity what its state does not allow.
pub(super) fn impossible(event: Option<EventId>, what: &'static str) -> Fault {
    event.map_or(Fault::Unprocessable(what), |event| Malformed { event, field: 0, what }.into())
}

fn single(payloads: Option<&Payloads>, event: Option<EventId>) -> Result<Option<Payload>, Fault> {
    payloads
        .map_or(Ok(None), Payloads::single)
        .map_err(|MoreThanOnePayload| impossible(event, "the result has more than one payload"))
}

impl Run {
    /// Queues a command for the server.
    pub(super) fn enqueue(&mut self, by: Entity, command: Command) {
        if let Some(snapshot) = &mut self.snapshot
            && !matches!(by, Entity::LocalActivity(_))
        {
            snapshot.commanded(&command);
        }
        self.queue.push_back(Queued { by, issued_in: self.view.started, command });
    }

    /// Takes back the command of an entity that was canceled before it was sent [COMMAND-4].
    fn withdraw(&mut self, entity: &Entity) {
        self.queue.retain(|queued| queued.by != *entity);
    }

    pub(super) fn step_timer(&mut self, seq: Seq, input: timer::Input, event: Option<EventId>) -> Result<(), Fault> {
        let Some(entity) = self.entities.timers.get_mut(seq) else { return Ok(()) };
        let (state, effects) = timer::step(entity.state, input)
            .ok_or_else(|| impossible(event, "a timer in this state cannot have this event"))?;
        entity.state = state;
        for effect in effects {
            match effect {
                timer::Effect::Withdraw => self.withdraw(&Entity::Timer(seq)),
                timer::Effect::CancelTimer => {
                    let kind = Kind::CancelTimer { timer_id: seq.to_string().into() };
                    self.enqueue(Entity::Timer(seq), Command::new(kind, None));
                }
                timer::Effect::Fire => self.jobs.push(Job::FireTimer { seq }),
            }
        }
        if state.is_end()
            && let Some(timer) = self.entities.timers.remove(seq)
        {
            self.entities.by_event.remove(&timer.started);
        }
        Ok(())
    }

    pub(super) fn step_activity(
        &mut self,
        seq: Seq,
        input: activity::Input,
        end: Option<ActivityEnd>,
        event: Option<EventId>,
    ) -> Result<(), Fault> {
        let Some(entity) = self.entities.activities.get_mut(seq) else { return Ok(()) };
        let (state, effects) = activity::step(entity.state, input)
            .ok_or_else(|| impossible(event, "an activity in this state cannot have this event"))?;
        entity.state = state;
        let scheduled = entity.scheduled;
        let mut end = end;
        for effect in effects {
            match effect {
                activity::Effect::Withdraw => self.withdraw(&Entity::Activity(seq)),
                activity::Effect::RequestCancel => {
                    let kind = Kind::RequestCancelActivityTask { scheduled };
                    self.enqueue(Entity::Activity(seq), Command::new(kind, None));
                }
                activity::Effect::ResolveCanceled => {
                    self.resolve_activity(seq, ActivityEnd::CanceledAtOnce, event)?;
                }
                activity::Effect::Resolve => {
                    if let Some(end) = end.take() {
                        self.resolve_activity(seq, end, event)?;
                    }
                }
            }
        }
        if state.is_end() {
            self.entities.activities.remove(seq);
            self.entities.by_event.remove(&scheduled);
        }
        Ok(())
    }

    fn resolve_activity(&mut self, seq: Seq, end: ActivityEnd, event: Option<EventId>) -> Result<(), Fault> {
        let Some(activity) = self.entities.activities.get(seq) else { return Ok(()) };
        let layer = |started, identity, retry_state| ActivityLayer {
            activity_id: &activity.activity_id,
            activity_type: &activity.activity_type,
            scheduled: activity.scheduled,
            started,
            identity,
            retry_state,
        };
        let result = match end {
            ActivityEnd::Completed(result) => Resolution::Completed(single(result.as_ref(), event)?),
            ActivityEnd::Failed(failed) => {
                let layer = layer(failed.started, failed.identity.as_str(), failed.retry_state);
                Resolution::Failed(layer.wrap("Activity task failed", failed.failure.as_ref()))
            }
            ActivityEnd::TimedOut(failed) => {
                let layer = layer(failed.started, "", failed.retry_state);
                Resolution::Failed(layer.wrap("Activity task timed out", failed.failure.as_ref()))
            }
            ActivityEnd::Canceled { started, identity, details } => Resolution::Canceled(
                layer(started, identity.as_str(), 0).canceled("Activity cancelled", details.as_ref()),
            ),
            ActivityEnd::CanceledAtOnce => {
                let layer = ActivityLayer { scheduled: EventId(0), ..layer(EventId(0), "", 0) };
                Resolution::Canceled(layer.canceled("Activity cancelled", None))
            }
        };
        self.jobs.push(Job::ResolveActivity { seq, result: ActivityResolution::Ended(result), is_local: false });
        Ok(())
    }
}
