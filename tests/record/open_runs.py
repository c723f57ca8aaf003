"""Runs that are still open when their history is taken."""

import asyncio

from temporalio import workflow
from temporalio.client import WorkflowUpdateStage

from deeds import echo
from recorder import LIMIT, NOBODY, Recording, scenario


@workflow.defn
class Waiting:
    @workflow.run
    async def run(self) -> str:
        first = await workflow.execute_activity(echo, "first", **LIMIT)
        await asyncio.gather(
            workflow.sleep(3600),
            workflow.execute_activity(echo, "x", task_queue=NOBODY, **LIMIT),
            workflow.execute_child_workflow("Nothing", id=f"{workflow.info().workflow_id}-child", task_queue=NOBODY),
            workflow.wait_condition(lambda: False),
        )
        return first

    @workflow.signal
    def note(self) -> None:
        pass

    @workflow.update
    async def never(self) -> None:
        await workflow.wait_condition(lambda: False)


@scenario()
async def everything_pending(r: Recording) -> None:
    """A timer, an activity, a child and an update are pending; ends with a workflow task's completion."""
    async with r.worker(Waiting, echo):
        handle = await r.start(Waiting.run)
        await r.until(handle, "CHILD_WORKFLOW_EXECUTION_STARTED")
        await handle.start_update(Waiting.never, wait_for_stage=WorkflowUpdateStage.ACCEPTED, id="one")


@scenario()
async def task_scheduled(r: Recording) -> None:
    """Ends with a signal and a scheduled workflow task that no worker takes."""
    async with r.worker(Waiting, echo):
        handle = await r.start(Waiting.run)
        await r.until(handle, "CHILD_WORKFLOW_EXECUTION_STARTED")
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 3)
    await handle.signal(Waiting.note)


@scenario()
async def task_started(r: Recording) -> None:
    """Ends with a workflow task that a worker has taken and not answered."""
    async with r.worker(Waiting, echo):
        handle = await r.start(Waiting.run)
        await r.until(handle, "CHILD_WORKFLOW_EXECUTION_STARTED")
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 3)
    await handle.signal(Waiting.note)
    await r.lose_workflow_task()


@workflow.defn
class OneTimer:
    @workflow.run
    async def run(self) -> None:
        await workflow.sleep(3600)


@scenario()
async def timer_pending(r: Recording) -> None:
    """Ends with a timer that has not fired."""
    async with r.worker(OneTimer):
        handle = await r.start(OneTimer.run)
        await r.until(handle, "TIMER_STARTED")
