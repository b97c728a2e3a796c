#!/bin/sh
# Installs what the tests need besides the tools of the build: a real POP3 server, a real browser.
set -eu

missing() { echo "restante: $1 missing: the tests need it. Install it with: $2" >&2; exit 1; }

for component in rustfmt clippy; do
  if ! cargo "$component" --version >/dev/null 2>&1 && ! "$component" --version >/dev/null 2>&1; then
    echo "restante: adding $component, which the tests begin with"
    rustup component add "$component" >/dev/null 2>&1 || missing "$component is" "rustup component add $component"
  fi
done

wanted=
need() { [ -x "$1" ] || command -v "$1" >/dev/null || wanted="$wanted $2"; }
need /usr/lib/dovecot/pop3-login dovecot-pop3d
need chromium chromium
need chromedriver chromium-driver
need firefox-esr firefox-esr
need openssl openssl
need xz xz-utils

if [ "$(id -u)" = 0 ]; then as_root=; else as_root=sudo; fi
if [ -n "$wanted" ]; then
  echo "restante: installing$wanted, which the tests run against"
  command -v apt-get >/dev/null || missing "$wanted are" "your system's package manager"
  [ -z "$as_root" ] || sudo -n true 2>/dev/null || missing "$wanted are" "sudo apt-get install$wanted"
  $as_root apt-get update -qq >/dev/null
  # shellcheck disable=SC2086 # a list of packages
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $wanted >/dev/null \
    || missing "$wanted are" "apt-get install$wanted"
fi

# popa3d cannot be installed beside Dovecot's POP3 server: it is unpacked into a folder outside the clone.
popa3d="${XDG_CACHE_HOME:-$HOME/.cache}/restante/popa3d"
if ! [ -x "$popa3d/usr/sbin/popa3d" ] && ! [ -x /usr/sbin/popa3d ] && command -v apt-get >/dev/null; then
  echo "restante: unpacking popa3d into $popa3d, which the tests run against"
  unpacking=$(mktemp -d)
  trap 'rm -rf "$unpacking"' EXIT
  download() { (cd "$unpacking" && apt-get download -qq popa3d >/dev/null 2>&1); }
  download || { $as_root apt-get update -qq >/dev/null && download; } \
    || missing "popa3d is" "apt-get download popa3d, and dpkg -x into $popa3d"
  mkdir -p "$popa3d"
  dpkg -x "$unpacking"/popa3d_*.deb "$popa3d"
fi

# Debian has no driver for Firefox: it is built from its crate, without optimisation, in a minute or two.
geckodriver="${XDG_CACHE_HOME:-$HOME/.cache}/restante/geckodriver"
if ! [ -x "$geckodriver/bin/geckodriver" ] && ! command -v geckodriver >/dev/null; then
  echo "restante: building geckodriver into $geckodriver, which the tests drive Firefox with"
  building=$(mktemp -d)
  CARGO_TARGET_DIR="$building" cargo install --quiet --debug --locked --root "$geckodriver" geckodriver@0.37.1 \
    || missing "geckodriver is" "cargo install --root $geckodriver geckodriver"
  rm -rf "$building"
fi

# axe-core looks at every screen as somebody who cannot see it, or sees it badly, would.
axe="${XDG_CACHE_HOME:-$HOME/.cache}/restante/axe-core"
if ! [ -f "$axe/axe.min.js" ]; then
  echo "restante: fetching axe-core into $axe, which the tests look at the screens with"
  fetched=$(mktemp -d)
  (cd "$fetched" && npm pack --silent axe-core@4.14.1 >/dev/null && tar -xzf axe-core-*.tgz) \
    || missing "axe-core is" "npm pack axe-core@4.14.1, and axe.min.js of it into $axe"
  mkdir -p "$axe"
  cp "$fetched/package/axe.min.js" "$axe/"
  rm -rf "$fetched"
fi
