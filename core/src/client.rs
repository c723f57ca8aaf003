//! What a client does is made of calls: an [`Operation`] says which one is made, and what its answer leads to; each call is
//! a [`Retried`](crate::rpc::Retried), which says when an attempt of it is made. Neither does any IO.
//!
//! Whoever drives them makes the attempts that calls ask for, and gives each machine the ends that belong to it. There is
//! room between the two for what goes around a whole call, and between a call and its transport for what goes around an
//! attempt. What an answer means to whoever asked is read elsewhere.

mod activity;
mod ask;
mod history;
mod operation;
mod pages;
mod reset;
mod update;

pub use ask::Ask;
pub use history::{Runs, close_event, next_run};
pub use operation::{Operation, OperationInput, OperationOutput, Then};
pub use pages::Page;
pub use reset::{first_task_end, last_task_end};
pub use update::started_and_updated;
