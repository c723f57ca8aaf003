"""Patches: new and old runs of changed workflows, several patches, and deprecated ones."""

from temporalio import workflow

from deeds import echo, nothing
from recorder import LIMIT, Recording, scenario, seconds


@workflow.defn(name="Changed")
class Unpatched:
    """The code before any patch."""

    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self) -> str:
        await workflow.execute_activity(nothing, **LIMIT)
        await workflow.wait_condition(lambda: self.told)
        return "old"

    @workflow.signal
    def go_on(self) -> None:
        self.told = True


@workflow.defn(name="Changed")
class Patched:
    """Old code behind a patch."""

    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self) -> str:
        if workflow.patched("echo"):
            await workflow.execute_activity(echo, "new", **LIMIT)
        else:
            await workflow.execute_activity(nothing, **LIMIT)
        await workflow.wait_condition(lambda: self.told)
        return "new" if workflow.patched("echo") else "old"

    @workflow.signal
    def go_on(self) -> None:
        self.told = True


@workflow.defn(name="Changed")
class Deprecated:
    """No old code any more."""

    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self) -> str:
        workflow.deprecate_patch("echo")
        await workflow.execute_activity(echo, "new", **LIMIT)
        await workflow.wait_condition(lambda: self.told)
        return "new"

    @workflow.signal
    def go_on(self) -> None:
        self.told = True


@workflow.defn(name="Changed")
class Cleaned:
    """Neither old code nor the patch."""

    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self) -> str:
        await workflow.execute_activity(echo, "new", **LIMIT)
        await workflow.wait_condition(lambda: self.told)
        return "new"

    @workflow.signal
    def go_on(self) -> None:
        self.told = True


async def deploy(r: Recording, before: type, after: type) -> None:
    """Starts a run on one version of the code and ends it on another."""
    async with r.worker(before, echo, nothing):
        handle = await r.start(before.run)
        await r.until(handle, "ACTIVITY_TASK_COMPLETED")
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 2)
    async with r.worker(after, echo, nothing):
        await handle.signal("go_on")
        await r.end_of(handle)


@scenario()
async def new_run(r: Recording) -> None:
    """A run that began with the patch: one marker, although the patch is asked for twice."""
    await deploy(r, Patched, Patched)


@scenario()
async def old_run_on_patched_code(r: Recording) -> None:
    """A run that began before the patch goes on with patched code: no marker."""
    await deploy(r, Unpatched, Patched)


@scenario()
async def patched_run_on_deprecated_code(r: Recording) -> None:
    """A run that began with the patch goes on with code that has deprecated it."""
    await deploy(r, Patched, Deprecated)


@scenario()
async def deprecated_run(r: Recording) -> None:
    """A run that began when the patch was deprecated already."""
    await deploy(r, Deprecated, Deprecated)


@scenario()
async def deprecated_run_on_cleaned_code(r: Recording) -> None:
    """A run with a deprecated marker goes on with code that knows no patch."""
    await deploy(r, Deprecated, Cleaned)


@workflow.defn
class TwoPatches:
    @workflow.run
    async def run(self) -> list[bool]:
        first = workflow.patched("first")
        await workflow.sleep(0.01)
        second = workflow.patched("second")
        await workflow.execute_activity(nothing, **LIMIT)
        return [first, second, workflow.patched("first")]


@scenario()
async def two_patches(r: Recording) -> None:
    """Two patches in different workflow tasks; the second search attribute has both."""
    async with r.worker(TwoPatches, nothing):
        await r.finish(TwoPatches.run)


@workflow.defn
class ManyPatches:
    @workflow.run
    async def run(self) -> int:
        taken = [workflow.patched(name) for name in ("c", "a", "b")]
        workflow.deprecate_patch("old")
        await workflow.sleep(0.01)
        return sum(taken)


@scenario()
async def many_in_one_task(r: Recording) -> None:
    """Three patches and a deprecated one in one workflow task."""
    async with r.worker(ManyPatches):
        await r.finish(ManyPatches.run)


@workflow.defn(name="Loop")
class UnpatchedLoop:
    @workflow.run
    async def run(self) -> int:
        for _ in range(4):
            await workflow.sleep(0.3)
        return 0


@workflow.defn(name="Loop")
class PatchedLoop:
    """Asks for the patch in every round: its first answer holds for the whole run."""

    @workflow.run
    async def run(self) -> int:
        rounds = 0
        for _ in range(4):
            rounds += workflow.patched("count")
            await workflow.sleep(0.3)
        return rounds


@scenario()
async def patched_in_the_middle(r: Recording) -> None:
    """A loop is patched half way; replay decides that the patch does not hold in later rounds either."""
    async with r.worker(UnpatchedLoop):
        handle = await r.start(UnpatchedLoop.run, task_timeout=seconds(2))
        await r.until(handle, "TIMER_FIRED", 2)
    async with r.worker(PatchedLoop):
        await r.end_of(handle)


@workflow.defn
class PatchAndLocalActivity:
    @workflow.run
    async def run(self) -> str:
        workflow.patched("before")
        said = await workflow.execute_local_activity(echo, "x", **LIMIT)
        workflow.patched("after")
        await workflow.sleep(0.01)
        return said


@scenario()
async def with_local_activity(r: Recording) -> None:
    """Patches before and after a local activity: both kinds of marker in one workflow task."""
    async with r.worker(PatchAndLocalActivity, echo):
        await r.finish(PatchAndLocalActivity.run)


@workflow.defn
class PatchInSignal:
    def __init__(self) -> None:
        self.said: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        await workflow.wait_condition(lambda: len(self.said) == 2)
        return self.said

    @workflow.signal
    async def say(self, word: str) -> None:
        if workflow.patched("echo-signals"):
            word = await workflow.execute_activity(echo, word, **LIMIT)
        self.said.append(word)


@scenario()
async def in_signal_handler(r: Recording) -> None:
    """The patch is first asked for by a signal handler."""
    async with r.worker(PatchInSignal, echo):
        handle = await r.start(PatchInSignal.run)
        await r.until(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.signal(PatchInSignal.say, "one")
        await r.until(handle, "ACTIVITY_TASK_COMPLETED")
        await handle.signal(PatchInSignal.say, "two")
        await r.end_of(handle)
