//! Writes down what a run told its host, so that two runs can be compared.

use dacapo_core::{
    failure::Failure,
    id::Text,
    payload::Payload,
    time::WallTime,
    workflow::activation::{Activation, ActivityResolution, Job, Resolution},
};

/// One activation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The last event that was applied.
    pub at: i64,
    /// The workflow's time.
    pub time: WallTime,
    /// Whether the run said that it is replaying.
    pub is_replaying: bool,
    /// What was told.
    pub jobs: Vec<Told>,
}

/// One job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// All that the job says, as far as replay has to say it again.
    pub text: String,
    /// What decides its place in an activation.
    pub rank: u8,
    /// The update that it is the request of.
    pub update: Option<Text>,
}

impl Act {
    /// Writes an activation down; `None` where it only asks queries or for eviction.
    #[must_use]
    pub fn of(activation: &Activation) -> Option<Self> {
        let jobs: Vec<Told> = activation.jobs.iter().filter_map(tell).collect();
        (!jobs.is_empty()).then(|| Self {
            at: activation.history_length.0,
            time: activation.time.unwrap_or_default().0,
            is_replaying: activation.is_replaying,
            jobs,
        })
    }
}

/// The number of jobs that wait for nothing but local activities.
pub const LOCAL: u8 = 5;

fn tell(job: &Job) -> Option<Told> {
    let (rank, text) = match job {
        // Only replay says which patches lie ahead; what code makes of it shows in its commands.
        Job::NotifyHasPatch { .. } | Job::QueryWorkflow(_) | Job::RemoveFromCache { .. } => return None,
        Job::InitializeWorkflow(_) => (0, format!("{job:?}")),
        Job::UpdateRandomSeed { .. } => (2, format!("{job:?}")),
        Job::SignalWorkflow(_) => (3, format!("{job:?}")),
        Job::DoUpdate(update) => (3, format!("DoUpdate {:?} {:?}", update.protocol_instance_id, update.request)),
        Job::ResolveActivity { seq, result, is_local: true } => (LOCAL, format!("Local {seq} {}", local(result))),
        _ => (4, format!("{job:?}")),
    };
    let update = match job {
        Job::DoUpdate(update) => Some(update.protocol_instance_id.clone()),
        _ => None,
    };
    Some(Told { text, rank, update })
}

/// The outcome of a local activity passes through a marker, which a server may write with its fields in another order.
fn local(result: &ActivityResolution) -> String {
    match result {
        ActivityResolution::Ended(Resolution::Completed(result)) => {
            format!("completed {:?}", result.as_ref().map(Payload::to_message))
        }
        ActivityResolution::Ended(Resolution::Failed(failure)) => format!("failed {}", shown(failure)),
        ActivityResolution::Ended(Resolution::Canceled(failure)) => format!("canceled {}", shown(failure)),
        backoff @ ActivityResolution::Backoff { .. } => format!("{backoff:?}"),
    }
}

fn shown(failure: &Failure) -> String {
    format!("{:?}", failure.to_message())
}
