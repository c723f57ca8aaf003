//! Turns the event of a command back into the command that a host gave.

use super::Step;
use bytes::Bytes;
use dacapo_core::{
    command::{RecordMarker, host::*},
    error::Malformed,
    failure::Failure,
    history::event::{Attributes, Event, Execution, Marker, ParentExecution},
    id::{EventId, Seq, Text},
    payload::{Payload, PayloadMap, Payloads},
    time::duration_from_wire,
};
use dacapo_proto::temporal::api::{
    common::v1 as common,
    history::v1::{self as history, HistoryEvent, history_event::Attributes as A},
    update::v1::outcome,
};
use prost::Message;
use std::{collections::BTreeMap, time::Duration};

/// A time-out where history gives none: any will do, as none is compared.
const ANY_TIMEOUT: Duration = Duration::from_secs(100);

/// Remembers what later events mean by the ids of earlier ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Translator {
    /// Whether the last workflow task was completed, so that events of commands may follow.
    pub(super) is_in_task: bool,
    /// Whether the event before was a patch marker, whose upsert core makes itself.
    pub(super) follows_patch: bool,
    last_seq: u32,
    /// Scheduled or initiated event to the number of its command.
    seqs: BTreeMap<EventId, Seq>,
    /// Timers under ids that are no numbers.
    timers: BTreeMap<Text, Seq>,
    children: BTreeMap<String, Seq>,
    /// Accepted event, or update id, to protocol instance.
    accepted: BTreeMap<EventId, Text>,
    updates: BTreeMap<Text, Text>,
}

impl Translator {
    /// The command of an event; `None` for one that core adds by itself, or that is none of the workflow's.
    pub(super) fn step(&mut self, event: &Event) -> Result<Option<Step>, Malformed> {
        let undecodable = |_| Malformed { event: event.id, field: 0, what: "the event cannot be decoded" };
        let message = HistoryEvent::decode(event.encoded.clone()).map_err(undecodable)?;
        let user_metadata = message.user_metadata.as_ref().map(|metadata| metadata.encode_to_vec().into());
        let mut needs_update = None;
        let kind = match (&event.attributes, message.attributes) {
            (Attributes::MarkerRecorded(marker), Some(A::MarkerRecordedEventAttributes(m))) => {
                match self.marker(marker, m) {
                    Some(kind) => kind,
                    None => return Ok(None),
                }
            }
            (Attributes::UpsertWorkflowSearchAttributes { has_change_version: true }, _) if self.follows_patch => {
                return Ok(None);
            }
            (Attributes::UpdateAccepted(accepted), _) => {
                let (protocol_instance_id, request) = (&accepted.protocol_instance_id, &accepted.request);
                self.accepted.insert(event.id, protocol_instance_id.clone());
                self.updates.insert(request.update_id.clone(), protocol_instance_id.clone());
                needs_update = Some(protocol_instance_id.clone());
                let protocol_instance_id = protocol_instance_id.clone();
                HostKind::UpdateResponse { protocol_instance_id, response: UpdateResponse::Accepted }
            }
            (
                Attributes::UpdateCompleted { accepted, update_id },
                Some(A::WorkflowExecutionUpdateCompletedEventAttributes(u)),
            ) => {
                let known = self.accepted.get(accepted).or_else(|| self.updates.get(update_id));
                let what = "the update that it completes was not accepted before";
                let instance = known.cloned().ok_or(Malformed { event: event.id, field: 0, what })?;
                needs_update = Some(instance.clone());
                HostKind::UpdateResponse { protocol_instance_id: instance, response: response(u) }
            }
            (_, attributes) => self.command(event.id, attributes)?,
        };
        Ok(Some(Step { event: event.id, command: HostCommand { kind, user_metadata }, needs_update, is_early: false }))
    }

    fn next_seq(&mut self) -> Seq {
        self.last_seq += 1;
        Seq(self.last_seq)
    }

    /// Timers keep the number that is their id; others count upwards from where no number is taken.
    fn timer_seq(&mut self, id: &str) -> Seq {
        if let Ok(seq) = id.parse() {
            return Seq(seq);
        }
        let fresh = u32::MAX - u32::try_from(self.timers.len()).unwrap_or_default();
        *self.timers.entry(id.into()).or_insert(Seq(fresh))
    }

    /// The number of the command that an earlier event is of.
    fn seq_of(&self, event: EventId, start: i64) -> Result<Seq, Malformed> {
        let what = "it belongs to an event that began nothing";
        self.seqs.get(&EventId(start)).copied().ok_or(Malformed { event, field: 0, what })
    }

    fn marker(&mut self, marker: &Marker, event: history::MarkerRecordedEventAttributes) -> Option<HostKind> {
        self.follows_patch = false;
        match marker {
            Marker::LocalActivity(m) => Some(HostKind::ScheduleLocalActivity(Box::new(ScheduleLocalActivity {
                seq: m.seq,
                activity_id: m.activity_id.clone(),
                activity_type: m.activity_type.clone(),
                attempt: m.attempt,
                original_schedule_time: m.original_schedule_time,
                start_to_close_timeout: Some(ANY_TIMEOUT),
                cancellation_type: CancellationType::WaitCancellationCompleted,
                ..ScheduleLocalActivity::default()
            }))),
            Marker::Patch { patch_id, deprecated } => {
                self.follows_patch = true;
                Some(HostKind::SetPatchMarker { patch_id: patch_id.clone(), deprecated: *deprecated })
            }
            // Such a snapshot is no command of the workflow's, and replay does without.
            Marker::Determinism { .. } => None,
            _ => Some(HostKind::RecordMarker(Box::new(RecordMarker {
                marker_name: event.marker_name.clone().into(),
                subject: event.marker_name.into(),
                ..RecordMarker::default()
            }))),
        }
    }

    fn command(&mut self, id: EventId, attributes: Option<A>) -> Result<HostKind, Malformed> {
        Ok(match attributes {
            Some(A::TimerStartedEventAttributes(t)) => HostKind::StartTimer(StartTimer {
                seq: self.timer_seq(&t.timer_id),
                start_to_fire_timeout: length(t.start_to_fire_timeout).unwrap_or_default(),
            }),
            Some(A::TimerCanceledEventAttributes(t)) => HostKind::CancelTimer { seq: self.timer_seq(&t.timer_id) },
            Some(A::ActivityTaskScheduledEventAttributes(a)) => {
                let seq = self.next_seq();
                self.seqs.insert(id, seq);
                HostKind::ScheduleActivity(Box::new(activity(seq, a)))
            }
            Some(A::ActivityTaskCancelRequestedEventAttributes(a)) => {
                HostKind::RequestCancelActivity { seq: self.seq_of(id, a.scheduled_event_id)? }
            }
            Some(A::StartChildWorkflowExecutionInitiatedEventAttributes(c)) => {
                let seq = self.next_seq();
                self.seqs.insert(id, seq);
                self.children.insert(c.workflow_id.clone(), seq);
                HostKind::StartChildWorkflow(Box::new(child(seq, c)))
            }
            Some(A::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(c)) => self.cancel(c),
            Some(A::SignalExternalWorkflowExecutionInitiatedEventAttributes(s)) => {
                HostKind::SignalExternalWorkflow(Box::new(signal(self.next_seq(), s)))
            }
            Some(A::UpsertWorkflowSearchAttributesEventAttributes(u)) => {
                HostKind::UpsertWorkflowSearchAttributes { search_attributes: map(u.search_attributes.as_ref()) }
            }
            Some(A::WorkflowPropertiesModifiedEventAttributes(m)) => {
                HostKind::ModifyWorkflowProperties { upserted_memo: map(m.upserted_memo.as_ref()) }
            }
            Some(A::NexusOperationScheduledEventAttributes(n)) => {
                let seq = self.next_seq();
                self.seqs.insert(id, seq);
                HostKind::ScheduleNexusOperation(Box::new(nexus(seq, n)))
            }
            Some(A::NexusOperationCancelRequestedEventAttributes(n)) => {
                HostKind::RequestCancelNexusOperation { seq: self.seq_of(id, n.scheduled_event_id)? }
            }
            other => {
                close(other).ok_or(Malformed { event: id, field: 3, what: "no command has an event of this type" })?
            }
        })
    }

    fn cancel(&mut self, c: history::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes) -> HostKind {
        let execution = c.workflow_execution.unwrap_or_default();
        let child = self.children.get(&execution.workflow_id).copied().filter(|_| c.child_workflow_only);
        if let Some(seq) = child {
            return HostKind::CancelChildWorkflow { seq, reason: c.reason.into() };
        }
        let execution = Box::new(ParentExecution {
            namespace: c.namespace.into(),
            workflow_id: execution.workflow_id.into(),
            run_id: execution.run_id.into(),
        });
        HostKind::RequestCancelExternalWorkflow { seq: self.next_seq(), execution, reason: c.reason.into() }
    }
}

fn length(wire: Option<prost_types::Duration>) -> Option<Duration> {
    wire.as_ref().and_then(duration_from_wire)
}

fn list(message: Option<&common::Payloads>) -> Payloads {
    message.map(|m| Payloads::from_encoded(Bytes::from(m.encode_to_vec()))).unwrap_or_default()
}

fn map(message: Option<&impl Message>) -> PayloadMap {
    message.map(|m| PayloadMap::from_encoded(Bytes::from(m.encode_to_vec()))).unwrap_or_default()
}

fn some_map(message: Option<&impl Message>) -> Option<PayloadMap> {
    message.is_some().then(|| map(message))
}

fn retry(policy: Option<common::RetryPolicy>) -> Option<RetryPolicy> {
    policy.map(|p| RetryPolicy {
        initial_interval: length(p.initial_interval),
        backoff_coefficient: p.backoff_coefficient,
        maximum_interval: length(p.maximum_interval),
        maximum_attempts: p.maximum_attempts,
        non_retryable_error_types: p.non_retryable_error_types.into_iter().map(Text::from).collect(),
    })
}

fn activity(seq: Seq, a: history::ActivityTaskScheduledEventAttributes) -> ScheduleActivity {
    let (start_to_close, schedule_to_close) = (length(a.start_to_close_timeout), length(a.schedule_to_close_timeout));
    let has_timeout = [start_to_close, schedule_to_close].iter().flatten().any(|timeout| !timeout.is_zero());
    ScheduleActivity {
        seq,
        activity_id: a.activity_id.into(),
        activity_type: a.activity_type.unwrap_or_default().name.into(),
        task_queue: a.task_queue.unwrap_or_default().name.into(),
        header: map(a.header.as_ref()),
        arguments: list(a.input.as_ref()),
        schedule_to_close_timeout: schedule_to_close,
        schedule_to_start_timeout: length(a.schedule_to_start_timeout),
        start_to_close_timeout: if has_timeout { start_to_close } else { Some(ANY_TIMEOUT) },
        heartbeat_timeout: length(a.heartbeat_timeout),
        retry_policy: retry(a.retry_policy),
        cancellation_type: CancellationType::WaitCancellationCompleted,
        priority: a.priority,
        ..ScheduleActivity::default()
    }
}

fn child(seq: Seq, c: history::StartChildWorkflowExecutionInitiatedEventAttributes) -> StartChildWorkflow {
    StartChildWorkflow {
        seq,
        parent_close_policy: c.parent_close_policy(),
        workflow_id_reuse_policy: c.workflow_id_reuse_policy(),
        namespace: c.namespace.into(),
        workflow_id: c.workflow_id.into(),
        workflow_type: c.workflow_type.unwrap_or_default().name.into(),
        task_queue: c.task_queue.unwrap_or_default().name.into(),
        input: list(c.input.as_ref()),
        workflow_execution_timeout: length(c.workflow_execution_timeout),
        workflow_run_timeout: length(c.workflow_run_timeout),
        workflow_task_timeout: length(c.workflow_task_timeout),
        retry_policy: retry(c.retry_policy),
        cron_schedule: c.cron_schedule.into(),
        header: map(c.header.as_ref()),
        memo: map(c.memo.as_ref()),
        search_attributes: some_map(c.search_attributes.as_ref()),
        cancellation_type: OperationCancellationType::WaitCancellationCompleted,
        priority: c.priority,
        versioning_override: c.versioning_override,
        ..StartChildWorkflow::default()
    }
}

fn signal(seq: Seq, s: history::SignalExternalWorkflowExecutionInitiatedEventAttributes) -> SignalExternalWorkflow {
    let execution = s.workflow_execution.unwrap_or_default();
    let target = if s.child_workflow_only {
        SignalTarget::Child(execution.workflow_id.into())
    } else {
        let (workflow_id, run_id) = (execution.workflow_id.into(), execution.run_id.into());
        SignalTarget::Execution { namespace: s.namespace.into(), execution: Execution { workflow_id, run_id } }
    };
    SignalExternalWorkflow {
        seq,
        target,
        signal_name: s.signal_name.into(),
        input: list(s.input.as_ref()),
        header: map(s.header.as_ref()),
    }
}

fn nexus(seq: Seq, n: history::NexusOperationScheduledEventAttributes) -> ScheduleNexusOperation {
    ScheduleNexusOperation {
        seq,
        endpoint: n.endpoint.into(),
        service: n.service.into(),
        operation: n.operation.into(),
        input: n.input.as_ref().map(Payload::from_message),
        schedule_to_close_timeout: length(n.schedule_to_close_timeout),
        schedule_to_start_timeout: length(n.schedule_to_start_timeout),
        start_to_close_timeout: length(n.start_to_close_timeout),
        nexus_header: n.nexus_header.into_iter().map(|(key, value)| (key.into(), value.into())).collect(),
        cancellation_type: OperationCancellationType::WaitCancellationCompleted,
    }
}

fn response(completed: history::WorkflowExecutionUpdateCompletedEventAttributes) -> UpdateResponse {
    match completed.outcome.and_then(|outcome| outcome.value) {
        Some(outcome::Value::Failure(failure)) => UpdateResponse::Rejected(Failure::from_message(&failure)),
        Some(outcome::Value::Success(success)) => {
            UpdateResponse::Completed(success.payloads.first().map(Payload::from_message))
        }
        None => UpdateResponse::Completed(None),
    }
}

fn close(attributes: Option<A>) -> Option<HostKind> {
    Some(match attributes? {
        A::WorkflowExecutionCompletedEventAttributes(c) => {
            let first = c.result.and_then(|result| result.payloads.into_iter().next());
            HostKind::CompleteWorkflow { result: first.as_ref().map(Payload::from_message) }
        }
        A::WorkflowExecutionFailedEventAttributes(f) => {
            HostKind::FailWorkflow { failure: Failure::from_message(&f.failure.unwrap_or_default()) }
        }
        A::WorkflowExecutionCanceledEventAttributes(c) => {
            HostKind::CancelWorkflow { details: c.details.is_some().then(|| list(c.details.as_ref())) }
        }
        A::WorkflowExecutionContinuedAsNewEventAttributes(c) => HostKind::ContinueAsNew(Box::new(ContinueAsNew {
            initial_versioning_behavior: c.initial_versioning_behavior(),
            workflow_type: c.workflow_type.unwrap_or_default().name.into(),
            task_queue: c.task_queue.unwrap_or_default().name.into(),
            arguments: list(c.input.as_ref()),
            workflow_run_timeout: length(c.workflow_run_timeout),
            workflow_task_timeout: length(c.workflow_task_timeout),
            memo: map(c.memo.as_ref()),
            header: map(c.header.as_ref()),
            search_attributes: some_map(c.search_attributes.as_ref()),
            backoff_start_interval: length(c.backoff_start_interval),
            ..ContinueAsNew::default()
        })),
        _ => return None,
    })
}
