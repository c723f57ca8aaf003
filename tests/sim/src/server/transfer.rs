//! Decides what one run does to another in the model, a moment later and in no order: children, signals, cancellations.

use super::{Alarm, Server, close::How, execution::Run};
use dacapo_proto::temporal::api::{
    command::v1::{
        RequestCancelExternalWorkflowExecutionCommandAttributes as CancelAsked,
        SignalExternalWorkflowExecutionCommandAttributes as SignalAsked,
    },
    history::v1::WorkflowExecutionCancelRequestedEventAttributes,
};
use std::time::Duration;

/// The longest that one run's doing takes to reach another, in milliseconds.
const MOST_MILLIS: u64 = 20;

/// Something that one run does to another, or that leaves a run for a worker.
#[derive(Clone, Debug)]
pub(super) enum Transfer {
    StartChild { parent: Run, initiated: i64 },
    ChildClosed { parent: (Run, i64), child: Run, how: How },
    Terminate(Run),
    CancelChild { child: Run, request: Box<WorkflowExecutionCancelRequestedEventAttributes> },
    Signal { from: Run, initiated: i64, asked: Box<SignalAsked> },
    Cancel { from: Run, initiated: i64, asked: Box<CancelAsked> },
    StartOperation { run: Run, scheduled: i64 },
}

impl Server {
    pub(super) fn transfer(&mut self, transfer: Transfer) {
        let after = Duration::from_millis(self.random.up_to(MOST_MILLIS));
        self.alarm(after, Alarm::Transfer(Box::new(transfer)));
    }

    pub(super) fn transferred(&mut self, transfer: Transfer) {
        match transfer {
            Transfer::StartChild { parent, initiated } => self.start_child(parent, initiated),
            Transfer::ChildClosed { parent, child, how } => self.child_closed(parent, child, how),
            Transfer::Terminate(run) => {
                self.terminate(run, ("by parent close policy".into(), "history-service".into()));
            }
            Transfer::CancelChild { child, request } => self.cancel_requested(child, *request),
            Transfer::Signal { from, initiated, asked } => self.signal_external(from, initiated, *asked),
            Transfer::Cancel { from, initiated, asked } => self.cancel_external(from, initiated, *asked),
            Transfer::StartOperation { run, scheduled } => self.dispatch_operation(run, scheduled),
        }
    }
}
