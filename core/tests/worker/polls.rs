//! What becomes of polls: codes that seem final, rates, and slots that the host decides on.

use crate::driven::{Driven, activity_task, config, task, with};
use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    command::host::{HostKind, ScheduleActivity},
    id::Seq,
    rpc::{Code, Status},
    worker::{
        Input, Load, Output, SlotKind,
        config::{Checked, Config, Pollers, ResourceSlots, SlotSupply, Versioning},
        host::ActivityOutcome,
        poller::{PollerKind, PollerState},
    },
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        namespace::v1::{NamespaceInfo, namespace_info::Capabilities},
        workflowservice::v1::{
            DescribeNamespaceResponse, PollActivityTaskQueueRequest, RespondWorkflowTaskCompletedRequest,
        },
    },
};
use prost::Message;

const NOW: Duration = Duration::ZERO;
const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_poller_stops_once_its_polls_have_seemed_final_for_a_minute() {
    // [RPC-3]
    for code in [Code::Unimplemented, Code::InvalidArgument] {
        let mut worker = Driven::started(activities());
        let failed = loop {
            let (id, _) = worker.next_call(method::POLL_ACTIVITY_TASK_QUEUE, 12 * SECOND).unwrap();
            worker.ended(id, Err(Status::new(code, "model")));
            let failed = worker.take_if(|output| matches!(output, Output::PollerFailed { .. }));
            if !failed.is_empty() {
                break failed;
            }
            assert!(worker.now.since(Default::default()) <= 60 * SECOND);
        };
        assert!(matches!(&failed[..], [Output::PollerFailed { why, .. }] if why.code == code));
        assert!(worker.now.since(Default::default()) >= 60 * SECOND);
        assert_eq!(worker.states(), [(PollerKind::Activity, PollerState::Stopped)]);
        assert!(worker.next_call(method::POLL_ACTIVITY_TASK_QUEUE, 120 * SECOND).is_none());
    }
}

#[test]
fn a_poller_that_succeeds_within_the_minute_goes_on() {
    // [RPC-3]
    let mut worker = Driven::started(activities());
    for _ in 0..12 {
        let fail = |worker: &mut Driven| {
            let (id, _) = worker.next_call(method::POLL_ACTIVITY_TASK_QUEUE, 12 * SECOND).unwrap();
            worker.ended(id, Err(Status::new(Code::Unimplemented, "a proxy starts")));
        };
        (0..5).for_each(|_| fail(&mut worker));
        let (id, _) = worker.next_call(method::POLL_ACTIVITY_TASK_QUEUE, 12 * SECOND).unwrap();
        worker.ended(id, Ok(Bytes::new()));
    }
    assert!(worker.now.since(Default::default()) > 60 * SECOND);
    assert_eq!(worker.states(), [(PollerKind::Activity, PollerState::Polling)]);
}

#[test]
fn a_poller_that_waits_for_a_slot_recovers_with_the_others() {
    // [POLLER-1]
    let mut worker = Driven::started(with(|config| {
        config.max_cached_workflows = 0;
        config.workflow_pollers = Pollers::Fixed(2);
        config.workflow_slots = SlotSupply::Fixed(2);
    }));
    let polls: Vec<_> = worker.calls().into_iter().map(|(id, _)| id).collect();
    worker.ended(polls[0], Ok(task(1).encode_to_vec().into()));
    worker.ended(polls[1], Err(Status::new(Code::PermissionDenied, "no more")));
    // The first poller has the slot that the second one gave back.
    assert_eq!(worker.calls().len(), 1);
    let degraded = |worker: &Driven| {
        worker.states().iter().filter(|(_, state)| matches!(state, PollerState::Degraded { .. })).count()
    };
    worker.advance(4 * SECOND);
    assert_eq!(degraded(&worker), 1);
    worker.advance(SECOND);
    assert_eq!((worker.calls().len(), degraded(&worker)), (0, 0));
}

#[test]
fn no_more_activities_begin_than_the_rate_allows() {
    // [WORKER-11]
    let mut worker = Driven::started(with(|config| {
        *config = activities();
        config.activity_pollers = Pollers::Fixed(5);
        config.max_worker_activities_per_second = Some(2.0);
    }));
    let mut begun = vec![];
    while worker.now.since(Default::default()) < 3 * SECOND && begun.len() < 10 {
        let Some((id, _)) = worker.next_call(method::POLL_ACTIVITY_TASK_QUEUE, 3 * SECOND) else { break };
        begun.push(worker.now.since(Default::default()).as_millis());
        worker.ended(id, Ok(Bytes::new()));
    }
    assert_eq!(begun, [0, 500, 1000, 1500, 2000, 2500, 3000]);
}

#[test]
fn the_rate_of_a_task_queue_is_the_servers_business() {
    // [WORKER-11]
    let mut worker = Driven::started(with(|config| {
        *config = activities();
        config.max_task_queue_activities_per_second = Some(7.5);
    }));
    let (_, call) = worker.next_call(method::POLL_ACTIVITY_TASK_QUEUE, NOW).unwrap();
    let request = PollActivityTaskQueueRequest::decode(call.message).unwrap();
    assert_eq!(request.task_queue_metadata.unwrap().max_tasks_per_second, Some(7.5));
}

#[test]
fn activities_whose_rate_is_limited_are_not_eager() {
    // [WORKER-3]
    let rates: [fn(&mut Config); 3] = [
        |_| {},
        |config| config.max_worker_activities_per_second = Some(1.0),
        |config| config.max_task_queue_activities_per_second = Some(1.0),
    ];
    let is_eager = rates.map(|limit| {
        let mut worker = Driven::started(with(|config| {
            config.tasks.activities = true;
            limit(config);
        }));
        worker.give_task(task(1));
        let command = ScheduleActivity {
            seq: Seq(1),
            activity_id: "1".into(),
            activity_type: "A".into(),
            start_to_close_timeout: Some(SECOND),
            ..ScheduleActivity::default()
        };
        worker.complete(vec![HostKind::ScheduleActivity(Box::new(command))]);
        let request = RespondWorkflowTaskCompletedRequest::decode(worker.report().1.message).unwrap();
        format!("{request:?}").contains("request_eager_execution: true")
    });
    assert_eq!(is_eager, [true, false, false]);
}

#[test]
fn pollers_follow_what_the_server_advises() {
    // [POLLER-4]
    let mut worker = Driven::started(with(|config| {
        *config = activities();
        config.activity_pollers = Pollers::Autoscaling { minimum: 2, maximum: 8, initial: 3 };
    }));
    assert_eq!(open(&worker), 3);
    advise(&mut worker, 4);
    assert_eq!(open(&worker), 7);
    advise(&mut worker, 100);
    assert_eq!(open(&worker), 8);
    advise(&mut worker, -3);
    assert_eq!(open(&worker), 7, "polls that are open stay open");
    for _ in 0..2 {
        advise(&mut worker, 0);
    }
    assert_eq!(open(&worker), 5);
    advise(&mut worker, -100);
    for _ in 0..3 {
        advise(&mut worker, 0);
    }
    assert_eq!(open(&worker), 2);
    // Nothing came, and no advice: there are too many.
    advise(&mut worker, 6);
    assert_eq!(open(&worker), 8);
    for _ in 0..10 {
        let (id, _) = worker.next_call(method::POLL_ACTIVITY_TASK_QUEUE, NOW).unwrap();
        worker.ended(id, Ok(Bytes::new()));
    }
    assert_eq!(open(&worker), 2);
}

#[test]
fn pollers_that_nobody_decided_on_follow_the_server_where_the_namespace_asks_for_it() {
    // [POLLER-4]
    let started = |enrolls, pollers| {
        let mut worker = Driven::new(with(|config| {
            config.tasks.activities = true;
            config.activity_pollers = pollers;
        }));
        let known = Capabilities { poller_autoscaling_auto_enroll: enrolls, ..Capabilities::default() };
        let info = NamespaceInfo { capabilities: Some(known), ..NamespaceInfo::default() };
        worker.answer_startup_with(DescribeNamespaceResponse { namespace_info: Some(info), ..Default::default() });
        let kinds = [PollerKind::Workflow, PollerKind::StickyWorkflow, PollerKind::Activity];
        let at_first = kinds.map(|kind| worker.worker.open_polls(kind));
        advise(&mut worker, 40);
        (at_first, open(&worker))
    };
    assert_eq!(started(false, Pollers::Default), ([1, 4, 5], 5));
    assert_eq!(started(true, Pollers::Default), ([5, 5, 5], 45));
    assert_eq!(started(true, Pollers::Fixed(5)), ([5, 5, 5], 5));
}

#[test]
fn a_poller_that_was_never_wanted_is_not_shown() {
    // [POLLER-1]
    let mut worker = Driven::started(with(|config| {
        *config = activities();
        config.activity_pollers = Pollers::Autoscaling { minimum: 1, maximum: 9, initial: 2 };
    }));
    assert_eq!(worker.states().len(), 2);
    advise(&mut worker, 3);
    assert_eq!(worker.states().len(), 5);
    advise(&mut worker, -3);
    assert_eq!(worker.states().len(), 5);
    assert!(worker.states().iter().all(|(_, state)| *state == PollerState::Polling));
}

#[test]
fn pollers_that_fail_become_fewer_where_the_server_advises() {
    // [POLLER-4]
    let after = |code, is_advised| {
        let mut worker = Driven::started(with(|config| {
            *config = activities();
            config.activity_pollers = Pollers::Autoscaling { minimum: 1, maximum: 8, initial: 8 };
        }));
        if is_advised {
            advise(&mut worker, 0);
        }
        let (id, _) = worker.next_call(method::POLL_ACTIVITY_TASK_QUEUE, NOW).unwrap();
        worker.ended(id, Err(Status::new(code, "model")));
        for (id, _) in worker.calls() {
            worker.ended(id, Ok(advice(0)));
        }
        worker.advance(20 * SECOND);
        open(&worker)
    };
    assert_eq!(after(Code::Unavailable, true), 7);
    assert_eq!(after(Code::ResourceExhausted, true), 4);
    assert_eq!(after(Code::ResourceExhausted, false), 8);
}

#[test]
fn slots_that_the_host_decides_on_are_as_many_as_it_says() {
    // [WORKER-12]
    let mut worker = Driven::started(with(|config| {
        *config = activities();
        config.activity_pollers = Pollers::Fixed(5);
        config.activity_slots = SlotSupply::Custom;
    }));
    assert_eq!(open(&worker), 0);
    worker.input(Input::SetSlots { kind: SlotKind::Activity, count: 2 });
    assert_eq!(open(&worker), 2);
    let activity = worker.give_activity(activity_task());
    assert_eq!(open(&worker), 1);
    worker.input(Input::SetSlots { kind: SlotKind::Activity, count: 0 });
    worker.input(Input::ActivityEnded { token: activity.task_token, outcome: ActivityOutcome::Completed(None) });
    assert_eq!(open(&worker), 1, "a poll that is open stays open");
}

#[test]
fn slots_that_depend_on_the_load_are_given_below_the_targets() {
    // [WORKER-12]
    let mut worker = Driven::started(with(|config| {
        *config = activities();
        config.activity_pollers = Pollers::Fixed(10);
        config.activity_slots = SlotSupply::Resources(ResourceSlots {
            minimum: 2,
            maximum: 6,
            ramp_throttle: Duration::from_millis(50),
            target_memory: 0.8,
            target_cpu: 0.9,
        });
    }));
    assert_eq!(open(&worker), 2, "nobody said what the load is");
    worker.input(Input::Load(Load { memory: 0.2, cpu: 0.2 }));
    assert_eq!(open(&worker), 3);
    let mut after = vec![];
    for _ in 0..5 {
        worker.advance(Duration::from_millis(25));
        after.push(open(&worker));
    }
    assert_eq!(after, [3, 4, 4, 5, 5]);
    worker.advance(SECOND);
    assert_eq!(open(&worker), 6);
    worker.advance(SECOND);
    assert_eq!(open(&worker), 6, "there are no more");
    for load in [Load { memory: 0.79, cpu: 0.2 }, Load { memory: 0.2, cpu: 0.9 }] {
        worker.input(Input::Load(load));
        let (id, _) = worker.next_call(method::POLL_ACTIVITY_TASK_QUEUE, NOW).unwrap();
        worker.ended(id, Ok(Bytes::new()));
        worker.advance(SECOND);
        assert!(open(&worker) < 6, "{load:?}");
        worker.input(Input::Load(Load { memory: 0.2, cpu: 0.2 }));
        worker.input(Input::Load(Load { memory: 0.2, cpu: 0.2 }));
        worker.advance(SECOND);
        assert_eq!(open(&worker), 6);
    }
}

#[test]
fn a_configuration_that_cannot_work_is_refused_by_field() {
    let fault = |config: Config| Checked::try_from(config).unwrap_err().to_string();
    assert_eq!(fault(Config::new("", "queue", "me")), "namespace must not be empty");
    let one = with(|config| config.workflow_slots = SlotSupply::Fixed(1));
    let hasty = with(|config| config.poll_timeout = Duration::from_secs(2));
    assert_eq!(fault(hasty), "poll_timeout must be at least 3 seconds");
    assert_eq!(fault(one), "workflow_slots must be at least 2 with a cache: a sticky poll needs one");
    let dotted = with(|config| {
        config.task_queue = "my.queue".into();
        config.versioning = Versioning::Deployment {
            deployment_name: Default::default(),
            build_id: "1".into(),
            is_routed: true,
            default_behavior: Default::default(),
        };
    });
    let rule = "versioning.deployment_name must be given where the name of the task queue contains a dot";
    assert_eq!(fault(dotted), rule);
    let no_time = with(|config| config.cache_time_to_live = Some(Duration::ZERO));
    assert_eq!(fault(no_time), "cache_time_to_live must be longer than nothing");
}

/// A worker of activities, with one poller.
fn activities() -> Config {
    let mut config = config();
    config.tasks.workflows = false;
    config.tasks.local_activities = false;
    config.tasks.activities = true;
    config.activity_pollers = Pollers::Fixed(1);
    config
}

/// How many polls for activities are open: no activity runs.
fn open(worker: &Driven) -> usize {
    worker.worker.open_polls(PollerKind::Activity)
}

/// Ends a poll with a task, which ends too, and with the server's advice.
fn advise(worker: &mut Driven, delta: i32) {
    worker.advance(SECOND);
    let (id, _) = worker.next_call(method::POLL_ACTIVITY_TASK_QUEUE, NOW).unwrap();
    worker.ended(id, Ok(advice(delta)));
}

/// A response without a task, with advice: field 18 is a message whose first field is a number, as that of a number by
/// itself is.
fn advice(delta: i32) -> Bytes {
    let advice = delta.encode_to_vec();
    let length = u8::try_from(advice.len()).unwrap();
    [&[0x92, 0x01, length], &advice[..]].concat().into()
}
