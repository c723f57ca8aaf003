//! When a transport connects, how often, and how long it waits in between.

use crate::{
    host::{Host, call, run},
    raw,
};
use dacapo_core::{
    rpc::{Call, Code, RetryPolicy},
    time::{MonoTime, Now},
};
use dacapo_runtime::{Endpoint, Runtime, Transport};
use dacapo_runtime_tokio::{Stream, Tokio};
use dacapo_transport_hyper::{Answer, HyperTransport, Options, Request};
use futures_util::future::join_all;
use std::{
    future::Future,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::Semaphore;

/// A runtime whose first attempts to connect fail, and whose clock moves by the waits between them alone.
#[derive(Clone)]
struct Flaky {
    tokio: Tokio,
    failing: usize,
    attempts: Arc<AtomicUsize>,
    waits: Arc<Mutex<Vec<Duration>>>,
    /// How many attempts may end.
    gate: Arc<Semaphore>,
}

impl Flaky {
    fn new(tokio: Tokio, failing: usize) -> Self {
        let gate = Arc::new(Semaphore::new(Semaphore::MAX_PERMITS));
        Self { tokio, failing, attempts: Arc::default(), waits: Arc::default(), gate }
    }

    fn attempts(&self) -> usize {
        self.attempts.load(Ordering::SeqCst)
    }

    fn waits(&self) -> Vec<Duration> {
        self.waits.lock().expect("nobody panicked").clone()
    }
}

impl Runtime for Flaky {
    type Connection = Stream;

    async fn sleep(&self, after: Duration) {
        // The others are for calls, handshakes and keep-alive.
        if after < Duration::from_secs(10) {
            self.waits.lock().expect("nobody panicked").push(after);
        } else {
            self.tokio.sleep(after).await;
        }
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tokio.spawn(task);
    }

    fn now(&self) -> Now {
        let mono = self.waits().iter().fold(MonoTime(0), |now, wait| now.plus(*wait));
        Now { mono, ..self.tokio.now() }
    }

    async fn connect(&self, endpoint: &Endpoint) -> io::Result<Stream> {
        self.gate.acquire().await.expect("it stays open").forget();
        if self.attempts.fetch_add(1, Ordering::SeqCst) < self.failing {
            return Err(io::Error::other("the network is down"));
        }
        self.tokio.connect(endpoint).await
    }
}

async fn echo(request: Request) -> Answer {
    Answer::from(Ok(request.message))
}

#[test]
fn waits_grow_from_failure_to_failure_and_end_with_an_answer() {
    run(async |tokio| {
        let host = Host::new(&tokio, echo).await;
        let runtime = Flaky::new(tokio, 5);
        let transport = HyperTransport::new(runtime.clone(), &host.options()).expect("the options are valid");
        for _ in 0..5 {
            let status = transport.call(call(b"")).await.expect_err("the network is down");
            assert_eq!(status.code, Code::Unavailable, "{status}");
            assert!(status.message.contains("the network is down"), "{status}");
        }
        for _ in 0..3 {
            transport.call(call(b"")).await.expect("the network is up");
        }
        assert_eq!(runtime.attempts(), 6);
        let waits = runtime.waits();
        assert_eq!(waits.len(), 5, "{waits:?}");
        for (wait, millis) in waits.iter().zip([100, 170, 289, 491, 835]) {
            let bounds = Duration::from_millis(millis * 8 / 10)..=Duration::from_millis(millis * 12 / 10 + 1);
            assert!(bounds.contains(wait), "{wait:?} is not in {bounds:?}");
        }
    });
}

#[test]
fn an_answer_makes_the_next_wait_a_first_one() {
    run(async |tokio| {
        // The second connection is good for one call; the others end at once.
        let (endpoint, _) = raw::accept(|number, stream| async move {
            if number == 1 {
                let mut connection = raw::http2(stream).await;
                let (_request, mut respond) = raw::next(&mut connection).await;
                raw::succeed(&mut respond);
                connection.graceful_shutdown();
                raw::answer_all(&mut connection, |_, _| {}).await;
            }
        })
        .await;
        let runtime = Flaky::new(tokio, 4);
        let options =
            Options { reconnect: RetryPolicy { jitter_percent: 0, ..RetryPolicy::CALL }, ..Options::new(endpoint, 1) };
        let transport = HyperTransport::new(runtime.clone(), &options).expect("the options are valid");
        while transport.call(call(b"")).await.is_err() {}
        let before = runtime.waits().len();
        transport.call(call(b"")).await.expect_err("the others end at once");
        transport.call(call(b"")).await.expect_err("the others end at once");
        assert_eq!(runtime.waits().get(before), Some(&Duration::from_millis(100)), "{:?}", runtime.waits());
    });
}

#[test]
fn the_same_seed_waits_the_same() {
    run(async |tokio| {
        let host = Host::new(&tokio, echo).await;
        let mut all = Vec::new();
        for seed in [1, 1, 2] {
            let runtime = Flaky::new(tokio.clone(), 3);
            let options = Options { seed, ..host.options() };
            let transport = HyperTransport::new(runtime.clone(), &options).expect("the options are valid");
            while transport.call(call(b"")).await.is_err() {}
            all.push(runtime.waits());
        }
        assert_eq!(all[0].len(), 3);
        assert_eq!(all[0], all[1]);
        assert_ne!(all[0], all[2]);
    });
}

#[test]
fn callers_share_one_attempt() {
    run(async |tokio| {
        let host = Host::new(&tokio, echo).await;
        let gate = Arc::new(Semaphore::new(0));
        let runtime = Flaky { gate: Arc::clone(&gate), ..Flaky::new(tokio, 1) };
        let transport = HyperTransport::new(runtime.clone(), &host.options()).expect("the options are valid");
        for attempts in [1, 2] {
            let calls = join_all((0..50).map(|_| transport.call(call(b""))));
            // The attempt ends when all callers are there.
            let (ends, ()) = tokio::join!(calls, async { gate.add_permits(1) });
            assert!(ends.iter().all(|end| end.is_ok() == (attempts == 2)), "{ends:?}");
            assert_eq!(runtime.attempts(), attempts);
        }
    });
}

#[test]
fn an_attempt_outlives_the_caller_that_began_it() {
    run(async |tokio| {
        let host = Host::new(&tokio, echo).await;
        let transport = host.transport();
        let mut first = Box::pin(transport.call(call(b"")));
        assert!(futures_util::poll!(first.as_mut()).is_pending());
        drop(first);
        transport.call(call(b"")).await.expect("the server answers");
        assert_eq!(host.accepted(), 1);
    });
}

#[test]
fn a_server_that_never_answers_is_waited_for() {
    run(async |tokio| {
        let (endpoint, accepted) = raw::accept(|_, stream| async move { drop(stream) }).await;
        let runtime = Flaky::new(tokio, 0);
        let transport =
            HyperTransport::new(runtime.clone(), &Options::new(endpoint, 1)).expect("the options are valid");
        for _ in 0..3 {
            transport.call(call(b"")).await.expect_err("nobody answers");
        }
        // Each connection but the first is waited for.
        assert_eq!(runtime.waits().len() + 1, accepted.load(Ordering::SeqCst));
    });
}

#[test]
fn a_call_that_waits_for_a_connection_ends_in_time_and_says_why() {
    run(async |tokio| {
        let runtime = Flaky::new(tokio, 1);
        let reconnect =
            RetryPolicy { initial: Duration::from_secs(60), maximum: Duration::from_secs(60), ..RetryPolicy::CALL };
        let endpoint = Endpoint::Tcp { host: "127.0.0.1".to_owned(), port: 1 };
        let options = Options { reconnect, ..Options::new(endpoint, 1) };
        let transport = HyperTransport::new(runtime, &options).expect("the options are valid");
        transport.call(call(b"")).await.expect_err("the network is down");
        let short = Call { timeout: Duration::from_millis(10), ..call(b"") };
        let status = transport.call(short).await.expect_err("it is too early");
        assert_eq!(status.code, Code::DeadlineExceeded, "{status}");
        assert!(status.message.contains("the network is down"), "{status}");
    });
}
