//! What networks do: connections that are refused, reset, silent, slow, or sent away.

use crate::{
    subject::{Subject, UNAVAILABLE, all_went_through, config, quick, some_went_through},
    work::Cost,
};
use core::time::Duration;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{
    Lab,
    proxy::{Condition, Relay, Wire},
    scenarios,
};
use dacapo_transport_hyper::{HyperTransport, Options};

scenarios! {
    refused
    refused_from_the_start
    reset_within_a_response
    accepted_and_then_silent
    silent_once_connected
    a_hang_that_ends
    slow
    sent_away_with_calls_not_begun
    sent_away_with_calls_begun
    asked_to_leave
}

/// How long a fault lasts that nothing else ends.
const A_WHILE: Duration = Duration::from_secs(2);

async fn refused<R: Runtime>(lab: Lab<R>) {
    let wire = Wire::to(lab.port());
    let subject = Subject::start(&lab, wire.port).await;
    subject.begin_busy("before").await;
    wire.set(Condition::Refused);
    subject.begin("meanwhile").await;
    subject.degrades().await;
    lab.runtime.sleep(A_WHILE).await;
    wire.set(Condition::Open);
    subject.recovers().await;
    subject.begin("after").await;
    let record = subject.ends_well(Cost::LostTasks).await;
    all_went_through(&record, &["polling", UNAVAILABLE, "polling"]);
}

async fn refused_from_the_start<R: Runtime>(lab: Lab<R>) {
    let wire = Wire::to(lab.port());
    wire.set(Condition::Refused);
    let subject = Subject::begin_over(&lab, lab.through(wire.port).transport(), config(&lab));
    subject.begin("before").await;
    subject.degrades().await;
    lab.runtime.sleep(A_WHILE).await;
    wire.set(Condition::Open);
    let record = subject.ends_well(Cost::Nothing).await;
    all_went_through(&record, &[UNAVAILABLE, "starting", "polling"]);
}

async fn reset_within_a_response<R: Runtime>(lab: Lab<R>) {
    let wire = Wire::to(lab.port());
    let subject = Subject::start(&lab, wire.port).await;
    for turn in 1..=3 {
        subject.begin_busy(&format!("turn-{turn}")).await;
        wire.cut_next_response();
        lab.until(|| wire.done() == turn).await;
        subject.recovers().await;
    }
    subject.begin("after").await;
    let record = subject.ends_well(Cost::LostTasks).await;
    some_went_through(&record, UNAVAILABLE);
}

async fn accepted_and_then_silent<R: Runtime>(lab: Lab<R>) {
    // A Temporal Server would take it amiss to be asked so often for a sign of life.
    let relay = Relay::to(lab.port());
    let wire = Wire::to(relay.port);
    let subject = Subject::start_over(&lab, quick(&lab, wire.port), config(&lab)).await;
    subject.begin_busy("before").await;
    let before = wire.accepted();
    wire.set(Condition::Silent);
    subject.begin("meanwhile").await;
    subject.degrades().await;
    lab.until(|| wire.accepted() > before).await;
    wire.forget_connections();
    wire.set(Condition::Open);
    subject.recovers().await;
    subject.begin("after").await;
    let record = subject.ends_well(Cost::LostTasks).await;
    all_went_through(&record, &["polling", UNAVAILABLE, "polling"]);
}

async fn silent_once_connected<R: Runtime>(lab: Lab<R>) {
    // A Temporal Server would take it amiss to be asked so often for a sign of life.
    let relay = Relay::to(lab.port());
    let wire = Wire::to(relay.port);
    let subject = Subject::start_over(&lab, quick(&lab, wire.port), config(&lab)).await;
    subject.begin_busy("before").await;
    wire.forget_connections();
    subject.begin("meanwhile").await;
    subject.degrades().await;
    subject.recovers().await;
    subject.begin("after").await;
    let record = subject.ends_well(Cost::LostTasks).await;
    all_went_through(&record, &["polling", UNAVAILABLE, "polling"]);
}

/// Nothing moves for longer than a poll may take, and then all of it does. With `DACAPO_LONG_FAULTS`, that is as long as in
/// production; otherwise polls may take less.
async fn a_hang_that_ends<R: Runtime>(lab: Lab<R>) {
    let is_long = std::env::var_os("DACAPO_LONG_FAULTS").is_some();
    let wire = Wire::to(lab.port());
    let mut config = config(&lab);
    let hang = if is_long { Duration::from_secs(60) } else { Duration::from_secs(7) };
    config.poll_timeout = if is_long { Duration::from_secs(50) } else { Duration::from_secs(5) };
    config.call_timeout = if is_long { config.call_timeout } else { Duration::from_secs(2) };
    // Nobody else notices.
    let options = Options { keep_alive: None, ..lab.through(wire.port).transport_options() };
    let transport = HyperTransport::new(lab.runtime.clone(), &options).unwrap();
    let subject = Subject::start_over(&lab, transport, config).await.with_patience(if is_long { 75 } else { 20 });
    subject.begin_busy("before").await;
    wire.set(Condition::Silent);
    subject.begin("meanwhile").await;
    lab.runtime.sleep(hang).await;
    wire.set(Condition::Open);
    subject.recovers().await;
    subject.begin("after").await;
    let record = subject.ends_well(Cost::LostTasks).await;
    some_went_through(&record, "stalled");
}

async fn slow<R: Runtime>(lab: Lab<R>) {
    let wire = Wire::to(lab.port());
    let subject = Subject::start(&lab, wire.port).await;
    wire.set(Condition::Slow(20_000));
    subject.begin("meanwhile").await;
    let record = subject.ends_well(Cost::Nothing).await;
    all_went_through(&record, &["polling"]);
}

async fn sent_away_with_calls_not_begun<R: Runtime>(lab: Lab<R>) {
    const NO_ERROR: u32 = 0;
    let wire = Wire::to(lab.port());
    let subject = Subject::start(&lab, wire.port).await;
    subject.begin_busy("before").await;
    wire.send_away(0, NO_ERROR, b"");
    lab.until(|| wire.done() == 1 && wire.accepted() > 1).await;
    subject.begin("after").await;
    let record = subject.ends_well(Cost::LostTasks).await;
    // The transport makes them again, and nobody notices.
    all_went_through(&record, &["polling"]);
}

async fn sent_away_with_calls_begun<R: Runtime>(lab: Lab<R>) {
    const ENHANCE_YOUR_CALM: u32 = 11;
    let wire = Wire::to(lab.port());
    let subject = Subject::start(&lab, wire.port).await;
    subject.begin_busy("before").await;
    wire.send_away(u32::MAX >> 1, ENHANCE_YOUR_CALM, b"too_many_pings");
    lab.until(|| wire.done() == 1 && wire.accepted() > 1).await;
    subject.recovers().await;
    subject.begin("after").await;
    let record = subject.ends_well(Cost::LostTasks).await;
    some_went_through(&record, UNAVAILABLE);
}

async fn asked_to_leave<R: Runtime>(lab: Lab<R>) {
    let relay = Relay::to(lab.port());
    let wire = Wire::to(relay.port);
    let subject = Subject::start(&lab, wire.port).await;
    for turn in 1..=3 {
        subject.begin_busy(&format!("turn-{turn}")).await;
        let before = wire.accepted();
        relay.say_goodbye();
        lab.until(|| wire.accepted() > before).await;
    }
    let record = subject.ends_well(Cost::Nothing).await;
    all_went_through(&record, &["polling"]);
}
