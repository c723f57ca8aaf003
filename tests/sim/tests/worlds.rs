//! Worlds of a few seeds; `.ci/run` has thousands.

use dacapo_sim::simulate;

#[test]
fn what_must_hold_holds_in_fifty_worlds() {
    for seed in 0..50 {
        assert_eq!(simulate(seed, None).err(), None, "seed {seed}");
    }
}

#[test]
fn a_seed_makes_the_same_world_every_time() {
    for seed in 200..210 {
        assert_eq!(simulate(seed, None), simulate(seed, None), "seed {seed}");
    }
}

#[test]
fn worlds_differ() {
    let digests: std::collections::BTreeSet<u64> =
        (300..320).filter_map(|seed| simulate(seed, None).ok()).map(|report| report.digest).collect();
    assert_eq!(digests.len(), 20);
}
