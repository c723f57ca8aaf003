"""Activities: results, failures, the four timeouts, retries, and each way to cancel."""

import asyncio
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import Priority, RetryPolicy
from temporalio.exceptions import ActivityError
from temporalio.workflow import ActivityCancellationType as Cancel

from deeds import Held, echo, pause, refuse, succeed_at
from recorder import LIMIT, NOBODY, Recording, scenario, seconds

ONCE = RetryPolicy(maximum_attempts=1)
QUICKLY = RetryPolicy(initial_interval=timedelta(milliseconds=20), backoff_coefficient=1.0)


@workflow.defn
class Run:
    """Runs one activity and returns its result, or the name of what went wrong."""

    @workflow.run
    async def run(self, name: str, arguments: list, options: dict) -> str:
        return await outcome(workflow.execute_activity(name, args=arguments, **read(options)))


def read(options: dict) -> dict:
    """Turns the numbers of an options payload into lengths and policies."""
    lengths = {key: seconds(value) for key, value in options.items() if key.endswith("timeout")}
    policies = {"once": ONCE, "quickly": QUICKLY, "slowly": RetryPolicy(initial_interval=seconds(60))}
    rest = {key: value for key, value in options.items() if key not in lengths and key != "retry"}
    return rest | lengths | ({"retry_policy": policies[options["retry"]]} if "retry" in options else {})


async def outcome(activity_run) -> str:
    try:
        return str(await activity_run)
    except ActivityError as error:
        return f"{type(error.cause).__name__}: {error.cause}"


@scenario()
async def completed(r: Recording) -> None:
    """An activity completes with a result."""
    async with r.worker(Run, echo):
        await r.finish(Run.run, "echo", ["x"], {"start_to_close_timeout": 10})


@scenario()
async def failed(r: Recording) -> None:
    """An activity fails with an error that must not be retried; the workflow goes on."""
    async with r.worker(Run, refuse):
        await r.finish(Run.run, "refuse", ["no"], {"start_to_close_timeout": 10})


@scenario()
async def retried(r: Recording) -> None:
    """The third attempt completes; the started event carries the last failure."""
    async with r.worker(Run, succeed_at):
        await r.finish(Run.run, "succeed_at", [3], {"start_to_close_timeout": 10, "retry": "quickly"})


@scenario()
async def schedule_to_start_timed_out(r: Recording) -> None:
    """No worker takes the activity in time."""
    async with r.worker(Run):
        options = {"task_queue": NOBODY, "schedule_to_start_timeout": 0.2, "start_to_close_timeout": 10}
        assert "TimeoutError" in await r.finish(Run.run, "echo", ["x"], options)


@scenario()
async def schedule_to_close_timed_out(r: Recording) -> None:
    """The time for all attempts is over while the first one runs."""
    async with r.worker(Run, pause):
        options = {"schedule_to_close_timeout": 0.3, "start_to_close_timeout": 10}
        assert "TimeoutError" in await r.finish(Run.run, "pause", [1.2], options)


@scenario()
async def retries_out_of_time(r: Recording) -> None:
    """An attempt fails, and the next one would come too late: it failed, with retry state timeout."""
    async with r.worker(Run, succeed_at):
        options = {"schedule_to_close_timeout": 5, "retry": "slowly"}
        assert "ApplicationError" in await r.finish(Run.run, "succeed_at", [9], options)


@scenario()
async def start_to_close_timed_out(r: Recording) -> None:
    """The only attempt takes too long."""
    async with r.worker(Run, pause):
        options = {"start_to_close_timeout": 0.3, "retry": "once"}
        assert "TimeoutError" in await r.finish(Run.run, "pause", [1.2], options)


@scenario()
async def heartbeat_timed_out(r: Recording) -> None:
    """The only attempt stops to heartbeat; the last details come with the timeout."""

    @activity.defn
    async def beat_once() -> None:
        activity.heartbeat("last words")
        await asyncio.sleep(2)

    async with r.worker(Run, beat_once):
        options = {"heartbeat_timeout": 0.5, "start_to_close_timeout": 10, "retry": "once"}
        assert "TimeoutError" in await r.finish(Run.run, "beat_once", [], options)


@workflow.defn
class Urgent:
    @workflow.run
    async def run(self) -> str:
        priority = Priority(priority_key=1, fairness_key="a", fairness_weight=2.0)
        return await workflow.execute_activity(echo, "x", priority=priority, summary="an echo", **LIMIT)


@scenario()
async def priority_and_summary(r: Recording) -> None:
    """Priority and a summary travel with the scheduled event."""
    async with r.worker(Urgent, echo):
        await r.finish(Urgent.run)


@workflow.defn
class CancelWhenTold:
    """Starts an activity, cancels it at a signal, and returns how it ended."""

    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self, name: str, cancellation: int, queue: str) -> str:
        handle = workflow.start_activity(
            name,
            task_queue=queue or None,
            cancellation_type=Cancel(cancellation),
            heartbeat_timeout=seconds(5),
            retry_policy=ONCE,
            **LIMIT,
        )
        await workflow.wait_condition(lambda: self.told)
        handle.cancel()
        return await outcome(handle)

    @workflow.signal
    def cancel(self) -> None:
        self.told = True


async def cancel_unstarted(r: Recording, cancellation: Cancel) -> None:
    async with r.worker(CancelWhenTold):
        handle = await r.start(CancelWhenTold.run, "echo", cancellation, NOBODY)
        await r.until(handle, "ACTIVITY_TASK_SCHEDULED")
        await handle.signal("cancel")
        await r.end_of(handle)


async def cancel_started(r: Recording, cancellation: Cancel, name: str = "hold") -> None:
    held = Held()
    async with r.worker(CancelWhenTold, getattr(held, name)):
        handle = await r.start(CancelWhenTold.run, name, cancellation, "")
        await held.started.wait()
        await handle.signal("cancel")
        await r.end_of(handle)
        held.released.set()


@scenario()
async def cancel_try_before_start(r: Recording) -> None:
    """A try-cancel of an activity no worker has taken."""
    await cancel_unstarted(r, Cancel.TRY_CANCEL)


@scenario()
async def cancel_wait_before_start(r: Recording) -> None:
    """Waits for the cancellation of an activity no worker has taken."""
    await cancel_unstarted(r, Cancel.WAIT_CANCELLATION_COMPLETED)


@scenario()
async def cancel_abandon_before_start(r: Recording) -> None:
    """Abandons an activity no worker has taken; history shows no cancel request."""
    await cancel_unstarted(r, Cancel.ABANDON)


@scenario()
async def cancel_try_after_start(r: Recording) -> None:
    """A try-cancel of a running activity: the workflow completes before the activity stops."""
    await cancel_started(r, Cancel.TRY_CANCEL)


@scenario()
async def cancel_wait_after_start(r: Recording) -> None:
    """Waits until a running activity has stopped; the started event is written with the canceled one."""
    await cancel_started(r, Cancel.WAIT_CANCELLATION_COMPLETED)


@scenario()
async def cancel_abandon_after_start(r: Recording) -> None:
    """Abandons a running activity."""
    await cancel_started(r, Cancel.ABANDON)


@scenario()
async def cancel_wait_ignored(r: Recording) -> None:
    """The activity completes although its cancellation was requested."""
    await cancel_started(r, Cancel.WAIT_CANCELLATION_COMPLETED, "hold_through_cancel")


@scenario()
async def cancel_wait_failed(r: Recording) -> None:
    """The activity fails when its cancellation reaches it."""
    await cancel_started(r, Cancel.WAIT_CANCELLATION_COMPLETED, "fail_when_canceled")


@workflow.defn
class CancelAndGoOn:
    """Try-cancels or abandons a running activity, and is still there when the activity closes."""

    def __init__(self) -> None:
        self.signals = 0

    @workflow.run
    async def run(self, name: str, cancellation: int) -> str:
        handle = workflow.start_activity(
            name, cancellation_type=Cancel(cancellation), heartbeat_timeout=seconds(5), retry_policy=ONCE, **LIMIT
        )
        await workflow.wait_condition(lambda: self.signals == 1)
        handle.cancel()
        said = await outcome(handle)
        await workflow.wait_condition(lambda: self.signals == 2)
        return said

    @workflow.signal
    def go_on(self) -> None:
        self.signals += 1


async def cancel_and_go_on(r: Recording, cancellation: Cancel, name: str, event: str) -> None:
    held = Held()
    async with r.worker(CancelAndGoOn, getattr(held, name)):
        handle = await r.start(CancelAndGoOn.run, name, cancellation)
        await held.started.wait()
        await handle.signal("go_on")
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 2)
        if event == "ACTIVITY_TASK_COMPLETED":
            held.released.set()
        await r.until(handle, event)
        await handle.signal("go_on")
        await r.end_of(handle)


@scenario()
async def canceled_after_try(r: Recording) -> None:
    """The canceled event of a try-canceled activity comes when the workflow no longer waits for it."""
    await cancel_and_go_on(r, Cancel.TRY_CANCEL, "hold", "ACTIVITY_TASK_CANCELED")


@scenario()
async def completed_after_try(r: Recording) -> None:
    """A try-canceled activity completes all the same."""
    await cancel_and_go_on(r, Cancel.TRY_CANCEL, "hold_silently", "ACTIVITY_TASK_COMPLETED")


@scenario()
async def completed_after_abandon(r: Recording) -> None:
    """An abandoned activity completes later; nothing may come of it."""
    await cancel_and_go_on(r, Cancel.ABANDON, "hold_silently", "ACTIVITY_TASK_COMPLETED")


@workflow.defn
class FanOut:
    @workflow.run
    async def run(self, width: int) -> int:
        runs = [workflow.execute_activity(echo, str(i), **LIMIT) for i in range(width)]
        return len(await asyncio.gather(*runs))


@scenario()
async def fan_out(r: Recording) -> None:
    """Twenty activities at once."""
    async with r.worker(FanOut, echo):
        await r.finish(FanOut.run, 20)


@workflow.defn
class Loop:
    @workflow.run
    async def run(self, rounds: int) -> int:
        for i in range(rounds):
            await workflow.execute_activity(echo, str(i), **LIMIT)
        return rounds


@scenario()
async def long_loop(r: Recording) -> None:
    """Thirty-three activities one after another: about two hundred events."""
    async with r.worker(Loop, echo):
        await r.finish(Loop.run, 33)


@workflow.defn
class Race:
    @workflow.run
    async def run(self) -> str:
        options = LIMIT | {"heartbeat_timeout": seconds(5)}
        slow = [workflow.start_activity_method(Held.hold, **options) for _ in range(2)]
        quick = workflow.start_activity(echo, "first", **LIMIT)
        done, pending = await workflow.wait([quick, *slow], return_when=asyncio.FIRST_COMPLETED)
        for late in pending:
            late.cancel()
        await workflow.wait(pending)
        return await done[0]


@scenario()
async def first_of_several(r: Recording) -> None:
    """The first of three activities decides; the others are canceled."""
    held = Held()
    async with r.worker(Race, echo, held.hold):
        await r.finish(Race.run)
