//! Decides what is common to the pollers of a kind: their request, their number, and when they recover together.

use super::{
    PollerId, PollerKind, PollerState,
    one::Poller,
    scaling::{self, Scaling},
};
use crate::{
    limits,
    time::{MonoTime, WallTime},
    worker::{
        config::Pollers as Count,
        desk::Desk,
        observe::{Labels, Value},
    },
};
use alloc::vec::Vec;
use bytes::Bytes;

#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) kind: PollerKind,
    pub(super) method: &'static str,
    /// The request, the same for every poll.
    pub(super) message: Bytes,
    pub(super) scaling: Scaling,
    /// Whether nobody decided how many there are.
    pub(super) is_default: bool,
    pub(super) pollers: Vec<Poller>,
    pub(super) active: usize,
    pub(super) last_success: Option<WallTime>,
}

impl Group {
    pub(super) fn new(kind: PollerKind, count: Count, (method, message): (&'static str, Bytes)) -> Self {
        let most = match count {
            Count::Default => scaling::FEW,
            Count::Fixed(count) => count,
            Count::Autoscaling { maximum, .. } => maximum,
        };
        let scaling = Scaling::new(count);
        Self {
            kind,
            method,
            message,
            scaling,
            pollers: alloc::vec![Poller::NEW; most],
            active: 0,
            last_success: None,
            is_default: false,
        }
    }
}

impl Group {
    /// Shows how many polls are open.
    pub(super) fn show(&self, desk: &mut Desk) {
        let count = Value::Gauge(f64::from(u32::try_from(self.active).unwrap_or(u32::MAX)));
        desk.metric("num_pollers", count, || Labels::of("poller_type", self.kind.poller_type()));
    }

    /// One poll is open no more.
    pub(super) fn closed(&mut self, desk: &mut Desk) {
        self.active = self.active.saturating_sub(1);
        self.show(desk);
    }

    /// When the server answers pollers again that are in trouble and do not poll, for want of a slot or because they are too
    /// many: when a poll that began since then has not failed for a while.
    pub(super) fn recovers_at(&self) -> Option<MonoTime> {
        let idle = self.pollers.iter().filter(|poller| poller.call.is_none() && poller.waits_until.is_none());
        let since = idle.filter_map(Poller::trouble_since).min()?;
        let open = self.pollers.iter().filter_map(|poller| poller.call).map(|(_, began)| began);
        Some(open.filter(|began| *began >= since).min()?.plus(limits::SETTLED_POLL))
    }

    /// The server answers again: pollers that only wait for a slot have nothing to complain about.
    pub(super) fn recover(&mut self, desk: &mut Desk) {
        for (index, poller) in self.pollers.iter_mut().enumerate() {
            let only_waits_for_a_slot = poller.call.is_none() && poller.waits_until.is_none();
            if poller.is_in_trouble() && only_waits_for_a_slot {
                poller.set(desk, PollerId { kind: self.kind, index }, PollerState::Polling);
            }
        }
    }
}
