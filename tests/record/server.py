"""Starts a Temporal Server to record on, and stops it."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from temporalio.client import Client

from recorder import IDENTITY

SETTINGS = {
    "limit.historyCount.suggestContinueAsNew": 100,
    "limit.numPendingActivities.error": 40,
    "history.timerProcessorMaxTimeShift": "5ms",
    "history.transferProcessorMaxPollRPS": 2000,
    "history.timerProcessorMaxPollRPS": 2000,
    "history.enableRequestIdRefLinks": True,
    "frontend.WorkflowPauseEnabled": True,
    "frontend.WorkflowTimeSkippingEnabled": True,
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
async def serve(program: Path) -> AsyncIterator[Client]:
    """Runs `program server start-dev` and yields a client of it."""
    port, http = free_port(), free_port()
    arguments = ["--headless", "--port", str(port), "--http-port", str(http), "--log-level", "never"]
    for key, value in SETTINGS.items():
        arguments += ["--dynamic-config-value", f"{key}={json.dumps(value)}"]
    arguments += ["--dynamic-config-value", f"component.nexusoperations.callback.endpoint.template={callback(http)}"]
    for name, kind in ATTRIBUTES.items():
        arguments += ["--search-attribute", f"{name}={kind}"]
    process = await asyncio.create_subprocess_exec(str(program), "server", "start-dev", *arguments, stdout=asyncio.subprocess.DEVNULL)
    try:
        yield await connect(f"127.0.0.1:{port}")
    finally:
        process.terminate()
        await process.wait()


def callback(http: int) -> str:
    template = f"http://127.0.0.1:{http}/namespaces/{{{{.NamespaceName}}}}/nexus/callback"
    return json.dumps(template)


async def connect(address: str) -> Client:
    """Connects once the server answers."""
    for _ in range(150):
        with contextlib.suppress(RuntimeError):
            return await Client.connect(address, identity=IDENTITY)
        await asyncio.sleep(0.2)
    raise RuntimeError(f"no server answers at {address}")
