#!/bin/sh
# Installs what the tests need besides the tools of the build: a real POP3 server, a real browser.
set -eu

wanted=
need() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || wanted="$wanted $2"; }
need dovecot dovecot-pop3d
need chromium chromium
need chromedriver chromium-driver
need xz xz-utils

[ -n "$wanted" ] || exit 0
echo "restante: installing$wanted, which the tests run against"
if [ "$(id -u)" = 0 ]; then as_root=; else as_root=sudo; fi
if ! command -v apt-get >/dev/null || { [ -n "$as_root" ] && ! sudo -n true 2>/dev/null; }; then
  echo "restante:$wanted missing: the tests run against them. Install them with: sudo apt-get install$wanted" >&2
  exit 1
fi
$as_root apt-get update -qq >/dev/null
# shellcheck disable=SC2086 # a list of packages
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $wanted >/dev/null
