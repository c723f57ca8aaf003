"""Histories built by hand, each with a host that answers them: what recorded histories seldom or never show."""

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator

from temporalio.api.history.v1 import History

from .history import Host


@dataclasses.dataclass
class Case:
    """One history and who answers it; None for a host with the commands that the history implies."""

    name: str
    history: History
    host: Host | None = None


def all_cases() -> Iterator[Case]:
    """The cases of every module here; each has a function `cases` and names them after itself."""
    for module in pkgutil.iter_modules(__path__):
        if module.name != "history":
            cases = importlib.import_module(f"{__name__}.{module.name}").cases()
            for case in cases:
                case.name = f"{module.name}/{case.name}"
                yield case
