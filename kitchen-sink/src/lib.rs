//! Workflows and activities that do what their input says, for tests, load runs and simulations.
//!
//! A workflow is a [`Program`]: a list of actions, written as JSON, that is the only argument it is started with, so
//! that any client can start it. An activity is a list of [`ActivityAction`]s in the same manner. [`Hosts`] runs the
//! workflows of a worker, [`steps`] says what an activity does, [`nexus_steps`] what a Nexus operation does. All are pure: the same activations give the same
//! completions, and nothing here waits or reads a clock.
//!
//! ```
//! use dacapo_kitchen_sink::Program;
//!
//! let json = r#"{"actions": [
//!     {"timer": "1s"},
//!     {"activity": {"does": [{"return": 3}]}, "expect": {"completed": 3}, "save_as": "three"},
//!     {"return_state": "three"}
//! ]}"#;
//! assert_eq!(Program::parse(json.as_bytes()).unwrap().actions.len(), 3);
//!
//! let error = Program::parse(br#"{"actions": [{"timer": "soon"}]}"#).unwrap_err();
//! assert_eq!(error.path, "actions[0].timer");
//! ```

mod activity;
mod host;
mod hosts;
mod nexus;
pub mod program;
pub mod value;

pub use activity::{ActivityAction, FailAttempts, Step, WaitForCancel, steps};
pub use host::Host;
pub use hosts::Hosts;
pub use nexus::{BackingWorkflow, Callback, HandlerError, NexusAction, NexusStep, nexus_steps, operation_token};
pub use program::{Action, ActionKind, Actions, Await, BadProgram, Expect, Program};
