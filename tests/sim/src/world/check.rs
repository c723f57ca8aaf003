//! Decides whether what must hold of a world holds, after every step.

use super::{
    World,
    event::{Origin, Who},
    network::is_poll,
};
use crate::{
    knobs::POLL_TIMEOUT,
    process::Process,
    rule::{Rule, Violation},
};
use dacapo_core::{
    limits,
    rpc::{CallId, RetryPolicy},
    time::MonoTime,
    worker::{
        SlotKind,
        poller::{PollerKind, PollerState},
    },
};
use std::time::Duration;

/// The longest that a poller waits before it polls again: the longest back-off, and what chance adds to it.
const LONGEST_BACKOFF: Duration =
    Duration::from_millis(RetryPolicy::POLL.maximum.as_secs() * (1000 + 10 * RetryPolicy::POLL.jitter_percent as u64));

/// How long after the last fault every poller polls. The last poll that a fault can touch began before it; the worker takes
/// it for lost `STALLED_POLL` after its time-out. One that failed just then waits for the longest back-off. A worker that has just
/// started asks twice what its server can do, for 30 s at most, and waits once; that is shorter.
pub(super) const POLLS_AGAIN: Duration =
    POLL_TIMEOUT.saturating_add(limits::STALLED_POLL).saturating_add(LONGEST_BACKOFF);

/// How long a poller that has a slot again may need to show that all is well: its back-off, and an open poll.
const RECOVERS: Duration = limits::SETTLED_POLL.saturating_add(LONGEST_BACKOFF);

/// How long shutdown may take: two periods of ten seconds, and five for the last reports.
pub(super) const SHUTDOWN: Duration = Duration::from_secs(25);

/// What is known of a worker beside what it says.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch {
    /// When no slot of a kind was free last, by the kind's place.
    full: [Option<MonoTime>; 4],
}

impl World<'_> {
    pub(super) fn check(&mut self) -> Result<(), Violation> {
        if let Some(complaint) = self.server.complaint() {
            return Err(Violation::new(Rule::TAKEN, complaint));
        }
        self.check_effects()?;
        self.check_bounds()?;
        self.check_clients()?;
        let calm = self.last_fault().plus(POLLS_AGAIN);
        if self.now < calm || self.is_ending {
            return Ok(());
        }
        for worker in 0..self.processes.len() {
            self.check_polls(worker)?;
        }
        Ok(())
    }

    /// What the server took for the end of an activity is how the activity ended.
    fn check_effects(&mut self) -> Result<(), Violation> {
        for (token, result) in self.server.take_completed_activities() {
            if self.effects.insert(token.clone(), result.clone()).is_some() {
                return Err(Violation::new(Rule::EFFECTS, format!("{token:?} is completed again")));
            }
            let known = self.returned.get(&token);
            if known != Some(&result) {
                let how = format!("{token:?} is completed with {result:?}, and returned {known:?}");
                return Err(Violation::new(Rule::EFFECTS, how));
            }
        }
        Ok(())
    }

    /// A worker that was told to shut down has ended in time; one that stood still has as much more.
    fn check_bounds(&self) -> Result<(), Violation> {
        for (worker, process) in self.processes.iter().enumerate() {
            let Some(process) = process else { continue };
            let Some(told) = process.told_to_end.filter(|_| process.report.is_none()) else { continue };
            let paused = self.paused.get(worker).copied().unwrap_or_default();
            if self.now > told.max(paused).plus(SHUTDOWN) {
                return Err(Violation::new(Rule::SHUTDOWN, format!("worker {worker}, told at {told:?}")));
            }
        }
        Ok(())
    }

    fn check_polls(&mut self, worker: usize) -> Result<(), Violation> {
        let now = self.now;
        let Some(process) = self.processes.get(worker).and_then(Option::as_ref) else { return Ok(()) };
        if process.told_to_end.is_some() {
            return Ok(());
        }
        let Some(watch) = self.watches.get_mut(worker) else { return Ok(()) };
        for (kind, full) in SlotKind::ALL.into_iter().zip(&mut watch.full) {
            if process.is_full(kind) {
                *full = Some(now);
            } else {
                check_kind(worker, process, kind)?;
            }
            let since = full.unwrap_or_default();
            if now < since.plus(RECOVERS) {
                continue;
            }
            let is_unwell = |state: &PollerState| matches!(state, PollerState::Degraded { .. } | PollerState::Stalled);
            let unwell = process.pollers().find(|(id, state)| slot(id.kind) == kind && is_unwell(state));
            if let Some((poller, state)) = unwell {
                return Err(Violation::new(Rule::POLLS_AGAIN, format!("worker {worker}: {poller:?} is {state:?}")));
            }
        }
        Ok(())
    }

    /// Every poll that is open is one that the server holds: none waits for what will never come.
    pub(super) fn check_held(&self) -> Result<(), Violation> {
        for worker in 0..self.processes.len() {
            let generation = self.generations.get(worker).copied().unwrap_or_default();
            for (call, method) in self.astray(worker) {
                if !self.is_under_way((worker, generation), call) {
                    let how = format!("worker {worker}: {method} {call:?} is open, and nobody has it");
                    return Err(Violation::new(Rule::POLLS_AGAIN, how));
                }
            }
        }
        Ok(())
    }

    /// The open polls of a worker that the server does not hold.
    pub(super) fn astray(&self, worker: usize) -> Vec<(CallId, &'static str)> {
        let Some(process) = self.process(worker) else { return Vec::new() };
        let generation = self.generations.get(worker).copied().unwrap_or_default();
        let is_held = |call: &CallId| {
            let origin = Origin { who: Who::Process(worker, generation), call: *call };
            self.requests.iter().any(|(request, to)| *to == origin && self.server.holds(*request))
        };
        process.calls().filter(|(call, method)| is_poll(method) && !is_held(call)).collect()
    }
}

/// While a slot is free, every poller of its kind polls.
fn check_kind(worker: usize, process: &Process, kind: SlotKind) -> Result<(), Violation> {
    let (open, wanted) = (process.open_polls(kind), process.wanted_polls(kind));
    if open >= wanted {
        return Ok(());
    }
    let how = format!("worker {worker}: {open} {kind:?} polls are open of {wanted}, and slots are free");
    Err(Violation::new(Rule::POLLS_AGAIN, how))
}

const fn slot(kind: PollerKind) -> SlotKind {
    match kind {
        PollerKind::Workflow | PollerKind::StickyWorkflow => SlotKind::Workflow,
        PollerKind::Activity => SlotKind::Activity,
        PollerKind::Nexus => SlotKind::Nexus,
    }
}
