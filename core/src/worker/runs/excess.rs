//! Decides which completions are too large for the server, and what it is told in their place. A server would terminate
//! the execution for them; a failed task can be tried again with code that sends less.

use super::{OpenTask, Runs, outputs::Reported};
use crate::{
    failure::Failure,
    id::Text,
    time::Now,
    worker::{
        desk::{Capabilities, Desk},
        local_activity::LocalActivities,
        observe::Level,
        purpose::Purpose,
        report::{self, Asked},
        slots::SlotKind,
    },
    workflow::{
        activation::EvictionReason,
        task::{TaskCompletion, TaskFailure},
    },
};
use alloc::{format, string::String};
use bytes::Bytes;
use dacapo_proto::{rpc::workflow_service as method, temporal::api::enums::v1::WorkflowTaskFailedCause as Cause};

/// What is too large, and why that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// A part of a command has more bytes than the namespace takes.
    Part(String),
    /// The whole completion has.
    Request(String),
    /// The server said so: the message is larger than one may be.
    Message,
}

impl Excess {
    /// The first part of a completion that is larger than it may be; what the namespace does not say, the server decides.
    pub(super) fn in_completion(capabilities: &Capabilities, completion: &TaskCompletion) -> Option<Self> {
        let parts = completion.commands.iter().enumerate().flat_map(|(index, command)| {
            let kind = command.command_type().as_str_name();
            command.kind.parts().map(move |part| (index, kind, part))
        });
        parts.into_iter().find_map(|(index, kind, part)| {
            let limit = if part.is_memo { capabilities.memo_size_limit } else { capabilities.blob_size_limit };
            is_above(limit, part.bytes).then(|| {
                let (name, bytes) = (part.name, part.bytes);
                Self::Part(format!("the {name} of command {index}, {kind}, has {bytes} bytes, more than the {limit} that the namespace takes"))
            })
        })
    }

    /// Whether the encoded completion is larger than it may be.
    pub(super) fn in_request(capabilities: &Capabilities, message: &Bytes) -> Option<Self> {
        let (limit, bytes) = (capabilities.completion_size_limit, message.len());
        let text = || format!("the completion has {bytes} bytes, more than the {limit} that the namespace takes");
        is_above(limit, bytes).then(|| Self::Request(text()))
    }

    fn failure(&self, attempt: i32) -> TaskFailure {
        let (cause, failure) = match self {
            Self::Part(text) => {
                (Cause::PayloadsTooLarge, Failure::application(&format!("[TMPRL1103] {text}"), "PayloadsTooLarge"))
            }
            Self::Request(text) => (Cause::RequestTooLarge, Failure::application(text, "RequestTooLarge")),
            Self::Message => {
                (Cause::GrpcMessageTooLarge, Failure::non_retryable("GRPC Message too large", "GrpcMessageTooLarge"))
            }
        };
        TaskFailure::new(cause, failure, attempt < 2)
    }
}

fn is_above(limit: u64, bytes: usize) -> bool {
    limit != 0 && u64::try_from(bytes).is_ok_and(|bytes| bytes > limit)
}

impl Runs {
    /// Fails a task whose completion cannot be sent, and lets the run go [WORKER-4].
    pub(super) fn refuse(
        &mut self,
        desk: &mut Desk,
        locals: &mut LocalActivities,
        now: Now,
        (run_id, task, excess): (&Text, &OpenTask, &Excess),
    ) {
        let failure = excess.failure(task.attempt);
        let text = failure.failure.to_message().map(|failure| failure.message).unwrap_or_default();
        desk.log(Level::Error, || format!("run {run_id}: {text}"));
        desk.release(SlotKind::Workflow);
        self.report_failed(desk, now, run_id, (task, &failure));
        self.evict(desk, locals, now, (run_id, EvictionReason::Fatal, &text));
    }

    /// An answer to a query that is larger than a message may be: whoever asked is told so [WORKER-5].
    pub(crate) fn answer_too_large(&self, desk: &mut Desk, now: Now, run_id: &Text, asked: &Asked) {
        let failure = Excess::Message.failure(1);
        let message = report::query_failed(&self.requests, asked, &failure);
        let purpose = Purpose::WorkflowTaskReported(run_id.clone());
        let call = (method::RESPOND_QUERY_TASK_COMPLETED, message);
        desk.call(now, self.terms(desk, run_id).for_an_answer(), purpose, call);
    }

    /// A completion that is larger than a message may be: no retry makes it smaller [WORKER-2].
    pub(super) fn too_large(&self, desk: &mut Desk, now: Now, run_id: &Text, reported: &Reported) {
        let task = OpenTask {
            token: reported.token.clone(),
            attempt: reported.attempt,
            is_query_only: false,
            poller_group: Text::default(),
            received: now,
            replayed: None,
            began_replaying: false,
            has_heartbeat: false,
        };
        self.report_failed(desk, now, run_id, (&task, &Excess::Message.failure(reported.attempt)));
    }
}
