//! Orders books: starts a workflow, signals, updates and queries it, and waits for its result. Where the server is and how it
//! is reached is in Temporal's configuration file, or in variables such as `TEMPORAL_ADDRESS`.

use dacapo_client::{
    config::{Sources, load},
    connect::{ConnectOptions, connect},
    workflow::{ResultError, StartError, StartOptions},
};
use dacapo_examples::{End, on_smol as on_runtime};
use dacapo_runtime::Runtime;
use rustls::crypto::ring;
use serde_json::Value;
use std::{hash::BuildHasher, hash::RandomState, process, sync::Arc};

fn main() -> End {
    on_runtime(order)
}

async fn order(runtime: impl Runtime) -> End {
    let profile = load(&Sources::default())?.profile;
    let options = ConnectOptions {
        identity: format!("order/{}", process::id()),
        seed: RandomState::new().hash_one("seed"),
        api_key: None,
        crypto: Some(Arc::new(ring::default_provider())),
    };
    let client = connect(runtime, &profile, options)?;

    let start = StartOptions::new("order-17", "orders");
    let order = match client.start_workflow("Order", ("a book", 2), start).await {
        // Somebody was faster: that one will do.
        Err(StartError::AlreadyStarted(there)) => client.workflow(&there.workflow_id).of_run(&there.run_id),
        started => started?,
    };
    order.signal("address", ("1 Main Street",)).await?;
    let count: u32 = order.update("add", ("a book", 3)).await?;
    let state: Value = order.query("state", ()).await?;
    println!("{count} books are ordered: {state}");

    order.signal("pay", (42,)).await?;
    match order.result::<String>().await {
        Err(ResultError::Failed(failed)) => println!("they do not: {failed}"),
        result => println!("{}", result?),
    }
    Ok(())
}
