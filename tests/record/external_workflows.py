"""Signals and cancellations a workflow sends to workflows that are not its children."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import FailureError

from recorder import Recording, scenario


@workflow.defn
class Other:
    """Waits for a word, or to be canceled."""

    def __init__(self) -> None:
        self.word = ""

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: bool(self.word))
        return self.word

    @workflow.signal
    def say(self, word: str) -> None:
        self.word = word


async def outcome(request) -> str:
    try:
        await request
        return "delivered"
    except FailureError as error:
        return str(error)


@workflow.defn
class Signal:
    @workflow.run
    async def run(self, target: str) -> str:
        return await outcome(workflow.get_external_workflow_handle(target).signal("say", "hello"))


@workflow.defn
class CancelOther:
    @workflow.run
    async def run(self, target: str) -> str:
        return await outcome(workflow.get_external_workflow_handle(target).cancel())


@scenario()
async def signal_delivered(r: Recording) -> None:
    """A signal reaches another workflow."""
    async with r.worker(Signal, Other):
        other = await r.start(Other.run, id=f"{r.id}-other", keep=False)
        await r.finish(Signal.run, other.id)
        await r.end_of(other)


@scenario()
async def signal_not_found(r: Recording) -> None:
    """The workflow to signal does not exist."""
    async with r.worker(Signal):
        await r.finish(Signal.run, "no-such-workflow")


@scenario()
async def cancel_delivered(r: Recording) -> None:
    """A cancellation reaches another workflow, which ends canceled."""
    async with r.worker(CancelOther, Other):
        other = await r.start(Other.run, id=f"{r.id}-other", keep=False)
        await r.finish(CancelOther.run, other.id)
        await r.end_of(other)
        r.keep(other, "receiver")


@scenario()
async def cancel_not_found(r: Recording) -> None:
    """The workflow to cancel does not exist."""
    async with r.worker(CancelOther):
        await r.finish(CancelOther.run, "no-such-workflow")


@workflow.defn
class SignalAndCancel:
    """Signals two workflows and cancels a third at the same time, by run id where given."""

    @workflow.run
    async def run(self, targets: list[str], run_id: str) -> list[str]:
        first, second, third = (workflow.get_external_workflow_handle(one) for one in targets)
        fourth = workflow.get_external_workflow_handle(targets[0], run_id=run_id)
        requests = [first.signal("say", "one"), second.signal("say", "two"), third.cancel(), fourth.signal("note")]
        return list(await asyncio.gather(*(outcome(one) for one in requests)))


@scenario()
async def several_at_once(r: Recording) -> None:
    """Three signals and a cancellation leave in one workflow task; one target is missing."""
    async with r.worker(SignalAndCancel, Other):
        first = await r.start(Other.run, id=f"{r.id}-1", keep=False)
        third = await r.start(Other.run, id=f"{r.id}-3", keep=False)
        await r.finish(SignalAndCancel.run, [first.id, "no-such-workflow", third.id], first.result_run_id)


@workflow.defn
class SignalSelf:
    def __init__(self) -> None:
        self.word = ""

    @workflow.run
    async def run(self) -> str:
        info = workflow.info()
        said = await outcome(workflow.get_external_workflow_handle(info.workflow_id).signal("say", "me"))
        return f"{said} {self.word}"

    @workflow.signal
    def say(self, word: str) -> None:
        self.word = word


@scenario()
async def signal_to_itself(r: Recording) -> None:
    """A workflow may not signal its own run: the server fails the request."""
    async with r.worker(SignalSelf):
        await r.finish(SignalSelf.run)
