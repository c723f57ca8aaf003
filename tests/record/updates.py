"""Updates: accepted, rejected and completed at different times, with starts, local activities and signals."""

import asyncio
import contextlib
from datetime import timedelta

from temporalio import workflow
from temporalio.client import WithStartWorkflowOperation, WorkflowUpdateFailedError, WorkflowUpdateStage
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError

from deeds import Held, echo
from recorder import LIMIT, Recording, scenario, seconds


@workflow.defn
class Account:
    """Has one update of each kind, and ends by a signal or by its own update."""

    def __init__(self) -> None:
        self.sum = 0
        self.closed = False

    @workflow.run
    async def run(self) -> int:
        await workflow.wait_condition(lambda: self.closed)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.sum

    @workflow.signal
    def close(self) -> None:
        self.closed = True

    @workflow.update
    def add(self, amount: int) -> int:
        self.sum += amount
        return self.sum

    @add.validator
    def check(self, amount: int) -> None:
        if amount < 0:
            raise ApplicationError("negative", type="Negative")

    @workflow.update
    async def add_by_activity(self, amount: int) -> int:
        self.sum += int(await workflow.execute_activity(echo, str(amount), **LIMIT))
        return self.sum

    @workflow.update
    async def add_by_local_activity(self, amount: int) -> int:
        self.sum += int(await workflow.execute_local_activity(echo, str(amount), **LIMIT))
        return self.sum

    @workflow.update
    async def add_slowly(self, amount: int) -> int:
        await workflow.sleep(0.05)
        self.sum += amount
        await workflow.sleep(0.05)
        return self.sum

    @workflow.update
    def fail(self) -> None:
        raise ApplicationError("accepted, then failed", type="Failed")

    @workflow.update
    def add_and_close(self, amount: int) -> int:
        self.closed = True
        return self.add(amount)


async def account(r: Recording, **options):
    """Starts the workflow and waits until its first workflow task is over."""
    handle = await r.start(Account.run, **options)
    await r.until(handle, "WORKFLOW_TASK_COMPLETED")
    return handle


async def close(r: Recording, handle) -> None:
    await handle.signal(Account.close)
    await r.end_of(handle)


async def rejected_or_failed(update) -> None:
    with contextlib.suppress(WorkflowUpdateFailedError):
        await update


@scenario()
async def completed_at_once(r: Recording) -> None:
    """Two updates, each accepted and completed in one workflow task."""
    async with r.worker(Account):
        handle = await account(r)
        await handle.execute_update(Account.add, 1, id="one")
        await handle.execute_update(Account.add, 2, id="two")
        await close(r, handle)


@scenario()
async def completed_after_activity(r: Recording) -> None:
    """Accepted first, completed when its activity is done."""
    async with r.worker(Account, echo):
        handle = await account(r)
        await handle.execute_update(Account.add_by_activity, 1, id="one")
        await close(r, handle)


@scenario()
async def completed_after_local_activity(r: Recording) -> None:
    """Accepted and completed in one workflow task, with the marker of a local activity between."""
    async with r.worker(Account, echo):
        handle = await account(r)
        await handle.execute_update(Account.add_by_local_activity, 1, id="one")
        await close(r, handle)


@scenario()
async def completed_after_timers(r: Recording) -> None:
    """Two updates overlap, each with two timers."""
    async with r.worker(Account):
        handle = await account(r)
        updates = [handle.execute_update(Account.add_slowly, i, id=f"update-{i}") for i in range(2)]
        await asyncio.gather(*updates)
        await close(r, handle)


@scenario()
async def rejected(r: Recording) -> None:
    """The validator rejects an update: its speculative workflow task leaves no event."""
    async with r.worker(Account):
        handle = await account(r)
        await rejected_or_failed(handle.execute_update(Account.add, -1, id="bad"))
        await close(r, handle)


@scenario()
async def rejected_among_others(r: Recording) -> None:
    """Rejected updates before, between and after accepted ones; workflow tasks and event ids are taken back."""
    async with r.worker(Account, echo):
        handle = await account(r)
        for i, amount in enumerate((-1, 1, -2, -3, 2, -4)):
            await rejected_or_failed(handle.execute_update(Account.add, amount, id=f"update-{i}"))
        await handle.execute_update(Account.add_by_activity, 3, id="last")
        await rejected_or_failed(handle.execute_update(Account.add, -5, id="too-late"))
        await close(r, handle)


@scenario()
async def failed(r: Recording) -> None:
    """An update is accepted and then fails: its completed event has a failure."""
    async with r.worker(Account):
        handle = await account(r)
        await rejected_or_failed(handle.execute_update(Account.fail, id="one"))
        await close(r, handle)


@scenario()
async def several_in_one_task(r: Recording) -> None:
    """Five updates wait while no worker is there, one of them to be rejected; a signal waits too."""
    async with r.worker(Account):
        handle = await account(r, task_timeout=seconds(1))
    amounts = (1, 2, -1, 3, 4)
    tasks = [
        asyncio.create_task(rejected_or_failed(handle.execute_update(Account.add, amount, id=f"update-{i}")))
        for i, amount in enumerate(amounts)
    ]
    await asyncio.sleep(0.3)
    await handle.signal(Account.close)
    async with r.worker(Account):
        await asyncio.gather(*tasks)
        await r.end_of(handle)


@scenario()
async def before_first_task(r: Recording) -> None:
    """Two updates wait for the workflow's first task, one is completed there and one after an activity."""
    handle = await r.start(Account.run)
    tasks = [
        asyncio.create_task(handle.execute_update(Account.add, 1, id="one")),
        asyncio.create_task(handle.execute_update(Account.add_by_activity, 2, id="two")),
    ]
    await asyncio.sleep(0.3)
    async with r.worker(Account, echo):
        await asyncio.gather(*tasks)
        await close(r, handle)


@scenario()
async def with_start(r: Recording) -> None:
    """Workflow and update come in one request; a second such request meets the running workflow."""
    async with r.worker(Account):
        for i in range(2):
            start = WithStartWorkflowOperation(
                Account.run,
                id=r.id,
                task_queue=r.id,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            )
            await r.client.execute_update_with_start_workflow(
                Account.add, i, start_workflow_operation=start, id=f"update-{i}"
            )
        handle = await start.workflow_handle()
        r.keep(handle)
        await close(r, handle)


@scenario()
async def closes_workflow(r: Recording) -> None:
    """The workflow completes in the workflow task that completes the update."""
    async with r.worker(Account):
        handle = await account(r)
        await handle.execute_update(Account.add_and_close, 1, id="one")
        await r.end_of(handle)


@workflow.defn
class LeaveUpdate:
    """Ends while an update is still running."""

    def __init__(self) -> None:
        self.closed = False

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: self.closed)
        return "closed"

    @workflow.signal
    def close(self) -> None:
        self.closed = True

    @workflow.update(unfinished_policy=workflow.HandlerUnfinishedPolicy.ABANDON)
    async def never(self) -> None:
        await workflow.wait_condition(lambda: False)


@scenario()
async def unfinished_at_close(r: Recording) -> None:
    """The workflow completes while an accepted update is still running."""
    async with r.worker(LeaveUpdate):
        handle = await r.start(LeaveUpdate.run)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.start_update(LeaveUpdate.never, wait_for_stage=WorkflowUpdateStage.ACCEPTED, id="one")
        await handle.signal(LeaveUpdate.close)
        await r.end_of(handle)


@workflow.defn
class Busy:
    """Runs local activities while updates come in."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        await workflow.execute_local_activity_method(Held.hold_silently, **LIMIT)
        await workflow.wait_condition(lambda: len(self.notes) == 2)
        return self.notes

    @workflow.update
    async def note(self, word: str) -> str:
        self.notes.append(await workflow.execute_local_activity(echo, word, **LIMIT))
        return word


@scenario()
async def during_local_activity(r: Recording) -> None:
    """Updates come while a local activity outlasts workflow tasks."""
    held = Held()
    async with r.worker(Busy, held.hold_silently, echo):
        handle = await r.start(Busy.run, task_timeout=seconds(1))
        await held.started.wait()
        first = asyncio.create_task(handle.execute_update(Busy.note, "one", id="one"))
        await r.until(handle, "WORKFLOW_EXECUTION_UPDATE_COMPLETED")
        await first
        held.released.set()
        await handle.execute_update(Busy.note, "two", id="two")
        await r.end_of(handle)


@workflow.defn
class UpdateLoop:
    """Handles updates between its own timers."""

    def __init__(self) -> None:
        self.seen = 0

    @workflow.run
    async def run(self) -> int:
        while self.seen < 4:
            with contextlib.suppress(asyncio.TimeoutError):
                await workflow.wait_condition(lambda: self.seen >= 4, timeout=timedelta(milliseconds=100))
        return self.seen

    @workflow.update
    def see(self) -> int:
        self.seen += 1
        return self.seen


@scenario()
async def among_timers(r: Recording) -> None:
    """Updates meet a workflow that starts and ends timers all the time."""
    async with r.worker(UpdateLoop):
        handle = await r.start(UpdateLoop.run)
        for i in range(4):
            await handle.execute_update(UpdateLoop.see, id=f"update-{i}")
            await asyncio.sleep(0.07)
        await r.end_of(handle)
