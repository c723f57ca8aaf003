//! Reads what the server gives out for Nexus tasks: the request stays the bytes that it came in, but for names of headers.

use super::header;
use crate::{
    history::parse::read,
    id::{TaskToken, Text},
    time::{MonoTime, WallTime},
    wire::{Field, Fields, WireError},
    worker::{desk::Desk, observe::Level, polled::advice, poller::Hints},
};
use alloc::format;
use bytes::Bytes;
use core::time::Duration;

/// The header that says how long the caller waits.
const REQUEST_TIMEOUT: &str = "request-timeout";

/// What is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    StartOperation,
    CancelOperation,
    /// Something that this version does not know.
    #[default]
    Unknown,
}

/// `PollNexusTaskQueueResponse`.
#[derive(Clone, Debug, Default)]
pub(super) struct Received {
    pub(super) token: TaskToken,
    pub(super) request: Bytes,
    pub(super) poller_group: Text,
    pub(super) kind: Kind,
    pub(super) scheduled_time: Option<WallTime>,
    pub(super) endpoint: Text,
    pub(super) reads_failures: bool,
    timeout: Option<Text>,
}

/// Whether a response to a poll has a task, and what it says beside.
pub(crate) fn polled_hints(response: &Bytes) -> Result<(bool, Hints), WireError> {
    let (mut fields, mut has_task, mut hints) = (Fields::of(response), false, Hints::default());
    while let Some(field) = fields.next()? {
        match field.number {
            1 => has_task = !field.len()?.is_empty(),
            3 => hints.advice = Some(advice(&field)?),
            _ => {}
        }
    }
    Ok((has_task, hints))
}

impl Received {
    pub(super) fn read(response: &Bytes) -> Result<Self, WireError> {
        let (mut fields, mut received) = (Fields::of(response), Self::default());
        while let Some(field) = fields.next()? {
            match field.number {
                // Copies, since they outlive the request that they came with.
                1 => received.token = TaskToken(Bytes::copy_from_slice(field.len()?)),
                4 => received.poller_group = Text::from(field.text()?.as_str()),
                2 => received.request = header::lower_case(&field.bytes()?)?,
                _ => {}
            }
        }
        if received.token.0.is_empty() {
            return Err(WireError { field: 1, what: "there is no task" });
        }
        let request = received.request.clone();
        received.read_request(Fields::of(&request))?;
        Ok(received)
    }

    fn read_request(&mut self, mut fields: Fields<'_>) -> Result<(), WireError> {
        while let Some(field) = fields.next()? {
            match field.number {
                1 => {
                    let (name, value) = header(&field)?;
                    if name == REQUEST_TIMEOUT {
                        self.timeout = Some(value);
                    }
                }
                2 => self.scheduled_time = field.some_time()?,
                3 => self.kind = Kind::StartOperation,
                4 => self.kind = Kind::CancelOperation,
                10 => self.endpoint = field.text()?,
                100 => self.reads_failures = capability(&field)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// When the caller stops waiting, where it says so [RUN-NEXUS-2].
    pub(super) fn deadline(&self, desk: &mut Desk, now: MonoTime) -> Option<MonoTime> {
        let text = self.timeout.as_ref()?;
        let length = length(text);
        if length.is_none() {
            desk.log(Level::Warn, || format!("the time-out of a Nexus request is none: {text:?}"));
        }
        length.map(|length| now.plus(length))
    }
}

/// Reads an entry of the map of headers.
fn header(field: &Field<'_>) -> Result<(Text, Text), WireError> {
    let (mut fields, mut name, mut value) = (field.message()?, Text::default(), Text::default());
    read!(fields, { 1 => name => text, 2 => value => text });
    Ok((name, value))
}

fn capability(field: &Field<'_>) -> Result<bool, WireError> {
    let (mut fields, mut reads_failures) = (field.message()?, false);
    read!(fields, { 1 => reads_failures => bool });
    Ok(reads_failures)
}

/// Reads a length as callers write it: a decimal number of minutes, seconds or milliseconds.
pub(super) fn length(text: &str) -> Option<Duration> {
    let units = [("ms", 0.001), ("s", 1.0), ("m", 60.0)];
    let (number, unit) = units.iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, *unit)))?;
    // A number of its own reads more than that: signs, exponents, names.
    let is_decimal = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = number.parse().ok().filter(|_| is_decimal)?;
    Duration::try_from_secs_f64(number * unit).ok()
}
