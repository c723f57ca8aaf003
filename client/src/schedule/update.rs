//! Decides how a schedule is changed where others may change it at the same time.

use super::{Schedule, ScheduleError, ScheduleHandle};
use crate::{convert::Converter, error::Meaning};
use dacapo_proto::temporal::api::workflowservice::v1::UpdateScheduleRequest;
use dacapo_runtime::{Runtime, Transport};

/// How often a change is tried that others get in the way of.
const TRIES: u32 = 5;

impl<R: Runtime, T: Transport, C: Converter> ScheduleHandle<R, T, C> {
    /// Changes the schedule: what there is is read, changed by `edit`, and written, unless somebody else has written
    /// meanwhile. Then it begins anew, so that `edit` may be called more than once: it should set, not add.
    ///
    /// # Errors
    ///
    /// There is no such schedule, others change it all the time, or a call failed.
    pub async fn update(&self, mut edit: impl FnMut(&mut Schedule)) -> Result<(), ScheduleError> {
        let this = Self { client: self.client.for_several_calls(), ..self.clone() };
        let mut there = this.describe().await?;
        for _ in 0..TRIES {
            let mut wanted = there.schedule.clone();
            edit(&mut wanted);
            if wanted == there.schedule {
                return Ok(());
            }
            let (namespace, schedule_id) = self.names();
            let request = UpdateScheduleRequest {
                namespace,
                schedule_id,
                schedule: Some(wanted.to_wire()?),
                conflict_token: there.conflict_token,
                identity: self.client.identity().to_owned(),
                request_id: self.client.request_id(),
                ..Default::default()
            };
            let was_refused = match this.client.call(&request).await {
                Ok(_) => false,
                Err(call) if *call.meaning() == Meaning::FailedPrecondition => true,
                Err(call) => return Err(self.failed(call)),
            };
            // Servers up to 1.29 say yes and do nothing where somebody was faster.
            let now = this.describe().await?;
            if !was_refused && has_come(&there.schedule, &wanted, &now.schedule) {
                return Ok(());
            }
            there = now;
        }
        Err(ScheduleError::Conflict { schedule_id: self.schedule_id.clone(), attempts: TRIES })
    }
}

/// Whether what was wanted is there now. What the server writes in its own words, or counts down, is only known to be another
/// than before.
fn has_come(before: &Schedule, wanted: &Schedule, now: &Schedule) -> bool {
    fn is_there<V: PartialEq>(before: &V, wanted: &V, now: &V) -> bool {
        before == wanted || now == wanted || now != before
    }
    (before.note == wanted.note || now.note == wanted.note)
        && (before.is_paused == wanted.is_paused || now.is_paused == wanted.is_paused)
        && is_there(&before.spec, &wanted.spec, &now.spec)
        && is_there(&before.workflow, &wanted.workflow, &now.workflow)
        && is_there(&before.policies, &wanted.policies, &now.policies)
        && is_there(&before.remaining_actions, &wanted.remaining_actions, &now.remaining_actions)
}
