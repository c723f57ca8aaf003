//! Decides what follows from each thing that happens in a world.

use super::{
    World,
    client::Client,
    event::{Event, Origin, Who},
};
use crate::{
    process::{Answer, Given, Process, hex},
    program::{Planned, Visit},
    rule::Violation,
    server::NewRun,
};
use dacapo_core::time::MonoTime;
use dacapo_kitchen_sink::program::TYPE;
use dacapo_proto::temporal::api::common::v1::{Payload, Payloads};
use std::time::Duration;

/// How long whoever starts a workflow waits for the answer.
const START_TIMEOUT: Duration = Duration::from_secs(10);

impl World<'_> {
    pub(super) fn happen(&mut self, event: Event) -> Result<(), Violation> {
        if let Some((worker, generation)) = event.process() {
            return self.happen_to(worker, generation, event);
        }
        match event {
            Event::Arrives { from, call } => self.arrives(from, call),
            Event::Canceled(from) => self.canceled(from),
            Event::StartsEagerly { worker, generation } => return self.starts_eagerly(worker, generation),
            Event::WantsStart => return self.wants_start(),
            Event::Crashes { worker, until } => self.crashes(worker, until),
            Event::Starts { worker } => return self.starts(worker),
            Event::ShutsDown { worker } => {
                if self.is_running(worker) {
                    return self.give(worker, Given::Shutdown);
                }
            }
            Event::Pauses { worker, until } => {
                let until = MonoTime(0).plus(until);
                if let Some(paused) = self.paused.get_mut(worker) {
                    *paused = until.max(*paused);
                }
            }
            Event::Jumps { worker, by } => {
                if let Some(process) = self.processes.get_mut(worker).and_then(Option::as_mut) {
                    process.skew += by;
                }
            }
            Event::LetsGo { worker } => {
                let turn = self.random.next();
                let run = self.process(worker).filter(|_| self.is_running(worker)).and_then(|p| p.some_run(turn));
                if let Some(run_id) = run {
                    return self.give(worker, Given::Evict { run_id: run_id.to_string() });
                }
            }
            Event::ServerStops { until } => self.server_stops(until),
            Event::ServerStarts => self.server_starts(),
            Event::Visits { client } => return self.visit(client),
            Event::Answered { to: Origin { who: Who::Client(client), call }, end } => {
                return self.answered(client, call, end);
            }
            Event::Answered { .. } | Event::Given { .. } | Event::EagerTask { .. } => {}
        }
        Ok(())
    }

    /// Something happens to a process, if it is still there; if it stands still, once it does not.
    fn happen_to(&mut self, worker: usize, generation: u64, event: Event) -> Result<(), Violation> {
        if self.generations.get(worker) != Some(&generation) || self.process(worker).is_none() {
            return Ok(());
        }
        let paused = self.paused.get(worker).copied().unwrap_or_default();
        if paused > self.now {
            self.later(paused.since(self.now), event);
            return Ok(());
        }
        match event {
            Event::Answered { to, end } => {
                if self.process(worker).is_some_and(|process| process.has_call(to.call)) {
                    return self.give(worker, Given::Answer(Answer::new(to.call, end)));
                }
                Ok(())
            }
            Event::Given { given, .. } => self.give(worker, given),
            Event::EagerTask { response, .. } => {
                self.give(worker, Given::EagerTask(response.map(|response| hex(&response))))
            }
            _ => Ok(()),
        }
    }

    /// Whether a process is there and does not stand still.
    pub(super) fn is_running(&self, worker: usize) -> bool {
        self.process(worker).is_some() && self.paused.get(worker).is_none_or(|until| *until <= self.now)
    }

    fn starts(&mut self, worker: usize) -> Result<(), Violation> {
        if self.process(worker).is_some() {
            return Ok(());
        }
        let seed = self.random.next();
        let name = format!("worker-{worker}");
        let process = Process::start(&name, seed, (self.knobs, self.now))?;
        if let (Some(place), Some(generation)) = (self.processes.get_mut(worker), self.generations.get_mut(worker)) {
            *place = Some(process);
            *generation += 1;
            if let Some(log) = &mut self.log {
                log.starts(self.now, (worker, *generation), (seed, self.knobs));
            }
        }
        if let (Some(watch), Some(paused)) = (self.watches.get_mut(worker), self.paused.get_mut(worker)) {
            *watch = Default::default();
            *paused = self.now;
        }
        self.give(worker, Given::Tick)
    }

    fn crashes(&mut self, worker: usize, until: Duration) {
        if self.processes.get_mut(worker).and_then(Option::take).is_some() {
            self.forget_polls(worker);
            self.later(MonoTime(0).plus(until).since(self.now), Event::Starts { worker });
        }
    }

    /// A process has shut down: another one takes its place, unless the world ends.
    pub(super) fn ended(&mut self, worker: usize) -> Result<(), Violation> {
        self.check_shutdown(worker)?;
        if !self.is_ending {
            if let Some(place) = self.processes.get_mut(worker) {
                *place = None;
            }
            self.forget_polls(worker);
            let after = self.faults.shutdowns.first().map_or(Duration::ZERO, |(_, after)| *after);
            self.later(after, Event::Starts { worker });
        }
        Ok(())
    }

    /// A workflow is to be started by a worker that has a slot to spare, which may get its first task at once.
    fn wants_start(&mut self) -> Result<(), Violation> {
        let Some(planned) = &self.to_start else { return Ok(()) };
        let mut others = self.clients.iter().map(Client::workflow_id).filter(|id| *id != planned.workflow_id);
        if !others.all(|id| self.server.knows(id)) {
            self.later(Duration::from_secs(1), Event::WantsStart);
            return Ok(());
        }
        for worker in 0..self.processes.len() {
            if self.to_start.is_some() && self.is_running(worker) && !self.is_start_asked {
                self.give(worker, Given::Reserve)?;
            }
        }
        if !self.is_start_asked {
            return self.start_by_client();
        }
        Ok(())
    }

    /// The request of a worker to start a workflow arrives, or does not.
    fn starts_eagerly(&mut self, worker: usize, generation: u64) -> Result<(), Violation> {
        let is_lost = self.server_gone.is_some() || self.happens(self.faults.lost_requests);
        let response = match self.to_start.take_if(|_| !is_lost) {
            Some(planned) => {
                self.at_server().start_eagerly(NewRun::new(&planned.workflow_id, TYPE, Some(input(&planned))))
            }
            None => None,
        };
        self.deliver();
        let is_answer_lost = self.happens(self.faults.lost_answers);
        // Whoever starts it learns that the call failed when its time is up.
        let after = if is_lost || is_answer_lost { START_TIMEOUT } else { self.delay(self.faults.delay) };
        let response = response.filter(|_| !is_answer_lost);
        self.later(after, Event::EagerTask { worker, generation, response });
        if is_lost {
            return self.start_by_client();
        }
        Ok(())
    }

    /// A client starts what no worker does.
    fn start_by_client(&mut self) -> Result<(), Violation> {
        self.is_start_asked = true;
        let Some(planned) = self.to_start.take() else { return Ok(()) };
        let place = self.clients.iter().position(|client| client.workflow_id() == planned.workflow_id);
        let Some(place) = place else { return Ok(()) };
        if let Some(client) = self.clients.get_mut(place) {
            client.begins_with(Visit::Start);
        }
        self.visit(place)
    }
}

/// What a planned workflow is started with.
pub(super) fn input(planned: &Planned) -> Payloads {
    let payload = Payload {
        metadata: [("encoding".to_owned(), bytes::Bytes::from_static(b"json/plain"))].into(),
        data: planned.program.to_string().into(),
        ..Default::default()
    };
    Payloads { payloads: vec![payload] }
}
