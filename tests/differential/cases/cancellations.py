"""What is canceled, in which way, at which moment, and what history says of it after that."""

import itertools
from collections.abc import Callable, Iterator

from temporalio.bridge.proto.workflow_activation import WorkflowActivation

from . import Case
from .history import (
    Builder,
    Host,
    answering,
    cancel_activity,
    cancel_child,
    cancel_external,
    cancel_nexus,
    cancel_signal,
    cancel_timer,
    complete,
    schedule_activity,
    schedule_nexus,
    signal_external,
    start_child,
    start_timer,
)


def cases() -> Iterator[Case]:
    yield from activities()
    yield from children()
    yield from nexus_operations()
    yield from timers()
    yield from signals()
    yield from externals()
    yield from crossed()


def ending(h: Builder, answers: Callable[[str], list]) -> Host:
    """Answers each job by `answers(kind or kind_seq)`, and completes the workflow in the last task of `h`."""
    last = h.started_id

    def answer(_: int, activation: WorkflowActivation) -> list:
        commands = []
        for job in activation.jobs:
            kind = job.WhichOneof("variant")
            value = getattr(job, kind)
            commands += answers(getattr(value, "signal_name", "") or kind)
        is_last = activation.history_length >= last
        return commands + [complete()] if is_last and activation.jobs[0].WhichOneof("variant") == "signal_workflow" else commands

    return answering(answer)


def finish(h: Builder, name: str, answers: dict) -> Case:
    """Lets a last signal wake the workflow, which then completes."""
    h.signal("last")
    h.task()
    h.complete()
    return Case(name, h.history, ending(h, lambda kind: answers.get(kind, [])))


ACTIVITY_KINDS = {"try": "TRY_CANCEL", "wait": "WAIT_CANCELLATION_COMPLETED", "abandon": "ABANDON"}


def activities() -> Iterator[Case]:
    # What happens before the cancellation, whether its command is in history, and what happens after it.
    befores = ((), ("started",), ("started", "completed"), ("started", "failed"), ("timed_out",))
    afters = ((), ("started",), ("canceled",), ("timed_out",), ("completed",), ("failed",))
    afters += tuple(("started", outcome) for outcome in ("completed", "failed", "canceled", "timed_out"))
    for (kind, value), before, recorded, after in itertools.product(ACTIVITY_KINDS.items(), befores, (True, False), afters):
        if len(before) > 1 and (recorded or after) or (kind == "abandon" and recorded and len(after) > 1):
            continue
        h = Builder()
        h.task()
        activity = h.activity(1)
        started = 0
        for outcome in before:
            started = h.activity_event(outcome, activity, started)
        h.signal("cancel")
        h.task()
        if recorded:
            h.activity_cancel_requested(activity)
        for outcome in after:
            happened = h.activity_event(outcome, activity, started)
            started = happened if outcome == "started" else started
        name = f"activity-{kind}-{'_'.join(before) or 'scheduled'}-{'recorded' if recorded else 'unrecorded'}-{'_'.join(after) or 'open'}"
        answers = {"initialize_workflow": [schedule_activity(1, cancellation_type=value)], "cancel": [cancel_activity(1)]}
        yield finish(h, name, answers)
    for kind, value in ACTIVITY_KINDS.items():
        scheduled = schedule_activity(1, cancellation_type=value)
        h = Builder()
        h.task()
        yield finish(h, f"activity-{kind}-before_sent", {"initialize_workflow": [scheduled, cancel_activity(1)]})
        h = Builder()
        h.task()
        timer = h.timer(1)
        h.fired(1, timer)
        h.task()
        answers = {"initialize_workflow": [scheduled, start_timer(1), cancel_activity(1)]}
        yield finish(h, f"activity-{kind}-before_sent_beside_timer", answers)
        h = Builder()
        h.task()
        activity = h.activity(1)
        h.signal("cancel")
        h.task()
        h.activity_cancel_requested(activity)
        h.activity_event("canceled", activity)
        answers = {"initialize_workflow": [scheduled], "cancel": [cancel_activity(1), cancel_activity(1)]}
        answers["resolve_activity"] = [cancel_activity(1)]
        yield finish(h, f"activity-{kind}-thrice", answers)
        # The outcome is in the task that cancels.
        for outcome in ("completed", "failed", "timed_out"):
            h = Builder()
            h.task()
            activity = h.activity(1)
            started = h.activity_event("started", activity)
            h.signal("cancel")
            h.activity_event(outcome, activity, started)
            h.task()
            answers = {"initialize_workflow": [scheduled], "cancel": [cancel_activity(1)]}
            yield finish(h, f"activity-{kind}-with_{outcome}", answers)
    h = Builder()
    h.task()
    yield finish(h, "activity-unknown", {"initialize_workflow": [cancel_activity(7)]})


CHILD_KINDS = {
    "abandon": "ABANDON",
    "try": "TRY_CANCEL",
    "wait": "WAIT_CANCELLATION_COMPLETED",
    "requested": "WAIT_CANCELLATION_REQUESTED",
}


def children() -> Iterator[Case]:
    befores = ((), ("started",), ("start_failed",), ("started", "completed"), ("started", "failed"))
    befores += (("started", "terminated"), ("started", "timed_out"), ("started", "canceled"))
    afters = ((), ("started",), ("start_failed",))
    afters += tuple((outcome,) for outcome in ("completed", "failed", "canceled", "terminated", "timed_out"))
    afters += (("started", "completed"), ("started", "canceled"), ("started", "canceled", "canceled"), ("started", "failed"))
    delivered = ("none", "delivered", "failed", "unrecorded")
    for (kind, value), before, delivery, after in itertools.product(CHILD_KINDS.items(), befores, delivered, afters):
        if before[1:] and (delivery != "unrecorded" or after) or before == ("start_failed",) and after:
            continue
        h = Builder()
        h.task()
        child = h.child()
        started = 0
        for outcome in before:
            started = h.child_event(outcome, child, started)
        h.signal("cancel")
        h.task()
        if delivery != "unrecorded":
            request = h.external_cancel()
        if delivery in ("delivered", "failed"):
            h.external_cancel_event(request, delivery == "failed")
        for outcome in after:
            started = h.child_event(outcome, child, started)
        name = f"child-{kind}-{'_'.join(before) or 'initiated'}-{delivery}-{'_'.join(after) or 'open'}"
        answers = {"initialize_workflow": [start_child(1, cancellation_type=value)], "cancel": [cancel_child(1)]}
        yield finish(h, name, answers)
    for kind, value in CHILD_KINDS.items():
        start = start_child(1, cancellation_type=value)
        h = Builder()
        h.task()
        yield finish(h, f"child-{kind}-before_sent", {"initialize_workflow": [start, cancel_child(1)]})
        h = Builder()
        h.task()
        child = h.child()
        h.child_event("started", child)
        h.signal("cancel")
        h.task()
        request = h.external_cancel()
        h.external_cancel_event(request)
        h.child_event("canceled", child, 6)
        answers = {"initialize_workflow": [start], "cancel": [cancel_child(1), cancel_child(1)]}
        answers["resolve_child_workflow_execution"] = [cancel_child(1)]
        yield finish(h, f"child-{kind}-thrice", answers)
        h = Builder()
        h.task()
        child = h.child()
        h.child_event("started", child)
        h.signal("cancel")
        h.child_event("completed", child, 6)
        h.task()
        yield finish(h, f"child-{kind}-with_completed", {"initialize_workflow": [start], "cancel": [cancel_child(1)]})
    h = Builder()
    h.task()
    yield finish(h, "child-unknown", {"initialize_workflow": [cancel_child(7)]})


NEXUS_KINDS = CHILD_KINDS


def nexus_operations() -> Iterator[Case]:
    befores = ((), ("started",), ("completed",), ("failed",), ("started", "completed"), ("started", "canceled"))
    ends = ("completed", "failed", "canceled", "timed_out")
    afters = ((), ("started",), *((end,) for end in ends), *(("started", end) for end in ends))
    deliveries = ("none", "completed", "failed", "late_completed", "unrecorded")
    for (kind, value), before, delivery, after in itertools.product(NEXUS_KINDS.items(), befores, deliveries, afters):
        is_over = before not in ((), ("started",))
        if is_over and (delivery != "unrecorded" or after) or (before and "started" in after):
            continue
        h = Builder()
        h.task()
        operation = h.nexus()
        for outcome in before:
            h.nexus_event(outcome, operation)
        h.signal("cancel")
        h.task()
        if delivery != "unrecorded":
            h.nexus_cancel_requested(operation)
        if delivery in ("completed", "failed"):
            h.nexus_event(f"cancel_request_{delivery}", operation)
        for outcome in after:
            h.nexus_event(outcome, operation)
        if delivery == "late_completed":
            h.nexus_event("cancel_request_completed", operation)
        name = f"nexus-{kind}-{'_'.join(before) or 'scheduled'}-{delivery}-{'_'.join(after) or 'open'}"
        answers = {"initialize_workflow": [schedule_nexus(1, cancellation_type=value)], "cancel": [cancel_nexus(1)]}
        yield finish(h, name, answers)
    for kind, value in NEXUS_KINDS.items():
        scheduled = schedule_nexus(1, cancellation_type=value)
        h = Builder()
        h.task()
        yield finish(h, f"nexus-{kind}-before_sent", {"initialize_workflow": [scheduled, cancel_nexus(1)]})
        h = Builder()
        h.task()
        operation = h.nexus()
        h.nexus_event("started", operation)
        h.signal("cancel")
        h.task()
        h.nexus_cancel_requested(operation)
        h.nexus_event("canceled", operation)
        answers = {"initialize_workflow": [scheduled], "cancel": [cancel_nexus(1), cancel_nexus(1)]}
        answers["resolve_nexus_operation"] = [cancel_nexus(1)]
        yield finish(h, f"nexus-{kind}-thrice", answers)
    for outcome in ("completed", "failed", "canceled", "timed_out"):
        for started in (False, True):
            h = Builder()
            h.task()
            operation = h.nexus()
            if started:
                h.nexus_event("started", operation)
            fields = {"result": {}} if outcome == "completed" else {}
            h.nexus_event(outcome, operation, **fields)
            answers = {"initialize_workflow": [schedule_nexus(1)]}
            yield finish(h, f"nexus-{'started' if started else 'scheduled'}-{outcome}", answers)


def timers() -> Iterator[Case]:
    start, cancel = start_timer(1), cancel_timer(1)
    h = Builder()
    h.task()
    yield finish(h, "timer-before_sent", {"initialize_workflow": [start, cancel]})
    h = Builder()
    h.task()
    yield finish(h, "timer-before_sent_twice", {"initialize_workflow": [start, cancel, cancel]})
    h = Builder()
    h.task()
    yield finish(h, "timer-unknown", {"initialize_workflow": [cancel]})
    for name, cancels in {"once": [cancel], "twice": [cancel, cancel]}.items():
        h = Builder()
        h.task()
        timer = h.timer(1)
        h.signal("cancel")
        h.task()
        h.timer_canceled(1, timer)
        yield finish(h, f"timer-{name}", {"initialize_workflow": [start], "cancel": cancels, "last": [cancel]})
    h = Builder()
    h.task()
    timer = h.timer(1)
    h.signal("cancel")
    h.fired(1, timer)
    h.task()
    yield finish(h, "timer-with_fired", {"initialize_workflow": [start], "cancel": [cancel]})
    h = Builder()
    h.task()
    timer = h.timer(1)
    h.fired(1, timer)
    h.task()
    yield finish(h, "timer-after_fired", {"initialize_workflow": [start], "fire_timer": [cancel], "last": [cancel]})
    for canceled in (True, False):
        h = Builder()
        h.task()
        timer = h.timer(1)
        h.signal("cancel")
        h.task()
        if canceled:
            h.timer_canceled(1, timer)
        h.fired(1, timer)
        yield finish(h, f"timer-fired_later-{canceled}", {"initialize_workflow": [start], "cancel": [cancel]})


def signals() -> Iterator[Case]:
    send, cancel = signal_external(1), cancel_signal(1)
    h = Builder()
    h.task()
    yield finish(h, "signal-before_sent", {"initialize_workflow": [send, cancel]})
    h = Builder()
    h.task()
    yield finish(h, "signal-unknown", {"initialize_workflow": [cancel]})
    for fails, moment in itertools.product((False, True), ("initiated", "with", "after")):
        h = Builder()
        h.task()
        signal = h.external_signal()
        if moment == "after":
            h.external_signal_event(signal, fails)
        h.signal("cancel")
        if moment == "with":
            h.external_signal_event(signal, fails)
        h.task()
        if moment == "initiated":
            h.external_signal_event(signal, fails)
        yield finish(h, f"signal-{moment}-{'failed' if fails else 'signaled'}", {"initialize_workflow": [send], "cancel": [cancel]})


def externals() -> Iterator[Case]:
    cause = "CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_"
    for name in ("UNSPECIFIED", "NAMESPACE_NOT_FOUND", "EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND"):
        h = Builder()
        h.task()
        request = h.external_cancel("other", only_child=False)
        h.external_cancel_event(request, True, cause=cause + name)
        yield finish(h, f"external-failed-{name.lower()}", {"initialize_workflow": [cancel_external(1)]})
    h = Builder()
    h.task()
    request = h.external_cancel("other", only_child=False)
    h.external_cancel_event(request)
    yield finish(h, "external-requested", {"initialize_workflow": [cancel_external(1)]})
    cause = "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_"
    for name in ("UNSPECIFIED", "NAMESPACE_NOT_FOUND", "EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND", "SIGNAL_COUNT_LIMIT_EXCEEDED"):
        h = Builder()
        h.task()
        signal = h.external_signal()
        h.external_signal_event(signal, True, cause=cause + name)
        yield finish(h, f"signal-failed-{name.lower()}", {"initialize_workflow": [signal_external(1)]})
    cause = "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_"
    for name in ("UNSPECIFIED", "NAMESPACE_NOT_FOUND", "WORKFLOW_ALREADY_EXISTS"):
        h = Builder()
        h.task()
        child = h.child()
        h.child_event("start_failed", child, cause=cause + name)
        yield finish(h, f"child-start_failed-{name.lower()}", {"initialize_workflow": [start_child(1)]})


def crossed() -> Iterator[Case]:
    """History cancels the first of two, the workflow the second, for every way in which the first then ends."""
    ends = ("completed", "failed", "canceled", "timed_out")
    for (kind, value), started, end in itertools.product(ACTIVITY_KINDS.items(), (False, True), (*ends, "open")):
        h = Builder()
        h.task()
        pair = [h.activity(1), h.activity(2)]
        starts = [h.activity_event("started", one) for one in pair] if started else [0, 0]
        h.signal("cancel")
        h.task()
        h.activity_cancel_requested(pair[0])
        if end != "open":
            h.activity_event(end, pair[0], starts[0])
        both = [schedule_activity(seq, cancellation_type=value) for seq in (1, 2)]
        name = f"crossed-activity-{kind}-{'started' if started else 'scheduled'}-{end}"
        yield finish(h, name, {"initialize_workflow": both, "cancel": [cancel_activity(2)]})
    for (kind, value), started, end in itertools.product(CHILD_KINDS.items(), (False, True), (*ends, "terminated", "open")):
        h = Builder()
        h.task()
        pair = [h.child(), h.child(workflow_id="other")]
        starts = [h.child_event("started", one) for one in pair] if started else [0, 0]
        h.signal("cancel")
        h.task()
        h.external_cancel_event(h.external_cancel())
        if end != "open":
            h.child_event(end, pair[0], starts[0])
        both = [
            start_child(1, cancellation_type=value),
            start_child(2, cancellation_type=value, workflow_id="other"),
        ]
        name = f"crossed-child-{kind}-{'started' if started else 'initiated'}-{end}"
        yield finish(h, name, {"initialize_workflow": both, "cancel": [cancel_child(2)]})
    for (kind, value), started, delivery, end in itertools.product(
        NEXUS_KINDS.items(), (False, True), ("none", "completed", "failed"), (*ends, "open")
    ):
        h = Builder()
        h.task()
        pair = [h.nexus(), h.nexus()]
        if started:
            for one in pair:
                h.nexus_event("started", one)
        h.signal("cancel")
        h.task()
        h.nexus_cancel_requested(pair[0])
        if delivery != "none":
            h.nexus_event(f"cancel_request_{delivery}", pair[0])
        if end != "open":
            h.nexus_event(end, pair[0])
        both = [schedule_nexus(seq, cancellation_type=value) for seq in (1, 2)]
        name = f"crossed-nexus-{kind}-{'started' if started else 'scheduled'}-{delivery}-{end}"
        yield finish(h, name, {"initialize_workflow": both, "cancel": [cancel_nexus(2)]})
    for fired in ("first", "second", "both", "none"):
        h = Builder()
        h.task()
        pair = [h.timer(1), h.timer(2)]
        h.signal("cancel")
        h.task()
        h.timer_canceled(1, pair[0])
        for seq, timer in enumerate(pair, 1):
            if fired in ("both", ("first", "second")[seq - 1]):
                h.fired(seq, timer)
        answers = {"initialize_workflow": [start_timer(1), start_timer(2)], "cancel": [cancel_timer(2)]}
        yield finish(h, f"crossed-timer-{fired}", answers)
