"""An official worker of what our client starts, in a process of its own: on one task queue as official workers are by
default, on another with the words of its failures encoded.

It prints `{"ready": true}` when it runs, and ends when its input does.
"""

import argparse
import asyncio
import dataclasses
import json
import logging
import os
import sys
import warnings
from datetime import timedelta

from temporalio.client import Client
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import failures
import talks
import values

ENCODED = dataclasses.replace(
    DataConverter.default, failure_converter_class=DefaultFailureConverterWithEncodedAttributes
)


async def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--address", "--task-queue"):
        parser.add_argument(name, required=True)
    arguments = parser.parse_args()
    quiet()
    client = await Client.connect(arguments.address)
    encoded = await Client.connect(arguments.address, data_converter=ENCODED)
    queue = arguments.task_queue
    async with worker(client, queue, nexus_service_handlers=[failures.DeskHandler()]), worker(encoded, f"{queue}-encoded"):
        print(json.dumps({"ready": True}), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        # Whoever started this is gone, and the server with it: there is nobody to take leave of.
        os._exit(0)


def quiet() -> None:
    """Official workers complain about every failure that a scenario makes on purpose."""
    logging.disable()
    warnings.simplefilter("ignore")
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=None)))


def worker(client: Client, queue: str, **options) -> Worker:
    return Worker(
        client,
        task_queue=queue,
        workflows=[*values.WORKFLOWS, *talks.WORKFLOWS, *failures.WORKFLOWS],
        activities=[*talks.ACTIVITIES, *failures.ACTIVITIES],
        interceptors=[talks.Traced()],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_heartbeat_throttle_interval=timedelta(milliseconds=50),
        default_heartbeat_throttle_interval=timedelta(milliseconds=50),
        **options,
    )


asyncio.run(main())
