"""Takes out of a history what belongs to the machine that recorded it, and nothing a core reads."""

import re
from typing import Any

# What is changed, for PROVENANCE.json.
CHANGES = [
    "stack traces: frames inside the SDK and the Python library are left out, and file paths are cut to their names",
    "Nexus callback addresses: the recording server's port becomes 7243",
]

FRAME = re.compile(r'(?=^  File ")', re.MULTILINE)
LIBRARY = re.compile(r'^  File "[^"]*(?:site-packages/|lib/python3\.\d+/)')
FOLDER = re.compile(r'^  File "[^"]*/')
# Fields that are maps; proto3 JSON leaves their order open, and the CLI sorts them.
MAPS = {"details", "fields", "header", "indexedFields", "metadata", "nexusHeader"}
LOCAL = re.compile(r"http://(?:127\.0\.0\.1|localhost):\d+/")


def normalize(value: Any) -> Any:
    """Returns a history, or a part of one, without paths and ports."""
    if isinstance(value, dict):
        return {key: normalize(in_order(one) if key in MAPS else one) for key, one in value.items()}
    if isinstance(value, list):
        return [normalize(one) for one in value]
    if isinstance(value, str):
        return LOCAL.sub("http://localhost:7243/", short_trace(value) if '  File "' in value else value)
    return value


def short_trace(trace: str) -> str:
    frames = FRAME.split(trace)
    ours = [frame for frame in frames if not LIBRARY.match(frame)]
    return "".join(FOLDER.sub('  File "', frame) for frame in (ours or frames[-1:]))


def in_order(value: Any) -> Any:
    return dict(sorted(value.items())) if isinstance(value, dict) else value
