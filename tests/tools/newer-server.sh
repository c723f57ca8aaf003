#!/bin/sh
# Prints the path of a server that is newer than what `go install` makes of the CLI: `tests/record/newer`, which is built
# once per machine and change of it; the first time takes minutes.
set -eu

source=$(cd "$(dirname "$0")/../record/newer" && pwd)
sum=$(cat "$source/go.mod" "$source/main.go" | cksum | cut -d ' ' -f 1)
home=${XDG_CACHE_HOME:-$HOME/.cache}/dacapo/newer-server-$sum

if [ ! -x "$home/newer-server" ]; then
    echo "building tests/record/newer, once per machine" >&2
    # Resolving its dependencies writes to its manifest, so a copy of it is built.
    mkdir -p "$home"
    cp "$source/go.mod" "$source/main.go" "$home"
    (cd "$home" && go build -p 2 -mod=mod -o newer-server .)
fi
echo "$home/newer-server"
