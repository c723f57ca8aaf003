//! Decides how an activity's steps are taken.

use core::time::Duration;
use dacapo_core::payload::Payloads;
use dacapo_core::worker::host::{ActivityOutcome, ActivityTask};
use dacapo_kitchen_sink::{Step, steps};
use dacapo_runtime::{Handle, Runtime};
use futures_channel::oneshot;
use futures_util::future::{Either, pending, select};
use std::{collections::VecDeque, pin::pin};

/// The time between heartbeats of an activity that waits to be told to stop: only heartbeats bring that from the server.
const BEAT: Duration = Duration::from_millis(200);

/// Takes an activity's steps, until its end or until it is told to stop. Told while it waits for just that, it goes on
/// with what it has yet to do.
pub(super) async fn run<R: Runtime>(
    runtime: R,
    worker: Handle,
    task: ActivityTask,
    mut canceled: oneshot::Receiver<()>,
) {
    let token = task.task_token.clone();
    let mut steps: VecDeque<Step> = steps(&task).into();
    let mut last = Payloads::default();
    let outcome = loop {
        let (wait, may_go_on) = match steps.pop_front() {
            Some(Step::End(outcome)) => break outcome,
            None => break ActivityOutcome::Completed(None),
            Some(Step::Heartbeat(details)) => {
                last = details.clone();
                if worker.heartbeat(token.clone(), details).await.is_err() {
                    return;
                }
                continue;
            }
            Some(Step::Sleep(length)) => (Some(length), false),
            Some(Step::WaitForCancel(at_most)) => (at_most, true),
        };
        let beats = may_go_on && task.heartbeat_timeout.is_some_and(|timeout| !timeout.is_zero());
        let beating = pin!(async {
            while beats && worker.heartbeat(token.clone(), last.clone()).await.is_ok() {
                runtime.sleep(BEAT).await;
            }
            pending::<()>().await;
        });
        let sleep = pin!(async {
            match wait {
                Some(length) => runtime.sleep(length).await,
                None => pending().await,
            }
        });
        let waiting = select(sleep, beating);
        let is_told = matches!(select(waiting, &mut canceled).await, Either::Right((Ok(()), _)));
        let is_done = steps.front().is_none_or(|next| *next == Step::End(ActivityOutcome::Completed(None)));
        if is_told && (is_done || !may_go_on) {
            break ActivityOutcome::Canceled(Default::default());
        }
    };
    // A worker that has ended has handed the activity back.
    let _ended = worker.end_activity(token, outcome).await;
}
