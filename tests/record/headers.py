"""Headers, which interceptors put on whatever a client or a workflow sends."""

from collections.abc import Mapping
from typing import Any

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.client import Interceptor as ClientInterceptor
from temporalio.client import OutboundInterceptor as ClientOutbound
from temporalio.exceptions import FailureError
from temporalio.worker import (
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

from deeds import echo
from recorder import IDENTITY, LIMIT, Recording, scenario


def with_header(input: Any, by: str) -> Any:
    """Adds the name of who sends it to an interceptor's input."""
    headers: Mapping[str, Payload] = input.headers
    trace = Payload(metadata={"encoding": b"json/plain"}, data=f'"{by}"'.encode())
    input.headers = {**headers, "trace": trace}
    return input


class FromClient(ClientInterceptor):
    def intercept_client(self, next: ClientOutbound) -> ClientOutbound:
        return FromClientOutbound(next)


class FromClientOutbound(ClientOutbound):
    async def start_workflow(self, input: Any) -> Any:
        return await super().start_workflow(with_header(input, "client start"))

    async def signal_workflow(self, input: Any) -> None:
        await super().signal_workflow(with_header(input, "client signal"))

    async def start_workflow_update(self, input: Any) -> Any:
        return await super().start_workflow_update(with_header(input, "client update"))


class FromWorkflow(Interceptor):
    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        return FromWorkflowInbound


class FromWorkflowInbound(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(FromWorkflowOutbound(outbound))


class FromWorkflowOutbound(WorkflowOutboundInterceptor):
    def start_activity(self, input: Any) -> Any:
        return super().start_activity(with_header(input, "activity"))

    def start_local_activity(self, input: Any) -> Any:
        return super().start_local_activity(with_header(input, "local activity"))

    async def start_child_workflow(self, input: Any) -> Any:
        return await super().start_child_workflow(with_header(input, "child"))

    async def signal_external_workflow(self, input: Any) -> None:
        await super().signal_external_workflow(with_header(input, "external signal"))

    async def signal_child_workflow(self, input: Any) -> None:
        await super().signal_child_workflow(with_header(input, "child signal"))

    def continue_as_new(self, input: Any) -> Any:
        super().continue_as_new(with_header(input, "continue as new"))


@workflow.defn
class Listen:
    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: self.told)
        return "told"

    @workflow.signal
    def tell(self) -> None:
        self.told = True


@workflow.defn
class SendAll:
    """Sends whatever can have a header."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self, rounds: int) -> str:
        if not rounds:
            return "done"
        await workflow.execute_activity(echo, "x", **LIMIT)
        await workflow.execute_local_activity(echo, "x", **LIMIT)
        child = await workflow.start_child_workflow(Listen.run, id=f"{workflow.info().workflow_id}-child")
        await child.signal(Listen.tell)
        try:
            await workflow.get_external_workflow_handle("no-such-workflow").signal("tell")
        except FailureError:
            self.words.append("lost")
        await child
        await workflow.wait_condition(lambda: len(self.words) == 3)
        workflow.continue_as_new(rounds - 1)

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)

    @workflow.update
    def note(self, word: str) -> None:
        self.words.append(word)


@scenario()
async def everywhere(r: Recording) -> None:
    """Start, signal, update, activity, child, both outgoing signals and continue-as-new have a header."""
    r.client = await Client.connect(r.address, identity=IDENTITY, interceptors=[FromClient()])
    async with r.worker(SendAll, Listen, echo, interceptors=[FromWorkflow()]):
        handle = await r.start(SendAll.run, 1)
        await handle.signal(SendAll.say, "signal")
        await handle.execute_update(SendAll.note, "update", id="one")
        await r.end_of(handle)
