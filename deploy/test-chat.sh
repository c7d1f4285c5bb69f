#!/bin/sh
# Sends one chat request to the gateway on this machine:
#   MODEL=ollama/llama3.2 TEXT='Say hello.' KEY=sy-… sh deploy/test-chat.sh
# KEY is needed where keys are configured; BIND_ADDRESS and OPENAI_COMPAT_PORT are where it listens.
set -eu

host=${BIND_ADDRESS:-127.0.0.1}
port=${OPENAI_COMPAT_PORT:-11435}
model=${MODEL:-loopback/echo}
text=${TEXT:-Hello}

set -- --silent --show-error --fail-with-body --max-time 600 -H 'Content-Type: application/json'
[ -z "${KEY:-}" ] || set -- "$@" -H "Authorization: Bearer $KEY"
quote() { printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g'; }
body=$(printf '{"model":"%s","messages":[{"role":"user","content":"%s"}]}' "$(quote "$model")" "$(quote "$text")")
curl "$@" -d "$body" "http://$host:$port/v1/chat/completions"
echo
