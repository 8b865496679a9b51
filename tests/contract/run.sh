#!/usr/bin/env bash
# schemathesis against a running service: no 5xx, no answer that the OpenAPI document does not allow, no key that is not looked at.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$("$here/../conformance/venv.sh" "$here/requirements.txt")
exec node "$here/../../bootstrap.mjs" "$here/main.ts" "$python"
