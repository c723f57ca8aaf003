"""Events of workflow tasks and of the execution itself: resets, seeds, events that may be passed over, odd orders."""

import itertools
from collections.abc import Iterator

from google.protobuf.json_format import ParseDict
from temporalio.api.enums.v1 import EventType

from . import Case
from .history import RUN_ID, Builder, complete, in_turn, on, payload, payloads, start_timer


def cases() -> Iterator[Case]:
    yield from resets()
    yield from ignorable()
    yield from out_of_order()
    yield from started_fields()
    yield from task_fields()
    yield from signals()


def resets() -> Iterator[Case]:
    for place, more in itertools.product(("first", "after_timer", "twice", "after_failed"), ("nothing", "signal", "patch", "update", "failed")):
        h = Builder(flags=(1, 3, 4))
        if place != "first":
            h.task()
            h.timer(1)
            h.signal("early")
        if place == "after_failed":
            h.failed_task()
        h.reset()
        if place == "twice":
            h.reset("c6f4a2b0-0000-4000-8000-000000000003")
        if more == "signal":
            h.signal("reapplied")
        if more == "failed":
            h.failed_task()
        h.task()
        if more == "patch":
            h.patch("p")
        if more == "update":
            h.accepted("u")
        h.signal("last")
        h.task()
        h.complete()
        yield Case(f"reset-{place}-{more}", h.history)
    for ending in ("bare", "open"):
        h = Builder()
        h.task()
        h.signal()
        h.reset()
        if ending == "open":
            h.started()
        yield Case(f"reset-last-{ending}", h.history)
    h = Builder()
    h.failed_task("WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW")
    h.task()
    h.complete()
    yield Case("reset-without_run_id", h.history)


def ignorable() -> Iterator[Case]:
    """Events that a worker may or may not pass over, at every place, with and without attributes."""
    kinds = {
        "workflow_execution_options_updated": {"unset_versioning_override": True},
        "workflow_execution_paused": {"reason": "r"},
        "workflow_execution_unpaused": {"reason": "r"},
        "workflow_properties_modified_externally": {"new_task_queue": "q"},
        "activity_properties_modified_externally": {"scheduled_event_id": 1},
    }
    names = {name.removeprefix("EVENT_TYPE_").lower() for name in EventType.keys()}
    places = ("before_task", "in_commands", "after_commands", "before_open", "last", "after_completed")
    for kind, place, may_ignore, bare in itertools.product(
        [*kinds, "unknown"], places, (False, True), (False, True)
    ):
        if kind != "unknown" and kind not in names:
            continue

        def add(h: Builder) -> None:
            if kind == "unknown":
                h.event(9999, may_ignore)
            elif bare:
                h.event(EventType.Value("EVENT_TYPE_" + kind.upper()), may_ignore)
            else:
                h.add(kind, may_ignore, **kinds[kind])

        h = Builder()
        if place == "before_task":
            add(h)
        h.task()
        if place == "after_completed":
            add(h)
        h.timer(1)
        if place == "in_commands":
            add(h)
        timer = h.timer(2)
        if place == "after_commands":
            add(h)
        h.fired(2, timer)
        h.task()
        h.timer(3)
        if place == "before_open":
            add(h)
        h.signal()
        h.started()
        if place == "last":
            h.completed()
            add(h)
        answers = in_turn([start_timer(1), start_timer(2)], [start_timer(3)])
        name = f"{kind}-{place}-{'may' if may_ignore else 'must'}-{'bare' if bare else 'whole'}"
        yield Case(name, h.history, answers)
    # An ignorable event is no reason for a task of its own, nor does it keep an empty one apart.
    for count, signaled in itertools.product((1, 2), (False, True)):
        h = Builder()
        h.task()
        for _ in range(count):
            h.add("workflow_execution_options_updated", True, unset_versioning_override=True)
            h.task()
        if signaled:
            h.signal()
        h.task()
        h.timer(1)
        h.signal("last")
        h.task()
        h.complete()
        yield Case(f"options_alone-{count}-{signaled}", h.history)


def out_of_order() -> Iterator[Case]:
    def plain() -> Builder:
        h = Builder()
        h.task()
        timer = h.timer(1)
        h.fired(1, timer)
        h.task()
        h.complete()
        return h

    answers = [start_timer(1)], [complete()]
    h = plain()
    h.history.events[5].event_id = 60
    yield Case("ids-gap", h.history, in_turn(*answers))
    h = plain()
    del h.history.events[6]
    yield Case("ids-missing", h.history, in_turn(*answers))
    h = plain()
    h.history.events.insert(4, h.history.events[4])
    yield Case("ids-twice", h.history, in_turn(*answers))
    h = plain()
    h.history.events[5].ClearField("attributes")
    yield Case("without_attributes", h.history, in_turn(*answers))
    h = plain()
    h.history.events[5].worker_may_ignore = True
    yield Case("fired_may_be_ignored", h.history, in_turn(*answers))
    h = plain()
    h.history.events[4].worker_may_ignore = True
    yield Case("command_may_be_ignored", h.history, in_turn(*answers))
    h = plain()
    h.history.events[5].event_type = EventType.EVENT_TYPE_TIMER_STARTED
    yield Case("attributes_of_other_type", h.history, in_turn(*answers))
    h = plain()
    del h.history.events[0]
    yield Case("without_start", h.history, in_turn(*answers))
    h = Builder()
    yield Case("start_alone", h.history, in_turn())
    h = Builder()
    h.scheduled()
    yield Case("scheduled_alone", h.history, in_turn())
    h = Builder()
    h.started()
    yield Case("started_alone", h.history, in_turn([complete()]))
    h = Builder()
    h.started()
    h.signal()
    yield Case("started_and_signal", h.history, in_turn([complete()]))
    h = Builder()
    h.task()
    yield Case("one_task", h.history, in_turn([]))
    yield Case("one_task-timer", h.history, in_turn([start_timer(1)]))
    h = Builder()
    h.failed_task()
    yield Case("failed_alone", h.history, in_turn([]))
    h = Builder()
    h.failed_task()
    h.timed_out_task()
    h.started()
    yield Case("failed_then_open", h.history, in_turn([start_timer(1)]))
    h = Builder()
    h.task()
    h.started()
    h.add("workflow_task_completed", scheduled_event_id=2, started_event_id=3)
    h.complete()
    yield Case("completed_under_other_ids", h.history, in_turn([complete()]))
    h = Builder()
    h.task()
    h.signal()
    h.add("workflow_task_started", scheduled_event_id=99)
    h.add("workflow_task_completed", scheduled_event_id=99, started_event_id=6)
    h.complete()
    yield Case("started_without_scheduled", h.history, in_turn([], [complete()]))


def started_fields() -> Iterator[Case]:
    """Everything that a workflow can learn from its first event."""
    fields = {
        "input": payloads(1, "two"),
        "header": {"fields": {"h": payload("v")}},
        "identity": "starter",
        "parent_workflow_namespace": "parents",
        "parent_workflow_execution": {"workflow_id": "parent", "run_id": "parent-run"},
        "parent_initiated_event_id": 7,
        "workflow_execution_timeout": "100s",
        "workflow_run_timeout": "50.5s",
        "workflow_task_timeout": "3s",
        "continued_execution_run_id": "before",
        "initiator": "CONTINUE_AS_NEW_INITIATOR_RETRY",
        "continued_failure": {"message": "last", "cause": {"message": "why"}},
        "last_completion_result": payloads("earlier"),
        "first_execution_run_id": "the-first",
        "retry_policy": {"initial_interval": "1s", "backoff_coefficient": 2.5, "maximum_attempts": 3, "non_retryable_error_types": ["A"]},
        "attempt": 4,
        "cron_schedule": "* * * * *",
        "workflow_execution_expiration_time": "2030-01-01T00:00:00.5Z",
        "first_workflow_task_backoff": "12s",
        "memo": {"fields": {"m": payload("v")}},
        "search_attributes": {"indexed_fields": {"Key": payload("v")}},
        "root_workflow_execution": {"workflow_id": "root", "run_id": "root-run"},
        "priority": {"priority_key": 3, "fairness_key": "fair"},
        "prev_auto_reset_points": {},
        "source_version_stamp": {"build_id": "b"},
    }
    empties = {
        "input": {},
        "header": {},
        "parent_workflow_execution": {},
        "workflow_execution_timeout": "0s",
        "continued_failure": {},
        "last_completion_result": {},
        "retry_policy": {},
        "workflow_execution_expiration_time": "1970-01-01T00:00:00Z",
        "first_workflow_task_backoff": "0s",
        "memo": {},
        "search_attributes": {},
        "root_workflow_execution": {},
        "priority": {},
        "workflow_type": {},
        "original_execution_run_id": RUN_ID,
        "workflow_id": "",
        "workflow_task_timeout": "0s",
    }
    for name, chosen in {"all": fields, "empty": empties}.items():
        h = Builder(**chosen)
        h.task()
        h.complete()
        yield Case(f"started-{name}", h.history, in_turn([complete()]))
    for prefix, group in (("field", fields), ("empty", empties)):
        for name, value in group.items():
            h = Builder(**{name: value})
            h.task()
            h.complete()
            yield Case(f"started-{prefix}_{name}", h.history, in_turn([complete()]))


def task_fields() -> Iterator[Case]:
    """What activations repeat of the events of workflow tasks."""
    started = {
        "size": {"history_size_bytes": 4096},
        "suggested": {"suggest_continue_as_new": True},
        "reasons": {"suggest_continue_as_new_reasons": [1, 3], "suggest_continue_as_new": True},
        "version_changed": {"target_worker_deployment_version_changed": True},
    }
    completed = {
        "build_id": {"worker_version": {"build_id": "b1"}},
        "deployment_name": {"worker_deployment_name": "d1"},
        "build_and_name": {"worker_version": {"build_id": "b1"}, "worker_deployment_name": "d1"},
        "joined": {"worker_deployment_version": "d2.b2"},
        "joined_more": {"worker_deployment_version": "d2.b2.c2"},
        "joined_no_dot": {"worker_deployment_version": "d2"},
        "joined_and_build": {"worker_deployment_version": "d2.b2", "worker_version": {"build_id": "b1"}},
        "message": {"deployment_version": {"deployment_name": "d3", "build_id": "b3"}},
        "message_and_joined": {"deployment_version": {"deployment_name": "d3", "build_id": "b3"}, "worker_deployment_version": "d2.b2"},
        "empty_message": {"deployment_version": {}, "worker_version": {"build_id": "b1"}},
        "lang_flags": {"sdk_metadata": {"core_used_flags": [1], "lang_used_flags": [3, 1, 200, 2]}},
        "sdk": {"sdk_metadata": {"sdk_name": "some-sdk", "sdk_version": "1.2.3"}},
    }
    for (name, fields), place in itertools.product(started.items(), (0, 1, 2)):
        h = Builder()
        for task in range(3):
            h.started(**(fields if task == place else {}))
            h.completed()
            h.fired(task, h.timer(task))
        h.started()
        yield Case(f"started_{name}-{place}", h.history)
    for (name, fields), place, folded in itertools.product(completed.items(), (0, 1, 2, 3), (False, True)):
        h = Builder()
        for task in range(4):
            h.task(**(fields if task == place else {}))
            if folded and task == 1:
                continue
            h.fired(task, h.timer(task))
        h.started()
        yield Case(f"completed_{name}-{place}{'-folded' if folded else ''}", h.history)
    # Each task was completed by another version, the last of them unknown.
    for ending in ("open", "bare"):
        h = Builder()
        for task, fields in enumerate([{"worker_version": {"build_id": f"b{n}"}} for n in range(3)] + [{}]):
            if task:
                fields = fields | {"sdk_metadata": {"sdk_version": f"1.{task}", "lang_used_flags": [task]}}
            h.task(**fields)
            h.fired(task, h.timer(task))
        if ending == "open":
            h.started()
        yield Case(f"completed_each_other-{ending}", h.history)
    # A task that failed keeps what it said to itself.
    h = Builder()
    h.task()
    h.signal()
    h.started(history_size_bytes=5, suggest_continue_as_new=True)
    h.add("workflow_task_failed", scheduled_event_id=h.started_id - 1, started_event_id=h.started_id)
    h.task()
    h.timer(1)
    h.signal()
    h.started()
    yield Case("started_failed_one", h.history)
    # Clocks that go back.
    h = Builder()
    h.task()
    timer = h.timer(1)
    h.fired(1, timer)
    h.task()
    h.signal()
    h.started()
    for event in h.history.events[5:8]:
        event.event_time.seconds = 1_600_000_000
    yield Case("clock_goes_back", h.history)


def signals() -> Iterator[Case]:
    h = Builder()
    h.signal("at_start", 1, 2)
    h.add("workflow_execution_signaled", signal_name="bare")
    h.add("workflow_execution_signaled", signal_name="headed", header={"fields": {"h": payload("v")}}, input={})
    h.cancel_requested()
    h.add("workflow_execution_cancel_requested")
    h.task()
    h.timer(1)
    h.cancel_requested("again")
    h.signal("later")
    h.task()
    h.complete()
    yield Case("signals", h.history, on(initialize_workflow=[start_timer(1)], signal_workflow_later=[complete()]))
    # Jobs of every rank in one activation.
    h = Builder(flags=(1, 3, 4))
    h.task()
    activity, timer = h.activity(1), h.timer(2)
    child = h.child()
    h.fired(2, timer)
    h.cancel_requested()
    h.signal("one")
    h.activity_event("started", activity)
    h.activity_event("completed", activity, h.last)
    h.child_event("started", child)
    h.signal("two")
    h.reset()
    h.task()
    h.accepted("u")
    h.patch("p")
    h.local_activity(5)
    h.signal("last")
    h.task()
    h.complete()
    yield Case("every_rank", h.history)
    h = Builder()
    ParseDict({"user_metadata": {"summary": payload("s")}}, h.history.events[0])
    h.task()
    h.timer(1)
    ParseDict({"user_metadata": {"summary": payload("t")}}, h.history.events[-1])
    h.signal("last")
    h.task()
    h.complete()
    yield Case("user_metadata", h.history)
