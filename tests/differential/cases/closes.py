"""How executions are closed: which commands count, in which order, and who is told what at the end."""

import itertools
from collections.abc import Iterator

from . import Case
from .history import Builder, command, complete, in_turn, on, schedule_activity, start_timer, upsert


def cases() -> Iterator[Case]:
    yield from orders()
    yield from from_outside()
    yield from continued()


def fail() -> object:
    return command("fail_workflow_execution", failure={"message": "no", "application_failure_info": {"type": "T"}})


def orders() -> Iterator[Case]:
    """Terminal commands before, between and after others; with and without the flag that moves them to the end."""
    recorded = {
        "timer_closed": lambda h: (h.timer(1), h.complete()),
        "closed": lambda h: h.complete(),
        "timer": lambda h: h.timer(1),
        "two_timers_closed": lambda h: (h.timer(1), h.timer(2), h.complete()),
        "failed": lambda h: h.command("workflow_execution_failed", failure={"message": "no"}),
        "canceled": lambda h: h.command("workflow_execution_canceled"),
    }
    issued = {
        "close": [complete()],
        "close_timer": [complete(), start_timer(1)],
        "timer_close": [start_timer(1), complete()],
        "timer_close_timer": [start_timer(1), complete(), start_timer(2)],
        "close_fail": [complete(), fail()],
        "fail_close": [fail(), complete()],
        "close_timer_fail": [complete(), start_timer(1), fail()],
        "cancel_timer_timer": [command("cancel_workflow_execution"), start_timer(1), start_timer(2)],
    }
    for (happened, event), (name, commands), flags in itertools.product(
        recorded.items(), issued.items(), ((), (1, 2), (3,), (1, 2, 3, 4))
    ):
        for activated in (False, True):
            h = Builder(flags=flags)
            h.task()
            answers = [commands]
            if activated:
                timer = h.timer(9)
                h.fired(9, timer)
                h.task()
                answers = [[start_timer(9)], commands]
            event(h)
            suffix = f"flags_{''.join(map(str, flags)) or 'none'}-{'later' if activated else 'first'}"
            yield Case(f"{happened}-{name}-{suffix}", h.history, in_turn(*answers))


def from_outside() -> Iterator[Case]:
    """Terminations and time-outs, with and without something that nobody has been told of yet."""
    ends = {
        "terminated": lambda h: h.add("workflow_execution_terminated", reason="enough"),
        "timed_out": lambda h: h.add("workflow_execution_timed_out", retry_state="RETRY_STATE_TIMEOUT"),
    }
    before = {
        "nothing": lambda h: None,
        "signal": lambda h: h.signal(),
        "scheduled": lambda h: h.scheduled(),
        "started": lambda h: h.started(),
        "signal_started": lambda h: (h.signal(), h.started()),
        "signal_failed": lambda h: (h.signal(), h.failed_task()),
        "signal_timed_out": lambda h: (h.signal(), h.timed_out_task()),
        "signal_completed": lambda h: (h.signal(), h.task()),
        "timer": lambda h: h.timer(1),
        "timer_fired": lambda h: h.fired(1, h.timer(1)),
        "timer_fired_failed": lambda h: (h.fired(1, h.timer(1)), h.failed_task()),
        "patch": lambda h: h.patch("p"),
        "local_activity": lambda h: h.local_activity(1),
        "update": lambda h: h.accepted("u"),
        "admitted": lambda h: h.admitted("u"),
        "signal_then_timer": lambda h: (h.signal(), h.task(), h.timer(1)),
        "reset": lambda h: h.reset(),
        "cancel": lambda h: h.cancel_requested(),
    }
    of_commands = {"timer", "timer_fired", "timer_fired_failed", "patch", "local_activity", "update"}
    for (end, close), (name, event), first in itertools.product(ends.items(), before.items(), ("task", "failed", "none")):
        if name in of_commands and first != "task":
            continue
        h = Builder(flags=(1, 3, 4))
        if first == "task":
            h.task()
        elif first == "failed":
            h.failed_task()
        event(h)
        close(h)
        yield Case(f"{end}-{name}-after_{first}", h.history)
    h = Builder()
    h.task()
    h.add("workflow_execution_terminated", reason="enough")
    h.signal()
    yield Case("terminated-and_more", h.history)
    h = Builder()
    h.task()
    h.complete()
    h.signal()
    h.task()
    yield Case("completed-and_more", h.history, in_turn([complete()]))


def continued() -> Iterator[Case]:
    h = Builder(memo={"fields": {}}, search_attributes={"indexed_fields": {}})
    h.task()
    h.upsert(Key=1)
    h.command("workflow_execution_continued_as_new", new_execution_run_id="next")
    again = command("continue_as_new_workflow_execution", workflow_type="Kind", task_queue="replay")
    yield Case("continued", h.history, in_turn([upsert(Key=1), again]))
    h = Builder()
    h.signal("late")
    h.cancel_requested()
    h.task()
    h.activity(1)
    h.signal()
    h.task()
    h.command("workflow_execution_canceled", details={"payloads": []})
    canceled = command("cancel_workflow_execution")
    yield Case("canceled", h.history, on(initialize_workflow=[schedule_activity(1)], signal_workflow_go=[canceled]))
