//! Replays a whole history with workflow code, or with whatever else answers.

use crate::transcript::Act;
use bytes::Bytes;
use dacapo_core::{
    command::host::{Completion, Success},
    error::{Fault, Misuse},
    id::EventId,
    machine::Machine,
    workflow::{
        Run,
        activation::{Activation, Job},
        task::{Input, Output, RunConfig, TaskCompletion, TaskEnd, WorkflowTask},
    },
};

/// What came of a replay.
#[derive(Debug, Default)]
pub struct Replayed {
    /// What was told.
    pub told: Vec<Act>,
    /// Why it could not go on.
    pub fault: Option<Fault>,
    /// The contract that the host broke.
    pub misuse: Option<Misuse>,
    /// What the run would have the server know in the end.
    pub completion: Option<TaskCompletion>,
}

/// Replays the history in `pages`, the last completed task of which started with the event `last`.
///
/// # Panics
///
/// The run asks for more than `limit` answers, or never ends its task.
pub fn replay(
    config: RunConfig,
    pages: &[Bytes],
    last: i64,
    limit: usize,
    mut host: impl FnMut(&Activation) -> Completion,
) -> Replayed {
    let mut pages = pages.iter().cloned();
    let mut run = Run::new(config);
    let mut replayed = Replayed::default();
    let task = WorkflowTask {
        attempt: 1,
        history: pages.next().unwrap_or_default(),
        has_more: pages.len() > 0,
        previous_started_event_id: EventId(last),
        started_event_id: EventId(last),
        ..WorkflowTask::default()
    };
    let mut next = Some(Input::Task(Box::new(task)));
    for _ in 0..limit {
        if let Some(input) = next.take()
            && let Err(misuse) = run.handle((), input)
        {
            replayed.misuse = Some(misuse);
            return replayed;
        }
        let output = run.poll().unwrap_or_else(|| panic!("the run waits for nothing: {run:#?}"));
        match output {
            Output::Activate(activation) => {
                if matches!(activation.jobs.first(), Some(Job::RemoveFromCache { .. })) {
                    return replayed;
                }
                replayed.told.extend(Act::of(&activation));
                next = Some(Input::Completed(host(&activation)));
            }
            Output::FetchHistory(_) => {
                let history = pages.next().unwrap_or_default();
                next = Some(Input::Page { history, has_more: pages.len() > 0 });
            }
            Output::TaskEnded(end) => {
                match *end {
                    TaskEnd::Failed(failure) => replayed.fault = failure.fault,
                    TaskEnd::Completed(completion) => replayed.completion = Some(completion),
                    TaskEnd::QueryAnswered(_) | TaskEnd::Silent => {}
                }
                return replayed;
            }
            // What history holds no outcome of has none here either.
            Output::RunLocalActivity(_) => next = Some(Input::HeartbeatDue),
            Output::CancelLocalActivity { .. } | Output::Evicted => {}
        }
    }
    panic!("{limit} steps were not enough")
}

/// A host's answer with these commands.
#[must_use]
pub fn completed(commands: Vec<dacapo_core::command::host::HostCommand>) -> Completion {
    Success::with(commands)
}
