//! dacapo-core as an engine: a run that is given the history's bytes and answered from the script.

use crate::{
    case::Case,
    engine::{Engine, Kind, Replay, Tally},
    meter::Meter,
    plan::{self, Payload},
    script::Script,
};
use anyhow::{Context, Result, bail};
use bytes::Bytes;
use dacapo_core::{
    command::host::{
        CancellationType, HostCommand, HostKind, ScheduleActivity, ScheduleLocalActivity, StartTimer, Success,
        UpdateResponse,
    },
    id::{EventId, Seq},
    machine::Machine,
    payload::{self, Payloads},
    time::WallTime,
    workflow::{
        Run,
        activation::{Activation, Job},
        task::{Input, Output, RunConfig, TaskEnd, WorkflowTask},
    },
};
use prost::Message;

/// The engine.
#[expect(clippy::unnecessary_wraps, reason = "the other engines may be left out of a build")]
pub(crate) fn engine() -> Option<Box<dyn Engine>> {
    Some(Box::new(Dacapo))
}

#[derive(Debug)]
struct Dacapo;

struct Prepared {
    script: Script<HostCommand>,
    bytes: Bytes,
    last_started: EventId,
}

impl Engine for Dacapo {
    fn kind(&self) -> Kind {
        Kind::Dacapo
    }

    fn prepare(&self, case: &Case) -> Result<Box<dyn Replay>> {
        let last = case.plan.groups.last().context("a history without a workflow task")?;
        Ok(Box::new(Prepared {
            script: Script::new(&case.plan, translate),
            bytes: case.bytes.clone(),
            last_started: EventId(last.started_event_id),
        }))
    }
}

impl Replay for Prepared {
    fn run(self: Box<Self>, meter: &mut Meter) -> Result<Tally> {
        let Self { mut script, bytes, last_started } = *self;
        meter.start();
        let mut run = Run::new(RunConfig { server_keeps_flags: true, ..RunConfig::default() });
        let task = WorkflowTask {
            attempt: 1,
            history: bytes,
            started_event_id: last_started,
            previous_started_event_id: last_started,
            ..WorkflowTask::default()
        };
        run.handle((), Input::Task(Box::new(task)))?;
        let mut tally = Tally::default();
        while let Some(output) = run.poll() {
            match output {
                Output::Activate(activation) => {
                    tally.activations += 1;
                    let commands = answer(&activation, &mut script);
                    drop(activation);
                    run.handle((), Input::Completed(Success::with(commands)))?;
                }
                Output::TaskEnded(end) => match *end {
                    TaskEnd::Failed(failure) => bail!("dacapo rejects the history: {:?}", failure.fault),
                    TaskEnd::Completed(_) | TaskEnd::QueryAnswered(_) | TaskEnd::Silent => break,
                },
                Output::FetchHistory(_)
                | Output::RunLocalActivity(_)
                | Output::CancelLocalActivity { .. }
                | Output::Evicted => bail!("dacapo asks for what no replay needs"),
            }
        }
        tally.commands = script.finish()?;
        meter.stop();
        Ok(tally)
    }
}

fn answer(activation: &Activation, script: &mut Script<HostCommand>) -> Vec<HostCommand> {
    for job in &activation.jobs {
        match job {
            Job::DoUpdate(update) => script.update_arrived((&update.protocol_instance_id).into()),
            Job::ResolveActivity { seq, is_local: true, .. } => script.local_activity_resolved(seq.0),
            _ => {}
        }
    }
    script.answer(activation.history_length.0)
}

fn translate(command: &plan::Command) -> HostCommand {
    use plan::Command as C;
    let kind = match command {
        C::StartTimer { seq, after } => {
            HostKind::StartTimer(StartTimer { seq: Seq(*seq), start_to_fire_timeout: *after })
        }
        C::ScheduleActivity { seq, activity_id, activity_type, task_queue, input, start_to_close } => {
            HostKind::ScheduleActivity(Box::new(ScheduleActivity {
                seq: Seq(*seq),
                activity_id: activity_id.as_str().into(),
                activity_type: activity_type.as_str().into(),
                task_queue: task_queue.as_str().into(),
                arguments: payloads(input),
                start_to_close_timeout: Some(*start_to_close),
                ..ScheduleActivity::default()
            }))
        }
        C::ScheduleLocalActivity { seq, activity_id, activity_type, attempt, original_schedule_time, start_to_close } => {
            let time = |(seconds, nanos): (i64, i32)| WallTime { seconds, nanos: nanos.unsigned_abs() };
            HostKind::ScheduleLocalActivity(Box::new(ScheduleLocalActivity {
                seq: Seq(*seq),
                activity_id: activity_id.as_str().into(),
                activity_type: activity_type.as_str().into(),
                attempt: *attempt,
                original_schedule_time: original_schedule_time.map(time),
                start_to_close_timeout: Some(*start_to_close),
                cancellation_type: CancellationType::WaitCancellationCompleted,
                ..ScheduleLocalActivity::default()
            }))
        }
        C::AcceptUpdate { protocol_instance_id } => HostKind::UpdateResponse {
            protocol_instance_id: protocol_instance_id.as_str().into(),
            response: UpdateResponse::Accepted,
        },
        C::CompleteUpdate { protocol_instance_id, result } => HostKind::UpdateResponse {
            protocol_instance_id: protocol_instance_id.as_str().into(),
            response: UpdateResponse::Completed(Some(payload(result))),
        },
        C::CompleteWorkflow { result } => HostKind::CompleteWorkflow { result: result.as_ref().map(payload) },
    };
    kind.into()
}

fn payloads(list: &[Payload]) -> Payloads {
    list.iter().map(payload).collect()
}

fn payload(of: &Payload) -> payload::Payload {
    let message = temporalio_protos::temporal::api::common::v1::Payload {
        metadata: of.metadata.iter().map(|(key, value)| (key.clone(), value.to_vec())).collect(),
        data: of.data.to_vec(),
        ..Default::default()
    };
    payload::Payload::from_encoded(Bytes::from(message.encode_to_vec()))
}
