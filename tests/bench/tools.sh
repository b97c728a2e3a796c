#!/bin/sh
# Installs the mail collectors and the junk filter that Restante is measured beside.
set -eu

wanted=
for program in mpop fetchmail bogofilter; do
  command -v "$program" >/dev/null || wanted="$wanted $program"
done

[ -n "$wanted" ] || exit 0
echo "restante: installing$wanted, which the benchmark runs beside Restante"
if [ "$(id -u)" = 0 ]; then as_root=; else as_root=sudo; fi
if ! command -v apt-get >/dev/null || { [ -n "$as_root" ] && ! sudo -n true 2>/dev/null; }; then
  echo "restante:$wanted missing: the benchmark runs beside them. Install them with: sudo apt-get install$wanted" >&2
  exit 1
fi
$as_root apt-get update -qq >/dev/null
# shellcheck disable=SC2086 # a list of packages
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $wanted >/dev/null
