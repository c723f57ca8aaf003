//! Decides what the Nexus handlers of a process answer: the operation's name says it.

use super::given::{Asked, hex};
use crate::rule::{Rule, Violation};
use bytes::Bytes;
use dacapo_core::{
    failure::Failure,
    id::TaskToken,
    worker::{
        Input,
        host::{NexusOutcome, NexusTask},
    },
};
use dacapo_proto::temporal::api::{
    failure::v1::{NexusHandlerFailureInfo, failure::FailureInfo},
    nexus::v1::{
        CancelOperationResponse, Request, Response, StartOperationRequest, StartOperationResponse, request, response,
        start_operation_response::{Async, Sync, Variant},
    },
};
use prost::Message;
use std::{collections::BTreeMap, mem, time::Duration};

/// How long a handler takes.
const WORK: Duration = Duration::from_millis(100);

/// The Nexus tasks that are worked on, by their tokens as digits.
#[derive(Debug, Default)]
pub(super) struct NexusTasks(BTreeMap<String, Running>);

#[derive(Debug)]
struct Running {
    token: TaskToken,
    request: Bytes,
    is_canceled: bool,
}

impl NexusTasks {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn start(&mut self, task: NexusTask, asked: &mut Vec<Asked>) -> Result<(), Violation> {
        let token = task.task_token;
        let running = Running { token: token.clone(), request: task.request, is_canceled: false };
        if self.0.insert(hex(&token.0), running).is_some() {
            return Err(Violation::new(Rule::NEXUS_ONCE, format!("{token:?} is started again")));
        }
        asked.push(Asked::Nexus(token, WORK));
        Ok(())
    }

    pub(super) fn cancel(&mut self, token: &TaskToken, asked: &mut Vec<Asked>) -> Result<(), Violation> {
        let Some(running) = self.0.get_mut(&hex(&token.0)) else {
            return Err(Violation::new(Rule::NEXUS_ONCE, format!("{token:?} is canceled and is not worked on")));
        };
        if mem::replace(&mut running.is_canceled, true) {
            return Err(Violation::new(Rule::NEXUS_ONCE, format!("{token:?} is canceled again")));
        }
        asked.push(Asked::Nexus(token.clone(), Duration::ZERO));
        Ok(())
    }

    /// Ends a task; what the worker is told of it.
    pub(super) fn end(&mut self, digits: &str, fails: bool) -> Option<Input> {
        let running = self.0.remove(digits)?;
        let token = running.token;
        if running.is_canceled {
            return Some(Input::NexusEnded { token, outcome: NexusOutcome::AckCancel });
        }
        let request = Request::decode(running.request).unwrap_or_default();
        let outcome = if fails { refused("UNAVAILABLE", "the handler is busy") } else { answer(request) };
        Some(Input::NexusEnded { token, outcome })
    }
}

fn answer(request: Request) -> NexusOutcome {
    match request.variant {
        Some(request::Variant::StartOperation(start)) => start_operation(start),
        Some(request::Variant::CancelOperation(_)) => {
            completed(response::Variant::CancelOperation(CancelOperationResponse {}))
        }
        None => refused("BAD_REQUEST", "nothing is asked for"),
    }
}

fn start_operation(start: StartOperationRequest) -> NexusOutcome {
    let variant = match start.operation.as_str() {
        "echo" => Variant::SyncSuccess(Sync { payload: start.payload, ..Default::default() }),
        "fail" => {
            let failure = super::application("the operation failed").to_message();
            Variant::Failure(failure.unwrap_or_default())
        }
        "later" | crate::server::ENDLESS => {
            let operation_token = format!("{}-{}", start.operation, start.request_id);
            Variant::AsyncSuccess(Async { operation_token, ..Default::default() })
        }
        _ => return refused("BAD_REQUEST", "the handler refuses"),
    };
    completed(response::Variant::StartOperation(StartOperationResponse { variant: Some(variant) }))
}

fn completed(variant: response::Variant) -> NexusOutcome {
    NexusOutcome::Completed(Response { variant: Some(variant) }.encode_to_vec().into())
}

fn refused(kind: &str, message: &str) -> NexusOutcome {
    let info = NexusHandlerFailureInfo { r#type: kind.into(), ..Default::default() };
    let failure = dacapo_proto::temporal::api::failure::v1::Failure {
        message: message.into(),
        failure_info: Some(FailureInfo::NexusHandlerFailureInfo(info)),
        ..Default::default()
    };
    NexusOutcome::Failed(Failure::from_message(&failure))
}
