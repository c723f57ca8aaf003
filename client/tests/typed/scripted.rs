//! A transport that answers as a script says, and remembers what it was asked.

use dacapo_client::{Client, ClientOptions};
use dacapo_core::rpc::{Call, CallEnd};
use dacapo_runtime::Transport;
use dacapo_tests::virtual_time::VirtualTime;
use std::{
    collections::VecDeque,
    future::pending,
    sync::{Arc, Mutex},
};

/// Answers, of which each is given once; after the last there is silence.
#[derive(Clone)]
pub(crate) struct Script(Arc<Mutex<(VecDeque<CallEnd>, Vec<Call>)>>);

impl Script {
    pub(crate) fn of(ends: impl IntoIterator<Item = CallEnd>) -> Self {
        Self(Arc::new(Mutex::new((ends.into_iter().collect(), Vec::new()))))
    }

    /// What it was asked so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.0.lock().unwrap().1.clone()
    }
}

impl Transport for Script {
    async fn call(&self, call: Call) -> CallEnd {
        let end = {
            let mut script = self.0.lock().unwrap();
            script.1.push(call);
            script.0.pop_front()
        };
        match end {
            Some(end) => end,
            None => pending().await,
        }
    }
}

/// A client of such a server, in a world whose time passes when nothing else happens.
pub(crate) struct World {
    pub(crate) time: VirtualTime,
    pub(crate) client: Client<VirtualTime, Script>,
}

impl World {
    pub(crate) fn new(script: &Script) -> Self {
        let time = VirtualTime::new(1);
        let options = ClientOptions { address: Some("shop:7233".to_owned()), ..ClientOptions::new("shop", "me", 5) };
        Self { client: Client::new(time.clone(), script.clone(), options), time }
    }
}
