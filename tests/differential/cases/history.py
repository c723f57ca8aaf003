"""Builds histories by hand, event by event, and the commands that answer them."""

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any

from google.protobuf.json_format import ParseDict
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import History, HistoryEvent
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion

RUN_ID = "c6f4a2b0-0000-4000-8000-000000000001"
ALL_FLAGS = (1, 2, 3, 4)


def payload(value: object = None, encoding: str = "json/plain") -> dict:
    """A payload as proto3 JSON has it."""
    metadata = {"encoding": base64.b64encode(encoding.encode()).decode()}
    return {"metadata": metadata, "data": base64.b64encode(json.dumps(value).encode()).decode()}


def payloads(*values: object) -> dict:
    return {"payloads": [payload(value) for value in values]}


class Builder:
    """A history that grows. Every method adds events and returns the id of the one that later ones refer to."""

    def __init__(self, flags: Iterable[int] = ALL_FLAGS, **started: Any) -> None:
        self.history = History()
        self.flags = list(flags)
        self.completed_id = 0
        self.started_id = 0
        fields = {
            "workflow_type": {"name": "Kind"},
            "workflow_id": "workflow",
            "task_queue": {"name": "replay"},
            "original_execution_run_id": RUN_ID,
            "first_execution_run_id": RUN_ID,
            # What waits for a local activity waits for 0.8 of this.
            "workflow_task_timeout": "1s",
            "attempt": 1,
        }
        self.add("workflow_execution_started", **fields | started)

    @property
    def last(self) -> int:
        return len(self.history.events)

    def add(self, kind: str, may_ignore: bool = False, **fields: Any) -> int:
        """Adds one event. `kind` is its type in lower case, `fields` are its attributes as proto3 JSON."""
        event = self.event(EventType.Value("EVENT_TYPE_" + kind.upper()), may_ignore)
        ParseDict(fields, getattr(event, f"{kind}_event_attributes"))
        getattr(event, f"{kind}_event_attributes").SetInParent()
        return self.last

    def event(self, number: int, may_ignore: bool = False) -> HistoryEvent:
        """Adds one event without attributes."""
        event = self.history.events.add()
        event.event_id, event.event_type = self.last, number
        event.event_time.seconds, event.event_time.nanos = 1_700_000_000 + self.last, 7
        event.worker_may_ignore = may_ignore
        return event

    # Workflow tasks.

    def scheduled(self) -> int:
        return self.add("workflow_task_scheduled", task_queue={"name": "replay"}, attempt=1)

    def started(self, **fields: Any) -> int:
        """A task that is started, and is not answered if nothing more is added."""
        scheduled = self.scheduled()
        self.started_id = self.add("workflow_task_started", scheduled_event_id=scheduled, **fields)
        return self.started_id

    def completed(self, **fields: Any) -> int:
        """The completion of the task that was started last. The first one has the history's core flags."""
        if self.flags and "sdk_metadata" not in fields:
            fields["sdk_metadata"] = {"core_used_flags": self.flags}
        self.flags = []
        ids = {"scheduled_event_id": self.started_id - 1, "started_event_id": self.started_id}
        self.completed_id = self.add("workflow_task_completed", **ids | fields)
        return self.completed_id

    def task(self, **fields: Any) -> int:
        """A whole task; returns the event that started it."""
        self.started()
        self.completed(**fields)
        return self.started_id

    def failed_task(self, cause: str = "WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE", **fields: Any) -> int:
        started = self.started()
        ids = {"scheduled_event_id": started - 1, "started_event_id": started}
        return self.add("workflow_task_failed", **ids, cause=cause, **fields)

    def timed_out_task(self) -> int:
        started = self.started()
        ids = {"scheduled_event_id": started - 1, "started_event_id": started}
        return self.add("workflow_task_timed_out", **ids, timeout_type="TIMEOUT_TYPE_START_TO_CLOSE")

    def reset(self, new_run_id: str = "c6f4a2b0-0000-4000-8000-000000000002") -> int:
        cause = "WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW"
        return self.failed_task(cause, base_run_id=RUN_ID, new_run_id=new_run_id)

    # Events that nobody asked for.

    def signal(self, name: str = "go", *values: object) -> int:
        fields = {"signal_name": name, "input": payloads(*values), "identity": "someone"}
        return self.add("workflow_execution_signaled", **fields)

    def cancel_requested(self, cause: str = "enough") -> int:
        return self.add("workflow_execution_cancel_requested", cause=cause, identity="someone")

    def admitted(self, update: str) -> int:
        return self.add("workflow_execution_update_admitted", request=request(update))

    # Events of commands, and what follows from them.

    def command(self, kind: str, **fields: Any) -> int:
        return self.add(kind, workflow_task_completed_event_id=self.completed_id, **fields)

    def timer(self, seq: int | str) -> int:
        return self.command("timer_started", timer_id=str(seq), start_to_fire_timeout="1s")

    def fired(self, seq: int | str, started: int) -> int:
        return self.add("timer_fired", timer_id=str(seq), started_event_id=started)

    def timer_canceled(self, seq: int | str, started: int) -> int:
        return self.command("timer_canceled", timer_id=str(seq), started_event_id=started, identity="worker")

    def activity(self, seq: int = 1, **fields: Any) -> int:
        plain = {"activity_id": str(seq), "activity_type": {"name": "act"}, "start_to_close_timeout": "5s"}
        return self.command("activity_task_scheduled", **plain | fields)

    def activity_event(self, kind: str, scheduled: int, started: int = 0, **fields: Any) -> int:
        plain = {"scheduled_event_id": scheduled}
        if kind != "started":
            plain["started_event_id"] = started
        if kind == "completed":
            plain["result"] = payloads("done")
        if kind in ("failed", "timed_out"):
            plain |= {"failure": {"message": kind, "source": "Test"}, "retry_state": "RETRY_STATE_TIMEOUT"}
        if kind == "canceled":
            plain |= {"details": payloads("why")}
        if kind in ("completed", "failed", "canceled"):
            plain["identity"] = "activity worker"
        return self.add(f"activity_task_{kind}", **plain | fields)

    def activity_cancel_requested(self, scheduled: int) -> int:
        return self.command("activity_task_cancel_requested", scheduled_event_id=scheduled)

    def child(self, **fields: Any) -> int:
        plain = {"namespace": "default", "workflow_id": "child", "workflow_type": {"name": "Child"}}
        return self.command("start_child_workflow_execution_initiated", **plain | fields)

    def child_event(self, kind: str, initiated: int, started: int = 0, **fields: Any) -> int:
        plain: dict[str, Any] = {"namespace": "default", "workflow_type": {"name": "Child"}}
        plain["initiated_event_id"] = initiated
        if kind == "start_failed":
            plain |= {"workflow_id": "child", "cause": "START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS"}
            return self.add("start_child_workflow_execution_failed", **plain | fields)
        plain["workflow_execution"] = {"workflow_id": "child", "run_id": "child-run"}
        if kind != "started":
            plain["started_event_id"] = started
        if kind == "completed":
            plain["result"] = payloads("done")
        if kind == "failed":
            plain |= {"failure": {"message": "child failed"}, "retry_state": "RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED"}
        if kind == "timed_out":
            plain["retry_state"] = "RETRY_STATE_TIMEOUT"
        if kind == "canceled":
            plain["details"] = payloads("why")
        return self.add(f"child_workflow_execution_{kind}", **plain | fields)

    def external_cancel(self, workflow_id: str = "child", only_child: bool = True, **fields: Any) -> int:
        plain = {"namespace": "default", "workflow_execution": {"workflow_id": workflow_id}}
        plain |= {"child_workflow_only": only_child}
        return self.command("request_cancel_external_workflow_execution_initiated", **plain | fields)

    def external_cancel_event(self, initiated: int, fails: bool = False, **fields: Any) -> int:
        plain = {"initiated_event_id": initiated, "namespace": "default", "workflow_execution": {"workflow_id": "child"}}
        if fails:
            plain["cause"] = "CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND"
            return self.add("request_cancel_external_workflow_execution_failed", **plain | fields)
        return self.add("external_workflow_execution_cancel_requested", **plain | fields)

    def external_signal(self, **fields: Any) -> int:
        plain = {"namespace": "default", "workflow_execution": {"workflow_id": "other"}, "signal_name": "go"}
        return self.command("signal_external_workflow_execution_initiated", **plain | fields)

    def external_signal_event(self, initiated: int, fails: bool = False, **fields: Any) -> int:
        plain = {"initiated_event_id": initiated, "namespace": "default", "workflow_execution": {"workflow_id": "other"}}
        if fails:
            plain["cause"] = "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND"
            return self.add("signal_external_workflow_execution_failed", **plain | fields)
        return self.add("external_workflow_execution_signaled", **plain | fields)

    def nexus(self, **fields: Any) -> int:
        plain = {"endpoint": "end", "service": "service", "operation": "operate", "request_id": "request"}
        return self.command("nexus_operation_scheduled", **plain | fields)

    def nexus_event(self, kind: str, scheduled: int, **fields: Any) -> int:
        plain: dict[str, Any] = {"scheduled_event_id": scheduled}
        if kind == "started":
            plain["operation_token"] = "token"
        if kind == "completed":
            plain["result"] = payload("done")
        if kind in ("failed", "canceled", "timed_out"):
            info = {"nexus_operation_execution_failure_info": {"operation": "operate"}}
            plain["failure"] = {"message": f"it {kind}", "cause": {"message": "inside"}} | info
        if kind == "cancel_request_failed":
            plain["failure"] = {"message": "not delivered"}
        return self.add(f"nexus_operation_{kind}", **plain | fields)

    def nexus_cancel_requested(self, scheduled: int) -> int:
        return self.command("nexus_operation_cancel_requested", scheduled_event_id=scheduled)

    def marker(self, name: str, details: dict | None = None, **fields: Any) -> int:
        return self.command("marker_recorded", marker_name=name, details=details or {}, **fields)

    def local_activity(self, seq: int, index: int | None = None, change: dict | None = None, **fields: Any) -> int:
        """A marker of a local activity. `change` replaces keys of its JSON, or takes them out where None is given."""
        data: dict[str, Any] = {
            "seq": seq,
            "attempt": 1,
            "activity_id": str(seq),
            "activity_type": "act",
            "complete_time": {"seconds": 1_700_000_000 + self.last, "nanos": 5},
            "backoff": None,
            "original_schedule_time": None,
        }
        if index is not None:
            data["activation_index"] = index
        data |= change or {}
        data = {key: value for key, value in data.items() if value is not DROP}
        details = {"data": payloads(data), "result": payloads(f"result {seq}")}
        return self.marker("core_local_activity", **{"details": details} | fields)

    def patch(self, patch_id: str = "p", deprecated: bool = False, old: bool = False) -> int:
        if old:
            raw = lambda data: {"payloads": [{"data": base64.b64encode(data).decode()}]}
            details = {"patch_id": raw(patch_id.encode()), "deprecated": raw(bytes([deprecated]))}
        else:
            details = {"patch-data": payloads({"id": patch_id, "deprecated": deprecated})}
        return self.marker("core_patch", details)

    def upsert(self, **attributes: object) -> int:
        fields = {name: payload(value) for name, value in attributes.items()}
        return self.command("upsert_workflow_search_attributes", search_attributes={"indexed_fields": fields})

    def change_version(self, *patches: str) -> int:
        return self.upsert(TemporalChangeVersion=list(patches) or ["p"])

    def accepted(self, update: str, sequencing: int | None = None, **fields: Any) -> int:
        """By default the request came with the task whose completion this follows."""
        plain: dict[str, Any] = {"protocol_instance_id": update, "accepted_request_message_id": f"{update}/request"}
        plain["accepted_request_sequencing_event_id"] = self.started_id - 1 if sequencing is None else sequencing
        plain["accepted_request"] = request(update)
        return self.add("workflow_execution_update_accepted", **plain | fields)

    def update_completed(self, update: str, accepted: int, **fields: Any) -> int:
        plain: dict[str, Any] = {"meta": {"update_id": update, "identity": "asker"}, "accepted_event_id": accepted}
        plain["outcome"] = {"success": payloads("done")}
        return self.add("workflow_execution_update_completed", **plain | fields)

    def complete(self) -> int:
        return self.command("workflow_execution_completed", result=payloads("all"))


DROP = object()
"""Takes a key out of a marker's JSON."""


def request(update: str) -> dict:
    header = {"fields": {"h": payload("v")}}
    return {"meta": {"update_id": update, "identity": "asker"}, "input": {"name": "change", "args": payloads(1), "header": header}}


# Commands.


def command(kind: str, **fields: Any) -> WorkflowCommand:
    made = WorkflowCommand()
    getattr(made, kind).SetInParent()
    ParseDict(fields, getattr(made, kind))
    return made


def start_timer(seq: int) -> WorkflowCommand:
    return command("start_timer", seq=seq, start_to_fire_timeout="1s")


def cancel_timer(seq: int) -> WorkflowCommand:
    return command("cancel_timer", seq=seq)


def schedule_activity(seq: int = 1, **fields: Any) -> WorkflowCommand:
    plain = {"activity_id": str(seq), "activity_type": "act", "task_queue": "replay", "start_to_close_timeout": "5s"}
    return command("schedule_activity", seq=seq, **plain | fields)


def cancel_activity(seq: int = 1) -> WorkflowCommand:
    return command("request_cancel_activity", seq=seq)


def schedule_local_activity(seq: int, **fields: Any) -> WorkflowCommand:
    plain = {"activity_id": str(seq), "activity_type": "act", "start_to_close_timeout": "5s"}
    return command("schedule_local_activity", seq=seq, **plain | fields)


def cancel_local_activity(seq: int) -> WorkflowCommand:
    return command("request_cancel_local_activity", seq=seq)


def start_child(seq: int = 1, **fields: Any) -> WorkflowCommand:
    plain = {"namespace": "default", "workflow_id": "child", "workflow_type": "Child", "task_queue": "replay"}
    return command("start_child_workflow_execution", seq=seq, **plain | fields)


def cancel_child(seq: int = 1) -> WorkflowCommand:
    return command("cancel_child_workflow_execution", child_workflow_seq=seq, reason="enough")


def schedule_nexus(seq: int = 1, **fields: Any) -> WorkflowCommand:
    plain = {"endpoint": "end", "service": "service", "operation": "operate"}
    return command("schedule_nexus_operation", seq=seq, **plain | fields)


def cancel_nexus(seq: int = 1) -> WorkflowCommand:
    return command("request_cancel_nexus_operation", seq=seq)


def signal_external(seq: int = 1, **fields: Any) -> WorkflowCommand:
    plain = {"workflow_execution": {"namespace": "default", "workflow_id": "other"}, "signal_name": "go"}
    return command("signal_external_workflow_execution", seq=seq, **plain | fields)


def cancel_signal(seq: int = 1) -> WorkflowCommand:
    return command("cancel_signal_workflow", seq=seq)


def cancel_external(seq: int = 1) -> WorkflowCommand:
    execution = {"namespace": "default", "workflow_id": "other"}
    return command("request_cancel_external_workflow_execution", seq=seq, workflow_execution=execution, reason="r")


def patch(patch_id: str = "p", deprecated: bool = False) -> WorkflowCommand:
    return command("set_patch_marker", patch_id=patch_id, deprecated=deprecated)


def upsert(**attributes: object) -> WorkflowCommand:
    fields = {name: payload(value) for name, value in attributes.items()}
    return command("upsert_workflow_search_attributes", search_attributes={"indexed_fields": fields})


def accept(update: str) -> WorkflowCommand:
    return command("update_response", protocol_instance_id=update, accepted={})


def reject(update: str) -> WorkflowCommand:
    return command("update_response", protocol_instance_id=update, rejected={"message": "no"})


def complete_update(update: str) -> WorkflowCommand:
    return command("update_response", protocol_instance_id=update, completed=payload("done"))


def complete() -> WorkflowCommand:
    return command("complete_workflow_execution", result=payload("all"))


# Hosts.

Answer = list[WorkflowCommand] | WorkflowActivationCompletion
Host = Callable[[int, WorkflowActivation], WorkflowActivationCompletion]


def answering(answer: Callable[[int, WorkflowActivation], Answer]) -> Host:
    """A host that answers with the commands that `answer` returns, or with the completion."""

    def host(index: int, activation: WorkflowActivation) -> WorkflowActivationCompletion:
        commands = answer(index, activation)
        if isinstance(commands, WorkflowActivationCompletion):
            commands.run_id = activation.run_id
            return commands
        completion = WorkflowActivationCompletion(run_id=activation.run_id)
        completion.successful.SetInParent()
        completion.successful.commands.extend(commands)
        return completion

    return host


def in_turn(*answers: Answer) -> Host:
    """A host that gives one answer after the other, whatever it is told."""
    return answering(lambda index, _: answers[index] if index < len(answers) else [])


def on(**answers: Answer) -> Host:
    """A host that gives each answer when it is told of a job of that kind: `fire_timer`, or `fire_timer_2` for seq 2."""

    def answer(_: int, activation: WorkflowActivation) -> Answer:
        commands: list[WorkflowCommand] = []
        for job in activation.jobs:
            kind = job.WhichOneof("variant")
            value = getattr(job, kind)
            names = [f"{kind}_{getattr(value, name)}" for name in ("seq", "signal_name", "id") if hasattr(value, name)]
            for name in [*names, kind]:
                if name in answers:
                    commands += answers[name]
                    break
        return commands

    return answering(answer)
