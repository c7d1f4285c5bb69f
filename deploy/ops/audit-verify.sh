#!/bin/sh
# Verifies the audit, as `make audit-verify` runs it. FOLDER says where it is. HEAD is a file with a head that was kept
# elsewhere, as GET /audit/head answers it: it proves that the end was not cut off. With VIA=compose the audit is the
# one in the container of ops.
set -eu
cd "$(dirname -- "$0")/../.."

if [ "${VIA:-}" != compose ]; then
  exec sh deploy/local/with-node.sh node deploy/ops/audit-verify.ts \
    ${FOLDER:+--folder "$FOLDER"} ${HEAD:+--head "$HEAD"}
fi
exec <"${HEAD:-/dev/null}"
exec sh deploy/compose.sh exec -T ops node deploy/ops/audit-verify.ts ${HEAD:+--head -}
