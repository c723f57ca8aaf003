//! A stream is one message or refused, in whatever pieces it comes, and never holds more than may be; what is sent arrives.

use bytes::Bytes;
use core::cmp::Ordering;
use dacapo_transport_hyper::{
    Compression,
    fuzz::{framed, message},
};

/// The first three bytes decide the limit, the encoding, and where the rest is cut; `false` where it is no message.
///
/// # Panics
///
/// The pieces matter, a message is longer than its limit, or another one arrives than was sent.
#[must_use]
pub fn run(bytes: &[u8]) -> bool {
    let Some(([limit, encoding, cut], stream)) = bytes.split_first_chunk::<3>() else { return false };
    let limit = usize::from(*limit) * 16;
    let encoding = [None, Some("gzip"), Some("identity"), Some("snappy")][usize::from(encoding % 4)];
    let whole = message([Bytes::copy_from_slice(stream)], encoding, limit);
    let pieces = stream.chunks(usize::from(*cut).max(1)).map(Bytes::copy_from_slice);
    let cut = message(pieces, encoding, limit);
    match (&whole, &cut) {
        (Ok(whole), Ok(cut)) => assert_eq!(whole, cut),
        // A fault may be told earlier, as another one, but is none otherwise.
        (whole, cut) => assert!(whole.is_err() && cut.is_err(), "{whole:?}, in pieces {cut:?}"),
    }
    if let Ok(Some(message)) = &whole {
        assert!(message.len() <= limit, "{} bytes came through a limit of {limit}", message.len());
    }
    there_and_back(stream, limit);
    matches!(whole, Ok(Some(_)))
}

fn there_and_back(sent: &[u8], limit: usize) {
    for (compression, encoding) in [(Compression::None, None), (Compression::Gzip, Some("gzip"))] {
        let framed = framed(Bytes::copy_from_slice(sent), compression, limit);
        match sent.len().cmp(&limit) {
            Ordering::Greater => assert!(framed.is_err(), "too long a message is sent"),
            Ordering::Less | Ordering::Equal => {
                let arrived = message([framed.expect("it may be sent")], encoding, limit);
                assert_eq!(arrived, Ok(Some(Bytes::copy_from_slice(sent))));
            }
        }
    }
}
