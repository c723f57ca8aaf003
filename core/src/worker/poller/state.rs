//! Decides what pollers there are, and what each can be doing.

use crate::{rpc::Status, time::MonoTime, worker::slots::SlotKind};

/// What a poller asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_enums, reason = "the four kinds of poll")]
pub enum PollerKind {
    /// Workflow tasks of any run.
    Workflow,
    /// Workflow tasks of runs that this worker has in its cache.
    StickyWorkflow,
    /// Activity tasks.
    Activity,
    /// Nexus tasks.
    Nexus,
}

impl PollerKind {
    /// The label `poller_type`.
    #[must_use]
    pub const fn poller_type(self) -> &'static str {
        match self {
            Self::Workflow => "workflow_task",
            Self::StickyWorkflow => "sticky_workflow_task",
            Self::Activity => "activity_task",
            Self::Nexus => "nexus_task",
        }
    }

    /// The counters of polls that found nothing, and of those that found something.
    pub(crate) const fn counters(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Workflow | Self::StickyWorkflow => {
                ("workflow_task_queue_poll_empty", Some("workflow_task_queue_poll_succeed"))
            }
            Self::Activity => ("activity_poll_no_task", None),
            Self::Nexus => ("nexus_poll_no_task", None),
        }
    }

    pub(crate) const fn slot(self) -> SlotKind {
        match self {
            Self::Workflow | Self::StickyWorkflow => SlotKind::Workflow,
            Self::Activity => SlotKind::Activity,
            Self::Nexus => SlotKind::Nexus,
        }
    }
}

/// One poller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_structs, reason = "a kind and a number")]
pub struct PollerId {
    /// What it asks for.
    pub kind: PollerKind,
    /// Its number among those of its kind, from 0.
    pub index: usize,
}

/// What a poller is doing [POLLER-1].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a host shows every state")]
pub enum PollerState {
    /// It has not polled yet.
    Starting,
    /// It polls, or waits for a slot.
    Polling,
    /// Its last poll failed; it will poll again.
    Degraded {
        /// Since when no poll of its succeeded.
        since: MonoTime,
        /// Why the last one failed.
        why: Status,
    },
    /// Its poll was not answered in its time; another one has begun.
    Stalled,
    /// The worker shuts down, and the poll has not ended.
    Draining,
    /// It polls no more.
    Stopped,
}
