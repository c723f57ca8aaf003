//! Decides in which order the parts of a body are sent: the message, then the trailers.

use super::frame::Framed;
use hyper::{
    HeaderMap,
    body::{Body, Frame},
};
use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

/// The body of a request, which has no trailers, or of a response, which may have no message.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) message: Option<Framed>,
    pub(crate) trailers: Option<HeaderMap>,
}

impl Body for Outgoing {
    type Data = Framed;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Framed>, Infallible>>> {
        let message = self.message.take().map(Frame::data);
        Poll::Ready(message.or_else(|| self.trailers.take().map(Frame::trailers)).map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.message.is_none() && self.trailers.is_none()
    }
}
