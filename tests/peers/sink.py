"""Kitchen-sink workflows and activities once more, on the official SDK: the programs of `kitchen-sink/`, so far as they
are the same to the server whichever worker runs them. A run may go over from one to the other between any two tasks.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.api.history.v1 import History
from temporalio.common import RawValue, RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ApplicationError, CancelledError, FailureError

TYPE = "kitchen_sink"
KEYS = {
    "Keyword": SearchAttributeKey.for_keyword,
    "KeywordList": SearchAttributeKey.for_keyword_list,
    "Int": SearchAttributeKey.for_int,
}


class Return(Exception):
    """Ends the workflow or the handler with a result."""


@workflow.defn(name=TYPE)
class KitchenSink:
    """A program, done in its order."""

    @workflow.init
    def __init__(self, program: dict) -> None:
        self.program = program
        self.state = dict(program.get("state", {}))
        self.inbox: dict[str, list] = defaultdict(list)
        self.patches: dict[str, bool] = {}
        self.last_seq = 0
        # The other host has one counter for commands of all kinds, and a local activity's number is in history.
        workflow._Runtime.current()._next_seq = self.next_seq

    def next_seq(self, _kind: str) -> int:
        self.last_seq += 1
        return self.last_seq

    @workflow.run
    async def run(self, program: dict) -> Any:
        return await self.handler(program["actions"])

    @workflow.signal(dynamic=True)
    async def on_signal(self, name: str, arguments: Sequence[RawValue]) -> None:
        if name in self.program.get("signals", {}):
            await self.handler(self.program["signals"][name])
        else:
            self.inbox[name].append(plain(arguments[0]) if arguments else None)

    @workflow.update(dynamic=True)
    async def on_update(self, name: str, arguments: Sequence[RawValue]) -> Any:
        return await self.handler(self.program["updates"][name]["actions"])

    @on_update.validator
    def validate(self, name: str, arguments: Sequence[RawValue]) -> None:
        if name not in self.program.get("updates", {}):
            raise ApplicationError(f"there is no update handler {name}", type="Rejected", non_retryable=True)
        if why := self.program["updates"][name].get("reject"):
            raise ApplicationError(why, type="Rejected", non_retryable=True)

    @workflow.query(name="state")
    def on_query(self) -> dict:
        return self.state

    async def handler(self, actions: list[dict]) -> Any:
        try:
            await self.sequence(actions)
        except Return as end:
            return end.args[0]

    async def sequence(self, actions: list[dict]) -> None:
        for action in actions:
            await self.perform(action)

    async def perform(self, action: dict) -> None:
        kind = kind_of(action)
        try:
            result = await getattr(self, f"do_{kind}")(action[kind])
        except FailureError as failure:
            if isinstance(failure, CancelledError) or "failed" not in action.get("expect", {}):
                raise
            result = ": ".join(messages(failure))
            assert action["expect"]["failed"] in result, result
        if "save_as" in action:
            self.state[action["save_as"]] = result

    async def do_timer(self, length: str) -> None:
        await asyncio.sleep(seconds(length))

    async def do_activity(self, options: dict) -> Any:
        return await workflow.execute_activity(
            options.get("activity_type", TYPE),
            args=options.get("arguments", [options.get("does", [])]),
            task_queue=options.get("task_queue"),
            heartbeat_timeout=length(options.get("heartbeat_timeout")),
            **common(options),
        )

    async def do_local_activity(self, options: dict) -> Any:
        return await workflow.execute_local_activity(
            options.get("activity_type", TYPE),
            args=options.get("arguments", [options.get("does", [])]),
            local_retry_threshold=length(options.get("local_retry_threshold")),
            **common(options),
        )

    async def do_child_workflow(self, options: dict) -> Any:
        return await workflow.execute_child_workflow(
            options.get("workflow_type", TYPE),
            args=options.get("arguments", [options.get("program")]),
            id=options.get("workflow_id", f"{workflow.info().workflow_id}/{self.last_seq + 1}"),
            task_queue=options.get("task_queue"),
        )

    async def do_signal_external(self, options: dict) -> None:
        handle = workflow.get_external_workflow_handle(options["workflow_id"])
        await handle.signal(options["signal_name"], args=options.get("arguments", []))

    async def do_patch(self, options: dict) -> bool:
        patch_id = options["patch_id"]
        if patch_id not in self.patches:
            self.patches[patch_id] = workflow.patched(patch_id)
        await self.sequence(options.get("then" if self.patches[patch_id] else "otherwise", []))
        return self.patches[patch_id]

    async def do_upsert_search_attributes(self, attributes: dict) -> None:
        workflow.upsert_search_attributes(
            [KEYS[one["type"]](name).value_set(one["value"]) for name, one in attributes.items()]
        )

    async def do_upsert_memo(self, memo: dict) -> None:
        workflow.upsert_memo(memo)

    async def do_set_state(self, entries: dict) -> None:
        self.state |= entries

    async def do_await_state(self, entry: dict) -> None:
        await workflow.wait_condition(lambda: self.state.get(entry["key"]) == entry["value"])

    async def do_await_signal(self, name: str) -> Any:
        await workflow.wait_condition(lambda: bool(self.inbox[name]))
        return self.inbox[name].pop(0)

    async def do_sequence(self, actions: list[dict]) -> None:
        await self.sequence(actions)

    async def do_concurrent(self, actions: list[dict]) -> None:
        await asyncio.gather(*(self.perform(action) for action in actions))

    async def do_repeat(self, options: dict) -> None:
        for _ in range(options["times"]):
            await self.sequence(options["actions"])

    async def do_return(self, value: Any) -> None:
        raise Return(value)

    async def do_return_state(self, key: str) -> None:
        raise Return(self.state.get(key))

    async def do_fail(self, failure: dict) -> None:
        raise application_error(failure)

    async def do_continue_as_new(self, options: dict) -> None:
        if self.program.get("continued", 0) < options["times"]:
            next_one = self.program | {"continued": self.program.get("continued", 0) + 1}
            workflow.continue_as_new(next_one | ({"state": self.state} if options.get("keep_state") else {}))


@activity.defn(name=TYPE)
async def kitchen_sink(does: list[dict]) -> Any:
    """An activity that does what its input says."""
    info = activity.info()
    for action in does:
        [(kind, options)] = action.items()
        match kind:
            case "sleep":
                await asyncio.sleep(seconds(options))
            case "heartbeat":
                activity.heartbeat(*options)
            case "fail_attempts" if info.attempt <= options["attempts"]:
                raise application_error(options.get("failure", {}))
            case "fail_attempts":
                pass
            case "fail":
                raise application_error(options)
            case "wait_for_cancel":
                await asyncio.sleep(seconds(options.get("at_most", "3600s")))
            case "return":
                return options
            case "return_attempt":
                return info.attempt
            case "return_heartbeat_details":
                return list(info.heartbeat_details)
            case "complete_async":
                activity.raise_complete_async()
            case _:
                raise ApplicationError(f"{kind} is no action of an activity", non_retryable=True)


def can_play(history: History) -> bool:
    """Whether this file has all that the program of a run uses."""
    started = history.events[0].workflow_execution_started_event_attributes
    if len(started.input.payloads) != 1:
        return False
    program = json.loads(started.input.payloads[0].data or b"null")
    if not isinstance(program, dict) or "on_cancel" in program:
        return False
    signals = program.get("signals", {}).values()
    updates = (update["actions"] for update in program.get("updates", {}).values())
    names = {event.workflow_execution_signaled_event_attributes.signal_name for event in history.events}
    return "do_actions" not in names and all(map(are_known, [program.get("actions", []), *signals, *updates]))


def are_known(actions: list[dict]) -> bool:
    return all(map(is_known, actions))


def is_known(action: dict) -> bool:
    """Whether an action is done here as the other host does it, and all actions within it."""
    kind = kind_of(action)
    if not hasattr(KitchenSink, f"do_{kind}") or not isinstance(action.get("expect", {}), dict) or "await" in action:
        return False
    options = action[kind]
    if kind in ("sequence", "concurrent"):
        return are_known(options)
    if kind == "patch":
        return not options.get("deprecated") and are_known(options.get("then", []) + options.get("otherwise", []))
    return are_known(options["actions"]) if kind == "repeat" else True


def kind_of(action: dict) -> str:
    return next(key for key in action if key not in ("await", "expect", "save_as", "summary"))


def common(options: dict) -> dict[str, Any]:
    """Options of activities of both kinds; like the other host, a minute for one that does not say."""
    times = {key: length(options.get(key)) for key in TIMEOUTS}
    if not times["start_to_close_timeout"] and not times["schedule_to_close_timeout"]:
        times["start_to_close_timeout"] = timedelta(minutes=1)
    policy = options.get("retry_policy")
    return times | {"activity_id": options.get("activity_id"), "retry_policy": policy and retry_policy(policy)}


TIMEOUTS = ("schedule_to_close_timeout", "schedule_to_start_timeout", "start_to_close_timeout")


def retry_policy(options: dict) -> RetryPolicy:
    return RetryPolicy(
        initial_interval=length(options.get("initial_interval")) or timedelta(seconds=1),
        backoff_coefficient=options.get("backoff_coefficient", 2.0),
        maximum_attempts=options.get("maximum_attempts", 0),
    )


def application_error(failure: dict) -> ApplicationError:
    return ApplicationError(
        failure.get("message", ""),
        *failure.get("details", []),
        type=failure.get("type"),
        non_retryable=failure.get("non_retryable", False),
    )


def messages(failure: BaseException | None) -> list[str]:
    """What a failure and its causes say, as the other host joins it."""
    found = []
    while isinstance(failure, FailureError):
        found.append(failure.message)
        failure = failure.cause
    return found


def plain(value: RawValue) -> Any:
    return json.loads(value.payload.data or b"null")


def seconds(text: str) -> float:
    """A length of time as programs write it, such as 1.5s."""
    return float(text.removesuffix("s"))


def length(text: str | None) -> timedelta | None:
    return timedelta(seconds=seconds(text)) if text else None
