//! Decides what becomes of messages on their way: between workers and the server everything can go wrong.

use super::{
    World,
    event::{Event, Origin, Who},
};
use crate::server::RequestId;
use dacapo_core::{
    rpc::{Call, Code, Status},
    time::MonoTime,
};
use dacapo_proto::rpc::workflow_service as method;
use std::time::Duration;

impl World<'_> {
    /// A call goes on its way, or does not.
    pub(super) fn call(&mut self, from: Origin, call: Call) {
        // A transport that does not even keep a call's time leaves it to the worker.
        if !self.happens(self.faults.hung_calls) {
            let timeout = Err(Status::new(Code::DeadlineExceeded, "the call took too long"));
            self.later(call.timeout, Event::Answered { to: from, end: timeout });
        }
        if self.server_gone.is_some() {
            return self.refuse(from, Code::Unavailable, "connection refused");
        }
        if let Some(code) = self.denied(from.who) {
            return self.refuse(from, code, "denied on the way");
        }
        if self.happens(self.faults.refused) {
            let code = if self.random.up_to(3) == 0 { Code::ResourceExhausted } else { Code::Unavailable };
            return self.refuse(from, code, "refused on the way");
        }
        if self.happens(self.faults.lost_requests) {
            return self.lost(from);
        }
        let doubled = self.happens(self.faults.doubled_requests);
        let after = self.delay(self.faults.delay);
        if doubled {
            let later = after + self.delay(self.faults.delay);
            self.later(later, Event::Arrives { from, call: call.clone() });
        }
        self.later(after, Event::Arrives { from, call });
    }

    fn refuse(&mut self, to: Origin, code: Code, why: &'static str) {
        let after = self.delay(self.faults.delay);
        self.later(after, Event::Answered { to, end: Err(Status::new(code, why)) });
    }

    /// How the requests of a worker are denied, if they are: each time another worker's, and another client's.
    fn denied(&self, who: Who) -> Option<Code> {
        let (Who::Process(number, _) | Who::Client(number)) = who;
        let since = self.now.since(MonoTime(0));
        let count = self.processes.len().max(1);
        let denials = self.faults.denials.iter().enumerate();
        let mut of_worker = denials.filter(|(place, _)| place % count == number % count);
        of_worker.find(|(_, (from, until, _))| *from <= since && since < *until).map(|(_, (.., code))| *code)
    }

    /// Something got lost: whoever waits notices at once, or when the time is up.
    fn lost(&mut self, to: Origin) {
        if self.random.up_to(999) < self.faults.noticed {
            self.refuse(to, Code::Unavailable, "the connection was lost");
        }
    }

    pub(super) fn arrives(&mut self, from: Origin, call: Call) {
        if self.server_gone.is_some() {
            return self.lost(from);
        }
        self.last_request += 1;
        let request = self.last_request;
        self.requests.insert(request, from);
        self.server.request(self.now, request, (call.method, call.message));
        self.deliver();
    }

    /// Answers of the server go on their way, or do not.
    pub(super) fn deliver(&mut self) {
        while let Some((request, end)) = self.server.take_answer() {
            let Some(to) = self.requests.remove(&request) else { continue };
            if self.happens(self.faults.lost_answers) {
                self.lost(to);
                continue;
            }
            let after = self.delay(self.faults.delay);
            self.later(after, Event::Answered { to, end });
        }
    }

    /// A process is gone: the server notices that its connection is, and gives it no more tasks.
    pub(super) fn forget_polls(&mut self, worker: usize) {
        let is_gone = |origin: &Origin| matches!(origin.who, Who::Process(of, _) if of == worker);
        let gone: Vec<RequestId> =
            self.requests.iter().filter(|(_, origin)| is_gone(origin)).map(|(request, _)| *request).collect();
        for request in gone {
            self.requests.remove(&request);
            self.server.forget(request);
        }
    }

    /// A call that somebody canceled is none that the server has to answer, once it hears of it.
    pub(super) fn canceled(&mut self, from: Origin) {
        if self.happens(self.faults.lost_requests) {
            return;
        }
        let gone: Vec<RequestId> =
            self.requests.iter().filter(|(_, origin)| **origin == from).map(|(request, _)| *request).collect();
        for request in gone {
            self.requests.remove(&request);
            self.server.forget(request);
        }
    }

    /// The server is gone, and with it all connections: some callers notice.
    pub(super) fn server_stops(&mut self, until: Duration) {
        if self.server_gone.is_some() {
            return;
        }
        let until = MonoTime(0).plus(until);
        self.server_gone = Some(until);
        for (request, to) in std::mem::take(&mut self.requests) {
            self.server.forget(request);
            self.lost(to);
        }
        self.later(until.since(self.now), Event::ServerStarts);
    }

    pub(super) fn server_starts(&mut self) {
        if self.server_gone.take().is_some() {
            self.at_server().restart();
            self.deliver();
        }
    }
}

pub(super) fn is_poll(called: &str) -> bool {
    let polls = [method::POLL_WORKFLOW_TASK_QUEUE, method::POLL_ACTIVITY_TASK_QUEUE, method::POLL_NEXUS_TASK_QUEUE];
    polls.contains(&called)
}
