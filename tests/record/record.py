"""Runs every scenario against real servers and writes the golden histories; `cargo xtask record-histories` calls it.

    record.py --server cli=PROGRAM [--server NAME=PROGRAM]… [--sdk VERSION=PYTHON]… --out FOLDER [SCENARIO…]

A scenario is named `feature` or `feature/name`; without names all of them run, and unless one fails the folder is
written anew.
"""

import argparse
import asyncio
import importlib
import logging
import sys
import time
import warnings
from pathlib import Path

from google.protobuf.json_format import MessageToDict, ParseDict
from temporalio.api.history.v1 import History
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.client import Client, WorkflowHistory
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

import provenance
from normalize import normalize
from recorder import HERE, IDENTITY, SCENARIOS, Kept, Recording, Scenario
from server import serve

AT_ONCE = 6
LONGEST = 90.0


async def main() -> int:
    arguments = parse()
    quiet()
    for module in sorted(HERE.glob("*.py")):
        if "scenario(" in module.read_text() and module.stem != "recorder":
            importlib.import_module(module.stem)
    wanted = [one for one in SCENARIOS if chosen(one, arguments.scenario)]
    out = Path(arguments.out)
    faults: list[str] = []
    book = provenance.Book(out)
    for name, program in arguments.server.items():
        ours = [one for one in wanted if one.server == name]
        if not ours:
            continue
        async with serve(name, Path(program)) as client:
            info = await client.workflow_service.get_system_info(GetSystemInfoRequest())
            print(f"recording {len(ours)} scenarios on server {info.server_version}", flush=True)
            book.servers[name] = info.server_version
            turns = asyncio.Semaphore(AT_ONCE)
            await asyncio.gather(*(record(client, one, arguments.sdk, turns, book, faults) for one in ours))
    if arguments.scenario or not faults:
        faults += book.write(complete=not arguments.scenario)
    for fault in faults:
        print(f"FAULT {fault}", file=sys.stderr)
    return 1 if faults else 0


def quiet() -> None:
    """Workers complain about every failure that a scenario makes on purpose."""
    logging.disable()
    warnings.simplefilter("ignore")
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=None)))


def parse() -> argparse.Namespace:
    def pair(text: str) -> tuple[str, str]:
        name, _, path = text.partition("=")
        return name, path

    parser = argparse.ArgumentParser()
    parser.add_argument("--server", type=pair, action="append", required=True)
    parser.add_argument("--sdk", type=pair, action="append", default=[])
    parser.add_argument("--out", required=True)
    parser.add_argument("scenario", nargs="*")
    arguments = parser.parse_args()
    arguments.server = dict(arguments.server)
    arguments.sdk = {"": sys.executable} | dict(arguments.sdk)
    return arguments


def chosen(one: Scenario, names: list[str]) -> bool:
    return not names or one.feature in names or f"{one.feature}/{one.name}" in names


async def record(
    client: Client,
    one: Scenario,
    pythons: dict[str, str],
    turns: asyncio.Semaphore,
    book: provenance.Book,
    faults: list[str],
) -> None:
    """Runs one scenario, writes what it keeps, and checks that the official replayer takes it."""
    label = f"{one.feature}/{one.name}"
    async with turns:
        began = time.monotonic()
        recording = Recording(client, client.service_client.config.target_host, one, pythons)
        try:
            await asyncio.wait_for(one.run(recording), LONGEST)
            assert recording.kept, "keeps nothing"
            for kept in recording.kept:
                written = normalize(MessageToDict(await download(client, kept)))
                book.add(one, kept, written)
                if fault := await replay(recording, kept, ParseDict(written, History())):
                    faults.append(f"{kept.file}: {fault}")
        except Exception as error:  # one broken scenario must not hide the others
            faults.append(f"{label}: {type(error).__name__}: {error}")
        print(f"{time.monotonic() - began:6.1f} s  {label}", flush=True)


async def download(client: Client, kept: Kept) -> History:
    handle = client.get_workflow_handle(kept.workflow_id, run_id=kept.run_id)
    return History(events=(await handle.fetch_history()).events)


async def replay(recording: Recording, kept: Kept, history: History) -> str:
    """Plays a history through the official SDK; returns what it objects to."""
    replayer = Replayer(
        workflows=list(recording.workflows.values()),
        workflow_runner=UnsandboxedWorkflowRunner(),
        identity=IDENTITY,
    )
    result = await replayer.replay_workflow(
        WorkflowHistory(kept.workflow_id, history.events), raise_on_replay_failure=False
    )
    return repr(result.replay_failure) if result.replay_failure else ""


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
