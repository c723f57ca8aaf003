//! Decides what a client is: whom it speaks for, how its calls are made, and what it reads values with.

mod ended;
mod options;
mod perform;

pub(crate) use ended::Ended;
pub use options::{CallOptions, ClientOptions};

use crate::{
    CallError,
    convert::{Arguments, ConvertError, Converter, Json},
    interceptor::{Attempts, Intercepted, Interceptor, Next},
};
use bytes::Bytes;
use dacapo_core::{
    client::{Ask, Operation, OperationInput, OperationOutput},
    id::Text,
    machine::Machine as _,
    rng::Random,
    rpc::{Call, CallEnd, Code, Retried, Status},
    time::MonoTime,
};
use dacapo_proto::{
    rpc::Request,
    temporal::api::common::v1::{Payload, Payloads},
};
use dacapo_runtime::{Runtime, Transport};
use futures_util::{
    FutureExt as _,
    future::{Either, pending, select},
};
use perform::{Attempt, Performed};
use serde::Serialize;
use std::{
    fmt,
    pin::pin,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicU32},
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
    /// When calls are over that are parts of one thing; `None` where each has a deadline of its own.
    until: Option<MonoTime>,
    random: Arc<Mutex<Random>>,
    interceptors: Arc<[Arc<dyn Interceptor>]>,
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
        Self {
            runtime,
            transport,
            converter: Json,
            options,
            calls: CallOptions::default(),
            until: None,
            random,
            interceptors: [].into(),
        }
    }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// The same client with another converter.
    #[must_use]
    pub fn with_converter<D: Converter>(self, converter: D) -> Client<R, T, D> {
        let Self { runtime, transport, options, calls, until, random, interceptors, .. } = self;
        Client { runtime, transport, converter, options, calls, until, random, interceptors }
    }

    /// The same client, whose calls are made like this.
    #[must_use]
    pub fn with_calls(&self, calls: CallOptions) -> Self {
        Self { calls, until: None, ..self.clone() }
    }

    /// The same client for several calls, one after another, that have one deadline between them: it begins now.
    pub(crate) fn for_several_calls(&self) -> Self {
        Self { until: self.deadline(), ..self.clone() }
    }

    /// The same client, whose calls this interceptor sees after those that are there already.
    #[must_use]
    pub fn with_interceptor(&self, interceptor: impl Interceptor) -> Self {
        let present = self.interceptors.iter().cloned();
        let interceptors = present.chain([Arc::new(interceptor) as Arc<dyn Interceptor>]).collect();
        Self { interceptors, ..self.clone() }
    }

    /// The same client in another namespace.
    #[must_use]
    pub fn in_namespace(&self, namespace: impl Into<String>) -> Self {
        let mut other = self.clone();
        other.options.namespace = namespace.into();
        other
    }

    pub(crate) const fn call_options(&self) -> &CallOptions {
        &self.calls
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
        self.operate(Operation::call(request)).await.read::<Q>()
    }

    /// Makes the calls that an operation asks for, one after another, until it is over or its deadline has passed.
    pub(crate) async fn operate(&self, mut operation: Operation) -> Ended<'_> {
        let (until, mut attempts) = (self.deadline(), 0);
        let mut input = OperationInput::Begin;
        loop {
            let Ok(()) = operation.handle((), input);
            // An operation that is not over has asked for a call.
            let Some(output) = operation.poll() else { return pending().await };
            let ask = match output {
                OperationOutput::Call(ask) => ask,
                OperationOutput::Done(asked, end) => {
                    return Ended { asked, end, attempts, address: self.options.address.as_deref() };
                }
            };
            let made = AtomicU32::new(0);
            input = OperationInput::Ended(self.perform(&ask, until, &made).await);
            attempts = made.into_inner();
        }
    }

    /// Makes a call with all its attempts.
    async fn perform(&self, ask: &Ask, until: Option<MonoTime>, attempts: &AtomicU32) -> CallEnd {
        let is_long_poll = ask.is_long_poll();
        let (timeout, policy) = match is_long_poll {
            true => (LONG_POLL, self.calls.long_poll_retry()),
            false => (ATTEMPT, self.calls.retry),
        };
        let perform = |call| {
            let machine = limited(ask.machine(call, policy, self.draw()), until);
            Performed::new(self.attempt(is_long_poll), machine, attempts).run().boxed()
        };
        let call = ask.call(self.calls.attempt.unwrap_or(timeout), self.metadata());
        self.through(self.intercepted(call, is_long_poll), until, &perform).await
    }

    /// Makes a call on its way through the interceptors. None of them outlasts the deadline.
    async fn through<'a>(&'a self, call: Intercepted, until: Option<MonoTime>, perform: &'a Attempts<'a>) -> CallEnd {
        let made = Next::of_call(&self.interceptors, perform).run(call);
        // The retries have the deadline themselves.
        let Some(until) = until.filter(|_| !self.interceptors.is_empty()) else { return made.await };
        let late = pin!(self.runtime.sleep(until.since(self.runtime.now().mono)));
        match select(made, late).await {
            Either::Left((end, _)) => end,
            Either::Right(_) => Err(Status::new(Code::DeadlineExceeded, "the deadline passed in an interceptor")),
        }
    }

    fn intercepted(&self, call: Call, is_long_poll: bool) -> Intercepted {
        Intercepted { call, namespace: Text::from(self.namespace()), is_long_poll, attempt: 0 }
    }

    fn attempt(&self, is_long_poll: bool) -> Attempt<'_, R, T> {
        Attempt {
            world: (&self.runtime, &self.transport),
            interceptors: &self.interceptors,
            namespace: self.namespace(),
            is_long_poll,
        }
    }

    fn metadata(&self) -> Vec<(Text, Bytes)> {
        let namespace = (Text::from_static("temporal-namespace"), Bytes::from(self.options.namespace.clone()));
        let mut metadata = self.calls.metadata.clone();
        if !self.options.namespace.is_empty() && metadata.iter().all(|(name, _)| *name != namespace.0) {
            metadata.push(namespace);
        }
        metadata
    }

    fn deadline(&self) -> Option<MonoTime> {
        self.until.or_else(|| self.calls.deadline.map(|deadline| self.runtime.now().mono.plus(deadline)))
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
}

fn limited(machine: Retried, until: Option<MonoTime>) -> Retried {
    match until {
        Some(deadline) => machine.until(deadline),
        None => machine,
    }
}
