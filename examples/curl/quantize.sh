#!/usr/bin/env bash
# Quantizes a model over REST with nothing but curl and python3 (to read JSON).
#
#   OCTET_URL=http://127.0.0.1:8080 OCTET_KEY=octet_… ./quantize.sh MODEL CALIBRATION [OUT]
#
# Ends with 0 when the gates passed or could not be evaluated, 2 when a gate failed, 1 when the job did not succeed.
set -euo pipefail
: "${OCTET_URL:?set it to the address of the service}" "${OCTET_KEY:?set it to an API key}"
model=$1 calibration=$2 out=${3:-octet-out}

octet() { curl --silent --show-error --fail-with-body --header "Authorization: Bearer $OCTET_KEY" "$@"; }
field() { python3 -c 'import json,sys; value = json.load(sys.stdin)[sys.argv[1]]; print("" if value is None else value)' "$1"; }

# The parts are read in this order: recipe, model, calibration, evaluation. The key makes it safe to send the request again.
job=$(octet "$OCTET_URL/v1/jobs" \
  --header "Idempotency-Key: $(python3 -c 'import uuid; print(uuid.uuid4())')" \
  --form 'recipe={"gates":{"min_size_ratio":3}};type=application/json' \
  --form "model=@$model" \
  --form "calibration=@$calibration" | field id)
echo "job $job"

# A service that is busy with other jobs keeps this one queued; that is no fault.
while :; do
  body=$(octet "$OCTET_URL/v1/jobs/$job")
  state=$(field state <<<"$body")
  echo "  $state $(field stage <<<"$body")"
  case $state in
    succeeded) break ;;
    failed | canceled | expired)
      field problem <<<"$body"
      exit 1
      ;;
  esac
  sleep 1
done

mkdir -p "$out"
octet "$OCTET_URL/v1/jobs/$job/artifact" --output "$out/model.int8.onnx"
octet "$OCTET_URL/v1/jobs/$job/report.html" --output "$out/report.html"
octet "$OCTET_URL/v1/jobs/$job/evidence" --output "$out/evidence.json"
octet "$OCTET_URL/v1/jobs/$job/report.md"
ls -l "$out"
[ "$(field verdict <<<"$body")" != fail ] || exit 2
