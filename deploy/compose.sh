#!/bin/sh
# Docker Compose on this repository's files, whichever of its two commands is installed:
#   sh deploy/compose.sh up --detach
#   sh deploy/compose.sh --server up --detach     with docker-compose.server.yml on top
# What deployments of the worker left in force comes last, so that `up` by hand undoes none of them.
set -eu
cd "$(dirname -- "$0")/.."
export COMPOSE_PROJECT_NAME="${COMPOSE_PROJECT_NAME:-switchyard}"

files='-f docker-compose.yml'
if [ "${1:-}" = --server ]; then
  files="$files -f docker-compose.server.yml"
  shift
fi

# The worker keeps one file for the project that its configuration names, which need not be this one.
pins=data/worker/local.pins.yml
if [ -e "$pins" ] && grep -Eqs "project: *['\"]?$COMPOSE_PROJECT_NAME(['\"} ,]|\$)" config/nodes.yaml; then
  if [ -r "$pins" ]; then
    files="$files -f $pins"
  elif [ "${1:-}" = up ]; then
    echo "$pins cannot be read by you, and without it this would undo deployments; try as root" >&2
    exit 1
  fi
fi

if docker compose version >/dev/null 2>&1; then
  compose='docker compose'
elif command -v docker-compose >/dev/null 2>&1; then
  compose=docker-compose
else
  echo 'Docker Compose is missing: install docker-compose-plugin (docker.com) or docker-compose (Debian)' >&2
  exit 1
fi
# shellcheck disable=SC2086 # two lists of words
exec $compose $files "$@"
