"""Workflows that are talked to while they run, and an activity that is left to others."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    HandleQueryInput,
    HandleSignalInput,
    HandleUpdateInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)


@workflow.defn
class Talk:
    """Remembers what it is told until it is told to end."""

    @workflow.init
    def __init__(self, first: str) -> None:
        self.said = [first]
        self.ends = False
        self.headers: dict[str, str] = {}

    @workflow.run
    async def run(self, first: str) -> list[str]:
        await workflow.wait_condition(lambda: self.ends and workflow.all_handlers_finished())
        return self.said

    @workflow.signal
    def say(self, word: str, times: int = 1) -> None:
        self.said += [word] * times

    @workflow.signal
    def end(self) -> None:
        self.ends = True

    @workflow.query
    def heard(self, since: int) -> list[str]:
        return self.said[since:]

    @workflow.query
    def traces(self) -> dict[str, str]:
        return self.headers

    @workflow.query
    def traced(self) -> dict[str, str]:
        raise AssertionError("the interceptor answers")

    @workflow.query
    def broken(self) -> None:
        raise ValueError("no answer to that")

    @workflow.update
    async def add(self, word: str) -> int:
        self.said.append(word)
        return len(self.said)

    @add.validator
    def is_word(self, word: str) -> None:
        if not word:
            raise ApplicationError("an empty word", {"index": 0}, type="Empty")

    @workflow.update
    async def add_when_ended(self, word: str) -> str:
        await workflow.wait_condition(lambda: self.ends)
        self.said.append(word)
        return word

    @workflow.update
    async def fail(self) -> None:
        raise ApplicationError("no luck", 7, b"\x00\x01", type="Luck", non_retryable=True) from ValueError("the reason")


class Traced(Interceptor):
    """Has workflows of the type `Talk` keep the headers of what they are sent."""

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        return TracedInbound


class TracedInbound(WorkflowInboundInterceptor):
    async def handle_signal(self, input: HandleSignalInput) -> None:
        self.keep(f"signal {input.signal}", input.headers)
        await super().handle_signal(input)

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
        self.keep(f"update {input.update}", input.headers)
        return await super().handle_update_handler(input)

    async def handle_query(self, input: HandleQueryInput) -> Any:
        # A query changes nothing: it is told its own.
        return {name: payload.data.decode() for name, payload in input.headers.items()} if input.query == "traced" else (
            await super().handle_query(input)
        )

    def keep(self, what: str, headers: Mapping[str, Payload]) -> None:
        if isinstance(workflow.instance(), Talk):
            workflow.instance().headers.update({f"{what}: {name}": one.data.decode() for name, one in headers.items()})


@workflow.defn
class CleanUp:
    """Waits to be canceled; `insists` on a result then, or tidies up and is canceled."""

    def __init__(self) -> None:
        self.is_tidy = False

    @workflow.run
    async def run(self, insists: bool) -> str:
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError:
            self.is_tidy = True
            if not insists:
                raise
            return f"cleaned up: {workflow.cancellation_reason()}"
        return "never canceled"

    @workflow.query
    def tidy(self) -> bool:
        return self.is_tidy


@workflow.defn
class Chain:
    """Begins anew so many times."""

    @workflow.run
    async def run(self, times: int, runs: list[str]) -> list[str]:
        runs.append(workflow.info().run_id)
        if times:
            workflow.continue_as_new(args=[times - 1, runs])
        return runs


@activity.defn
async def left_to_others() -> str:
    """Tells its token with a heartbeat, and leaves its end to whoever reads that."""
    info = activity.info()
    activity.heartbeat(info.task_token.hex(), info.attempt, list(info.heartbeat_details))
    activity.raise_complete_async()


@workflow.defn
class LeftToOthers:
    """Returns the result of an activity that somebody else completes."""

    @workflow.run
    async def run(self, attempts: int) -> str:
        return await workflow.execute_activity(
            left_to_others,
            activity_id="left",
            start_to_close_timeout=timedelta(seconds=60),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=100), maximum_attempts=attempts),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )


WORKFLOWS = [Talk, CleanUp, Chain, LeftToOthers]
ACTIVITIES = [left_to_others]
