//! What every runtime must do, written once: an adapter's tests take this file in and expand `suite!` for a [`World`].

use core::{future::Future, time::Duration};
use dacapo_core::time::MonoTime;
use dacapo_runtime::{Endpoint, Runtime, Unresolved};
use futures_lite::{AsyncReadExt, AsyncWriteExt};
use std::io::{self, ErrorKind};

pub(crate) type ConnectionOf<W> = <<W as World>::Runtime as Runtime>::Connection;

/// A runtime under test, and the other side of its connections.
pub(crate) trait World {
    type Runtime: Runtime;
    type Listener: Send + Sync + 'static;

    /// Whether nothing but sleeps takes time, and they take exactly what they should.
    const IS_EXACT: bool = false;

    /// Runs to its end what `body` makes of a new runtime, once or for several.
    fn run<F: Future<Output = ()> + Send + 'static>(body: impl Fn(Self::Runtime) -> F + Send + 'static);

    /// Opens a socket, and tells where.
    fn listen(
        runtime: &Self::Runtime,
        endpoint: Endpoint,
    ) -> impl Future<Output = io::Result<(Self::Listener, Endpoint)>> + Send;

    /// Takes a connection in.
    fn accept(listener: &Self::Listener) -> impl Future<Output = io::Result<ConnectionOf<Self>>> + Send;

    /// A path where a Unix socket may be, and nothing is.
    fn path(name: &str) -> std::path::PathBuf;
}

/// Makes a test of every check of this file.
macro_rules! suite {
    ($world:ty) => {
        crate::suite::suite!(
            $world:
            sleeps_end_in_the_order_of_their_lengths
            a_sleep_lasts_at_least_as_long_as_asked
            a_sleep_is_not_ended_by_another
            a_dropped_sleep_disturbs_nothing
            a_spawned_task_runs_beside_the_caller
            a_spawned_task_runs_where_nobody_waits_for_it
            the_clocks_are_monotone_and_shared
            a_connection_carries_bytes_both_ways_over_tcp
            a_connection_carries_bytes_both_ways_over_a_unix_socket
            a_name_is_resolved
            a_closed_direction_leaves_the_other_open
            a_dropped_connection_ends_the_other_side
            a_full_connection_waits_for_its_reader
            a_port_where_nobody_listens_refuses
            a_path_where_nothing_is_is_not_found
            an_unknown_name_fails
        );
    };
    ($world:ty: $($check:ident)*) => {
        $(
            #[test]
            fn $check() {
                <$world as crate::suite::World>::run(crate::suite::$check::<$world>);
            }
        )*
    };
}
pub(crate) use suite;

/// Long enough that a busy machine keeps two of them apart.
const STEP: Duration = Duration::from_millis(40);

pub(crate) async fn sleeps_end_in_the_order_of_their_lengths<W: World>(runtime: W::Runtime) {
    let (ended, ends) = async_channel::unbounded();
    for steps in [3, 1, 2] {
        let (within, ended) = (runtime.clone(), ended.clone());
        runtime.spawn(async move {
            within.sleep(STEP * steps).await;
            ended.send(steps).await.expect("the test waits");
        });
    }
    for expected in [1, 2, 3] {
        assert_eq!(ends.recv().await, Ok(expected));
    }
}

pub(crate) async fn a_sleep_lasts_at_least_as_long_as_asked<W: World>(runtime: W::Runtime) {
    let before = runtime.now().mono;
    runtime.sleep(STEP).await;
    let slept = runtime.now().mono.since(before);
    assert!(slept >= STEP, "slept for {slept:?}");
    runtime.sleep(Duration::ZERO).await;
}

pub(crate) async fn a_sleep_is_not_ended_by_another<W: World>(runtime: W::Runtime) {
    let before = runtime.now().mono;
    // One task: whenever one of the two is due, both are polled.
    futures_lite::future::zip(runtime.sleep(STEP * 3), runtime.sleep(STEP)).await;
    assert!(runtime.now().mono.since(before) >= STEP * 3);
}

pub(crate) async fn a_dropped_sleep_disturbs_nothing<W: World>(runtime: W::Runtime) {
    let long = runtime.sleep(Duration::from_secs(3600));
    let short = runtime.sleep(STEP);
    futures_lite::future::or(long, short).await;
    // The longest there is must not overflow.
    futures_lite::future::or(runtime.sleep(Duration::MAX), runtime.sleep(STEP)).await;
}

pub(crate) async fn a_spawned_task_runs_beside_the_caller<W: World>(runtime: W::Runtime) {
    let (question, questions) = async_channel::bounded(1);
    let (answer, answers) = async_channel::bounded(1);
    runtime.spawn(async move {
        while let Ok(number) = questions.recv().await {
            answer.send(number + 1).await.expect("the test waits");
        }
    });
    for number in 0..100 {
        question.send(number).await.expect("the task waits");
        assert_eq!(answers.recv().await, Ok(number + 1));
    }
}

pub(crate) async fn a_spawned_task_runs_where_nobody_waits_for_it<W: World>(runtime: W::Runtime) {
    let (done, is_done) = async_channel::bounded(1);
    let within = runtime.clone();
    runtime.spawn(async move {
        let inner = within.clone();
        within.spawn(async move {
            inner.sleep(STEP).await;
            done.send(()).await.expect("the test waits");
        });
    });
    assert_eq!(is_done.recv().await, Ok(()));
}

pub(crate) async fn the_clocks_are_monotone_and_shared<W: World>(runtime: W::Runtime) {
    let other = runtime.clone();
    let mut last = MonoTime::default();
    for _ in 0..1000 {
        for now in [runtime.now(), other.now()] {
            assert!(now.mono >= last, "{:?} comes after {last:?}", now.mono);
            last = now.mono;
            assert!(now.wall.seconds > 1_700_000_000, "{}", now.wall);
        }
    }
    assert!(last < MonoTime::default().plus(Duration::from_secs(600)), "the clock counts from its origin: {last:?}");
}

fn local(host: &str) -> Endpoint {
    Endpoint::Tcp { host: host.into(), port: 0 }
}

/// A connection from `endpoint` to itself: the side that asked, and the side that was asked.
async fn pair<W: World>(runtime: &W::Runtime, endpoint: Endpoint) -> (ConnectionOf<W>, ConnectionOf<W>) {
    let (listener, endpoint) = W::listen(runtime, endpoint).await.expect("it can be opened");
    let near = runtime.connect(&endpoint).await.expect("it answers");
    let far = W::accept(&listener).await.expect("somebody asked");
    (near, far)
}

async fn carries_bytes<W: World>(runtime: W::Runtime, endpoint: Endpoint) {
    let (mut near, mut far) = pair::<W>(&runtime, endpoint).await;
    let mut read = [0; 5];
    for _ in 0..3 {
        near.write_all(b"there").await.expect("it is open");
        near.flush().await.expect("it is open");
        far.read_exact(&mut read).await.expect("it is open");
        assert_eq!(&read, b"there");
        far.write_all(b"again").await.expect("it is open");
        far.flush().await.expect("it is open");
        near.read_exact(&mut read).await.expect("it is open");
        assert_eq!(&read, b"again");
    }
}

pub(crate) async fn a_connection_carries_bytes_both_ways_over_tcp<W: World>(runtime: W::Runtime) {
    carries_bytes::<W>(runtime, local("127.0.0.1")).await;
}

pub(crate) async fn a_connection_carries_bytes_both_ways_over_a_unix_socket<W: World>(runtime: W::Runtime) {
    let path = W::path("both-ways");
    carries_bytes::<W>(runtime, Endpoint::Unix(path.clone())).await;
    // A socket of a test that has no files is not there.
    std::fs::remove_file(path).unwrap_or_default();
}

pub(crate) async fn a_name_is_resolved<W: World>(runtime: W::Runtime) {
    carries_bytes::<W>(runtime, local("localhost")).await;
}

pub(crate) async fn a_closed_direction_leaves_the_other_open<W: World>(runtime: W::Runtime) {
    let (mut near, mut far) = pair::<W>(&runtime, local("127.0.0.1")).await;
    near.write_all(b"all of it").await.expect("it is open");
    near.close().await.expect("it is open");
    let mut read = Vec::new();
    far.read_to_end(&mut read).await.expect("it ends well");
    assert_eq!(read, b"all of it");
    far.write_all(b"thanks").await.expect("this direction is open");
    far.close().await.expect("this direction is open");
    read.clear();
    near.read_to_end(&mut read).await.expect("it ends well");
    assert_eq!(read, b"thanks");
    near.close().await.expect("closing twice does nothing");
}

pub(crate) async fn a_dropped_connection_ends_the_other_side<W: World>(runtime: W::Runtime) {
    let (near, mut far) = pair::<W>(&runtime, local("127.0.0.1")).await;
    drop(near);
    assert_eq!(far.read(&mut [0; 1]).await.expect("it ends well"), 0);
}

pub(crate) async fn a_full_connection_waits_for_its_reader<W: World>(runtime: W::Runtime) {
    const LENGTH: usize = PERIOD << 15;
    let (mut near, mut far) = pair::<W>(&runtime, local("127.0.0.1")).await;
    runtime.spawn(async move {
        let bytes = pattern().repeat(LENGTH / PERIOD);
        near.write_all(&bytes).await.expect("somebody reads");
        near.close().await.expect("it is open");
    });
    let mut read = Vec::new();
    far.read_to_end(&mut read).await.expect("it ends well");
    assert_eq!(read.len(), LENGTH);
    assert!(read.chunks(PERIOD).all(|bytes| pattern().starts_with(bytes)), "bytes come in order");
}

/// How many bytes come before the same ones come again.
const PERIOD: usize = 251;

fn pattern() -> Vec<u8> {
    (0..=250).collect()
}

pub(crate) async fn a_port_where_nobody_listens_refuses<W: World>(runtime: W::Runtime) {
    let (listener, endpoint) = W::listen(&runtime, local("127.0.0.1")).await.expect("it can be opened");
    drop(listener);
    let refused = runtime.connect(&endpoint).await.err().expect("nobody listens");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
}

pub(crate) async fn a_path_where_nothing_is_is_not_found<W: World>(runtime: W::Runtime) {
    let missing = runtime.connect(&Endpoint::Unix(W::path("nothing"))).await.err().expect("there is nothing");
    assert_eq!(missing.kind(), ErrorKind::NotFound);
}

pub(crate) async fn an_unknown_name_fails<W: World>(runtime: W::Runtime) {
    let endpoint = Endpoint::Tcp { host: "not a host name".into(), port: 7233 };
    let error = runtime.connect(&endpoint).await.err().expect("there is no such host");
    assert!(Unresolved::within(&error).is_some_and(|name| name.host == "not a host name"), "{error:?}");
}
