"""Updates: when a request is handled, and what may be answered to it."""

import itertools
from collections.abc import Iterator

from temporalio.bridge.proto.workflow_activation import WorkflowActivation

from . import Case
from .history import (
    Builder,
    accept,
    answering,
    command,
    complete,
    complete_update,
    in_turn,
    on,
    reject,
    schedule_local_activity,
    start_timer,
)


def cases() -> Iterator[Case]:
    yield from plain()
    yield from places()
    yield from answers()
    yield from admitted()
    yield from sequencing()


def plain() -> Iterator[Case]:
    h = Builder()
    h.task()
    accepted = h.accepted("u")
    h.update_completed("u", accepted)
    h.signal()
    h.task()
    h.complete()
    yield Case("with_start", h.history, on(do_update=[accept("u"), complete_update("u")], signal_workflow=[complete()]))
    for count in (2, 3):
        h = Builder()
        h.task()
        h.task()
        ids = [(f"u{number}", h.accepted(f"u{number}", 6)) for number in range(count)]
        for update in ids:
            h.update_completed(*update)
        h.complete()
        answers = {f"do_update_u{number}": [accept(f"u{number}")] for number in range(count)}

        def answer(_: int, activation: WorkflowActivation, count=count) -> list:
            updates = [job.do_update.id for job in activation.jobs if job.HasField("do_update")]
            done = [complete()] if len(updates) == count else []
            return [accept(update) for update in updates] + [complete_update(update) for update in updates] + done

        yield Case(f"together-{count}", h.history, answering(answer))
        yield Case(f"together-{count}-never_completed", h.history, on(**answers))
    h = Builder()
    h.task()
    h.task()
    accepted = h.accepted("u")
    timer = h.timer(1)
    h.fired(1, timer)
    h.task()
    h.update_completed("u", accepted)
    h.complete()
    answers = {"do_update": [accept("u"), start_timer(1)], "fire_timer": [complete_update("u"), complete()]}
    yield Case("completed_later", h.history, on(**answers))
    failing = {"do_update": [accept("u"), start_timer(1)], "fire_timer": [reject("u"), complete()]}
    yield Case("failed_later", h.history, on(**failing))


def places() -> Iterator[Case]:
    """Where the acceptance stands among the commands of its task, and what comes before that task."""
    befores = ("nothing", "empty", "empty_twice", "signal", "timer", "failed", "timed_out", "signal_empty")
    places = ("first", "after_timer", "after_local_activity", "before_local_activity", "after_patch", "second_update")
    for before, place, ending in itertools.product(befores, places, ("completed", "open", "bare")):
        h = Builder(flags=(1, 3, 4))
        h.task()
        if before == "timer":
            h.fired(9, h.timer(9))
        for _ in range({"empty": 1, "empty_twice": 2}.get(before, 0)):
            h.task()
        if "signal" in before:
            h.signal()
        if before == "signal_empty":
            h.task()
        if before == "failed":
            h.failed_task()
        if before == "timed_out":
            h.timed_out_task()
        h.task()
        if place == "after_timer":
            h.timer(1)
        if place == "after_local_activity":
            h.local_activity(1)
        if place == "after_patch":
            h.patch("p")
        if place == "second_update":
            h.accepted("v")
        accepted = h.accepted("u")
        if place == "before_local_activity":
            h.local_activity(1)
        h.update_completed("u", accepted)
        if ending == "open":
            h.started()
        if ending == "completed":
            h.signal()
            h.task()
            h.complete()
        yield Case(f"{place}-after_{before}-{ending}", h.history)


def answers() -> Iterator[Case]:
    """What a host may answer, in which order, to whom."""
    choices = {
        "accept": accept("u"),
        "reject": reject("u"),
        "complete": complete_update("u"),
        "other": accept("other"),
        "empty": command("update_response", protocol_instance_id="u"),
        "timer": start_timer(1),
    }
    for length in (0, 1, 2, 3):
        for names in itertools.product(choices, repeat=length):
            if length == 3 and "accept" not in names or names.count("timer") > 1:
                continue
            for recorded in ("accepted", "accepted_completed"):
                h = Builder()
                h.task()
                h.task()
                accepted = h.accepted("u")
                if recorded == "accepted_completed":
                    h.update_completed("u", accepted)
                if "timer" in names:
                    h.timer(1)
                h.signal()
                h.task()
                h.complete()
                host = on(do_update=[choices[name] for name in names], signal_workflow=[complete()])
                yield Case(f"answer-{'_'.join(names) or 'nothing'}-{recorded}", h.history, host)
    for again in ("accept", "reject", "complete"):
        h = Builder()
        h.task()
        accepted = h.accepted("u")
        h.update_completed("u", accepted)
        h.signal()
        h.task()
        h.complete()
        host = on(do_update=[accept("u"), complete_update("u")], signal_workflow=[choices[again], complete()])
        yield Case(f"answer_after_end-{again}", h.history, host)
    h = Builder()
    h.task()
    h.add("workflow_execution_update_rejected", protocol_instance_id="u", rejected_request_message_id="u/request")
    h.signal()
    h.task()
    h.complete()
    yield Case("rejected_event", h.history, on(signal_workflow=[complete()]))


def admitted() -> Iterator[Case]:
    """Updates that history admits before a task accepts them, as after a reset."""
    for before, between, accepts in itertools.product((False, True), repeat=3):
        for reset in (False, True):
            h = Builder()
            h.task()
            if before:
                h.signal("before")
            if reset:
                h.reset()
            h.admitted("u")
            if between:
                h.signal("between")
            h.task()
            if accepts:
                accepted = h.accepted("u", 0, accepted_request=None)
                h.update_completed("u", accepted)
            h.signal("last")
            h.task()
            h.complete()
            name = f"admitted-{'signal' if before else 'nothing'}-{'signal' if between else 'nothing'}"
            name += f"-{'accepted' if accepts else 'dropped'}{'-reset' if reset else ''}"
            yield Case(name, h.history)
    for order in (("u", "v"), ("v", "u")):
        h = Builder()
        h.task()
        h.admitted("u")
        h.admitted("v")
        h.task()
        for update in order:
            h.accepted(update, 0, accepted_request=None)
        h.signal("last")
        h.task()
        h.complete()
        yield Case(f"admitted_two-{''.join(order)}", h.history)
    for ending in ("open", "bare"):
        h = Builder()
        h.task()
        h.admitted("u")
        h.signal()
        if ending == "open":
            h.started()
        yield Case(f"admitted_last-{ending}", h.history)
    h = Builder()
    h.admitted("u")
    h.task()
    h.accepted("u", 0, accepted_request=None)
    h.signal("last")
    h.task()
    h.complete()
    yield Case("admitted_at_start", h.history)
    h = Builder()
    h.task()
    h.accepted("u", 0, accepted_request=None)
    h.signal("last")
    h.task()
    h.complete()
    yield Case("accepted_without_request", h.history, on(do_update=[accept("u")], signal_workflow=[complete()]))


def sequencing() -> Iterator[Case]:
    """Which task a request belongs to when tasks before it were empty."""
    for empties, back, after in itertools.product(range(4), range(4), ("nothing", "signal", "marker")):
        if back > empties:
            continue
        h = Builder(flags=(1, 3, 4))
        starts = [h.task()]
        h.timer(1)
        for _ in range(empties):
            starts.append(h.task())
        if after == "signal":
            h.signal()
        starts.append(h.task())
        h.accepted("u", starts[-1 - back] - 1)
        if after == "marker":
            h.local_activity(1)
        h.signal("last")
        h.task()
        h.complete()
        host = on(
            initialize_workflow=[start_timer(1)] + ([schedule_local_activity(1)] if after == "marker" else []),
            do_update=[accept("u")],
            signal_workflow_last=[complete()],
        )
        yield Case(f"sequencing-{empties}-{back}-{after}", h.history, host)
        yield Case(f"sequencing-{empties}-{back}-{after}-implied", h.history)
    h = Builder()
    h.task()
    h.task()
    h.accepted("u", 999)
    h.signal("last")
    h.task()
    h.complete()
    yield Case("sequencing-too_late", h.history)
    yield Case("sequencing-in_turn", h.history, in_turn([], [accept("u")], [complete()]))
