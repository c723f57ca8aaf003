"""What a newer server knows of a worker of ours, and does with it: heartbeats, ends of polls, advice on their number, pauses."""

import asyncio
from typing import Any

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import WorkerStatus
from temporalio.api.worker.v1 import WorkerHeartbeat
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerRequest,
    ListWorkersRequest,
    PauseActivityRequest,
    ResetActivityRequest,
    UnpauseActivityRequest,
)
from temporalio.client import WorkflowHandle

from clients import pending
from peers import Peers, Process, case_for

BEAT = ("--worker-heartbeat", "1")


async def heartbeat_of(peers: Peers, process: Process) -> WorkerHeartbeat | None:
    """What the server last heard of a worker."""
    request = ListWorkersRequest(namespace=peers.client.namespace, query=f"WorkerIdentity = '{process.identity}'")
    workers = (await peers.client.workflow_service.list_workers(request)).workers
    if not workers:
        return None
    [worker] = workers
    request = DescribeWorkerRequest(
        namespace=peers.client.namespace, worker_instance_key=worker.worker_instance_key
    )
    return (await peers.client.workflow_service.describe_worker(request)).worker_info.worker_heartbeat


@case_for("newer")
async def worker_is_listed(peers: Peers) -> None:
    """The server lists a worker, and describes its slots, pollers and cache as they are; at the end, that it shuts down."""
    async with peers.ours(*BEAT) as process:
        handle = await peers.start({"activity": {"does": [{"sleep": "6s"}], "do_not_eagerly_execute": True}})

        async def is_busy() -> WorkerHeartbeat | None:
            heartbeat = await heartbeat_of(peers, process)
            is_it = heartbeat and heartbeat.activity_task_slots_info.current_used_slots == 1
            return heartbeat if is_it and heartbeat.current_sticky_cache_size == 1 else None

        heartbeat = await peers.until(is_busy)
        assert heartbeat.status == WorkerStatus.WORKER_STATUS_RUNNING, heartbeat
        assert (heartbeat.task_queue, heartbeat.sdk_name) == (peers.name, "dacapo-kitchen-sink"), heartbeat
        assert heartbeat.workflow_poller_info.current_pollers == 1, heartbeat
        assert heartbeat.workflow_sticky_poller_info.current_pollers == 4, heartbeat
        assert heartbeat.activity_poller_info.last_successful_poll_time.seconds > 0, heartbeat
        assert heartbeat.activity_task_slots_info.slot_supplier_kind == "Fixed", heartbeat
        await handle.result()
    heartbeat = await heartbeat_of(peers, process)
    assert heartbeat.status in (WorkerStatus.WORKER_STATUS_SHUTTING_DOWN, WorkerStatus.WORKER_STATUS_SHUTDOWN), heartbeat


@case_for("newer")
async def polls_end_at_shutdown(peers: Peers) -> None:
    """The server ends the polls of a worker that shuts down: none has to be given up, and none takes a task with it."""
    async with peers.ours(*BEAT) as process:
        assert await peers.result({"activity": {"does": [{"return": 1}]}}) is None
    assert len(process.pollers) == 10, process.pollers
    for poller, states in process.pollers.items():
        assert states[-2:] == ["draining", "stopped"], f"{poller}: {states}"


@case_for("newer")
async def pollers_follow_advice(peers: Peers) -> None:
    """With many tasks waiting the server advises more polls, and the worker begins them."""
    actions = [{"activity": {"does": [{"return": number}], "do_not_eagerly_execute": True}} for number in range(30)]
    handles = [await peers.start({"concurrent": actions}, id=str(number)) for number in range(6)]
    async with peers.ours("--autoscale", "20") as process:
        await asyncio.gather(*(handle.result() for handle in handles))
        polled = [index for (kind, index), states in process.pollers.items() if "activity" in kind and "polling" in states]
        assert len(polled) > 2, f"two to begin with, and then no more: {process.pollers}"


@case_for("newer")
async def activity_is_paused(peers: Peers) -> None:
    """An activity that is paused between two attempts waits until it is let go on; one that is reset begins anew."""
    does = [{"fail_attempts": {"attempts": 1}}, {"return_attempt": {}}]
    policy = {"initial_interval": "5s"}
    async with peers.ours():
        handle = await peers.start(activity(does, retry_policy=policy), {"return_state": "it"}, id="pause")
        await peers.until(lambda: attempted(handle, 2))
        await change(peers, handle, "pause_activity", PauseActivityRequest)

        async def is_paused() -> bool:
            return [one.paused for one in (await handle.describe()).raw_description.pending_activities] == [True]

        await peers.until(is_paused)
        await change(peers, handle, "unpause_activity", UnpauseActivityRequest)
        assert await handle.result() == 2

        does = [{"heartbeat": ["on its way"]}, {"fail_attempts": {"attempts": 3}}, {"return_attempt": {}}]
        policy = {"initial_interval": "0.1s", "backoff_coefficient": 30.0}
        handle = await peers.start(activity(does, retry_policy=policy), {"return_state": "it"}, id="reset")
        await peers.until(lambda: attempted(handle, 3))
        await change(peers, handle, "reset_activity", ResetActivityRequest)
        await peers.until(lambda: attempted(handle, 2))
        await handle.terminate()


def activity(does: list[dict], **options: Any) -> dict:
    return {"activity": {"does": does, "activity_id": "it", **options}, "save_as": "it"}


async def attempted(handle: WorkflowHandle, attempt: int) -> bool:
    """Whether an activity waits for, or is at, this attempt."""
    activities = (await handle.describe()).raw_description.pending_activities
    return [one.attempt for one in activities] == [attempt]


async def change(peers: Peers, handle: WorkflowHandle, call: str, request: type) -> None:
    message = request(namespace=peers.client.namespace, execution=WorkflowExecution(workflow_id=handle.id), id="it")
    await getattr(peers.client.workflow_service, call)(message)
