//! Decides which metadata a call may have, and how it is written in headers.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use bytes::Bytes;
use dacapo_core::id::Text;
use hyper::{
    HeaderMap,
    header::{AUTHORIZATION, HeaderName, HeaderValue},
};

/// Written without padding, read with and without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Names that HTTP/2 or gRPC give a meaning, beside those that begin with `grpc-`.
const RESERVED: [&str; 9] = [
    "connection",
    "content-length",
    "content-type",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// The ending of names whose values are binary.
const BINARY: &str = "-bin";

pub(super) fn encode(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    BASE64.decode(text.trim_ascii()).ok()
}

/// Reads a name as a user wrote it; upper case becomes lower case.
pub(crate) fn name(name: &str) -> Result<HeaderName, String> {
    let lower = name.to_ascii_lowercase();
    let is_valid = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'_' | b'-' | b'.');
    if lower.is_empty() || !lower.bytes().all(is_valid) {
        return Err(format!("{name:?} is not a name of metadata: letters, digits and _-. are allowed"));
    }
    if RESERVED.contains(&lower.as_str()) || lower.starts_with("grpc-") {
        return Err(format!("{name:?} is a reserved name"));
    }
    HeaderName::from_bytes(lower.as_bytes()).map_err(|_| format!("{name:?} is not a name of metadata"))
}

/// Reads a value for a name. The error does not repeat the value, which may be a secret.
pub(crate) fn value(name: &HeaderName, value: &[u8]) -> Result<HeaderValue, String> {
    let not_ascii =
        || format!("the value of {name:?} is not printable ASCII, as is demanded where the name does not end in -bin");
    if name.as_str().ends_with(BINARY) {
        return HeaderValue::from_maybe_shared(encode(value)).map_err(|_| not_ascii());
    }
    if !value.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(not_ascii());
    }
    let mut value = HeaderValue::from_bytes(value.trim_ascii()).map_err(|_| not_ascii())?;
    // A secret is not kept in the table of either side.
    value.set_sensitive(*name == AUTHORIZATION);
    Ok(value)
}

/// Writes metadata. Its names replace those that are there; a name that it has twice is written twice.
pub(crate) fn write(metadata: &[(Text, Bytes)], headers: &mut HeaderMap) -> Result<(), String> {
    let mut written = HeaderMap::with_capacity(metadata.len());
    for (text, bytes) in metadata {
        let name = name(text)?;
        let value = value(&name, bytes)?;
        written.append(name, value);
    }
    headers.extend(written);
    Ok(())
}

/// Reads metadata, without what gRPC and HTTP/2 gave the peer to say. Binary values that are none are left out.
pub(crate) fn read(headers: &HeaderMap) -> Vec<(Text, Bytes)> {
    let own = headers.iter().filter(|(name, _)| self::name(name.as_str()).is_ok());
    let mut metadata = Vec::new();
    for (name, value) in own {
        let text = Text::from(name.as_str());
        if name.as_str().ends_with(BINARY) {
            // Several values may have become one on the way.
            let values = value.as_bytes().split(|byte| *byte == b',').filter_map(decode);
            metadata.extend(values.map(|value| (text.clone(), Bytes::from(value))));
        } else {
            metadata.push((text, Bytes::copy_from_slice(value.as_bytes())));
        }
    }
    metadata
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use bytes::Bytes;
    use dacapo_core::id::Text;
    use hyper::{
        HeaderMap,
        header::{HeaderName, HeaderValue},
    };

    fn entry(name: &str, value: &'static [u8]) -> (Text, Bytes) {
        (Text::from(name), Bytes::from_static(value))
    }

    #[test]
    fn metadata_survives() {
        let metadata = [entry("a", b"1"), entry("a", b"2"), entry("b-bin", &[0, 255]), entry("c", b"")];
        let mut headers = HeaderMap::new();
        write(&metadata, &mut headers).expect("it is valid");
        assert_eq!(read(&headers), metadata);
    }

    #[test]
    fn names_become_lower_case_and_replace_what_was_there() {
        let mut headers = HeaderMap::from_iter([(HeaderName::from_static("name"), HeaderValue::from_static("old"))]);
        write(&[entry("Name", b" new "), entry("NAME", b"newer")], &mut headers).expect("it is valid");
        assert_eq!(read(&headers), [entry("name", b"new"), entry("name", b"newer")]);
    }

    #[test]
    fn bad_names_and_values_are_refused_by_name() {
        for bad in ["", "ä", "a b", ":path", "grpc-status", "GRPC-x", "Content-Type", "te", "host"] {
            let refused = write(&[entry(bad, b"x")], &mut HeaderMap::new()).expect_err(bad);
            assert!(refused.contains(bad), "{refused}");
        }
        for bad in [&b"\n"[..], "ä".as_bytes(), &[0]] {
            let refused = write(&[entry("name", bad)], &mut HeaderMap::new()).expect_err("it is not ASCII");
            assert!(refused.contains("\"name\""), "{refused}");
        }
    }

    #[test]
    fn binary_values_are_read_padded_joined_and_not_at_all() {
        let name = HeaderName::from_static("x-bin");
        let mut headers = HeaderMap::new();
        for text in ["AA==", "AA", "AAA=, AAA,", "%"] {
            headers.append(name.clone(), HeaderValue::from_static(text));
        }
        let values: Vec<Bytes> = read(&headers).into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, [&[0][..], &[0], &[0, 0], &[0, 0], &[]]);
    }
}
