//! Calls without a type of their own, and what their errors say.

use crate::client;
use dacapo_client::{CallOptions, Client, ClientOptions, Meaning};
use dacapo_proto::temporal::api::{
    operatorservice::v1::ListSearchAttributesRequest,
    workflowservice::v1::{DescribeNamespaceRequest, GetSystemInfoRequest, RegisterNamespaceRequest},
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, free_port, scenarios};
use std::time::Duration;

scenarios! {
    every_method_can_be_called_by_its_message
    errors_say_what_was_called_and_what_helps
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
    let options = ClientOptions::new("default", "typed client", 1);
    let nobody = Client::new(lab.runtime.clone(), lab.through(free_port()).transport(), options);
    let nobody = nobody.with_calls(CallOptions::within(Duration::from_secs(2)));
    let error = nobody.call(&GetSystemInfoRequest::default()).await.unwrap_err();
    assert!(matches!(error.meaning(), Meaning::Unavailable | Meaning::DeadlineExceeded), "{error}");
    assert!(error.attempts() > 1, "{error}");
    assert!(error.to_string().contains("127.0.0.1"), "the transport says where it tried: {error}");
}
