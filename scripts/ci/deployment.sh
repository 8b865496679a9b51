#!/usr/bin/env bash
# docker-compose.yml as compose reads it, infra/k8s as kubectl would send it, each object against the type of its kind. Needs Go.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v go >/dev/null || { echo 'the deployment files are read by programs in Go 1.24 or newer, which is not on the PATH: install it' >&2; exit 1; }
(cd scripts/ci/deployment && go vet ./... && go run . ../../..) >/dev/null
