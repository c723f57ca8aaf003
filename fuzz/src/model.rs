//! A server and workflow code, both random and both right: whatever they do, a run has to live with it.

pub mod check;
pub mod choice;
pub mod code;
pub mod event;
pub mod script;
pub mod server;
pub mod sim;
pub mod world;
