"""Has each core play what the other wrote: the official one what our workers wrote, ours what the official ones wrote."""

import asyncio
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from temporalio.api.history.v1 import History
from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

import sink

DIFFERENTIAL = Path(__file__).parent.parent / "differential"


@dataclass
class Written:
    """One run's history, as the server has it at the end."""

    file: str
    workflow_id: str
    workflow_type: str
    history: History


async def download(client: Client, folder: Path) -> list[Written]:
    """Writes the histories of all runs there are."""
    folder.mkdir()
    runs = await everything(client)
    written = []
    for run in runs:
        handle = client.get_workflow_handle(run.id, run_id=run.run_id)
        history = History(events=(await handle.fetch_history()).events)
        file = f"{run.id}-{run.run_id[-6:]}.bin".replace("/", "_")
        (folder / file).write_bytes(history.SerializeToString())
        written.append(Written(file, run.id, run.workflow_type, history))
    return written


async def everything(client: Client) -> list:
    """All runs; what has just begun is not at once in what the server lists."""
    before: list = []
    while True:
        runs = [run async for run in client.list_workflows()]
        if len(runs) == len(before):
            return sorted(runs, key=lambda run: (run.id, run.run_id))
        before = runs
        await asyncio.sleep(2)


async def replay(written: list[Written]) -> list[str]:
    """Plays the programs of our workers on the official SDK: another host, and all that its core checks."""
    replayer = Replayer(
        workflows=[sink.KitchenSink], workflow_runner=UnsandboxedWorkflowRunner(), debug_mode=True
    )
    faults, count = [], 0
    for one in written:
        if one.workflow_type != sink.TYPE or not sink.can_play(one.history):
            continue
        count += 1
        result = await replayer.replay_workflow(
            WorkflowHistory(one.workflow_id, one.history.events), raise_on_replay_failure=False
        )
        if result.replay_failure:
            faults.append(f"{one.file}: the official SDK: {result.replay_failure!r}")
    print(f"{count} histories of programs replayed by the official SDK")
    return faults


def check(program: Path, folders: list[Path]) -> list[str]:
    """Plays everything with our core."""
    done = subprocess.run([program.resolve(), "check", *folders], capture_output=True, text=True)
    lines = done.stdout.splitlines()
    print(f"dacapo check: {lines[-1] if lines else ''}")
    return [] if done.returncode == 0 else [f"dacapo check: {done.stdout}{done.stderr}"]


def compare(transcript: Path, folders: list[Path]) -> list[str]:
    """Plays everything with both cores, and compares all that they say."""
    command = [sys.executable, "run.py", "--program", transcript.resolve(), "--accepted"]
    done = subprocess.run([*command, *(folder.resolve() for folder in folders)], cwd=DIFFERENTIAL, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    print(f"beside the official core: {lines[-1] if lines else ''}")
    return [] if done.returncode == 0 else [f"beside the official core: {done.stdout}{done.stderr}"]
