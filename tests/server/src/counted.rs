//! Decides which calls of a worker are counted: all, by their methods.

use crate::Record;
use core::future::Future;
use dacapo_core::rpc::{Call, CallEnd};
use dacapo_runtime::Transport;

/// A transport that notes in a record what is called through it.
#[derive(Clone, Debug)]
pub(crate) struct Counted<T> {
    pub(crate) inner: T,
    pub(crate) record: Record,
}

impl<T: Transport> Transport for Counted<T> {
    fn call(&self, call: Call) -> impl Future<Output = CallEnd> + Send {
        self.record.called(call.method);
        self.inner.call(call)
    }
}
