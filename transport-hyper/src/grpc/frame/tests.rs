//! Messages come out as they went in, however the stream is cut; bad streams are refused.

use super::{Inbox, Message, frame};
use crate::grpc::Compression;
use bytes::{Buf, Bytes};
use dacapo_core::rpc::Code;

fn framed(message: &'static [u8], compression: Compression) -> Bytes {
    let mut framed = frame(Bytes::from_static(message), compression, usize::MAX).expect("it is short");
    framed.copy_to_bytes(framed.remaining())
}

#[test]
fn a_message_survives_every_cut() {
    let stream = framed(b"message", Compression::None);
    assert_eq!(&stream[..5], [0, 0, 0, 0, 7]);
    for first in 0..=stream.len() {
        for second in first..=stream.len() {
            let mut inbox = Inbox::new(7);
            for piece in [stream.slice(..first), stream.slice(first..second), stream.slice(second..)] {
                inbox.push(piece).expect("it is allowed");
            }
            let message = inbox.finish().expect("it is whole").expect("there is one");
            assert_eq!(message, Message { is_compressed: false, bytes: Bytes::from_static(b"message") });
        }
    }
}

#[test]
fn one_piece_is_not_copied() {
    let stream = framed(b"message", Compression::None);
    let mut inbox = Inbox::new(7);
    inbox.push(stream.clone()).expect("it is allowed");
    let message = inbox.finish().expect("it is whole").expect("there is one");
    assert_eq!(message.bytes.as_ptr(), stream[5..].as_ptr());
}

#[test]
fn an_empty_stream_has_no_message_and_an_empty_message_is_one() {
    assert_eq!(Inbox::new(0).finish(), Ok(None));
    let mut inbox = Inbox::new(0);
    inbox.push(framed(b"", Compression::None)).expect("it is allowed");
    assert_eq!(inbox.finish(), Ok(Some(Message { is_compressed: false, bytes: Bytes::new() })));
}

#[test]
fn a_long_message_is_refused_by_its_prefix_alone() {
    let mut inbox = Inbox::new(6);
    let refused = inbox.push(Bytes::from_static(&[0, 0, 0, 0, 7])).expect_err("it is too long");
    assert!(refused.is_too_large(), "{refused}");
    assert_eq!(refused.message.as_str(), "grpc: received message larger than max (7 vs. 6)");
}

#[test]
fn streams_that_are_not_one_message_are_refused() {
    let mut twice = Inbox::new(7);
    twice.push(framed(b"one", Compression::None)).expect("it is allowed");
    assert_eq!(twice.push(framed(b"two", Compression::None)).map_err(|status| status.code), Err(Code::Internal));
    for bad in [&[0][..], &[0, 0, 0, 0, 2, 1], &[2, 0, 0, 0, 0]] {
        let mut inbox = Inbox::new(7);
        inbox.push(Bytes::copy_from_slice(bad)).expect("nothing is wrong yet");
        assert_eq!(inbox.finish().map_err(|status| status.code), Err(Code::Internal), "{bad:?}");
    }
}

#[test]
fn only_what_gets_shorter_is_compressed() {
    assert_eq!(framed(b"short", Compression::Gzip)[0], 0);
    assert_eq!(framed(&[b'a'; 1000], Compression::Gzip)[0], 1);
}

#[test]
fn a_message_over_the_limit_is_not_sent() {
    let refused = frame(Bytes::from_static(b"message"), Compression::Gzip, 6).map_err(|status| status.code);
    assert_eq!(refused.err(), Some(Code::ResourceExhausted));
}
