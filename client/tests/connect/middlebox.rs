//! Clients behind a load balancer that forgets connections on which nothing moves, and tells nobody.

use crate::{options, profile, service::serve_with};
use dacapo_client::{CallOptions, Client, connect::connect};
use dacapo_core::time::MonoTime;
use dacapo_runtime::{Endpoint, Runtime};
use dacapo_tests::virtual_time::{Stream, VirtualTime};
use dacapo_transport_hyper::{HyperTransport, ServerOptions};
use futures_lite::io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf, split};
use std::{
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// When a client asks for a sign of life, and when it has waited for one long enough.
const ASKED: Duration = Duration::from_secs(30);
const GIVEN_UP: Duration = Duration::from_secs(45);

/// How much later a call may be made again.
const BACKOFF: Duration = Duration::from_millis(200);

/// How long the server holds a long poll.
const HELD: Duration = Duration::from_secs(15);

/// A load balancer.
#[derive(Clone)]
struct Middlebox {
    time: VirtualTime,
    /// How long nothing may move on a connection.
    patience: Duration,
    accepted: Arc<AtomicUsize>,
}

impl Middlebox {
    fn accepted(&self) -> usize {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Stands between `front` and `back`, for as long as the world is.
    fn stand(&self) {
        let at = |host: &str| Endpoint::Tcp { host: host.to_owned(), port: 7233 };
        let listener = self.time.listen(&at("front")).unwrap();
        let it = self.clone();
        self.time.spawn(async move {
            while let Ok(client) = listener.accept().await {
                it.accepted.fetch_add(1, Ordering::Relaxed);
                let (from_client, to_client) = split(client);
                let (from_server, to_server) = split(it.time.connect(&at("back")).await.unwrap());
                let moved = Arc::new(Mutex::new(it.time.now().mono));
                it.time.spawn(it.clone().pass(from_client, to_server, Arc::clone(&moved)));
                it.time.spawn(it.clone().pass(from_server, to_client, moved));
            }
        });
    }

    async fn pass(self, mut from: ReadHalf<Stream>, mut to: WriteHalf<Stream>, moved: Arc<Mutex<MonoTime>>) {
        let mut chunk = [0; 4096];
        while let Ok(length) = from.read(&mut chunk).await
            && length > 0
        {
            let now = self.time.now().mono;
            let last = std::mem::replace(&mut *moved.lock().unwrap(), now);
            if now.since(last) > self.patience {
                *moved.lock().unwrap() = last;
                // Both sides keep their sockets, and nothing comes any more.
                return pending().await;
            }
            to.write_all(chunk.get(..length).unwrap()).await.unwrap();
        }
    }
}

/// A world with a client that has just made a call through a load balancer.
fn world<F: Future<Output = ()>>(
    patience: Duration,
    test: impl FnOnce(VirtualTime, Middlebox, Client<VirtualTime, HyperTransport<VirtualTime>>) -> F,
) {
    let time = VirtualTime::new(1);
    let middlebox = Middlebox { time: time.clone(), patience, accepted: Arc::default() };
    time.run(async {
        serve_with(&time, "back", ServerOptions { keep_alive: None, ..ServerOptions::default() });
        middlebox.stand();
        let client = connect(time.clone(), &profile("address = 'front:7233'\n"), options()).unwrap();
        client.system_info().await.unwrap();
        test(time.clone(), middlebox.clone(), client).await;
    });
}

#[test]
fn signs_of_life_keep_a_connection_that_nobody_uses() {
    world(ASKED + BACKOFF, async |time, middlebox, client| {
        time.sleep(Duration::from_secs(24 * 3600)).await;
        client.system_info().await.unwrap();
        assert_eq!(middlebox.accepted(), 1);
    });
}

#[test]
fn a_connection_that_was_forgotten_is_noticed_while_nobody_calls() {
    world(ASKED / 2, async |time, middlebox, client| {
        time.sleep(GIVEN_UP + BACKOFF).await;
        let before = time.now().mono;
        client.system_info().await.unwrap();
        assert!(time.now().mono.since(before) < BACKOFF, "nobody waits for what is known");
        assert_eq!(middlebox.accepted(), 2);
    });
}

#[test]
fn a_call_goes_on_over_another_connection_once_one_is_given_up() {
    world(ASKED / 2, async |time, middlebox, client| {
        let before = time.now().mono;
        time.sleep(ASKED - BACKOFF).await;
        client.system_info().await.unwrap();
        assert!(time.now().mono.since(before) < GIVEN_UP + BACKOFF);
        assert_eq!(middlebox.accepted(), 2);
    });
}

#[test]
fn a_long_poll_goes_on_over_another_connection_once_one_is_given_up() {
    // It forgets nobody who waits for an answer no longer than the server takes.
    world(HELD, async |time, middlebox, client| {
        let before = time.now().mono;
        time.sleep(ASKED - BACKOFF).await;
        // It would go on for ever over a connection that nobody gives up.
        let bounded = client.with_calls(CallOptions::within(GIVEN_UP * 4));
        bounded.workflow("order").result::<()>().await.unwrap();
        assert!(time.now().mono.since(before) < GIVEN_UP + BACKOFF + HELD);
        assert_eq!(middlebox.accepted(), 2);
    });
}
