//! Decides what happens next in a world, and runs it until nothing is left to happen.

mod check;
mod client;
mod end;
mod event;
mod happen;
mod network;
mod plan;

use crate::{
    faults::{Faults, millis},
    knobs::{Knobs, ServerKnobs},
    log::Log,
    process::{Asked, Given, Process},
    program::{self, Planned},
    rule::{Rule, Violation},
    server::{RequestId, Server},
};
use bytes::Bytes;
use check::Watch;
use client::Client;
use dacapo_core::{rng::Random, time::MonoTime};
use event::{Event, Origin, Who};
use std::{collections::BTreeMap, time::Duration};

/// How long after the last fault all workflows have to be closed.
const ENOUGH: Duration = Duration::from_secs(3600);

/// The most steps of a world: more means that something goes round in circles.
const STEPS: u64 = 100_000;

/// What came of a world.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many things happened, in the world with faults.
    pub steps: u64,
    /// Virtual time at its end.
    pub ended: Duration,
    /// How each workflow ended.
    pub outcomes: BTreeMap<String, Option<String>>,
    /// How each update ended.
    pub updates: BTreeMap<String, String>,
    /// What each closed workflow answered.
    pub answers: BTreeMap<String, String>,
    /// The calls of clients, by their methods: how many were answered, and how many attempts there were.
    pub calls: BTreeMap<&'static str, (u64, u64)>,
    /// A number that depends on all that happened, in its order.
    pub digest: u64,
}

impl Report {
    /// The same without what depends on who is faster.
    fn known(mut self) -> Self {
        self.outcomes.retain(|workflow_id, _| !workflow_id.contains(program::LOOSE));
        self.answers.retain(|workflow_id, _| !workflow_id.contains(program::LOOSE));
        self
    }
}

/// Everything there is, at one moment.
#[derive(Debug)]
struct World<'a> {
    random: Random,
    now: MonoTime,
    faults: Faults,
    knobs: Knobs,
    server: Server,
    /// Until when the server is gone.
    server_gone: Option<MonoTime>,
    processes: Vec<Option<Process>>,
    generations: Vec<u64>,
    /// Until when processes stand still.
    paused: Vec<MonoTime>,
    watches: Vec<Watch>,
    events: BTreeMap<(MonoTime, u64), Event>,
    count: u64,
    requests: BTreeMap<RequestId, Origin>,
    last_request: RequestId,
    clients: Vec<Client>,
    /// The last call that a client made.
    last_call: u64,
    /// What activities returned, and as what the server took it, by their tokens.
    returned: BTreeMap<Bytes, Bytes>,
    effects: BTreeMap<Bytes, Bytes>,
    /// A workflow that is not started yet, and whether somebody is about to.
    to_start: Option<Planned>,
    is_start_asked: bool,
    /// Workers that shut down are not followed by others.
    is_ending: bool,
    report: Report,
    log: Option<&'a mut Log>,
}

/// Who listens to a world: nobody, or a log.
pub type Listener<'a> = Option<&'a mut Log>;

/// What a seed makes of a world.
struct Drawn {
    seed: u64,
    planned: Vec<Planned>,
    workers: usize,
    knobs: Knobs,
    server: ServerKnobs,
    faults: Faults,
}

impl Drawn {
    fn of(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let planned = program::draw(&mut random);
        let knobs = Knobs::draw(&mut random);
        let server = ServerKnobs::draw(&mut random);
        let workers = 1 + usize::try_from(random.up_to(2)).unwrap_or_default();
        Self { seed, planned, workers, knobs, server, faults: Faults::draw(&mut random) }
    }

    fn run(&self, faults: Faults, listener: Listener<'_>) -> Result<Report, Violation> {
        let sizes = (self.workers, self.knobs, self.server);
        World::new(self.seed, sizes, faults, listener).run(&self.planned)
    }
}

/// Runs the world of a seed twice, without faults and with them, and compares. `listener` hears of the second.
///
/// # Errors
///
/// Something that must hold does not.
pub fn simulate(seed: u64, listener: Listener<'_>) -> Result<Report, Violation> {
    let drawn = Drawn::of(seed);
    let faultless = drawn.run(Faults::none(), None)?;
    let report = drawn.run(drawn.faults.clone(), listener)?;
    let (faultless, report) = (faultless.known(), report.known());
    same(Rule::OUTCOMES, &report.outcomes, &faultless.outcomes)?;
    same(Rule::UPDATES, &report.updates, &faultless.updates)?;
    same(Rule::QUERIES, &report.answers, &faultless.answers)?;
    Ok(report)
}

/// Runs the world of a seed without faults.
///
/// # Errors
///
/// Something that must hold does not.
pub fn faultless(seed: u64, listener: Listener<'_>) -> Result<Report, Violation> {
    Drawn::of(seed).run(Faults::none(), listener)
}

/// Compares what came of two worlds.
fn same<T: PartialEq + std::fmt::Debug>(
    rule: Rule,
    with: &BTreeMap<String, T>,
    without: &BTreeMap<String, T>,
) -> Result<(), Violation> {
    if with == without {
        return Ok(());
    }
    let names = with.keys().chain(without.keys());
    let differ = names.filter(|name| with.get(*name) != without.get(*name));
    let differ = differ.map(|name| format!("{name}: {:?}, without faults {:?}", with.get(name), without.get(name)));
    Err(Violation::new(rule, differ.take(2).collect::<Vec<_>>().join("; ")))
}

impl<'a> World<'a> {
    fn new(
        seed: u64,
        (workers, knobs, server): (usize, Knobs, ServerKnobs),
        faults: Faults,
        log: Listener<'a>,
    ) -> Self {
        Self {
            random: Random::new(seed ^ 0x5eed),
            now: MonoTime(0),
            faults,
            knobs,
            server: Server::new(seed ^ 0x5e4e, server),
            server_gone: None,
            processes: (0..workers).map(|_| None).collect(),
            generations: vec![0; workers],
            paused: vec![MonoTime(0); workers],
            watches: vec![Watch::default(); workers],
            events: BTreeMap::new(),
            count: 0,
            requests: BTreeMap::new(),
            last_request: 0,
            clients: Vec::new(),
            last_call: 0,
            returned: BTreeMap::new(),
            effects: BTreeMap::new(),
            to_start: None,
            is_start_asked: false,
            is_ending: false,
            report: Report::default(),
            log,
        }
    }

    fn run(mut self, planned: &[Planned]) -> Result<Report, Violation> {
        self.plan(planned);
        let until = self.last_fault().plus(ENOUGH);
        while !self.is_over() {
            if self.now > until {
                return Err(Violation::new(Rule::ENDS, self.what_is_open()));
            }
            self.step_until(MonoTime(u64::MAX))?;
        }
        self.end()?;
        self.report.ended = self.now.since(MonoTime(0));
        Ok(self.report)
    }

    fn is_over(&self) -> bool {
        self.to_start.is_none() && self.server.are_all_closed() && self.clients.iter().all(Client::is_done)
    }

    fn what_is_open(&self) -> String {
        let open = self.server.outcomes().into_iter().filter(|(_, outcome)| outcome.is_none()).map(|(id, _)| id);
        let clients = self.clients.iter().filter(|client| !client.is_done());
        format!("at {:?}: {:?}, {:?}", self.now, open.collect::<Vec<_>>(), clients.collect::<Vec<_>>())
    }

    /// When nothing goes wrong any more.
    fn last_fault(&self) -> MonoTime {
        MonoTime(0).plus(self.faults.end)
    }

    /// Whether things still go wrong.
    fn is_faulty(&self) -> bool {
        self.now < self.last_fault()
    }

    fn later(&mut self, after: Duration, event: Event) {
        self.count += 1;
        self.events.insert((self.now.plus(after), self.count), event);
    }

    /// One in a thousand, times `share`, while things go wrong.
    fn happens(&mut self, share: u64) -> bool {
        share > 0 && self.is_faulty() && self.random.up_to(999) < share
    }

    fn delay(&mut self, most: Duration) -> Duration {
        let most = if self.is_faulty() { millis(most) } else { millis(most).min(5) };
        Duration::from_millis(self.random.up_to(most))
    }

    /// Lets the next thing happen, if it happens by `until`.
    fn step_until(&mut self, until: MonoTime) -> Result<(), Violation> {
        self.report.steps += 1;
        if self.report.steps > STEPS {
            return Err(Violation::new(Rule::NO_CIRCLE, self.what_is_open()));
        }
        let event = self.events.first_key_value().map(|(key, _)| key.0);
        let server = self.server.deadline().filter(|_| self.server_gone.is_none());
        let worker = (0..self.processes.len()).filter_map(|worker| self.worker_deadline(worker)).min();
        let client = self.clients.iter().filter_map(Client::deadline).min();
        let next = [event, server, worker, client].into_iter().flatten().min().unwrap_or(until).max(self.now);
        if next > until {
            self.now = until;
            return Ok(());
        }
        self.now = next;
        self.digest(next.0);
        if server.is_some_and(|at| at <= next) {
            self.server.advance(next);
            self.deliver();
        } else if let Some(entry) = self.events.first_entry().filter(|entry| entry.key().0 <= next) {
            let event = entry.remove();
            self.happen(event)?;
        } else {
            for worker in 0..self.processes.len() {
                if self.worker_deadline(worker).is_some_and(|at| at <= next) {
                    self.give(worker, Given::Tick)?;
                }
            }
            self.tick_clients()?;
        }
        self.check()
    }

    /// When a worker wants to be told the time, and can be.
    fn worker_deadline(&self, worker: usize) -> Option<MonoTime> {
        let at = self.processes.get(worker)?.as_ref()?.deadline()?;
        let paused = self.paused.get(worker).copied().unwrap_or_default();
        Some(at.max(paused))
    }

    fn digest(&mut self, with: u64) {
        self.report.digest = (self.report.digest ^ with).wrapping_mul(0x0100_0000_01b3).rotate_left(17);
    }

    /// The server, as it is by now.
    fn at_server(&mut self) -> &mut Server {
        self.server.advance(self.now);
        &mut self.server
    }

    fn process(&self, worker: usize) -> Option<&Process> {
        self.processes.get(worker)?.as_ref()
    }

    /// Gives a process what happens to it, and does what it asks for.
    fn give(&mut self, worker: usize, given: Given) -> Result<(), Violation> {
        let now = self.now;
        let Some(process) = self.processes.get_mut(worker).and_then(Option::as_mut) else { return Ok(()) };
        let generation = self.generations.get(worker).copied().unwrap_or_default();
        let asked = match &mut self.log {
            None => process.give(now, given, None),
            Some(log) => {
                log.given((now, process.skew), (worker, generation), &given);
                let mut said = Vec::new();
                let asked = process.give(now, given, Some(&mut said));
                log.said(&said);
                asked
            }
        };
        let has_ended = process.report.is_some();
        for ask in asked? {
            self.act((worker, generation), ask);
        }
        if has_ended {
            self.ended(worker)?;
        }
        Ok(())
    }

    fn act(&mut self, (worker, generation): (usize, u64), ask: Asked) {
        let who = Who::Process(worker, generation);
        let event = match ask {
            Asked::Call(call, request) => return self.call(Origin { who, call }, request),
            Asked::Cancel(call) => {
                let after = self.delay(self.faults.delay);
                return self.later(after, Event::Canceled(Origin { who, call }));
            }
            Asked::Returned(token, result) => {
                self.returned.insert(token.0, result);
                return;
            }
            Asked::Complete { run_id, may_fail } => {
                let fails = may_fail && self.happens(self.faults.failed_tasks);
                let given = Given::Complete { run_id: run_id.to_string(), fails };
                let after = self.delay(self.faults.host_delay);
                return self.later(after, Event::Given { worker, generation, given });
            }
            Asked::Wait(token, after) => {
                let given = Given::Step { token: crate::process::hex(&token.0) };
                return self.later(after, Event::Given { worker, generation, given });
            }
            Asked::Nexus(token, after) => {
                let fails = self.happens(self.faults.failed_nexus);
                let given = Given::Nexus { token: crate::process::hex(&token.0), fails };
                return self.later(after, Event::Given { worker, generation, given });
            }
            Asked::EagerStart => {
                self.is_start_asked = true;
                Event::StartsEagerly { worker, generation }
            }
        };
        let after = self.delay(self.faults.delay);
        self.later(after, event);
    }
}
