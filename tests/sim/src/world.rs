//! Decides what happens next in a world, and whether what must hold still holds.

use crate::{
    faults::{Faults, millis},
    process::{Asked, Knobs, Process},
    program::{self, Planned},
    server::{RequestId, Server},
};
use bytes::Bytes;
use dacapo_core::{
    command::host::Completion,
    id::{TaskToken, Text},
    rng::Random,
    rpc::{Call, CallEnd, CallId, Code, Status},
    time::MonoTime,
    worker::{Input, SlotKind, poller::PollerState},
};
use dacapo_proto::temporal::api::common::v1::{Payload, Payloads};
use std::{collections::BTreeMap, time::Duration};

/// How long after the last fault all workflows have to be closed.
const ENOUGH: Duration = Duration::from_secs(3600);

/// How long shutdown may take: its periods, and what is under way.
const SHUTDOWN: Duration = Duration::from_secs(60);

/// The most steps of a world: more means that something goes round in circles.
const STEPS: u64 = 400_000;

/// Something that must hold does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// What must hold.
    pub rule: &'static str,
    /// How it does not.
    pub how: String,
}

impl Violation {
    pub(crate) fn new(rule: &'static str, how: String) -> Self {
        Self { rule, how }
    }
}

/// What came of a world.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many things happened.
    pub steps: u64,
    /// Virtual time at the end.
    pub ended: Duration,
    /// How each workflow ended.
    pub outcomes: BTreeMap<String, Option<String>>,
    /// A number that depends on all that happened, in its order.
    pub digest: u64,
}

#[derive(Debug)]
enum Event {
    Arrives { from: Origin, call: Call },
    Answered { to: Origin, end: CallEnd },
    Completes { worker: usize, generation: u64, run_id: Text, completion: Completion },
    Steps { worker: usize, generation: u64, token: TaskToken },
    Crashes { worker: usize, until: Duration },
    Starts { worker: usize },
    Jumps { worker: usize, by: i64 },
    LetsGo { worker: usize },
    Signal { run_id: String },
    Query { run_id: String, query: u64 },
}

/// Who made a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Origin {
    worker: usize,
    generation: u64,
    call: CallId,
}

/// Everything there is, at one moment.
#[derive(Debug)]
struct World {
    random: Random,
    now: MonoTime,
    faults: Faults,
    knobs: Knobs,
    server: Server,
    processes: Vec<Option<Process>>,
    generations: Vec<u64>,
    events: BTreeMap<(MonoTime, u64), Event>,
    count: u64,
    requests: BTreeMap<RequestId, Origin>,
    last_request: RequestId,
    report: Report,
    teller: Teller,
}

/// What is done with a line for each thing that happens.
pub type Teller = Option<fn(&str)>;

/// Runs the world of a seed twice, with faults and without, and compares.
///
/// # Errors
///
/// Something that must hold does not.
pub fn simulate(seed: u64, teller: Teller) -> Result<Report, Violation> {
    let mut random = Random::new(seed);
    let planned = program::draw(&mut random);
    let knobs = Knobs {
        cache: match random.up_to(3) {
            0 => 0,
            1 => 2,
            2 => 3,
            _ => 100,
        },
        slots: 2 + usize::try_from(random.up_to(6)).unwrap_or_default(),
    };
    let workers = 1 + usize::try_from(random.up_to(2)).unwrap_or_default();
    let faults = Faults::draw(&mut random);
    let faultless = World::new(seed, (workers, knobs), Faults::none(), teller).run(&planned)?;
    let report = World::new(seed, (workers, knobs), faults, teller).run(&planned)?;
    if report.outcomes != faultless.outcomes {
        let how = format!("{:?} in place of {:?}", report.outcomes, faultless.outcomes);
        return Err(Violation::new("every workflow ends as it does without faults", how));
    }
    Ok(report)
}

impl World {
    fn new(seed: u64, (workers, knobs): (usize, Knobs), faults: Faults, teller: Teller) -> Self {
        Self {
            random: Random::new(seed ^ 0x5eed),
            now: MonoTime(0),
            faults,
            knobs,
            server: Server::default(),
            processes: (0..workers).map(|_| None).collect(),
            generations: vec![0; workers],
            events: BTreeMap::new(),
            count: 0,
            requests: BTreeMap::new(),
            last_request: 0,
            report: Report::default(),
            teller,
        }
    }

    fn run(mut self, planned: &[Planned]) -> Result<Report, Violation> {
        self.plan(planned);
        let until = MonoTime(0).plus(self.faults.end).plus(ENOUGH);
        while !self.all_closed() {
            if self.now > until {
                let how = format!("{:?} at {:?}", self.server.outcomes(), self.now);
                return Err(Violation::new("every workflow ends", how));
            }
            self.step()?;
        }
        // Faults may have outlasted the workflows: what comes after is without any.
        let calm = MonoTime(0).plus(self.faults.end).max(self.now).plus(Duration::from_secs(90));
        while self.now < calm {
            self.step_until(calm)?;
        }
        self.check_pollers()?;
        self.check_slots()?;
        self.shut_down()?;
        self.report.ended = self.now.since(MonoTime(0));
        self.report.outcomes = self.server.outcomes();
        Ok(self.report)
    }

    fn plan(&mut self, planned: &[Planned]) {
        for worker in 0..self.processes.len() {
            self.later(Duration::ZERO, Event::Starts { worker });
        }
        for plan in planned {
            let payload = Payload {
                metadata: [("encoding".to_owned(), Bytes::from_static(b"json/plain"))].into(),
                data: plan.program.to_string().into(),
                ..Default::default()
            };
            let input = Payloads { payloads: vec![payload] };
            let run_id = self.server.start(&plan.workflow_id, dacapo_kitchen_sink::program::TYPE, Some(input));
            for _ in 0..plan.signals {
                let at = Duration::from_millis(self.random.up_to(40_000));
                self.later(at, Event::Signal { run_id: run_id.clone() });
            }
            for query in 0..self.random.up_to(2) {
                let at = Duration::from_millis(self.random.up_to(40_000));
                self.later(at, Event::Query { run_id: run_id.clone(), query });
            }
        }
        let workers = u64::try_from(self.processes.len()).unwrap_or(1);
        let some = |random: &mut Random| usize::try_from(random.up_to(workers - 1)).unwrap_or_default();
        for (at, gone) in self.faults.crashes.clone() {
            let worker = some(&mut self.random);
            self.later(at, Event::Crashes { worker, until: gone });
        }
        for (at, by) in self.faults.jumps.clone() {
            let worker = some(&mut self.random);
            self.later(at, Event::Jumps { worker, by });
        }
        for at in self.faults.evictions.clone() {
            let worker = some(&mut self.random);
            self.later(at, Event::LetsGo { worker });
        }
    }

    fn all_closed(&self) -> bool {
        self.server.outcomes().values().all(Option::is_some)
    }

    /// Whether things still go wrong.
    fn is_faulty(&self) -> bool {
        self.now < MonoTime(0).plus(self.faults.end)
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

    fn step(&mut self) -> Result<(), Violation> {
        self.step_until(MonoTime(u64::MAX))
    }

    /// Lets the next thing happen, if it happens by `until`.
    fn step_until(&mut self, until: MonoTime) -> Result<(), Violation> {
        self.report.steps += 1;
        if self.report.steps > STEPS {
            return Err(Violation::new("nothing goes round in circles", format!("at {:?}", self.now)));
        }
        let event = self.events.first_key_value().map(|(key, _)| key.0);
        let server = self.server.deadline();
        let worker = self.processes.iter().flatten().filter_map(Process::deadline).min();
        let next = [event, server, worker].into_iter().flatten().min().unwrap_or(until).max(self.now);
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
                let is_due = self.processes.get(worker).and_then(Option::as_ref).and_then(Process::deadline);
                if is_due.is_some_and(|at| at <= next) {
                    self.give(worker, Input::Tick)?;
                }
            }
        }
        Ok(())
    }

    fn digest(&mut self, with: u64) {
        self.report.digest = (self.report.digest ^ with).wrapping_mul(0x0100_0000_01b3).rotate_left(17);
    }

    fn tell(&self, line: impl FnOnce() -> String) {
        if let Some(teller) = self.teller {
            teller(&format!("{:?} {}", self.now.since(MonoTime(0)), line()));
        }
    }

    fn happen(&mut self, event: Event) -> Result<(), Violation> {
        self.tell(|| format!("{event:?}"));
        match event {
            Event::Arrives { from, call } => self.arrives(from, call),
            Event::Answered { to, end } => {
                let process = self.process(to.worker, to.generation);
                if process.is_some_and(|process| process.calls.contains(&to.call)) {
                    return self.give(to.worker, Input::CallEnded(to.call, end));
                }
            }
            Event::Completes { worker, generation, run_id, completion } => {
                if self.process(worker, generation).is_some() {
                    return self.give(worker, Input::ActivationCompleted { run_id, completion });
                }
            }
            Event::Steps { worker, generation, token } => {
                let now = self.now;
                if let Some(process) = self.process(worker, generation) {
                    let asked = process.step(now, token)?;
                    self.act(worker, asked);
                }
            }
            Event::Crashes { worker, until } => {
                if let Some(process) = self.processes.get_mut(worker).and_then(Option::take) {
                    drop(process);
                    self.forget_polls(worker);
                    self.later(until, Event::Starts { worker });
                }
            }
            Event::Starts { worker } => return self.start(worker),
            Event::Jumps { worker, by } => {
                if let Some(process) = self.processes.get_mut(worker).and_then(Option::as_mut) {
                    process.skew += by;
                }
            }
            Event::LetsGo { worker } => {
                let turn = self.random.next();
                let run = self.processes.get(worker).and_then(Option::as_ref).and_then(|p| p.some_run(turn));
                if let Some(run_id) = run {
                    return self.give(worker, Input::Evict { run_id });
                }
            }
            Event::Signal { run_id } => {
                self.server.signal(&run_id, "go");
                self.deliver();
            }
            Event::Query { run_id, query } => {
                self.server.query(&run_id, query);
                self.deliver();
            }
        }
        Ok(())
    }

    fn process(&mut self, worker: usize, generation: u64) -> Option<&mut Process> {
        if self.generations.get(worker) != Some(&generation) {
            return None;
        }
        self.processes.get_mut(worker)?.as_mut()
    }

    fn start(&mut self, worker: usize) -> Result<(), Violation> {
        let seed = self.random.next();
        let process = Process::start(&format!("worker-{worker}"), seed, self.knobs)?;
        if let (Some(place), Some(generation)) = (self.processes.get_mut(worker), self.generations.get_mut(worker)) {
            *place = Some(process);
            *generation += 1;
        }
        self.give(worker, Input::Tick)
    }

    fn give(&mut self, worker: usize, input: Input) -> Result<(), Violation> {
        let now = self.now;
        let Some(process) = self.processes.get_mut(worker).and_then(Option::as_mut) else { return Ok(()) };
        let asked = process.give(now, input)?;
        self.act(worker, asked);
        Ok(())
    }

    fn act(&mut self, worker: usize, asked: Vec<Asked>) {
        let generation = self.generations.get(worker).copied().unwrap_or_default();
        for ask in asked {
            self.tell(|| format!("worker {worker} asks {ask:?}"));
            match ask {
                Asked::Call(id, call) => self.call(Origin { worker, generation, call: id }, call),
                Asked::Complete(run_id, completion) => {
                    let after = self.delay(self.faults.host_delay);
                    self.later(after, Event::Completes { worker, generation, run_id, completion });
                }
                Asked::Wait(token, after) => self.later(after, Event::Steps { worker, generation, token }),
            }
        }
    }

    /// A call goes on its way, or does not.
    fn call(&mut self, from: Origin, call: Call) {
        let timeout = Err(Status::new(Code::DeadlineExceeded, "the call took too long"));
        self.later(call.timeout, Event::Answered { to: from, end: timeout });
        if self.happens(self.faults.refused) {
            let after = self.delay(self.faults.delay);
            let code = if self.random.up_to(3) == 0 { Code::ResourceExhausted } else { Code::Unavailable };
            return self.later(after, Event::Answered { to: from, end: Err(Status::new(code, "refused on the way")) });
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

    /// Something got lost: whoever waits notices at once, or when the time is up.
    fn lost(&mut self, to: Origin) {
        if self.random.up_to(999) < self.faults.noticed {
            let after = self.delay(self.faults.delay);
            let end = Err(Status::new(Code::Unavailable, "the connection was lost"));
            self.later(after, Event::Answered { to, end });
        }
    }

    fn arrives(&mut self, from: Origin, call: Call) {
        self.last_request += 1;
        let request = self.last_request;
        self.requests.insert(request, from);
        self.server.request(self.now, request, (call.method, call.message));
        self.deliver();
    }

    /// Answers of the server go on their way, or do not.
    fn deliver(&mut self) {
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
    fn forget_polls(&mut self, worker: usize) {
        let gone: Vec<RequestId> =
            self.requests.iter().filter(|(_, origin)| origin.worker == worker).map(|(request, _)| *request).collect();
        for request in gone {
            self.requests.remove(&request);
            self.server.forget(request);
        }
    }

    /// Some time after the last fault, every poller polls.
    fn check_pollers(&self) -> Result<(), Violation> {
        for process in self.processes.iter().flatten() {
            for (poller, state) in process.pollers() {
                // One that waits for its first slot has not begun.
                if !matches!(state, PollerState::Polling | PollerState::Starting) {
                    let how = format!("{poller:?} is {state:?}");
                    return Err(Violation::new("every poller polls again after the last fault", how));
                }
            }
        }
        Ok(())
    }

    /// When nothing is going on, every slot that is taken is one of a poll.
    fn check_slots(&self) -> Result<(), Violation> {
        for process in self.processes.iter().flatten() {
            let polls = process.pollers();
            let kinds = [SlotKind::Workflow, SlotKind::Activity, SlotKind::LocalActivity];
            let taken: Vec<usize> = kinds.iter().map(|kind| process.slots_used(*kind)).collect();
            if !process.is_quiet() || taken.iter().sum::<usize>() > polls.len() || taken.get(2) != Some(&0) {
                let how = format!("slots {taken:?}, {} polls, {} activities", polls.len(), process.running());
                return Err(Violation::new("no slot is lost", how));
            }
        }
        Ok(())
    }

    /// Every worker shuts down in its time.
    fn shut_down(&mut self) -> Result<(), Violation> {
        for worker in 0..self.processes.len() {
            self.give(worker, Input::Shutdown)?;
        }
        let until = self.now.plus(SHUTDOWN);
        while self.processes.iter().flatten().any(|process| process.report.is_none()) {
            if self.now >= until {
                return Err(Violation::new("shutdown ends in its time", format!("{:?}", self.now)));
            }
            self.step_until(until)?;
        }
        Ok(())
    }
}
