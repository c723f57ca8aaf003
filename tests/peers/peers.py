"""What every case uses: workers of ours and official ones on one server, programs to start on them, and the list of cases."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import sink

HERE = Path(__file__).parent
STICKY = 1.0
"""Seconds for which the server keeps a task for a worker that may be gone."""

AN_END = 20.0
"""Seconds in which a worker of ours must have shut down: its own periods, and time to spare."""


@dataclass
class Case:
    """One function, and the task queue named after it."""

    name: str
    run: Callable[["Peers"], Awaitable[None]]
    server: str


CASES: list[Case] = []


def case(run: Callable[["Peers"], Awaitable[None]]) -> Callable:
    """Registers a case, for every server."""
    return case_for("")(run)


def case_for(server: str) -> Callable[[Callable], Callable]:
    """Registers a case for one server alone."""

    def register(run: Callable) -> Callable:
        CASES.append(Case(run.__name__.replace("_", "-"), run, server))
        return run

    return register


@dataclass
class Peers:
    """One case under way."""

    client: Client
    address: str
    program: Path
    """The built example `sink_worker`."""
    name: str
    logs: Path
    processes: list["Process"] = field(default_factory=list)

    @property
    def runtime(self) -> str:
        """Half of the cases run on each."""
        return ("tokio", "smol")[[one.name for one in CASES].index(self.name) % 2]

    @contextlib.asynccontextmanager
    async def ours(self, *options: str, queue: str = "") -> AsyncIterator["Process"]:
        """Runs a worker of ours, which must end in good order, unless it was killed."""
        arguments = [self.program, "--runtime", self.runtime, "--sticky-timeout", str(STICKY), "--grace", "1", *options]
        async with self.process("ours", arguments, queue) as process:
            yield process

    @contextlib.asynccontextmanager
    async def official(self, queue: str = "") -> AsyncIterator["Process"]:
        """Runs an official worker of the same programs in a process of its own."""
        async with self.process("official", [sys.executable, HERE / "official_worker.py"], queue) as process:
            yield process

    @contextlib.asynccontextmanager
    async def process(self, kind: str, arguments: list, queue: str) -> AsyncIterator["Process"]:
        command = [*arguments, "--address", self.address, "--task-queue", queue or self.name]
        process = Process(f"{kind}-{len(self.processes)}@{self.name}", kind)
        self.processes.append(process)
        with (self.logs / f"{process.identity}.log").open("w") as log:
            await process.start([str(word) for word in [*command, "--identity", process.identity]], log)
            try:
                yield process
            except BaseException:
                await process.kill()
                raise
            await process.stop()

    @contextlib.asynccontextmanager
    async def official_parts(self, *parts: Any, queue: str, **options: Any) -> AsyncIterator[Worker]:
        """Runs an official worker of workflows, activities and Nexus handlers in this process."""
        worker = Worker(
            self.client,
            task_queue=queue,
            workflows=[part for part in parts if isinstance(part, type)],
            activities=[part for part in parts if hasattr(part, "__temporal_activity_definition")],
            nexus_service_handlers=[part for part in parts if hasattr(type(part), "__nexus_service_definition__")],
            workflow_runner=UnsandboxedWorkflowRunner(),
            max_heartbeat_throttle_interval=timedelta(milliseconds=50),
            default_heartbeat_throttle_interval=timedelta(milliseconds=50),
            **options,
        )
        async with worker:
            yield worker

    async def start(self, *actions: dict, **options: Any) -> WorkflowHandle:
        """Starts a program of these actions."""
        return await self.begin({"actions": actions}, **options)

    async def begin(self, program: dict, id: str = "", queue: str = "", **options: Any) -> WorkflowHandle:
        """Starts a whole program."""
        workflow_id = f"{self.name}/{id}" if id else self.name
        queue = queue or self.name
        return await self.client.start_workflow(sink.TYPE, program, id=workflow_id, task_queue=queue, **options)

    async def result(self, *actions: dict, **options: Any) -> Any:
        """Starts a program of these actions, and waits for its result."""
        return await (await self.start(*actions, **options)).result()

    async def events(self, handle: WorkflowHandle, kind: str) -> list[Any]:
        """The attributes of a run's events of a type."""
        wanted = EventType.Value(f"EVENT_TYPE_{kind}")
        history = await handle.fetch_history()
        return [getattr(e, e.WhichOneof("attributes")) for e in history.events if e.event_type == wanted]

    async def until(self, what: Callable[[], Awaitable[Any]]) -> Any:
        """Asks again until the answer is one."""
        while not (answer := await what()):
            await asyncio.sleep(0.05)
        return answer


@dataclass
class Process:
    """A worker in a process of its own, which says in lines of JSON what it does."""

    identity: str
    kind: str
    pollers: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    """The states that each has been in."""
    report: dict[str, int] | None = None
    _ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self, command: list[str], log: Any) -> None:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=log)
        self._reader = asyncio.create_task(self._read())
        ended = asyncio.create_task(self._process.wait())
        await asyncio.wait([asyncio.create_task(self._ready.wait()), ended], return_when=asyncio.FIRST_COMPLETED)
        assert self._ready.is_set(), f"{self.identity} does not start, see {log.name}"
        ended.cancel()

    async def _read(self) -> None:
        async for line in self._process.stdout:
            if not line.startswith(b"{"):
                continue  # the official core writes its warnings here
            said = json.loads(line)
            if "poller" in said:
                self.pollers.setdefault((said["poller"], said["index"]), []).append(said["state"])
            if "ready" in said:
                self._ready.set()
            self.report = said.get("ended", self.report)

    async def kill(self) -> None:
        """Ends it so that it can tell nobody."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        await self._reader

    async def stop(self) -> None:
        """Has it shut down, unless it is gone."""
        if self._process.returncode is not None:
            return
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), AN_END)
        finally:
            await self.kill()
        assert self._process.returncode == 0, f"{self.identity} ended with {self._process.returncode}"
        if self.kind == "ours":
            assert self.report and self.report["faults"] == 0, f"{self.identity} ended with {self.report}"
