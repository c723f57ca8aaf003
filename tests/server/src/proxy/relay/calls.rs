//! Decides what becomes of one call: which rule it meets, and what is seen of it.

use super::{Fault, Rule, Seen, State, lock};
use dacapo_core::rpc::Call;
use dacapo_transport_hyper::{Answer, Request};
use std::{
    collections::BTreeSet,
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::watch;

/// How long a call may take whose caller does not say.
const TIMEOUT: Duration = Duration::from_secs(300);

/// The service of one connection.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) state: Arc<State>,
    /// Whether the connection is to break.
    pub(super) broken: Arc<watch::Sender<bool>>,
}

impl Caller {
    pub(super) async fn answer(&self, request: Request) -> Answer {
        let method = known(&request.method);
        self.state.log.add(method, request.message.clone());
        self.count(method, |seen| seen.calls = seen.calls.saturating_add(1));
        if let Some(answer) = lock(&self.state.again).remove(method) {
            return answer;
        }
        let Some(fault) = self.fault(method, &request) else { return self.passed_on(method, request).await };
        match fault {
            Fault::Answer(status) | Fault::Demand(_, status) => Answer::from(Err(status)),
            Fault::LoseCall => pending().await,
            Fault::LoseReply => {
                self.forward(method, request).await;
                pending().await
            }
            Fault::BreakBeforeReply => {
                self.forward(method, request).await;
                self.broken.send_replace(true);
                pending().await
            }
            Fault::Delay(length) => {
                let answer = self.passed_on(method, request).await;
                tokio::time::sleep(length).await;
                answer
            }
            Fault::Double => {
                self.forward(method, request.clone()).await;
                self.passed_on(method, request).await
            }
            Fault::Repeat => {
                let answer = self.passed_on(method, request).await;
                self.keep(method, &answer);
                answer
            }
        }
    }

    /// The server's answer, which the caller is given.
    async fn passed_on(&self, method: &'static str, request: Request) -> Answer {
        let answer = self.forward(method, request).await;
        self.count(method, |seen| seen.answers = seen.answers.saturating_add(1));
        answer
    }

    async fn forward(&self, method: &'static str, request: Request) -> Answer {
        let timeout = request.timeout.unwrap_or(TIMEOUT);
        let call = Call { method, message: request.message, timeout, metadata: request.metadata };
        self.state.transport.answer(&call).await
    }

    /// What is done to a call. What depends on its answer is only counted with that.
    fn fault(&self, method: &'static str, request: &Request) -> Option<Fault> {
        let mut rules = lock(&self.state.rules);
        let rule = rules.iter_mut().find(|rule| rule.method == method && rule.times > 0)?;
        let fault = rule.fault.clone();
        match &fault {
            Fault::Demand(authorization, _) if has(request, authorization) => return None,
            Fault::Repeat => return Some(fault),
            Fault::Demand(..)
            | Fault::Answer(_)
            | Fault::LoseCall
            | Fault::LoseReply
            | Fault::BreakBeforeReply
            | Fault::Double
            | Fault::Delay(_) => {}
        }
        if rule.after > 0 {
            rule.after = rule.after.saturating_sub(1);
            return None;
        }
        self.spend(method, rule);
        Some(fault)
    }

    /// Keeps an answer that is given again, where a rule still wants that.
    fn keep(&self, method: &'static str, answer: &Answer) {
        let mut rules = lock(&self.state.rules);
        let wants = |rule: &&mut Rule| rule.method == method && rule.times > 0 && matches!(rule.fault, Fault::Repeat);
        if let Some(rule) = rules.iter_mut().find(wants).filter(|_| has_task(answer)) {
            self.spend(method, rule);
            lock(&self.state.again).insert(method, answer.clone());
        }
    }

    fn spend(&self, method: &'static str, rule: &mut Rule) {
        if rule.times != usize::MAX {
            rule.times = rule.times.saturating_sub(1);
        }
        self.count(method, |seen| seen.faults = seen.faults.saturating_add(1));
    }

    fn count(&self, method: &'static str, change: impl FnOnce(&mut Seen)) {
        change(lock(&self.state.seen).entry(method).or_default());
    }
}

fn has(request: &Request, authorization: &str) -> bool {
    request.metadata.iter().any(|(name, value)| *name == "authorization" && value == authorization)
}

/// Whether the answer to a poll brings a task: the token is what it begins with.
fn has_task(answer: &Answer) -> bool {
    const TOKEN: u8 = 1 << 3 | 2;
    answer.end.as_ref().is_ok_and(|message| message.first() == Some(&TOKEN))
}

/// The path of a method, which is kept: there are not many.
fn known(method: &str) -> &'static str {
    static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut known = lock(&KNOWN);
    if let Some(method) = known.get(method) {
        return method;
    }
    let method: &'static str = Box::leak(Box::from(method));
    known.insert(method);
    method
}
