#!/bin/sh
# Makes what Compose needs on this machine, once: secrets and facts of this machine in .env, where the worker's own
# Compose finds them too, and the folder in which the worker keeps what deployments left in force.
set -eu
umask 077
cd "$(dirname -- "$0")/.."

# shellcheck disable=SC2012 # stat takes other options on every system
group_of() { ls -ndL "$1" | awk '{ print $4 }'; }
secret() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

# Adds a line to .env, unless it has a value for that name.
keep() {
  grep -Eq "^$1=." .env && return
  [ -z "$(tail -c 1 .env)" ] || echo >>.env
  printf '%s=%s\n' "$1" "$2" >>.env
  printf '%s is in .env now\n' "$1" >&2
}

touch .env
keep WORKER_TOKEN "$(secret)"
keep OPS_CONTROLLER_TOKEN "$(secret)"
keep PROJECT_DIR "$(pwd -P)"
[ ! -S /var/run/docker.sock ] || keep DOCKER_GID "$(group_of /var/run/docker.sock)"
if docker compose version >/dev/null 2>&1; then keep WORKER_TARGET worker-plugin; fi

# The worker is in the group of the project's files, but never in root's.
group=$(group_of .)
[ "$group" -ne 0 ] || group=10001
keep WORKER_GID "$group"
group=$(sed -n 's/^WORKER_GID=//p' .env | tail -n 1)

mkdir -p data/worker
chgrp "$group" .env data/worker
chmod 640 .env
chmod 2770 data/worker

# Where .env names no folders of an AI Toolkit, Compose mounts these; Docker would make them root's own.
if grep -Eq '^COMPOSE_PROFILES=.*training' .env; then
  keep TRAINING_GID "$group"
  group=$(sed -n 's/^TRAINING_GID=//p' .env | tail -n 1)
  for folder in datasets output config models; do
    mkdir -p "data/ai-toolkit/$folder"
    chgrp "$group" "data/ai-toolkit/$folder"
    chmod 2770 "data/ai-toolkit/$folder"
  done
fi
