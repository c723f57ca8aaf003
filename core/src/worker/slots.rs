//! Decides how many tasks of each kind may be worked on: one slot each, taken before the poll that brings the task.

mod resources;

use super::{
    config::{Checked, SlotSupply},
    desk::Load,
};
use crate::{limits, time::MonoTime};
use resources::Controller;

/// What a slot is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_enums, reason = "the four kinds of task")]
pub enum SlotKind {
    /// A workflow task.
    Workflow,
    /// An activity.
    Activity,
    /// A local activity.
    LocalActivity,
    /// A Nexus task.
    Nexus,
}

impl SlotKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Workflow, Self::Activity, Self::LocalActivity, Self::Nexus];

    /// The label `worker_type`.
    #[must_use]
    pub const fn worker_type(self) -> &'static str {
        match self {
            Self::Workflow => "WorkflowWorker",
            Self::Activity => "ActivityWorker",
            Self::LocalActivity => "LocalActivityWorker",
            Self::Nexus => "NexusWorker",
        }
    }
}

/// The slots of one worker [WORKER-12].
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    workflow: Pool,
    activity: Pool,
    local_activity: Pool,
    nexus: Pool,
}

#[derive(Clone, Debug)]
struct Pool {
    supply: Supply,
    used: usize,
    /// How many of those wait for a task that may come.
    waiting: usize,
    tally: Tally,
    /// No more than that many, whatever the supply.
    most: usize,
}

/// How many tasks had a slot, and how many of them failed, since the worker began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) processed: u64,
    pub(crate) failed: u64,
}

#[derive(Clone, Debug)]
enum Supply {
    Count(usize),
    Resources(Controller),
}

impl Slots {
    pub(crate) fn new(config: &Checked) -> Self {
        // A run that is worked on is in the cache, which with fewer than two places could not take turns.
        let cached = config.max_cached_workflows;
        let most = if cached == 0 { limits::SLOTS } else { cached.max(2) };
        Self {
            workflow: Pool::new(config.workflow_slots, most),
            activity: Pool::new(config.activity_slots, limits::SLOTS),
            local_activity: Pool::new(config.local_activity_slots, limits::SLOTS),
            nexus: Pool::new(config.nexus_slots, limits::SLOTS),
        }
    }

    /// Takes a slot for a task, if there is one.
    pub(crate) fn reserve(&mut self, now: MonoTime, kind: SlotKind) -> bool {
        self.pool_mut(kind).reserve(now)
    }

    /// Takes a slot for a task that may come, if there is one; [`arrived`](Self::arrived) or
    /// [`give_back`](Self::give_back) follows.
    pub(crate) fn reserve_waiting(&mut self, now: MonoTime, kind: SlotKind) -> bool {
        let may = self.reserve(now, kind);
        if may {
            let pool = self.pool_mut(kind);
            pool.waiting = pool.waiting.saturating_add(1);
        }
        may
    }

    /// The task came that a slot waited for.
    pub(crate) const fn arrived(&mut self, kind: SlotKind) {
        let pool = self.pool_mut(kind);
        pool.waiting = pool.waiting.saturating_sub(1);
    }

    /// No task came that a slot waited for.
    pub(crate) const fn give_back(&mut self, kind: SlotKind) {
        self.arrived(kind);
        let pool = self.pool_mut(kind);
        pool.used = pool.used.saturating_sub(1);
    }

    /// Gives the slot of a task back.
    pub(crate) const fn release(&mut self, kind: SlotKind) {
        self.pass_on(kind);
        let pool = self.pool_mut(kind);
        pool.used = pool.used.saturating_sub(1);
    }

    /// The slot of a task goes on to the next.
    pub(crate) const fn pass_on(&mut self, kind: SlotKind) {
        let pool = self.pool_mut(kind);
        pool.tally.processed = pool.tally.processed.saturating_add(1);
    }

    /// A task failed.
    pub(crate) const fn failed(&mut self, kind: SlotKind) {
        let pool = self.pool_mut(kind);
        pool.tally.failed = pool.tally.failed.saturating_add(1);
    }

    /// How many tasks had a slot.
    pub(crate) const fn tally(&self, kind: SlotKind) -> Tally {
        self.pool(kind).tally
    }

    /// How many tasks had a slot, of any kind.
    pub(crate) fn processed(&self) -> u64 {
        SlotKind::ALL.into_iter().map(|kind| self.tally(kind).processed).fold(0, u64::saturating_add)
    }

    /// How many have a task.
    pub(crate) const fn busy(&self, kind: SlotKind) -> usize {
        let pool = self.pool(kind);
        pool.used.saturating_sub(pool.waiting)
    }

    /// How many are taken.
    pub(crate) const fn used(&self, kind: SlotKind) -> usize {
        self.pool(kind).used
    }

    /// How many there are, where that is known.
    pub(crate) fn total(&self, kind: SlotKind) -> Option<usize> {
        let pool = self.pool(kind);
        match pool.supply {
            Supply::Count(count) => Some(count.min(pool.most)),
            Supply::Resources(_) => None,
        }
    }

    /// Says how many slots there are of a kind whose supply the host decides.
    pub(crate) fn set(&mut self, kind: SlotKind, count: usize) {
        if let Supply::Count(known) = &mut self.pool_mut(kind).supply {
            *known = count;
        }
    }

    /// Tells all controllers the machine's load.
    pub(crate) fn load(&mut self, load: Load) {
        for kind in SlotKind::ALL {
            if let Supply::Resources(controller) = &mut self.pool_mut(kind).supply {
                controller.load(load);
            }
        }
    }

    /// What the controllers of memory and CPU say, where slots depend on them: those of the first kind that does.
    pub(crate) fn resource_outputs(&self) -> Option<(f64, f64)> {
        SlotKind::ALL.into_iter().find_map(|kind| match &self.pool(kind).supply {
            Supply::Resources(controller) => Some(controller.outputs()),
            Supply::Count(_) => None,
        })
    }

    /// Forgets throttles whose time has passed.
    pub(crate) fn tick(&mut self, now: MonoTime) {
        for kind in SlotKind::ALL {
            if let Supply::Resources(controller) = &mut self.pool_mut(kind).supply {
                controller.tick(now);
            }
        }
    }

    /// When a slot may be there that is not now, though none is given back.
    pub(crate) fn deadline(&self, kind: SlotKind) -> Option<MonoTime> {
        match &self.pool(kind).supply {
            Supply::Count(_) => None,
            Supply::Resources(controller) => controller.deadline(self.used(kind)),
        }
    }

    const fn pool(&self, kind: SlotKind) -> &Pool {
        match kind {
            SlotKind::Workflow => &self.workflow,
            SlotKind::Activity => &self.activity,
            SlotKind::LocalActivity => &self.local_activity,
            SlotKind::Nexus => &self.nexus,
        }
    }

    const fn pool_mut(&mut self, kind: SlotKind) -> &mut Pool {
        match kind {
            SlotKind::Workflow => &mut self.workflow,
            SlotKind::Activity => &mut self.activity,
            SlotKind::LocalActivity => &mut self.local_activity,
            SlotKind::Nexus => &mut self.nexus,
        }
    }
}

impl Pool {
    const fn new(supply: SlotSupply, most: usize) -> Self {
        let supply = match supply {
            SlotSupply::Fixed(count) => Supply::Count(count),
            SlotSupply::Custom => Supply::Count(0),
            SlotSupply::Resources(slots) => Supply::Resources(Controller::new(slots)),
        };
        Self { supply, used: 0, waiting: 0, tally: Tally { processed: 0, failed: 0 }, most }
    }

    fn reserve(&mut self, now: MonoTime) -> bool {
        let may = self.used < self.most
            && match &mut self.supply {
                Supply::Count(count) => self.used < *count,
                Supply::Resources(controller) => controller.grant(now, self.used),
            };
        if may {
            self.used = self.used.saturating_add(1);
        }
        may
    }
}
