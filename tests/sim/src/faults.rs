//! Decides what goes wrong in a world, and when it stops going wrong: drawn from the seed, before anything happens.

use dacapo_core::{rng::Random, rpc::Code};
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
    /// Of the calls that are lost, how many never end, as the transport does not even keep their time.
    pub hung_calls: u64,
    /// Requests that a proxy refuses.
    pub refused: u64,
    /// Activations that the host answers with a failure: a bug that is gone after the next deployment.
    pub failed_tasks: u64,
    /// Nexus tasks whose handler says that it is busy.
    pub failed_nexus: u64,
    /// The longest that a message is under way.
    pub delay: Duration,
    /// The longest that a host takes for an activation.
    pub host_delay: Duration,
    /// When workers crash, and until when they are gone.
    pub crashes: Vec<(Duration, Duration)>,
    /// When workers shut down, and how long after their end others begin.
    pub shutdowns: Vec<(Duration, Duration)>,
    /// When workers stand still, and until when.
    pub pauses: Vec<(Duration, Duration)>,
    /// When the server is gone, and until when.
    pub outages: Vec<(Duration, Duration)>,
    /// From when until when all requests of a worker are denied, and how.
    pub denials: Vec<(Duration, Duration, Code)>,
    /// When a worker's wall clock jumps, and by how many seconds.
    pub jumps: Vec<(Duration, i64)>,
    /// When the host lets go of a run.
    pub evictions: Vec<Duration>,
    /// When all of it ends.
    pub end: Duration,
}

/// What a worker is told that may not do what it asks for, or not now.
const DENIALS: [Code; 3] = [Code::PermissionDenied, Code::Unauthenticated, Code::ResourceExhausted];

impl Faults {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Self { delay: Duration::from_millis(5), host_delay: Duration::from_millis(1), ..Self::default() }
    }

    /// Draws faults.
    pub fn draw(random: &mut Random) -> Self {
        let end = Duration::from_secs(30 + random.up_to(90));
        // Most worlds have few kinds of fault, so that what follows from one is seen by itself.
        let share = |random: &mut Random, most| if random.up_to(2) == 0 { random.up_to(most) } else { 0 };
        let moments = |random: &mut Random, most: u64| {
            let count = if random.up_to(2) == 0 { random.up_to(most) } else { 0 };
            (0..count).map(|_| Duration::from_millis(random.up_to(millis(end)))).collect::<Vec<_>>()
        };
        let spans = |random: &mut Random, most: u64, longest: u64| {
            let begins = moments(random, most);
            let span = |at: Duration| (at, (at + Duration::from_millis(random.up_to(longest))).min(end));
            begins.into_iter().map(span).collect::<Vec<_>>()
        };
        let slow = |random: &mut Random, slow, fast| {
            let most = if random.up_to(3) == 0 { slow } else { fast };
            Duration::from_millis(random.up_to(most))
        };
        let denied = spans(random, 2, 40_000);
        let denials = denied.into_iter().map(|(from, until)| {
            let which = usize::try_from(random.up_to(2)).unwrap_or_default();
            (from, until, DENIALS.get(which).copied().unwrap_or_default())
        });
        let denials = denials.collect();
        let jumped = moments(random, 3);
        let jumps = jumped.into_iter().map(|at| (at, i64::try_from(random.up_to(7200)).unwrap_or_default() - 3600));
        let jumps = jumps.collect();
        Self {
            lost_requests: share(random, 200),
            lost_answers: share(random, 200),
            doubled_requests: share(random, 200),
            noticed: random.up_to(1000),
            hung_calls: share(random, 500),
            refused: share(random, 300),
            failed_tasks: share(random, 100),
            failed_nexus: share(random, 300),
            delay: slow(random, 5_000, 50),
            host_delay: slow(random, 12_000, 20),
            crashes: spans(random, 4, 20_000),
            shutdowns: moments(random, 2)
                .into_iter()
                .map(|at| (at, Duration::from_millis(random.up_to(5_000))))
                .collect(),
            pauses: spans(random, 2, 30_000),
            outages: spans(random, 2, 30_000),
            denials,
            jumps,
            evictions: moments(random, 6),
            end,
        }
    }
}

pub(crate) fn millis(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}
