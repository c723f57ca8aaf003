//! Every code of gRPC, on its way through a proxy, comes to what the table of the documentation says.

use crate::subject::{config, retried, states};
use core::time::Duration;
use dacapo_core::{
    rpc::{Call, Code, Status},
    worker::config::{Config, Pollers},
};
use dacapo_kitchen_sink::Program;
use dacapo_proto::rpc::workflow_service as method;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{
    Lab,
    proxy::{Fault, Relay, Rule},
    scenarios,
};
use futures_util::future::join_all;
use prost::Message;
use serde_json::json;

scenarios! {
    calls
    reports
    polls
}

const TABLE: &str = include_str!("../../../../docs/protocol/rpc.md");

/// How long it is watched that nothing happens.
const QUIET: Duration = Duration::from_secs(2);

/// What the table says of a code.
#[derive(Clone, Copy)]
struct Row {
    code: Code,
    call: &'static str,
    report: &'static str,
    poll: &'static str,
}

fn rows() -> Vec<Row> {
    let of = |code: Code| {
        let line = TABLE.lines().find(|line| line.starts_with(&format!("| `{}` |", code.name()))).unwrap();
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, _, call, report, poll, _] = cells[..] else { panic!("a row has four cells: {line}") };
        Row { code, call, report, poll }
    };
    Code::ALL.map(of).to_vec()
}

impl Row {
    /// A lab of its own, and a proxy that answers so many calls of a method with the code.
    fn prepare<R: Runtime>(self, lab: &Lab<R>, method: &'static str, times: usize) -> (Lab<R>, Relay) {
        let lab = lab.with_queue(self.code.name());
        let relay = Relay::to(lab.port());
        relay.rule(Rule::next(method, times, Fault::Answer(Status::new(self.code, "not now"))));
        (lab, relay)
    }
}

async fn calls<R: Runtime>(lab: Lab<R>) {
    let each = rows().into_iter().map(|row| {
        let (lab, relay) = row.prepare(&lab, method::DESCRIBE_NAMESPACE, 1);
        async move {
            let request = dacapo_proto::temporal::api::workflowservice::v1::DescribeNamespaceRequest {
                namespace: "default".to_owned(),
                ..Default::default()
            };
            let call = Call {
                method: method::DESCRIBE_NAMESPACE,
                message: request.encode_to_vec().into(),
                timeout: Duration::from_secs(10),
                metadata: Vec::new(),
            };
            let end = retried(&lab.runtime, &lab.through(relay.port).transport(), call).await;
            let came_to = match (end, relay.seen(method::DESCRIBE_NAMESPACE).calls) {
                (Ok(_), 2) => "again",
                (Err(status), 1) if status.code == row.code => "ends",
                other => panic!("{:?}: {other:?}", row.code),
            };
            assert_eq!(came_to, row.call, "{:?}", row.code);
        }
    });
    join_all(each).await;
}

/// A report that is not made again is lost with what it reports: the activity times out and is done once more.
async fn reports<R: Runtime>(lab: Lab<R>) {
    let each = rows().into_iter().map(|row| {
        let (lab, relay) = row.prepare(&lab, method::RESPOND_ACTIVITY_TASK_COMPLETED, 1);
        async move {
            let worker = lab.through(relay.port).start_worker_over(lab.through(relay.port).transport(), config(&lab));
            let (client, id) = (lab.client(), lab.id("reports"));
            let program = json!({ "actions": [
                { "activity": { "does": [{ "return": 1 }], "start_to_close_timeout": "4s",
                    "retry_policy": { "initial_interval": "0.1s" } } },
                { "return": "done" }
            ] });
            let program = Program::parse(program.to_string().as_bytes()).unwrap();
            client.start(&id, &program).await.unwrap();
            assert_eq!(client.outcome(&id).await.unwrap(), "\"done\"");
            let attempts = worker.record.read(|seen| seen.activities.len());
            let came_to = match (attempts, relay.seen(method::RESPOND_ACTIVITY_TASK_COMPLETED).calls) {
                (1, 2) => "again",
                (2, 2) => "ends",
                other => panic!("{:?}: {other:?}", row.code),
            };
            assert_eq!(came_to, row.report, "{:?}", row.code);
            worker.shut_down().await;
        }
    });
    join_all(each).await;
}

/// A worker that polls for activities alone, with one poller.
fn poller<R: Runtime>(lab: &Lab<R>) -> Config {
    let mut config = config(lab);
    config.tasks.workflows = false;
    config.tasks.local_activities = false;
    config.activity_pollers = Pollers::Fixed(1);
    config
}

async fn polls<R: Runtime>(lab: Lab<R>) {
    let each = rows().into_iter().map(|row| {
        // What stops a poller does so after a minute.
        let times = if row.poll == "stops" { usize::MAX } else { 1 };
        let (lab, relay) = row.prepare(&lab, method::POLL_ACTIVITY_TASK_QUEUE, times);
        async move {
            let worker = lab.start_worker_over(lab.through(relay.port).transport(), poller(&lab));
            let seen = || relay.seen(method::POLL_ACTIVITY_TASK_QUEUE);
            lab.until(|| seen().faults > 0).await;
            let degraded = format!("degraded {}", row.code.name());
            let expected = match row.poll {
                "again at once" => vec!["polling"],
                "degraded" => vec!["polling", &*degraded, "polling"],
                "stops" => vec!["polling", &*degraded, "stopped"],
                other => panic!("{other:?} is not in the legend of the table"),
            };
            let went_through = || states(&worker.record).into_values().next().unwrap_or_default();
            let polls_again = || row.poll == "stops" || seen().calls == 2;
            lab.until(|| went_through() == expected && polls_again()).await;
            let calls = seen().calls;
            lab.runtime.sleep(QUIET).await;
            assert_eq!(went_through(), expected);
            assert_eq!(seen().calls, calls, "{:?}", row.code);
            let (_, faults) = worker.shut_down_with_faults().await;
            assert_eq!(faults.is_empty(), row.poll != "stops", "{:?}: {faults:?}", row.code);
        }
    });
    join_all(each).await;
}
