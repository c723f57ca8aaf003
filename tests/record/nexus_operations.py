"""Nexus operations: synchronous and by a workflow, each way to end, and each way to cancel them."""

import asyncio

import nexusrpc
from nexusrpc.handler import (
    CancelOperationContext,
    OperationHandler,
    StartOperationContext,
    StartOperationResultAsync,
    operation_handler,
    service_handler,
    sync_operation,
)
from temporalio import nexus, workflow
from temporalio.api.nexus.v1 import EndpointSpec, EndpointTarget
from temporalio.api.operatorservice.v1 import CreateNexusEndpointRequest
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.workflow import NexusOperationCancellationType as Cancel

from recorder import Recording, scenario, seconds


@workflow.defn
class Backing:
    """The workflow behind an asynchronous operation: `answer`, `fail`, `wait`, or `insist` on completing."""

    @workflow.run
    async def run(self, way: str) -> str:
        if way == "fail":
            raise ApplicationError("backing failed", type="Backing")
        try:
            await workflow.wait_condition(lambda: way == "answer")
        except asyncio.CancelledError:
            if way != "insist":
                raise
        return f"{way}ed"


class Silent(OperationHandler[str, str]):
    """Starts asynchronously, never ends, and treats a cancellation as it was told."""

    def __init__(self, way: str = "") -> None:
        self.way = way

    async def start(self, ctx: StartOperationContext, input: str) -> StartOperationResultAsync:
        return StartOperationResultAsync(token="silent")

    async def cancel(self, ctx: CancelOperationContext, token: str) -> None:
        if self.way == "refuse":
            raise nexusrpc.HandlerError("cannot cancel", type=nexusrpc.HandlerErrorType.NOT_FOUND)


@nexusrpc.service(name="Desk")
class Desk:
    echo: nexusrpc.Operation[str, str]
    refuse: nexusrpc.Operation[str, str]
    break_down: nexusrpc.Operation[str, str]
    run_workflow: nexusrpc.Operation[str, str]
    join_workflow: nexusrpc.Operation[str, str]
    silent: nexusrpc.Operation[str, str]
    silent_refusing: nexusrpc.Operation[str, str]


@service_handler(service=Desk)
class DeskHandler:
    @sync_operation
    async def echo(self, ctx: StartOperationContext, value: str) -> str:
        return value

    @sync_operation
    async def refuse(self, ctx: StartOperationContext, state: str) -> str:
        raise nexusrpc.OperationError("refused", state=nexusrpc.OperationErrorState(state))

    @sync_operation
    async def break_down(self, ctx: StartOperationContext, value: str) -> str:
        raise nexusrpc.HandlerError("broken", type=nexusrpc.HandlerErrorType.BAD_REQUEST)

    @nexus.workflow_run_operation
    async def run_workflow(self, ctx: nexus.WorkflowRunOperationContext, way: str) -> nexus.WorkflowHandle[str]:
        return await ctx.start_workflow(Backing.run, way, id=f"{nexus.info().task_queue}-backing")

    @nexus.workflow_run_operation
    async def join_workflow(self, ctx: nexus.WorkflowRunOperationContext, way: str) -> nexus.WorkflowHandle[str]:
        return await ctx.start_workflow(
            Backing.run,
            way,
            id=f"{nexus.info().task_queue}-backing",
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )

    @operation_handler
    def silent(self) -> OperationHandler[str, str]:
        return Silent()

    @operation_handler
    def silent_refusing(self) -> OperationHandler[str, str]:
        return Silent("refuse")


def desk():
    return workflow.create_nexus_client(service=Desk, endpoint=workflow.info().workflow_id)


async def outcome(result) -> str:
    try:
        return str(await result)
    except FailureError as error:
        return f"{type(error).__name__}: {type(error.__cause__).__name__}"


@workflow.defn
class Caller:
    """Calls one operation and says how it ended."""

    @workflow.run
    async def run(self, operation: str, value: str, limit: float) -> str:
        timeout = seconds(limit) if limit else None
        return await outcome(desk().execute_operation(operation, value, schedule_to_close_timeout=timeout))


async def endpoint(r: Recording) -> None:
    """Makes an endpoint named as the workflow, whose operations this scenario's worker handles."""
    target = EndpointTarget(worker=EndpointTarget.Worker(namespace=r.client.namespace, task_queue=r.id))
    spec = EndpointSpec(name=r.id, target=target)
    await r.client.operator_service.create_nexus_endpoint(CreateNexusEndpointRequest(spec=spec))


async def call(r: Recording, operation: str, value: str = "x", limit: float = 0) -> None:
    await endpoint(r)
    async with r.worker(Caller, Backing, DeskHandler()):
        await r.finish(Caller.run, operation, value, limit)


async def keep_backing(r: Recording) -> None:
    backing = r.client.get_workflow_handle(f"{r.id}-backing")
    await r.end_of(backing)
    r.keep(backing, "backing", (await backing.describe()).run_id)


@scenario()
async def completed_at_once(r: Recording) -> None:
    """The handler answers synchronously: no started event."""
    await call(r, "echo")


@scenario()
async def failed_at_once(r: Recording) -> None:
    """The handler answers with a failed operation."""
    await call(r, "refuse", "failed")


@scenario()
async def canceled_at_once(r: Recording) -> None:
    """The handler answers with a canceled operation that nobody asked to cancel."""
    await call(r, "refuse", "canceled")


@scenario()
async def handler_failed(r: Recording) -> None:
    """The handler fails with an error that must not be retried."""
    await call(r, "break_down")


@scenario()
async def timed_out_before_start(r: Recording) -> None:
    """No handler takes the operation before its timeout."""
    await endpoint(r)
    async with r.worker(Caller):
        await r.finish(Caller.run, "echo", "x", 1)


@scenario()
async def timed_out_after_start(r: Recording) -> None:
    """The operation starts and never ends."""
    await call(r, "silent", limit=1)


@scenario()
async def completed(r: Recording) -> None:
    """A workflow behind the operation completes; its own history has the callback."""
    await call(r, "run_workflow", "answer")
    await keep_backing(r)


@scenario()
async def failed(r: Recording) -> None:
    """A workflow behind the operation fails."""
    await call(r, "run_workflow", "fail")


@workflow.defn
class CancelCaller:
    """Starts an operation, cancels it when told, and waits for more if told so."""

    def __init__(self) -> None:
        self.signals = 0

    @workflow.run
    async def run(self, operation: str, value: str, cancellation: int, signals: int) -> str:
        handle = await desk().start_operation(operation, value, cancellation_type=Cancel(cancellation))
        await workflow.wait_condition(lambda: self.signals > 0)
        handle.cancel()
        said = await outcome(handle)
        await workflow.wait_condition(lambda: self.signals == signals)
        return said

    @workflow.signal
    def go_on(self) -> None:
        self.signals += 1


async def cancel(r: Recording, operation: str, value: str, cancellation: Cancel, event: str = "") -> None:
    """Cancels a started operation; with `event`, the caller lives until that event has come."""
    await endpoint(r)
    async with r.worker(CancelCaller, Backing, DeskHandler()):
        handle = await r.start(CancelCaller.run, operation, value, cancellation, 2 if event else 1)
        await r.until(handle, "NEXUS_OPERATION_STARTED")
        await handle.signal(CancelCaller.go_on)
        if event:
            await r.until(handle, event)
            await handle.signal(CancelCaller.go_on)
        await r.end_of(handle)


@scenario()
async def cancel_wait_completed(r: Recording) -> None:
    """Waits until the workflow behind the operation is canceled."""
    await cancel(r, "run_workflow", "wait", Cancel.WAIT_COMPLETED)


@scenario()
async def cancel_wait_completed_ignored(r: Recording) -> None:
    """The workflow behind the operation completes although it was canceled."""
    await cancel(r, "run_workflow", "insist", Cancel.WAIT_COMPLETED)


@scenario()
async def cancel_wait_requested(r: Recording) -> None:
    """Goes on when the cancellation has been delivered; the operation never ends."""
    await cancel(r, "silent", "x", Cancel.WAIT_REQUESTED)


@scenario()
async def cancel_wait_requested_then_canceled(r: Recording) -> None:
    """Goes on when the cancellation has been delivered; the canceled event comes later."""
    await cancel(r, "run_workflow", "wait", Cancel.WAIT_REQUESTED, "NEXUS_OPERATION_CANCELED")


@scenario()
async def cancel_wait_requested_refused(r: Recording) -> None:
    """The handler refuses to cancel: the cancel request fails."""
    await cancel(r, "silent_refusing", "x", Cancel.WAIT_REQUESTED)


@scenario()
async def cancel_try_then_canceled(r: Recording) -> None:
    """A try-canceled operation reports its cancellation later."""
    await cancel(r, "run_workflow", "wait", Cancel.TRY_CANCEL, "NEXUS_OPERATION_CANCELED")


@scenario()
async def cancel_try_then_completed(r: Recording) -> None:
    """A try-canceled operation completes all the same."""
    await cancel(r, "run_workflow", "insist", Cancel.TRY_CANCEL, "NEXUS_OPERATION_COMPLETED")


@scenario()
async def cancel_abandon(r: Recording) -> None:
    """An abandoned operation: no request is sent."""
    await cancel(r, "silent", "x", Cancel.ABANDON)


@workflow.defn
class CancelEarly:
    """Cancels an operation in the workflow task after the one that starts it."""

    @workflow.run
    async def run(self) -> str:
        call = asyncio.create_task(desk().execute_operation(Desk.echo, "x", cancellation_type=Cancel.TRY_CANCEL))
        await workflow.sleep(0.01)
        call.cancel()
        try:
            return await call
        except (FailureError, asyncio.CancelledError) as error:
            return type(error).__name__


@scenario()
async def canceled_before_start(r: Recording) -> None:
    """An operation is canceled before any handler has taken it."""
    await endpoint(r)
    async with r.worker(CancelEarly):
        await r.finish(CancelEarly.run)


@workflow.defn
class Equipped:
    @workflow.run
    async def run(self) -> list[str]:
        first = desk().execute_operation(
            Desk.echo, "one", headers={"note": "of a caller"}, summary="an echo", schedule_to_close_timeout=seconds(20)
        )
        others = [desk().execute_operation(Desk.echo, word) for word in ("two", "three")]
        return list(await asyncio.gather(first, *others))


@scenario()
async def several_with_options(r: Recording) -> None:
    """Three operations at once, one with headers, a summary and a timeout."""
    await endpoint(r)
    async with r.worker(Equipped, DeskHandler()):
        await r.finish(Equipped.run)


@workflow.defn
class CallTwice:
    """Two operations that are backed by one workflow."""

    @workflow.run
    async def run(self) -> list[str]:
        first = await desk().start_operation(Desk.join_workflow, "insist")
        second = await desk().start_operation(Desk.join_workflow, "insist")
        first.cancel()
        return list(await asyncio.gather(outcome(first), outcome(second)))


@scenario()
async def joins_running_workflow(r: Recording) -> None:
    """The second operation's callback is attached to the first one's running workflow: options updated."""
    await endpoint(r)
    async with r.worker(CallTwice, Backing, DeskHandler()):
        await r.finish(CallTwice.run)
    await keep_backing(r)
