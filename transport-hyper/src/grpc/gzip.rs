//! Decides how messages are compressed, and that what they expand to is bounded.

use bytes::Bytes;
use dacapo_core::rpc::{Code, Status};
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use std::io::{Read, Write};

/// Compresses a message; `None` where that failed, which writing to memory does not.
pub(super) fn compress(message: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(message).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// Decompresses a message of at most `limit` bytes. It never holds more than that.
pub(super) fn decompress(compressed: &[u8], limit: usize) -> Result<Bytes, Status> {
    let mut message = Vec::new();
    let one_more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let read = MultiGzDecoder::new(compressed).take(one_more).read_to_end(&mut message);
    if let Err(fault) = read {
        return Err(Status::new(Code::Internal, format!("a message is not the gzip that it should be: {fault}")));
    }
    if message.len() > limit {
        let text = format!("grpc: received message after decompression larger than max ({limit})");
        return Err(Status::new(Code::ResourceExhausted, text));
    }
    Ok(Bytes::from(message))
}

#[cfg(test)]
mod tests {
    use super::{compress, decompress};
    use dacapo_core::rpc::Code;

    #[test]
    fn a_message_survives_compression() {
        let message = b"message ".repeat(1000);
        let compressed = compress(&message).expect("memory takes it");
        assert!(compressed.len() < 200);
        assert_eq!(decompress(&compressed, message.len()).expect("it fits"), message);
    }

    #[test]
    fn a_bomb_is_refused_at_the_limit() {
        let bomb = compress(&vec![0; 50_000_000]).expect("memory takes it");
        let refused = decompress(&bomb, 1000).expect_err("it does not fit");
        assert!(refused.is_too_large(), "{refused}");
    }

    #[test]
    fn what_is_no_gzip_is_refused() {
        let compressed = compress(b"message").expect("memory takes it");
        for bad in [&b"message"[..], &compressed[..compressed.len() - 1]] {
            assert_eq!(decompress(bad, 1000).map_err(|status| status.code), Err(Code::Internal));
        }
    }
}
