//! What becomes of what is said of activities that somebody else completes: it is answered, or the worker has ended.

use super::{
    stage::{Setup, Stage},
    transport::Fault,
};
use crate::suite::World;
use dacapo_core::{
    id::TaskToken,
    payload::Payloads,
    rpc::Code,
    worker::host::{ActivityName, ActivityReport},
};
use dacapo_proto::rpc::workflow_service::RECORD_ACTIVITY_TASK_HEARTBEAT;
use dacapo_runtime::{Ended, NotReported, Runtime};
use serde_json::json;

fn alive() -> ActivityReport {
    ActivityReport::Heartbeat(Payloads::default())
}

fn unknown() -> ActivityName {
    ActivityName::Token(TaskToken(bytes::Bytes::from_static(b"nobody")))
}

pub(crate) async fn what_is_said_of_an_activity_is_answered<W: World>(runtime: W::Runtime) {
    let (stage, running) = Stage::run(&runtime, Setup::default());
    let activity = json!({ "does": [{ "wait_for_cancel": {} }], "start_to_close_timeout": "3600s" });
    stage.server.start("w", &json!([{ "activity": activity }, { "return": 1 }]));
    stage.until_activities(1).await;
    let token = stage.told.notes().activities.first().map(|task| task.task_token.clone());
    let name = ActivityName::Token(token.expect("it runs"));
    assert_eq!(stage.handle.report_activity(name.clone(), alive()).await, Ok(None));
    let refused = stage.handle.report_activity(unknown(), alive()).await;
    assert!(matches!(&refused, Err(NotReported::Refused(status)) if status.code == Code::NotFound), "{refused:?}");
    // Each hears what is said to it, whoever else asks.
    let both = (stage.handle.report_activity(unknown(), alive()), stage.handle.report_activity(name.clone(), alive()));
    let (refused, taken) = futures_lite::future::zip(both.0, both.1).await;
    assert!(matches!(&refused, Err(NotReported::Refused(status)) if status.code == Code::NotFound), "{refused:?}");
    assert_eq!(taken, Ok(None));
    // Nothing else ends it.
    assert_eq!(stage.handle.report_activity(name, ActivityReport::Completed(None)).await, Ok(None));
    assert_eq!(stage.outcome("w").await, "completed 1");
    stage.shut_down(running).await;
    assert_eq!(stage.handle.report_activity(unknown(), alive()).await, Err(NotReported::Ended(Ended)));
}

pub(crate) async fn whoever_waits_for_an_answer_is_told_that_the_worker_has_ended<W: World>(runtime: W::Runtime) {
    let (stage, driver) = Stage::new(&runtime, Setup::default());
    stage.server.breaks(&[RECORD_ACTIVITY_TASK_HEARTBEAT], Fault::Hangs);
    let (told, is_told) = async_channel::bounded(1);
    let worker = stage.handle.clone();
    runtime.spawn(async move {
        let answer = worker.report_activity(unknown(), alive()).await;
        told.send(answer).await.expect("the check waits");
    });
    let until = async {
        stage.until("a call hangs", || stage.server.calls(RECORD_ACTIVITY_TASK_HEARTBEAT).open() == 1).await;
        None
    };
    let report = futures_lite::future::or(async { Some(driver.run().await) }, until).await;
    assert_eq!(report, None, "it was dropped while it ran");
    assert_eq!(is_told.recv().await, Ok(Err(NotReported::Ended(Ended))));
}
