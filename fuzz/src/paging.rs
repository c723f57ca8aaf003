//! However a history is cut into pages, a run tells the same.

use crate::{input, model::choice::Noise};
use bytes::Bytes;
use dacapo_core::{history::Events, id::EventId};
use dacapo_replay::{
    play::{Delivery, Player},
    read::read,
    recorded::{Facts, Plan, RecordedHost},
};

/// The version of the format that [`run`] takes.
pub const VERSION: u8 = 1;

/// Plays the history in `bytes`, after version and seed, cut in several ways; `false` where there is none.
///
/// # Panics
///
/// Two ways of cutting tell something else.
#[must_use]
pub fn run(bytes: &[u8]) -> bool {
    let Some((seed, rest)) = input::seeded(bytes, VERSION) else { return false };
    let bytes = Bytes::copy_from_slice(rest);
    let history = match read(bytes.clone(), "fuzz") {
        Ok(histories) => histories.into_iter().next().map_or(bytes, |history| history.bytes),
        Err(_) => bytes,
    };
    let Some(events) = events(&history) else { return false };
    let Ok(plan) = Plan::of(&history) else { return false };
    let whole = tell(&history, &plan, Delivery::default());
    let mut noise = Noise::new(seed);
    let check = |pages: Vec<Bytes>, starts_from_last_page: bool| {
        let mut delivery = Delivery::default();
        let count = pages.len();
        delivery.pages = pages;
        delivery.starts_from_last_page = starts_from_last_page;
        let told = tell(&history, &plan, delivery);
        assert!(told == whole, "{count} pages are told otherwise:\n{told:#?}\nin one page:\n{whole:#?}");
    };
    check(events.clone(), false);
    for _ in 0..4 {
        let size = 1 + noise.below(events.len());
        check(events.chunks(size).map(joined).collect(), false);
        let (first, rest) = events.split_at(noise.below(events.len()));
        check(vec![joined(first), joined(rest)], false);
        if !first.is_empty() && reaches_start(rest, &plan.facts, first.len()) {
            check(vec![joined(first), joined(rest)], true);
        }
    }
    true
}

/// The events of a history, each as a page of its own; `None` where their ids do not count from 1.
fn events(history: &Bytes) -> Option<Vec<Bytes>> {
    let mut pages = Vec::new();
    for (place, event) in (1..).zip(Events::new(history.clone())) {
        let event = event.ok().filter(|event| event.id == EventId(place))?;
        pages.push(page(&event.encoded));
    }
    (!pages.is_empty()).then_some(pages)
}

/// A `History` of one event.
fn page(event: &Bytes) -> Bytes {
    let mut page = Vec::with_capacity(event.len() + 8);
    prost::encoding::encode_key(1, prost::encoding::WireType::LengthDelimited, &mut page);
    prost::encoding::encode_varint(event.len() as u64, &mut page);
    page.extend_from_slice(event);
    page.into()
}

fn joined(pages: &[Bytes]) -> Bytes {
    pages.concat().into()
}

/// A task brings its own started event at least.
const fn reaches_start(rest: &[Bytes], facts: &Facts, before: usize) -> bool {
    let started = match facts.open_start {
        Some(started) => started,
        None => facts.last_completed_start,
    };
    !rest.is_empty() && started.0 as usize > before
}

fn tell(history: &Bytes, plan: &Plan, delivery: Delivery) -> Vec<String> {
    let mut host = RecordedHost::new(plan.clone());
    let mut player = Player::new(history.clone(), &plan.facts, delivery);
    let mut told = Vec::new();
    let outcome = player.run_to_end(|activation| {
        told.push(format!("{activation:?}"));
        host.answer(activation)
    });
    told.push(format!("{outcome:?}"));
    told
}
