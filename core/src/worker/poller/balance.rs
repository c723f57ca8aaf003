//! Decides whether one more poll of a kind fits: sticky polls beside others, and the rate of activities.

use super::{PollerKind, Pollers, scaling};
use crate::{
    time::MonoTime,
    worker::{
        config::{Checked, Pollers as Count},
        desk::Desk,
        slots::SlotKind,
    },
};
use core::time::Duration;

/// How the workflow pollers are shared out between the normal queue and the sticky one [POLLER-3].
pub(super) fn share(config: &Checked) -> (Count, Option<Count>) {
    if config.max_cached_workflows == 0 {
        return (config.workflow_pollers, None);
    }
    match config.workflow_pollers {
        fixed @ (Count::Default | Count::Fixed(_)) => {
            let count = if let Count::Fixed(count) = fixed { count } else { scaling::FEW };
            let percent = usize::try_from(config.nonsticky_poll_percent).unwrap_or(100);
            let normal = count.saturating_mul(percent).div_euclid(100).max(1);
            let sticky = count.saturating_sub(normal).max(1);
            (Count::Fixed(normal), Some(Count::Fixed(sticky)))
        }
        scaled @ Count::Autoscaling { .. } => (scaled, Some(scaled)),
    }
}

impl Pollers {
    pub(super) fn is_balanced(&self, kind: PollerKind, desk: &Desk) -> bool {
        let active = |kind| self.groups.iter().find(|group| group.kind == kind).map_or(0, |group| group.active);
        let has_sticky = self.groups.iter().any(|group| group.kind == PollerKind::StickyWorkflow);
        let Some(slots) = desk.slots.total(SlotKind::Workflow).filter(|_| has_sticky) else { return true };
        let (normal, sticky) = (active(PollerKind::Workflow), active(PollerKind::StickyWorkflow));
        let (own, other) = if kind == PollerKind::Workflow { (normal, sticky) } else { (sticky, normal) };
        if own == 0 {
            return true;
        }
        if other == 0 && own.saturating_add(1) >= slots {
            return false;
        }
        let is_behind = self.sticky_backlog > 1 && self.sticky_backlog > sticky;
        match kind {
            PollerKind::Workflow if is_behind => false,
            PollerKind::StickyWorkflow if is_behind => true,
            PollerKind::Workflow | PollerKind::StickyWorkflow | PollerKind::Activity | PollerKind::Nexus => {
                own.saturating_add(other) < slots
            }
        }
    }

    /// Whether the rate limit [WORKER-11] lets another activity begin; if it does, the next one may a little later.
    pub(super) fn is_in_rate(&mut self, desk: &Desk, now: MonoTime) -> bool {
        let Some(rate) = desk.config.max_worker_activities_per_second else { return true };
        if now < self.next_activity {
            return false;
        }
        let has_slot =
            desk.slots.total(SlotKind::Activity).is_none_or(|total| desk.slots.used(SlotKind::Activity) < total);
        if has_slot {
            self.next_activity = now.plus(Duration::try_from_secs_f64(rate.recip()).unwrap_or(Duration::MAX));
        }
        has_slot
    }
}
