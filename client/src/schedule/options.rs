//! Decides what a schedule is: when it acts, what it does, and what happens where that meets something.

use super::{NewWorkflowExecutionInfo, ScheduleOverlapPolicy, ScheduleSpec, error::ScheduleError, handle::Backfill};
use crate::{search::SearchAttributes, time};
use dacapo_proto::temporal::api::{
    common::v1::Payload,
    schedule::v1::{self as wire, ScheduleAction, ScheduleState, schedule_action::Action},
};
use std::{collections::BTreeMap, time::Duration};

/// A schedule.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct Schedule {
    /// When it acts.
    pub spec: ScheduleSpec,
    /// The workflow that it starts; `Client::scheduled_workflow` makes one. The time is appended to its id.
    pub workflow: NewWorkflowExecutionInfo,
    /// What happens where its time comes at an unhandy moment.
    pub policies: SchedulePolicies,
    /// What people are to know of its state.
    pub note: String,
    /// Whether it does not act for now.
    pub is_paused: bool,
    /// How often it still acts; `None` for any number.
    pub remaining_actions: Option<i64>,
}

/// What happens where a schedule's time comes at an unhandy moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct SchedulePolicies {
    /// While the workflow of the time before still runs. `Unspecified` is `Skip`.
    pub overlap: ScheduleOverlapPolicy,
    /// How long after its time it still acts, where the server was away; `None` for a year.
    pub catch_up_window: Option<Duration>,
    /// Whether it is paused once a workflow has failed or timed out.
    pub pauses_on_failure: bool,
    /// Whether workflow ids are as they are, without the time appended.
    pub keeps_workflow_id: bool,
}

/// How a schedule is made.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct ScheduleOptions {
    /// Whether it acts once right away, too.
    pub triggers: bool,
    /// Times of the past that it acts for.
    pub backfills: Vec<Backfill>,
    /// What people are to see of it, and nobody searches. `Client::payload` writes values.
    pub memo: BTreeMap<String, Payload>,
    /// What it is found by.
    pub search_attributes: SearchAttributes,
}

impl Schedule {
    /// Starts this workflow at these times, and is the server's default otherwise.
    #[must_use]
    pub fn new(spec: ScheduleSpec, workflow: NewWorkflowExecutionInfo) -> Self {
        Self { spec, workflow, ..Self::default() }
    }

    pub(super) fn to_wire(&self) -> Result<wire::Schedule, ScheduleError> {
        let too_long = |option| ScheduleError::InvalidOption { option, problem: "a length is too long" };
        let Self { spec, workflow, policies, note, is_paused, remaining_actions } = self;
        let policies = wire::SchedulePolicies {
            overlap_policy: policies.overlap.into(),
            catchup_window: time::length(policies.catch_up_window).ok_or_else(|| too_long("catch_up_window"))?,
            pause_on_failure: policies.pauses_on_failure,
            keep_original_workflow_id: policies.keeps_workflow_id,
        };
        Ok(wire::Schedule {
            spec: Some(spec.to_wire().ok_or_else(|| too_long("spec"))?),
            action: Some(ScheduleAction { action: Some(Action::StartWorkflow(workflow.clone())) }),
            policies: Some(policies),
            state: Some(ScheduleState {
                notes: note.clone(),
                paused: *is_paused,
                limited_actions: remaining_actions.is_some(),
                remaining_actions: remaining_actions.unwrap_or_default(),
            }),
        })
    }

    pub(super) fn of_wire(wire: wire::Schedule) -> Self {
        let policies = wire.policies.unwrap_or_default();
        let state = wire.state.unwrap_or_default();
        let workflow = match wire.action.and_then(|action| action.action) {
            Some(Action::StartWorkflow(workflow)) => workflow,
            None => NewWorkflowExecutionInfo::default(),
        };
        Self {
            spec: ScheduleSpec::of_wire(wire.spec.unwrap_or_default()),
            workflow,
            policies: SchedulePolicies {
                overlap: policies.overlap_policy(),
                catch_up_window: time::duration(policies.catchup_window),
                pauses_on_failure: policies.pause_on_failure,
                keeps_workflow_id: policies.keep_original_workflow_id,
            },
            note: state.notes,
            is_paused: state.paused,
            remaining_actions: state.limited_actions.then_some(state.remaining_actions),
        }
    }
}
