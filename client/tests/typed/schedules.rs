//! Schedules: what is written of them, what is read, and what happens where others change them too.

use crate::scripted::{Script, World};
use bytes::Bytes;
use dacapo_client::{
    Meaning,
    schedule::{
        Calendar, Interval, Range, Schedule, ScheduleError, ScheduleOptions, ScheduleOverlapPolicy, SchedulePolicies,
        ScheduleSpec,
    },
    workflow::StartOptions,
};
use dacapo_core::{
    rpc::{Call, CallEnd, Code, Status},
    time::WallTime,
};
use dacapo_proto::{
    rpc::Request as _,
    temporal::api::{
        schedule::v1 as wire,
        workflowservice::v1::{
            CreateScheduleRequest, DescribeScheduleResponse, ListSchedulesRequest, ListSchedulesResponse,
            PatchScheduleRequest, UpdateScheduleRequest, UpdateScheduleResponse,
        },
    },
};
use prost::Message as _;
use std::time::Duration;

fn described(token: &'static [u8], note: &str) -> CallEnd {
    let state = Some(wire::ScheduleState { notes: note.to_owned(), ..Default::default() });
    let schedule = Some(wire::Schedule { state, ..Default::default() });
    let conflict_token = Bytes::from_static(token);
    Ok(DescribeScheduleResponse { schedule, conflict_token, ..Default::default() }.encode_to_vec().into())
}

fn conflict() -> CallEnd {
    Err(Status::new(Code::FailedPrecondition, "mismatched conflict token"))
}

fn updates(calls: &[Call]) -> Vec<UpdateScheduleRequest> {
    let updates = calls.iter().filter(|call| call.method == UpdateScheduleRequest::METHOD);
    updates.map(|call| UpdateScheduleRequest::decode(call.message.clone()).unwrap()).collect()
}

#[test]
fn all_that_is_said_is_written_and_read_again() {
    let at = |seconds| WallTime { seconds, nanos: 5 };
    let spec = ScheduleSpec {
        calendars: vec![Calendar::at(9, 30).on_week_days(1..=5).in_months(Range::new(1, 12).step(3)).on_days(1..=7)],
        intervals: vec![Interval { every: Duration::from_secs(3600), offset: Duration::from_secs(60) }],
        cron_expressions: vec!["@daily".to_owned()],
        excluded: vec![Calendar { year: vec![2030.into()], comment: "no".to_owned(), ..Calendar::default() }],
        start_at: Some(at(1_700_000_000)),
        end_at: Some(at(1_900_000_000)),
        jitter: Some(Duration::from_millis(1500)),
        time_zone: "Europe/Zurich".to_owned(),
        time_zone_data: Bytes::from_static(b"TZif"),
    };
    let accepted = Script::of([Ok(Bytes::new())]);
    let world = World::new(&accepted);
    let start = StartOptions { summary: Some("daily".to_owned()), ..StartOptions::new("report", "reports") };
    let schedule = Schedule {
        policies: SchedulePolicies {
            overlap: ScheduleOverlapPolicy::BufferOne,
            catch_up_window: Some(Duration::from_secs(600)),
            pauses_on_failure: true,
            keeps_workflow_id: true,
        },
        note: "new".to_owned(),
        is_paused: true,
        remaining_actions: Some(3),
        ..Schedule::new(spec, world.client.scheduled_workflow("Report", (7,), start).unwrap())
    };
    world.time.run(world.client.create_schedule("daily", &schedule, ScheduleOptions::default())).unwrap();
    let sent = CreateScheduleRequest::decode(accepted.calls()[0].message.clone()).unwrap();
    assert_eq!((sent.schedule_id.as_str(), sent.initial_patch, sent.request_id.is_empty()), ("daily", None, false));
    let week_days = &sent.schedule.as_ref().unwrap().spec.as_ref().unwrap().structured_calendar[0].day_of_week;
    assert_eq!(week_days[..], [wire::Range { start: 1, end: 5, step: 1 }]);
    let back = DescribeScheduleResponse { schedule: sent.schedule, ..Default::default() }.encode_to_vec().into();
    let world = World::new(&Script::of([Ok(back)]));
    assert_eq!(world.time.run(world.client.schedule("daily").describe()).unwrap().schedule, schedule);
}

fn updated() -> CallEnd {
    Ok(UpdateScheduleResponse::default().encode_to_vec().into())
}

/// The changes that were sent: which state each is made of, and its note.
fn sent(script: &Script) -> Vec<(Bytes, String)> {
    let sent = updates(&script.calls()).into_iter();
    sent.map(|update| (update.conflict_token, update.schedule.unwrap().state.unwrap().notes)).collect()
}

#[test]
fn a_change_begins_anew_where_somebody_was_faster() {
    let edit = |schedule: &mut Schedule| schedule.note += "!";
    let expected = [(Bytes::from("1"), "a!".to_owned()), (Bytes::from("2"), "b!".to_owned())];
    // Whether the server says that it did nothing, or not.
    for answer in [conflict(), updated()] {
        let script = Script::of([described(b"1", "a"), answer, described(b"2", "b"), updated(), described(b"3", "b!")]);
        let world = World::new(&script);
        world.time.run(world.client.schedule("daily").update(edit)).unwrap();
        assert_eq!((&sent(&script)[..], script.calls().len()), (&expected[..], 5));
    }
    let script = Script::of((0..6).flat_map(|_| [described(b"1", "a"), conflict()]));
    let world = World::new(&script);
    let error = world.time.run(world.client.schedule("daily").update(edit)).unwrap_err();
    assert!(matches!(error, ScheduleError::Conflict { attempts: 5, .. }), "{error}");
    assert_eq!(updates(&script.calls()).len(), 5);
}

#[test]
fn a_change_of_nothing_is_not_sent() {
    let script = Script::of([described(b"1", "a")]);
    let world = World::new(&script);
    world.time.run(world.client.schedule("daily").update(|schedule| schedule.note = "a".to_owned())).unwrap();
    assert_eq!(script.calls().len(), 1);
}

#[test]
fn meanings_are_told_apart() {
    let end = |code| Err(Status::new(code, "no"));
    let world = World::new(&Script::of([end(Code::AlreadyExists), end(Code::NotFound), end(Code::PermissionDenied)]));
    let daily = Schedule::default();
    let made = world.client.create_schedule("daily", &daily, ScheduleOptions::default());
    let error = world.time.run(made).unwrap_err();
    assert!(matches!(&error, ScheduleError::AlreadyExists { schedule_id, .. } if schedule_id == "daily"), "{error}");
    let error = world.time.run(world.client.schedule("daily").delete()).unwrap_err();
    assert!(matches!(&error, ScheduleError::NotFound { schedule_id, .. } if schedule_id == "daily"), "{error}");
    let error = world.time.run(world.client.schedule("daily").delete()).unwrap_err();
    assert!(
        matches!(&error, ScheduleError::Call(call) if matches!(call.meaning(), Meaning::PermissionDenied { .. })),
        "{error}"
    );
    // A pause without a note would be no pause.
    let error = world.time.run(world.client.schedule("daily").pause("")).unwrap_err();
    assert!(matches!(error, ScheduleError::InvalidOption { option: "note", .. }), "{error}");
    let policies = SchedulePolicies { catch_up_window: Some(Duration::MAX), ..SchedulePolicies::default() };
    let long = Schedule { policies, ..Schedule::default() };
    let error = world.time.run(world.client.create_schedule("long", &long, ScheduleOptions::default())).unwrap_err();
    assert!(matches!(error, ScheduleError::InvalidOption { option: "catch_up_window", .. }), "{error}");
}

#[test]
fn a_trigger_that_is_sent_again_is_the_same_request() {
    let script = Script::of([Err(Status::new(Code::Unavailable, "down")), Ok(Bytes::new())]);
    let world = World::new(&script);
    world.time.run(world.client.schedule("daily").trigger(ScheduleOverlapPolicy::AllowAll)).unwrap();
    let calls = script.calls();
    let sent = PatchScheduleRequest::decode(calls[0].message.clone()).unwrap();
    assert_eq!((sent.request_id.is_empty(), &calls[0].message), (false, &calls[1].message));
}

#[test]
fn a_list_is_read_page_by_page_past_empty_ones() {
    let page = |ids: &[&str], token: &'static [u8]| {
        let entry = |id: &&str| wire::ScheduleListEntry { schedule_id: (*id).to_owned(), ..Default::default() };
        let (schedules, next_page_token) = (ids.iter().map(entry).collect(), Bytes::from_static(token));
        Ok(ListSchedulesResponse { schedules, next_page_token }.encode_to_vec().into())
    };
    let script = Script::of([page(&["a"], b"1"), page(&[], b"2"), page(&["b"], b"")]);
    let world = World::new(&script);
    let mut pages = world.client.list_schedules("").of_size(9);
    let mut next = || world.time.run(pages.next()).unwrap().map(|page| page[0].schedule_id.clone());
    assert_eq!([next(), next(), next()], [Some("a".to_owned()), Some("b".to_owned()), None]);
    let sent = script.calls().into_iter().map(|call| ListSchedulesRequest::decode(call.message).unwrap());
    let sent: Vec<_> = sent.map(|sent| (sent.maximum_page_size, sent.next_page_token)).collect();
    assert_eq!(sent, [(9, Bytes::new()), (9, Bytes::from("1")), (9, Bytes::from("2"))]);
}
