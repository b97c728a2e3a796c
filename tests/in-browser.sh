#!/bin/sh
# Cargo's runner for wasm tests: a browser, set up by the webdriver.json beside this file.
cd "$(dirname "$0")"
CHROMEDRIVER="${CHROMEDRIVER:-$(command -v chromedriver)}" exec wasm-bindgen-test-runner "$@"
