//! The workflows there are, each an `async` function of one argument.

use super::{Code, Context, argument, payload};
use core::time::Duration;
use dacapo_core::payload::{Payload, Payloads};
use serde::{Deserialize, Serialize};

/// Runs one activity and returns what that does.
pub const ONE_ACTIVITY: &str = "one_activity";

/// The same with a local activity.
pub const ONE_LOCAL_ACTIVITY: &str = "one_local_activity";

/// Returns its argument.
pub const NOTHING: &str = "nothing";

/// Waits for as many timers as its argument says, one after the other.
pub const TIMERS: &str = "timers";

/// Runs as many activities as its argument says, one after the other.
pub const ECHOES: &str = "echoes";

/// The activity of all these workflows, which returns its argument.
pub const ECHO: &str = "echo";

/// The signal that [`ECHOES`] may wait for.
pub const GO: &str = "go";

/// The argument of [`ECHOES`]; its result is the text that came back last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Echoes {
    /// How many activities it runs.
    pub activities: u32,
    /// Whether it waits for the signal [`GO`] before it ends.
    pub waits: bool,
    /// What goes to each activity and comes back.
    pub text: String,
}

impl Echoes {
    /// The number of events that its history has when all went well: no workflow task timed out, none was given out twice.
    #[must_use]
    pub fn events(&self) -> i64 {
        // The start and the end; a workflow task and an activity, of three events each; the last workflow task.
        let without_wait = 2 + 6 * i64::from(self.activities) + 3;
        // The signal, and the workflow task that follows it.
        if self.waits { without_wait + 4 } else { without_wait }
    }
}

/// Begins a workflow; `None` for a type that nobody has, or an argument that it cannot take.
pub(super) fn begin(workflow_type: &str, context: Context, arguments: &Payloads) -> Option<Code> {
    Some(match workflow_type {
        ONE_ACTIVITY => Box::pin(one_activity(context, argument(arguments)?)),
        ONE_LOCAL_ACTIVITY => Box::pin(one_local_activity(context, argument(arguments)?)),
        NOTHING => Box::pin(nothing(argument(arguments)?)),
        ECHOES => Box::pin(echoes(context, argument(arguments)?)),
        TIMERS => Box::pin(timers(context, argument(arguments)?)),
        _ => return None,
    })
}

async fn one_activity(context: Context, text: String) -> Payload {
    payload(&context.activity(ECHO, &text).await)
}

async fn one_local_activity(context: Context, text: String) -> Payload {
    payload(&context.local_activity(ECHO, &text).await)
}

async fn nothing(text: String) -> Payload {
    payload(&text)
}

async fn echoes(context: Context, Echoes { activities, waits, mut text }: Echoes) -> Payload {
    for _ in 0..activities {
        text = context.activity(ECHO, &text).await;
    }
    if waits {
        context.signal(GO).await;
    }
    payload(&text)
}

async fn timers(context: Context, count: u32) -> Payload {
    for _ in 0..count {
        context.timer(Duration::from_secs(1)).await;
    }
    payload(&count)
}
