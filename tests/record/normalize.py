"""Takes out of a history what belongs to the machine that recorded it, and nothing a core reads."""

import re
from typing import Any

# What is changed, for PROVENANCE.json.
CHANGES = [
    "stack traces: file paths are cut to the part inside tests/record, site-packages or the Python library",
    "Nexus callback addresses: the recording server's port becomes 7243",
]

PATHS = re.compile(r'File "[^"]*?(?:site-packages/|python3\.\d+/|tests/record/)([^"]*)"')
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
        return LOCAL.sub("http://localhost:7243/", PATHS.sub(r'File "\1"', value))
    return value


def in_order(value: Any) -> Any:
    return dict(sorted(value.items())) if isinstance(value, dict) else value
