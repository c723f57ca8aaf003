//! Decides how the bytes of a fuzzer become choices; when they are used up, every choice is the first one.

use arbitrary::Unstructured;

/// The bytes that choose.
#[derive(Debug)]
pub struct Choices<'a>(Unstructured<'a>);

impl<'a> Choices<'a> {
    /// Chooses by `bytes`, first byte first.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(Unstructured::new(bytes))
    }

    /// Whether no byte is left.
    #[must_use]
    pub fn is_used_up(&self) -> bool {
        self.0.is_empty()
    }

    /// A number below `count`; 0 where there is nothing to choose from.
    pub fn below(&mut self, count: usize) -> usize {
        let last = count.saturating_sub(1).min(usize::from(u8::MAX));
        let last = u8::try_from(last).unwrap_or(u8::MAX);
        usize::from(self.0.int_in_range(0..=last).unwrap_or_default())
    }

    /// True once in `count` times; false when the bytes are used up.
    pub fn one_in(&mut self, count: usize) -> bool {
        count > 0 && self.below(count) == count - 1
    }

    /// One of `items`.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        items.get(self.below(items.len())).copied()
    }
}

/// Numbers that only depend on a seed, for choices after the bytes are used up.
#[derive(Clone, Debug)]
pub struct Noise(u64);

impl Noise {
    /// Starts at `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// A number below `count`, which is not 0.
    pub const fn below(&mut self, count: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % count as u64) as usize
    }
}
