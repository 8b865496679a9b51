#!/usr/bin/env bash
# Runs the commands of README.md's blocks marked `sh run` exactly as written there, as a newcomer would: in a fresh clone in a path
# with a space, with an empty home folder. Only npm's cache and the cache of downloaded data sets are lent, to spare the registry.
set -euo pipefail
source=$(pwd)
place=$(mktemp -d)/'a fresh clone'
mkdir -p "$place/home"
trap 'rm -rf "$(dirname "$place")"' EXIT

npm_cache=$(npm config get cache)
data_cache=${OCTET_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/octet}
git clone --quiet "$source" "$place/octet"
cd "$place/octet"

commands=$(awk '/^```sh run$/ { inside = 1; next } /^```/ { inside = 0 } inside' README.md)
[ -n "$commands" ] || { echo 'README.md has no block marked "sh run"'; exit 1; }
printf '%s\n' "$commands"
env -u CI HOME="$place/home" npm_config_cache="$npm_cache" OCTET_CACHE="$data_cache" bash -euo pipefail -c "$commands" </dev/null
