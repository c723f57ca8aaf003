//! Schedules on a real server.

use crate::{TYPE, client, options};
use dacapo_client::{
    schedule::{
        Backfill, Calendar, Interval, Schedule, ScheduleError, ScheduleOptions, ScheduleOverlapPolicy,
        SchedulePolicies, ScheduleSpec,
    },
    workflow::WorkflowExecutionStatus,
};
use dacapo_core::time::WallTime;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, program, scenarios};
use serde_json::json;
use std::time::Duration;

scenarios! {
    a_schedule_is_made_described_changed_and_deleted
    a_schedule_acts_when_it_is_told_to
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
