# shellcheck shell=bash
# What every script needs: where things are and how to talk. To be sourced.

# shellcheck source=scripts/lib/versions.sh
source "$(dirname "${BASH_SOURCE[0]}")/versions.sh"

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Outside the checkout, so that a fresh clone finds the tools of the last one.
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/crash-store
TOOLS=$CACHE/tools
PATH=$TOOLS/bin:$PATH
cd "$ROOT" || exit 1

# One line that says what is being done.
say() {
  printf '==> %s\n' "$*"
}

# A heading over a longer section of output.
heading() {
  printf '\n======== %s ========\n' "$*"
}

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

have() {
  command -v "$1" >/dev/null 2>&1
}

# The version of crate $1 in Cargo.lock.
locked_version() {
  local version
  version=$(sed -n "/^name = \"$1\"\$/{n;s/^version = \"\(.*\)\"\$/\1/p;q}" Cargo.lock)
  [[ -n $version ]] || fail "Cargo.lock names no version of '$1'"
  printf '%s\n' "$version"
}
