"""Compares what two cores said about one history: activation by activation, job by job, field by field."""

import dataclasses
import fnmatch
import tomllib
from pathlib import Path

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from temporalio.bridge.proto.workflow_activation import WorkflowActivation


@dataclasses.dataclass
class Difference:
    """One place where the cores differ, and why that is right, if it is."""

    case: str
    path: str
    ours: object
    official: object
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.path}\n      ours:     {self.ours}\n      official: {self.official}"


@dataclasses.dataclass
class Rule:
    """A difference that is expected."""

    path: str
    reason: str
    cases: list[str] = dataclasses.field(default_factory=lambda: ["*"])
    ours: str = "*"
    official: str = "*"
    says: str = "*"
    """What the official core says, where it refuses the history."""
    we_say: str = "*"
    """What ours says there."""
    reordered: bool = False
    """Whether it may only be in the order of jobs."""
    used: int = 0

    def explains(self, difference: Difference) -> bool:
        return (
            any(fits(difference.case, case) for case in self.cases)
            and fits(difference.path, self.path)
            and fits(str(difference.ours), self.ours)
            and fits(str(difference.official), self.official)
            and (not self.reordered or sorted(difference.ours) == sorted(difference.official))
        )


def fits(text: str, glob: str) -> bool:
    """Brackets mean themselves."""
    return fnmatch.fnmatchcase(text, glob.replace("[", "[[]"))


def rules(file: Path) -> list[Rule]:
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    return [Rule(**rule) for rule in document.get("difference", [])]


def explain(differences: list[Difference], known: list[Rule], says: str, we_say: str) -> None:
    """Notes the reason of every difference that a rule explains; what the cores say is why they refused."""
    for difference in differences:
        for rule in known:
            if rule.explains(difference) and fits(says, rule.says) and fits(we_say, rule.we_say):
                rule.used += 1
                difference.reason = rule.reason
                break


def compare(
    case: str,
    ours: tuple[list[WorkflowActivation], str],
    official: tuple[list[WorkflowActivation], str],
) -> list[Difference]:
    """The differences in order; none is listed after one that makes the rest incomparable."""
    (our_activations, our_verdict), (official_activations, official_verdict) = ours, official
    differences = []
    for index, (one, other) in enumerate(zip(our_activations, official_activations)):
        path = f"activations[{index}]"
        if outline(one) != outline(other):
            differences.append(Difference(case, f"{path}.jobs", outline(one), outline(other)))
            if sorted(outline(one)) != sorted(outline(other)):
                return differences
            one, other = _sorted(one), _sorted(other)
        differences += _fields(case, path, one, other)
    if len(our_activations) != len(official_activations):
        shorter = min(len(our_activations), len(official_activations))
        rest = [
            [outline(activation) for activation in activations[shorter:]] + [verdict]
            for activations, verdict in (ours, official)
        ]
        differences.append(Difference(case, "activations", *rest))
    elif our_verdict != official_verdict:
        differences.append(Difference(case, "verdict", our_verdict, official_verdict))
    return differences


def outline(activation: WorkflowActivation) -> list[str]:
    """The jobs by kind and by what tells two of a kind apart, in order."""
    return [_outline(job) for job in activation.jobs]


def _outline(job: Message) -> str:
    kind = job.WhichOneof("variant") or "nothing"
    value = getattr(job, kind, None)
    for name in ("seq", "patch_id", "signal_name", "protocol_instance_id", "query_id"):
        if hasattr(value, name):
            suffix = " (local)" if getattr(value, "is_local", False) else ""
            return f"{kind} {getattr(value, name)}{suffix}"
    return kind


def _sorted(activation: WorkflowActivation) -> WorkflowActivation:
    """The same with its jobs in an order of their own, to compare their fields."""
    copy = WorkflowActivation()
    copy.CopyFrom(activation)
    del copy.jobs[:]
    copy.jobs.extend(sorted(activation.jobs, key=_outline))
    return copy


def _fields(case: str, path: str, one: WorkflowActivation, other: WorkflowActivation) -> list[Difference]:
    differences: list[Difference] = []
    _walk(case, path, _plain(one), _plain(other), differences)
    if not differences and _bytes(one) != _bytes(other):
        # Fields that the wheel's definitions do not have, or values of them.
        differences.append(Difference(case, f"{path}.unknown", _bytes(one).hex(), _bytes(other).hex()))
    return differences


def _plain(message: Message) -> dict:
    return MessageToDict(message, preserving_proto_field_name=True)


def _bytes(message: Message) -> bytes:
    return message.SerializeToString(deterministic=True)


def _walk(case: str, path: str, one: object, other: object, differences: list[Difference]) -> None:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            _walk(case, f"{path}.{key}", one.get(key), other.get(key), differences)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (item, counterpart) in enumerate(zip(one, other)):
            _walk(case, f"{path}[{index}]", item, counterpart, differences)
    elif one != other:
        differences.append(Difference(case, path, one, other))
