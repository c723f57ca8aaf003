"""Runs that go from a worker of ours to an official one and back, between two tasks and in the middle of one."""

from datetime import timedelta

from temporalio.client import WorkflowFailureError, WorkflowHandle
from temporalio.exceptions import CancelledError

from peers import Peers, case

GATE = "go_on"
BEATING = [{"heartbeat": ["first"]}, {"sleep": "0.7s"}, {"heartbeat": ["second"]}, {"sleep": "0.7s"}]

STAGES: list[list[dict]] = [
    [{"timer": "0.05s"}],
    [{"activity": {"does": [{"return": 1}]}, "save_as": "activity", "expect": {"completed": 1}}],
    [{"local_activity": {"does": [{"return": 2}]}, "save_as": "local", "expect": {"completed": 2}}],
    [{"child_workflow": {"program": {"actions": [{"timer": "0.05s"}, {"return": 3}]}}, "save_as": "child"}],
    [{"patch": {"patch_id": "one", "then": [{"timer": "0.05s"}], "otherwise": [{"fail": {"message": "new"}}]}}],
    [
        {
            "concurrent": [
                {"activity": {"does": [{"return": "a"}]}},
                {"timer": "0.1s"},
                {"local_activity": {"does": [{"return": "b"}]}},
                {"sequence": [{"timer": "0.05s"}, {"activity": {"does": [{"return": "c"}]}}]},
            ]
        }
    ],
    [{"upsert_memo": {"at": "memo"}}, {"upsert_search_attributes": {"RecInt": {"type": "Int", "value": 6}}}],
    [
        {
            "activity": {
                "does": [{"fail_attempts": {"attempts": 2}}, {"return_attempt": {}}],
                "retry_policy": {"initial_interval": "0.05s"},
            },
            "save_as": "attempts",
        }
    ],
    [
        {
            "local_activity": {
                "does": [{"fail": {"message": "on purpose", "type": "Purpose", "non_retryable": True}}]
            },
            "expect": {"failed": "on purpose"},
            "save_as": "failure",
        }
    ],
    [
        {
            "child_workflow": {"program": {"actions": [{"fail": {"message": "child fails"}}]}},
            "expect": {"failed": "child fails"},
        }
    ],
    # History has the patch by now.
    [{"patch": {"patch_id": "one", "then": [{"timer": "0.05s"}], "otherwise": [{"fail": {"message": "old"}}]}}],
    [{"repeat": {"times": 3, "actions": [{"local_activity": {"does": [{"return": None}]}}, {"timer": "0.02s"}]}}],
]
"""What is done between two changes of the worker."""

EXPECTED = {
    "activity": 1,
    "local": 2,
    "child": 3,
    "attempts": 3,
    "failure": "on purpose",
    "stage": len(STAGES),
}


def program() -> dict:
    actions = []
    for number, stage in enumerate(STAGES):
        actions += [{"set_state": {"stage": number}}, {"await_signal": GATE}, *stage]
    actions += [{"set_state": {"stage": len(STAGES)}}, {"await_state": {"key": "updated", "value": True}}]
    update = {"actions": [{"timer": "0.05s"}, {"set_state": {"updated": True}}, {"return": "seen"}]}
    return {"actions": [*actions, {"return": "over"}], "updates": {"finish": update}}


def worker(peers: Peers, kind: str):
    return peers.ours() if kind == "ours" else peers.official()


@case
async def relay_from_ours(peers: Peers) -> None:
    """A worker of ours begins; at each stage the run goes over, from a worker that shuts down or one that is killed."""
    await relay(peers, ["ours", "official"])


@case
async def relay_from_official(peers: Peers) -> None:
    """The same, and an official worker begins."""
    await relay(peers, ["official", "ours"])


async def relay(peers: Peers, kinds: list[str]) -> None:
    handle = await peers.begin(program())
    for stage in range(len(STAGES)):
        async with worker(peers, kinds[stage % 2]) as process:
            await at_stage(peers, handle, stage)
            await handle.signal(GATE)
            await at_stage(peers, handle, stage + 1)
            if stage % 3 == 1:
                await process.kill()
    async with worker(peers, kinds[len(STAGES) % 2]):
        assert (await handle.query("state")) == EXPECTED
        assert await handle.execute_update("finish") == "seen"
        assert await handle.result() == "over"
    await no_task_failed(peers, handle)
    completed = await peers.events(handle, "WORKFLOW_TASK_COMPLETED")
    turns = [one.identity for one in completed]
    assert len(set(turns)) == len(STAGES) + 1, f"every worker had a turn: {turns}"


async def at_stage(peers: Peers, handle: WorkflowHandle, stage: int) -> None:
    async def is_there() -> bool:
        return (await handle.query("state"))["stage"] == stage

    await peers.until(is_there)


async def no_task_failed(peers: Peers, handle: WorkflowHandle) -> None:
    for event in await peers.events(handle, "WORKFLOW_TASK_FAILED"):
        raise AssertionError(f"a task failed: {event.failure.message}")


@case
async def killed_in_local_activity_ours(peers: Peers) -> None:
    """A worker of ours is killed while a local activity runs; an official one does it again, and all before it not."""
    await killed_in_local_activity(peers, "ours", "official")


@case
async def killed_in_local_activity_official(peers: Peers) -> None:
    """The other way about."""
    await killed_in_local_activity(peers, "official", "ours")


async def killed_in_local_activity(peers: Peers, first: str, second: str) -> None:
    slow = {"local_activity": {"does": [{"sleep": "3s"}, {"return": 2}]}, "save_as": "slow"}
    quick = {"local_activity": {"does": [{"return": 1}]}, "save_as": "quick"}
    actions = [quick, {"timer": "0.05s"}, quick, slow, {"set_state": {"done": True}}, {"return_state": "slow"}]

    handle = await peers.start(*actions, task_timeout=timedelta(seconds=2))
    async with worker(peers, first) as process:

        async def has_begun() -> bool:
            """Local activities that take long make the server a task after the other."""
            return len(await peers.events(handle, "MARKER_RECORDED")) >= 2

        await peers.until(has_begun)
        await process.kill()
    async with worker(peers, second):
        assert await handle.result() == 2
    await no_task_failed(peers, handle)
    assert len(await peers.events(handle, "MARKER_RECORDED")) == 3


@case
async def killed_in_activity_ours(peers: Peers) -> None:
    """A worker of ours is killed while an activity runs; an official one tries again, and knows the last heartbeat."""
    await killed_in_activity(peers, "ours", "official")


@case
async def killed_in_activity_official(peers: Peers) -> None:
    """The other way about."""
    await killed_in_activity(peers, "official", "ours")


async def killed_in_activity(peers: Peers, first: str, second: str) -> None:
    activity = {
        "does": [*BEATING, {"return_heartbeat_details": {}}],
        "heartbeat_timeout": "1s",
        "retry_policy": {"initial_interval": "0.05s"},
    }
    handle = await peers.start({"activity": activity, "save_as": "beat"}, {"return_state": "beat"})
    async with worker(peers, first) as process:

        async def has_beaten() -> bool:
            pending = (await handle.describe()).raw_description.pending_activities
            return bool(pending and pending[0].heartbeat_details.payloads)

        await peers.until(has_beaten)
        await process.kill()
    async with worker(peers, second):
        assert await handle.result() in (["first"], ["second"])
    [started] = await peers.events(handle, "ACTIVITY_TASK_STARTED")
    assert started.attempt == 2 and started.identity.startswith(second), started


@case
async def canceled_by_the_next(peers: Peers) -> None:
    """What one worker waits for is canceled while another has the run."""
    order = ["ours", "official"]
    for first, second in (order, order[::-1]):
        handle = await peers.start({"set_state": {"stage": 0}}, {"timer": "3600s"}, id=first)
        async with worker(peers, first) as process:
            await at_stage(peers, handle, 0)
            await process.kill()
        async with worker(peers, second):
            await handle.cancel()
            await ends_as_canceled(handle)
        await no_task_failed(peers, handle)
        assert len(await peers.events(handle, "TIMER_CANCELED")) == 1


async def ends_as_canceled(handle: WorkflowHandle) -> None:

    try:
        result = await handle.result()
    except WorkflowFailureError as failure:
        assert isinstance(failure.cause, CancelledError), failure.cause
    else:
        raise AssertionError(f"it completed: {result}")
