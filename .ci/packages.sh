# Sourced by datasets/demo and tests/run: installs the Debian packages that are missing, and nothing else.
#
#   install_packages NAME...

build_packages="gcc libc6-dev make cmake pkg-config libgsl-dev libopenblas-pthread-dev libsvm-dev libhdf5-dev libcjson-dev \
libssl-dev libxxhash-dev zlib1g-dev libpsl-dev libsqlite3-dev libpq-dev"

install_packages() {
  missing=""
  for name in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing="$missing $name"
  done
  [ -z "$missing" ] && return 0
  echo "installing from Debian:$missing"
  as_root=""
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "as root, please:  apt-get install --no-install-recommends$missing" >&2
      return 1
    fi
    as_root=sudo
  fi
  log=$(mktemp)
  # shellcheck disable=SC2086 # words on purpose
  if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } \
    >"$log" 2>&1; then
    tail -20 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}
