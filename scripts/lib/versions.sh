# shellcheck shell=bash disable=SC2034
# Every version that the scripts install, in one place.
#
# Not here, because another file decides it:
#   Rust                  rust-toolchain.toml
#   wasm-bindgen-cli      Cargo.lock (it must be the version of the `wasm-bindgen` crate)
#   sqlx-cli              Cargo.lock (the version of the `sqlx` crate)
#   Playwright, axe       end2end/package-lock.json
#   Lighthouse, puppeteer bench/browser/package-lock.json
#   pytest, requests      end2end/requirements.txt

CARGO_LEPTOS_VERSION=0.3.11
LEPTOSFMT_VERSION=0.1.33
# wasm-opt. It must know the WASM features that rustc emits; Debian's 108 does not.
BINARYEN_VERSION=132.0.0
