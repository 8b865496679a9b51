#!/usr/bin/env bash
# Generated files are committed; generating them again must change nothing.
set -euo pipefail
npm run -s generate >/dev/null
changed=$(git status --porcelain -- ':(glob)**/gen/**')
[ -z "$changed" ] || { printf 'npm run generate changes:\n%s\n' "$changed"; exit 1; }
