//! What a process is asked to measure by itself.

use crate::{
    ceiling::{rate, share},
    memory::{cached, tasks},
};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::{Value, to_value};

/// One measurement; its answer is the reading of its module.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    Rate(rate::Ask),
    Share(share::Ask),
    Cached(cached::Ask),
    Tasks(tasks::Ask),
}

/// Measures in this process.
pub(crate) fn measure(ask: Ask) -> Result<Value> {
    Ok(match ask {
        Ask::Rate(ask) => to_value(rate::measure(ask)?)?,
        Ask::Share(ask) => to_value(share::measure(ask)?)?,
        Ask::Cached(ask) => to_value(cached::measure(ask)?)?,
        Ask::Tasks(ask) => to_value(tasks::measure(ask)?)?,
    })
}
