#!/usr/bin/env bash
# Prints the path of a Python that has a requirements.txt installed (this folder's, or the one given): a virtual environment under
# node_modules/.cache, made when the requirements change. Usage: "$(tests/conformance/venv.sh [REQUIREMENTS])" check.py
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
requirements=${1:-$here/requirements.txt}
stamp=$(sha256sum "$requirements" | cut -c1-16)
venv=$here/../../node_modules/.cache/python-$stamp

if [ ! -f "$venv/installed" ]; then
  command -v python3 >/dev/null || { echo 'the reference checks need Python 3.11 or newer (python3) with venv' >&2; exit 1; }
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2
  touch "$venv/installed"
fi
printf '%s\n' "$venv/bin/python"
