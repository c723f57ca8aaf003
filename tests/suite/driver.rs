//! What a driver must do on every runtime, written once: an adapter's tests take this file in beside `runtime.rs`, and
//! expand `suite!` for the same [`World`](crate::suite::World).

#[path = "driver/calls.rs"]
mod calls;
#[path = "driver/deadlines.rs"]
mod deadlines;
#[path = "driver/eager_start.rs"]
mod eager_start;
#[path = "driver/ends.rs"]
mod ends;
#[path = "driver/fairness.rs"]
mod fairness;
#[path = "driver/handles.rs"]
mod handles;
#[path = "driver/host.rs"]
mod host;
#[path = "driver/nexus.rs"]
mod nexus;
#[path = "driver/others.rs"]
mod others;
#[path = "driver/server.rs"]
mod server;
#[path = "driver/stage.rs"]
mod stage;
#[path = "driver/told.rs"]
mod told;
#[path = "driver/transport.rs"]
mod transport;
#[path = "driver/watched.rs"]
mod watched;
#[path = "driver/workflows.rs"]
mod workflows;

pub(crate) use calls::*;
pub(crate) use deadlines::*;
pub(crate) use eager_start::*;
pub(crate) use ends::*;
pub(crate) use fairness::*;
pub(crate) use handles::*;
pub(crate) use nexus::*;
pub(crate) use others::*;
pub(crate) use stage::in_time;
pub(crate) use told::*;
pub(crate) use workflows::*;

/// Makes a test of every check.
macro_rules! suite {
    ($world:ty) => {
        crate::driver::suite!(
            $world:
            workflows_complete
            workflows_complete_with_answers_from_other_tasks
            an_answer_after_eviction_is_told_as_misuse
            queries_are_answered
            a_cancellation_comes_with_a_heartbeat
            calls_that_are_canceled_are_dropped
            a_server_that_ends_polls_at_shutdown_is_left_to_it
            failing_polls_degrade_pollers_until_one_is_well
            a_server_that_is_away_at_first_is_waited_for
            a_call_that_hangs_holds_up_nothing_else
            drivers_on_one_runtime_do_not_disturb_each_other
            a_deadline_is_kept
            a_deadline_is_kept_with_timers_that_are_early
            a_deadline_is_kept_with_timers_that_are_late
            a_deadline_is_kept_with_timers_that_end_at_once
            a_deadline_that_moves_is_followed
            timers_that_end_at_once_hold_up_nothing
            deadlines_that_move_on_begin_no_sleeps
            an_idle_worker_sleeps
            more_inputs_than_are_queued_all_arrive
            whoever_says_too_much_waits
            a_handle_of_a_worker_that_has_ended_says_so
            slots_follow_the_load
            slots_are_as_many_as_the_host_says
            what_is_said_of_an_activity_is_answered
            whoever_waits_for_an_answer_is_told_that_the_worker_has_ended
            nexus_tasks_are_answered
            a_nexus_task_is_told_that_the_worker_shuts_down
            what_is_observed_is_shown
            a_poller_that_stops_for_good_is_told
            an_eager_start_needs_no_poll
            a_reserved_slot_that_is_not_used_is_given_back
            there_is_no_eager_start_where_no_slot_is_free
            a_flood_of_inputs_starves_nothing
            one_poll_does_a_bounded_amount_of_work
            nothing_happens_before_the_first_poll
            dropping_the_driver_ends_everything
            an_idle_worker_shuts_down_at_once
            a_worker_that_never_began_shuts_down
            shutdown_waits_for_what_is_under_way
            shutdown_ends_though_an_activity_is_stuck
            shutdown_ends_though_the_transport_is_stuck
            shutdown_ends_though_the_host_does_not_answer
        );
    };
    ($world:ty: $($check:ident)*) => {
        $(
            #[test]
            fn $check() {
                <$world as crate::suite::World>::run(|runtime| {
                    crate::driver::in_time(runtime.clone(), crate::driver::$check::<$world>(runtime))
                });
            }
        )*
    };
}
pub(crate) use suite;
