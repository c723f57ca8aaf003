//! What interceptors see, in which order, and what comes of what they do.

use crate::scripted::{Script, World};
use bytes::Bytes;
use dacapo_client::{
    CallOptions, Meaning,
    interceptor::{Intercepted, Interceptor, Line, Log, Measured, Metadata, Metrics, Next, Sample},
};
use dacapo_core::rpc::{CallEnd, Code, RetryPolicy, Status};
use dacapo_proto::{
    rpc::Request as _,
    temporal::api::workflowservice::v1::{
        GetSystemInfoRequest, GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse,
        SignalWorkflowExecutionRequest,
    },
};
use futures_util::{FutureExt as _, future::BoxFuture};
use prost::Message as _;
use std::{
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

type Book = Arc<Mutex<Vec<String>>>;

/// Writes down what passes it.
struct Scribe(&'static str, Book);

impl Scribe {
    fn around<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        let write = move |line: String| self.1.lock().unwrap().push(line);
        let attempt = call.attempt;
        write(format!("{} > {attempt}", self.0));
        let end = async move {
            let end = next.run(call).await;
            write(format!("{} < {attempt} {}", self.0, end.is_ok()));
            end
        };
        end.boxed()
    }
}

impl Interceptor for Scribe {
    fn call<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        self.around(call, next)
    }

    fn attempt<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        self.around(call, next)
    }
}

/// Does something to calls, or to their attempts.
struct Meddler {
    call: Meddle,
    attempt: Meddle,
}

type Meddle = for<'a> fn(Intercepted, Next<'a>) -> BoxFuture<'a, CallEnd>;

impl Interceptor for Meddler {
    fn call<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        (self.call)(call, next)
    }

    fn attempt<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        (self.attempt)(call, next)
    }
}

fn on(call: Intercepted, next: Next<'_>) -> BoxFuture<'_, CallEnd> {
    next.run(call)
}

fn down() -> CallEnd {
    Err(Status::new(Code::Unavailable, "down"))
}

fn done() -> CallEnd {
    Ok(Bytes::new())
}

#[test]
fn the_first_sees_a_call_first_and_its_end_last() {
    let world = World::new(&Script::of([down(), done()]));
    let book = Book::default();
    let client = world.client.with_interceptor(Scribe("a", book.clone())).with_interceptor(Scribe("b", book.clone()));
    world.time.run(client.workflow("order").signal("pay", ())).unwrap();
    let expected = [
        "a > 0",
        "b > 0",
        "a > 1",
        "b > 1",
        "b < 1 false",
        "a < 1 false",
        "a > 2",
        "b > 2",
        "b < 2 true",
        "a < 2 true",
        "b < 0 true",
        "a < 0 true",
    ];
    assert_eq!(*book.lock().unwrap(), expected);
    // The client that it was made of has none.
    let world = World::new(&Script::of([done(), done()]));
    let book = Book::default();
    let _with = world.client.with_interceptor(Scribe("a", book.clone()));
    world.time.run(world.client.workflow("order").signal("pay", ())).unwrap();
    assert!(book.lock().unwrap().is_empty());
}

#[test]
fn an_interceptor_answers_in_place_of_the_server() {
    let script = Script::of([]);
    let world = World::new(&script);
    let refuse: Meddle = |_, _| async { Err(Status::new(Code::PermissionDenied, "not on Sundays")) }.boxed();
    let book = Book::default();
    let outer = world.client.with_interceptor(Scribe("a", book.clone()));
    let client =
        outer.with_interceptor(Meddler { call: refuse, attempt: on }).with_interceptor(Scribe("b", book.clone()));
    let error = world.time.run(client.call(&GetSystemInfoRequest::default())).unwrap_err();
    assert_eq!((error.meaning(), error.attempts()), (&Meaning::PermissionDenied { reason: String::new() }, 0));
    assert!(error.to_string().contains("not on Sundays"), "{error}");
    // Who is outside sees the refusal, who is inside nothing.
    assert_eq!((&book.lock().unwrap()[..], script.calls().len()), (&["a > 0".into(), "a < 0 false".into()][..], 0));
}

#[test]
fn a_status_of_an_attempt_is_retried_as_the_servers_would_be() {
    let script = Script::of([done()]);
    let world = World::new(&script);
    let once: Meddle = |call, next| if call.attempt == 1 { async { down() }.boxed() } else { next.run(call) };
    let client = world.client.with_interceptor(Meddler { call: on, attempt: once });
    world.time.run(client.call(&GetSystemInfoRequest::default())).unwrap();
    assert_eq!(script.calls().len(), 1);
    let never = CallOptions { retry: RetryPolicy::NEVER, ..CallOptions::default() };
    let error = world.time.run(client.with_calls(never).call(&GetSystemInfoRequest::default())).unwrap_err();
    assert_eq!((error.meaning(), error.attempts()), (&Meaning::Unavailable, 1));
}

#[test]
fn a_request_that_was_edited_stays_so_while_a_long_poll_goes_on() {
    let page = |token: &'static [u8]| {
        let next_page_token = Bytes::from_static(token);
        Ok(GetWorkflowExecutionHistoryResponse { next_page_token, ..Default::default() }.encode_to_vec().into())
    };
    let script = Script::of([page(b"one"), down(), page(b"two")]);
    let world = World::new(&script);
    let edit: Meddle = |mut call, next| {
        call.edit::<GetWorkflowExecutionHistoryRequest>(|request| request.maximum_page_size = 7);
        // Of no such type: nothing happens.
        call.edit::<SignalWorkflowExecutionRequest>(|request| request.signal_name = "no".to_owned());
        next.run(call)
    };
    let hurried = world.client.with_calls(CallOptions::within(Duration::from_secs(600)));
    let client = hurried.with_interceptor(Meddler { call: edit, attempt: on });
    world.time.run(client.workflow("order").of_run("run").result::<()>()).unwrap_err();
    let sent = script.calls().into_iter().map(|call| {
        assert_eq!(call.method, GetWorkflowExecutionHistoryRequest::METHOD);
        let request = GetWorkflowExecutionHistoryRequest::decode(call.message).unwrap();
        (request.maximum_page_size, request.next_page_token)
    });
    let sent: Vec<_> = sent.take(4).collect();
    let expected = [(7, ""), (7, "one"), (7, "one"), (7, "two")].map(|(size, token)| (size, Bytes::from(token)));
    assert_eq!(sent, expected);
}

#[test]
fn no_interceptor_outlasts_the_deadline() {
    let stuck: Meddle = |_, _| pending().boxed();
    let world = World::new(&Script::of([]));
    let client = world.client.with_calls(CallOptions::within(Duration::from_secs(3)));
    for (call, attempt) in [(stuck, on as Meddle), (on, stuck)] {
        let client = client.with_interceptor(Meddler { call, attempt });
        let error = world.time.run(client.call(&GetSystemInfoRequest::default())).unwrap_err();
        assert_eq!(error.meaning(), &Meaning::DeadlineExceeded);
    }
}

#[test]
fn metadata_is_fetched_for_every_attempt_and_again_where_it_is_refused() {
    let refused = || Err(Status::new(Code::Unauthenticated, "expired"));
    let script = Script::of([down(), refused(), done(), refused()]);
    let world = World::new(&script);
    let asked = Arc::new(AtomicUsize::new(0));
    let counts = asked.clone();
    let metadata = Metadata::fetched(move |refused| {
        counts.fetch_add(1, Ordering::SeqCst);
        let token = if refused.is_some() { "new" } else { "old" };
        async move {
            Ok(vec![("authorization".into(), Bytes::from(token)), ("temporal-namespace".into(), Bytes::from("other"))])
        }
    });
    let client = world.client.with_interceptor(metadata);
    world.time.run(client.call(&GetSystemInfoRequest::default())).unwrap();
    let tokens: Vec<_> = script.calls().iter().map(|call| call.metadata[0].1.clone()).collect();
    assert_eq!((tokens, asked.load(Ordering::SeqCst)), (vec!["old".into(), "old".into(), Bytes::from("new")], 3));
    // What it sets takes the place of what is there.
    assert_eq!(script.calls()[0].metadata.len(), 2);
    assert_eq!(script.calls()[0].metadata[1].1, "other");
    // The same again is not sent again.
    let same = world.client.with_interceptor(Metadata::fetched(|_| async { Ok(vec![("token".into(), Bytes::new())]) }));
    let error = world.time.run(same.call(&GetSystemInfoRequest::default())).unwrap_err();
    assert_eq!((error.meaning(), script.calls().len()), (&Meaning::Unauthenticated, 4));
    let broken = world.client.with_interceptor(Metadata::fetched(|_| async { Err("the vault is shut".to_owned()) }));
    let error = world.time.run(broken.call(&GetSystemInfoRequest::default())).unwrap_err();
    assert!(error.meaning() == &Meaning::Unavailable && error.attempts() > 5, "{error}");
    assert!(error.to_string().contains("the vault is shut"), "{error}");
}

#[test]
fn logs_and_metrics_have_every_attempt() {
    let world = World::new(&Script::of([down(), done(), done()]));
    let (lines, samples) = (Book::default(), Arc::new(Mutex::new(Vec::<Sample>::new())));
    let (written, recorded) = (lines.clone(), samples.clone());
    let log = Log::new(world.time.clone(), move |line: &Line| {
        assert!(line.attempt == 0 || line.took == Duration::ZERO);
        written.lock().unwrap().push(Line { took: Duration::ZERO, ..line.clone() }.to_string());
    });
    let metrics = Metrics::new(world.time.clone(), move |sample| recorded.lock().unwrap().push(sample));
    let client = world.client.with_interceptor(log).with_interceptor(metrics);
    world.time.run(client.workflow("order").signal("pay", ())).unwrap();
    let expected = [
        "SignalWorkflowExecution in shop, attempt 1: failed after 0ns: UNAVAILABLE: down",
        "SignalWorkflowExecution in shop: done in 0ns",
    ];
    assert_eq!(*lines.lock().unwrap(), expected);
    let of = |sample: &Sample| (sample.name, sample.operation, sample.status_code, sample.value == Measured::Count);
    let signal = "SignalWorkflowExecution";
    let expected = [
        ("temporal_request", signal, None, true),
        ("temporal_request_failure", signal, Some(Code::Unavailable), true),
        ("temporal_request_latency", signal, None, false),
        ("temporal_request", signal, None, true),
        ("temporal_request_latency", signal, None, false),
    ];
    assert_eq!(samples.lock().unwrap().drain(..).map(|sample| of(&sample)).collect::<Vec<_>>(), expected);
    let hurried = client.with_calls(CallOptions::within(Duration::from_secs(5)));
    world.time.run(hurried.workflow("order").of_run("run").result::<()>()).unwrap_err();
    let names: Vec<_> = samples.lock().unwrap().iter().map(|sample| sample.name).collect();
    assert_eq!(names[..2], ["temporal_long_request", "temporal_long_request_latency"]);
}

#[test]
fn calls_can_be_made_on_any_thread() {
    const fn is_send(_: &impl Send) {}
    let world = World::new(&Script::of([]));
    let (request, workflow) = (GetSystemInfoRequest::default(), world.client.workflow("order"));
    is_send(&world.client.call(&request));
    is_send(&workflow.result::<()>());
    is_send(&workflow.update::<()>("add", ()));
}
