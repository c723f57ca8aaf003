"""What every scenario uses: quick workers, workflow runs, and the list of histories to keep.

It knows nothing of single features, and nothing of files: `record.py` writes what `Recording.kept` lists.
"""

import asyncio
import contextlib
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    PollWorkflowTaskQueueRequest,
    ResetWorkflowExecutionRequest,
)
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

IDENTITY = "dacapo-recorder"
NOBODY = "nobody-polls-here"
HERE = Path(__file__).parent


@dataclass
class Scenario:
    """A function that leaves workflow runs behind, and the history file named after it."""

    feature: str
    name: str
    shows: str
    run: Callable[["Recording"], Awaitable[None]]
    server: str
    sdk: str


SCENARIOS: list[Scenario] = []


def scenario(*, server: str = "cli") -> Callable[[Callable], Callable]:
    """Registers a scenario under its own name; its docstring says what the history shows."""

    def register(run: Callable) -> Callable:
        add_scenario(run, run.__name__, " ".join((run.__doc__ or "").split()), server)
        return run

    return register


def add_scenario(run: Callable, name: str, shows: str, server: str = "cli", sdk: str = "") -> None:
    """Registers a scenario; `sdk` is the version that worker processes use, empty for the current one."""
    assert shows, f"{name} does not say what it shows"
    SCENARIOS.append(Scenario(run.__module__, name, shows, run, server, sdk))


@dataclass
class Kept:
    """One history to download."""

    file: str
    shows: str
    workflow_id: str
    run_id: str | None


@dataclass
class Recording:
    """One scenario under way: its task queue, workers, and the runs it keeps.

    `workflows` has, by workflow type, the class that ran last and so replays what is kept.
    """

    client: Client
    address: str
    scenario: Scenario
    pythons: dict[str, str]
    kept: list[Kept] = field(default_factory=list)
    workflows: dict[str, type] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Task queue, and id of the first workflow."""
        return f"{self.scenario.feature}-{self.scenario.name}".replace("_", "-")

    @contextlib.asynccontextmanager
    async def worker(self, *parts: Any, **options: Any) -> AsyncIterator[Worker]:
        """Runs a worker with these workflow classes, activities and Nexus handlers."""
        workflows, activities, services = sort_parts(parts)
        self.workflows |= by_type(workflows)
        settings: dict[str, Any] = {
            "task_queue": self.id,
            "workflows": workflows,
            "activities": activities,
            "nexus_service_handlers": services,
            "workflow_runner": UnsandboxedWorkflowRunner(),
            "sticky_queue_schedule_to_start_timeout": seconds(1),
            "max_heartbeat_throttle_interval": timedelta(milliseconds=50),
            "default_heartbeat_throttle_interval": timedelta(milliseconds=50),
        }
        if "deployment_config" not in options:
            settings["build_id"] = "recorder"
        async with Worker(self.client, **settings | options) as worker:
            yield worker

    @contextlib.asynccontextmanager
    async def worker_process(self, *parts: Any, **options: Any) -> AsyncIterator[asyncio.subprocess.Process]:
        """Runs a worker in a process of its own, by the SDK the scenario asks for, and kills it at the end."""
        self.workflows |= by_type(sort_parts(parts)[0])
        names = [f"{part.__module__}:{part.__name__}" for part in parts]
        arguments = [self.address, options.get("task_queue", self.id), *names]
        program = self.pythons[self.scenario.sdk]
        process = await asyncio.create_subprocess_exec(
            program, str(HERE / "worker.py"), *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        assert process.stdout and process.stderr
        if await process.stdout.readline() != b"ready\n":
            raise RuntimeError((await process.stderr.read()).decode())
        drain = asyncio.create_task(process.stderr.read())
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            await drain

    async def start(self, run: Any, *args: Any, keep: bool = True, **options: Any) -> WorkflowHandle:
        """Starts a workflow; unless told otherwise its history is one to keep."""
        options = {"id": self.id, "task_queue": self.id} | options
        handle = await self.client.start_workflow(run, args=list(args), **options)
        if keep:
            self.keep(handle)
        return handle

    async def finish(self, run: Any, *args: Any, **options: Any) -> Any:
        """Starts a workflow and waits for how it ends."""
        return await self.end_of(await self.start(run, *args, **options))

    async def end_of(self, handle: WorkflowHandle) -> Any:
        """Waits until a workflow closes and returns its result, or the failure as a value."""
        try:
            return await handle.result()
        except WorkflowFailureError as failure:
            return failure

    def keep(self, handle: WorkflowHandle, part: str = "", run_id: str | None = None, shows: str = "") -> None:
        """Lists one more run's history, as `<scenario>_<part>.json`."""
        run_id = run_id or handle.run_id or handle.first_execution_run_id or handle.result_run_id
        folder = self.scenario.feature.replace("_", "-")
        file = f"{folder}/{self.scenario.name}{'_' if part else ''}{part}.json"
        self.kept.append(Kept(file, shows or self.scenario.shows, handle.id, run_id))

    async def until(self, handle: WorkflowHandle, event: str, count: int = 1) -> Any:
        """Waits until the run has `count` events of a type, and returns the last of them."""
        wanted = EventType.Value(f"EVENT_TYPE_{event}")
        while True:  # the history of a paused run ends at once, although we wait for more of it
            seen = 0
            async for one in handle.fetch_history_events(wait_new_event=True):
                seen += one.event_type == wanted
                if seen == count:
                    return one
            await asyncio.sleep(0.02)

    async def lose_workflow_task(self, queue: str | None = None) -> None:
        """Polls for a workflow task as a worker does, and never answers it."""
        await self.client.workflow_service.poll_workflow_task_queue(
            PollWorkflowTaskQueueRequest(
                namespace=self.client.namespace, task_queue=TaskQueue(name=queue or self.id), identity=IDENTITY
            ),
            timeout=timedelta(seconds=30),
        )

    async def reset(self, handle: WorkflowHandle, event_id: int, keep: bool = True, **options: Any) -> WorkflowHandle:
        """Resets a run to before a workflow task's end; the new run's history is one to keep."""
        answer = await self.client.workflow_service.reset_workflow_execution(
            ResetWorkflowExecutionRequest(
                namespace=self.client.namespace,
                workflow_execution=WorkflowExecution(workflow_id=handle.id, run_id=handle.result_run_id or ""),
                reason="recorded",
                workflow_task_finish_event_id=event_id,
                request_id=f"reset-{event_id}",
                identity=IDENTITY,
                **options,
            )
        )
        reset = self.client.get_workflow_handle(handle.id, run_id=answer.run_id)
        if keep:
            self.keep(reset, run_id=answer.run_id)
        return reset


def sort_parts(parts: tuple[Any, ...]) -> tuple[list[type], list[Callable], list[Any]]:
    """Tells workflow classes, activities and Nexus handlers apart."""
    workflows = [part for part in parts if inspect.isclass(part)]
    activities = [part for part in parts if hasattr(part, "__temporal_activity_definition")]
    services = [part for part in parts if part not in workflows and part not in activities]
    return workflows, activities, services


def by_type(workflows: list[type]) -> dict[str, type]:
    """Workflow classes under the workflow type each of them implements."""
    return {getattr(one, "__temporal_workflow_definition").name or "": one for one in workflows}


def seconds(count: float) -> timedelta:
    """A length in seconds."""
    return timedelta(seconds=count)


# Never reached: a stopped worker still waits for it, and the official core panics when it then comes.
LIMIT = {"start_to_close_timeout": seconds(600)}
