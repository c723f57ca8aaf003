//! Decides how one request is answered.

use super::{Request, Service, options::Settings};
use crate::{
    client::ENCODING,
    grpc::{
        Answer, CONTENT_TYPE, Compression,
        body::Outgoing,
        frame, metadata,
        receive::{Fault, receive, unpack},
        status, timeout,
    },
    rt::within,
};
use bytes::Bytes;
use dacapo_core::rpc::{CallEnd, Code, Status};
use dacapo_runtime::Runtime;
use hyper::{
    HeaderMap, Method, Response, StatusCode,
    body::Incoming,
    header::{CONTENT_TYPE as CONTENT_TYPE_NAME, HeaderName, HeaderValue},
    http::request::Parts,
};
use std::time::Duration;

const ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");
const TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// A service, with what is around it.
pub(super) struct Responder<R, S> {
    pub(super) runtime: R,
    pub(super) service: S,
    pub(super) settings: Settings,
}

impl<R: Runtime, S: Service> Responder<R, S> {
    pub(super) async fn respond(&self, request: hyper::Request<Incoming>) -> Response<Outgoing> {
        let (head, body) = request.into_parts();
        if let Some(refusal) = refusal(&head) {
            return refusal;
        }
        let timeout = match head.headers.get(TIMEOUT).map(|value| timeout::decode(value.as_bytes())) {
            None => None,
            Some(Some(timeout)) => Some(timeout),
            Some(None) => return self.response(&head.headers, malformed("grpc-timeout is not a length of time")),
        };
        let answer = self.answer(&head, body, timeout);
        let answer = match timeout {
            None => answer.await,
            Some(timeout) => within(&self.runtime, timeout, answer).await.unwrap_or_else(late),
        };
        self.response(&head.headers, answer)
    }

    async fn answer(&self, head: &Parts, body: Incoming, timeout: Option<Duration>) -> Answer {
        match self.message(head, body).await {
            Err(status) => Answer::from(Err(status)),
            Ok(message) => {
                let metadata = metadata::read(&head.headers);
                self.service.call(Request { method: head.uri.path().into(), metadata, message, timeout }).await
            }
        }
    }

    async fn message(&self, head: &Parts, body: Incoming) -> CallEnd {
        let limit = self.settings.limits.received;
        let received = receive(body, limit).await.map_err(|fault| match fault {
            Fault::Content(status) => status,
            // Nobody is there to read it.
            Fault::Stream(_) => Status::new(Code::Canceled, "the request ended early"),
        })?;
        let none = || Status::new(Code::Internal, "the request has no message");
        unpack(received.message.ok_or_else(none)?, head.headers.get(ENCODING), limit)
    }

    /// Writes an answer.
    fn response(&self, request: &HeaderMap, answer: Answer) -> Response<Outgoing> {
        let compression = self.compression(request);
        let framed = answer.end.and_then(|message| frame::frame(message, compression, self.settings.limits.sent));
        let mut headers = head();
        if compression == Compression::Gzip {
            headers.insert(ENCODING, HeaderValue::from_static("gzip"));
        }
        let mut trailers = HeaderMap::new();
        let written = metadata::write(&answer.headers, &mut headers)
            .and_then(|()| metadata::write(&answer.trailers, &mut trailers))
            .map_err(|problem| Status::new(Code::Internal, problem));
        let (message, status) = match written.and(framed) {
            Ok(message) => (Some(message), None),
            Err(status) => (None, Some(status)),
        };
        status::write(status.as_ref(), &mut trailers);
        let body = if message.is_some() {
            Outgoing { message, trailers: Some(trailers) }
        } else {
            headers.extend(trailers);
            Outgoing { message: None, trailers: None }
        };
        let mut response = Response::new(body);
        *response.headers_mut() = headers;
        response
    }

    fn compression(&self, request: &HeaderMap) -> Compression {
        let accepted =
            request.get_all(ACCEPT_ENCODING).into_iter().flat_map(|value| value.as_bytes().split(|b| *b == b','));
        let takes_gzip = accepted.map(<[u8]>::trim_ascii).any(|encoding| encoding == b"gzip");
        if takes_gzip { self.settings.compression } else { Compression::None }
    }
}

/// The headers of every response.
fn head() -> HeaderMap {
    HeaderMap::from_iter([
        (CONTENT_TYPE_NAME, HeaderValue::from_static(CONTENT_TYPE)),
        (ACCEPT_ENCODING, HeaderValue::from_static("gzip")),
    ])
}

/// The response to what is no gRPC at all.
fn refusal(head: &Parts) -> Option<Response<Outgoing>> {
    let content_type = head.headers.get(CONTENT_TYPE_NAME).map_or(&b""[..], HeaderValue::as_bytes);
    let status = if head.method != Method::POST {
        StatusCode::METHOD_NOT_ALLOWED
    } else if !content_type.starts_with(CONTENT_TYPE.as_bytes()) {
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    } else {
        return None;
    };
    let mut response = Response::new(Outgoing { message: None, trailers: None });
    *response.status_mut() = status;
    Some(response)
}

fn malformed(problem: &str) -> Answer {
    Answer::from(Err::<Bytes, _>(Status::new(Code::Internal, problem)))
}

fn late() -> Answer {
    Answer::from(Err(Status::new(Code::DeadlineExceeded, "the call took longer than its caller waits")))
}
