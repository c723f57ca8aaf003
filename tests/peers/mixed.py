"""Workflows of ours with activities, children and Nexus operations on official workers, and the reverse."""

import asyncio
from typing import Any

import nexusrpc
from nexusrpc.handler import StartOperationContext, service_handler, sync_operation
from temporalio import activity, nexus, workflow
from temporalio.api.nexus.v1 import EndpointSpec, EndpointTarget
from temporalio.api.operatorservice.v1 import CreateNexusEndpointRequest
from temporalio.client import WorkflowHandle
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    CancelledError,
    ChildWorkflowError,
    NexusOperationError,
)
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

import sink
from clients import FAILURE, chain, kinds, purpose
from peers import Peers, case, case_for

AWAIT_CANCEL = "wait_cancellation_completed"


@activity.defn
async def describe(word: str, number: int, thing: dict[str, Any]) -> list:
    return [word.upper(), number + 1, thing, activity.info().priority.priority_key]


@activity.defn
async def fail_with_causes() -> None:
    try:
        raise ValueError("the innermost")
    except ValueError as inner:
        raise ApplicationError("the outer", "detail", type="Outer", non_retryable=True) from inner


@activity.defn
async def beat_and_fail_once() -> list:
    if activity.info().attempt > 1:
        return list(activity.info().heartbeat_details)
    activity.heartbeat("so far", {"done": 3})
    await asyncio.sleep(0.3)
    raise ApplicationError("again, please")


@activity.defn
async def wait_for_cancellation() -> None:
    try:
        while True:
            activity.heartbeat()
            await asyncio.sleep(0.1)
    except asyncio.CancelledError:
        assert activity.cancellation_details().cancel_requested
        raise


@activity.defn
async def headers() -> dict:
    return dict(SEEN)


SEEN: dict[str, Any] = {}


class Headers(Interceptor):
    """Keeps what headers the last activity had."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        class Seeing(ActivityInboundInterceptor):
            async def execute_activity(self, input: ExecuteActivityInput) -> Any:
                converter = activity.payload_converter()
                SEEN.clear()
                SEEN.update({key: converter.from_payload(value) for key, value in input.headers.items()})
                return await super().execute_activity(input)

        return Seeing(next)


@case
async def official_activities(peers: Peers) -> None:
    """Activities of an official worker: arguments of many types, causes, heartbeats, cancellation, headers, priority."""
    queue = f"{peers.name}-official"
    parts = (describe, fail_with_causes, beat_and_fail_once, wait_for_cancellation, headers)

    def does(activity_type: str, *arguments: Any, **options: Any) -> dict:
        given = {"activity_type": activity_type, "arguments": list(arguments), "task_queue": queue}
        return {"activity": given | options, "save_as": "it"}

    it = {"return_state": "it"}
    async with peers.ours(), peers.official_parts(*parts, queue=queue, interceptors=[Headers()]):
        described = does("describe", "word", 6, {"a": [None]}, priority={"priority_key": 2})
        assert await peers.result(described, it, id="describe") == ["WORD", 7, {"a": [None]}, 2]

        found = await chain(await peers.start(does("fail_with_causes"), id="causes"))
        assert kinds(found) == [ActivityError, ApplicationError, ApplicationError], found
        outer, inner = found[1:]
        assert (outer.message, outer.type, outer.details) == ("the outer", "Outer", ("detail",)), outer
        assert (inner.message, inner.type) == ("the innermost", "ValueError"), inner

        beats = does("beat_and_fail_once", heartbeat_timeout="10s", retry_policy={"initial_interval": "0.05s"})
        assert await peers.result(beats, it, id="beats") == ["so far", {"done": 3}]

        canceled = does("wait_for_cancellation", heartbeat_timeout="10s", cancellation_type=AWAIT_CANCEL)
        canceled |= {"await": "cancel_after_started", "expect": "canceled"}
        assert await peers.result(canceled, {"return": "went on"}, id="canceled") == "went on"

        with_header = does("headers", header={"trace": ["abc", 1]})
        assert await peers.result(with_header, it, id="headers") == {"trace": ["abc", 1]}


@case
async def activities_of_ours(peers: Peers) -> None:
    """An official workflow whose activities run on a worker of ours."""
    queue = f"{peers.name}-ours"

    def does(*actions: dict, **options: Any) -> dict:
        return {"activity": {"does": list(actions), "task_queue": queue} | options, "save_as": "it"}

    it = {"return_state": "it"}
    async with peers.official(), peers.ours(queue=queue):
        assert await peers.result(does({"return": {"a": [None, "ü"]}}), it, id="result") == {"a": [None, "ü"]}
        again = {"retry_policy": {"initial_interval": "0.05s"}}
        attempts = does({"fail_attempts": {"attempts": 2}}, {"return_attempt": {}}, **again)
        assert await peers.result(attempts, it, id="attempts") == 3
        beats = does(
            {"heartbeat": ["half"]},
            {"sleep": "0.2s"},
            {"fail_attempts": {"attempts": 1}},
            {"return_heartbeat_details": {}},
            heartbeat_timeout="10s",
            **again,
        )
        assert await peers.result(beats, it, id="beats") == ["half"]
        handle = await peers.start(does({"fail": FAILURE}), id="fails")
        found = await chain(handle)
        assert kinds(found) == [ActivityError, ApplicationError], found
        purpose("an activity of ours", found[1])
        [started] = await peers.events(handle, "ACTIVITY_TASK_STARTED")
        assert started.identity.startswith("ours-"), started
        handle = await peers.start(does({"heartbeat": []}, {"wait_for_cancel": {}}, heartbeat_timeout="10s"), id="canceled")
        await peers.until(lambda: peers.events(handle, "ACTIVITY_TASK_SCHEDULED"))
        await handle.cancel()
        assert kinds(await chain(handle))[:1] == [CancelledError]


@workflow.defn
class Child:
    """Waits for a word, unless it is to fail."""

    def __init__(self) -> None:
        self.word = ""

    @workflow.run
    async def run(self, way: str) -> str:
        if way == "fail":
            await workflow.execute_local_activity(fail_with_causes, start_to_close_timeout=sink.length("5s"))
        await workflow.wait_condition(lambda: self.word != "")
        parent = workflow.info().parent
        return f"{way} {self.word} of {parent.workflow_id if parent else 'nobody'}"

    @workflow.signal
    def say(self, word: str) -> None:
        self.word = word


@case
async def official_children(peers: Peers) -> None:
    """Children of ours on an official worker: one that is signaled, one that fails, one that is canceled."""
    queue = f"{peers.name}-official"

    def child(way: str, **options: Any) -> dict:
        given = {"workflow_type": "Child", "arguments": [way], "task_queue": queue, "workflow_id": f"{peers.name}/{way}"}
        return {"child_workflow": given | options, "save_as": "child"}

    def signal(**target: str) -> dict:
        return {"signal_external": {"signal_name": "say", "arguments": ["word"], **target}}

    async with peers.ours(), peers.official_parts(Child, fail_with_causes, queue=queue):
        told = child("told") | {"await": "start"}
        ends = [told, signal(child=f"{peers.name}/told"), {"await_all": {}}, {"return_state": "child"}]
        assert await peers.result(*ends, id="parent") == f"told word of {peers.name}/parent"

        found = await chain(await peers.start(child("fail"), id="failing"))
        assert kinds(found) == [ChildWorkflowError, ApplicationError, ApplicationError], found
        assert (found[1].type, found[2].message) == ("Outer", "the innermost"), found

        canceled = child("stay", cancellation_type=AWAIT_CANCEL)
        canceled |= {"await": "cancel_after_started", "expect": "canceled"}
        assert await peers.result(canceled, {"return": "went on"}, id="canceling") == "went on"

        other = await peers.client.start_workflow(Child.run, "other", id=f"{peers.name}/other", task_queue=queue)
        cancel = {"cancel_external": {"workflow_id": other.id, "reason": "a test"}}
        assert await peers.result(cancel, {"return": "asked"}, id="external") == "asked"
        assert kinds(await chain(other)) == [CancelledError]
        [asked] = await peers.events(other, "WORKFLOW_EXECUTION_CANCEL_REQUESTED")
        assert asked.external_workflow_execution.workflow_id == f"{peers.name}/external", asked


@case
async def children_of_ours(peers: Peers) -> None:
    """Children of an official workflow on a worker of ours, and a signal between them."""
    queue = f"{peers.name}-ours"

    def child(*actions: dict, **options: Any) -> dict:
        return {"child_workflow": {"program": {"actions": list(actions)}, "task_queue": queue, **options}, "save_as": "it"}

    async with peers.official(), peers.ours(queue=queue):
        done = child({"timer": "0.02s"}, {"activity": {"does": [{"return": 3}]}, "save_as": "n"}, {"return_state": "n"})
        assert await peers.result(done, {"return_state": "it"}, id="done") == 3
        found = await chain(await peers.start(child({"activity": {"does": [{"fail": FAILURE}]}}), id="failing"))
        assert kinds(found) == [ChildWorkflowError, ActivityError, ApplicationError], found
        purpose("a child of ours", found[2])
        waits = child({"await_signal": "word", "save_as": "word"}, {"return_state": "word"}, workflow_id=f"{peers.name}/hears")
        says = {"signal_external": {"workflow_id": f"{peers.name}/hears", "signal_name": "word", "arguments": ["said"]}}
        both = {"concurrent": [waits, {"sequence": [{"timer": "0.3s"}, says]}]}
        assert await peers.result(both, {"return_state": "it"}, id="says") == "said"


@nexusrpc.service(name="Desk")
class Desk:
    echo: nexusrpc.Operation[str, str]
    refuse: nexusrpc.Operation[str, str]
    run_workflow: nexusrpc.Operation[str, str]


@service_handler(service=Desk)
class DeskHandler:
    @sync_operation
    async def echo(self, ctx: StartOperationContext, value: str) -> str:
        return f"{value} {ctx.headers.get('trace')}"

    @sync_operation
    async def refuse(self, ctx: StartOperationContext, value: str) -> str:
        raise nexusrpc.OperationError("refused", state=nexusrpc.OperationErrorState.FAILED)

    @nexus.workflow_run_operation
    async def run_workflow(self, ctx: nexus.WorkflowRunOperationContext, way: str) -> nexus.WorkflowHandle[str]:
        return await ctx.start_workflow(Child.run, way, id=f"backing-{way}")


async def make_endpoint(peers: Peers, queue: str) -> None:
    """An endpoint named after the case; its operations go to this task queue."""
    target = EndpointTarget(worker=EndpointTarget.Worker(namespace=peers.client.namespace, task_queue=queue))
    spec = EndpointSpec(name=peers.name, target=target)
    await peers.client.operator_service.create_nexus_endpoint(CreateNexusEndpointRequest(spec=spec))


@case_for("cli")
async def official_nexus_operations(peers: Peers) -> None:
    """Nexus operations of ours that official handlers answer at once, by a workflow, with a failure, or are asked to stop."""
    queue = f"{peers.name}-official"
    await make_endpoint(peers, queue)

    def operation(name: str, value: str, **options: Any) -> dict:
        given = {"endpoint": peers.name, "service": "Desk", "operation": name, "input": value}
        given |= {"schedule_to_close_timeout": "60s", **options}
        return {"nexus_operation": given, "save_as": "it"}

    it = {"return_state": "it"}
    async with peers.ours(), peers.official_parts(Child, DeskHandler(), queue=queue):
        echo = operation("echo", "hello", nexus_header={"trace": "abc"})
        assert await peers.result(echo, it, id="echo") == "hello abc"
        refused = operation("refuse", "x") | {"expect": {"failed": "refused"}}
        assert "refused" in await peers.result(refused, it, id="refuse")
        handle = await peers.start(operation("run_workflow", "told"), it, id="workflow")
        await peers.until(lambda: peers.events(handle, "NEXUS_OPERATION_STARTED"))
        await peers.client.get_workflow_handle("backing-told").signal("say", "word")
        assert await handle.result() == "told word of nobody"
        canceled = operation("run_workflow", "stay", cancellation_type=AWAIT_CANCEL)
        canceled |= {"await": "cancel_after_started", "expect": "canceled"}
        assert await peers.result(canceled, {"return": "went on"}, id="canceled") == "went on"


@nexusrpc.service(name="Sink")
class Sink:
    does: nexusrpc.Operation[list, Any]


@workflow.defn
class Caller:
    """Calls an operation that does what this says, and cancels it once it has started, where it shall."""

    @workflow.run
    async def run(self, endpoint: str, does: list, cancel: bool) -> Any:
        desk = workflow.create_nexus_client(service=Sink, endpoint=endpoint)
        handle = await desk.start_operation(Sink.does, does, schedule_to_close_timeout=sink.length("60s"))
        if cancel:
            handle.cancel()
        return await handle


@case_for("cli")
async def nexus_operations_of_ours(peers: Peers) -> None:
    """Nexus operations of an official workflow that a worker of ours answers: each way to end, and a cancellation."""
    queue = f"{peers.name}-ours"
    await make_endpoint(peers, queue)

    async def call(name: str, *does: dict, cancel: bool = False) -> WorkflowHandle:
        arguments = [peers.name, list(does), cancel]
        workflow_id = f"{peers.name}/{name}"
        return await peers.client.start_workflow(Caller.run, args=arguments, id=workflow_id, task_queue=peers.name)

    def backed(name: str, *actions: dict) -> dict:
        # The id is in the operation's token, which a server's HTTP router takes no slash in.
        return {"start_workflow": {"workflow_id": f"{peers.name}-{name}", "program": {"actions": list(actions)}}}

    async with peers.ours("--nexus", queue=queue), peers.official_parts(Caller, queue=peers.name):
        handle = await call("at_once", {"return": {"a": [1, None]}})
        assert await handle.result() == {"a": [1, None]}
        operation, application = await chain(await call("fails", {"fail": FAILURE}))
        assert isinstance(operation, NexusOperationError) and operation.service == "Sink", operation
        assert "on purpose" in str(application), application
        error = {"type": "BAD_REQUEST", "message": "no such thing"}
        operation, handler, *_ = await chain(await call("handler", {"handler_error": error}))
        assert isinstance(handler, nexusrpc.HandlerError) and "no such thing" in str(handler), handler
        handle = await call("backed", backed("backing", {"timer": "0.05s"}, {"return": "backed"}))
        assert await handle.result() == "backed"
        found = await chain(await call("canceled", backed("canceling", {"timer": "60s"}), cancel=True))
        assert kinds(found) == [NexusOperationError, CancelledError], found
