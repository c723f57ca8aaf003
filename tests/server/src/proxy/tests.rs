//! Each fault of each proxy, between a transport and a small server in the process.

use super::{Condition, Fault, Gateway, Relay, Rule, Seen, Task, Wire, accept, listen_somewhere, runtime};
use bytes::Bytes;
use dacapo_core::rpc::{Call, CallEnd, Code, Status};
use dacapo_runtime::{Endpoint, Transport};
use dacapo_runtime_tokio::{Stream, Tokio};
use dacapo_transport_hyper::{Answer, HyperTransport, KeepAlive, Options, Request, Server, ServerOptions};
use std::{
    future::{Future, pending},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

const ECHO: &str = "/test.Service/Echo";
const FAIL: &str = "/test.Service/Fail";
const NEVER: &str = "/test.Service/Never";

#[test]
fn calls_pass_through_all_proxies_at_once() {
    run(async |server| {
        let gateway = Gateway::to(server.port);
        let relay = Relay::to(gateway.port);
        let wire = Wire::to(relay.port);
        let transport = transport(wire.port);
        let long = Bytes::from(vec![7; 300_000]);
        assert!(call(&transport, ECHO, long.clone()).await.is_ok_and(|answer| answer == long));
        let refused = call(&transport, FAIL, Bytes::new()).await;
        assert_eq!(refused, Err(Status::new(Code::NotFound, "there is none")));
        assert_eq!(server.calls(), 2);
    });
}

#[test]
fn a_way_that_is_refused_is_one_where_nobody_listens_until_it_is_open() {
    run(async |server| {
        let wire = Wire::to(server.port);
        let transport = transport(wire.port);
        let open = async { call(&transport, NEVER, Bytes::new()).await };
        let refuse = async {
            server.until(1).await;
            wire.set(Condition::Refused);
        };
        let (reset, ()) = tokio::join!(open, refuse);
        unavailable(&reset, "reset");
        unavailable(&call(&transport, ECHO, Bytes::new()).await, "nobody listens there");
        wire.set(Condition::Open);
        assert!(succeeds(&transport).await);
    });
}

#[test]
fn nothing_moves_on_a_silent_way_and_everything_once_it_is_open() {
    run(async |server| {
        let wire = Wire::to(server.port);
        let transport = transport(wire.port);
        assert!(succeeds(&transport).await);
        wire.set(Condition::Silent);
        let silent = call(&transport, ECHO, Bytes::new());
        let other = self::transport(wire.port);
        let new = call(&other, ECHO, Bytes::new());
        let open = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let before = server.calls();
            wire.set(Condition::Open);
            before
        };
        let (silent, new, before) = tokio::join!(silent, new, open);
        assert_eq!((silent, new), (Ok(Bytes::new()), Ok(Bytes::new())));
        assert_eq!((before, server.calls(), wire.accepted()), (1, 3, 2));
    });
}

#[test]
fn a_connection_that_is_forgotten_stays_silent_and_a_new_one_does_not() {
    run(async |server| {
        let wire = Wire::to(server.port);
        let transport = transport(wire.port);
        assert!(succeeds(&transport).await);
        wire.forget_connections();
        unavailable(&call(&transport, ECHO, Bytes::new()).await, "keep-alive timed out");
        assert!(succeeds(&transport).await);
        assert_eq!((server.calls(), wire.accepted()), (2, 2));
    });
}

#[test]
fn a_response_is_cut_once() {
    run(async |server| {
        let wire = Wire::to(server.port);
        let transport = transport(wire.port);
        assert!(succeeds(&transport).await);
        wire.cut_next_response();
        unavailable(&call(&transport, ECHO, Bytes::from(vec![7; 1000])).await, "reset");
        assert!(succeeds(&transport).await);
        // The server took the call whose answer was cut.
        assert_eq!((wire.done(), server.calls()), (1, 3));
    });
}

#[test]
fn a_client_is_sent_away_between_two_frames() {
    run(async |server| {
        let wire = Wire::to(server.port);
        let transport = transport(wire.port);
        for (turn, last, debug) in [(1, 0, &b""[..]), (2, u32::MAX >> 1, b"too_many_pings")] {
            let before = server.calls();
            let open = async { call(&transport, NEVER, Bytes::new()).await };
            let send_away = async {
                server.until(before + 1).await;
                wire.send_away(last, 11, debug);
                server.ended(turn).await;
            };
            let bounded = tokio::time::timeout(Duration::from_millis(500), async { tokio::join!(open, send_away).0 });
            match (last, bounded.await) {
                // It was not begun with, says the server: the transport makes it again, and it never ends.
                (0, Err(_)) => assert_eq!(server.calls(), 2),
                (_, Ok(end)) => unavailable(&end, "broke"),
                (_, Err(_)) => panic!("the call goes on without its connection"),
            }
            assert_eq!(wire.done(), turn);
        }
    });
}

#[test]
fn all_of_it_moves_on_a_slow_way() {
    run(async |server| {
        let wire = Wire::to(server.port);
        wire.set(Condition::Slow(200_000));
        let long = Bytes::from(vec![7; 50_000]);
        let patient = Options { keep_alive: None, ..options(wire.port) };
        let transport = HyperTransport::new(Tokio::new(runtime().handle().clone()), &patient).expect("they are valid");
        let end = call(&transport, ECHO, long.clone()).await;
        assert!(end.is_ok_and(|answer| answer == long));
    });
}

#[test]
fn a_gateway_answers_what_is_not_grpc_while_it_is_told_to() {
    run(async |server| {
        let gateway = Gateway::to(server.port);
        let transport = transport(gateway.port);
        assert!(succeeds(&transport).await);
        gateway.answer(Some(504));
        unavailable(&call(&transport, ECHO, Bytes::new()).await, "HTTP status 504");
        gateway.answer(None);
        assert!(succeeds(&transport).await);
        assert_eq!((gateway.answered(), server.calls()), (1, 2));
    });
}

#[test]
fn a_rule_is_for_so_many_calls_of_one_method() {
    run(async |server| {
        let relay = Relay::to(server.port);
        let transport = transport(relay.port);
        let no = Status::new(Code::PermissionDenied, "not today");
        relay.rule(Rule { method: ECHO, after: 1, times: 2, fault: Fault::Answer(no.clone()) });
        let mut ends = Vec::new();
        for _ in 0..4 {
            ends.push(call(&transport, ECHO, Bytes::new()).await);
        }
        assert_eq!(ends, [Ok(Bytes::new()), Err(no.clone()), Err(no.clone()), Ok(Bytes::new())]);
        relay.rule(Rule::always(FAIL, Fault::Answer(no.clone())));
        assert_eq!(call(&transport, FAIL, Bytes::new()).await, Err(no));
        relay.heal();
        assert!(call(&transport, FAIL, Bytes::new()).await.is_err_and(|status| status.code == Code::NotFound));
        assert_eq!(relay.seen(ECHO), Seen { calls: 4, faults: 2, answers: 2 });
        assert_eq!((server.calls(), relay.seen(FAIL).faults), (3, 1));
    });
}

#[test]
fn what_is_lost_reached_the_server_or_did_not() {
    run(async |server| {
        let relay = Relay::to(server.port);
        let transport = transport(relay.port);
        relay.rule(Rule::next(ECHO, 1, Fault::LoseCall));
        relay.rule(Rule::next(ECHO, 1, Fault::LoseReply));
        relay.rule(Rule::next(ECHO, 1, Fault::BreakBeforeReply));
        let lost = Call { timeout: Duration::from_millis(200), ..echo(Bytes::new()) };
        for reached in [0, 1] {
            let end = transport.call(lost.clone()).await;
            assert!(end.is_err_and(|status| status.code == Code::DeadlineExceeded));
            assert_eq!(server.calls(), reached);
        }
        unavailable(&call(&transport, ECHO, Bytes::new()).await, "broke");
        assert_eq!(server.calls(), 2);
        assert!(succeeds(&transport).await);
    });
}

#[test]
fn an_answer_with_a_task_is_given_twice() {
    run(async |server| {
        let relay = Relay::to(server.port);
        let transport = transport(relay.port);
        relay.rule(Rule::next(ECHO, 1, Fault::Repeat));
        let mut answers = Vec::new();
        for message in [&b""[..], b"\x0atoken", b"other", b"\x0aanother"] {
            answers.push(call(&transport, ECHO, Bytes::from_static(message)).await.expect("it is answered"));
        }
        assert_eq!(answers, [&b""[..], b"\x0atoken", b"\x0atoken", b"\x0aanother"]);
        assert_eq!((server.calls(), relay.seen(ECHO).faults), (3, 1));
    });
}

#[test]
fn a_call_that_is_doubled_reaches_the_server_twice_and_requests_are_remembered() {
    run(async |server| {
        let gateway = Gateway::to(server.port);
        let relay = Relay::to(gateway.port);
        let transport = transport(relay.port);
        relay.rule(Rule::next(ECHO, 1, Fault::Double));
        assert_eq!(call(&transport, ECHO, Bytes::from_static(b"twice")).await, Ok(Bytes::from_static(b"twice")));
        assert_eq!((server.calls(), relay.seen(ECHO)), (2, Seen { calls: 1, faults: 1, answers: 1 }));
        gateway.answer(Some(504));
        unavailable(&call(&transport, ECHO, Bytes::from_static(b"late")).await, "HTTP status 504");
        assert_eq!(relay.requests(ECHO), [&b"twice"[..], b"late"]);
        assert_eq!(gateway.requests(ECHO), [&b"late"[..]]);
    });
}

#[test]
fn an_authorization_is_demanded_and_an_answer_delayed() {
    run(async |server| {
        let relay = Relay::to(server.port);
        let transport = transport(relay.port);
        let no = Status::new(Code::Unauthenticated, "who are you?");
        relay.rule(Rule::always(ECHO, Fault::Demand("Bearer new".to_owned(), no.clone())));
        assert_eq!(call(&transport, ECHO, Bytes::new()).await, Err(no));
        let metadata = vec![("authorization".into(), "Bearer new".into())];
        assert!(transport.call(Call { metadata, ..echo(Bytes::new()) }).await.is_ok());
        relay.heal();
        relay.rule(Rule::next(ECHO, 1, Fault::Delay(Duration::from_millis(10))));
        assert!(succeeds(&transport).await);
        assert_eq!((server.calls(), relay.seen(ECHO).faults), (2, 2));
    });
}

#[test]
fn a_goodbye_leaves_open_calls_and_sends_others_elsewhere() {
    run(async |server| {
        let relay = Relay::to(server.port);
        let wire = Wire::to(relay.port);
        let transport = transport(wire.port);
        relay.rule(Rule::next(ECHO, 1, Fault::Delay(Duration::from_millis(200))));
        let open = async { call(&transport, ECHO, Bytes::from_static(b"open")).await };
        let meanwhile = async {
            server.until(1).await;
            relay.say_goodbye();
            while wire.accepted() < 2 {
                assert!(succeeds(&transport).await);
            }
        };
        let (open, ()) = tokio::join!(open, meanwhile);
        assert_eq!(open, Ok(Bytes::from_static(b"open")));
    });
}

/// A server in the process.
struct Local {
    port: u16,
    calls: Arc<AtomicUsize>,
    ended: Arc<AtomicUsize>,
    _task: Task,
}

impl Local {
    fn start() -> Self {
        let (calls, ended) = <(Arc<AtomicUsize>, Arc<AtomicUsize>)>::default();
        let count = Arc::clone(&calls);
        let service = move |request: Request| {
            count.fetch_add(1, Ordering::SeqCst);
            async move {
                match &*request.method {
                    ECHO => Answer::from(Ok(request.message)),
                    FAIL => Answer::from(Err(Status::new(Code::NotFound, "there is none"))),
                    _ => pending().await,
                }
            }
        };
        let (listener, port) = listen_somewhere();
        let tokio = Tokio::new(runtime().handle().clone());
        let server = Server::new(tokio, service, &ServerOptions::default()).expect("the options are valid");
        let ends = Arc::clone(&ended);
        let task = Task::spawn(async move {
            loop {
                let (client, server, ends) = (accept(&listener).await, server.clone(), Arc::clone(&ends));
                runtime().spawn(async move {
                    // Connections break here on purpose.
                    drop(server.serve(Stream::from(client), pending()).await);
                    ends.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        Self { port, calls, ended, _task: task }
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// Waits until so many calls came.
    async fn until(&self, calls: usize) {
        while self.calls() < calls {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Waits until so many connections have ended.
    async fn ended(&self, connections: usize) {
        while self.ended.load(Ordering::SeqCst) < connections {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

fn run<F: Future<Output = ()>>(test: impl FnOnce(Arc<Local>) -> F) {
    let test = test(Arc::new(Local::start()));
    let limit = Duration::from_secs(20);
    let bounded = runtime().block_on(async { tokio::time::timeout(limit, test).await });
    bounded.expect("the test ends");
}

/// A transport that notices soon that a connection is silent.
fn transport(port: u16) -> HyperTransport<Tokio> {
    HyperTransport::new(Tokio::new(runtime().handle().clone()), &options(port)).expect("the options are valid")
}

fn options(port: u16) -> Options {
    let keep_alive = KeepAlive { interval: Duration::from_millis(300), timeout: Duration::from_millis(300) };
    let endpoint = Endpoint::Tcp { host: "127.0.0.1".to_owned(), port };
    Options { keep_alive: Some(keep_alive), ..Options::new(endpoint, 1) }
}

fn echo(message: Bytes) -> Call {
    Call { method: ECHO, message, timeout: Duration::from_secs(10), metadata: Vec::new() }
}

async fn call(transport: &HyperTransport<Tokio>, method: &'static str, message: Bytes) -> CallEnd {
    transport.call(Call { method, ..echo(message) }).await
}

/// Whether an answer comes, sooner or later.
async fn succeeds(transport: &HyperTransport<Tokio>) -> bool {
    for _ in 0..10 {
        if call(transport, ECHO, Bytes::new()).await.is_ok() {
            return true;
        }
    }
    false
}

fn unavailable(end: &CallEnd, part: &str) {
    let status = end.as_ref().expect_err("there is no answer");
    assert_eq!(status.code, Code::Unavailable, "{status}");
    assert!(status.message.contains(part), "{part:?} is not in {status}");
}
