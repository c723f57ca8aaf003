"""The official client on a worker of ours: starts, awaits, signals, queries, updates, cancels, completes and resets."""

import asyncio
from datetime import timedelta
from typing import Any

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import (
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleSpec,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateStage,
)
from temporalio.common import (
    QueryRejectCondition,
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
)
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    CancelledError,
    ChildWorkflowError,
    TerminatedError,
    TimeoutError,
    TimeoutType,
)

import sink
from peers import Peers, case

FAILURE = {"message": "on purpose", "type": "Purpose", "non_retryable": True, "details": [1, {"two": None}]}
ONCE = {"maximum_attempts": 1}


async def chain(handle: WorkflowHandle) -> list[BaseException]:
    """Why a workflow ended that did not complete: the failure, its cause, and so on."""
    try:
        result = await handle.result()
    except WorkflowFailureError as failure:
        found, layer = [], failure.cause
        while layer:
            found.append(layer)
            layer = layer.__cause__
        return found
    raise AssertionError(f"{handle.id} completed: {result}")


def kinds(failures: list[BaseException]) -> list[type]:
    return [type(failure) for failure in failures]


@case
async def results(peers: Peers) -> None:
    """Values of every kind come back as they were sent."""
    values = [None, True, 0, -1.5, 9007199254740993, "", "ünï\u2028\0", [], [[None]], {"a": {"b": [1, "2"]}}]
    async with peers.ours():
        for number, value in enumerate(values):
            does = {"activity": {"does": [{"return": value}]}, "expect": {"completed": value}, "save_as": "value"}
            assert await peers.result(does, {"return_state": "value"}, id=str(number)) == value


@case
async def attributes(peers: Peers) -> None:
    """Memo, search attributes and summaries, the client's and the workflow's, as the client reads them."""
    keyword, number = SearchAttributeKey.for_keyword("RecKeyword"), SearchAttributeKey.for_int("RecInt")
    texts = SearchAttributeKey.for_keyword_list("RecKeywords")
    async with peers.ours():
        handle = await peers.start(
            {"upsert_search_attributes": {"RecInt": {"type": "Int", "value": 77}}},
            {"upsert_search_attributes": {"RecKeywords": {"type": "KeywordList", "value": ["a", "b"]}}},
            {"upsert_memo": {"workflow": [1], "gone": None}},
            {"timer": "0.02s", "summary": "a short wait"},
            memo={"client": {"x": 1}, "gone": "soon"},
            search_attributes=TypedSearchAttributes([SearchAttributePair(keyword, "told")]),
            static_summary="a summary",
        )
        await handle.result()
        described = await handle.describe()
        found = described.typed_search_attributes
        assert (found[keyword], found[number], list(found[texts])) == ("told", 77, ["a", "b"]), found
        memo = await described.memo()
        assert (memo["client"], memo["workflow"], memo.get("gone")) == ({"x": 1}, [1], None), memo
        assert await described.static_summary() == "a summary"

        async def listed() -> bool:
            return [run.id async for run in peers.client.list_workflows("RecInt = 77")] == [peers.name]

        await peers.until(listed)
    history = await handle.fetch_history()
    [timer] = [event for event in history.events if event.HasField("timer_started_event_attributes")]
    summary = peers.client.data_converter.payload_converter.from_payloads([timer.user_metadata.summary])
    assert summary == ["a short wait"]


@case
async def signals(peers: Peers) -> None:
    """Signals before there is a worker, with a start, in a burst, and one that brings its actions."""
    listen = [{"await_signal": "word", "save_as": f"word{number}"} for number in range(3)]
    handle = await peers.start(*listen, {"return_state": "word2"}, id="early")
    for word in ("one", {"two": 2}, [3]):
        await handle.signal("word", word)
    started = await peers.begin(
        {"actions": [{"await_signal": "hello", "save_as": "said"}, {"return_state": "said"}]},
        id="with_start",
        start_signal="hello",
        start_signal_args=["there"],
    )
    many = [{"await_signal": "tick"}] * 25
    burst = await peers.start(*many, {"await_state": {"key": "done", "value": 1}}, {"return": "all"}, id="burst")
    async with peers.ours():
        assert await handle.result() == [3]
        assert (await handle.query("state")) == {"word0": "one", "word1": {"two": 2}, "word2": [3]}
        assert await started.result() == "there"
        await asyncio.gather(*(burst.signal("tick", number) for number in range(25)))
        await burst.signal("do_actions", [{"timer": "0.02s"}, {"set_state": {"done": 1}}])
        assert await burst.result() == "all"


@case
async def queries(peers: Peers) -> None:
    """Queries of a run that waits, that is not in a cache, and that has closed; ones that fail, and a rejected one."""
    program = {
        "actions": [{"set_state": {"at": "gate"}}, {"await_signal": "go"}],
        "queries": {"where": {"state": "at"}, "echo": {"echo": {}}, "broken": {"fail": "cannot say"}},
    }
    handle = await peers.begin(program)

    async def ask() -> None:
        assert await handle.query("where") == "gate"
        assert await handle.query("echo", args=[1, "two", None]) == [1, "two", None]
        for name, why in (("broken", "cannot say"), ("unknown", "there is no query handler unknown")):
            try:
                raise AssertionError(f"{name} was answered: {await handle.query(name)}")
            except WorkflowQueryFailedError as failure:
                assert why in str(failure), failure

    for options in ([], ["--cache", "0"]):
        async with peers.ours(*options):
            await ask()
    async with peers.ours():
        await handle.signal("go")
        await handle.result()
        await ask()
        try:
            answer = await handle.query("where", reject_condition=QueryRejectCondition.NOT_OPEN)
            raise AssertionError(f"it was answered: {answer}")
        except WorkflowQueryRejectedError as rejected:
            assert rejected.status == WorkflowExecutionStatus.COMPLETED


@case
async def updates(peers: Peers) -> None:
    """Updates that complete, wait, are rejected, fail, are sent twice, and start their workflow."""
    program = {
        "actions": [{"await_signal": "go"}, {"return": "over"}],
        "updates": {
            "quick": {"actions": [{"return": ["quick", 1]}]},
            "slow": {"actions": [{"activity": {"does": [{"return": 5}]}, "save_as": "five"}, {"return_state": "five"}]},
            "held": {"actions": [{"await_state": {"key": "let", "value": "go"}}, {"return": "let go"}]},
            "let": {"actions": [{"set_state": {"let": "go"}}]},
            "refused": {"reject": "not now", "actions": []},
            "broken": {"actions": [{"timer": "0.02s"}, {"fail": FAILURE}]},
        },
    }
    async with peers.ours():
        handle = await peers.begin(program)
        assert await handle.execute_update("quick") == ["quick", 1]
        assert await handle.execute_update("slow", id="same") == 5
        assert await handle.execute_update("slow", id="same") == 5, "the same update is done once"
        held = await handle.start_update("held", wait_for_stage=WorkflowUpdateStage.ACCEPTED)
        await handle.execute_update("let")
        assert await held.result() == "let go"
        rejected = await update_failure(handle, "refused")
        assert (rejected.message, rejected.type) == ("not now", "Rejected"), rejected
        assert "there is no update handler unknown" in (await update_failure(handle, "unknown")).message
        failed = await update_failure(handle, "broken")
        assert (failed.message, failed.type, failed.details) == ("on purpose", "Purpose", (1, {"two": None})), failed
        start = WithStartWorkflowOperation(
            sink.TYPE,
            program,
            id=f"{peers.name}/with_start",
            task_queue=peers.name,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
        )
        answer = await peers.client.execute_update_with_start_workflow("quick", start_workflow_operation=start)
        assert answer == ["quick", 1]
        for one in (handle, await start.workflow_handle()):
            await one.signal("go")
            assert await one.result() == "over"
    accepted = await peers.events(handle, "WORKFLOW_EXECUTION_UPDATE_ACCEPTED")
    assert len(accepted) == 5, "rejected ones leave no trace, and one that is sent twice leaves one"


async def update_failure(handle: WorkflowHandle, name: str) -> ApplicationError:
    try:
        raise AssertionError(f"{name} completed: {await handle.execute_update(name)}")
    except WorkflowUpdateFailedError as failure:
        assert isinstance(failure.cause, ApplicationError), failure.cause
        return failure.cause


@case
async def failures(peers: Peers) -> None:
    """Failures with all their causes, as the client decodes them."""
    broken = {"activity": {"does": [{"fail": FAILURE}], "activity_id": "breaks"}}
    async with peers.ours() as worker:
        [application] = await chain(await peers.start({"fail": FAILURE}, id="workflow"))
        purpose("workflow", application)

        activity, application = await chain(await peers.start(broken, id="activity"))
        assert isinstance(activity, ActivityError) and activity.activity_id == "breaks", activity
        assert (activity.activity_type, activity.identity) == (sink.TYPE, worker.identity), activity.__dict__
        purpose("activity", application)

        [application] = await chain(await peers.start({"local_activity": {"does": [{"fail": FAILURE}]}}, id="local"))
        purpose("local activity", application)

        grandchild = {"child_workflow": {"program": {"actions": [broken]}, "workflow_id": f"{peers.name}/grandchild"}}
        program = {"actions": [grandchild]}
        found = await chain(await peers.start({"child_workflow": {"program": program}}, id="child"))
        assert kinds(found) == [ChildWorkflowError, ChildWorkflowError, ActivityError, ApplicationError], found
        assert found[1].workflow_id == f"{peers.name}/grandchild"
        purpose("child", found[3])


def purpose(of: str, failure: BaseException) -> None:
    assert isinstance(failure, ApplicationError), f"{of}: {failure!r}"
    said = (failure.message, failure.type, failure.non_retryable, failure.details)
    assert said == ("on purpose", "Purpose", True, (1, {"two": None})), f"{of}: {said}"


@case
async def time_outs(peers: Peers) -> None:
    """Each time-out of an activity, with the details of its last heartbeat."""
    silent = [{"heartbeat": ["half", 2]}, {"sleep": "60s"}]
    limits: dict[TimeoutType, dict[str, Any]] = {
        TimeoutType.HEARTBEAT: {"heartbeat_timeout": "0.5s"},
        TimeoutType.START_TO_CLOSE: {"start_to_close_timeout": "0.5s"},
        TimeoutType.SCHEDULE_TO_CLOSE: {"schedule_to_close_timeout": "0.5s"},
        TimeoutType.SCHEDULE_TO_START: {"schedule_to_start_timeout": "0.5s", "task_queue": "nobody-polls-here"},
    }
    async with peers.ours():
        for kind, limit in limits.items():
            options = {"does": silent, "retry_policy": ONCE, **limit}
            activity, timeout, *rest = await chain(await peers.start({"activity": options}, id=kind.name))
            assert isinstance(activity, ActivityError) and isinstance(timeout, TimeoutError), (activity, timeout)
            assert timeout.type == kind, f"{timeout.type} is not {kind}"
            if kind == TimeoutType.HEARTBEAT:
                assert timeout.last_heartbeat_details == ["half", 2], timeout.last_heartbeat_details
        local = {"does": silent, "retry_policy": ONCE, "start_to_close_timeout": "0.5s"}
        found = await chain(await peers.start({"local_activity": local}, id="local"))
        assert isinstance(found[-1], TimeoutError) and found[-1].type == TimeoutType.START_TO_CLOSE, found
        program = {"actions": [{"timer": "60s"}]}
        handle = await peers.begin(program, id="run", run_timeout=timedelta(seconds=1))
        [timeout] = await chain(handle)
        assert isinstance(timeout, TimeoutError), timeout


@case
async def cancellations(peers: Peers) -> None:
    """A workflow that is canceled while it waits for each kind of thing, that says how, and one that is terminated."""
    wait = {"does": [{"wait_for_cancel": {}}], "cancellation_type": "wait_cancellation_completed"}
    beat = wait | {"heartbeat_timeout": "5s"}
    beat["does"] = [{"heartbeat": []}, {"sleep": "0.2s"}] * 20 + wait["does"]
    child = {"program": {"actions": [{"timer": "60s"}]}, "workflow_id": f"{peers.name}/a_child"}
    waits = {
        "timer": ({"timer": "60s"}, "TIMER_STARTED"),
        "activity": ({"activity": beat}, "ACTIVITY_TASK_SCHEDULED"),
        # Nothing tells of one that runs; a cancellation comes with a later task than the one that it began in.
        "local_activity": ({"local_activity": wait}, "WORKFLOW_TASK_STARTED"),
        "child": ({"child_workflow": child | {"cancellation_type": "wait_cancellation_completed"}}, ""),
        "signal": ({"await_signal": "never"}, "WORKFLOW_TASK_COMPLETED"),
    }

    async def child_waits() -> bool:
        ids = [run.id async for run in peers.client.list_workflows(f"WorkflowId = '{child['workflow_id']}'")]
        return bool(ids and await peers.events(peers.client.get_workflow_handle(ids[0]), "TIMER_STARTED"))

    async with peers.ours():

        async def cancel(name: str, action: dict, waits: str) -> None:
            handle = await peers.start(action, id=name)
            if waits:
                await peers.until(lambda: peers.events(handle, waits))
            else:
                await peers.until(child_waits)
            await handle.cancel()
            found = await chain(handle)
            assert kinds(found)[:1] == [CancelledError], f"{name}: {found}"

        await asyncio.gather(*(cancel(name, *rest) for name, rest in waits.items()))
        program = {"actions": [{"timer": "60s"}], "on_cancel": [{"cancel": ["because", 2]}]}
        handle = await peers.begin(program, id="details")
        await handle.cancel()
        [canceled] = await chain(handle)
        assert isinstance(canceled, CancelledError) and canceled.details == ("because", 2), canceled.__dict__
        handle = await peers.start({"timer": "60s"}, id="terminated")
        await handle.terminate("a detail", reason="enough")
        [terminated] = await chain(handle)
        assert isinstance(terminated, TerminatedError) and terminated.message == "enough", terminated


@case
async def asynchronous_completion(peers: Peers) -> None:
    """Activities whose end others report: a result, a failure, a cancellation; and heartbeats with details until then."""

    async def start(name: str, **options: Any) -> tuple[WorkflowHandle, Any]:
        does = {"does": [{"complete_async": {}}], "activity_id": "later", **options}
        handle = await peers.start({"activity": does, "save_as": "end"}, {"return_state": "end"}, id=name)
        await peers.until(lambda: pending(handle))
        return handle, peers.client.get_async_activity_handle(workflow_id=handle.id, run_id=None, activity_id="later")

    async with peers.ours():
        handle, activity = await start("completes")
        await activity.heartbeat("at", 1)
        [one] = await pending(handle)
        assert peers.client.data_converter.payload_converter.from_payloads(one.heartbeat_details.payloads) == ["at", 1]
        await activity.complete({"by": "another"})
        assert await handle.result() == {"by": "another"}

        handle, activity = await start("fails")
        await activity.fail(ApplicationError("from outside", 1, type="Outside", non_retryable=True))
        _, failure = await chain(handle)
        assert (failure.message, failure.type, failure.details) == ("from outside", "Outside", (1,)), failure

        handle, activity = await start("canceled", cancellation_type="wait_cancellation_completed")
        await handle.cancel()
        await peers.until(lambda: cancel_requested(handle))
        await activity.report_cancellation("stopped")
        assert kinds(await chain(handle))[:1] == [CancelledError]


async def pending(handle: WorkflowHandle) -> list:
    """The activities that run."""
    activities = (await handle.describe()).raw_description.pending_activities
    return [one for one in activities if one.last_started_time.seconds]


async def cancel_requested(handle: WorkflowHandle) -> bool:
    return [one.state for one in await pending(handle)] == [3]


@case
async def continued_as_new(peers: Peers) -> None:
    """The result of the last of several runs, which keep their state."""
    actions = [
        {"local_activity": {"does": [{"return": "kept"}]}, "save_as": "kept"},
        {"continue_as_new": {"times": 3, "keep_state": True}},
        {"return_state": "kept"},
    ]
    async with peers.ours():
        handle = await peers.start(*actions, memo={"goes": "along"})
        assert await handle.result() == "kept"
        last = peers.client.get_workflow_handle(handle.id)
        assert await (await last.describe()).memo() == {"goes": "along"}
    [first] = await peers.events(last, "WORKFLOW_EXECUTION_STARTED")
    assert first.continued_execution_run_id and first.first_execution_run_id == handle.first_execution_run_id


@case
async def reset(peers: Peers) -> None:
    """A run that is reset to each of its first tasks, and signaled since, comes to the same end once more."""
    actions = [
        {"local_activity": {"does": [{"return": 1}]}, "save_as": "one"},
        {"patch": {"patch_id": "p", "then": [{"activity": {"does": [{"return": 2}]}}], "otherwise": [{"fail": {}}]}},
        {"await_signal": "word", "save_as": "word"},
        {"timer": "0.02s"},
        {"return_state": "word"},
    ]
    async with peers.ours():
        handle = await peers.start(*actions)
        await handle.signal("word", "kept")
        assert await handle.result() == "kept"
        history = await handle.fetch_history()
        done = [event.event_id for event in history.events if event.HasField("workflow_task_completed_event_attributes")]
        assert len(done) >= 3
        for event_id in done:
            request = ResetWorkflowExecutionRequest(
                namespace=peers.client.namespace,
                workflow_execution=WorkflowExecution(workflow_id=handle.id, run_id=handle.first_execution_run_id),
                reason="a test",
                workflow_task_finish_event_id=event_id,
                request_id=f"reset-{event_id}",
            )
            answer = await peers.client.workflow_service.reset_workflow_execution(request)
            again = peers.client.get_workflow_handle(handle.id, run_id=answer.run_id)
            assert await again.result(follow_runs=False) == "kept"


@case
async def schedules(peers: Peers) -> None:
    """A schedule starts a workflow on a worker of ours."""
    program = {"actions": [{"timer": "0.02s"}, {"return": "scheduled"}]}
    action = ScheduleActionStartWorkflow(sink.TYPE, program, id=f"{peers.name}/started", task_queue=peers.name)
    async with peers.ours():
        schedule = await peers.client.create_schedule(
            f"{peers.name}-schedule", Schedule(action=action, spec=ScheduleSpec()), trigger_immediately=True
        )

        async def started() -> str:
            recent = (await schedule.describe()).info.recent_actions
            return recent[0].action.workflow_id if recent else ""

        workflow_id = await peers.until(started)
        assert await peers.client.get_workflow_handle(workflow_id).result() == "scheduled"
        await schedule.delete()
