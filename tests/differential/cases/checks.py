"""What of a command is compared with its event, and under which of core's flags."""

import itertools
from collections.abc import Iterator

from . import Case
from .history import (
    Builder,
    cancel_external,
    command,
    complete,
    in_turn,
    on,
    patch,
    payload,
    payloads,
    schedule_activity,
    schedule_local_activity,
    schedule_nexus,
    signal_external,
    start_child,
    start_timer,
    upsert,
)

FLAGS = ((), (1,), (1, 2, 3), (1, 2, 3, 4), (4,), (1, 2, 3, 4, 5, 77))


def cases() -> Iterator[Case]:
    yield from names()
    yield from kinds()
    yield from contents()
    yield from timers()
    yield from counts()


def names() -> Iterator[Case]:
    """Ids, types and names that differ; in the last sequence of the history and before it."""
    other = {
        "activity_id": lambda h: h.activity(1, activity_id="other"),
        "activity_type": lambda h: h.activity(1, activity_type={"name": "other"}),
        "workflow_id": lambda h: h.child(workflow_id="other"),
        "workflow_type": lambda h: h.child(workflow_type={"name": "other"}),
        "endpoint": lambda h: h.nexus(endpoint="other"),
        "service": lambda h: h.nexus(service="other"),
        "operation": lambda h: h.nexus(operation="other"),
        "service_and_operation": lambda h: h.nexus(service="other", operation="other"),
    }
    commands = {"activity": schedule_activity(1), "workflow": start_child(1)}
    for (name, event), flags, tail in itertools.product(other.items(), FLAGS, ("none", "open", "completed", "twice")):
        h = Builder(flags=flags)
        h.task()
        event(h)
        if tail != "none":
            h.signal()
        if tail == "open":
            h.started()
        if tail in ("completed", "twice"):
            h.task()
        if tail == "twice":
            h.timer(9)
            h.signal()
            h.started()
        issued = commands.get(name.split("_")[0], schedule_nexus(1))
        spelled = "".join(map(str, flags)) or "none"
        yield Case(f"{name}-flags_{spelled}-tail_{tail}", h.history, in_turn([issued], [start_timer(9)]))


def kinds() -> Iterator[Case]:
    """Every kind of command against the event of every other kind."""
    events = {
        "timer": lambda h: h.timer(1),
        "activity": lambda h: h.activity(1),
        "child": lambda h: h.child(),
        "nexus": lambda h: h.nexus(),
        "signal": lambda h: h.external_signal(),
        "cancel": lambda h: h.external_cancel("other", only_child=False),
        "upsert": lambda h: h.upsert(Key=1),
        "properties": lambda h: h.command("workflow_properties_modified", upserted_memo={"fields": {"k": payload(1)}}),
        "patch": lambda h: h.patch("p"),
        "local_activity": lambda h: h.local_activity(1),
        "marker": lambda h: h.marker("Version"),
        "completed": lambda h: h.complete(),
        "failed": lambda h: h.command("workflow_execution_failed", failure={"message": "no"}),
        "canceled": lambda h: h.command("workflow_execution_canceled"),
        "continued": lambda h: h.command("workflow_execution_continued_as_new", new_execution_run_id="next"),
        "update_accepted": lambda h: h.accepted("u"),
        "update_rejected": lambda h: h.add("workflow_execution_update_rejected", protocol_instance_id="u"),
        "timer_canceled": lambda h: h.timer_canceled(1, 5),
        "activity_cancel": lambda h: h.activity_cancel_requested(5),
        "nexus_cancel": lambda h: h.nexus_cancel_requested(5),
    }
    commands = {
        "nothing": [],
        "timer": [start_timer(1)],
        "activity": [schedule_activity(1)],
        "child": [start_child(1)],
        "nexus": [schedule_nexus(1)],
        "signal": [signal_external(1)],
        "cancel": [cancel_external(1)],
        "upsert": [upsert(Key=1)],
        "properties": [command("modify_workflow_properties", upserted_memo={"fields": {"k": payload(1)}})],
        "patch": [patch("p")],
        "local_activity": [schedule_local_activity(1)],
        "completed": [complete()],
        "failed": [command("fail_workflow_execution", failure={"message": "no"})],
        "canceled": [command("cancel_workflow_execution")],
        "continued": [command("continue_as_new_workflow_execution", workflow_type="Kind")],
    }
    for (happened, event), (issued, commands) in itertools.product(events.items(), commands.items()):
        h = Builder(flags=(1, 3, 4))
        h.task()
        event(h)
        if happened not in ("completed", "failed", "canceled", "continued"):
            h.signal()
            h.started()
        yield Case(f"event_{happened}-command_{issued}", h.history, in_turn(commands))


def contents() -> Iterator[Case]:
    """What is not compared."""
    h = Builder()
    h.task()
    h.external_signal(signal_name="other", workflow_execution={"workflow_id": "elsewhere"})
    h.upsert(Other=2)
    h.command("workflow_properties_modified", upserted_memo={"fields": {"other": payload(2)}})
    h.external_cancel("elsewhere", only_child=False, reason="other")
    h.activity(1, input=payloads(1), start_to_close_timeout="77s", task_queue={"name": "elsewhere"})
    h.child(input=payloads(2), cron_schedule="* * * * *")
    h.nexus(input=payload(3))
    h.command("timer_started", timer_id="1", start_to_fire_timeout="99s")
    h.signal()
    h.task()
    h.complete()
    commands = [signal_external(1), upsert(Key=1)]
    commands.append(command("modify_workflow_properties", upserted_memo={"fields": {"k": payload(1)}}))
    commands += [cancel_external(1), schedule_activity(1), start_child(1), schedule_nexus(1), start_timer(1)]
    finish = command("complete_workflow_execution", result=payload("something else"))
    yield Case("contents", h.history, in_turn(commands, [finish]))


def timers() -> Iterator[Case]:
    for seq, started, fired in itertools.product((1, 2), ("1", "2", "x"), ("1", "2", "x")):
        h = Builder()
        h.task()
        timer = h.timer(started)
        h.fired(fired, timer)
        h.task()
        h.complete()
        yield Case(f"timer-{seq}-started_{started}-fired_{fired}", h.history, in_turn([start_timer(seq)], [complete()]))
    for name, starts in {"unknown": [99], "first_event": [1], "twice": [5, 5]}.items():
        h = Builder()
        h.task()
        h.timer(1)
        for start in starts:
            h.fired(1, start)
        h.task()
        h.complete()
        yield Case(f"timer-fired_{name}", h.history, in_turn([start_timer(1)], [complete()]))


def counts() -> Iterator[Case]:
    """Commands too many, too few, and in another order."""
    for issued in ((1,), (1, 2), (1, 2, 3), (2, 1), (1, 1), (3,)):
        for tail in ("open", "completed"):
            h = Builder()
            h.task()
            first, second = h.timer(1), h.timer(2)
            h.fired(1, first)
            h.fired(2, second)
            h.started()
            if tail == "completed":
                h.completed()
                h.complete()
            answers = {"initialize_workflow": [start_timer(seq) for seq in issued], "fire_timer_2": [complete()]}
            yield Case(f"timers-{''.join(map(str, issued))}-{tail}", h.history, on(**answers))
    for first, second in itertools.permutations((start_timer(1), schedule_activity(1), start_child(1)), 2):
        h = Builder()
        h.task()
        h.timer(1)
        h.activity(1)
        h.signal()
        h.started()
        name = f"{first.WhichOneof('variant')}-{second.WhichOneof('variant')}"
        yield Case(f"order-{name}", h.history, in_turn([first, second]))
