#!/bin/sh
# Holds our core against the official one, over the golden histories, those in DACAPO_HISTORIES, and hand-built ones.
# What is given is passed on to run.py, such as --only 'splitting/*' or --mutate 100.
set -eu

export PYTHONDONTWRITEBYTECODE=1
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
target=${CARGO_TARGET_DIR:-$root/target}

if ! python=$("$root/tests/tools/sdk.sh"); then
    echo "SKIPPED: tests/differential: the official SDK cannot be installed here, so nothing was compared" >&2
    exit 0
fi

cargo build --quiet --release --manifest-path "$root/Cargo.toml" --package dacapo-replay --example transcript
cd "$here"
"$python" -m unittest --quiet

# The folders are searched for .json and .bin files.
set -- "$@" "$root/tests/golden/histories"
if [ -n "${DACAPO_HISTORIES:-}" ]; then
    set -- "$@" "$DACAPO_HISTORIES"
fi
exec "$python" run.py --program "$target/release/examples/transcript" --cases --variants --mutate 10 "$@"
