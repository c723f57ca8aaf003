//! Decides how a call meets a trouble, and what must be so then.

use super::{
    op::{Ended, Op, TypedClient},
    way::{Trouble, Way},
};
use crate::{client, client_over};
use core::{future::Future, time::Duration};
use dacapo_client::{CallOptions, Meaning};
use dacapo_core::rpc::Code;
use dacapo_proto::temporal::api::workflowservice::v1::GetSystemInfoRequest;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{
    Lab,
    proxy::{Fault, Rule},
};
use dacapo_transport_hyper::{HyperTransport, KeepAlive, Options};
use futures_util::future::{Either, join, join_all, select};
use std::{collections::BTreeSet, pin::pin};

/// How long an answer is held back, so that something can happen to its call.
const A_MOMENT: Duration = Duration::from_millis(500);

/// How much later than its deadline a call may end on a machine that is busy: long before an attempt would.
const LATE: Duration = Duration::from_secs(20);

/// When it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// There is a connection, and no call.
    Before,
    /// The server has the call.
    During,
}

/// What every kind of call meets.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) trouble: Trouble,
    pub(crate) when: When,
    /// How long an attempt may take.
    pub(crate) attempt: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    /// Whether the transport asks for signs of life, every second.
    pub(crate) notices_silence: bool,
    /// What each kind of call fails with; `None` for an answer.
    pub(crate) ends: fn(Op) -> Option<Meaning>,
}

impl Plan {
    /// All calls have their answers.
    pub(crate) fn new(trouble: Trouble, when: When) -> Self {
        Self { trouble, when, attempt: None, deadline: None, notices_silence: true, ends: |_| None }
    }

    fn calls(&self) -> CallOptions {
        CallOptions { attempt: self.attempt, deadline: self.deadline, ..CallOptions::default() }
    }

    /// Whether the server may get a call whose answer its caller does not.
    fn loses_answers(&self) -> bool {
        let in_calls =
            matches!(&self.trouble, Trouble::Calls(fault, _) if !matches!(fault, Fault::LoseCall | Fault::Answer(_)));
        self.when == When::During || in_calls
    }
}

/// Every kind of call meets the same, each on a way of its own.
pub(crate) async fn everywhere<R: Runtime>(lab: &Lab<R>, plan: Plan) {
    let (near, worker) = (client(lab), lab.worker());
    join_all(Op::ALL.iter().map(|op| meets(lab, &near, *op, &plan))).await;
    worker.shut_down().await;
}

async fn meets<R: Runtime>(lab: &Lab<R>, near: &TypedClient<R>, op: Op, plan: &Plan) {
    let id = format!("{op:?}");
    let way = Way::to(lab.port(), &plan.trouble);
    let far = client_over(lab, transport(lab, &way, plan));
    far.call(&GetSystemInfoRequest::default()).await.unwrap();
    op.prepare(lab, near, &id).await;
    if plan.when == When::During && !op.waits() {
        way.relay.rule(Rule::next(op.method(), 1, Fault::Delay(A_MOMENT)));
    }
    let far = far.with_calls(plan.calls());
    let before = (plan.when == When::Before).then(|| plan.trouble.strike(&way, op.method()));
    let happens = async {
        let over = match before {
            Some(over) => over,
            None => {
                lab.until(|| way.relay.seen(op.method()).calls > 0).await;
                plan.trouble.strike(&way, op.method())
            }
        };
        over.wait(lab, &way).await;
        op.finish(lab, near, &id).await;
    };
    let (end, ()) = join(in_time(lab, plan, op.call(lab, &far, &id)), happens).await;
    check_end(op, plan, &end);
    check_requests(op, plan, &way);
    let is_done = end.is_ok() || plan.loses_answers();
    assert_eq!(effects(lab, op, &id).await, usize::from(is_done && op.effect().is_some()), "{op:?}");
    if !is_done {
        way.relay.heal();
        assert!(op.call(lab, &far, &id).await.is_ok(), "{op:?} is well again");
        assert_eq!(effects(lab, op, &id).await, usize::from(op.effect().is_some()), "{op:?}");
    }
    // What is left is nobody's any more.
    drop(near.workflow(lab.id(&id)).terminate("the scenario is over", ()).await);
}

/// A client's transport, which may ask for signs of life more often than a Temporal Server likes.
fn transport<R: Runtime>(lab: &Lab<R>, way: &Way, plan: &Plan) -> HyperTransport<R> {
    let second = Duration::from_secs(1);
    let keep_alive = plan.notices_silence.then_some(KeepAlive { interval: second, timeout: second });
    let options = lab.through(way.port()).transport_options();
    HyperTransport::new(lab.runtime.clone(), &Options { keep_alive, ..options }).unwrap()
}

/// Waits for the end of a call, which must not come long after its deadline.
async fn in_time<R: Runtime>(
    lab: &Lab<R>,
    plan: &Plan,
    call: impl Future<Output = Result<(), Ended>>,
) -> Result<(), Ended> {
    let Some(deadline) = plan.deadline else { return call.await };
    match select(pin!(call), pin!(lab.runtime.sleep(deadline + LATE))).await {
        Either::Left((end, _)) => end,
        Either::Right(_) => panic!("it goes on after its deadline"),
    }
}

fn check_end(op: Op, plan: &Plan, end: &Result<(), Ended>) {
    match (end, (plan.ends)(op)) {
        (Ok(()), None) => {}
        (Err(Ended::Failed(call)), Some(meaning)) => {
            // The last attempt may begin just before the deadline, and be ended by it.
            let is_cut = plan.deadline.is_some() && call.attempts() > 1;
            let is_late = is_cut && *call.meaning() == Meaning::DeadlineExceeded;
            assert!(is_late || *call.meaning() == meaning, "{op:?}: {call}, and not {meaning:?}");
            assert_eq!(call.rpc(), op.method().rsplit('/').next().unwrap(), "{call}");
            assert_eq!(call.attempts() > 1, is_repeated(&meaning), "{call}");
            let is_late = meaning == Meaning::DeadlineExceeded;
            assert!(!is_late || call.to_string().contains("it may have been done all the same"), "{call}");
        }
        // The caller is told of the second time that it was ended, without knowing of the first.
        (Err(Ended::Closed), None) if op == Op::Terminate && plan.trouble.is_doubling() => {}
        (other, expected) => panic!("{op:?}: {other:?}, and not {expected:?}"),
    }
}

/// Whether a call that ends so was made again.
fn is_repeated(meaning: &Meaning) -> bool {
    *meaning == Meaning::Unavailable
}

/// Whatever came of a request, it was the same one, as far as the server must know it again.
fn check_requests(op: Op, plan: &Plan, way: &Way) {
    let method = op.method();
    let requests: Vec<_> = way.gateway.requests(method).into_iter().chain(way.relay.requests(method)).collect();
    let ids: BTreeSet<_> = requests.iter().map(|request| op.request_id(request)).collect();
    assert_eq!(ids.len(), 1, "{op:?}: {ids:?}");
    assert!(ids.iter().flatten().all(|id| !id.is_empty()), "{op:?} has no request id");
    let seen = way.relay.seen(method);
    if let Trouble::Calls(_, times) = plan.trouble
        && times != usize::MAX
    {
        assert_eq!(seen.faults, times, "{op:?}: {seen:?}");
    }
    let is_made_once = (plan.ends)(op).is_some_and(|meaning| !is_repeated(&meaning));
    assert!(!is_made_once || requests.len() == 1, "{op:?} is not made again: {seen:?}");
}

/// How often the workflow got it.
async fn effects<R: Runtime>(lab: &Lab<R>, op: Op, id: &str) -> usize {
    let Some(event) = op.effect() else { return 0 };
    match lab.client().history(&lab.id(id)).await {
        Ok(history) => history.count(event),
        Err(status) => {
            assert_eq!(status.code, Code::NotFound, "{status}");
            0
        }
    }
}
