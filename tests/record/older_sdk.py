"""Histories by SDKs of earlier years: without core flags, with older markers, with other command order."""

import contextlib

from temporalio.client import WorkflowUpdateFailedError

import older_workflows as flows
from deeds import echo, pause, refuse, succeed_at
from recorder import Recording, add_scenario, seconds

CORES = {
    "1.0.0": "no core flags, first marker formats",
    "1.5.0": "core flags 1 and 2",
    "1.10.0": "core flags 1, 2 and 3",
    "1.32.0": "local activities delivered one by one, with nothing in their markers that says so",
}


async def patches(r: Recording) -> None:
    async with r.worker_process(flows.Patches, echo):
        await r.finish(flows.Patches.run)


async def local_activities(r: Recording) -> None:
    async with r.worker_process(flows.LocalActivities, echo, pause, refuse, succeed_at):
        await r.finish(flows.LocalActivities.run)


async def local_backoff(r: Recording) -> None:
    async with r.worker_process(flows.LocalBackoff, pause, succeed_at):
        await r.finish(flows.LocalBackoff.run, task_timeout=seconds(1))


async def journey(r: Recording) -> None:
    async with r.worker_process(flows.Journey, flows.OldChild, echo):
        handle = await r.start(flows.Journey.run)
        for i in range(2):
            await r.until(handle, "TIMER_STARTED")
            await handle.signal("say", f"word {i}")
        await r.end_of(handle)


async def commands_and_end(r: Recording) -> None:
    async with r.worker_process(flows.CommandsAndEnd, echo):
        handle = await r.start(flows.CommandsAndEnd.run)
        await r.until(handle, "TIMER_FIRED")
        await handle.signal("go_on")
        await r.end_of(handle)


async def updates(r: Recording) -> None:
    async with r.worker_process(flows.Updates, echo):
        handle = await r.start(flows.Updates.run)
        await handle.execute_update("note", "one", id="one")
        with contextlib.suppress(WorkflowUpdateFailedError):
            await handle.execute_update("note", "", id="bad")
        await handle.execute_update("note_by_activity", "two", id="two")
        await handle.execute_update("note", "three", id="three")
        await r.end_of(handle)


RECORDED = {
    patches: ("1.0.0", "1.5.0"),
    local_activities: ("1.0.0", "1.10.0", "1.32.0"),
    local_backoff: ("1.0.0", "1.32.0"),
    journey: ("1.0.0",),
    commands_and_end: ("1.5.0", "1.10.0"),
    updates: ("1.5.0", "1.32.0"),
}

for run, sdks in RECORDED.items():
    for sdk in sdks:
        part = "".join(word.title() for word in run.__name__.split("_"))
        shows = f"{getattr(flows, part).__doc__} By an SDK of its time: {CORES[sdk]}."
        add_scenario(run, f"{run.__name__}_sdk_{sdk.replace('.', '_')}", " ".join(shows.split()), sdk=sdk)
