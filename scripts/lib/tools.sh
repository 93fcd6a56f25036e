# shellcheck shell=bash
# Tools of pinned versions in $TOOLS, installed when missing. To be sourced.

# The toolchain and the WASM target of rust-toolchain.toml. Asked for by name,
# because a rustup may be set not to install them by itself.
install_rust() {
  have cargo || fail "Rust is missing: install rustup from https://rustup.rs"
  local libraries
  if libraries=$(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) &&
    [[ -d $libraries ]]; then
    return 0
  fi
  have rustup || fail "the toolchain of rust-toolchain.toml is missing, and so is rustup (https://rustup.rs)"
  say "Installing the Rust toolchain of rust-toolchain.toml"
  # A rustup before 1.28 cannot be asked like this, but installs on first use.
  rustup toolchain install >/dev/null 2>&1 || rustup show >/dev/null
}

# has_version COMMAND VERSION: whether $TOOLS holds COMMAND at VERSION.
has_version() {
  [[ -x $TOOLS/bin/$1 ]] && [[ " $("$TOOLS/bin/$1" --version 2>/dev/null) " == *" $2 "* ]]
}

# install_crate CRATE VERSION COMMAND [cargo install's flags]: COMMAND is what the crate installs.
install_crate() {
  local crate=$1 version=$2 command=$3
  shift 3
  if has_version "$command" "$version"; then
    return 0
  fi
  if have cargo-binstall; then
    say "Installing $crate $version (prebuilt, by cargo binstall)"
    if cargo binstall --no-confirm --disable-strategies compile --force \
      --root "$TOOLS" "$crate@$version" >/dev/null 2>&1 && has_version "$command" "$version"; then
      return 0
    fi
  fi
  say "Building $crate $version (once, some minutes)"
  # A tool that runs for seconds is not worth minutes of optimizing it.
  env -u CARGO_TARGET_DIR -u RUSTFLAGS \
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
    CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 \
    cargo install --quiet --force --root "$TOOLS" "$crate@$version" "$@"
}

# wasm-opt from npm's binaryen: cargo-leptos would fetch it from elsewhere.
install_wasm_opt() {
  have npm || fail "Node.js with npm is missing: install it from https://nodejs.org"
  # It prints `wasm-opt version 132 (version_132)`.
  if has_version wasm-opt "${BINARYEN_VERSION%%.*}"; then
    return 0
  fi
  say "Installing wasm-opt (binaryen $BINARYEN_VERSION from npm)"
  npm install --loglevel=error --no-save --prefix "$TOOLS/npm" "binaryen@$BINARYEN_VERSION" >/dev/null
  mkdir -p "$TOOLS/bin"
  ln -sf ../npm/node_modules/.bin/wasm-opt "$TOOLS/bin/wasm-opt"
}
