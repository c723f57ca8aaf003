"""Makes other histories out of recorded ones: what a worker sees on the way, and what an older or busier one left."""

import json
from collections.abc import Callable, Iterator

from google.protobuf.message import Message
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import History, HistoryEvent

Variant = tuple[str, bytes]


def variants(name: str, encoded: bytes) -> Iterator[Variant]:
    history = History.FromString(encoded)
    yield from prefixes(name, history)
    changes = {
        "no_flags": without_flags,
        "no_indices": without_indices,
        "empty_tasks": lambda h: with_tasks(h, "completed"),
        "failed_tasks": lambda h: with_tasks(h, "failed"),
        "timed_out_tasks": lambda h: with_tasks(h, "timed_out"),
    }
    for change, make in changes.items():
        changed = make(copied(history))
        if changed != history:
            yield f"{name}~{change}", changed.SerializeToString()


def copied(history: History) -> History:
    copy = History()
    copy.CopyFrom(history)
    return copy


def prefixes(name: str, history: History) -> Iterator[Variant]:
    """The history as it was when each task was handed out, and when the task was completed."""
    for place, event in enumerate(history.events[:-1]):
        if event.event_type in (EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED):
            prefix = History(events=history.events[: place + 1])
            yield f"{name}~to_{event.event_id}", prefix.SerializeToString()


def without_flags(history: History) -> History:
    """As a core from before all flags would have written it. Patches then have no upsert."""
    for event in history.events:
        if event.HasField("workflow_task_completed_event_attributes"):
            event.workflow_task_completed_event_attributes.ClearField("sdk_metadata")
    kept = [event for event in history.events if not is_change_version(event)]
    return renumbered(kept)


def is_change_version(event: HistoryEvent) -> bool:
    fields = event.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields
    return "TemporalChangeVersion" in fields


def without_indices(history: History) -> History:
    """As a core would have written it that did not say in which activation a local activity was told."""
    for event in history.events:
        details = event.marker_recorded_event_attributes.details
        if event.marker_recorded_event_attributes.marker_name == "core_local_activity":
            data = json.loads(details["data"].payloads[0].data)
            if data.pop("activation_index", None) is not None:
                details["data"].payloads[0].data = json.dumps(data).encode()
    return history


def with_tasks(history: History, end: str) -> History:
    """With one more task before each, that did nothing or came to nothing."""
    events: list[HistoryEvent] = []
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED:
            scheduled, started, ended = HistoryEvent(), HistoryEvent(), HistoryEvent()
            scheduled.CopyFrom(event)
            started.event_type = EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED
            ended.event_type = EventType.Value(f"EVENT_TYPE_WORKFLOW_TASK_{end.upper()}")
            attributes = getattr(ended, f"workflow_task_{end}_event_attributes")
            attributes.SetInParent()
            for extra in (started, ended):
                extra.event_time.CopyFrom(event.event_time)
            # Ids below zero are of events that are new: renumbering knows them by their distance.
            scheduled.event_id, started.event_id, ended.event_id = (-event.event_id * 3 - n for n in range(3))
            started.workflow_task_started_event_attributes.scheduled_event_id = scheduled.event_id
            attributes.scheduled_event_id, attributes.started_event_id = scheduled.event_id, started.event_id
            events += [scheduled, started, ended]
        events.append(event)
    return renumbered(events)


def renumbered(events: list[HistoryEvent]) -> History:
    """Numbers the events from 1, and everything that refers to them with them."""
    ids = {event.event_id: place for place, event in enumerate(events, 1)}
    for event in events:
        attributes = getattr(event, event.WhichOneof("attributes") or "", None)
        if attributes is not None:
            refer(attributes, ids.get)
        event.event_id = ids[event.event_id]
    return History(events=events)


def refer(message: Message, renumber: Callable[[int], int | None]) -> None:
    for field, value in message.ListFields():
        if field.name.endswith("event_id") and field.cpp_type == field.CPPTYPE_INT64:
            setattr(message, field.name, renumber(value) or value)
