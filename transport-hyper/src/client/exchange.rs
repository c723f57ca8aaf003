//! Decides how a call is made on a connection, and what its response says.

use super::channel::{Channel, Lane, Life};
use crate::{
    error::chain,
    grpc::{
        Answer, CONTENT_TYPE,
        body::Outgoing,
        metadata,
        receive::{self, Fault, receive},
        status,
    },
};
use dacapo_core::rpc::{CallEnd, Code, Status};
use dacapo_runtime::Runtime;
use hyper::{
    HeaderMap, Request, Response, StatusCode,
    body::Incoming,
    header::{CONTENT_TYPE as CONTENT_TYPE_NAME, HeaderName, HeaderValue},
};
use std::{error::Error, sync::Arc};

pub(crate) const ENCODING: HeaderName = HeaderName::from_static("grpc-encoding");

/// Why a call has no answer.
pub(super) enum Failure {
    /// The server did not begin with it, and the connection takes no more calls.
    NotBegun(Status),
    /// The server did not begin with it, and may with others.
    Refused(Status),
    /// It may have begun with it.
    Broken(Status),
}

/// Makes a call once.
pub(super) async fn exchange<R: Runtime>(
    channel: &Arc<Channel<R>>,
    lane: Lane,
    request: Request<Outgoing>,
) -> Result<Answer, Failure> {
    let Lane { mut requests, life } = lane;
    let response = match requests.try_send_request(request).await {
        Ok(response) => response,
        Err(mut fault) => {
            let was_sent = fault.take_message().is_none();
            let error = fault.into_error();
            let status = status_of(channel, &life, &error);
            return Err(if !was_sent || has_gone_away(&error) {
                Failure::NotBegun(status)
            } else if is_refused(&error) {
                Failure::Refused(status)
            } else {
                Failure::Broken(status)
            });
        }
    };
    channel.answered(&life);
    read(response, channel.settings.limits.received)
        .await
        .map_err(|error| Failure::Broken(status_of(channel, &life, &error)))
}

/// Reads a response to its end.
async fn read(response: Response<Incoming>, limit: usize) -> Result<Answer, hyper::Error> {
    let (head, body) = response.into_parts();
    let own = |end: CallEnd, trailers: &HeaderMap| Answer {
        headers: metadata::read(&head.headers),
        end,
        trailers: metadata::read(trailers),
    };
    if let Some(status) = foreign(head.status, &head.headers) {
        return Ok(own(Err(status), &HeaderMap::new()));
    }
    let received = match receive(body, limit).await {
        Ok(received) => received,
        Err(Fault::Content(status)) => return Ok(own(Err(status), &HeaderMap::new())),
        Err(Fault::Stream(error)) => return Err(error),
    };
    // A response without a message may have its status among the headers.
    let found = status::read(&received.trailers).or_else(|| status::read(&head.headers));
    let end = match found {
        None => Err(Status::new(Code::Unknown, "the response ended without a grpc-status")),
        Some(Err(status)) => Err(status),
        Some(Ok(())) => match received.message {
            None => Err(Status::new(Code::Internal, "the response succeeded without a message")),
            Some(message) => receive::unpack(message, head.headers.get(ENCODING), limit),
        },
    };
    Ok(own(end, &received.trailers))
}

/// The status of a response that is not gRPC's, as a proxy may send it.
fn foreign(status: StatusCode, headers: &HeaderMap) -> Option<Status> {
    if headers.contains_key(status::STATUS) {
        return None;
    }
    let content_type = headers.get(CONTENT_TYPE_NAME).map_or(&b""[..], HeaderValue::as_bytes);
    if status == StatusCode::OK && content_type.starts_with(CONTENT_TYPE.as_bytes()) {
        return None;
    }
    let content_type = String::from_utf8_lossy(content_type);
    let text = format!("the response is not gRPC's: HTTP status {status}, content type {content_type:?}");
    Some(Status::new(status::code_of_http(status), text))
}

/// The status of a call whose stream broke.
fn status_of<R: Runtime>(channel: &Channel<R>, life: &Life, error: &hyper::Error) -> Status {
    match stream_error(error) {
        Some(error) if error.is_reset() => {
            let reason = error.reason().unwrap_or(h2::Reason::INTERNAL_ERROR);
            let who = if error.is_remote() { "the server" } else { "the transport" };
            Status::new(status::code_of_reset(reason), format!("{who} reset the call: {}", reason.description()))
        }
        _ => Status::new(Code::Unavailable, channel.broken(life, &chain(error))),
    }
}

/// Whether the server went away. A call only ends with that if the server does not count it among the begun ones.
fn has_gone_away(error: &hyper::Error) -> bool {
    stream_error(error).is_some_and(|error| error.is_remote() && error.is_go_away())
}

fn is_refused(error: &hyper::Error) -> bool {
    let is_refused = |error: &h2::Error| error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
    stream_error(error).is_some_and(|error| error.is_remote() && is_refused(error))
}

fn stream_error(error: &hyper::Error) -> Option<&h2::Error> {
    error.source().and_then(|source| source.downcast_ref())
}
