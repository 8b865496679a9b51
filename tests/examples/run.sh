#!/usr/bin/env bash
# Runs every example as its first lines say, against a service of its own. Needs curl and Python.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$("$here/../conformance/venv.sh" "$here/../contract/requirements.txt")
exec node "$here/../../bootstrap.mjs" "$here/main.ts" "$python"
