"""What a run can be started with, and what can change while it runs: priority, summaries, delays, attached requests."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.api.common.v1 import Callback, WorkflowType
from temporalio.api.enums.v1 import WorkflowIdConflictPolicy as ConflictPolicy
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflow.v1 import OnConflictOptions
from temporalio.api.workflowservice.v1 import StartWorkflowExecutionRequest
from temporalio.client import (
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleIntervalSpec,
    ScheduleSpec,
)
from temporalio.common import Priority, RetryPolicy

from deeds import echo, pause
from recorder import IDENTITY, LIMIT, Recording, scenario, seconds


@workflow.defn
class Listen:
    """Waits for a word and says it back by an activity."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self) -> str:
        workflow.set_current_details("listening")
        await workflow.wait_condition(lambda: bool(self.words))
        return await workflow.execute_activity(echo, self.words[0], **LIMIT)

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)


@scenario()
async def every_start_option(r: Recording) -> None:
    """Timeouts, retry policy, memo, priority, summary and details of a start."""
    async with r.worker(Listen, echo):
        handle = await r.start(
            Listen.run,
            execution_timeout=seconds(60),
            run_timeout=seconds(30),
            task_timeout=seconds(5),
            retry_policy=RetryPolicy(maximum_attempts=2, non_retryable_error_types=["Fatal"]),
            memo={"note": "hello"},
            priority=Priority(priority_key=2, fairness_key="tenant", fairness_weight=1.5),
            static_summary="a summary",
            static_details="and details",
        )
        await handle.signal(Listen.say, "word")
        await r.end_of(handle)


@scenario()
async def start_delayed(r: Recording) -> None:
    """The first workflow task comes after a delay."""
    async with r.worker(Listen, echo):
        handle = await r.start(Listen.run, start_delay=seconds(0.3))
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.signal(Listen.say, "word")
        await r.end_of(handle)


@scenario()
async def start_delayed_but_signaled(r: Recording) -> None:
    """A signal comes before a delayed start, by one request."""
    async with r.worker(Listen, echo):
        handle = await r.start(Listen.run, start_delay=seconds(0.5), start_signal="say", start_signal_args=["word"])
        await r.end_of(handle)


@scenario()
async def eager_start(r: Recording) -> None:
    """The first workflow task comes with the answer to the start."""
    async with r.worker(Listen, echo):
        handle = await r.start(Listen.run, request_eager_start=True)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.signal(Listen.say, "word")
        await r.end_of(handle)


async def start_again(r: Recording, number: int) -> None:
    """Starts the running workflow once more, and attaches this request and a callback to it."""
    callback = Callback(nexus=Callback.Nexus(url="http://localhost:7243/callback", header={"number": str(number)}))
    attach = OnConflictOptions(attach_request_id=True, attach_completion_callbacks=True, attach_links=True)
    await r.client.workflow_service.start_workflow_execution(
        StartWorkflowExecutionRequest(
            namespace=r.client.namespace,
            workflow_id=r.id,
            workflow_type=WorkflowType(name="Listen"),
            task_queue=TaskQueue(name=r.id),
            identity=IDENTITY,
            request_id=f"request-{number}",
            workflow_id_conflict_policy=ConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
            on_conflict_options=attach,
            completion_callbacks=[callback],
        )
    )


@scenario()
async def used_existing(r: Recording) -> None:
    """Two more starts attach their request ids and callbacks to the running workflow: options updated."""
    async with r.worker(Listen, echo):
        handle = await r.start(Listen.run)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await start_again(r, 1)
        await start_again(r, 2)
        await handle.signal(Listen.say, "word")
        await r.end_of(handle)


@scenario()
async def used_existing_before_first_task(r: Recording) -> None:
    """The second start comes before a worker has seen the workflow: options updated inside the first task."""
    handle = await r.start(Listen.run)
    await start_again(r, 1)
    await handle.signal(Listen.say, "word")
    async with r.worker(Listen, echo):
        await r.end_of(handle)


@workflow.defn
class HoldFirst:
    @workflow.run
    async def run(self) -> str:
        await workflow.execute_local_activity(pause, 0.5, **LIMIT)
        return await workflow.execute_activity(echo, "x", **LIMIT)


@scenario()
async def used_existing_in_task(r: Recording) -> None:
    """The second start comes while a workflow task is running."""
    async with r.worker(HoldFirst, pause, echo):
        handle = await r.start(HoldFirst.run)
        await r.until(handle, "WORKFLOW_TASK_STARTED")
        await start_again(r, 1)
        await r.end_of(handle)


@workflow.defn
class Scheduled:
    @workflow.run
    async def run(self, value: str) -> str:
        return value + (workflow.get_last_completion_result(str) or "")


@scenario()
async def scheduled(r: Recording) -> None:
    """The second run that a schedule started: the schedule's search attributes, and the first run's result."""
    async with r.worker(Scheduled):
        action = ScheduleActionStartWorkflow(Scheduled.run, "x", id=r.id, task_queue=r.id)
        every = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(seconds=1))])
        schedule = await r.client.create_schedule(r.id, Schedule(action=action, spec=every))
        while len(recent := (await schedule.describe()).info.recent_actions) < 2:
            await asyncio.sleep(0.1)
        await schedule.delete()
        second = recent[1].action
        run = r.client.get_workflow_handle(second.workflow_id, run_id=second.first_execution_run_id)
        await r.end_of(run)
        r.keep(run)
