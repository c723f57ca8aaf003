#!/bin/sh
# Runs workers of ours beside official ones on a real server, and has each core play what the other wrote.
# `--newer` takes a newer server. What else is given is passed on to run.py, such as --only 'relay*', or a folder with
# more histories that our workers wrote.
set -eu

export PYTHONDONTWRITEBYTECODE=1
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}

newer=false
if [ "${1:-}" = --newer ]; then
    newer=true
    shift
fi
if ! python=$("$root/tests/tools/sdk.sh"); then
    echo "SKIPPED: tests/peers: the official SDK cannot be installed here, so nothing was run" >&2
    exit 0
fi
if $newer; then
    server=--newer=$("$root/tests/tools/newer-server.sh")
else
    server=--server=$("$root/tests/tools/server.sh")
fi

cd "$root"
cargo build --quiet --package dacapo-server-tests --example sink_worker
cargo build --quiet --release --package dacapo-replay --example transcript --package dacapo-cli --bin dacapo
exec "$python" "$here/run.py" "$server" --worker "$target/debug/examples/sink_worker" \
    --transcript "$target/release/examples/transcript" --check "$target/release/dacapo" --out "$target/peers" "$@"
