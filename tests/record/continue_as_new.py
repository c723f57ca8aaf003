"""Runs that continue as new: what they carry over, and when the server suggests it."""

from datetime import timedelta

from temporalio import workflow
from temporalio.client import WorkflowHandle
from temporalio.common import RetryPolicy, SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from deeds import echo
from recorder import LIMIT, Recording, scenario, seconds

KEYWORD = SearchAttributeKey.for_keyword("RecKeyword")


async def keep_runs(r: Recording, handle: WorkflowHandle, *parts: str) -> None:
    """Keeps the runs that follow a workflow's first run, in order."""
    run_id = handle.first_execution_run_id
    for part in parts:
        closed = (await r.client.get_workflow_handle(handle.id, run_id=run_id).fetch_history()).events[-1]
        run_id = closed.workflow_execution_continued_as_new_event_attributes.new_execution_run_id
        r.keep(handle, part, run_id)


@workflow.defn
class CountDown:
    @workflow.run
    async def run(self, left: int) -> str:
        await workflow.execute_activity(echo, str(left), **LIMIT)
        if left:
            workflow.continue_as_new(left - 1)
        return "done"


@scenario()
async def plain(r: Recording) -> None:
    """A run continues as new; the second run has where it came from."""
    async with r.worker(CountDown, echo):
        handle = await r.start(CountDown.run, 1)
        await r.end_of(handle)
        await keep_runs(r, handle, "second_run")


@workflow.defn
class CarryOver:
    @workflow.run
    async def run(self, left: int) -> dict:
        if left == 2:
            workflow.upsert_search_attributes([KEYWORD.value_set("upserted")])
            workflow.upsert_memo({"upserted": True})
            workflow.continue_as_new(1)
        if left == 1:
            workflow.continue_as_new(
                0,
                memo={"given": True},
                search_attributes=TypedSearchAttributes([SearchAttributePair(KEYWORD, "given")]),
                retry_policy=RetryPolicy(maximum_attempts=4),
                run_timeout=seconds(20),
                task_timeout=seconds(4),
            )
        return {"memo": sorted(workflow.memo())}


@scenario()
async def carries_over(r: Recording) -> None:
    """Memo, search attributes, retry policy and timeouts: inherited by the second run, replaced for the third."""
    async with r.worker(CarryOver):
        handle = await r.start(
            CarryOver.run,
            2,
            memo={"start": 1},
            search_attributes=TypedSearchAttributes([SearchAttributePair(KEYWORD, "start")]),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=50), maximum_attempts=3),
            run_timeout=seconds(30),
        )
        await r.end_of(handle)
        await keep_runs(r, handle, "second_run", "third_run")


@workflow.defn
class UntilSuggested:
    @workflow.run
    async def run(self, generation: int) -> int:
        while not workflow.info().is_continue_as_new_suggested():
            if generation:
                return workflow.info().get_current_history_length()
            await workflow.execute_activity(echo, "x", **LIMIT)
        workflow.continue_as_new(generation + 1)


@scenario()
async def suggested(r: Recording) -> None:
    """Goes on until the server suggests to continue as new, after forty events."""
    async with r.worker(UntilSuggested, echo):
        await r.finish(UntilSuggested.run, 0)


@workflow.defn
class CarryWords:
    """Continues as new with every word it hears."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self, said: list[str]) -> list[str]:
        await workflow.wait_condition(lambda: bool(self.words))
        said = said + self.words
        if len(said) < 2:
            workflow.continue_as_new(said)
        return said

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)


@scenario()
async def by_signal(r: Recording) -> None:
    """A signal makes the run continue as new with what it heard; another one ends the second run."""
    async with r.worker(CarryWords):
        handle = await r.start(CarryWords.run, [])
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.signal(CarryWords.say, "one")
        first = r.client.get_workflow_handle(r.id, run_id=handle.first_execution_run_id)
        await r.until(first, "WORKFLOW_EXECUTION_CONTINUED_AS_NEW")
        await r.client.get_workflow_handle(r.id).signal(CarryWords.say, "two")
        await r.end_of(handle)


@workflow.defn
class ToOther:
    @workflow.run
    async def run(self) -> str:
        workflow.continue_as_new(0, workflow="CountDown", task_queue=workflow.info().task_queue)


@scenario()
async def to_other_workflow(r: Recording) -> None:
    """Continues as a workflow of another type."""
    async with r.worker(ToOther, CountDown, echo):
        await r.finish(ToOther.run)
