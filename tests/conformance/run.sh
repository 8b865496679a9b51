#!/usr/bin/env bash
# What Python says of artifacts that `octet quantize` makes: onnx.checker with full_check, and onnxruntime, with outputs equal to Node's; OpenVINO runs
# those of its target, and those of target tensorrt are checked by their structure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$("$here/venv.sh")
(cd "$here" && "$python" -m unittest --quiet test_openvino_run test_tensorrt_rules)
exec node "$here/../../bootstrap.mjs" "$here/reference/main.ts" "$python"
