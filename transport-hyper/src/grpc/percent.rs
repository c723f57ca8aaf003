//! Decides how text that is not ASCII is written in `grpc-message`.

use std::fmt::Write;

/// Writes all but printable ASCII, and the percent sign, as `%XX`.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if matches!(byte, b' '..=b'~') && byte != b'%' {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _done = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Reads what [`encode`] wrote. What is encoded badly stays as it is, for it is there to be read by people.
pub(super) fn decode(encoded: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((&first, after)) = rest.split_first() {
        let decoded = if first == b'%' { after.split_at_checked(2).and_then(|(digits, _)| hex(digits)) } else { None };
        bytes.push(decoded.unwrap_or(first));
        rest = if decoded.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digits = str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn text_survives() {
        for text in ["", "plain text", "50% of it", "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"]
        {
            assert!(encode(text).bytes().all(|byte| matches!(byte, b' '..=b'~')));
            assert_eq!(decode(encode(text).as_bytes()), text);
        }
        assert_eq!(encode("a%b☺"), "a%25b%E2%98%BA");
    }

    #[test]
    fn what_is_encoded_badly_stays() {
        for (bad, read) in [("%", "%"), ("%2", "%2"), ("%zz%41", "%zzA"), ("%+1", "%+1"), ("%FF", "\u{fffd}")] {
            assert_eq!(decode(bad.as_bytes()), read);
        }
    }
}
