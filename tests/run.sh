#!/bin/sh
# Everything that must hold, cheapest first. With the argument `long`, also what takes longer than
# a change should wait for.
set -eu
cd "$(dirname "$0")/.."

tests/tools.sh
times=
trap 'printf "== what took how long\n%s" "$times"' EXIT
step() {
  echo "== $*"
  began=$(date +%s)
  "$@"
  took=$(($(date +%s) - began))
  times="$times$took s: $*
"
}

step cargo fmt --all --check
step cargo clippy --workspace --all-targets --quiet -- -D warnings
step cargo clippy --target wasm32-unknown-unknown --lib --bins --test store_in_browser --quiet -- -D warnings
step cargo test --workspace --exclude restante-end-to-end

export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER="$PWD/tests/in-browser.sh"
step cargo test --target wasm32-unknown-unknown --test store_in_browser

# One browser at a time: each test starts its own.
step cargo test --package restante-end-to-end -- --test-threads=1 --show-output

if [ "${1:-}" = long ]; then
  step cargo test --test mail_corpora --test fault_run -- --ignored --nocapture --test-threads=1
  step cargo test --package restante-end-to-end --test fault_run_in_browser --test kill_run_in_browser --test safety \
    -- --ignored --nocapture --test-threads=1
fi
