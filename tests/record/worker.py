"""A worker in a process of its own, to be killed, or to run under an older SDK.

`worker.py ADDRESS QUEUE MODULE:NAME…`; the modules and this file use only what the oldest SDK has.
"""

import asyncio
import importlib
import inspect
import sys
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

sys.path.insert(0, str(Path(__file__).parent))


def load(name):
    module, _, part = name.partition(":")
    return getattr(importlib.import_module(module), part)


async def main(address, queue, *names):
    parts = [load(name) for name in names]
    client = await Client.connect(address, identity="dacapo-recorder")
    worker = Worker(
        client,
        task_queue=queue,
        workflows=[part for part in parts if inspect.isclass(part)],
        activities=[part for part in parts if not inspect.isclass(part)],
        workflow_runner=UnsandboxedWorkflowRunner(),
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
        build_id="recorder",
    )
    async with worker:
        print("ready", flush=True)
        await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
