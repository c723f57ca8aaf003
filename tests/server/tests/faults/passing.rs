//! What is refused for a while, by a load balancer or by the server, and credentials that are read again.

use crate::{
    subject::{Subject, UNAVAILABLE, all_went_through, config},
    work::Cost,
};
use core::time::Duration;
use dacapo_core::rpc::{Code, Status};
use dacapo_proto::rpc::workflow_service as method;
use dacapo_runtime::{Runtime, Transport};
use dacapo_server_tests::{
    Lab,
    proxy::{Fault, Gateway, Relay, Rule},
    scenarios,
};
use dacapo_transport_hyper::{ApiKey, HyperTransport, Options, Security};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

scenarios! {
    a_gateway_that_times_out
    unavailable
    permission_denied
    unauthenticated
    resource_exhausted
    internal
    a_key_that_is_replaced
}

/// How long a fault lasts that nothing else ends.
const A_WHILE: Duration = Duration::from_secs(1);

/// What a worker calls while it works.
const CALLS: [&str; 8] = [
    method::POLL_WORKFLOW_TASK_QUEUE,
    method::POLL_ACTIVITY_TASK_QUEUE,
    method::RESPOND_WORKFLOW_TASK_COMPLETED,
    method::RESPOND_ACTIVITY_TASK_COMPLETED,
    method::RESPOND_ACTIVITY_TASK_FAILED,
    method::RECORD_ACTIVITY_TASK_HEARTBEAT,
    method::GET_WORKFLOW_EXECUTION_HISTORY,
    method::RECORD_WORKER_HEARTBEAT,
];

/// A worker that polls anew every few seconds, so that every poller meets what is refused, and tasks that outlast it.
async fn hasty<R: Runtime>(lab: &Lab<R>, transport: impl Transport) -> Subject<R> {
    let mut config = config(lab);
    config.poll_timeout = Duration::from_secs(4);
    Subject::start_over(lab, transport, config).await.with_patience(30)
}

async fn a_gateway_that_times_out<R: Runtime>(lab: Lab<R>) {
    let gateway = Gateway::to(lab.port());
    let subject = hasty(&lab, lab.through(gateway.port).transport()).await;
    subject.begin_busy("before").await;
    gateway.answer(Some(504));
    // Polls that the server has already are answered by it.
    subject.begin("meanwhile").await;
    subject.degrades().await;
    lab.runtime.sleep(A_WHILE).await;
    gateway.answer(None);
    subject.recovers().await;
    subject.begin("after").await;
    let record = subject.ends_well(Cost::Nothing).await;
    assert!(gateway.answered() > 4);
    all_went_through(&record, &["polling", UNAVAILABLE, "polling"]);
}

async fn unavailable<R: Runtime>(lab: Lab<R>) {
    refused_for_a_while(lab, Code::Unavailable, UNAVAILABLE).await;
}

async fn permission_denied<R: Runtime>(lab: Lab<R>) {
    refused_for_a_while(lab, Code::PermissionDenied, "degraded PERMISSION_DENIED").await;
}

async fn unauthenticated<R: Runtime>(lab: Lab<R>) {
    refused_for_a_while(lab, Code::Unauthenticated, "degraded UNAUTHENTICATED").await;
}

async fn resource_exhausted<R: Runtime>(lab: Lab<R>) {
    refused_for_a_while(lab, Code::ResourceExhausted, "degraded RESOURCE_EXHAUSTED").await;
}

async fn internal<R: Runtime>(lab: Lab<R>) {
    refused_for_a_while(lab, Code::Internal, "degraded INTERNAL").await;
}

/// Every call of the worker is answered with a code for a while. Polls that are open are answered by the server.
async fn refused_for_a_while<R: Runtime>(lab: Lab<R>, code: Code, degraded: &str) {
    let relay = Relay::to(lab.port());
    let subject = hasty(&lab, lab.through(relay.port).transport()).await;
    subject.begin_busy("before").await;
    for method in CALLS {
        relay.rule(Rule::always(method, Fault::Answer(Status::new(code, "not now"))));
    }
    subject.begin("meanwhile").await;
    subject.degrades().await;
    lab.runtime.sleep(A_WHILE).await;
    relay.heal();
    subject.recovers().await;
    subject.begin("after").await;
    let record = subject.ends_well(Cost::Nothing).await;
    // Both activities that ran ended meanwhile, and what they did is known.
    assert!(relay.seen(method::RESPOND_ACTIVITY_TASK_COMPLETED).faults > 0);
    all_went_through(&record, &["polling", degraded, "polling"]);
}

async fn a_key_that_is_replaced<R: Runtime>(lab: Lab<R>) {
    let relay = Relay::to(lab.port());
    let demand = |key: &str| {
        relay.heal();
        let everything = CALLS.into_iter().chain([method::GET_SYSTEM_INFO, method::DESCRIBE_NAMESPACE]);
        for method in everything {
            let refusal = Status::new(Code::Unauthenticated, "this is not the key");
            relay.rule(Rule::always(method, Fault::Demand(format!("Bearer {key}"), refusal)));
        }
    };
    let (known, refusals) = (Arc::new(Mutex::new("first")), Arc::new(AtomicUsize::new(0)));
    let (key, count) = (Arc::clone(&known), Arc::clone(&refusals));
    let api_key = ApiKey::fetched(move |refused| {
        if refused.is_some_and(|status| status.code == Code::Unauthenticated) {
            count.fetch_add(1, Ordering::SeqCst);
        }
        let key = (*key.lock().unwrap()).to_owned();
        async move { Ok(key) }
    });
    let options = lab.through(relay.port).transport_options();
    let options = Options { api_key: Some(api_key), security: Security::Plaintext, ..options };
    demand("first");
    let transport = HyperTransport::new(lab.runtime.clone(), &options).unwrap();
    let subject = hasty(&lab, transport).await;
    assert_eq!(refusals.load(Ordering::SeqCst), 0);
    subject.begin_busy("before").await;
    // The server wants another one, which is known a little later.
    demand("second");
    subject.begin("meanwhile").await;
    subject.degrades().await;
    assert!(refusals.load(Ordering::SeqCst) > 0, "the key is read again");
    *known.lock().unwrap() = "second";
    subject.recovers().await;
    subject.begin("after").await;
    let record = subject.ends_well(Cost::Nothing).await;
    all_went_through(&record, &["polling", "degraded UNAUTHENTICATED", "polling"]);
}
