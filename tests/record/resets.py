"""Runs that were reset: what is reapplied, and what the new run does with it."""

import asyncio

from temporalio import workflow
from temporalio.api.enums.v1 import ResetReapplyExcludeType
from temporalio.client import WorkflowUpdateStage

from deeds import echo
from recorder import LIMIT, Recording, scenario


@workflow.defn
class Steps:
    """An activity and a timer, then words by signal or update until there are three."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self) -> str:
        first = await workflow.execute_activity(echo, "first", **LIMIT)
        await workflow.sleep(0.01)
        await workflow.wait_condition(lambda: len(self.words) >= 3)
        chosen = workflow.random().randint(0, 9)
        await workflow.execute_activity(echo, str(workflow.uuid4()), **LIMIT)
        return " ".join([first, *self.words, str(chosen)])

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)

    @workflow.update
    def note(self, word: str) -> int:
        self.words.append(word)
        return len(self.words)

    @workflow.update
    async def note_by_activity(self, word: str) -> int:
        self.words.append(await workflow.execute_activity(echo, word, **LIMIT))
        return len(self.words)

    @note.validator
    def check(self, word: str) -> None:
        if not word:
            raise ValueError("empty")


async def until_listening(r: Recording):
    handle = await r.start(Steps.run, keep=False)
    await r.until(handle, "TIMER_FIRED")
    await r.until(handle, "WORKFLOW_TASK_COMPLETED", 3)
    return handle


async def end_of_latest(r: Recording) -> None:
    await r.end_of(r.client.get_workflow_handle(r.id))


@scenario()
async def signals_reapplied(r: Recording) -> None:
    """Reset of a completed run to its second workflow task; three signals are applied again."""
    async with r.worker(Steps, echo):
        handle = await until_listening(r)
        for word in ("one", "two", "three"):
            await handle.signal(Steps.say, word)
        await r.end_of(handle)
        second = (await handle.fetch_history()).events
        completed = [event.event_id for event in second if event.HasField("workflow_task_completed_event_attributes")]
        await r.reset(handle, completed[1])
        await end_of_latest(r)


@scenario()
async def signals_dropped(r: Recording) -> None:
    """Reset of a running run to its first workflow task; its signal is excluded and others follow."""
    async with r.worker(Steps, echo):
        handle = await until_listening(r)
        await handle.signal(Steps.say, "lost")
        first = await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        excluded = [ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL]
        await r.reset(handle, first.event_id, reset_reapply_exclude_types=excluded)
        again = r.client.get_workflow_handle(r.id)
        for word in ("one", "two", "three"):
            await again.signal(Steps.say, word)
        await end_of_latest(r)


@scenario()
async def updates_reapplied(r: Recording) -> None:
    """Completed updates come again as admitted ones, and are accepted and completed anew; one needs an activity."""
    async with r.worker(Steps, echo):
        handle = await until_listening(r)
        await handle.execute_update(Steps.note, "one", id="one")
        await handle.execute_update(Steps.note_by_activity, "two", id="two")
        first = await r.until(handle, "WORKFLOW_TASK_COMPLETED", 3)
        await r.reset(handle, first.event_id)
        await r.client.get_workflow_handle(r.id).execute_update(Steps.note, "three", id="three")
        await end_of_latest(r)


@scenario()
async def updates_and_signals_reapplied(r: Recording) -> None:
    """Updates and signals are applied again in their order, by the first workflow task after the reset."""
    async with r.worker(Steps, echo):
        handle = await until_listening(r)
        await handle.signal(Steps.say, "one")
        await handle.execute_update(Steps.note, "two", id="two")
        await handle.signal(Steps.say, "three")
        await r.end_of(handle)
        first = await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await r.reset(handle, first.event_id)
        await end_of_latest(r)


@workflow.defn(name="Steps")
class StrictSteps(Steps):
    """Rejects what the first version accepted."""

    @workflow.run
    async def run(self) -> str:
        return await super().run()

    @workflow.update
    def note(self, word: str) -> int:
        self.words.append(word)
        return len(self.words)

    @note.validator
    def check(self, word: str) -> None:
        raise ValueError("not any more")


@scenario()
async def update_rejected_after_reset(r: Recording) -> None:
    """An update comes again after the reset and is rejected: an admitted event that nothing follows."""
    async with r.worker(Steps, echo):
        handle = await until_listening(r)
        await handle.execute_update(Steps.note, "one", id="one")
        third = await r.until(handle, "WORKFLOW_TASK_COMPLETED", 3)
    async with r.worker(StrictSteps, echo):
        await r.reset(handle, third.event_id)
        again = r.client.get_workflow_handle(r.id)
        for word in ("one", "two", "three"):
            await again.signal(Steps.say, word)
        await end_of_latest(r)


@scenario()
async def twice(r: Recording) -> None:
    """The new run is reset once more; it has two failed workflow tasks."""
    async with r.worker(Steps, echo):
        handle = await until_listening(r)
        first = await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        once = await r.reset(handle, first.event_id, keep=False)
        await r.until(once, "TIMER_FIRED")
        third = await r.until(once, "WORKFLOW_TASK_COMPLETED", 2)
        await r.reset(once, third.event_id)
        again = r.client.get_workflow_handle(r.id)
        for word in ("one", "two", "three"):
            await again.signal(Steps.say, word)
        await end_of_latest(r)


@scenario()
async def with_open_update(r: Recording) -> None:
    """An accepted update was still running at the reset; it is admitted again."""
    async with r.worker(Steps):
        handle = await r.start(Steps.run, keep=False)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.start_update(Steps.note_by_activity, "one", wait_for_stage=WorkflowUpdateStage.ACCEPTED, id="one")
        first = await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await r.reset(handle, first.event_id)
    async with r.worker(Steps, echo):
        again = r.client.get_workflow_handle(r.id)
        await asyncio.gather(*(again.signal(Steps.say, word) for word in ("two", "three")))
        await end_of_latest(r)
