//! Decides the random seed that workflow code draws from, which must never change [HISTORY-11], and the random numbers of
//! machines: jitter and request ids.

use crate::id::Text;
use alloc::format;

/// The seed of the run `run_id`: SipHash-1-3 with a zero key over its UTF-8 bytes and one byte 0xFF.
#[must_use]
pub fn seed(run_id: &str) -> u64 {
    let mut hash = SipHash13::new();
    hash.write(run_id.as_bytes());
    hash.write(&[0xff]);
    hash.finish()
}

/// SipHash-1-3 with a zero key, fed byte by byte: inputs are run ids of some 36 bytes.
struct SipHash13 {
    v: [u64; 4],
    tail: u64,
    length: u64,
}

impl SipHash13 {
    const fn new() -> Self {
        Self {
            v: [0x736f_6d65_7073_6575, 0x646f_7261_6e64_6f6d, 0x6c79_6765_6e65_7261, 0x7465_6462_7974_6573],
            tail: 0,
            length: 0,
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let shift = u32::try_from(self.length & 7).unwrap_or_default().wrapping_mul(8);
            self.tail |= u64::from(*byte).wrapping_shl(shift);
            self.length = self.length.wrapping_add(1);
            if self.length & 7 == 0 {
                self.block(self.tail);
                self.tail = 0;
            }
        }
    }

    fn block(&mut self, block: u64) {
        let [_, _, _, v3] = &mut self.v;
        *v3 ^= block;
        self.round();
        let [v0, ..] = &mut self.v;
        *v0 ^= block;
    }

    const fn round(&mut self) {
        let [v0, v1, v2, v3] = self.v;
        let (v0, v2) = (v0.wrapping_add(v1), v2.wrapping_add(v3));
        let (v1, v3) = (v1.rotate_left(13) ^ v0, v3.rotate_left(16) ^ v2);
        let (v2, v0) = (v2.wrapping_add(v1), v0.rotate_left(32).wrapping_add(v3));
        let (v1, v3) = (v1.rotate_left(17) ^ v2, v3.rotate_left(21) ^ v0);
        self.v = [v0, v1, v2.rotate_left(32), v3];
    }

    fn finish(mut self) -> u64 {
        self.block(self.tail | self.length.wrapping_shl(56));
        let [_, _, v2, _] = &mut self.v;
        *v2 ^= 0xff;
        for _ in 0..3 {
            self.round();
        }
        let [v0, v1, v2, v3] = self.v;
        v0 ^ v1 ^ v2 ^ v3
    }
}

#[cfg(test)]
mod tests {
    use super::seed;

    #[test]
    fn seeds_are_the_ones_the_official_core_draws() {
        assert_eq!(seed(""), 3_476_900_567_878_811_119);
        assert_eq!(seed("abc"), 17_224_545_590_736_200_989);
        assert_eq!(seed("86E39A5F-AE31-4626-BDFE-398EE072D156"), 2_262_813_760_565_899_150);
        assert_eq!(seed("c6f4a2b0-0000-4000-8000-000000000001"), 11_827_916_261_746_788_400);
    }
}

/// Random numbers from a seed that the driver supplies: `SplitMix64`. The same seed gives the same numbers, for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random(u64);

impl Random {
    /// Begins with a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    #[must_use = "a number that is drawn and not used changes those that follow"]
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number of at most `limit`.
    #[must_use = "a number that is drawn and not used changes those that follow"]
    pub fn up_to(&mut self, limit: u64) -> u64 {
        let number = self.next();
        limit.checked_add(1).and_then(|count| number.checked_rem(count)).unwrap_or(number)
    }

    /// A random UUID (version 4), as requests and workers are named.
    #[must_use = "a number that is drawn and not used changes those that follow"]
    pub fn uuid(&mut self) -> Text {
        let high = (self.next() & 0xffff_ffff_ffff_0fff) | 0x4000;
        let low = (self.next() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
        let (a, b, c) = (high >> 32, (high >> 16) & 0xffff, high & 0xffff);
        let (d, e) = (low >> 48, low & 0xffff_ffff_ffff);
        format!("{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}").into()
    }
}
