//! The workflows there are, each an `async` function of one argument.

use super::{Code, Context, argument, payload};
use core::time::Duration;
use dacapo_core::payload::{Payload, Payloads};

/// Runs one activity and returns what that does.
pub const ONE_ACTIVITY: &str = "one_activity";

/// The same with a local activity.
pub const ONE_LOCAL_ACTIVITY: &str = "one_local_activity";

/// Returns its argument.
pub const NOTHING: &str = "nothing";

/// Waits for as many timers as its argument says, one after the other.
pub const TIMERS: &str = "timers";

/// Begins a workflow; `None` for a type that nobody has, or an argument that it cannot take.
pub(super) fn begin(workflow_type: &str, context: Context, arguments: &Payloads) -> Option<Code> {
    Some(match workflow_type {
        ONE_ACTIVITY => Box::pin(one_activity(context, argument(arguments)?)),
        ONE_LOCAL_ACTIVITY => Box::pin(one_local_activity(context, argument(arguments)?)),
        NOTHING => Box::pin(nothing(argument(arguments)?)),
        TIMERS => Box::pin(timers(context, argument(arguments)?)),
        _ => return None,
    })
}

async fn one_activity(context: Context, text: String) -> Payload {
    payload(&context.activity("echo", &text).await)
}

async fn one_local_activity(context: Context, text: String) -> Payload {
    payload(&context.local_activity("echo", &text).await)
}

async fn nothing(text: String) -> Payload {
    payload(&text)
}

async fn timers(context: Context, count: u32) -> Payload {
    for _ in 0..count {
        context.timer(Duration::from_secs(1)).await;
    }
    payload(&count)
}
