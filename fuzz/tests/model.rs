//! Random executions replay as they were lived, and between them they see everything that can happen.
//!
//! `DACAPO_LIVES` says how many there are.

use dacapo_fuzz::{
    activation_script,
    model::{
        choice::Noise,
        sim::{Entry, Tally},
    },
};
use dacapo_proto::temporal::api::enums::v1::EventType;
use std::{cell::RefCell, collections::BTreeSet, env};

thread_local! {
    static SEEN: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

#[test]
fn random_executions_replay_as_they_were() {
    let lives = env::var("DACAPO_LIVES").ok().and_then(|lives| lives.parse().ok()).unwrap_or(150);
    let mut tally = Tally::default();
    for seed in 0..lives {
        tally.add(&activation_script::run_observed(&random(seed), see).expect("the input has the right version"));
    }
    println!("{lives} executions: {tally:?}");
    assert!(tally.gave_up * 20 < lives, "{} of {lives} executions could not be checked", tally.gave_up);
    assert!(tally.exact > 100 * tally.flat, "{} tasks were compared job by job only", tally.flat);
    missing_events(tally.kinds);
    missing_jobs_and_commands();
}

/// The input of a random execution.
fn random(seed: usize) -> Vec<u8> {
    let mut noise = Noise::new(seed as u64);
    let length = 50 + noise.below(450);
    let mut bytes = vec![activation_script::VERSION];
    bytes.extend((0..length).map(|_| noise.below(256) as u8));
    bytes
}

fn see(entry: &Entry<'_>) {
    if let Entry::Answer(activation, commands) = entry {
        SEEN.with_borrow_mut(|seen| {
            seen.extend(activation.jobs.iter().map(|job| job.name()));
            seen.extend(commands.iter().map(|command| command.kind.name()));
        });
    }
}

fn missing_events(seen: u64) {
    // A server of the model writes all but those that no server writes yet, or that only differ in what is passed over.
    let passed_over = [
        EventType::Unspecified,
        EventType::WorkflowExecutionTimedOut,
        EventType::WorkflowExecutionUpdateRejected,
        EventType::ActivityPropertiesModifiedExternally,
        EventType::WorkflowPropertiesModifiedExternally,
        EventType::WorkflowExecutionPaused,
        EventType::WorkflowExecutionUnpaused,
        EventType::WorkflowExecutionTimeSkippingTransitioned,
    ];
    let all = (0..64).filter_map(|number| EventType::try_from(number).ok());
    let missing: Vec<_> = all.filter(|kind| seen & (1 << *kind as i32) == 0 && !passed_over.contains(kind)).collect();
    assert!(missing.is_empty(), "no execution has {missing:?}");
}

fn missing_jobs_and_commands() {
    let all = [
        "InitializeWorkflow",
        "FireTimer",
        "UpdateRandomSeed",
        "CancelWorkflow",
        "SignalWorkflow",
        "ResolveActivity",
        "NotifyHasPatch",
        "ResolveChildWorkflowExecutionStart",
        "ResolveChildWorkflowExecution",
        "ResolveSignalExternalWorkflow",
        "ResolveRequestCancelExternalWorkflow",
        "DoUpdate",
        "ResolveNexusOperationStart",
        "ResolveNexusOperation",
        "StartTimer",
        "CancelTimer",
        "ScheduleActivity",
        "RequestCancelActivity",
        "ScheduleLocalActivity",
        "RequestCancelLocalActivity",
        "StartChildWorkflowExecution",
        "CancelChildWorkflowExecution",
        "RequestCancelExternalWorkflowExecution",
        "SignalExternalWorkflowExecution",
        "CancelSignalWorkflow",
        "SetPatchMarker",
        "UpsertWorkflowSearchAttributes",
        "ModifyWorkflowProperties",
        "RecordMarker",
        "UpdateResponse",
        "ScheduleNexusOperation",
        "RequestCancelNexusOperation",
        "CompleteWorkflowExecution",
        "FailWorkflowExecution",
        "CancelWorkflowExecution",
        "ContinueAsNewWorkflowExecution",
    ];
    let seen = SEEN.with_borrow(BTreeSet::clone);
    let missing: Vec<_> = all.iter().filter(|name| !seen.contains(*name)).collect();
    assert!(missing.is_empty(), "no execution has {missing:?}");
}
