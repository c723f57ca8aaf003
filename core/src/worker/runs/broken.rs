//! Decides what becomes of a run that does not take what it is given, which is a bug of ours: it alone goes, and the next
//! task finds it anew from its history [WORKER-16].

use super::Runs;
use crate::{
    failure::Failure,
    id::Text,
    time::Now,
    worker::{desk::Desk, local_activity::LocalActivities, observe::Level, purpose::Purpose, slots::SlotKind},
    workflow::task::TaskFailure,
};
use alloc::{format, vec::Vec};
use dacapo_proto::temporal::api::enums::v1::WorkflowTaskFailedCause as Cause;

impl Runs {
    /// Lets go of a run that is broken, whatever its host is doing: `false` where it is not. What the host still says of it is
    /// told as misuse.
    pub(super) fn abandon_if_broken(
        &mut self,
        desk: &mut Desk,
        locals: &mut LocalActivities,
        now: Now,
        run_id: &Text,
    ) -> bool {
        let Some(cached) = self.runs.get_mut(run_id).filter(|cached| cached.is_broken) else { return false };
        let task = cached.task.take();
        let text = "a workflow task met a bug of the worker";
        desk.log(Level::Error, || format!("run {run_id} is let go: {text}"));
        if let Some(task) = task {
            desk.release(SlotKind::Workflow);
            let failure = Failure::application(text, "WorkerBug");
            let failure = TaskFailure::new(Cause::WorkflowWorkerUnhandledFailure, failure, task.attempt < 2);
            self.report_failed(desk, now, run_id, (&task, &failure));
        }
        let pages: Vec<_> =
            desk.calls.those(|purpose| matches!(purpose, Purpose::HistoryPage(of) if of == run_id)).collect();
        for page in pages {
            desk.cancel_call(page);
        }
        locals.forget_run(desk, run_id);
        self.evicted(desk, locals, now, run_id);
        true
    }
}
