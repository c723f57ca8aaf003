"""Local activities: in which order and in how many activations markers are told, and what markers may look like."""

import itertools
from collections.abc import Iterator

from temporalio.bridge.proto.workflow_activation import WorkflowActivation

from . import Case
from .history import (
    DROP,
    Builder,
    Host,
    accept,
    answering,
    cancel_activity,
    cancel_local_activity,
    complete,
    complete_update,
    in_turn,
    on,
    payload,
    payloads,
    schedule_activity,
    schedule_local_activity,
    start_timer,
)

INDICES = (None, 0, 1, 2, 3)


def cases() -> Iterator[Case]:
    yield from groupings()
    yield from other_jobs()
    yield from heartbeats()
    yield from orders()
    yield from markers()
    yield from mismatches()
    yield from cancellations()
    yield from canceled_beside()
    yield from with_updates()


def finishing(host: Host, after: int) -> Host:
    """Completes the workflow once so many local activities have ended."""
    ended = 0

    def answer(index: int, activation: WorkflowActivation) -> list:
        nonlocal ended
        commands = list(host(index, activation).successful.commands)
        before, ended = ended, ended + sum(job.resolve_activity.is_local for job in activation.jobs)
        return commands + [complete()] if before < after <= ended else commands

    return answering(answer)


def local(*seqs: int) -> list:
    return [schedule_local_activity(seq) for seq in seqs]


def groupings() -> Iterator[Case]:
    """Every combination of activation indices, for three ways in which a workflow schedules three."""
    hosts = {
        "at_once": dict(initialize_workflow=local(1, 2, 3)),
        "one_after_two": dict(initialize_workflow=local(1, 2), resolve_activity_1=local(3)),
        "in_sequence": dict(initialize_workflow=local(1), resolve_activity_1=local(2), resolve_activity_2=local(3)),
    }
    for (name, answers), indices in itertools.product(hosts.items(), itertools.product(INDICES, repeat=3)):
        h = Builder()
        h.task()
        for seq, index in enumerate(indices, 1):
            h.local_activity(seq, index)
        h.complete()
        yield Case(f"{name}-{spelled(indices)}", h.history, finishing(on(**answers), 3))


def spelled(indices: tuple) -> str:
    return "_".join("none" if index is None else str(index) for index in indices)


def other_jobs() -> Iterator[Case]:
    """The same with jobs of other kinds in the same task."""
    for first, second in itertools.product(INDICES, repeat=2):
        name = spelled((first, second))

        h = Builder()
        h.task()
        activity, timer = h.activity(1), h.timer(1)
        h.fired(1, timer)
        h.task()
        h.activity_cancel_requested(activity)
        h.local_activity(1, first)
        h.local_activity(2, second)
        h.complete()
        answers = dict(
            initialize_workflow=[schedule_activity(1), start_timer(1)],
            fire_timer=[*local(1, 2), cancel_activity(1)],
        )
        yield Case(f"with_canceled_activity-{name}", h.history, finishing(on(**answers), 2))

        h = Builder()
        h.signal("before")
        h.task()
        h.local_activity(1, first)
        h.signal("between")
        h.task()
        h.local_activity(2, second)
        h.complete()
        yield Case(f"with_signals-{name}", h.history, finishing(on(initialize_workflow=local(1, 2)), 2))

        h = Builder()
        h.task()
        timer = h.timer(1)
        h.fired(1, timer)
        h.signal()
        h.task()
        h.local_activity(1, first)
        h.local_activity(2, second)
        h.complete()
        answers = dict(initialize_workflow=[start_timer(1), *local(1)], fire_timer=local(2))
        yield Case(f"with_timer_and_signal-{name}", h.history, finishing(on(**answers), 2))


def heartbeats() -> Iterator[Case]:
    """Markers that come tasks later than the local activities were scheduled."""
    for before, between, (first, second) in itertools.product(range(3), range(3), itertools.product((None, 0, 1), repeat=2)):
        h = Builder()
        for _ in range(before):
            h.task()
        h.task()
        h.local_activity(1, first)
        for _ in range(between):
            h.task()
        h.task()
        h.local_activity(2, second)
        h.complete()
        host = finishing(on(initialize_workflow=local(1, 2)), 2)
        yield Case(f"heartbeats-{before}-{between}-{spelled((first, second))}", h.history, host)
    # Recorded in one task, and told in the next; what follows is that one's.
    for between, (first, second) in itertools.product(range(3), itertools.product((None, 1), repeat=2)):
        h = Builder()
        h.task()
        h.local_activity(1, first)
        for _ in range(between):
            h.task()
        h.task()
        timer = h.timer(1)
        h.local_activity(2, second)
        h.fired(1, timer)
        h.task()
        h.complete()
        yield Case(f"told_later-{between}-{spelled((first, second))}", h.history)
    for signaled in (False, True):
        h = Builder()
        h.task()
        timer = h.timer(1)
        h.task()
        h.local_activity(1)
        if signaled:
            h.signal()
        h.fired(1, timer)
        h.task()
        h.complete()
        host = finishing(on(initialize_workflow=[*local(1), start_timer(1)]), 1)
        yield Case(f"resolved_while_timer_runs-{signaled}", h.history, host)


def orders() -> Iterator[Case]:
    """Markers in another order than the local activities were scheduled in, and scheduled late."""
    for order in itertools.permutations((1, 2, 3)):
        for indices in ((None, None, None), (1, 1, 1), (1, 2, 3)):
            h = Builder()
            h.task()
            for seq, index in zip(order, indices):
                h.local_activity(seq, index)
            h.complete()
            name = "".join(map(str, order))
            yield Case(f"order-{name}-{spelled(indices)}", h.history, finishing(on(initialize_workflow=local(1, 2, 3)), 3))
            late = on(initialize_workflow=local(2, 3), resolve_activity_2=local(1))
            yield Case(f"late-{name}-{spelled(indices)}", h.history, finishing(late, 3))
    h = Builder()
    h.task()
    h.local_activity(1)
    h.complete()
    yield Case("marker_without_activity", h.history, in_turn([complete()]))
    yield Case("marker_of_other_seq", h.history, finishing(on(initialize_workflow=local(2)), 1))
    h = Builder()
    h.task()
    h.local_activity(1)
    h.local_activity(1)
    h.complete()
    yield Case("marker_twice", h.history, finishing(on(initialize_workflow=local(1)), 1))
    h = Builder()
    h.task()
    h.complete()
    yield Case("scheduled_and_closed", h.history, in_turn([*local(1), complete()]))
    h = Builder(workflow_task_timeout="1s")
    h.task()
    timer = h.timer(1)
    h.fired(1, timer)
    h.started()
    yield Case("never_resolved", h.history, on(initialize_workflow=[*local(1), start_timer(1)]))


def markers() -> Iterator[Case]:
    """What a marker may lack, and what it may hold besides."""
    changes = {f"without_{key}": {key: DROP} for key in ("seq", "attempt", "activity_id", "activity_type")}
    changes |= {f"without_{key}": {key: DROP} for key in ("complete_time", "backoff", "original_schedule_time")}
    changes |= {
        "more_keys": {"later": 1},
        "index_as_text": {"activation_index": "1"},
        "index_null": {"activation_index": None},
        "index_negative": {"activation_index": -1},
        "index_fraction": {"activation_index": 1.5},
        "time_as_text": {"complete_time": "2020-01-01T00:00:00Z"},
        "time_null": {"complete_time": None},
        "time_long_ago": {"complete_time": {"seconds": 1, "nanos": 5}},
        "time_without_nanos": {"complete_time": {"seconds": 1}},
        "attempt_0": {"attempt": 0},
        "attempt_null": {"attempt": None},
        "seq_as_text": {"seq": "1"},
        "schedule_time": {"original_schedule_time": {"seconds": 1_700_000_000, "nanos": 9}},
    }
    for name, change in changes.items():
        h = Builder()
        h.task()
        h.local_activity(1, change=change)
        h.complete()
        yield Case(f"marker_{name}", h.history, finishing(on(initialize_workflow=local(1)), 1))

    canceled = {"message": "stopped", "canceled_failure_info": {"details": payloads("d")}}
    inside = {"message": "outer", "application_failure_info": {"type": "T"}, "cause": canceled}
    deeper = {"message": "outermost", "application_failure_info": {"type": "T"}, "cause": inside}
    failures = {
        "application": {"message": "no", "source": "Test", "application_failure_info": {"type": "T", "non_retryable": True}},
        "without_info": {"message": "no"},
        "empty": {},
        "timed_out": {"message": "Activity timed out", "timeout_failure_info": {"timeout_type": "TIMEOUT_TYPE_START_TO_CLOSE"}},
        "timed_out_by_user": {"message": "mine", "timeout_failure_info": {"timeout_type": "TIMEOUT_TYPE_START_TO_CLOSE"}},
        "canceled": canceled,
        "cause_canceled": inside,
        "cause_of_cause_canceled": deeper,
        "activity_canceled": {"message": "a", "activity_failure_info": {"activity_id": "9"}, "cause": canceled},
    }
    data = {"seq": 1, "attempt": 3, "activity_id": "1", "activity_type": "act", "complete_time": None, "backoff": None}
    data["original_schedule_time"] = {"seconds": 1_700_000_000, "nanos": 9}
    backoff = data | {"backoff": {"seconds": 5, "nanos": 6}}
    for name, failure in failures.items():
        for details in ({"data": payloads(data)}, {"data": payloads(backoff)}, {"data": payloads(data), "result": payloads(1)}):
            h = Builder()
            h.task()
            h.marker("core_local_activity", details, failure=failure)
            h.complete()
            kind = "backoff" if details["data"] == payloads(backoff) else "-".join(details)
            yield Case(f"failed_{name}-{kind}", h.history, finishing(on(initialize_workflow=local(1)), 1))
    two = {"payloads": [payload(1), payload(2)]}
    for name, details in {
        "neither": {"data": payloads(data)},
        "two_results": {"data": payloads(data), "result": two},
        "empty_result": {"data": payloads(data), "result": {}},
        "two_data": {"data": {"payloads": [payload(data), payload(data)]}},
        "input_too": {"data": payloads(data), "result": payloads(1), "input": payloads("in")},
        "no_data": {"result": payloads(1)},
        "not_json": {"data": {"payloads": [{"data": "AAAA"}]}},
        "no_details": {},
    }.items():
        h = Builder()
        h.task()
        h.marker("core_local_activity", details)
        h.complete()
        yield Case(f"details_{name}", h.history, finishing(on(initialize_workflow=local(1)), 1))
    # The same oddities in the first task, before anything was scheduled, and in a task of their own.
    h = Builder()
    h.task()
    timer = h.timer(1)
    h.fired(1, timer)
    h.task()
    h.marker("core_local_activity", {})
    h.complete()
    yield Case("details_none_later", h.history, in_turn([start_timer(1)], local(1), [complete()]))


def mismatches() -> Iterator[Case]:
    for flags in ((), (1,), (1, 2, 3, 4)):
        for field in ("activity_id", "activity_type"):
            for is_last in (False, True):
                h = Builder(flags=flags)
                h.task()
                h.local_activity(1, change={field: "other"})
                if not is_last:
                    h.signal()
                    h.task()
                h.complete()
                host = on(initialize_workflow=local(1), **{"resolve_activity" if is_last else "signal_workflow": [complete()]})
                yield Case(f"{field}-flags_{len(flags)}-last_{is_last}", h.history, host)


def cancellations() -> Iterator[Case]:
    kinds = {"try": "TRY_CANCEL", "wait": "WAIT_CANCELLATION_COMPLETED", "abandon": "ABANDON"}
    canceled = {"message": "Local Activity cancelled", "canceled_failure_info": {}}
    outcomes = {"completed": {}, "canceled": {"failure": canceled}, "failed": {"failure": {"message": "no"}}}
    for (kind, value), (outcome, fields), index in itertools.product(kinds.items(), outcomes.items(), (None, 0, 1, 2)):
        name = f"cancel_{kind}-{outcome}-{index}"
        scheduled = schedule_local_activity(1, cancellation_type=value)

        h = Builder()
        h.task()
        h.local_activity(1, index, **fields)
        h.complete()
        yield Case(f"{name}-same_completion", h.history, finishing(in_turn([scheduled, cancel_local_activity(1)]), 1))

        h = Builder()
        h.task()
        timer = h.timer(1)
        h.fired(1, timer)
        h.task()
        h.local_activity(1, index, **fields)
        h.complete()
        answers = dict(initialize_workflow=[scheduled, start_timer(1)], fire_timer=[cancel_local_activity(1)])
        yield Case(f"{name}-later_task", h.history, finishing(on(**answers), 1))

        h = Builder()
        h.task()
        h.local_activity(2, index)
        h.local_activity(1, index, **fields)
        h.complete()
        both = dict(initialize_workflow=[scheduled, *local(2)], resolve_activity_2=[cancel_local_activity(1)])
        yield Case(f"{name}-when_other_ends", h.history, finishing(on(**both), 2))

        h = Builder()
        h.task()
        h.local_activity(1, index, **fields)
        h.local_activity(2, index)
        h.complete()
        both = dict(initialize_workflow=[scheduled, *local(2)], resolve_activity_1=[cancel_local_activity(1)])
        yield Case(f"{name}-after_end", h.history, finishing(on(**both), 2))

        h = Builder()
        h.task()
        h.local_activity(2, index)
        h.local_activity(1, index, **fields)
        h.complete()
        both = dict(initialize_workflow=[scheduled, *local(2), cancel_local_activity(1)])
        yield Case(f"{name}-out_of_turn", h.history, finishing(on(**both), 2))


def canceled_beside() -> Iterator[Case]:
    """One of two is canceled, at once or beside another job, for every pair of indices and both orders of markers."""
    for first, second, order, beside in itertools.product(INDICES[:4], INDICES[:4], ((1, 2), (2, 1)), (False, True)):
        h = Builder()
        h.task()
        commands = [*local(1, 2), cancel_local_activity(1)]
        answers = dict(initialize_workflow=commands)
        if beside:
            activity, timer = h.activity(1), h.timer(1)
            h.fired(1, timer)
            h.task()
            h.activity_cancel_requested(activity)
            answers = dict(
                initialize_workflow=[schedule_activity(1), start_timer(1)], fire_timer=[cancel_activity(1), *commands]
            )
        indices = {1: first, 2: second}
        for seq in order:
            h.local_activity(seq, indices[seq])
        h.complete()
        name = f"canceled_{'beside' if beside else 'alone'}-{order[0]}{order[1]}-{spelled((first, second))}"
        yield Case(name, h.history, finishing(on(**answers), 2))


def with_updates() -> Iterator[Case]:
    """Outcomes and an accepted update in one task; the update may schedule one more."""
    for index, place, inside in itertools.product(INDICES[:4], ("before", "after", "between"), (False, True)):
        for early in (False, True):
            h = Builder()
            h.task()
            if early:
                h.fired(9, h.timer(9))
                h.task()
            if place == "before":
                accepted = h.accepted("u")
            h.local_activity(1, index)
            if place == "between":
                accepted = h.accepted("u")
            h.local_activity(2, index)
            if place == "after":
                accepted = h.accepted("u")
            h.update_completed("u", accepted)
            h.complete()
            start = [*local(1)] if inside else [*local(1, 2)]
            answers = dict(
                initialize_workflow=start + ([start_timer(9)] if early else []),
                do_update=[accept("u")] + (local(2) if inside else []),
                resolve_activity_2=[complete_update("u")],
            )
            name = f"update_{place}-{index}-{'inside' if inside else 'beside'}-{'early' if early else 'first'}"
            yield Case(name, h.history, finishing(on(**answers), 2))
            yield Case(f"{name}-implied", h.history)
