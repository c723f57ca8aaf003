//! Decides what can be done with a schedule that is there, short of changing what it is.

use super::{Schedule, ScheduleError, ScheduleOverlapPolicy};
use crate::{CallError, Client, convert::Converter, error::Meaning, search::SearchAttributes, time};
use bytes::Bytes;
use dacapo_core::time::WallTime;
use dacapo_proto::temporal::api::{
    common::v1::Payload,
    schedule::v1::{BackfillRequest, ScheduleInfo, SchedulePatch, TriggerImmediatelyRequest},
    workflowservice::v1::{
        DeleteScheduleRequest, DescribeScheduleRequest, ListScheduleMatchingTimesRequest, PatchScheduleRequest,
    },
};
use dacapo_runtime::{Runtime, Transport};
use std::{collections::BTreeMap, fmt};

/// One schedule, by its id. Having a handle says nothing of whether there is such a schedule.
#[derive(Clone)]
pub struct ScheduleHandle<R, T, C> {
    pub(super) client: Client<R, T, C>,
    pub(super) schedule_id: String,
}

impl<R, T, C> fmt::Debug for ScheduleHandle<R, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScheduleHandle").field("schedule_id", &self.schedule_id).finish_non_exhaustive()
    }
}

/// What the server knows of a schedule.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ScheduleDescription {
    /// What it is. Cron expressions have become calendars and intervals.
    pub schedule: Schedule,
    /// What it has done and will do.
    pub info: ScheduleInfo,
    /// Its memo, encoded.
    pub memo: BTreeMap<String, Payload>,
    /// What it is found by.
    pub search_attributes: SearchAttributes,
    /// Which state of it this is.
    pub(super) conflict_token: Bytes,
}

/// A time of the past for which a schedule acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct Backfill {
    /// Its beginning. The first moment is part of it.
    pub start_at: WallTime,
    /// Its end. The last moment is part of it.
    pub end_at: WallTime,
    /// What happens where workflows meet. `Unspecified` is the schedule's.
    pub overlap: ScheduleOverlapPolicy,
}

impl Backfill {
    pub(super) fn to_wire(self) -> BackfillRequest {
        let (start_time, end_time) = (Some(time::timestamp(self.start_at)), Some(time::timestamp(self.end_at)));
        BackfillRequest { start_time, end_time, overlap_policy: self.overlap.into() }
    }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// A handle of a schedule.
    #[must_use]
    pub fn schedule(&self, schedule_id: impl Into<String>) -> ScheduleHandle<R, T, C> {
        ScheduleHandle { client: self.clone(), schedule_id: schedule_id.into() }
    }
}

impl<R: Runtime, T: Transport, C: Converter> ScheduleHandle<R, T, C> {
    /// The schedule's id.
    #[must_use]
    pub fn schedule_id(&self) -> &str {
        &self.schedule_id
    }

    /// Asks the server what it knows of the schedule.
    ///
    /// # Errors
    ///
    /// There is no such schedule, or the call failed.
    pub async fn describe(&self) -> Result<ScheduleDescription, ScheduleError> {
        let (namespace, schedule_id) = self.names();
        let request = DescribeScheduleRequest { namespace, schedule_id };
        let answer = self.client.call(&request).await.map_err(|call| self.failed(call))?;
        Ok(ScheduleDescription {
            schedule: Schedule::of_wire(answer.schedule.unwrap_or_default()),
            info: answer.info.unwrap_or_default(),
            memo: answer.memo.unwrap_or_default().fields,
            search_attributes: SearchAttributes::of_wire(answer.search_attributes),
            conflict_token: answer.conflict_token,
        })
    }

    /// Has it not act until it is told to go on. The note says why; it must not be empty.
    ///
    /// # Errors
    ///
    /// There is no such schedule, or the call failed.
    pub async fn pause(&self, note: &str) -> Result<(), ScheduleError> {
        self.patch(SchedulePatch { pause: said(note)?, ..Default::default() }).await
    }

    /// Has it act again. The note says why; it must not be empty.
    ///
    /// # Errors
    ///
    /// There is no such schedule, or the call failed.
    pub async fn unpause(&self, note: &str) -> Result<(), ScheduleError> {
        self.patch(SchedulePatch { unpause: said(note)?, ..Default::default() }).await
    }

    /// Has it act now, once. `Unspecified` leaves to its own policy what happens where its workflow runs already.
    ///
    /// # Errors
    ///
    /// There is no such schedule, or the call failed.
    pub async fn trigger(&self, overlap: ScheduleOverlapPolicy) -> Result<(), ScheduleError> {
        let trigger = TriggerImmediatelyRequest { overlap_policy: overlap.into(), ..Default::default() };
        self.patch(SchedulePatch { trigger_immediately: Some(trigger), ..Default::default() }).await
    }

    /// Has it act for times that have passed.
    ///
    /// # Errors
    ///
    /// There is no such schedule, or the call failed.
    pub async fn backfill(&self, times: &[Backfill]) -> Result<(), ScheduleError> {
        let backfill_request = times.iter().map(|backfill| backfill.to_wire()).collect();
        self.patch(SchedulePatch { backfill_request, ..Default::default() }).await
    }

    /// The times at which it acts between two others, as its calendars and intervals say.
    ///
    /// # Errors
    ///
    /// There is no such schedule, or the call failed.
    pub async fn matching_times(&self, from: WallTime, to: WallTime) -> Result<Vec<WallTime>, ScheduleError> {
        let (namespace, schedule_id) = self.names();
        let (start_time, end_time) = (Some(time::timestamp(from)), Some(time::timestamp(to)));
        let request = ListScheduleMatchingTimesRequest { namespace, schedule_id, start_time, end_time };
        let answer = self.client.call(&request).await.map_err(|call| self.failed(call))?;
        Ok(answer.start_time.into_iter().map(time::wall_time).collect())
    }

    /// Deletes it. Workflows that it has started go on.
    ///
    /// # Errors
    ///
    /// There is no such schedule, or the call failed. Where the call was made more than once, there may be none because the
    /// first attempt deleted it.
    pub async fn delete(&self) -> Result<(), ScheduleError> {
        let (namespace, schedule_id) = self.names();
        let request = DeleteScheduleRequest { namespace, schedule_id, identity: self.client.identity().to_owned() };
        self.client.call(&request).await.map_err(|call| self.failed(call))?;
        Ok(())
    }

    async fn patch(&self, patch: SchedulePatch) -> Result<(), ScheduleError> {
        let (namespace, schedule_id) = self.names();
        let request = PatchScheduleRequest {
            namespace,
            schedule_id,
            patch: Some(patch),
            identity: self.client.identity().to_owned(),
            request_id: self.client.request_id(),
        };
        self.client.call(&request).await.map_err(|call| self.failed(call))?;
        Ok(())
    }

    pub(super) fn names(&self) -> (String, String) {
        (self.client.namespace().to_owned(), self.schedule_id.clone())
    }

    /// Why a call about it failed.
    pub(super) fn failed(&self, call: CallError) -> ScheduleError {
        if *call.meaning() != Meaning::NotFound {
            return call.into();
        }
        ScheduleError::NotFound { schedule_id: self.schedule_id.clone(), call }
    }
}

/// A note that says something: the server takes an empty one for no wish at all.
fn said(note: &str) -> Result<String, ScheduleError> {
    let problem = "say why: without a note the server does nothing";
    if note.is_empty() { Err(ScheduleError::InvalidOption { option: "note", problem }) } else { Ok(note.to_owned()) }
}
