//! Decides what cancellation does: of one command, and of the workflow.

use super::{
    Host,
    pending::{Outcome, Work},
    strand::{Origin, StrandId, Waits},
};
use crate::{program::ActionKind, value};
use dacapo_core::{command::host::HostKind, failure::Failure, id::Seq};

impl Host {
    /// Cancels a pending command, once.
    pub(super) fn cancel(&mut self, seq: Seq) {
        let Some(pending) = self.pending.get_mut(&seq).filter(|pending| !pending.is_canceled) else { return };
        pending.is_canceled = true;
        let work = pending.work;
        self.push_cancel(seq, work);
        // A canceled timer tells nobody: it is gone.
        if let (Work::Timer | Work::Backoff { .. }, Some(pending)) = (work, self.pending.get(&seq).cloned()) {
            self.pending.remove(&seq);
            self.end(seq, &pending, Outcome::Canceled(value::canceled("Timer canceled")));
        }
    }

    pub(super) fn push_cancel(&mut self, seq: Seq, work: Work) {
        let command = match work {
            Work::Timer | Work::Backoff { .. } | Work::Moment(_) => HostKind::CancelTimer { seq },
            Work::Activity => HostKind::RequestCancelActivity { seq },
            Work::LocalActivity => HostKind::RequestCancelLocalActivity { seq },
            Work::ChildWorkflow => HostKind::CancelChildWorkflow { seq, reason: "canceled by its parent".into() },
            Work::SignalExternal => HostKind::CancelSignalWorkflow { seq },
            Work::NexusOperation => HostKind::RequestCancelNexusOperation { seq },
            // A request to cancel cannot be taken back.
            Work::CancelExternal => return,
        };
        self.push(command);
    }

    /// Somebody asked the workflow to cancel.
    pub(super) fn cancel_requested(&mut self) {
        if let Some(actions) = self.program.on_cancel.clone() {
            return self.spawn(Origin::Cancel, actions);
        }
        self.is_cancel_requested = true;
        let pending: Vec<Seq> = self.pending.keys().copied().collect();
        for seq in pending {
            self.cancel(seq);
        }
        let waits = |waits: &Waits| matches!(waits, Waits::State(..) | Waits::Signal(_));
        let waiting = self.strands.iter().filter(|(_, strand)| waits(&strand.waits));
        let waiting: Vec<StrandId> = waiting.map(|(id, _)| *id).collect();
        for id in waiting {
            self.stop_waiting(id);
        }
    }

    /// Ends what a strand waits for that is no command.
    fn stop_waiting(&mut self, id: StrandId) {
        let Some(place) = self.strands.get(&id).and_then(super::strand::Strand::place) else { return };
        let Some(action) = place.action() else { return };
        debug_assert!(matches!(action.kind, ActionKind::AwaitState(_) | ActionKind::AwaitSignal(_)));
        if self.settle(id, action, Outcome::Canceled(value::canceled("Workflow canceled"))) {
            self.wake(id);
        }
    }

    /// A cancellation that nothing takes care of: where the workflow was asked to cancel, that is how it ends.
    pub(super) fn canceled(&mut self, id: StrandId, failure: Failure) {
        let is_update = self.strands.get(&id).is_some_and(|strand| matches!(strand.origin, Origin::Update { .. }));
        if self.is_cancel_requested && !is_update {
            self.close(HostKind::CancelWorkflow { details: None });
        } else {
            self.raise(id, failure);
        }
    }
}
