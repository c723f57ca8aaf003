"""Signals: before the first task, many, with the start, and while a workflow task runs. Queries leave no trace."""

import asyncio
from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from deeds import Held, echo
from recorder import LIMIT, Recording, scenario


@workflow.defn
class Listen:
    """Collects words until it has enough of them."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self, enough: int) -> str:
        await workflow.wait_condition(lambda: len(self.words) >= enough)
        return " ".join(self.words)

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)

    @workflow.query
    def heard(self) -> int:
        return len(self.words)


@scenario()
async def before_first_task(r: Recording) -> None:
    """Two signals come before a worker has seen the workflow."""
    handle = await r.start(Listen.run, 2)
    await handle.signal(Listen.say, "one")
    await handle.signal(Listen.say, "two")
    async with r.worker(Listen):
        await r.end_of(handle)


@scenario()
async def with_start(r: Recording) -> None:
    """The workflow is started by a signal."""
    async with r.worker(Listen):
        await r.finish(Listen.run, 1, start_signal="say", start_signal_args=["hello"])


@scenario()
async def many(r: Recording) -> None:
    """Twelve signals sent at once."""
    async with r.worker(Listen):
        handle = await r.start(Listen.run, 12)
        await asyncio.gather(*(handle.signal(Listen.say, str(i)) for i in range(12)))
        await r.end_of(handle)


@scenario()
async def one_by_one(r: Recording) -> None:
    """Each signal comes when the one before has been handled; queries in between leave no event."""
    async with r.worker(Listen):
        handle = await r.start(Listen.run, 3)
        for i in range(3):
            await handle.query(Listen.heard)
            await handle.signal(Listen.say, str(i))
            await r.until(handle, "WORKFLOW_TASK_COMPLETED", i + 2)
        await r.end_of(handle)
        await handle.query(Listen.heard)


@workflow.defn
class ListenAfterWork:
    """Works in its first workflow task before it listens."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self, enough: int) -> str:
        await workflow.execute_local_activity_method(Held.hold_silently, **LIMIT)
        await workflow.wait_condition(lambda: len(self.words) >= enough)
        return await workflow.execute_activity(echo, " ".join(self.words), **LIMIT)

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)


@scenario()
async def buffered(r: Recording) -> None:
    """Two signals come while a workflow task is running; they follow its completion in history."""
    held = Held()
    async with r.worker(ListenAfterWork, held.hold_silently, echo):
        handle = await r.start(ListenAfterWork.run, 2)
        await held.started.wait()
        await handle.signal(ListenAfterWork.say, "one")
        await handle.signal(ListenAfterWork.say, "two")
        held.released.set()
        await r.end_of(handle)


@workflow.defn
class HandleLate:
    """Has no handler at first; signals wait until there is one."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self) -> str:
        await workflow.sleep(0.2)
        workflow.set_signal_handler("say", self.say)
        workflow.set_dynamic_signal_handler(self.other)
        await workflow.wait_condition(lambda: len(self.words) == 3)
        return " ".join(self.words)

    def say(self, word: str) -> None:
        self.words.append(word)

    def other(self, name: str, values: Sequence[RawValue]) -> None:
        self.words.append(name)


@scenario()
async def without_handler(r: Recording) -> None:
    """Signals come before the workflow has handlers for them; one has a name it does not know."""
    async with r.worker(HandleLate):
        handle = await r.start(HandleLate.run)
        for name in ("say", "other", "say"):
            await handle.signal(name, "word")
        await r.end_of(handle)


@workflow.defn
class Work:
    """Runs an activity for every signal."""

    def __init__(self) -> None:
        self.results: list[str] = []

    @workflow.run
    async def run(self, enough: int) -> list[str]:
        await workflow.wait_condition(lambda: len(self.results) == enough and workflow.all_handlers_finished())
        return self.results

    @workflow.signal
    async def work(self, word: str) -> None:
        self.results.append(await workflow.execute_activity(echo, word, **LIMIT))
        await workflow.sleep(0.01)


@scenario()
async def with_activities(r: Recording) -> None:
    """Two signals whose handlers run an activity and a timer each, overlapping."""
    async with r.worker(Work, echo):
        handle = await r.start(Work.run, 2)
        for word in ("one", "two"):
            await handle.signal(Work.work, word)
        await r.end_of(handle)


@workflow.defn
class FailOnSignal:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.signal
    def break_up(self) -> None:
        raise ApplicationError("a signal broke it", type="Broken")


@scenario()
async def handler_fails(r: Recording) -> None:
    """A signal handler's failure fails the workflow."""
    async with r.worker(FailOnSignal):
        handle = await r.start(FailOnSignal.run)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.signal(FailOnSignal.break_up)
        await r.end_of(handle)
