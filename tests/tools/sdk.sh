#!/bin/sh
# Prints the path of a Python that has the official SDK, which is installed once per machine. An argument chooses a
# version; its core is what ours is compared with, so that the version below changes on purpose only.
set -eu

version=${1:-1.35.0}
home=${XDG_CACHE_HOME:-$HOME/.cache}/dacapo/sdk-$version

if ! "$home/bin/python" -c 'import temporalio.worker' 2>/dev/null; then
    rm -rf "$home"
    mkdir -p "$(dirname "$home")"
    if ! { python3 -m venv "$home" && "$home/bin/pip" install --quiet --disable-pip-version-check "temporalio==$version"; } >&2; then
        rm -rf "$home"
        exit 1
    fi
fi
echo "$home/bin/python"
