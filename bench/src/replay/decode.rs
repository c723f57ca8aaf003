//! The floor: decodes the bytes into the official message types and does nothing with them.

use crate::replay::{
    case::Case,
    engine::{Engine, Kind, Replay, Tally},
    meter::Meter,
};
use anyhow::Result;
use bytes::Bytes;
use prost::Message;
use std::hint::black_box;
use temporalio_protos::temporal::api::history::v1::History;

/// Decoding alone.
#[derive(Debug)]
pub(crate) struct Decode;

struct Prepared {
    bytes: Bytes,
}

impl Engine for Decode {
    fn kind(&self) -> Kind {
        Kind::Decode
    }

    fn prepare(&self, case: &Case) -> Result<Box<dyn Replay>> {
        let bytes = case.bytes.clone();
        Ok(Box::new(Prepared { bytes }))
    }
}

impl Replay for Prepared {
    fn run(self: Box<Self>, meter: &mut Meter) -> Result<Tally> {
        meter.start();
        let history = black_box(History::decode(black_box(self.bytes.as_ref()))?);
        meter.stop();
        drop(history);
        Ok(Tally::default())
    }
}
