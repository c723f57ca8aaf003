"""What only a server newer than the CLI's knows: pause, skipped time, event groups, upgrades by continue-as-new."""

from google.protobuf.field_mask_pb2 import FieldMask
from temporalio import workflow
from temporalio.api.common.v1 import TimeSkippingConfig, WorkflowExecution, WorkflowType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflow.v1 import WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import (
    PauseWorkflowExecutionRequest,
    StartWorkflowExecutionRequest,
    UnpauseWorkflowExecutionRequest,
    UpdateWorkflowExecutionOptionsRequest,
)
from temporalio.common import VersioningBehavior
from temporalio.workflow import ContinueAsNewVersioningBehavior

from deeds import Held, echo
from nexus_operations import desk, endpoint, outcome
from recorder import IDENTITY, LIMIT, Recording, scenario, seconds
from versioning import deployed, make_current


@workflow.defn
class Listen:
    """An activity, a timer, and two words."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self) -> str:
        first = await workflow.execute_activity(echo, "first", **LIMIT)
        await workflow.sleep(0.3)
        await workflow.wait_condition(lambda: len(self.words) == 2)
        return await workflow.execute_activity(echo, " ".join([first, *self.words]), **LIMIT)

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)


async def pause(r: Recording, number: int) -> None:
    await r.client.workflow_service.pause_workflow_execution(
        PauseWorkflowExecutionRequest(
            namespace=r.client.namespace,
            workflow_id=r.id,
            identity=IDENTITY,
            reason="recorded",
            request_id=f"pause-{number}",
        )
    )


async def unpause(r: Recording, number: int) -> None:
    await r.client.workflow_service.unpause_workflow_execution(
        UnpauseWorkflowExecutionRequest(
            namespace=r.client.namespace,
            workflow_id=r.id,
            identity=IDENTITY,
            reason="recorded",
            request_id=f"unpause-{number}",
        )
    )


@scenario(server="newer")
async def paused_and_unpaused(r: Recording) -> None:
    """Paused twice; a timer fires and signals come meanwhile."""
    async with r.worker(Listen, echo):
        handle = await r.start(Listen.run)
        await r.until(handle, "TIMER_STARTED")
        await pause(r, 1)
        await r.until(handle, "TIMER_FIRED")
        await handle.signal(Listen.say, "one")
        await unpause(r, 1)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 3)
        await pause(r, 2)
        await handle.signal(Listen.say, "two")
        await unpause(r, 2)
        await r.end_of(handle)


@workflow.defn
class HoldAndListen:
    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        await workflow.execute_local_activity_method(Held.hold_silently, **LIMIT)
        await workflow.wait_condition(lambda: bool(self.words))
        return self.words

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)


@scenario(server="newer")
async def paused_in_task(r: Recording) -> None:
    """Paused while a workflow task runs."""
    held = Held()
    async with r.worker(HoldAndListen, held.hold_silently):
        handle = await r.start(HoldAndListen.run)
        await held.started.wait()
        await pause(r, 1)
        held.released.set()
        await handle.signal("say", "word")
        await unpause(r, 1)
        await r.end_of(handle)


@scenario(server="newer")
async def paused(r: Recording) -> None:
    """Paused, and still so when its history is taken."""
    async with r.worker(Listen, echo):
        handle = await r.start(Listen.run)
        await r.until(handle, "TIMER_STARTED")
        await pause(r, 1)
        await r.until(handle, "TIMER_FIRED")


@workflow.defn
class SleepLong:
    @workflow.run
    async def run(self) -> str:
        first = workflow.now()
        await workflow.sleep(3600)
        await workflow.execute_activity(echo, "an hour later", **LIMIT)
        await workflow.sleep(86400)
        return str(workflow.now() - first)


@scenario(server="newer")
async def time_skipped(r: Recording) -> None:
    """Two long timers fire at once, because the server skips time for this run."""
    async with r.worker(SleepLong, echo):
        await r.client.workflow_service.start_workflow_execution(
            StartWorkflowExecutionRequest(
                namespace=r.client.namespace,
                workflow_id=r.id,
                workflow_type=WorkflowType(name="SleepLong"),
                task_queue=TaskQueue(name=r.id),
                identity=IDENTITY,
                request_id="start",
                time_skipping_config=TimeSkippingConfig(enabled=True),
            )
        )
        handle = r.client.get_workflow_handle(r.id)
        r.keep(handle, run_id=(await handle.describe()).run_id)
        await r.end_of(handle)


@scenario(server="newer")
async def time_skipping_switched_on(r: Recording) -> None:
    """Skipping of time is switched on while the run waits for a long timer: options updated."""
    async with r.worker(SleepLong, echo):
        handle = await r.start(SleepLong.run)
        await r.until(handle, "TIMER_STARTED")
        await r.client.workflow_service.update_workflow_execution_options(
            UpdateWorkflowExecutionOptionsRequest(
                namespace=r.client.namespace,
                workflow_execution=WorkflowExecution(workflow_id=r.id),
                workflow_execution_options=WorkflowExecutionOptions(
                    time_skipping_config=TimeSkippingConfig(enabled=True)
                ),
                update_mask=FieldMask(paths=["time_skipping_config"]),
                identity=IDENTITY,
            )
        )
        await r.end_of(handle)


@workflow.defn
class Grouped:
    """Commands in two event groups."""

    @workflow.run
    async def run(self) -> str:
        outer, inner = workflow.create_event_group("outer", label="Outer"), workflow.create_event_group("inner")
        with outer.scope():
            await workflow.sleep(0.01)
            said = await workflow.execute_activity(echo, "x", event_groups=[inner], **LIMIT)
        return await workflow.execute_local_activity(echo, said, event_groups=[outer], **LIMIT)


@scenario(server="newer")
async def event_groups(r: Recording) -> None:
    """A timer, an activity and a local activity that belong to event groups."""
    async with r.worker(Grouped, echo):
        await r.finish(Grouped.run)


@workflow.defn(versioning_behavior=VersioningBehavior.PINNED)
class UpgradeByContinuing:
    """Pinned, but continues as new on the version that has become current."""

    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self, rounds: int) -> str:
        if not rounds:
            return workflow.info().get_current_build_id()
        await workflow.wait_condition(lambda: self.told)
        changed = workflow.info().is_target_worker_deployment_version_changed()
        await workflow.execute_local_activity(echo, f"changed: {changed}", **LIMIT)
        behavior = ContinueAsNewVersioningBehavior.AUTO_UPGRADE
        workflow.continue_as_new(rounds - 1, initial_versioning_behavior=behavior)

    @workflow.signal
    def go_on(self) -> None:
        self.told = True


@scenario(server="newer")
async def upgraded_by_continue_as_new(r: Recording) -> None:
    """A pinned run learns that another version is current, and continues as new on it."""
    async with r.worker(UpgradeByContinuing, echo, deployment_config=deployed(r, "1.0")):
        await make_current(r, "1.0")
        handle = await r.start(UpgradeByContinuing.run, 1)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        async with r.worker(UpgradeByContinuing, echo, deployment_config=deployed(r, "2.0")):
            await make_current(r, "2.0")
            await handle.signal("go_on")
            await r.end_of(handle)
            r.keep(handle, "second_run", (await r.client.get_workflow_handle(r.id).describe()).run_id)


@workflow.defn
class TimedCaller:
    @workflow.run
    async def run(self, operation: str) -> str:
        limits = {"schedule_to_start_timeout": seconds(2), "start_to_close_timeout": seconds(1)}
        return await outcome(desk().execute_operation(operation, "x", **limits))


@scenario(server="newer")
async def nexus_schedule_to_start_timed_out(r: Recording) -> None:
    """No handler takes a Nexus operation in the time it may wait for one: a timeout type of its own."""
    await endpoint(r)
    async with r.worker(TimedCaller):
        await r.finish(TimedCaller.run, "echo")
