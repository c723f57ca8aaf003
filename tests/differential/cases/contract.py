"""Completions that break the contract between core and host, or come close to it."""

from collections.abc import Iterator

from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion

from . import Case
from .history import (
    Builder,
    command,
    complete,
    in_turn,
    on,
    schedule_activity,
    schedule_local_activity,
    schedule_nexus,
    signal_external,
    start_child,
    start_timer,
)


def cases() -> Iterator[Case]:
    failed = WorkflowActivationCompletion()
    failed.failed.failure.message = "the host could not run the workflow"
    yield Case("failed_completion", with_timer().history, in_turn(failed))
    yield Case("failed_completion_later", with_timer().history, in_turn([start_timer(1)], failed))
    yield Case("without_status", with_timer().history, in_turn(WorkflowActivationCompletion()))
    yield Case("command_without_variant", with_timer().history, in_turn([WorkflowCommand()]))

    flags = WorkflowActivationCompletion()
    flags.successful.commands.append(start_timer(1))
    flags.successful.used_internal_flags.extend([3, 7])
    yield Case("used_flags", with_timer().history, in_turn(flags, [complete()]))

    lacking = {
        "activity_without_timeout": command("schedule_activity", seq=1, activity_id="1", activity_type="act"),
        "activity_without_id": schedule_activity(1, activity_id=""),
        "activity_without_type": schedule_activity(1, activity_type=""),
        "activity_without_queue": schedule_activity(1, task_queue=""),
        "activity_zero_timeout": schedule_activity(1, start_to_close_timeout="0s"),
        "local_without_timeout": command("schedule_local_activity", seq=1, activity_id="1", activity_type="act"),
        "local_without_type": schedule_local_activity(1, activity_type=""),
        "child_without_id": start_child(1, workflow_id=""),
        "child_without_type": start_child(1, workflow_type=""),
        "signal_without_name": signal_external(1, signal_name=""),
        "signal_without_target": command("signal_external_workflow_execution", seq=1, signal_name="go"),
        "nexus_without_service": schedule_nexus(1, service=""),
        "cancel_without_execution": command("request_cancel_external_workflow_execution", seq=1),
        "patch_without_id": command("set_patch_marker"),
        "timer_without_length": command("start_timer", seq=1),
        "query_nobody_asked": command("respond_to_query", query_id="q", succeeded={}),
        "update_nobody_asked": command("update_response", protocol_instance_id="u", accepted={}),
        "fail_without_failure": command("fail_workflow_execution"),
    }
    events = {
        "activity": lambda h: h.activity(1),
        "local": lambda h: h.local_activity(1),
        "child": lambda h: h.child(),
        "signal": lambda h: h.external_signal(),
        "nexus": lambda h: h.nexus(),
        "cancel": lambda h: h.external_cancel("other", only_child=False),
        "patch": lambda h: h.patch(""),
        "timer": lambda h: h.timer(1),
        "fail": lambda h: h.command("workflow_execution_failed"),
    }
    for name, issued in lacking.items():
        h = Builder(flags=())
        h.task()
        kind = name.split("_")[0]
        if kind in events:
            events[kind](h)
        if kind != "fail":
            h.signal()
            h.task()
            h.complete()
        yield Case(name, h.history, on(initialize_workflow=[issued], signal_workflow=[complete()]))

    # Numbers that are used again.
    for name, first, second in (
        ("timer", start_timer(1), start_timer(1)),
        ("activity", schedule_activity(1), schedule_activity(1)),
        ("kinds", start_timer(1), schedule_activity(1)),
    ):
        h = Builder()
        h.task()
        for issued in (first, second):
            h.timer(1) if issued.HasField("start_timer") else h.activity(1)
        h.signal()
        h.task()
        h.complete()
        yield Case(f"seq_twice-{name}", h.history, on(initialize_workflow=[first, second], signal_workflow=[complete()]))
    h = Builder()
    h.task()
    h.fired(1, h.timer(1))
    h.task()
    h.fired(1, h.timer(1))
    h.task()
    h.complete()
    yield Case("seq_again_after_end", h.history, in_turn([start_timer(1)], [start_timer(1)], [complete()]))


def with_timer() -> Builder:
    h = Builder()
    h.task()
    h.fired(1, h.timer(1))
    h.task()
    h.complete()
    return h
