//! Decides how a status is written in trailers, and which code a call has that ended without one.

use super::{metadata, percent};
use bytes::Bytes;
use dacapo_core::rpc::{Code, Status};
use h2::Reason;
use hyper::{
    HeaderMap, StatusCode,
    header::{HeaderName, HeaderValue},
};

pub(crate) const STATUS: HeaderName = HeaderName::from_static("grpc-status");
const MESSAGE: HeaderName = HeaderName::from_static("grpc-message");
const DETAILS: HeaderName = HeaderName::from_static("grpc-status-details-bin");

/// Reads the status of a call; `None` where there is none.
pub(crate) fn read(trailers: &HeaderMap) -> Option<Result<(), Status>> {
    let number = trailers.get(STATUS)?;
    // What is no number has no code, as numbers without one.
    let number = number.to_str().ok().and_then(|text| text.parse().ok()).unwrap_or(u32::MAX);
    let Some(code) = Code::from_number(number) else { return Some(Ok(())) };
    let message = trailers.get(MESSAGE).map(|text| percent::decode(text.as_bytes())).unwrap_or_default();
    let details = trailers.get(DETAILS).and_then(|text| metadata::decode(text.as_bytes())).unwrap_or_default();
    Some(Err(Status { code, message: message.into(), details: Bytes::from(details) }))
}

/// Writes a status; `None` is success.
pub(crate) fn write(status: Option<&Status>, trailers: &mut HeaderMap) {
    trailers.insert(STATUS, HeaderValue::from(status.map_or(0, |status| status.code.number())));
    let Some(status) = status else { return };
    let text = |text: String| HeaderValue::from_maybe_shared(text).ok();
    if let Some(message) = text(percent::encode(&status.message)).filter(|message| !message.is_empty()) {
        trailers.insert(MESSAGE, message);
    }
    if let Some(details) = text(metadata::encode(&status.details)).filter(|details| !details.is_empty()) {
        trailers.insert(DETAILS, details);
    }
}

/// The code of a response that is not gRPC's.
pub(crate) fn code_of_http(status: StatusCode) -> Code {
    match status {
        StatusCode::BAD_REQUEST => Code::Internal,
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::PermissionDenied,
        StatusCode::NOT_FOUND => Code::Unimplemented,
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Code::Unavailable,
        _ => Code::Unknown,
    }
}

/// The code of a call whose stream was reset.
pub(crate) fn code_of_reset(reason: Reason) -> Code {
    match reason {
        Reason::REFUSED_STREAM => Code::Unavailable,
        Reason::CANCEL => Code::Canceled,
        Reason::ENHANCE_YOUR_CALM => Code::ResourceExhausted,
        Reason::INADEQUATE_SECURITY => Code::PermissionDenied,
        _ => Code::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use bytes::Bytes;
    use dacapo_core::rpc::{Code, Status};
    use hyper::{HeaderMap, header::HeaderValue};

    #[test]
    fn every_code_survives() {
        for code in Code::ALL {
            let status = Status { code, message: "50 % of\nit ☺".into(), details: Bytes::from_static(&[0, 255, 1]) };
            let mut trailers = HeaderMap::new();
            write(Some(&status), &mut trailers);
            assert_eq!(read(&trailers), Some(Err(status)));
        }
        let mut trailers = HeaderMap::new();
        write(None, &mut trailers);
        assert_eq!(read(&trailers), Some(Ok(())));
        assert_eq!(read(&HeaderMap::new()), None);
    }

    #[test]
    fn what_is_no_code_is_unknown() {
        for text in ["17", "-1", "x", ""] {
            let trailers = HeaderMap::from_iter([(super::STATUS, HeaderValue::from_static(text))]);
            assert_eq!(read(&trailers), Some(Err(Status::new(Code::Unknown, ""))), "{text}");
        }
    }

    #[test]
    fn details_may_be_padded() {
        for text in ["AP8B", "AP8BAA==", "AP8BAA"] {
            let trailers = HeaderMap::from_iter([
                (super::STATUS, HeaderValue::from_static("5")),
                (super::DETAILS, HeaderValue::from_static(text)),
            ]);
            let status = read(&trailers).expect("there is a status").expect_err("it is no success");
            assert!(status.details.starts_with(&[0, 255, 1]), "{text}");
        }
    }
}
