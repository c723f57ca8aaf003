//! Whatever bytes are given as a history: reading, planning and playing them comes to an end, and never panics.

use bytes::Bytes;
use dacapo_replay::{
    play::{Delivery, Outcome, Player, play},
    read::read,
    recorded::{Plan, RecordedHost},
};

/// Takes `bytes` as a history file, and as an encoded history; `false` where they are neither.
///
/// # Panics
///
/// Playing takes more activations than a history of that length can need.
#[must_use]
pub fn run(bytes: &[u8]) -> bool {
    let bytes = Bytes::copy_from_slice(bytes);
    let read: Vec<Bytes> = match read(bytes.clone(), "fuzz") {
        Ok(histories) => histories.into_iter().take(4).map(|history| history.bytes).collect(),
        Err(_) => vec![bytes],
    };
    let mut is_of_use = false;
    for history in read {
        is_of_use |= play_one(&history);
    }
    is_of_use
}

fn play_one(history: &Bytes) -> bool {
    let Ok(played) = play(history) else { return false };
    let limit = 16 + 4 * played.facts.events;
    assert!(played.activations <= limit, "{} activations for {} events", played.activations, played.facts.events);
    if let Outcome::Faulted(fault) = &played.outcome {
        // Explanations are made where nobody expects anything any more.
        assert!(!fault.to_string().is_empty());
        if let dacapo_core::error::Fault::Diverged(divergence) = fault {
            assert!(!divergence.text().is_empty());
        }
    }
    // A host that awaits each local activity gets another run of activations.
    let Ok(plan) = Plan::of(history) else { return false };
    let facts = plan.facts.clone();
    let mut host = RecordedHost::lazy(plan);
    let mut player = Player::new(history.clone(), &facts, Delivery::default());
    let outcome = player.run_to_end(|activation| host.answer(activation));
    drop(outcome);
    assert!(player.activations <= limit);
    true
}
