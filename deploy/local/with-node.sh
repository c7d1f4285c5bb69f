#!/bin/sh
# Runs a command with a Node new enough for Switchyard first in PATH:
#   sh deploy/local/with-node.sh node deploy/local/start.ts
# The host's own Node is used when it is new enough. Otherwise the pinned version is installed once into
# .toolchain/node through the npm package `node`; nothing outside the repository changes.
set -eu

WANTED=24.21.0
repo=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
toolchain=$repo/.toolchain/node
log=$repo/.toolchain/node-install.log

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "$@"
  exit 1
}

# True when the `node` in the given folder (or in PATH, when none is given) is 24.9 or newer.
new_enough() {
  "${1:+$1/}node" -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a > 24 || (a === 24 && b >= 9) ? 0 : 1)' >/dev/null 2>&1
}

# Waits for a process in the background, with a dot every two seconds, and gives its exit code.
wait_with_dots() {
  while kill -0 "$1" 2>/dev/null; do
    sleep 2
    printf '.' >&2
  done
  printf '\n' >&2
  wait "$1"
}

bring_node() {
  command -v npm >/dev/null 2>&1 || fail \
    "Switchyard needs Node 24.9 or newer, or Node 20 or newer with npm to bring it: npm was not found." \
    "Install Node from your system's packages or from nodejs.org, then run this again."
  mkdir -p "$toolchain"
  say "Bringing Node $WANTED into .toolchain/node (about 190 MB, once)"
  npm install --prefix "$toolchain" --no-save --no-audit --no-fund --ignore-scripts=false \
    "node@$WANTED" >"$log" 2>&1 &
  npm_pid=$!
  trap 'kill "$npm_pid" 2>/dev/null; exit 130' INT TERM
  wait_with_dots "$npm_pid" || {
    tail -n 5 "$log" >&2
    fail "npm could not install node@$WANTED; the whole output is in $log"
  }
  # Some settings of npm keep a package's own install step from running; it is what fetches the binary.
  new_enough "$bin" || (cd "$toolchain/node_modules/node" && node installArchSpecificPackage.js) >>"$log" 2>&1 || :
  trap - INT TERM
  new_enough "$bin" || fail "node@$WANTED was installed but does not run here; see $log"
}

bin=$toolchain/node_modules/node/bin
if ! new_enough ''; then
  new_enough "$bin" || bring_node
  PATH=$bin:$PATH
  export PATH
fi
exec "$@"
