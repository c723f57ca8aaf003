"""Holds our core against the official one: the same histories, the same completions, every activation compared.

    run.py --program TRANSCRIPT [--json OUT] [--cases] [--variants] [--mutate N] [--accepted] [--only GLOB] FILE|FOLDER…

Needs Python 3.11 and the wheel that `run.sh` installs. See README.md.
"""

import argparse
import asyncio
import dataclasses
import fnmatch
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import cases
import mutate
from compare import Difference, Rule, compare, explain, outline, rules
from official import PATIENCE, Official, Play
from ours import Transcript, transcribe, transcribe_scripts
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from variants import variants

HERE = Path(__file__).parent
CASE_PATIENCE = 3.0
"""Seconds; tasks of hand-built histories time out after one."""

MOST_ACTIVATIONS = 50
"""Of one hand-built case; more than that is no answer but a loop."""


@dataclasses.dataclass
class Row:
    """What came of one history."""

    name: str
    ours: Transcript
    official: Play
    differences: list[Difference]

    def is_explained(self) -> bool:
        return all(difference.reason for difference in self.differences)

    def is_accepted(self) -> bool:
        """By ours, that is; where the official core does not, that is a difference, which needs its reason."""
        return self.ours.verdict == "accepted"


async def main() -> int:
    arguments = parse_arguments()
    known = rules(HERE / "expected.toml")
    official = Official()
    rows: list[Row] = []
    wanted = lambda name: fnmatch.fnmatchcase(name, arguments.only)

    files = histories(arguments.paths)
    for transcript in transcribe(arguments.program, files):
        transcript.name = short(transcript.name, arguments.paths)
        if wanted(transcript.name):
            rows.append(await follow(official, transcript, known))
    plain = [row.ours for row in rows if row.ours.verdict == row.official.verdict == "accepted"]
    if arguments.cases:
        rows += await play_cases(arguments.program, official, wanted, known)
    if arguments.variants:
        made = [variant for transcript in plain for variant in variants(transcript.name, transcript.history)]
        made = [variant for variant in made if wanted(variant[0])]
        rows += await play_implied(arguments.program, official, made, known, PATIENCE)
    if arguments.mutate:
        mutants = list(mutate.mutants(plain, arguments.mutate, arguments.seed))
        mutants = [mutant for mutant in mutants if wanted(mutant[0])]
        for transcript in transcribe_scripts(arguments.program, mutants):
            rows.append(await follow(official, transcript, known))
    await official.close()

    report(rows, known, arguments)
    is_good = all(row.is_explained() and (row.is_accepted() or not arguments.accepted) for row in rows)
    return 0 if rows and is_good else 1


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True, help="the built example `transcript`")
    parser.add_argument("--json", type=Path, help="where to write all that was found")
    parser.add_argument("--cases", action="store_true", help="play the hand-built histories too")
    parser.add_argument("--variants", action="store_true", help="play what can be made of each history too")
    parser.add_argument("--mutate", type=int, default=0, metavar="N", help="try N changed sets of commands a history")
    parser.add_argument("--seed", type=int, default=1, help="for --mutate")
    parser.add_argument("--only", default="*", metavar="GLOB", help="names to play")
    parser.add_argument("--accepted", action="store_true", help="fail where a core refuses a history, expected or not")
    parser.add_argument("--verbose", action="store_true", help="print every row")
    parser.add_argument("paths", nargs="*", type=Path)
    return parser.parse_args()


def histories(paths: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        suited = [file for file in found if file.suffix in (".json", ".bin") and file.name != "PROVENANCE.json"]
        if not suited:
            sys.exit(f"{path}: there is no history")
        files += suited
    return files


def short(name: str, paths: list[Path]) -> str:
    for path in paths:
        if path.is_dir() and Path(name).is_relative_to(path):
            return str(Path(name).relative_to(path))
    return Path(name).name


async def follow(
    official: Official, transcript: Transcript, known: list[Rule], patience: float = PATIENCE
) -> Row:
    """Gives the official core the completions that our host gave."""
    if transcript.verdict == "unreadable":
        row = Row(transcript.name, transcript, Play(), [Difference(transcript.name, "history", transcript.reason, "")])
        explain(row.differences, known, "", transcript.reason)
        return row
    host = scripted(transcript.completions)
    play = await official.play(transcript.workflow_id, transcript.history, host, patience)
    return row_of(transcript, play, known)


def row_of(transcript: Transcript, play: Play, known: list[Rule]) -> Row:
    both = (transcript.activations, transcript.verdict), (play.activations, play.verdict)
    row = Row(transcript.name, transcript, play, compare(transcript.name, *both))
    explain(row.differences, known, play.reason, transcript.reason)
    return row


def scripted(completions: list[WorkflowActivationCompletion]) -> Callable:
    """A host that gives the completions in turn, and nothing after the last."""

    def host(index, activation):
        completion = WorkflowActivationCompletion(run_id=activation.run_id)
        completion.successful.SetInParent()
        if index < len(completions):
            completion.CopyFrom(completions[index])
        return completion

    return host


async def play_implied(
    program: Path, official: Official, histories: list[tuple[str, bytes]], known: list[Rule], patience: float
) -> list[Row]:
    """Plays histories with the commands that they imply."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number:06}.bin") for number in range(len(histories))]
        for file, (_, history) in zip(files, histories, strict=True):
            file.write_bytes(history)
        for (name, _), transcript in zip(histories, transcribe(program, files), strict=True):
            transcript.name = name
            rows.append(await follow(official, transcript, known, patience))
    return rows


async def play_cases(
    program: Path, official: Official, wanted: Callable[[str], bool], known: list[Rule]
) -> list[Row]:
    """Lets the host of each case answer the official core, and gives our core the same answers."""
    chosen = [case for case in cases.all_cases() if wanted(case.name)]
    implied = [(case.name, case.history.SerializeToString()) for case in chosen if case.host is None]
    rows = await play_implied(program, official, implied, known, CASE_PATIENCE)
    answered = [case for case in chosen if case.host]
    plays = [
        await official.play("workflow", case.history.SerializeToString(), case.host, CASE_PATIENCE) for case in answered
    ]
    for transcript, play in zip(answer_ours(program, answered, plays), plays, strict=True):
        rows.append(row_of(transcript, play, known))
    return rows


def answer_ours(program: Path, answered: list[cases.Case], plays: list[Play]) -> list[Transcript]:
    """Gives our core the answers that the official one got; where ours goes on, the host is asked for more."""
    completions = [list(play.completions) for play in plays]
    transcripts: list[Transcript | None] = [None] * len(answered)
    waiting = list(range(len(answered)))
    while waiting:
        scripts = [(answered[n].name, answered[n].history.SerializeToString(), completions[n]) for n in waiting]
        more = []
        for number, transcript in zip(waiting, transcribe_scripts(program, scripts), strict=True):
            transcripts[number] = transcript
            place = len(completions[number])
            if place < min(len(transcript.activations), MOST_ACTIVATIONS):
                completions[number].append(answered[number].host(place, transcript.activations[place]))
                more.append(number)
        waiting = more
    return transcripts


def report(rows: list[Row], known: list[Rule], arguments: argparse.Namespace) -> None:
    for row in rows:
        state = "same" if not row.differences else "expected" if row.is_explained() else "DIFFERS"
        if state == "same" and not arguments.verbose:
            continue
        print(f"{state:8} {row.name}  ({row.ours.verdict} / {row.official.verdict})")
        unexplained = [difference for difference in row.differences if not difference.reason]
        for difference in unexplained[:1] or row.differences[:1]:
            print(f"    {difference.reason or difference}")
        if unexplained[1:]:
            print(f"    and {len(unexplained) - 1} more")
        if unexplained and (row.ours.reason or row.official.reason):
            print(f"    ours:     {row.ours.reason[:300]}\n    official: {row.official.reason[:300]}")
    if arguments.json:
        arguments.json.write_text(json.dumps([as_json(row) for row in rows], indent=1), encoding="utf-8")
    same = sum(not row.differences for row in rows)
    explained = sum(bool(row.differences) and row.is_explained() for row in rows)
    activations = sum(len(row.ours.activations) for row in rows)
    print(f"{len(rows)} played, {activations} activations: {same} the same, {explained} differ as expected, ", end="")
    print(f"{len(rows) - same - explained} differ")
    has_all = arguments.cases and arguments.variants and arguments.mutate and arguments.only == "*"
    for rule in known:
        if has_all and not rule.used:
            print(f"unused   {rule.cases} {rule.path}: nothing differs so; take the rule out")


def as_json(row: Row) -> dict:
    return {
        "name": row.name,
        "ours": {"verdict": row.ours.verdict, "reason": row.ours.reason},
        "official": {"verdict": row.official.verdict, "reason": row.official.reason},
        "activations": [outline(activation) for activation in row.ours.activations],
        "differences": [dataclasses.asdict(difference) for difference in row.differences],
    }


if __name__ == "__main__":
    code = asyncio.run(main())
    sys.stdout.flush()
    # The wheel's threads would wait for a worker that got stuck.
    os._exit(code)
