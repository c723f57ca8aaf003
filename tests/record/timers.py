"""Timers: fired, canceled, canceled before they were sent, several of them, and races with signals."""

import asyncio

from temporalio import workflow

from recorder import Recording, scenario


@workflow.defn
class Sleep:
    @workflow.run
    async def run(self, length: float) -> str:
        await workflow.sleep(length)
        return "awake"


@scenario()
async def fired(r: Recording) -> None:
    """One timer fires."""
    async with r.worker(Sleep):
        await r.finish(Sleep.run, 0.05)


@workflow.defn
class SleepTogether:
    @workflow.run
    async def run(self, lengths: list[float]) -> list[float]:
        woken: list[float] = []

        async def wait(length: float) -> None:
            await workflow.sleep(length, summary=f"{length} s")
            woken.append(length)

        await asyncio.gather(*(wait(length) for length in lengths))
        return woken


@scenario()
async def fired_in_other_order(r: Recording) -> None:
    """Three timers started together fire in another order than they were started; each has a summary."""
    async with r.worker(SleepTogether):
        await r.finish(SleepTogether.run, [0.5, 0.25, 0.05])


@scenario()
async def fired_at_once(r: Recording) -> None:
    """Four timers of one length are due at the same time and fire in one workflow task, or in few."""
    async with r.worker(SleepTogether):
        await r.finish(SleepTogether.run, [0.1, 0.1, 0.1, 0.1])


@workflow.defn
class CancelTimer:
    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self) -> str:
        timer = asyncio.create_task(asyncio.sleep(3600))
        await workflow.wait_condition(lambda: self.told)
        timer.cancel()
        await workflow.sleep(0.01)
        return "canceled"

    @workflow.signal
    def cancel(self) -> None:
        self.told = True


@scenario()
async def canceled(r: Recording) -> None:
    """A signal makes the workflow cancel a timer and start another."""
    async with r.worker(CancelTimer):
        handle = await r.start(CancelTimer.run)
        await r.until(handle, "TIMER_STARTED")
        await handle.signal(CancelTimer.cancel)
        await r.end_of(handle)


@workflow.defn
class CancelAtOnce:
    @workflow.run
    async def run(self) -> str:
        timer = asyncio.create_task(asyncio.sleep(3600))
        await asyncio.sleep(0.01)
        timer.cancel()
        unsent = asyncio.create_task(asyncio.sleep(3600))
        await asyncio.sleep(0)
        unsent.cancel()
        await asyncio.sleep(0.01)
        return "canceled"


@scenario()
async def canceled_before_sent(r: Recording) -> None:
    """A timer started and canceled in one workflow task leaves no event, but takes a timer id."""
    async with r.worker(CancelAtOnce):
        await r.finish(CancelAtOnce.run)


@workflow.defn
class WaitFor:
    """Waits for a signal, for so long; the timeout is a timer."""

    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self, timeout: float) -> str:
        try:
            await workflow.wait_condition(lambda: self.told, timeout=timeout, timeout_summary="patience")
        except asyncio.TimeoutError:
            return "timed out"
        return "told"

    @workflow.signal
    def tell(self) -> None:
        self.told = True


@scenario()
async def condition_met(r: Recording) -> None:
    """A wait with a timeout ends by a signal; its timer is canceled in the closing task."""
    async with r.worker(WaitFor):
        handle = await r.start(WaitFor.run, 3600)
        await r.until(handle, "TIMER_STARTED")
        await handle.signal(WaitFor.tell)
        await r.end_of(handle)


@scenario()
async def fired_with_signal(r: Recording) -> None:
    """The timer fires and a signal comes while no worker is there; one workflow task brings both."""
    async with r.worker(WaitFor):
        handle = await r.start(WaitFor.run, 0.5)
        await r.until(handle, "TIMER_STARTED")
    await r.until(handle, "TIMER_FIRED")
    await handle.signal(WaitFor.tell)
    async with r.worker(WaitFor):
        await r.end_of(handle)
