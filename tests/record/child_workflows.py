"""Child workflows: how they end, each way to cancel them, and what happens to them when the parent closes."""

import asyncio

from temporalio import workflow
from temporalio.common import (
    RetryPolicy,
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
)
from temporalio.exceptions import ApplicationError, ChildWorkflowError, FailureError
from temporalio.workflow import ChildWorkflowCancellationType as Cancel
from temporalio.workflow import ParentClosePolicy

from recorder import Recording, scenario, seconds

KEYWORD = SearchAttributeKey.for_keyword("RecKeyword")


@workflow.defn
class Answer:
    @workflow.run
    async def run(self, value: str) -> str:
        return value


@workflow.defn
class Refuse:
    @workflow.run
    async def run(self, value: str) -> None:
        raise ApplicationError(value, "detail", type="Refused", non_retryable=True)


@workflow.defn
class Wait:
    """Waits for a signal or to be canceled."""

    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self, value: str) -> str:
        await workflow.wait_condition(lambda: self.told)
        return value

    @workflow.signal
    def go_on(self) -> None:
        self.told = True


@workflow.defn
class IgnoreCancel:
    @workflow.run
    async def run(self, value: str) -> str:
        try:
            await workflow.wait_condition(lambda: False)
        except asyncio.CancelledError:
            pass
        return value


@workflow.defn
class RefuseCancel:
    @workflow.run
    async def run(self, value: str) -> None:
        try:
            await workflow.wait_condition(lambda: False)
        except asyncio.CancelledError:
            raise ApplicationError(value) from None


async def outcome(child) -> str:
    try:
        return str(await child)
    except FailureError as error:
        return f"{type(error).__name__}: {type(error.__cause__).__name__}"


@workflow.defn
class Parent:
    """Runs one child and says how it ended."""

    @workflow.run
    async def run(self, child: str, run_timeout: float) -> str:
        timeout = seconds(run_timeout) if run_timeout else None
        child_id = f"{workflow.info().workflow_id}-child"
        return await outcome(workflow.execute_child_workflow(child, "x", id=child_id, run_timeout=timeout))


@scenario()
async def completed(r: Recording) -> None:
    """A child completes; its own history has the parent in its first event."""
    async with r.worker(Parent, Answer):
        await r.finish(Parent.run, "Answer", 0)
        child = r.client.get_workflow_handle(f"{r.id}-child")
        r.keep(child, "child", (await child.describe()).run_id)


@scenario()
async def failed(r: Recording) -> None:
    """A child fails; the parent goes on."""
    async with r.worker(Parent, Refuse):
        await r.finish(Parent.run, "Refuse", 0)


@scenario()
async def timed_out(r: Recording) -> None:
    """A child reaches its run timeout."""
    async with r.worker(Parent, Wait):
        await r.finish(Parent.run, "Wait", 1)


@scenario()
async def terminated(r: Recording) -> None:
    """Somebody terminates the child."""
    async with r.worker(Parent, Wait):
        handle = await r.start(Parent.run, "Wait", 0)
        await r.until(handle, "CHILD_WORKFLOW_EXECUTION_STARTED")
        await r.client.get_workflow_handle(f"{r.id}-child").terminate("recorded")
        await r.end_of(handle)


@scenario()
async def canceled_by_client(r: Recording) -> None:
    """Somebody cancels the child, not the parent."""
    async with r.worker(Parent, Wait):
        handle = await r.start(Parent.run, "Wait", 0)
        await r.until(handle, "CHILD_WORKFLOW_EXECUTION_STARTED")
        await r.client.get_workflow_handle(f"{r.id}-child").cancel()
        await r.end_of(handle)


@scenario()
async def start_failed_already_exists(r: Recording) -> None:
    """The child's id belongs to a running workflow."""
    async with r.worker(Parent, Wait):
        await r.start(Wait.run, "x", id=f"{r.id}-child", keep=False)
        await r.finish(Parent.run, "Wait", 0)


@workflow.defn
class CancelChild:
    """Cancels a child when told, and waits a little for what comes of it."""

    def __init__(self) -> None:
        self.signals = 0

    @workflow.run
    async def run(self, child: str, cancellation: int, signals: int) -> str:
        child_id = f"{workflow.info().workflow_id}-child"
        handle = await workflow.start_child_workflow(
            child,
            "x",
            id=child_id,
            cancellation_type=Cancel(cancellation),
            parent_close_policy=ParentClosePolicy.ABANDON,
        )
        await workflow.wait_condition(lambda: self.signals > 0)
        handle.cancel()
        said = await outcome(handle)
        await workflow.wait_condition(lambda: self.signals == signals)
        return said

    @workflow.signal
    def go_on(self) -> None:
        self.signals += 1


async def cancel_child(r: Recording, child: type, cancellation: Cancel, event: str = "") -> None:
    """Cancels a child; with `event`, the parent lives until that event has come."""
    async with r.worker(CancelChild, child):
        handle = await r.start(CancelChild.run, child.__name__, cancellation, 2 if event else 1)
        await r.until(handle, "CHILD_WORKFLOW_EXECUTION_STARTED")
        await handle.signal(CancelChild.go_on)
        if event:
            await r.until(handle, event)
            await handle.signal(CancelChild.go_on)
        await r.end_of(handle)


@scenario()
async def cancel_try_then_canceled(r: Recording) -> None:
    """A try-canceled child reports its cancellation later."""
    await cancel_child(r, Wait, Cancel.TRY_CANCEL, "CHILD_WORKFLOW_EXECUTION_CANCELED")


@scenario()
async def cancel_try_then_completed(r: Recording) -> None:
    """A try-canceled child completes all the same."""
    await cancel_child(r, IgnoreCancel, Cancel.TRY_CANCEL, "CHILD_WORKFLOW_EXECUTION_COMPLETED")


@scenario()
async def cancel_try_then_failed(r: Recording) -> None:
    """A try-canceled child fails."""
    await cancel_child(r, RefuseCancel, Cancel.TRY_CANCEL, "CHILD_WORKFLOW_EXECUTION_FAILED")


@scenario()
async def cancel_wait_completed(r: Recording) -> None:
    """Waits until the child has reported its cancellation."""
    await cancel_child(r, Wait, Cancel.WAIT_CANCELLATION_COMPLETED)


@scenario()
async def cancel_wait_completed_ignored(r: Recording) -> None:
    """Waits for a child that completes although it was canceled."""
    await cancel_child(r, IgnoreCancel, Cancel.WAIT_CANCELLATION_COMPLETED)


@scenario()
async def cancel_wait_requested(r: Recording) -> None:
    """Waits for the request to be delivered; the child's cancellation is reported too."""
    await cancel_child(r, Wait, Cancel.WAIT_CANCELLATION_REQUESTED, "CHILD_WORKFLOW_EXECUTION_CANCELED")


@scenario()
async def cancel_abandon(r: Recording) -> None:
    """Abandons a child: no request is sent, and the child is canceled by somebody else later."""
    async with r.worker(CancelChild, Wait):
        handle = await r.start(CancelChild.run, "Wait", Cancel.ABANDON, 2)
        await r.until(handle, "CHILD_WORKFLOW_EXECUTION_STARTED")
        await handle.signal(CancelChild.go_on)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 3)
        await r.client.get_workflow_handle(f"{r.id}-child").signal(Wait.go_on)
        await r.until(handle, "CHILD_WORKFLOW_EXECUTION_COMPLETED")
        await handle.signal(CancelChild.go_on)
        await r.end_of(handle)


@workflow.defn
class CancelEarly:
    """Cancels a child in the workflow task after the one that starts it."""

    @workflow.run
    async def run(self) -> str:
        child_id = f"{workflow.info().workflow_id}-child"
        start = asyncio.create_task(workflow.execute_child_workflow(Wait.run, "x", id=child_id))
        await workflow.sleep(0.01)
        start.cancel()
        try:
            return await start
        except (ChildWorkflowError, asyncio.CancelledError) as error:
            return type(error).__name__


@scenario()
async def canceled_while_starting(r: Recording) -> None:
    """A child is canceled a workflow task later, about when it starts."""
    async with r.worker(CancelEarly, Wait):
        await r.finish(CancelEarly.run)


@workflow.defn
class LeaveChild:
    @workflow.run
    async def run(self, policy: int) -> str:
        child_id = f"{workflow.info().workflow_id}-child"
        await workflow.start_child_workflow(Wait.run, "x", id=child_id, parent_close_policy=ParentClosePolicy(policy))
        await workflow.sleep(0.3)  # the child's first workflow task is over by then
        return "gone"


async def leave_child(r: Recording, policy: ParentClosePolicy, signal: bool = False) -> None:
    """Keeps the history of a child whose parent has gone."""
    async with r.worker(LeaveChild, Wait):
        await r.finish(LeaveChild.run, policy, keep=False)
        child = r.client.get_workflow_handle(f"{r.id}-child")
        if signal:
            await child.signal(Wait.go_on)
        await r.end_of(child)
        r.keep(child, run_id=(await child.describe()).run_id)


@scenario()
async def parent_close_terminates(r: Recording) -> None:
    """The parent completes and this child is terminated."""
    await leave_child(r, ParentClosePolicy.TERMINATE)


@scenario()
async def parent_close_cancels(r: Recording) -> None:
    """The parent completes and this child is asked to cancel."""
    await leave_child(r, ParentClosePolicy.REQUEST_CANCEL)


@scenario()
async def parent_close_abandons(r: Recording) -> None:
    """The parent completes and this child goes on."""
    await leave_child(r, ParentClosePolicy.ABANDON, signal=True)


@workflow.defn
class ParentOfEquipped:
    @workflow.run
    async def run(self) -> str:
        attributes = TypedSearchAttributes([SearchAttributePair(KEYWORD, "child")])
        return await workflow.execute_child_workflow(
            Answer.run,
            "x",
            id=f"{workflow.info().workflow_id}-child",
            memo={"note": "of a child"},
            search_attributes=attributes,
            retry_policy=RetryPolicy(maximum_attempts=2),
            execution_timeout=seconds(60),
            run_timeout=seconds(30),
            task_timeout=seconds(5),
            static_summary="a child",
            static_details="with everything",
        )


@scenario()
async def every_option(r: Recording) -> None:
    """A child with memo, search attributes, retry policy, timeouts, summary and details."""
    async with r.worker(ParentOfEquipped, Answer):
        await r.finish(ParentOfEquipped.run)


@workflow.defn
class ManyChildren:
    @workflow.run
    async def run(self, count: int) -> list[str]:
        own = workflow.info().workflow_id
        children = [
            outcome(workflow.execute_child_workflow("Refuse" if i == 1 else "Answer", f"{i}", id=f"{own}-{i}"))
            for i in range(count)
        ]
        return list(await asyncio.gather(*children))


@scenario()
async def several(r: Recording) -> None:
    """Four children at once, one of which fails."""
    async with r.worker(ManyChildren, Answer, Refuse):
        await r.finish(ManyChildren.run, 4)


@workflow.defn
class SignalChild:
    @workflow.run
    async def run(self) -> str:
        handle = await workflow.start_child_workflow(Wait.run, "x", id=f"{workflow.info().workflow_id}-child")
        await handle.signal(Wait.go_on)
        return await handle


@scenario()
async def signaled(r: Recording) -> None:
    """The parent signals its child by its handle."""
    async with r.worker(SignalChild, Wait):
        await r.finish(SignalChild.run)


@scenario()
async def parent_canceled(r: Recording) -> None:
    """The parent's cancellation cancels its child and then itself."""
    async with r.worker(ParentUntilCanceled, Wait):
        handle = await r.start(ParentUntilCanceled.run)
        await r.until(handle, "CHILD_WORKFLOW_EXECUTION_STARTED")
        await handle.cancel()
        await r.end_of(handle)


@workflow.defn
class ParentUntilCanceled:
    @workflow.run
    async def run(self) -> str:
        return await workflow.execute_child_workflow(Wait.run, "x", id=f"{workflow.info().workflow_id}-child")
