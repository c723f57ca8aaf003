//! Decides how the model keeps a history: every event is encoded once, as pages give it out.

use super::{CallEnd, RequestId, Server, execution::Run, gone, held::Awaited, unreadable};
use bytes::{BufMut, Bytes};
use dacapo_core::{
    rpc::{Code, Status},
    time::WallTime,
};
use dacapo_proto::temporal::api::{
    enums::v1::{EventType, HistoryEventFilterType},
    history::v1::{HistoryEvent, history_event::Attributes},
    workflowservice::v1::GetWorkflowExecutionHistoryRequest,
};
use prost::{
    Message,
    encoding::{WireType, encode_key, encode_varint},
};

/// The events of a run, one after another as the field of `History`.
#[derive(Clone, Debug, Default)]
pub(super) struct Events {
    bytes: Vec<u8>,
    /// Where each event ends.
    ends: Vec<usize>,
}

impl Events {
    /// The id that the next event will have.
    pub(super) fn next_id(&self) -> i64 {
        i64::try_from(self.ends.len()).unwrap_or(i64::MAX - 1) + 1
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Adds an event; its id.
    pub(super) fn push(&mut self, time: WallTime, kind: EventType, attributes: Attributes) -> i64 {
        let id = self.next_id();
        put_event(&mut self.bytes, &event(id, time, kind, attributes));
        self.ends.push(self.bytes.len());
        id
    }

    /// The events of which `from` are before, up to the one of which `to` minus one are.
    pub(super) fn slice(&self, from: usize, to: usize) -> &[u8] {
        let at = |count: usize| count.checked_sub(1).and_then(|last| self.ends.get(last).copied()).unwrap_or_default();
        self.bytes.get(at(from)..at(to)).unwrap_or_default()
    }
}

pub(super) fn event(event_id: i64, time: WallTime, kind: EventType, attributes: Attributes) -> HistoryEvent {
    HistoryEvent {
        event_id,
        event_time: Some(time.to_wire()),
        event_type: kind.into(),
        attributes: Some(attributes),
        ..Default::default()
    }
}

/// Appends an event as `History` holds it.
pub(super) fn put_event(out: &mut Vec<u8>, event: &HistoryEvent) {
    encode_key(1, WireType::LengthDelimited, out);
    // A vector takes all that is written to it.
    event.encode_length_delimited(out).unwrap_or_default();
}

/// Appends a field that is a message or bytes.
pub(super) fn put_bytes(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    encode_key(field, WireType::LengthDelimited, out);
    encode_varint(u64::try_from(bytes.len()).unwrap_or_default(), out);
    out.put_slice(bytes);
}

/// Which page comes next: where it begins, where history ends for whoever asks, and the task whose events are not in
/// history yet and come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) virtual_task: u64,
}

impl Page {
    fn token(self) -> Bytes {
        format!("{}:{}:{}", self.from, self.to, self.virtual_task).into()
    }

    fn of(token: &Bytes) -> Option<Self> {
        let mut parts = std::str::from_utf8(token).ok()?.split(':');
        let (from, to) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Self { from, to, virtual_task: parts.next()?.parse().ok()? })
    }
}

impl Run {
    /// With what goes on who waits for the end of a run.
    pub(super) fn token(self) -> Bytes {
        format!("close:{}", self.0).into()
    }

    fn of_token(token: &Bytes) -> Option<Self> {
        std::str::from_utf8(token).ok()?.strip_prefix("close:")?.parse().ok().map(Self)
    }
}

impl Server {
    /// A page of history, encoded, and the token of the next one.
    pub(super) fn page(&self, run: Run, page: Page) -> (Vec<u8>, Bytes) {
        let Some(execution) = self.at(run) else { return (Vec::new(), Bytes::new()) };
        let to = page.to.min(page.from + self.knobs.page);
        let mut events = execution.events.slice(page.from, to).to_vec();
        if to < page.to {
            return (events, Page { from: to, ..page }.token());
        }
        if let Some(task) = execution.task.as_ref().filter(|task| task.number == page.virtual_task) {
            task.virtual_events().iter().for_each(|event| put_event(&mut events, event));
        }
        (events, Bytes::new())
    }

    pub(super) fn history_asked(&mut self, request: RequestId, message: Bytes) {
        let asked = match GetWorkflowExecutionHistoryRequest::decode(message) {
            Ok(asked) => asked,
            Err(error) => return self.refuse(request, unreadable(&error)),
        };
        if !asked.wait_new_event {
            let page = self.history_page(asked);
            return self.answer(request, page);
        }
        match self.close_asked(asked) {
            Ok(run) => self.hold(request, Awaited::Close(run)),
            Err(status) => self.refuse(request, status),
        }
    }

    /// The run whose end is waited for. A token is of one run, which it names where the request does not.
    fn close_asked(&self, asked: GetWorkflowExecutionHistoryRequest) -> Result<Run, Status> {
        if asked.history_event_filter_type() != HistoryEventFilterType::CloseEvent {
            return Err(Status::new(Code::Unimplemented, "a history that grows is not given out"));
        }
        let execution = asked.execution.unwrap_or_default();
        let of_token = Run::of_token(&asked.next_page_token);
        if execution.run_id.is_empty()
            && let Some(run) = of_token
        {
            return Ok(run);
        }
        let run = self.known_asked(Some(execution))?;
        if asked.next_page_token.is_empty() || of_token == Some(run) {
            return Ok(run);
        }
        Err(Status::new(Code::InvalidArgument, "RunId in the request does not match the NextPageToken."))
    }

    /// The page with the event that closed a run, if it is.
    pub(super) fn close_page(&self, run: Run) -> Option<Bytes> {
        let execution = self.at(run).filter(|execution| !execution.is_open())?;
        let (mut out, count) = (Vec::new(), execution.events.len());
        put_bytes(&mut out, 1, execution.events.slice(count.saturating_sub(1), count));
        Some(out.into())
    }

    fn history_page(&self, asked: GetWorkflowExecutionHistoryRequest) -> CallEnd {
        let execution = asked.execution.unwrap_or_default();
        let run = Run::parse(&execution.run_id).ok_or_else(|| gone("workflow execution not found"))?;
        let known = self.at(run).ok_or_else(|| gone("workflow execution not found"))?;
        // A server that shows no more than what is written leaves out the events of a task that is not yet.
        let open = known.task.as_ref().filter(|_| self.knobs.shows_virtual_events).map(|task| task.number);
        let first = Page { from: 0, to: known.events.len(), virtual_task: open.unwrap_or_default() };
        let (history, next) = self.page(run, Page::of(&asked.next_page_token).unwrap_or(first));
        let mut out = Vec::with_capacity(history.len() + 16);
        put_bytes(&mut out, 1, &history);
        if !next.is_empty() {
            put_bytes(&mut out, 3, &next);
        }
        Ok(out.into())
    }
}
