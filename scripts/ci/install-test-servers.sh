#!/usr/bin/env bash
# Installs what tests run against where they find it, from Debian: Redis, PostgreSQL and Chromium. Does nothing where they are there.
# Needs root; starts nothing, each test run starts its own.
set -euo pipefail

wanted=()
command -v redis-server >/dev/null || wanted+=(redis-server)
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null || wanted+=(postgresql)
command -v chromium >/dev/null || wanted+=(chromium)
[ ${#wanted[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "Cannot install ${wanted[*]}: this takes root and apt-get. Install them by hand, then run this again." >&2
  exit 1
fi

# Packages would start their servers, and there may be no systemd to do it.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
