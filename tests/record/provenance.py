"""Writes the histories, and beside them where each comes from and which event types they have together."""

import json
import shutil
from pathlib import Path
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.service import __version__ as sdk_version

from normalize import CHANGES
from recorder import Kept, Scenario

PREFIX = "EVENT_TYPE_"

# Event types that no history has, and why.
NOT_RECORDED = {
    "WORKFLOW_EXECUTION_UPDATE_REJECTED": "no server writes it: a rejected update leaves no event behind",
    "WORKFLOW_PROPERTIES_MODIFIED_EXTERNALLY": "declared in the API, written by no server",
    "ACTIVITY_PROPERTIES_MODIFIED_EXTERNALLY": "declared in the API, written by no server",
}


class Book:
    """The histories of one recording, in memory until all scenarios have run."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.servers: dict[str, str] = {}
        self.files: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}

    def add(self, one: Scenario, kept: Kept, history: dict[str, Any]) -> None:
        """Takes one history, as it will be written, with its origin."""
        assert kept.file not in self.files, f"{kept.file} is recorded twice"
        events = history["events"]
        other = {"server": self.servers[one.server]} if one.server != "cli" else {}
        other |= {"sdk": f"temporalio {one.sdk}"} if one.sdk else {}
        origin = {
            "shows": kept.shows,
            "workflow": events[0]["workflowExecutionStartedEventAttributes"]["workflowType"]["name"],
            "recorded_by": f"tests/record/{one.feature}.py, {one.name}",
            **other,
            "events": len(events),
            "event_types": sorted({event["eventType"].removeprefix(PREFIX) for event in events}),
        }
        self.files[kept.file] = (history, origin)

    def write(self, complete: bool) -> list[str]:
        """Writes what was recorded, in place of all there was when the recording is a complete one.

        Returns what a complete recording lacks; then nothing is written.
        """
        known = self.out / "PROVENANCE.json"
        last = json.loads(known.read_text()) if known.exists() else {"files": {}}
        before = last["files"]
        origins = {file: origin for file, (_, origin) in self.files.items()}
        changes(before, origins)
        origins = dict(sorted((origins if complete else before | origins).items()))
        covered = coverage(origins)
        if complete and (faults := lacks(covered)):
            return faults
        if complete and self.out.exists():
            shutil.rmtree(self.out)
        for file, (history, _) in self.files.items():
            path = self.out / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(history, indent=2, ensure_ascii=False) + "\n")
        page = {
            "command": "cargo xtask record-histories",
            "server": self.servers.get("cli") or last.get("server"),
            "sdk": f"temporalio {sdk_version}",
            "normalized": CHANGES,
            "not_recorded": NOT_RECORDED,
            "event_types": {name: len(files) for name, files in covered.items()},
            "files": origins,
        }
        known.write_text(one_line_a_file(page))
        (self.out / "README.md").write_text(readme(origins, covered))
        return []


def changes(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Says which files have other event types than the last recording had, for whoever reviews the new one."""
    for file in sorted(before.keys() & after.keys()):
        old, new = set(before[file]["event_types"]), set(after[file]["event_types"])
        if old != new:
            print(f"CHANGED {file}: lost {sorted(old - new)}, gained {sorted(new - old)}")


def lacks(covered: dict[str, list[str]]) -> list[str]:
    """Event types that should be there and are not, or the other way round."""
    faults = [f"{name}: recorded by nothing, and no reason given" for name in covered if unexplained(name, covered)]
    return faults + [f"{name}: recorded, but listed as impossible" for name in NOT_RECORDED if covered[name]]


def one_line_a_file(page: dict[str, Any]) -> str:
    """JSON with as many lines as it takes to read a difference of it, and no more."""
    parts = [f"  {json.dumps(key)}: {in_lines(value)}" for key, value in page.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def in_lines(value: Any) -> str:
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    lines = [f"    {json.dumps(key)}: {json.dumps(one, ensure_ascii=False)}" for key, one in value.items()]
    return "{\n" + ",\n".join(lines) + "\n  }"


def unexplained(name: str, covered: dict[str, list[str]]) -> bool:
    return not covered[name] and name not in NOT_RECORDED


def coverage(origins: dict[str, Any]) -> dict[str, list[str]]:
    """The files that have each event type of the API."""
    by_number = sorted((number, name.removeprefix(PREFIX)) for name, number in EventType.items() if number)
    return {name: [file for file, one in origins.items() if name in one["event_types"]] for _, name in by_number}


README = """\
# Golden histories

Histories of workflow runs as a real Temporal Server wrote them, with an official SDK as the worker. They are proto3
JSON, one run a file, as `temporal workflow show --output json` prints them. Every one replays with the official SDK.

`PROVENANCE.json` says for each file what it shows, which function in `tests/record/` recorded it, which server and
which SDK took part where they are others than those on top, and which event types it has.
`xtask/src/record_histories.rs` says where servers and SDKs come from.

Nothing here is written by hand, this page included: `cargo xtask record-histories` writes the whole folder. Run and
event ids, times and the order of racing events are different each time, so every file changes. Record again only on
purpose: these files stand for histories that users already have, and must go on replaying.

Two things are changed after the recording, because they belong to the machine that recorded: {changes}

{count} files, {events} events.

## Features

| folder | files | events |
| --- | ---: | ---: |
{features}

## Event types

| event type | files | for example |
| --- | ---: | --- |
{types}

## Event types that no file has

| event type | why |
| --- | --- |
{missing}
"""


def readme(origins: dict[str, Any], covered: dict[str, list[str]]) -> str:
    features: dict[str, list[int]] = {}
    for file, one in origins.items():
        features.setdefault(file.split("/")[0], []).append(one["events"])
    return README.format(
        changes="; ".join(CHANGES) + ".",
        count=len(origins),
        events=sum(one["events"] for one in origins.values()),
        features="\n".join(f"| `{name}` | {len(sizes)} | {sum(sizes)} |" for name, sizes in features.items()),
        types="\n".join(
            f"| {name} | {len(files)} | `{min(files, key=lambda file: origins[file]['events'])}` |"
            for name, files in covered.items()
            if files
        ),
        missing="\n".join(f"| {name} | {why} |" for name, why in NOT_RECORDED.items()),
    )
