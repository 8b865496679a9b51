#!/usr/bin/env bash
# Builds the S3 server on which the tests of packages/storage run, once, into a cache folder. With --path: only tells where it is or would be.
set -euo pipefail
version=v1.8.0
folder=${OCTET_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/octet}/tools/versitygw-$version
program=$folder/versitygw
if [ "${1:-}" = --path ]; then
  printf '%s\n' "$program"
  exit
fi
[ -x "$program" ] && exit
command -v go >/dev/null || { echo 'versitygw is built with Go 1.24 or newer, which is not on the PATH: install it' >&2; exit 1; }
# Built elsewhere first: an interrupted build leaves no half program behind.
unfinished=$(mktemp -d)
trap 'rm -rf "$unfinished"' EXIT
GOBIN=$unfinished GOFLAGS=-mod=mod go install "github.com/versity/versitygw/cmd/versitygw@$version"
mkdir -p "$folder"
mv "$unfinished/versitygw" "$program"
