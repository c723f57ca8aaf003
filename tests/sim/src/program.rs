//! Decides what workflows a world has: programs drawn from the seed over all commands, whose outcome does not depend on
//! what goes wrong, nor on the order of things that happen at one time.

mod action;
mod child;
mod work;

pub(crate) use child::LOOSE;

use dacapo_core::rng::Random;
use serde_json::{Map, Value, json};

/// A workflow to start, and what is done to it from outside.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its id.
    pub workflow_id: String,
    /// Its program, in the JSON of the kitchen sink.
    pub program: Value,
    /// What is done to it, one after another.
    pub visits: Vec<Visit>,
    /// Whether a worker starts it, which may then have its first task at once.
    pub is_eager: bool,
    /// Whether another workflow may have to do with it: it is one run, and does not end before that.
    pub is_reachable: bool,
}

/// Something that is done to a workflow from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visit {
    /// It is started.
    Start,
    /// It is started with a signal of this name.
    StartWithSignal(String),
    /// It is started with an update: its id and its name. Its end is waited for.
    StartWithUpdate(String, String),
    /// A signal of this name.
    Signal(String),
    /// An update: its id and its name. Its end is waited for.
    Update(String, String),
    /// A query; it is asked once, and its answer is waited for.
    Query,
    /// A request to cancel, once the workflow has begun.
    Cancel,
    /// Its end, once the workflow has begun.
    Terminate,
    /// Its result is waited for, through all its runs.
    Result,
}

/// A program that is being drawn.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    random: &'a mut Random,
    workflow_id: String,
    /// Names of things have it, so that no two are the same.
    count: u64,
    actions: Vec<Value>,
    signals: Map<String, Value>,
    updates: Map<String, Value>,
    visits: Vec<Visit>,
    /// Nothing may be done to it from outside: it is a child, or goes on as another run.
    is_secluded: bool,
    /// Some of its children are not waited for; it waits for everything. It must not do both.
    leaves_children: bool,
    awaits_all: bool,
}

/// Draws the workflows of a world. A later one may signal or cancel an earlier one, which waits for that.
pub fn draw(random: &mut Random) -> Vec<Planned> {
    let count = 1 + random.up_to(3);
    let mut planned: Vec<Planned> = Vec::new();
    let mut waited: Vec<Vec<Value>> = Vec::new();
    for number in 0..count {
        let workflow_id = format!("workflow-{number}");
        let is_reachable = |target: &u64| {
            usize::try_from(*target).is_ok_and(|target| planned.get(target).is_some_and(|plan| plan.is_reachable))
        };
        let reaches = if number > 0 && random.up_to(2) == 0 { Some(random.up_to(number - 1)) } else { None };
        let mut draft = Draft::new(random, workflow_id.clone(), false);
        let ending = draft.draw();
        // One that goes on as another run would do so again; one that is canceled while it waits does nothing else.
        let reaches = reaches.filter(|target| ending.can_reach() && is_reachable(target));
        if let Some(target) = reaches.and_then(|target| usize::try_from(target).ok()) {
            draft.reach(&format!("workflow-{target}"), number);
            if let Some(waits) = waited.get_mut(target) {
                waits.push(json!({ "await_signal": format!("from-{number}") }));
            }
        }
        let is_reachable = ending.can_be_reached();
        let (program, mut visits) = draft.finish(ending);
        // Those that others know must be there from the beginning.
        let is_eager = number > 0 && number + 1 == count && random.up_to(1) == 0;
        if !is_eager {
            begin_with_start(&mut visits, random.up_to(1) == 0);
        }
        planned.push(Planned { workflow_id, program, visits, is_eager, is_reachable });
        waited.push(Vec::new());
    }
    for (plan, waits) in planned.iter_mut().zip(waited) {
        wait_first(&mut plan.program, waits);
    }
    planned
}

/// What is done first starts a workflow: alone, or with the signal or the update that would be next.
fn begin_with_start(visits: &mut Vec<Visit>, together: bool) {
    let start = match visits.first().filter(|_| together) {
        Some(Visit::Signal(name)) => Visit::StartWithSignal(name.clone()),
        Some(Visit::Update(id, name)) => Visit::StartWithUpdate(id.clone(), name.clone()),
        _ => return visits.insert(0, Visit::Start),
    };
    if let Some(first) = visits.first_mut() {
        *first = start;
    }
}

/// A workflow that others reach waits for them before it does anything else.
fn wait_first(program: &mut Value, waits: Vec<Value>) {
    if waits.is_empty() {
        return;
    }
    if let Some(actions) = program.get_mut("actions").and_then(Value::as_array_mut) {
        actions.splice(0..0, waits);
    }
}

/// How a program ends.
#[derive(Clone, Debug)]
pub(crate) enum Ending {
    Return(Value),
    Fail(String),
    /// It goes on as another run, so often.
    ContinueAsNew(u64),
    /// It is canceled from outside, notices, and closes.
    CanceledByHandler,
    /// It is canceled from outside while it waits for something that never comes.
    CanceledWaiting(Value),
    /// The same, and it is ended from outside.
    TerminatedWaiting(Value),
}

impl Ending {
    const fn can_reach(&self) -> bool {
        !matches!(self, Self::ContinueAsNew(_) | Self::CanceledWaiting(_) | Self::TerminatedWaiting(_))
    }

    const fn can_be_reached(&self) -> bool {
        matches!(self, Self::Return(_) | Self::Fail(_) | Self::CanceledByHandler)
    }
}

impl<'a> Draft<'a> {
    fn new(random: &'a mut Random, workflow_id: String, is_secluded: bool) -> Self {
        let (actions, visits) = (Vec::new(), Vec::new());
        let (signals, updates) = (Map::new(), Map::new());
        let (leaves_children, awaits_all) = (false, false);
        Self {
            random,
            workflow_id,
            count: 0,
            actions,
            signals,
            updates,
            visits,
            is_secluded,
            leaves_children,
            awaits_all,
        }
    }

    /// A number of this program that no other thing has.
    fn number(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// Draws what it does; gives how it ends.
    fn draw(&mut self) -> Ending {
        let result = json!(format!("{} is done", self.workflow_id));
        let ending = match self.random.up_to(10) {
            0..=3 => Ending::Return(result),
            4 => Ending::Fail(format!("{} fails", self.workflow_id)),
            5 | 6 => Ending::ContinueAsNew(1 + self.random.up_to(1)),
            7 => Ending::CanceledByHandler,
            8 => Ending::CanceledWaiting(self.endless()),
            9 => Ending::TerminatedWaiting(self.endless_alone()),
            _ => Ending::Return(Value::Null),
        };
        match ending {
            Ending::CanceledWaiting(_) | Ending::TerminatedWaiting(_) => return ending,
            Ending::ContinueAsNew(_) => self.is_secluded = true,
            _ => {}
        }
        for _ in 0..1 + self.random.up_to(3) {
            let action = self.action(0);
            self.actions.push(action);
        }
        ending
    }

    /// Something that does not end before it is canceled.
    fn endless(&mut self) -> Value {
        if self.random.up_to(3) == 0 { self.endless_child() } else { self.endless_alone() }
    }

    /// The same, and no workflow is left when it is over.
    fn endless_alone(&mut self) -> Value {
        match self.random.up_to(2) {
            0 => json!({ "timer": "1000000s" }),
            1 => json!({ "await_signal": "never" }),
            _ => self.endless_activity(),
        }
    }

    /// Signals another workflow, which waits for it.
    fn reach(&mut self, workflow_id: &str, number: u64) {
        let signal = json!({ "workflow_id": workflow_id, "signal_name": format!("from-{number}") });
        self.actions.insert(0, json!({ "signal_external": signal, "expect": { "completed": null } }));
    }

    fn finish(mut self, ending: Ending) -> (Value, Vec<Visit>) {
        let mut program = Map::new();
        match ending {
            Ending::Return(value) => self.actions.push(json!({ "return": value })),
            Ending::Fail(message) => self.actions.push(json!({ "fail": { "message": message } })),
            Ending::ContinueAsNew(times) => {
                self.actions.push(json!({ "continue_as_new": { "times": times, "keep_state": true } }));
                self.actions.push(json!({ "return": format!("{} is done at last", self.workflow_id) }));
            }
            Ending::CanceledByHandler => {
                program.insert("on_cancel".into(), json!([{ "set_state": { "canceled": true } }]));
                self.actions.push(json!({ "await_state": { "key": "canceled", "value": true } }));
                self.actions.push(json!({ "cancel": ["as it was asked"] }));
                self.visits.push(Visit::Cancel);
            }
            Ending::CanceledWaiting(endless) => {
                self.actions.push(endless);
                self.visits.push(Visit::Cancel);
            }
            Ending::TerminatedWaiting(endless) => {
                self.actions.push(endless);
                self.visits.push(Visit::Terminate);
            }
        }
        for _ in 0..self.random.up_to(2) {
            let most = u64::try_from(self.visits.len()).unwrap_or_default();
            let place = usize::try_from(self.random.up_to(most)).unwrap_or_default();
            self.visits.insert(place, Visit::Query);
        }
        program.insert("actions".into(), self.actions.into());
        program.insert("signals".into(), self.signals.into());
        program.insert("updates".into(), self.updates.into());
        (program.into(), self.visits)
    }
}

/// A length of milliseconds, as programs write it.
fn seconds(millis: u64) -> String {
    format!("{}.{:03}s", millis / 1000, millis % 1000)
}
