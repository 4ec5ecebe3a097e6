#!/usr/bin/env bash
# Installs arnlint in the ways that people do, and sees it fail and pass: the wheel, pre-commit and
# prek with each kind of hook, the GitHub Action. Then lints what cannot be run here.
#
# Needs git, python3 with pip, and what `cargo build --release --locked` leaves behind; without
# that, it is built. Everything goes below target/packages.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
target=${CARGO_TARGET_DIR:-$root/target}
work=$target/packages
rm -rf "$work"
mkdir -p "$work/wheels"

step() { printf '\n-- %s\n' "$*"; }
die() {
  printf 'test-packages: %s\n' "$*" >&2
  exit 1
}

# Runs a command that is to end with a status and to print each of the words:
# expect STATUS WORD... -- COMMAND...
expect() {
  local wanted=$1 words=() output status=0
  shift
  while [ "$1" != -- ]; do
    words+=("$1")
    shift
  done
  shift
  output=$("$@" 2>&1 </dev/null) || status=$?
  [ "$status" = "$wanted" ] || die "$* ended with $status, not with $wanted:"$'\n'"$output"
  for word in ${words[@]+"${words[@]}"}; do
    [[ $output == *"$word"* ]] || die "$* does not say \"$word\":"$'\n'"$output"
  done
}

step "the tools"
python3 -m venv "$work/tools"
tools=$work/tools/bin
"$tools/pip" install --quiet --requirement scripts/requirements.txt

step "the wheel"
cargo build --release --locked
(cd python && CARGO_TARGET_DIR=$target "$tools/maturin" build --release --locked --quiet --out "$work/wheels")
version=$("$target/release/arnlint" --version | sed -n '1s/^arnlint \([^ ]*\).*/\1/p')
[ -n "$version" ] || die "arnlint --version says no version"
python3 -m venv "$work/user"
user=$work/user/bin
"$user/pip" install --quiet --no-index --find-links "$work/wheels" "arnlint==$version"
# On the PATH of single commands only: the hooks are to bring their own.
installed=(env "PATH=$user:$PATH")
expect 0 "arnlint $version" -- "${installed[@]}" arnlint --version
for licence in LICENSE-APACHE LICENSE-MIT NOTICE; do
  cmp -s "$licence" "$work"/user/lib/python3*/site-packages/arnlint-*.dist-info/licenses/$licence ||
    die "the wheel has no $licence"
done

step "the source distribution"
# maturin looks for a Cargo.toml beside its project first, and says so.
(cd python && expect 0 "arnlint-$version.tar.gz" -- "$tools/maturin" sdist --out "$work/sdist")
# Outside of the workspace, of which it is no member.
unpacked=$(mktemp -d)
trap 'rm -rf "$unpacked"' EXIT
tar -xzf "$work"/sdist/arnlint-"$version".tar.gz -C "$unpacked" --strip-components 1
cmp NOTICE "$unpacked/NOTICE"
# Its lock file fits without the rest of the workspace, and without a look at the network.
cargo metadata --offline --format-version 1 --manifest-path "$unpacked/Cargo.toml" >"$work/metadata"

step "a project with policies"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=nobody GIT_AUTHOR_EMAIL=nobody@example.com
export GIT_COMMITTER_NAME=nobody GIT_COMMITTER_EMAIL=nobody@example.com
project=$work/project
mkdir -p "$project/docs"
git -C "$project" init --quiet --initial-branch main
policy() { # ACTION
  cat <<JSON
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["$1"],
      "Resource": "arn:aws:kinesis:eu-west-1:464622532012:stream/clicks"
    }
  ]
}
JSON
}
break_it() { policy "kinesis: Get*" >"$project/broken.json"; }
mend_it() { policy "kinesis:GetRecords" >"$project/broken.json"; }
policy "kinesis:PutRecord" >"$project/right.json"
{
  printf '# Streams\n\n```json\n'
  policy "kinesis:DescribeStream"
  printf '```\n'
} >"$project/docs/streams.md"
# What a hook is handed as well, and has nothing to say of.
echo '{"name": "clicks"}' >"$project/package.json"
echo 'No policy.' >"$project/README.md"
# What is excluded, though a hook names it.
mkdir "$project/vendor"
policy "kinesis: Get*" >"$project/vendor/theirs.json"
echo 'exclude = ["vendor/"]' >"$project/arnlint.toml"
break_it
(cd "$project" && expect 1 "malformed-action" "broken.json:6:18" -- "${installed[@]}" arnlint check)
mend_it
(cd "$project" && expect 0 -- "${installed[@]}" arnlint check)

step "the hooks"
"$tools/pre-commit" validate-manifest .pre-commit-hooks.yaml
# The repository that the hooks come from: this tree as it is, committed or not.
hooks=$work/hooks
mkdir "$hooks"
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
  tar --create --null --files-from - | tar --extract --directory "$hooks"
git -C "$hooks" init --quiet --initial-branch main
git -C "$hooks" add --all --force
git -C "$hooks" commit --quiet --message "This tree"
commit=$(git -C "$hooks" rev-parse HEAD)

# pip is to take the wheel that was just made, not one of the same version from elsewhere. So it
# gets no index, and beside the wheel what it builds the package of the root with.
"$tools/pip" download --quiet --no-deps --dest "$work/wheels" "$(grep '^setuptools==' scripts/requirements.txt)"
offline=(env PIP_NO_INDEX=1 "PIP_FIND_LINKS=$work/wheels")

try_hook() { # ID COMMAND...
  local id=$1 home
  shift
  home=$(mktemp -d "$work/home-XXXXXX")
  export PRE_COMMIT_HOME=$home PREK_HOME=$home
  cat >"$project/.pre-commit-config.yaml" <<YAML
repos:
  - repo: $hooks
    rev: $commit
    hooks:
      - id: $id
YAML
  break_it
  git -C "$project" add --all
  (cd "$project" && expect 1 "Failed" "malformed-action" "broken.json:6:18" -- "$@" run --all-files --color never)
  mend_it
  git -C "$project" add --all
  (cd "$project" && expect 0 "Passed" -- "$@" run --all-files --color never)
  # Not one that happens to be on the PATH.
  [ "$id" = arnlint-system ] || [ -n "$(find "$home" -path '*/bin/arnlint' -type f)" ] ||
    die "the hook $id has installed no arnlint"
  echo "$id: fails and passes with $(basename "${*: -1}")"
}
try_hook arnlint "${offline[@]}" "$tools/pre-commit"
try_hook arnlint-system "${installed[@]}" "$tools/pre-commit"
# Compiles arnlint and, since cargo install does not keep to the lock file, the newest of what it is
# made of. In a folder of its own, so that the binary of the other steps stays what it is, and
# without optimizing, which is what takes the time.
try_hook arnlint-src env CARGO_TARGET_DIR="$work/compiled" CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 "$tools/pre-commit"
# prek installs with uv, which it brings by itself.
try_hook arnlint env UV_NO_INDEX=1 "UV_FIND_LINKS=$work/wheels" "$tools/prek"

step "the action"
releases=$work/releases
mkdir -p "$releases/v$version"
archive=$(scripts/archive.sh x86_64-unknown-linux-musl "$target/release/arnlint" "$releases/v$version")
cp "$target/release/arnlint" "$work/arnlint.exe"
scripts/archive.sh x86_64-pc-windows-msvc "$work/arnlint.exe" "$releases/v$version" >"$work/windows"
(cd "$releases/v$version" && sha256sum arnlint-* >SHA256SUMS)
run_action() { # VARIABLE=VALUE...
  : >"$work/summary"
  : >"$work/outputs"
  (cd "$project" && env RUNNER_OS=Linux RUNNER_ARCH=X64 RUNNER_TEMP="$work" GITHUB_STEP_SUMMARY="$work/summary" \
    GITHUB_OUTPUT="$work/outputs" ARNLINT_RELEASES="file://$releases" "$@" bash "$root/scripts/action.sh")
}
break_it
expect 1 "broken.json:6:18" "::error" -- run_action ARNLINT_PATHS=$'broken.json\nright.json'
grep -q "broken.json:6:18" "$work/summary" || die "the job summary lacks the finding"
grep -qx "status=1" "$work/outputs" || die "the action does not put its status out"
python3 - "$(sed -n 's/^sarif=//p' "$work/outputs")" <<'PYTHON'
import json
import sys

with open(sys.argv[1]) as file:
    results = json.load(file)["runs"][0]["results"]
assert [result["ruleId"] for result in results] == ["malformed-action"], results
PYTHON
expect 0 -- run_action ARNLINT_ARGS="--ignore malformed-action"
expect 0 -- run_action ARNLINT_FAIL_ON=never
if command -v unzip >/dev/null; then
  # The archive for Windows, as far as it can be tried elsewhere.
  expect 1 "broken.json:6:18" -- run_action RUNNER_OS=Windows
else
  echo "the archive for Windows is not tried: there is no unzip"
fi
expect 2 "no such file" -- run_action ARNLINT_PATHS=missing.json
grep -q "no such file" "$work/summary" || die "the job summary does not say why the run failed"
# What comes in is data, whatever it looks like.
expect 2 "the version is no version" -- run_action ARNLINT_VERSION="$version;touch $work/owned"
# shellcheck disable=SC2016
expect 2 -- run_action ARNLINT_ARGS='$(touch owned) `touch owned`' ARNLINT_PATHS='$(touch owned)'
[ ! -e "$work/owned" ] && [ ! -e "$project/owned" ] || die "the action runs what it is given"
mend_it
expect 0 "stop-commands" -- run_action
grep -q "passed" "$work/summary" || die "the job summary does not say that all is well"
printf x >>"$archive"
expect 2 "is not what its checksum says" -- run_action

step "the files that are not run here"
PATH=$tools:$PATH
shellcheck .ci/run fuzz/run scripts/*.sh
hadolint Dockerfile
yamllint --strict .
check-jsonschema --quiet --builtin-schema vendor.github-actions action.yml
check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
zizmor --quiet --offline --no-progress --config .github/zizmor.yml .
scripts/release-notes.sh "$version" >"$work/notes.md"

python3 scripts/recipes.py "$work/recipes"
while IFS= read -r -d '' recipe; do
  # From its standard input: it leaves out what git ignores, and all of this folder.
  yamllint --strict - <"$recipe"
  case $recipe in
  */.github/workflows/*)
    check-jsonschema --quiet --builtin-schema vendor.github-workflows "$recipe"
    zizmor --quiet --offline --no-progress --config .github/zizmor.yml "$recipe"
    ;;
  */.pre-commit-config.yaml) pre-commit validate-config "$recipe" ;;
  */.gitlab-ci.yml) check-jsonschema --quiet --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci "$recipe" ;;
  */azure-pipelines.yml)
    check-jsonschema --quiet --builtin-schema vendor.azure-pipelines --data-transform azure-pipelines \
      --regex-variant nonunicode "$recipe"
    ;;
  *) die "nothing checks $recipe" ;;
  esac
done < <(find "$work/recipes" -type f -print0)

printf '\nAll packages work.\n'
