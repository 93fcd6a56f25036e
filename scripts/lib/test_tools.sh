# shellcheck shell=bash
# What the tests run in: a browser, a Python environment, Node packages. To be sourced.

VENV=$CACHE/venv

# Prints the path of a Chromium: $CHROMIUM, or the first that is found.
find_chromium() {
  local candidate
  for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    /Applications/Chromium.app/Contents/MacOS/Chromium; do
    if [[ -n $candidate ]] && command -v "$candidate"; then
      return 0
    fi
  done
  return 1
}

# Prints the path of Crashpad's handler: $CRASHPAD_HANDLER, or that of the first browser found.
find_crashpad_handler() {
  local candidate
  for candidate in "${CRASHPAD_HANDLER:-}" /usr/lib/chromium/chrome_crashpad_handler \
    /usr/lib/chromium-browser/chrome_crashpad_handler \
    /opt/google/chrome/chrome_crashpad_handler; do
    if [[ -n $candidate && -x $candidate ]]; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

# Prints the path of a Python that can make environments; some that are not the system's cannot.
find_python() {
  local candidate
  for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}

# $VENV with exactly end2end/requirements.txt.
install_python_packages() {
  local wanted=end2end/requirements.txt installed=$VENV/installed-requirements.txt
  if cmp -s "$wanted" "$installed" && "$VENV/bin/python" -c 'import pytest' 2>/dev/null; then
    return 0
  fi
  say "Installing Python packages (end2end/requirements.txt)"
  "$(find_python)" -m venv --clear "$VENV"
  "$VENV/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
  cp "$wanted" "$installed"
}

# install_node_packages FOLDER: its node_modules with exactly its package-lock.json.
install_node_packages() {
  have npm || fail "Node.js with npm is missing: install it from https://nodejs.org"
  local folder=$1
  local wanted=$folder/package-lock.json installed=$folder/node_modules/installed-package-lock.json
  if cmp -s "$wanted" "$installed"; then
    return 0
  fi
  say "Installing Node packages ($folder/package-lock.json)"
  # The browser is the system's: Playwright shall not fetch one of its own.
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --loglevel=error --prefix "$folder" >/dev/null
  cp "$wanted" "$installed"
}
