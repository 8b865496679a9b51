#!/usr/bin/env bash
# What docker/Dockerfile does, without an engine: installs each target in a clean folder, starts all three as nobody on files that are read
# only, asks for their health, runs a job through them, and stops them.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec node bootstrap.mjs scripts/ci/image-steps.ts
