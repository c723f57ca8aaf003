//! Decides how used numbers are remembered: as ranges, since hosts count upwards.

use crate::id::Seq;
use alloc::collections::BTreeMap;

/// A set of numbers; its size is that of the gaps in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seqs {
    /// First number of each range to its last.
    ranges: BTreeMap<u32, u32>,
}

impl Seqs {
    pub(crate) fn insert(&mut self, Seq(seq): Seq) {
        if self.contains(Seq(seq)) {
            return;
        }
        let mut last = seq;
        if let Some(after) = seq.checked_add(1).and_then(|next| self.ranges.remove(&next)) {
            last = after;
        }
        let before = self.ranges.range_mut(..seq).next_back().filter(|(_, end)| end.checked_add(1) == Some(seq));
        match before {
            Some((_, end)) => *end = last,
            None => {
                self.ranges.insert(seq, last);
            }
        }
    }

    pub(crate) fn contains(&self, Seq(seq): Seq) -> bool {
        self.ranges.range(..=seq).next_back().is_some_and(|(_, end)| seq <= *end)
    }
}

#[cfg(test)]
mod tests {
    use super::Seqs;
    use crate::id::Seq;

    #[test]
    fn numbers_in_any_order_become_ranges() {
        let mut seqs = Seqs::default();
        for seq in [5, 1, 2, 4, 3, 3, u32::MAX, 0] {
            seqs.insert(Seq(seq));
        }
        assert_eq!(seqs.ranges.len(), 2, "{seqs:?}");
        assert!((0..=5).all(|seq| seqs.contains(Seq(seq))));
        assert!(!seqs.contains(Seq(6)) && seqs.contains(Seq(u32::MAX)));
    }
}
