//! Decides how the time a call may take is written in `grpc-timeout`: at most eight digits and a unit.

use std::time::Duration;

const MOST: u128 = 99_999_999;
const UNITS: [(u8, u128); 6] = [
    (b'n', 1),
    (b'u', 1_000),
    (b'm', 1_000_000),
    (b'S', 1_000_000_000),
    (b'M', 60_000_000_000),
    (b'H', 3_600_000_000_000),
];

/// Writes a length in the finest unit that holds it, rounded up, so that the server is not the first to give up.
pub(crate) fn encode(timeout: Duration) -> String {
    let nanos = timeout.as_nanos();
    let fits = UNITS.iter().map(|(unit, length)| (unit, nanos.div_ceil(*length))).find(|(_, count)| *count <= MOST);
    let (unit, count) = fits.unwrap_or((&b'H', MOST));
    format!("{count}{}", char::from(*unit))
}

/// Reads a length, or `None` where it is none.
pub(crate) fn decode(text: &[u8]) -> Option<Duration> {
    let (unit, digits) = text.split_last()?;
    let is_valid = (1..=8).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    let count: u64 = str::from_utf8(digits).ok().filter(|_| is_valid)?.parse().ok()?;
    match unit {
        b'n' => Some(Duration::from_nanos(count)),
        b'u' => Some(Duration::from_micros(count)),
        b'm' => Some(Duration::from_millis(count)),
        b'S' => Some(Duration::from_secs(count)),
        b'M' => Some(Duration::from_secs(count.saturating_mul(60))),
        b'H' => Some(Duration::from_secs(count.saturating_mul(3600))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use std::time::Duration;

    #[test]
    fn lengths_are_written_as_finely_as_they_fit() {
        for (length, text) in [
            (Duration::ZERO, "0n"),
            (Duration::from_nanos(99_999_999), "99999999n"),
            (Duration::from_nanos(100_000_001), "100001u"),
            (Duration::from_secs(70), "70000000u"),
            (Duration::from_secs(1_000_000), "1000000S"),
            (Duration::MAX, "99999999H"),
        ] {
            assert_eq!(encode(length), text);
            assert!(length == Duration::MAX || decode(text.as_bytes()).expect("it is one") >= length);
        }
    }

    #[test]
    fn what_is_no_length_is_none() {
        for bad in ["", "S", "1", "1s", "-1S", "+1S", "123456789n", "1.5S", " 1S"] {
            assert_eq!(decode(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(decode(b"2M"), Some(Duration::from_secs(120)));
    }
}
