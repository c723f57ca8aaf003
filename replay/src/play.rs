//! Plays a history: hands it to a run as a server would, and lets a host answer until the history is at its end.

use crate::recorded::{Facts, Plan, RecordedHost};
use bytes::Bytes;
use dacapo_core::{
    error::{Fault, Malformed, Misuse},
    id::{EventId, Text},
    machine::Machine,
    workflow::{
        Run,
        activation::Activation,
        task::{Input, Output, RunConfig, TaskEnd, WorkflowTask},
    },
};

/// What came of playing a history.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Played {
    /// What the history is of.
    pub facts: Facts,
    /// How many activations there were.
    pub activations: usize,
    /// How many commands the host gave.
    pub commands: usize,
    /// How it ended.
    pub outcome: Outcome,
}

/// How playing a history ended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// Every command was confirmed, and every event applied.
    Ok,
    /// The commands and the history do not fit, or the history is not one that a server writes.
    Faulted(Fault),
    /// The run never asked for commands that the history holds.
    Unasked {
        /// The workflow task they belong to.
        task: EventId,
        /// The event of the first of them.
        event: EventId,
    },
    /// The host broke the contract of a run: a command of its cannot be issued.
    Misused(Misuse),
}

/// How a history reaches the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// The pages, as encoded histories, in order; one page of everything where there are none.
    pub pages: Vec<Bytes>,
    /// Whether the task brings only the newest events, so that the run has to fetch the rest from the start.
    pub starts_from_last_page: bool,
}

/// Plays a history with the commands that it implies.
///
/// # Errors
///
/// The history cannot be read.
pub fn play(history: &Bytes) -> Result<Played, Malformed> {
    Ok(play_plan(history, Plan::of(history)?))
}

/// Plays a history with the commands of a plan, which may be another one's.
#[must_use]
pub fn play_plan(history: &Bytes, plan: Plan) -> Played {
    let facts = plan.facts.clone();
    let mut host = RecordedHost::new(plan);
    let mut player = Player::new(history.clone(), &facts, Delivery::default());
    let outcome = player.run_to_end(|activation| host.answer(activation));
    let outcome = match (outcome, host.left_over()) {
        (Outcome::Ok, Some((task, step))) => Outcome::Unasked { task, event: step.event },
        (outcome, _) => outcome,
    };
    Played { facts, activations: player.activations, commands: host.commands, outcome }
}

/// A run and the history that it is given.
#[derive(Debug)]
pub struct Player {
    run: Run,
    pages: std::vec::IntoIter<Bytes>,
    /// How many activations were handed out.
    pub activations: usize,
}

impl Player {
    /// Begins to play; `facts` are those of the history's own plan.
    #[must_use]
    pub fn new(history: Bytes, facts: &Facts, delivery: Delivery) -> Self {
        let config = RunConfig {
            namespace: Text::from_static("default"),
            task_queue: Text::default(),
            workflow_id: facts.workflow_id.clone(),
            run_id: facts.run_id.clone(),
            server_keeps_flags: true,
            ..RunConfig::default()
        };
        let mut pages = delivery.pages;
        if pages.is_empty() {
            pages.push(history);
        }
        // A history that ends with a started task is handed out with that task; any other one with its last
        // completed task, which is replayed and not answered.
        let (started, previous) = match facts.open_start {
            Some(started) => (started, facts.last_completed_start),
            None => (facts.last_completed_start, facts.last_completed_start),
        };
        let mut task = WorkflowTask {
            attempt: 1,
            started_event_id: started,
            previous_started_event_id: previous,
            ..WorkflowTask::default()
        };
        if delivery.starts_from_last_page {
            task.history = pages.pop().unwrap_or_default();
        } else {
            task.history = pages.remove(0);
            task.has_more = !pages.is_empty();
        }
        let mut run = Run::new(config);
        // A new run takes a first task whatever is in it.
        let begun = run.handle((), Input::Task(Box::new(task)));
        debug_assert_eq!(begun, Ok(()));
        Self { run, pages: pages.into_iter(), activations: 0 }
    }

    /// The run.
    #[must_use]
    pub const fn run(&self) -> &Run {
        &self.run
    }

    /// Lets `host` answer every activation until the history is at its end.
    pub fn run_to_end(
        &mut self,
        mut host: impl FnMut(&Activation) -> dacapo_core::command::host::Completion,
    ) -> Outcome {
        while let Some(output) = self.run.poll() {
            let input = match output {
                Output::Activate(activation) => {
                    self.activations += 1;
                    Input::Completed(host(&activation))
                }
                Output::FetchHistory(_) => {
                    let history = self.pages.next().unwrap_or_default();
                    Input::Page { history, has_more: !self.pages.as_slice().is_empty() }
                }
                Output::TaskEnded(end) => match *end {
                    TaskEnd::Failed(failure) => {
                        return match failure.fault {
                            Some(fault) => Outcome::Faulted(fault),
                            None => Outcome::Ok,
                        };
                    }
                    TaskEnd::Completed(_) | TaskEnd::QueryAnswered(_) | TaskEnd::Silent => return Outcome::Ok,
                },
                // What history holds no outcome for has none here either: the task ends without it.
                Output::RunLocalActivity(_) => Input::HeartbeatDue,
                Output::CancelLocalActivity { .. } | Output::Evicted => continue,
            };
            if let Err(misuse) = self.run.handle((), input) {
                return Outcome::Misused(misuse);
            }
        }
        Outcome::Ok
    }
}
