"""How workflows end: completed, failed, canceled, timed out, terminated, retried, and by cron."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.workflow import ActivityCancellationType

from deeds import Held, echo, refuse
from recorder import LIMIT, Recording, scenario, seconds


@workflow.defn
class Return:
    @workflow.run
    async def run(self, value: str | None) -> str | None:
        return value


@scenario()
async def completed(r: Recording) -> None:
    """The smallest history: a workflow that returns its argument."""
    async with r.worker(Return):
        await r.finish(Return.run, "x")


@workflow.defn
class Fail:
    @workflow.run
    async def run(self) -> None:
        try:
            await workflow.execute_activity(refuse, "no", **LIMIT)
        except Exception as cause:
            category = ApplicationErrorCategory.BENIGN
            raise ApplicationError("failed", {"detail": 1}, type="Failed", category=category) from cause


@scenario()
async def failed(r: Recording) -> None:
    """A workflow fails with details, a category and a chain of causes."""
    async with r.worker(Fail, refuse):
        await r.finish(Fail.run)


@workflow.defn
class Wait:
    @workflow.run
    async def run(self, ignore: bool) -> str:
        try:
            await workflow.wait_condition(lambda: False)
        except asyncio.CancelledError:
            if not ignore:
                raise
        return workflow.cancellation_reason() or "completed all the same"


@scenario()
async def canceled(r: Recording) -> None:
    """A client cancels the workflow."""
    async with r.worker(Wait):
        handle = await r.start(Wait.run, False)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.cancel(reason="recorded")
        await r.end_of(handle)


@scenario()
async def cancel_ignored(r: Recording) -> None:
    """The workflow completes although it was canceled."""
    async with r.worker(Wait):
        handle = await r.start(Wait.run, True)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.cancel()
        await r.end_of(handle)


@workflow.defn
class CleanUp:
    """Cancels what it waits for, and then runs one more activity before it ends as canceled."""

    @workflow.run
    async def run(self) -> None:
        wait = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED
        options = LIMIT | {"heartbeat_timeout": seconds(5), "cancellation_type": wait}
        try:
            held = workflow.execute_activity_method(Held.hold, **options)
            await asyncio.gather(held, workflow.sleep(3600), return_exceptions=True)
        finally:
            await workflow.execute_activity(echo, "cleaned", **LIMIT)


@scenario()
async def canceled_with_cleanup(r: Recording) -> None:
    """A cancellation reaches an activity and a timer; a clean-up activity runs before the end."""
    held = Held()
    async with r.worker(CleanUp, held.hold, echo):
        handle = await r.start(CleanUp.run)
        await held.started.wait()
        await handle.cancel()
        await r.end_of(handle)


@scenario()
async def run_timed_out(r: Recording) -> None:
    """The run's timeout is over while the workflow waits."""
    async with r.worker(Wait):
        await r.finish(Wait.run, False, run_timeout=seconds(1))


@scenario()
async def terminated(r: Recording) -> None:
    """A client terminates the workflow."""
    async with r.worker(Wait):
        handle = await r.start(Wait.run, False)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.terminate("a detail", reason="recorded")


@scenario()
async def terminated_in_task(r: Recording) -> None:
    """Terminated while a workflow task is running."""
    async with r.worker(Wait):
        handle = await r.start(Wait.run, False)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
    await handle.signal("unknown")
    await r.lose_workflow_task()
    await handle.terminate(reason="recorded")


@workflow.defn
class FailFirst:
    @workflow.run
    async def run(self) -> str:
        if workflow.info().attempt < 3:
            raise ApplicationError(f"attempt {workflow.info().attempt}")
        return "third time lucky"


@scenario()
async def retried(r: Recording) -> None:
    """Two runs fail and are retried by the workflow's policy; the third completes."""
    async with r.worker(FailFirst):
        policy = RetryPolicy(initial_interval=timedelta(milliseconds=50), maximum_attempts=5)
        handle = await r.start(FailFirst.run, retry_policy=policy)
        await r.end_of(handle)
        r.keep(handle, "third_run", (await r.client.get_workflow_handle(r.id).describe()).run_id)


@workflow.defn
class EverySecond:
    @workflow.run
    async def run(self) -> str:
        last = workflow.get_last_completion_result(str) or ""
        if workflow.get_last_failure():
            return "after failure"
        if last == "xx":
            raise ApplicationError("third run fails", non_retryable=True)
        return last + "x"


@scenario()
async def cron(r: Recording) -> None:
    """Runs of a cron workflow: the second has the first one's result; the third fails; the fourth has the failure."""
    async with r.worker(EverySecond):
        handle = await r.start(EverySecond.run, cron_schedule="@every 1s", keep=False)
        run_id = handle.first_execution_run_id
        for part in ("second_run", "third_run", "fourth_run"):
            run_id = await next_run(r, run_id)
            r.keep(handle, part, run_id)
        await next_run(r, run_id)
        await r.client.get_workflow_handle(r.id).terminate()


async def next_run(r: Recording, run_id: str | None) -> str:
    """Waits until a run has closed, and returns the run that follows it."""
    run = r.client.get_workflow_handle(r.id, run_id=run_id)
    last = [event async for event in run.fetch_history_events(wait_new_event=True)][-1]
    completed = last.workflow_execution_completed_event_attributes.new_execution_run_id
    return completed or last.workflow_execution_failed_event_attributes.new_execution_run_id


@workflow.defn
class LeaveAll:
    """Completes while an activity, a timer and a child are open."""

    @workflow.run
    async def run(self) -> str:
        workflow.start_activity_method(Held.hold_silently, **LIMIT)
        timer = asyncio.create_task(asyncio.sleep(3600))
        await workflow.sleep(0.02)
        assert not timer.done()
        return "left"


@scenario()
async def completed_with_pending(r: Recording) -> None:
    """Completes while an activity and a timer are pending."""
    held = Held()
    async with r.worker(LeaveAll, held.hold_silently):
        await r.finish(LeaveAll.run)
        held.released.set()


@workflow.defn
class CommandsAndEnd:
    """Starts things in the very task in which it ends, before and after it returns."""

    @workflow.run
    async def run(self) -> str:
        asyncio.create_task(self.late())
        workflow.start_activity(echo, "never waited for", **LIMIT)
        return "ended"

    async def late(self) -> None:
        await workflow.execute_activity(echo, "late", **LIMIT)


@scenario()
async def commands_in_closing_task(r: Recording) -> None:
    """Commands issued together with the end, some after it: they come before it in history."""
    async with r.worker(CommandsAndEnd, echo):
        await r.finish(CommandsAndEnd.run)
