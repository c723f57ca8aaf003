"""Starts a Temporal Server to record on, and stops it."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from recorder import IDENTITY

SETTINGS = {
    "limit.historyCount.suggestContinueAsNew": 40,
    "limit.numPendingActivities.error": 40,
    "history.timerProcessorMaxTimeShift": "5ms",
    "history.transferProcessorMaxPollRPS": 2000,
    "history.timerProcessorMaxPollRPS": 2000,
    "system.forceSearchAttributesCacheRefreshOnRead": True,
    "history.enableRequestIdRefLinks": True,
    "frontend.WorkflowPauseEnabled": True,
    "frontend.WorkflowTimeSkippingEnabled": True,
    "frontend.enableCancelWorkerPollsOnShutdown": True,
    "component.nexusoperations.recordCancelRequestCompletionEvents": True,
    "component.nexusoperations.retryPolicy.initialInterval": "100ms",
    "component.callbacks.allowedAddresses": [{"Pattern": "*", "AllowInsecure": True}],
}
ATTRIBUTES = {
    "RecText": "Text",
    "RecKeyword": "Keyword",
    "RecInt": "Int",
    "RecDouble": "Double",
    "RecBool": "Bool",
    "RecTime": "Datetime",
    "RecKeywords": "KeywordList",
}


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.asynccontextmanager
async def serve(name: str, program: Path) -> AsyncIterator[Client]:
    """Runs a server, the CLI's or the newer one, and yields a client of it."""
    async with cli(program) if name == "cli" else newer(program) as client:
        yield client


@contextlib.asynccontextmanager
async def cli(program: Path) -> AsyncIterator[Client]:
    """Runs `temporal server start-dev`."""
    port, http = free_port(), free_port()
    arguments = ["--headless", "--port", str(port), "--http-port", str(http), "--log-level", "never"]
    for setting in settings(http):
        arguments += ["--dynamic-config-value", setting]
    for name, kind in ATTRIBUTES.items():
        arguments += ["--search-attribute", f"{name}={kind}"]
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(str(program), "server", "start-dev", *arguments, stdout=quiet)
    try:
        yield await connect(f"127.0.0.1:{port}")
    finally:
        process.terminate()
        await process.wait()


@contextlib.asynccontextmanager
async def newer(program: Path) -> AsyncIterator[Client]:
    """Runs `newer/main.go`, which has no namespace that we could use yet."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(str(program), *settings(free_port()), stdin=pipe, stdout=pipe)
    assert process.stdin and process.stdout
    try:
        client = await connect((await process.stdout.readline()).decode().strip())
        retention = Duration(seconds=86400)
        await client.workflow_service.register_namespace(
            RegisterNamespaceRequest(namespace=client.namespace, workflow_execution_retention_period=retention)
        )
        await usable(client)
        await add_search_attributes(client)
        yield client
    finally:
        process.stdin.close()
        await process.wait()


async def add_search_attributes(client: Client) -> None:
    """The CLI has an option for this."""
    kinds = {name: kind.replace("KeywordList", "Keyword_List").upper() for name, kind in ATTRIBUTES.items()}
    values = {name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind}") for name, kind in kinds.items()}
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes=values)
    )


def settings(http: int) -> list[str]:
    """Dynamic configuration, as KEY=JSON."""
    callback = f"http://127.0.0.1:{http}/namespaces/{{{{.NamespaceName}}}}/nexus/callback"
    values = SETTINGS | {"component.nexusoperations.callback.endpoint.template": callback}
    return [f"{key}={json.dumps(value)}" for key, value in values.items()]


async def usable(client: Client) -> Client:
    """Waits until every part of the server knows a new namespace."""
    missing = client.get_workflow_handle("no-such-workflow")
    for _ in range(150):
        try:
            await missing.describe()
        except RPCError as error:
            if "no-such-workflow" in str(error) or "workflow" in error.message.lower():
                return client
        await asyncio.sleep(0.2)
    raise RuntimeError("the new namespace does not get usable")


async def connect(address: str) -> Client:
    """Connects once the server answers."""
    for _ in range(150):
        with contextlib.suppress(RuntimeError):
            return await Client.connect(address, identity=IDENTITY)
        await asyncio.sleep(0.2)
    raise RuntimeError(f"no server answers at {address}")
