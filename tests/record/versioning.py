"""Worker deployments: pinned and auto-upgrading runs, moves between versions, and overrides."""

import asyncio

from google.protobuf.field_mask_pb2 import FieldMask
from temporalio import workflow
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflow.v1 import WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
    UpdateWorkflowExecutionOptionsRequest,
)
from temporalio.common import (
    AutoUpgradeVersioningOverride,
    PinnedVersioningOverride,
    VersioningBehavior,
    VersioningOverride,
    WorkerDeploymentVersion,
)
from temporalio.service import RPCError
from temporalio.worker import WorkerDeploymentConfig

from deeds import echo
from recorder import IDENTITY, LIMIT, Recording, scenario


class Steps:
    """An activity before and one after each of two words."""

    def __init__(self) -> None:
        self.words: list[str] = []

    async def steps(self) -> str:
        await workflow.execute_activity(echo, "first", **LIMIT)
        for count in (1, 2):
            await workflow.wait_condition(lambda count=count: len(self.words) >= count)
            await workflow.execute_activity(echo, self.words[count - 1], **LIMIT)
        return workflow.info().get_current_build_id()


@workflow.defn(versioning_behavior=VersioningBehavior.PINNED)
class Pinned(Steps):
    @workflow.run
    async def run(self) -> str:
        return await self.steps()

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)


@workflow.defn(versioning_behavior=VersioningBehavior.AUTO_UPGRADE)
class AutoUpgrade(Steps):
    @workflow.run
    async def run(self) -> str:
        return await self.steps()

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)


def deployed(r: Recording, build: str) -> WorkerDeploymentConfig:
    """A worker's place in this scenario's deployment."""
    return WorkerDeploymentConfig(version=version(r, build), use_worker_versioning=True)


def version(r: Recording, build: str) -> WorkerDeploymentVersion:
    return WorkerDeploymentVersion(r.id, build)


async def make_current(r: Recording, build: str) -> None:
    """Makes a version the current one, once the server has seen a worker of it."""
    service = r.client.workflow_service
    while True:
        try:
            seen = await service.describe_worker_deployment(
                DescribeWorkerDeploymentRequest(namespace=r.client.namespace, deployment_name=r.id)
            )
            await service.set_worker_deployment_current_version(
                SetWorkerDeploymentCurrentVersionRequest(
                    namespace=r.client.namespace,
                    deployment_name=r.id,
                    build_id=build,
                    version=f"{r.id}.{build}",
                    conflict_token=seen.conflict_token,
                    identity=IDENTITY,
                )
            )
            return
        except RPCError:
            await asyncio.sleep(0.1)


async def update_options(r: Recording, override: VersioningOverride | None) -> None:
    """Sets a run's versioning override, or takes it away."""
    options = WorkflowExecutionOptions()
    if override:
        options.versioning_override.CopyFrom(override._to_proto())
    await r.client.workflow_service.update_workflow_execution_options(
        UpdateWorkflowExecutionOptionsRequest(
            namespace=r.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=r.id),
            workflow_execution_options=options,
            update_mask=FieldMask(paths=["versioning_override"]),
            identity=IDENTITY,
        )
    )


async def upgrade_between(r: Recording, flow: type) -> None:
    """Starts a run on version 1.0, makes 2.0 current, and sends a word before and after that."""
    async with r.worker(flow, echo, deployment_config=deployed(r, "1.0")):
        await make_current(r, "1.0")
        handle = await r.start(flow.run)
        await handle.signal("say", "one")
        await r.until(handle, "ACTIVITY_TASK_COMPLETED", 2)
        async with r.worker(flow, echo, deployment_config=deployed(r, "2.0")):
            await make_current(r, "2.0")
            await handle.signal("say", "two")
            await r.end_of(handle)


@scenario()
async def pinned(r: Recording) -> None:
    """A pinned run stays on its version although another becomes current."""
    await upgrade_between(r, Pinned)


@scenario()
async def auto_upgrade(r: Recording) -> None:
    """A run moves to the version that becomes current."""
    await upgrade_between(r, AutoUpgrade)


@scenario()
async def override_updated(r: Recording) -> None:
    """A running workflow gets a pinned override, then an auto-upgrading one, then none: options updated."""
    async with r.worker(AutoUpgrade, echo, deployment_config=deployed(r, "1.0")):
        await make_current(r, "1.0")
        handle = await r.start(AutoUpgrade.run)
        await r.until(handle, "ACTIVITY_TASK_COMPLETED")
        await r.until(handle, "WORKFLOW_TASK_COMPLETED", 2)
        await update_options(r, PinnedVersioningOverride(version(r, "1.0")))
        await handle.signal("say", "one")
        await r.until(handle, "ACTIVITY_TASK_COMPLETED", 2)
        await update_options(r, AutoUpgradeVersioningOverride())
        await update_options(r, None)
        await handle.signal("say", "two")
        await r.end_of(handle)


@scenario()
async def started_with_override(r: Recording) -> None:
    """The start itself pins the run to a version that is not current."""
    async with r.worker(AutoUpgrade, echo, deployment_config=deployed(r, "1.0")):
        await make_current(r, "1.0")
        async with r.worker(AutoUpgrade, echo, deployment_config=deployed(r, "2.0")):
            handle = None
            while handle is None:
                try:
                    override = PinnedVersioningOverride(version(r, "2.0"))
                    handle = await r.start(AutoUpgrade.run, versioning_override=override)
                except RPCError:
                    await asyncio.sleep(0.1)
            for word in ("one", "two"):
                await handle.signal("say", word)
            await r.end_of(handle)


@workflow.defn(versioning_behavior=VersioningBehavior.PINNED)
class PinnedParent:
    @workflow.run
    async def run(self, rounds: int) -> str:
        child = f"{workflow.info().workflow_id}-child-{rounds}"
        await workflow.execute_child_workflow(PinnedChild.run, id=child)
        if rounds:
            workflow.continue_as_new(rounds - 1)
        return workflow.info().get_current_build_id()


@workflow.defn(versioning_behavior=VersioningBehavior.PINNED)
class PinnedChild:
    @workflow.run
    async def run(self) -> str:
        return workflow.info().get_current_build_id()


@scenario()
async def inherited(r: Recording) -> None:
    """A pinned run's version goes on to its child and to the run it continues as."""
    async with r.worker(PinnedParent, PinnedChild, deployment_config=deployed(r, "1.0")):
        await make_current(r, "1.0")
        handle = await r.start(PinnedParent.run, 1)
        await r.end_of(handle)
        latest = r.client.get_workflow_handle(r.id)
        r.keep(handle, "second_run", (await latest.describe()).run_id)
        child = r.client.get_workflow_handle(f"{r.id}-child-1")
        r.keep(child, "child", (await child.describe()).run_id)
