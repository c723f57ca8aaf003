//! Issues the commands of operations.

use super::{Code, Op, Waiting, What, failure};
use crate::model::event;
use dacapo_core::{
    command::{
        RecordMarker,
        host::{
            CancellationType, HostCommand, HostKind, OperationCancellationType, ScheduleActivity,
            ScheduleLocalActivity, ScheduleNexusOperation, SignalExternalWorkflow, SignalTarget, StartChildWorkflow,
            StartTimer,
        },
    },
    history::{CHANGE_VERSION, event::Execution, event::ParentExecution},
    id::{Seq, Text},
    payload::{Payload, PayloadMap, Payloads},
};
use dacapo_proto::temporal::api::sdk::v1::UserMetadata;
use prost::Message as _;
use std::time::Duration;

impl Code<'_> {
    fn next(&mut self, what: What, then: usize, started: Option<usize>) -> Seq {
        let used = self.used.entry(what).or_default();
        *used += 1;
        let seq = Seq(*used);
        self.waiting.insert((what, seq), Waiting { then, started, is_canceled: false, again: None });
        seq
    }

    /// The nth of its kind, from the newest, that was ever asked for; it may be long over.
    fn nth(&mut self, what: What, nth: usize) -> Option<Seq> {
        let used = self.used.get(&what).copied().filter(|used| *used > 0)?;
        let seq = Seq(used - u32::try_from(nth).unwrap_or_default() % used);
        if let Some(waiting) = self.waiting.get_mut(&(what, seq)) {
            waiting.is_canceled = true;
        }
        Some(seq)
    }

    fn push(&mut self, kind: HostKind) {
        self.out.push(kind.into());
    }

    pub(super) fn command(&mut self, op: Op) {
        match op {
            Op::Timer { then } => {
                let seq = self.next(What::Timer, then, None);
                self.timer(seq);
            }
            Op::CancelTimer { nth } => {
                if let Some(seq) = self.nth(What::Timer, nth) {
                    if let Some(waiting) = self.waiting.remove(&(What::Timer, seq)) {
                        self.canceled_now.insert(seq);
                        // Code that waits on to schedule a local activity again goes on without it.
                        if self.backoffs.remove(&seq).is_some() {
                            self.run(waiting.then);
                        }
                    }
                    self.push(HostKind::CancelTimer { seq });
                }
            }
            Op::Activity { cancellation, then } => self.activity(cancellation, then),
            Op::CancelActivity { nth } => {
                if let Some(seq) = self.nth(What::Activity, nth) {
                    self.push(HostKind::RequestCancelActivity { seq });
                }
            }
            Op::LocalActivity { cancellation, then } => {
                let local = ScheduleLocalActivity {
                    activity_type: "local".into(),
                    start_to_close_timeout: Some(Duration::from_secs(5)),
                    cancellation_type: cancellation,
                    include_arguments_in_marker: then.is_multiple_of(2),
                    arguments: Payloads::from_iter([Payload::from_message(&event::payload("argument"))]),
                    ..ScheduleLocalActivity::default()
                };
                self.schedule_local(HostKind::ScheduleLocalActivity(Box::new(local)), then);
            }
            Op::CancelLocalActivity { nth } => {
                if let Some(seq) = self.nth(What::LocalActivity, nth) {
                    self.push(HostKind::RequestCancelLocalActivity { seq });
                }
            }
            op => self.other_command(op),
        }
    }

    fn timer(&mut self, seq: Seq) {
        let start_to_fire_timeout = Duration::from_secs(u64::from(seq.0));
        let summary = Some(event::payload("summary"));
        let metadata = UserMetadata { summary, ..UserMetadata::default() };
        self.out.push(HostCommand {
            kind: HostKind::StartTimer(StartTimer { seq, start_to_fire_timeout }),
            user_metadata: Some(metadata.encode_to_vec().into()),
        });
    }

    fn activity(&mut self, cancellation_type: CancellationType, then: usize) {
        let seq = self.next(What::Activity, then, None);
        self.push(HostKind::ScheduleActivity(Box::new(ScheduleActivity {
            seq,
            activity_id: format!("activity-{seq}").into(),
            activity_type: "remote".into(),
            start_to_close_timeout: Some(Duration::from_secs(5)),
            cancellation_type,
            ..ScheduleActivity::default()
        })));
    }

    pub(super) fn schedule_local(&mut self, mut kind: HostKind, then: usize) {
        let seq = self.next(What::LocalActivity, then, None);
        if let HostKind::ScheduleLocalActivity(local) = &mut kind {
            local.seq = seq;
            local.activity_id = format!("local-{seq}").into();
        }
        if let Some(waiting) = self.waiting.get_mut(&(What::LocalActivity, seq)) {
            waiting.again = Some(kind.clone());
        }
        self.push(kind);
    }

    /// A local activity goes on after a timer.
    pub(super) fn back_off(&mut self, again: HostKind, then: usize) {
        if self.fuel == 0 {
            return;
        }
        self.fuel -= 1;
        let seq = self.next(What::Timer, then, None);
        self.backoffs.insert(seq, again);
        self.timer(seq);
    }

    fn other_command(&mut self, op: Op) {
        match op {
            Op::Child { cancellation, started, then } => self.child(cancellation, started, then),
            Op::CancelChild { nth } => {
                if let Some(seq) = self.nth(What::Child, nth) {
                    self.push(HostKind::CancelChildWorkflow { seq, reason: "no more".into() });
                }
            }
            Op::SignalChild { nth, then } => {
                let child = u32::try_from(nth).unwrap_or_default() + 1;
                self.signal(SignalTarget::Child(format!("child-{child}").into()), then);
            }
            Op::SignalExternal { then } => {
                let execution = Execution { workflow_id: "other".into(), run_id: Text::default() };
                self.signal(SignalTarget::Execution { namespace: "default".into(), execution }, then);
            }
            Op::CancelSignal { nth } => {
                if let Some(seq) = self.nth(What::Signal, nth) {
                    self.push(HostKind::CancelSignalWorkflow { seq });
                }
            }
            Op::CancelExternal { then } => {
                let seq = self.next(What::CancelExternal, then, None);
                let execution = Box::new(ParentExecution {
                    namespace: "default".into(),
                    workflow_id: "other".into(),
                    run_id: Text::default(),
                });
                self.push(HostKind::RequestCancelExternalWorkflow { seq, execution, reason: "no more".into() });
            }
            Op::Nexus { cancellation, started, then } => {
                let seq = self.next(What::Nexus, then, Some(started));
                self.push(HostKind::ScheduleNexusOperation(Box::new(ScheduleNexusOperation {
                    seq,
                    endpoint: "endpoint".into(),
                    service: "service".into(),
                    operation: "operation".into(),
                    cancellation_type: cancellation,
                    ..ScheduleNexusOperation::default()
                })));
            }
            Op::CancelNexus { nth } => {
                if let Some(seq) = self.nth(What::Nexus, nth) {
                    self.push(HostKind::RequestCancelNexusOperation { seq });
                }
            }
            op => self.record(op),
        }
    }

    fn child(&mut self, cancellation_type: OperationCancellationType, started: usize, then: usize) {
        let seq = self.next(What::Child, then, Some(started));
        self.push(HostKind::StartChildWorkflow(Box::new(StartChildWorkflow {
            seq,
            workflow_id: format!("child-{seq}").into(),
            workflow_type: "child".into(),
            cancellation_type,
            ..StartChildWorkflow::default()
        })));
    }

    fn signal(&mut self, target: SignalTarget, then: usize) {
        let seq = self.next(What::Signal, then, None);
        self.push(HostKind::SignalExternalWorkflow(Box::new(SignalExternalWorkflow {
            seq,
            target,
            signal_name: "signal".into(),
            input: Payloads::default(),
            header: PayloadMap::default(),
        })));
    }

    fn record(&mut self, op: Op) {
        let entry = |name: &'static str| {
            let value = Payload::from_message(&event::payload("value"));
            PayloadMap::from_iter([(Text::from_static(name), value)])
        };
        match op {
            Op::Upsert { is_reserved } => {
                let name = if is_reserved { CHANGE_VERSION } else { "CustomKeyword" };
                self.push(HostKind::UpsertWorkflowSearchAttributes { search_attributes: entry(name) });
            }
            Op::Modify => self.push(HostKind::ModifyWorkflowProperties { upserted_memo: entry("memo") }),
            Op::Marker => {
                let marker_name = Text::from_static("own-marker");
                self.push(HostKind::RecordMarker(Box::new(RecordMarker { marker_name, ..RecordMarker::default() })));
            }
            Op::Complete => {
                self.is_finished = true;
                let result = Some(Payload::from_message(&event::payload("result")));
                self.push(HostKind::CompleteWorkflow { result });
            }
            Op::Fail => {
                self.is_finished = true;
                self.push(HostKind::FailWorkflow { failure: failure("workflow") });
            }
            Op::Cancel => {
                self.is_finished = true;
                self.push(HostKind::CancelWorkflow { details: None });
            }
            Op::ContinueAsNew => {
                self.is_finished = true;
                self.push(HostKind::ContinueAsNew(Box::default()));
            }
            other => unreachable!("{other:?} is no command"),
        }
    }
}
