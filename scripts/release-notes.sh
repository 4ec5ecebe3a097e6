#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version: scripts/release-notes.sh VERSION
set -euo pipefail
cd "$(dirname "$0")/.."

notes=$(awk -v version="$1" '
  /^## / { inside = $2 == version; next }
  inside { print }
' CHANGELOG.md)
[ -n "$notes" ] || { echo "CHANGELOG.md says nothing of $1" >&2; exit 1; }
printf '%s\n' "$notes" | sed '/./,$!d'
