//! Decides how a completion that is larger than a message may be goes to a server that takes it in pages [WORKER-15].

use super::Runs;
use crate::{
    id::TaskToken,
    limits,
    machine::Deadline,
    rpc::{Backoff, CallEnd, Code, RetryPolicy, Status},
    time::{MonoTime, Now},
    wire::{Fields, WireError, put_len, put_varint},
    worker::{
        desk::{Desk, Terms},
        purpose::Purpose,
    },
};
use alloc::vec::Vec;
use bytes::{Bytes, BytesMut};
use dacapo_proto::rpc::workflow_service as method;

const COMMANDS: u32 = 2;
const PAGE_NUMBER: u32 = 21;
const INTERMEDIATE_PAGE: u32 = 22;

/// A completion in pages, one on its way after the other.
#[derive(Clone, Debug)]
pub(super) struct Pages {
    /// Requests that hold nothing but commands.
    commands: Vec<Bytes>,
    /// The one that holds everything else.
    last: Bytes,
    sent: usize,
    terms: Terms,
    backoff: Backoff,
    /// When the server gives the task up.
    until: MonoTime,
}

impl Pages {
    /// Cuts an encoded completion, where the server takes pages and it is too large for one; `None` where it is sent whole.
    pub(super) fn cut(desk: &Desk, token: &TaskToken, message: &Bytes) -> Option<(Vec<Bytes>, Bytes)> {
        let is_wanted = desk.capabilities.completes_in_pages && message.len() > limits::PAGE_BYTES;
        let (commands, last) = is_wanted.then(|| cut(desk, token, message).ok()).flatten()??;
        (!commands.is_empty()).then_some((commands, last))
    }

    pub(super) fn new((commands, last): (Vec<Bytes>, Bytes), terms: Terms, until: MonoTime) -> Self {
        Self { commands, last, sent: 0, terms, backoff: Backoff::NONE, until }
    }
}

/// The pages of commands and the last one; `None` where a command is too large for a page.
fn cut(desk: &Desk, token: &TaskToken, message: &Bytes) -> Result<Option<(Vec<Bytes>, Bytes)>, WireError> {
    let mut fields = Fields::of(message);
    let (mut pages, mut page, mut last) = (Vec::new(), BytesMut::new(), BytesMut::new());
    let mut copied = 0;
    loop {
        let start = message.len().saturating_sub(fields.len());
        let Some(field) = fields.next()? else { break };
        if field.number != COMMANDS {
            continue;
        }
        last.extend_from_slice(message.get(copied..start).unwrap_or_default());
        copied = message.len().saturating_sub(fields.len());
        let command = field.bytes()?;
        if command.len() > limits::PAGE_BYTES {
            return Ok(None);
        }
        if page.len().saturating_add(command.len()) > limits::PAGE_BYTES {
            pages.push(page.split().freeze());
        }
        put_len(&mut page, COMMANDS, &command);
    }
    last.extend_from_slice(message.get(copied..).unwrap_or_default());
    pages.push(page.freeze());
    put_number(&mut last, PAGE_NUMBER, pages.len());
    let whole = |(number, commands): (usize, &Bytes)| {
        let mut out = BytesMut::new();
        put_len(&mut out, 1, &token.0);
        out.extend_from_slice(commands);
        put_len(&mut out, 3, desk.config.identity.as_bytes());
        put_len(&mut out, 9, desk.config.namespace.as_bytes());
        put_number(&mut out, PAGE_NUMBER, number);
        put_number(&mut out, INTERMEDIATE_PAGE, 1);
        out.freeze()
    };
    Ok(Some((pages.iter().enumerate().map(whole).collect(), last.freeze())))
}

fn put_number(out: &mut BytesMut, field: u32, value: usize) {
    if value != 0 {
        put_varint(out, u64::from(field) << 3);
        put_varint(out, u64::try_from(value).unwrap_or(u64::MAX));
    }
}

impl Runs {
    /// Sends the next page of a completion.
    pub(super) fn send_page(&mut self, desk: &mut Desk, now: Now, number: u64) {
        let Some(pages) = self.reported.get_mut(&number).and_then(|reported| reported.pages.as_mut()) else { return };
        let (purpose, message) = match pages.commands.get(pages.sent) {
            Some(page) => (Purpose::CompletionPage(number), page.clone()),
            None => (Purpose::WorkflowTaskCompleted(number), pages.last.clone()),
        };
        let terms = pages.terms;
        desk.call(now, terms, purpose, (method::RESPOND_WORKFLOW_TASK_COMPLETED, message));
    }

    /// Takes the server's answer to a page; gives the end of the whole completion, where that is it.
    pub(crate) fn page_answered(&mut self, desk: &mut Desk, now: Now, number: u64, end: CallEnd) -> Option<CallEnd> {
        let pages = self.reported.get_mut(&number).and_then(|reported| reported.pages.as_mut())?;
        match end {
            Ok(_) => {
                pages.sent = pages.sent.saturating_add(1);
                self.send_page(desk, now, number);
                None
            }
            Err(status) => self.begins_anew(desk, now, number, &status).is_none().then_some(Err(status)),
        }
    }

    /// Sends all pages again, after a while, where the server has lost some; when, or nothing where it is another failure,
    /// or too late.
    pub(super) fn begins_anew(&mut self, desk: &mut Desk, now: Now, number: u64, status: &Status) -> Option<MonoTime> {
        let pages = self.reported.get_mut(&number).and_then(|reported| reported.pages.as_mut())?;
        if !status.has_lost_pages() {
            return None;
        }
        let at = pages.backoff.fail(now.mono, Code::Aborted, &RetryPolicy::POLL, &mut desk.random);
        if at >= pages.until {
            return None;
        }
        pages.sent = 0;
        self.resends.insert((at, number));
        Some(at)
    }

    /// Begins those anew that are due.
    pub(super) fn resend(&mut self, desk: &mut Desk, now: Now) {
        while let Some(first) = self.resends.first().copied().filter(|(at, _)| *at <= now.mono) {
            self.resends.remove(&first);
            self.send_page(desk, now, first.1);
        }
    }

    pub(super) fn resends_at(&self) -> Option<Deadline> {
        self.resends.first().map(|(at, _)| Deadline { at: *at, why: "the pages of a completion are sent again" })
    }
}
