"""Where the events of one workflow task end and those of the next one begin: short words over an alphabet of tasks."""

import itertools
import random
from collections.abc import Iterator

from . import Case
from .history import Builder

ALPHABET = "EFTXSMCUVDQPR"
LONG_WORDS = 1500


def cases() -> Iterator[Case]:
    endings = ("open", "complete", "bare")
    for length in (1, 2, 3):
        for letters in itertools.product(ALPHABET if length < 3 else "EFSMCUVD", repeat=length):
            for ending in endings if length < 3 else endings[:2]:
                yield spell("".join(letters), ending)
    numbers = random.Random(7)
    for _ in range(LONG_WORDS):
        word = "".join(numbers.choice(ALPHABET + "EESM") for _ in range(numbers.randint(4, 10)))
        yield spell(word, numbers.choice(endings))


def spell(word: str, ending: str) -> Case:
    speller = Speller()
    for letter in word:
        getattr(speller, letter)()
    h = speller.h
    if ending == "open":
        h.started()
    if ending == "complete":
        h.task()
        h.complete()
    return Case(f"{word}-{ending}", h.history)


class Speller:
    """One method a letter; what a letter needs and the word has not provided makes it an empty task."""

    def __init__(self) -> None:
        # Without flag 2, a patch marker stands alone.
        self.h = Builder(flags=(1, 3, 4))
        self.seq = 0
        self.starts: list[int] = []
        self.timers: list[tuple[int, int]] = []
        self.admitted: list[str] = []
        self.accepted: list[tuple[str, int]] = []

    def E(self) -> None:  # noqa: N802
        """An empty task, as a heartbeat is."""
        self.starts.append(self.h.task())

    def F(self) -> None:  # noqa: N802
        self.h.failed_task()

    def T(self) -> None:  # noqa: N802
        self.h.timed_out_task()

    def X(self) -> None:  # noqa: N802
        """A task that nobody took."""
        scheduled = self.h.scheduled()
        self.h.add("workflow_task_timed_out", scheduled_event_id=scheduled, timeout_type="TIMEOUT_TYPE_SCHEDULE_TO_START")

    def S(self) -> None:  # noqa: N802
        self.h.signal()

    def M(self) -> None:  # noqa: N802
        self.E()
        self.seq += 1
        self.h.local_activity(self.seq)

    def C(self) -> None:  # noqa: N802
        self.E()
        self.seq += 1
        self.timers.append((self.seq, self.h.timer(self.seq)))

    def R(self) -> None:  # noqa: N802
        """The oldest timer fires."""
        if self.timers:
            self.h.fired(*self.timers.pop(0))

    def P(self) -> None:  # noqa: N802
        self.E()
        self.seq += 1
        self.h.patch(f"patch-{self.seq}")

    def D(self) -> None:  # noqa: N802
        """An update is admitted."""
        self.seq += 1
        self.admitted.append(f"update-{self.seq}")
        self.h.admitted(self.admitted[-1])

    def U(self) -> None:  # noqa: N802
        """A task accepts an update that came with it, or was admitted before."""
        self.E()
        self.accept(self.h.started_id - 1)

    def V(self) -> None:  # noqa: N802
        """A task accepts an update that came with the task before it."""
        self.E()
        self.accept(self.starts[-2] - 1 if len(self.starts) > 1 else self.h.started_id - 1)

    def accept(self, sequencing: int) -> None:
        if self.admitted:
            update, sequencing = self.admitted.pop(0), 0
        else:
            self.seq += 1
            update = f"update-{self.seq}"
        self.accepted.append((update, self.h.accepted(update, sequencing)))

    def Q(self) -> None:  # noqa: N802
        """A task completes the oldest accepted update."""
        self.E()
        if self.accepted:
            self.h.update_completed(*self.accepted.pop(0))
