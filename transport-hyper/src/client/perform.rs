//! Decides what a call is made with, and when it is made again: where no server began with it, where a fetched API key was
//! refused, and where the server takes no gzip.

use super::{
    ENCODING,
    channel::Channel,
    exchange::{Failure, exchange},
};
use crate::grpc::{Answer, Compression, body::Outgoing, frame::frame, metadata, timeout};
use dacapo_core::{
    rpc::{Call, Code, Status},
    time::MonoTime,
};
use dacapo_runtime::Runtime;
use hyper::{
    HeaderMap, Method, Request, Uri,
    header::{AUTHORIZATION, HeaderName, HeaderValue},
};
use std::sync::Arc;

/// How often a call is made that connections ended under, before a server began with it.
const ATTEMPTS: u32 = 3;

/// How often a call is made that the server refuses to begin with.
const REFUSED_ATTEMPTS: u32 = 2;

const TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// Makes a call, and again where that may help and can do no harm.
pub(super) async fn perform<R: Runtime>(
    channel: &Arc<Channel<R>>,
    call: &Call,
    deadline: MonoTime,
) -> Result<Answer, Status> {
    let mut headers = channel.settings.headers.clone();
    metadata::write(&call.metadata, &mut headers).map_err(invalid)?;
    let mut make = Make { channel, call, deadline, headers, compression: channel.compression() };
    let mut answer = make.with_key().await?;
    if make.compression == Compression::Gzip && code(&answer) == Some(Code::Unimplemented) {
        make.compression = Compression::None;
        answer = make.once().await?;
        if code(&answer) != Some(Code::Unimplemented) {
            channel.takes_no_gzip();
        }
    }
    Ok(answer)
}

fn code(answer: &Answer) -> Option<Code> {
    answer.end.as_ref().err().map(|status| status.code)
}

fn invalid(problem: String) -> Status {
    Status::new(Code::InvalidArgument, problem)
}

/// A call, and what it is made with.
struct Make<'a, R> {
    channel: &'a Arc<Channel<R>>,
    call: &'a Call,
    deadline: MonoTime,
    headers: HeaderMap,
    compression: Compression,
}

impl<R: Runtime> Make<'_, R> {
    /// Makes the call with the API key, if there is one, and again with another if that is refused.
    async fn with_key(&mut self) -> Result<Answer, Status> {
        let is_given = self.headers.contains_key(AUTHORIZATION);
        let Some(keys) = self.channel.keys.as_ref().filter(|_| !is_given) else { return self.once().await };
        let authorization = keys.authorization().await?;
        self.headers.insert(AUTHORIZATION, authorization.clone());
        let answer = self.once().await?;
        let refusal = answer.end.as_ref().err();
        let refusal = refusal.filter(|status| matches!(status.code, Code::Unauthenticated | Code::PermissionDenied));
        let Some(refusal) = refusal else { return Ok(answer) };
        let Some(another) = keys.another(&authorization, refusal).await? else { return Ok(answer) };
        self.headers.insert(AUTHORIZATION, another);
        self.once().await
    }

    /// Makes the call until a server began with it.
    async fn once(&self) -> Result<Answer, Status> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let lane = self.channel.lane().await?;
            let life = lane.life.clone();
            let request = self.request(life.address)?;
            let (status, most) = match exchange(self.channel, lane, request).await {
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

    /// The request to the address at a position.
    fn request(&self, address: usize) -> Result<Request<Outgoing>, Status> {
        let settings = &self.channel.settings;
        let mut headers = self.headers.clone();
        let left = self.deadline.since(self.channel.runtime.now().mono);
        if let Ok(left) = HeaderValue::from_maybe_shared(timeout::encode(left)) {
            headers.insert(TIMEOUT, left);
        }
        if self.compression == Compression::Gzip {
            headers.insert(ENCODING, HeaderValue::from_static("gzip"));
        }
        let uri = Uri::builder().scheme(settings.scheme.clone()).path_and_query(self.call.method);
        let uri = match settings.addresses.get(address) {
            Some(address) => uri.authority(address.authority.clone()),
            None => uri,
        };
        let no_path = |_| invalid(format!("{:?} is not the path of a method", self.call.method));
        let message = frame(self.call.message.clone(), self.compression, settings.limits.sent)?;
        let mut request = Request::new(Outgoing { message: Some(message), trailers: None });
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri.build().map_err(no_path)?;
        *request.headers_mut() = headers;
        Ok(request)
    }
}
