//! Calls without a type of their own, and what their errors say.

use crate::{client, client_over};
use dacapo_client::{CallOptions, CheckStage, Client, ClientOptions, Meaning};
use dacapo_core::rpc::{Code, Status};
use dacapo_proto::{
    rpc::workflow_service::DESCRIBE_NAMESPACE,
    temporal::api::{
        operatorservice::v1::ListSearchAttributesRequest,
        workflowservice::v1::{DescribeNamespaceRequest, GetSystemInfoRequest, RegisterNamespaceRequest},
    },
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{
    Lab, Port,
    proxy::{Fault, Relay, Rule},
    scenarios,
};
use std::time::Duration;

scenarios! {
    every_method_can_be_called_by_its_message
    errors_say_what_was_called_and_what_helps
    a_client_that_cannot_be_used_says_at_which_stage
}

async fn every_method_can_be_called_by_its_message<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let system = client.call(&GetSystemInfoRequest::default()).await.unwrap();
    assert!(system.capabilities.is_some() && !system.server_version.is_empty());
    let request = ListSearchAttributesRequest { namespace: "default".to_owned() };
    assert!(client.call(&request).await.unwrap().system_attributes.contains_key("BuildIds"));
}

async fn errors_say_what_was_called_and_what_helps<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let nowhere = DescribeNamespaceRequest { namespace: "nowhere".to_owned(), ..Default::default() };
    let error = client.call(&nowhere).await.unwrap_err();
    assert_eq!(error.meaning(), &Meaning::NamespaceNotFound { namespace: "nowhere".to_owned() });
    assert_eq!((error.rpc(), error.attempts(), error.address()), ("DescribeNamespace", 1, Some("the lab's server")));
    let text = error.to_string();
    assert!(text.starts_with("DescribeNamespace at the lab's server failed after 1 attempt: NOT_FOUND"), "{text}");
    assert!(text.ends_with("check the namespace's name and the server's address, or register it"), "{text}");

    let error = client.call(&RegisterNamespaceRequest::default()).await.unwrap_err();
    assert_eq!(error.meaning(), &Meaning::InvalidArgument);

    // Nobody listens there: it is tried again until the deadline.
    let port = Port::take();
    let options = ClientOptions::new("default", "typed client", 1);
    let nobody = Client::new(lab.runtime.clone(), lab.through(port.number()).transport(), options);
    let nobody = nobody.with_calls(CallOptions::within(Duration::from_secs(2)));
    let error = nobody.call(&GetSystemInfoRequest::default()).await.unwrap_err();
    assert!(matches!(error.meaning(), Meaning::Unavailable | Meaning::DeadlineExceeded), "{error}");
    assert!(error.attempts() > 1, "{error}");
    assert!(error.to_string().contains("127.0.0.1"), "the transport says where it tried: {error}");
}

async fn a_client_that_cannot_be_used_says_at_which_stage<R: Runtime>(lab: Lab<R>) {
    client(&lab).check().await.unwrap();
    let (relay, port) = (Relay::to(lab.port()), Port::take());
    let at = |port: u16| client_over(&lab, lab.through(port).transport());
    let answered =
        |code| relay.rule(Rule::next(DESCRIBE_NAMESPACE, 1, Fault::Answer(Status::new(code, "who are you?"))));
    let stages = [
        (at(port.number()), None, CheckStage::Connection, "(TCP): nobody listens there; check the port"),
        (at(relay.port), Some(Code::Unauthenticated), CheckStage::Authentication, "who are you?; check the API key"),
        (at(relay.port), Some(Code::PermissionDenied), CheckStage::Authentication, "who are you?; use credentials"),
        (client(&lab).in_namespace("nowhere"), None, CheckStage::Namespace, "check the namespace's name"),
        (client(&lab).in_namespace(""), None, CheckStage::Namespace, "change the request as the server's words say"),
        (at(relay.port), Some(Code::Internal), CheckStage::Server, "the server's log says more"),
    ];
    for (client, code, stage, words) in stages {
        code.into_iter().for_each(answered);
        let error = client.check().await.unwrap_err();
        assert_eq!((error.stage, error.call.attempts()), (stage, 1), "{error}");
        let text = error.to_string();
        let beginning = format!("namespace {:?} cannot be used ({stage}): DescribeNamespace at", client.namespace());
        assert!(text.starts_with(&beginning) && text.contains(words), "{text}");
    }
    assert_eq!(relay.seen(DESCRIBE_NAMESPACE).calls, 3, "it is asked once each");
}
