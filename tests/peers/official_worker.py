"""An official worker of the programs in `sink.py`, in a process of its own; the peer of the example `sink_worker`.

It prints `{"ready": true}` when it runs, shuts down when its input ends, and says then that it has.
"""

import argparse
import asyncio
import json
import os
import sys
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import sink
from peers import STICKY


async def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--address", "--task-queue", "--identity"):
        parser.add_argument(name, required=True)
    arguments = parser.parse_args()
    client = await Client.connect(arguments.address, identity=arguments.identity)
    worker = Worker(
        client,
        task_queue=arguments.task_queue,
        workflows=[sink.KitchenSink],
        activities=[sink.kitchen_sink],
        workflow_runner=UnsandboxedWorkflowRunner(),
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=STICKY),
        graceful_shutdown_timeout=timedelta(seconds=1),
        build_id="peer",
    )
    async with worker:
        print(json.dumps({"ready": True}), flush=True)
        await asyncio.to_thread(sys.stdin.read)
    print(json.dumps({"ended": {}}), flush=True)


asyncio.run(main())
# The wheel's own threads may abort a process that ends in the ordinary way.
os._exit(0)
