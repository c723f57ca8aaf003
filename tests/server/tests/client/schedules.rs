//! Schedules on a real server.

use crate::{TYPE, client, options};
use dacapo_client::{
    convert::Json,
    interceptor::{Intercepted, Interceptor, Next},
    schedule::{
        Backfill, Calendar, Interval, Schedule, ScheduleError, ScheduleHandle, ScheduleOptions, ScheduleOverlapPolicy,
        SchedulePolicies, ScheduleSpec,
    },
    workflow::WorkflowExecutionStatus,
};
use dacapo_core::{rpc::CallEnd, time::WallTime};
use dacapo_proto::temporal::api::workflowservice::v1::UpdateScheduleRequest;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, program, scenarios};
use dacapo_transport_hyper::HyperTransport;
use futures_util::future::BoxFuture;
use serde_json::json;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

scenarios! {
    a_schedule_is_made_described_changed_and_deleted
    a_schedule_acts_when_it_is_told_to
    a_change_does_not_undo_anothers
}

const HOUR: Duration = Duration::from_secs(3600);

fn schedule<R: Runtime>(lab: &Lab<R>, spec: ScheduleSpec) -> Schedule {
    let returns = program(json!([{ "return": "done" }]));
    Schedule::new(spec, client(lab).scheduled_workflow(TYPE, (returns,), options(lab, "scheduled")).unwrap())
}

async fn a_schedule_is_made_described_changed_and_deleted<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let spec = ScheduleSpec {
        calendars: vec![Calendar::at(9, 30).on_week_days(1..=5)],
        intervals: vec![Interval { every: HOUR, offset: HOUR / 4 }],
        cron_expressions: vec!["0 12 * * MON".to_owned()],
        excluded: vec![Calendar { year: vec![2030.into()], ..Calendar::default() }],
        jitter: Some(Duration::from_secs(2)),
        time_zone: "Europe/Zurich".to_owned(),
        ..ScheduleSpec::default()
    };
    let policies = SchedulePolicies {
        overlap: ScheduleOverlapPolicy::BufferAll,
        catch_up_window: Some(HOUR),
        pauses_on_failure: true,
        ..SchedulePolicies::default()
    };
    let note = "at first".to_owned();
    let made = Schedule { policies, note, is_paused: true, remaining_actions: Some(7), ..schedule(&lab, spec.clone()) };
    let options = ScheduleOptions {
        memo: [("owner".to_owned(), client.payload("me").unwrap())].into(),
        ..ScheduleOptions::default()
    };
    let handle = client.create_schedule(lab.id("made"), &made, options.clone()).await.unwrap();
    let again = client.create_schedule(lab.id("made"), &made, options).await;
    assert!(matches!(again, Err(ScheduleError::AlreadyExists { .. })), "{again:?}");
    let there = handle.describe().await.unwrap();
    // The cron expression has become a calendar.
    assert_eq!((there.schedule.spec.calendars.len(), there.schedule.spec.cron_expressions.len()), (2, 0));
    let calendars = spec.calendars.iter().chain(&there.schedule.spec.calendars[1..]).cloned().collect();
    let read = ScheduleSpec { calendars, cron_expressions: Vec::new(), ..spec };
    assert_eq!(there.schedule.spec, read);
    assert_eq!((&there.schedule.policies, there.schedule.remaining_actions), (&made.policies, Some(7)));
    assert_eq!((there.schedule.note.as_str(), there.schedule.is_paused), ("at first", true));
    assert_eq!(there.schedule.workflow.workflow_id, lab.id("scheduled"));
    assert_eq!(&*there.memo["owner"].data, b"\"me\"");

    handle
        .update(|schedule| {
            schedule.remaining_actions = None;
            schedule.note += " and then";
        })
        .await
        .unwrap();
    let there = handle.describe().await.unwrap().schedule;
    assert_eq!((there.remaining_actions, there.note.as_str(), there.spec), (None, "at first and then", read));
    handle.unpause("go on").await.unwrap();
    let there = handle.describe().await.unwrap();
    assert_eq!((there.schedule.is_paused, there.schedule.note.as_str()), (false, "go on"));
    assert!(!there.info.future_action_times.is_empty());
    handle.pause("enough").await.unwrap();
    assert!(handle.describe().await.unwrap().schedule.is_paused);

    let found = lab.eventually(async || {
        let mut pages = client.list_schedules("").of_size(1);
        while let Some(page) = pages.next().await.unwrap() {
            assert_eq!(page.len(), 1);
            if page[0].schedule_id == handle.schedule_id() {
                return page[0].info.clone().filter(|info| info.notes == "enough");
            }
        }
        None
    });
    assert!(found.await.paused);
    handle.delete().await.unwrap();
    let gone = lab.eventually(async || handle.describe().await.err()).await;
    assert!(matches!(&gone, ScheduleError::NotFound { schedule_id, .. } if *schedule_id == lab.id("made")), "{gone}");
}

async fn a_schedule_acts_when_it_is_told_to<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let paused = Schedule { is_paused: true, ..schedule(&lab, ScheduleSpec::every(HOUR)) };
    let options = ScheduleOptions { triggers: true, ..ScheduleOptions::default() };
    let handle = client.create_schedule(lab.id("acts"), &paused, options).await.unwrap();
    let acted = async |times: usize| {
        lab.eventually(async || {
            let done = handle.describe().await.unwrap().info;
            (done.recent_actions.len() == times && done.running_workflows.is_empty()).then_some(done.recent_actions)
        })
        .await
    };
    let first = acted(1).await.remove(0).start_workflow_result.unwrap();
    assert!(first.workflow_id.starts_with(&lab.id("scheduled")), "{first:?}");
    let workflow = client.workflow(first.workflow_id).of_run(first.run_id);
    assert_eq!(workflow.result::<String>().await.unwrap(), "done");
    handle.trigger(ScheduleOverlapPolicy::AllowAll).await.unwrap();
    acted(2).await;
    let from = WallTime { seconds: 1_700_000_000 / 3600 * 3600, nanos: 0 };
    let to = WallTime { seconds: from.seconds + 2 * 3600, nanos: 0 };
    let hours = [0, 3600, 7200].map(|later| WallTime { seconds: from.seconds + later, nanos: 0 });
    let times = handle.matching_times(WallTime { seconds: from.seconds - 1, nanos: 0 }, to).await.unwrap();
    assert_eq!(times, hours);
    let overlap = ScheduleOverlapPolicy::AllowAll;
    handle.backfill(&[Backfill { start_at: from, end_at: to, overlap }]).await.unwrap();
    for action in acted(5).await {
        let started = action.start_workflow_result.unwrap();
        let workflow = client.workflow(started.workflow_id).of_run(started.run_id);
        workflow.result::<String>().await.unwrap();
        assert_eq!(workflow.describe().await.unwrap().status, WorkflowExecutionStatus::Completed);
    }
    handle.delete().await.unwrap();
    worker.shut_down().await;
}

/// Has somebody else change the schedule right before the first change is sent.
struct Between<R: Runtime> {
    other: ScheduleHandle<R, HyperTransport<R>, Json>,
    sent: AtomicUsize,
}

impl<R: Runtime> Interceptor for Between<R> {
    fn call<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        Box::pin(async move {
            if call.request::<UpdateScheduleRequest>().is_some() && self.sent.fetch_add(1, Ordering::SeqCst) == 0 {
                self.other.update(|schedule| schedule.remaining_actions = Some(9)).await.unwrap();
            }
            next.run(call).await
        })
    }
}

async fn a_change_does_not_undo_anothers<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let paused = Schedule { is_paused: true, ..schedule(&lab, ScheduleSpec::every(HOUR)) };
    let handle = client.create_schedule(lab.id("shared"), &paused, ScheduleOptions::default()).await.unwrap();
    let between = Between { other: handle.clone(), sent: AtomicUsize::new(0) };
    let slow = client.with_interceptor(between).schedule(lab.id("shared"));
    slow.update(|schedule| schedule.note += "mine").await.unwrap();
    let there = handle.describe().await.unwrap().schedule;
    assert_eq!((there.note.as_str(), there.remaining_actions), ("mine", Some(9)));
    // Whatever is changed, it is seen to have come.
    slow.update(|schedule| schedule.spec = ScheduleSpec::cron("0 12 * * MON")).await.unwrap();
    slow.update(|schedule| schedule.workflow.workflow_id += "-2").await.unwrap();
    slow.update(|schedule| schedule.policies.catch_up_window = Some(HOUR)).await.unwrap();
    slow.update(|schedule| schedule.policies = SchedulePolicies::default()).await.unwrap();
    slow.update(|schedule| schedule.is_paused = false).await.unwrap();
    slow.update(|schedule| schedule.remaining_actions = None).await.unwrap();
    let there = handle.describe().await.unwrap().schedule;
    assert_eq!((there.is_paused, there.remaining_actions, there.spec.calendars.len()), (false, None, 1));
    handle.delete().await.unwrap();
}
