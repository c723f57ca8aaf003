"""Workflows that end in all the ways that a workflow can fail."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import nexusrpc
from nexusrpc.handler import StartOperationContext, service_handler, sync_operation
from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

SOON = timedelta(milliseconds=300)
LATE = timedelta(seconds=60)
ONCE = RetryPolicy(maximum_attempts=1)


class Broken(Exception):
    """An exception of nobody's."""


@activity.defn
async def fails(how: str) -> None:
    if how == "plain":
        raise Broken("plain in an activity")
    if how == "chain":
        try:
            raise KeyError("the key")
        except KeyError as error:
            raise ApplicationError("outer", type="Outer") from error
    raise ApplicationError("application", {"code": 12}, type="Deep", non_retryable=True)


@activity.defn
async def hangs(beats: bool) -> None:
    if beats:
        activity.heartbeat("half", 50)
    await asyncio.sleep(60)


@workflow.defn(failure_exception_types=[Exception])
class Fail:
    """Fails as it is told to."""

    @workflow.run
    async def run(self, how: str, argument: str) -> None:
        await WAYS[how](argument)


async def application(_: str) -> None:
    details = [1, "two", {"three": 3}, None, b"\x04"]
    raise ApplicationError(
        "outer", *details, type="Outer", non_retryable=True, next_retry_delay=timedelta(seconds=1.5),
        category=ApplicationErrorCategory.BENIGN,
    ) from ApplicationError("middle", type="Middle")


async def chain(_: str) -> None:
    try:
        try:
            raise KeyError("root")
        except KeyError as error:
            raise ApplicationError("middle", type="Middle") from error
    except ApplicationError as error:
        raise ValueError("top") from error


async def plain(_: str) -> None:
    raise Broken("nobody's exception")


async def assertion(_: str) -> None:
    assert False


async def in_activity(how: str) -> None:
    await workflow.execute_activity(fails, how, activity_id="it", start_to_close_timeout=LATE, retry_policy=ONCE)


async def retried(_: str) -> None:
    policy = RetryPolicy(initial_interval=timedelta(milliseconds=10), maximum_attempts=3)
    await workflow.execute_activity(fails, "plain", start_to_close_timeout=LATE, retry_policy=policy)


async def unknown_activity(_: str) -> None:
    await workflow.execute_activity("no such activity", start_to_close_timeout=LATE, retry_policy=ONCE)


async def start_to_close(_: str) -> None:
    await workflow.execute_activity(hangs, False, start_to_close_timeout=SOON, retry_policy=ONCE)


async def schedule_to_start(_: str) -> None:
    await workflow.execute_activity(
        hangs, False, task_queue="nobody's", schedule_to_start_timeout=SOON, start_to_close_timeout=LATE
    )


async def schedule_to_close(_: str) -> None:
    policy = RetryPolicy(initial_interval=timedelta(milliseconds=200))
    await workflow.execute_activity(fails, "plain", schedule_to_close_timeout=SOON, retry_policy=policy)


async def heartbeat(_: str) -> None:
    await workflow.execute_activity(
        hangs, True, start_to_close_timeout=LATE, heartbeat_timeout=timedelta(seconds=1), retry_policy=ONCE
    )


async def child(how: str) -> None:
    await workflow.execute_child_workflow(Fail.run, args=[how, ""], id=f"{workflow.info().workflow_id}/child")


async def waiting_child(_: str) -> None:
    await workflow.execute_child_workflow(Wait.run, id=f"{workflow.info().workflow_id}/child")


async def late_child(_: str) -> None:
    await workflow.execute_child_workflow(Wait.run, id=f"{workflow.info().workflow_id}/child", run_timeout=SOON)


async def started_child(other: str) -> None:
    await workflow.execute_child_workflow(Wait.run, id=other)


async def canceled_activity(_: str) -> None:
    handle = workflow.start_activity(hangs, False, start_to_close_timeout=LATE)
    await asyncio.sleep(0.05)
    handle.cancel()
    await handle


async def nexus(operation: str) -> None:
    endpoint, name = operation.split("/")
    client = workflow.create_nexus_client(service=Desk, endpoint=endpoint)
    await client.execute_operation(name, "it", output_type=str, schedule_to_close_timeout=timedelta(seconds=20))


WAYS: dict[str, Callable[[str], Awaitable[Any]]] = {
    way.__name__: way
    for way in (
        application, chain, plain, assertion, in_activity, retried, unknown_activity, start_to_close, schedule_to_start,
        schedule_to_close, heartbeat, child, waiting_child, late_child, started_child, canceled_activity, nexus,
    )
}


@workflow.defn
class Wait:
    """Waits for longer than anybody here."""

    @workflow.run
    async def run(self) -> None:
        await asyncio.sleep(1000)


@nexusrpc.service(name="Desk")
class Desk:
    refuse: nexusrpc.Operation[str, str]
    break_down: nexusrpc.Operation[str, str]


@service_handler(service=Desk)
class DeskHandler:
    @sync_operation
    async def refuse(self, ctx: StartOperationContext, value: str) -> str:
        raise nexusrpc.OperationError("refused", state=nexusrpc.OperationErrorState.FAILED)

    @sync_operation
    async def break_down(self, ctx: StartOperationContext, value: str) -> str:
        raise nexusrpc.HandlerError("broken", type=nexusrpc.HandlerErrorType.BAD_REQUEST)


WORKFLOWS = [Fail, Wait]
ACTIVITIES = [fails, hangs]
