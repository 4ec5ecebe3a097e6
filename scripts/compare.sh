#!/usr/bin/env bash
# Times arnlint beside jq, parliament, iam-policy-validator and cfn-lint, in one run on the policies
# of the benchmarks, and prints the table of docs/performance.md:
#
#   scripts/compare.sh            three rounds, ten minutes or so
#   scripts/compare.sh --runs 1
#
# The peers are installed from their packages into a folder below target/ the first time, which
# needs a network; the rest needs none. A peer that is not to be had is left out, and named.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}

cargo build --release --locked
rm -rf "$target/compare/corpus"
cargo run --quiet --locked --example corpus -- "$target/compare/corpus"
exec python3 scripts/compare_speed.py "$@"
