//! API keys that are fetched: when, how often, and what becomes of calls meanwhile.

use crate::{
    host::{Host, call, run},
    keys::{guarded, plaintext},
    raw,
};
use bytes::Bytes;
use dacapo_core::{
    rpc::{Call, CallEnd, Code, Status},
    time::Now,
};
use dacapo_runtime::{Endpoint, Runtime, Transport};
use dacapo_runtime_tokio::{Stream, Tokio};
use dacapo_transport_hyper::{ApiKey, FetchedKey, HyperTransport, Options, Security};
use futures_util::future::join_all;
use std::{
    future::Future,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::Semaphore;

/// Where keys come from: each ask takes the next one.
#[derive(Clone)]
struct Vault {
    keys: Arc<Mutex<Vec<Result<FetchedKey, String>>>>,
    /// What it was told, ask by ask.
    asked: Arc<Mutex<Vec<Option<Code>>>>,
    /// How many asks may end.
    gate: Arc<Semaphore>,
}

impl Vault {
    fn of(keys: impl IntoIterator<Item = Result<FetchedKey, String>>) -> Self {
        let mut keys: Vec<_> = keys.into_iter().collect();
        keys.reverse();
        let gate = Arc::new(Semaphore::new(Semaphore::MAX_PERMITS));
        Self { keys: Arc::new(Mutex::new(keys)), asked: Arc::default(), gate }
    }

    /// The same, where no ask ends until it may.
    fn closed(self) -> Self {
        Self { gate: Arc::new(Semaphore::new(0)), ..self }
    }

    fn open(&self, asks: usize) {
        self.gate.add_permits(asks);
    }

    fn asked(&self) -> Vec<Option<Code>> {
        self.asked.lock().expect("nobody panicked").clone()
    }

    /// Waits until it was asked so often.
    async fn until(&self, asks: usize) {
        while self.asked().len() < asks {
            tokio::task::yield_now().await;
        }
    }

    fn key(&self) -> ApiKey {
        let vault = self.clone();
        ApiKey::fetched(move |refused: Option<Status>| {
            let vault = vault.clone();
            vault.asked.lock().expect("nobody panicked").push(refused.map(|status| status.code));
            async move {
                vault.gate.acquire().await.expect("it stays open").forget();
                vault.keys.lock().expect("nobody panicked").pop().expect("there is another key")
            }
        })
    }
}

fn key(text: &str) -> Result<FetchedKey, String> {
    Ok(text.to_owned().into())
}

fn key_for(text: &str, seconds: u64) -> Result<FetchedKey, String> {
    Ok(FetchedKey { key: text.to_owned(), valid_for: Some(Duration::from_secs(seconds)) })
}

fn bearer(text: &str) -> CallEnd {
    Ok(Bytes::from(format!("Bearer {text}")))
}

/// Tokio, with a clock that can be put forward.
#[derive(Clone)]
struct Later {
    tokio: Tokio,
    seconds: Arc<AtomicU64>,
}

impl Later {
    fn pass(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Runtime for Later {
    type Connection = Stream;

    fn sleep(&self, after: Duration) -> impl Future<Output = ()> + Send {
        self.tokio.sleep(after)
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tokio.spawn(task);
    }

    fn now(&self) -> Now {
        let now = self.tokio.now();
        Now { mono: now.mono.plus(Duration::from_secs(self.seconds.load(Ordering::SeqCst))), ..now }
    }

    async fn connect(&self, endpoint: &Endpoint) -> io::Result<Stream> {
        self.tokio.connect(endpoint).await
    }
}

#[test]
fn a_key_is_remembered_until_the_server_refuses_it() {
    run(async |runtime| {
        let host = Host::new(&runtime, guarded).await;
        for (refused, code) in [("bad", Code::Unauthenticated), ("poor", Code::PermissionDenied)] {
            let vault = Vault::of([key(refused), key("good")]);
            let transport = host.transport_with(&plaintext(&host, vault.key()));
            for _ in 0..3 {
                assert_eq!(transport.call(call(b"")).await, bearer("good"));
            }
            assert_eq!(vault.asked(), [None, Some(code)]);
        }
    });
}

#[test]
fn a_proxy_may_refuse_it_too() {
    run(async |runtime| {
        let (endpoint, _) = raw::accept(|_, stream| async move {
            raw::answer_all(&mut raw::http2(stream).await, |number, mut respond| match number {
                0 => raw::end(&mut respond, 401, &[("content-type", "text/html")]),
                _ => raw::succeed(&mut respond),
            })
            .await;
        })
        .await;
        let vault = Vault::of([key("old"), key("new")]);
        let options =
            Options { security: Security::Plaintext, api_key: Some(vault.key()), ..Options::new(endpoint, 1) };
        let transport = HyperTransport::new(runtime, &options).expect("the options are valid");
        assert_eq!(transport.call(call(b"")).await, Ok(Bytes::new()));
        assert_eq!(vault.asked(), [None, Some(Code::Unauthenticated)]);
    });
}

#[test]
fn a_refused_key_without_another_is_a_refused_call() {
    run(async |runtime| {
        let host = Host::new(&runtime, guarded).await;
        let vault = Vault::of([key("bad"), key("bad"), key("good")]);
        let transport = host.transport_with(&plaintext(&host, vault.key()));
        assert_eq!(transport.call(call(b"")).await, Err(Status::new(Code::Unauthenticated, "bad")));
        assert_eq!(vault.asked().len(), 2);
        // The next call is another chance.
        assert_eq!(transport.call(call(b"")).await, bearer("good"));
        assert_eq!(vault.asked().len(), 3);
    });
}

#[test]
fn calls_share_one_fetch() {
    run(async |runtime| {
        let host = Host::new(&runtime, guarded).await;
        let vault = Vault::of([key("bad"), key("good")]).closed();
        let transport = host.transport_with(&plaintext(&host, vault.key()));
        // All of them wait for the first key, and are refused with it.
        let calls = join_all((0..50).map(|_| transport.call(call(b""))));
        let (ends, ()) = tokio::join!(calls, async {
            vault.until(1).await;
            vault.open(2);
        });
        assert!(ends.iter().all(|end| *end == bearer("good")), "{ends:?}");
        assert_eq!(vault.asked(), [None, Some(Code::Unauthenticated)]);
    });
}

#[test]
fn a_fetch_goes_on_though_its_call_does_not() {
    run(async |runtime| {
        let host = Host::new(&runtime, guarded).await;
        let vault = Vault::of([key("good")]).closed();
        let transport = host.transport_with(&plaintext(&host, vault.key()));
        let hurried = Call { timeout: Duration::from_millis(20), ..call(b"") };
        let late = transport.call(hurried).await.expect_err("there is no key in time");
        assert_eq!(late.code, Code::DeadlineExceeded);
        assert!(late.message.contains("the API key is still being fetched"), "{late}");
        vault.open(1);
        assert_eq!(transport.call(call(b"")).await, bearer("good"));
        assert_eq!(vault.asked(), [None]);
    });
}

#[test]
fn a_key_that_cannot_be_fetched_is_said_to_be_missing() {
    run(async |runtime| {
        let host = Host::new(&runtime, guarded).await;
        let vault = Vault::of([Err("the vault is closed".to_owned()), key(" "), key("good")]);
        let transport = host.transport_with(&plaintext(&host, vault.key()));
        let status = transport.call(call(b"")).await.expect_err("there is no key");
        assert_eq!(status, Status::new(Code::Unavailable, "there is no API key: the vault is closed"));
        let status = transport.call(call(b"")).await.expect_err("there is nothing in it");
        assert_eq!(status, Status::new(Code::Unauthenticated, "the API key is empty"));
        assert_eq!(transport.call(call(b"")).await, bearer("good"));
    });
}

#[test]
fn a_key_is_renewed_before_it_ends_while_calls_go_on_with_it() {
    run(async |tokio| {
        let host = Host::new(&tokio, guarded).await;
        let runtime = Later { tokio, seconds: Arc::default() };
        let vault = Vault::of([key_for("first", 100), key_for("second", 1000), key("third")]).closed();
        let options = plaintext(&host, vault.key());
        let transport = HyperTransport::new(runtime.clone(), &options).expect("the options are valid");
        vault.open(1);
        let expect = async |text: &str| assert_eq!(transport.call(call(b"")).await, bearer(text));
        expect("first").await;
        runtime.pass(75);
        expect("first").await;
        assert_eq!(vault.asked().len(), 1, "it is too early");
        // The last fifth is for that, or a minute.
        runtime.pass(10);
        expect("first").await;
        expect("first").await;
        assert_eq!(vault.asked(), [None, None], "one is under way");
        vault.open(1);
        while transport.call(call(b"")).await != bearer("second") {}
        runtime.pass(930);
        expect("second").await;
        assert_eq!(vault.asked().len(), 2, "it is too early");
        runtime.pass(15);
        expect("second").await;
        assert_eq!(vault.asked().len(), 3);
        // It ends before there is another: calls wait.
        runtime.pass(100);
        let (end, ()) = tokio::join!(transport.call(call(b"")), async { vault.open(1) });
        assert_eq!(end, bearer("third"));
    });
}

#[test]
fn a_key_that_cannot_be_renewed_is_good_until_its_end() {
    run(async |tokio| {
        let host = Host::new(&tokio, guarded).await;
        let runtime = Later { tokio, seconds: Arc::default() };
        let closed = || Err("the vault is closed".to_owned());
        let vault = Vault::of([key_for("first", 100), closed(), closed(), closed(), key("second")]);
        let options = plaintext(&host, vault.key());
        let transport = HyperTransport::new(runtime.clone(), &options).expect("the options are valid");
        assert_eq!(transport.call(call(b"")).await, bearer("first"));
        runtime.pass(90);
        for asked in [2, 3] {
            for _ in 0..20 {
                assert_eq!(transport.call(call(b"")).await, bearer("first"));
            }
            assert_eq!(vault.asked().len(), asked, "it is asked once in a while");
            runtime.pass(2);
        }
        runtime.pass(10);
        let status = transport.call(call(b"")).await.expect_err("the key is over");
        assert_eq!(status, Status::new(Code::Unavailable, "there is no API key: the vault is closed"));
        assert_eq!(transport.call(call(b"")).await, bearer("second"));
    });
}
