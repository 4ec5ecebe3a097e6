#!/usr/bin/env bash
# What action.yml runs: fetches the release for this runner, holds it against its checksum, runs
# arnlint once, and writes the log, the annotations, the job summary and the SARIF file.
#
# Everything from outside comes in through variables and is never read as code:
#   ARNLINT_VERSION   a release; that of this checkout where it is empty
#   ARNLINT_PATHS     one path a line
#   ARNLINT_ARGS      options, with blanks between them
#   ARNLINT_FAIL_ON   error, warning, advice or never
#   ARNLINT_RELEASES  where the releases are; for tests and mirrors
set -euo pipefail

die() {
  echo "::error title=arnlint::$1"
  exit 2
}

case ${RUNNER_OS:?}-${RUNNER_ARCH:?} in
Linux-X64) target=x86_64-unknown-linux-musl ;;
Linux-ARM64) target=aarch64-unknown-linux-musl ;;
macOS-X64) target=x86_64-apple-darwin ;;
macOS-ARM64) target=aarch64-apple-darwin ;;
Windows-*) target=x86_64-pc-windows-msvc ;;
*) die "there is no arnlint for $RUNNER_OS on $RUNNER_ARCH" ;;
esac

root=$(cd "$(dirname "$0")/.." && pwd)
version=${ARNLINT_VERSION:-$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml")}
version=${version#v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.-]*$ ]] || die "the version is no version, such as 0.1.0"
name=arnlint-$version-$target
releases=${ARNLINT_RELEASES:-https://github.com/arnlint/arnlint/releases/download}

work=${RUNNER_TEMP:?}/arnlint
rm -rf "$work"
mkdir -p "$work"
workspace=$PWD
cd "$work"

case $target in
*-windows-*) archive=$name.zip ;;
*) archive=$name.tar.gz ;;
esac
for file in "$archive" SHA256SUMS; do
  curl --fail --silent --show-error --location --retry 3 --output "$file" "$releases/v$version/$file" ||
    die "cannot fetch $file of arnlint $version"
done
# The whole name has to fit: another archive's line must not do.
awk -v name="$archive" '$2 == name || $2 == "*" name' SHA256SUMS >wanted
[ -s wanted ] || die "the release has no checksum for $archive"
if command -v sha256sum >/dev/null; then
  sha256sum --check --status wanted || die "$archive is not what its checksum says"
else
  shasum --algorithm 256 --check --status wanted || die "$archive is not what its checksum says"
fi
case $archive in
*.zip)
  unzip -q "$archive"
  arnlint=$work/$name/arnlint.exe
  ;;
*)
  tar -xzf "$archive"
  arnlint=$work/$name/arnlint
  ;;
esac

paths=()
while IFS= read -r path; do
  path=${path%$'\r'}
  [ -z "$path" ] || paths+=("$path")
done <<<"${ARNLINT_PATHS:-.}"
read -r -d '' -a args <<<"${ARNLINT_ARGS:-}" || true

cd "$workspace"
status=0
# bash 3.2 of macOS takes an empty array for one that is not set.
"$arnlint" check --fail-on "${ARNLINT_FAIL_ON:-warning}" ${args[@]+"${args[@]}"} --color never \
  --output-format concise --output-file "sarif=$work/arnlint.sarif" --output-file "github=$work/annotations" \
  -- ${paths[@]+"${paths[@]}"} >"$work/findings" 2>"$work/notes" || status=$?
cat "$work/findings" "$work/notes" >"$work/report"

# The report quotes files, so no line of it may be taken for a command to the runner.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
cat "$work/report"
echo "::$token::"
# GitHub shows ten errors and ten warnings of a step; the log has all.
[ ! -f "$work/annotations" ] || cat "$work/annotations"

{
  case $status in
  0) echo "### arnlint $version: passed" ;;
  1) echo "### arnlint $version: findings" ;;
  *) echo "### arnlint $version: failed" ;;
  esac
  if [ -s "$work/report" ]; then
    echo
    echo "<pre>"
    head -n 200 "$work/report" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'
    echo "</pre>"
    lines=$(wc -l <"$work/report")
    [ "$lines" -le 200 ] || echo "The first 200 of $((lines)) lines; the log has all."
  fi
} >>"${GITHUB_STEP_SUMMARY:?}"

{
  echo "status=$status"
  [ ! -f "$work/arnlint.sarif" ] || echo "sarif=$work/arnlint.sarif"
} >>"${GITHUB_OUTPUT:?}"
exit "$status"
