#!/bin/sh
# Cargo's runner for wasm tests: a browser, set up by the webdriver.json beside this file.
cd "$(dirname "$0")"
WASM_BINDGEN_TEST_TIMEOUT="${WASM_BINDGEN_TEST_TIMEOUT:-120}" \
  CHROMEDRIVER="${CHROMEDRIVER:-$(command -v chromedriver)}" exec wasm-bindgen-test-runner "$@"
