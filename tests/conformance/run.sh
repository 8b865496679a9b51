#!/usr/bin/env bash
# What Python says of artifacts that `octet quantize` makes: onnx.checker with full_check, and onnxruntime, with outputs equal to Node's.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$("$here/venv.sh")
exec node "$here/../../bootstrap.mjs" "$here/reference/main.ts" "$python"
