//! Decides how large the workers of a world are, and what its server can do: drawn from the seed.

use dacapo_core::{
    rng::Random,
    worker::config::{Config, Pollers, SlotSupply},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a poll of a worker may take before the transport ends it.
pub const POLL_TIMEOUT: Duration = Duration::from_secs(70);

/// How large the workers of a world are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knobs {
    /// How many runs their caches hold.
    pub cache: usize,
    /// How many bytes those may hold on to; 0 for any number.
    pub cache_bytes: usize,
    /// How many seconds a run stays that nothing happens to; 0 for any number.
    pub cache_seconds: u64,
    /// How many slots of each kind they have.
    pub slots: usize,
    /// How many pollers of each kind.
    pub pollers: usize,
    /// Whether the number of pollers follows the server's advice.
    pub scales: bool,
}

/// What the server of a world can do, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServerKnobs {
    /// How many events a page of history has.
    pub page: usize,
    /// How long it holds a request that waits for something.
    pub hold: Duration,
    /// Whether workers tell it how they are.
    pub takes_heartbeats: bool,
    /// Whether it ends the polls of a worker that shuts down.
    pub ends_polls: bool,
    /// Whether it advises on the number of pollers.
    pub advises: bool,
    /// Whether it gives activities out with the answer to a completion.
    pub is_eager: bool,
    /// Whether callers of Nexus operations read failures of Temporal.
    pub reads_failures: bool,
    /// Whether whoever reads a history sees the events of an open task that are not written yet.
    pub shows_virtual_events: bool,
}

impl Knobs {
    /// Draws them.
    pub fn draw(random: &mut Random) -> Self {
        let cache = match random.up_to(3) {
            0 => 0,
            1 => 2,
            2 => 3,
            _ => 100,
        };
        Self {
            cache,
            cache_bytes: if random.up_to(3) == 0 { 5_000 } else { 0 },
            cache_seconds: if random.up_to(3) == 0 { 5 } else { 0 },
            slots: 2 + usize::try_from(random.up_to(6)).unwrap_or_default(),
            pollers: 2 + usize::try_from(random.up_to(3)).unwrap_or_default(),
            scales: random.up_to(2) == 0,
        }
    }

    /// The most runs that are in a cache at a time: without one, as many as are worked on.
    pub const fn most_cached(&self) -> usize {
        if self.cache == 0 { self.slots } else { self.cache }
    }

    /// The configuration of a worker.
    pub fn config(&self, name: &str) -> Config {
        let mut config = Config::new("default", "queue", name);
        config.max_cached_workflows = self.cache;
        config.max_cached_bytes = (self.cache_bytes > 0).then_some(self.cache_bytes);
        config.cache_time_to_live = (self.cache_seconds > 0).then_some(Duration::from_secs(self.cache_seconds));
        let slots = SlotSupply::Fixed(self.slots);
        config.workflow_slots = slots;
        config.activity_slots = slots;
        config.local_activity_slots = slots;
        config.nexus_slots = slots;
        let pollers = if self.scales {
            Pollers::Autoscaling { minimum: 1, maximum: self.pollers, initial: 2 }
        } else {
            Pollers::Fixed(self.pollers)
        };
        config.workflow_pollers = pollers;
        config.activity_pollers = pollers;
        config.nexus_pollers = pollers;
        config.poll_timeout = POLL_TIMEOUT;
        config.tasks.nexus = true;
        // Runs that were terminated are asked after while a world lasts.
        config.closed_check_interval = Some(Duration::from_secs(20));
        config
    }
}

impl ServerKnobs {
    /// Draws them.
    pub fn draw(random: &mut Random) -> Self {
        let mut one_in = |count: u64| random.up_to(count - 1) == 0;
        let (takes_heartbeats, ends_polls, advises) = (one_in(4), one_in(2), one_in(3));
        let (is_eager, reads_failures, shows_virtual_events) = (!one_in(3), one_in(2), one_in(2));
        Self {
            page: 5 + usize::try_from(random.up_to(25)).unwrap_or_default(),
            hold: Duration::from_secs(1 + random.up_to(19)),
            takes_heartbeats,
            ends_polls,
            advises,
            is_eager,
            reads_failures,
            shows_virtual_events,
        }
    }
}
