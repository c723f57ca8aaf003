//! Decides when memory is read, and what it may grow by.

use crate::{alloc, clock};
use anyhow::{Result, ensure};
use futures_channel::{mpsc, oneshot};
use serde::{Deserialize, Serialize};
use std::{thread, time::Duration};

/// The memory of this process at one time.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sample {
    /// Bytes allocated and not yet freed.
    pub(crate) heap: i64,
    /// Bytes in RAM.
    pub(crate) resident: i64,
}

impl Sample {
    /// Reads it; counting must have been on since the process began.
    pub(crate) fn now() -> Self {
        let resident = clock::resident().and_then(|bytes| i64::try_from(bytes).ok()).unwrap_or_default();
        Self { heap: alloc::heap().live, resident }
    }
}

/// By how much memory may grow.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Bounds {
    /// Fail if live heap grows by more bytes than this between the first reading and any later one.
    #[arg(long, default_value_t = 16_384)]
    at_most_heap: i64,
    /// Fail if resident memory grows by more bytes than this from the second reading to the last.
    #[arg(long, default_value_t = 2_097_152)]
    at_most_resident: i64,
}

impl Bounds {
    /// Holds readings against the bounds. Allocators keep what they had once, so that resident memory is compared from
    /// the second one on.
    pub(crate) fn hold(self, samples: &[Sample]) -> Result<()> {
        let [first, second, .., last] = samples else { anyhow::bail!("{} readings say nothing", samples.len()) };
        let heap = samples.iter().map(|sample| sample.heap - first.heap).max().unwrap_or_default();
        let resident = last.resident - second.resident;
        println!("live heap grew by {heap} bytes at most, resident memory by {resident}");
        ensure!(heap <= self.at_most_heap, "live heap may grow by {} bytes", self.at_most_heap);
        ensure!(resident <= self.at_most_resident, "resident memory may grow by {} bytes", self.at_most_resident);
        Ok(())
    }
}

/// Ends after `length`, on no runtime's clock.
pub(crate) async fn wait(length: Duration) {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        thread::sleep(length);
        // Whoever waited may have gone.
        let _sent = sender.send(());
    });
    let _woken = receiver.await;
}

/// What is told when all of something has happened, and who tells it.
pub(crate) type Told = mpsc::UnboundedReceiver<Result<(), String>>;

/// The other end.
pub(crate) type Tell = mpsc::UnboundedSender<Result<(), String>>;
