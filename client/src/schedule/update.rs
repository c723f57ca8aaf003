//! Decides how a schedule is changed where others may change it at the same time.

use super::{Schedule, ScheduleError, ScheduleHandle};
use crate::{convert::Converter, error::Meaning};
use dacapo_proto::temporal::api::workflowservice::v1::UpdateScheduleRequest;
use dacapo_runtime::{Runtime, Transport};

/// How often a change is tried that others get in the way of.
const TRIES: u32 = 5;

impl<R: Runtime, T: Transport, C: Converter> ScheduleHandle<R, T, C> {
    /// Changes the schedule: what there is is read, changed by `edit`, and written, unless somebody else has written
    /// meanwhile. Then it begins anew, so that `edit` may be called more than once.
    ///
    /// # Errors
    ///
    /// There is no such schedule, others change it all the time, or a call failed.
    pub async fn update(&self, mut edit: impl FnMut(&mut Schedule)) -> Result<(), ScheduleError> {
        for _ in 0..TRIES {
            let mut there = self.describe().await?;
            edit(&mut there.schedule);
            let (namespace, schedule_id) = self.names();
            let request = UpdateScheduleRequest {
                namespace,
                schedule_id,
                schedule: Some(there.schedule.to_wire()?),
                conflict_token: there.conflict_token,
                identity: self.client.identity().to_owned(),
                request_id: self.client.request_id(),
                ..Default::default()
            };
            match self.client.call(&request).await {
                Ok(_) => return Ok(()),
                Err(call) if *call.meaning() == Meaning::FailedPrecondition => {}
                Err(call) => return Err(self.failed(call)),
            }
        }
        Err(ScheduleError::Conflict { schedule_id: self.schedule_id.clone(), attempts: TRIES })
    }
}
