//! Gives a run that stays cached one workflow task at a time, and compares what it asks for with what history holds.

use crate::{joined, page};
use bytes::Bytes;
use dacapo_core::{
    command::{Command, Description, describe_event},
    history::{
        Events,
        event::{Attributes, Event, LocalActivityMarker, Marker},
    },
    id::{EventId, Seq},
    machine::Machine,
    time::{WallTime, WorkflowTime},
    workflow::{
        Run,
        activation::Activation,
        task::{
            Input, LocalActivityEnd, LocalActivityOutcome, Output, RunConfig, TaskEnd, UpdateMessage, WorkflowTask,
        },
    },
};
use dacapo_replay::recorded::{Plan, RecordedHost};
use std::{collections::BTreeMap, time::Duration};

#[test]
fn a_cached_run_asks_for_what_history_holds() {
    let (mut count, mut lived, mut skipped, mut bad) =
        (0, Lived::default(), BTreeMap::<&str, usize>::new(), Vec::new());
    for (name, history) in crate::histories() {
        let events: Vec<Event> = Events::new(history.clone()).flatten().collect();
        if let Some(reason) = impossible(&events) {
            *skipped.entry(reason).or_default() += 1;
            continue;
        }
        count += 1;
        match Life::new(&history, &events).live() {
            Ok(more) => {
                lived.tasks += more.tasks;
                lived.commands += more.commands;
            }
            Err(error) => bad.push(format!("{name}: {error}")),
        }
    }
    println!("one task at a time: {count} histories, {lived:?}; skipped: {skipped:?}");
    assert!(bad.is_empty(), "{} of {count}:\n{}", bad.len(), bad.join("\n"));
    assert!(count > 3 * skipped.values().sum::<usize>(), "most histories can be lived again");
}

/// How much was compared.
#[derive(Clone, Copy, Debug, Default)]
struct Lived {
    tasks: usize,
    commands: usize,
}

/// Why a live run of this core cannot have written a history.
fn impossible(events: &[Event]) -> Option<&'static str> {
    let mut flags = dacapo_core::flags::FlagSet::default();
    let (mut has_patch, mut has_core_sdk) = (false, true);
    for event in events {
        match &event.attributes {
            Attributes::WorkflowTaskCompleted(completed) => flags.extend(&completed.core_used_flags),
            Attributes::MarkerRecorded(Marker::Patch { .. }) => has_patch = true,
            Attributes::MarkerRecorded(Marker::Other { .. }) => has_core_sdk = false,
            Attributes::TimerStarted { timer_id } => has_core_sdk &= timer_id.parse::<u32>().is_ok(),
            _ => {}
        }
    }
    if !has_core_sdk {
        return Some("written by an SDK that is not built on a core");
    }
    (has_patch && !flags.contains(2)).then_some("written before patches had upserts (flag 2)")
}

/// One execution, lived again.
struct Life<'a> {
    events: &'a [Event],
    run: Run,
    host: RecordedHost,
    outstanding: Option<Box<Activation>>,
    ended: Option<TaskEnd>,
    /// The workflow's time when each running local activity was scheduled.
    running: BTreeMap<Seq, WallTime>,
    now: WorkflowTime,
}

impl<'a> Life<'a> {
    fn new(history: &Bytes, events: &'a [Event]) -> Self {
        let plan = Plan::of(history).expect("a recorded history can be read");
        let run = Run::new(RunConfig {
            namespace: "default".into(),
            workflow_id: plan.facts.workflow_id.clone(),
            run_id: plan.facts.run_id.clone(),
            server_keeps_flags: true,
            ..RunConfig::default()
        });
        let host = RecordedHost::lazy(plan);
        let (outstanding, ended) = (None, None);
        Self { events, run, host, outstanding, ended, running: BTreeMap::new(), now: WorkflowTime::default() }
    }

    /// Lives through every task that was completed.
    fn live(mut self) -> Result<Lived, String> {
        let (mut from, mut previous, mut lived) = (0, EventId(0), Lived::default());
        for (place, event) in self.events.iter().enumerate() {
            let Attributes::WorkflowTaskCompleted(completed) = &event.attributes else { continue };
            let commands = self.events.iter().skip(place + 1).take_while(|event| event.is_command());
            let commands: Vec<&Event> = commands.collect();
            let until = usize::try_from(completed.started.0).unwrap_or_default();
            let fetched = self.events.get(from..until).unwrap_or_default();
            let pages: Vec<Bytes> = fetched.iter().map(|event| page(&event.encoded)).collect();
            self.give(Input::Task(Box::new(WorkflowTask {
                attempt: 1,
                history: joined(&pages),
                started_event_id: completed.started,
                previous_started_event_id: previous,
                messages: self.messages(&commands),
                ..WorkflowTask::default()
            })))?;
            self.answer_task(&commands)
                .map_err(|error| format!("the task started by {}: {error}", completed.started))?;
            // The task after brings what came after its start.
            from = until;
            previous = completed.started;
            lived.tasks += 1;
            lived.commands += commands.len();
            self.give(Input::TaskAccepted { reset_history_event_id: None })?;
        }
        Ok(lived)
    }

    /// The requests of the updates that the task accepted, unless history has them.
    fn messages(&self, commands: &[&Event]) -> Vec<UpdateMessage> {
        let mut messages = Vec::new();
        for event in commands {
            let Attributes::UpdateAccepted(accepted) = &event.attributes else { continue };
            if accepted.request.encoded.is_empty() {
                continue;
            }
            messages.push(UpdateMessage {
                id: accepted.message_id.clone(),
                protocol_instance_id: accepted.protocol_instance_id.clone(),
                sequencing: accepted.sequencing,
                request: accepted.request.clone(),
            });
        }
        messages
    }

    fn answer_task(&mut self, commands: &[&Event]) -> Result<(), String> {
        let mut markers = commands.iter().filter_map(|event| local_activity(event)).peekable();
        let limit = 20 + 4 * commands.len();
        for _ in 0..limit {
            if let Some(end) = self.ended.take() {
                return compare(end, commands);
            }
            if let Some(activation) = self.outstanding.take() {
                self.now = activation.time.unwrap_or(self.now);
                let answer = self.host.answer(&activation);
                self.give(Input::Completed(answer))?;
            } else if let Some(marker) = markers.next_if(|marker| self.running.contains_key(&marker.seq)) {
                let end = self.end(marker);
                self.give(Input::LocalActivityEnded(Box::new(end)))?;
            } else {
                // Its outcome is recorded later.
                self.give(Input::HeartbeatDue)?;
            }
        }
        Err("it is not answered".into())
    }

    /// How a local activity ended, as its marker tells it.
    fn end(&mut self, marker: &LocalActivityMarker) -> LocalActivityEnd {
        let scheduled = self.running.remove(&marker.seq).unwrap_or_default();
        let outcome = match (&marker.failure, marker.backoff) {
            (Some(failure), Some(backoff)) => LocalActivityOutcome::Backoff { failure: failure.clone(), backoff },
            (Some(failure), None) => LocalActivityOutcome::Failed(failure.clone()),
            (None, _) => LocalActivityOutcome::Completed(marker.result.clone()),
        };
        LocalActivityEnd {
            seq: marker.seq,
            attempt: marker.attempt,
            outcome,
            ran_for: marker.complete_time.map(|end| between(scheduled, end)).unwrap_or_default(),
            original_schedule_time: marker.original_schedule_time,
        }
    }

    fn give(&mut self, input: Input) -> Result<(), String> {
        self.run.handle((), input).map_err(|misuse| misuse.to_string())?;
        while let Some(output) = self.run.poll() {
            match output {
                Output::Activate(activation) => self.outstanding = Some(activation),
                Output::TaskEnded(end) => self.ended = Some(*end),
                Output::RunLocalActivity(task) => {
                    self.running.insert(task.command.seq, self.now.0);
                }
                Output::CancelLocalActivity { seq, is_awaited: false } => {
                    self.running.remove(&seq);
                }
                Output::CancelLocalActivity { is_awaited: true, .. } | Output::Evicted => {}
                Output::FetchHistory(_) => return Err("it asks for more history".into()),
            }
        }
        Ok(())
    }
}

fn between(from: WallTime, to: WallTime) -> Duration {
    let nanos = |t: WallTime| i128::from(t.seconds) * 1_000_000_000 + i128::from(t.nanos);
    Duration::from_nanos(u64::try_from(nanos(to) - nanos(from)).unwrap_or_default())
}

fn local_activity<'e>(event: &&'e Event) -> Option<&'e LocalActivityMarker> {
    match &event.attributes {
        Attributes::MarkerRecorded(Marker::LocalActivity(marker)) => Some(marker),
        _ => None,
    }
}

/// Type and subject of each command are those of its event.
fn compare(end: TaskEnd, commands: &[&Event]) -> Result<(), String> {
    let TaskEnd::Completed(completion) = end else { return Err(format!("it ends otherwise: {end:?}")) };
    let shown = |d: Description| format!("{} {:?}", d.command, d.subject);
    let asked: Vec<String> = completion.commands.iter().map(Command::describe).map(shown).collect();
    // A snapshot is no command of the workflow's.
    let is_snapshot = |e: &&&Event| matches!(e.attributes, Attributes::MarkerRecorded(Marker::Determinism { .. }));
    let recorded =
        commands.iter().filter(|event| !is_snapshot(event)).map(|event| shown(describe_event(&event.encoded)));
    let recorded: Vec<String> = recorded.collect();
    if asked == recorded { Ok(()) } else { Err(format!("it asks for\n  {asked:?}, history holds\n  {recorded:?}")) }
}
