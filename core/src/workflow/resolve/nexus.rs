//! Performs the transitions of Nexus operations.

use super::{Run, impossible};
use crate::{
    command::{Command, Kind},
    error::Fault,
    failure::Failure,
    id::{EventId, Seq},
    payload::Payload,
    workflow::{
        activation::{Job, NexusOperationResult, NexusOperationStart},
        entity::{Entity, nexus_operation},
    },
};
use dacapo_proto::temporal::api::failure::v1::{NexusOperationFailureInfo, failure::FailureInfo};

/// How a Nexus operation, or the delivery of its cancellation, ended.
pub(in crate::workflow) enum NexusEnd {
    Completed(Option<Payload>),
    Failed(Failure),
    Canceled(Failure),
    TimedOut(Failure),
    CancelDelivered,
    CancelNotDelivered(Failure),
}

impl Run {
    pub(in crate::workflow) fn step_nexus(
        &mut self,
        seq: Seq,
        input: nexus_operation::Input,
        end: Option<NexusEnd>,
        event: Option<EventId>,
    ) -> Result<(), Fault> {
        use nexus_operation::Effect as E;
        let Some(entity) = self.entities.nexus_operations.get_mut(seq) else { return Ok(()) };
        let (state, effects) = nexus_operation::step(entity.state, input)
            .ok_or_else(|| impossible(event, "a Nexus operation in this state cannot have this event"))?;
        entity.state = state;
        let (scheduled, token) = (entity.scheduled, entity.token.clone());
        let mut end = end;
        for effect in effects {
            match effect {
                E::Withdraw => {
                    self.withdraw(&Entity::NexusOperation(seq));
                    let failure = self.nexus_canceled(seq, "Nexus Operation cancelled before scheduled");
                    self.start_resolved(seq, NexusOperationStart::Failed(failure));
                }
                E::RequestCancel => {
                    let kind = Kind::RequestCancelNexusOperation { scheduled };
                    self.enqueue(Entity::NexusOperation(seq), Command::new(kind, None));
                }
                E::ResolveStart => self.start_resolved(seq, NexusOperationStart::Started(token.clone())),
                E::ResolveStartSync => self.start_resolved(seq, NexusOperationStart::Sync),
                E::ResolveStartFailed => {
                    if let Some(NexusEnd::Failed(f) | NexusEnd::Canceled(f) | NexusEnd::TimedOut(f)) = end.take() {
                        self.start_resolved(seq, NexusOperationStart::Failed(f));
                    }
                }
                E::Resolve => {
                    if let Some(end) = end.take() {
                        self.resolve_nexus(seq, end);
                    }
                }
                E::ResolveCanceled => {
                    let failure = self.nexus_canceled(seq, "Nexus operation cancelled after starting");
                    self.jobs.push(Job::ResolveNexusOperation { seq, result: NexusOperationResult::Canceled(failure) });
                }
            }
        }
        if state.is_end() {
            self.entities.nexus_operations.remove(seq);
            self.entities.by_event.remove(&scheduled);
        }
        Ok(())
    }

    fn start_resolved(&mut self, seq: Seq, result: NexusOperationStart) {
        self.jobs.push(Job::ResolveNexusOperationStart { seq, result });
    }

    fn resolve_nexus(&mut self, seq: Seq, end: NexusEnd) {
        let result = match end {
            NexusEnd::Completed(result) => NexusOperationResult::Completed(result.unwrap_or_default()),
            NexusEnd::Failed(failure) => NexusOperationResult::Failed(failure),
            NexusEnd::Canceled(failure) => NexusOperationResult::Canceled(failure),
            NexusEnd::TimedOut(failure) => NexusOperationResult::TimedOut(failure),
            NexusEnd::CancelDelivered => {
                let message = "Nexus operation cancellation request completed";
                NexusOperationResult::Canceled(self.nexus_canceled(seq, message))
            }
            NexusEnd::CancelNotDelivered(cause) => {
                let message = "Nexus operation cancellation request failed";
                NexusOperationResult::Failed(self.nexus_failure(seq, message, &cause))
            }
        };
        self.jobs.push(Job::ResolveNexusOperation { seq, result });
    }

    fn nexus_canceled(&self, seq: Seq, message: &str) -> Failure {
        self.nexus_failure(seq, message, &Failure::canceled("", None))
    }

    fn nexus_failure(&self, seq: Seq, message: &str, cause: &Failure) -> Failure {
        let Some(operation) = self.entities.nexus_operations.get(seq) else { return Failure::default() };
        let info = NexusOperationFailureInfo {
            scheduled_event_id: operation.scheduled.0,
            endpoint: (&operation.endpoint).into(),
            service: (&operation.service).into(),
            operation: (&operation.operation).into(),
            operation_token: (&operation.token).into(),
            ..Default::default()
        };
        Failure::layer(message, FailureInfo::NexusOperationExecutionFailureInfo(info), Some(cause))
    }
}
