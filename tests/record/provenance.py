"""Writes the histories, and beside them where each comes from and which event types they have together."""

import json
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
        self.server_version = ""
        self.files: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}

    def add(self, one: Scenario, kept: Kept, history: dict[str, Any]) -> None:
        """Takes one history, as it will be written, with its origin."""
        assert kept.file not in self.files, f"{kept.file} is recorded twice"
        events = history["events"]
        origin = {
            "shows": kept.shows,
            "workflow": events[0]["workflowExecutionStartedEventAttributes"]["workflowType"]["name"],
            "recorded_by": f"tests/record/{one.feature}.py, {one.name}",
            "server": self.server_version,
            "sdk": f"temporalio {one.sdk or sdk_version}",
            "events": len(events),
            "event_types": sorted({event["eventType"].removeprefix(PREFIX) for event in events}),
        }
        self.files[kept.file] = (history, origin)

    def write(self, complete: bool) -> list[str]:
        """Writes every file; returns what is missing or left over when the recording is a complete one."""
        origins: dict[str, Any] = {}
        known = self.out / "PROVENANCE.json"
        if not complete and known.exists():
            origins = json.loads(known.read_text())["files"]
        for file, (history, origin) in sorted(self.files.items()):
            path = self.out / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(history, indent=2, ensure_ascii=False) + "\n")
            origins[file] = origin
        origins = dict(sorted(origins.items()))
        covered = coverage(origins)
        page = {
            "command": "cargo xtask record-histories",
            "replayed_with": f"temporalio {sdk_version}",
            "normalized": CHANGES,
            "not_recorded": NOT_RECORDED,
            "event_types": {name: len(files) for name, files in covered.items()},
            "files": origins,
        }
        known.write_text(json.dumps(page, indent=2, ensure_ascii=False) + "\n")
        (self.out / "README.md").write_text(readme(origins, covered))
        faults = [f"{name}: recorded by nothing, and no reason given" for name in covered if unexplained(name, covered)]
        faults += [f"{name}: recorded, but listed as impossible" for name in NOT_RECORDED if covered[name]]
        return faults if complete else []


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
which SDK took part, and which event types it has.

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
