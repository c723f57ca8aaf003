//! Decides how the inputs of the targets begin: with a version, so that an old corpus is not read as what it is not.

/// The seed and the rest of an input that begins with `version` and four bytes of seed.
#[must_use]
pub fn seeded(bytes: &[u8], version: u8) -> Option<(u64, &[u8])> {
    let rest = versioned(bytes, version)?;
    let (seed, rest) = rest.split_first_chunk::<4>()?;
    Some((u64::from(u32::from_le_bytes(*seed)), rest))
}

/// The rest of an input that begins with `version`.
#[must_use]
pub fn versioned(bytes: &[u8], version: u8) -> Option<&[u8]> {
    bytes.split_first().filter(|(first, _)| **first == version).map(|(_, rest)| rest)
}
