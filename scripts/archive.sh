#!/usr/bin/env bash
# Packs a binary for a release: scripts/archive.sh TARGET BINARY FOLDER prints the archive's path.
set -euo pipefail
target=$1 binary=$2 folder=$3

root=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml")
name=arnlint-$version-$target

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
draft=$(mktemp -d)
trap 'rm -rf "$draft"' EXIT
mkdir "$draft/$name"
cp "$binary" "$root"/{README.md,CHANGELOG.md,LICENSE-MIT,LICENSE-APACHE,NOTICE} "$draft/$name"

cd "$draft"
case $target in
*-windows-*)
  archive=$folder/$name.zip
  # What Windows has under one name or the other.
  "$(command -v python3 || command -v python)" -m zipfile -c "$archive" "$name"
  ;;
*)
  archive=$folder/$name.tar.gz
  tar -czf "$archive" "$name"
  ;;
esac
echo "$archive"
