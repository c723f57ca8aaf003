//! Virtual time does what every runtime must do, with any seed, and the same again for the same seed.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../suite/runtime.rs"]
mod suite;

#[path = "../suite/driver.rs"]
mod driver;

use core::{future::Future, time::Duration};
use dacapo_core::time::WallTime;
use dacapo_runtime::{Endpoint, Runtime};
use dacapo_tests::virtual_time::{Listener, Stream, VirtualTime};
use futures_lite::{AsyncReadExt, AsyncWriteExt};
use std::{io, path::PathBuf};

/// So many worlds, whose seeds begin with this one.
struct Seeded<const SEED: u64, const COUNT: u64>;

/// Names itself where its world fails.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("with seed {}", self.0);
        }
    }
}

impl<const SEED: u64, const COUNT: u64> suite::World for Seeded<SEED, COUNT> {
    type Runtime = VirtualTime;
    type Listener = Listener;

    const IS_EXACT: bool = true;

    fn run<F: Future<Output = ()> + Send + 'static>(body: impl Fn(VirtualTime) -> F + Send + 'static) {
        for seed in SEED..SEED + COUNT {
            let seed = Seed(seed);
            let runtime = VirtualTime::new(seed.0);
            runtime.run(body(runtime.clone()));
        }
    }

    async fn listen(runtime: &VirtualTime, endpoint: Endpoint) -> io::Result<(Listener, Endpoint)> {
        let listener = runtime.listen(&endpoint)?;
        let endpoint = listener.endpoint().clone();
        Ok((listener, endpoint))
    }

    async fn accept(listener: &Listener) -> io::Result<Stream> {
        listener.accept().await
    }

    fn path(name: &str) -> PathBuf {
        name.into()
    }
}

mod runtime {
    crate::suite::suite!(super::Seeded::<1, 2>);
}

mod drivers {
    crate::driver::suite!(super::Seeded::<1, 50>);
}

/// Ten tasks that race each other; gives the order in which they came in.
fn race(runtime: &VirtualTime) -> Vec<u64> {
    let (sender, receiver) = async_channel::unbounded();
    for task in 0..10 {
        let (within, sender) = (runtime.clone(), sender.clone());
        runtime.spawn(async move {
            within.sleep(Duration::from_secs(1)).await;
            sender.send(task).await.expect("somebody counts");
        });
    }
    drop(sender);
    runtime.run(async move {
        let mut order = Vec::new();
        while let Ok(task) = receiver.recv().await {
            order.push(task);
        }
        order
    })
}

#[test]
fn a_seed_gives_an_order_and_always_the_same() {
    let raced = |seed| {
        let runtime = VirtualTime::new(seed);
        (race(&runtime), runtime.fingerprint())
    };
    let mut orders = std::collections::BTreeSet::new();
    for seed in 0..20 {
        assert_eq!(raced(seed), raced(seed));
        orders.insert(raced(seed));
    }
    assert!(orders.len() > 15, "seeds give orders of their own: {}", orders.len());
    assert!(orders.iter().all(|(order, _)| order.len() == 10), "nobody is lost");
}

#[test]
fn long_sleeps_take_no_time() {
    let runtime = VirtualTime::new(1);
    let year = Duration::from_secs(365 * 24 * 3600);
    let before = runtime.now();
    runtime.run(async {
        for _ in 0..100 {
            runtime.sleep(year).await;
        }
    });
    let after = runtime.now();
    assert_eq!(after.mono.since(before.mono), year * 100);
    assert_eq!(after.wall.since(before.wall), year * 100);
}

#[test]
fn the_wall_clock_may_jump() {
    let runtime = VirtualTime::new(1);
    runtime.run(runtime.sleep(Duration::from_secs(5)));
    let before = runtime.now();
    runtime.set_wall(WallTime { seconds: 10, nanos: 0 });
    assert_eq!((runtime.now().mono, runtime.now().wall.seconds), (before.mono, 10));
    runtime.run(runtime.sleep(Duration::from_secs(5)));
    assert_eq!(runtime.now().wall.seconds, 15);
}

#[test]
fn what_is_left_is_dropped() {
    struct Noticed(async_channel::Sender<()>);
    impl Drop for Noticed {
        fn drop(&mut self) {
            self.0.try_send(()).expect("there is room");
        }
    }
    let (sender, receiver) = async_channel::bounded(1);
    let runtime = VirtualTime::new(1);
    let (noticed, within) = (Noticed(sender), runtime.clone());
    runtime.spawn(async move {
        within.sleep(Duration::from_secs(3600)).await;
        drop(noticed);
    });
    runtime.run(runtime.sleep(Duration::from_secs(1)));
    assert_eq!(receiver.try_recv(), Ok(()));
}

#[test]
#[should_panic(expected = "nothing can go on, and no time is waited for")]
fn waiting_in_vain_is_told() {
    VirtualTime::new(1).run(core::future::pending::<()>());
}

#[test]
#[should_panic(expected = "tasks wake each other, and no time passes")]
fn turning_in_circles_is_told() {
    VirtualTime::new(1).run(async {
        loop {
            futures_lite::future::yield_now().await;
        }
    });
}

#[test]
fn a_reader_gets_pieces() {
    let runtime = VirtualTime::new(1);
    runtime.run(async {
        let listener = runtime.listen(&Endpoint::Tcp { host: "server".into(), port: 7233 }).expect("it is free");
        assert!(runtime.listen(listener.endpoint()).is_err(), "somebody else listens there");
        let mut near = runtime.connect(listener.endpoint()).await.expect("somebody listens");
        let mut far = listener.accept().await.expect("somebody asked");
        near.write_all(&[7; 1000]).await.expect("it is open");
        let first = far.read(&mut [0; 1000]).await.expect("it is open");
        assert!((1..1000).contains(&first), "{first} bytes at once");
        drop(far);
        let broken = near.write_all(&[7; 1]).await.expect_err("nobody reads");
        assert_eq!(broken.kind(), io::ErrorKind::BrokenPipe);
        let (endpoint, waiting) = (listener.endpoint().clone(), runtime.connect(listener.endpoint()).await);
        drop(listener);
        assert_eq!(waiting.expect("it was taken").read(&mut [0; 1]).await.expect("it ends well"), 0);
        let refused = runtime.connect(&endpoint).await.expect_err("nobody listens");
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    });
}

#[test]
fn a_writer_waits_until_somebody_reads() {
    const LENGTH: usize = 256 << 10;
    let runtime = VirtualTime::new(1);
    let within = runtime.clone();
    runtime.run(async move {
        let listener = within.listen(&Endpoint::Unix("socket".into())).expect("it is free");
        let mut near = within.connect(listener.endpoint()).await.expect("somebody listens");
        let mut far = listener.accept().await.expect("somebody asked");
        let (done, is_done) = async_channel::bounded(1);
        within.spawn(async move {
            near.write_all(&vec![7; LENGTH]).await.expect("somebody reads");
            done.send(()).await.expect("the test waits");
        });
        within.sleep(Duration::from_secs(1)).await;
        assert!(is_done.is_empty(), "the writer did not wait");
        far.read_exact(&mut vec![0; LENGTH]).await.expect("it is open");
        assert_eq!(is_done.recv().await, Ok(()));
    });
}

#[test]
fn what_is_not_waited_for_any_more_moves_no_time() {
    let runtime = VirtualTime::new(1);
    let vain = || {
        runtime.run(async {
            let (long, short) = (runtime.sleep(Duration::from_secs(3600)), runtime.sleep(Duration::from_secs(1)));
            futures_lite::future::or(long, short).await;
            core::future::pending::<()>().await;
        });
    };
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(vain)).is_err());
    assert_eq!(runtime.now().mono.0, 1_000_000_000);
}
