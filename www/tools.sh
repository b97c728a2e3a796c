#!/bin/sh
# Installs what building the page and the relay needs and is not there yet. Every step says what it
# does; a second run finds everything in place. The tools go into a folder of their own outside the
# clone, so that they serve other clones too and touch no other project's.
#
# With the argument `path` it prints that folder's directories for PATH instead.
set -eu
cd "$(dirname "$0")/.."

tools="${XDG_CACHE_HOME:-$HOME/.cache}/restante/tools"
trunk_version=0.21.14
binaryen_version=132.0.0
bindgen_version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p;}' Cargo.lock)

if [ "${1:-}" = path ]; then
  echo "$tools/wasm-bindgen-cli-$bindgen_version/bin:$tools/trunk-$trunk_version/bin:$tools/binaryen-$binaryen_version/node_modules/.bin"
  exit
fi

say() { echo "restante: $*"; }
missing() { echo "restante: $1 is missing: it $2. Install it with: $3" >&2; exit 1; }

apt() { # packages: why
  packages=$1 why=$2
  if [ "$(id -u)" = 0 ]; then as_root=; else as_root=sudo; fi
  command -v apt-get >/dev/null || missing "$packages" "$why" "your system's package manager"
  [ -z "$as_root" ] || sudo -n true 2>/dev/null || missing "$packages" "$why" "sudo apt-get install $packages"
  say "installing $packages, which $why"
  $as_root apt-get update -qq >/dev/null
  # shellcheck disable=SC2086 # a list of packages
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $packages >/dev/null \
    || missing "$packages" "$why" "apt-get install $packages"
}

# Built to be used, not to be fast: that takes minutes less.
cargo_install() { # crate version why features...
  crate=$1 version=$2 why=$3
  shift 3
  root="$tools/$crate-$version"
  [ ! -x "$root/.done" ] || return 0
  say "building $crate $version, which $why (some minutes, once)"
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=0 \
    CARGO_TARGET_DIR="$tools/build" \
    cargo install --quiet "$crate@$version" --root "$root" "$@" \
    || missing "$crate $version" "$why" "cargo install $crate@$version"
  rm -rf "$tools/build"
  touch "$root/.done" && chmod +x "$root/.done"
}

command -v cargo >/dev/null || missing cargo "compiles everything here" "the installer at rustup.rs"
rust_version=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
found=$(rustc --version | cut -d' ' -f2)
[ "$(printf '%s\n' "$rust_version" "$found" | sort -V | head -n 1)" = "$rust_version" ] \
  || missing "Rust $rust_version or newer (here: $found)" "compiles everything here" "rustup update stable"
command -v node >/dev/null || missing node "runs wasm-opt and the last step of the page's build" "apt-get install nodejs npm"
command -v npm >/dev/null || missing npm "installs wasm-opt" "apt-get install npm"
command -v cc >/dev/null || apt gcc "links the relay"
command -v clang >/dev/null || apt clang "compiles ring's C for wasm"

if ! [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
  say "adding the target wasm32-unknown-unknown, which the page is compiled for"
  rustup target add wasm32-unknown-unknown >/dev/null 2>&1 \
    || missing "the target wasm32-unknown-unknown" "is what the page is compiled for" "rustup target add wasm32-unknown-unknown"
fi

mkdir -p "$tools"
CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
  cargo_install wasm-bindgen-cli "$bindgen_version" "joins the wasm with JavaScript"
CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
  cargo_install trunk "$trunk_version" "builds the page" --locked --no-default-features --features rustls

binaryen="$tools/binaryen-$binaryen_version"
if ! [ -x "$binaryen/node_modules/.bin/wasm-opt" ]; then
  say "installing binaryen $binaryen_version from npm: its wasm-opt makes the wasm smaller"
  npm install --silent --no-audit --no-fund --prefix "$binaryen" "binaryen@$binaryen_version" \
    || missing wasm-opt "makes the wasm smaller" "npm install binaryen"
fi
