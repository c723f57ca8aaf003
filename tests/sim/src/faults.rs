//! Decides what goes wrong in a world, and when it stops going wrong: drawn from the seed, before anything happens.

use dacapo_core::rng::Random;
use std::time::Duration;

/// What goes wrong until faults end. Shares are out of a thousand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Requests that never arrive.
    pub lost_requests: u64,
    /// Requests that arrive and whose answers do not: accepted, reply lost.
    pub lost_answers: u64,
    /// Requests that arrive twice.
    pub doubled_requests: u64,
    /// Of those lost, how many end with an error at once, and not when their time is up.
    pub noticed: u64,
    /// Requests that a proxy refuses.
    pub refused: u64,
    /// The longest that a message is under way.
    pub delay: Duration,
    /// The longest that a host takes for an activation.
    pub host_delay: Duration,
    /// When workers crash, and for how long they are gone.
    pub crashes: Vec<(Duration, Duration)>,
    /// When a worker's wall clock jumps, and by how many seconds.
    pub jumps: Vec<(Duration, i64)>,
    /// When the host lets go of a run.
    pub evictions: Vec<Duration>,
    /// When all of it ends.
    pub end: Duration,
}

impl Faults {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Self { delay: Duration::from_millis(5), host_delay: Duration::from_millis(1), ..Self::default() }
    }

    /// Draws faults.
    pub fn draw(random: &mut Random) -> Self {
        let end = Duration::from_secs(30 + random.up_to(120));
        let moment = |random: &mut Random| Duration::from_millis(random.up_to(millis(end)));
        // Most worlds have few kinds of fault, so that what follows from one is seen by itself.
        let share = |random: &mut Random, most| if random.up_to(2) == 0 { random.up_to(most) } else { 0 };
        let count = |random: &mut Random, most| if random.up_to(2) == 0 { random.up_to(most) } else { 0 };
        let crashes = (0..count(random, 4)).map(|_| {
            let at = moment(random);
            (at, Duration::from_millis(random.up_to(20_000)))
        });
        let crashes = crashes.collect();
        let jumps = (0..count(random, 3)).map(|_| {
            let at = moment(random);
            (at, i64::try_from(random.up_to(7200)).unwrap_or_default() - 3600)
        });
        let jumps = jumps.collect();
        let delay = if random.up_to(3) == 0 { 5_000 } else { 50 };
        let host_delay = if random.up_to(3) == 0 { 8_000 } else { 20 };
        let evictions = (0..count(random, 6)).map(|_| moment(random)).collect();
        Self {
            lost_requests: share(random, 200),
            lost_answers: share(random, 200),
            doubled_requests: share(random, 200),
            noticed: random.up_to(1000),
            refused: share(random, 300),
            delay: Duration::from_millis(random.up_to(delay)),
            host_delay: Duration::from_millis(random.up_to(host_delay)),
            crashes,
            jumps,
            evictions,
            end,
        }
    }
}

pub(crate) fn millis(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}
