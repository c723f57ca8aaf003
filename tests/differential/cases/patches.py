"""Patches: what history holds, what the workflow calls, and whether the two go together."""

import itertools
from collections.abc import Iterator

from . import Case
from .history import Builder, complete, in_turn, patch, schedule_activity, start_timer, upsert

CALLS = {
    "nothing": [],
    "patched": [patch("p")],
    "deprecated": [patch("p", True)],
    "other": [patch("q")],
    "both": [patch("p"), patch("q")],
    "other_first": [patch("q"), patch("p")],
    "twice": [patch("p"), patch("p")],
    "both_ways": [patch("p"), patch("p", True)],
}


def cases() -> Iterator[Case]:
    yield from matrix()
    yield from places()
    yield from several()
    yield from upserts()


def matrix() -> Iterator[Case]:
    markers = ("none", "active", "deprecated")
    for marker, calls, has_upsert, flags, old, first in itertools.product(
        markers, CALLS, (False, True), ((), (1, 2, 3), (1, 3, 4)), (False, True), (True, False)
    ):
        if marker == "none" and (has_upsert or old):
            continue
        h = Builder(flags=flags)
        h.task()
        if not first:
            h.timer(1)
        if marker != "none":
            h.patch("p", marker == "deprecated", old)
        if has_upsert:
            h.change_version("p")
        if first:
            h.timer(1)
        h.signal()
        h.task()
        h.complete()
        timer = [start_timer(1)]
        commands = CALLS[calls] + timer if first else timer + CALLS[calls]
        name = f"{marker}-{calls}-{'upsert' if has_upsert else 'alone'}-flags_{''.join(map(str, flags)) or 'none'}"
        name += f"-{'old' if old else 'new'}-{'first' if first else 'second'}"
        yield Case(name, h.history, in_turn(commands, [complete()]))


def places() -> Iterator[Case]:
    """Markers in the last task of the history, in an open one, and of a task after an empty one."""
    for calls, flags, tail in itertools.product(CALLS, ((), (1, 2, 3)), ("bare", "open", "complete", "empty", "later")):
        for deprecated in (False, True):
            h = Builder(flags=flags)
            h.task()
            answers = [CALLS[calls]]
            if tail == "empty":
                h.task()
            if tail == "later":
                h.signal()
                h.task()
                answers = [[], CALLS[calls]]
            h.patch("p", deprecated)
            if flags:
                h.change_version("p")
            if tail == "open":
                h.started()
            if tail == "complete":
                h.complete()
                answers[-1] = answers[-1] + [complete()]
            name = f"{tail}-{calls}-{'deprecated' if deprecated else 'active'}-flags_{len(flags)}"
            yield Case(name, h.history, in_turn(*answers))


def several() -> Iterator[Case]:
    """Two patches in one task, and one patch seen in two tasks."""
    for first, second in itertools.product((False, True), repeat=2):
        for calls in CALLS:
            h = Builder()
            h.task()
            h.patch("p", first)
            h.change_version("p")
            h.patch("q", second)
            h.change_version("p", "q")
            h.signal()
            h.task()
            h.complete()
            name = f"two-{'deprecated' if first else 'active'}-{'deprecated' if second else 'active'}-{calls}"
            yield Case(name, h.history, in_turn(CALLS[calls], [complete()]))
    for calls in CALLS:
        h = Builder()
        h.task()
        h.patch("p")
        h.change_version("p")
        h.signal()
        h.task()
        h.timer(1)
        h.signal()
        h.task()
        h.complete()
        yield Case(f"again-{calls}", h.history, in_turn([patch("p")], CALLS[calls] + [start_timer(1)], [complete()]))
    # A deprecated marker is passed over together with what follows it.
    for follower in ("upsert", "user_upsert", "timer", "nothing"):
        for flags in ((1, 2, 3), (1, 3)):
            h = Builder(flags=flags)
            h.task()
            h.patch("p", True)
            commands = []
            if follower == "upsert":
                h.change_version("p")
            if follower == "user_upsert":
                h.upsert(Key=1)
                commands = [upsert(Key=1)]
            if follower == "timer":
                h.timer(1)
                h.change_version("p")
                commands = [start_timer(1), upsert(TemporalChangeVersion=["p"])]
            h.activity(1)
            h.signal()
            h.task()
            h.complete()
            commands = commands + [schedule_activity(1)]
            yield Case(f"passed_over-{follower}-flags_{len(flags)}", h.history, in_turn(commands, [complete()]))


def upserts() -> Iterator[Case]:
    """Upserts of the attribute in which core keeps patches."""
    for flags in ((), (1, 2, 3)):
        for called in (False, True):
            h = Builder(flags=flags)
            h.task()
            h.change_version("mine")
            if called:
                h.patch("p")
                h.change_version("mine", "p")
            h.signal()
            h.task()
            h.complete()
            commands = [upsert(TemporalChangeVersion=["mine"])] + ([patch("p")] if called else [])
            yield Case(f"user_upsert-{called}-flags_{len(flags)}", h.history, in_turn(commands, [complete()]))
    # Too many patches for the attribute: the marker comes alone from then on.
    h = Builder()
    h.task()
    names = [f"patch-{number:03}-{'x' * 90}" for number in range(24)]
    for place, name in enumerate(names):
        h.patch(name)
        if len(str(sorted(names[: place + 1])).replace(" ", "")) < 2048:
            h.change_version(*names[: place + 1])
    h.signal()
    h.task()
    h.complete()
    yield Case("too_many", h.history, in_turn([patch(name) for name in names], [complete()]))
