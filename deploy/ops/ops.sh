#!/bin/sh
# One command of operations, as `make ops-<command>` runs it:
#   SERVICE=web sh deploy/ops/ops.sh restart
# Options are variables: NODE SERVICE SERVICES IMAGES DEPLOYMENT JOB ACTION DECISION REASON TAIL SINCE PULL HEALTH_TIMEOUT_SEC, and
# FOLLOW, YES and AUDIT_HEAD, which are on when they hold anything. OPS_URL and OPS_KEY say where ops is, and who asks;
# REQUEST_ORIGIN says for the audit where it began: api, ci or schedule.
# With VIA=compose the command runs in the container of ops, which nobody else reaches.
# Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the plan was outdated, 4 not known how it ended.
set -eu
cd "$(dirname -- "$0")/../.."
command=${1:?is a command, such as restart}

set -- "$command" \
  ${NODE:+--node "$NODE"} ${SERVICE:+--service "$SERVICE"} ${SERVICES:+--services "$SERVICES"} \
  ${IMAGES:+--images "$IMAGES"} ${DEPLOYMENT:+--deployment "$DEPLOYMENT"} ${JOB:+--job "$JOB"} \
  ${ACTION:+--action "$ACTION"} ${DECISION:+--decision "$DECISION"} ${REASON:+--reason "$REASON"} \
  ${TAIL:+--tail "$TAIL"} ${SINCE:+--since "$SINCE"} ${PULL:+--pull "$PULL"} \
  ${HEALTH_TIMEOUT_SEC:+--health-timeout "$HEALTH_TIMEOUT_SEC"} ${REQUEST_ORIGIN:+--origin "$REQUEST_ORIGIN"} \
  ${FOLLOW:+--follow} ${YES:+--yes} ${AUDIT_HEAD:+--audit-head}

if [ "${VIA:-}" != compose ]; then
  exec sh deploy/local/with-node.sh node deploy/ops/ops.ts "$@"
elif [ -n "${OPS_KEY:-}" ]; then
  # By a pipe, because a command line is for everybody to see.
  printf '%s' "$OPS_KEY" | sh deploy/compose.sh exec -T ops node deploy/ops/ops.ts "$@" --key-from-stdin &
  client=$!
  trap 'kill "$client"; echo "A job that was accepted goes on; make ops-jobs shows it." >&2; exit 4' INT TERM
  wait "$client"
elif [ -t 0 ] && [ -t 1 ]; then
  exec sh deploy/compose.sh exec ops node deploy/ops/ops.ts "$@"
else
  exec sh deploy/compose.sh exec -T ops node deploy/ops/ops.ts "$@"
fi
