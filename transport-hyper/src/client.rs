//! Decides what a transport is to its users: calls that end within their time, however they are made.

mod api_key;
mod channel;
mod connect;
mod exchange;
mod failure;
mod keys;
mod options;
mod perform;
mod proxy;
mod settings;

pub use api_key::{ApiKey, FetchedKey};
pub(crate) use exchange::ENCODING;
pub(crate) use failure::Fault;
pub use failure::{Cause, ConnectError, ConnectFailure, Stage};
pub use options::{KeepAlive, Options, Security};
pub use proxy::{Login, Proxy};

use crate::{error::InvalidOption, grpc::Answer, rt::within};
use channel::{Channel, Failed};
use dacapo_core::rpc::{Call, CallEnd, Code, Status};
use dacapo_runtime::{Runtime, Transport};
use keys::Keys;
use perform::perform;
use settings::Settings;
use std::{fmt, sync::Arc};

/// Makes calls over one HTTP/2 connection, which opens with the first call and again whenever it ended. Clones share it.
pub struct HyperTransport<R> {
    channel: Arc<Channel<R>>,
}

impl<R> Clone for HyperTransport<R> {
    fn clone(&self) -> Self {
        Self { channel: Arc::clone(&self.channel) }
    }
}

impl<R> fmt::Debug for HyperTransport<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport").finish_non_exhaustive()
    }
}

impl<R: Runtime> HyperTransport<R> {
    /// Checks the options. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// An option cannot be used.
    pub fn new(runtime: R, options: &Options) -> Result<Self, InvalidOption> {
        let settings = Settings::new(&runtime, options)?;
        let keys = options.api_key.as_ref().and_then(|key| Keys::of(&runtime, key));
        Ok(Self { channel: Arc::new(Channel::new(runtime, settings, keys, options.seed)) })
    }

    /// Connects, if there is no connection, so that a wrong address is noticed before the first call.
    ///
    /// # Errors
    ///
    /// No address can be reached.
    pub async fn connect(&self) -> Result<(), Status> {
        self.channel.lane().await.map(drop).map_err(Status::from)
    }

    /// Why the last attempt to connect failed; `None` where there is a connection, or nothing was tried.
    #[must_use]
    pub fn connect_error(&self) -> Option<ConnectError> {
        match self.channel.failure()? {
            Failed::Connecting(error) => Some(error),
            Failed::Broken(_) => None,
        }
    }

    /// Makes one call, and tells the metadata that came with the answer.
    pub async fn answer(&self, call: &Call) -> Answer {
        let deadline = self.channel.runtime.now().mono.plus(call.timeout);
        let performed = within(&self.channel.runtime, call.timeout, perform(&self.channel, call, deadline)).await;
        let answer =
            performed.unwrap_or_else(|| Err(self.late(call))).unwrap_or_else(|status| Answer::from(Err(status)));
        // A server that lets go of a call when its time is up is no answer to it, though it may come before the timer.
        let is_let_go = matches!(&answer.end, Err(status) if status.code == Code::Canceled);
        if is_let_go && self.channel.runtime.now().mono >= deadline {
            return Answer::from(Err(self.late(call)));
        }
        answer
    }

    fn late(&self, call: &Call) -> Status {
        let mut text = format!("there was no answer within {:?}", call.timeout);
        if let Some(failure) = self.channel.failure() {
            text = format!("{text}; {failure}");
        }
        if self.channel.keys.as_ref().is_some_and(Keys::is_fetching) {
            text = format!("{text}; the API key is still being fetched");
        }
        Status::new(Code::DeadlineExceeded, text)
    }
}

impl<R: Runtime> Transport for HyperTransport<R> {
    async fn call(&self, call: Call) -> CallEnd {
        self.answer(&call).await.end
    }
}
