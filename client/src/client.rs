//! Decides what a client is: whom it speaks for, how its calls are made, and what it reads values with.

mod options;
mod perform;

pub use options::{CallOptions, ClientOptions};

use crate::{
    CallError,
    convert::{Arguments, ConvertError, Converter, Json},
};
use bytes::Bytes;
use dacapo_core::{
    id::Text,
    rng::Random,
    rpc::{Call, CallEnd, Retried, RetriedInput},
};
use dacapo_proto::{
    rpc::Request,
    temporal::api::common::v1::{Payload, Payloads},
};
use dacapo_runtime::{Runtime, Transport};
use perform::Performed;
use prost::Message as _;
use serde::Serialize;
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How long an attempt may take that the server answers at once [RPC-5].
const ATTEMPT: Duration = Duration::from_secs(30);

/// How long an attempt may take that the server holds until there is something to say [RPC-5].
const LONG_POLL: Duration = Duration::from_secs(70);

/// Makes calls in one namespace. Clones share the transport, and may have other options.
#[derive(Clone)]
pub struct Client<R, T, C = Json> {
    runtime: R,
    transport: T,
    converter: C,
    options: ClientOptions,
    calls: CallOptions,
    random: Arc<Mutex<Random>>,
}

impl<R, T, C> fmt::Debug for Client<R, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("options", &self.options).field("calls", &self.calls).finish_non_exhaustive()
    }
}

impl<R: Runtime, T: Transport> Client<R, T> {
    /// A client that reads and writes values as JSON. Nothing is connected before the first call.
    #[must_use]
    pub fn new(runtime: R, transport: T, options: ClientOptions) -> Self {
        let random = Arc::new(Mutex::new(Random::new(options.seed)));
        Self { runtime, transport, converter: Json, options, calls: CallOptions::default(), random }
    }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// The same client with another converter.
    #[must_use]
    pub fn with_converter<D: Converter>(self, converter: D) -> Client<R, T, D> {
        let Self { runtime, transport, options, calls, random, .. } = self;
        Client { runtime, transport, converter, options, calls, random }
    }

    /// The same client, whose calls are made like this.
    #[must_use]
    pub fn with_calls(&self, calls: CallOptions) -> Self {
        Self { calls, ..self.clone() }
    }

    /// The same client in another namespace.
    #[must_use]
    pub fn in_namespace(&self, namespace: impl Into<String>) -> Self {
        let mut other = self.clone();
        other.options.namespace = namespace.into();
        other
    }

    /// The namespace that its calls are about.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.options.namespace
    }

    /// Who the server is told that it is.
    #[must_use]
    pub fn identity(&self) -> &str {
        &self.options.identity
    }

    /// What it reads and writes values with.
    #[must_use]
    pub const fn converter(&self) -> &C {
        &self.converter
    }

    /// Makes a call of any method of `WorkflowService` or `OperatorService`, with the client's retries and deadline, and
    /// adds nothing to the request: no namespace, identity or request id.
    ///
    /// # Errors
    ///
    /// The call failed for good.
    pub async fn call<Q: Request>(&self, request: &Q) -> Result<Q::Response, CallError> {
        let call = self.encoded::<Q>(request, ATTEMPT);
        let mut call = Performed::new(self, self.limited(Retried::new(call, self.calls.retry, self.draw())));
        let end = call.run(RetriedInput::Tick).await;
        self.read::<Q>(end, call.attempts())
    }

    /// Asks until `read` finds an answer in what comes back. Where it finds none it has put into the request what is known.
    pub(crate) async fn poll<Q: Request, A>(
        &self,
        mut request: Q,
        mut read: impl FnMut(&mut Q, Q::Response) -> Option<A>,
    ) -> Result<A, CallError> {
        let call = self.encoded::<Q>(&request, LONG_POLL);
        let machine = Retried::long_poll(call, self.calls.long_poll_retry(), self.draw());
        let mut call = Performed::new(self, self.limited(machine));
        let mut input = RetriedInput::Tick;
        loop {
            let end = call.run(input).await;
            let answer = self.read::<Q>(end, call.attempts())?;
            if let Some(found) = read(&mut request, answer) {
                return Ok(found);
            }
            input = RetriedInput::Resume(Bytes::from(request.encode_to_vec()));
        }
    }

    fn encoded<Q: Request>(&self, request: &Q, timeout: Duration) -> Call {
        let namespace = (Text::from_static("temporal-namespace"), Bytes::from(self.options.namespace.clone()));
        let mut metadata = self.calls.metadata.clone();
        if !self.options.namespace.is_empty() && metadata.iter().all(|(name, _)| *name != namespace.0) {
            metadata.push(namespace);
        }
        let timeout = self.calls.attempt.unwrap_or(timeout);
        Call { method: Q::METHOD, message: Bytes::from(request.encode_to_vec()), timeout, metadata }
    }

    fn limited(&self, machine: Retried) -> Retried {
        match self.calls.deadline {
            Some(deadline) => machine.until(self.runtime.now().mono.plus(deadline)),
            None => machine,
        }
    }

    fn read<Q: Request>(&self, end: CallEnd, attempts: u32) -> Result<Q::Response, CallError> {
        let address = self.options.address.as_deref();
        let message = end.map_err(|status| CallError::of(Q::METHOD, (attempts, address), status))?;
        Q::Response::decode(message).map_err(|fault| CallError::malformed(Q::METHOD, (attempts, address), &fault))
    }

    fn draw(&self) -> u64 {
        // A generator is whole after any panic.
        self.random.lock().unwrap_or_else(PoisonError::into_inner).next()
    }

    /// A new name for a request, by which the server knows it again when it is made again.
    pub(crate) fn request_id(&self) -> String {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).uuid().to_string()
    }

    /// Writes a value as the client's converter does, such as one of a memo.
    ///
    /// # Errors
    ///
    /// The converter cannot write it.
    pub fn payload<V: Serialize + ?Sized>(&self, value: &V) -> Result<Payload, ConvertError> {
        self.converter.encode(value)
    }

    pub(crate) fn payloads(&self, arguments: &impl Arguments) -> Result<Option<Payloads>, ConvertError> {
        let payloads = arguments.encode(&self.converter)?;
        Ok((!payloads.is_empty()).then_some(Payloads { payloads }))
    }

    pub(super) const fn world(&self) -> (&R, &T) {
        (&self.runtime, &self.transport)
    }
}
