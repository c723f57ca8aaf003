//! Interceptors around calls that a real server answers.

use crate::{TYPE, client, options};
use dacapo_client::interceptor::{Intercepted, Interceptor, Metrics, Next, Sample};
use dacapo_core::rpc::CallEnd;
use dacapo_proto::temporal::api::{
    common::v1::Payload, history::v1::history_event::Attributes, workflowservice::v1::StartWorkflowExecutionRequest,
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, program, scenarios};
use futures_util::future::BoxFuture;
use serde_json::json;
use std::sync::{Arc, Mutex};

scenarios! {
    interceptors_change_and_measure_calls
}

/// Puts a header into what is started.
struct Trace(Payload);

impl Interceptor for Trace {
    fn call<'a>(&'a self, mut call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        call.edit::<StartWorkflowExecutionRequest>(|start| {
            start.header.get_or_insert_default().fields.insert("trace".to_owned(), self.0.clone());
        });
        next.run(call)
    }
}

async fn interceptors_change_and_measure_calls<R: Runtime>(lab: Lab<R>) {
    let (plain, worker) = (client(&lab), lab.worker());
    let samples = Arc::new(Mutex::new(Vec::<Sample>::new()));
    let recorded = samples.clone();
    let metrics = Metrics::new(lab.runtime.clone(), move |sample| recorded.lock().unwrap().push(sample));
    let client = plain.with_interceptor(Trace(plain.payload("7-8-9").unwrap())).with_interceptor(metrics);
    let returns = program(json!([{ "return": 5 }]));
    let workflow = client.start_workflow(TYPE, (returns,), options(&lab, "traced")).await.unwrap();
    assert_eq!(workflow.result::<i32>().await.unwrap(), 5);
    let first = workflow.history().next().await.unwrap().unwrap().remove(0);
    let Some(Attributes::WorkflowExecutionStartedEventAttributes(started)) = first.attributes else { panic!() };
    assert_eq!(&*started.header.unwrap().fields["trace"].data, b"\"7-8-9\"");
    let names: Vec<_> = samples.lock().unwrap().iter().map(|sample| (sample.name, sample.operation)).collect();
    let start = "StartWorkflowExecution";
    assert_eq!(names[..2], [("temporal_request", start), ("temporal_request_latency", start)]);
    assert!(names.contains(&("temporal_long_request", "GetWorkflowExecutionHistory")), "{names:?}");
    worker.shut_down().await;
}
