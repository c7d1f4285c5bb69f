#!/bin/sh
# Deploys images through ops, as the last step of a CI job:
#   OPS_URL=http://ops:9000 OPS_KEY=… IMAGES='web=images.example/web:2' sh deploy/ci/deploy.sh
# OPS_KEY is that of a client with the role deployer, from the secrets of the CI. The plan is printed, then carried out
# without a question, then followed to its end; the exit code is that of deploy/ops/ops.sh. A CI job that is cancelled
# does not stop the deployment: it goes on, and the last lines say how to follow or cancel it. In the audit it says of
# itself that it began in CI; REQUEST_ORIGIN=schedule is for one that a timer starts.
set -eu
: "${OPS_KEY:?is the key of a client with the role deployer}"
: "${IMAGES:?is what to deploy: service=image, parted by spaces}"
cd "$(dirname -- "$0")/../.."
REQUEST_ORIGIN=${REQUEST_ORIGIN:-ci} YES=1 AUDIT_HEAD=1 exec sh deploy/ops/ops.sh deploy
