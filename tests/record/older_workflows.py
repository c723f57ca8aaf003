"""Workflows that older SDKs run too; only what `temporalio` 1.0.0 has, but for the updates at the end."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import FailureError

from deeds import echo, pause, refuse, succeed_at

LIMIT = {"start_to_close_timeout": timedelta(seconds=600)}
QUICKLY = RetryPolicy(initial_interval=timedelta(milliseconds=20), backoff_coefficient=1.0)


@workflow.defn
class Patches:
    """Two patches and a deprecated one."""

    @workflow.run
    async def run(self) -> list:
        first = workflow.patched("first")
        workflow.deprecate_patch("gone")
        await asyncio.sleep(0.01)
        second = workflow.patched("second")
        await workflow.execute_activity(echo, "x", **LIMIT)
        return [first, second, workflow.patched("first")]


@workflow.defn
class LocalActivities:
    """In turn, at once, failed, retried, and in chains; then a timer."""

    @workflow.run
    async def run(self) -> list:
        said = [await workflow.execute_local_activity(echo, "one", **LIMIT)]
        said += await asyncio.gather(*(workflow.execute_local_activity(echo, f"{i}", **LIMIT) for i in range(3)))
        try:
            await workflow.execute_local_activity(refuse, "no", **LIMIT)
        except FailureError:
            said.append("failed")
        attempt = await workflow.execute_local_activity(succeed_at, 3, retry_policy=QUICKLY, **LIMIT)
        said.append(str(attempt))
        await asyncio.gather(self.chain(said, 0.1), self.chain(said, 0.0))
        await asyncio.sleep(0.01)
        return said

    async def chain(self, said: list, length: float) -> None:
        await workflow.execute_local_activity(pause, length, **LIMIT)
        said.append(await workflow.execute_local_activity(echo, "link", **LIMIT))


@workflow.defn
class LocalBackoff:
    """A backoff by timer, and a local activity that outlasts workflow tasks."""

    @workflow.run
    async def run(self) -> float:
        policy = RetryPolicy(initial_interval=timedelta(milliseconds=200))
        threshold = timedelta(milliseconds=50)
        await workflow.execute_local_activity(
            succeed_at, 2, retry_policy=policy, local_retry_threshold=threshold, **LIMIT
        )
        return await workflow.execute_local_activity(pause, 1.5, **LIMIT)


@workflow.defn
class OldChild:
    @workflow.run
    async def run(self, value: str) -> str:
        return value


@workflow.defn
class Journey:
    """Activity, child, timers, signals, an unknown target, and an activity that is canceled."""

    def __init__(self) -> None:
        self.words = []

    @workflow.run
    async def run(self) -> list:
        info = workflow.info()
        first = await workflow.execute_activity(echo, "first", **LIMIT)
        child = await workflow.execute_child_workflow(OldChild.run, "child", id=info.workflow_id + "-child")
        try:
            await workflow.get_external_workflow_handle("no-such-workflow").signal("say", "x")
        except FailureError:
            self.words.append("not found")
        timer = asyncio.create_task(asyncio.sleep(3600))
        late = workflow.start_activity(echo, "late", task_queue="nobody-polls-here", **LIMIT)
        await workflow.wait_condition(lambda: len(self.words) == 3)
        timer.cancel()
        late.cancel()
        await asyncio.sleep(0.01)
        return [first, child, *self.words]

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)


@workflow.defn
class CommandsAndEnd:
    """A signal handler starts an activity after the workflow has returned, in the same workflow task."""

    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self) -> str:
        await asyncio.sleep(0.01)
        await workflow.wait_condition(lambda: self.told)
        return "ended"

    @workflow.signal
    async def go_on(self) -> None:
        self.told = True
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await workflow.execute_activity(echo, "late", **LIMIT)


if hasattr(workflow, "update"):

    @workflow.defn
    class Updates:
        """Two updates: one at once, one with an activity."""

        def __init__(self) -> None:
            self.words = []

        @workflow.run
        async def run(self) -> list:
            await workflow.wait_condition(lambda: len(self.words) == 3)
            return self.words

        @workflow.update
        def note(self, word: str) -> int:
            self.words.append(word)
            return len(self.words)

        @note.validator
        def check(self, word: str) -> None:
            if not word:
                raise ValueError("empty")

        @workflow.update
        async def note_by_activity(self, word: str) -> int:
            said = await workflow.execute_activity(echo, word, **LIMIT)
            self.words.append(await workflow.execute_local_activity(echo, said, **LIMIT))
            return len(self.words)
