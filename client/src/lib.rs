//! Finds a Temporal service, and talks to it: [`config`] reads the configuration files and environment variables that all
//! of Temporal's tools share; [`Client`] makes calls, over any transport and on any runtime.
//!
//! ```
//! # use dacapo_client::{Client, workflow::{ResultError, StartError, StartOptions}};
//! # use dacapo_runtime::{Runtime, Transport};
//! async fn order<R: Runtime, T: Transport>(client: &Client<R, T>) -> Result<String, Box<dyn std::error::Error>> {
//!     let options = StartOptions::new("order-17", "orders");
//!     let order = match client.start_workflow("Order", ("book", 2), options).await {
//!         // Somebody was faster: that one will do.
//!         Err(StartError::AlreadyStarted(there)) => client.workflow(&there.workflow_id).of_run(&there.run_id),
//!         started => started?,
//!     };
//!     order.signal("pay", (42,)).await?;
//!     match order.result().await {
//!         Err(ResultError::Failed(failed)) => Ok(format!("no order: {failed}")),
//!         result => Ok(result?),
//!     }
//! }
//! ```
//!
//! [`connect::connect`] makes a client of a profile, over HTTP/2 and TLS; [`Client::check`] says whether it can be used.
//!
//! # Calls
//!
//! A call is made again after failures that may pass, as the official SDKs do it, and always with the same request id, so
//! that the server does once what it is asked for once. [`CallOptions`] bound it; dropping its future cancels it. Every method of
//! the two services can be called with its own message by [`Client::call`].
//!
//! # Errors
//!
//! Each thing that a caller may want to tell apart is a type of its own, in [`workflow`]; what is left is a [`CallError`],
//! which names the method, the number of attempts, the address where it is known, what the status means and what helps.
//!
//! # Interceptors
//!
//! [`Client::with_interceptor`] puts one around every call, with all its attempts and around each of them. Logging, metrics
//! and metadata that is fetched are in [`interceptor`].
//!
//! # What is left out
//!
//! What few programs call has no typed calls, such as Nexus operations without a workflow: [`Client::call`] makes them. There
//! are no codecs.

pub mod activity;
pub mod batch;
mod check;
mod client;
pub mod config;
pub mod connect;
pub mod convert;
pub mod deployment;
mod details;
mod error;
mod failure;
pub mod interceptor;
pub mod namespace;
pub mod nexus;
mod pages;
pub mod rule;
pub mod schedule;
pub mod search;
mod server;
pub mod standalone;
pub mod task_queue;
mod time;
pub mod worker;
pub mod workflow;

pub use check::{CheckError, CheckStage};
pub use client::{CallOptions, Client, ClientOptions};
pub use error::{CallError, Meaning, OperationError};
pub use failure::{Failure, FailureKind};
pub use pages::{Paged, Pages};
