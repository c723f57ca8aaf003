#!/bin/sh
# Prints the path of the `temporal` program whose development server the tests start: the one in DACAPO_TEMPORAL, one of
# the version below that go has installed, or one that is built now, once per machine; that takes minutes.
set -eu

version=v1.5.1
module=github.com/temporalio/cli

if [ -n "${DACAPO_TEMPORAL:-}" ]; then
    echo "$DACAPO_TEMPORAL"
    exit
fi

go_bin=$(go env GOBIN)
[ -n "$go_bin" ] || go_bin=$(go env GOPATH)/bin
cache=${XDG_CACHE_HOME:-$HOME/.cache}/dacapo/temporal-$version
for program in "$go_bin/temporal" "$cache/temporal"; do
    if go version -m "$program" 2>/dev/null | grep -q "mod[[:space:]]$module[[:space:]]$version"; then
        echo "$program"
        exit
    fi
done

echo "building $module@$version, once per machine" >&2
mkdir -p "$cache"
GOBIN=$cache go install -p 2 "$module/cmd/temporal@$version"
echo "$cache/temporal"
