"""Runs workers of ours and official ones side by side on a real server, and has each core play what the other wrote.

    run.py --server PROGRAM | --newer PROGRAM  --worker SINK_WORKER --transcript TRANSCRIPT --check DACAPO [--only GLOB] [FOLDER…]

Needs what `run.sh` installs and builds; folders hold more histories of ours. See README.md.
"""

import argparse
import asyncio
import fnmatch
import logging
import shutil
import sys
import time
import traceback
import warnings
from pathlib import Path

HERE = Path(__file__).parent
sys.path += [str(HERE.parent / "record"), str(HERE.parent / "differential")]

from temporalio.client import Client
from temporalio.runtime import Runtime, TelemetryConfig

import histories
from peers import CASES, Case, Peers
from server import serve

import clients  # noqa: F401 - these register their cases
import mixed  # noqa: F401
import newer  # noqa: F401
import takeover  # noqa: F401

AT_ONCE = 4
LONGEST = 120.0
"""Seconds for one case."""


async def main() -> int:
    arguments = parse()
    quiet()
    shutil.rmtree(arguments.out, ignore_errors=True)
    (arguments.out / "logs").mkdir(parents=True)
    name, program = ("newer", arguments.newer) if arguments.newer else ("cli", arguments.server)
    wanted = [one for one in CASES if one.server in ("", name) and fnmatch.fnmatchcase(one.name, arguments.only)]
    faults: list[str] = []
    async with serve(name, program) as client:
        turns = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(run(client, one, arguments, turns, faults) for one in wanted))
        written = await histories.download(client, arguments.out / "histories")
    print(f"{len(wanted)} cases, {len(written)} histories")
    if not wanted:
        faults.append(f"no case is named {arguments.only}")
    folders = [arguments.out / "histories", *arguments.folders]
    faults += await histories.replay(written)
    faults += histories.check(arguments.check, folders)
    faults += histories.compare(arguments.transcript, folders)
    for fault in faults:
        print(f"FAULT {fault}", file=sys.stderr)
    return 1 if faults else 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", type=Path, help="the program `temporal`")
    parser.add_argument("--newer", type=Path, help="the program of tests/record/newer, instead")
    parser.add_argument("--worker", type=Path, required=True, help="the built example `sink_worker`")
    parser.add_argument("--transcript", type=Path, required=True, help="the built example `transcript`")
    parser.add_argument("--check", type=Path, required=True, help="the built program `dacapo`")
    parser.add_argument("--only", default="*", metavar="GLOB", help="cases to run")
    parser.add_argument("--out", type=Path, required=True, help="where histories and logs go; it is emptied first")
    parser.add_argument("folders", nargs="*", type=Path)
    return parser.parse_args()


def quiet() -> None:
    """Official workers complain about every failure that a case makes on purpose."""
    logging.disable()
    warnings.simplefilter("ignore")
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=None)))


async def run(
    client: Client, one: Case, arguments: argparse.Namespace, turns: asyncio.Semaphore, faults: list[str]
) -> None:
    async with turns:
        address = client.service_client.config.target_host
        peers = Peers(client, address, arguments.worker, one.name, arguments.out / "logs")
        began = time.monotonic()
        try:
            await asyncio.wait_for(one.run(peers), LONGEST)
        except Exception as error:  # one broken case must not hide the others
            place = "".join(traceback.format_tb(error.__traceback__)[-2:])
            faults.append(f"{one.name}: {type(error).__name__}: {error}\n{place}")
        state = "FAILED" if any(fault.startswith(f"{one.name}: ") for fault in faults) else ""
        print(f"{time.monotonic() - began:6.1f} s  {peers.runtime:5}  {one.name}  {state}".rstrip(), flush=True)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
