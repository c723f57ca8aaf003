//! Checks after every input what a worker holds: its cache, its slots, its polls.

use super::Process;
use crate::rule::{Rule, Violation};
use dacapo_core::worker::SlotKind;
use dacapo_proto::rpc::workflow_service as method;

impl Process {
    pub(super) fn check(&self) -> Result<(), Violation> {
        let runs = self.worker.cached_runs();
        if runs > self.knobs.most_cached() {
            return Err(Violation::new(Rule::CACHE_BOUND, format!("{runs} runs of {}", self.knobs.most_cached())));
        }
        for kind in SlotKind::ALL {
            self.check_slots(kind)?;
        }
        Ok(())
    }

    /// The worker's own books must agree with each other, and with what is seen of it from outside.
    fn check_slots(&self, kind: SlotKind) -> Result<(), Violation> {
        let (used, accounted) = (self.worker.slots_used(kind), self.worker.slots_accounted(kind));
        if used != accounted {
            let how = format!("{used} {kind:?} slots are used, for {accounted} things");
            return Err(Violation::new(Rule::SLOTS, how));
        }
        // What was handed back at the end of a shutdown may still run here.
        if self.told_to_end.is_some() {
            return Ok(());
        }
        let polls = self.open_polls(kind);
        let (least, most) = match kind {
            SlotKind::Workflow => (polls, usize::MAX),
            SlotKind::Activity => {
                let held = polls + self.activities.count(false);
                (held, if self.is_reporting() { usize::MAX } else { held })
            }
            SlotKind::LocalActivity => (self.activities.count(true), self.activities.count(true)),
            SlotKind::Nexus => (polls + self.nexus.len(), polls + self.nexus.len()),
        };
        if used < least || used > most {
            let how = format!("{used} {kind:?} slots are used, {polls} polls are open, {least} slots are needed");
            return Err(Violation::new(Rule::SLOTS, how));
        }
        Ok(())
    }

    /// How many polls are open that take slots of a kind.
    pub fn open_polls(&self, kind: SlotKind) -> usize {
        let polls = match kind {
            SlotKind::Workflow => method::POLL_WORKFLOW_TASK_QUEUE,
            SlotKind::Activity => method::POLL_ACTIVITY_TASK_QUEUE,
            SlotKind::Nexus => method::POLL_NEXUS_TASK_QUEUE,
            SlotKind::LocalActivity => return 0,
        };
        self.calls.values().filter(|method| **method == polls).count()
    }

    /// How many polls of a kind are open at the least while slots are free.
    pub fn wanted_polls(&self, kind: SlotKind) -> usize {
        match kind {
            SlotKind::LocalActivity => 0,
            SlotKind::Workflow | SlotKind::Activity | SlotKind::Nexus if self.knobs.scales => 1,
            SlotKind::Workflow | SlotKind::Activity | SlotKind::Nexus => self.knobs.pollers,
        }
    }

    /// Whether no slot of a kind is free.
    pub fn is_full(&self, kind: SlotKind) -> bool {
        let most = if kind == SlotKind::Workflow && self.knobs.cache > 0 {
            self.knobs.slots.min(self.knobs.cache.max(2))
        } else {
            self.knobs.slots
        };
        self.worker.slots_used(kind) >= most
    }

    /// Whether a completion may be on its way, for which activity slots may be reserved.
    fn is_reporting(&self) -> bool {
        // One that failed and is made again later is not open meanwhile.
        self.worker.slots_accounted(SlotKind::Workflow) > self.open_polls(SlotKind::Workflow)
    }
}
