#!/usr/bin/env bash
# Prints every table of docs/performance.md, of this machine and day. It takes a quarter of an hour
# on an idle machine; `scripts/figures.sh quick` leaves the peers and the 150,000 policies out.
set -euo pipefail
cd "$(dirname "$0")/.."

printf '%s, %s cores of %s, %s, %s, %s\n' "$(date +%F)" "$(getconf _NPROCESSORS_ONLN)" \
  "$(sed -n '/^model name/{s/.*: //p;q}' /proc/cpuinfo 2>/dev/null || uname -p)" "$(uname -sm)" \
  "$(rustc --version)" "$(jq --version 2>/dev/null || echo 'no jq')"
cargo bench --quiet --locked --bench speed
if [ "${1:-}" != quick ]; then
  cargo bench --quiet --locked --bench many
fi
cargo build --quiet --release --locked
printf '\nInstructions:\n\n'
# What is above the counts of the repository does not matter here.
python3 scripts/instructions.py || true
if [ "${1:-}" != quick ]; then
  printf '\nPeers:\n\n'
  scripts/compare.sh
fi
