"""The activities that scenarios of every feature share; only what the oldest SDK has."""

import asyncio

from temporalio import activity
from temporalio.exceptions import ApplicationError


@activity.defn
async def echo(value: str) -> str:
    return value


@activity.defn
async def nothing() -> None:
    pass


@activity.defn
async def refuse(message: str) -> None:
    raise ApplicationError(message, "detail", type="Refused", non_retryable=True)


@activity.defn
async def succeed_at(attempt: int) -> int:
    if activity.info().attempt < attempt:
        raise ApplicationError("not yet", type="NotYet")
    return attempt


@activity.defn
async def pause(seconds: float) -> float:
    await asyncio.sleep(seconds)
    return seconds


class Held:
    """Activities that say when they have started and then wait to be canceled or let go."""

    def __init__(self) -> None:
        self.started = asyncio.Event()
        self.released = asyncio.Event()

    @activity.defn
    async def hold(self) -> str:
        self.started.set()
        while not self.released.is_set():
            activity.heartbeat("beat")
            await asyncio.sleep(0.02)
        return "released"

    @activity.defn
    async def hold_silently(self) -> str:
        self.started.set()
        await self.released.wait()
        return "released"

    @activity.defn
    async def hold_through_cancel(self) -> str:
        try:
            return await self.hold()
        except asyncio.CancelledError:
            return "done all the same"

    @activity.defn
    async def fail_when_canceled(self) -> str:
        try:
            return await self.hold()
        except asyncio.CancelledError:
            raise ApplicationError("broke while stopping", non_retryable=True) from None
