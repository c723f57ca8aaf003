"""Workflows as people write them, and one that uses nearly every command: features together, over several workers."""

import asyncio
import contextlib
from datetime import timedelta

from temporalio import workflow
from temporalio.client import WorkflowUpdateFailedError
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ActivityError, ApplicationError, FailureError

from deeds import echo, nothing, pause, refuse, succeed_at
from recorder import LIMIT, Recording, scenario, seconds

INT = SearchAttributeKey.for_int("RecInt")
STAGE = SearchAttributeKey.for_keyword("RecKeyword")
QUICKLY = RetryPolicy(initial_interval=timedelta(milliseconds=20), backoff_coefficient=1.0)


@workflow.defn
class Saga:
    """Books three things; when the third is refused, undoes the others backwards and fails."""

    @workflow.run
    async def run(self) -> None:
        undo: list[str] = []
        try:
            for thing in ("car", "hotel"):
                await workflow.execute_activity(echo, f"book {thing}", **LIMIT)
                undo.append(f"undo {thing}")
            await workflow.execute_activity(refuse, "no flight", **LIMIT)
        except ActivityError as error:
            for step in reversed(undo):
                await workflow.execute_activity(echo, step, **LIMIT)
            raise ApplicationError("trip undone", type="Undone") from error


@scenario()
async def saga(r: Recording) -> None:
    """A saga that compensates two activities after the third has failed."""
    async with r.worker(Saga, echo, refuse):
        await r.finish(Saga.run)


@workflow.defn
class Approval:
    """Reminds until somebody approves, by update, or gives up."""

    def __init__(self) -> None:
        self.approved_by = ""
        self.reminders = 0

    @workflow.run
    async def run(self, patience: int) -> str:
        workflow.upsert_search_attributes([STAGE.value_set("waiting")])
        while not self.approved_by and self.reminders < patience:
            try:
                await workflow.wait_condition(lambda: bool(self.approved_by), timeout=0.1)
            except asyncio.TimeoutError:
                self.reminders += 1
                await workflow.execute_local_activity(echo, f"reminder {self.reminders}", **LIMIT)
        workflow.upsert_search_attributes([STAGE.value_set("done")])
        return self.approved_by or "nobody"

    @workflow.update
    async def approve(self, name: str) -> int:
        await workflow.execute_activity(echo, f"thanks to {name}", **LIMIT)
        self.approved_by = name
        return self.reminders

    @approve.validator
    def check(self, name: str) -> None:
        if not name:
            raise ApplicationError("who?")


@scenario()
async def approval(r: Recording) -> None:
    """Reminders by timers and local activities until an update approves; a first update is rejected."""
    async with r.worker(Approval, echo):
        handle = await r.start(Approval.run, 99)
        await r.until(handle, "TIMER_FIRED", 2)
        with contextlib.suppress(WorkflowUpdateFailedError):
            await handle.execute_update(Approval.approve, "", id="bad")
        await handle.execute_update(Approval.approve, "Ada", id="good")
        await r.end_of(handle)


@workflow.defn
class Child:
    @workflow.run
    async def run(self, value: str) -> str:
        await workflow.sleep(0.01)
        return value


@workflow.defn
class Everything:
    """Issues every command there is but those of Nexus, many of them in one workflow task."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self, again: bool) -> list[str]:
        own = workflow.info().workflow_id
        if workflow.patched("everything"):
            workflow.upsert_memo({"stage": 1})
        workflow.upsert_search_attributes([INT.value_set(1)])
        endless = asyncio.create_task(asyncio.sleep(3600))
        hanging = workflow.start_activity(echo, "x", task_queue="nobody-polls-here", **LIMIT)
        child = await workflow.start_child_workflow(Child.run, "child", id=f"{own}-child")
        parts = await asyncio.gather(
            workflow.execute_activity(echo, "activity", **LIMIT),
            workflow.execute_local_activity(succeed_at, 2, retry_policy=QUICKLY, **LIMIT),
            child,
            self.cancel(f"{own}-other"),
            self.signal("no-such-workflow"),
            workflow.sleep(0.02),
        )
        endless.cancel()
        hanging.cancel()
        await workflow.execute_local_activity(pause, 0.05, **LIMIT)
        await workflow.wait_condition(lambda: len(self.words) == 2)
        if again:
            workflow.continue_as_new(False)
        return [str(part) for part in parts] + self.words

    async def cancel(self, target: str) -> str:
        await workflow.get_external_workflow_handle(target).cancel()
        return "cancel delivered"

    async def signal(self, target: str) -> str:
        try:
            await workflow.get_external_workflow_handle(target).signal("say", "x")
        except FailureError:
            pass
        return "signal lost"

    @workflow.signal
    async def say(self, word: str) -> None:
        self.words.append(await workflow.execute_activity(echo, word, **LIMIT))

    @workflow.update
    async def note(self, word: str) -> int:
        await workflow.sleep(0.01)
        self.words.append(word)
        return len(self.words)


@workflow.defn
class Idle:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


@scenario()
async def everything(r: Recording) -> None:
    """Every command but those of Nexus in one workflow, with a signal and an update, and then continued as new."""
    async with r.worker(Everything, Child, Idle, echo, pause, succeed_at):
        await r.start(Idle.run, id=f"{r.id}-other", keep=False)
        handle = await r.start(Everything.run, True)
        await handle.signal(Everything.say, "signal")
        await handle.execute_update(Everything.note, "update", id="one")
        await r.until(handle, "WORKFLOW_EXECUTION_CONTINUED_AS_NEW")
        await r.client.get_workflow_handle(r.id).terminate()


@workflow.defn
class Pipeline:
    """Stages of fan-out, each with a patch, a timer and local activities."""

    @workflow.run
    async def run(self, stages: int) -> int:
        done = 0
        for stage in range(stages):
            width = 3 if workflow.patched(f"stage-{stage % 2}") else 1
            jobs = [workflow.execute_activity(echo, f"{stage}.{i}", **LIMIT) for i in range(width)]
            jobs += [workflow.execute_local_activity(echo, f"{stage}", **LIMIT)]
            done += len(await asyncio.gather(*jobs))
            await workflow.sleep(0.2)
        await workflow.execute_activity(nothing, **LIMIT)
        return done


@scenario()
async def pipeline_over_workers(r: Recording) -> None:
    """A workflow that three workers share one after another, the first of which is killed."""
    parts = (Pipeline, echo, nothing)
    async with r.worker_process(*parts):
        handle = await r.start(Pipeline.run, 3, task_timeout=seconds(1))
        await r.until(handle, "TIMER_STARTED")
    async with r.worker(*parts):
        await r.until(handle, "TIMER_STARTED", 2)
    async with r.worker(*parts, max_cached_workflows=0, max_concurrent_workflow_task_polls=1):
        await r.end_of(handle)


@workflow.defn
class Race:
    """Signals, updates, timers and activities that come as they come; ends after so many of them."""

    def __init__(self) -> None:
        self.count = 0

    @workflow.run
    async def run(self, enough: int) -> int:
        async def tick() -> None:
            while self.count < enough:
                await workflow.sleep(0.03)
                self.count += 1

        async def work() -> None:
            while self.count < enough:
                await workflow.execute_activity(echo, f"{self.count}", **LIMIT)
                self.count += 1

        await asyncio.gather(tick(), work())
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.count

    @workflow.signal
    async def poke(self) -> None:
        await workflow.execute_local_activity(echo, "poke", **LIMIT)
        self.count += 1

    @workflow.update
    async def bump(self) -> int:
        await workflow.sleep(0.02)
        self.count += 1
        return self.count


@scenario()
async def race(r: Recording) -> None:
    """Signals and updates meet timers, activities and local activities in whatever order they come."""
    async with r.worker(Race, echo):
        handle = await r.start(Race.run, 9)
        for i in range(2):
            await asyncio.gather(handle.signal(Race.poke), handle.execute_update(Race.bump, id=f"update-{i}"))
        await r.end_of(handle)
