//! Performs the transitions of signals to, and cancellations of, other executions.

use super::{Run, impossible};
use crate::{
    error::Fault,
    failure::Failure,
    id::{EventId, Seq},
    workflow::{
        activation::Job,
        entity::{CancelKey, Entity, external_cancel, external_signal},
    },
};
use dacapo_proto::temporal::api::enums::v1::{
    CancelExternalWorkflowExecutionFailedCause as CancelCause,
    SignalExternalWorkflowExecutionFailedCause as SignalCause,
};

impl Run {
    pub(in crate::workflow) fn step_signal(
        &mut self,
        seq: Seq,
        input: external_signal::Input,
        cause: Option<SignalCause>,
        event: Option<EventId>,
    ) -> Result<(), Fault> {
        use external_signal::Effect as E;
        let Some(entity) = self.entities.signals.get_mut(seq) else { return Ok(()) };
        let (state, effects) = external_signal::step(*entity, input)
            .ok_or_else(|| impossible(event, "a signal in this state cannot have this event"))?;
        *entity = state;
        let cause = cause.unwrap_or_default();
        for effect in effects {
            let failure = match effect {
                E::Withdraw => {
                    self.withdraw(&Entity::ExternalSignal(seq));
                    Some(Failure::canceled("Signal was cancelled before being sent", None))
                }
                E::Resolve => None,
                E::ResolveFailed => Some(signal_failure(cause)),
            };
            self.jobs.push(Job::ResolveSignalExternal { seq, failure, cause });
        }
        if state.is_end() {
            self.entities.signals.remove(seq);
        }
        Ok(())
    }

    pub(in crate::workflow) fn step_cancel(
        &mut self,
        key: CancelKey,
        input: external_cancel::Input,
        cause: Option<CancelCause>,
        event: EventId,
    ) -> Result<(), Fault> {
        let Some(entity) = self.entities.cancels.get_mut(&key) else { return Ok(()) };
        let (state, effects) = external_cancel::step(*entity, input)
            .ok_or_else(|| impossible(Some(event), "a cancellation in this state cannot have this event"))?;
        *entity = state;
        // The host is told only of what it asked for itself [CANCEL-1].
        if let (CancelKey::Host(seq), [effect, ..]) = (key, effects) {
            let cause = cause.unwrap_or_default();
            let failure = match effect {
                external_cancel::Effect::Resolve => None,
                external_cancel::Effect::ResolveFailed => Some(cancel_failure(cause)),
            };
            self.jobs.push(Job::ResolveRequestCancelExternal { seq, failure, cause });
        }
        if state.is_end() {
            self.entities.cancels.remove(&key);
        }
        Ok(())
    }
}

fn signal_failure(cause: SignalCause) -> Failure {
    let (message, kind) = match cause {
        SignalCause::ExternalWorkflowExecutionNotFound => {
            ("Unable to signal external workflow because it was not found", "ExternalWorkflowExecutionNotFound")
        }
        SignalCause::NamespaceNotFound => {
            ("Unable to signal external workflow because it was not found", "NamespaceNotFound")
        }
        SignalCause::SignalCountLimitExceeded => {
            let message = "Unable to signal external workflow because The per-workflow signal limit was exceeded";
            (message, "SignalCountLimitExceeded")
        }
        SignalCause::Unspecified => ("Unable to signal external workflow because unknown", "Unspecified"),
    };
    Failure::application(message, kind)
}

fn cancel_failure(cause: CancelCause) -> Failure {
    let (message, kind) = match cause {
        CancelCause::ExternalWorkflowExecutionNotFound => {
            ("Unable to cancel external workflow because not found", "ExternalWorkflowExecutionNotFound")
        }
        CancelCause::NamespaceNotFound => ("Unable to cancel external workflow because not found", "NamespaceNotFound"),
        CancelCause::Unspecified => ("Unable to cancel external workflow because unknown", "Unspecified"),
    };
    Failure::application(message, kind)
}
