//! Decides how the worlds of many seeds are run: on several threads, with what came of them in the order of the seeds.

use crate::{Report, Violation, simulate};
use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
};

/// What came of a seed's world.
pub type Outcome = Result<Report, Violation>;

/// Runs worlds and hands over what came of each, in the order of the seeds, until `take` says that it is enough.
pub fn run(seeds: Range<u64>, threads: usize, mut take: impl FnMut(u64, Outcome) -> bool) {
    let next = AtomicU64::new(seeds.start);
    let (sender, receiver) = mpsc::sync_channel::<(u64, Outcome)>(1024);
    let sender = Mutex::new(Some(sender));
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let sender = sender.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let (next, seeds) = (&next, &seeds);
            scope.spawn(move || {
                let Some(sender) = sender else { return };
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end || sender.send((seed, simulate(seed, None))).is_err() {
                        return;
                    }
                }
            });
        }
        sender.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut waiting = BTreeMap::new();
        let mut wanted = seeds.start;
        for (seed, outcome) in receiver {
            waiting.insert(seed, outcome);
            while let Some(outcome) = waiting.remove(&wanted) {
                if !take(wanted, outcome) {
                    next.store(seeds.end, Ordering::Relaxed);
                    return;
                }
                wanted += 1;
            }
        }
    });
}
