//! Decides what can happen to a process, written so that it can be kept and happen again, and what a process asks for.

use bytes::Bytes;
use dacapo_core::{
    id::{TaskToken, Text},
    rpc::{Call, CallEnd, CallId, Code, Status},
};
use serde::{Deserialize, Serialize};
use std::{fmt::Write, time::Duration};

/// Something that happens to a process. Bytes are written as hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// Time has passed.
    Tick,
    /// A call has ended.
    Answer(Answer),
    /// The host answers an activation; if it fails, with a failure instead of what it would say.
    Complete {
        /// The run.
        run_id: String,
        /// Whether it fails.
        fails: bool,
    },
    /// An activity takes its next step.
    Step {
        /// Its token.
        token: String,
    },
    /// A handler answers a Nexus task; if it fails, by saying that it is busy.
    Nexus {
        /// The task's token.
        token: String,
        /// Whether it fails.
        fails: bool,
    },
    /// The host lets go of a run.
    Evict {
        /// The run.
        run_id: String,
    },
    /// A workflow is about to be started from here.
    Reserve,
    /// What the server said to that.
    EagerTask(Option<String>),
    /// It is told to end.
    Shutdown,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The call.
    pub call: u64,
    /// 0 for success.
    code: u32,
    message: String,
    bytes: String,
    /// The response itself, so that it is not read back from its digits where it need not be.
    #[serde(skip)]
    kept: Option<Bytes>,
}

/// What a process asks of its world.
#[derive(Debug)]
pub enum Asked {
    /// Make a call.
    Call(CallId, Call),
    /// Answer an activation, after the time that the host takes.
    Complete {
        /// The run.
        run_id: Text,
        /// Whether the host may fail: it cannot when it only lets go of the run.
        may_fail: bool,
    },
    /// A call need not go on.
    Cancel(CallId),
    /// An activity returned this, an encoded `Payloads`.
    Returned(TaskToken, Bytes),
    /// Let an activity go on after that time.
    Wait(TaskToken, Duration),
    /// Let a Nexus handler answer after that time.
    Nexus(TaskToken, Duration),
    /// Start a workflow whose first task may come with the answer.
    EagerStart,
}

impl Answer {
    /// The end of a call, as it is kept. Digits are only made where they are asked for.
    pub fn new(call: CallId, end: CallEnd) -> Self {
        match end {
            Ok(response) => {
                Self { call: call.0, code: 0, message: String::new(), bytes: String::new(), kept: Some(response) }
            }
            Err(status) => Self {
                call: call.0,
                code: status.code.number(),
                message: status.message.to_string(),
                bytes: String::new(),
                kept: Some(status.details),
            },
        }
    }

    /// The same, with digits, for writing.
    #[must_use]
    pub fn spelled(mut self) -> Self {
        self.bytes = self.kept.as_deref().map(hex).unwrap_or_default();
        self
    }

    pub(super) fn end(self) -> CallEnd {
        let bytes = self.kept.unwrap_or_else(|| bytes(&self.bytes));
        match Code::from_number(self.code) {
            None => Ok(bytes),
            Some(code) => Err(Status { code, message: self.message.into(), details: bytes }),
        }
    }
}

impl Given {
    /// What a log holds.
    #[must_use]
    pub fn spelled(self) -> Self {
        match self {
            Self::Answer(answer) => Self::Answer(answer.spelled()),
            other => other,
        }
    }
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Text takes all that is written to it.
        write!(digits, "{byte:02x}").unwrap_or_default();
    }
    digits
}

/// The bytes that digits stand for; what are no digits is left out.
pub(super) fn bytes(digits: &str) -> Bytes {
    let pairs = digits.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
    pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}
