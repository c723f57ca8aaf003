"""Local activities: markers, heartbeats of the workflow task, retries with and without a timer, cancellation."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import FailureError
from temporalio.workflow import ActivityCancellationType as Cancel

from deeds import Held, echo, pause, refuse, succeed_at
from recorder import LIMIT, Recording, scenario, seconds

ONCE = RetryPolicy(maximum_attempts=1)
QUICKLY = RetryPolicy(initial_interval=timedelta(milliseconds=20), backoff_coefficient=1.0)


async def outcome(activity_run) -> str:
    """A result, or a failure: of a timeout it is an ActivityError when live and a TimeoutError when replayed."""
    try:
        return str(await activity_run)
    except FailureError as error:
        return error.message
    except asyncio.CancelledError:
        return "canceled"


@workflow.defn
class Run:
    """Runs one local activity and returns its result, or what went wrong."""

    @workflow.run
    async def run(self, name: str, arguments: list, limit: float, attempts: int) -> str:
        policy = RetryPolicy(timedelta(milliseconds=20), maximum_attempts=attempts)
        timeout = seconds(limit)
        return await outcome(
            workflow.execute_local_activity(name, args=arguments, start_to_close_timeout=timeout, retry_policy=policy)
        )


@scenario()
async def completed(r: Recording) -> None:
    """One local activity completes: one marker."""
    async with r.worker(Run, echo):
        await r.finish(Run.run, "echo", ["x"], 600, 1)


@scenario()
async def failed(r: Recording) -> None:
    """A local activity fails for good; the marker carries a failure."""
    async with r.worker(Run, refuse):
        await r.finish(Run.run, "refuse", ["no"], 600, 3)


@scenario()
async def retried_inside(r: Recording) -> None:
    """Two attempts fail and are retried without a timer in history; one marker with attempt 3."""
    async with r.worker(Run, succeed_at):
        await r.finish(Run.run, "succeed_at", [3], 600, 5)


@scenario()
async def start_to_close_timed_out(r: Recording) -> None:
    """The only attempt takes too long."""
    async with r.worker(Run, pause):
        await r.finish(Run.run, "pause", [2], 0.2, 1)


@workflow.defn
class RunOutOfTime:
    @workflow.run
    async def run(self) -> str:
        limit = seconds(0.3)
        return await outcome(workflow.execute_local_activity(pause, 2.0, schedule_to_close_timeout=limit))


@scenario()
async def schedule_to_close_timed_out(r: Recording) -> None:
    """The time for all attempts is over while the first one runs."""
    async with r.worker(RunOutOfTime, pause):
        await r.finish(RunOutOfTime.run)


@workflow.defn
class Together:
    @workflow.run
    async def run(self, lengths: list[float]) -> list[float]:
        return list(await asyncio.gather(*(workflow.execute_local_activity(pause, one, **LIMIT) for one in lengths)))


@scenario()
async def several_at_once(r: Recording) -> None:
    """Four local activities end in another order than they were scheduled."""
    async with r.worker(Together, pause):
        await r.finish(Together.run, [0.3, 0.1, 0.2, 0.0])


@workflow.defn
class OneAfterAnother:
    @workflow.run
    async def run(self, count: int) -> int:
        for i in range(count):
            await workflow.execute_local_activity(echo, str(i), **LIMIT)
        return count


@scenario()
async def one_after_another(r: Recording) -> None:
    """Five local activities in turn, all in one workflow task."""
    async with r.worker(OneAfterAnother, echo):
        await r.finish(OneAfterAnother.run, 5)


@workflow.defn
class Chains:
    """Each of three activities starts another when it ends, so that activations interleave."""

    @workflow.run
    async def run(self) -> list[str]:
        said: list[str] = []

        async def chain(name: str, length: float) -> None:
            await workflow.execute_local_activity(pause, length, **LIMIT)
            said.append(await workflow.execute_local_activity(echo, name, **LIMIT))

        await asyncio.gather(chain("a", 0.2), chain("b", 0.0), chain("c", 0.0))
        return said


@scenario()
async def chains(r: Recording) -> None:
    """Three chains of two local activities; the second ones start in different activations of one task."""
    async with r.worker(Chains, pause, echo):
        await r.finish(Chains.run)


@workflow.defn
class Heartbeats:
    @workflow.run
    async def run(self, length: float) -> str:
        slow = workflow.start_local_activity(pause, length, **LIMIT)
        quick = workflow.start_local_activity(echo, "quick", **LIMIT)
        return f"{await quick}, {await slow}"


@scenario()
async def heartbeat_over_three_tasks(r: Recording) -> None:
    """A local activity outlasts two workflow tasks of one second; the second is empty."""
    async with r.worker(Heartbeats, echo, pause):
        await r.finish(Heartbeats.run, 2.1, task_timeout=seconds(1))


@scenario()
async def heartbeat_from_the_start(r: Recording) -> None:
    """Nothing but a long local activity: the first workflow tasks are all empty."""
    async with r.worker(Run, pause):
        await r.finish(Run.run, "pause", [2.1], 600, 1, task_timeout=seconds(1))


@workflow.defn
class HeartbeatWithSignals:
    def __init__(self) -> None:
        self.said: list[str] = []

    @workflow.run
    async def run(self, name: str) -> str:
        held = await workflow.execute_local_activity(name, **LIMIT)
        await workflow.wait_condition(lambda: len(self.said) == 2)
        return " ".join([*self.said, held])

    @workflow.signal
    def say(self, word: str) -> None:
        self.said.append(word)


@scenario()
async def heartbeat_with_signals(r: Recording) -> None:
    """Signals come while a local activity outlasts workflow tasks."""
    held = Held()
    async with r.worker(HeartbeatWithSignals, held.hold_silently):
        handle = await r.start(HeartbeatWithSignals.run, "hold_silently", task_timeout=seconds(1))
        await held.started.wait()
        await handle.signal(HeartbeatWithSignals.say, "one")
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 2)
        await handle.signal(HeartbeatWithSignals.say, "two")
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 3)
        held.released.set()
        await r.end_of(handle)


@workflow.defn
class BackOff:
    @workflow.run
    async def run(self, attempt: int) -> str:
        policy = RetryPolicy(initial_interval=seconds(0.2), backoff_coefficient=1.0)
        threshold = seconds(0.05)
        return await outcome(
            workflow.execute_local_activity(
                succeed_at, attempt, retry_policy=policy, local_retry_threshold=threshold, **LIMIT
            )
        )


@scenario()
async def backoff_by_timer(r: Recording) -> None:
    """The delay before each retry is a timer in history; markers with a backoff."""
    async with r.worker(BackOff, succeed_at):
        await r.finish(BackOff.run, 3)


@workflow.defn
class CancelBackOff:
    @workflow.run
    async def run(self) -> str:
        handle = workflow.start_local_activity(
            succeed_at,
            9,
            retry_policy=RetryPolicy(initial_interval=seconds(60)),
            local_retry_threshold=seconds(0.05),
            **LIMIT,
        )
        await workflow.sleep(0.1)
        handle.cancel()
        return await outcome(handle)


@scenario()
async def backoff_canceled(r: Recording) -> None:
    """A local activity is canceled while its backoff timer runs."""
    async with r.worker(CancelBackOff, succeed_at):
        await r.finish(CancelBackOff.run)


@workflow.defn
class CancelRunning:
    """Cancels one local activity when another, or a timer, is done."""

    @workflow.run
    async def run(self, name: str, cancellation: int, after_timer: bool) -> str:
        handle = workflow.start_local_activity(name, cancellation_type=Cancel(cancellation), retry_policy=ONCE, **LIMIT)
        if after_timer:
            await workflow.sleep(0.05)
        else:
            await workflow.execute_local_activity(pause, 0.1, **LIMIT)
        handle.cancel()
        said = await outcome(handle)
        await workflow.sleep(0.01)
        return said


async def cancel_running(r: Recording, cancellation: Cancel, after_timer: bool = False, name: str = "hold") -> None:
    held = Held()
    async with r.worker(CancelRunning, getattr(held, name), pause):
        handle = await r.start(CancelRunning.run, name, cancellation, after_timer, task_timeout=seconds(1))
        await r.end_of(handle)
        held.released.set()


@scenario()
async def cancel_try(r: Recording) -> None:
    """A try-cancel of a running local activity, within one workflow task."""
    await cancel_running(r, Cancel.TRY_CANCEL)


@scenario()
async def cancel_wait(r: Recording) -> None:
    """Waits until a running local activity has stopped, within one workflow task."""
    await cancel_running(r, Cancel.WAIT_CANCELLATION_COMPLETED)


@scenario()
async def cancel_abandon(r: Recording) -> None:
    """Abandons a running local activity, within one workflow task."""
    await cancel_running(r, Cancel.ABANDON)


@scenario()
async def cancel_wait_after_heartbeat(r: Recording) -> None:
    """Waits for a cancellation requested in a later workflow task."""
    await cancel_running(r, Cancel.WAIT_CANCELLATION_COMPLETED, after_timer=True)


@scenario()
async def cancel_wait_ignored(r: Recording) -> None:
    """The local activity completes although it was canceled."""
    await cancel_running(r, Cancel.WAIT_CANCELLATION_COMPLETED, name="hold_through_cancel")


@workflow.defn
class CancelUnsent:
    @workflow.run
    async def run(self) -> str:
        handle = workflow.start_local_activity(echo, "x", **LIMIT)
        await asyncio.sleep(0)
        handle.cancel()
        return await outcome(handle)


@scenario()
async def canceled_before_started(r: Recording) -> None:
    """A local activity is scheduled and canceled in one activation."""
    async with r.worker(CancelUnsent, echo):
        await r.finish(CancelUnsent.run)


@workflow.defn
class LeaveRunning:
    @workflow.run
    async def run(self, name: str) -> str:
        workflow.start_local_activity(name, **LIMIT)
        return await workflow.execute_local_activity(echo, "done", **LIMIT)


@scenario()
async def running_at_completion(r: Recording) -> None:
    """The workflow completes while a local activity runs, which so leaves no trace."""
    held = Held()
    async with r.worker(LeaveRunning, held.hold, echo):
        await r.finish(LeaveRunning.run, "hold")


@workflow.defn
class Mixed:
    """Local activities among activities, timers and signals."""

    def __init__(self) -> None:
        self.words: list[str] = []

    @workflow.run
    async def run(self) -> str:
        timer = asyncio.create_task(asyncio.sleep(0.3))
        first = await workflow.execute_local_activity(echo, "first", **LIMIT)
        both = await asyncio.gather(
            workflow.execute_activity(echo, "remote", **LIMIT), workflow.execute_local_activity(echo, "local", **LIMIT)
        )
        await timer
        await workflow.wait_condition(lambda: len(self.words) == 2)
        return " ".join([first, *both, *self.words])

    @workflow.signal
    async def say(self, word: str) -> None:
        self.words.append(await workflow.execute_local_activity(echo, word, **LIMIT))


@scenario()
async def mixed(r: Recording) -> None:
    """Local activities among an activity, a timer and two signals whose handlers run local activities."""
    async with r.worker(Mixed, echo):
        handle = await r.start(Mixed.run)
        await handle.signal(Mixed.say, "one")
        await handle.signal(Mixed.say, "two")
        await r.end_of(handle)


@workflow.defn
class TimersBetween:
    @workflow.run
    async def run(self) -> int:
        for i in range(3):
            await workflow.execute_local_activity(echo, str(i), **LIMIT)
            await workflow.sleep(0.01)
            await workflow.execute_local_activity(echo, str(i), **LIMIT)
        return 3


@scenario()
async def between_timers(r: Recording) -> None:
    """Local activities before and after each of three timers."""
    async with r.worker(TimersBetween, echo):
        await r.finish(TimersBetween.run)


@workflow.defn
class WithSummary:
    @workflow.run
    async def run(self) -> str:
        return await workflow.execute_local_activity(
            echo, "x", summary="an echo", activity_id="named", schedule_to_start_timeout=seconds(5), **LIMIT
        )


@scenario()
async def summary_and_id(r: Recording) -> None:
    """A local activity with an id of its own and a summary."""
    async with r.worker(WithSummary, echo):
        await r.finish(WithSummary.run)


@workflow.defn
class FailMany:
    @workflow.run
    async def run(self) -> list[str]:
        jobs = [
            outcome(workflow.execute_local_activity(refuse, "one", **LIMIT)),
            outcome(workflow.execute_local_activity(echo, "two", **LIMIT)),
            outcome(workflow.execute_local_activity(succeed_at, 2, retry_policy=QUICKLY, **LIMIT)),
        ]
        return list(await asyncio.gather(*jobs))


@scenario()
async def failed_among_others(r: Recording) -> None:
    """One local activity fails, one completes at once and one after a retry."""
    async with r.worker(FailMany, refuse, echo, succeed_at):
        await r.finish(FailMany.run)
