//! Decides what becomes of an action whose command ends later: how it is started, waited for, and what its end means.

use super::{
    Host,
    perform::metadata,
    strand::{Place, StrandId},
};
use crate::{
    program::{Action, ActionKind, Await, Expect},
    value::{self, messages},
};
use core::{fmt, time::Duration};
use dacapo_core::{
    command::host::{HostCommand, HostKind, StartTimer},
    failure::Failure,
    id::Seq,
    payload::Payload,
    time::WallTime,
    workflow::activation::Resolution,
};
use serde_json::Value;

/// How long a start is waited for that nobody tells of.
const A_MOMENT: Duration = Duration::from_millis(1);

/// A command whose end is to come.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) work: Work,
    pub(super) place: Place,
    /// The strand that it belongs to.
    pub(super) strand: StrandId,
    /// Whether the strand waits for it.
    pub(super) is_awaited: bool,
    pub(super) is_canceled: bool,
    /// The way to the action, where an end may have to be reported that its strand does not wait for.
    pub(super) path: Option<String>,
}

/// What a number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    Timer,
    Activity,
    LocalActivity,
    /// A timer after which a local activity is tried again.
    Backoff {
        attempt: u32,
        original_schedule_time: Option<WallTime>,
    },
    ChildWorkflow,
    SignalExternal,
    CancelExternal,
    NexusOperation,
    /// A timer after which something else is canceled.
    Moment(Seq),
}

/// How an action ended.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Completed(Option<Payload>),
    Failed(Failure),
    Canceled(Failure),
}

impl Host {
    /// Issues the command of an action; says whether its strand goes on.
    pub(super) fn start(&mut self, id: StrandId, place: &Place, action: &Action) -> bool {
        let seq = self.next_seq();
        let (work, kind) = match &action.kind {
            ActionKind::Timer(length) => (Work::Timer, timer(seq, length.0)),
            ActionKind::Activity(options) => (Work::Activity, options.command(seq)),
            ActionKind::LocalActivity(options) => (Work::LocalActivity, options.command(seq, 0, None)),
            ActionKind::ChildWorkflow(options) => (Work::ChildWorkflow, options.command(seq, &self.workflow_id)),
            ActionKind::SignalExternal(options) => (Work::SignalExternal, options.command(seq)),
            ActionKind::CancelExternal(options) => (Work::CancelExternal, options.command(seq)),
            ActionKind::NexusOperation(options) => (Work::NexusOperation, options.command(seq)),
            // Nothing else has an end to come.
            _ => return true,
        };
        self.push(HostCommand { kind, user_metadata: metadata(action) });
        let is_awaited = action.awaits != Await::Nothing;
        let is_reported_later = action.expect.is_some() && matches!(action.awaits, Await::Nothing | Await::Start);
        let path = is_reported_later.then(|| self.path(id));
        let pending = Pending { work, place: place.clone(), strand: id, is_awaited, is_canceled: false, path };
        self.pending.insert(seq, pending);
        if work == Work::NexusOperation {
            self.unstarted.insert(seq);
        }
        match action.awaits {
            Await::CancelBeforeSent => self.cancel(seq),
            Await::CancelAfterStarted if !work.tells_its_start() => self.cancel_in_a_moment(id, place, seq),
            Await::Nothing => return true,
            Await::Start if !work.tells_its_start() => {
                self.let_go(seq);
                return true;
            }
            Await::Finish | Await::Start | Await::CancelAfterStarted | Await::CancelAfterFinished => {}
        }
        false
    }

    fn cancel_in_a_moment(&mut self, strand: StrandId, place: &Place, seq: Seq) {
        let moment = self.next_seq();
        self.push(timer(moment, A_MOMENT));
        let (work, place) = (Work::Moment(seq), place.clone());
        self.pending.insert(moment, Pending { work, place, strand, is_awaited: false, is_canceled: false, path: None });
    }

    /// The strand goes on, and does not wait for `seq` any more.
    pub(super) fn let_go(&mut self, seq: Seq) {
        if let Some(pending) = self.pending.get_mut(&seq) {
            pending.is_awaited = false;
        }
    }

    /// Whether nothing is to come that nobody waits for.
    pub(super) fn is_all_awaited(&self) -> bool {
        self.pending.values().all(|pending| pending.is_awaited || matches!(pending.work, Work::Moment(_)))
    }

    /// A pending command has ended.
    pub(super) fn end(&mut self, seq: Seq, pending: &Pending, outcome: Outcome) {
        self.is_changed = true;
        let Some(action) = pending.place.action() else { return };
        if action.awaits == Await::CancelAfterFinished {
            self.push_cancel(seq, pending.work);
        }
        if pending.is_awaited {
            // The handler that it belonged to may have ended before it.
            if self.strands.contains_key(&pending.strand) && self.settle(pending.strand, action, outcome) {
                self.wake(pending.strand);
            }
        } else if outcome.is_unexpected(action) {
            let expected = serde_json::to_string(&action.expect).unwrap_or_default();
            let path = pending.path.as_deref().unwrap_or_default();
            self.fail_task(format!("{path}: expected {expected}, but it {outcome}"));
        } else if let Some(key) = &action.save_as {
            self.state.insert(key.clone(), outcome.value());
        }
    }
}

pub(super) fn timer(seq: Seq, start_to_fire_timeout: Duration) -> HostKind {
    HostKind::StartTimer(StartTimer { seq, start_to_fire_timeout })
}

impl Work {
    pub(super) const fn tells_its_start(self) -> bool {
        matches!(self, Self::ChildWorkflow | Self::NexusOperation)
    }
}

impl Action {
    /// Whether its strand goes on even if it does not succeed.
    pub(super) const fn allows_failure(&self) -> bool {
        let cancels =
            matches!(self.awaits, Await::CancelBeforeSent | Await::CancelAfterStarted | Await::CancelAfterFinished);
        cancels || self.expect.is_some()
    }
}

impl Outcome {
    /// Whether the action says that it must end otherwise.
    pub(super) fn is_unexpected(&self, action: &Action) -> bool {
        match (&action.expect, self) {
            (None | Some(Expect::Any), _) | (Some(Expect::Canceled), Self::Canceled(_)) => false,
            (Some(Expect::Completed(expected)), Self::Completed(_)) => self.value() != *expected,
            (Some(Expect::Failed(part)), Self::Failed(failure)) => {
                !messages(failure).iter().any(|message| message.contains(part))
            }
            (Some(_), _) => true,
        }
    }

    /// What the state keeps of it: the result, or what went wrong.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Completed(result) => result.as_ref().map(value::value).unwrap_or_default(),
            Self::Failed(failure) | Self::Canceled(failure) => Value::String(messages(failure).join(": ")),
        }
    }
}

impl From<&Resolution> for Outcome {
    fn from(resolution: &Resolution) -> Self {
        match resolution {
            Resolution::Completed(result) => Self::Completed(result.clone()),
            Resolution::Failed(failure) => Self::Failed(failure.clone()),
            Resolution::Canceled(failure) => Self::Canceled(failure.clone()),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self {
            Self::Completed(_) => "completed with",
            Self::Failed(_) => "failed with",
            Self::Canceled(_) => "was canceled with",
        };
        write!(f, "{how} {}", self.value())
    }
}
