//! Decides how a call becomes an answer: over the shared connection, within its time, and once more where nobody saw it.

mod channel;
mod connect;
mod exchange;
mod options;
mod settings;

pub(crate) use exchange::ENCODING;
pub use options::{KeepAlive, Options};

use crate::{
    error::InvalidOption,
    grpc::{Answer, Compression, body::Outgoing, frame, metadata, timeout},
};
use channel::Channel;
use dacapo_core::{
    rpc::{Call, CallEnd, Code, Status},
    time::MonoTime,
};
use dacapo_runtime::{Runtime, Transport};
use exchange::{Failure, exchange};
use hyper::{
    Request, Uri,
    header::{HeaderName, HeaderValue},
};
use settings::Settings;
use std::{fmt, sync::Arc};

/// How often a call is made that connections ended under, before a server began with it.
const ATTEMPTS: u32 = 3;

/// How often a call is made that the server refuses to begin with.
const REFUSED_ATTEMPTS: u32 = 2;

const TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

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
        let settings = Settings::new(options)?;
        Ok(Self { channel: Arc::new(Channel::new(runtime, settings, options.seed)) })
    }

    /// Connects, if there is no connection, so that a wrong address is noticed before the first call.
    ///
    /// # Errors
    ///
    /// No address can be reached.
    pub async fn connect(&self) -> Result<(), Status> {
        self.channel.lane().await.map(drop)
    }

    /// Makes one call, and tells the metadata that came with the answer.
    pub async fn answer(&self, call: &Call) -> Answer {
        let deadline = self.channel.runtime.now().mono.plus(call.timeout);
        let perform = self.perform(call, deadline);
        let answer = crate::rt::within(&self.channel.runtime, call.timeout, perform).await;
        answer.unwrap_or_else(|| {
            let mut text = format!("there was no answer within {:?}", call.timeout);
            if let Some(failure) = self.channel.failure() {
                text = format!("{text}; {failure}");
            }
            Answer::from(Err(Status::new(Code::DeadlineExceeded, text)))
        })
    }

    async fn perform(&self, call: &Call, deadline: MonoTime) -> Answer {
        self.attempt(call, deadline).await.unwrap_or_else(|status| Answer::from(Err(status)))
    }

    /// Makes a call until a server began with it.
    async fn attempt(&self, call: &Call, deadline: MonoTime) -> Result<Answer, Status> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let lane = self.channel.lane().await?;
            let life = lane.life.clone();
            let request = self.request(call, life.address, deadline)?;
            let (status, most) = match exchange(&self.channel, lane, request).await {
                Ok(answer) => return Ok(answer),
                Err(Failure::Broken(status)) => return Err(status),
                Err(Failure::Refused(status)) => (status, REFUSED_ATTEMPTS),
                Err(Failure::NotBegun(status)) => {
                    self.channel.ended(&life);
                    (status, ATTEMPTS)
                }
            };
            if attempts >= most {
                return Err(status);
            }
        }
    }

    fn request(&self, call: &Call, address: usize, deadline: MonoTime) -> Result<Request<Outgoing>, Status> {
        let settings = &self.channel.settings;
        let invalid = |problem: String| Status::new(Code::InvalidArgument, problem);
        let mut headers = settings.headers.clone();
        metadata::write(&call.metadata, &mut headers).map_err(invalid)?;
        let left = deadline.since(self.channel.runtime.now().mono);
        if let Ok(left) = HeaderValue::from_maybe_shared(timeout::encode(left)) {
            headers.insert(TIMEOUT, left);
        }
        if settings.compression == Compression::Gzip {
            headers.insert(ENCODING, HeaderValue::from_static("gzip"));
        }
        let message = frame::frame(call.message.clone(), settings.compression, settings.limits.sent)?;
        let uri = Uri::builder().scheme(settings.scheme.clone()).path_and_query(call.method);
        let uri = match settings.addresses.get(address) {
            Some(address) => uri.authority(address.authority.clone()),
            None => uri,
        };
        let uri = uri.build().map_err(|_| invalid(format!("{:?} is not the path of a method", call.method)))?;
        let mut request = Request::new(Outgoing { message: Some(message), trailers: None });
        *request.method_mut() = hyper::Method::POST;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        Ok(request)
    }
}

impl<R: Runtime> Transport for HyperTransport<R> {
    async fn call(&self, call: Call) -> CallEnd {
        self.answer(&call).await.end
    }
}
