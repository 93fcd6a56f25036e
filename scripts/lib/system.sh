# shellcheck shell=bash
# System packages: found, installed with apt-get where possible, or named. To be sourced.

MISSING=()

# need DESCRIPTION PACKAGES COMMAND...: notes what is missing if COMMAND fails.
# PACKAGES are Debian's, separated by spaces.
need() {
  local description=$1 packages=$2
  shift 2
  "$@" >/dev/null 2>&1 || MISSING+=("$description|$packages")
}

# Installs what `need` found missing, or ends with one line that names it.
install_missing() {
  ((${#MISSING[@]})) || return 0
  local descriptions=() packages=() entry names
  for entry in "${MISSING[@]}"; do
    descriptions+=("${entry%%|*}")
    read -ra names <<<"${entry#*|}"
    packages+=("${names[@]}")
  done
  MISSING=()
  local list
  list=$(printf ', %s' "${descriptions[@]}")
  list=${list:2}

  local as_root=()
  if ((EUID != 0)); then
    as_root=(sudo -n)
  fi
  if ! have apt-get || ! "${as_root[@]}" true 2>/dev/null; then
    fail "missing on this system: $list. Install them and run the command again" \
      "(Debian: apt-get install ${packages[*]})."
  fi
  say "Installing system packages: ${packages[*]}"
  local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
    apt-get install -qq -y --no-install-recommends "${packages[@]}")
  # The package lists of a fresh machine are empty or old: then once more with new ones.
  if ! "${install[@]}" >/dev/null 2>&1; then
    "${as_root[@]}" apt-get update -qq || fail "apt-get update failed"
    "${install[@]}" >/dev/null || fail "apt-get could not install: ${packages[*]}"
  fi
}
