#!/usr/bin/env bash
# Prints the path of a program that is Python with onnx and onnxruntime on an emulated 64-bit Arm CPU: qemu-user and Debian's arm64 Python of trixie
# (qemu-user 7.2 of bookworm crashes when onnxruntime is imported), and the aarch64 wheels of ../requirements.txt. Some 300 MB under node_modules/.cache,
# made once. Needs Debian on x86-64, apt and pip; installs nothing. QEMU_CPU chooses the CPU (cortex-a76: dot products; max: i8mm and SVE besides).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
suite=trixie
stamp=$(cat "$here/emulated-python.sh" "$here/../requirements.txt" | sha256sum | cut -c1-16)
home=$(cd "$here/../../../node_modules/.cache" && pwd)/arm64-$stamp

# apt_of ARCHITECTURE ARGUMENTS…: apt-get on its own lists and an empty status file, so that it fetches all that a package needs and changes nothing here.
apt_of() {
  local architecture=$1 root=$home/apt-$1
  shift
  mkdir -p "$root/lists/partial" "$root/archives/partial"
  touch "$root/status"
  echo "deb [arch=$architecture signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $suite main" >"$root/sources.list"
  apt-get -qq -o APT::Sandbox::User=root -o Dir::State::lists="$root/lists" -o Dir::State::status="$root/status" -o Dir::Cache="$root" \
    -o Dir::Cache::archives="$root/archives" -o Dir::Etc::sourcelist="$root/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o APT::Architecture="$architecture" -o APT::Architectures::="$architecture" "$@"
}

fetch() {
  local architecture=$1 into=$2
  shift 2
  apt_of "$architecture" update
  apt_of "$architecture" install -y --download-only --no-install-recommends "$@"
  mkdir -p "$into"
  for package in "$home/apt-$architecture"/archives/*.deb; do dpkg-deb -x "$package" "$into"; done
}

prepare() {
  rm -rf "$home"
  fetch amd64 "$home/x86" qemu-user
  fetch arm64 "$home/sysroot" python3.13 libstdc++6
  ln -s usr/lib "$home/sysroot/lib"
  python3 -m venv "$home/venv"
  grep -v openvino "$here/../requirements.txt" >"$home/requirements.txt"
  "$home/venv/bin/pip" install --quiet --disable-pip-version-check --target "$home/site" --only-binary=:all: --implementation cp \
    --python-version 3.13 --platform manylinux2014_aarch64 --platform manylinux_2_27_aarch64 --platform manylinux_2_28_aarch64 -r "$home/requirements.txt"
  cat >"$home/python" <<EOF
#!/bin/sh
PYTHONPATH=$home/site exec $home/x86/usr/bin/qemu-aarch64 -L $home/sysroot $home/sysroot/usr/bin/python3.13 "\$@"
EOF
  chmod +x "$home/python"
  touch "$home/installed"
}

[ -f "$home/installed" ] || prepare >&2
printf '%s\n' "$home/python"
