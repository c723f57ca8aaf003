"""Changes the commands of a host at random: both cores must then stop at the same event, or neither."""

import random
from collections.abc import Callable, Iterator

from cases import history as made
from ours import Transcript
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion

Completions = list[WorkflowActivationCompletion]
Mutant = tuple[str, bytes, Completions]

FRESH = 900_000
"""Numbers from here on are of commands that no history has."""

CANCELS = {
    "start_timer": made.cancel_timer,
    "schedule_activity": made.cancel_activity,
    "schedule_local_activity": made.cancel_local_activity,
    "start_child_workflow_execution": made.cancel_child,
    "schedule_nexus_operation": made.cancel_nexus,
    "signal_external_workflow_execution": made.cancel_signal,
}
TYPES = {
    "schedule_activity": 3,
    "schedule_local_activity": 3,
    "start_child_workflow_execution": 4,
    "schedule_nexus_operation": 4,
}
"""How many cancellation types each has."""


def mutants(transcripts: list[Transcript], count: int, seed: int) -> Iterator[Mutant]:
    """For each history, `count` sets of completions that differ from its own in one or two places."""
    for transcript in transcripts:
        for number in range(count):
            numbers = random.Random(f"{seed}/{transcript.name}/{number}")
            completions = [copied(completion) for completion in transcript.completions]
            names = []
            for _ in range(numbers.choice((1, 1, 1, 2))):
                change = numbers.choice(CHANGES)
                if change(completions, numbers):
                    names.append(change.__name__)
            if names:
                yield f"{transcript.name}~{number}-{'-'.join(names)}", transcript.history, completions


def copied(completion: WorkflowActivationCompletion) -> WorkflowActivationCompletion:
    copy = WorkflowActivationCompletion()
    copy.CopyFrom(completion)
    return copy


def places(completions: Completions, wanted: Callable[[WorkflowCommand], bool] = lambda _: True) -> list[tuple[int, int]]:
    return [
        (outer, inner)
        for outer, completion in enumerate(completions)
        for inner, command in enumerate(completion.successful.commands)
        if wanted(command)
    ]


def kind_of(command: WorkflowCommand) -> str:
    return command.WhichOneof("variant")


def seq_of(command: WorkflowCommand) -> int:
    value = getattr(command, kind_of(command))
    return getattr(value, "seq", getattr(value, "child_workflow_seq", 0))


def insert(completions: Completions, outer: int, inner: int, command: WorkflowCommand) -> None:
    commands = list(completions[outer].successful.commands)
    commands.insert(inner, command)
    replace(completions, outer, commands)


def replace(completions: Completions, outer: int, commands: list[WorkflowCommand]) -> None:
    del completions[outer].successful.commands[:]
    completions[outer].successful.commands.extend(commands)


# Each changes the completions in place, and says whether it found something to change.


def drop(completions: Completions, numbers: random.Random) -> bool:
    found = places(completions)
    if not found:
        return False
    outer, inner = numbers.choice(found)
    del completions[outer].successful.commands[inner]
    return True


def drop_with_cancel(completions: Completions, numbers: random.Random) -> bool:
    found = places(completions, lambda command: kind_of(command) in CANCELS)
    if not found:
        return False
    outer, inner = numbers.choice(found)
    command = completions[outer].successful.commands[inner]
    cancel = CANCELS[kind_of(command)](seq_of(command))
    doomed = [(kind_of(command), seq_of(command)), (kind_of(cancel), seq_of(cancel))]
    for place, completion in enumerate(completions):
        kept = [c for c in completion.successful.commands if (kind_of(c), seq_of(c)) not in doomed]
        replace(completions, place, kept)
    return True


def add(completions: Completions, numbers: random.Random) -> bool:
    if not completions:
        return False
    outer = numbers.randrange(len(completions))
    inner = numbers.randint(0, len(completions[outer].successful.commands))
    seq = FRESH + numbers.randrange(1000)
    command = numbers.choice(
        (
            made.start_timer(seq),
            made.schedule_activity(seq),
            made.start_child(seq),
            made.schedule_nexus(seq),
            made.signal_external(seq),
            made.cancel_external(seq),
            made.upsert(Key=1),
            made.patch(f"patch-{seq}"),
            made.patch(f"patch-{seq}", True),
            made.complete(),
        )
    )
    insert(completions, outer, inner, command)
    return True


def start_and_cancel(completions: Completions, numbers: random.Random) -> bool:
    if not completions:
        return False
    outer = numbers.randrange(len(completions))
    seq = FRESH + numbers.randrange(1000)
    starts = (made.start_timer, made.schedule_activity, made.start_child, made.schedule_nexus, made.signal_external)
    start = numbers.choice(starts)(seq)
    kind = kind_of(start)
    if kind in TYPES:
        getattr(start, kind).cancellation_type = numbers.randrange(TYPES[kind])
    inner = numbers.randint(0, len(completions[outer].successful.commands))
    insert(completions, outer, inner, CANCELS[kind](seq))
    insert(completions, outer, inner, start)
    return True


def swap(completions: Completions, numbers: random.Random) -> bool:
    found = [(outer, inner) for outer, inner in places(completions) if inner > 0]
    if not found:
        return False
    outer, inner = numbers.choice(found)
    commands = list(completions[outer].successful.commands)
    commands[inner - 1], commands[inner] = commands[inner], commands[inner - 1]
    replace(completions, outer, commands)
    return True


def other_kind(completions: Completions, numbers: random.Random) -> bool:
    found = places(completions, lambda command: kind_of(command) in CANCELS)
    if not found:
        return False
    outer, inner = numbers.choice(found)
    command = completions[outer].successful.commands[inner]
    seq = FRESH + numbers.randrange(1000)
    is_timer = command.HasField("start_timer")
    command.CopyFrom(made.schedule_activity(seq) if is_timer else made.start_timer(seq))
    return True


def other_name(completions: Completions, numbers: random.Random) -> bool:
    fields = ("activity_id", "activity_type", "workflow_id", "workflow_type", "service", "operation", "endpoint")
    fields += ("signal_name", "patch_id")
    found = [
        (outer, inner, field)
        for outer, inner in places(completions)
        for command in [completions[outer].successful.commands[inner]]
        for field in fields
        if hasattr(getattr(command, kind_of(command)), field)
    ]
    if not found:
        return False
    outer, inner, field = numbers.choice(found)
    command = completions[outer].successful.commands[inner]
    value = getattr(command, kind_of(command))
    setattr(value, field, getattr(value, field) + "-other")
    return True


def other_seq(completions: Completions, numbers: random.Random) -> bool:
    found = places(completions, lambda command: kind_of(command) in CANCELS)
    if not found:
        return False
    outer, inner = numbers.choice(found)
    command = completions[outer].successful.commands[inner]
    getattr(command, kind_of(command)).seq += FRESH
    return True


def cancel(completions: Completions, numbers: random.Random) -> bool:
    """Cancels something, in some way, at once or in a later activation."""
    found = places(completions, lambda command: kind_of(command) in CANCELS)
    if not found:
        return False
    outer, inner = numbers.choice(found)
    command = completions[outer].successful.commands[inner]
    kind = kind_of(command)
    if kind in TYPES:
        getattr(command, kind).cancellation_type = numbers.randrange(TYPES[kind])
    later = numbers.randint(outer, len(completions) - 1)
    first = inner + 1 if later == outer else 0
    insert(completions, later, numbers.randint(first, len(completions[later].successful.commands)), CANCELS[kind](seq_of(command)))
    return True


def other_cancellation_type(completions: Completions, numbers: random.Random) -> bool:
    found = places(completions, lambda command: kind_of(command) in TYPES)
    if not found:
        return False
    for outer, inner in found:
        command = completions[outer].successful.commands[inner]
        kind = kind_of(command)
        getattr(command, kind).cancellation_type = numbers.randrange(TYPES[kind])
    return True


def flip_patch(completions: Completions, numbers: random.Random) -> bool:
    found = places(completions, lambda command: command.HasField("set_patch_marker"))
    if not found:
        return False
    outer, inner = numbers.choice(found)
    patch = completions[outer].successful.commands[inner].set_patch_marker
    patch.deprecated = not patch.deprecated
    return True


def other_answer(completions: Completions, numbers: random.Random) -> bool:
    """Answers an update in another way."""
    found = places(completions, lambda command: command.HasField("update_response"))
    if not found:
        return False
    outer, inner = numbers.choice(found)
    response = completions[outer].successful.commands[inner].update_response
    answers = (made.accept, made.reject, made.complete_update)
    response.CopyFrom(numbers.choice(answers)(response.protocol_instance_id).update_response)
    return True


def move(completions: Completions, numbers: random.Random) -> bool:
    """Issues a command one activation later or earlier."""
    found = places(completions)
    if not found or len(completions) < 2:
        return False
    outer, inner = numbers.choice(found)
    to = outer + numbers.choice((-1, 1))
    if not 0 <= to < len(completions):
        return False
    command = WorkflowCommand()
    command.CopyFrom(completions[outer].successful.commands[inner])
    del completions[outer].successful.commands[inner]
    insert(completions, to, numbers.randint(0, len(completions[to].successful.commands)), command)
    return True


CHANGES = (
    drop,
    drop_with_cancel,
    add,
    start_and_cancel,
    swap,
    other_kind,
    other_name,
    other_seq,
    cancel,
    cancel,
    other_cancellation_type,
    flip_patch,
    other_answer,
    move,
)
