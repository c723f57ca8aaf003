//! Decides how the end of an operation is read: the answer that it came to, or the error that says how it failed.

use crate::CallError;
use dacapo_core::{
    client::Ask,
    rpc::{CallEnd, Code, Status},
};
use dacapo_proto::rpc::Request;
use prost::Message as _;

/// What an operation came to.
pub(crate) struct Ended<'a> {
    /// What was asked last.
    pub(super) asked: Ask,
    pub(super) end: CallEnd,
    /// How many attempts the last call had.
    pub(super) attempts: u32,
    pub(super) address: Option<&'a str>,
}

impl Ended<'_> {
    /// The request that was made last, where it is one of this type.
    pub(crate) fn request<Q: Request + Default>(&self) -> Option<Q> {
        (self.asked.method == Q::METHOD).then(|| Q::decode(self.asked.message.clone()).ok())?
    }

    /// The last answer, which is one to a request of this type.
    pub(crate) fn read<Q: Request>(&self) -> Result<Q::Response, CallError> {
        let message = self.end.clone().map_err(|status| self.error(status))?;
        let made = (self.attempts, self.address);
        Q::Response::decode(message).map_err(|fault| CallError::malformed(self.asked.method, made, &fault))
    }

    /// An answer that no server gives to what was asked.
    pub(crate) fn absurd(&self) -> CallError {
        self.error(Status::new(Code::Internal, "the answer is none to what was asked"))
    }

    fn error(&self, status: Status) -> CallError {
        CallError::of(self.asked.method, (self.attempts, self.address), status)
    }
}
