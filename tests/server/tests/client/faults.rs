//! Clients that outlast what networks, load balancers and servers do at their worst: each fault is met by every kind of call.
//! It ends with the right answer, however often it was made it is the same request, and the workflow got it once.

mod meet;
mod op;
mod way;

use core::time::Duration;
use dacapo_client::Meaning;
use dacapo_core::rpc::{Code, Status};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{
    Lab,
    proxy::{Condition, Fault},
    scenarios,
};
use meet::{Plan, When, everywhere};
use op::Op;
use way::Trouble;

scenarios! {
    a_hang_that_outlasts_attempts
    half_open_before_the_call
    half_open_during_the_call
    refused_before_the_call
    refused_during_the_call
    reset_within_the_answer
    a_hang_that_ends
    sent_away_with_calls_not_begun
    sent_away_with_calls_begun
    asked_to_leave
    a_gateway_that_times_out
    unavailable
    resource_exhausted
    permission_denied
    answers_lost_with_the_connection
    answers_lost_in_silence
    calls_lost_in_silence
    calls_that_come_twice
    deadlines_in_silence
    deadlines_among_failures
}

/// How long a fault lasts that nothing else ends.
const A_WHILE: Duration = Duration::from_secs(1);

/// How long an attempt may take where one is to end.
const SHORT: Duration = Duration::from_secs(2);

async fn refused_before_the_call<R: Runtime>(lab: Lab<R>) {
    everywhere(&lab, Plan::new(Trouble::Wire(Condition::Refused, A_WHILE), When::Before)).await;
}

async fn refused_during_the_call<R: Runtime>(lab: Lab<R>) {
    everywhere(&lab, Plan::new(Trouble::Wire(Condition::Refused, A_WHILE), When::During)).await;
}

async fn reset_within_the_answer<R: Runtime>(lab: Lab<R>) {
    everywhere(&lab, Plan::new(Trouble::Cut, When::During)).await;
}

async fn half_open_before_the_call<R: Runtime>(lab: Lab<R>) {
    everywhere(&lab, Plan::new(Trouble::Forgotten, When::Before)).await;
}

async fn half_open_during_the_call<R: Runtime>(lab: Lab<R>) {
    everywhere(&lab, Plan::new(Trouble::Forgotten, When::During)).await;
}

/// An attempt is still waiting when everything moves again.
async fn a_hang_that_ends<R: Runtime>(lab: Lab<R>) {
    let plan = Plan::new(Trouble::Wire(Condition::Silent, Duration::from_secs(3)), When::During);
    everywhere(&lab, Plan { notices_silence: false, ..plan }).await;
}

/// Nothing moves for longer than an attempt may take; with `DACAPO_LONG_FAULTS` for a minute, as in production. That ends a
/// call, and not a long poll.
async fn a_hang_that_outlasts_attempts<R: Runtime>(lab: Lab<R>) {
    let is_long = std::env::var_os("DACAPO_LONG_FAULTS").is_some();
    let (hang, attempt) = if is_long { (Duration::from_secs(60), None) } else { (SHORT * 2, Some(SHORT)) };
    let plan = Plan::new(Trouble::Wire(Condition::Silent, hang), When::During);
    everywhere(&lab, Plan { attempt, notices_silence: false, ends: silence, ..plan }).await;
}

async fn sent_away_with_calls_not_begun<R: Runtime>(lab: Lab<R>) {
    const NO_ERROR: u32 = 0;
    everywhere(&lab, Plan::new(Trouble::Away(0, NO_ERROR), When::During)).await;
}

async fn sent_away_with_calls_begun<R: Runtime>(lab: Lab<R>) {
    const ENHANCE_YOUR_CALM: u32 = 11;
    everywhere(&lab, Plan::new(Trouble::Away(u32::MAX >> 1, ENHANCE_YOUR_CALM), When::During)).await;
}

async fn asked_to_leave<R: Runtime>(lab: Lab<R>) {
    everywhere(&lab, Plan::new(Trouble::Goodbye, When::During)).await;
}

async fn a_gateway_that_times_out<R: Runtime>(lab: Lab<R>) {
    everywhere(&lab, Plan::new(Trouble::Gateway(504, A_WHILE), When::Before)).await;
}

fn answered(code: Code, times: usize) -> Plan {
    Plan::new(Trouble::Calls(Fault::Answer(Status::new(code, "not now")), times), When::Before)
}

async fn unavailable<R: Runtime>(lab: Lab<R>) {
    everywhere(&lab, answered(Code::Unavailable, 3)).await;
}

async fn resource_exhausted<R: Runtime>(lab: Lab<R>) {
    everywhere(&lab, answered(Code::ResourceExhausted, 2)).await;
}

/// Nobody's credentials are better for being shown again.
async fn permission_denied<R: Runtime>(lab: Lab<R>) {
    let denied = |_| Some(Meaning::PermissionDenied { reason: String::new() });
    everywhere(&lab, Plan { ends: denied, ..answered(Code::PermissionDenied, usize::MAX) }).await;
}

async fn answers_lost_with_the_connection<R: Runtime>(lab: Lab<R>) {
    everywhere(&lab, Plan::new(Trouble::Calls(Fault::BreakBeforeReply, 2), When::Before)).await;
}

/// That it took too long ends a call, and not a long poll.
fn silence(op: Op) -> Option<Meaning> {
    (!op.is_long_poll()).then_some(Meaning::DeadlineExceeded)
}

async fn answers_lost_in_silence<R: Runtime>(lab: Lab<R>) {
    let plan = Plan::new(Trouble::Calls(Fault::LoseReply, 1), When::Before);
    everywhere(&lab, Plan { attempt: Some(SHORT), ends: silence, ..plan }).await;
}

async fn calls_lost_in_silence<R: Runtime>(lab: Lab<R>) {
    let plan = Plan::new(Trouble::Calls(Fault::LoseCall, 1), When::Before);
    everywhere(&lab, Plan { attempt: Some(SHORT), ends: silence, ..plan }).await;
}

async fn calls_that_come_twice<R: Runtime>(lab: Lab<R>) {
    everywhere(&lab, Plan::new(Trouble::Calls(Fault::Double, 1), When::Before)).await;
}

/// Nobody ever hears of anything: every wait ends at its deadline, long before an attempt would.
async fn deadlines_in_silence<R: Runtime>(lab: Lab<R>) {
    let plan = Plan::new(Trouble::Calls(Fault::LoseCall, usize::MAX), When::Before);
    let late = |_| Some(Meaning::DeadlineExceeded);
    everywhere(&lab, Plan { deadline: Some(SHORT), ends: late, ..plan }).await;
}

/// Nothing is waited for that would come too late.
async fn deadlines_among_failures<R: Runtime>(lab: Lab<R>) {
    let plan = answered(Code::Unavailable, usize::MAX);
    everywhere(&lab, Plan { deadline: Some(SHORT), ends: |_| Some(Meaning::Unavailable), ..plan }).await;
}
