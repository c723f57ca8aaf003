"""Workflow tasks that fail or time out, workers that die, and what later tasks make of it."""

import asyncio

from temporalio import workflow
from temporalio.common import SearchAttributeKey

from deeds import Held, echo, nothing, pause
from recorder import LIMIT, Recording, scenario, seconds


@workflow.defn(name="Work")
class Work:
    """An activity, then as many words as it was told to wait for."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self, enough: int) -> str:
        await workflow.execute_activity(echo, "first", **LIMIT)
        await workflow.wait_condition(lambda: len(self.words) >= enough)
        return await workflow.execute_activity(echo, " ".join(self.words), **LIMIT)

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)


@workflow.defn(name="Work")
class BrokenWork:
    """Raises what no workflow may raise, when it hears a word."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self, enough: int) -> str:
        await workflow.execute_activity(echo, "first", **LIMIT)
        await workflow.wait_condition(lambda: bool(self.words))
        raise RuntimeError("a bug")

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)


@scenario()
async def failed_then_fixed(r: Recording) -> None:
    """A bug fails the workflow task; the fixed code goes on from there."""
    async with r.worker(BrokenWork, echo):
        handle = await r.start(Work.run, 1, task_timeout=seconds(1))
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 2)
        await handle.signal("say", "word")
        await r.until(handle, "WORKFLOW_TASK_FAILED")
    async with r.worker(Work, echo):
        await r.end_of(handle)


@workflow.defn(name="Work")
class BrokenFromTheStart:
    @workflow.run
    async def run(self, enough: int) -> str:
        raise RuntimeError("a bug")


@scenario()
async def first_task_failed(r: Recording) -> None:
    """The very first workflow task fails; a signal comes before the fix."""
    async with r.worker(BrokenFromTheStart):
        handle = await r.start(Work.run, 1, task_timeout=seconds(1))
        await r.until(handle, "WORKFLOW_TASK_FAILED")
        await handle.signal("say", "word")
    async with r.worker(Work, echo):
        await r.end_of(handle)


@workflow.defn(name="Work")
class OtherWork:
    """Does not agree with what history says `Work` did."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self, enough: int) -> str:
        await workflow.sleep(1)
        return ""

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)


@scenario()
async def nondeterminism_then_fixed(r: Recording) -> None:
    """Changed code fails the workflow task with a nondeterminism error; the old code comes back."""
    async with r.worker(Work, echo):
        handle = await r.start(Work.run, 1, task_timeout=seconds(1))
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 2)
    async with r.worker(OtherWork, echo):
        await handle.signal(Work.say, "word")
        await r.until(handle, "WORKFLOW_TASK_FAILED")
    async with r.worker(Work, echo):
        await r.end_of(handle)


@scenario()
async def first_task_timed_out(r: Recording) -> None:
    """A worker takes the first workflow task and is never heard of again."""
    handle = await r.start(Work.run, 1, task_timeout=seconds(1))
    await r.lose_workflow_task()
    await r.until(handle, "WORKFLOW_TASK_TIMED_OUT")
    async with r.worker(Work, echo):
        await handle.signal(Work.say, "word")
        await r.end_of(handle)


@scenario()
async def timed_out_between(r: Recording) -> None:
    """Workers take two later workflow tasks and are never heard of again; signals come meanwhile."""
    async with r.worker(Work, echo):
        handle = await r.start(Work.run, 2, task_timeout=seconds(1))
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 2)
    await handle.signal(Work.say, "one")
    await r.lose_workflow_task()
    await r.until(handle, "WORKFLOW_TASK_TIMED_OUT")
    await handle.signal(Work.say, "two")
    await r.lose_workflow_task()
    await asyncio.sleep(1.2)
    async with r.worker(Work, echo):
        await r.end_of(handle)


@scenario()
async def sticky_timed_out(r: Recording) -> None:
    """The worker is killed; the next workflow task waits on its sticky queue until it times out."""
    async with r.worker_process(Work, echo):
        handle = await r.start(Work.run, 1, task_timeout=seconds(1))
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 2)
    await handle.signal(Work.say, "word")
    async with r.worker(Work, echo):
        await r.end_of(handle)


@workflow.defn
class LongLocal:
    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self, length: float) -> str:
        first = await workflow.execute_local_activity(echo, "first", **LIMIT)
        timer = asyncio.create_task(asyncio.sleep(0.1))
        length = await workflow.execute_local_activity(pause, length, **LIMIT)
        await timer
        return f"{first} {length}"


@scenario()
async def killed_during_local_activity(r: Recording) -> None:
    """The worker dies after a heartbeat; another runs the local activity again."""
    async with r.worker_process(LongLocal, echo, pause):
        handle = await r.start(LongLocal.run, 1.6, task_timeout=seconds(1))
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await asyncio.sleep(0.2)
    async with r.worker(LongLocal, echo, pause):
        await r.end_of(handle)


@scenario()
async def unhandled_command(r: Recording) -> None:
    """A signal comes while the workflow completes: the task fails as unhandled command and is repeated."""
    held = Held()
    async with r.worker(CompleteAfterHold, held.hold_silently):
        handle = await r.start(CompleteAfterHold.run)
        await held.started.wait()
        await handle.signal("say", "word")
        held.released.set()
        await r.end_of(handle)


@workflow.defn
class CompleteAfterHold:
    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        await workflow.execute_local_activity_method(Held.hold_silently, **LIMIT)
        return self.words

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)


@workflow.defn(name="Attributes")
class BadAttributes:
    @workflow.run
    async def run(self) -> None:
        workflow.upsert_search_attributes([SearchAttributeKey.for_int("NoSuchAttribute").value_set(1)])
        await workflow.execute_activity(nothing, **LIMIT)


@workflow.defn(name="Attributes")
class GoodAttributes:
    @workflow.run
    async def run(self) -> None:
        workflow.upsert_search_attributes([SearchAttributeKey.for_int("RecInt").value_set(1)])
        await workflow.execute_activity(nothing, **LIMIT)


@scenario()
async def bad_search_attributes(r: Recording) -> None:
    """The server refuses a command: the workflow task fails with its own cause, and is repeated by fixed code."""
    async with r.worker(BadAttributes, nothing):
        handle = await r.start(GoodAttributes.run, task_timeout=seconds(1))
        await r.until(handle, "WORKFLOW_TASK_FAILED")
    async with r.worker(GoodAttributes, nothing):
        await r.end_of(handle)


@workflow.defn(name="Wide")
class TooWide:
    width = 60

    @workflow.run
    async def run(self) -> int:
        timers = [workflow.sleep(0.01)]
        runs = [workflow.execute_activity(nothing, **LIMIT) for _ in range(self.width)]
        return len(await asyncio.gather(*runs, *timers))


@workflow.defn(name="Wide")
class WideEnough(TooWide):
    width = 3

    @workflow.run
    async def run(self) -> int:
        return await super().run()


@scenario()
async def too_many_activities(r: Recording) -> None:
    """More activities than the server allows: the workflow task fails; narrower code goes on."""
    async with r.worker(TooWide, nothing):
        handle = await r.start(WideEnough.run, task_timeout=seconds(1))
        await r.until(handle, "WORKFLOW_TASK_FAILED")
    async with r.worker(WideEnough, nothing):
        await r.end_of(handle)


@scenario()
async def without_cache(r: Recording) -> None:
    """A worker without a cache: no sticky queue in any workflow task."""
    async with r.worker(Work, echo, max_cached_workflows=0, max_concurrent_workflow_task_polls=1):
        handle = await r.start(Work.run, 1)
        await handle.signal(Work.say, "word")
        await r.end_of(handle)
