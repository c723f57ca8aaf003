"""Workflows that say how the official SDK reads what our client writes."""

from dataclasses import dataclass
from typing import Any

from temporalio import workflow


@workflow.defn
class Echo:
    """Returns a value, and says on request of which type it is to Python."""

    @workflow.init
    def __init__(self, value: Any) -> None:
        self.type = type(value).__name__

    @workflow.run
    async def run(self, value: Any) -> Any:
        return value

    @workflow.query
    def type_name(self) -> str:
        return self.type


@dataclass
class Order:
    item: str
    count: int
    tags: list[str]
    gift: bool = False


@dataclass
class Shipment:
    order: Order
    weights: dict[str, float]
    note: str | None


@workflow.defn
class Ship:
    """Takes and returns what is of a class here, and a structure in Rust."""

    @workflow.run
    async def run(self, order: Order, weight: float, label: bytes, note: str | None) -> Shipment:
        assert isinstance(order, Order) and isinstance(label, bytes), (order, label)
        return Shipment(order, {tag: weight * order.count for tag in [*order.tags, label.decode()]}, note)


@workflow.defn
class Nothing:
    """Takes no argument and returns nothing."""

    @workflow.run
    async def run(self) -> None:
        return None


@workflow.defn
class Seen:
    """Says what the options of its start are to a workflow."""

    @workflow.run
    async def run(self) -> dict[str, Any]:
        info = workflow.info()
        return {
            "memo": {"note": workflow.memo_value("note"), "blob": list(workflow.memo_value("blob", type_hint=bytes))},
            "attributes": {
                pair.key.name: [pair.key.indexed_value_type.name, str(pair.value)] for pair in info.typed_search_attributes
            },
            "headers": {name: payload.data.decode() for name, payload in info.headers.items()},
            "priority": info.priority.priority_key,
            "attempts": info.retry_policy.maximum_attempts if info.retry_policy else None,
            "timeouts": [one and one.total_seconds() for one in (info.execution_timeout, info.run_timeout, info.task_timeout)],
        }


WORKFLOWS = [Echo, Ship, Nothing, Seen]
