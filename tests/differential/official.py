"""Drives the replay worker of the official core, as a published wheel ships it, at the level of `coresdk` messages."""

import asyncio
import dataclasses
from collections.abc import Callable

import temporalio.bridge.worker as bridge
import temporalio.runtime
from temporalio.bridge.proto.workflow_activation import RemoveFromCache, WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion

ACCEPTED = {RemoveFromCache.CACHE_FULL, RemoveFromCache.LANG_REQUESTED}
PATIENCE = 12.0
"""Seconds to wait for an activation. The longest regular wait is a local activity's heartbeat: 0.8 of a task's time-out."""

Host = Callable[[int, WorkflowActivation], WorkflowActivationCompletion]


@dataclasses.dataclass
class Play:
    """What the official core said while it played one history, and how it ended."""

    activations: list[WorkflowActivation] = dataclasses.field(default_factory=list)
    completions: list[WorkflowActivationCompletion] = dataclasses.field(default_factory=list)
    verdict: str = ""
    reason: str = ""


class Official:
    """A replay worker that is used for one history after the other, and made anew after each mishap."""

    def __init__(self, namespace: str = "default") -> None:
        telemetry = temporalio.runtime.TelemetryConfig(logging=None)
        self._runtime = temporalio.runtime.Runtime(telemetry=telemetry)._core_runtime
        self._namespace = namespace
        self._worker: bridge.Worker | None = None
        self._pusher = None
        self._outstanding: str | None = None

    async def play(self, workflow_id: str, history: bytes, host: Host, patience: float = PATIENCE) -> Play:
        play = Play()
        if self._worker is None:
            self._worker, self._pusher = bridge.Worker.for_replay(self._runtime, _config(self._namespace))
        try:
            await self._pusher.push_history(workflow_id, history)
        except (RuntimeError, ValueError) as error:
            play.verdict, play.reason = "refused", str(error)
            await self.close()
            return play
        try:
            await self._to_end(play, host, patience)
        except asyncio.TimeoutError:
            play.verdict, play.reason = "stuck", f"no activation came for {patience:.0f} s"
            await self.close()
        except RuntimeError as error:
            play.verdict, play.reason = "misuse", str(error)
            await self.close()
        return play

    async def _to_end(self, play: Play, host: Host, patience: float) -> None:
        while True:
            activation = await asyncio.wait_for(self._worker.poll_workflow_activation(), patience)
            evictions = [job.remove_from_cache for job in activation.jobs if job.HasField("remove_from_cache")]
            if evictions:
                play.verdict, play.reason = _verdict(evictions[0])
                await self._worker.complete_workflow_activation(_nothing(activation.run_id))
                return
            completion = host(len(play.activations), activation)
            play.activations.append(activation)
            play.completions.append(completion)
            self._outstanding = activation.run_id
            await self._worker.complete_workflow_activation(completion)
            self._outstanding = None

    async def close(self) -> None:
        """Ends the worker, which it only does once all that it asked for is answered."""
        worker, pusher = self._worker, self._pusher
        self._worker = self._pusher = None
        if worker is None:
            return
        pusher.close()
        worker.initiate_shutdown()
        try:
            if self._outstanding:
                await worker.complete_workflow_activation(_nothing(self._outstanding))
            while True:
                activation = await asyncio.wait_for(worker.poll_workflow_activation(), 2)
                await worker.complete_workflow_activation(_nothing(activation.run_id))
        except (bridge.PollShutdownError, RuntimeError, asyncio.TimeoutError):
            pass
        self._outstanding = None
        try:
            await asyncio.wait_for(worker.finalize_shutdown(), 2)
        except (RuntimeError, asyncio.TimeoutError):
            pass


def _nothing(run_id: str) -> WorkflowActivationCompletion:
    completion = WorkflowActivationCompletion(run_id=run_id)
    completion.successful.SetInParent()
    return completion


def _verdict(eviction: RemoveFromCache) -> tuple[str, str]:
    if eviction.reason in ACCEPTED:
        return "accepted", ""
    # An error that strikes while no completion is waiting is reported without a reason, but in the same words.
    if eviction.reason == RemoveFromCache.NONDETERMINISM or "Nondeterminism error" in eviction.message:
        return "nondeterminism", eviction.message
    if eviction.reason in (RemoveFromCache.FATAL, RemoveFromCache.UNSPECIFIED):
        return "fatal", eviction.message
    return RemoveFromCache.EvictionReason.Name(eviction.reason).lower(), eviction.message


def _config(namespace: str) -> bridge.WorkerConfig:
    slots, poller = bridge.FixedSizeSlotSupplier, bridge.PollerBehaviorSimpleMaximum
    return bridge.WorkerConfig(
        namespace=namespace,
        task_queue="replay",
        # With no build id the worker has no version of its own, as ours has none.
        versioning_strategy=bridge.WorkerVersioningStrategyNone(""),
        identity_override=None,
        max_cached_workflows=2,
        tuner=bridge.TunerHolder(slots(2), slots(1), slots(1), slots(1)),
        workflow_task_poller_behavior=poller(2),
        nonsticky_to_sticky_poll_ratio=1,
        activity_task_poller_behavior=poller(1),
        no_remote_activities=True,
        task_types=bridge.WorkerTaskTypes(True, False, False, False),
        sticky_queue_schedule_to_start_timeout_millis=1000,
        max_heartbeat_throttle_interval_millis=1000,
        default_heartbeat_throttle_interval_millis=1000,
        max_activities_per_second=None,
        max_task_queue_activities_per_second=None,
        max_eager_activity_reservations_per_workflow_task=3,
        graceful_shutdown_period_millis=0,
        nondeterminism_as_workflow_fail=False,
        nondeterminism_as_workflow_fail_for_types=set(),
        nexus_task_poller_behavior=poller(1),
        plugins=[],
        storage_drivers=set(),
        disable_payload_error_limit=True,
    )
