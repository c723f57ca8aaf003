"""Lets our core play histories, through the example `transcript` of the replay crate."""

import base64
import dataclasses
import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion


@dataclasses.dataclass
class Transcript:
    """What our core and its host said about one history."""

    name: str
    history: bytes
    workflow_id: str = ""
    activations: list[WorkflowActivation] = dataclasses.field(default_factory=list)
    completions: list[WorkflowActivationCompletion] = dataclasses.field(default_factory=list)
    verdict: str = ""
    reason: str = ""


def transcribe(program: Path, files: list[Path]) -> list[Transcript]:
    """Plays histories with the commands that they imply. A file may hold several."""
    transcripts = []
    for start in range(0, len(files), 200):
        transcripts += _run([program, *files[start : start + 200]])
    return transcripts


def transcribe_scripts(
    program: Path, scripts: Iterable[tuple[str, bytes, list[WorkflowActivationCompletion]]]
) -> list[Transcript]:
    """Plays histories with completions that are given."""
    scripts = list(scripts)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for name, history, completions in scripts:
            encoded = [_encode(completion.SerializeToString()) for completion in completions]
            file.write(json.dumps({"name": name, "history": _encode(history), "completions": encoded}) + "\n")
        file.flush()
        transcripts = _run([program, "--scripts", file.name])
    for transcript, (_, history, _) in zip(transcripts, scripts, strict=True):
        transcript.history = history
    return transcripts


def _run(command: list) -> list[Transcript]:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [_read(json.loads(line)) for line in done.stdout.splitlines()]


def _read(line: dict) -> Transcript:
    transcript = Transcript(line["name"], base64.b64decode(line.get("history", "")))
    if "error" in line:
        transcript.verdict, transcript.reason = "unreadable", line["error"]
        return transcript
    transcript.workflow_id, transcript.verdict = line["workflow_id"], line["verdict"]
    transcript.reason = line["reason"]
    for step in line["steps"]:
        activation = WorkflowActivation.FromString(base64.b64decode(step["activation"]))
        transcript.activations.append(activation)
        completion = WorkflowActivationCompletion.FromString(base64.b64decode(step["completion"]))
        transcript.completions.append(completion)
    return transcript


def _encode(message: bytes) -> str:
    return base64.b64encode(message).decode()
