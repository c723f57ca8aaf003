//! Decides what each command of a host begins or cancels, and in which order commands are taken [TASK-2].
#![expect(clippy::wildcard_enum_match_arm, reason = "commands are taken in two steps, and what is left closes the run")]

use super::{
    LEGACY_QUERY, Outstanding, Run,
    entity::{CancelKey, Entity, activity, child_workflow, external_cancel, external_signal, nexus_operation, timer},
};
use crate::{
    command::{
        CancelExternal, Command, Kind, SignalExternal,
        host::{
            CancellationType, HostCommand, HostKind, QueryAnswer, ScheduleActivity, ScheduleNexusOperation,
            SignalExternalWorkflow, SignalTarget, StartChildWorkflow, Success,
        },
    },
    divergence::Reason,
    error::{Fault, Misuse},
    failure::Failure,
    flags::CoreFlag,
    history::CHANGE_VERSION,
    history::event::ParentExecution,
    id::{EventId, Seq, Text},
    payload::{PayloadMap, Payloads},
};
use alloc::{boxed::Box, collections::BTreeSet, format, string::ToString as _};
use bytes::Bytes;
use dacapo_proto::temporal::api::enums::v1::VersioningBehavior;

impl Run {
    /// Takes all that the host did in one activation.
    pub(super) fn feed(&mut self, answered: &Outstanding, success: Success) -> Result<(), Fault> {
        if let Some(snapshot) = &mut self.snapshot {
            snapshot.drew(&success.random_draws);
        }
        if let Some(task) = &mut self.task {
            task.used_flags.extend(&success.used_flags.iter().copied().collect());
            if success.versioning_behavior != VersioningBehavior::Unspecified {
                task.versioning_behavior = success.versioning_behavior;
            }
        }
        let cuts_at_terminal = !self.view.uses(CoreFlag::MoveTerminalCommands);
        let mut terminal = None;
        for command in success.commands {
            if !command.kind.is_terminal() {
                self.command(command)?;
            } else if terminal.is_none() {
                terminal = Some(command);
                if cuts_at_terminal {
                    break;
                }
            }
        }
        if let Some(terminal) = terminal {
            self.command(terminal)?;
        }
        self.answer_unanswered(answered);
        self.release_markers()
    }

    /// A query that the host passed over fails, so that whoever asked does not wait [TASK-4].
    fn answer_unanswered(&mut self, answered: &Outstanding) {
        let nothing = || QueryAnswer::Failed(Failure::application("Query response was empty", ""));
        match answered {
            Outstanding::LegacyQuery if self.task.is_some() => {
                self.answer_query(Text::from_static(LEGACY_QUERY), nothing());
            }
            Outstanding::Queries(ids) => {
                for id in ids {
                    let Some(task) = &mut self.task else { break };
                    if !task.answers.iter().any(|(answered, _)| answered == id) {
                        task.answers.push((id.clone(), nothing()));
                    }
                }
            }
            Outstanding::LegacyQuery | Outstanding::Jobs | Outstanding::Updates(_) | Outstanding::Eviction => {}
        }
    }

    fn command(&mut self, command: HostCommand) -> Result<(), Fault> {
        let HostCommand { kind, user_metadata } = command;
        match kind {
            HostKind::StartTimer(start) => {
                self.entities.timers.insert(
                    start.seq,
                    timer::Timer { state: timer::State::Commanded, started: EventId(0), foreign_id: None },
                );
                self.enqueue(Entity::Timer(start.seq), Command::new(Kind::StartTimer(start), user_metadata));
                Ok(())
            }
            HostKind::CancelTimer { seq } => {
                self.known(self.entities.timers.was_used(seq), "StartTimer", seq)?;
                let input =
                    if self.is_canceled_at_once(seq) { timer::Input::CancelRecorded } else { timer::Input::Cancel };
                self.step_timer(seq, input, None)
            }
            HostKind::ScheduleActivity(schedule) => {
                self.schedule_activity(schedule, user_metadata);
                Ok(())
            }
            HostKind::RequestCancelActivity { seq } => {
                self.known(self.entities.activities.was_used(seq), "ScheduleActivity", seq)?;
                let input = self.cancels_activity(seq);
                self.step_activity(seq, input, None, None)
            }
            HostKind::ScheduleLocalActivity(schedule) => {
                self.schedule_local_activity(schedule, user_metadata);
                Ok(())
            }
            HostKind::RequestCancelLocalActivity { seq } => {
                self.known(self.entities.local_activities.was_used(seq), "ScheduleLocalActivity", seq)?;
                self.cancel_local_activity(seq)
            }
            HostKind::StartChildWorkflow(start) => {
                self.start_child(start, user_metadata);
                Ok(())
            }
            HostKind::CancelChildWorkflow { seq, reason } => {
                self.known(self.entities.children.was_used(seq), "StartChildWorkflowExecution", seq)?;
                let Some(child) = self.entities.children.get_mut(seq) else { return Ok(()) };
                child.cancel_reason = reason;
                let input = child.cancellation_type.into();
                self.step_child(seq, input, None, None)
            }
            other => self.other_command(other, user_metadata),
        }
    }

    fn other_command(&mut self, kind: HostKind, user_metadata: Option<Bytes>) -> Result<(), Fault> {
        match kind {
            HostKind::RequestCancelExternalWorkflow { seq, execution, reason } => {
                self.cancel_external(seq, *execution, &reason, user_metadata);
                Ok(())
            }
            HostKind::SignalExternalWorkflow(signal) => {
                self.signal_external(*signal, user_metadata);
                Ok(())
            }
            HostKind::CancelSignalWorkflow { seq } => {
                self.known(self.entities.signals.was_used(seq), "SignalExternalWorkflowExecution", seq)?;
                self.step_signal(seq, external_signal::Input::Cancel, None, None)
            }
            HostKind::SetPatchMarker { patch_id, deprecated } => {
                self.set_patch(patch_id, deprecated, user_metadata);
                Ok(())
            }
            HostKind::UpsertWorkflowSearchAttributes { search_attributes } => {
                self.upsert(search_attributes, user_metadata);
                Ok(())
            }
            HostKind::ModifyWorkflowProperties { upserted_memo } => {
                let kind = Kind::ModifyWorkflowProperties { upserted_memo };
                self.enqueue(Entity::Properties, Command::new(kind, user_metadata));
                Ok(())
            }
            HostKind::RecordMarker(marker) => {
                let by = Entity::Marker(marker.marker_name.clone());
                self.enqueue(by, Command::new(Kind::RecordMarker(marker), user_metadata));
                Ok(())
            }
            HostKind::UpdateResponse { protocol_instance_id, response } => {
                self.respond_to_update(protocol_instance_id, response, user_metadata)
            }
            HostKind::ScheduleNexusOperation(schedule) => {
                self.schedule_nexus(schedule, user_metadata);
                Ok(())
            }
            HostKind::RequestCancelNexusOperation { seq } => {
                self.known(self.entities.nexus_operations.was_used(seq), "ScheduleNexusOperation", seq)?;
                let kind = self.entities.nexus_operations.get(seq).map(|operation| operation.cancellation_type);
                self.step_nexus(seq, kind.unwrap_or_default().into(), None, None)
            }
            HostKind::RespondToQuery { query_id, answer } => {
                self.answer_query(query_id, answer);
                Ok(())
            }
            terminal => {
                self.close(terminal, user_metadata);
                Ok(())
            }
        }
    }

    /// Whether a timer's command and its cancellation are both in history [COMMAND-5].
    fn is_canceled_at_once(&self, seq: Seq) -> bool {
        let is_commanded = self.entities.timers.get(seq).is_some_and(|timer| timer.state == timer::State::Commanded);
        is_commanded && !self.ahead.canceled_timers.is_empty() && {
            let own: Text = seq.to_string().into();
            self.ahead.canceled_timers.contains(&own)
        }
    }

    /// What the cancellation of an activity is to it.
    fn cancels_activity(&self, seq: Seq) -> activity::Input {
        let Some(activity) = self.entities.activities.get(seq) else { return activity::Input::CancelTry };
        let is_recorded = activity.state == activity::State::Commanded
            && self.ahead.canceled_activities.contains(&activity.activity_id);
        match activity.cancellation_type {
            CancellationType::TryCancel if is_recorded => activity::Input::CancelTryRecorded,
            CancellationType::WaitCancellationCompleted if is_recorded => activity::Input::CancelWaitRecorded,
            other => other.into(),
        }
    }

    fn schedule_activity(&mut self, schedule: Box<ScheduleActivity>, user_metadata: Option<Bytes>) {
        let activity = activity::Activity {
            state: activity::State::Commanded,
            activity_id: schedule.activity_id.clone(),
            activity_type: schedule.activity_type.clone(),
            cancellation_type: schedule.cancellation_type,
            scheduled: EventId(0),
            started: EventId(0),
        };
        let seq = schedule.seq;
        self.entities.activities.insert(seq, activity);
        self.enqueue(Entity::Activity(seq), Command::new(Kind::ScheduleActivityTask(schedule), user_metadata));
    }

    fn start_child(&mut self, start: Box<StartChildWorkflow>, user_metadata: Option<Bytes>) {
        let namespace = if start.namespace.is_empty() { &self.config.namespace } else { &start.namespace };
        let child = child_workflow::ChildWorkflow {
            state: child_workflow::State::Commanded,
            namespace: namespace.clone(),
            workflow_id: start.workflow_id.clone(),
            workflow_type: start.workflow_type.clone(),
            run_id: Text::default(),
            cancellation_type: start.cancellation_type,
            initiated: EventId(0),
            started: EventId(0),
            cancel_reason: Text::default(),
        };
        let seq = start.seq;
        self.entities.children.insert(seq, child);
        self.enqueue(Entity::ChildWorkflow(seq), Command::new(Kind::StartChildWorkflowExecution(start), user_metadata));
    }

    fn cancel_external(&mut self, seq: Seq, execution: ParentExecution, reason: &str, user_metadata: Option<Bytes>) {
        let run_id = &self.config.run_id;
        let reason = format!("Cancel requested by workflow with run id {run_id} with reason: {reason}").into();
        let cancel = CancelExternal {
            namespace: execution.namespace,
            workflow_id: execution.workflow_id,
            run_id: execution.run_id,
            child_workflow_only: false,
            reason,
        };
        let key = CancelKey::Host(seq);
        self.entities.cancels.insert(key, external_cancel::State::Commanded);
        let kind = Kind::RequestCancelExternalWorkflowExecution(Box::new(cancel));
        self.enqueue(Entity::ExternalCancel(key), Command::new(kind, user_metadata));
    }

    fn signal_external(&mut self, signal: SignalExternalWorkflow, user_metadata: Option<Bytes>) {
        let SignalExternalWorkflow { seq, target, signal_name, input, header } = signal;
        let namespace = match &target {
            SignalTarget::Execution { namespace, .. } => namespace.clone(),
            SignalTarget::Child(_) => self.config.namespace.clone(),
        };
        self.entities.signals.insert(seq, external_signal::State::Commanded);
        let signal = SignalExternal { namespace, target, signal_name, input, header };
        let kind = Kind::SignalExternalWorkflowExecution(Box::new(signal));
        self.enqueue(Entity::ExternalSignal(seq), Command::new(kind, user_metadata));
    }

    fn schedule_nexus(&mut self, schedule: Box<ScheduleNexusOperation>, user_metadata: Option<Bytes>) {
        let operation = nexus_operation::NexusOperation {
            state: nexus_operation::State::Commanded,
            endpoint: schedule.endpoint.clone(),
            service: schedule.service.clone(),
            operation: schedule.operation.clone(),
            token: Text::default(),
            cancellation_type: schedule.cancellation_type,
            scheduled: EventId(0),
        };
        let seq = schedule.seq;
        self.entities.nexus_operations.insert(seq, operation);
        let command = Command::new(Kind::ScheduleNexusOperation(schedule), user_metadata);
        self.enqueue(Entity::NexusOperation(seq), command);
    }

    /// A user may not write the attribute that core keeps the patches in: such an upsert is sent empty [UPSERT-1].
    fn upsert(&mut self, attributes: PayloadMap, user_metadata: Option<Bytes>) {
        let is_reserved = attributes.get(CHANGE_VERSION).is_some();
        let search_attributes = if is_reserved && self.view.uses(CoreFlag::UpsertSearchAttributeOnPatch) {
            PayloadMap::default()
        } else {
            self.view.inherited.search_attributes = self.view.inherited.search_attributes.merged(&attributes);
            attributes
        };
        let kind = Kind::UpsertWorkflowSearchAttributes { search_attributes };
        self.enqueue(Entity::SearchAttributes, Command::new(kind, user_metadata));
    }

    /// Closes the run; a continued one inherits what the host leaves out [CLOSE-1].
    fn close(&mut self, kind: HostKind, user_metadata: Option<Bytes>) {
        let kind = match kind {
            HostKind::CompleteWorkflow { result } => {
                Kind::CompleteWorkflowExecution { result: result.map(|payload| Payloads::from_iter([payload])) }
            }
            HostKind::FailWorkflow { failure } => Kind::FailWorkflowExecution { failure },
            HostKind::CancelWorkflow { details } => Kind::CancelWorkflowExecution { details },
            HostKind::ContinueAsNew(mut new) => {
                let inherited = &self.view.inherited;
                if new.workflow_type.is_empty() {
                    new.workflow_type = inherited.workflow_type.clone();
                }
                if new.memo.is_empty() {
                    new.memo = inherited.memo.clone();
                }
                if new.retry_policy.is_none() {
                    new.retry_policy = inherited.retry_policy();
                }
                if new.search_attributes.is_none() && !inherited.search_attributes.is_empty() {
                    new.search_attributes = Some(inherited.search_attributes.clone());
                }
                Kind::ContinueAsNewWorkflowExecution(new)
            }
            _ => return,
        };
        self.view.is_finished = true;
        self.enqueue(Entity::Close, Command::new(kind, user_metadata));
        self.cancel_local_activities();
    }

    /// A cancellation must be of something that the host asked for [COMMAND-2].
    fn known(&self, is_known: bool, command: &'static str, seq: Seq) -> Result<(), Fault> {
        if is_known {
            Ok(())
        } else {
            Err(self.diverged_at(self.view.applied, Reason::UnknownCommand { command, seq }))
        }
    }

    /// Two open commands of one kind cannot have one number; `begun` are those of the same completion.
    pub(super) fn check_seq(
        &self,
        index: usize,
        kind: &HostKind,
        begun: &mut BTreeSet<(&'static str, Seq)>,
    ) -> Result<(), Misuse> {
        let e = &self.entities;
        let (seq, is_open) = match kind {
            HostKind::StartTimer(c) => (c.seq, e.timers.is_open(c.seq)),
            HostKind::ScheduleActivity(c) => (c.seq, e.activities.is_open(c.seq)),
            HostKind::ScheduleLocalActivity(c) => (c.seq, e.local_activities.is_open(c.seq)),
            HostKind::StartChildWorkflow(c) => (c.seq, e.children.is_open(c.seq)),
            HostKind::SignalExternalWorkflow(c) => (c.seq, e.signals.is_open(c.seq)),
            HostKind::RequestCancelExternalWorkflow { seq, .. } => {
                (*seq, e.cancels.contains_key(&CancelKey::Host(*seq)))
            }
            HostKind::ScheduleNexusOperation(c) => (c.seq, e.nexus_operations.is_open(c.seq)),
            _ => return Ok(()),
        };
        let command = kind.name();
        if is_open || !begun.insert((command, seq)) { Err(Misuse::SeqInUse { index, command, seq }) } else { Ok(()) }
    }
}
