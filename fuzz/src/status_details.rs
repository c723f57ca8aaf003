//! Whatever a server says in trailers ends a call with an error that can be told, and survives being sent on.

use bytes::Bytes;
use dacapo_client::{CallOptions, Client, ClientOptions, workflow::StartOptions};
use dacapo_core::rpc::{Call, CallEnd, RetryPolicy, Status};
use dacapo_runtime::Transport;
use dacapo_tests::virtual_time::VirtualTime;
use dacapo_transport_hyper::fuzz::{status_of, trailers_of};

/// A server that ends every call alike.
#[derive(Clone)]
struct Ends(CallEnd);

impl Transport for Ends {
    async fn call(&self, _: Call) -> CallEnd {
        self.0.clone()
    }
}

/// The first byte is the code, the second the length of the message, the rest the details; `false` where a call ends well.
///
/// # Panics
///
/// A status is not what it was, or an error says nothing.
#[must_use]
pub fn run(bytes: &[u8]) -> bool {
    let Some(([code, length], rest)) = bytes.split_first_chunk::<2>() else { return false };
    let (message, details) = rest.split_at(usize::from(*length).min(rest.len()));
    // What is in the details of a header is its own business: here it is base64, there whatever came.
    let number = code.to_string();
    let raw = status_of(&[
        ("grpc-status", number.as_bytes()),
        ("grpc-message", message),
        ("grpc-status-details-bin", details),
    ]);
    let Some(Err(mut status)) = raw else { return false };
    expect_same(&status);
    tell(&status);
    status.details = Bytes::copy_from_slice(details);
    expect_same(&status);
    tell(&status);
    true
}

fn expect_same(status: &Status) {
    let trailers = trailers_of(status);
    let read: Vec<_> = trailers.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect();
    assert_eq!(status_of(&read), Some(Err(status.clone())));
}

/// Has a client make of it what it makes of errors.
fn tell(status: &Status) {
    let time = VirtualTime::new(1);
    let client = Client::new(time.clone(), Ends(Err(status.clone())), ClientOptions::new("default", "fuzz", 1));
    let client = client.with_calls(CallOptions { retry: RetryPolicy::NEVER, ..CallOptions::default() });
    let errors = time.run(async {
        let started = client.start_workflow("Type", (), StartOptions::new("id", "queue")).await;
        let workflow = client.workflow("id");
        let described = workflow.describe().await;
        [
            started.map(drop).map_err(|error| error.to_string()),
            workflow.signal("signal", ()).await.map_err(|error| error.to_string()),
            workflow.query::<Option<i64>>("query", ()).await.map(drop).map_err(|error| error.to_string()),
            workflow.terminate("reason", ()).await.map_err(|error| error.to_string()),
            described.map(drop).map_err(|error| error.to_string()),
        ]
    });
    for told in errors {
        let told = told.expect_err("the server ends every call with an error");
        assert!(!told.trim().is_empty());
    }
}
